/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Back from the ring to the pools. Nearly all packets are single mbufs that were the
 * queue's alone when they were sent, of one pool: nobody else can have got hold of them
 * since, and so they go back in bulk without being looked at again.
 */
#include "igbx_rxtx.h"
#include "igbx_tx_ring.h"

#define BULK_MAX 64

/* Descriptors that are reclaimed at once where the marks are closer: it saves looking at most of
 * the marks of short bursts, and no more mbufs than this flood a pool's cache.
 */
#define STEP_MAX 32

struct bulk {
	struct rte_mempool *pool;
	uint16_t nb;
	struct rte_mbuf *mbufs[BULK_MAX];
};

static void
bulk_flush(struct bulk *bulk)
{
	if (bulk->nb > 0)
		rte_mbuf_raw_free_bulk(bulk->pool, bulk->mbufs, bulk->nb);
	bulk->nb = 0;
}

static void
bulk_add(struct bulk *bulk, struct rte_mempool *pool, struct rte_mbuf *m)
{
	if (bulk->nb == BULK_MAX || bulk->pool != pool)
		bulk_flush(bulk);
	bulk->pool = pool;
	bulk->mbufs[bulk->nb++] = m;
}

/* All return the descriptors that they freed, none behind the end of the ring, and take the
 * packets that ended in them off *max_pkts.
 */
static uint16_t
free_each(const struct igbx_txq *q, uint16_t nb, uint32_t *max_pkts)
{
	struct rte_mbuf **slot = &q->sw_ring[q->clean];
	struct bulk bulk = {.nb = 0};
	uint16_t i;

	for (i = 0; i<nb && * max_pkts> 0; i++) {
		uintptr_t entry = (uintptr_t)slot[i];
		struct rte_mbuf *m = (struct rte_mbuf *)(entry & ~IGBX_TX_ENTRY_FLAGS);

		if (entry & IGBX_TX_ENTRY_CHECK && m != NULL)
			m = rte_pktmbuf_prefree_seg(m);
		if (m != NULL)
			bulk_add(&bulk, entry & IGBX_TX_ENTRY_CHECK ? m->pool : q->pool, m);
		*max_pkts -= (entry & IGBX_TX_ENTRY_MORE) == 0;
	}
	bulk_flush(&bulk);
	return i;
}

/* Contexts in between, but nothing to be looked at. */
static uint16_t
free_between(const struct igbx_txq *q, uint16_t nb, uint32_t *max_pkts)
{
	struct rte_mbuf **slot = &q->sw_ring[q->clean];
	struct rte_mbuf *mbufs[IGBX_TX_MARKS_PER_WORD];
	uint16_t nb_mbufs = 0, nb_more = 0, i;

	for (i = 0; i < nb; i++) {
		uintptr_t entry = (uintptr_t)slot[i];

		mbufs[nb_mbufs] = (struct rte_mbuf *)(entry & ~IGBX_TX_ENTRY_FLAGS);
		nb_mbufs += entry > IGBX_TX_ENTRY_FLAGS;
		nb_more += (entry & IGBX_TX_ENTRY_MORE) != 0;
	}
	if (nb_mbufs > 0)
		rte_mbuf_raw_free_bulk(q->pool, mbufs, nb_mbufs);
	*max_pkts -= nb - nb_more;
	return nb;
}

static uint16_t
free_some(const struct igbx_txq *q, uint16_t nb, uint32_t *max_pkts)
{
	struct rte_mbuf **slot = &q->sw_ring[q->clean];
	uintptr_t flags;

	if (unlikely(nb > *max_pkts))
		return free_each(q, nb, max_pkts);
	/* A constant does without loops. */
	if (likely(nb == STEP_MAX && igbx_tx_entries_flags(slot, STEP_MAX) == 0)) {
		rte_mbuf_raw_free_bulk(q->pool, slot, STEP_MAX);
		*max_pkts -= STEP_MAX;
		return STEP_MAX;
	}
	flags = igbx_tx_entries_flags(slot, nb);
	if (flags & IGBX_TX_ENTRY_CHECK)
		return free_each(q, nb, max_pkts);
	if (flags & IGBX_TX_ENTRY_MORE)
		return free_between(q, nb, max_pkts);
	rte_mbuf_raw_free_bulk(q->pool, slot, nb);
	*max_pkts -= nb;
	return nb;
}

uint16_t
igbx_tx_step(const struct igbx_txq *q, uint16_t nb)
{
	uint16_t in_word = IGBX_TX_MARKS_PER_WORD - q->clean % IGBX_TX_MARKS_PER_WORD;

	return RTE_MIN(RTE_MIN(nb, in_word), (uint16_t)(q->nb_desc - q->clean));
}

void
igbx_tx_advance(struct igbx_txq *q, uint16_t nb)
{
	uint64_t bits = UINT64_MAX >> (IGBX_TX_MARKS_PER_WORD - nb);

	q->marks[q->clean / IGBX_TX_MARKS_PER_WORD] &= ~(bits << q->clean % IGBX_TX_MARKS_PER_WORD);
	q->nb_free += nb;
	q->nb_reclaimed += nb;
	q->clean += nb;
	if (q->clean == q->nb_desc)
		q->clean = 0;
}

/* Frees nb descriptors from q->clean on, or fewer if they hold more than max_pkts packets;
 * returns the packets.
 */
static uint32_t
free_descs(struct igbx_txq *q, uint16_t nb, uint32_t max_pkts)
{
	uint32_t left = max_pkts;

	while (nb > 0 && left > 0) {
		uint16_t part = free_some(q, igbx_tx_step(q, nb), &left);

		igbx_tx_advance(q, part);
		nb -= part;
	}
	return max_pkts - left;
}

/* An acquire fence orders the test before the mbufs' return to their pools. */
static bool
is_done(const struct igbx_txq *q, uint16_t mark)
{
	if (!igbx_tx_desc_done(&q->ring[mark]))
		return false;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return true;
}

uint16_t
igbx_tx_nb_done(const struct igbx_txq *q)
{
	uint16_t shift = q->clean % IGBX_TX_MARKS_PER_WORD, first, last;
	uint64_t near = q->marks[q->clean / IGBX_TX_MARKS_PER_WORD] >> shift;

	if (igbx_tx_nb_used(q) == q->nb_since_rs)
		return 0;
	near &= UINT64_MAX >> (IGBX_TX_MARKS_PER_WORD - STEP_MAX);
	if (near != 0) {
		last = q->clean + IGBX_TX_MARKS_PER_WORD - 1 - __builtin_clzll(near);
		if (is_done(q, last))
			return last - q->clean + 1;
	}
	first = igbx_tx_mark_from(q, q->clean);
	return is_done(q, first) ? igbx_tx_distance(q, q->clean, first) + 1 : 0;
}

void
igbx_tx_reclaim(struct igbx_txq *q, uint16_t want)
{
	while (q->nb_free < want) {
		uint16_t nb = igbx_tx_nb_done(q);

		if (nb == 0)
			break;
		free_descs(q, nb, UINT32_MAX);
	}
}

int
igbx_tx_done_cleanup(void *txq, uint32_t free_cnt)
{
	struct igbx_txq *q = txq;
	uint32_t max = free_cnt == 0 ? UINT32_MAX : free_cnt;
	uint32_t nb_pkts = 0;

	while (nb_pkts < max) {
		uint16_t nb = igbx_tx_nb_done(q);

		if (nb == 0)
			break;
		nb_pkts += free_descs(q, nb, max - nb_pkts);
	}
	return nb_pkts;
}
