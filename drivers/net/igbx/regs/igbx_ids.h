/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * PCI ids of the ports that the driver takes. One row each:
 * X(device id, name of the constant, what it is)
 */
#ifndef IGBX_IDS_H
#define IGBX_IDS_H

#define IGBX_VENDOR_INTEL 0x8086

/* 82576, physical functions */
#define IGBX_82576_PF_ID_ROWS(X)                                  \
	X(0x10C9, IGBX_ID_82576_COPPER, "82576 copper")           \
	X(0x10E6, IGBX_ID_82576_FIBER, "82576 fibre")             \
	X(0x10E7, IGBX_ID_82576_SERDES, "82576 SerDes")           \
	X(0x10E8, IGBX_ID_82576_QUAD_COPPER, "82576 quad copper") \
	X(0x150A, IGBX_ID_82576_NS, "82576NS copper")             \
	X(0x150D, IGBX_ID_82576_SERDES_QUAD, "82576 quad SerDes") \
	X(0x1518, IGBX_ID_82576_NS_SERDES, "82576NS SerDes")      \
	X(0x1526, IGBX_ID_82576_QUAD_COPPER_ET2, "82576 quad copper ET2")

enum {
#define IGBX_ID_ENUM(id, name, text) name = (id),
	IGBX_82576_PF_ID_ROWS(IGBX_ID_ENUM)
#undef IGBX_ID_ENUM
};

#endif
