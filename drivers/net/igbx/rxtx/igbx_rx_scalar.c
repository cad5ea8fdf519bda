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

static __rte_always_inline void
images_store(const struct images *image, struct rte_mbuf *const *mbufs)
{
	image_copy(image, 0, mbufs[0]);
}

static __rte_always_inline void
v_exchange(struct rte_mbuf **slot, struct rte_mbuf *const *fresh, struct rte_mbuf **pkts)
{
	pkts[0] = slot[0];
	slot[0] = fresh[0];
}

static __rte_always_inline void
v_post(union igbx_rx_desc *desc, struct rte_mbuf *const *fresh, uint64_t offset)
{
	desc->qword[0] = rte_cpu_to_le_64((uintptr_t)fresh[0] + offset);
	desc->qword[1] = 0;
}

#include "igbx_rx_burst.h"

static __rte_noinline uint16_t
many(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return burst(q, pkts, nb_pkts, false);
}

static __rte_noinline uint16_t
many_scattered(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return burst(q, pkts, nb_pkts, true);
}

/* A single packet is what a core sees most that polls a link of 1 Gb/s: no loop, and nothing is
 * saved for one. What is not ordinary takes the way of many, of which false tells.
 */
static __rte_always_inline bool
take_one(struct igbx_rxq *q, struct rte_mbuf **pkts)
{
	struct rte_mempool_cache *cache = igbx_rx_cache_of(q->pool);
	const struct group g = group_load(&q->ring[q->next]);
	vec lengths = v_sub(g.lengths, q->crc_bytes);
	vec bytes = lengths & 0xFFFF;
	struct rte_mbuf *const *fresh;
	struct images image;

	if (unlikely(nb_simple(q, g.status, bytes) == 0 || igbx_rx_is_inside(q)))
		return false;
	fresh = igbx_rx_cache_take(cache, 1);
	if (unlikely(fresh == NULL))
		return false;
	image = images_of(q, packet_types(q, g.info), bytes, lengths, g.hash,
		packet_flags(q, g.info, g.status));
	exchange_all(q, &image, q->next, fresh, pkts);
	igbx_rx_advance(q, 1);
	if (q->nb_hold >= q->hold_max)
		igbx_rx_tail_write(q);
	return true;
}

static __rte_always_inline bool
is_one(const struct igbx_rxq *q, uint16_t nb_pkts)
{
	return nb_pkts == 1 || (nb_pkts > 1 && !is_done(q, 2));
}

__rte_noinline uint16_t
igbx_rx_few(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	if (is_one(q, nb_pkts) && take_one(q, pkts))
		return 1;
	return many(q, pkts, nb_pkts);
}

__rte_noinline uint16_t
igbx_rx_few_scattered(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	if (is_one(q, nb_pkts) && take_one(q, pkts))
		return 1;
	return many_scattered(q, pkts, nb_pkts);
}

uint16_t
igbx_rx_burst_scalar(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return is_done(rxq, 1) ? igbx_rx_few(rxq, pkts, nb_pkts) : 0;
}

uint16_t
igbx_rx_burst_scalar_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return is_done(rxq, 1) ? igbx_rx_few_scattered(rxq, pkts, nb_pkts) : 0;
}
