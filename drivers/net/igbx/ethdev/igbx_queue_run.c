/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Queues that run: start and stop of one queue, also while the others work.
 */
#include <errno.h>

#include "igbx_ethdev.h"
#include "igbx_rx_split.h"

int
igbx_thresh_check(const struct rte_eth_dev *dev, const char *dir, uint16_t queue,
	const struct rte_eth_thresh *thresh)
{
	const uint8_t field_max = 31;

	if (thresh->pthresh > field_max || thresh->hthresh > field_max) {
		IGBX_ERR("port %u %s queue %u: pthresh %u, hthresh %u: at most %u",
			dev->data->port_id, dir, queue, thresh->pthresh, thresh->hthresh,
			field_max);
		return -EINVAL;
	}
	/* The device would keep finished descriptors to itself until that many are together,
	 * and a polling driver has no timer that makes it give them up.
	 */
	if (thresh->wthresh > 1) {
		IGBX_ERR("port %u %s queue %u: wthresh %u would hold packets back: 0 or 1",
			dev->data->port_id, dir, queue, thresh->wthresh);
		return -EINVAL;
	}
	return 0;
}

int
igbx_dev_rx_queue_start(struct rte_eth_dev *dev, uint16_t queue)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_rxq *q = dev->data->rx_queues[queue];
	const struct igbx_rx_split *split = q->split;
	const struct igbx_rxq_cfg cfg = {
		.ring_iova = q->ring_iova,
		.nb_desc = q->nb_desc,
		.buf_bytes = q->buf_bytes,
		.hdr_bytes = split != NULL ? split->hdr_bytes : 0,
		.split_types = split != NULL ? split->types : 0,
		.pthresh = q->pthresh,
		.hthresh = q->hthresh,
		.wthresh = q->wthresh,
		.drop_en = igbx_rxq_drops(dev, q),
	};
	int ret;

	if (split == NULL && q->buf_bytes < dev->data->mtu + IGBX_FRAME_OVERHEAD &&
		!dev->data->scattered_rx) {
		IGBX_ERR("port %u Rx queue %u: its buffers of %u bytes need scattered receive, "
			 "which "
			 "the running port does not use: stop and start the port",
			q->port_id, queue, q->buf_bytes);
		return -EBUSY;
	}
	/* With pools each queue may have been told otherwise than the port. */
	if (ad->vmdq.pools.on)
		igbx_vlan_strip_note(dev);
	ret = igbx_rxq_fill(q);
	if (ret != 0)
		return ret;
	ad->dma_active = true;
	ret = igbx_rxq_enable(&ad->hw, queue, &cfg);
	if (ret != 0) {
		/* Not enabled means not in use, unless it cannot be told. */
		if (ret != -ETIMEDOUT || igbx_rxq_disable(&ad->hw, queue) == 0)
			igbx_rxq_drain(q);
		return ret;
	}
	/* One descriptor stays with software: head equal to tail means none. */
	igbx_doorbell(q->tail_reg, q->nb_desc - 1);
	igbx_rxq_path_set(q, split != NULL ? IGBX_RX_PATH_SPLIT : ad->rx_path);
	igbx_rx_burst_choose(dev);
	igbx_timesync_watch(dev, queue);
	dev->data->rx_queue_state[queue] = RTE_ETH_QUEUE_STATE_STARTED;
	return 0;
}

int
igbx_dev_rx_queue_stop(struct rte_eth_dev *dev, uint16_t queue)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	igbx_rxq_path_set(dev->data->rx_queues[queue], IGBX_NO_PATH);
	ret = igbx_rxq_disable(&ad->hw, queue);
	if (ret != 0 && ret != -ENODEV)
		return ret;
	igbx_rxq_drain(dev->data->rx_queues[queue]);
	dev->data->rx_queue_state[queue] = RTE_ETH_QUEUE_STATE_STOPPED;
	return 0;
}

int
igbx_dev_tx_queue_start(struct rte_eth_dev *dev, uint16_t queue)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_txq *q = dev->data->tx_queues[queue];
	const struct igbx_txq_cfg cfg = {
		.ring_iova = q->ring_iova,
		.nb_desc = q->nb_desc,
		.pthresh = q->pthresh,
		.hthresh = q->hthresh,
		.wthresh = q->wthresh,
	};
	int ret;

	igbx_txq_reset(q);
	ad->dma_active = true;
	ret = igbx_txq_enable(&ad->hw, queue, &cfg);
	if (ret != 0)
		return ret;
	igbx_txq_path_set(q, ad->tx_path);
	dev->data->tx_queue_state[queue] = RTE_ETH_QUEUE_STATE_STARTED;
	return 0;
}

int
igbx_dev_tx_queue_stop(struct rte_eth_dev *dev, uint16_t queue)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	igbx_txq_path_set(dev->data->tx_queues[queue], IGBX_NO_PATH);
	ret = igbx_txq_disable(&ad->hw, queue);
	if (ret != 0 && ret != -ENODEV)
		return ret;
	igbx_txq_reset(dev->data->tx_queues[queue]);
	dev->data->tx_queue_state[queue] = RTE_ETH_QUEUE_STATE_STOPPED;
	return 0;
}
