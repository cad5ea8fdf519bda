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

static __rte_always_inline bool
is_done(const struct igbx_rxq *q)
{
	return igbx_rx_desc_done(&q->ring[q->next]);
}

/* Where the members of a group are, and their successors. */
struct places {
	union igbx_rx_desc *desc;
	struct rte_mbuf **slot;
	struct rte_mbuf *const *fresh;
	struct rte_mbuf **pkts;
};

/* i is a constant once this is in its place. */
static __rte_always_inline void
exchange_one(const struct igbx_rxq *q, const struct images *images, const struct places *at,
	const unsigned int i)
{
	struct rte_mbuf *m = at->slot[i], *fresh = at->fresh[i];

	image_store(images, i, m);
	at->pkts[i] = m;
	at->slot[i] = fresh;
	igbx_rx_desc_post(q, &at->desc[i], fresh);
}

/* The first nb of a group, one at least. */
static __rte_always_inline void
exchange_some(const struct igbx_rxq *q, const struct images *images, const struct places *at,
	unsigned int nb)
{
	exchange_one(q, images, at, 0);
#if V_GROUP > 1
	if (nb > 1)
		exchange_one(q, images, at, 1);
	if (nb > 2)
		exchange_one(q, images, at, 2);
	if (nb > 3)
		exchange_one(q, images, at, 3);
#endif
#if V_GROUP > 4
	if (nb > 4)
		exchange_one(q, images, at, 4);
	if (nb > 5)
		exchange_one(q, images, at, 5);
	if (nb > 6)
		exchange_one(q, images, at, 6);
	if (nb > 7)
		exchange_one(q, images, at, 7);
#endif
	RTE_SET_USED(nb);
}

static __rte_always_inline void
exchange(const struct igbx_rxq *q, const struct images *images, const struct places *at,
	unsigned int nb)
{
#if V_GROUP > 1
	unsigned int i;

	if (likely(nb == V_GROUP && q->iova_linear)) {
		for (i = 0; i < V_GROUP; i++)
			image_store(images, i, at->slot[i]);
		v_post(at->desc, at->fresh, q->iova_offset);
		v_exchange(at->slot, at->fresh, at->pkts);
		return;
	}
#endif
	exchange_some(q, images, at, nb);
}

/* Takes descriptors as long as they are done and ordinary and, with like, say what the remembered
 * packet's did; at most max, and none behind the end of the ring. Returns their number. Without
 * like, the last one that is taken is remembered.
 */
static __rte_always_inline unsigned int
take_groups(struct igbx_rxq *q, struct rte_mempool_cache *cache, struct rte_mbuf **pkts,
	unsigned int max, const bool like)
{
	consts room;
	const consts *c = consts_of(q, &room);
	struct places at = {&q->ring[q->next], &q->sw_ring[q->next], NULL, pkts};
	unsigned int taken = 0, nb;

	do {
		const struct raw raw = raw_load(at.desc);
		const struct group g = words_of(&raw);
		vec lengths = v_sub(g.lengths, c->crc_bytes);
		vec bytes = v_and(lengths, v_set(0xFFFF));
		struct images images;

		nb = like ? nb_like(c, &g, bytes) : nb_simple(c, g.status, bytes);
		nb = RTE_MIN(nb, max - taken);
		if (nb == 0)
			break;
		at.fresh = igbx_rx_cache_take(cache, nb);
		if (unlikely(at.fresh == NULL))
			break;
		images = like ? images_like(c, &raw)
			      : images_of(c, packet_types(c, g.info), bytes, lengths, g.hash,
					packet_flags(c, g.info, g.status));
		exchange(q, &images, &at, nb);
		if (!like)
			igbx_rx_remember(q, v_first(g.info), v_first(g.status), at.pkts[0]);
		taken += nb;
		at.desc += nb;
		at.slot += nb;
		at.pkts += nb;
	} while (nb == V_GROUP && taken < max);
	igbx_rx_advance(q, taken);
	return taken;
}

/* Packets that are not like the last one, but ordinary. */
static __rte_always_inline unsigned int
take_unlike(struct igbx_rxq *q, struct rte_mempool_cache *cache, struct rte_mbuf **pkts,
	unsigned int max)
{
	if (unlikely(q->forget))
		igbx_rx_forget(q);
	return likely(!igbx_rx_is_inside(q)) ? take_groups(q, cache, pkts, max, false) : 0;
}

/* These, and whatever is out of the ordinary. */
static __rte_noinline unsigned int
take_others(struct igbx_rxq *q, struct rte_mempool_cache *cache, struct rte_mbuf **pkts,
	unsigned int max, bool scattered, bool *dry)
{
	unsigned int taken = take_unlike(q, cache, pkts, max);

	if (taken < max && is_done(q))
		taken += igbx_rx_each(q, pkts + taken, max - taken, scattered, dry);
	return taken;
}

/* Whether it is worth while to look if the next packets, which are done, are like the last one. */
static __rte_always_inline bool
may_be_like(const struct igbx_rxq *q)
{
	return likely(q->apart == 0) && rte_le_to_cpu_32(q->ring[q->next].dword[0]) == q->like.info;
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
burst(struct igbx_rxq *q, struct rte_mbuf **pkts, unsigned int nb_pkts,
	struct rte_mempool_cache *cache, const bool scattered)
{
	unsigned int nb_rx = 0, max, taken;
	bool dry = false;

	while (!dry && (max = nb_ahead(q, nb_pkts - nb_rx)) > 0) {
		taken = may_be_like(q) ? take_groups(q, cache, pkts + nb_rx, max, true) : 0;
		nb_rx += taken;
		if (nb_rx == nb_pkts || !is_done(q))
			break;
		if (taken < max)
			nb_rx += take_others(q, cache, pkts + nb_rx, max - taken, scattered, &dry);
	}
	/* The device gets all there is while the pool is dry. */
	if (q->nb_hold >= q->hold_max || unlikely(dry))
		igbx_rx_tail_write(q);
	return nb_rx;
}

static __rte_noinline uint16_t
many(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts, struct rte_mempool_cache *cache)
{
	return burst(q, pkts, nb_pkts, cache, false);
}

static __rte_noinline uint16_t
many_scattered(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	struct rte_mempool_cache *cache)
{
	return burst(q, pkts, nb_pkts, cache, true);
}

/* An empty poll looks at the queue's first line and at the descriptor's, and saves no register. A
 * packet by itself is received faster without vectors.
 */
static __rte_always_inline uint16_t
receive(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts, const bool scattered)
{
	const union igbx_rx_desc *desc = &q->ring[q->next];
	struct rte_mempool_cache *cache;

	if (!igbx_rx_desc_done(desc))
		return 0;
	cache = igbx_rx_cache_of(q->pool);
	/* Behind the end of the ring nothing is done. */
	if (nb_pkts != 1 && (nb_pkts == 0 || igbx_rx_desc_done(desc + 1)))
		return scattered ? many_scattered(q, pkts, nb_pkts, cache)
				 : many(q, pkts, nb_pkts, cache);
	return scattered ? igbx_rx_one_scattered(q, pkts, nb_pkts, cache)
			 : igbx_rx_one(q, pkts, nb_pkts, cache);
}

#endif
