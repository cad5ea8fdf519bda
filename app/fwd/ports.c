/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The ports: configuration, start, links, end. */

#include <errno.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_flow.h>

#include "exception.h"
#include "fwd.h"
#include "idle.h"
#include "log.h"
#include "segments.h"
#include "signals.h"

#define LINK_WAIT_MS 9000
#define LINK_POLL_MS 50

struct fwd_port *
fwd_port_by_id(struct fwd_app *app, uint16_t id)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		if (app->ports[i]->id == id)
			return app->ports[i];
	}
	return NULL;
}

/** Say once what step failed. */
static int
port_failed(const struct fwd_port *p, const char *step, int ret)
{
	fwd_err("port %u (%s): cannot %s: %s", p->id, p->driver, step, rte_strerror(-ret));
	return ret;
}

static bool
has_flag(const struct fwd_port *p, uint32_t flag)
{
	return p->info.dev_flags != NULL && (*p->info.dev_flags & flag) != 0;
}

static int
configure(const struct fwd_app *app, struct fwd_port *p)
{
	const struct fwd_options *opt = app->opt;
	bool asked_mtu = opt->mtu != 0 || opt->max_pkt_len != 0 || p->asks.mtu != 0;
	struct rte_eth_conf conf = {
		.link_speeds = p->asks.has_speed ? p->asks.link_speeds : opt->link_speeds,
		.rxmode.mtu = p->mtu,
		.rxmode.offloads = p->rx_offloads,
		.rxmode.max_lro_pkt_size = (uint32_t)opt->max_lro_pkt_size,
		.txmode.offloads = fwd_offloads_tx(app, p),
		.lpbk_mode = p->asks.loopback,
		.intr_conf.rxq = fwd_rx_mode_sleeps(opt->rx_mode),
		.intr_conf.lsc = has_flag(p, RTE_ETH_DEV_INTR_LSC) && !opt->no_lsc_interrupt,
		.intr_conf.rmv = has_flag(p, RTE_ETH_DEV_INTR_RMV) && !opt->no_rmv_interrupt,
	};
	int ret;

	if (p->rss_hf != 0) {
		conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
		conf.rx_adv_conf.rss_conf.rss_hf = p->rss_hf;
	}
	if (p->nb_rxq > 1 && p->rss_hf == 0 && opt->rss_hf != 0 && !p->asks.has_rss)
		fwd_warn("port %u (%s): the device has no RSS for IP, its own choice fills the %u "
			 "Rx queues",
			p->id, p->driver, p->nb_rxq);
	ret = rte_eth_dev_configure(p->id, p->nb_rxq, p->nb_txq, &conf);
	if (ret < 0)
		return port_failed(p, "configure", ret);
	p->rx_conf = conf.rxmode.offloads;
	p->tx_conf = conf.txmode.offloads;

	/* Drivers without the operation took the MTU from the configuration. */
	if (asked_mtu) {
		ret = rte_eth_dev_set_mtu(p->id, p->mtu);
		if (ret < 0 && ret != -ENOTSUP)
			return port_failed(p, "set the MTU", ret);
	}
	return 0;
}

/** Where a port's rings are, unless they were asked to be elsewhere. */
static unsigned int
ring_node(const struct fwd_port *p, const int8_t *asked)
{
	return (unsigned int)(asked[p->id] >= 0 ? asked[p->id] : p->socket);
}

int
fwd_port_setup_rxq(struct fwd_app *app, struct fwd_port *p, uint16_t q)
{
	struct rte_eth_rxconf conf = p->info.default_rxconf;
	union rte_eth_rxseg segments[FWD_MAX_RX_SEGMENTS];
	struct rte_mempool *pool = p->pool;
	uint16_t nb_desc = p->nb_rxd;
	int ret;

	fwd_options_rxconf(app->opt, &conf);
	conf.offloads = p->rx_offloads;
	conf.rx_deferred_start = (p->asks.deferred[q] & FWD_QUEUE_RX) != 0;
	if (p->asks.rxd[q] != 0)
		nb_desc = p->asks.rxd[q];
	if (fwd_segments_split(&app->opt->rx_segments, conf.offloads)) {
		conf.rx_nseg = fwd_segments_conf(&app->opt->rx_segments, pool, segments);
		conf.rx_seg = segments;
		pool = NULL;
	}
	ret = rte_eth_rx_queue_setup(
		p->id, q, nb_desc, ring_node(p, app->opt->rx_ring_socket), &conf, pool);
	return ret < 0 ? port_failed(p, "set up an Rx queue", ret) : 0;
}

int
fwd_port_setup_txq(struct fwd_app *app, struct fwd_port *p, uint16_t q)
{
	struct rte_eth_txconf conf = p->info.default_txconf;
	uint16_t nb_desc = p->nb_txd;
	int ret;

	fwd_options_txconf(app->opt, &conf);
	conf.offloads = p->tx_conf;
	conf.tx_deferred_start = (p->asks.deferred[q] & FWD_QUEUE_TX) != 0;
	if (p->asks.txd[q] != 0)
		nb_desc = p->asks.txd[q];
	ret = rte_eth_tx_queue_setup(
		p->id, q, nb_desc, ring_node(p, app->opt->tx_ring_socket), &conf);
	return ret < 0 ? port_failed(p, "set up a Tx queue", ret) : 0;
}

static int
setup_queues(struct fwd_app *app, struct fwd_port *p)
{
	int ret = 0;

	for (uint16_t q = 0; ret == 0 && q < p->nb_rxq; q++)
		ret = fwd_port_setup_rxq(app, p, q);
	for (uint16_t q = 0; ret == 0 && q < p->nb_txq; q++)
		ret = fwd_port_setup_txq(app, p, q);
	return ret;
}

static int
set_promiscuous(struct fwd_port *p)
{
	int ret = p->promiscuous ? rte_eth_promiscuous_enable(p->id)
				 : rte_eth_promiscuous_disable(p->id);

	/* Software ports without the mode receive everything. */
	if (ret < 0 && ret != -ENOTSUP)
		return port_failed(p, "set promiscuous mode", ret);
	return 0;
}

/** Mbufs travel: what one port's plan forbids, no other port may be configured with. */
static int
check_others(const struct fwd_app *app, const struct fwd_port *p)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		struct fwd_port *other = app->ports[i];

		if (other == p || !other->configured ||
			(other->tx_conf & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE) == 0 ||
			fwd_offloads_tx(app, other) == other->tx_conf)
			continue;
		if (other->started) {
			fwd_err("port %u is started with the fast release of mbufs, which chained "
				"mbufs of port %u do not allow: stop it first",
				other->id, p->id);
			return -EBUSY;
		}
		other->configured = false;
	}
	return 0;
}

/** Before anything else, so that a driver can do without its own filters. */
static int
isolate(const struct fwd_app *app, const struct fwd_port *p)
{
	struct rte_flow_error error = {0};
	int ret = 0;

	if (app->opt->flow_isolate_all && !p->configured)
		ret = rte_flow_isolate(p->id, 1, &error);
	if (ret < 0)
		fwd_err("port %u (%s): --flow-isolate-all: %s", p->id, p->driver,
			error.message != NULL ? error.message : rte_strerror(-ret));
	return ret == -ENOSYS ? -ENOTSUP : ret;
}

/** Configure a port as planned; the pools exist. */
static int
apply(struct fwd_app *app, struct fwd_port *p)
{
	int ret = check_others(app, p);

	if (ret == 0)
		ret = isolate(app, p);
	if (ret == 0)
		ret = configure(app, p);
	if (ret == 0)
		ret = setup_queues(app, p);
	p->configured = ret == 0;
	return ret;
}

int
fwd_port_start(struct fwd_app *app, struct fwd_port *p)
{
	int ret = 0;

	if (p->rx_offloads != p->rx_conf || fwd_offloads_tx(app, p) != p->tx_conf)
		p->configured = false;
	if (!p->configured)
		ret = fwd_pools_create(app);
	if (ret == 0 && !p->configured)
		ret = apply(app, p);
	if (ret < 0)
		return ret;
	if (app->nb_runs == 0)
		(void)rte_eth_stats_reset(p->id);
	ret = rte_eth_dev_start(p->id);
	if (ret < 0)
		return port_failed(p, "start", ret);
	p->started = true;
	p->fresh = true;
	memcpy(p->stopped, p->asks.deferred, sizeof(p->stopped));
	/* Groups of the kernel's: IPv6 does not work without. */
	if (p->exception != NULL)
		(void)rte_eth_allmulticast_enable(p->id);
	return set_promiscuous(p);
}

int
fwd_port_stop(struct fwd_port *p)
{
	int ret = p->started ? rte_eth_dev_stop(p->id) : 0;

	p->started = false;
	return ret < 0 ? port_failed(p, "stop", ret) : 0;
}

int
fwd_port_close(struct fwd_port *p)
{
	int ret = rte_eth_dev_close(p->id);

	return ret < 0 ? port_failed(p, "close", ret) : 0;
}

int
fwd_ports_start(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		int ret = fwd_port_start(app, app->ports[i]);

		if (ret < 0)
			return ret;
		if (fwd_signals_received())
			return -EINTR;
	}
	return 0;
}

static bool
links_up(struct fwd_app *app)
{
	bool up = true;

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		struct fwd_port *p = app->ports[i];

		if (rte_eth_link_get_nowait(p->id, &p->link) != 0)
			memset(&p->link, 0, sizeof(p->link));
		up &= p->link.link_status == RTE_ETH_LINK_UP;
	}
	return up;
}

int
fwd_ports_wait_links(struct fwd_app *app)
{
	unsigned int waited_ms = 0;

	app->links_up = links_up(app);
	while (!app->links_up && !app->opt->no_link_wait && waited_ms < LINK_WAIT_MS) {
		if (fwd_signals_received())
			return -EINTR;
		fwd_idle_us(LINK_POLL_MS * 1000);
		waited_ms += LINK_POLL_MS;
		app->links_up = links_up(app);
	}
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		if (app->ports[i]->link.link_status != RTE_ETH_LINK_UP)
			fwd_warn("port %u (%s): the link is down", app->ports[i]->id,
				app->ports[i]->driver);
	}
	return 0;
}

int
fwd_ports_close(struct fwd_app *app)
{
	int first = 0;

	for (unsigned int i = 0; i < app->nb_ports; i++)
		fwd_exception_close(app->ports[i]);
	/* All ports stop before one is closed: software ports may be joined to each other. */
	for (unsigned int i = app->nb_ports; i-- > 0;) {
		int ret = fwd_port_stop(app->ports[i]);

		if (first == 0)
			first = ret;
	}
	for (unsigned int i = app->nb_ports; i-- > 0;) {
		int ret = fwd_port_close(app->ports[i]);

		if (first == 0)
			first = ret;
	}
	return first;
}
