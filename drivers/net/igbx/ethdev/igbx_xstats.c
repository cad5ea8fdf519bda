/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Extended statistics: the device's counters in the order of their rows, then the drops
 * of each ring, then what software discarded. Names and ids do not depend on how the
 * port is configured.
 */
#include <errno.h>
#include <stdio.h>

#include "igbx_ethdev.h"

struct sw_row {
	const char *name;
	size_t offset; /* of the count in struct igbx_sw_stats */
};

static const struct sw_row sw_rows[] = {
	{"rx_sw_discarded_error_packets", offsetof(struct igbx_sw_stats, rx_err)},
	{"rx_sw_discarded_oversize_packets", offsetof(struct igbx_sw_stats, rx_oversize)},
	{"tx_sw_discarded_packets", offsetof(struct igbx_sw_stats, tx_err)},
	{"rx_flow_dropped_packets", offsetof(struct igbx_sw_stats, rx_flow_dropped)},
};

static unsigned int
nb_rows(void)
{
	uint32_t nb;

	(void)igbx_stat_rows(&nb);
	return nb;
}

static unsigned int
nb_xstats(const struct rte_eth_dev *dev)
{
	return nb_rows() + igbx_chip_of(dev)->max_queues + RTE_DIM(sw_rows);
}

static void
name_of(const struct rte_eth_dev *dev, uint64_t id, struct rte_eth_xstat_name *name)
{
	unsigned int nb_queues = igbx_chip_of(dev)->max_queues;
	uint32_t rows;
	const struct igbx_stat_row *row = igbx_stat_rows(&rows);

	if (id < rows)
		snprintf(name->name, sizeof(name->name), "%s", row[id].name);
	else if (id < rows + nb_queues)
		snprintf(name->name, sizeof(name->name), "rx_q%u_dropped_packets",
			(unsigned int)(id - rows));
	else
		snprintf(name->name, sizeof(name->name), "%s", sw_rows[id - rows - nb_queues].name);
}

static uint64_t
value_of(const struct rte_eth_dev *dev, uint64_t id, const struct igbx_sw_stats *sw)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	unsigned int rows = nb_rows();

	if (id < rows)
		return ad->stats.count[id];
	id -= rows;
	if (id < igbx_chip_of(dev)->max_queues)
		return ad->stats.rxq_drops[id];
	id -= igbx_chip_of(dev)->max_queues;
	return *(const uint64_t *)((const char *)sw + sw_rows[id].offset);
}

int
igbx_dev_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats, unsigned int n)
{
	unsigned int nb = nb_xstats(dev);
	struct igbx_sw_stats sw;
	unsigned int i;
	int ret;

	if (xstats == NULL || n < nb)
		return nb;
	ret = igbx_stats_save(dev);
	if (ret != 0)
		return ret;
	sw = igbx_sw_stats_sum(dev);
	for (i = 0; i < nb; i++) {
		xstats[i].id = i;
		xstats[i].value = value_of(dev, i, &sw);
	}
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
	struct igbx_sw_stats sw;
	unsigned int i;
	int ret;

	if (ids == NULL && n < nb)
		return nb;
	if (ids == NULL)
		n = nb;
	else if (ids_check(dev, ids, n) != 0)
		return -EINVAL;
	ret = igbx_stats_save(dev);
	if (ret != 0)
		return ret;
	sw = igbx_sw_stats_sum(dev);
	for (i = 0; i < n; i++)
		values[i] = value_of(dev, ids == NULL ? i : ids[i], &sw);
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
