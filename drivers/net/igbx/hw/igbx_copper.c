/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The link of the internal 10/100/1000BASE-T PHY: 82576 datasheet, section 3.5.7.
 */
#include "igbx_priv.h"

static const struct {
	uint32_t speed;
	uint16_t adv;
} adv_bits[] = {
	{IGBX_SPEED_10_HALF, IGBX_PHY_AN_10_HALF},
	{IGBX_SPEED_10_FULL, IGBX_PHY_AN_10_FULL},
	{IGBX_SPEED_100_HALF, IGBX_PHY_AN_100_HALF},
	{IGBX_SPEED_100_FULL, IGBX_PHY_AN_100_FULL},
};

static int
loopback_check(struct igbx_hw *hw)
{
	if (!igbx_phy_is_kept(hw))
		return igbx_io_status(hw);
	IGBX_HW_ERR(hw, "no loopback: the firmware uses the link");
	return -EBUSY;
}

static int
cfg_check(struct igbx_hw *hw, const struct igbx_link_cfg *cfg)
{
	uint32_t speeds = cfg->speeds;

	if (cfg->loopback)
		return loopback_check(hw);
	if (speeds == 0 || (speeds & ~IGBX_SPEED_ALL)) {
		IGBX_HW_ERR(hw,
			"link speed set 0x%x: the port can 10 and 100 Mb/s half and full duplex, "
			"and 1000 Mb/s full duplex",
			speeds);
		return -EINVAL;
	}
	if (cfg->autoneg)
		return 0;
	if (speeds & (speeds - 1)) {
		IGBX_HW_ERR(
			hw, "link speed set 0x%x: one speed can be forced, not several", speeds);
		return -EINVAL;
	}
	if (speeds == IGBX_SPEED_1000_FULL) {
		IGBX_HW_ERR(hw, "1000 Mb/s cannot be forced on copper, only negotiated "
				"(IEEE 802.3, 40.5.1); 10 and 100 Mb/s can");
		return -EINVAL;
	}
	return 0;
}

static int
advertise(struct igbx_hw *hw, const struct igbx_link_cfg *cfg)
{
	struct igbx_pause pause = igbx_pause_advertise(cfg);
	uint16_t adv = IGBX_PHY_AN_SELECTOR_802_3;
	uint16_t ctrl;
	unsigned int i;
	int ret;

	for (i = 0; i < sizeof(adv_bits) / sizeof(adv_bits[0]); i++) {
		if (cfg->speeds & adv_bits[i].speed)
			adv |= adv_bits[i].adv;
	}
	if (pause.sym)
		adv |= IGBX_PHY_AN_PAUSE;
	if (pause.asym)
		adv |= IGBX_PHY_AN_ASM_DIR;
	ret = igbx_phy_write(hw, IGBX_PHY_AN_ADV, adv);
	if (ret != 0)
		return ret;

	ret = igbx_phy_read(hw, IGBX_PHY_1000T_CTRL, &ctrl);
	if (ret != 0)
		return ret;
	ctrl &= (uint16_t) ~(IGBX_PHY_1000T_HALF | IGBX_PHY_1000T_FULL);
	if (cfg->speeds & IGBX_SPEED_1000_FULL)
		ctrl |= IGBX_PHY_1000T_FULL;
	return igbx_phy_write(hw, IGBX_PHY_1000T_CTRL, ctrl);
}

/* What only the known PHY has: crossover detection works with negotiation only, and the
 * low-power mode of D0 would negotiate the lowest speed.
 */
static int
own_phy_setup(struct igbx_hw *hw, bool autoneg)
{
	uint16_t port, power;
	int ret;

	if ((hw->phy_id & IGBX_PHY_ID_MASK) != IGBX_PHY_ID_82576)
		return 0;
	ret = igbx_phy_read(hw, IGBX_PHY_PORT_CTRL, &port);
	if (ret != 0)
		return ret;
	port &= (uint16_t) ~(IGBX_PHY_PORT_AUTO_MDIX | IGBX_PHY_PORT_FORCE_MDIX);
	if (autoneg)
		port |= IGBX_PHY_PORT_AUTO_MDIX;
	ret = igbx_phy_write(hw, IGBX_PHY_PORT_CTRL, port);
	if (ret != 0)
		return ret;
	ret = igbx_phy_read(hw, IGBX_PHY_POWER_MGMT, &power);
	if (ret != 0 || !(power & IGBX_PHY_POWER_D0_LPLU))
		return ret;
	power &= (uint16_t)~IGBX_PHY_POWER_D0_LPLU;
	return igbx_phy_write(hw, IGBX_PHY_POWER_MGMT, power);
}

#define PHY_NEGOTIATES                                                                    \
	(IGBX_PHY_CONTROL_AN_ENABLE | IGBX_PHY_CONTROL_AN_RESTART | IGBX_PHY_CONTROL_FD | \
		IGBX_PHY_CONTROL_SPEED_MSB)

static uint16_t
phy_control(const struct igbx_link_cfg *cfg, bool full, bool speed_100)
{
	/* Without a partner 1000 Mb/s need no negotiation: 82576 datasheet 3.5.6. */
	if (cfg->loopback)
		return IGBX_PHY_CONTROL_LOOPBACK | IGBX_PHY_CONTROL_FD | IGBX_PHY_CONTROL_SPEED_MSB;
	if (cfg->autoneg)
		return PHY_NEGOTIATES;
	return (full ? IGBX_PHY_CONTROL_FD : 0) | (speed_100 ? IGBX_PHY_CONTROL_SPEED_LSB : 0);
}

/* The MAC follows the PHY when the PHY negotiates, else it is told the same. */
static void
mac_setup(struct igbx_hw *hw, const struct igbx_link_cfg *cfg, bool full, bool speed_100)
{
	uint32_t clear = IGBX_CTRL_FRCSPD | IGBX_CTRL_FRCDPX | IGBX_CTRL_FD | IGBX_CTRL_SPEED;
	uint32_t set = IGBX_CTRL_SLU;

	if (cfg->autoneg || cfg->loopback)
		set |= IGBX_CTRL_FD | IGBX_FIELD_PREP(IGBX_CTRL_SPEED, IGBX_SPEED_SEL_1000);
	if (cfg->loopback)
		set |= IGBX_CTRL_FRCSPD | IGBX_CTRL_FRCDPX;
	else if (!cfg->autoneg)
		set |= IGBX_CTRL_FRCSPD | IGBX_CTRL_FRCDPX | (full ? IGBX_CTRL_FD : 0) |
		       IGBX_FIELD_PREP(
			       IGBX_CTRL_SPEED, speed_100 ? IGBX_SPEED_SEL_100 : IGBX_SPEED_SEL_10);
	igbx_rmw(hw, IGBX_REG(CTRL), clear, set);
}

int
igbx_copper_setup(struct igbx_hw *hw, const struct igbx_link_cfg *cfg)
{
	bool full = cfg->speeds & (IGBX_SPEED_10_FULL | IGBX_SPEED_100_FULL);
	bool speed_100 = cfg->speeds & (IGBX_SPEED_100_HALF | IGBX_SPEED_100_FULL);
	int ret;

	ret = cfg_check(hw, cfg);
	if (ret != 0)
		return ret;
	hw->link_cfg = *cfg;
	hw->fc_resolved = false;

	mac_setup(hw, cfg, full, speed_100);
	/* Pause frames wait for the negotiation; without one they follow the request. */
	if (cfg->autoneg) {
		igbx_fc_apply(hw, false, false);
	} else {
		/* Nobody is there to send a pause frame to: full is false with loopback. */
		igbx_fc_apply(hw, cfg->fc_rx && full, cfg->fc_tx && full);
		hw->fc_resolved = true;
	}
	if (cfg->autoneg) {
		ret = advertise(hw, cfg);
		if (ret != 0)
			return ret;
	}
	ret = own_phy_setup(hw, cfg->autoneg);
	if (ret != 0)
		return ret;
	/* QEMU's 82576 has a link once it has begun to negotiate, and never without. */
	if (cfg->loopback) {
		ret = igbx_phy_write(hw, IGBX_PHY_CONTROL, PHY_NEGOTIATES);
		if (ret != 0)
			return ret;
	}
	/* Powers the PHY up too. */
	return igbx_phy_write(hw, IGBX_PHY_CONTROL, phy_control(cfg, full, speed_100));
}

static int
fc_from_phy(struct igbx_hw *hw)
{
	uint16_t status, adv, partner;
	int ret;

	ret = igbx_phy_read(hw, IGBX_PHY_STATUS, &status);
	if (ret != 0 || !(status & IGBX_PHY_STATUS_AN_DONE))
		return ret;
	ret = igbx_phy_read(hw, IGBX_PHY_AN_ADV, &adv);
	if (ret != 0)
		return ret;
	ret = igbx_phy_read(hw, IGBX_PHY_AN_PARTNER, &partner);
	if (ret != 0)
		return ret;
	igbx_fc_resolve(hw, (struct igbx_pause){adv & IGBX_PHY_AN_PAUSE, adv & IGBX_PHY_AN_ASM_DIR},
		(struct igbx_pause){partner & IGBX_PHY_AN_PAUSE, partner & IGBX_PHY_AN_ASM_DIR});
	return 0;
}

int
igbx_copper_get(struct igbx_hw *hw, struct igbx_link_state *state)
{
	static const uint32_t mbps[] = {10, 100, 1000, 1000};
	uint32_t status = igbx_rd(hw, IGBX_REG(STATUS));

	if (hw->removed)
		return -ENODEV;
	*state = (struct igbx_link_state){.autoneg = hw->link_cfg.autoneg};
	if (!(status & IGBX_STATUS_LU)) {
		/* The next partner may want something else. */
		if (hw->link_cfg.autoneg)
			hw->fc_resolved = false;
		return 0;
	}
	state->up = true;
	state->full_duplex = status & IGBX_STATUS_FD;
	state->speed_mbps = mbps[IGBX_FIELD_GET(IGBX_STATUS_SPEED, status)];

	if (hw->fc_resolved)
		return 0;
	if (state->full_duplex)
		return fc_from_phy(hw);
	/* Half duplex has no pause frames. */
	igbx_fc_apply(hw, false, false);
	hw->fc_resolved = true;
	return igbx_io_status(hw);
}
