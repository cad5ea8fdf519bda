/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Reset: what it leaves behind, and every wait in it.
 */
#include "hw_fixture.h"

static void
quiet_after(struct fx *fx, const char *what)
{
	char name[96];

	snprintf(name, sizeof(name), "%s: no interrupt is unmasked", what);
	TAP_EQ_U64(name, 0, fx_reg(fx, IGBX_REG(IMS)) | fx_reg(fx, IGBX_REG(EIMS)));
	snprintf(name, sizeof(name), "%s: no cause is pending", what);
	TAP_EQ_U64(name, 0, fx_reg(fx, IGBX_REG(ICR)));
	snprintf(name, sizeof(name), "%s: receive is off", what);
	TAP_EQ_U64(name, 0, fx_reg(fx, IGBX_REG(RCTL)) & IGBX_RCTL_EN);
	snprintf(name, sizeof(name), "%s: transmit is off", what);
	TAP_EQ_U64(name, 0, fx_reg(fx, IGBX_REG(TCTL)) & IGBX_TCTL_EN);
}

static void
normal(void)
{
	struct fx *fx = fx_up();
	uint64_t before;

	fx_link_up(fx);
	igbx_intr_other_enable(&fx->hw, IGBX_INTR_LSC, true);
	fx_rx_start(fx, &fx_rx_cfg, 2);
	before = nm_now_us(fx->nm);
	TAP_EQ_INT("running port: reset", 0, igbx_hw_reset(&fx->hw));
	TAP_CHECK(nm_now_us(fx->nm) - before < 50000, "running port: takes less than 50 ms",
		"%llu us", (unsigned long long)(nm_now_us(fx->nm) - before));
	quiet_after(fx, "running port");
	TAP_CHECK(!nm_rx_queue_enabled(fx->nm, 1), "running port: queue 1 is off", "it is on");
	TAP_CHECK(fx_locks_free(fx), "running port: semaphores are free", "one is held");
	TAP_EQ_U64("running port: no warning", 0,
		plat_model_log_count(IGBX_LOG_WARN) + plat_model_log_count(IGBX_LOG_ERR));
	fx_content(fx, "running port: no violation");
	fx_close(fx);
}

/* A master that does not come to rest is worth a warning, no more. */
static void
master_stuck(void)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);

	nm_fault(fx->nm, NM_FAULT_MASTER_STUCK, 1);
	TAP_EQ_INT("master stuck: the reset goes on", 0, igbx_hw_reset(&fx->hw));
	TAP_EQ_U64("master stuck: one warning", 1, plat_model_log_count(IGBX_LOG_WARN));
	TAP_CHECK(nm_now_us(fx->nm) - before >= 80000 && nm_now_us(fx->nm) - before < 120000,
		"master stuck: the wait is 80 ms", "%llu us",
		(unsigned long long)(nm_now_us(fx->nm) - before));
	quiet_after(fx, "master stuck");
	fx_content(fx, "master stuck: no violation");
	fx_close(fx);
}

static void
reset_stuck(void)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);

	nm_fault(fx->nm, NM_FAULT_RESET_STUCK, 1);
	TAP_EQ_INT("reset stuck: ETIMEDOUT", -ETIMEDOUT, igbx_hw_reset(&fx->hw));
	TAP_CHECK(nm_now_us(fx->nm) - before >= 100000 && nm_now_us(fx->nm) - before < 130000,
		"reset stuck: the wait is 100 ms", "%llu us",
		(unsigned long long)(nm_now_us(fx->nm) - before));
	TAP_EQ_U64("reset stuck: one error", 1, plat_model_log_count(IGBX_LOG_ERR));
	quiet_after(fx, "reset stuck");
	nm_fault(fx->nm, NM_FAULT_RESET_STUCK, 0);
	TAP_EQ_INT("reset stuck: the next one works", 0, igbx_hw_reset(&fx->hw));
	TAP_EQ_U64(
		"reset stuck: the next one is over", 0, fx_reg(fx, IGBX_REG(CTRL)) & IGBX_CTRL_RST);
	fx_content(fx, "reset stuck: no violation");
	fx_close(fx);
}

static void
auto_rd_stuck(void)
{
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);

	nm_fault(fx->nm, NM_FAULT_AUTO_RD_STUCK, 1);
	TAP_EQ_INT("NVM load stuck: the reset goes on", 0, igbx_hw_reset(&fx->hw));
	TAP_CHECK(nm_now_us(fx->nm) - before >= 20000 && nm_now_us(fx->nm) - before < 40000,
		"NVM load stuck: the wait is 10 ms", "%llu us",
		(unsigned long long)(nm_now_us(fx->nm) - before));
	quiet_after(fx, "NVM load stuck");
	fx_content(fx, "NVM load stuck: no violation");
	fx_close(fx);
}

/* Removed at every read that a reset makes. */
static void
removed_anywhere(void)
{
	unsigned int n, bad = 0;
	int ret = -ENODEV;

	for (n = 1; ret == -ENODEV; n++) {
		struct fx *fx = fx_up();
		uint64_t before = nm_now_us(fx->nm);

		nm_fault(fx->nm, NM_FAULT_REMOVE_AT_READ, n);
		ret = igbx_hw_reset(&fx->hw);
		if (ret == -ENODEV && nm_now_us(fx->nm) - before > 50000)
			bad++;
		if (ret == 0 && fx->hw.removed)
			bad++;
		fx_close(fx);
	}
	TAP_EQ_INT("removed at the n-th read: ends with a reset that works", 0, ret);
	TAP_CHECK(n > 10, "removed at the n-th read: the walk went through the reset", "n = %u", n);
	TAP_EQ_U64("removed at the n-th read: never a long wait", 0, bad);
}

int
main(void)
{
	normal();
	master_stuck();
	reset_stuck();
	auto_rd_stuck();
	removed_anywhere();
	return tap_done();
}
