/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Access to registers, and the only way to wait for one. A device that was
 * removed, or lost its power, answers all ones: the first such answer that a look
 * at STATUS confirms is latched, after which the bus is left alone. So is memory
 * full of zeros in the place of its registers, found by a wait that ran out or a flush.
 */
#ifndef IGBX_IO_H
#define IGBX_IO_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include "igbx_fields.h"
#include "igbx_hw.h"
#include "igbx_plat.h"
#include "igbx_regs.h"

#define IGBX_HW_ERR(hw, fmt, ...)    IGBX_ERR("%s: " fmt, (hw)->name, ##__VA_ARGS__)
#define IGBX_HW_WARN(hw, fmt, ...)   IGBX_WARN("%s: " fmt, (hw)->name, ##__VA_ARGS__)
#define IGBX_HW_NOTICE(hw, fmt, ...) IGBX_NOTICE("%s: " fmt, (hw)->name, ##__VA_ARGS__)
#define IGBX_HW_INFO(hw, fmt, ...)   IGBX_INFO("%s: " fmt, (hw)->name, ##__VA_ARGS__)
#define IGBX_HW_DEBUG(hw, fmt, ...)  IGBX_DEBUG("%s: " fmt, (hw)->name, ##__VA_ARGS__)

/* Second look after an answer that may be none; latches hw->removed and says so once. */
void igbx_io_confirm_removed(struct igbx_hw *hw);

/* All ones when the device is gone. */
static inline uint32_t
igbx_rd(struct igbx_hw *hw, igbx_reg_t reg)
{
	uint32_t value;

	if (hw->removed)
		return IGBX_ALL_BITS;
	value = igbx_plat_read32(hw->bar + reg.offset);
	if (value == IGBX_ALL_BITS)
		igbx_io_confirm_removed(hw);
	return value;
}

static inline void
igbx_wr(struct igbx_hw *hw, igbx_reg_t reg, uint32_t value)
{
	if (!hw->removed)
		igbx_plat_write32(hw->bar + reg.offset, value);
}

/* Clears the bits of clear, then sets those of set. */
static inline void
igbx_rmw(struct igbx_hw *hw, igbx_reg_t reg, uint32_t clear, uint32_t set)
{
	igbx_wr(hw, reg, (igbx_rd(hw, reg) & ~clear) | set);
}

static inline int
igbx_io_status(const struct igbx_hw *hw)
{
	return hw->removed ? -ENODEV : 0;
}

/* Posted writes have reached the device when this returns; 0 or -ENODEV. */
int igbx_flush(struct igbx_hw *hw);

/* Waits until the bits of mask read want: looks at once, then every step_us, for
 * limit_us at most. 0, -ETIMEDOUT, or -ENODEV as soon as the device is gone. Says
 * nothing: only the caller knows what a timeout means.
 */
int igbx_poll(struct igbx_hw *hw, igbx_reg_t reg, uint32_t mask, uint32_t want, uint32_t step_us,
	uint32_t limit_us);

#endif
