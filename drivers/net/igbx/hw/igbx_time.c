/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The clock: 82576 datasheet, sections 7.9.3 and 8.17. SYSTIM grows by
 * TIMINCA.INCVALUE every 16 ns. With 19 binary places of a nanosecond the nominal
 * value is half of what fits, so that the rate can be changed by nearly 100 % in
 * steps of 0.12 ppm; and SYSTIM wraps after 2^45 ns, that is 9 h 46 min.
 *
 * SYSTIM is never written: time begins at what it shows. Which wrap it is in follows
 * from the machine's clock; that needs to be right to half of the wrap's length only.
 */
#include "igbx_priv.h"

#define FRACTION_BITS	 19
#define FRACTION_MASK	 ((UINT64_C(1) << FRACTION_BITS) - 1)
#define WRAP_BITS	 (64 - FRACTION_BITS) /* of nanoseconds */
#define TICK_NS		 16u
#define INCVALUE_NOMINAL (TICK_NS << FRACTION_BITS)
#define NOMINAL_BITS	 23
#define INCPERIOD	 1u
#define MILLION		 1000000
/* One millionth / 2^16 of the nominal rate is 2^7 / 10^6 of INCVALUE. */
#define SCALED_PPM_BITS (NOMINAL_BITS - 16)

/* Reading the low half latches the high one. */
static uint64_t
systim_read(struct igbx_hw *hw)
{
	uint64_t low = igbx_rd(hw, IGBX_REG(SYSTIML));

	return (uint64_t)igbx_rd(hw, IGBX_REG(SYSTIMH)) << 32 | low;
}

/* What the clock counts in gap_us of the machine's time. */
static uint64_t
counted_ns(const struct igbx_time *t, uint64_t gap_us)
{
	uint64_t gap_ns = gap_us * 1000;
	uint64_t low = gap_ns & ((1u << NOMINAL_BITS) - 1);

	return (gap_ns >> NOMINAL_BITS) * t->incvalue + (low * t->incvalue >> NOMINAL_BITS);
}

static void
elapsed_add(struct igbx_time *t, uint64_t cycles)
{
	uint64_t rest = (cycles & FRACTION_MASK) + t->fraction;

	t->elapsed_ns += (cycles >> FRACTION_BITS) + (rest >> FRACTION_BITS);
	t->fraction = rest & FRACTION_MASK;
}

/* Brings the time base to now. */
static int
look(struct igbx_hw *hw)
{
	struct igbx_time *t = &hw->time;
	uint64_t now_us = igbx_plat_now_us();
	uint64_t systim = systim_read(hw);
	uint64_t cycles = systim - t->systim;
	uint64_t expected_ns;

	if (hw->removed)
		return -ENODEV;
	expected_ns = counted_ns(t, now_us - t->look_us) + (UINT64_C(1) << (WRAP_BITS - 1));
	if (expected_ns > cycles >> FRACTION_BITS)
		t->elapsed_ns += (expected_ns - (cycles >> FRACTION_BITS)) >> WRAP_BITS
										      << WRAP_BITS;
	elapsed_add(t, cycles);
	t->systim = systim;
	t->look_us = now_us;
	return 0;
}

static void
rate_write(struct igbx_hw *hw)
{
	igbx_wr(hw, IGBX_REG(TIMINCA),
		IGBX_FIELD_PREP(IGBX_TIMINCA_INCPERIOD, INCPERIOD) |
			IGBX_FIELD_PREP(IGBX_TIMINCA_INCVALUE, hw->time.incvalue));
}

int
igbx_clock_start(struct igbx_hw *hw)
{
	struct igbx_time *t = &hw->time;

	t->incvalue = INCVALUE_NOMINAL;
	t->elapsed_ns = 0;
	t->fraction = 0;
	rate_write(hw);
	t->look_us = igbx_plat_now_us();
	t->systim = systim_read(hw);
	t->running = !hw->removed;
	return igbx_io_status(hw);
}

int
igbx_clock_read(struct igbx_hw *hw, uint64_t *ns)
{
	int ret = look(hw);

	if (ret == 0)
		*ns = hw->time.elapsed_ns;
	return ret;
}

int
igbx_clock_at(struct igbx_hw *hw, uint64_t systim, uint64_t *ns)
{
	const struct igbx_time *t = &hw->time;
	int ret = look(hw);
	uint64_t age;

	if (ret != 0)
		return ret;
	age = t->systim - systim;
	*ns = t->elapsed_ns - (age >> FRACTION_BITS) - ((age & FRACTION_MASK) > t->fraction);
	return 0;
}

int
igbx_clock_rate_set(struct igbx_hw *hw, int64_t scaled_ppm)
{
	int64_t change;
	int ret;

	if (scaled_ppm < -IGBX_RATE_MAX || scaled_ppm > IGBX_RATE_MAX)
		return -ERANGE;
	/* Up to here it counted at the old rate. */
	ret = look(hw);
	if (ret != 0)
		return ret;
	change = scaled_ppm * (1 << SCALED_PPM_BITS);
	change = (change + (change < 0 ? -MILLION / 2 : MILLION / 2)) / MILLION;
	hw->time.incvalue = (uint32_t)((int64_t)INCVALUE_NOMINAL + change);
	rate_write(hw);
	return igbx_flush(hw);
}

void
igbx_clock_hold(struct igbx_hw *hw)
{
	if (!hw->time.running || hw->time.held)
		return;
	(void)look(hw);
	hw->time.held = true;
}

void
igbx_clock_resume(struct igbx_hw *hw)
{
	struct igbx_time *t = &hw->time;
	uint64_t now_us;

	if (!t->held || hw->removed)
		return;
	rate_write(hw);
	now_us = igbx_plat_now_us();
	t->systim = systim_read(hw);
	if (hw->removed)
		return;
	t->held = false;
	t->elapsed_ns += counted_ns(t, now_us - t->look_us);
	t->look_us = now_us;
}
