/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive. A burst goes from run to run: count the descriptors that are done, take as
 * many mbufs from the pool, then turn each descriptor into a packet and back into a
 * posted buffer while its line is in the cache. What the pool cannot replace stays in
 * the ring, so that a shortage of mbufs delays packets and the device's own counters
 * tell when it comes to losses.
 */
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_byteorder.h>
#include <rte_prefetch.h>

#include "igbx_rxtx.h"
#include "igbx_paths.h"
#include "igbx_rx_chain.h"
#include "igbx_rx_ring.h"
#include "igbx_rx_tables.h"

#define RUN_MAX 32

/* qword 1 of the write-back: status below, then length and tag */
#define QW1_LENGTH(qw1) ((uint16_t)((qw1) >> 32))
#define QW1_TAG(qw1)	((uint16_t)((qw1) >> 48))

/* Done descriptors from q->next on, at most max, none behind the end of the ring. The rest of
 * their words may be read afterwards: the device writes a descriptor as a whole, DD included.
 */
static __rte_always_inline uint16_t
count_run(const struct igbx_rxq *q, uint16_t max)
{
	const union igbx_rx_desc *desc = &q->ring[q->next];
	uint16_t nb;

	for (nb = 0; nb < max; nb++)
		if (!igbx_rx_desc_done(&desc[nb]))
			break;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return nb;
}

/* The image of a packet in one buffer. Three stores cover all that differs between packets. */
static __rte_always_inline void
convert(const struct igbx_rxq *q, struct rte_mbuf *m, uint64_t qw0, uint64_t qw1)
{
	uint32_t info = (uint32_t)qw0;
	uint64_t flags = igbx_rx_flags(info, (uint32_t)qw1) & q->ol_mask;
	uint16_t bytes = QW1_LENGTH(qw1) - q->crc_bytes;

	if ((info & q->l4_types) == 0)
		flags &= ~IGBX_RX_L4_FLAGS;
	memcpy((uint8_t *)m + offsetof(struct rte_mbuf, data_off), &q->rearm, sizeof(q->rearm));
	m->ol_flags = flags | q->ol_base;
	m->packet_type = igbx_rx_ptype(info);
	m->pkt_len = bytes;
	m->data_len = bytes;
	m->vlan_tci = QW1_TAG(qw1);
	m->hash.rss = (uint32_t)(qw0 >> 32);
}

/* A whole and good packet that lies in one buffer and has more in it than a kept CRC. */
static __rte_always_inline bool
is_simple(const struct igbx_rxq *q, uint64_t qw1)
{
	uint16_t over_crc = QW1_LENGTH(qw1) - q->crc_bytes - 1;

	return (qw1 & (IGBX_RXD_STAT_EOP | IGBX_RXD_ERR_RXE)) == IGBX_RXD_STAT_EOP &&
	       over_crc < q->buf_bytes - q->crc_bytes && !q->skip;
}

/* Turns nb done descriptors into packets and posts the fresh mbufs in them. */
static __rte_always_inline uint16_t
take_run(struct igbx_rxq *q, struct rte_mbuf **pkts, struct rte_mbuf **fresh, uint16_t nb,
	const bool scattered)
{
	union igbx_rx_desc *desc = &q->ring[q->next];
	struct rte_mbuf **slot = &q->sw_ring[q->next];
	uint16_t nb_rx = 0, i;

	for (i = 0; i < nb; i++) {
		struct rte_mbuf *m = slot[i];
		uint64_t qw0 = rte_le_to_cpu_64(desc[i].qword[0]);
		uint64_t qw1 = rte_le_to_cpu_64(desc[i].qword[1]);

		/* Beyond this run it is the next one's: packets that come singly are met, too. */
		rte_prefetch0(slot[i + IGBX_RX_PREFETCH]);
		slot[i] = fresh[i];
		igbx_rx_desc_post(q, &desc[i], fresh[i]);
		convert(q, m, qw0, qw1);
		if (likely(is_simple(q, qw1)) && (!scattered || q->pkt_first == NULL)) {
			pkts[nb_rx++] = m;
			continue;
		}
		m = igbx_rx_chain(q, m, (uint32_t)qw1, QW1_LENGTH(qw1), scattered);
		if (m != NULL)
			pkts[nb_rx++] = m;
	}
	return nb_rx;
}

static __rte_always_inline void
advance(struct igbx_rxq *q, uint16_t nb)
{
	q->next += nb;
	if (q->next == q->nb_desc)
		q->next = 0;
	q->nb_hold += nb;
	if (q->nb_hold >= q->hold_max)
		igbx_rx_tail_write(q);
}

/* The template of all receive functions. No more is taken than what the device owned when the
 * burst began, so that packets that are discarded as fast as they come cannot keep it here.
 */
static __rte_always_inline uint16_t
burst(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t nb_pkts, const bool scattered)
{
	struct rte_mbuf *fresh[RUN_MAX];
	uint16_t left = q->nb_desc - 1 - q->nb_hold;
	uint16_t nb_rx = 0;

	while (nb_rx < nb_pkts && left > 0) {
		uint16_t max = RTE_MIN(RTE_MIN((uint16_t)(nb_pkts - nb_rx), left),
			RTE_MIN((uint16_t)(q->nb_desc - q->next), (uint16_t)RUN_MAX));
		uint16_t nb = count_run(q, max);
		uint16_t nb_fresh;

		if (nb == 0)
			break;
		nb_fresh = igbx_rx_mbufs_get(q->pool, fresh, nb);
		nb_rx += take_run(q, pkts + nb_rx, fresh, nb_fresh, scattered);
		advance(q, nb_fresh);
		if (unlikely(nb_fresh < nb)) {
			/* The device gets all there is while the pool is dry. */
			q->dev_data->rx_mbuf_alloc_failed++;
			igbx_rx_tail_write(q);
			break;
		}
		left -= nb;
	}
	return nb_rx;
}

uint16_t
igbx_rx_burst_scalar(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return burst(rxq, pkts, nb_pkts, false);
}

uint16_t
igbx_rx_burst_scalar_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return burst(rxq, pkts, nb_pkts, true);
}
