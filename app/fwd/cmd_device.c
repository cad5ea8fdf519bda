/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: what single kinds of devices have. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_bus.h>
#include <rte_dev.h>
#include <rte_memzone.h>
#include <rte_metrics.h>

#include "cmd.h"
#include "log.h"
#include "metrics.h"

#define DESC_BYTES 16

/** Most packet types that a mask leaves. */
#define MAX_PTYPES 64

/* Deprecated with DPDK 26.11, where counters of queues are extended statistics. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static int
map_queue(uint16_t port, bool rx, uint16_t queue, uint8_t counter)
{
	return rx ? rte_eth_dev_set_rx_queue_stats_mapping(port, queue, counter)
		  : rte_eth_dev_set_tx_queue_stats_mapping(port, queue, counter);
}
#pragma GCC diagnostic pop

static int
set_stat_qmap(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[1].port;
	bool rx = a[0].u == 0;
	uint16_t queue = (uint16_t)a[2].u;

	(void)cli;
	if (fwd_cmd_need_queue(p, rx, queue) < 0)
		return -EINVAL;
	return fwd_cmd_failed(
		p, "mapping of queue statistics", map_queue(p->id, rx, queue, (uint8_t)a[3].u));
}

static int
set_loopback_of(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	(void)cli;
	if (fwd_cmd_need_stopped(p) < 0)
		return -EBUSY;
	p->asks.loopback = (uint32_t)a[1].u;
	p->configured = false;
	return 0;
}

static int
set_loopback(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, a[0].port, set_loopback_of, a);
}

static int
set_uta(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	struct rte_ether_addr mac = a[1].mac;

	(void)cli;
	return fwd_cmd_failed(
		p, "unicast hash filter", rte_eth_dev_uc_hash_table_set(p->id, &mac, a[2].u == 0));
}

static int
set_uta_all(struct fwd_cli *cli, const struct fwd_arg *a)
{
	(void)cli;
	return fwd_cmd_failed(a[0].port, "unicast hash filter",
		rte_eth_dev_uc_all_hash_table_set(a[0].port->id, a[1].u == 0));
}

static int
set_ptype_mask(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	uint32_t types[MAX_PTYPES];
	struct doc *list;
	int ret;

	if (a[1].u > UINT32_MAX) {
		fwd_err("a mask of packet types has 32 bits");
		return -EINVAL;
	}
	ret = rte_eth_dev_set_ptypes(p->id, (uint32_t)a[1].u, types, RTE_DIM(types));
	if (ret < 0)
		return fwd_cmd_failed(p, "packet types", ret);
	list = doc_list(cli->out, "types");
	for (unsigned int i = 0; i < RTE_DIM(types) && types[i] != RTE_PTYPE_UNKNOWN; i++) {
		char name[128];

		rte_get_ptype_name(types[i], name, sizeof(name));
		doc_str(list, NULL, name);
	}
	return 0;
}

static int
any_bus(const struct rte_bus *bus, const void *data)
{
	(void)bus;
	(void)data;
	return 0;
}

static void
add_device(struct doc *list, const struct rte_bus *bus, struct rte_device *dev)
{
	const struct rte_devargs *args = rte_dev_devargs(dev);
	struct doc *d = doc_object(list, NULL), *ports;
	uint16_t id;

	doc_str(d, "device", rte_dev_name(dev));
	doc_str(d, "bus", rte_bus_name(bus));
	doc_str(d, "driver", rte_driver_name(rte_dev_driver(dev)));
	doc_str(d, "arguments", args != NULL && args->args != NULL ? args->args : "");
	doc_int(d, "numa_node", rte_dev_numa_node(dev));
	ports = doc_list(d, "ports");
	RTE_ETH_FOREACH_DEV_OF(id, dev)
	doc_uint(ports, NULL, id);
}

static int
show_device(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct doc *list = doc_list(cli->out, "devices");
	bool all = strcmp(a[0].s, "all") == 0;
	struct rte_bus *bus = NULL;
	unsigned int nb = 0;

	while ((bus = rte_bus_find(bus, any_bus, NULL)) != NULL) {
		struct rte_dev_iterator it;
		struct rte_device *dev;
		char which[64];

		snprintf(which, sizeof(which), "bus=%s", rte_bus_name(bus));
		RTE_DEV_FOREACH(dev, which, &it)
		{
			if (rte_dev_driver(dev) == NULL ||
				(!all && strcmp(rte_dev_name(dev), a[0].s) != 0))
				continue;
			add_device(list, bus, dev);
			nb++;
		}
	}
	if (nb != 0 || all)
		return 0;
	fwd_err("there is no device '%s'; show device info all lists them", a[0].s);
	return -ENODEV;
}

/** The ring of a queue where the driver has it by the name that testpmd looks for. */
static int
read_descriptor(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[1].port;
	bool rx = a[0].u == 0;
	const struct rte_memzone *mz;
	char name[RTE_MEMZONE_NAMESIZE];
	uint64_t words[DESC_BYTES / sizeof(uint64_t)];

	if (fwd_cmd_need_queue(p, rx, a[2].u) < 0)
		return -EINVAL;
	snprintf(name, sizeof(name), "eth_p%u_q%u_%s", p->id, (unsigned int)a[2].u,
		rx ? "rx_ring" : "tx_ring");
	mz = rte_memzone_lookup(name);
	if (mz == NULL) {
		fwd_err("port %u (%s): the driver shows no ring of descriptors (%s); show port %u "
			"%s %u desc %u status tells a descriptor's state",
			p->id, p->driver, name, p->id, rx ? "rxq" : "txq", (unsigned int)a[2].u,
			(unsigned int)a[3].u);
		return -ENOTSUP;
	}
	if ((a[3].u + 1) * DESC_BYTES > mz->len) {
		fwd_err("port %u: the ring has less than %u descriptors", p->id,
			(unsigned int)a[3].u + 1);
		return -EINVAL;
	}
	memcpy(words, (const char *)mz->addr + a[3].u * DESC_BYTES, sizeof(words));
	doc_fmt(cli->out, "low", "0x%016" PRIx64, words[0]);
	doc_fmt(cli->out, "high", "0x%016" PRIx64, words[1]);
	return 0;
}

static int
add_metrics(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct doc *d = doc_object(cli->list, NULL);

	(void)a;
	doc_uint(d, "port", p->id);
	return fwd_metrics_show(d, p->id);
}

static int
show_metrics(struct fwd_cli *cli, const struct fwd_arg *a)
{
	const struct fwd_options *opt = cli->app->opt;

	if (opt->bitrate_lcore == UINT64_MAX && opt->latency_lcore == UINT64_MAX) {
		fwd_err("there are no metrics: --bitrate-stats and --latencystats make some");
		return -EINVAL;
	}
	fwd_metrics_tick(cli->app);
	(void)fwd_metrics_show(doc_object(cli->out, "all"), RTE_METRICS_GLOBAL);
	cli->list = doc_list(cli->out, "ports");
	return fwd_cmd_each(cli, a[0].port, add_metrics, a);
}

static const struct fwd_cmd cmds[] = {
	{"set stat_qmap rx|tx <port> <queue:0-1023> <counter:0-15>",
		"which counter of the device a queue counts in", set_stat_qmap, 0},
	{"port config <ports> loopback <mode:0-4294967295>",
		"loopback mode, whose numbers are the driver's; 0: none", set_loopback, 0},
	{"set port <port> uta all on|off", "let all unicast addresses pass the hash filter",
		set_uta_all, 0},
	{"set port <port> uta <mac> on|off", "an address of the unicast hash filter", set_uta, 0},
	{"set port <port> ptype_mask <mask:hex>", "packet types that the device is to report",
		set_ptype_mask, 0},
	{"show device info <name:word>", "a device, or all that have a driver", show_device, 0},
	{"read rxd|txd <port> <queue:0-1023> <n:0-65535>", "a descriptor as it is in memory",
		read_descriptor, 0},
	{"show metrics <ports>", "figures of --bitrate-stats and --latencystats", show_metrics, 0},
};

const struct fwd_topic fwd_topic_device = {
	.name = "device",
	.help = "what single kinds of devices have",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
