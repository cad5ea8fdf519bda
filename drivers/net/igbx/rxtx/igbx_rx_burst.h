/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive with vectors: the template of all such paths. A burst goes from group to group: look how
 * many descriptors are done from its first on, turn each into a packet and back into a
 * posted buffer while its line is in the cache. What is out of the ordinary in a group (a
 * packet in several buffers, or to discard; no mbufs in the pool's cache) hands the group to
 * the scalar path. No function is called in the loop: the constants stay in registers.
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

/* A group whose descriptors are all done. */
static __rte_always_inline void
exchange_all(const struct igbx_rxq *q, const struct images *images, uint16_t at,
	struct rte_mbuf *const *fresh, struct rte_mbuf **pkts)
{
	struct rte_mbuf **slot = &q->sw_ring[at];
	uint16_t i;

	images_store(images, slot);
	if (likely(q->iova_linear)) {
		v_exchange(slot, fresh, pkts);
		v_post(&q->ring[at], fresh, q->iova_offset);
		return;
	}
	for (i = 0; i < V_GROUP; i++)
		igbx_rx_desc_post(q, &q->ring[at + i], fresh[i]);
	v_exchange(slot, fresh, pkts);
}

/* The first nb of a group: what there is for each goes through memory. */
static __rte_always_inline void
exchange_some(const struct igbx_rxq *q, const struct images *images, uint16_t at,
	struct rte_mbuf *const *fresh, struct rte_mbuf **pkts, uint16_t nb)
{
	const struct images copy = *images;
	uint16_t i;

	for (i = 0; i < nb; i++) {
		struct rte_mbuf *m = q->sw_ring[at + i];

		image_copy(&copy, i, m);
		pkts[i] = m;
		q->sw_ring[at + i] = fresh[i];
		igbx_rx_desc_post(q, &q->ring[at + i], fresh[i]);
	}
}

/* Takes groups as long as they are ordinary, at most max descriptors. Returns their number, and in
 * *nb_odd how many descriptors are done in a group that is not.
 */
static __rte_always_inline unsigned int
take_groups(struct igbx_rxq *q, struct rte_mempool_cache *cache, struct rte_mbuf **pkts,
	unsigned int max, unsigned int *nb_odd)
{
	const struct queue_consts c = consts_of(q);
	const uint32_t odd_all = igbx_rx_is_inside(q) ? UINT32_MAX : 0;
	const unsigned int nb_desc = q->nb_desc;
	unsigned int at = q->next, taken = 0;

	while (taken < max) {
		const struct group g = group_load(&q->ring[at]);
		uint32_t done = v_bits_any(g.status, v_set(IGBX_RXD_STAT_DD));
		unsigned int nb = RTE_MIN(
			(unsigned int)__builtin_ctz(~done), RTE_MIN(max - taken, nb_desc - at));
		vec lengths = v_sub16(g.lengths, c.crc_bytes);
		vec bytes = v_and(lengths, v_set(0xFFFF));
		uint32_t odd = odd_ones(&c, g.status, bytes) | odd_all;
		struct rte_mbuf *const *fresh;
		struct images images;

		if (nb == 0)
			break;
		fresh = (odd & ((1u << nb) - 1)) == 0 ? igbx_rx_cache_take(cache, nb) : NULL;
		if (unlikely(fresh == NULL)) {
			*nb_odd = nb;
			break;
		}
		images = images_of(&c, packet_types(&c, g.info), bytes, lengths, g.hash,
			packet_flags(&c, g.info, g.status));
		if (likely(nb == V_GROUP))
			exchange_all(q, &images, at, fresh, pkts + taken);
		else
			exchange_some(q, &images, at, fresh, pkts + taken, nb);
		taken += nb;
		at = at + nb == nb_desc ? 0 : at + nb;
	}
	q->next = at;
	q->nb_hold += taken;
	return taken;
}

/* No more is taken than what the device owned when the burst began, so that packets that are
 * discarded as fast as they come cannot keep it here.
 */
static __rte_always_inline uint16_t
burst(struct igbx_rxq *q, struct rte_mbuf **pkts, unsigned int nb_pkts, const bool scattered)
{
	struct rte_mempool_cache *cache = igbx_rx_cache_of(q->pool);
	unsigned int left = q->nb_desc - 1u - q->nb_hold;
	uint16_t nb_rx = 0;

	for (;;) {
		unsigned int max = RTE_MIN(nb_pkts - nb_rx, left), nb_odd = 0;
		unsigned int taken = take_groups(q, cache, pkts + nb_rx, max, &nb_odd);

		nb_rx += taken;
		left -= taken + nb_odd;
		if (likely(nb_odd == 0) || !igbx_rx_each(q, pkts, &nb_rx, nb_odd, scattered))
			break;
	}
	if (q->nb_hold >= q->hold_max)
		igbx_rx_tail_write(q);
	return nb_rx;
}

/* Fewer packets than this are received faster without vectors. */
#define FEW 3

static __rte_always_inline bool
are_few(const struct igbx_rxq *q, uint16_t nb_pkts)
{
	return nb_pkts < FEW || !igbx_rx_desc_done(&q->ring[q->next + FEW - 1]);
}

/* The functions of an instruction set. */
#define IGBX_RX_BURSTS(name)                                                                      \
	static __rte_noinline uint16_t single_##name(                                             \
		struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts)                     \
	{                                                                                         \
		return burst(q, pkts, nb_pkts, false);                                            \
	}                                                                                         \
                                                                                                  \
	static __rte_noinline uint16_t scattered_##name(                                          \
		struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts)                     \
	{                                                                                         \
		return burst(q, pkts, nb_pkts, true);                                             \
	}                                                                                         \
                                                                                                  \
	uint16_t igbx_rx_burst_##name(void *rxq, struct rte_mbuf **pkts, uint16_t nb)             \
	{                                                                                         \
		if (igbx_rx_is_empty(rxq))                                                        \
			return 0;                                                                 \
		return are_few(rxq, nb) ? igbx_rx_burst_scalar(rxq, pkts, nb)                     \
					: single_##name(rxq, pkts, nb);                           \
	}                                                                                         \
                                                                                                  \
	uint16_t igbx_rx_burst_##name##_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb) \
	{                                                                                         \
		if (igbx_rx_is_empty(rxq))                                                        \
			return 0;                                                                 \
		return are_few(rxq, nb) ? igbx_rx_burst_scalar_scattered(rxq, pkts, nb)           \
					: scattered_##name(rxq, pkts, nb);                        \
	}

#endif
