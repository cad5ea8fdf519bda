/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: what ports are configured with when they are started the next time. */

#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "log.h"

enum {
	ALL_RXQ,
	ALL_TXQ,
	ALL_RXD,
	ALL_TXD,
	ALL_MAX_PKT_LEN,
	ALL_BURST,
};

static int
config_all(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options *opt = cli->app->opt, old = *opt;

	if (cli->tag == ALL_BURST) {
		opt->burst = a[0].u;
		return 0;
	}
	if (fwd_cmd_need_all_stopped(cli) < 0)
		return -EBUSY;
	switch (cli->tag) {
	case ALL_RXQ:
		opt->rxq = a[0].u;
		break;
	case ALL_TXQ:
		opt->txq = a[0].u;
		break;
	case ALL_RXD:
		opt->rxd = a[0].u;
		break;
	case ALL_TXD:
		opt->txd = a[0].u;
		break;
	default:
		opt->max_pkt_len = a[0].u;
		opt->mtu = 0;
		for (unsigned int i = 0; i < cli->app->nb_ports; i++)
			cli->app->ports[i]->asks.mtu = 0;
		break;
	}
	return fwd_cmd_replan(cli, &old);
}

static const struct {
	const char *name;
	size_t offset;
} thresholds[] = {
	{"rxpt", offsetof(struct fwd_thresholds, rx_prefetch)},
	{"rxht", offsetof(struct fwd_thresholds, rx_host)},
	{"rxwt", offsetof(struct fwd_thresholds, rx_write_back)},
	{"rxfreet", offsetof(struct fwd_thresholds, rx_free)},
	{"txpt", offsetof(struct fwd_thresholds, tx_prefetch)},
	{"txht", offsetof(struct fwd_thresholds, tx_host)},
	{"txwt", offsetof(struct fwd_thresholds, tx_write_back)},
	{"txfreet", offsetof(struct fwd_thresholds, tx_free)},
	{"txrst", offsetof(struct fwd_thresholds, tx_rs)},
};

static int
config_threshold(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options *opt = cli->app->opt, old = *opt;

	if (fwd_cmd_need_all_stopped(cli) < 0)
		return -EBUSY;
	for (unsigned int i = 0; i < RTE_DIM(thresholds); i++) {
		if (strcmp(a[0].s, thresholds[i].name) == 0)
			*(uint64_t *)((char *)&opt->thresholds + thresholds[i].offset) = a[1].u;
	}
	return fwd_cmd_replan(cli, &old);
}

static int
config_drop_en(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options *opt = cli->app->opt, old = *opt;

	if (fwd_cmd_need_all_stopped(cli) < 0)
		return -EBUSY;
	opt->enable_drop_en = a[0].u == 0;
	return fwd_cmd_replan(cli, &old);
}

/** Plan a port again with what was asked of it; on failure the old wishes come back. */
static int
replan_port(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_port_asks *old)
{
	int ret = fwd_plan_port(cli->app, p);

	if (ret == 0)
		ret = fwd_offloads_plan_room(cli->app);
	if (ret == 0)
		ret = fwd_offloads_plan(cli->app, p);
	p->configured = false;
	if (ret == 0)
		return 0;
	p->asks = *old;
	(void)fwd_plan_port(cli->app, p);
	(void)fwd_offloads_plan_room(cli->app);
	(void)fwd_offloads_plan(cli->app, p);
	return ret;
}

static int
set_speed(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	uint32_t bits;

	(void)cli;
	if (fwd_cmd_need_stopped(p) < 0)
		return -EBUSY;
	if (fwd_read_speed(a[1].s, strcmp(a[2].s, "half") != 0, &bits) < 0) {
		fwd_err("port config: no link runs at '%s' Mb/s, %s duplex", a[1].s, a[2].s);
		return -EINVAL;
	}
	p->asks.link_speeds = bits;
	p->asks.has_speed = true;
	p->configured = false;
	return 0;
}

static int
config_speed(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, a[0].port, set_speed, a);
}

static int
config_mtu(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	struct fwd_port_asks old = p->asks;
	int ret;

	/* A running port takes it at once, if its driver can. */
	if (p->configured) {
		ret = rte_eth_dev_set_mtu(p->id, (uint16_t)a[1].u);
		if (ret < 0 && (ret != -ENOTSUP || p->started))
			return fwd_cmd_failed(p, "MTU", ret);
	}
	p->asks.mtu = (uint16_t)a[1].u;
	if (!p->started)
		return replan_port(cli, p, &old);
	return fwd_plan_port(cli->app, p);
}

/** The bit of an offload by its name, in small letters. */
static uint64_t
offload_bit(const char *name, const char *(*name_of)(uint64_t))
{
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (strcasecmp(name_of(RTE_BIT64(bit)), name) == 0)
			return RTE_BIT64(bit);
	}
	return 0;
}

static int
config_offload(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	struct fwd_port_asks old = p->asks;
	bool rx = cli->tag == 0, on = a[2].u == 0;
	uint64_t *set = rx ? &p->asks.rx_on : &p->asks.tx_on;
	uint64_t *cleared = rx ? &p->asks.rx_off : &p->asks.tx_off;
	uint64_t bit;

	if (fwd_cmd_need_stopped(p) < 0)
		return -EBUSY;
	bit = offload_bit(a[1].s, rx ? rte_eth_dev_rx_offload_name : rte_eth_dev_tx_offload_name);
	if (bit == 0) {
		fwd_err("there is no %s offload '%s'; show port %u %s_offload capabilities lists "
			"those of the device",
			rx ? "Rx" : "Tx", a[1].s, p->id, rx ? "rx" : "tx");
		return -EINVAL;
	}
	*set = on ? *set | bit : *set & ~bit;
	*cleared = on ? *cleared & ~bit : *cleared | bit;
	return replan_port(cli, p, &old);
}

static int
show_offload(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	bool rx = cli->tag == 0, capa = a[1].u == 0;
	const char *(*name)(uint64_t) =
		rx ? rte_eth_dev_rx_offload_name : rte_eth_dev_tx_offload_name;

	if (capa) {
		fwd_cmd_bits(cli->out, "of_queues",
			rx ? p->info.rx_queue_offload_capa : p->info.tx_queue_offload_capa, name);
		fwd_cmd_bits(cli->out, "of_ports",
			rx ? p->info.rx_offload_capa : p->info.tx_offload_capa, name);
		return 0;
	}
	if (rx)
		fwd_cmd_bits(cli->out, "port", p->configured ? p->rx_conf : p->rx_offloads, name);
	else
		fwd_cmd_bits(cli->out, "port",
			p->configured ? p->tx_conf : fwd_offloads_tx(cli->app, p), name);
	return 0;
}

static int
config_ring_size(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	bool rx = a[1].u == 0;
	const struct rte_eth_desc_lim *lim = rx ? &p->info.rx_desc_lim : &p->info.tx_desc_lim;
	uint16_t queue = (uint16_t)a[2].u;

	(void)cli;
	if (fwd_cmd_need_queue(p, rx, queue) < 0)
		return -EINVAL;
	if (a[3].u < lim->nb_min || a[3].u > lim->nb_max ||
		a[3].u % RTE_MAX(lim->nb_align, (uint16_t)1) != 0) {
		fwd_err("port %u: %u descriptors asked, the device takes %u to %u in steps of %u",
			p->id, (unsigned int)a[3].u, lim->nb_min, lim->nb_max,
			RTE_MAX(lim->nb_align, (uint16_t)1));
		return -EINVAL;
	}
	if (rx)
		p->asks.rxd[queue] = (uint16_t)a[3].u;
	else
		p->asks.txd[queue] = (uint16_t)a[3].u;
	if (!p->started)
		p->configured = false;
	return 0;
}

static const struct fwd_cmd cmds[] = {
	{"port config all rxq <n:1-1024>", "Rx queues of each port", config_all, ALL_RXQ},
	{"port config all txq <n:1-1024>", "Tx queues of each port", config_all, ALL_TXQ},
	{"port config all rxd <n:1-65535>", "descriptors of each Rx queue", config_all, ALL_RXD},
	{"port config all txd <n:1-65535>", "descriptors of each Tx queue", config_all, ALL_TXD},
	{"port config all max-pkt-len <bytes:64-65535>", "largest frame with FCS", config_all,
		ALL_MAX_PKT_LEN},
	{"port config all burst <n:1-512>", "packets of a burst", config_all, ALL_BURST},
	{"port config all rxpt|rxht|rxwt|rxfreet|txpt|txht|txwt|txfreet|txrst <n:0-65535>",
		"thresholds of queues", config_threshold, 0},
	{"port config all drop-en on|off", "drop what comes to an Rx queue without descriptors",
		config_drop_en, 0},
	{"port config <ports> speed <mbps:word> duplex half|full|auto",
		"speed of the link, or auto", config_speed, 0},
	{"port config mtu <port> <bytes:68-65535>", "MTU", config_mtu, 0},
	{"port config <port> mtu <bytes:68-65535>", "the same", config_mtu, 0},
	{"port config <port> rx_offload <name:word> on|off", "an Rx offload of all queues",
		config_offload, 0},
	{"port config <port> tx_offload <name:word> on|off", "a Tx offload of all queues",
		config_offload, 1},
	{"show port <port> rx_offload capabilities|configuration", "Rx offloads", show_offload, 0},
	{"show port <port> tx_offload capabilities|configuration", "Tx offloads", show_offload, 1},
	{"port config <port> rxq|txq <queue:0-1023> ring_size <n:1-65535>",
		"descriptors of one queue", config_ring_size, 0},
};

const struct fwd_topic fwd_topic_config = {
	.name = "config",
	.help = "what ports are configured with at their next start",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
