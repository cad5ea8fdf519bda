/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Totals since the last reset of the counters. The device clears its counters when
 * they are read and when it is reset, so they are added up here, the last time just
 * before each reset: stop and start lose nothing. Only the primary process reads them; a
 * secondary one asks it to, and finds the totals in the shared memory.
 */
#include <rte_alarm.h>
#include <rte_cycles.h>

#include "igbx_ethdev.h"
#include "igbx_mp.h"

/* Counters of packets have 32 bits and stay full when they are: 82576 datasheet 8.19. The shortest
 * frames at line rate take 48 minutes for that.
 */
#define LOOK_US (5 * 60 * US_PER_S)

static uint64_t
ring_drops(const struct igbx_adapter *ad)
{
	uint64_t nb = 0;
	unsigned int q;

	for (q = 0; q < IGBX_MAX_QUEUES; q++)
		nb += ad->stats.rxq_drops[q];
	return nb;
}

/* Under stats_lock. */
static int
stats_collect(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint64_t *drops = &ad->stats.rxq_drops[ad->flows.drop_queue];
	uint64_t before = *drops, before_all = ring_drops(ad);
	int ret;

	igbx_queue_stats_collect(dev);
	ret = igbx_stats_collect(&ad->hw, &ad->stats);
	/* With pools a packet may be dropped by one and received by another. */
	if (!ad->vmdq.pools.on)
		ad->rx_in_no_ring += ring_drops(ad) - before_all;
	/* What a rule dropped is no loss. */
	if (ad->flows.nb_drops > 0) {
		ad->rx_flow_dropped += *drops - before;
		*drops = before;
	}
	return ret;
}

int
igbx_stats_hold(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return igbx_mp_ask(dev, IGBX_MP_STATS_SAVE);
	rte_spinlock_lock(&ad->stats_lock);
	ret = stats_collect(dev);
	if (ret != 0)
		rte_spinlock_unlock(&ad->stats_lock);
	return ret;
}

void
igbx_stats_let_go(struct rte_eth_dev *dev)
{
	if (rte_eal_process_type() == RTE_PROC_PRIMARY)
		rte_spinlock_unlock(&igbx_adapter_of(dev)->stats_lock);
}

int
igbx_stats_save(struct rte_eth_dev *dev)
{
	int ret = igbx_stats_hold(dev);

	if (ret == 0)
		igbx_stats_let_go(dev);
	return ret;
}

/* ---- while nobody asks ---- */

static void
look(void *arg)
{
	struct rte_eth_dev *dev = arg;

	/* A device that is gone counts nothing any more. */
	if (igbx_stats_save(dev) == 0)
		(void)igbx_stats_watch(dev, true);
}

int
igbx_stats_watch(struct rte_eth_dev *dev, bool on)
{
	int ret;

	if (!on) {
		/* Waits for one that is under way. */
		(void)rte_eal_alarm_cancel(look, dev);
		return 0;
	}
	ret = rte_eal_alarm_set(LOOK_US, look, dev);
	if (ret != 0)
		IGBX_ERR("port %u: no alarm to read the counters before they are full (%d)",
			dev->data->port_id, ret);
	return ret;
}

int
igbx_stats_save_and_reset_device(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	rte_spinlock_lock(&ad->stats_lock);
	/* Nothing may be counted between the last look and the reset. */
	(void)igbx_rx_enable(&ad->hw, false);
	(void)igbx_tx_enable(&ad->hw, false);
	/* What cannot be read any more is lost, and no reason not to stop. */
	(void)stats_collect(dev);
	ret = igbx_hw_reset(&ad->hw);
	rte_spinlock_unlock(&ad->stats_lock);
	return ret;
}

/* The device counts octets with the CRC, ethdev without. */
static uint64_t
bytes_without_crc(uint64_t octets, uint64_t packets)
{
	uint64_t crc = packets * RTE_ETHER_CRC_LEN;

	/* The packet counter may have been read a moment after the octets. */
	return octets > crc ? octets - crc : 0;
}

/* GPRC counts what gets through the filters and fits the packet buffer, so that it includes what
 * full rings and rules drop.
 */
static uint64_t
packets_to_rings(const struct igbx_adapter *ad)
{
	uint64_t passed = ad->stats.count[IGBX_STAT_GPRC];

	return ad->rx_in_no_ring > passed ? passed : passed - ad->rx_in_no_ring;
}

int
igbx_dev_stats_get(
	struct rte_eth_dev *dev, struct rte_eth_stats *stats, struct eth_queue_stats *queues)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	const uint64_t *count = ad->stats.count;
	struct igbx_queue_counts sw;
	int ret;

	ret = igbx_stats_hold(dev);
	if (ret != 0)
		return ret;
	sw = igbx_queue_stats_sum(dev);
	if (queues != NULL)
		igbx_queue_stats_fill(ad, queues);
	stats->ipackets = packets_to_rings(ad);
	stats->opackets = count[IGBX_STAT_GPTC];
	stats->ibytes = bytes_without_crc(count[IGBX_STAT_GORC], count[IGBX_STAT_GPRC]);
	stats->obytes = bytes_without_crc(count[IGBX_STAT_GOTC], count[IGBX_STAT_GPTC]);
	/* Lost for want of room: in the packet buffer, and in rings that drop. RNBC is no loss,
	 * it counts packets that had to wait: 82576 datasheet 8.19 (RNBC, MPC, RQDPC).
	 */
	stats->imissed = count[IGBX_STAT_MPC] + ring_drops(ad);
	/* RLEC counts what RUC and ROC tell apart, and is left out for that. */
	stats->ierrors = count[IGBX_STAT_CRCERRS] + count[IGBX_STAT_RUC] + count[IGBX_STAT_ROC] +
			 count[IGBX_STAT_RXERRC] + count[IGBX_STAT_ALGNERRC] + sw.rx_err +
			 sw.rx_oversize;
	stats->oerrors = count[IGBX_STAT_ECOL] + count[IGBX_STAT_LATECOL] +
			 count[IGBX_STAT_HTDPMC] + sw.tx_err;
	igbx_stats_let_go(dev);
	return 0;
}

int
igbx_dev_stats_reset(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return igbx_mp_ask(dev, IGBX_MP_STATS_RESET);
	rte_spinlock_lock(&ad->stats_lock);
	/* Reading is what clears the device's own. */
	ret = stats_collect(dev);
	if (ret == 0) {
		memset(&ad->stats, 0, sizeof(ad->stats));
		memset(ad->queue_total, 0, sizeof(ad->queue_total));
		ad->rx_flow_dropped = 0;
		ad->rx_in_no_ring = 0;
	}
	rte_spinlock_unlock(&ad->stats_lock);
	return ret;
}
