/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: counters of ports and runs. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "latency.h"
#include "log.h"
#include "stats.h"

static const char *
next_name(const char **list, char *name, size_t size)
{
	size_t len = strcspn(*list, ",");

	if (len == 0)
		return NULL;
	snprintf(name, size, "%.*s", (int)len, *list);
	*list += len + ((*list)[len] == ',');
	return name;
}

/** Extended statistics that --display-xstats names. */
static void
add_chosen(struct fwd_cli *cli, struct doc *d, const struct fwd_port *p)
{
	const char *list = cli->app->opt->display_xstats;
	char name[RTE_ETH_XSTATS_NAME_SIZE];

	while (list != NULL && next_name(&list, name, sizeof(name)) != NULL) {
		uint64_t id, value = 0;

		if (rte_eth_xstats_get_id_by_name(p->id, name, &id) == 0 &&
			rte_eth_xstats_get_by_id(p->id, &id, &value, 1) == 1)
			doc_uint(d, name, value);
		else
			doc_null(d, name);
	}
}

static int
add_stats(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct rte_eth_stats st;
	int ret = rte_eth_stats_get(p->id, &st);
	struct doc *d;

	(void)a;
	if (ret < 0)
		return fwd_cmd_failed(p, "statistics", ret);
	d = doc_object(cli->list, NULL);
	doc_uint(d, "port", p->id);
	doc_uint(d, "rx_packets", st.ipackets);
	doc_uint(d, "rx_missed", st.imissed);
	doc_uint(d, "rx_bytes", st.ibytes);
	doc_uint(d, "rx_errors", st.ierrors);
	doc_uint(d, "rx_no_mbuf", st.rx_nombuf);
	doc_uint(d, "tx_packets", st.opackets);
	doc_uint(d, "tx_errors", st.oerrors);
	doc_uint(d, "tx_bytes", st.obytes);
	add_chosen(cli, d, p);
	return 0;
}

static int
show_stats(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->list = doc_list(cli->out, "ports");
	return fwd_cmd_each(cli, a[0].port, add_stats, a);
}

static int
add_xstats(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	int nb = rte_eth_xstats_get_names(p->id, NULL, 0);
	struct rte_eth_xstat_name *names;
	struct rte_eth_xstat *values;
	struct doc *d;

	(void)a;
	if (nb < 0)
		return fwd_cmd_failed(p, "extended statistics", nb);
	names = calloc((size_t)nb + 1, sizeof(*names));
	values = calloc((size_t)nb + 1, sizeof(*values));
	if (names != NULL && values != NULL &&
		rte_eth_xstats_get_names(p->id, names, (unsigned int)nb) == nb &&
		rte_eth_xstats_get(p->id, values, (unsigned int)nb) == nb) {
		d = doc_object(cli->list, NULL);
		doc_uint(d, "port", p->id);
		d = doc_object(d, "xstats");
		for (int i = 0; i < nb; i++) {
			if (values[i].value != 0 || !cli->hide_zero)
				doc_uint(d, names[values[i].id].name, values[i].value);
		}
	}
	free(names);
	free(values);
	return 0;
}

static int
show_xstats(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->list = doc_list(cli->out, "ports");
	return fwd_cmd_each(cli, a[0].port, add_xstats, a);
}

static int
clear_stats(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct rte_eth_stats before, *base = &p->base;
	int ret = rte_eth_stats_get(p->id, &before);

	(void)cli;
	(void)a;
	if (ret == 0)
		ret = rte_eth_stats_reset(p->id);
	if (ret < 0)
		return fwd_cmd_failed(p, "clear statistics", ret);
	/* A run's own counters go on: what was counted so far becomes negative base. */
	base->ipackets -= before.ipackets;
	base->opackets -= before.opackets;
	base->ibytes -= before.ibytes;
	base->obytes -= before.obytes;
	base->imissed -= before.imissed;
	base->ierrors -= before.ierrors;
	base->oerrors -= before.oerrors;
	base->rx_nombuf -= before.rx_nombuf;
	return 0;
}

static int
clear_xstats(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	int ret = clear_stats(cli, p, a);

	if (ret < 0)
		return ret;
	ret = rte_eth_xstats_reset(p->id);
	return ret == -ENOTSUP ? 0 : fwd_cmd_failed(p, "clear extended statistics", ret);
}

static int
clear(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, a[1].port, a[0].u == 0 ? clear_stats : clear_xstats, a);
}

static int
need_run(const struct fwd_cli *cli)
{
	if (cli->app->nb_runs != 0)
		return 0;
	fwd_err("nothing was forwarded yet");
	return -EINVAL;
}

static int
show_fwd_stats(struct fwd_cli *cli, const struct fwd_arg *a)
{
	(void)a;
	if (need_run(cli) < 0)
		return -EINVAL;
	fwd_stats_doc(cli->app, cli->out);
	return 0;
}

enum {
	PART_RUN,
	PART_LCORES,
	PART_PORTS,
	PART_STREAMS,
};

static int
show_part(struct fwd_cli *cli, const struct fwd_arg *a)
{
	switch (cli->tag) {
	case PART_RUN:
		fwd_stats_run_doc(cli->app, cli->out);
		break;
	case PART_LCORES:
		fwd_stats_lcores_doc(cli->app, cli->out);
		break;
	case PART_PORTS:
		fwd_stats_ports_doc(cli->app, a[0].port, cli->out);
		break;
	default:
		fwd_stats_streams_doc(cli->app, a[0].port, cli->out);
		break;
	}
	return 0;
}

static int
clear_fwd_stats(struct fwd_cli *cli, const struct fwd_arg *a)
{
	(void)a;
	if (need_run(cli) < 0)
		return -EINVAL;
	fwd_run_clear(cli->app);
	return 0;
}

static int
set_hide_zero(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->hide_zero = a[0].u == 0;
	return 0;
}

static int
need_latency(const struct fwd_cli *cli)
{
	if (cli->app->latency != NULL)
		return 0;
	fwd_err("no latency was measured: set fwd latency, and start");
	return -EINVAL;
}

static int
show_latency(struct fwd_cli *cli, const struct fwd_arg *a)
{
	if (need_latency(cli) < 0)
		return -EINVAL;
	return latency_doc(cli->app, a[0].port, cli->out);
}

static int
clear_latency(struct fwd_cli *cli, const struct fwd_arg *a)
{
	(void)a;
	if (need_latency(cli) < 0)
		return -EINVAL;
	latency_clear(cli->app);
	return 0;
}

static const struct fwd_cmd cmds[] = {
	{"show port stats <ports>", "counters of the device", show_stats, 0},
	{"show port xstats <ports>", "extended counters of the device", show_xstats, 0},
	{"clear port stats|xstats <ports>", "set them to zero", clear, 0},
	{"show fwd stats all", "counters of this run, or of the last", show_fwd_stats, 0},
	{"show fwd stats run", "engine and time of it", show_part, PART_RUN},
	{"show fwd stats ports <ports>", "counters of ports", show_part, PART_PORTS},
	{"show fwd stats streams <ports>", "counters of the pairs of queues that receive there",
		show_part, PART_STREAMS},
	{"show fwd stats lcores", "what each forwarding lcore did", show_part, PART_LCORES},
	{"clear fwd stats all", "let them count from now on", clear_fwd_stats, 0},
	{"show latency <ports>", "latency and loss of what was sent out of a port", show_latency,
		0},
	{"clear latency", "measure from now on", clear_latency, 0},
	{"set xstats-hide-zero on|off", "leave extended counters out that are zero", set_hide_zero,
		0},
};

const struct fwd_topic fwd_topic_stats = {
	.name = "stats",
	.help = "counters of ports and of runs",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
