/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the port accepts: addresses, multicast, promiscuity. ethdev and the
 * adapter remember; a reset of the device loses it all, and start writes it again.
 */
#include <errno.h>

#include "igbx_ethdev.h"
#include "igbx_mp.h"

static int
promisc_write(struct rte_eth_dev *dev, bool unicast, bool multicast)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	ret = igbx_promisc_set(&ad->hw, unicast, unicast || multicast);
	if (ret != 0)
		return ret;
	ad->vmdq.mc_all = unicast || multicast;
	return igbx_vmdq_write(dev, dev->data->mtu);
}

int
igbx_dev_promiscuous_enable(struct rte_eth_dev *dev)
{
	return promisc_write(dev, true, true);
}

int
igbx_dev_promiscuous_disable(struct rte_eth_dev *dev)
{
	return promisc_write(dev, false, dev->data->all_multicast);
}

int
igbx_dev_allmulticast_enable(struct rte_eth_dev *dev)
{
	return promisc_write(dev, dev->data->promiscuous, true);
}

int
igbx_dev_allmulticast_disable(struct rte_eth_dev *dev)
{
	return promisc_write(dev, dev->data->promiscuous, false);
}

int
igbx_dev_mac_addr_add(
	struct rte_eth_dev *dev, struct rte_ether_addr *mac, uint32_t index, uint32_t pool)
{
	uint8_t pools = 1;
	int ret;

	ret = igbx_vmdq_pool_check(dev, pool);
	if (ret != 0)
		return ret;
	if (rte_is_multicast_ether_addr(mac)) {
		IGBX_ERR("port %u: " RTE_ETHER_ADDR_PRT_FMT
			 " is a multicast address: rte_eth_dev_set_mc_addr_list() takes those",
			dev->data->port_id, RTE_ETHER_ADDR_BYTES(mac));
		return -EINVAL;
	}
	/* An address may be in several pools. */
	if (igbx_adapter_of(dev)->vmdq.pools.on)
		pools = dev->data->mac_pool_sel[index] | 1u << pool;
	return igbx_rar_set_pools(&igbx_adapter_of(dev)->hw, index, mac->addr_bytes, pools);
}

void
igbx_dev_mac_addr_remove(struct rte_eth_dev *dev, uint32_t index)
{
	/* ethdev forgets the address in any case; a failure was logged and means removal. */
	(void)igbx_rar_clear(&igbx_adapter_of(dev)->hw, index);
}

int
igbx_dev_mac_addr_set(struct rte_eth_dev *dev, struct rte_ether_addr *mac)
{
	return igbx_rar_set_pools(
		&igbx_adapter_of(dev)->hw, 0, mac->addr_bytes, igbx_vmdq_mac_pools(dev, 0));
}

static int
mc_list_write(struct rte_eth_dev *dev, const struct rte_ether_addr *macs, uint32_t nb)
{
	/* An ethernet address is its six bytes; an array of them is the other array. */
	const void *bytes = macs;

	RTE_BUILD_BUG_ON(sizeof(struct rte_ether_addr) != IGBX_ETH_ADDR_BYTES);
	return igbx_mta_set(&igbx_adapter_of(dev)->hw, bytes, nb);
}

int
igbx_dev_set_mc_addr_list(struct rte_eth_dev *dev, struct rte_ether_addr *macs, uint32_t nb)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct rte_ether_addr *copy = NULL, *old;
	uint32_t i;
	int ret;

	for (i = 0; i < nb; i++) {
		if (!rte_is_multicast_ether_addr(&macs[i])) {
			IGBX_ERR("port %u: " RTE_ETHER_ADDR_PRT_FMT " is no multicast address",
				dev->data->port_id, RTE_ETHER_ADDR_BYTES(&macs[i]));
			return -EINVAL;
		}
	}
	if (nb > 0) {
		copy = rte_calloc_socket("igbx_mc", nb, sizeof(*copy), 0, dev->data->numa_node);
		if (copy == NULL) {
			IGBX_ERR("port %u: no memory for %u multicast addresses",
				dev->data->port_id, nb);
			return -ENOMEM;
		}
		memcpy(copy, macs, nb * sizeof(*copy));
	}
	ret = mc_list_write(dev, copy, nb);
	if (ret != 0) {
		rte_free(copy);
		return ret;
	}
	old = ad->mc_addrs;
	igbx_ports_lock();
	ad->mc_addrs = copy;
	ad->nb_mc_addrs = nb;
	igbx_ports_unlock();
	rte_free(old);
	return 0;
}

/* The unicast hash table of ethdev's list: less one address, or with one more. */
static int
uc_hash_write(struct rte_eth_dev *dev, const struct rte_ether_addr *less,
	const struct rte_ether_addr *more)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint8_t macs[IGBX_MAX_HASH_MACS + 1][IGBX_ETH_ADDR_BYTES];
	const struct rte_ether_addr *mac;
	uint32_t i, nb = 0;

	for (i = 0; i < IGBX_MAX_HASH_MACS; i++) {
		mac = &dev->data->hash_mac_addrs[i];
		if (rte_is_zero_ether_addr(mac) ||
			(less != NULL && rte_is_same_ether_addr(mac, less)))
			continue;
		memcpy(macs[nb++], mac->addr_bytes, IGBX_ETH_ADDR_BYTES);
	}
	if (more != NULL)
		memcpy(macs[nb++], more->addr_bytes, IGBX_ETH_ADDR_BYTES);
	return igbx_uta_set(
		&ad->hw, (const uint8_t(*)[IGBX_ETH_ADDR_BYTES])macs, nb, ad->uc_hash_all);
}

int
igbx_dev_uc_hash_table_set(struct rte_eth_dev *dev, struct rte_ether_addr *mac, uint8_t on)
{
	if (rte_is_multicast_ether_addr(mac)) {
		IGBX_ERR("port %u: " RTE_ETHER_ADDR_PRT_FMT
			 " is a multicast address: rte_eth_dev_set_mc_addr_list() takes those",
			dev->data->port_id, RTE_ETHER_ADDR_BYTES(mac));
		return -EINVAL;
	}
	return on ? uc_hash_write(dev, NULL, mac) : uc_hash_write(dev, mac, NULL);
}

int
igbx_dev_uc_all_hash_table_set(struct rte_eth_dev *dev, uint8_t on)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	bool before = ad->uc_hash_all;
	int ret;

	ad->uc_hash_all = on != 0;
	/* ethdev: clears all, so what was set one by one is gone, too. */
	if (!on)
		ret = igbx_uta_set(&ad->hw, NULL, 0, false);
	else
		ret = uc_hash_write(dev, NULL, NULL);
	if (ret != 0)
		ad->uc_hash_all = before;
	else if (!on)
		memset(dev->data->hash_mac_addrs, 0,
			IGBX_MAX_HASH_MACS * sizeof(dev->data->hash_mac_addrs[0]));
	return ret;
}

static int
macs_restore(struct rte_eth_dev *dev)
{
	struct igbx_hw *hw = &igbx_adapter_of(dev)->hw;
	const struct rte_ether_addr *mac;
	uint32_t i;
	int ret;

	for (i = 0; i < hw->chip->nb_rar; i++) {
		mac = &dev->data->mac_addrs[i];
		if (rte_is_zero_ether_addr(mac))
			continue;
		ret = igbx_rar_set_pools(hw, i, mac->addr_bytes, igbx_vmdq_mac_pools(dev, i));
		if (ret != 0)
			return ret;
	}
	return 0;
}

int
igbx_filters_restore(struct rte_eth_dev *dev)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	ret = macs_restore(dev);
	if (ret != 0)
		return ret;
	ret = igbx_vlans_write(dev);
	if (ret != 0)
		return ret;
	ret = mc_list_write(dev, ad->mc_addrs, ad->nb_mc_addrs);
	if (ret != 0)
		return ret;
	ret = uc_hash_write(dev, NULL, NULL);
	if (ret != 0)
		return ret;
	return promisc_write(dev, dev->data->promiscuous, dev->data->all_multicast);
}
