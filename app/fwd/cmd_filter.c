/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: addresses, VLANs, flow control. */

#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "log.h"

static int
mac_addr(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_ether_addr mac = a[2].mac;
	struct fwd_port *p = a[1].port;
	int ret;

	(void)cli;
	switch (a[0].u) {
	case 0:
		return fwd_cmd_failed(
			p, "add an address", rte_eth_dev_mac_addr_add(p->id, &mac, 0));
	case 1:
		return fwd_cmd_failed(
			p, "remove an address", rte_eth_dev_mac_addr_remove(p->id, &mac));
	default:
		ret = rte_eth_dev_default_mac_addr_set(p->id, &mac);
		if (ret == 0)
			p->mac = mac;
		return fwd_cmd_failed(p, "set the address", ret);
	}
}

static int
find_mcast(const struct fwd_port *p, const struct rte_ether_addr *mac)
{
	for (unsigned int i = 0; i < p->nb_mcast; i++) {
		if (rte_is_same_ether_addr(&p->mcast[i], mac))
			return (int)i;
	}
	return -1;
}

static int
mcast_addr(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_ether_addr old[FWD_MAX_MCAST];
	struct rte_ether_addr mac = a[2].mac;
	struct fwd_port *p = a[1].port;
	unsigned int nb_old = p->nb_mcast;
	int at = find_mcast(p, &mac), ret;

	(void)cli;
	if (!rte_is_multicast_ether_addr(&mac)) {
		fwd_err("'%s' is no multicast address", a[2].s);
		return -EINVAL;
	}
	if (a[0].u == 0 && (at >= 0 || nb_old == FWD_MAX_MCAST)) {
		fwd_err("port %u: %s", p->id,
			at >= 0 ? "it has this address already" : "its list is full");
		return -EEXIST;
	}
	if (a[0].u == 1 && at < 0) {
		fwd_err("port %u does not have this address", p->id);
		return -ENOENT;
	}
	memcpy(old, p->mcast, sizeof(old));
	if (a[0].u == 0)
		p->mcast[p->nb_mcast++] = mac;
	else
		p->mcast[at] = p->mcast[--p->nb_mcast];
	ret = rte_eth_dev_set_mc_addr_list(p->id, p->mcast, p->nb_mcast);
	if (ret < 0) {
		memcpy(p->mcast, old, sizeof(old));
		p->nb_mcast = nb_old;
	}
	return fwd_cmd_failed(p, "multicast addresses", ret);
}

static int
mcast_flush(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	int ret = rte_eth_dev_set_mc_addr_list(p->id, NULL, 0);

	(void)cli;
	if (ret == 0)
		p->nb_mcast = 0;
	return fwd_cmd_failed(p, "multicast addresses", ret);
}

static const struct {
	const char *name;
	int mask;
	uint64_t offload;
} vlan_modes[] = {
	{"strip", RTE_ETH_VLAN_STRIP_OFFLOAD, RTE_ETH_RX_OFFLOAD_VLAN_STRIP},
	{"filter", RTE_ETH_VLAN_FILTER_OFFLOAD, RTE_ETH_RX_OFFLOAD_VLAN_FILTER},
	{"extend", RTE_ETH_VLAN_EXTEND_OFFLOAD, RTE_ETH_RX_OFFLOAD_VLAN_EXTEND},
	{"qinq_strip", RTE_ETH_QINQ_STRIP_OFFLOAD, RTE_ETH_RX_OFFLOAD_QINQ_STRIP},
};

/* What is set on a port that runs stays when it is configured anew. */
static int
vlan_set(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[2].port;
	uint64_t bit = vlan_modes[a[0].u].offload;
	int mask = vlan_modes[a[0].u].mask, now, ret;
	bool on = a[1].u == 0;

	(void)cli;
	if (on && (p->info.rx_offload_capa & bit) == 0)
		return fwd_cmd_failed(p, "VLAN", -ENOTSUP);
	now = rte_eth_dev_get_vlan_offload(p->id);
	if (now < 0)
		return fwd_cmd_failed(p, "VLAN", now);
	ret = rte_eth_dev_set_vlan_offload(p->id, on ? now | mask : now & ~mask);
	if (ret < 0)
		return fwd_cmd_failed(p, "VLAN", ret);
	p->asks.rx_on = on ? p->asks.rx_on | bit : p->asks.rx_on & ~bit;
	p->asks.rx_off = on ? p->asks.rx_off & ~bit : p->asks.rx_off | bit;
	p->rx_offloads = on ? p->rx_offloads | bit : p->rx_offloads & ~bit;
	p->rx_conf = on ? p->rx_conf | bit : p->rx_conf & ~bit;
	return 0;
}

static int
vlan_stripq(struct fwd_cli *cli, const struct fwd_arg *a)
{
	uint64_t id, queue;
	struct fwd_port *p;
	const char *at;

	if (fwd_read_uint(a[1].s, ",", &id, &at) < 0 || *at != ',' ||
		fwd_read_uint(at + 1, "", &queue, &at) < 0) {
		fwd_err("vlan set stripq: '%s' is not of the form PORT,QUEUE", a[1].s);
		return -EINVAL;
	}
	p = id < RTE_MAX_ETHPORTS ? fwd_port_by_id(cli->app, (uint16_t)id) : NULL;
	if (p == NULL) {
		fwd_err("there is no port %u", (unsigned int)id);
		return -EINVAL;
	}
	if (fwd_cmd_need_queue(p, true, queue) < 0)
		return -EINVAL;
	return fwd_cmd_failed(p, "VLAN strip of a queue",
		rte_eth_dev_set_vlan_strip_on_queue(p->id, (uint16_t)queue, a[0].u == 0));
}

static int
vlan_tpid(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[2].port;

	(void)cli;
	return fwd_cmd_failed(p, "VLAN TPID",
		rte_eth_dev_set_vlan_ether_type(p->id,
			a[0].u == 0 ? RTE_ETH_VLAN_TYPE_INNER : RTE_ETH_VLAN_TYPE_OUTER,
			(uint16_t)a[1].u));
}

static int
rx_vlan(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[cli->tag == 0 ? 2 : 1].port;
	bool on = a[0].u == 0;
	int ret = 0;

	if ((rte_eth_dev_get_vlan_offload(p->id) & RTE_ETH_VLAN_FILTER_OFFLOAD) == 0) {
		fwd_err("port %u does not filter by VLAN: vlan set filter on %u first", p->id,
			p->id);
		return -EINVAL;
	}
	if (cli->tag == 0)
		return fwd_cmd_failed(
			p, "VLAN filter", rte_eth_dev_vlan_filter(p->id, (uint16_t)a[1].u, on));
	for (uint16_t id = 0; ret == 0 && id <= RTE_ETHER_MAX_VLAN_ID; id++)
		ret = rte_eth_dev_vlan_filter(p->id, id, on);
	return fwd_cmd_failed(p, "VLAN filter", ret);
}

enum {
	FC_RX,
	FC_TX,
	FC_HIGH,
	FC_LOW,
	FC_PAUSE,
	FC_XON,
	FC_FORWARD,
	FC_AUTONEG,
	FC_ALL,
};

static void
set_fc_mode(struct rte_eth_fc_conf *fc, bool rx, bool tx)
{
	fc->mode = rx ? (tx ? RTE_ETH_FC_FULL : RTE_ETH_FC_RX_PAUSE)
		      : (tx ? RTE_ETH_FC_TX_PAUSE : RTE_ETH_FC_NONE);
}

static void
change_fc(struct rte_eth_fc_conf *fc, int what, const struct fwd_arg *a)
{
	bool rx = fc->mode == RTE_ETH_FC_FULL || fc->mode == RTE_ETH_FC_RX_PAUSE;
	bool tx = fc->mode == RTE_ETH_FC_FULL || fc->mode == RTE_ETH_FC_TX_PAUSE;

	switch (what) {
	case FC_RX:
		set_fc_mode(fc, a[0].u == 0, tx);
		break;
	case FC_TX:
		set_fc_mode(fc, rx, a[0].u == 0);
		break;
	case FC_HIGH:
		fc->high_water = (uint32_t)a[0].u;
		break;
	case FC_LOW:
		fc->low_water = (uint32_t)a[0].u;
		break;
	case FC_PAUSE:
		fc->pause_time = (uint16_t)a[0].u;
		break;
	case FC_XON:
		fc->send_xon = (uint16_t)a[0].u;
		break;
	case FC_FORWARD:
		fc->mac_ctrl_frame_fwd = a[0].u == 0;
		break;
	case FC_AUTONEG:
		fc->autoneg = a[0].u == 0;
		break;
	default:
		set_fc_mode(fc, a[0].u == 0, a[1].u == 0);
		fc->high_water = (uint32_t)a[2].u;
		fc->low_water = (uint32_t)a[3].u;
		fc->pause_time = (uint16_t)a[4].u;
		fc->send_xon = (uint16_t)a[5].u;
		fc->mac_ctrl_frame_fwd = a[6].u == 0;
		fc->autoneg = a[7].u == 0;
		break;
	}
}

static int
flow_ctrl(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[cli->tag == FC_ALL ? 8 : 1].port;
	struct rte_eth_fc_conf fc = {0};
	int ret = rte_eth_dev_flow_ctrl_get(p->id, &fc);

	if (ret < 0)
		return fwd_cmd_failed(p, "flow control", ret);
	change_fc(&fc, cli->tag, a);
	return fwd_cmd_failed(p, "flow control", rte_eth_dev_flow_ctrl_set(p->id, &fc));
}

static int
show_flow_ctrl(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	struct rte_eth_fc_conf fc = {0};
	int ret = rte_eth_dev_flow_ctrl_get(p->id, &fc);
	struct doc *d = cli->out;

	if (ret < 0)
		return fwd_cmd_failed(p, "flow control", ret);
	doc_bool(d, "rx_pause", fc.mode == RTE_ETH_FC_FULL || fc.mode == RTE_ETH_FC_RX_PAUSE);
	doc_bool(d, "tx_pause", fc.mode == RTE_ETH_FC_FULL || fc.mode == RTE_ETH_FC_TX_PAUSE);
	doc_bool(d, "autonegotiated", fc.autoneg != 0);
	doc_uint(d, "high_water", fc.high_water);
	doc_uint(d, "low_water", fc.low_water);
	doc_uint(d, "pause_time", fc.pause_time);
	doc_bool(d, "send_xon", fc.send_xon != 0);
	doc_bool(d, "forward_control_frames", fc.mac_ctrl_frame_fwd != 0);
	return 0;
}

static const struct fwd_cmd cmds[] = {
	{"mac_addr add|remove|set <port> <mac>", "addresses of a port; set: its own", mac_addr, 0},
	{"mcast_addr add|remove <port> <mac>", "multicast addresses that it receives", mcast_addr,
		0},
	{"mcast_addr flush <port>", "none any more", mcast_flush, 0},
	{"vlan set strip|filter|extend|qinq_strip on|off <port>", "VLAN modes of a port", vlan_set,
		0},
	{"vlan set stripq on|off <queue:word>", "strip tags on one queue: PORT,QUEUE", vlan_stripq,
		0},
	{"vlan set inner|outer tpid <value:0-65535> <port>", "EtherType of tags", vlan_tpid, 0},
	{"rx_vlan add|rm <vlan:0-4095> <port>", "VLANs that a port receives when it filters",
		rx_vlan, 0},
	{"rx_vlan add|rm all <port>", "all of them", rx_vlan, 1},
	{"set flow_ctrl rx on|off <port>", "obey pause frames", flow_ctrl, FC_RX},
	{"set flow_ctrl tx on|off <port>", "send pause frames", flow_ctrl, FC_TX},
	{"set flow_ctrl high_water <bytes:0-4294967295> <port>", "when a pause frame is sent",
		flow_ctrl, FC_HIGH},
	{"set flow_ctrl low_water <bytes:0-4294967295> <port>", "when the pause ends", flow_ctrl,
		FC_LOW},
	{"set flow_ctrl pause_time <quanta:0-65535> <port>", "how long a pause is", flow_ctrl,
		FC_PAUSE},
	{"set flow_ctrl send_xon <n:0-1> <port>", "send a frame that ends a pause", flow_ctrl,
		FC_XON},
	{"set flow_ctrl mac_ctrl_frame_fwd on|off <port>", "receive MAC control frames", flow_ctrl,
		FC_FORWARD},
	{"set flow_ctrl autoneg on|off <port>", "negotiate pause frames", flow_ctrl, FC_AUTONEG},
	{"set flow_ctrl rx on|off tx on|off <high_water:0-4294967295> <low_water:0-4294967295> "
	 "<pause_time:0-65535> <send_xon:0-1> mac_ctrl_frame_fwd on|off autoneg on|off <port>",
		"all of it", flow_ctrl, FC_ALL},
	{"show port <port> flow_ctrl", "flow control", show_flow_ctrl, 0},
};

const struct fwd_topic fwd_topic_filter = {
	.name = "filters",
	.help = "addresses, VLANs, flow control",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
