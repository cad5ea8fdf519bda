/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <errno.h>
#include <stdlib.h>

#include "igbx_mp.h"
#include "igbx_telemetry.h"

/* The sum of what adding returned: adding fails for want of room only, which tables of this size
 * do not meet; one look at the end is enough.
 */
static int
all_added(int sum)
{
	return sum == 0 ? 0 : -ENOSPC;
}

int
igbx_telemetry_nest(struct rte_tel_data *data, const char *name, struct rte_tel_data *nested)
{
	if (nested == NULL)
		return -ENOMEM;
	if (rte_tel_data_add_dict_container(data, name, nested, 0) == 0)
		return 0;
	rte_tel_data_free(nested);
	return -ENOSPC;
}

static int
info_fill(const struct rte_eth_dev *dev, struct rte_tel_data *data)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	bool up = dev->data->dev_started != 0;
	char id[16];
	int sum = 0;

	snprintf(id, sizeof(id), "8086:%04x", ad->device_id);
	sum |= rte_tel_data_add_dict_string(data, "device", dev->device->name);
	sum |= rte_tel_data_add_dict_string(data, "chip", igbx_chip_of(dev)->name);
	sum |= rte_tel_data_add_dict_string(data, "id", id);
	sum |= rte_tel_data_add_dict_string(data, "firmware", ad->fw_version);
	sum |= rte_tel_data_add_dict_int(data, "started", up);
	sum |= rte_tel_data_add_dict_int(data, "removed", ad->hw.removed);
	sum |= rte_tel_data_add_dict_string(
		data, "rx_path", up ? igbx_rx_paths[ad->rx_path].name : "");
	sum |= rte_tel_data_add_dict_string(
		data, "tx_path", up ? igbx_tx_paths[ad->tx_path].name : "");
	sum |= rte_tel_data_add_dict_int(data, "mtu", dev->data->mtu);
	sum |= rte_tel_data_add_dict_string(
		data, "flow_ctrl", igbx_flow_ctrl_name(ad->link_cfg.fc_rx, ad->link_cfg.fc_tx));
	sum |= rte_tel_data_add_dict_string(
		data, "devarg_" IGBX_DEVARG_RX_DROP, igbx_rx_drop_name(ad->args.rx_drop));
	sum |= rte_tel_data_add_dict_string(data, "devarg_" IGBX_DEVARG_FLOW_CTRL,
		igbx_flow_ctrl_name(ad->args.fc_rx, ad->args.fc_tx));
	sum |= rte_tel_data_add_dict_string(
		data, "devarg_" IGBX_DEVARG_SIMD, igbx_isa_name(ad->args.isa));
	sum |= rte_tel_data_add_dict_int(data, "devarg_" IGBX_DEVARG_ITR_US, ad->args.itr_us);
	sum |= rte_tel_data_add_dict_int(data, "devarg_" IGBX_DEVARG_Q_BYTES, ad->args.queue_bytes);
	return all_added(sum);
}

static struct rte_tel_data *
macs_list(const struct rte_ether_addr *macs, uint32_t nb)
{
	struct rte_tel_data *list = rte_tel_data_alloc();
	char text[RTE_ETHER_ADDR_FMT_SIZE];
	uint32_t i;

	if (list == NULL)
		return NULL;
	rte_tel_data_start_array(list, RTE_TEL_STRING_VAL);
	for (i = 0; i < nb; i++) {
		if (rte_is_zero_ether_addr(&macs[i]))
			continue;
		rte_ether_format_addr(text, sizeof(text), &macs[i]);
		/* As many as an answer holds; the number of all is told besides. */
		if (rte_tel_data_add_array_string(list, text) != 0)
			break;
	}
	return list;
}

static struct rte_tel_data *
vlans_list(const struct rte_vlan_filter_conf *vlans, unsigned int *nb)
{
	struct rte_tel_data *list = rte_tel_data_alloc();
	unsigned int id;

	*nb = 0;
	if (list == NULL)
		return NULL;
	rte_tel_data_start_array(list, RTE_TEL_INT_VAL);
	for (id = 0; id <= RTE_ETHER_MAX_VLAN_ID; id++) {
		if ((vlans->ids[id / 64] & RTE_BIT64(id % 64)) == 0)
			continue;
		(*nb)++;
		(void)rte_tel_data_add_array_int(list, (int)id);
	}
	return list;
}

static struct rte_tel_data *
reta_list(const struct igbx_rss_cfg *rss)
{
	struct rte_tel_data *list = rte_tel_data_alloc();
	unsigned int i;

	if (list == NULL)
		return NULL;
	rte_tel_data_start_array(list, RTE_TEL_INT_VAL);
	for (i = 0; i < IGBX_RSS_RETA_ENTRIES; i++)
		(void)rte_tel_data_add_array_int(list, rss->reta[i]);
	return list;
}

static int
filters_fill(const struct rte_eth_dev *dev, struct rte_tel_data *data)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	unsigned int i, nb_vlans, hash_bits = 0;
	struct rte_tel_data *vlans;
	char types[16];
	int sum = 0;

	for (i = 0; i < IGBX_MTA_REGS; i++)
		hash_bits += __builtin_popcount(ad->hw.mta[i]);
	snprintf(types, sizeof(types), "0x%08x", ad->rss.types);
	sum |= rte_tel_data_add_dict_int(data, "promiscuous", dev->data->promiscuous);
	sum |= rte_tel_data_add_dict_int(data, "all_multicast", dev->data->all_multicast);
	sum |= igbx_telemetry_nest(
		data, "unicast", macs_list(dev->data->mac_addrs, igbx_chip_of(dev)->nb_rar));
	sum |= igbx_telemetry_nest(
		data, "unicast_hashed", macs_list(dev->data->hash_mac_addrs, IGBX_MAX_HASH_MACS));
	sum |= rte_tel_data_add_dict_int(data, "unicast_hash_all", ad->uc_hash_all);
	sum |= rte_tel_data_add_dict_int(data, "nb_multicast", (int)ad->nb_mc_addrs);
	sum |= igbx_telemetry_nest(data, "multicast", macs_list(ad->mc_addrs, ad->nb_mc_addrs));
	sum |= rte_tel_data_add_dict_int(data, "multicast_hash_bits", (int)hash_bits);
	vlans = vlans_list(&dev->data->vlan_filter_conf, &nb_vlans);
	sum |= rte_tel_data_add_dict_int(data, "nb_vlans", (int)nb_vlans);
	sum |= igbx_telemetry_nest(data, "vlans", vlans);
	sum |= rte_tel_data_add_dict_string(data, "rss_types", types);
	sum |= igbx_telemetry_nest(data, "rss_reta", reta_list(&ad->rss));
	return all_added(sum);
}

static int
interrupts_fill(const struct rte_eth_dev *dev, struct rte_tel_data *data)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct rte_eth_intr_conf *conf = &dev->data->dev_conf.intr_conf;
	int sum = 0;

	sum |= rte_tel_data_add_dict_int(data, "from_kernel", ad->intr_registered);
	sum |= rte_tel_data_add_dict_int(data, "link", conf->lsc);
	sum |= rte_tel_data_add_dict_int(data, "removal", conf->rmv);
	sum |= rte_tel_data_add_dict_int(data, "rx_queues", conf->rxq);
	sum |= rte_tel_data_add_dict_int(data, "link_watched", ad->running);
	return all_added(sum);
}

/* ---- the commands ---- */

struct endpoint {
	const char *cmd;
	const char *help;
	int (*fill)(const struct rte_eth_dev *dev, struct rte_tel_data *data);
};

static const struct endpoint endpoints[] = {
	{"/igbx/info", "Device, firmware, chosen paths, device arguments. Parameters: int port_id",
		info_fill},
	{"/igbx/queues",
		"Rings, thresholds, offloads, fill, counts of each queue. Parameters: int "
		"port_id",
		igbx_telemetry_queues},
	{"/igbx/filters", "Addresses, VLANs, hash tables, RSS. Parameters: int port_id",
		filters_fill},
	{"/igbx/flows", "Flow rules, in the primary process. Parameters: int port_id",
		igbx_telemetry_flows},
	{"/igbx/interrupts", "Interrupts and what is watched. Parameters: int port_id",
		interrupts_fill},
};

static int
port_parse(const char *cmd, const char *params, uint16_t *port_id)
{
	unsigned long value;
	char *end;

	if (params != NULL && params[0] >= '0' && params[0] <= '9') {
		value = strtoul(params, &end, 10);
		if (*end == '\0' && value < RTE_MAX_ETHPORTS) {
			*port_id = value;
			return 0;
		}
	}
	IGBX_ERR("telemetry %s,%s: the parameter is the number of a port", cmd,
		params == NULL ? "" : params);
	return -EINVAL;
}

static int
on_port(const char *cmd, const char *params, struct rte_tel_data *data)
{
	struct rte_eth_dev *dev;
	uint16_t port_id;
	unsigned int i;
	int ret;

	ret = port_parse(cmd, params, &port_id);
	if (ret != 0)
		return ret;
	dev = igbx_ports_hold(port_id);
	if (dev == NULL) {
		IGBX_ERR("telemetry %s,%s: no port of this driver", cmd, params);
		return -ENODEV;
	}
	ret = -ENOTSUP;
	rte_tel_data_start_dict(data);
	for (i = 0; i < RTE_DIM(endpoints); i++) {
		if (strcmp(endpoints[i].cmd, cmd) == 0)
			ret = endpoints[i].fill(dev, data);
	}
	igbx_ports_let_go();
	return ret;
}

static int
on_list(const char *cmd, const char *params, struct rte_tel_data *data)
{
	uint16_t port_id;

	if (params != NULL && params[0] != '\0') {
		IGBX_ERR("telemetry %s,%s: there is no parameter", cmd, params);
		return -EINVAL;
	}
	rte_tel_data_start_array(data, RTE_TEL_INT_VAL);
	for (port_id = 0; port_id < RTE_MAX_ETHPORTS; port_id++) {
		if (igbx_ports_hold(port_id) == NULL)
			continue;
		igbx_ports_let_go();
		(void)rte_tel_data_add_array_int(data, port_id);
	}
	return 0;
}

void
igbx_telemetry_register(void)
{
	unsigned int i;
	int ret;

	ret = rte_telemetry_register_cmd("/igbx/list", on_list, "The ports of this driver");
	for (i = 0; i < RTE_DIM(endpoints) && ret == 0; i++)
		ret = rte_telemetry_register_cmd(endpoints[i].cmd, on_port, endpoints[i].help);
	if (ret != 0)
		IGBX_WARN("the telemetry commands below /igbx/ are not there (%d)", ret);
}
