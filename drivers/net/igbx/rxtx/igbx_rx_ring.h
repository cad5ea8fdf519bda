/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Steps on a receive queue that all receive paths share.
 */
#ifndef IGBX_RX_RING_H
#define IGBX_RX_RING_H

#include <rte_branch_prediction.h>
#include <rte_byteorder.h>

#include "igbx_rxtx.h"

static inline bool
igbx_rx_desc_done(const union igbx_rx_desc *desc)
{
	uint32_t status = __atomic_load_n(&desc->dword[2], __ATOMIC_RELAXED);

	return (status & rte_cpu_to_le_32(IGBX_RXD_STAT_DD)) != 0;
}

/* The address that the device is to write to. Where the pool allows it the mbuf, which is not in
 * the cache, need not be touched.
 */
static inline uint64_t
igbx_rx_mbuf_iova(const struct igbx_rxq *q, const struct rte_mbuf *m)
{
	return q->iova_linear ? (uintptr_t)m + q->iova_offset : rte_mbuf_data_iova_default(m);
}

static inline void
igbx_rx_desc_post(const struct igbx_rxq *q, union igbx_rx_desc *desc, const struct rte_mbuf *m)
{
	desc->qword[0] = rte_cpu_to_le_64(igbx_rx_mbuf_iova(q, m));
	desc->qword[1] = 0; /* takes DD away too */
}

/* Everything up to the descriptor before q->next is the device's. */
static inline void
igbx_rx_tail_write(struct igbx_rxq *q)
{
	if (q->nb_hold == 0)
		return;
	igbx_doorbell(q->tail_reg, (q->next == 0 ? q->nb_desc : q->next) - 1);
	/* Behind q->next: igbx_queue_count.c. */
	q->nb_told += q->nb_hold;
	q->nb_hold = 0;
}

/* Whether the bus address of an mbuf's data (behind the headroom) is its own address and *offset,
 * for all mbufs: with IOVA as VA, and for a pool that is one piece of physical memory.
 */
bool igbx_rx_pool_is_linear(struct rte_mempool *pool, uint64_t *offset);
/* Flags that the pool's mbufs always carry. */
uint64_t igbx_rx_pool_flags(struct rte_mempool *pool);

/* nb mbufs, or as many as the pool has. */
uint16_t igbx_rx_mbufs_get(struct rte_mempool *pool, struct rte_mbuf **mbufs, uint16_t nb);

/* This lcore's cache of the pool; NULL where there is none or mbufs must not be taken out of it by
 * hand. To ask costs more than to receive a packet: once per burst.
 */
static __rte_always_inline struct rte_mempool_cache *
igbx_rx_cache_of(struct rte_mempool *pool)
{
	return IGBX_COMPAT_MEMPOOL_IS_PLAIN ? rte_mempool_default_cache(pool, rte_lcore_id())
					    : NULL;
}

/* nb mbufs from where they lie in the cache, NULL when it has fewer. They are to be posted before
 * the pool is used again. The cache's array is longer than it is ever filled, so that a whole
 * group may be read of it.
 */
static __rte_always_inline struct rte_mbuf *const *
igbx_rx_cache_take(struct rte_mempool_cache *cache, unsigned int nb)
{
	if (unlikely(cache == NULL || cache->len < nb))
		return NULL;
	cache->len -= nb;
	return (struct rte_mbuf *const *)&cache->objs[cache->len];
}

/* Offloads were changed. What packets mean now is read after this. */
static inline void
igbx_rx_forget(struct igbx_rxq *q)
{
	q->like.status = 0;
	q->forget = false;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/* Descriptors that say info and status are good packets, and mean what m, of which one of them has
 * become, says.
 */
static __rte_always_inline void
igbx_rx_remember(struct igbx_rxq *q, uint32_t info, uint32_t status, const struct rte_mbuf *m)
{
	q->like.info = info;
	q->like.status = status;
	q->like.head[1] = m->ol_flags;
	q->like.fields[0] = m->packet_type;
}

/* nb descriptors, none behind the end of the ring, were taken and posted again. */
static __rte_always_inline void
igbx_rx_advance(struct igbx_rxq *q, unsigned int nb)
{
	unsigned int next = q->next + nb;

	q->next = next == q->nb_desc ? 0 : next;
	q->nb_hold += nb;
}

/* Takes some of the next max descriptors, those that are done, whatever they hold; returns the
 * packets that come of them. *dry: the pool has no mbufs for all.
 */
uint16_t igbx_rx_each(
	struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t max, bool scattered, bool *dry);

/* ---- parts of paths that others use, too: for queues whose next descriptor is done ---- */
typedef uint16_t (*igbx_rx_taker_t)(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	struct rte_mempool_cache *cache);

uint16_t igbx_rx_one(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	struct rte_mempool_cache *cache);
uint16_t igbx_rx_one_scattered(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	struct rte_mempool_cache *cache);

#endif
