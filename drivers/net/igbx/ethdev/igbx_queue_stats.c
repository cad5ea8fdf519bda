/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What each queue received, sent and discarded since the last reset of the counters. The counts of
 * a queue belong to the thread that polls it, and go with its memory: they are added up here, as
 * the device's are, by the primary process, in the memory that all processes see. Totals belong to
 * the number of the queue, whatever becomes of the queue itself.
 */
#include <errno.h>

#include "igbx_ethdev.h"

static void
rxq_read(const struct igbx_rxq *q, struct igbx_queue_counts *c)
{
	c->rx_packets = igbx_rxq_nb_pkts(q);
	c->rx_bytes = q->count_bytes ? __atomic_load_n(&q->nb_bytes, __ATOMIC_RELAXED) : 0;
	c->rx_err = q->nb_rx_err;
	c->rx_oversize = q->nb_rx_oversize;
}

static void
txq_read(const struct igbx_txq *q, struct igbx_queue_counts *c)
{
	c->tx_packets = igbx_txq_nb_pkts(q);
	c->tx_bytes = q->count_bytes ? __atomic_load_n(&q->nb_bytes, __ATOMIC_RELAXED) : 0;
	c->tx_err = q->nb_tx_err;
}

/* A queue that works meanwhile may look as if it had gone back a little: that waits. */
static void
count_up(uint64_t *total, uint64_t *seen, uint64_t now)
{
	if ((int64_t)(now - *seen) <= 0)
		return;
	*total += now - *seen;
	*seen = now;
}

static void
rx_collect(struct igbx_adapter *ad, uint16_t queue, const struct igbx_rxq *q)
{
	struct igbx_queue_counts *total = &ad->queue_total[queue], *seen = &ad->queue_seen[queue];
	struct igbx_queue_counts now;

	if (q == NULL)
		return;
	rxq_read(q, &now);
	count_up(&total->rx_packets, &seen->rx_packets, now.rx_packets);
	count_up(&total->rx_bytes, &seen->rx_bytes, now.rx_bytes);
	count_up(&total->rx_err, &seen->rx_err, now.rx_err);
	count_up(&total->rx_oversize, &seen->rx_oversize, now.rx_oversize);
}

static void
tx_collect(struct igbx_adapter *ad, uint16_t queue, const struct igbx_txq *q)
{
	struct igbx_queue_counts *total = &ad->queue_total[queue], *seen = &ad->queue_seen[queue];
	struct igbx_queue_counts now;

	if (q == NULL)
		return;
	txq_read(q, &now);
	count_up(&total->tx_packets, &seen->tx_packets, now.tx_packets);
	count_up(&total->tx_bytes, &seen->tx_bytes, now.tx_bytes);
	count_up(&total->tx_err, &seen->tx_err, now.tx_err);
}

void
igbx_queue_stats_collect(const struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		rx_collect(ad, q, dev->data->rx_queues[q]);
	for (q = 0; q < dev->data->nb_tx_queues; q++)
		tx_collect(ad, q, dev->data->tx_queues[q]);
}

void
igbx_queue_stats_look(const struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return;
	rte_spinlock_lock(&ad->stats_lock);
	igbx_queue_stats_collect(dev);
	rte_spinlock_unlock(&ad->stats_lock);
}

struct igbx_queue_counts
igbx_queue_stats_sum(const struct rte_eth_dev *dev)
{
	const struct igbx_queue_counts *total = igbx_adapter_of(dev)->queue_total;
	struct igbx_queue_counts sum = {0};
	uint16_t q;

	for (q = 0; q < IGBX_MAX_QUEUES; q++) {
		sum.rx_err += total[q].rx_err;
		sum.rx_oversize += total[q].rx_oversize;
		sum.tx_err += total[q].tx_err;
	}
	return sum;
}

/* The next queue of that number begins at 0. */
struct igbx_rxq *
igbx_queue_stats_take_rxq(struct rte_eth_dev *dev, uint16_t queue)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_queue_counts *seen = &ad->queue_seen[queue];
	struct igbx_rxq *q = dev->data->rx_queues[queue];

	rte_spinlock_lock(&ad->stats_lock);
	rx_collect(ad, queue, q);
	seen->rx_packets = 0;
	seen->rx_bytes = 0;
	seen->rx_err = 0;
	seen->rx_oversize = 0;
	dev->data->rx_queues[queue] = NULL;
	rte_spinlock_unlock(&ad->stats_lock);
	return q;
}

struct igbx_txq *
igbx_queue_stats_take_txq(struct rte_eth_dev *dev, uint16_t queue)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_queue_counts *seen = &ad->queue_seen[queue];
	struct igbx_txq *q = dev->data->tx_queues[queue];

	rte_spinlock_lock(&ad->stats_lock);
	tx_collect(ad, queue, q);
	seen->tx_packets = 0;
	seen->tx_bytes = 0;
	seen->tx_err = 0;
	dev->data->tx_queues[queue] = NULL;
	rte_spinlock_unlock(&ad->stats_lock);
	return q;
}

/* ---- the counters of struct rte_eth_stats ---- */

void
igbx_queue_stats_map_init(struct igbx_adapter *ad)
{
	uint8_t q;

	for (q = 0; q < IGBX_MAX_QUEUES; q++) {
		ad->rx_counter[q] = q;
		ad->tx_counter[q] = q;
	}
}

/* Each queue has counters of its own in the device and here, and so any number of them may be
 * shown as one. Extended statistics and what was counted remain as they are.
 */
int
igbx_dev_queue_stats_mapping_set(
	struct rte_eth_dev *dev, uint16_t queue, uint8_t counter, uint8_t is_rx)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	if (queue >= igbx_chip_of(dev)->max_queues || counter >= RTE_ETHDEV_QUEUE_STAT_CNTRS) {
		IGBX_ERR("port %u: %s queue %u to counter %u: there are %u queues and %u counters",
			dev->data->port_id, is_rx ? "Rx" : "Tx", queue, counter,
			igbx_chip_of(dev)->max_queues, RTE_ETHDEV_QUEUE_STAT_CNTRS);
		return -EINVAL;
	}
	if (is_rx)
		ad->rx_counter[queue] = counter;
	else
		ad->tx_counter[queue] = counter;
	return 0;
}

void
igbx_queue_stats_fill(const struct igbx_adapter *ad, struct eth_queue_stats *queues)
{
	const struct igbx_queue_counts *total = ad->queue_total;
	uint16_t q;

	for (q = 0; q < IGBX_MAX_QUEUES; q++) {
		queues->q_ipackets[ad->rx_counter[q]] += total[q].rx_packets;
		queues->q_ibytes[ad->rx_counter[q]] += total[q].rx_bytes;
		queues->q_errors[ad->rx_counter[q]] += ad->stats.rxq_drops[q];
		queues->q_opackets[ad->tx_counter[q]] += total[q].tx_packets;
		queues->q_obytes[ad->tx_counter[q]] += total[q].tx_bytes;
	}
}
