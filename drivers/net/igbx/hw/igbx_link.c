/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The link, whatever the port is made of.
 */
#include "igbx_priv.h"

#define LINK_STEP_US	  10000
#define LINK_LIMIT_MAX_MS 60000u

int
igbx_media_find(struct igbx_hw *hw)
{
	uint32_t mode = IGBX_FIELD_GET(IGBX_CTRL_EXT_LINK_MODE, igbx_rd(hw, IGBX_REG(CTRL_EXT)));

	if (hw->removed)
		return -ENODEV;
	if (mode == IGBX_LINK_MODE_SGMII) {
		IGBX_HW_ERR(hw, "ports with an external PHY (SGMII) are not supported, "
				"ports with the internal PHY or SerDes are");
		hw->media = IGBX_MEDIA_SGMII;
		return -ENOTSUP;
	}
	hw->media = mode == IGBX_LINK_MODE_COPPER ? IGBX_MEDIA_COPPER : IGBX_MEDIA_SERDES;
	return 0;
}

int
igbx_82576_link_setup(struct igbx_hw *hw, const struct igbx_link_cfg *cfg)
{
	if (hw->media == IGBX_MEDIA_COPPER)
		return igbx_copper_setup(hw, cfg);
	return igbx_serdes_setup(hw, cfg);
}

int
igbx_82576_link_get(struct igbx_hw *hw, struct igbx_link_state *state)
{
	if (hw->media == IGBX_MEDIA_COPPER)
		return igbx_copper_get(hw, state);
	return igbx_serdes_get(hw, state);
}

int
igbx_link_setup(struct igbx_hw *hw, const struct igbx_link_cfg *cfg)
{
	return hw->chip->link_setup(hw, cfg);
}

int
igbx_link_get(struct igbx_hw *hw, struct igbx_link_state *state)
{
	return hw->chip->link_get(hw, state);
}

int
igbx_link_wait(struct igbx_hw *hw, struct igbx_link_state *state, uint32_t limit_ms)
{
	uint32_t limit_us = (limit_ms < LINK_LIMIT_MAX_MS ? limit_ms : LINK_LIMIT_MAX_MS) * 1000;
	int ret;

	if (hw->media == IGBX_MEDIA_COPPER)
		ret = igbx_poll(hw, IGBX_REG(STATUS), IGBX_STATUS_LU, IGBX_STATUS_LU, LINK_STEP_US,
			limit_us);
	else
		ret = igbx_poll(hw, IGBX_REG(PCS_LSTS), IGBX_PCS_LSTS_LINK_OK,
			IGBX_PCS_LSTS_LINK_OK, LINK_STEP_US, limit_us);
	return ret == -ENODEV ? ret : igbx_link_get(hw, state);
}
