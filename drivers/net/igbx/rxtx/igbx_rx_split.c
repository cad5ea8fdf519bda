/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive into two buffers for each descriptor. A packet takes the buffers that the device wrote
 * into, and no others: one that was not split, or has nothing behind its headers, is a single mbuf,
 * and the other buffer stays where it is.
 */
#include <errno.h>
#include <string.h>

#include <rte_malloc.h>

#include "igbx_plat.h"
#include "igbx_queue_count.h"
#include "igbx_rx_chain.h"
#include "igbx_rx_one.h"
#include "igbx_rx_ring.h"
#include "igbx_rx_split.h"

#define RUN_MAX 16

/* ---- life ---- */

static uint64_t
rearm_with(uint64_t rearm, uint16_t data_off)
{
	uint16_t at[sizeof(rearm) / sizeof(uint16_t)];

	memcpy(at, &rearm, sizeof(at));
	at[0] = data_off;
	memcpy(&rearm, at, sizeof(at));
	return rearm;
}

int
igbx_rxq_split(struct igbx_rxq *q, const struct igbx_rx_split *conf, unsigned int socket)
{
	struct igbx_rx_split *split;

	split = rte_zmalloc_socket("igbx_rx_split", sizeof(*split), 0, (int)socket);
	if (split == NULL)
		goto no_memory;
	*split = *conf;
	split->sw_ring = rte_zmalloc_socket("igbx_rx_hdr_ring",
		q->nb_desc * sizeof(split->sw_ring[0]), RTE_CACHE_LINE_SIZE, (int)socket);
	if (split->sw_ring == NULL) {
		rte_free(split);
		goto no_memory;
	}
	split->rearm = rearm_with(q->like.head[0], split->hdr_off);
	split->ol_base = igbx_rx_pool_flags(split->pool);
	split->iova_linear = igbx_rx_pool_is_linear(split->pool, &split->iova_offset);
	q->like.head[0] = rearm_with(q->like.head[0], split->data_off);
	q->split = split;
	return 0;

no_memory:
	IGBX_ERR("port %u rx queue %u: no memory for %u header buffers on socket %d", q->port_id,
		q->queue_id, q->nb_desc, (int)socket);
	return -ENOMEM;
}

static uint64_t
iova_at(bool linear, uint64_t offset, const struct rte_mbuf *m, uint16_t data_off)
{
	uint64_t iova = linear ? (uintptr_t)m + offset : rte_mbuf_data_iova_default(m);

	return iova + data_off - RTE_PKTMBUF_HEADROOM;
}

/* The header's address lies over DD and is even. */
static void
post(const struct igbx_rxq *q, uint16_t at)
{
	const struct igbx_rx_split *s = q->split;
	union igbx_rx_desc *desc = &q->ring[at];

	desc->qword[0] = rte_cpu_to_le_64(
		iova_at(q->iova_linear, q->iova_offset, q->sw_ring[at], s->data_off));
	desc->qword[1] = rte_cpu_to_le_64(
		iova_at(s->iova_linear, s->iova_offset, s->sw_ring[at], s->hdr_off));
}

int
igbx_rx_split_fill(struct igbx_rxq *q)
{
	struct igbx_rx_split *s = q->split;
	uint16_t nb = igbx_rx_mbufs_get(s->pool, s->sw_ring, q->nb_desc), i;

	if (nb < q->nb_desc) {
		rte_mbuf_raw_free_bulk(s->pool, s->sw_ring, nb);
		memset(s->sw_ring, 0, nb * sizeof(s->sw_ring[0]));
		IGBX_ERR("port %u rx queue %u: %u descriptors need as many mbufs, pool %s has %u",
			q->port_id, q->queue_id, q->nb_desc, s->pool->name, nb);
		return -ENOMEM;
	}
	for (i = 0; i < q->nb_desc; i++)
		post(q, i);
	return 0;
}

void
igbx_rx_split_drain(struct igbx_rxq *q)
{
	struct igbx_rx_split *s = q->split;
	uint16_t i;

	for (i = 0; i < q->nb_desc; i++)
		if (s->sw_ring[i] != NULL)
			rte_mbuf_raw_free_bulk(s->pool, &s->sw_ring[i], 1);
	memset(s->sw_ring, 0, q->nb_desc * sizeof(s->sw_ring[0]));
}

void
igbx_rx_split_free(struct igbx_rxq *q)
{
	rte_free(q->split->sw_ring);
	rte_free(q->split);
	q->split = NULL;
}

/* ---- meaning ---- */

/* HDR_LEN is what the device parsed, also when that did not fit: then the header buffer is full or
 * unused, as the mode has it.
 */
uint16_t
igbx_rx_split_header(const struct igbx_rx_split *split, uint32_t info, uint32_t status)
{
	uint16_t parsed = (info & IGBX_RXD_HDRLEN_MASK) >> IGBX_RXD_HDRLEN_SHIFT;

	if ((info & IGBX_RXD_SPH) == 0 && !split->always)
		return 0;
	if (parsed > split->hdr_bytes || (status & IGBX_RXD_ERR_HBO) != 0)
		return split->always ? split->hdr_bytes : 0;
	return parsed;
}

/* What the descriptor says, in an mbuf of either kind. */
static void
convert(const struct igbx_rxq *q, const struct group *g, struct rte_mbuf *m, uint64_t rearm,
	uint64_t ol_base, uint16_t length)
{
	vec lengths = (g->lengths & 0xFFFF0000) | length;
	struct images image = images_of(q, packet_types(q, g->info), length, lengths, g->hash,
		packet_flags(q, g->info, g->status));

	image.head[0] = rearm;
	image.head[1] = ol_base | (uint32_t)image.head[1];
	image_store(&image, 0, m);
}

/* ---- burst ---- */

/* Mbufs that replace those of a run; what is not used of them goes back. */
struct fresh {
	struct rte_mbuf *mbufs[RUN_MAX];
	struct rte_mempool *pool;
	unsigned int left;
};

static void
fresh_get(struct fresh *f, struct rte_mempool *pool, unsigned int nb)
{
	f->pool = pool;
	f->left = igbx_rx_mbufs_get(pool, f->mbufs, nb);
}

/* A function of its own: gcc takes the copy of any number of mbufs for one beyond the array. */
static __rte_noinline void
fresh_put(struct fresh *f)
{
	while (f->left > 0)
		rte_mbuf_raw_free_bulk(f->pool, &f->mbufs[--f->left], 1);
}

/* A packet that the chain has gathered carries the flags of its last mbuf; those of the pool are
 * its first one's.
 */
static struct rte_mbuf *
whole(const struct igbx_rxq *q, struct rte_mbuf *m)
{
	if (m != NULL)
		m->ol_flags = (uint32_t)m->ol_flags |
			      (m->pool == q->split->pool ? q->split->ol_base : q->ol_base);
	return m;
}

/* The buffers of descriptor at that were written into, on to the packet: NULL when it is not
 * complete. Those are taken out of the ring; the caller has others for their places.
 */
static struct rte_mbuf *
take(struct igbx_rxq *q, uint16_t at, const struct group *g, uint16_t in_header, uint16_t length)
{
	const struct igbx_rx_split *s = q->split;
	uint32_t not_last = g->status & ~(IGBX_RXD_STAT_EOP | IGBX_RXD_ERR_RXE);
	struct rte_mbuf *m;

	if (in_header > 0) {
		m = s->sw_ring[at];
		convert(q, g, m, s->rearm, s->ol_base, in_header);
		m = igbx_rx_chain_add(q, m, g->info, length > 0 ? not_last : g->status, in_header);
		if (length == 0)
			return whole(q, m);
	}
	m = q->sw_ring[at];
	convert(q, g, m, q->like.head[0], q->ol_base, length);
	return whole(q, igbx_rx_chain(q, m, g->info, g->status, length, true));
}

static unsigned int
nb_done(const struct igbx_rxq *q, unsigned int max)
{
	unsigned int owned = q->nb_desc - 1u - q->nb_hold, to_end = q->nb_desc - q->next, nb = 0;

	max = RTE_MIN(RTE_MIN(max, owned), RTE_MIN(to_end, (unsigned int)RUN_MAX));
	while (nb < max && igbx_rx_desc_done(&q->ring[q->next + nb]))
		nb++;
	return nb;
}

/* The next nb descriptors, until a pool is empty; the packets that come of them. */
static uint16_t
take_run(struct igbx_rxq *q, struct rte_mbuf **pkts, unsigned int nb, bool *dry)
{
	struct igbx_rx_split *s = q->split;
	struct fresh hdrs, rest;
	uint16_t nb_rx = 0;
	unsigned int i;

	fresh_get(&hdrs, s->pool, nb);
	fresh_get(&rest, q->pool, nb);
	for (i = 0; i < nb; i++) {
		uint16_t at = q->next + i;
		const struct raw raw = raw_load(&q->ring[at]);
		const struct group g = words_of(&raw);
		uint16_t length = (uint16_t)g.lengths;
		/* Only the first descriptor of a packet uses its header buffer. */
		uint16_t in_header = q->skip || q->pkt_first != NULL
					     ? 0
					     : igbx_rx_split_header(s, g.info, g.status);
		bool takes_rest = in_header == 0 || length > 0;
		struct rte_mbuf *m;

		if ((in_header > 0 && hdrs.left == 0) || (takes_rest && rest.left == 0))
			break;
		m = take(q, at, &g, in_header, length);
		if (in_header > 0)
			s->sw_ring[at] = hdrs.mbufs[--hdrs.left];
		if (takes_rest)
			q->sw_ring[at] = rest.mbufs[--rest.left];
		post(q, at);
		if (m != NULL)
			pkts[nb_rx++] = m;
	}
	fresh_put(&hdrs);
	fresh_put(&rest);
	igbx_not_pkts_add(&q->nb_not_pkts, i - nb_rx);
	igbx_rx_advance(q, i);
	q->dev_data->rx_mbuf_alloc_failed += i < nb;
	*dry = i < nb;
	return nb_rx;
}

uint16_t
igbx_rx_burst_split(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	struct igbx_rxq *q = rxq;
	uint16_t nb_rx = 0;
	unsigned int nb;
	bool dry = false;

	while (!dry && (nb = nb_done(q, nb_pkts - nb_rx)) > 0)
		nb_rx += take_run(q, &pkts[nb_rx], nb, &dry);
	/* The device gets all there is while a pool is dry. */
	if (q->nb_hold >= q->hold_max || dry)
		igbx_rx_tail_write(q);
	return nb_rx;
}
