/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Semaphores: taken, given back, contended, and left behind by the dead.
 */
#include "hw_fixture.h"

static uint32_t
swfw(struct fx *fx)
{
	return nm_read(fx->nm, IGBX_OFF_SW_FW_SYNC);
}

static void
take_and_give(void)
{
	struct fx *fx = fx_up();

	TAP_EQ_INT("take", 0, igbx_sync_take(&fx->hw, IGBX_SYNC_NVM | IGBX_SYNC_PHY0));
	TAP_EQ_U64("take: the software bits are set", IGBX_SYNC_NVM | IGBX_SYNC_PHY0, swfw(fx));
	TAP_EQ_INT("take: another resource beside it", 0, igbx_sync_take(&fx->hw, IGBX_SYNC_PHY1));
	igbx_sync_give(&fx->hw, IGBX_SYNC_NVM | IGBX_SYNC_PHY0);
	TAP_EQ_U64("give: only what was given is free", IGBX_SYNC_PHY1, swfw(fx));
	igbx_sync_give(&fx->hw, IGBX_SYNC_PHY1);
	TAP_CHECK(fx_locks_free(fx), "give: all is free", "one is held");
	fx_content(fx, "take and give: no violation");
	fx_close(fx);
}

/* The firmware lets go in time. */
static void
firmware_is_awaited(void)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);

	nm_hold_swfw(fx->nm, IGBX_SYNC_NVM << 16, true);
	TAP_EQ_INT("firmware holds it for a while: taken after it", 0,
		igbx_sync_take(&fx->hw, IGBX_SYNC_NVM));
	TAP_CHECK(nm_now_us(fx->nm) > before, "firmware holds it: there was a wait", "none");
	igbx_sync_give(&fx->hw, IGBX_SYNC_NVM);
	TAP_CHECK(fx_locks_free(fx), "firmware holds it: all is free", "one is held");
	fx_content(fx, "firmware holds it: no violation");
	fx_close(fx);
}

static void
never_free(const char *what, uint32_t held)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);
	char name[96];

	nm_hold_swfw(fx->nm, held, false);
	snprintf(name, sizeof(name), "%s never lets go: ETIMEDOUT", what);
	TAP_EQ_INT(name, -ETIMEDOUT, igbx_sync_take(&fx->hw, IGBX_SYNC_NVM));
	snprintf(name, sizeof(name), "%s never lets go: after a second", what);
	TAP_CHECK(nm_now_us(fx->nm) - before >= 1000000 && nm_now_us(fx->nm) - before < 1100000,
		name, "%llu us", (unsigned long long)(nm_now_us(fx->nm) - before));
	snprintf(name, sizeof(name), "%s never lets go: one error", what);
	TAP_EQ_U64(name, 1, plat_model_log_count(IGBX_LOG_ERR));
	snprintf(name, sizeof(name), "%s never lets go: its bit is left alone", what);
	TAP_EQ_U64(name, held, swfw(fx));
	snprintf(name, sizeof(name), "%s never lets go: SWSM is free", what);
	TAP_EQ_U64(name, 0, nm_read(fx->nm, IGBX_OFF_SWSM) & 3);
	fx_content(fx, "never free: no violation");
	fx_close(fx);
}

static void
smbi_stuck(void)
{
	struct fx *fx = fx_up();
	uint64_t before;

	TAP_EQ_INT(
		"SMBI stuck: take what will be given", 0, igbx_sync_take(&fx->hw, IGBX_SYNC_PHY0));
	nm_fault(fx->nm, NM_FAULT_SMBI_STUCK, 1);
	before = nm_now_us(fx->nm);
	TAP_EQ_INT("SMBI stuck: ETIMEDOUT", -ETIMEDOUT, igbx_sync_take(&fx->hw, IGBX_SYNC_NVM));
	TAP_EQ_U64("SMBI stuck: after 100 ms", before + 100000, nm_now_us(fx->nm));
	TAP_EQ_U64("SMBI stuck: one error", 1, plat_model_log_count(IGBX_LOG_ERR));
	fx_content(fx, "SMBI stuck: no violation");

	before = nm_now_us(fx->nm);
	igbx_sync_give(&fx->hw, IGBX_SYNC_PHY0);
	TAP_EQ_U64("SMBI stuck: what is held is given back all the same", 0, swfw(fx));
	TAP_EQ_U64("SMBI stuck: giving back is bounded too", before + 100000, nm_now_us(fx->nm));
	TAP_EQ_U64("SMBI stuck: with a warning", 1, plat_model_log_count(IGBX_LOG_WARN));
	fx_close(fx);
}

/* A process was killed while it held everything. */
static void
left_by_the_dead(void)
{
	struct fx *fx = fx_open_as(0, 0);
	uint64_t before = nm_now_us(fx->nm);

	nm_hold_smbi(fx->nm, true);
	nm_hold_swfw(fx->nm, IGBX_SYNC_NVM | IGBX_SYNC_PHY0 | IGBX_SYNC_PHY1 | 0x00040000u, false);
	igbx_sync_recover(&fx->hw);
	TAP_EQ_U64("recover: the port's own bits are freed, others' and the firmware's are not",
		IGBX_SYNC_PHY1 | 0x00040000u, swfw(fx));
	TAP_EQ_U64("recover: SWSM is free", 0, nm_read(fx->nm, IGBX_OFF_SWSM) & 3);
	TAP_CHECK(nm_now_us(fx->nm) - before < 1300000, "recover: within 1.3 s", "%llu us",
		(unsigned long long)(nm_now_us(fx->nm) - before));
	TAP_EQ_U64("recover: says so", 2, plat_model_log_count(IGBX_LOG_WARN));
	fx_content(fx, "recover: no violation");
	fx_close(fx);
}

static void
left_by_the_dead_on_port_1(void)
{
	struct fx *fx = fx_open_as(0, 1);

	fx->hw.port_index = 1;
	nm_hold_swfw(fx->nm, IGBX_SYNC_PHY0 | IGBX_SYNC_PHY1, false);
	igbx_sync_recover(&fx->hw);
	TAP_EQ_U64("recover on port 1: port 0's PHY stays held", IGBX_SYNC_PHY0, swfw(fx));
	fx_close(fx);
}

static void
nothing_to_recover(void)
{
	struct fx *fx = fx_open_as(0, 0);
	uint64_t before = nm_now_us(fx->nm);

	igbx_sync_recover(&fx->hw);
	TAP_EQ_U64("recover with nothing held: no wait", before, nm_now_us(fx->nm));
	TAP_EQ_U64("recover with nothing held: nothing to say", 0,
		plat_model_log_count(IGBX_LOG_WARN));
	TAP_CHECK(fx_locks_free(fx), "recover with nothing held: all is free", "one is held");
	fx_content(fx, "recover with nothing held: no violation");
	fx_close(fx);
}

static void
removed(void)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);

	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed: take says ENODEV", -ENODEV, igbx_sync_take(&fx->hw, IGBX_SYNC_NVM));
	igbx_sync_give(&fx->hw, IGBX_SYNC_NVM);
	igbx_sync_recover(&fx->hw);
	TAP_EQ_U64("removed: nothing waits", before, nm_now_us(fx->nm));
	fx_close(fx);
}

int
main(void)
{
	take_and_give();
	firmware_is_awaited();
	never_free("firmware", IGBX_SYNC_NVM << 16);
	never_free("other software", IGBX_SYNC_NVM);
	smbi_stuck();
	left_by_the_dead();
	left_by_the_dead_on_port_1();
	nothing_to_recover();
	removed();
	return tap_done();
}
