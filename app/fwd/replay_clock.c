/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* When the frames of a file are due: recorded time in cycles of the clock. */

#include "replay.h"

#define NS_PER_S_U64 UINT64_C(1000000000)

/** In two parts, because the product of both would not fit. */
static uint64_t
ns_to_cycles(uint64_t ns, uint64_t hz)
{
	return ns / NS_PER_S_U64 * hz + ns % NS_PER_S_U64 * hz / NS_PER_S_U64;
}

static uint64_t
recorded_cycles(const struct replay_clock *c, uint64_t ns)
{
	/* 2^53 ns are 104 days: longer recordings lose single nanoseconds when they are scaled. */
	if (c->speed != 1)
		ns = (uint64_t)((double)ns / c->speed);
	return ns_to_cycles(ns, c->hz);
}

void
replay_clock_init(
	struct replay_clock *c, const struct fwd_options *opt, uint64_t span_ns, uint64_t hz)
{
	c->recorded = opt->replay_recorded;
	c->speed = opt->replay_speed;
	c->hz = hz;
	c->gap_cycles = (uint64_t)(opt->replay_loop_gap_s * (double)hz);
	c->loop_cycles = recorded_cycles(c, span_ns) + c->gap_cycles;
}

uint64_t
replay_clock_due(const struct replay_clock *c, uint64_t loop, uint64_t ns)
{
	return loop * c->loop_cycles + recorded_cycles(c, ns);
}
