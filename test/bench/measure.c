/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <x86intrin.h>

#include <rte_ethdev.h>

#include "lane.h"
#include "measure.h"
#include "step.h"

#define PART_PACKETS   256u /* between two turns of the device */
#define INSTR_PACKETS  128u /* each instruction is a trap: with a hypervisor a slow one */
#define INSTR_POLLS    16u
#define SAMPLE_PACKETS 2048u /* timed for a figure */
#define PARTS_MAX      10000u
#define TRAFFIC_CHUNKS 4
#define TOUCH_BYTES    (1024 * 1024l)
#define LINE_BYTES     64
#define CALIBRATE_RUNS 1000

static struct {
	uint64_t overhead; /* TSC cycles between two readings with nothing between */
	volatile uint8_t *touched;
	size_t touch_bytes;
} clock_state;

/* Stores that still wait belong to whoever made them: those of the time before to nobody, those of
 * the timed work to it.
 */
static inline uint64_t
tsc_start(void)
{
	uint64_t t;

	_mm_mfence();
	_mm_lfence();
	t = __rdtsc();
	_mm_lfence();
	return t;
}

static inline uint64_t
tsc_stop(void)
{
	unsigned int cpu;
	uint64_t t;

	_mm_mfence();
	t = __rdtscp(&cpu);
	_mm_lfence();
	return t;
}

void
measure_init(void)
{
	uint64_t best = UINT64_MAX, t;
	unsigned int i;

	for (i = 0; i < CALIBRATE_RUNS; i++) {
		t = tsc_start();
		t = tsc_stop() - t;
		best = RTE_MIN(best, t);
	}
	clock_state.overhead = best;
	clock_state.touch_bytes = RTE_MAX(sysconf(_SC_LEVEL2_CACHE_SIZE), TOUCH_BYTES);
	clock_state.touched = malloc(clock_state.touch_bytes);
}

/* A chain of additions takes one core cycle each; of a register, as some cores fold constants. */
double
measure_core_per_tsc(void)
{
	const uint64_t nb = 200000;
	uint64_t best = UINT64_MAX, t, i, x = 0, y = 3;
	unsigned int run;

	for (run = 0; run < 20; run++) {
		t = tsc_start();
		for (i = 0; i < nb / 10; i++)
			__asm__ volatile(
				"add %1, %0; add %1, %0; add %1, %0; add %1, %0; add %1, %0;"
				"add %1, %0; add %1, %0; add %1, %0; add %1, %0; add %1, %0"
				: "+r"(x)
				: "r"(y));
		t = tsc_stop() - t;
		best = RTE_MIN(best, t);
	}
	return (double)nb / (double)best;
}

static void
caches_touch(const struct unit *u, enum account account)
{
	size_t i;

	if (u->opt->cold != COLD_TOUCH || account != ACCOUNT_TIME)
		return;
	for (i = 0; clock_state.touched != NULL && i < clock_state.touch_bytes; i += LINE_BYTES)
		clock_state.touched[i]++;
}

/* ---- the work that is accounted for ---- */

struct work {
	struct unit *u;
	unsigned int nb;   /* packets in all lanes, or calls */
	unsigned int done; /* so far */
};

/* At small bursts each instruction of these loops counts. So they are flat, over lanes in turn, and
 * keep what they need in registers.
 */
struct turns {
	const struct hop *first;
	const struct hop *end;
	struct rte_mbuf **mbufs;
	uint16_t burst;
};

static inline struct turns
turns_of(const struct work *w)
{
	return (struct turns){
		.first = w->u->hops,
		.end = w->u->hops + w->u->nb_lanes,
		.mbufs = w->u->mbufs,
		.burst = (uint16_t)w->u->opt->burst,
	};
}

/* All packets that arrived, or fewer when the driver stops giving any. */
static __rte_noinline void
work_rx(struct work *w)
{
	const struct turns t = turns_of(w);
	struct rte_mbuf **at = t.mbufs, **const all = at + w->nb;
	const struct hop *hop = t.first;
	unsigned int idle_left = w->nb + w->u->nb_lanes;
	uint16_t nb;

	while (at < all) {
		nb = rte_eth_rx_burst(hop->in_port, hop->in_queue, at, t.burst);
		if (unlikely(nb == 0) && idle_left-- == 0)
			break;
		at += nb;
		if (++hop == t.end)
			hop = t.first;
	}
	w->done = (unsigned int)(at - t.mbufs);
}

/* The same number for each lane: mbufs lie burst by burst. */
static __rte_noinline void
work_tx(struct work *w)
{
	const struct turns t = turns_of(w);
	struct rte_mbuf **at = t.mbufs, **const all = at + w->nb;
	const struct hop *hop = t.first;
	unsigned int done = 0;

	for (; at < all; at += t.burst) {
		done += rte_eth_tx_burst(hop->in_port, hop->in_queue, at, t.burst);
		if (++hop == t.end)
			hop = t.first;
	}
	w->done = done;
}

/* What the application asks for with the packets from the first-th on. */
static __rte_always_inline void
requests_set(struct rte_mbuf **mbufs, unsigned int nb, const struct frame_set *set,
	unsigned int first, bool mixed)
{
	unsigned int i;

	for (i = 0; i < nb; i++) {
		const struct frame *f = &set->frames[mixed ? (first + i) % NB_FRAMES : 0];

		request_set(set, f, mbufs[i]);
	}
}

static __rte_always_inline void
forward(struct work *w, bool offloads, bool mixed)
{
	const struct turns t = turns_of(w);
	const struct frame_set *const set = w->u->frames;
	const struct hop *hop, *next = t.first;
	unsigned int idle_left = w->nb + w->u->nb_lanes, done = 0;
	uint16_t nb, sent;

	while (done < w->nb) {
		hop = next;
		if (++next == t.end)
			next = t.first;
		nb = rte_eth_rx_burst(hop->in_port, hop->in_queue, t.mbufs, t.burst);
		if (unlikely(nb == 0)) {
			if (idle_left-- == 0)
				break;
			continue;
		}
		if (offloads)
			requests_set(t.mbufs, nb, set, done, mixed);
		sent = rte_eth_tx_burst(hop->out_port, hop->out_queue, t.mbufs, nb);
		done += nb;
		if (unlikely(sent < nb))
			rte_pktmbuf_free_bulk(&t.mbufs[sent], nb - sent);
	}
	w->done = done;
}

static __rte_noinline void
work_fwd(struct work *w)
{
	forward(w, false, false);
}

static __rte_noinline void
work_fwd_offloads(struct work *w)
{
	forward(w, true, false);
}

static __rte_noinline void
work_fwd_mixed(struct work *w)
{
	forward(w, true, true);
}

static __rte_noinline void
work_empty(struct work *w)
{
	const struct turns t = turns_of(w);
	const struct hop *hop = t.first;
	unsigned int i, done = 0;

	for (i = w->nb; i > 0; i--) {
		done += rte_eth_rx_burst(hop->in_port, hop->in_queue, t.mbufs, t.burst);
		if (++hop == t.end)
			hop = t.first;
	}
	w->done = done;
}

/* The rings are empty: some drivers refill them only when they notice. */
static void
work_refill(struct work *w)
{
	w->nb = w->u->nb_lanes;
	work_empty(w);
	w->nb = 0;
}

static void
account_run(void (*work)(struct work *), struct work *w, enum account account, uint64_t *amount)
{
	uint64_t t;

	switch (account) {
	case ACCOUNT_TIME:
		t = tsc_start();
		work(w);
		t = tsc_stop() - t;
		*amount += t > clock_state.overhead ? t - clock_state.overhead : 0;
		break;
	case ACCOUNT_INSTR:
		step_count_start();
		work(w);
		*amount += step_count_stop();
		break;
	default:
		work(w);
		break;
	}
}

/* ---- chunks ---- */

/* Per lane: whole bursts, and together a chunk if half a ring has room for it. */
static unsigned int
lane_share(const struct unit *u, enum account account)
{
	unsigned int burst = u->opt->burst;
	unsigned int all = account == ACCOUNT_INSTR ? INSTR_PACKETS : PART_PACKETS;
	unsigned int nb = (all / u->nb_lanes + burst - 1) / burst * burst;

	nb = RTE_MIN(nb, u->opt->ring / 2 / burst * burst);
	return RTE_MAX(nb, burst);
}

static unsigned int
feed_all(struct unit *u, enum account account)
{
	unsigned int share = lane_share(u, account), nb = 0, i;

	for (i = 0; i < u->nb_lanes; i++)
		nb += lane_feed(u, &u->lanes[i], share);
	return nb;
}

static void
collect_all(struct unit *u)
{
	unsigned int i;

	for (i = 0; i < u->nb_lanes; i++)
		lane_collect(u, &u->lanes[i]);
}

static bool
part_rx(struct unit *u, enum account account, struct chunk *chunk)
{
	struct work w = {.u = u, .nb = feed_all(u, account)};

	caches_touch(u, account);
	account_run(w.nb == 0 ? work_refill : work_rx, &w, account, &chunk->amount);
	lane_discard(u, u->mbufs, w.done);
	chunk->nb += w.done;
	if (w.done < w.nb)
		return unit_fail(u, "receive: %u of %u packets delivered, bursts of %u", w.done,
			w.nb, u->opt->burst);
	return true;
}

static bool
part_tx(struct unit *u, enum account account, struct chunk *chunk)
{
	unsigned int each = lane_share(u, account), i;
	struct work w = {.u = u, .nb = each * u->nb_lanes};

	for (i = 0; i < u->nb_lanes; i++) {
		if (!lane_make(u, &u->lanes[i], &u->mbufs[i * each], each)) {
			lane_discard(u, u->mbufs, i * each);
			return false;
		}
	}
	caches_touch(u, account);
	account_run(work_tx, &w, account, &chunk->amount);
	collect_all(u);
	chunk->nb += w.done;
	if (w.done < w.nb)
		return unit_fail(u, "transmit: %u of %u packets taken, bursts of %u", w.done, w.nb,
			u->opt->burst);
	return true;
}

static bool
part_fwd(struct unit *u, enum account account, struct chunk *chunk)
{
	struct work w = {.u = u, .nb = feed_all(u, account)};

	caches_touch(u, account);
	account_run(w.nb == 0		? work_refill
		    : !u->opt->offloads ? work_fwd
		    : u->opt->mixed	? work_fwd_mixed
					: work_fwd_offloads,
		&w, account, &chunk->amount);
	collect_all(u);
	chunk->nb += w.done;
	if (w.done < w.nb)
		return unit_fail(u, "forwarding: %u of %u packets, bursts of %u", w.done, w.nb,
			u->opt->burst);
	return true;
}

static bool
part_empty(struct unit *u, enum account account, struct chunk *chunk)
{
	const unsigned int nb = account == ACCOUNT_INSTR ? INSTR_POLLS : PART_PACKETS;
	struct work w = {.u = u, .nb = nb};

	caches_touch(u, account);
	account_run(work_empty, &w, account, &chunk->amount);
	chunk->nb += nb;
	return w.done == 0 || unit_fail(u, "an empty poll returned %u packets", w.done);
}

static bool
chunk_run(struct unit *u, enum op op, enum account account, unsigned int nb, struct chunk *chunk)
{
	unsigned int parts = 0;

	memset(chunk, 0, sizeof(*chunk));
	/* A part may be an empty poll at which the driver refills its ring. */
	do {
		if (parts++ == PARTS_MAX)
			return unit_fail(u, "no room in the rings: %" PRIu64 " packets in %u turns",
				chunk->nb, parts);
		if (op == OP_RX && !part_rx(u, account, chunk))
			return false;
		if (op == OP_TX && !part_tx(u, account, chunk))
			return false;
		if (op == OP_FWD && !part_fwd(u, account, chunk))
			return false;
		if (op == OP_EMPTY && !part_empty(u, account, chunk))
			return false;
	} while (chunk->nb < nb);
	return true;
}

bool
measure_part(struct unit *u, enum op op, enum account account, struct chunk *chunk)
{
	return chunk_run(u, op, account, 1, chunk);
}

/* Others had the caches meanwhile: untimed packets first, once around the pool. */
bool
measure_sample(struct unit *u, enum op op, struct chunk *chunk)
{
	return chunk_run(u, op, ACCOUNT_NONE, unit_nb_mbufs(u->opt), chunk) &&
	       chunk_run(u, op, ACCOUNT_TIME, SAMPLE_PACKETS, chunk);
}

/* ---- doorbells and write-backs ---- */

struct totals {
	uint64_t mmio[2];
	uint64_t writebacks[2];
};

static struct totals
totals_read(const struct unit *u)
{
	struct totals t = {.mmio = {0}};
	unsigned int i;

	for (i = 0; i < u->opt->ports; i++) {
		t.mmio[0] += u->ports[i].bar.tail_writes[0];
		t.mmio[1] += u->ports[i].bar.tail_writes[1];
	}
	for (i = 0; i < u->nb_lanes; i++) {
		t.writebacks[0] += u->lanes[i].tx.writebacks;
		t.writebacks[1] += u->lanes[i].rx.writebacks;
	}
	return t;
}

bool
measure_traffic(struct unit *u, enum op op, struct traffic *traffic)
{
	struct totals before, after;
	struct chunk chunk;
	uint64_t nb = 0;
	unsigned int i;
	bool ok = true;

	unit_open(u, false);
	before = totals_read(u);
	for (i = 0; ok && i < TRAFFIC_CHUNKS; i++) {
		ok = measure_part(u, op, ACCOUNT_NONE, &chunk);
		nb += chunk.nb;
	}
	after = totals_read(u);
	unit_open(u, true);
	for (i = 0; ok && i < 2; i++) {
		traffic->mmio[i] = (double)(after.mmio[i] - before.mmio[i]) / (double)nb;
		traffic->writebacks[i] =
			(double)(after.writebacks[i] - before.writebacks[i]) / (double)nb;
	}
	return ok;
}
