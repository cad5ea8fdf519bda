/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: single queues. */

#include <errno.h>
#include <string.h>

#include <rte_version.h>

#include "cmd.h"
#include "log.h"

enum {
	QUEUE_START,
	QUEUE_STOP,
	QUEUE_SETUP,
};

static int
start_queue(struct fwd_app *app, struct fwd_port *p, bool rx, uint16_t queue)
{
	uint8_t way = rx ? FWD_QUEUE_RX : FWD_QUEUE_TX;
	int ret = rx ? rte_eth_dev_rx_queue_start(p->id, queue)
		     : rte_eth_dev_tx_queue_start(p->id, queue);

	if (ret < 0)
		return fwd_cmd_failed(p, "queue start", ret);
	p->stopped[queue] &= (uint8_t)~way;
	fwd_run_pause(app, p, way, queue, false);
	return 0;
}

/* No lcore may be in the queue when the driver frees what it holds. */
static int
stop_queue(struct fwd_app *app, struct fwd_port *p, bool rx, uint16_t queue)
{
	uint8_t way = rx ? FWD_QUEUE_RX : FWD_QUEUE_TX;
	int ret;

	fwd_run_pause(app, p, way, queue, true);
	ret = rx ? rte_eth_dev_rx_queue_stop(p->id, queue)
		 : rte_eth_dev_tx_queue_stop(p->id, queue);
	if (ret < 0) {
		fwd_run_pause(app, p, way, queue, false);
		return fwd_cmd_failed(p, "queue stop", ret);
	}
	p->stopped[queue] |= way;
	return 0;
}

static int
setup_queue(struct fwd_app *app, struct fwd_port *p, bool rx, uint16_t queue)
{
	uint8_t way = rx ? FWD_QUEUE_RX : FWD_QUEUE_TX;
	int ret;

	if (!p->configured) {
		fwd_err("port %u is not configured yet: port start %u does it", p->id, p->id);
		return -EINVAL;
	}
	if (p->started && (p->stopped[queue] & way) == 0) {
		fwd_err("port %u %s queue %u runs: stop it first", p->id, rx ? "Rx" : "Tx", queue);
		return -EBUSY;
	}
	ret = rx ? fwd_port_setup_rxq(app, p, queue) : fwd_port_setup_txq(app, p, queue);
	return ret;
}

static int
act(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	bool rx = a[1].u == 0;
	uint16_t queue = (uint16_t)a[2].u;

	if (fwd_cmd_need_queue(p, rx, queue) < 0)
		return -EINVAL;
	if (cli->tag == QUEUE_SETUP)
		return setup_queue(cli->app, p, rx, queue);
	if (fwd_cmd_need_started(p) < 0)
		return -EBUSY;
	return cli->tag == QUEUE_START ? start_queue(cli->app, p, rx, queue)
				       : stop_queue(cli->app, p, rx, queue);
}

static int
defer(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	bool rx = a[1].u == 0;
	uint8_t way = rx ? FWD_QUEUE_RX : FWD_QUEUE_TX;

	(void)cli;
	if (fwd_cmd_need_stopped(p) < 0)
		return -EBUSY;
	if (fwd_cmd_need_queue(p, rx, a[2].u) < 0)
		return -EINVAL;
	if (a[3].u == 0)
		p->asks.deferred[a[2].u] |= way;
	else
		p->asks.deferred[a[2].u] &= (uint8_t)~way;
	p->configured = false;
	return 0;
}

static const char *
state_name(const struct fwd_port *p, uint16_t queue, uint8_t way)
{
	if (!p->started)
		return "stopped with its port";
	return (p->stopped[queue] & way) != 0 ? "stopped" : "started";
}

static int
show_rxq(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	uint16_t queue = (uint16_t)a[1].u;
	struct rte_eth_burst_mode mode;
	struct rte_eth_rxq_info q;
	struct doc *d = cli->out;
	int ret;

	if (fwd_cmd_need_queue(p, true, queue) < 0)
		return -EINVAL;
	ret = rte_eth_rx_queue_info_get(p->id, queue, &q);
	if (ret < 0)
		return fwd_cmd_failed(p, "Rx queue information", ret);
	doc_uint(d, "port", p->id);
	doc_uint(d, "queue", queue);
	doc_str(d, "state", state_name(p, queue, FWD_QUEUE_RX));
	doc_str(d, "pool", q.mp != NULL ? q.mp->name : "-");
	doc_uint(d, "descriptors", q.nb_desc);
	doc_uint(d, "prefetch_threshold", q.conf.rx_thresh.pthresh);
	doc_uint(d, "host_threshold", q.conf.rx_thresh.hthresh);
	doc_uint(d, "write_back_threshold", q.conf.rx_thresh.wthresh);
	doc_uint(d, "free_threshold", q.conf.rx_free_thresh);
	doc_bool(d, "drop_en", q.conf.rx_drop_en != 0);
	doc_bool(d, "deferred_start", q.conf.rx_deferred_start != 0);
	doc_bool(d, "scattered", q.scattered_rx != 0);
	fwd_cmd_bits(d, "offloads", q.conf.offloads, rte_eth_dev_rx_offload_name);
	if (rte_eth_rx_burst_mode_get(p->id, queue, &mode) == 0)
		doc_str(d, "burst_mode", mode.info);
	return 0;
}

static int
show_txq(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	uint16_t queue = (uint16_t)a[1].u;
	struct rte_eth_burst_mode mode;
	struct rte_eth_txq_info q;
	struct doc *d = cli->out;
	int ret;

	if (fwd_cmd_need_queue(p, false, queue) < 0)
		return -EINVAL;
	ret = rte_eth_tx_queue_info_get(p->id, queue, &q);
	if (ret < 0)
		return fwd_cmd_failed(p, "Tx queue information", ret);
	doc_uint(d, "port", p->id);
	doc_uint(d, "queue", queue);
	doc_str(d, "state", state_name(p, queue, FWD_QUEUE_TX));
	doc_uint(d, "descriptors", q.nb_desc);
	doc_uint(d, "prefetch_threshold", q.conf.tx_thresh.pthresh);
	doc_uint(d, "host_threshold", q.conf.tx_thresh.hthresh);
	doc_uint(d, "write_back_threshold", q.conf.tx_thresh.wthresh);
	doc_uint(d, "free_threshold", q.conf.tx_free_thresh);
	doc_uint(d, "rs_threshold", q.conf.tx_rs_thresh);
	doc_bool(d, "deferred_start", q.conf.tx_deferred_start != 0);
	fwd_cmd_bits(d, "offloads", q.conf.offloads, rte_eth_dev_tx_offload_name);
	if (rte_eth_tx_burst_mode_get(p->id, queue, &mode) == 0)
		doc_str(d, "burst_mode", mode.info);
	return 0;
}

static const char *
rx_status(int status)
{
	switch (status) {
	case RTE_ETH_RX_DESC_AVAIL:
		return "available: the device may fill it";
	case RTE_ETH_RX_DESC_DONE:
		return "done: filled, not yet received";
	default:
		return "unavailable";
	}
}

static const char *
tx_status(int status)
{
	switch (status) {
	case RTE_ETH_TX_DESC_FULL:
		return "full: to be sent";
	case RTE_ETH_TX_DESC_DONE:
		return "done: sent, or empty";
	default:
		return "unavailable";
	}
}

static int
show_desc(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	bool rx = a[1].u == 0;
	uint16_t queue = (uint16_t)a[2].u, at = (uint16_t)a[3].u;
	int ret;

	if (fwd_cmd_need_queue(p, rx, queue) < 0)
		return -EINVAL;
	if (!p->configured) {
		fwd_err("port %u is not configured yet: port start %u does it", p->id, p->id);
		return -EINVAL;
	}
	ret = rx ? rte_eth_rx_descriptor_status(p->id, queue, at)
		 : rte_eth_tx_descriptor_status(p->id, queue, at);
	if (ret < 0)
		return fwd_cmd_failed(p, "descriptor status", ret);
	doc_str(cli->out, "status", rx ? rx_status(ret) : tx_status(ret));
	return 0;
}

static int
show_used(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	int ret;

	if (fwd_cmd_need_queue(p, true, a[1].u) < 0 || fwd_cmd_need_started(p) < 0)
		return -EINVAL;
	ret = rte_eth_rx_queue_count(p->id, (uint16_t)a[1].u);
	if (ret < 0)
		return fwd_cmd_failed(p, "used descriptors", ret);
	doc_int(cli->out, "used", ret);
	return 0;
}

/** Tx descriptors that wait for the device. @return -ENOTSUP where DPDK or the driver cannot tell.
 */
static int
tx_used(const struct fwd_port *p, uint16_t queue)
{
#if RTE_VERSION >= RTE_VERSION_NUM(24, 3, 0, 0)
	return rte_eth_tx_queue_count(p->id, queue);
#else
	(void)p;
	(void)queue;
	return -ENOTSUP;
#endif
}

static void
add_fill_of(struct doc *list, const struct fwd_port *p, bool rx, uint16_t queue)
{
	uint8_t way = rx ? FWD_QUEUE_RX : FWD_QUEUE_TX;
	struct doc *d = doc_object(list, NULL);
	int used = -ENOTSUP;

	if (p->started && (p->stopped[queue] & way) == 0)
		used = rx ? rte_eth_rx_queue_count(p->id, queue) : tx_used(p, queue);
	doc_uint(d, "port", p->id);
	doc_str(d, "way", rx ? "rx" : "tx");
	doc_uint(d, "queue", queue);
	doc_str(d, "state", state_name(p, queue, way));
	doc_uint(d, "descriptors", rx ? p->nb_rxd : p->nb_txd);
	if (used >= 0)
		doc_int(d, "used", used);
	else
		doc_null(d, "used");
}

static int
add_fill(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	(void)a;
	for (uint16_t q = 0; q < p->nb_rxq; q++)
		add_fill_of(cli->list, p, true, q);
	for (uint16_t q = 0; q < p->nb_txq; q++)
		add_fill_of(cli->list, p, false, q);
	return 0;
}

static int
show_fill(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->list = doc_list(cli->out, "queues");
	return fwd_cmd_each(cli, a[0].port, add_fill, a);
}

static int
set_rate(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;

	(void)cli;
	if (fwd_cmd_need_queue(p, false, a[1].u) < 0)
		return -EINVAL;
	return fwd_cmd_failed(p, "queue rate",
		rte_eth_set_queue_rate_limit(p->id, (uint16_t)a[1].u, (uint16_t)a[2].u));
}

static int
clean_up(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	uint16_t queue = (uint16_t)a[1].u;
	int ret;

	if (fwd_cmd_need_queue(p, false, queue) < 0 || fwd_cmd_need_started(p) < 0)
		return -EINVAL;
	fwd_run_pause(cli->app, p, FWD_QUEUE_TX, queue, true);
	ret = rte_eth_tx_done_cleanup(p->id, queue, (uint32_t)a[2].u);
	fwd_run_pause(cli->app, p, FWD_QUEUE_TX, queue, false);
	if (ret < 0)
		return fwd_cmd_failed(p, "clean up", ret);
	doc_int(cli->out, "freed", ret);
	return 0;
}

static const struct fwd_cmd cmds[] = {
	{"port <port> rxq|txq <queue:0-1023> start", "start a queue, also while its port forwards",
		act, QUEUE_START},
	{"port <port> rxq|txq <queue:0-1023> stop", "stop it", act, QUEUE_STOP},
	{"port <port> rxq|txq <queue:0-1023> setup", "set it up again, stopped", act, QUEUE_SETUP},
	{"port <port> rxq|txq <queue:0-1023> deferred_start on|off",
		"leave it stopped when its port starts", defer, 0},
	{"show rxq info <port> <queue:0-1023>", "an Rx queue", show_rxq, 0},
	{"show txq info <port> <queue:0-1023>", "a Tx queue", show_txq, 0},
	{"show port <port> rxq|txq <queue:0-1023> desc <n:0-65535> status",
		"status of the n-th descriptor from the next", show_desc, 0},
	{"show port <port> rxq <queue:0-1023> desc used count",
		"filled Rx descriptors that were not yet received", show_used, 0},
	{"show port fill <ports>",
		"descriptors in use: received and not yet taken, to be sent and not yet sent",
		show_fill, 0},
	{"set port <port> queue <queue:0-1023> rate <mbps:0-65535>",
		"limit a Tx queue, 0: no limit", set_rate, 0},
	{"port cleanup <port> txq <queue:0-1023> <n:0-65535>",
		"free sent mbufs of a Tx queue, 0: all", clean_up, 0},
};

const struct fwd_topic fwd_topic_queue = {
	.name = "queues",
	.help = "single queues and their descriptors",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
