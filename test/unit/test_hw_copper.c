/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Links of copper ports: negotiated, forced, lost, and refused.
 */
#include "hw_fixture.h"

#define FC_BITS (IGBX_CTRL_RFCE | IGBX_CTRL_TFCE)

static void
negotiated(const char *what, uint32_t speeds, uint32_t mbps, bool full)
{
	struct igbx_link_cfg cfg = {
		.autoneg = true, .speeds = speeds, .fc_rx = true, .fc_tx = true};
	struct fx *fx = fx_up();
	struct igbx_link_state state;
	uint64_t before = nm_now_us(fx->nm);
	char name[96];

	snprintf(name, sizeof(name), "%s: setup", what);
	TAP_EQ_INT(name, 0, igbx_link_setup(&fx->hw, &cfg));
	snprintf(name, sizeof(name), "%s: setup does not wait for the link", what);
	TAP_CHECK(nm_now_us(fx->nm) - before < 10000, name, "%llu us",
		(unsigned long long)(nm_now_us(fx->nm) - before));
	TAP_EQ_INT("negotiated: link without wait", 0, igbx_link_get(&fx->hw, &state));
	snprintf(name, sizeof(name), "%s: not up yet", what);
	TAP_CHECK(!state.up && state.speed_mbps == 0, name, "up at %u", state.speed_mbps);
	TAP_EQ_INT("negotiated: link with wait", 0, igbx_link_wait(&fx->hw, &state, 5000));
	snprintf(name, sizeof(name), "%s: up at %u %s, negotiated", what, mbps,
		full ? "full" : "half");
	TAP_CHECK(
		state.up && state.speed_mbps == mbps && state.full_duplex == full && state.autoneg,
		name, "up %d, %u Mb/s, full %d, autoneg %d", state.up, state.speed_mbps,
		state.full_duplex, state.autoneg);
	snprintf(name, sizeof(name), "%s: pause frames in full duplex only", what);
	TAP_EQ_U64(name, full ? FC_BITS : 0, fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	TAP_CHECK(fx_locks_free(fx), "negotiated: semaphores are free", "one is held");
	fx_content(fx, "negotiated: no violation");
	fx_close(fx);
}

static void
forced(const char *what, uint32_t speed, uint32_t mbps, bool full)
{
	struct igbx_link_cfg cfg = {.speeds = speed, .fc_rx = true};
	struct fx *fx = fx_up();
	struct igbx_link_state state;
	char name[96];

	snprintf(name, sizeof(name), "forced %s: setup", what);
	TAP_EQ_INT(name, 0, igbx_link_setup(&fx->hw, &cfg));
	TAP_EQ_INT("forced: link with wait", 0, igbx_link_wait(&fx->hw, &state, 5000));
	snprintf(name, sizeof(name), "forced %s: up so, not negotiated", what);
	TAP_CHECK(
		state.up && state.speed_mbps == mbps && state.full_duplex == full && !state.autoneg,
		name, "up %d, %u Mb/s, full %d, autoneg %d", state.up, state.speed_mbps,
		state.full_duplex, state.autoneg);
	snprintf(name, sizeof(name), "forced %s: pause frames as asked for, in full duplex", what);
	TAP_EQ_U64(name, full ? IGBX_CTRL_RFCE : 0, fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);

	/* And back. */
	TAP_EQ_INT("forced: back to negotiation", 0, igbx_link_setup(&fx->hw, &fx_autoneg));
	TAP_EQ_INT("forced: link with wait", 0, igbx_link_wait(&fx->hw, &state, 5000));
	TAP_CHECK(state.up && state.speed_mbps == 1000 && state.autoneg,
		"forced: then negotiated at 1000", "up %d, %u Mb/s", state.up, state.speed_mbps);
	fx_content(fx, "forced: no violation");
	fx_close(fx);
}

static void
refused(const char *what, bool autoneg, uint32_t speeds, const char *word)
{
	struct igbx_link_cfg cfg = {.autoneg = autoneg, .speeds = speeds};
	struct fx *fx = fx_up();
	uint64_t writes;
	char name[96];

	fx_link_up(fx);
	plat_model_log_clear();
	writes = plat_model_writes();
	snprintf(name, sizeof(name), "%s: EINVAL", what);
	TAP_EQ_INT(name, -EINVAL, igbx_link_setup(&fx->hw, &cfg));
	snprintf(name, sizeof(name), "%s: the line says what can be done", what);
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last(), word) != NULL,
		name, "\"%s\"", plat_model_log_last());
	snprintf(name, sizeof(name), "%s: nothing was changed", what);
	TAP_EQ_U64(name, writes, plat_model_writes());
	fx_close(fx);
}

/* The far end offers symmetric pause only. */
static void
pause_negotiated(bool rx, bool tx, uint32_t expected)
{
	struct igbx_link_cfg cfg = {
		.autoneg = true, .speeds = IGBX_SPEED_ALL, .fc_rx = rx, .fc_tx = tx};
	struct fx *fx = fx_up();
	struct igbx_link_state state;
	char name[96];

	TAP_EQ_INT("pause: setup", 0, igbx_link_setup(&fx->hw, &cfg));
	TAP_EQ_U64("pause: off until negotiated", 0, fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	TAP_EQ_INT("pause: wait", 0, igbx_link_wait(&fx->hw, &state, 5000));
	snprintf(name, sizeof(name), "pause: rx %d tx %d with a symmetric partner", rx, tx);
	TAP_EQ_U64(name, expected, fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	snprintf(name, sizeof(name), "pause: rx %d tx %d: thresholds only for sending", rx, tx);
	TAP_CHECK((fx_reg(fx, IGBX_REG(FCRTH0)) != 0) == !!(expected & IGBX_CTRL_TFCE), name,
		"FCRTH 0x%x", fx_reg(fx, IGBX_REG(FCRTH0)));
	fx_content(fx, "pause: no violation");
	fx_close(fx);
}

static void
cable(void)
{
	struct fx *fx = fx_up();
	struct igbx_link_state state;
	uint64_t before;

	fx_link_up(fx);
	nm_set_cable(fx->nm, false);
	TAP_EQ_INT("unplugged", 0, igbx_link_get(&fx->hw, &state));
	TAP_CHECK(!state.up && state.speed_mbps == 0, "unplugged: down", "up");
	before = nm_now_us(fx->nm);
	TAP_EQ_INT("unplugged: a wait is no error", 0, igbx_link_wait(&fx->hw, &state, 3000));
	TAP_CHECK(!state.up, "unplugged: down after the wait", "up");
	TAP_CHECK(nm_now_us(fx->nm) - before >= 3000000 && nm_now_us(fx->nm) - before < 3100000,
		"unplugged: the wait is what was asked for", "%llu us",
		(unsigned long long)(nm_now_us(fx->nm) - before));
	nm_set_cable(fx->nm, true);
	TAP_EQ_INT("plugged", 0, igbx_link_wait(&fx->hw, &state, 3000));
	TAP_CHECK(
		state.up && state.speed_mbps == 1000, "plugged: up again", "%u", state.speed_mbps);
	fx_content(fx, "cable: no violation");
	fx_close(fx);
}

/* Looking at a link that did not change costs one register read. */
static void
cheap_look(void)
{
	struct fx *fx = fx_up();
	struct igbx_link_state state;
	unsigned int mdic;
	uint64_t reads;

	fx_link_up(fx);
	mdic = nm_fault_seen(fx->nm, NM_FAULT_MDIC_TIMEOUT);
	reads = plat_model_reads();
	TAP_EQ_INT("second look", 0, igbx_link_get(&fx->hw, &state));
	TAP_EQ_U64("second look: the PHY is not asked", mdic,
		nm_fault_seen(fx->nm, NM_FAULT_MDIC_TIMEOUT));
	TAP_EQ_U64("second look: one register", reads + 1, plat_model_reads());
	fx_close(fx);
}

/* Down and up again between two looks: LSC tells. */
static void
flap_between_looks(void)
{
	struct fx *fx = fx_up();
	struct igbx_link_state state;

	fx_link_up(fx);
	igbx_intr_other_enable(&fx->hw, IGBX_INTR_LSC, true);
	(void)igbx_intr_causes(&fx->hw);
	nm_set_cable(fx->nm, false);
	nm_set_cable(fx->nm, true);
	nm_advance_us(fx->nm, 3000000);
	/* As if the device had forgotten. */
	nm_write(fx->nm, IGBX_OFF_CTRL, nm_read(fx->nm, IGBX_OFF_CTRL) & ~FC_BITS);
	TAP_CHECK(igbx_intr_causes(&fx->hw) & IGBX_INTR_LSC, "flap: LSC was raised", "not");
	TAP_EQ_INT("flap: look", 0, igbx_link_get(&fx->hw, &state));
	TAP_EQ_U64("flap: pause frames are resolved anew", FC_BITS,
		fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	fx_content(fx, "flap: no violation");
	fx_close(fx);
}

/* The far end comes back with half duplex only: as if by an advertisement of that. */
static void
half_after_full(void)
{
	struct fx *fx = fx_up();
	struct igbx_link_state state;

	fx_link_up(fx);
	TAP_EQ_U64("full duplex: pause frames", FC_BITS, fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	igbx_phy_write(&fx->hw, IGBX_PHY_1000T_CTRL, 0);
	igbx_phy_write(&fx->hw, IGBX_PHY_AN_ADV, IGBX_PHY_AN_SELECTOR_802_3 | IGBX_PHY_AN_100_HALF);
	igbx_phy_write(&fx->hw, IGBX_PHY_CONTROL,
		IGBX_PHY_CONTROL_AN_ENABLE | IGBX_PHY_CONTROL_AN_RESTART);
	TAP_EQ_INT("then down", 0, igbx_link_get(&fx->hw, &state));
	TAP_EQ_INT("then half duplex", 0, igbx_link_wait(&fx->hw, &state, 5000));
	TAP_CHECK(state.up && !state.full_duplex, "then half duplex: up", "up %d, full %d",
		state.up, state.full_duplex);
	TAP_EQ_U64("then half duplex: no pause frames", 0, fx_reg(fx, IGBX_REG(CTRL)) & FC_BITS);
	fx_close(fx);
}

/* The firmware has a session over the link: MANC.BLK_Phy_Rst_On_IDE. */
static void
loopback_refused(void)
{
	struct igbx_link_cfg cfg = {.loopback = true, .speeds = IGBX_SPEED_1000_FULL};
	struct fx *fx = fx_up();
	struct igbx_link_state state;

	fx_link_up(fx);
	nm_write(fx->nm, IGBX_OFF_MANC, IGBX_MANC_BLK_PHY_RST);
	TAP_EQ_INT("loopback of a link that the firmware uses: EBUSY", -EBUSY,
		igbx_link_setup(&fx->hw, &cfg));
	TAP_CHECK(strstr(plat_model_log_last(), "firmware uses the link") != NULL,
		"  the line says so", "\"%s\"", plat_model_log_last());
	TAP_EQ_INT("  look", 0, igbx_link_get(&fx->hw, &state));
	TAP_CHECK(state.up, "  the link stays", "it is down");
	fx_close(fx);
}

/* Every PHY access of a setup fails once, in both ways. */
static void
mdic_walk(enum nm_fault fault, int error, const char *what)
{
	unsigned int n, bad = 0, locked = 0;
	char name[96];
	int ret = error;

	for (n = 1; ret != 0 && n < 50; n++) {
		struct fx *fx = fx_up();

		nm_fault(fx->nm, fault, n);
		ret = igbx_link_setup(&fx->hw, &fx_autoneg);
		bad += ret != 0 && ret != error;
		locked += !fx_locks_free(fx);
		bad += nm_violations(fx->nm) > 0;
		if (ret != 0)
			bad += igbx_link_setup(&fx->hw, &fx_autoneg) != 0;
		fx_close(fx);
	}
	snprintf(name, sizeof(name), "%s at the n-th PHY access: the walk is over 4 or more", what);
	TAP_CHECK(ret == 0 && n > 5, name, "ret %d, n %u", ret, n);
	snprintf(name, sizeof(name),
		"%s at the n-th PHY access: the error comes back, a retry works", what);
	TAP_EQ_U64(name, 0, bad);
	snprintf(name, sizeof(name), "%s at the n-th PHY access: no semaphore stays", what);
	TAP_EQ_U64(name, 0, locked);
}

static void
removed(void)
{
	struct fx *fx = fx_up();
	struct igbx_link_state state;
	uint64_t before;

	fx_link_up(fx);
	nm_set_removed(fx->nm, true);
	before = nm_now_us(fx->nm);
	TAP_EQ_INT("removed: get", -ENODEV, igbx_link_get(&fx->hw, &state));
	TAP_EQ_INT("removed: wait", -ENODEV, igbx_link_wait(&fx->hw, &state, 9000));
	TAP_EQ_INT("removed: setup", -ENODEV, igbx_link_setup(&fx->hw, &fx_autoneg));
	TAP_EQ_U64("removed: at once", before, nm_now_us(fx->nm));
	fx_close(fx);
}

int
main(void)
{
	negotiated("all", IGBX_SPEED_ALL, 1000, true);
	negotiated("1000 only", IGBX_SPEED_1000_FULL, 1000, true);
	negotiated("up to 100", IGBX_SPEED_ALL & ~IGBX_SPEED_1000_FULL, 100, true);
	negotiated("100 half", IGBX_SPEED_100_HALF, 100, false);
	negotiated("10 only", IGBX_SPEED_10_HALF | IGBX_SPEED_10_FULL, 10, true);
	negotiated("10 half", IGBX_SPEED_10_HALF, 10, false);
	forced("100 full", IGBX_SPEED_100_FULL, 100, true);
	forced("100 half", IGBX_SPEED_100_HALF, 100, false);
	forced("10 full", IGBX_SPEED_10_FULL, 10, true);
	forced("10 half", IGBX_SPEED_10_HALF, 10, false);
	refused("1000 forced", false, IGBX_SPEED_1000_FULL, "negotiated");
	refused("two speeds forced", false, IGBX_SPEED_100_FULL | IGBX_SPEED_10_FULL, "one speed");
	refused("nothing advertised", true, 0, "1000 Mb/s full");
	refused("1000 half advertised", true, 0x10, "1000 Mb/s full");
	pause_negotiated(true, true, FC_BITS);
	pause_negotiated(true, false, IGBX_CTRL_RFCE);
	pause_negotiated(false, true, 0);
	pause_negotiated(false, false, 0);
	cable();
	cheap_look();
	flap_between_looks();
	half_after_full();
	loopback_refused();
	mdic_walk(NM_FAULT_MDIC_TIMEOUT, -ETIMEDOUT, "timeout");
	mdic_walk(NM_FAULT_MDIC_ERROR, -EIO, "error");
	removed();
	return tap_done();
}
