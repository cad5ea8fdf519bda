/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A transmit queue's memory, its reset, and the questions one may ask it.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include <rte_malloc.h>

#include "igbx_plat.h"
#include "igbx_rxtx.h"
#include "igbx_queue_count.h"
#include "igbx_tx_match.h"
#include "igbx_tx_ring.h"

static_assert(offsetof(struct igbx_txq, fast_free) < RTE_CACHE_LINE_MIN_SIZE,
	"what a burst of plain packets touches is one cache line");

static size_t
nb_mark_words(uint16_t nb_desc)
{
	return (nb_desc + IGBX_TX_MARKS_PER_WORD - 1u) / IGBX_TX_MARKS_PER_WORD;
}

struct igbx_txq *
igbx_txq_alloc(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc, unsigned int socket)
{
	size_t ring_bytes = (size_t)nb_desc * IGBX_DESC_BYTES;
	uint16_t port_id = dev->data->port_id;
	struct igbx_txq *q;

	q = rte_zmalloc_socket("igbx_txq", sizeof(*q), RTE_CACHE_LINE_SIZE, (int)socket);
	if (q == NULL)
		goto no_memory;
	q->sw_ring = rte_zmalloc_socket("igbx_tx_sw_ring", nb_desc * sizeof(q->sw_ring[0]),
		RTE_CACHE_LINE_SIZE, (int)socket);
	if (q->sw_ring == NULL)
		goto free_queue;
	q->marks = rte_zmalloc_socket("igbx_tx_marks", nb_mark_words(nb_desc) * sizeof(q->marks[0]),
		RTE_CACHE_LINE_SIZE, (int)socket);
	if (q->marks == NULL)
		goto free_sw_ring;
	/* The zeros for padding lie behind the ring, on a cache line of their own. */
	q->mz = rte_eth_dma_zone_reserve(dev, "igbx_tx", queue, ring_bytes + RTE_CACHE_LINE_SIZE,
		IGBX_RING_ALIGN_BYTES, (int)socket);
	if (q->mz == NULL)
		goto free_marks;
	memset(q->mz->addr, 0, ring_bytes + RTE_CACHE_LINE_SIZE);
	q->ring = q->mz->addr;
	q->ring_iova = q->mz->iova;
	q->pad_iova = q->mz->iova + ring_bytes;

	q->nb_desc = nb_desc;
	q->nb_free = nb_desc - 1;
	q->rs_thresh = 1;
	q->port_id = port_id;
	q->queue_id = queue;
	return q;

free_marks:
	rte_free(q->marks);
free_sw_ring:
	rte_free(q->sw_ring);
free_queue:
	rte_free(q);
no_memory:
	IGBX_ERR("port %u tx queue %u: no memory for %u descriptors on socket %d", port_id, queue,
		nb_desc, (int)socket);
	return NULL;
}

void
igbx_txq_free(struct igbx_txq *q)
{
	if (q == NULL)
		return;
	igbx_txq_reset(q);
	rte_memzone_free(q->mz);
	rte_free(q->marks);
	rte_free(q->sw_ring);
	rte_free(q);
}

void
igbx_txq_offloads_set(struct igbx_txq *q, uint64_t offloads)
{
	q->fast_free = (offloads & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE) != 0;
	q->offloads = offloads;
}

void
igbx_txq_reset(struct igbx_txq *q)
{
	uint16_t i;

	for (i = q->clean; i != q->tail; i = i + 1 == q->nb_desc ? 0 : i + 1) {
		uintptr_t entry = (uintptr_t)q->sw_ring[i] & ~IGBX_TX_ENTRY_FLAGS;

		if (entry != 0)
			rte_pktmbuf_free_seg((struct rte_mbuf *)entry);
	}
	memset(q->sw_ring, 0, q->nb_desc * sizeof(q->sw_ring[0]));
	for (i = 0; i < q->nb_desc; i++) {
		q->ring[i].qword[0] = 0;
		q->ring[i].qword[1] = rte_cpu_to_le_64((uint64_t)IGBX_TXD_STA_DD << 32);
	}
	igbx_txq_count_fold(q);
	q->clean = 0;
	q->nb_free = q->nb_desc - 1;
	memset(q->marks, 0, nb_mark_words(q->nb_desc) * sizeof(q->marks[0]));
	q->nb_since_rs = 0;
	q->nb_since_pool = 0;
	q->pool = NULL;
	q->match = 0;
	q->ctx = 0;
	memset(q->matches, 0, sizeof(q->matches));
	for (i = 0; i < IGBX_TX_NB_CTX; i++)
		igbx_tx_match_forget(&q->matches[i]);
	q->rs_thresh = RTE_MAX(q->rs_thresh, 1);
}

/* Whether the device has finished the descriptor that is n behind q->clean: the first mark at
 * or behind it tells, be it a middle segment's or a context's.
 */
static bool
used_desc_done(const struct igbx_txq *q, uint16_t n)
{
	uint32_t i = (uint32_t)q->clean + n;

	if (n >= igbx_tx_nb_used(q) - q->nb_since_rs)
		return false;
	return igbx_tx_desc_done(
		&q->ring[igbx_tx_mark_from(q, i < q->nb_desc ? i : i - q->nb_desc)]);
}

int
igbx_tx_descriptor_status(void *txq, uint16_t offset)
{
	const struct igbx_txq *q = txq;
	uint32_t i;
	uint16_t n;

	if (offset >= q->nb_desc)
		return -EINVAL;
	i = (uint32_t)q->tail + offset;
	n = igbx_tx_distance(q, q->clean, i < q->nb_desc ? i : i - q->nb_desc);
	if (n >= igbx_tx_nb_used(q))
		return RTE_ETH_TX_DESC_DONE;
	return used_desc_done(q, n) ? RTE_ETH_TX_DESC_DONE : RTE_ETH_TX_DESC_FULL;
}

/* Descriptors that wait for the device. Marks are finished in order. */
int
igbx_tx_queue_count(void *txq)
{
	const struct igbx_txq *q = txq;
	uint16_t nb = igbx_tx_nb_used(q), done = 0;

	while (done < nb) {
		uint32_t i = (uint32_t)q->clean + done;
		uint16_t mark = igbx_tx_mark_from(q, i < q->nb_desc ? i : i - q->nb_desc);

		if (!igbx_tx_desc_done(&q->ring[mark]))
			break;
		done = igbx_tx_distance(q, q->clean, mark) + 1;
	}
	return nb - done;
}
