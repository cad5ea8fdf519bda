/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Fibre and backplane ports: the link is the PCS's, 82576 datasheet, sections 3.5.4
 * and 8.18. They run at 1000 Mb/s full duplex; the PCS negotiates or is forced.
 */
#include "igbx_priv.h"

#define POWER_SETTLE_US 1000

void
igbx_serdes_power(struct igbx_hw *hw, bool up)
{
	igbx_rmw(hw, IGBX_REG(PCS_CFG0), IGBX_PCS_CFG_PCS_EN, up ? IGBX_PCS_CFG_PCS_EN : 0);
	/* SDP3 switches the laser off. */
	igbx_rmw(hw, IGBX_REG(CTRL_EXT), IGBX_CTRL_EXT_SDP3_DATA, up ? 0 : IGBX_CTRL_EXT_SDP3_DATA);
	(void)igbx_flush(hw);
	igbx_plat_delay_us(POWER_SETTLE_US);
}

static bool
pcs_negotiates(struct igbx_hw *hw)
{
	uint32_t mode = IGBX_FIELD_GET(IGBX_CTRL_EXT_LINK_MODE, igbx_rd(hw, IGBX_REG(CTRL_EXT)));

	/* 1000BASE-KX only detects its partner. */
	return hw->link_cfg.autoneg && hw->pcs_autoneg && mode != IGBX_LINK_MODE_KX;
}

static void
pcs_setup(struct igbx_hw *hw, bool negotiate)
{
	uint32_t clear = IGBX_PCS_LCTL_AN_ENABLE | IGBX_PCS_LCTL_FLV | IGBX_PCS_LCTL_FSD |
			 IGBX_PCS_LCTL_FORCE_LINK | IGBX_PCS_LCTL_FORCE_FC | IGBX_PCS_LCTL_FSV;
	uint32_t set = IGBX_FIELD_PREP(IGBX_PCS_LCTL_FSV, IGBX_SPEED_SEL_1000) | IGBX_PCS_LCTL_FDV;
	struct igbx_pause pause = igbx_pause_advertise(&hw->link_cfg);

	if (negotiate) {
		igbx_rmw(hw, IGBX_REG(PCS_ANADV), IGBX_PCS_AN_PAUSE | IGBX_PCS_AN_ASM_DIR,
			(pause.sym ? IGBX_PCS_AN_PAUSE : 0) |
				(pause.asym ? IGBX_PCS_AN_ASM_DIR : 0));
		set |= IGBX_PCS_LCTL_AN_ENABLE | IGBX_PCS_LCTL_AN_RESTART;
	} else {
		set |= IGBX_PCS_LCTL_FSD | IGBX_PCS_LCTL_FORCE_FC;
	}
	if (hw->link_cfg.loopback)
		set |= IGBX_PCS_LCTL_FORCE_LINK | IGBX_PCS_LCTL_FLV;
	igbx_rmw(hw, IGBX_REG(PCS_LCTL), clear, set);
}

/* Loopback survives a reset and cannot be read back: it is left for sure. */
static void
loopback_set(struct igbx_hw *hw, bool on)
{
	igbx_wr(hw, IGBX_REG(SCTL),
		IGBX_FIELD_PREP(IGBX_SCTL_ADDRESS, IGBX_SCTL_LOOPBACK) |
			(on ? IGBX_SCTL_LOOPBACK_ON : 0));
	/* The PHY of copper ports has a loopback of its own, for which LBM stays 0: 82576
	 * datasheet 8.10.
	 */
	igbx_rmw(hw, IGBX_REG(RCTL), IGBX_RCTL_LBM,
		on ? IGBX_FIELD_PREP(IGBX_RCTL_LBM, IGBX_LBM_SERDES) : 0);
	/* The partner need not see what is not for it. */
	if (on)
		igbx_rmw(hw, IGBX_REG(CTRL_EXT), 0, IGBX_CTRL_EXT_SDP3_DATA);
}

int
igbx_serdes_setup(struct igbx_hw *hw, const struct igbx_link_cfg *cfg)
{
	bool negotiate;

	if (!(cfg->speeds & IGBX_SPEED_1000_FULL) || (cfg->speeds & ~IGBX_SPEED_ALL) ||
		(!cfg->autoneg && cfg->speeds != IGBX_SPEED_1000_FULL)) {
		IGBX_HW_ERR(hw, "link speed set 0x%x: the port has 1000 Mb/s full duplex only",
			cfg->speeds);
		return -EINVAL;
	}
	hw->link_cfg = *cfg;
	hw->fc_resolved = false;
	negotiate = pcs_negotiates(hw);

	igbx_serdes_power(hw, true);
	loopback_set(hw, cfg->loopback);
	/* The MAC is at one speed whatever the PCS does. The pins power the transceiver. */
	igbx_rmw(hw, IGBX_REG(CTRL), IGBX_CTRL_SPEED,
		IGBX_CTRL_SLU | IGBX_CTRL_FRCSPD | IGBX_CTRL_FRCDPX | IGBX_CTRL_FD |
			IGBX_FIELD_PREP(IGBX_CTRL_SPEED, IGBX_SPEED_SEL_1000) |
			IGBX_CTRL_SDP0_DATA | IGBX_CTRL_SDP1_DATA);
	if (negotiate) {
		igbx_fc_apply(hw, false, false);
	} else {
		igbx_fc_apply(hw, cfg->fc_rx && !cfg->loopback, cfg->fc_tx && !cfg->loopback);
		hw->fc_resolved = true;
	}
	pcs_setup(hw, negotiate);
	return igbx_flush(hw);
}

static void
fc_from_pcs(struct igbx_hw *hw)
{
	uint32_t adv = igbx_rd(hw, IGBX_REG(PCS_ANADV));
	uint32_t partner = igbx_rd(hw, IGBX_REG(PCS_LPAB));

	if (hw->removed)
		return;
	igbx_fc_resolve(hw, (struct igbx_pause){adv & IGBX_PCS_AN_PAUSE, adv & IGBX_PCS_AN_ASM_DIR},
		(struct igbx_pause){partner & IGBX_PCS_AN_PAUSE, partner & IGBX_PCS_AN_ASM_DIR});
	/* From here on CTRL decides, and not the PCS by itself. */
	igbx_rmw(hw, IGBX_REG(PCS_LCTL), 0, IGBX_PCS_LCTL_FORCE_FC);
}

int
igbx_serdes_get(struct igbx_hw *hw, struct igbx_link_state *state)
{
	static const uint32_t mbps[] = {10, 100, 1000, 1000};
	uint32_t status = igbx_rd(hw, IGBX_REG(PCS_LSTS));
	bool negotiate;

	if (hw->removed)
		return -ENODEV;
	negotiate = pcs_negotiates(hw);
	*state = (struct igbx_link_state){.autoneg = negotiate};
	if (!(status & IGBX_PCS_LSTS_LINK_OK)) {
		if (negotiate)
			hw->fc_resolved = false;
		return igbx_io_status(hw);
	}
	state->up = true;
	state->full_duplex = status & IGBX_PCS_LSTS_FD;
	state->speed_mbps = mbps[IGBX_FIELD_GET(IGBX_PCS_LSTS_SPEED, status)];
	if (!hw->fc_resolved && (status & IGBX_PCS_LSTS_AN_DONE))
		fc_from_pcs(hw);
	return igbx_io_status(hw);
}
