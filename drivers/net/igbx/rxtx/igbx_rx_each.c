/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive, the way for everything: packets in several buffers, packets to discard, mbufs that must
 * come from the pool and not from its cache. What the pool cannot replace stays in the ring, so
 * that a shortage of mbufs delays packets and the device's own counters tell when it comes to
 * losses.
 */
#include "igbx_queue_count.h"
#include "igbx_rx_one.h"
#include "igbx_rx_chain.h"
#include "igbx_rx_ring.h"

#define RUN_MAX 8

/* As if it were a packet in one buffer; false when it is not one. */
static __rte_always_inline bool
convert(const struct igbx_rxq *q, const struct group *g, struct rte_mbuf *m)
{
	/* What is shorter than a CRC must not borrow from the tag. */
	vec bytes = (uint16_t)(g->lengths - q->crc_bytes);
	vec lengths = (g->lengths & 0xFFFF0000) | bytes;
	struct images image = images_of(q, packet_types(q, g->info), bytes, lengths, g->hash,
		packet_flags(q, g->info, g->status));

	image_store(&image, 0, m);
	return nb_simple(q, g->status, bytes) == 1;
}

/* The rest of their words may be read afterwards: a descriptor is written as a whole. */
static uint16_t
nb_done(const struct igbx_rxq *q, uint16_t max)
{
	uint16_t nb;

	for (nb = 0; nb < max; nb++)
		if (!igbx_rx_desc_done(&q->ring[q->next + nb]))
			break;
	return nb;
}

uint16_t
igbx_rx_each(struct igbx_rxq *q, struct rte_mbuf **pkts, uint16_t max, bool scattered, bool *dry)
{
	struct rte_mbuf *fresh[RUN_MAX];
	uint16_t nb = nb_done(q, RTE_MIN(max, RTE_MIN(q->nb_desc - q->next, RUN_MAX)));
	bool enough = rte_mbuf_raw_alloc_bulk(q->pool, fresh, nb) == 0;
	uint16_t nb_rx = 0, i;

	for (i = 0; i < nb; i++) {
		uint16_t at = q->next + i;
		const struct raw raw = raw_load(&q->ring[at]);
		const struct group g = words_of(&raw);
		struct rte_mbuf *m = q->sw_ring[at];

		/* One by one, so that those of discarded packets are used again at once. */
		if (!enough && rte_mbuf_raw_alloc_bulk(q->pool, &fresh[i], 1) != 0)
			break;
		q->sw_ring[at] = fresh[i];
		igbx_rx_desc_post(q, &q->ring[at], fresh[i]);
		if (!convert(q, &g, m) || igbx_rx_is_inside(q))
			m = igbx_rx_chain(q, m, g.info, g.status, (uint16_t)g.lengths, scattered);
		if (m != NULL)
			pkts[nb_rx++] = m;
	}
	igbx_not_pkts_add(&q->nb_not_pkts, i - nb_rx);
	igbx_rx_advance(q, i);
	q->dev_data->rx_mbuf_alloc_failed += i < nb;
	*dry = i < nb;
	return nb_rx;
}
