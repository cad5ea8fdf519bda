/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * VMDq: pools of queues as chance sets them up, and which of them get a copy of a packet. 82576
 * datasheet 7.10.3.
 */
#include <string.h>

#include "longrun.h"

#define POOLS_MAX 8

static uint8_t
mask_of(unsigned int nb)
{
	return (1u << RTE_MIN(nb, (unsigned int)POOLS_MAX)) - 1;
}

void
lr_pools_choose(struct lr *lr)
{
	static const uint32_t accepts[] = {RTE_ETH_VMDQ_ACCEPT_UNTAG, RTE_ETH_VMDQ_ACCEPT_HASH_MC,
		RTE_ETH_VMDQ_ACCEPT_BROADCAST, RTE_ETH_VMDQ_ACCEPT_MULTICAST};
	struct lr_vmdq *v = &lr->vmdq;
	bool rss = lr_once_in(2);
	unsigned int i;

	memset(v, 0, sizeof(*v));
	lr->nb_rxq = rss ? POOLS_MAX + 1 + lr_pick(POOLS_MAX) : 1 + lr_pick(POOLS_MAX);
	lr->rss = rss;
	v->on = true;
	v->pools = mask_of(lr->nb_rxq);
	v->rss_pools = rss ? mask_of(lr->nb_rxq - POOLS_MAX) : 0;
	v->default_on = lr_once_in(2);
	v->default_pool = v->default_on ? lr_pick(RTE_MIN(lr->nb_rxq, POOLS_MAX)) : 0;
	v->nb_maps = lr_once_in(3) ? 0 : 1 + lr_pick(LR_VLANS);
	/* One pool for each VLAN mostly, now and then several. */
	for (i = 1; i <= v->nb_maps; i++) {
		v->map[i] = RTE_BIT32(lr_pick(RTE_MIN(lr->nb_rxq, POOLS_MAX)));
		if (lr_once_in(6))
			v->map[i] |= v->pools & lr_pick(256);
	}
	for (i = 0; i < RTE_DIM(accepts); i++)
		v->accept |= lr_once_in(2) ? accepts[i] : 0;
}

void
lr_pools_conf(const struct lr *lr, struct rte_eth_conf *conf)
{
	struct rte_eth_vmdq_rx_conf *rx = &conf->rx_adv_conf.vmdq_rx_conf;
	const struct lr_vmdq *v = &lr->vmdq;
	unsigned int i;

	conf->rxmode.mq_mode = lr->rss ? RTE_ETH_MQ_RX_VMDQ_RSS : RTE_ETH_MQ_RX_VMDQ_ONLY;
	rx->nb_queue_pools = RTE_ETH_8_POOLS;
	rx->enable_default_pool = v->default_on;
	rx->default_pool = v->default_pool;
	rx->rx_mode = v->accept;
	rx->nb_pool_maps = v->nb_maps;
	for (i = 1; i <= v->nb_maps; i++) {
		rx->pool_map[i - 1].vlan_id = i;
		rx->pool_map[i - 1].pools = v->map[i];
	}
}

/* ---- which pools ---- */

static uint8_t
all_if(const struct lr_vmdq *v, bool wanted)
{
	return wanted ? v->pools : 0;
}

static uint8_t
by_address(const struct lr *lr, uint8_t dst)
{
	const struct lr_vmdq *v = &lr->vmdq;
	uint8_t mapped = 0;
	unsigned int i;

	if (dst == LR_DST_BC)
		return all_if(v, v->accept & RTE_ETH_VMDQ_ACCEPT_BROADCAST);
	if (dst >= LR_DST_MC && dst < LR_DST_BC)
		return all_if(
			v, v->accept & RTE_ETH_VMDQ_ACCEPT_MULTICAST || lr->promiscuous ||
				   lr->all_multicast ||
				   (v->accept & RTE_ETH_VMDQ_ACCEPT_HASH_MC && lr->mc >> dst & 1));
	if (dst >= LR_DST_UC || !(lr->uc >> dst & 1))
		return 0;
	if (dst != lr->own)
		return lr->uc_pools[dst];
	for (i = 1; i <= v->nb_maps; i++)
		mapped |= v->map[i];
	return v->nb_maps > 0 ? mapped : 1u << v->default_pool;
}

static uint8_t
by_vlan(const struct lr *lr, const struct lr_packet *p)
{
	const struct lr_vmdq *v = &lr->vmdq;
	uint16_t id = p->tci & 0xFFF;

	if (!p->tagged)
		return all_if(v, v->accept & RTE_ETH_VMDQ_ACCEPT_UNTAG);
	if (v->nb_maps > 0)
		return v->map[id];
	return all_if(v, lr->vlans >> id & 1);
}

uint32_t
lr_pools_foretell(const struct lr *lr, const struct lr_packet *p, const struct lr_entry *e)
{
	bool filter = (lr->rx_offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER) != 0;
	const struct lr_vmdq *v = &lr->vmdq;
	uint16_t id = p->tci & 0xFFF;
	uint8_t pools = by_address(lr, p->dst);
	bool multicast = p->dst >= LR_DST_MC && p->dst <= LR_DST_BC;
	bool second;

	/* VLANs that a map names need not be in the filter. */
	if (filter && p->tagged && !(lr->vlans >> id & 1) && id > v->nb_maps)
		return 0;
	if (filter || v->nb_maps > 0)
		pools &= by_vlan(lr, p);
	if (pools == 0 && !multicast && v->default_on)
		pools = 1u << v->default_pool;
	pools &= v->pools;
	second = e->hashed && lr->reta[e->hash % RTE_DIM(lr->reta)] % 2 == 1;
	if (!second)
		return pools;
	return (uint32_t)(pools & v->rss_pools) << POOLS_MAX | (pools & ~v->rss_pools);
}
