/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* What commands share, and the list of topics. */

#include <errno.h>

#include <rte_errno.h>

#include "cmd.h"
#include "log.h"

static const struct fwd_topic *const topics[] = {
	&fwd_topic_control,
	&fwd_topic_show,
	&fwd_topic_stats,
	&fwd_topic_set,
	&fwd_topic_pace,
	&fwd_topic_replay,
	&fwd_topic_capture,
	&fwd_topic_port,
	&fwd_topic_config,
	&fwd_topic_queue,
	&fwd_topic_rss,
	&fwd_topic_filter,
	&fwd_topic_offload,
	&fwd_topic_flow,
	&fwd_topic_exception,
	&fwd_topic_segments,
	&fwd_topic_device,
	&fwd_topic_dump,
};

const struct fwd_topic *
fwd_topic_at(unsigned int i)
{
	return i < RTE_DIM(topics) ? topics[i] : NULL;
}

int
fwd_cmd_failed(const struct fwd_port *port, const char *what, int ret)
{
	if (ret < 0)
		fwd_err("port %u (%s): %s: %s", port->id, port->driver, what,
			ret == -ENOTSUP ? "the driver cannot do that" : rte_strerror(-ret));
	return ret;
}

int
fwd_cmd_each(struct fwd_cli *cli, struct fwd_port *port,
	int (*fn)(struct fwd_cli *cli, struct fwd_port *port, const struct fwd_arg *a),
	const struct fwd_arg *a)
{
	int first = 0;

	if (port != NULL)
		return fn(cli, port, a);
	for (unsigned int i = 0; i < cli->app->nb_ports; i++) {
		int ret = fn(cli, cli->app->ports[i], a);

		if (first == 0)
			first = ret;
	}
	return first;
}

int
fwd_cmd_need_stopped(const struct fwd_port *port)
{
	if (!port->started)
		return 0;
	fwd_err("port %u is started: port stop %u first", port->id, port->id);
	return -EBUSY;
}

int
fwd_cmd_need_started(const struct fwd_port *port)
{
	if (port->started)
		return 0;
	fwd_err("port %u is stopped: port start %u first", port->id, port->id);
	return -EBUSY;
}

int
fwd_cmd_need_all_stopped(const struct fwd_cli *cli)
{
	for (unsigned int i = 0; i < cli->app->nb_ports; i++) {
		if (!cli->app->ports[i]->started)
			continue;
		fwd_err("this changes all ports, and port %u is started: port stop all first",
			cli->app->ports[i]->id);
		return -EBUSY;
	}
	return 0;
}

int
fwd_cmd_need_rest(const struct fwd_cli *cli)
{
	if (!cli->app->running)
		return 0;
	fwd_err("forwarding runs: stop it first");
	return -EBUSY;
}

int
fwd_cmd_need_queue(const struct fwd_port *port, bool rx, uint64_t queue)
{
	uint16_t nb = rx ? port->nb_rxq : port->nb_txq;

	if (queue < nb)
		return 0;
	fwd_err("port %u has %u %s queue%s, 0 to %u; there is no %u", port->id, nb,
		rx ? "Rx" : "Tx", nb == 1 ? "" : "s", nb - 1u, (unsigned int)queue);
	return -EINVAL;
}

int
fwd_cmd_replan(struct fwd_cli *cli, const struct fwd_options *old)
{
	int ret = fwd_plan_all(cli->app);

	if (ret < 0) {
		*cli->app->opt = *old;
		(void)fwd_plan_all(cli->app);
		return ret;
	}
	for (unsigned int i = 0; i < cli->app->nb_ports; i++)
		cli->app->ports[i]->configured = false;
	return 0;
}

int
fwd_cmd_replan_offloads(struct fwd_cli *cli, const struct fwd_options *old)
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

bool
fwd_cmd_is_forwarding(const struct fwd_cli *cli, const struct fwd_port *port)
{
	for (unsigned int i = 0; cli->app->running && i < cli->app->nb_fwd; i++) {
		if (cli->app->fwd[i] == port)
			return true;
	}
	return false;
}

void
fwd_cmd_mac(struct doc *d, const char *key, const struct rte_ether_addr *mac)
{
	char text[RTE_ETHER_ADDR_FMT_SIZE];

	rte_ether_format_addr(text, sizeof(text), mac);
	doc_str(d, key, text);
}

void
fwd_cmd_bits(struct doc *d, const char *key, uint64_t bits, const char *(*name)(uint64_t))
{
	struct doc *list = doc_list(d, key);

	for (unsigned int bit = 0; bit < 64; bit++) {
		if ((bits >> bit & 1) != 0)
			doc_str(list, NULL, name(RTE_BIT64(bit)));
	}
}
