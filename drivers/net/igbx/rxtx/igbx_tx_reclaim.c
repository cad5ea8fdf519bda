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
bulk_add(struct bulk *bulk, struct rte_mbuf *m)
{
	if (bulk->nb == BULK_MAX || (bulk->nb > 0 && bulk->pool != m->pool))
		bulk_flush(bulk);
	bulk->pool = m->pool;
	bulk->mbufs[bulk->nb++] = m;
}

/* Frees what the descriptors from q->clean to last hold, at most max_pkts packets; returns how
 * many, with q->clean behind the last of them. Not every descriptor holds an mbuf. With fast
 * free the application vouches for reference counts, and segments were detached when sent.
 */
static uint32_t
free_mixed(struct igbx_txq *q, uint16_t last, uint32_t max_pkts)
{
	uint16_t left = igbx_tx_distance(q, q->clean, last) + 1;
	struct bulk bulk = {.nb = 0};
	uint32_t nb_pkts = 0;

	while (left > 0 && nb_pkts < max_pkts) {
		uintptr_t entry = (uintptr_t)q->sw_ring[q->clean];
		struct rte_mbuf *m = (struct rte_mbuf *)(entry & ~IGBX_TX_MORE);

		q->sw_ring[q->clean] = NULL;
		if (m != NULL && !q->fast_free)
			m = rte_pktmbuf_prefree_seg(m);
		if (m != NULL)
			bulk_add(&bulk, m);
		nb_pkts += (entry & IGBX_TX_MORE) == 0;
		q->clean = q->clean + 1 == q->nb_desc ? 0 : q->clean + 1;
		q->nb_free++;
		left--;
	}
	bulk_flush(&bulk);
	return nb_pkts;
}

/* The same when every descriptor holds one whole packet of q->pool. */
static uint32_t
free_plain(struct igbx_txq *q, uint16_t last, uint32_t max_pkts)
{
	uint32_t nb = RTE_MIN((uint32_t)igbx_tx_distance(q, q->clean, last) + 1, max_pkts);
	uint16_t to_end = RTE_MIN((uint32_t)(q->nb_desc - q->clean), nb);

	rte_mbuf_raw_free_bulk(q->pool, &q->sw_ring[q->clean], to_end);
	q->clean += to_end;
	if (q->clean == q->nb_desc)
		q->clean = 0;
	if (nb > to_end) {
		rte_mbuf_raw_free_bulk(q->pool, q->sw_ring, nb - to_end);
		q->clean = nb - to_end;
	}
	q->nb_free += nb;
	return nb;
}

/* Packets freed, at most max_pkts, from the oldest mark if it is done. */
static uint32_t
free_mark(struct igbx_txq *q, uint32_t max_pkts)
{
	uint16_t mark = q->marks[q->mark_head];
	uint16_t last = mark & IGBX_TX_MARK_INDEX;
	uint16_t left = igbx_tx_distance(q, q->clean, last) + 1;
	uint16_t nb_free = q->nb_free;
	bool mixed = (mark & IGBX_TX_MARK_MIXED) != 0;
	uint32_t nb_pkts;

	nb_pkts = mixed ? free_mixed(q, last, max_pkts) : free_plain(q, last, max_pkts);
	if ((uint16_t)(q->nb_free - nb_free) == left) {
		q->mark_head = q->mark_head + 1 == q->nb_desc ? 0 : q->mark_head + 1;
		q->nb_marks--;
		q->nb_plain_marks -= !mixed;
	}
	return nb_pkts;
}

/* An acquire fence orders the test before the mbufs' return to their pools. */
static bool
oldest_mark_done(const struct igbx_txq *q)
{
	uint16_t mark;

	if (q->nb_marks == 0)
		return false;
	mark = q->marks[q->mark_head];
	if (!igbx_tx_desc_done(&q->ring[mark & IGBX_TX_MARK_INDEX]))
		return false;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return true;
}

void
igbx_tx_reclaim(struct igbx_txq *q, uint16_t want)
{
	while (q->nb_free < want && oldest_mark_done(q))
		free_mark(q, UINT32_MAX);
}

int
igbx_tx_done_cleanup(void *txq, uint32_t free_cnt)
{
	struct igbx_txq *q = txq;
	uint32_t max = free_cnt == 0 ? UINT32_MAX : free_cnt;
	uint32_t nb = 0;

	while (nb < max && oldest_mark_done(q))
		nb += free_mark(q, max - nb);
	return nb;
}
