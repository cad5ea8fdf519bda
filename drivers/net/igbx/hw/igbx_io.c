/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include "igbx_io.h"

/* No bit pattern of STATUS is all ones: reserved bits read as zero (8.2.2). */
void
igbx_io_confirm_removed(struct igbx_hw *hw)
{
	igbx_reg_t status = IGBX_REG(STATUS);

	if (hw->removed || igbx_plat_read32(hw->bar + status.offset) != IGBX_ALL_BITS)
		return;
	hw->removed = true;
	IGBX_HW_ERR(hw, "all registers read ones: the device was removed or has no power");
}

int
igbx_poll(struct igbx_hw *hw, igbx_reg_t reg, uint32_t mask, uint32_t want, uint32_t step_us,
	uint32_t limit_us)
{
	uint32_t waited_us = 0;

	for (;;) {
		uint32_t value = igbx_rd(hw, reg);

		if (hw->removed)
			return -ENODEV;
		if ((value & mask) == want)
			return 0;
		if (waited_us >= limit_us)
			return -ETIMEDOUT;
		igbx_plat_delay_us(step_us);
		waited_us += step_us;
	}
}

bool
igbx_hw_is_removed(struct igbx_hw *hw)
{
	return igbx_flush(hw) == -ENODEV;
}
