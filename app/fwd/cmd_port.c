/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: the life of a port. */

#include <errno.h>
#include <string.h>

#include <rte_dev.h>
#include <rte_errno.h>

#include "capture.h"
#include "cmd.h"
#include "events.h"
#include "exception.h"
#include "flow.h"
#include "log.h"

static int
need_idle(const struct fwd_cli *cli, const struct fwd_port *p)
{
	if (!fwd_cmd_is_forwarding(cli, p))
		return 0;
	fwd_err("port %u forwards: stop first, or forward without it (set portlist)", p->id);
	return -EBUSY;
}

static int
start(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	(void)a;
	if (p->started) {
		fwd_warn("port %u is started already", p->id);
		return 0;
	}
	return fwd_port_start(cli->app, p);
}

static int
stop(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	(void)a;
	if (!p->started) {
		fwd_warn("port %u is stopped already", p->id);
		return 0;
	}
	if (need_idle(cli, p) < 0)
		return -EBUSY;
	fwd_flow_forget_unkept(p);
	return fwd_port_stop(p);
}

/** Close a port and forget it; its number may come back with another device. */
static int
close_port(struct fwd_cli *cli, struct fwd_port *p)
{
	int ret;

	if (need_idle(cli, p) < 0 || fwd_cmd_need_stopped(p) < 0)
		return -EBUSY;
	if (p->info.device != NULL)
		snprintf(cli->app->closed[p->id], sizeof(cli->app->closed[0]), "%s",
			rte_dev_name(p->info.device));
	fwd_flow_flush(p);
	fwd_exception_close(p);
	/* Its number may come back with another device. */
	cli->app->opt->exception[p->id].kind = FWD_EXCEPTION_NONE;
	ret = fwd_port_close(p);
	if (p->capture != NULL) {
		struct capture *capture = p->capture;
		int end = fwd_capture_stop(cli->app, capture);

		ret = ret == 0 ? end : ret;
		fwd_capture_free(capture);
	}
	fwd_devices_remove(cli->app, p);
	return ret;
}

static int
reset(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	int ret;

	(void)a;
	if (need_idle(cli, p) < 0 || fwd_cmd_need_stopped(p) < 0)
		return -EBUSY;
	ret = rte_eth_dev_reset(p->id);
	p->configured = false;
	return fwd_cmd_failed(p, "reset", ret);
}

static int
run_start(struct fwd_cli *cli, const struct fwd_arg *a)
{
	int ret = fwd_cmd_each(cli, a[0].port, start, a);

	return ret == 0 && a[0].port == NULL ? fwd_ports_wait_links(cli->app) : ret;
}

static int
run_stop(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, a[0].port, stop, a);
}

static int
run_reset(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, a[0].port, reset, a);
}

static int
run_close(struct fwd_cli *cli, const struct fwd_arg *a)
{
	int first = 0;

	if (a[0].port != NULL)
		return close_port(cli, a[0].port);
	for (unsigned int i = cli->app->nb_ports; i-- > 0;) {
		int ret = close_port(cli, cli->app->ports[i]);

		if (first == 0)
			first = ret;
	}
	return first;
}

/** Take over the ports of a device that was just probed. */
static int
adopt(struct fwd_cli *cli, const char *devargs)
{
	struct rte_dev_iterator it;
	int ret = -ENODEV;
	uint16_t id;

	RTE_ETH_FOREACH_MATCHING_DEV(id, devargs, &it)
	{
		struct fwd_port *p;

		if (fwd_port_by_id(cli->app, id) != NULL)
			continue;
		ret = fwd_devices_add(cli->app, id);
		if (ret < 0)
			continue;
		p = fwd_port_by_id(cli->app, id);
		ret = fwd_plan_port(cli->app, p);
		if (ret == 0)
			ret = fwd_offloads_plan_room(cli->app);
		if (ret == 0)
			ret = fwd_offloads_plan(cli->app, p);
		if (ret < 0) {
			fwd_devices_remove(cli->app, p);
			continue;
		}
		doc_uint(cli->out, "port", id);
		doc_str(cli->out, "name", p->name);
		doc_str(cli->out, "driver", p->driver);
	}
	return ret;
}

static int
attach(struct fwd_cli *cli, const struct fwd_arg *a)
{
	int ret;

	if (cli->app->running) {
		fwd_err("forwarding runs: stop it first");
		return -EBUSY;
	}
	ret = rte_dev_probe(a[0].s);
	if (ret < 0) {
		fwd_err("port attach: '%s': %s", a[0].s, rte_strerror(-ret));
		return ret;
	}
	ret = adopt(cli, a[0].s);
	if (ret == -ENODEV)
		fwd_err("port attach: '%s' brought no new port", a[0].s);
	return ret;
}

/** The device with this name on the buses that ports come from, or NULL. */
static struct rte_device *
find_device(const char *name)
{
	static const char *const buses[] = {"bus=vdev", "bus=pci"};
	struct rte_dev_iterator it;
	struct rte_device *dev;

	for (unsigned int i = 0; i < RTE_DIM(buses); i++) {
		RTE_DEV_FOREACH(dev, buses[i], &it)
		{
			if (strcmp(rte_dev_name(dev), name) == 0 && rte_dev_is_probed(dev))
				return dev;
		}
	}
	return NULL;
}

/** Close what ports a device has, and let it go. */
static int
let_go(struct fwd_cli *cli, struct rte_device *dev)
{
	struct fwd_app *app = cli->app;
	int ret;

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		struct fwd_port *p = app->ports[i];

		if (p->info.device == dev && (need_idle(cli, p) < 0 || fwd_cmd_need_stopped(p) < 0))
			return -EBUSY;
	}
	for (unsigned int i = app->nb_ports; i-- > 0;) {
		if (app->ports[i]->info.device == dev)
			(void)close_port(cli, app->ports[i]);
	}
	ret = rte_dev_remove(dev);
	if (ret < 0)
		fwd_err("detach: %s", rte_strerror(-ret));
	return ret;
}

static int
detach(struct fwd_cli *cli, const struct fwd_arg *a)
{
	uint16_t id = (uint16_t)a[0].u;
	const struct fwd_port *p = fwd_port_by_id(cli->app, id);
	struct rte_device *dev = NULL;

	if (p != NULL)
		dev = p->info.device;
	else if (cli->app->closed[id][0] != '\0')
		dev = find_device(cli->app->closed[id]);
	if (dev == NULL) {
		fwd_err("port %u: there is no such port, and none was closed that still has a "
			"device",
			id);
		return -EINVAL;
	}
	cli->app->closed[id][0] = '\0';
	return let_go(cli, dev);
}

static int
detach_device(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_device *dev = find_device(a[0].s);

	if (dev != NULL)
		return let_go(cli, dev);
	fwd_err("device detach: there is no device '%s'", a[0].s);
	return -ENODEV;
}

bool
fwd_cmd_close_removed(struct fwd_cli *cli)
{
	struct fwd_app *app = cli->app;
	bool any = false;

	for (unsigned int i = app->nb_ports; i-- > 0;) {
		struct fwd_port *p = app->ports[i];
		uint16_t id = p->id;

		if (!fwd_events_removed(id))
			continue;
		fwd_note("port %u is closed: its device is gone", id);
		(void)fwd_port_stop(p);
		(void)close_port(cli, p);
		app->closed[id][0] = '\0';
		fwd_events_forget(id);
		any = true;
	}
	return any;
}

static int
set_promisc(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	bool on = a[1].u == 0;
	int ret;

	(void)cli;
	ret = on ? rte_eth_promiscuous_enable(p->id) : rte_eth_promiscuous_disable(p->id);
	if (ret == 0)
		p->promiscuous = on;
	return fwd_cmd_failed(p, "promiscuous mode", ret);
}

static int
set_allmulti(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	(void)cli;
	return fwd_cmd_failed(p, "all-multicast mode",
		a[1].u == 0 ? rte_eth_allmulticast_enable(p->id)
			    : rte_eth_allmulticast_disable(p->id));
}

static int
run_promisc(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, a[0].port, set_promisc, a);
}

static int
run_allmulti(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, a[0].port, set_allmulti, a);
}

static int
set_link(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	int ret = cli->tag == 0 ? rte_eth_dev_set_link_up(p->id) : rte_eth_dev_set_link_down(p->id);

	return fwd_cmd_failed(p, cli->tag == 0 ? "link up" : "link down", ret);
}

static int
set_led(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;

	(void)cli;
	return fwd_cmd_failed(
		p, "LED", a[1].u == 0 ? rte_eth_led_on(p->id) : rte_eth_led_off(p->id));
}

static const struct fwd_cmd cmds[] = {
	{"port start <ports>", "configure and start", run_start, 0},
	{"port stop <ports>", "stop; others may go on forwarding", run_stop, 0},
	{"port close <ports>", "close, which frees its number", run_close, 0},
	{"port reset <ports>", "bring the device into its first state", run_reset, 0},
	{"port attach <device:rest>", "use another device: a PCI address, or a software port",
		attach, 0},
	{"port detach <port:0-31>", "close a port and let its device go", detach, 0},
	{"device detach <device:word>", "the same by the device's name", detach_device, 0},
	{"set promisc <ports> on|off", "receive frames for all addresses", run_promisc, 0},
	{"set allmulti <ports> on|off", "receive all multicast frames", run_allmulti, 0},
	{"set link-up port <port>", "turn the link on", set_link, 0},
	{"set link-down port <port>", "turn the link off", set_link, 1},
	{"set port <port> led on|off", "identify a port by its LED", set_led, 0},
	{"set port led <port> on|off", "the same", set_led, 0},
};

const struct fwd_topic fwd_topic_port = {
	.name = "ports",
	.help = "start, stop, attach, detach, modes, links",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
