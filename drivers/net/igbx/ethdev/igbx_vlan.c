/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * VLANs: which get in, with pools also where to; ether types, tags of the port, and stripping
 * per queue.
 *
 * With pools the device asks a table of 32 VLANs for the pools. It holds the maps of the
 * configuration; what the application adds to the filter beside them belongs to no pool, and so
 * to the default one. Without maps the address alone decides: then the table holds the VLANs of
 * the filter, for all pools.
 */
#include <errno.h>

#include "igbx_ethdev.h"

#define TPID_MIN 0x0600 /* smaller values are lengths: IEEE 802.3, 3.2.6 */

static bool
filter_on(const struct rte_eth_dev *dev)
{
	return (dev->data->dev_conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER) != 0;
}

static bool
is_added(const struct rte_eth_dev *dev, uint16_t id)
{
	return (dev->data->vlan_filter_conf.ids[id / 64] & RTE_BIT64(id % 64)) != 0;
}

static bool
is_mapped(const struct igbx_vmdq *vmdq, uint16_t id)
{
	unsigned int i;

	for (i = 0; i < vmdq->nb_maps; i++) {
		if (vmdq->vlans[i].id == id)
			return true;
	}
	return false;
}

/* ---- the filter ---- */

/* Without maps: what the application added. The number of entries that it takes. */
static unsigned int
entries_fill(const struct rte_eth_dev *dev, struct igbx_vmdq *vmdq)
{
	unsigned int nb = 0;
	uint16_t id;

	if (vmdq->nb_maps > 0) {
		vmdq->nb_vlans = vmdq->nb_maps;
		return vmdq->nb_maps;
	}
	for (id = 0; filter_on(dev) && id <= RTE_ETHER_MAX_VLAN_ID; id++) {
		if (!is_added(dev, id))
			continue;
		if (nb < IGBX_NB_POOL_VLANS) {
			vmdq->vlans[nb].id = id;
			vmdq->vlans[nb].pools = vmdq->pools.pools;
		}
		nb++;
	}
	vmdq->nb_vlans = RTE_MIN(nb, (unsigned int)IGBX_NB_POOL_VLANS);
	return nb;
}

int
igbx_vmdq_vlans_check(const struct rte_eth_dev *dev, struct igbx_vmdq *vmdq)
{
	unsigned int nb = entries_fill(dev, vmdq);

	if (nb <= IGBX_NB_POOL_VLANS)
		return 0;
	IGBX_ERR("port %u: %u VLANs in the filter: with VMDq pools the device has %u",
		dev->data->port_id, nb, IGBX_NB_POOL_VLANS);
	return -ENOSPC;
}

static int
entries_write(struct igbx_adapter *ad)
{
	const struct igbx_vmdq *vmdq = &ad->vmdq;
	unsigned int i;
	int ret;

	for (i = 0; i < IGBX_NB_POOL_VLANS; i++) {
		ret = igbx_pool_vlan_set(&ad->hw, i, i < vmdq->nb_vlans ? vmdq->vlans[i].id : 0,
			i < vmdq->nb_vlans ? vmdq->vlans[i].pools : 0);
		if (ret != 0)
			return ret;
	}
	return 0;
}

int
igbx_vlans_write(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint32_t table[IGBX_VFTA_REGS] = {0};
	bool pools = ad->vmdq.pools.on;
	uint16_t id;
	int ret;

	for (id = 0; id <= RTE_ETHER_MAX_VLAN_ID; id++) {
		/* Maps turn the filter on: who did not ask for it gets every VLAN all the same. */
		if (is_added(dev, id) || (pools && (!filter_on(dev) || is_mapped(&ad->vmdq, id))))
			table[id / 32] |= RTE_BIT32(id % 32);
	}
	ret = igbx_vlan_table_set(&ad->hw, table);
	if (ret != 0 || !pools)
		return ret;
	(void)entries_fill(dev, &ad->vmdq);
	return entries_write(ad);
}

static int
pool_vlan_add(struct rte_eth_dev *dev, uint16_t id)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_vmdq *vmdq = &ad->vmdq;
	int ret;

	if (vmdq->nb_maps > 0 || is_added(dev, id))
		return 0;
	if (vmdq->nb_vlans == IGBX_NB_POOL_VLANS) {
		IGBX_ERR("port %u: VLAN %u: with VMDq pools the device has %u VLANs, all are used",
			dev->data->port_id, id, IGBX_NB_POOL_VLANS);
		return -ENOSPC;
	}
	ret = igbx_pool_vlan_set(&ad->hw, vmdq->nb_vlans, id, vmdq->pools.pools);
	if (ret != 0)
		return ret;
	vmdq->vlans[vmdq->nb_vlans].id = id;
	vmdq->vlans[vmdq->nb_vlans].pools = vmdq->pools.pools;
	vmdq->nb_vlans++;
	return 0;
}

static int
pool_vlan_remove(struct rte_eth_dev *dev, uint16_t id)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_vmdq *vmdq = &ad->vmdq;
	unsigned int i;

	if (is_mapped(vmdq, id)) {
		IGBX_ERR("port %u: VLAN %u cannot go: a VMDq map of the configuration names it",
			dev->data->port_id, id);
		return -EBUSY;
	}
	for (i = vmdq->nb_maps; i < vmdq->nb_vlans; i++) {
		if (vmdq->vlans[i].id != id)
			continue;
		vmdq->vlans[i] = vmdq->vlans[--vmdq->nb_vlans];
		return entries_write(ad);
	}
	return 0;
}

int
igbx_dev_vlan_filter_set(struct rte_eth_dev *dev, uint16_t id, int on)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret = 0;

	if (ad->vmdq.pools.on)
		ret = on ? pool_vlan_add(dev, id) : pool_vlan_remove(dev, id);
	if (ret != 0)
		return ret;
	return igbx_vlan_filter_set(&ad->hw, id, on != 0);
}

/* ---- stripping ---- */

static void
queue_strip_note(struct rte_eth_dev *dev, uint16_t queue, bool on)
{
	struct igbx_rxq *q;

	if (queue >= dev->data->nb_rx_queues)
		return;
	q = dev->data->rx_queues[queue];
	if (q != NULL)
		igbx_rxq_offloads_set(q, (q->offloads & ~RTE_ETH_RX_OFFLOAD_VLAN_STRIP) |
						 (on ? RTE_ETH_RX_OFFLOAD_VLAN_STRIP : 0));
}

/* The flags that a queue reports follow what its pool does. */
void
igbx_vlan_strip_note(struct rte_eth_dev *dev)
{
	const struct igbx_pools_cfg *pools = &igbx_adapter_of(dev)->vmdq.pools;
	bool all = (dev->data->dev_conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP) != 0;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		queue_strip_note(dev, q,
			pools->on ? (pools->strip_pools & 1u << q % IGBX_NB_POOLS) != 0 : all);
}

int
igbx_dev_vlan_offload_set(struct rte_eth_dev *dev, int mask)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	bool strip = (dev->data->dev_conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP) != 0;
	struct igbx_vmdq vmdq = ad->vmdq;
	int ret;

	if (vmdq.pools.on) {
		ret = igbx_vmdq_vlans_check(dev, &vmdq);
		if (ret != 0)
			return ret;
		if ((mask & RTE_ETH_VLAN_STRIP_MASK) != 0)
			vmdq.pools.strip_pools = strip ? vmdq.pools.pools : 0;
		ad->vmdq = vmdq;
	}
	ret = igbx_vlan_mode_apply(dev);
	if (ret == 0 && ad->vmdq.pools.on)
		ret = igbx_vlans_write(dev);
	if (ret != 0 || (mask & RTE_ETH_VLAN_STRIP_MASK) == 0)
		return ret;
	igbx_vlan_strip_note(dev);
	return 0;
}

/* ethdev has no way to tell the application that it failed. */
void
igbx_dev_vlan_strip_queue_set(struct rte_eth_dev *dev, uint16_t queue, int on)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint8_t pool = 1u << queue % IGBX_NB_POOLS, old = ad->vmdq.pools.strip_pools;

	if (!ad->vmdq.pools.on) {
		IGBX_ERR("port %u Rx queue %u: VLAN stripping %s: without VMDq it is the same for "
			 "all queues, rte_eth_dev_set_vlan_offload() sets it",
			dev->data->port_id, queue, on ? "on" : "off");
		return;
	}
	ad->vmdq.pools.strip_pools = on ? old | pool : old & ~pool;
	if (dev->data->dev_started && igbx_vmdq_write(dev, dev->data->mtu) != 0) {
		ad->vmdq.pools.strip_pools = old;
		return;
	}
	igbx_vlan_strip_note(dev);
}

/* ---- tags ---- */

int
igbx_dev_vlan_tpid_set(struct rte_eth_dev *dev, enum rte_vlan_type type, uint16_t tpid)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	bool extend = (dev->data->dev_conf.rxmode.offloads & RTE_ETH_RX_OFFLOAD_VLAN_EXTEND) != 0;
	int ret = 0;

	if (type != RTE_ETH_VLAN_TYPE_OUTER && type != RTE_ETH_VLAN_TYPE_INNER) {
		IGBX_ERR("port %u: ether type of VLAN tag kind %d: there are inner and outer",
			dev->data->port_id, (int)type);
		return -EINVAL;
	}
	if (tpid < TPID_MIN) {
		IGBX_ERR("port %u: ether type 0x%04x of VLAN tags: below 0x0600 are lengths",
			dev->data->port_id, tpid);
		return -EINVAL;
	}
	if (type == RTE_ETH_VLAN_TYPE_INNER || !extend) {
		if (tpid == RTE_ETHER_TYPE_VLAN)
			return 0;
		IGBX_ERR("port %u: ether type 0x%04x of VLAN tags: only the outer tag's can be "
			 "set, with VLAN extend on; the other's is 0x8100",
			dev->data->port_id, tpid);
		return -ENOTSUP;
	}
	if (dev->data->dev_started)
		ret = igbx_vlan_tpid_set(&ad->hw, tpid);
	if (ret == 0)
		ad->outer_tpid = tpid;
	return ret;
}

int
igbx_dev_vlan_pvid_set(struct rte_eth_dev *dev, uint16_t id, int on)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_pools_cfg old = ad->vmdq.pools;
	int ret = 0;

	if (on && id > RTE_ETHER_MAX_VLAN_ID) {
		IGBX_ERR("port %u: port VLAN %u: ids are 0 to 4095", dev->data->port_id, id);
		return -EINVAL;
	}
	if (!old.on) {
		IGBX_ERR("port %u: port VLAN %u: the device tags what it sends only with VMDq",
			dev->data->port_id, id);
		return -ENOTSUP;
	}
	ad->vmdq.pools.pvid_on = on != 0;
	ad->vmdq.pools.pvid = on ? id : 0;
	if (dev->data->dev_started)
		ret = igbx_vmdq_write(dev, dev->data->mtu);
	if (ret != 0)
		ad->vmdq.pools = old;
	return ret;
}
