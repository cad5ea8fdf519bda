/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive queues: setup, release, and what they were set up with.
 */
#include <errno.h>

#include "igbx_ethdev.h"
#include "igbx_mp.h"
#include "igbx_rx_split.h"

/* Longest buffer that is told to the device: the longest frame fits, and a segment's length
 * stays far from what mbuf->data_len holds.
 */
#define RX_BUF_MAX_BYTES (16 * 1024)

bool
igbx_rxq_drops(const struct rte_eth_dev *dev, const struct igbx_rxq *q)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);

	if (q->drop_en || ad->args.rx_drop == IGBX_RX_DROP_ON)
		return true;
	/* One queue that nobody polls would hold up all others. */
	return ad->args.rx_drop == IGBX_RX_DROP_AUTO && dev->data->nb_rx_queues > 1;
}

uint32_t
igbx_rx_buf_bytes_min(const struct rte_eth_dev *dev)
{
	const struct igbx_rxq *rxq;
	uint32_t least = UINT32_MAX;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rxq = dev->data->rx_queues[q];
		if (rxq != NULL && rxq->split == NULL)
			least = RTE_MIN(least, (uint32_t)rxq->buf_bytes);
	}
	return least;
}

/* SRRCTL.BSIZEPACKET counts KB, below that RCTL.BSIZE, which all queues share, has 256 and 512:
 * 82576 datasheet 8.10.
 */
uint16_t
igbx_rx_buf_bytes_of(uint32_t room)
{
	if (room >= RX_BUF_MAX_BYTES)
		return RX_BUF_MAX_BYTES;
	if (room >= 1024)
		return RTE_ALIGN_FLOOR(room, 1024);
	return IGBX_RX_BUF_MIN_BYTES;
}

static int
conf_check(const struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc,
	const struct rte_eth_rxconf *conf)
{
	uint16_t free_thresh = igbx_thresh_of(conf->rx_free_thresh, nb_desc - 1, nb_desc);
	uint16_t port = dev->data->port_id;

	if (free_thresh >= nb_desc) {
		IGBX_ERR("port %u Rx queue %u: rx_free_thresh %u: it must be below the ring's %u",
			port, queue, free_thresh, nb_desc);
		return -EINVAL;
	}
	return igbx_thresh_check(dev, "Rx", queue, &conf->rx_thresh);
}

int
igbx_dev_rx_queue_setup(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc,
	unsigned int socket, const struct rte_eth_rxconf *conf, struct rte_mempool *pool)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_rx_split split;
	bool is_split = conf->rx_nseg > 0;
	uint16_t buf_bytes;
	struct igbx_rxq *q;
	int ret;

	ret = conf_check(dev, queue, nb_desc, conf);
	if (ret != 0)
		return ret;
	if (is_split) {
		ret = igbx_rx_split_from_conf(dev, queue, conf, &split, &buf_bytes);
		if (ret != 0)
			return ret;
		pool = conf->rx_seg[1].split.mp;
	} else {
		buf_bytes = igbx_rx_buf_bytes_of(
			rte_pktmbuf_data_room_size(pool) - RTE_PKTMBUF_HEADROOM);
	}
	q = igbx_rxq_alloc(dev, queue, nb_desc, socket, pool);
	if (q == NULL)
		return -ENOMEM;
	if (is_split && igbx_rxq_split(q, &split, socket) != 0) {
		igbx_rxq_free(q);
		return -ENOMEM;
	}
	q->tail_reg = igbx_rxq_tail(&ad->hw, queue);
	q->buf_bytes = buf_bytes;
	q->ptype_mask = ad->ptype_mask;
	q->free_thresh = igbx_thresh_of(conf->rx_free_thresh, nb_desc - 1, nb_desc);
	q->pthresh = conf->rx_thresh.pthresh;
	q->hthresh = conf->rx_thresh.hthresh;
	q->wthresh = conf->rx_thresh.wthresh;
	q->drop_en = conf->rx_drop_en != 0;
	q->deferred_start = conf->rx_deferred_start != 0;
	q->count_bytes = ad->args.queue_bytes;
	q->path = IGBX_NO_PATH;
	igbx_rxq_offloads_set(q, conf->offloads | dev->data->dev_conf.rxmode.offloads);
	dev->data->rx_queues[queue] = q;
	dev->data->rx_queue_state[queue] = RTE_ETH_QUEUE_STATE_STOPPED;
	return 0;
}

/* Whether the device may still work on a queue that is about to be freed. */
static bool
in_use(struct rte_eth_dev *dev)
{
	/* While the port runs, ethdev only frees queues that were stopped one by one. */
	if (!igbx_adapter_of(dev)->dma_active || dev->data->dev_started)
		return false;
	(void)igbx_dev_quiesce(dev);
	return igbx_adapter_of(dev)->dma_active;
}

static void
give_up(const struct rte_eth_dev *dev, const char *dir, uint16_t queue)
{
	IGBX_ERR("port %u %s queue %u: its memory is given up rather than freed under the device",
		dev->data->port_id, dir, queue);
}

static void
rxq_release(struct rte_eth_dev *dev, uint16_t queue, bool used)
{
	struct igbx_rxq *q;

	igbx_ports_lock();
	q = igbx_queue_stats_take_rxq(dev, queue);
	igbx_ports_unlock();
	if (q == NULL)
		return;
	if (used)
		give_up(dev, "Rx", queue);
	else
		igbx_rxq_free(q);
}

static void
txq_release(struct rte_eth_dev *dev, uint16_t queue, bool used)
{
	struct igbx_txq *q;

	igbx_ports_lock();
	q = igbx_queue_stats_take_txq(dev, queue);
	igbx_ports_unlock();
	if (q == NULL)
		return;
	if (used)
		give_up(dev, "Tx", queue);
	else
		igbx_txq_free(q);
}

void
igbx_dev_rx_queue_release(struct rte_eth_dev *dev, uint16_t queue)
{
	rxq_release(dev, queue, in_use(dev));
}

void
igbx_dev_tx_queue_release(struct rte_eth_dev *dev, uint16_t queue)
{
	txq_release(dev, queue, in_use(dev));
}

void
igbx_dev_free_queues(struct rte_eth_dev *dev)
{
	bool used = igbx_adapter_of(dev)->dma_active;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		rxq_release(dev, q, used);
	for (q = 0; q < dev->data->nb_tx_queues; q++)
		txq_release(dev, q, used);
	dev->data->nb_rx_queues = 0;
	dev->data->nb_tx_queues = 0;
}

void
igbx_dev_rxq_info_get(struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_rxq_info *info)
{
	const struct igbx_rxq *q = dev->data->rx_queues[queue];

	info->mp = q->pool;
	info->scattered_rx = dev->data->scattered_rx || q->split != NULL;
	info->nb_desc = q->nb_desc;
	info->rx_buf_size = q->buf_bytes;
	info->conf.rx_thresh.pthresh = q->pthresh;
	info->conf.rx_thresh.hthresh = q->hthresh;
	info->conf.rx_thresh.wthresh = q->wthresh;
	info->conf.rx_free_thresh = q->free_thresh;
	info->conf.rx_drop_en = igbx_rxq_drops(dev, q);
	info->conf.rx_deferred_start = q->deferred_start;
	info->conf.offloads = q->offloads;
	if (q->split != NULL) {
		info->conf.rx_nseg = IGBX_RX_SPLIT_NSEG;
		info->conf.rx_seg = q->split->segs;
	}
}
