/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: the exception path between ports and the kernel. */

#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "exception.h"
#include "log.h"

enum { TAP, VIRTIO_USER, OFF };

static int
need_rest(const struct fwd_cli *cli)
{
	if (!cli->app->running)
		return 0;
	fwd_err("forwarding runs: stop it first");
	return -EBUSY;
}

static int
need_exception(const struct fwd_port *p)
{
	if (p->exception != NULL)
		return 0;
	fwd_err("port %u has no exception path: set exception %u tap", p->id, p->id);
	return -EINVAL;
}

static int
turn_off(struct fwd_cli *cli, struct fwd_port *p)
{
	int ret = need_exception(p);

	if (ret < 0)
		return ret;
	fwd_exception_close(p);
	cli->app->opt->exception[p->id].kind = FWD_EXCEPTION_NONE;
	return 0;
}

static int
set_exception(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_exception_ask ask = {
		.kind = a[1].u == TAP ? FWD_EXCEPTION_TAP : FWD_EXCEPTION_VIRTIO_USER,
	};
	struct fwd_port *p = a[0].port;
	int ret;

	if (need_rest(cli) < 0)
		return -EBUSY;
	if (a[1].u == OFF && cli->tag == 0)
		return turn_off(cli, p);
	if (p->exception != NULL) {
		fwd_err("port %u has an exception path: set exception %u off first", p->id, p->id);
		return -EEXIST;
	}
	ret = fwd_exception_name(cli->tag != 0 ? a[2].s : NULL, p->id, &ask);
	if (ret < 0) {
		fwd_err("set exception: '%s' is not the name of an interface, 1 to 15 characters",
			a[2].s);
		return ret;
	}
	ret = fwd_pools_create(cli->app);
	if (ret == 0)
		ret = fwd_exception_open(cli->app, p, &ask);
	if (ret < 0)
		return ret;
	cli->app->opt->exception[p->id] = ask;
	/* Groups of the kernel's: IPv6 does not work without. */
	if (p->started)
		(void)rte_eth_allmulticast_enable(p->id);
	doc_uint(cli->out, "port", p->id);
	doc_str(cli->out, "interface", ask.name);
	return 0;
}

static int
set_match(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->app->opt->exception_match =
		a[0].u == 0 ? FWD_EXCEPTION_MATCH_MAC : FWD_EXCEPTION_MATCH_IP;
	fwd_exception_follow(cli->app);
	return 0;
}

static int
show(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->list = doc_list(cli->out, "exceptions");
	fwd_exception_follow(cli->app);
	if (a[0].port != NULL && need_exception(a[0].port) < 0)
		return -EINVAL;
	for (unsigned int i = 0; i < cli->app->nb_ports; i++) {
		const struct fwd_port *p = cli->app->ports[i];

		if (p->exception != NULL && (a[0].port == NULL || a[0].port == p))
			fwd_exception_doc(cli->app, p, cli->list);
	}
	return 0;
}

static int
clear(struct fwd_cli *cli, const struct fwd_arg *a)
{
	if (a[0].port != NULL && need_exception(a[0].port) < 0)
		return -EINVAL;
	for (unsigned int i = 0; i < cli->app->nb_ports; i++) {
		struct fwd_port *p = cli->app->ports[i];

		if (p->exception != NULL && (a[0].port == NULL || a[0].port == p))
			fwd_exception_clear(p->exception);
	}
	return 0;
}

static const struct fwd_cmd cmds[] = {
	{"set exception <port> tap|virtio-user|off",
		"give what a port receives for this host to the kernel, through an interface fwdN",
		set_exception, 0},
	{"set exception <port> tap|virtio-user <interface:word>",
		"the same through an interface of that name", set_exception, 1},
	{"set exception-match mac|ip",
		"what is for this host: all to the port's MAC address, or of that only what is "
		"to the interface's IP addresses, or no IP",
		set_match, 0},
	{"show exception <ports>", "interfaces of the kernel, and frames that passed", show, 0},
	{"clear exception <ports>", "let their counters begin at zero", clear, 0},
};

const struct fwd_topic fwd_topic_exception = {
	.name = "exception",
	.help = "frames for this host to the kernel, and back",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
