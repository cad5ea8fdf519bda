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

/** Plan again after options changed that offloads follow from; started ports keep what they have.
 */
static int
replan(struct fwd_cli *cli, const struct fwd_options *old)
{
	struct fwd_app *app = cli->app;

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		int ret = app->ports[i]->started ? 0 : fwd_offloads_plan(app, app->ports[i]);

		if (ret < 0) {
			*app->opt = *old;
			return ret;
		}
	}
	return 0;
}

static int
set_engine(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options old = *cli->app->opt;

	cli->app->opt->engine = a[0].engine;
	if (cli->tag != 0)
		cli->app->opt->retry = a[1].u;
	return replan(cli, &old);
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

static int
check_core(unsigned int id)
{
	if (id < RTE_MAX_LCORE && rte_lcore_is_enabled(id) && id != rte_get_main_lcore())
		return 0;
	fwd_err("lcore %u cannot forward: %s", id,
		id == rte_get_main_lcore() ? "it is the main lcore" : "EAL does not have it");
	return -EINVAL;
}

static int
set_cores(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options *opt = cli->app->opt;
	struct fwd_numbers list = a[0].list;

	if (cli->tag == 1) {
		list.nb = 0;
		for (unsigned int i = 0; i < 64; i++) {
			if ((a[0].u >> i & 1) != 0)
				list.v[list.nb++] = (uint16_t)i;
		}
	}
	for (unsigned int i = 0; i < list.nb; i++) {
		if (check_core(list.v[i]) < 0)
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
need_rest(const struct fwd_cli *cli)
{
	if (!cli->app->running)
		return 0;
	fwd_err("forwarding runs: stop it first");
	return -EBUSY;
}

static int
set_ports(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_numbers list = a[0].list;

	if (need_rest(cli) < 0)
		return -EBUSY;
	if (cli->tag == 1) {
		list.nb = 0;
		for (unsigned int i = 0; i < 64; i++) {
			if ((a[0].u >> i & 1) != 0)
				list.v[list.nb++] = (uint16_t)i;
		}
	}
	return fwd_devices_forward(cli->app, list.v, list.nb);
}

static int
set_nbport(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_app *app = cli->app;

	if (need_rest(cli) < 0)
		return -EBUSY;
	if (a[0].u > app->nb_ports) {
		fwd_err("set nbport: there are %u ports", app->nb_ports);
		return -EINVAL;
	}
	app->nb_fwd = (unsigned int)a[0].u;
	memcpy(app->fwd, app->ports, app->nb_fwd * sizeof(app->fwd[0]));
	return 0;
}

static const char *const topologies[] = {"paired", "chained", "loop"};

static int
set_topology(struct fwd_cli *cli, const struct fwd_arg *a)
{
	for (unsigned int i = 0; i < RTE_DIM(topologies); i++) {
		if (strcmp(a[0].s, topologies[i]) == 0)
			cli->app->opt->topology = (enum fwd_topology)i;
	}
	return 0;
}

static int
set_txpkts(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options old = *cli->app->opt, *opt = cli->app->opt;
	unsigned int total = 0;
	const char *at = a[0].s;

	opt->nb_txpkts = 0;
	opt->tx_mix.nb = 0;
	for (;; at++) {
		uint64_t size;

		if (fwd_read_uint(at, ",", &size, &at) < 0 || size == 0 || size > UINT16_MAX ||
			opt->nb_txpkts == FWD_MAX_TXPKTS) {
			fwd_err("set txpkts: '%s' is not 1 to %u sizes like 64,128", a[0].s,
				FWD_MAX_TXPKTS);
			goto undo;
		}
		opt->txpkts[opt->nb_txpkts++] = (uint16_t)size;
		total += (unsigned int)size;
		if (*at == '\0')
			break;
	}
	if (opt->txpkts[0] < FWD_GENERATED_HEADERS || total > UINT16_MAX) {
		fwd_err("set txpkts: the first segment needs %u bytes for headers, and a packet "
			"has at most %u",
			FWD_GENERATED_HEADERS, UINT16_MAX);
		goto undo;
	}
	return replan(cli, &old);
undo:
	*opt = old;
	return -EINVAL;
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
	else
		cli->app->opt->duration_s = a[0].seconds;
	return 0;
}

static int
set_default(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options *opt = cli->app->opt;

	(void)a;
	if (need_rest(cli) < 0)
		return -EBUSY;
	opt->nb_corelist = 0;
	opt->coremask = 0;
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
	{"set coremask <mask:hex>", "the same by their bits", set_cores, 1},
	{"set nbport <n:1-1024>", "forward with the first n ports", set_nbport, 0},
	{"set portlist <list>", "ports that forward, in the order of the topology", set_ports, 0},
	{"set portmask <mask:hex>", "the same by their bits", set_ports, 1},
	{"set port-topology paired|chained|loop", "where packets leave", set_topology, 0},
	{"set txpkts <sizes:word>", "segment sizes of generated packets", set_txpkts, 0},
	{"set eth-peer <port> <mac>",
		"destination of what mac, csum, txonly and flowgen send out of a port",
		set_eth_peer, 0},
	{"set flush_rx on|off", "whether what was received before a start is thrown away",
		set_flush_rx, 0},
	{"set verbose <level:0-3>", "print packets: 1 received, 2 sent, 3 both", set_verbose, 0},
	{"set record-core-cycles on|off", "measure the cycles of each lcore per packet", set_record,
		0},
	{"set record-burst-stats on|off", "count how large bursts are", set_record, 1},
	{"set packets <n:0-1000000000000000>", "end runs after n packets, 0: never", set_limit, 0},
	{"set duration <seconds>", "end runs after a time, 0: never", set_limit, 1},
	{"set default", "forward with all ports and lcores", set_default, 0},
};

const struct fwd_topic fwd_topic_set = {
	.name = "forwarding",
	.help = "how to forward, from the next start on",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
