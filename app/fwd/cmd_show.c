/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: what ports and the application are like. */

#include <errno.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_lcore.h>

#include "cmd.h"
#include "engine.h"
#include "events.h"
#include "log.h"

static void
add_link(struct doc *d, const struct fwd_port *p)
{
	struct rte_eth_link link = {0};

	if (rte_eth_link_get_nowait(p->id, &link) < 0)
		link.link_status = RTE_ETH_LINK_DOWN;
	doc_str(d, "link", link.link_status == RTE_ETH_LINK_UP ? "up" : "down");
	if (link.link_status == RTE_ETH_LINK_UP && link.link_speed != RTE_ETH_SPEED_NUM_UNKNOWN)
		doc_uint(d, "mbps", link.link_speed);
	else
		doc_null(d, "mbps");
	doc_str(d, "duplex", link.link_duplex == RTE_ETH_LINK_FULL_DUPLEX ? "full" : "half");
}

static void
add_limits(struct doc *out, const char *key, const struct rte_eth_desc_lim *lim)
{
	doc_fmt(out, key, "%u to %u in steps of %u", lim->nb_min, lim->nb_max,
		RTE_MAX(lim->nb_align, (uint16_t)1));
}

static const char *
rss_name(uint64_t bit)
{
	const char *name = fwd_rss_name(bit);

	return name != NULL ? name : "other";
}

static void
add_limits_of(struct doc *d, const struct rte_eth_dev_info *info)
{
	doc_uint(d, "max_rx_queues", info->max_rx_queues);
	doc_uint(d, "max_tx_queues", info->max_tx_queues);
	add_limits(d, "rx_descriptors", &info->rx_desc_lim);
	add_limits(d, "tx_descriptors", &info->tx_desc_lim);
	doc_uint(d, "max_mtu", info->max_mtu);
	doc_uint(d, "min_mtu", info->min_mtu);
	doc_uint(d, "max_frame", info->max_rx_pktlen);
	doc_uint(d, "max_mac_addresses", info->max_mac_addrs);
	doc_uint(d, "max_hash_mac_addresses", info->max_hash_mac_addrs);
	doc_uint(d, "max_vfs", info->max_vfs);
	doc_uint(d, "max_vmdq_pools", info->max_vmdq_pools);
	doc_uint(d, "reta_size", info->reta_size);
	doc_uint(d, "hash_key_bytes", info->hash_key_size);
	doc_uint(d, "max_segments", info->tx_desc_lim.nb_seg_max);
	fwd_cmd_bits(d, "rss_types", info->flow_type_rss_offloads, rss_name);
	fwd_cmd_bits(
		d, "rx_offload_capabilities", info->rx_offload_capa, rte_eth_dev_rx_offload_name);
	fwd_cmd_bits(
		d, "tx_offload_capabilities", info->tx_offload_capa, rte_eth_dev_tx_offload_name);
}

static int
add_info(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct doc *d = doc_object(cli->list, NULL);
	struct rte_eth_dev_info info;
	char version[64] = "";
	uint16_t mtu = p->mtu;
	int ret = rte_eth_dev_info_get(p->id, &info);

	(void)a;
	if (ret < 0)
		return fwd_cmd_failed(p, "information", ret);
	(void)rte_eth_dev_get_mtu(p->id, &mtu);
	doc_uint(d, "port", p->id);
	doc_str(d, "name", p->name);
	doc_str(d, "driver", p->driver);
	if (rte_eth_dev_fw_version_get(p->id, version, sizeof(version)) == 0)
		doc_str(d, "firmware", version);
	doc_str(d, "state",
		fwd_events_removed(p->id) ? "removed"
		: p->started		  ? "started"
					  : "stopped");
	fwd_cmd_mac(d, "mac", &p->mac);
	doc_int(d, "numa_node", rte_eth_dev_socket_id(p->id));
	doc_int(d, "mbufs_on_numa_node", p->socket);
	add_link(d, p);
	doc_uint(d, "mtu", mtu);
	doc_bool(d, "promiscuous", rte_eth_promiscuous_get(p->id) == 1);
	doc_bool(d, "all_multicast", rte_eth_allmulticast_get(p->id) == 1);
	doc_uint(d, "rx_queues", p->nb_rxq);
	doc_uint(d, "tx_queues", p->nb_txq);
	add_limits_of(d, &info);
	return 0;
}

static int
show_info(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->list = doc_list(cli->out, "ports");
	return fwd_cmd_each(cli, a[0].port, add_info, a);
}

static int
add_summary(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct doc *d = doc_object(cli->list, NULL);

	(void)a;
	doc_uint(d, "port", p->id);
	fwd_cmd_mac(d, "mac", &p->mac);
	doc_str(d, "name", p->name);
	doc_str(d, "driver", p->driver);
	doc_str(d, "state",
		fwd_events_removed(p->id) ? "removed"
		: p->started		  ? "started"
					  : "stopped");
	add_link(d, p);
	return 0;
}

static int
show_summary(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->list = doc_list(cli->out, "ports");
	return fwd_cmd_each(cli, a[0].port, add_summary, a);
}

static int
show_macs(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	struct rte_ether_addr *macs;
	struct doc *list = doc_list(cli->out, "addresses");
	int ret;

	macs = calloc(RTE_MAX(p->info.max_mac_addrs, 1u), sizeof(*macs));
	if (macs == NULL)
		return -ENOMEM;
	ret = rte_eth_macaddrs_get(p->id, macs, p->info.max_mac_addrs);
	for (int i = 0; i < ret; i++) {
		if (!rte_is_zero_ether_addr(&macs[i]))
			fwd_cmd_mac(list, NULL, &macs[i]);
	}
	free(macs);
	return fwd_cmd_failed(p, "addresses", RTE_MIN(ret, 0));
}

static int
show_mcast(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct doc *list = doc_list(cli->out, "addresses");

	for (unsigned int i = 0; i < a[0].port->nb_mcast; i++)
		fwd_cmd_mac(list, NULL, &a[0].port->mcast[i]);
	return 0;
}

static int
show_ptypes(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	int nb = rte_eth_dev_get_supported_ptypes(p->id, RTE_PTYPE_ALL_MASK, NULL, 0);
	struct doc *list = doc_list(cli->out, "types");
	uint32_t *types;

	if (nb < 0)
		return fwd_cmd_failed(p, "packet types", nb);
	types = calloc((size_t)nb + 1, sizeof(*types));
	if (types == NULL)
		return -ENOMEM;
	nb = rte_eth_dev_get_supported_ptypes(p->id, RTE_PTYPE_ALL_MASK, types, nb);
	for (int i = 0; i < nb; i++) {
		char name[128];

		rte_get_ptype_name(types[i], name, sizeof(name));
		doc_fmt(list, NULL, "%s", name);
	}
	free(types);
	return 0;
}

/** Bytes in lines of 16. */
static void
add_bytes(struct doc *d, const uint8_t *bytes, uint32_t nb)
{
	struct doc *list = doc_list(d, "lines");

	for (uint32_t at = 0; at < nb; at += 16) {
		struct doc *line = doc_object(list, NULL);
		char text[64] = "";

		for (uint32_t i = at; i < RTE_MIN(at + 16, nb); i++)
			snprintf(text + 3 * (i - at), sizeof(text) - 3 * (i - at), "%02x ",
				bytes[i]);
		doc_fmt(line, "offset", "0x%04x", at);
		doc_str(line, "bytes", text);
	}
}

static int
show_eeprom(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_eth_dev_module_info module = {0};
	struct rte_dev_eeprom_info info = {0};
	struct fwd_port *p = a[0].port;
	bool of_module = a[1].u == 1;
	int ret;

	if (of_module) {
		ret = rte_eth_dev_get_module_info(p->id, &module);
		info.length = module.eeprom_len;
	} else {
		ret = rte_eth_dev_get_eeprom_length(p->id);
		info.length = ret > 0 ? (uint32_t)ret : 0;
	}
	if (ret < 0)
		return fwd_cmd_failed(p, of_module ? "module memory" : "EEPROM", ret);
	info.data = calloc(1, info.length + 1);
	if (info.data == NULL)
		return -ENOMEM;
	ret = of_module ? rte_eth_dev_get_module_eeprom(p->id, &info)
			: rte_eth_dev_get_eeprom(p->id, &info);
	if (ret == 0)
		add_bytes(cli->out, info.data, info.length);
	free(info.data);
	return fwd_cmd_failed(p, of_module ? "module memory" : "EEPROM", ret);
}

static int
show_fwd(struct fwd_cli *cli, const struct fwd_arg *a)
{
	const struct fwd_options *opt = cli->app->opt;
	struct doc *list, *d = cli->out;

	(void)a;
	doc_str(d, "mode", opt->engine->name);
	doc_str(d, "topology", fwd_topology_name(opt->topology));
	doc_bool(d, "running", cli->app->running);
	doc_uint(d, "burst", opt->burst);
	doc_uint(d, "retries", opt->retry);
	doc_str(d, "rx_mode", fwd_rx_mode_name(opt->rx_mode));
	list = doc_list(d, "ports");
	for (unsigned int i = 0; i < cli->app->nb_fwd; i++)
		doc_uint(list, NULL, cli->app->fwd[i]->id);
	list = doc_list(d, "tx_rates");
	for (unsigned int i = 0; i < cli->app->nb_fwd; i++) {
		char text[FWD_RATE_TEXT];

		fwd_rate_write(&cli->app->fwd[i]->tx_rate, text);
		doc_str(list, NULL, text);
	}
	list = doc_list(d, "txpkts");
	for (unsigned int i = 0; i < opt->nb_txpkts; i++)
		doc_uint(list, NULL, opt->txpkts[i]);
	if (!cli->app->running)
		return 0;
	list = doc_list(d, "streams");
	for (unsigned int i = 0; i < cli->app->nb_streams; i++) {
		const struct fwd_stream *s = &cli->app->streams[i];
		struct doc *o = doc_object(list, NULL);

		doc_uint(o, "lcore", cli->app->lcores[s->lcore].id);
		if (s->receives)
			doc_fmt(o, "from", "port %u queue %u", s->rx_port, s->rx_queue);
		else
			doc_null(o, "from");
		if (s->transmits)
			doc_fmt(o, "to", "port %u queue %u", s->tx_port, s->tx_queue);
		else
			doc_null(o, "to");
	}
	return 0;
}

static int
show_cores(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct doc *list = doc_list(cli->out, "lcores");
	unsigned int id;

	(void)a;
	RTE_LCORE_FOREACH(id)
	{
		struct doc *d = doc_object(list, NULL);
		const char *role = "idle";

		for (unsigned int i = 0; cli->app->running && i < cli->app->nb_lcores; i++) {
			if (cli->app->lcores[i].id == id)
				role = "forwards";
		}
		doc_uint(d, "lcore", id);
		doc_int(d, "cpu", rte_lcore_to_cpu_id((int)id));
		doc_uint(d, "numa_node", rte_lcore_to_socket_id(id));
		doc_str(d, "role", id == rte_get_main_lcore() ? "commands" : role);
	}
	return 0;
}

static void
add_rxtx(struct doc *list, const struct fwd_port *p)
{
	struct doc *d = doc_object(list, NULL);
	struct rte_eth_rxq_info rx = {0};
	struct rte_eth_txq_info tx = {0};

	doc_uint(d, "port", p->id);
	doc_uint(d, "rx_queues", p->nb_rxq);
	doc_uint(d, "tx_queues", p->nb_txq);
	doc_uint(d, "rx_descriptors", p->nb_rxd);
	doc_uint(d, "tx_descriptors", p->nb_txd);
	doc_uint(d, "mtu", p->mtu);
	doc_bool(d, "configured", p->configured);
	if (p->configured && rte_eth_rx_queue_info_get(p->id, 0, &rx) == 0) {
		doc_fmt(d, "rx_thresholds", "pt=%u ht=%u wt=%u free=%u", rx.conf.rx_thresh.pthresh,
			rx.conf.rx_thresh.hthresh, rx.conf.rx_thresh.wthresh,
			rx.conf.rx_free_thresh);
		doc_bool(d, "drop_en", rx.conf.rx_drop_en != 0);
	}
	if (p->configured && rte_eth_tx_queue_info_get(p->id, 0, &tx) == 0)
		doc_fmt(d, "tx_thresholds", "pt=%u ht=%u wt=%u free=%u rs=%u",
			tx.conf.tx_thresh.pthresh, tx.conf.tx_thresh.hthresh,
			tx.conf.tx_thresh.wthresh, tx.conf.tx_free_thresh, tx.conf.tx_rs_thresh);
	fwd_cmd_bits(d, "rx_offloads", p->configured ? p->rx_conf : p->rx_offloads,
		rte_eth_dev_rx_offload_name);
	fwd_cmd_bits(d, "tx_offloads", p->configured ? p->tx_conf : p->tx_offloads,
		rte_eth_dev_tx_offload_name);
}

static int
show_rxtx(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct doc *list = doc_list(cli->out, "ports");

	(void)a;
	for (unsigned int i = 0; i < cli->app->nb_ports; i++)
		add_rxtx(list, cli->app->ports[i]);
	return 0;
}

static int
show_txpkts(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct doc *list = doc_list(cli->out, "txpkts");

	(void)a;
	for (unsigned int i = 0; i < cli->app->opt->nb_txpkts; i++)
		doc_uint(list, NULL, cli->app->opt->txpkts[i]);
	if (cli->app->opt->tx_mix.nb != 0) {
		const struct fwd_mix *mix = &cli->app->opt->tx_mix;

		list = doc_list(cli->out, "tx_mix");
		for (unsigned int i = 0; i < mix->nb; i++)
			doc_fmt(list, NULL, "%u:%u", mix->size[i], mix->weight[i]);
	}
	return 0;
}

static int
show_engines(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct doc *list = doc_list(cli->out, "engines");
	const struct fwd_engine *e;

	(void)a;
	for (unsigned int i = 0; (e = fwd_engine_at(i)) != NULL; i++) {
		struct doc *d = doc_object(list, NULL);

		doc_str(d, "engine", e->name);
		doc_bool(d, "chosen", e == cli->app->opt->engine);
		doc_str(d, "help", e->help);
	}
	return 0;
}

static const struct fwd_cmd cmds[] = {
	{"show port info <ports>", "what a port is and can do", show_info, 0},
	{"show port summary <ports>", "one line for each port", show_summary, 0},
	{"show port <port> macs", "its own addresses", show_macs, 0},
	{"show port <port> mcast_macs", "multicast addresses it was told", show_mcast, 0},
	{"show port <port> ptypes", "packet types that it reports", show_ptypes, 0},
	{"show port <port> eeprom|module_eeprom", "its memory, or its module's", show_eeprom, 0},
	{"show config fwd", "how forwarding is, or would be done", show_fwd, 0},
	{"show config cores", "lcores and what they do", show_cores, 0},
	{"show config rxtx", "queues, descriptors, thresholds, offloads", show_rxtx, 0},
	{"show config engines", "what can be done with packets", show_engines, 0},
	{"show config txpkts", "segment sizes of generated packets", show_txpkts, 0},
};

const struct fwd_topic fwd_topic_show = {
	.name = "display",
	.help = "ports and configuration",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
