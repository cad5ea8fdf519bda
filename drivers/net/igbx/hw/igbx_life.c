/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A port from the first look to the way back to the firmware.
 */
#include <string.h>

#include "igbx_priv.h"

static int
identify(struct igbx_hw *hw, const struct igbx_ident *ident)
{
	hw->ident = *ident;
	hw->removed = false;
	hw->fc_resolved = false;
	hw->pools_on = false;
	hw->small_buf_bytes = 0;
	hw->pcs_autoneg = true;
	hw->phy_addr = 1; /* the internal PHY: 8.2.4 */
	hw->phy_id = 0;
	memset(hw->mta, 0, sizeof(hw->mta));
	memset(&hw->link_cfg, 0, sizeof(hw->link_cfg));
	hw->chip = igbx_chip_find(ident->vendor_id, ident->device_id);
	if (hw->chip == NULL) {
		IGBX_HW_ERR(hw, "device %04x:%04x is none of this driver's", ident->vendor_id,
			ident->device_id);
		return -ENOTSUP;
	}
	hw->port_index = IGBX_FIELD_GET(IGBX_STATUS_LAN_ID, igbx_rd(hw, IGBX_REG(STATUS)));
	return igbx_io_status(hw);
}

static int
media_init(struct igbx_hw *hw)
{
	uint16_t compat;
	int ret;

	ret = igbx_media_find(hw);
	if (ret != 0)
		return ret;
	if (hw->media == IGBX_MEDIA_COPPER)
		return igbx_phy_find(hw);

	ret = igbx_nvm_read(hw, IGBX_NVM_COMPAT, 1, &compat);
	if (ret == 0 && (compat & IGBX_NVM_COMPAT_PCS_AN_OFF))
		hw->pcs_autoneg = false;
	return ret;
}

int
igbx_hw_init(struct igbx_hw *hw, const struct igbx_ident *ident)
{
	int ret;

	ret = identify(hw, ident);
	if (ret != 0)
		return ret;
	igbx_sync_recover(hw);
	ret = igbx_hw_reset(hw);
	if (ret != 0)
		return ret;
	ret = igbx_nvm_find(hw);
	if (ret != 0)
		return ret;
	ret = igbx_nvm_validate(hw);
	if (ret != 0)
		return ret;
	ret = hw->chip->read_mac(hw, hw->perm_mac);
	if (ret != 0)
		return ret;
	return media_init(hw);
}

static void
tables_clear(struct igbx_hw *hw)
{
	uint32_t i;

	for (i = 1; i < hw->chip->nb_rar; i++)
		igbx_rar_clear(hw, i);
	for (i = 0; i < IGBX_CNT_UTA; i++)
		igbx_wr(hw, IGBX_REGN(UTA, i), 0);
	for (i = 0; i < IGBX_CNT_VFTA; i++)
		igbx_wr(hw, IGBX_REGN(VFTA, i), 0);
	igbx_mta_set(hw, NULL, 0);
}

int
igbx_hw_setup(struct igbx_hw *hw, const uint8_t mac[IGBX_ETH_ADDR_BYTES])
{
	struct igbx_stats discarded = {0};
	int ret;

	igbx_rmw(hw, IGBX_REG(CTRL), IGBX_CTRL_MASTER_DISABLE | IGBX_CTRL_LRST, 0);
	igbx_rmw(hw, IGBX_REG(CTRL_EXT), 0, IGBX_CTRL_EXT_DRV_LOAD);
	ret = igbx_rar_set(hw, 0, mac, 0);
	if (ret != 0)
		return ret;
	tables_clear(hw);
	igbx_wr(hw, IGBX_REG(MRQC), 0);
	igbx_wr(hw, IGBX_REG(QDE), 0);
	igbx_fc_init(hw);
	return igbx_stats_collect(hw, &discarded);
}

void
igbx_hw_release(struct igbx_hw *hw)
{
	igbx_rmw(hw, IGBX_REG(CTRL_EXT), IGBX_CTRL_EXT_DRV_LOAD, 0);
	(void)igbx_flush(hw);
}
