/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Start and stop. Start always begins with a reset, whatever the device went through
 * before, and follows 82576 datasheet 4.5: filters and modes, then queues, then the
 * engines. It does not wait for the link.
 */
#include <errno.h>

#include "igbx_ethdev.h"

static int
queues_check(const struct rte_eth_dev *dev)
{
	const struct rte_eth_dev_data *data = dev->data;
	uint16_t q;

	for (q = 0; q < data->nb_rx_queues; q++) {
		if (data->rx_queues[q] == NULL) {
			IGBX_ERR("port %u: Rx queue %u of %u was not set up", data->port_id, q,
				data->nb_rx_queues);
			return -EINVAL;
		}
	}
	for (q = 0; q < data->nb_tx_queues; q++) {
		if (data->tx_queues[q] == NULL) {
			IGBX_ERR("port %u: Tx queue %u of %u was not set up", data->port_id, q,
				data->nb_tx_queues);
			return -EINVAL;
		}
	}
	return 0;
}

static bool
needs_look(const struct rte_eth_dev *dev)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct igbx_rxq *rxq;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rxq = dev->data->rx_queues[q];
		if (rxq != NULL && rxq->split != NULL)
			return true;
	}
	return ad->args.queue_bytes || ad->ptype_mask != UINT32_MAX;
}

/* Either function is right for every queue at any time but for what it was chosen for: those that
 * poll meanwhile see the one or the other.
 */
void
igbx_rx_burst_choose(struct rte_eth_dev *dev)
{
	eth_rx_burst_t burst = igbx_rx_paths[igbx_adapter_of(dev)->rx_path].burst;

	dev->rx_pkt_burst = needs_look(dev) ? igbx_rx_burst_shared : burst;
	if (dev->data->dev_started)
		__atomic_store_n(&rte_eth_fp_ops[dev->data->port_id].rx_pkt_burst,
			dev->rx_pkt_burst, __ATOMIC_RELEASE);
}

static void
paths_select(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct igbx_rx_path *rx_path;
	const struct igbx_tx_path *tx_path = igbx_tx_path_select(ad->args.isa);
	uint32_t frame = dev->data->mtu + IGBX_FRAME_OVERHEAD;
	bool scattered = (dev->data->dev_conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_SCATTER) != 0 ||
			 frame > igbx_rx_buf_bytes_min(dev);

	dev->data->scattered_rx = scattered;
	rx_path = igbx_rx_path_select(ad->args.isa, scattered);
	dev->tx_pkt_burst = ad->args.queue_bytes ? igbx_tx_burst_shared : tx_path->burst;
	/* For secondary processes, where the same functions have other addresses. */
	ad->rx_path = rx_path - igbx_rx_paths;
	ad->tx_path = tx_path - igbx_tx_paths;
	igbx_rx_burst_choose(dev);
}

/* Takes back what the device held. Only for a device that is quiet. */
static void
queues_empty(struct rte_eth_dev *dev)
{
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		if (dev->data->rx_queues[q] != NULL) {
			igbx_rxq_path_set(dev->data->rx_queues[q], IGBX_NO_PATH);
			igbx_rxq_drain(dev->data->rx_queues[q]);
		}
		dev->data->rx_queue_state[q] = RTE_ETH_QUEUE_STATE_STOPPED;
	}
	for (q = 0; q < dev->data->nb_tx_queues; q++) {
		if (dev->data->tx_queues[q] != NULL) {
			igbx_txq_path_set(dev->data->tx_queues[q], IGBX_NO_PATH);
			igbx_txq_reset(dev->data->tx_queues[q]);
		}
		dev->data->tx_queue_state[q] = RTE_ETH_QUEUE_STATE_STOPPED;
	}
}

static int
queues_start(struct rte_eth_dev *dev)
{
	const struct igbx_rxq *rxq;
	const struct igbx_txq *txq;
	uint16_t q;
	int ret;

	for (q = 0; q < dev->data->nb_tx_queues; q++) {
		txq = dev->data->tx_queues[q];
		if (txq->deferred_start)
			continue;
		ret = igbx_dev_tx_queue_start(dev, q);
		if (ret != 0)
			return ret;
	}
	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rxq = dev->data->rx_queues[q];
		if (rxq->deferred_start)
			continue;
		ret = igbx_dev_rx_queue_start(dev, q);
		if (ret != 0)
			return ret;
	}
	return 0;
}

static int
device_start(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	ret = igbx_hw_setup(&ad->hw, dev->data->mac_addrs[0].addr_bytes);
	if (ret != 0)
		return ret;
	ret = igbx_filters_restore(dev);
	if (ret != 0)
		return ret;
	ret = igbx_rx_mode_apply(dev, dev->data->mtu);
	if (ret != 0)
		return ret;
	ret = igbx_rss_set(&ad->hw, igbx_rss_in_force(dev));
	if (ret != 0)
		return ret;
	ret = igbx_flow_restore(dev);
	if (ret != 0)
		return ret;
	ret = igbx_rates_restore(dev);
	if (ret != 0)
		return ret;
	ret = igbx_link_start(dev);
	if (ret != 0)
		return ret;
	ret = queues_start(dev);
	if (ret != 0)
		return ret;
	ret = igbx_tx_enable(&ad->hw, true);
	if (ret != 0)
		return ret;
	ret = igbx_rx_enable(&ad->hw, true);
	if (ret != 0)
		return ret;
	igbx_link_watch(dev, true);
	ret = igbx_intr_start(dev);
	if (ret != 0)
		return ret;
	ret = igbx_stats_watch(dev, true);
	if (ret != 0)
		return ret;
	return igbx_removal_watch(dev, dev->data->dev_conf.intr_conf.rmv != 0);
}

int
igbx_dev_start(struct rte_eth_dev *dev)
{
	int ret;

	ret = queues_check(dev);
	if (ret != 0)
		return ret;
	ret = igbx_dev_quiesce(dev);
	if (ret != 0)
		return ret;
	queues_empty(dev);
	paths_select(dev);
	ret = device_start(dev);
	if (ret == 0)
		return 0;

	(void)igbx_removal_watch(dev, false);
	(void)igbx_stats_watch(dev, false);
	igbx_link_watch(dev, false);
	igbx_intr_stop(dev);
	/* A device that does not stop keeps its rings; the next start begins by stopping it. */
	(void)igbx_dev_quiesce(dev);
	if (!igbx_adapter_of(dev)->dma_active)
		queues_empty(dev);
	return ret;
}

int
igbx_dev_stop(struct rte_eth_dev *dev)
{
	int ret;

	(void)igbx_removal_watch(dev, false);
	(void)igbx_stats_watch(dev, false);
	igbx_link_watch(dev, false);
	igbx_intr_stop(dev);
	ret = igbx_dev_quiesce(dev);
	if (ret != 0 && ret != -ENODEV)
		return ret;
	igbx_link_stop(dev);
	queues_empty(dev);
	dev->data->scattered_rx = 0;
	return 0;
}
