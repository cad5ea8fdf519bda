/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The PHY behind MDIC: registers, reset, power, and accesses that go wrong.
 */
#include "hw_fixture.h"

static uint16_t
phy_get(struct fx *fx, uint8_t reg)
{
	uint16_t value = 0xDEAD;

	TAP_EQ_INT("PHY register read", 0, igbx_phy_read(&fx->hw, reg, &value));
	return value;
}

static void
registers(void)
{
	struct fx *fx = fx_up();
	uint16_t value = 0x1234;

	TAP_EQ_U64("init: the PHY's id", 0x02A80391, fx->hw.phy_id);
	TAP_EQ_INT("write", 0, igbx_phy_write(&fx->hw, IGBX_PHY_AN_ADV, 0x0141));
	TAP_EQ_U64("write: reads back", 0x0141, phy_get(fx, IGBX_PHY_AN_ADV));
	TAP_CHECK(fx_locks_free(fx), "access: semaphores are free", "one is held");
	fx_content(fx, "access: no violation");

	TAP_EQ_INT("register 32 is refused", -ENOTSUP, igbx_phy_read(&fx->hw, 32, &value));
	TAP_EQ_INT("register 32: nothing is returned", 0x1234, value);
	TAP_EQ_U64("register 32: logged", 1, plat_model_log_count(IGBX_LOG_ERR));
	fx_content(fx, "register 32: the device was not asked");
	fx_close(fx);
}

static void
second_port(void)
{
	struct fx *fx = fx_up_as(0x10C9, 1);

	/* The model calls an access without this port's own semaphore a violation. */
	TAP_EQ_U64("port 1: the PHY's id", 0x02A80391, fx->hw.phy_id);
	TAP_EQ_U64("port 1: a register", 0x02A8, phy_get(fx, IGBX_PHY_ID1));
	fx_content(fx, "port 1: with its own semaphore");
	fx_close(fx);
}

static void
timeout(void)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);
	uint16_t value = 0x1234;

	nm_fault(fx->nm, NM_FAULT_MDIC_TIMEOUT, 1);
	TAP_EQ_INT("no answer: ETIMEDOUT", -ETIMEDOUT, igbx_phy_read(&fx->hw, 1, &value));
	TAP_CHECK(nm_now_us(fx->nm) - before >= 96000 && nm_now_us(fx->nm) - before < 100000,
		"no answer: after 96 ms", "%llu us",
		(unsigned long long)(nm_now_us(fx->nm) - before));
	TAP_EQ_INT("no answer: nothing is returned", 0x1234, value);
	TAP_EQ_U64("no answer: logged once", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_CHECK(fx_locks_free(fx), "no answer: semaphores are free", "one is held");
	TAP_EQ_INT("no answer: the next access works", 0, igbx_phy_read(&fx->hw, 1, &value));
	fx_content(fx, "no answer: no violation");
	fx_close(fx);
}

static void
error(void)
{
	struct fx *fx = fx_up();
	uint16_t value = 0x1234;

	nm_fault(fx->nm, NM_FAULT_MDIC_ERROR, 1);
	TAP_EQ_INT("error bit: EIO", -EIO, igbx_phy_read(&fx->hw, 1, &value));
	TAP_EQ_INT("error bit: nothing is returned", 0x1234, value);
	TAP_EQ_U64("error bit: logged once", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_CHECK(fx_locks_free(fx), "error bit: semaphores are free", "one is held");
	nm_fault(fx->nm, NM_FAULT_MDIC_ERROR, 1);
	TAP_EQ_INT("error bit on a write: EIO", -EIO, igbx_phy_write(&fx->hw, 4, 1));
	TAP_CHECK(fx_locks_free(fx), "error bit on a write: semaphores are free", "one is held");
	fx_content(fx, "error bit: no violation");
	fx_close(fx);
}

static void
locked(void)
{
	struct fx *fx = fx_up();
	unsigned int seen = nm_fault_seen(fx->nm, NM_FAULT_MDIC_TIMEOUT);
	uint16_t value;

	nm_hold_swfw(fx->nm, IGBX_SYNC_PHY0 << 16, false);
	TAP_EQ_INT(
		"firmware keeps the PHY: ETIMEDOUT", -ETIMEDOUT, igbx_phy_read(&fx->hw, 1, &value));
	TAP_EQ_U64("firmware keeps the PHY: MDIC was not touched", seen,
		nm_fault_seen(fx->nm, NM_FAULT_MDIC_TIMEOUT));
	nm_hold_swfw(fx->nm, IGBX_SYNC_PHY1 << 16, false);
	TAP_EQ_INT("firmware keeps the other port's PHY: no matter", 0,
		igbx_phy_read(&fx->hw, 1, &value));
	fx_content(fx, "firmware keeps the PHY: no violation");
	fx_close(fx);
}

static void
power(void)
{
	struct fx *fx = fx_up();
	struct igbx_link_state state;

	fx_link_up(fx);
	TAP_EQ_INT("power down", 0, igbx_phy_power(&fx->hw, false));
	TAP_CHECK(phy_get(fx, 0) & IGBX_PHY_CONTROL_POWER_DOWN, "power down: bit is set", "clear");
	TAP_EQ_INT("power down: link", 0, igbx_link_get(&fx->hw, &state));
	TAP_CHECK(!state.up, "power down: the link is down", "up");
	TAP_EQ_INT("power up", 0, igbx_phy_power(&fx->hw, true));
	TAP_CHECK(!(phy_get(fx, 0) & IGBX_PHY_CONTROL_POWER_DOWN), "power up: bit is clear", "set");
	TAP_EQ_INT("power up: link", 0, igbx_link_wait(&fx->hw, &state, 5000));
	TAP_CHECK(state.up, "power up: the link comes back", "down");
	fx_content(fx, "power: no violation");
	fx_close(fx);
}

/* MANC.BLK_Phy_Rst_On_IDE: the firmware has a session over this link. */
static void
kept_by_firmware(void)
{
	struct fx *fx = fx_up();

	nm_write(fx->nm, IGBX_OFF_MANC, IGBX_MANC_BLK_PHY_RST);
	TAP_EQ_INT("kept by the firmware: power down", 0, igbx_phy_power(&fx->hw, false));
	TAP_CHECK(!(phy_get(fx, 0) & IGBX_PHY_CONTROL_POWER_DOWN),
		"kept by the firmware: stays powered", "powered down");
	fx_close(fx);
}

static void
removed(void)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);
	uint16_t value = 0x1234;

	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed: read", -ENODEV, igbx_phy_read(&fx->hw, 1, &value));
	TAP_EQ_INT("removed: nothing is returned", 0x1234, value);
	TAP_EQ_INT("removed: write", -ENODEV, igbx_phy_write(&fx->hw, 4, 0));
	TAP_EQ_INT("removed: power", -ENODEV, igbx_phy_power(&fx->hw, false));
	TAP_EQ_U64("removed: at once", before, nm_now_us(fx->nm));
	fx_close(fx);
}

int
main(void)
{
	registers();
	second_port();
	timeout();
	error();
	locked();
	power();
	kept_by_firmware();
	removed();
	return tap_done();
}
