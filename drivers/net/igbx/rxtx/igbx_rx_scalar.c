/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive without vectors. A burst goes from run to run: count the descriptors that are done, take
 * as many mbufs from the pool, then turn each descriptor into a packet and back into a
 * posted buffer while its line is in the cache. What the pool cannot replace stays in
 * the ring, so that a shortage of mbufs delays packets and the device's own counters
 * tell when it comes to losses.
 */
#include <string.h>

#include <rte_byteorder.h>
#include <rte_prefetch.h>

#include "igbx_rxtx.h"
#include "igbx_paths.h"
#include "igbx_rx_chain.h"
#include "igbx_rx_ring.h"
#include "igbx_rx_tables.h"

/* A vector of one. */
typedef uint32_t vec;
typedef uint64_t vec64;
typedef const struct igbx_rx_table *v_table;

#define v_set(value)		    ((uint32_t)(value))
#define v_set64(value)		    ((uint64_t)(value))
#define v_and(a, b)		    ((a) & (b))
#define v_or(a, b)		    ((a) | (b))
#define v_xor(a, b)		    ((a) ^ (b))
#define v_sub(a, b)		    ((a) - (b))
#define v_srl(a, n)		    ((a) >> (n))
#define v_sll(a, n)		    ((a) << (n))
#define v_where(a, bits, then, els) (((a) & (bits)) != 0 ? (then) : (els))
#define v_if(a, bits, then)	    (((a) & (bits)) != 0 ? (then) : 0)
#define v_bits_any(a, bits)	    (((a) & (bits)) != 0 ? 1u : 0u)
#define v_bits_ge(a, b)		    ((a) >= (b) ? 1u : 0u)
#define v_table_of(table, bytes)    (table)
#define v_lookup(table, bytes, i)   ((*(table))->dword[(i)&15])

#include "igbx_rx_meaning.h"

/* Done descriptors from q->next on, at most max, none behind the end of the ring. The rest of
 * their words may be read afterwards: the device writes a descriptor as a whole, DD included.
 */
static __rte_always_inline unsigned int
count_run(const struct igbx_rxq *q, unsigned int max)
{
	const union igbx_rx_desc *desc = &q->ring[q->next];
	unsigned int nb;

	for (nb = 0; nb < max; nb++)
		if (!igbx_rx_desc_done(&desc[nb]))
			break;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return nb;
}

/* The image of a packet in one buffer; false when it is not one. */
static __rte_always_inline bool
convert(const struct queue_consts *c, struct rte_mbuf *m, uint64_t qw0, uint64_t qw1)
{
	uint32_t info = (uint32_t)qw0, status = (uint32_t)qw1;
	uint16_t bytes = (uint16_t)(qw1 >> 32) - c->crc_bytes;
	uint64_t flags = packet_flags(c, info, status);

	memcpy((uint8_t *)m + offsetof(struct rte_mbuf, data_off), &c->rearm, sizeof(c->rearm));
	m->ol_flags = flags | (uint64_t)c->ol_high << 32;
	m->packet_type = packet_types(c, info);
	m->pkt_len = bytes;
	m->data_len = bytes;
	m->vlan_tci = (uint16_t)(qw1 >> 48);
	m->hash.rss = (uint32_t)(qw0 >> 32);
	return odd_ones(c, status, bytes) == 0;
}

/* Turns nb done descriptors into packets and posts the fresh mbufs in them. */
static __rte_always_inline uint16_t
take_run(struct igbx_rxq *q, struct rte_mbuf **pkts, unsigned int nb, struct rte_mbuf *const *fresh,
	struct rte_mbuf **spare, const bool scattered)
{
	const struct queue_consts c = consts_of(q);
	union igbx_rx_desc *desc = &q->ring[q->next];
	struct rte_mbuf **slot = &q->sw_ring[q->next];
	bool inside = igbx_rx_is_inside(q);
	unsigned int nb_rx = 0, i;

	for (i = 0; i < nb; i++) {
		struct rte_mbuf *m = slot[i];
		uint64_t qw0 = rte_le_to_cpu_64(desc[i].qword[0]);
		uint64_t qw1 = rte_le_to_cpu_64(desc[i].qword[1]);

		/* Beyond this run it is the next one's: packets that come singly are met, too. */
		rte_prefetch0(slot[i + IGBX_RX_GROUP_MAX / 2]);
		slot[i] = fresh[i];
		igbx_rx_desc_post(q, &desc[i], fresh[i]);
		if (likely(convert(&c, m, qw0, qw1) && !inside)) {
			pkts[nb_rx++] = m;
			continue;
		}
		/* What is freed now may come to lie over the fresh ones in the cache. */
		if (fresh != spare)
			memcpy(&spare[i], &fresh[i], (nb - i) * sizeof(fresh[0]));
		fresh = spare;
		m = igbx_rx_chain(
			q, m, (uint32_t)qw0, (uint32_t)qw1, (uint16_t)(qw1 >> 32), scattered);
		if (m != NULL)
			pkts[nb_rx++] = m;
		inside = igbx_rx_is_inside(q);
	}
	return nb_rx;
}

static __rte_always_inline bool
take_each(struct igbx_rxq *q, struct rte_mempool_cache *cache, struct rte_mbuf **pkts,
	uint16_t *nb_rx, unsigned int nb, const bool scattered)
{
	struct rte_mbuf *spare[IGBX_RX_EACH_MAX];
	struct rte_mbuf *const *fresh = igbx_rx_cache_take(cache, nb);
	unsigned int nb_fresh = nb;

	if (fresh == NULL) {
		nb_fresh = igbx_rx_mbufs_get(q->pool, spare, nb);
		fresh = spare;
	}
	*nb_rx += take_run(q, pkts + *nb_rx, nb_fresh, fresh, spare, scattered);
	q->next += nb_fresh;
	if (q->next == q->nb_desc)
		q->next = 0;
	q->nb_hold += nb_fresh;
	if (likely(nb_fresh == nb))
		return true;
	/* The device gets all there is while the pool is dry. */
	q->dev_data->rx_mbuf_alloc_failed++;
	igbx_rx_tail_write(q);
	return false;
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

	while (nb_rx < nb_pkts && left > 0) {
		unsigned int max = RTE_MIN(RTE_MIN(nb_pkts - nb_rx, left),
			RTE_MIN(q->nb_desc - (unsigned int)q->next, IGBX_RX_EACH_MAX));
		unsigned int nb = count_run(q, max);

		if (nb == 0 || !take_each(q, cache, pkts, &nb_rx, nb, scattered))
			break;
		left -= nb;
	}
	if (q->nb_hold >= q->hold_max)
		igbx_rx_tail_write(q);
	return nb_rx;
}

static __rte_noinline uint16_t
burst_single(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return burst(q, pkts, nb_pkts, false);
}

static __rte_noinline uint16_t
burst_scattered(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return burst(q, pkts, nb_pkts, true);
}

uint16_t
igbx_rx_burst_scalar(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return igbx_rx_is_empty(rxq) ? 0 : burst_single(rxq, pkts, nb_pkts);
}

uint16_t
igbx_rx_burst_scalar_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return igbx_rx_is_empty(rxq) ? 0 : burst_scattered(rxq, pkts, nb_pkts);
}

bool
igbx_rx_each(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t *nb_rx, unsigned int nb,
	bool scattered)
{
	return take_each(q, igbx_rx_cache_of(q->pool), pkts, nb_rx, nb, scattered);
}
