/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: how to forward, from the next start on. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_lcore.h>

#include "cmd.h"
#include "engine.h"
#include "log.h"

/** The argument is a mask. */
#define TAG_MASK 1

static int
set_engine(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options old = *cli->app->opt;

	cli->app->opt->engine = a[0].engine;
	if (cli->tag != 0)
		cli->app->opt->retry = a[1].u;
	return fwd_cmd_replan_offloads(cli, &old);
}

static int
set_burst(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->app->opt->burst = a[0].u;
	return 0;
}

static int
set_retry(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->app->opt->retry_delay_us = a[0].u;
	cli->app->opt->retry = a[1].u;
	return 0;
}

static int
set_nbcore(struct fwd_cli *cli, const struct fwd_arg *a)
{
	unsigned int nb = rte_lcore_count() - 1;

	if (cli->app->opt->nb_corelist != 0)
		nb = cli->app->opt->nb_corelist;
	if (a[0].u > nb) {
		fwd_err("set nbcore: there are %u lcores that forward", nb);
		return -EINVAL;
	}
	cli->app->opt->nb_cores = a[0].u;
	return 0;
}

/** The numbers of a list, or of a mask's bits. */
static struct fwd_numbers
numbers(const struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_numbers list = a[0].list;

	if (cli->tag == TAG_MASK)
		fwd_list_bits(a[0].u, &list);
	return list;
}

static int
set_cores(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options *opt = cli->app->opt;
	struct fwd_numbers list = numbers(cli, a);

	for (unsigned int i = 0; i < list.nb; i++) {
		if (fwd_topology_check_lcore(list.v[i]) < 0)
			return -EINVAL;
	}
	if (list.nb == 0) {
		fwd_err("the mask names no lcore");
		return -EINVAL;
	}
	memcpy(opt->corelist, list.v, list.nb * sizeof(list.v[0]));
	opt->nb_corelist = list.nb;
	opt->nb_cores = list.nb;
	return 0;
}

static int
set_ports(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_numbers list = numbers(cli, a);

	if (fwd_cmd_need_rest(cli) < 0)
		return -EBUSY;
	return fwd_devices_forward(cli->app, list.v, list.nb);
}

static int
set_nbport(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_app *app = cli->app;

	if (fwd_cmd_need_rest(cli) < 0)
		return -EBUSY;
	if (a[0].u > app->nb_ports) {
		fwd_err("set nbport: there are %u ports", app->nb_ports);
		return -EINVAL;
	}
	app->nb_fwd = (unsigned int)a[0].u;
	memcpy(app->fwd, app->ports, app->nb_fwd * sizeof(app->fwd[0]));
	return 0;
}

static int
set_topology(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_topology_by_name(a[0].s, &cli->app->opt->topology);
}

static int
set_txpkts(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options old = *cli->app->opt, *opt = cli->app->opt;
	int nb = fwd_read_sizes(a[0].s, opt->txpkts, RTE_DIM(opt->txpkts), 1);

	if (nb < 0) {
		fwd_err("set txpkts: '%s' is not 1 to %u sizes like 64,128", a[0].s,
			FWD_MAX_TXPKTS);
		*opt = old;
		return -EINVAL;
	}
	opt->nb_txpkts = (unsigned int)nb;
	opt->tx_mix.nb = 0;
	if (fwd_check_txpkts(opt, "set txpkts") < 0) {
		*opt = old;
		return -EINVAL;
	}
	return fwd_cmd_replan_offloads(cli, &old);
}

/** The option's own parser says what is wrong. */
static int
set_tx_mix(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options old = *cli->app->opt;
	const struct fwd_option *row;

	for (unsigned int i = 0; (row = fwd_option_at(i)) != NULL; i++) {
		if (strcmp(row->name, "tx-mix") == 0)
			break;
	}
	if (row == NULL || row->parse(row, a[0].s, cli->app->opt) < 0) {
		*cli->app->opt = old;
		return -EINVAL;
	}
	return fwd_cmd_replan_offloads(cli, &old);
}

static int
set_eth_peer(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;

	cli->app->opt->eth_peer[p->id] = a[1].mac;
	cli->app->opt->has_eth_peer[p->id] = true;
	p->peer_mac = a[1].mac;
	return 0;
}

static int
set_flush_rx(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->app->opt->no_flush_rx = a[0].u == 1;
	return 0;
}

static int
set_verbose(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->app->opt->verbose = a[0].u;
	fwd_run_update_taps(cli->app);
	return 0;
}

static int
set_record(struct fwd_cli *cli, const struct fwd_arg *a)
{
	bool on = a[0].u == 0;

	if (cli->tag == 0)
		cli->app->opt->record_core_cycles = on;
	else
		cli->app->opt->record_burst_stats = on;
	fwd_run_update_taps(cli->app);
	return 0;
}

static int
set_limit(struct fwd_cli *cli, const struct fwd_arg *a)
{
	if (cli->tag == 0)
		cli->app->opt->packets = a[0].u;
	else if (cli->tag == 1)
		cli->app->opt->duration_s = a[0].seconds;
	else
		cli->app->opt->drain_ms = a[0].u;
	return 0;
}

static int
set_default(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options *opt = cli->app->opt;

	(void)a;
	if (fwd_cmd_need_rest(cli) < 0)
		return -EBUSY;
	opt->nb_corelist = 0;
	opt->nb_cores = 0;
	cli->app->nb_fwd = cli->app->nb_ports;
	memcpy(cli->app->fwd, cli->app->ports, cli->app->nb_ports * sizeof(cli->app->fwd[0]));
	return 0;
}

static const struct fwd_cmd cmds[] = {
	{"set fwd <engine>", "what is done with packets", set_engine, 0},
	{"set fwd <engine> retry <n:0-65535>",
		"the same, offering the rest of a partial burst up to n times more", set_engine, 1},
	{"set burst <n:1-512>", "packets of a burst", set_burst, 0},
	{"set burst tx delay <us:0-1000000> retry <n:0-65535>",
		"how often the rest of a partial burst is offered again, and the pause between",
		set_retry, 0},
	{"set nbcore <n:1-1024>", "forwarding lcores", set_nbcore, 0},
	{"set corelist <list>", "lcores that forward", set_cores, 0},
	{"set coremask <mask:hex>", "the same by their bits", set_cores, TAG_MASK},
	{"set nbport <n:1-1024>", "forward with the first n ports", set_nbport, 0},
	{"set portlist <list>", "ports that forward, in the order of the topology", set_ports, 0},
	{"set portmask <mask:hex>", "the same by their bits", set_ports, TAG_MASK},
	{"set port-topology paired|chained|loop", "where packets leave", set_topology, 0},
	{"set txpkts <sizes:word>", "segment sizes of generated packets", set_txpkts, 0},
	{"set tx_mix <mix:word>", "sizes of generated packets by turns: imix, or SIZE[:WEIGHT],...",
		set_tx_mix, 0},
	{"set eth-peer <port> <mac>",
		"destination of what mac, csum, txonly, flowgen and latency send out of a port",
		set_eth_peer, 0},
	{"set flush_rx on|off", "whether what was received before a start is thrown away",
		set_flush_rx, 0},
	{"set verbose <level:0-3>", "print packets: 1 received, 2 sent, 3 both", set_verbose, 0},
	{"set record-core-cycles on|off", "measure the cycles of each lcore per packet", set_record,
		0},
	{"set record-burst-stats on|off", "count how large bursts are", set_record, 1},
	{"set packets <n:0-1000000000000000>", "end runs after n packets, 0: never", set_limit, 0},
	{"set duration <seconds>", "end runs after a time, 0: never", set_limit, 1},
	{"set drain_ms <ms:0-60000>",
		"how long latency waits at the end for packets that have not arrived", set_limit,
		2},
	{"set default", "forward with all ports and lcores", set_default, 0},
};

const struct fwd_topic fwd_topic_set = {
	.name = "forwarding",
	.help = "how to forward, from the next start on",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
