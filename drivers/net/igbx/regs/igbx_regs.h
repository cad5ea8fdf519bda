/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The registers of the 82576, one row each: 82576 datasheet, section 8. The rows
 * make the offset constants, the register dump, and the cross-check against the
 * software model's own table.
 *
 * X(name, offset, count, stride, access, section)
 */
#ifndef IGBX_REGS_H
#define IGBX_REGS_H

#include <stdint.h>

enum igbx_reg_access {
	IGBX_RO,  /* read only */
	IGBX_RW,
	IGBX_RC,  /* cleared by reading: a dump leaves it alone */
	IGBX_W1C, /* reading is harmless, writing ones clears */
	IGBX_RCW1C, /* cleared by reading and by writing ones */
	IGBX_WO,
};

/* An offset of its own type: a value and a register cannot be swapped. */
typedef struct {
	uint32_t offset;
} igbx_reg_t;

#define IGBX_REG_ROWS(X)                                                                           \
	X(CTRL, 0x00000, 1, 0, IGBX_RW, "8.2.1")                                                   \
	X(STATUS, 0x00008, 1, 0, IGBX_RO, "8.2.2")

enum {
#define IGBX_REG_ENUM(name, offset, count, stride, access, section)                                \
	IGBX_OFF_##name = (offset), IGBX_CNT_##name = (count), IGBX_STR_##name = (stride),
	IGBX_REG_ROWS(IGBX_REG_ENUM)
#undef IGBX_REG_ENUM
};

#define IGBX_REG(name) ((igbx_reg_t){IGBX_OFF_##name})
#define IGBX_REGN(name, index)                                                                     \
	((igbx_reg_t){IGBX_OFF_##name + (uint32_t)(index) * IGBX_STR_##name})

#endif
