/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "replay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_prefetch.h>

#include "burst.h"
#include "pace.h"

/** Frames that are fetched into the cache before they are copied. */
#define PREFETCH_FRAMES 4

int
fwd_replay_open(const char *path, enum fwd_replay_cut cut, struct replay **replay)
{
	struct replay *r = calloc(1, sizeof(*r));
	int ret;

	if (r == NULL)
		return -ENOMEM;
	ret = replay_file_load(&r->file, path, cut);
	if (ret < 0) {
		free(r);
		return ret;
	}
	*replay = r;
	return 0;
}

void
fwd_replay_free(struct replay *r)
{
	if (r == NULL)
		return;
	replay_file_free(&r->file);
	free(r);
}

void
fwd_replay_rewind(struct replay *r, const struct fwd_options *opt)
{
	replay_clock_init(
		&r->clock, opt, r->file.frames[r->file.nb_frames - 1].ns, rte_get_timer_hz());
	r->nb_loops = opt->replay_loops;
	r->next = 0;
	r->loop = 0;
	r->nb_left = r->nb_loops == 0 ? UINT64_MAX : r->nb_loops * r->file.nb_frames;
	atomic_store(&r->nb_sent, 0);
	r->nb_pending = 0;
	r->first_pending = 0;
	r->nb_due = 0;
	r->resume_tsc = 0;
	atomic_store(&r->late_max, 0);
	r->start_tsc = 0;
	r->end_tsc = 0;
	atomic_store(&r->done, false);
}

uint64_t
fwd_replay_loops(const struct replay *r)
{
	return atomic_load_explicit(&r->nb_sent, memory_order_relaxed) / r->file.nb_frames;
}

double
fwd_replay_seconds(const struct replay *r, uint64_t run_end_tsc)
{
	uint64_t end = r->end_tsc != 0 ? r->end_tsc : run_end_tsc;

	if (r->start_tsc == 0 || end < r->start_tsc)
		return 0;
	return (double)(end - r->start_tsc) / (double)rte_get_timer_hz();
}

double
fwd_replay_late_seconds(const struct replay *r)
{
	return (double)atomic_load_explicit(&r->late_max, memory_order_relaxed) /
	       (double)rte_get_timer_hz();
}

/** Whether loops are sent one by one, with a gap that begins when the last frame is out. */
static bool
has_pauses(const struct replay *r)
{
	return !r->clock.recorded && r->clock.gap_cycles != 0;
}

/** Frames that may be built now. */
static uint16_t
room(struct replay *r, uint16_t nb_burst)
{
	uint64_t nb = RTE_MIN(r->nb_left, (uint64_t)(nb_burst - r->nb_pending));

	if (!has_pauses(r))
		return (uint16_t)nb;
	if (r->next == 0 && r->nb_pending != 0)
		return 0;
	if (r->resume_tsc != 0 && rte_get_timer_cycles() < r->resume_tsc)
		return 0;
	r->resume_tsc = 0;
	return (uint16_t)RTE_MIN(nb, r->file.nb_frames - r->next);
}

/** Copy the next frame, and go on to the one after it. */
static int
build_frame(struct replay *r, struct rte_mbuf *m, uint64_t *due)
{
	const struct replay_file *f = &r->file;
	const struct replay_frame *frame = &f->frames[r->next];

	if (r->next + PREFETCH_FRAMES < f->nb_frames)
		rte_prefetch0(f->bytes + frame[PREFETCH_FRAMES].offset);
	if (unlikely(fwd_mbuf_fill(m, f->bytes + frame->offset, frame->len) != 0))
		return -ENOMEM;
	if (r->clock.recorded)
		*due = replay_clock_due(&r->clock, r->loop, frame->ns);
	r->nb_left--;
	if (++r->next == f->nb_frames) {
		r->next = 0;
		r->loop++;
	}
	return 0;
}

/** Have a whole burst of frames pending, as far as there are frames and mbufs. */
static void
build(struct fwd_stream *s, struct replay *r)
{
	uint16_t nb = room(r, s->nb_burst), at = r->nb_pending;

	if (nb == 0)
		return;
	memmove(r->pending, r->pending + r->first_pending, at * sizeof(r->pending[0]));
	memmove(r->due, r->due + r->first_pending, at * sizeof(r->due[0]));
	r->first_pending = 0;
	if (unlikely(rte_pktmbuf_alloc_bulk(s->pool, r->pending + at, nb) != 0)) {
		fwd_count(&s->count.no_mbuf, 1);
		return;
	}
	for (uint16_t i = 0; i < nb; i++, at++) {
		if (likely(build_frame(r, r->pending[at], &r->due[at]) == 0))
			continue;
		/* Send what was built; the others are built again. */
		fwd_count(&s->count.no_mbuf, 1);
		rte_pktmbuf_free_bulk(r->pending + at, nb - i);
		break;
	}
	r->nb_pending = at;
}

/** How many of the pending frames have been reached by the recorded time. */
static uint16_t
find_recorded(struct replay *r)
{
	uint64_t elapsed = rte_get_timer_cycles() - r->start_tsc;
	const uint64_t *due = r->due + r->first_pending;
	uint16_t nb = 0;

	while (nb < r->nb_pending && due[nb] <= elapsed)
		nb++;
	if (nb != 0 && elapsed - due[0] > atomic_load_explicit(&r->late_max, memory_order_relaxed))
		atomic_store_explicit(&r->late_max, elapsed - due[0], memory_order_relaxed);
	return nb;
}

/** How many of the pending frames the pace of the port allows. */
static uint16_t
find_paced(struct fwd_stream *s, const struct replay *r)
{
	uint32_t lens[FWD_MAX_BURST];

	for (uint16_t i = 0; i < r->nb_pending; i++)
		lens[i] = r->pending[r->first_pending + i]->pkt_len;
	return fwd_pace_take(s->pace, rte_rdtsc(), lens, r->nb_pending);
}

static uint16_t
find_due(struct fwd_stream *s, struct replay *r)
{
	if (r->clock.recorded)
		return find_recorded(r);
	return fwd_pace_is_on(s->pace) ? find_paced(s, r) : r->nb_pending;
}

/** After the last frame of a loop, or of all. */
static void
end_loop(struct fwd_stream *s, struct replay *r)
{
	if (r->nb_left == 0) {
		r->end_tsc = rte_get_timer_cycles();
		atomic_store_explicit(&r->done, true, memory_order_relaxed);
	} else if (has_pauses(r)) {
		r->resume_tsc = rte_get_timer_cycles() + r->clock.gap_cycles;
		fwd_pace_rest(s->pace);
	}
}

/* Nothing is dropped when the Tx ring is full: the rest of a burst waits for its turn. */
unsigned int
fwd_replay_burst(struct fwd_stream *s)
{
	struct replay *r = s->replay;
	uint16_t nb;

	if (atomic_load_explicit(&r->done, memory_order_relaxed))
		return 0;
	build(s, r);
	if (r->nb_pending == 0)
		return 0;
	if (unlikely(r->start_tsc == 0))
		r->start_tsc = rte_get_timer_cycles();
	if (r->nb_due == 0)
		r->nb_due = find_due(s, r);
	if (r->nb_due == 0)
		return 0;

	nb = rte_eth_tx_burst(s->tx_port, s->tx_queue, r->pending + r->first_pending, r->nb_due);
	fwd_count(&s->count.tx, nb);
	r->first_pending += nb;
	r->nb_pending -= nb;
	r->nb_due -= nb;
	fwd_count(&r->nb_sent, nb);
	if (r->nb_pending == 0 && r->next == 0)
		end_loop(s, r);
	return nb;
}
