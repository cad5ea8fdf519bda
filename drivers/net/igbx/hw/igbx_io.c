/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include "igbx_io.h"

/* No bit pattern of STATUS is all ones: reserved bits read as zero (8.2.2). All zeros is rare: a
 * port without a link that is kept off the bus before its NVM was loaded. But it is what plain
 * memory answers, which EAL puts in the place of registers when a UIO device is unplugged, and what
 * an emulator answers for nobody. The bus knows which it is.
 */
void
igbx_io_confirm_removed(struct igbx_hw *hw)
{
	igbx_reg_t reg = IGBX_REG(STATUS);
	uint32_t status;

	if (hw->removed)
		return;
	status = igbx_plat_read32(hw->bar + reg.offset);
	if (status != IGBX_ALL_BITS && (status != 0 || igbx_plat_is_present(hw->bus_dev)))
		return;
	hw->removed = true;
	IGBX_HW_ERR(hw, "all registers read %s: the device was removed or has no power",
		status == 0 ? "zeros" : "ones");
}

int
igbx_flush(struct igbx_hw *hw)
{
	if (igbx_rd(hw, IGBX_REG(STATUS)) == 0)
		igbx_io_confirm_removed(hw);
	return igbx_io_status(hw);
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
		if (waited_us >= limit_us) {
			igbx_io_confirm_removed(hw);
			return hw->removed ? -ENODEV : -ETIMEDOUT;
		}
		igbx_plat_delay_us(step_us);
		waited_us += step_us;
	}
}

bool
igbx_hw_is_removed(struct igbx_hw *hw)
{
	return igbx_flush(hw) == -ENODEV;
}
