/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Links of fibre and backplane ports, through the PCS.
 */
#include "hw_fixture.h"

#define FC_BITS (IGBX_CTRL_RFCE | IGBX_CTRL_TFCE)

static void
negotiated(uint16_t id)
{
	struct fx *fx = fx_up_as(id, 0);
	struct igbx_link_state state;
	char name[64];

	snprintf(name, sizeof(name), "%04x: media", id);
	TAP_EQ_INT(name, IGBX_MEDIA_SERDES, fx->hw.media);
	TAP_EQ_U64("init asks no PHY", 0, nm_fault_seen(fx->nm, NM_FAULT_MDIC_TIMEOUT));
	TAP_EQ_INT("setup", 0, igbx_link_setup(&fx->hw, &fx_autoneg));
	TAP_EQ_U64("pause frames wait for the partner", 0, fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	TAP_EQ_INT("wait", 0, igbx_link_wait(&fx->hw, &state, 5000));
	snprintf(name, sizeof(name), "%04x: up at 1000 full, negotiated", id);
	TAP_CHECK(state.up && state.speed_mbps == 1000 && state.full_duplex && state.autoneg, name,
		"up %d, %u, full %d, autoneg %d", state.up, state.speed_mbps, state.full_duplex,
		state.autoneg);
	TAP_EQ_U64("pause frames both ways", FC_BITS, fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	TAP_EQ_INT("setup of a link that is up", 0, igbx_link_setup(&fx->hw, &fx_autoneg));
	TAP_EQ_INT("look", 0, igbx_link_get(&fx->hw, &state));
	TAP_CHECK(!state.up, "setup of a link that is up: negotiates anew", "still up");
	fx_content(fx, "negotiated: no violation");
	fx_close(fx);
}

static void
receive_pause_only(void)
{
	struct igbx_link_cfg cfg = {.autoneg = true, .speeds = IGBX_SPEED_1000_FULL, .fc_rx = true};
	struct fx *fx = fx_up_as(0x10E6, 0);
	struct igbx_link_state state;

	TAP_EQ_INT("receive pause only: setup", 0, igbx_link_setup(&fx->hw, &cfg));
	TAP_EQ_INT("receive pause only: wait", 0, igbx_link_wait(&fx->hw, &state, 5000));
	TAP_EQ_U64("receive pause only", IGBX_CTRL_RFCE, fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	fx_close(fx);
}

static void
forced(void)
{
	struct igbx_link_cfg cfg = {.speeds = IGBX_SPEED_1000_FULL, .fc_tx = true};
	struct fx *fx = fx_up_as(0x10E7, 0);
	struct igbx_link_state state;

	TAP_EQ_INT("forced: setup", 0, igbx_link_setup(&fx->hw, &cfg));
	TAP_EQ_U64("forced: the PCS does not negotiate", 0,
		fx_reg(fx, IGBX_REG(PCS_LCTL)) & IGBX_PCS_LCTL_AN_ENABLE);
	TAP_EQ_INT("forced: wait", 0, igbx_link_wait(&fx->hw, &state, 5000));
	TAP_CHECK(state.up && state.speed_mbps == 1000 && !state.autoneg,
		"forced: up, not negotiated", "up %d, %u, autoneg %d", state.up, state.speed_mbps,
		state.autoneg);
	TAP_EQ_U64("forced: pause frames as asked for", IGBX_CTRL_TFCE,
		fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	fx_content(fx, "forced: no violation");
	fx_close(fx);
}

/* NVM word 3, bit 14: a backplane that cannot negotiate. */
static void
nvm_forbids(void)
{
	struct fx *fx = fx_open_as(0x10E7, 0);
	struct igbx_link_state state;

	nm_nvm(fx->nm)[IGBX_NVM_COMPAT] |= IGBX_NVM_COMPAT_PCS_AN_OFF;
	nm_nvm_fix_checksum(fx->nm);
	TAP_EQ_INT("NVM forbids negotiation: init", 0, fx_init_as(fx, 0x10E7));
	TAP_EQ_INT("NVM forbids negotiation: setup", 0, igbx_link_setup(&fx->hw, &fx_autoneg));
	TAP_EQ_U64("NVM forbids negotiation: the PCS does not", 0,
		fx_reg(fx, IGBX_REG(PCS_LCTL)) & IGBX_PCS_LCTL_AN_ENABLE);
	TAP_EQ_INT("NVM forbids negotiation: wait", 0, igbx_link_wait(&fx->hw, &state, 5000));
	TAP_CHECK(state.up && !state.autoneg, "NVM forbids negotiation: up", "up %d, autoneg %d",
		state.up, state.autoneg);
	fx_close(fx);
}

static void
refused(bool autoneg, uint32_t speeds)
{
	struct igbx_link_cfg cfg = {.autoneg = autoneg, .speeds = speeds};
	struct fx *fx = fx_up_as(0x10E6, 0);
	char name[64];

	snprintf(name, sizeof(name), "autoneg %d, speeds 0x%x: EINVAL", autoneg, speeds);
	TAP_EQ_INT(name, -EINVAL, igbx_link_setup(&fx->hw, &cfg));
	snprintf(name, sizeof(name), "autoneg %d, speeds 0x%x: the line has the speed", autoneg,
		speeds);
	TAP_CHECK(strstr(plat_model_log_last(), "1000 Mb/s full duplex only") != NULL, name,
		"\"%s\"", plat_model_log_last());
	fx_close(fx);
}

static void
cable_and_power(void)
{
	struct fx *fx = fx_up_as(0x10E6, 0);
	struct igbx_link_state state;
	uint16_t value;

	fx_link_up(fx);
	nm_set_cable(fx->nm, false);
	TAP_EQ_INT("unplugged: get", 0, igbx_link_get(&fx->hw, &state));
	TAP_CHECK(!state.up, "unplugged: down", "up");
	nm_set_cable(fx->nm, true);
	TAP_EQ_INT("plugged: wait", 0, igbx_link_wait(&fx->hw, &state, 5000));
	TAP_CHECK(state.up, "plugged: up", "down");

	TAP_EQ_INT("power down", 0, igbx_phy_power(&fx->hw, false));
	TAP_EQ_U64("power down: PCS off", 0, fx_reg(fx, IGBX_REG(PCS_CFG0)) & IGBX_PCS_CFG_PCS_EN);
	TAP_CHECK(fx_reg(fx, IGBX_REG(CTRL_EXT)) & IGBX_CTRL_EXT_SDP3_DATA, "power down: laser off",
		"on");
	TAP_EQ_INT("power up", 0, igbx_phy_power(&fx->hw, true));
	TAP_CHECK(fx_reg(fx, IGBX_REG(PCS_CFG0)) & IGBX_PCS_CFG_PCS_EN, "power up: PCS on", "off");
	TAP_EQ_U64(
		"power up: laser on", 0, fx_reg(fx, IGBX_REG(CTRL_EXT)) & IGBX_CTRL_EXT_SDP3_DATA);
	TAP_EQ_INT("there is no PHY to read", -ENOTSUP, igbx_phy_read(&fx->hw, 1, &value));
	fx_content(fx, "cable and power: no violation");
	fx_close(fx);
}

/* The walk of removal through setup and look. */
static void
removed_anywhere(void)
{
	unsigned int n, bad = 0;
	int ret = -ENODEV;

	for (n = 1; ret == -ENODEV && n < 200; n++) {
		struct fx *fx = fx_up_as(0x10E6, 0);
		struct igbx_link_state state;
		uint64_t before = nm_now_us(fx->nm);

		nm_fault(fx->nm, NM_FAULT_REMOVE_AT_READ, n);
		ret = igbx_link_setup(&fx->hw, &fx_autoneg);
		if (ret == 0)
			ret = igbx_link_get(&fx->hw, &state);
		bad += ret == -ENODEV && nm_now_us(fx->nm) - before > 10000;
		bad += ret != 0 && ret != -ENODEV;
		fx_close(fx);
	}
	TAP_CHECK(
		ret == 0 && n > 10, "removed at the n-th read: ends well", "ret %d, n %u", ret, n);
	TAP_EQ_U64("removed at the n-th read: ENODEV and no wait", 0, bad);
}

int
main(void)
{
	negotiated(0x10E6);
	negotiated(0x10E7);
	negotiated(0x1518);
	negotiated(0x150D);
	receive_pause_only();
	forced();
	nvm_forbids();
	refused(true, IGBX_SPEED_100_FULL);
	refused(false, IGBX_SPEED_100_FULL);
	refused(false, IGBX_SPEED_ALL);
	refused(true, 0);
	cable_and_power();
	removed_anywhere();
	return tap_done();
}
