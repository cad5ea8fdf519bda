/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The memory of a pluggable module (SFP) behind the device's I2C master: 82576
 * datasheet, section 8.18 (I2CCMD). The module answers as two devices of 256 bytes:
 * A0h is what it is, A2h its diagnostics (SFF-8472).
 */
#include "igbx_priv.h"

#define I2C_STEP_US  50
#define I2C_LIMIT_US 10000

static int
byte_get(struct igbx_hw *hw, uint32_t offset, uint8_t *out)
{
	uint32_t cmd;
	int ret;

	igbx_wr(hw, IGBX_REG(I2CCMD),
		IGBX_I2CCMD_OP_READ |
			IGBX_FIELD_PREP(IGBX_I2CCMD_PHYADD, offset / IGBX_SFP_DEVICE_BYTES) |
			IGBX_FIELD_PREP(IGBX_I2CCMD_REGADD, offset % IGBX_SFP_DEVICE_BYTES));
	ret = igbx_poll(hw, IGBX_REG(I2CCMD), IGBX_I2CCMD_READY, IGBX_I2CCMD_READY, I2C_STEP_US,
		I2C_LIMIT_US);
	if (ret == -ENODEV)
		return ret;
	cmd = igbx_rd(hw, IGBX_REG(I2CCMD));
	if (ret == 0 && !(cmd & IGBX_I2CCMD_ERROR)) {
		*out = IGBX_FIELD_GET(IGBX_I2CCMD_DATA_BYTE, cmd);
		return igbx_io_status(hw);
	}
	IGBX_HW_ERR(hw, "no module answers for byte 0x%x, I2CCMD 0x%08x", offset, cmd);
	return -EIO;
}

int
igbx_sfp_read(struct igbx_hw *hw, uint32_t offset, uint32_t nb_bytes, uint8_t *out)
{
	uint32_t lock = hw->port_index == 0 ? IGBX_SYNC_PHY0 : IGBX_SYNC_PHY1;
	uint32_t i;
	int ret;

	if (hw->media == IGBX_MEDIA_COPPER) {
		IGBX_HW_ERR(hw, "a copper port has no module");
		return -ENOTSUP;
	}
	if (offset >= IGBX_SFP_BYTES || nb_bytes > IGBX_SFP_BYTES - offset) {
		IGBX_HW_ERR(hw, "%u bytes of a module from 0x%x asked for, there are %u", nb_bytes,
			offset, IGBX_SFP_BYTES);
		return -EINVAL;
	}
	ret = igbx_sync_take(hw, lock);
	if (ret != 0)
		return ret;
	igbx_rmw(hw, IGBX_REG(CTRL_EXT), 0, IGBX_CTRL_EXT_I2C_ENA);
	for (i = 0; i < nb_bytes && ret == 0; i++)
		ret = byte_get(hw, offset + i, &out[i]);
	igbx_rmw(hw, IGBX_REG(CTRL_EXT), IGBX_CTRL_EXT_I2C_ENA, 0);
	igbx_sync_give(hw, lock);
	return ret;
}
