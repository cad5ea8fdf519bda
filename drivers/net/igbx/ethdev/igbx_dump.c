/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The port's own view of itself, for somebody who looks for a fault. From memory alone: no
 * register is read, so it also tells how a device stood that is gone.
 */
#include <errno.h>

#include "igbx_flow.h"
#include "igbx_rx_split.h"

int
igbx_dev_rx_descriptor_dump(
	const struct rte_eth_dev *dev, uint16_t queue, uint16_t offset, uint16_t num, FILE *file)
{
	const struct igbx_rxq *q = dev->data->rx_queues[queue];

	if (q == NULL) {
		IGBX_ERR("port %u Rx queue %u: not set up", dev->data->port_id, queue);
		return -EINVAL;
	}
	return igbx_rx_desc_dump(q, offset, num, file);
}

int
igbx_dev_tx_descriptor_dump(
	const struct rte_eth_dev *dev, uint16_t queue, uint16_t offset, uint16_t num, FILE *file)
{
	const struct igbx_txq *q = dev->data->tx_queues[queue];

	if (q == NULL) {
		IGBX_ERR("port %u Tx queue %u: not set up", dev->data->port_id, queue);
		return -EINVAL;
	}
	return igbx_tx_desc_dump(q, offset, num, file);
}

static const char *
media_name(enum igbx_media media)
{
	switch (media) {
	case IGBX_MEDIA_COPPER:
		return "copper";
	case IGBX_MEDIA_SERDES:
		return "serdes";
	default:
		return "sgmii";
	}
}

static void
device_dump(const struct rte_eth_dev *dev, FILE *file)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);

	fprintf(file, "device: %s (8086:%04x), %s, function %u, firmware %s%s%s\n",
		igbx_chip_of(dev)->name, ad->device_id, media_name(ad->hw.media), ad->hw.port_index,
		ad->fw_version, ad->hw.removed ? ", REMOVED" : "",
		ad->dma_active ? ", has rings" : ", has no rings");
	fprintf(file,
		"device arguments: " IGBX_DEVARG_RX_DROP "=%s " IGBX_DEVARG_FLOW_CTRL
		"=%s " IGBX_DEVARG_SIMD "=%s " IGBX_DEVARG_Q_BYTES "=%d\n",
		igbx_rx_drop_name(ad->args.rx_drop),
		igbx_flow_ctrl_name(ad->args.fc_rx, ad->args.fc_tx), igbx_isa_name(ad->args.isa),
		ad->args.queue_bytes);
	fprintf(file, "link: %s, speeds 0x%02x, flow control %s\n",
		ad->link_cfg.loopback  ? "loopback"
		: ad->link_cfg.autoneg ? "negotiated"
				       : "forced",
		ad->link_cfg.speeds, igbx_flow_ctrl_name(ad->link_cfg.fc_rx, ad->link_cfg.fc_tx));
	if (dev->data->dev_started)
		fprintf(file, "paths: Rx %s, Tx %s\n", igbx_rx_paths[ad->rx_path].name,
			igbx_tx_paths[ad->tx_path].name);
	else
		fprintf(file, "paths: stopped\n");
	fprintf(file, "RSS types: 0x%08x\n", ad->rss.types);
	fprintf(file, "multicast addresses: %u\n", ad->nb_mc_addrs);
}

static void
rxq_dump(const struct rte_eth_dev *dev, uint16_t queue, FILE *file)
{
	const struct igbx_rxq *q = dev->data->rx_queues[queue];
	const struct igbx_queue_counts *counts = &igbx_adapter_of(dev)->queue_total[queue];

	if (q == NULL) {
		fprintf(file, "Rx queue %u: not set up\n", queue);
		return;
	}
	fprintf(file,
		"Rx queue %u: %s, %u descriptors, next %u, held back %u, buffers of %u, "
		"thresholds %u/%u/%u, free %u, %s, packets %" PRIu64 ", discarded %" PRIu64
		" bad, %" PRIu64 " oversize\n",
		queue,
		dev->data->rx_queue_state[queue] == RTE_ETH_QUEUE_STATE_STARTED ? "started"
										: "stopped",
		q->nb_desc, q->next, q->nb_hold, q->buf_bytes, q->pthresh, q->hthresh, q->wthresh,
		q->free_thresh, igbx_rxq_drops(dev, q) ? "drops" : "blocks", counts->rx_packets,
		counts->rx_err, counts->rx_oversize);
	if (q->split != NULL)
		fprintf(file, "Rx queue %u: split, header buffers of %u from %s, types 0x%05x\n",
			queue, q->split->hdr_bytes, q->split->pool->name, q->split->types);
}

static void
txq_dump(const struct rte_eth_dev *dev, uint16_t queue, FILE *file)
{
	const struct igbx_txq *q = dev->data->tx_queues[queue];
	const struct igbx_queue_counts *counts = &igbx_adapter_of(dev)->queue_total[queue];

	if (q == NULL) {
		fprintf(file, "Tx queue %u: not set up\n", queue);
		return;
	}
	fprintf(file,
		"Tx queue %u: %s, %u descriptors, tail %u, oldest %u, free %u, thresholds "
		"%u/%u/%u, report %u, free %u, packets %" PRIu64 ", discarded %" PRIu64 "\n",
		queue,
		dev->data->tx_queue_state[queue] == RTE_ETH_QUEUE_STATE_STARTED ? "started"
										: "stopped",
		q->nb_desc, q->tail, q->clean, q->nb_free, q->pthresh, q->hthresh, q->wthresh,
		q->rs_thresh, q->free_thresh, counts->tx_packets, counts->tx_err);
}

int
igbx_dev_priv_dump(struct rte_eth_dev *dev, FILE *file)
{
	uint16_t q;

	igbx_queue_stats_look(dev);
	device_dump(dev, file);
	for (q = 0; q < dev->data->nb_rx_queues; q++)
		rxq_dump(dev, q, file);
	for (q = 0; q < dev->data->nb_tx_queues; q++)
		txq_dump(dev, q, file);
	/* Rules come and go in the primary process. */
	if (rte_eal_process_type() == RTE_PROC_PRIMARY)
		(void)igbx_flow_dump(dev, NULL, file, NULL);
	return 0;
}
