/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * /igbx/queues: {"rx": {"0": {...}, ...}, "tx": {"0": {...}, ...}}. What the device counts, and in
 * a secondary process everything, is as of the last time that somebody asked for statistics: the
 * device clears its counters when they are read.
 */
#include <errno.h>

#include "igbx_rx_split.h"
#include "igbx_telemetry.h"

static int
common_add(struct rte_tel_data *data, bool started, uint16_t nb_desc, uint64_t offloads)
{
	char text[24];
	int sum = 0;

	snprintf(text, sizeof(text), "0x%" PRIx64, offloads);
	sum |= rte_tel_data_add_dict_int(data, "started", started);
	sum |= rte_tel_data_add_dict_int(data, "descriptors", nb_desc);
	sum |= rte_tel_data_add_dict_string(data, "offloads", text);
	return sum;
}

static int
thresh_add(struct rte_tel_data *data, uint8_t pthresh, uint8_t hthresh, uint8_t wthresh)
{
	int sum = 0;

	sum |= rte_tel_data_add_dict_int(data, "pthresh", pthresh);
	sum |= rte_tel_data_add_dict_int(data, "hthresh", hthresh);
	sum |= rte_tel_data_add_dict_int(data, "wthresh", wthresh);
	return sum;
}

/* Received and not yet taken, to be sent and not yet sent. The data path goes on meanwhile: what
 * is counted around its position may be off for a moment.
 */
static int
used_add(struct rte_tel_data *data, int used)
{
	return rte_tel_data_add_dict_int(data, "used", RTE_MAX(used, 0));
}

static int
rxq_fill(const struct rte_eth_dev *dev, uint16_t queue, struct rte_tel_data *data)
{
	const struct igbx_rxq *q = dev->data->rx_queues[queue];
	const struct igbx_queue_counts *counts = &igbx_adapter_of(dev)->queue_total[queue];
	uint8_t state = dev->data->rx_queue_state[queue];
	int sum = 0;

	sum |= common_add(data, state == RTE_ETH_QUEUE_STATE_STARTED, q->nb_desc, q->offloads);
	sum |= thresh_add(data, q->pthresh, q->hthresh, q->wthresh);
	sum |= rte_tel_data_add_dict_int(data, "free_thresh", q->free_thresh);
	sum |= rte_tel_data_add_dict_int(data, "buffer_bytes", q->buf_bytes);
	if (q->split != NULL)
		sum |= rte_tel_data_add_dict_int(data, "header_bytes", q->split->hdr_bytes);
	sum |= rte_tel_data_add_dict_int(data, "drops_when_full", igbx_rxq_drops(dev, q));
	sum |= rte_tel_data_add_dict_int(data, "held_back", q->nb_hold);
	sum |= used_add(data, (int)igbx_rx_queue_count(dev->data->rx_queues[queue]));
	sum |= igbx_compat_tel_add_u64(data, "packets", counts->rx_packets);
	if (q->count_bytes)
		sum |= igbx_compat_tel_add_u64(data, "bytes", counts->rx_bytes);
	sum |= igbx_compat_tel_add_u64(
		data, "dropped", igbx_adapter_of(dev)->stats.rxq_drops[queue]);
	sum |= igbx_compat_tel_add_u64(data, "discarded_errors", counts->rx_err);
	sum |= igbx_compat_tel_add_u64(data, "discarded_oversize", counts->rx_oversize);
	return sum;
}

static int
txq_fill(const struct rte_eth_dev *dev, uint16_t queue, struct rte_tel_data *data)
{
	const struct igbx_txq *q = dev->data->tx_queues[queue];
	const struct igbx_queue_counts *counts = &igbx_adapter_of(dev)->queue_total[queue];
	uint8_t state = dev->data->tx_queue_state[queue];
	int sum = 0;

	sum |= common_add(data, state == RTE_ETH_QUEUE_STATE_STARTED, q->nb_desc, q->offloads);
	sum |= thresh_add(data, q->pthresh, q->hthresh, q->wthresh);
	sum |= rte_tel_data_add_dict_int(data, "rs_thresh", q->rs_thresh);
	sum |= rte_tel_data_add_dict_int(data, "free_thresh", q->free_thresh);
	sum |= rte_tel_data_add_dict_int(data, "free_descriptors", q->nb_free);
	sum |= used_add(data, igbx_tx_queue_count(dev->data->tx_queues[queue]));
	sum |= igbx_compat_tel_add_u64(data, "packets", counts->tx_packets);
	if (q->count_bytes)
		sum |= igbx_compat_tel_add_u64(data, "bytes", counts->tx_bytes);
	sum |= igbx_compat_tel_add_u64(data, "discarded", counts->tx_err);
	return sum;
}

typedef int (*queue_fill_t)(
	const struct rte_eth_dev *dev, uint16_t queue, struct rte_tel_data *data);

static int
direction_add(const struct rte_eth_dev *dev, const char *name, void **queues, uint16_t nb,
	queue_fill_t fill, struct rte_tel_data *data)
{
	struct rte_tel_data *all = rte_tel_data_alloc(), *one;
	char number[8];
	int sum = 0;
	uint16_t q;

	if (all == NULL)
		return -ENOMEM;
	rte_tel_data_start_dict(all);
	for (q = 0; q < nb; q++) {
		if (queues[q] == NULL)
			continue;
		one = rte_tel_data_alloc();
		if (one != NULL) {
			rte_tel_data_start_dict(one);
			sum |= fill(dev, q, one);
		}
		snprintf(number, sizeof(number), "%u", q);
		sum |= igbx_telemetry_nest(all, number, one);
	}
	return sum | igbx_telemetry_nest(data, name, all);
}

int
igbx_telemetry_queues(const struct rte_eth_dev *dev, struct rte_tel_data *data)
{
	const struct rte_eth_dev_data *d = dev->data;
	int sum = 0;

	igbx_queue_stats_look(dev);
	sum |= direction_add(dev, "rx", d->rx_queues, d->nb_rx_queues, rxq_fill, data);
	sum |= direction_add(dev, "tx", d->tx_queues, d->nb_tx_queues, txq_fill, data);
	return sum == 0 ? 0 : -ENOSPC;
}
