/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "capture_clock.h"

#include <time.h>

#include <rte_cycles.h>

/** How often the clocks are read, to have them read in one go. */
#define NB_TRIES 5

static uint64_t
read_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

/** Read counter and clocks at the same time, as far as the thread is not interrupted. */
static void
read_clocks(struct capture_clock *c)
{
	uint64_t least = UINT64_MAX;

	for (unsigned int i = 0; i < NB_TRIES; i++) {
		uint64_t before = rte_rdtsc(), mono = read_ns(CLOCK_MONOTONIC);
		uint64_t middle = rte_rdtsc(), ns = read_ns(CLOCK_REALTIME), after = rte_rdtsc();

		if (after - before >= least)
			continue;
		least = after - before;
		c->tsc = middle;
		c->mono_ns = mono;
		c->ns = ns;
	}
}

void
capture_clock_init(struct capture_clock *c, uint64_t hz)
{
	c->hz = hz;
	c->ns_per_cycle = 1e9 / (double)hz;
	read_clocks(c);
}

void
capture_clock_update(struct capture_clock *c)
{
	struct capture_clock now = *c;

	if (rte_rdtsc() - c->tsc < c->hz)
		return;
	read_clocks(&now);
	now.ns_per_cycle = (double)(now.mono_ns - c->mono_ns) / (double)(now.tsc - c->tsc);
	*c = now;
}

uint64_t
capture_clock_ns(const struct capture_clock *c, uint64_t tsc)
{
	return c->ns + (uint64_t)(int64_t)((double)(int64_t)(tsc - c->tsc) * c->ns_per_cycle);
}
