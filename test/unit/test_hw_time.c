/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The clock: exact to the nanosecond at every rate, over wraps of SYSTIM and over
 * resets; and the stamps of messages.
 */
#include "hw_fixture.h"

#define HOUR_US	     UINT64_C(3600000000)
#define NOMINAL	     (1u << 23) /* 16 ns with 19 binary places */
#define TIMINCA_RATE 0x00FFFFFFu

static uint64_t
now_ns(struct fx *fx, const char *name)
{
	uint64_t ns = UINT64_MAX;

	TAP_EQ_INT(name, 0, igbx_clock_read(&fx->hw, &ns));
	return ns;
}

static struct fx *
clock_up(void)
{
	struct fx *fx = fx_up();

	TAP_EQ_INT("clock: starts", 0, igbx_clock_start(&fx->hw));
	return fx;
}

static void
steady(void)
{
	struct fx *fx = clock_up();

	TAP_EQ_U64("clock: at 0", 0, now_ns(fx, "clock: read"));
	nm_advance_us(fx->nm, 1);
	TAP_CHECK(now_ns(fx, "clock: read") <= 1000 && now_ns(fx, "clock: read") >= 1000 - 16,
		"clock: 1 us is 1000 ns but for one step", "%" PRIu64, now_ns(fx, "clock: read"));
	nm_advance_us(fx->nm, 1999999);
	TAP_EQ_U64("clock: 2 s", 2000000000, now_ns(fx, "clock: read"));
	fx_content(fx, "clock: no violation");
	fx_close(fx);
}

/* SYSTIM comes round after 2^45 ns; how often, nobody may have looked. */
static void
wraps(void)
{
	static const uint64_t gaps_h[] = {1, 5, 9, 10, 15, 20, 29, 40, 1000, 90000};
	struct fx *fx = clock_up();
	uint64_t start_us = nm_now_us(fx->nm);
	char name[80];
	size_t i;

	for (i = 0; i < sizeof(gaps_h) / sizeof(gaps_h[0]); i++) {
		nm_advance_us(fx->nm, gaps_h[i] * HOUR_US);
		snprintf(name, sizeof(name), "wrap: after %" PRIu64 " h without a look", gaps_h[i]);
		TAP_EQ_U64(name, (nm_now_us(fx->nm) - start_us) * 1000, now_ns(fx, "wrap: read"));
	}
	fx_close(fx);
}

/* What INCVALUE has to be, worked out in another way than the driver's. */
static uint32_t
nearest(int64_t scaled_ppm)
{
	double wanted = NOMINAL + (double)scaled_ppm / 65536 * NOMINAL / 1e6;

	return (uint32_t)(wanted + 0.5);
}

static void
rates(void)
{
	static const int64_t scaled[] = {0, 1, -1, 65, 6554, -6554, 65536, -65536, 6553600,
		-6553600, INT64_C(6553600000), INT64_C(-6553600000), IGBX_RATE_MAX, -IGBX_RATE_MAX};
	struct fx *fx = clock_up();
	uint64_t before, after, want;
	uint32_t inc;
	char name[80];
	size_t i;

	for (i = 0; i < sizeof(scaled) / sizeof(scaled[0]); i++) {
		snprintf(name, sizeof(name), "rate %" PRId64 " / 65536 ppm", scaled[i]);
		TAP_EQ_INT(name, 0, igbx_clock_rate_set(&fx->hw, scaled[i]));
		inc = fx_reg(fx, IGBX_REG(TIMINCA)) & TIMINCA_RATE;
		TAP_EQ_U64("rate: the nearest that the device has", nearest(scaled[i]), inc);
		TAP_EQ_U64("rate: every 16 ns", 1, fx_reg(fx, IGBX_REG(TIMINCA)) >> 24);
		before = now_ns(fx, "rate: read");
		nm_advance_us(fx->nm, 100 * HOUR_US);
		after = now_ns(fx, "rate: read");
		/* 100 h are a multiple of the 16 ns and of 2^23 / 16 of them. */
		want = 100 * HOUR_US / 16 * 1000 / NOMINAL * 16 * inc +
		       100 * HOUR_US / 16 * 1000 % NOMINAL * 16 * inc / NOMINAL;
		TAP_CHECK(after - before - want <= 1, "rate: 100 h at it, to the nanosecond",
			"%" PRIu64 " instead of %" PRIu64, after - before, want);
	}
	TAP_EQ_U64("rate: slowest", 1, fx_reg(fx, IGBX_REG(TIMINCA)) & TIMINCA_RATE);
	fx_content(fx, "rate: no violation");
	fx_close(fx);
}

static void
rates_refused(void)
{
	static const int64_t scaled[] = {
		IGBX_RATE_MAX + 1, -IGBX_RATE_MAX - 1, INT64_MAX, INT64_MIN, INT64_C(65536000000)};
	struct fx *fx = clock_up();
	uint32_t timinca;
	size_t i;

	TAP_EQ_INT("rate 100 ppm", 0, igbx_clock_rate_set(&fx->hw, 6553600));
	timinca = fx_reg(fx, IGBX_REG(TIMINCA));
	for (i = 0; i < sizeof(scaled) / sizeof(scaled[0]); i++)
		TAP_EQ_INT("a rate that is too far off: refused", -ERANGE,
			igbx_clock_rate_set(&fx->hw, scaled[i]));
	TAP_EQ_U64("refused: the rate is as it was", timinca, fx_reg(fx, IGBX_REG(TIMINCA)));
	TAP_CHECK(IGBX_RATE_MAX_PPB * 65536 / 1000 <= IGBX_RATE_MAX &&
			  (IGBX_RATE_MAX_PPB + 1) * 65536 / 1000 > IGBX_RATE_MAX,
		"the two limits say the same", "%" PRId64 " ppb and %" PRId64, IGBX_RATE_MAX_PPB,
		IGBX_RATE_MAX);
	fx_close(fx);
}

/* Never back, and never ahead by more than the reset's clock can be wrong. */
static void
resets(void)
{
	struct fx *fx = clock_up();
	uint64_t start_us = nm_now_us(fx->nm);
	unsigned int i;

	TAP_EQ_INT("reset: at 1000 ppm", 0, igbx_clock_rate_set(&fx->hw, 65536000));
	for (i = 0; i < 3; i++) {
		nm_advance_us(fx->nm, 20 * HOUR_US);
		TAP_EQ_INT("reset", 0, igbx_hw_reset(&fx->hw));
	}
	nm_advance_us(fx->nm, HOUR_US);
	start_us = nm_now_us(fx->nm) - start_us;
	TAP_CHECK(now_ns(fx, "reset: read") - (start_us * 1000 + start_us - start_us / 1000) <
			  2 * start_us / 1000,
		"reset: the time that it takes counts at the same rate",
		"%" PRIu64 " ns in %" PRIu64 " us", now_ns(fx, "reset: read"), start_us);
	fx_content(fx, "reset: no violation");
	fx_close(fx);
}

/* Pulled out and put back: the clock goes on from the machine's. */
static void
removed(void)
{
	struct fx *fx = clock_up();
	uint64_t start_us = nm_now_us(fx->nm), ns = 77;

	nm_advance_us(fx->nm, HOUR_US);
	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed: ENODEV", -ENODEV, igbx_clock_read(&fx->hw, &ns));
	TAP_EQ_INT("removed: no rate either", -ENODEV, igbx_clock_rate_set(&fx->hw, 0));
	TAP_EQ_INT("removed: no stamp", -ENODEV, igbx_stamp_rx_take(&fx->hw, &ns));
	TAP_EQ_U64("removed: nothing is said", 77, ns);
	(void)igbx_hw_reset(&fx->hw);
	nm_advance_us(fx->nm, 30 * HOUR_US);
	nm_set_removed(fx->nm, false);
	nm_advance_us(fx->nm, 100000);
	TAP_EQ_INT("back", 0, fx_init(fx));
	nm_advance_us(fx->nm, HOUR_US);
	TAP_EQ_U64("back: no time was lost", (nm_now_us(fx->nm) - start_us) * 1000,
		now_ns(fx, "back: read"));
	fx_close(fx);
}

/* ---- stamps ---- */

/* A PTP message in 60 bytes: type and version, L2. */
static int
event_rx(struct fx *fx, uint8_t type, uint8_t version)
{
	static const uint8_t group[6] = {0x01, 0x1B, 0x19, 0, 0, 0};
	uint8_t frame[60];

	fx_frame(frame, group, 0x88F7, sizeof(frame));
	frame[14] = type;
	frame[15] = version;
	return fx_rx(fx, frame, sizeof(frame));
}

static void
rx_start(struct fx *fx)
{
	fx_link_up(fx);
	fx_rx_start(fx, &fx_rx_cfg, 1);
	igbx_promisc_set(&fx->hw, true, true);
}

static void
stamps(void)
{
	struct fx *fx = clock_up();
	uint64_t ns = 77, then_ns;

	rx_start(fx);
	TAP_EQ_INT("message before stamps are enabled", 0, event_rx(fx, 0, 2));
	TAP_EQ_INT("stamps: enabled", 0, igbx_stamps_enable(&fx->hw));
	TAP_EQ_INT("stamps: again", 0, igbx_stamps_enable(&fx->hw));
	TAP_EQ_INT("stamps: none yet", -EAGAIN, igbx_stamp_rx_take(&fx->hw, &ns));
	TAP_EQ_INT("stamps: none of a sent one", -EAGAIN, igbx_stamp_tx_take(&fx->hw, &ns));
	TAP_EQ_U64("stamps: nothing is said", 77, ns);
	nm_advance_us(fx->nm, 8 * HOUR_US);
	then_ns = now_ns(fx, "stamps: time");
	TAP_EQ_INT("stamps: Sync", 0, event_rx(fx, 0, 2));
	/* Taken late, and after the clock was looked at and has come round. */
	nm_advance_us(fx->nm, 5 * HOUR_US);
	now_ns(fx, "stamps: time");
	nm_advance_us(fx->nm, 4 * HOUR_US);
	TAP_EQ_INT("stamps: Delay_Req, while the first is not taken", 0, event_rx(fx, 1, 2));
	TAP_EQ_INT("stamps: taken", 0, igbx_stamp_rx_take(&fx->hw, &ns));
	TAP_EQ_U64("stamps: the first message's, to the nanosecond", then_ns, ns);
	TAP_EQ_INT("stamps: the latch is free", -EAGAIN, igbx_stamp_rx_take(&fx->hw, &ns));
	TAP_EQ_INT("stamps: Follow_Up", 0, event_rx(fx, 8, 2));
	TAP_EQ_INT("stamps: is no event", -EAGAIN, igbx_stamp_rx_take(&fx->hw, &ns));
	TAP_EQ_INT("stamps: version 1", 0, event_rx(fx, 0, 1));
	TAP_EQ_INT("stamps: is not wanted", -EAGAIN, igbx_stamp_rx_take(&fx->hw, &ns));
	TAP_EQ_INT("stamps: Pdelay_Resp", 0, event_rx(fx, 3, 2));
	TAP_EQ_INT("stamps: reset with one in the latch", 0, igbx_hw_reset(&fx->hw));
	TAP_EQ_INT("stamps: is gone", -EAGAIN, igbx_stamp_rx_take(&fx->hw, &ns));
	rx_start(fx);
	then_ns = now_ns(fx, "stamps: time");
	TAP_EQ_INT("stamps: Sync after the reset", 0, event_rx(fx, 0, 2));
	TAP_EQ_INT("stamps: taken", 0, igbx_stamp_rx_take(&fx->hw, &ns));
	TAP_EQ_U64("stamps: same clock", then_ns, ns);
	TAP_EQ_INT("stamps: disabled", 0, igbx_stamps_disable(&fx->hw));
	TAP_EQ_INT("stamps: again", 0, igbx_stamps_disable(&fx->hw));
	TAP_EQ_INT("stamps: Sync", 0, event_rx(fx, 0, 2));
	TAP_EQ_INT("stamps: none", -EAGAIN, igbx_stamp_rx_take(&fx->hw, &ns));
	fx_content(fx, "stamps: no violation");
	fx_close(fx);
}

/* ---- the filters that they need ---- */

static bool
filters_clear(struct fx *fx)
{
	uint32_t i;

	for (i = 0; i < 8; i++) {
		if (fx_reg(fx, IGBX_REGN(ETQF, i)) & (IGBX_ETQF_ENABLE | IGBX_ETQF_1588) ||
			fx_reg(fx, IGBX_REGN(FTQF, i)) & IGBX_FTQF_1588)
			return false;
	}
	return true;
}

static void
filters(void)
{
	struct fx *fx = clock_up();
	uint32_t type;
	int i;

	for (i = 0; i < IGBX_NB_TUPLES; i++)
		TAP_EQ_INT("tuples: one after the other", i, igbx_tuple_take(&fx->hw));
	TAP_EQ_INT("tuples: all taken", -ENOSPC, igbx_tuple_take(&fx->hw));
	TAP_EQ_INT("stamps without a tuple: ENOSPC", -ENOSPC, igbx_stamps_enable(&fx->hw));
	igbx_tuple_put(&fx->hw, 5);
	for (type = 0; type < IGBX_NB_ETYPES; type++)
		TAP_EQ_INT("type to a queue", 0, igbx_etype_steer(&fx->hw, 0x9000 + type, type));
	TAP_EQ_INT("one too many: ENOSPC", -ENOSPC, igbx_etype_steer(&fx->hw, 0x9100, 0));
	TAP_EQ_INT("stamps without a type: ENOSPC", -ENOSPC, igbx_stamps_enable(&fx->hw));
	TAP_EQ_INT("  the tuple was given back", 5, igbx_tuple_take(&fx->hw));
	TAP_EQ_U64("  one line each", 3, plat_model_log_count(IGBX_LOG_ERR));
	igbx_tuple_put(&fx->hw, 5);
	TAP_EQ_INT("type off", 0, igbx_etype_steer(&fx->hw, 0x9003, -1));
	TAP_EQ_INT("stamps have what they need", 0, igbx_stamps_enable(&fx->hw));
	TAP_EQ_INT("  the free type", 3, igbx_stamps_etqf(&fx->hw));
	TAP_EQ_U64("  in its register", 0x440088F7, fx_reg(fx, IGBX_REGN(ETQF, 3)));
	TAP_EQ_U64("  nobody else's is touched", 0x84049004, fx_reg(fx, IGBX_REGN(ETQF, 4)));
	TAP_EQ_INT("messages to a queue, too", 0, igbx_etype_steer(&fx->hw, 0x88F7, 6));
	TAP_EQ_U64("  in one entry", 0xC40688F7, fx_reg(fx, IGBX_REGN(ETQF, 3)));
	TAP_EQ_INT("queue 8 is too high", -EINVAL, igbx_etype_steer(&fx->hw, 0x88F7, 8));
	TAP_EQ_INT("disabled", 0, igbx_stamps_disable(&fx->hw));
	TAP_EQ_U64("  the queue stays", 0x840688F7, fx_reg(fx, IGBX_REGN(ETQF, 3)));
	TAP_EQ_INT("  and the tuple is free", 5, igbx_tuple_take(&fx->hw));
	for (type = 0; type < IGBX_NB_ETYPES; type++)
		TAP_EQ_INT("type off", 0, igbx_etype_steer(&fx->hw, 0x9000 + type, -1));
	TAP_EQ_INT("messages off", 0, igbx_etype_steer(&fx->hw, 0x88F7, -1));
	TAP_CHECK(filters_clear(fx), "nothing is left", "a filter");
	fx_content(fx, "filters: no violation");
	fx_close(fx);
}

int
main(void)
{
	steady();
	wraps();
	rates();
	rates_refused();
	resets();
	removed();
	stamps();
	filters();
	return tap_done();
}
