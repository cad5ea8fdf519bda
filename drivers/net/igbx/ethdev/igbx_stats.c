/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Totals since the last reset of the counters. The device clears its counters when
 * they are read and when it is reset, so they are added up here, the last time just
 * before each reset: stop and start lose nothing.
 */
#include "igbx_ethdev.h"

int
igbx_stats_save(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint64_t *drops = &ad->stats.rxq_drops[ad->flows.drop_queue];
	uint64_t before = *drops;
	int ret;

	ret = igbx_stats_collect(&ad->hw, &ad->stats);
	/* What a rule dropped is no loss. */
	if (ad->flows.nb_drops > 0) {
		ad->sw_gone.rx_flow_dropped += *drops - before;
		*drops = before;
	}
	return ret;
}

struct igbx_sw_stats
igbx_sw_stats_sum(const struct rte_eth_dev *dev)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_sw_stats sum = ad->sw_gone;
	const struct igbx_rxq *rxq;
	const struct igbx_txq *txq;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rxq = dev->data->rx_queues[q];
		if (rxq == NULL)
			continue;
		sum.rx_err += rxq->nb_rx_err - ad->sw_base[q].rx_err;
		sum.rx_oversize += rxq->nb_rx_oversize - ad->sw_base[q].rx_oversize;
	}
	for (q = 0; q < dev->data->nb_tx_queues; q++) {
		txq = dev->data->tx_queues[q];
		if (txq != NULL)
			sum.tx_err += txq->nb_tx_err - ad->sw_base[q].tx_err;
	}
	return sum;
}

void
igbx_sw_stats_retire_rx(struct rte_eth_dev *dev, const struct igbx_rxq *q)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_sw_stats *base = &ad->sw_base[q->queue_id];

	ad->sw_gone.rx_err += q->nb_rx_err - base->rx_err;
	ad->sw_gone.rx_oversize += q->nb_rx_oversize - base->rx_oversize;
	base->rx_err = 0;
	base->rx_oversize = 0;
}

void
igbx_sw_stats_retire_tx(struct rte_eth_dev *dev, const struct igbx_txq *q)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_sw_stats *base = &ad->sw_base[q->queue_id];

	ad->sw_gone.tx_err += q->nb_tx_err - base->tx_err;
	base->tx_err = 0;
}

/* The queues' counters belong to the threads that poll them: remember where they stand. */
static void
sw_stats_reset(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct igbx_rxq *rxq;
	const struct igbx_txq *txq;
	uint16_t q;

	ad->sw_gone = (struct igbx_sw_stats){0};
	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rxq = dev->data->rx_queues[q];
		if (rxq == NULL)
			continue;
		ad->sw_base[q].rx_err = rxq->nb_rx_err;
		ad->sw_base[q].rx_oversize = rxq->nb_rx_oversize;
	}
	for (q = 0; q < dev->data->nb_tx_queues; q++) {
		txq = dev->data->tx_queues[q];
		if (txq != NULL)
			ad->sw_base[q].tx_err = txq->nb_tx_err;
	}
}

/* The device counts octets with the CRC, ethdev without. */
static uint64_t
bytes_without_crc(uint64_t octets, uint64_t packets)
{
	uint64_t crc = packets * RTE_ETHER_CRC_LEN;

	/* The packet counter may have been read a moment after the octets. */
	return octets > crc ? octets - crc : 0;
}

int
igbx_dev_stats_get(
	struct rte_eth_dev *dev, struct rte_eth_stats *stats, struct eth_queue_stats *queues)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	const uint64_t *count = ad->stats.count;
	struct igbx_sw_stats sw = igbx_sw_stats_sum(dev);
	uint64_t dropped = 0;
	unsigned int q;
	int ret;

	ret = igbx_stats_save(dev);
	if (ret != 0)
		return ret;
	for (q = 0; q < IGBX_MAX_QUEUES; q++) {
		dropped += ad->stats.rxq_drops[q];
		if (queues != NULL && q < RTE_ETHDEV_QUEUE_STAT_CNTRS)
			queues->q_errors[q] = ad->stats.rxq_drops[q];
	}
	stats->ipackets = count[IGBX_STAT_GPRC];
	stats->opackets = count[IGBX_STAT_GPTC];
	stats->ibytes = bytes_without_crc(count[IGBX_STAT_GORC], count[IGBX_STAT_GPRC]);
	stats->obytes = bytes_without_crc(count[IGBX_STAT_GOTC], count[IGBX_STAT_GPTC]);
	/* Lost for want of room: in the packet buffer, and in rings that drop. RNBC is no loss,
	 * it counts packets that had to wait: 82576 datasheet 8.19 (RNBC, MPC, RQDPC).
	 */
	stats->imissed = count[IGBX_STAT_MPC] + dropped;
	/* RLEC counts what RUC and ROC tell apart, and is left out for that. */
	stats->ierrors = count[IGBX_STAT_CRCERRS] + count[IGBX_STAT_RUC] + count[IGBX_STAT_ROC] +
			 count[IGBX_STAT_RXERRC] + count[IGBX_STAT_ALGNERRC] + sw.rx_err +
			 sw.rx_oversize;
	stats->oerrors = count[IGBX_STAT_ECOL] + count[IGBX_STAT_LATECOL] +
			 count[IGBX_STAT_HTDPMC] + sw.tx_err;
	return 0;
}

int
igbx_dev_stats_reset(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	/* Reading is what clears the device's own. */
	ret = igbx_stats_save(dev);
	if (ret != 0)
		return ret;
	memset(&ad->stats, 0, sizeof(ad->stats));
	sw_stats_reset(dev);
	return 0;
}
