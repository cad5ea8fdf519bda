/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A port from probe to close, configured by chance.
 */
#include <errno.h>
#include <string.h>

#include <rte_mbuf.h>

#include "longrun.h"

#define LINK_STEP_US 10000
#define LINK_STEPS   1000
#define RX_MBUFS_MAX 3000 /* in all rings together */

/* ---- the link ---- */

void
lr_irq(struct lr *lr)
{
	if (!lr->started || !lr->lsc || lr->secondary)
		return;
	/* What start wrote to the interrupt's file is no answer. */
	(void)rig_irq_state(&lr->rig);
	(void)rig_irq_deliver(&lr->rig);
}

bool
lr_wait_link(struct lr *lr)
{
	struct rte_eth_link link;
	unsigned int i;

	for (i = 0; i < LINK_STEPS; i++) {
		lr_irq(lr);
		if (rte_eth_link_get_nowait(lr->rig.port, &link) == 0 && link.link_status) {
			lr->link = LR_LINK_UP;
			return true;
		}
		nm_advance_us(lr->rig.nm, LINK_STEP_US);
	}
	return false;
}

/* ---- probe ---- */

static void
forget(struct lr *lr)
{
	lr->started = lr->rss = lr->rxq_intr = lr->tm = lr->tm_profiles = false;
	lr->promiscuous = lr->all_multicast = false;
	lr->link = LR_LINK_DOWN;
	lr->nb_rxq = lr->nb_txq = 0;
	lr->own = LR_DST_OWN;
	lr->uc = 1;
	lr->mc = 0;
	lr->vlans = 0;
	memset(&lr->vmdq, 0, sizeof(lr->vmdq));
	memset(lr->rules, 0, sizeof(lr->rules));
}

void
lr_probe(struct lr *lr)
{
	static const char *const drop[] = {"rx_drop=0", "rx_drop=1", "rx_drop=auto"};
	static const char *const flow[] = {"", ",flow_ctrl=none", ",flow_ctrl=full"};
	static const char *const simd[] = {
		"", ",simd=scalar", ",simd=sse", ",simd=avx2", ",simd=avx512"};
	char args[128];
	int ret;

	snprintf(args, sizeof(args), "%s%s%s", drop[lr_pick(3)], flow[lr_pick(3)],
		lr_once_in(2) ? simd[lr_pick(5)] : "");
	lr_note("probe %s", args);
	ret = rig_probe(&lr->rig, args);
	/* A CPU may lack the instructions: then the port is refused, and the next try asks for
	 * none. */
	if (ret == -EINVAL && strstr(args, "simd") != NULL) {
		*strstr(args, ",simd") = '\0';
		ret = rig_probe(&lr->rig, args);
	}
	lr_expect(lr, "probe", 0, ret);
	forget(lr);
	lr_counters_zero(lr);
}

/* ---- configure ---- */

static const uint64_t rx_choices[] = {RTE_ETH_RX_OFFLOAD_VLAN_STRIP, RTE_ETH_RX_OFFLOAD_IPV4_CKSUM,
	RTE_ETH_RX_OFFLOAD_UDP_CKSUM, RTE_ETH_RX_OFFLOAD_TCP_CKSUM, RTE_ETH_RX_OFFLOAD_KEEP_CRC,
	RTE_ETH_RX_OFFLOAD_SCATTER, RTE_ETH_RX_OFFLOAD_RSS_HASH, RTE_ETH_RX_OFFLOAD_VLAN_FILTER};
static const uint64_t tx_choices[] = {RTE_ETH_TX_OFFLOAD_VLAN_INSERT, RTE_ETH_TX_OFFLOAD_IPV4_CKSUM,
	RTE_ETH_TX_OFFLOAD_UDP_CKSUM, RTE_ETH_TX_OFFLOAD_TCP_CKSUM, RTE_ETH_TX_OFFLOAD_TCP_TSO,
	RTE_ETH_TX_OFFLOAD_MULTI_SEGS, RTE_ETH_TX_OFFLOAD_MULTI_SEGS};
static const uint64_t rss_choices[] = {RTE_ETH_RSS_IPV4, RTE_ETH_RSS_NONFRAG_IPV4_UDP,
	RTE_ETH_RSS_NONFRAG_IPV4_TCP, RTE_ETH_RSS_IPV6, RTE_ETH_RSS_NONFRAG_IPV6_UDP,
	RTE_ETH_RSS_NONFRAG_IPV6_TCP};

static uint64_t
choose(const uint64_t *choices, unsigned int nb)
{
	uint64_t chosen = 0;
	unsigned int i;

	for (i = 0; i < nb; i++)
		chosen |= lr_once_in(2) ? choices[i] : 0;
	return chosen;
}

static void
hash_choose(struct lr *lr)
{
	unsigned int i;

	lr->rss_hf = choose(rss_choices, RTE_DIM(rss_choices)) | RTE_ETH_RSS_IPV4;
	for (i = 0; i < sizeof(lr->key); i++)
		lr->key[i] = lr_pick(256);
	for (i = 0; i < RTE_DIM(lr->reta); i++)
		lr->reta[i] = i % (lr->vmdq.on ? 2 : lr->nb_rxq);
}

static void
conf_choose(struct lr *lr)
{
	static const uint16_t mtus[] = {1500, 1500, 1500, 68, 576, 2022, 4000, 9000, 9702};

	lr->nb_rxq = 1 + lr_pick(lr_once_in(2) ? 4 : LR_QUEUES);
	lr->nb_txq = 1 + lr_pick(lr_once_in(2) ? 4 : LR_QUEUES);
	lr->mtu = mtus[lr_pick(RTE_DIM(mtus))];
	lr->rx_offloads = choose(rx_choices, RTE_DIM(rx_choices));
	lr->tx_offloads = choose(tx_choices, RTE_DIM(tx_choices));
	/* Not with what takes several references or pools. */
	if (lr_once_in(3))
		lr->tx_offloads |= RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
	lr->rxq_intr = lr_once_in(3);
	lr->lsc = !lr->rxq_intr && lr_once_in(2);
	lr->rss = lr->nb_rxq > 1 || lr_once_in(2);
	lr->vmdq.on = false;
	if (lr_once_in(4))
		lr_pools_choose(lr);
	hash_choose(lr);
	if (!lr->rss)
		lr->rx_offloads &= ~RTE_ETH_RX_OFFLOAD_RSS_HASH;
}

static int
configure(struct lr *lr)
{
	struct rte_eth_conf conf = {
		.rxmode.mtu = lr->mtu,
		.rxmode.offloads = lr->rx_offloads,
		.rxmode.mq_mode = lr->rss ? RTE_ETH_MQ_RX_RSS : RTE_ETH_MQ_RX_NONE,
		.txmode.offloads = lr->tx_offloads,
		.rx_adv_conf.rss_conf = {.rss_key = lr->key,
			.rss_key_len = sizeof(lr->key),
			.rss_hf = lr->rss_hf},
		.intr_conf.lsc = lr->lsc,
		.intr_conf.rxq = lr->rxq_intr,
	};

	if (!lr->rss)
		conf.rx_adv_conf.rss_conf = (struct rte_eth_rss_conf){0};
	if (lr->vmdq.on)
		lr_pools_conf(lr, &conf);
	return rte_eth_dev_configure(lr->rig.port, lr->nb_rxq, lr->nb_txq, &conf);
}

static bool
rules_need_more(const struct lr *lr)
{
	unsigned int i;

	for (i = 0; i < LR_RULES; i++) {
		const struct lr_rule *r = &lr->rules[i];

		if (r->flow != NULL && (lr->vmdq.on || r->queue < 0 || r->queue >= lr->nb_rxq))
			return true;
	}
	return false;
}

static uint16_t
ring_choose(uint16_t most)
{
	uint16_t nb = lr_once_in(3) ? 32 : 32 + 8 * lr_pick(32);

	return RTE_MIN(nb, RTE_ALIGN_FLOOR(most, 8));
}

static void
rx_queues_setup(struct lr *lr)
{
	struct rte_mempool *pool = lr->pools[lr_pick(2) * lr_pick(3)];
	struct rte_eth_rxconf conf = {0};
	uint16_t q;

	for (q = 0; q < lr->nb_rxq; q++) {
		conf.rx_drop_en = lr_once_in(4);
		conf.rx_free_thresh = lr_once_in(2) ? 0 : 1 + lr_pick(31);
		conf.rx_deferred_start = lr_once_in(10);
		lr->rxq[q].nb_desc = ring_choose(RX_MBUFS_MAX / lr->nb_rxq);
		lr->rxq[q].pool = lr_once_in(8) ? lr->pools[lr_pick(3)] : pool;
		lr->rxq[q].deferred = conf.rx_deferred_start;
		lr_split_choose(lr, q);
		lr_expect(lr, "Rx queue setup", 0, lr_split_setup(lr, q, &conf));
	}
}

static void
tx_queues_setup(struct lr *lr)
{
	struct rte_eth_txconf conf = {.offloads = 0};
	uint16_t q;

	for (q = 0; q < lr->nb_txq; q++) {
		lr->txq[q].nb_desc = ring_choose(512);
		conf.tx_rs_thresh = lr_once_in(2) ? 0 : 1 + lr_pick(15);
		conf.tx_free_thresh = conf.tx_rs_thresh;
		conf.tx_deferred_start = lr_once_in(10);
		lr->txq[q].deferred = conf.tx_deferred_start;
		lr_expect(lr, "Tx queue setup", 0,
			rte_eth_tx_queue_setup(lr->rig.port, q, lr->txq[q].nb_desc, 0, &conf));
	}
}

void
lr_configure(struct lr *lr)
{
	bool had_pools = lr->vmdq.on;
	uint16_t had_txq = lr->nb_txq;
	int ret;

	conf_choose(lr);
	lr_note("configure %u Rx, %u Tx queues, MTU %u, Rx offloads 0x%" PRIx64 ", Tx 0x%" PRIx64
		", RSS 0x%" PRIx64 "%s%s%s",
		lr->nb_rxq, lr->nb_txq, lr->mtu, lr->rx_offloads, lr->tx_offloads,
		lr->rss ? lr->rss_hf : 0, lr->lsc ? ", link interrupt" : "",
		lr->rxq_intr ? ", Rx interrupts" : "", lr->vmdq.on ? ", pools" : "");
	lr_intr_vectors(lr, lr->rxq_intr);
	ret = configure(lr);
	/* Rules that no longer fit are named, and must go first. */
	if (ret == -EBUSY && rules_need_more(lr)) {
		lr_rules_flush(lr);
		ret = configure(lr);
	}
	lr_expect(lr, "configure", 0, ret);
	/* The traffic manager has a node for each queue. */
	lr->tm &= lr->nb_txq == had_txq;
	/* With pools a packet may arrive several times: the accounts are others. */
	if (lr->vmdq.on != had_pools) {
		lr_expect(lr, "counters to zero", 0, rte_eth_stats_reset(lr->rig.port));
		lr_counters_zero(lr);
	}
	lr_hoard_give_back(lr);
	lr_split_begin(lr);
	rx_queues_setup(lr);
	tx_queues_setup(lr);
}

/* ---- start, stop, close ---- */

void
lr_rx_queue_is_on(struct lr *lr, uint16_t queue)
{
	struct rte_eth_rxq_info info;

	lr_expect(lr, "Rx queue info", 0, rte_eth_rx_queue_info_get(lr->rig.port, queue, &info));
	lr->rxq[queue].on = true;
	lr->rxq[queue].drops = info.conf.rx_drop_en != 0;
}

void
lr_start(struct lr *lr)
{
	uint16_t q;

	lr_hoard_give_back(lr);
	nm_set_cable(lr->rig.nm, true);
	lr_expect(lr, "start", 0, rte_eth_dev_start(lr->rig.port));
	for (q = 0; q < lr->nb_rxq; q++)
		if (!lr->rxq[q].deferred)
			lr_rx_queue_is_on(lr, q);
	for (q = 0; q < lr->nb_txq; q++)
		lr->txq[q].on = !lr->txq[q].deferred;
	lr->started = true;
	if (!lr_wait_link(lr))
		lr_fault(lr, "the link comes up after start", "within a few seconds", "it is down");
}

void
lr_stop(struct lr *lr)
{
	lr_expect(lr, "stop", 0, rte_eth_dev_stop(lr->rig.port));
	lr_is_stopped(lr);
}

void
lr_is_stopped(struct lr *lr)
{
	uint16_t q;

	for (q = 0; q < LR_QUEUES; q++) {
		lr_rx_discard(lr, q, &lr->total.rx_stopped);
		lr_tx_discard(lr, q, &lr->total.tx_stopped);
		lr->rxq[q].on = lr->txq[q].on = lr->rxq[q].armed = false;
	}
	lr->started = false;
	lr->link = LR_LINK_DOWN;
	lr->rig.irq_raised = false;
	lr_check_mbufs_stopped(lr);
	lr_check_counters(lr);
}

void
lr_all_gone(struct lr *lr)
{
	uint16_t q;

	for (q = 0; q < LR_QUEUES; q++) {
		lr_rx_discard(lr, q, &lr->total.rx_gone);
		lr_tx_discard(lr, q, &lr->total.tx_gone);
		lr->rxq[q].on = lr->txq[q].on = lr->rxq[q].armed = false;
	}
	forget(lr);
}

void
lr_close(struct lr *lr)
{
	if (lr->started)
		lr_stop(lr);
	lr_expect(lr, "close", 0, rte_eth_dev_close(lr->rig.port));
	lr_all_gone(lr);
	lr_check_closed(lr);
}

void
lr_hoard_give_back(struct lr *lr)
{
	if (lr->nb_hoard == 0)
		return;
	rte_pktmbuf_free_bulk(lr->hoard, lr->nb_hoard);
	lr->nb_hoard = 0;
}
