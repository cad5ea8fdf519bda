/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The port in a secondary process: it receives, transmits and looks. What changes the device is
 * the primary's alone.
 */
#include <errno.h>

#include "igbx_mp.h"

IGBX_COMPAT_STATS_GET(igbx_dev_stats_get)
IGBX_COMPAT_PTYPES_GET(igbx_dev_ptypes_get)
IGBX_COMPAT_PTYPES_GET(igbx_dev_buffer_split_ptypes_get)

#define LINK_LOOK_US 100000

uint32_t
igbx_shared_layout(void)
{
	const uint32_t parts[] = {sizeof(struct igbx_adapter), sizeof(struct igbx_rxq),
		sizeof(struct igbx_txq), offsetof(struct igbx_rxq, path),
		offsetof(struct igbx_txq, path), igbx_rx_nb_paths, igbx_tx_nb_paths};
	uint32_t layout = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(parts); i++)
		layout = layout * 65599 + parts[i];
	return layout;
}

struct igbx_hw
igbx_hw_view(const struct rte_eth_dev *dev)
{
	const struct rte_pci_device *pci_dev = RTE_CLASS_TO_BUS_DEVICE(dev, *pci_dev);
	struct igbx_hw view = igbx_adapter_of(dev)->hw;

	view.bar = pci_dev->mem_resource[0].addr;
	view.name = pci_dev->device.name;
	view.bus_dev = pci_dev;
	view.chip = igbx_chip_of(dev);
	return view;
}

static int
secondary_close(struct rte_eth_dev *dev)
{
	/* The port and all its memory are the primary's. */
	RTE_SET_USED(dev);
	return 0;
}

static int
secondary_link_update(struct rte_eth_dev *dev, int wait)
{
	uint64_t end_us = igbx_plat_now_us() + IGBX_LINK_WAIT_MS * 1000u;
	struct rte_eth_link link;

	for (;;) {
		if (igbx_mp_ask(dev, IGBX_MP_LINK_UPDATE) != 0)
			return -1;
		rte_eth_linkstatus_get(dev, &link);
		if (!wait || link.link_status || igbx_plat_now_us() >= end_us)
			return 0;
		igbx_plat_delay_us(LINK_LOOK_US);
	}
}

static int
secondary_flow_ctrl_get(struct rte_eth_dev *dev, struct rte_eth_fc_conf *conf)
{
	struct igbx_mp_value value;
	int ret;

	ret = igbx_mp_ask_value(dev, IGBX_MP_FLOW_CTRL, &value);
	if (ret != 0)
		return ret;
	memset(conf, 0, sizeof(*conf));
	conf->mode = (enum rte_eth_fc_mode)value.mode;
	conf->autoneg = value.autoneg != 0;
	conf->send_xon = 1;
	return 0;
}

/* ---- refused ----
 * ethdev answers what is not in the table with -ENOTSUP, and that must do for everything before
 * which it changes the data that all processes share: configure, start, stop, queue setup,
 * promiscuity, VLAN offloads, removal of addresses. For the rest there is a line, too.
 */
static int
refuse(const struct rte_eth_dev *dev, const char *op)
{
	IGBX_ERR("port %u: %s: only the primary process can do that", dev->data->port_id, op);
	return -ENOTSUP;
}

#define REFUSED(op, ...)                                                              \
	static int secondary_##op(struct rte_eth_dev *dev __VA_OPT__(, ) __VA_ARGS__) \
	{                                                                             \
		return refuse(dev, #op);                                              \
	}

REFUSED(reset)
REFUSED(set_link_up)
REFUSED(set_link_down)
REFUSED(ptypes_set, uint32_t mask __rte_unused)
REFUSED(mtu_set, uint16_t mtu __rte_unused)
REFUSED(mac_addr_add, struct rte_ether_addr *mac __rte_unused, uint32_t index __rte_unused,
	uint32_t pool __rte_unused)
REFUSED(mac_addr_set, struct rte_ether_addr *mac __rte_unused)
REFUSED(set_mc_addr_list, struct rte_ether_addr *macs __rte_unused, uint32_t nb __rte_unused)
REFUSED(vlan_filter_set, uint16_t vlan_id __rte_unused, int on __rte_unused)
REFUSED(flow_ctrl_set, struct rte_eth_fc_conf *conf __rte_unused)
REFUSED(reta_update, struct rte_eth_rss_reta_entry64 *reta __rte_unused, uint16_t size __rte_unused)
REFUSED(rss_hash_update, struct rte_eth_rss_conf *conf __rte_unused)
REFUSED(rx_queue_start, uint16_t queue __rte_unused)
REFUSED(rx_queue_stop, uint16_t queue __rte_unused)
REFUSED(tx_queue_start, uint16_t queue __rte_unused)
REFUSED(tx_queue_stop, uint16_t queue __rte_unused)
#undef REFUSED

const struct eth_dev_ops igbx_secondary_ops = {
	.dev_close = secondary_close,
	.is_removed = igbx_dev_is_removed,
	.dev_infos_get = igbx_dev_infos_get,
	.dev_supported_ptypes_get = IGBX_COMPAT_PTYPES_OP(igbx_dev_ptypes_get),
	.buffer_split_supported_hdr_ptypes_get =
		IGBX_COMPAT_PTYPES_OP(igbx_dev_buffer_split_ptypes_get),
	.fw_version_get = igbx_dev_fw_version_get,
	.get_reg = igbx_dev_get_reg,
	.link_update = secondary_link_update,
	.flow_ctrl_get = secondary_flow_ctrl_get,
	.rxq_info_get = igbx_dev_rxq_info_get,
	.txq_info_get = igbx_dev_txq_info_get,
	.rx_burst_mode_get = igbx_dev_rx_burst_mode_get,
	.tx_burst_mode_get = igbx_dev_tx_burst_mode_get,
	.tx_done_cleanup = igbx_tx_done_cleanup,
	.reta_query = igbx_dev_reta_query,
	.rss_hash_conf_get = igbx_dev_rss_hash_conf_get,
	.eth_rx_descriptor_dump = igbx_dev_rx_descriptor_dump,
	.eth_tx_descriptor_dump = igbx_dev_tx_descriptor_dump,
	.eth_dev_priv_dump = igbx_dev_priv_dump,
	IGBX_COMPAT_RATE_GET_OP(igbx_dev_get_queue_rate_limit)

		.stats_get = IGBX_COMPAT_STATS_OP(igbx_dev_stats_get),
	.stats_reset = igbx_dev_stats_reset,
	.xstats_get = igbx_dev_xstats_get,
	.xstats_get_names = igbx_dev_xstats_get_names,
	.xstats_get_by_id = igbx_dev_xstats_get_by_id,
	.xstats_get_names_by_id = igbx_dev_xstats_get_names_by_id,
	.xstats_reset = igbx_dev_stats_reset,

	.dev_reset = secondary_reset,
	.dev_set_link_up = secondary_set_link_up,
	.dev_set_link_down = secondary_set_link_down,
	.dev_ptypes_set = secondary_ptypes_set,
	.mtu_set = secondary_mtu_set,
	.mac_addr_add = secondary_mac_addr_add,
	.mac_addr_set = secondary_mac_addr_set,
	.set_mc_addr_list = secondary_set_mc_addr_list,
	.vlan_filter_set = secondary_vlan_filter_set,
	.flow_ctrl_set = secondary_flow_ctrl_set,
	.reta_update = secondary_reta_update,
	.rss_hash_update = secondary_rss_hash_update,
	.rx_queue_start = secondary_rx_queue_start,
	.rx_queue_stop = secondary_rx_queue_stop,
	.tx_queue_start = secondary_tx_queue_start,
	.tx_queue_stop = secondary_tx_queue_stop,
};

int
igbx_secondary_init(struct rte_eth_dev *dev)
{
	struct rte_pci_device *pci_dev = RTE_CLASS_TO_BUS_DEVICE(dev, *pci_dev);
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	const void *bar;
	int ret, lock;

	if (ad->layout != igbx_shared_layout()) {
		IGBX_ERR("%s: the primary process has another driver, or another build of this one",
			pci_dev->device.name);
		return -EINVAL;
	}
	ret = igbx_access_open(pci_dev, &lock);
	if (ret != 0)
		return ret;
	bar = pci_dev->mem_resource[0].addr;
	/* The queues hold the addresses of their tail registers. */
	if (bar != (const volatile void *)ad->hw.bar) {
		IGBX_ERR("%s: BAR 0 is at %p, in the primary process at %p: it must be the same",
			pci_dev->device.name, bar, (const volatile void *)ad->hw.bar);
		igbx_access_close(pci_dev);
		return -ENODEV;
	}
	dev->dev_ops = &igbx_secondary_ops;
	igbx_fast_ops_set(dev);
	dev->rx_pkt_burst = igbx_rx_burst_shared;
	dev->tx_pkt_burst = igbx_tx_burst_shared;
	return 0;
}
