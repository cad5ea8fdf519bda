/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "pace.h"

#include <errno.h>

#include <rte_branch_prediction.h>
#include <rte_pause.h>

/** Most credit that time may add at once: more than a burst of 512 frames of 64 KiB costs. */
#define MAX_CREDIT (UINT64_C(1) << 62)

static bool
try_lock(struct fwd_pace *p)
{
	return !atomic_load_explicit(&p->busy, memory_order_relaxed) &&
	       !atomic_exchange_explicit(&p->busy, true, memory_order_acquire);
}

static void
lock(struct fwd_pace *p)
{
	while (!try_lock(p))
		rte_pause();
}

static void
unlock(struct fwd_pace *p)
{
	atomic_store_explicit(&p->busy, false, memory_order_release);
}

int
fwd_pace_set(struct fwd_pace *p, const struct fwd_rate *rate, uint32_t mbps, uint32_t extra,
	uint64_t tsc_hz)
{
	uint64_t per_cycle = rate->value, per_unit = tsc_hz;

	if (rate->kind == FWD_RATE_PERCENT && mbps == 0)
		return -ENOLINK;
	if (rate->kind == FWD_RATE_PERCENT)
		/* A millionth of a percent of 1 Mb/s is a hundredth of a bit per second. */
		per_cycle = RTE_MAX((rate->value * mbps + 50) / 100, UINT64_C(1));
	else if (rate->kind == FWD_RATE_PACKETS)
		per_unit = tsc_hz * 1000000;

	lock(p);
	p->by_bits = rate->kind != FWD_RATE_PACKETS;
	p->extra = extra;
	p->per_cycle = per_cycle;
	p->per_unit = per_unit;
	p->max_cycles = rate->kind == FWD_RATE_OFF ? 0 : MAX_CREDIT / per_cycle;
	p->hz = tsc_hz;
	p->credit = 0;
	p->begun = false;
	p->nb_taken = 0;
	p->line_bits = 0;
	p->late_tsc = 0;
	atomic_store_explicit(&p->on, rate->kind != FWD_RATE_OFF, memory_order_relaxed);
	unlock(p);
	return 0;
}

static uint64_t
line_bits(const struct fwd_pace *p, uint32_t len)
{
	return (RTE_MAX(len + p->extra, (uint32_t)FWD_LINE_MIN) + FWD_LINE_OVERHEAD) * UINT64_C(8);
}

/** What a packet costs. */
static int64_t
cost(const struct fwd_pace *p, uint32_t len)
{
	return (int64_t)((p->by_bits ? line_bits(p, len) : 1) * p->per_unit);
}

/** Turn the time that went by into credit. */
static void
earn(struct fwd_pace *p, uint64_t now_tsc)
{
	uint64_t cycles = now_tsc - p->last_tsc;

	if (unlikely(!p->begun)) {
		p->begun = true;
		if (p->nb_taken == 0)
			p->first_tsc = now_tsc;
		p->last_tsc = now_tsc;
		return;
	}
	/* The counters of two CPUs may differ a little. */
	if (unlikely((int64_t)cycles < 0))
		return;
	p->last_tsc = now_tsc;
	if (unlikely(cycles > p->max_cycles)) {
		p->late_tsc += cycles - p->max_cycles;
		cycles = p->max_cycles;
	}
	p->credit += (int64_t)(cycles * p->per_cycle);
}

/** Have no more credit than lets a burst go back to back. */
static void
limit(struct fwd_pace *p, const uint32_t *lens, uint16_t nb)
{
	int64_t max = 0;

	for (uint16_t i = 0; i + 1 < nb; i++)
		max += cost(p, lens[i]);
	if (p->credit <= max)
		return;
	p->late_tsc += (uint64_t)(p->credit - max) / p->per_cycle;
	p->credit = max;
}

uint16_t
fwd_pace_take_due(struct fwd_pace *p, uint64_t now_tsc, const uint32_t *lens, uint16_t nb)
{
	uint16_t n = 0;

	/* Who finds another stream here would find no credit after it. */
	if (unlikely(nb == 0) || !try_lock(p))
		return 0;
	earn(p, now_tsc);
	if (p->credit > 0)
		limit(p, lens, nb);
	for (; n < nb && p->credit >= 0; n++) {
		p->credit -= cost(p, lens[n]);
		p->line_bits += line_bits(p, lens[n]);
	}
	p->nb_taken += n;
	unlock(p);
	return n;
}

void
fwd_pace_give(struct fwd_pace *p, const uint32_t *lens, uint16_t nb)
{
	if (nb == 0 || !fwd_pace_is_on(p))
		return;
	lock(p);
	for (uint16_t i = 0; i < nb; i++) {
		p->credit += cost(p, lens[i]);
		p->line_bits -= line_bits(p, lens[i]);
	}
	p->nb_taken -= nb;
	unlock(p);
}

void
fwd_pace_rest(struct fwd_pace *p)
{
	if (!fwd_pace_is_on(p))
		return;
	lock(p);
	p->begun = false;
	unlock(p);
}

void
fwd_pace_result(struct fwd_pace *p, uint64_t now_tsc, struct fwd_pace_result *r)
{
	double seconds;

	lock(p);
	*r = (struct fwd_pace_result){.packets = p->nb_taken};
	if (atomic_load_explicit(&p->on, memory_order_relaxed)) {
		if (p->by_bits)
			r->bps = (double)p->per_cycle;
		else
			r->pps = (double)p->per_cycle / 1e6;
		r->late_s = (double)p->late_tsc / (double)p->hz;
		seconds = p->nb_taken != 0 ? (double)(now_tsc - p->first_tsc) / (double)p->hz : 0;
		if (seconds > 0) {
			r->sent_pps = (double)p->nb_taken / seconds;
			r->sent_bps = (double)p->line_bits / seconds;
		}
	}
	unlock(p);
}
