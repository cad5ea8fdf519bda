/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Transmit queues: setup, and what they were set up with.
 */
#include <errno.h>

#include "igbx_ethdev.h"

/* Of a ring, so much is never in flight: the gap between head and tail, and a context. */
#define TX_RING_RESERVE 3

/* Applications written for cards whose field has seven bits, DPDK's own tests and examples among
 * them, ask for 32 and 36. It says when descriptors are fetched and changes nothing that can be
 * seen, so they get as much as there is: 82576 datasheet 8.12.
 */
#define PTHRESH_MAX  31
#define PTHRESH_WIDE 127

static struct rte_eth_thresh
tx_thresh_of(const struct rte_eth_dev *dev, uint16_t queue, const struct rte_eth_txconf *conf)
{
	struct rte_eth_thresh thresh = conf->tx_thresh;

	if (thresh.pthresh > PTHRESH_MAX && thresh.pthresh <= PTHRESH_WIDE) {
		IGBX_NOTICE("port %u Tx queue %u: pthresh %u: the device has %u at most, and uses "
			    "that",
			dev->data->port_id, queue, thresh.pthresh, PTHRESH_MAX);
		thresh.pthresh = PTHRESH_MAX;
	}
	return thresh;
}

static int
thresholds_of(const struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc,
	const struct rte_eth_txconf *conf, uint16_t *rs, uint16_t *release)
{
	uint16_t most = nb_desc - TX_RING_RESERVE;
	uint16_t port = dev->data->port_id;

	*rs = conf->tx_rs_thresh != 0 ? igbx_thresh_of(conf->tx_rs_thresh, most, nb_desc)
				      : RTE_MIN(IGBX_THRESH_DEFAULT, nb_desc / 4);
	*release = conf->tx_free_thresh != 0 ? igbx_thresh_of(conf->tx_free_thresh, most, nb_desc)
					     : RTE_MIN(IGBX_THRESH_DEFAULT, nb_desc / 4);
	if (*rs > most) {
		IGBX_ERR("port %u Tx queue %u: tx_rs_thresh %u: at most %u of %u descriptors", port,
			queue, *rs, most, nb_desc);
		return -EINVAL;
	}
	if (*release > most) {
		IGBX_ERR("port %u Tx queue %u: tx_free_thresh %u: at most %u of %u descriptors",
			port, queue, *release, most, nb_desc);
		return -EINVAL;
	}
	return 0;
}

int
igbx_dev_tx_queue_setup(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc,
	unsigned int socket, const struct rte_eth_txconf *conf)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct rte_eth_thresh thresh = tx_thresh_of(dev, queue, conf);
	uint16_t rs, release;
	struct igbx_txq *q;
	int ret;

	ret = thresholds_of(dev, queue, nb_desc, conf, &rs, &release);
	if (ret == 0)
		ret = igbx_thresh_check(dev, "Tx", queue, &thresh);
	if (ret != 0)
		return ret;
	q = igbx_txq_alloc(dev, queue, nb_desc, socket);
	if (q == NULL)
		return -ENOMEM;
	q->tail_reg = igbx_txq_tail(&ad->hw, queue);
	q->rs_thresh = rs;
	q->free_thresh = release;
	q->pthresh = thresh.pthresh;
	q->hthresh = thresh.hthresh;
	q->wthresh = thresh.wthresh;
	q->deferred_start = conf->tx_deferred_start != 0;
	q->count_bytes = ad->args.queue_bytes;
	q->path = IGBX_NO_PATH;
	igbx_txq_offloads_set(q, conf->offloads | dev->data->dev_conf.txmode.offloads);
	igbx_txq_reset(q);
	dev->data->tx_queues[queue] = q;
	dev->data->tx_queue_state[queue] = RTE_ETH_QUEUE_STATE_STOPPED;
	return 0;
}

void
igbx_dev_txq_info_get(struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_txq_info *info)
{
	const struct igbx_txq *q = dev->data->tx_queues[queue];

	info->nb_desc = q->nb_desc;
	info->conf.tx_thresh.pthresh = q->pthresh;
	info->conf.tx_thresh.hthresh = q->hthresh;
	info->conf.tx_thresh.wthresh = q->wthresh;
	info->conf.tx_rs_thresh = q->rs_thresh;
	info->conf.tx_free_thresh = q->free_thresh;
	info->conf.tx_deferred_start = q->deferred_start;
	info->conf.offloads = q->offloads;
}
