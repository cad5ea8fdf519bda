/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The I2C master for pluggable modules, and the memory of one: 82576 datasheet 8.18
 * (I2CCMD), SFF-8472.
 */
#include <string.h>

#include "nm_internal.h"

#define I2C_US 300

void
nm_sfp_insert(struct nm *nm, const uint8_t *memory, unsigned int nb_bytes)
{
	nm->sfp_bytes = nb_bytes < sizeof(nm->sfp) ? nb_bytes : sizeof(nm->sfp);
	if (nm->sfp_bytes > 0)
		memcpy(nm->sfp, memory, nm->sfp_bytes);
}

void
nm_i2c_write(struct nm *nm, uint32_t value)
{
	if (!(nm_get(nm, R_CTRL_EXT) & CTRL_EXT_I2C_ENA))
		nm_violation(nm, "I2CCMD without CTRL_EXT.I2C_ENA");
	if (!(nm_get(nm, R_SW_FW_SYNC) & (nm->cfg.port_index == 0 ? SWFW_PHY0 : SWFW_PHY1)))
		nm_violation(nm, "I2CCMD without the PHY semaphore of the port");
	if (nm->due[NM_EV_I2C] != NM_NEVER)
		nm_violation(nm, "I2CCMD written while a command is running");
	if (!(value & I2CCMD_READ))
		nm_violation(nm, "I2CCMD 0x%08x: writing to a module is not modelled", value);
	nm_set(nm, R_I2CCMD, value & ~(I2CCMD_READY | I2CCMD_ERROR | 0xFFFFu));
	nm_after(nm, NM_EV_I2C, I2C_US);
}

void
nm_i2c_done(struct nm *nm)
{
	uint32_t value = nm_get(nm, R_I2CCMD);
	uint32_t at = (value >> I2CCMD_PHY_SHIFT & 7) << 8 | (value >> I2CCMD_REG_SHIFT & 0xFF);

	value |= I2CCMD_READY;
	/* Two bytes in one go; those of A0h do not run on into A2h. */
	if (nm_is_serdes(nm) && at < nm->sfp_bytes)
		value |= nm->sfp[at] | (uint32_t)nm->sfp[(at & ~0xFFu) | ((at + 1) & 0xFF)] << 8;
	else
		value |= I2CCMD_ERROR;
	nm_set(nm, R_I2CCMD, value);
}
