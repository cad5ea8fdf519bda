/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * rte_eth_recycle_mbufs(). A transmit queue hands mbufs that were sent to any driver's receive
 * queue that has room for them. A receive queue of this driver never lacks a buffer, since a burst
 * posts one for each that it takes: what is handed to it waits in the lcore's cache of its pool,
 * where the next burst takes its buffers from.
 */
#include <string.h>

#include <rte_branch_prediction.h>

#include "igbx_rxtx.h"
#include "igbx_tx_ring.h"

void
igbx_recycle_rxq_info_get(
	struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_recycle_rxq_info *info)
{
	struct igbx_rxq *q = dev->data->rx_queues[queue];

	/* All but one entry are always free between calls. */
	q->recycle_head = 0;
	q->recycle_tail = IGBX_RX_RECYCLE_MAX - 1;
	info->mbuf_ring = q->recycled;
	info->mp = q->pool;
	info->refill_head = &q->recycle_head;
	info->receive_tail = &q->recycle_tail;
	info->mbuf_ring_size = IGBX_RX_RECYCLE_MAX;
	info->refill_requirement = 0;
}

void
igbx_recycle_rx_descriptors_refill(void *rxq, uint16_t nb)
{
	struct igbx_rxq *q = rxq;

	rte_mbuf_raw_free_bulk(q->pool, q->recycled, nb);
}

/* How many mbufs the receive queue takes in one piece. */
static uint16_t
room(const struct rte_eth_recycle_rxq_info *info)
{
	uint16_t head = *info->refill_head, tail = *info->receive_tail;
	uint16_t empty = tail >= head ? tail - head : tail + info->mbuf_ring_size - head;

	return RTE_MIN(empty, (uint16_t)(info->mbuf_ring_size - head));
}

/* A receive queue that wants a certain number gets just that, or nothing. */
uint16_t
igbx_recycle_tx_mbufs_reuse(void *txq, struct rte_eth_recycle_rxq_info *info)
{
	struct igbx_txq *q = txq;
	struct rte_mbuf **slot = &q->sw_ring[q->clean];
	uint16_t max = room(info), nb;

	if (info->refill_requirement != 0) {
		if (max < info->refill_requirement)
			return 0;
		max = info->refill_requirement;
	}
	nb = igbx_tx_step(q, RTE_MIN(max, igbx_tx_nb_done(q)));
	if (nb == 0 || nb < info->refill_requirement)
		return 0;
	if (unlikely(q->pool != info->mp || igbx_tx_entries_flags(slot, nb) != 0))
		return 0;
	memcpy(&info->mbuf_ring[*info->refill_head], slot, nb * sizeof(slot[0]));
	igbx_tx_advance(q, nb);
	return nb;
}
