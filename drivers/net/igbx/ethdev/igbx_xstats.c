/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Extended statistics: the device's counters in the order of their rows, then what software
 * discarded, then the counters of each queue, the optional ones last. Names and ids do not depend
 * on how the port is configured, and only the device argument queue_bytes adds some.
 */
#include <errno.h>
#include <stdio.h>

#include "igbx_ethdev.h"

struct sum_row {
	const char *name;
	size_t offset; /* of the count in struct igbx_queue_counts */
};

static const struct sum_row sum_rows[] = {
	{"rx_sw_discarded_error_packets", offsetof(struct igbx_queue_counts, rx_err)},
	{"rx_sw_discarded_oversize_packets", offsetof(struct igbx_queue_counts, rx_oversize)},
	{"tx_sw_discarded_packets", offsetof(struct igbx_queue_counts, tx_err)},
};

struct queue_row {
	const char *dir;
	const char *name;
	size_t offset; /* in struct igbx_queue_counts, or RING_DROPS */
};

#define RING_DROPS SIZE_MAX

/* All queues of a row, then all queues of the next one. */
static const struct queue_row queue_rows[] = {
	{"rx", "packets", offsetof(struct igbx_queue_counts, rx_packets)},
	{"rx", "dropped_packets", RING_DROPS},
	{"tx", "packets", offsetof(struct igbx_queue_counts, tx_packets)},
	{"rx", "bytes", offsetof(struct igbx_queue_counts, rx_bytes)},
	{"tx", "bytes", offsetof(struct igbx_queue_counts, tx_bytes)},
};

#define NB_BYTE_ROWS 2

/* Where an id points to. */
struct place {
	enum { DEVICE, SUM, FLOW_DROPS, QUEUE } what;
	unsigned int row;
	uint16_t queue;
};

static unsigned int
nb_device_rows(void)
{
	uint32_t nb;

	(void)igbx_stat_rows(&nb);
	return nb;
}

static unsigned int
nb_xstats(const struct rte_eth_dev *dev)
{
	unsigned int nb_rows = RTE_DIM(queue_rows);

	if (!igbx_adapter_of(dev)->args.queue_bytes)
		nb_rows -= NB_BYTE_ROWS;
	return nb_device_rows() + RTE_DIM(sum_rows) + 1 + nb_rows * igbx_chip_of(dev)->max_queues;
}

static struct place
place_of(const struct rte_eth_dev *dev, uint64_t id)
{
	unsigned int nb_queues = igbx_chip_of(dev)->max_queues, nb_rows = nb_device_rows();

	if (id < nb_rows)
		return (struct place){DEVICE, id, 0};
	id -= nb_rows;
	if (id < RTE_DIM(sum_rows))
		return (struct place){SUM, id, 0};
	id -= RTE_DIM(sum_rows);
	if (id == 0)
		return (struct place){FLOW_DROPS, 0, 0};
	id--;
	return (struct place){QUEUE, id / nb_queues, id % nb_queues};
}

static void
name_of(const struct rte_eth_dev *dev, uint64_t id, struct rte_eth_xstat_name *name)
{
	struct place place = place_of(dev, id);
	uint32_t nb;

	if (place.what == DEVICE)
		snprintf(name->name, sizeof(name->name), "%s", igbx_stat_rows(&nb)[id].name);
	else if (place.what == SUM)
		snprintf(name->name, sizeof(name->name), "%s", sum_rows[place.row].name);
	else if (place.what == FLOW_DROPS)
		snprintf(name->name, sizeof(name->name), "rx_flow_dropped_packets");
	else
		snprintf(name->name, sizeof(name->name), "%s_q%u_%s", queue_rows[place.row].dir,
			place.queue, queue_rows[place.row].name);
}

static uint64_t
count_at(const struct igbx_queue_counts *counts, size_t offset)
{
	return *(const uint64_t *)((const char *)counts + offset);
}

static uint64_t
value_of(const struct rte_eth_dev *dev, uint64_t id, const struct igbx_queue_counts *sum)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct place place = place_of(dev, id);

	if (place.what == DEVICE)
		return ad->stats.count[place.row];
	if (place.what == SUM)
		return count_at(sum, sum_rows[place.row].offset);
	if (place.what == FLOW_DROPS)
		return ad->rx_flow_dropped;
	if (queue_rows[place.row].offset == RING_DROPS)
		return ad->stats.rxq_drops[place.queue];
	return count_at(&ad->queue_total[place.queue], queue_rows[place.row].offset);
}

int
igbx_dev_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats, unsigned int n)
{
	unsigned int nb = nb_xstats(dev);
	struct igbx_queue_counts sum;
	unsigned int i;
	int ret;

	if (xstats == NULL || n < nb)
		return nb;
	ret = igbx_stats_hold(dev);
	if (ret != 0)
		return ret;
	sum = igbx_queue_stats_sum(dev);
	for (i = 0; i < nb; i++) {
		xstats[i].id = i;
		xstats[i].value = value_of(dev, i, &sum);
	}
	igbx_stats_let_go(dev);
	return nb;
}

int
igbx_dev_xstats_get_names(struct rte_eth_dev *dev, struct rte_eth_xstat_name *names, unsigned int n)
{
	unsigned int nb = nb_xstats(dev);
	unsigned int i;

	if (names == NULL || n < nb)
		return nb;
	for (i = 0; i < nb; i++)
		name_of(dev, i, &names[i]);
	return nb;
}

static int
ids_check(const struct rte_eth_dev *dev, const uint64_t *ids, unsigned int n)
{
	unsigned int nb = nb_xstats(dev);
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (ids[i] >= nb) {
			IGBX_ERR("port %u: xstat id %u of %u", dev->data->port_id,
				(unsigned int)ids[i], nb);
			return -EINVAL;
		}
	}
	return 0;
}

int
igbx_dev_xstats_get_by_id(
	struct rte_eth_dev *dev, const uint64_t *ids, uint64_t *values, unsigned int n)
{
	unsigned int nb = nb_xstats(dev);
	struct igbx_queue_counts sum;
	unsigned int i;
	int ret;

	if (ids == NULL && n < nb)
		return nb;
	if (ids == NULL)
		n = nb;
	else if (ids_check(dev, ids, n) != 0)
		return -EINVAL;
	ret = igbx_stats_hold(dev);
	if (ret != 0)
		return ret;
	sum = igbx_queue_stats_sum(dev);
	for (i = 0; i < n; i++)
		values[i] = value_of(dev, ids == NULL ? i : ids[i], &sum);
	igbx_stats_let_go(dev);
	return n;
}

int
igbx_dev_xstats_get_names_by_id(struct rte_eth_dev *dev, const uint64_t *ids,
	struct rte_eth_xstat_name *names, unsigned int n)
{
	unsigned int i;

	if (ids == NULL)
		return igbx_dev_xstats_get_names(dev, names, n);
	if (ids_check(dev, ids, n) != 0)
		return -EINVAL;
	for (i = 0; i < n; i++)
		name_of(dev, ids[i], &names[i]);
	return n;
}
