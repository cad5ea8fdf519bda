/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Limits on the rate of transmit queues. The adapter remembers them in bits per second: a
 * reset loses what the device was told, and that is relative to the link's speed besides.
 * Whoever sees the link come up at another speed tells the device anew.
 */
#include <errno.h>

#include "igbx_ethdev.h"

/* The link's speed is only known when it is up; the fastest errs on the side of too slow. */
#define START_LINK_MBPS 1000

int
igbx_rates_apply(struct igbx_adapter *ad, uint32_t link_mbps)
{
	uint16_t q;
	int ret;

	/* What has no limit has none after the reset that every start begins with. */
	for (q = 0; q < ad->hw.chip->max_queues; q++) {
		if (ad->txq_rate_bps[q] == 0)
			continue;
		ret = igbx_txq_rate_set(&ad->hw, q, ad->txq_rate_bps[q], link_mbps);
		if (ret != 0)
			return ret;
	}
	ad->rate_link_mbps = link_mbps;
	return 0;
}

int
igbx_rates_restore(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	rte_spinlock_lock(&ad->link_lock);
	ret = igbx_rates_apply(ad, START_LINK_MBPS);
	rte_spinlock_unlock(&ad->link_lock);
	return ret;
}

int
igbx_rate_change(struct rte_eth_dev *dev, uint16_t queue, uint64_t rate_bps)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret = 0;

	rte_spinlock_lock(&ad->link_lock);
	if (dev->data->dev_started)
		ret = igbx_txq_rate_set(&ad->hw, queue, rate_bps, ad->rate_link_mbps);
	if (ret == 0)
		ad->txq_rate_bps[queue] = rate_bps;
	rte_spinlock_unlock(&ad->link_lock);
	return ret;
}

void
igbx_rates_trim(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint16_t q;

	for (q = dev->data->nb_tx_queues; q < IGBX_MAX_QUEUES; q++)
		ad->txq_rate_bps[q] = 0;
}

/* The traffic manager's rates need not be whole Mb/s. */
int
igbx_dev_get_queue_rate_limit(struct rte_eth_dev *dev, uint16_t queue, uint32_t *rate_mbps)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);

	*rate_mbps = (ad->txq_rate_bps[queue] + IGBX_BITS_PER_MBIT - 1) / IGBX_BITS_PER_MBIT;
	return 0;
}

int
igbx_dev_set_queue_rate_limit(struct rte_eth_dev *dev, uint16_t queue, uint32_t rate_mbps)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint16_t port = dev->data->port_id;

	if (queue >= dev->data->nb_tx_queues) {
		IGBX_ERR("port %u: rate limit for Tx queue %u: there are %u", port, queue,
			dev->data->nb_tx_queues);
		return -EINVAL;
	}
	if (rate_mbps > IGBX_RATE_MAX_MBPS) {
		IGBX_ERR("port %u Tx queue %u: rate limit %u Mb/s: 1 to %u, or 0 for none", port,
			queue, rate_mbps, IGBX_RATE_MAX_MBPS);
		return -EINVAL;
	}
	if (ad->tm.committed) {
		IGBX_ERR("port %u Tx queue %u: rate limit %u Mb/s: the traffic manager's hierarchy "
			 "says how fast the queues are",
			port, queue, rate_mbps);
		return -EBUSY;
	}
	return igbx_rate_change(dev, queue, rate_mbps * IGBX_BITS_PER_MBIT);
}
