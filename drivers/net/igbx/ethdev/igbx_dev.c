/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The port as a whole: configure, close, reset, removal.
 */
#include <errno.h>

#include "igbx_ethdev.h"
#include "igbx_mp.h"

/* How packets find their queues. */
static int
mq_check(const struct rte_eth_dev *dev)
{
	const struct rte_eth_conf *conf = &dev->data->dev_conf;
	enum rte_eth_rx_mq_mode rx = conf->rxmode.mq_mode;
	bool vmdq = rx == RTE_ETH_MQ_RX_VMDQ_ONLY || rx == RTE_ETH_MQ_RX_VMDQ_RSS;
	uint16_t port = dev->data->port_id;

	if (!vmdq && rx != RTE_ETH_MQ_RX_NONE && rx != RTE_ETH_MQ_RX_RSS) {
		IGBX_ERR("port %u: Rx mq_mode 0x%x: there are NONE, RSS, VMDQ_ONLY and VMDQ_RSS; "
			 "the device has no traffic classes for DCB",
			port, (unsigned int)rx);
		return -EINVAL;
	}
	if (conf->txmode.mq_mode != RTE_ETH_MQ_TX_NONE &&
		!(vmdq && conf->txmode.mq_mode == RTE_ETH_MQ_TX_VMDQ_ONLY)) {
		IGBX_ERR("port %u: Tx mq_mode 0x%x: there is NONE, and VMDQ_ONLY with VMDq on Rx",
			port, (unsigned int)conf->txmode.mq_mode);
		return -EINVAL;
	}
	if (conf->txmode.hw_vlan_insert_pvid && !vmdq) {
		IGBX_ERR("port %u: port VLAN %u: the device tags what it sends only with VMDq",
			port, conf->txmode.pvid);
		return -ENOTSUP;
	}
	return 0;
}

static int
modes_check(const struct rte_eth_dev *dev)
{
	const struct rte_eth_conf *conf = &dev->data->dev_conf;
	uint16_t port = dev->data->port_id;
	int ret;

	ret = mq_check(dev);
	if (ret != 0)
		return ret;
	if (conf->txmode.hw_vlan_reject_tagged || conf->txmode.hw_vlan_reject_untagged) {
		IGBX_ERR("port %u: no VLAN policing of what is sent", port);
		return -ENOTSUP;
	}
	if (conf->lpbk_mode > IGBX_LPBK_ON) {
		IGBX_ERR("port %u: lpbk_mode %u: there are 0, and 1: what is sent comes back", port,
			conf->lpbk_mode);
		return -ENOTSUP;
	}
	if (conf->dcb_capability_en != 0) {
		IGBX_ERR("port %u: dcb_capability_en 0x%x: there is no DCB", port,
			conf->dcb_capability_en);
		return -ENOTSUP;
	}
	return igbx_rx_intr_check(dev);
}

/* Split queues are to be set up anew: what they may be depends on their twins and on pools. */
static void
split_queues_release(struct rte_eth_dev *dev)
{
	const struct igbx_rxq *rxq;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rxq = dev->data->rx_queues[q];
		if (rxq != NULL && rxq->split != NULL)
			igbx_dev_rx_queue_release(dev, q);
	}
}

int
igbx_dev_configure(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_link_cfg link;
	struct igbx_rss_cfg rss;
	struct igbx_vmdq vmdq;
	int ret;

	/* Everything is checked before anything is kept. */
	ret = modes_check(dev);
	if (ret != 0)
		return ret;
	ret = igbx_link_cfg_from_conf(dev, &link);
	if (ret != 0)
		return ret;
	ret = igbx_rss_from_conf(dev, &rss);
	if (ret != 0)
		return ret;
	ret = igbx_flow_conf_check(dev);
	if (ret != 0)
		return ret;
	ret = igbx_vmdq_from_conf(dev, &vmdq);
	if (ret != 0)
		return ret;
	ad->link_cfg = link;
	ad->rss = rss;
	ad->vmdq = vmdq;
	split_queues_release(dev);
	igbx_rates_trim(dev);
	igbx_tm_configured(dev);
	return 0;
}

int
igbx_dev_quiesce(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	ret = igbx_stats_save_and_reset_device(dev);
	if (ret != 0 && !igbx_hw_is_removed(&ad->hw)) {
		if (ad->dma_active)
			IGBX_ERR("port %u: the device does not stop (%d): its rings stay allocated",
				dev->data->port_id, ret);
		return ret;
	}
	ad->dma_active = false;
	return ret == 0 ? 0 : -ENODEV;
}

int
igbx_dev_close(struct rte_eth_dev *dev)
{
	struct rte_pci_device *pci_dev = RTE_CLASS_TO_BUS_DEVICE(dev, *pci_dev);
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	igbx_ports_del(dev);
	(void)igbx_removal_watch(dev, false);
	(void)igbx_stats_watch(dev, false);
	igbx_intr_stop(dev);
	igbx_intr_unregister(dev);
	(void)igbx_dev_quiesce(dev);
	ret = ad->dma_active ? -ETIMEDOUT : 0;
	igbx_dev_free_queues(dev);
	igbx_tm_clear(dev);
	igbx_flow_close(dev);
	igbx_hw_release(&ad->hw);
	rte_free(ad->mc_addrs);
	ad->mc_addrs = NULL;
	ad->nb_mc_addrs = 0;
	igbx_access_give_back(pci_dev, &ad->access_lock);
	return ret;
}

/* Forgets what the application set since the probe, as the reset of a port is documented. What is
 * kept: promiscuity, which is ethdev's, and flow rules, whose handles the application still has.
 */
static void
shadows_clear(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint32_t nb = ad->hw.chip->nb_rar;

	memset(dev->data->mac_addrs, 0, nb * sizeof(dev->data->mac_addrs[0]));
	memset(dev->data->mac_pool_sel, 0, sizeof(dev->data->mac_pool_sel));
	memcpy(&dev->data->mac_addrs[0], ad->hw.perm_mac, RTE_ETHER_ADDR_LEN);
	memset(dev->data->hash_mac_addrs, 0,
		IGBX_MAX_HASH_MACS * sizeof(dev->data->hash_mac_addrs[0]));
	ad->uc_hash_all = false;
	memset(&dev->data->vlan_filter_conf, 0, sizeof(dev->data->vlan_filter_conf));
	igbx_ports_lock();
	rte_free(ad->mc_addrs);
	ad->mc_addrs = NULL;
	ad->nb_mc_addrs = 0;
	igbx_ports_unlock();
	igbx_tm_clear(dev);
	memset(&ad->vmdq, 0, sizeof(ad->vmdq));
	ad->outer_tpid = RTE_ETHER_TYPE_VLAN;
	igbx_queue_stats_map_init(ad);
	ad->ptype_mask = UINT32_MAX;
	memset(ad->txq_rate_bps, 0, sizeof(ad->txq_rate_bps));
	ad->link_cfg.fc_rx = ad->args.fc_rx;
	ad->link_cfg.fc_tx = ad->args.fc_tx;
	ad->link_cfg.fc_forced = false;
	dev->data->scattered_rx = 0;
	dev->data->dev_configured = 0;
}

/* Back to what it was after the probe, the counters apart. ethdev has called stop before. */
int
igbx_dev_reset(struct rte_eth_dev *dev)
{
	const struct rte_pci_device *pci_dev = RTE_CLASS_TO_BUS_DEVICE(dev, *pci_dev);
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct igbx_ident ident = {
		.vendor_id = pci_dev->id.vendor_id,
		.device_id = pci_dev->id.device_id,
		.subsystem_vendor_id = pci_dev->id.subsystem_vendor_id,
		.subsystem_device_id = pci_dev->id.subsystem_device_id,
	};
	int ret;

	if (dev->data->dev_started) {
		IGBX_ERR("port %u: not reset, it could not be stopped", dev->data->port_id);
		return -EBUSY;
	}
	ret = igbx_dev_quiesce(dev);
	if (ret != 0)
		return ret;
	igbx_dev_free_queues(dev);
	shadows_clear(dev);
	ret = igbx_hw_init(&ad->hw, &ident);
	if (ret != 0)
		return ret;
	return igbx_hw_setup(&ad->hw, ad->hw.perm_mac);
}

int
igbx_dev_is_removed(struct rte_eth_dev *dev)
{
	struct igbx_hw view;

	if (rte_eal_process_type() == RTE_PROC_PRIMARY)
		return igbx_hw_is_removed(&igbx_adapter_of(dev)->hw) ? 1 : 0;
	view = igbx_hw_view(dev);
	return igbx_hw_is_removed(&view) ? 1 : 0;
}

uint64_t
igbx_dev_get_restore_flags(struct rte_eth_dev *dev, enum rte_eth_dev_operation op)
{
	/* Start writes all filters itself, before the first packet. */
	RTE_SET_USED(dev);
	RTE_SET_USED(op);
	return 0;
}
