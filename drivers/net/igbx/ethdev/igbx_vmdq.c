/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * VMDq: up to eight pools of queues that share the port. A pool receives what is sent to the
 * addresses that rte_eth_dev_mac_addr_add() gave it, within the VLANs that the configuration
 * maps to it. The port's own address belongs to all pools that a map names, so that its VLAN
 * decides; without maps, to the default pool.
 */
#include <errno.h>

#include "igbx_ethdev.h"

#define ACCEPT_ALL                                                                               \
	(RTE_ETH_VMDQ_ACCEPT_UNTAG | RTE_ETH_VMDQ_ACCEPT_HASH_MC | RTE_ETH_VMDQ_ACCEPT_HASH_UC | \
		RTE_ETH_VMDQ_ACCEPT_BROADCAST | RTE_ETH_VMDQ_ACCEPT_MULTICAST)

static uint8_t
mask_of(unsigned int nb)
{
	return (1u << RTE_MIN(nb, (unsigned int)IGBX_NB_POOLS)) - 1;
}

static int
pools_check(const struct rte_eth_dev *dev, const struct rte_eth_vmdq_rx_conf *conf, bool rss)
{
	uint16_t port = dev->data->port_id, nb_queues = dev->data->nb_rx_queues;

	if (conf->nb_queue_pools != RTE_ETH_8_POOLS) {
		IGBX_ERR("port %u: VMDq with %u pools: the device has 8", port,
			(unsigned int)conf->nb_queue_pools);
		return -EINVAL;
	}
	if (nb_queues == 0 || (rss && nb_queues <= IGBX_NB_POOLS)) {
		IGBX_ERR("port %u: VMDq%s with %u Rx queues: a pool p has queue p%s", port,
			rss ? " and RSS" : "", nb_queues,
			rss ? " and queue p + 8, so that 9 to 16 are needed" : "");
		return -EINVAL;
	}
	if (conf->enable_default_pool != 0 && conf->default_pool >= IGBX_NB_POOLS) {
		IGBX_ERR("port %u: VMDq default pool %u: pools are 0 to 7", port,
			conf->default_pool);
		return -EINVAL;
	}
	if (conf->enable_default_pool != 0 && conf->default_pool >= nb_queues) {
		IGBX_ERR("port %u: VMDq default pool %u has no queue, there are %u", port,
			conf->default_pool, nb_queues);
		return -EINVAL;
	}
	if (conf->enable_loop_back != 0) {
		IGBX_ERR("port %u: VMDq loopback: there is none between pools", port);
		return -ENOTSUP;
	}
	if ((conf->rx_mode & ~ACCEPT_ALL) != 0) {
		IGBX_ERR("port %u: VMDq rx_mode 0x%x: there is 0x%x", port, conf->rx_mode,
			ACCEPT_ALL);
		return -EINVAL;
	}
	return 0;
}

static int
map_check(const struct rte_eth_dev *dev, const struct rte_eth_vmdq_rx_conf *conf, unsigned int i)
{
	uint8_t all = mask_of(dev->data->nb_rx_queues);
	uint16_t port = dev->data->port_id;
	unsigned int k;

	if (conf->pool_map[i].vlan_id > RTE_ETHER_MAX_VLAN_ID) {
		IGBX_ERR("port %u: VMDq map %u: VLAN %u: ids are 0 to 4095", port, i,
			conf->pool_map[i].vlan_id);
		return -EINVAL;
	}
	if (conf->pool_map[i].pools == 0 || (conf->pool_map[i].pools & ~(uint64_t)all) != 0) {
		IGBX_ERR("port %u: VMDq map %u: pools 0x%" PRIx64 ": with %u Rx queues there are "
			 "0x%x",
			port, i, conf->pool_map[i].pools, dev->data->nb_rx_queues, all);
		return -EINVAL;
	}
	for (k = 0; k < i; k++) {
		if (conf->pool_map[k].vlan_id != conf->pool_map[i].vlan_id)
			continue;
		IGBX_ERR("port %u: VMDq maps %u and %u are both of VLAN %u", port, k, i,
			conf->pool_map[i].vlan_id);
		return -EINVAL;
	}
	return 0;
}

static int
maps_check(const struct rte_eth_dev *dev, const struct rte_eth_vmdq_rx_conf *conf)
{
	unsigned int i;
	int ret;

	/* The table's end is where port mirroring begins. */
	if (conf->nb_pool_maps > IGBX_NB_POOL_VLANS) {
		IGBX_ERR("port %u: VMDq with %u maps of VLANs: the device has %u",
			dev->data->port_id, conf->nb_pool_maps, IGBX_NB_POOL_VLANS);
		return -EINVAL;
	}
	for (i = 0; i < conf->nb_pool_maps; i++) {
		ret = map_check(dev, conf, i);
		if (ret != 0)
			return ret;
	}
	return 0;
}

static uint8_t
accept_of(uint32_t rx_mode)
{
	return (rx_mode & RTE_ETH_VMDQ_ACCEPT_UNTAG ? IGBX_POOL_UNTAGGED : 0) |
	       (rx_mode & RTE_ETH_VMDQ_ACCEPT_HASH_MC ? IGBX_POOL_MC_HASH : 0) |
	       (rx_mode & RTE_ETH_VMDQ_ACCEPT_HASH_UC ? IGBX_POOL_UC_HASH : 0) |
	       (rx_mode & RTE_ETH_VMDQ_ACCEPT_BROADCAST ? IGBX_POOL_BROADCAST : 0) |
	       (rx_mode & RTE_ETH_VMDQ_ACCEPT_MULTICAST ? IGBX_POOL_MC_ALL : 0);
}

static bool
is_vmdq(const struct rte_eth_dev *dev)
{
	enum rte_eth_rx_mq_mode mode = dev->data->dev_conf.rxmode.mq_mode;

	return mode == RTE_ETH_MQ_RX_VMDQ_ONLY || mode == RTE_ETH_MQ_RX_VMDQ_RSS;
}

static void
maps_copy(struct igbx_vmdq *vmdq, const struct rte_eth_vmdq_rx_conf *conf)
{
	unsigned int i;

	vmdq->nb_maps = conf->nb_pool_maps;
	for (i = 0; i < conf->nb_pool_maps; i++) {
		vmdq->vlans[i].id = conf->pool_map[i].vlan_id;
		vmdq->vlans[i].pools = conf->pool_map[i].pools;
		vmdq->mapped_pools |= vmdq->vlans[i].pools;
	}
}

int
igbx_vmdq_from_conf(struct rte_eth_dev *dev, struct igbx_vmdq *vmdq)
{
	const struct rte_eth_vmdq_rx_conf *conf = &dev->data->dev_conf.rx_adv_conf.vmdq_rx_conf;
	const struct rte_eth_txmode *tx = &dev->data->dev_conf.txmode;
	bool rss = dev->data->dev_conf.rxmode.mq_mode == RTE_ETH_MQ_RX_VMDQ_RSS;
	uint16_t nb_queues = dev->data->nb_rx_queues;
	int ret;

	memset(vmdq, 0, sizeof(*vmdq));
	if (!is_vmdq(dev))
		return 0;
	ret = pools_check(dev, conf, rss);
	if (ret == 0)
		ret = maps_check(dev, conf);
	if (ret != 0)
		return ret;
	if (!rss && nb_queues > IGBX_NB_POOLS)
		IGBX_NOTICE("port %u: VMDq without RSS: Rx queues 8 to %u receive nothing",
			dev->data->port_id, nb_queues - 1);
	vmdq->pools = (struct igbx_pools_cfg){
		.on = true,
		.pools = mask_of(nb_queues),
		.rss_pools = rss ? mask_of(nb_queues - IGBX_NB_POOLS) : 0,
		.accept = accept_of(conf->rx_mode),
		.default_on = conf->enable_default_pool != 0,
		.default_pool = conf->enable_default_pool != 0 ? conf->default_pool : 0,
		.pvid_on = tx->hw_vlan_insert_pvid,
		.pvid = tx->hw_vlan_insert_pvid ? tx->pvid : 0,
	};
	if (dev->data->dev_conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP)
		vmdq->pools.strip_pools = vmdq->pools.pools;
	maps_copy(vmdq, conf);
	return igbx_vmdq_vlans_check(dev, vmdq);
}

int
igbx_vmdq_write(struct rte_eth_dev *dev, uint16_t mtu)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_pools_cfg cfg = ad->vmdq.pools;

	cfg.max_frame_bytes = mtu + IGBX_FRAME_OVERHEAD;
	cfg.keep_crc = (dev->data->dev_conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_KEEP_CRC) != 0;
	if (ad->vmdq.mc_all)
		cfg.accept |= IGBX_POOL_MC_ALL;
	return igbx_pools_set(&ad->hw, &cfg);
}

/* ---- addresses ---- */

uint8_t
igbx_vmdq_mac_pools(const struct rte_eth_dev *dev, uint32_t index)
{
	const struct igbx_vmdq *vmdq = &igbx_adapter_of(dev)->vmdq;
	uint8_t chosen = dev->data->mac_pool_sel[index];

	if (!vmdq->pools.on)
		return 1;
	if (index > 0 || chosen != 0)
		return chosen;
	return vmdq->nb_maps > 0 ? vmdq->mapped_pools : 1u << vmdq->pools.default_pool;
}

int
igbx_vmdq_pool_check(const struct rte_eth_dev *dev, uint32_t pool)
{
	const struct igbx_pools_cfg *pools = &igbx_adapter_of(dev)->vmdq.pools;

	if (!pools->on && pool != 0) {
		IGBX_ERR("port %u: MAC address for pool %u: there are no VMDq pools, only 0",
			dev->data->port_id, pool);
		return -EINVAL;
	}
	if (pools->on && (pool >= IGBX_NB_POOLS || (pools->pools & 1u << pool) == 0)) {
		IGBX_ERR("port %u: MAC address for pool %u: there are pools 0x%x",
			dev->data->port_id, pool, pools->pools);
		return -EINVAL;
	}
	return 0;
}
