/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive: the template of all paths, the scalar one with groups of one. A burst goes from group to
 * group: look how many descriptors are done from its first on, turn each into a packet and back
 * into a posted buffer while its line is in the cache. What is out of the ordinary (a packet in
 * several buffers, or to discard; no mbufs in the pool's cache) goes through igbx_rx_each().
 * No function is called in the loop: the constants stay in registers.
 *
 * An instruction set brings V_GROUP, vec and v_*, and then includes igbx_rx_lanes.h and this.
 */
#ifndef IGBX_RX_BURST_H
#define IGBX_RX_BURST_H

#include <rte_branch_prediction.h>

#include "igbx_rxtx.h"
#include "igbx_rx_chain.h"
#include "igbx_rx_meaning.h"
#include "igbx_rx_ring.h"

/* Whether the nb'th descriptor from the next on is done. */
static __rte_always_inline bool
is_done(const struct igbx_rxq *q, unsigned int nb)
{
	unsigned int at = q->next + nb - 1;

	if (nb > 1 && at >= q->nb_desc)
		at -= q->nb_desc;
	return igbx_rx_desc_done(&q->ring[at]);
}

/* A whole group. */
static __rte_always_inline void
exchange_all(const struct igbx_rxq *q, const struct images *images, unsigned int at,
	struct rte_mbuf *const *fresh, struct rte_mbuf **pkts)
{
	union igbx_rx_desc *desc = &q->ring[at];
	struct rte_mbuf **slot = &q->sw_ring[at];
	unsigned int i;

	images_store(images, slot);
	if (likely(q->iova_linear))
		v_post(desc, fresh, q->iova_offset);
	else
		for (i = 0; i < V_GROUP; i++)
			igbx_rx_desc_post(q, &desc[i], fresh[i]);
	v_exchange(slot, fresh, pkts);
}

/* The first nb of a group: what there is for each goes through memory. */
static __rte_always_inline void
exchange_some(const struct igbx_rxq *q, const struct images *images, unsigned int at,
	struct rte_mbuf *const *fresh, struct rte_mbuf **pkts, unsigned int nb)
{
	const struct images copy = *images;
	union igbx_rx_desc *desc = &q->ring[at];
	struct rte_mbuf **slot = &q->sw_ring[at];
	unsigned int i;

	for (i = 0; i < nb; i++) {
		image_copy(&copy, i, slot[i]);
		pkts[i] = slot[i];
		slot[i] = fresh[i];
		igbx_rx_desc_post(q, &desc[i], fresh[i]);
	}
}

/* Takes descriptors as long as they are done and ordinary, at most max, and returns their number.
 */
static __rte_always_inline unsigned int
take_groups(struct igbx_rxq *q, struct rte_mempool_cache *cache, struct rte_mbuf **pkts,
	unsigned int max)
{
	consts room;
	const consts *c = consts_of(q, &room);
	unsigned int taken = 0, nb;

	for (; taken < max; taken += nb) {
		unsigned int at = q->next + taken;
		const struct group g = group_load(&q->ring[at]);
		vec lengths = v_sub(g.lengths, c->crc_bytes);
		vec bytes = v_and(lengths, v_set(0xFFFF));
		struct rte_mbuf *const *fresh;
		struct images images;

		nb = RTE_MIN(nb_simple(c, g.status, bytes), max - taken);
		if (nb == 0)
			break;
		fresh = igbx_rx_cache_take(cache, nb);
		if (unlikely(fresh == NULL))
			break;
		images = images_of(c, packet_types(c, g.info), bytes, lengths, g.hash,
			packet_flags(c, g.info, g.status));
		if (likely(nb == V_GROUP))
			exchange_all(q, &images, at, fresh, pkts + taken);
		else
			exchange_some(q, &images, at, fresh, pkts + taken, nb);
	}
	igbx_rx_advance(q, taken);
	return taken;
}

/* Descriptors that may be looked at in one go. No more is taken than what the device owned when the
 * burst began, so that packets that are discarded as fast as they come cannot keep it here.
 */
static __rte_always_inline unsigned int
nb_ahead(const struct igbx_rxq *q, unsigned int nb_pkts)
{
	unsigned int owned = q->nb_desc - 1u - q->nb_hold, to_end = q->nb_desc - q->next;

	return RTE_MIN(nb_pkts, RTE_MIN(owned, to_end));
}

static __rte_always_inline uint16_t
burst(struct igbx_rxq *q, struct rte_mbuf **pkts, unsigned int nb_pkts, const bool scattered)
{
	struct rte_mempool_cache *cache = igbx_rx_cache_of(q->pool);
	unsigned int nb_rx = 0, max, taken;
	bool dry = false;

	while (!dry && (max = nb_ahead(q, nb_pkts - nb_rx)) > 0) {
		taken = igbx_rx_is_inside(q) ? 0 : take_groups(q, cache, pkts + nb_rx, max);
		nb_rx += taken;
		if (nb_rx == nb_pkts || (taken < max && !is_done(q, 1)))
			break;
		if (likely(taken == max))
			continue;
		nb_rx += igbx_rx_each(q, pkts + nb_rx, max - taken, scattered, &dry);
	}
	/* The device gets all there is while the pool is dry. */
	if (q->nb_hold >= q->hold_max || unlikely(dry))
		igbx_rx_tail_write(q);
	return nb_rx;
}

/* An empty poll looks at the queue's first line and at the descriptor's, and saves no register. One
 * packet or two are received faster without vectors, and up to nb_half faster by the function
 * half, if there is one, than by many.
 */
static __rte_always_inline uint16_t
receive(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts, igbx_rx_taker_t few,
	igbx_rx_taker_t half, unsigned int nb_half, igbx_rx_taker_t many)
{
	if (!is_done(q, 1))
		return 0;
	if (nb_pkts <= 2 || !is_done(q, 3))
		return few(q, pkts, nb_pkts);
	if (half != NULL && (nb_pkts <= nb_half || !is_done(q, nb_half + 1)))
		return half(q, pkts, nb_pkts);
	return many(q, pkts, nb_pkts);
}

#endif
