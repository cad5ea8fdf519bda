/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <rte_ethdev.h>

#include "lane.h"

/* At once, as an application does it: more would pass by the pool's cache. */
#define STEP 32u

static const struct frame *
frame_next(struct unit *u, struct lane *lane)
{
	return &u->frames->frames[lane->next_frame++ % NB_FRAMES];
}

static void
mbuf_fill(const struct frame_set *set, const struct frame *f, struct rte_mbuf *m)
{
	m->data_len = f->len;
	m->pkt_len = f->len;
	request_set(set, f, m);
	m->vlan_tci = f->tci;
}

bool
lane_make(struct unit *u, struct lane *lane, struct rte_mbuf **mbufs, unsigned int nb)
{
	unsigned int i, n;

	for (i = 0; i < nb; i += n) {
		n = RTE_MIN(nb - i, STEP);
		if (rte_pktmbuf_alloc_bulk(u->pool, &mbufs[i], n) != 0) {
			lane_discard(u, mbufs, i);
			return unit_fail(u, "the pool is dry");
		}
	}
	for (i = 0; i < nb; i++)
		mbuf_fill(u->frames, frame_next(u, lane), mbufs[i]);
	return true;
}

void
lane_discard(struct unit *u, struct rte_mbuf **mbufs, unsigned int nb)
{
	unsigned int i;

	RTE_SET_USED(u);
	for (i = 0; i < nb; i += STEP)
		rte_pktmbuf_free_bulk(&mbufs[i], RTE_MIN(nb - i, STEP));
}

static unsigned int
ring_feed(struct unit *u, struct lane *lane, unsigned int nb)
{
	struct rte_mbuf *mbufs[STEP];
	unsigned int i, n;

	nb = RTE_MIN(nb, rte_ring_free_count(lane->rx_ring));
	for (i = 0; i < nb; i += n) {
		n = RTE_MIN(nb - i, STEP);
		if (!lane_make(u, lane, mbufs, n))
			break;
		rte_ring_enqueue_bulk(lane->rx_ring, (void **)mbufs, n, NULL);
	}
	return i;
}

unsigned int
lane_feed(struct unit *u, struct lane *lane, unsigned int nb)
{
	unsigned int i;

	switch (u->drv->kind) {
	case DRIVER_RING:
		return ring_feed(u, lane, nb);
	case DRIVER_NULL:
		return nb;
	default:
		break;
	}
	nb = RTE_MIN(nb, wire_room(&lane->rx));
	for (i = 0; i < nb; i++)
		wire_rx_done(&lane->rx, frame_next(u, lane)->image);
	wire_rx_flush(&lane->rx, nb);
	return nb;
}

void
lane_collect(struct unit *u, struct lane *lane)
{
	struct rte_mbuf *mbufs[STEP];
	unsigned int n;

	switch (u->drv->kind) {
	case DRIVER_RING:
		while ((n = rte_ring_dequeue_burst(lane->tx_ring, (void **)mbufs, STEP, NULL)) != 0)
			lane_discard(u, mbufs, n);
		return;
	case DRIVER_NULL:
		return;
	default:
		wire_tx_run(&lane->tx, NULL, NULL);
		return;
	}
}
