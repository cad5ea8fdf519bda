/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive without vectors: groups of one.
 */
#include "igbx_rx_one.h"
#include "igbx_paths.h"

static __rte_always_inline const consts *
consts_of(const struct igbx_rxq *q, consts *room)
{
	RTE_SET_USED(room);
	return q;
}

#include "igbx_rx_burst.h"

/* A packet by itself is what a core sees most that polls a link of 1 Gb/s. What is out of the
 * ordinary takes the way of many, and so does what lies behind the end of the ring.
 */
static __rte_always_inline uint16_t
one(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts, struct rte_mempool_cache *cache,
	unsigned int taken, igbx_rx_taker_t others, igbx_rx_taker_t behind)
{
	if (taken == 0)
		return others(q, pkts, nb_pkts, cache);
	if (unlikely(q->next == 0) && nb_pkts > 1)
		return 1 + behind(q, pkts + 1, nb_pkts - 1, cache);
	if (q->nb_hold >= q->hold_max)
		igbx_rx_tail_write(q);
	return 1;
}

static __rte_noinline uint16_t
one_unlike(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	struct rte_mempool_cache *cache)
{
	return one(q, pkts, nb_pkts, cache, take_unlike(q, cache, pkts, 1), many, many);
}

static __rte_noinline uint16_t
one_unlike_scattered(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	struct rte_mempool_cache *cache)
{
	return one(q, pkts, nb_pkts, cache, take_unlike(q, cache, pkts, 1), many_scattered,
		many_scattered);
}

static __rte_always_inline unsigned int
take_like(struct igbx_rxq *q, struct rte_mempool_cache *cache, struct rte_mbuf **pkts)
{
	return likely(q->apart == 0) ? take_groups(q, cache, pkts, 1, true) : 0;
}

__rte_noinline uint16_t
igbx_rx_one(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	struct rte_mempool_cache *cache)
{
	return one(q, pkts, nb_pkts, cache, take_like(q, cache, pkts), one_unlike, many);
}

__rte_noinline uint16_t
igbx_rx_one_scattered(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	struct rte_mempool_cache *cache)
{
	return one(q, pkts, nb_pkts, cache, take_like(q, cache, pkts), one_unlike_scattered,
		many_scattered);
}

uint16_t
igbx_rx_burst_scalar(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, false);
}

uint16_t
igbx_rx_burst_scalar_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, true);
}
