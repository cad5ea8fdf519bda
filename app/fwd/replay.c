/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "replay.h"

#include <errno.h>
#include <stdlib.h>

#include <rte_cycles.h>
#include <rte_prefetch.h>

#include "burst.h"
#include "pace.h"

/** Frames that are fetched into the cache before they are copied. */
#define PREFETCH_FRAMES 4

int
fwd_replay_open(const char *path, uint64_t nb_loops, struct replay **replay)
{
	struct replay *r = calloc(1, sizeof(*r));
	int ret;

	if (r == NULL)
		return -ENOMEM;
	r->nb_loops = nb_loops;
	ret = replay_file_load(&r->file, path);
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
fwd_replay_rewind(struct replay *r)
{
	r->next = 0;
	r->loop = 0;
	r->nb_pending = 0;
	r->start_tsc = 0;
	r->end_tsc = 0;
	atomic_store(&r->done, false);
}

double
fwd_replay_seconds(const struct replay *r, uint64_t run_end_tsc)
{
	uint64_t end = r->end_tsc != 0 ? r->end_tsc : run_end_tsc;

	if (r->start_tsc == 0 || end < r->start_tsc)
		return 0;
	return (double)(end - r->start_tsc) / (double)rte_get_timer_hz();
}

/** What the pace of the port allows of the next frames; their lengths. */
static uint16_t
pace(const struct fwd_stream *s, const struct replay *r, uint16_t nb, uint32_t *lens)
{
	for (uint16_t i = 0; i < nb; i++)
		lens[i] = r->file.frames[r->next + i].len;
	return fwd_pace_take(s->pace, rte_rdtsc(), lens, nb);
}

/** Build the mbufs of the next frames. @return how many. */
static uint16_t
build(struct fwd_stream *s, struct replay *r)
{
	const struct replay_file *f = &r->file;
	uint16_t nb = (uint16_t)RTE_MIN(f->nb_frames - r->next, (uint64_t)s->nb_burst);
	bool paced = fwd_pace_is_on(s->pace);
	uint32_t lens[FWD_MAX_BURST];
	uint16_t nb_due;

	if (paced)
		nb = pace(s, r, nb, lens);
	nb_due = nb;
	if (nb == 0)
		return 0;
	if (unlikely(rte_pktmbuf_alloc_bulk(s->pool, r->pending, nb) != 0)) {
		fwd_count(&s->count.no_mbuf, 1);
		if (paced)
			fwd_pace_give(s->pace, lens, nb);
		return 0;
	}
	for (uint16_t i = 0; i < nb; i++) {
		const struct replay_frame *frame = &f->frames[r->next + i];

		if (r->next + i + PREFETCH_FRAMES < f->nb_frames)
			rte_prefetch0(f->bytes + frame[PREFETCH_FRAMES].offset);
		if (likely(fwd_mbuf_fill(r->pending[i], f->bytes + frame->offset, frame->len) == 0))
			continue;
		/* Send what was built; the others are built again. */
		fwd_count(&s->count.no_mbuf, 1);
		rte_pktmbuf_free_bulk(r->pending + i, nb - i);
		nb = i;
	}
	if (paced)
		fwd_pace_give(s->pace, lens + nb, nb_due - nb);
	r->first_pending = 0;
	r->nb_pending = nb;
	r->next += nb;
	return nb;
}

/** Start the next loop at the end of the file. @return false after the last loop. */
static bool
rewind_file(struct replay *r)
{
	if (r->next < r->file.nb_frames)
		return true;
	r->loop++;
	if (r->nb_loops != 0 && r->loop == r->nb_loops)
		return false;
	r->next = 0;
	return true;
}

/* Nothing is dropped when the Tx ring is full: the rest of a burst waits for its turn. */
unsigned int
fwd_replay_burst(struct fwd_stream *s)
{
	struct replay *r = s->replay;
	uint16_t nb;

	if (atomic_load_explicit(&r->done, memory_order_relaxed))
		return 0;
	if (unlikely(r->start_tsc == 0))
		r->start_tsc = rte_get_timer_cycles();
	if (r->nb_pending == 0 && build(s, r) == 0)
		return 0;

	nb = rte_eth_tx_burst(
		s->tx_port, s->tx_queue, r->pending + r->first_pending, r->nb_pending);
	fwd_count(&s->count.tx, nb);
	r->first_pending += nb;
	r->nb_pending -= nb;
	if (r->nb_pending == 0 && !rewind_file(r)) {
		r->end_tsc = rte_get_timer_cycles();
		atomic_store_explicit(&r->done, true, memory_order_relaxed);
	}
	return nb;
}
