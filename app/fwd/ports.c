/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The ports: what they can do against what was asked, configuration, start, links, end. */

#include <errno.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_errno.h>

#include "engine.h"
#include "fwd.h"
#include "log.h"
#include "signals.h"

/** Descriptors of a queue when neither user nor driver has a preference. */
#define DEFAULT_DESC 512

#define LINK_WAIT_MS 9000
#define LINK_POLL_MS 50

struct fwd_port *
fwd_port_by_id(struct fwd_app *app, uint16_t id)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		if (app->ports[i].id == id)
			return &app->ports[i];
	}
	return NULL;
}

/** Bytes that a frame with FCS has beyond the MTU, as the driver counts them. */
static uint32_t
frame_overhead(const struct rte_eth_dev_info *info)
{
	if (info->max_mtu != UINT16_MAX && info->max_rx_pktlen > info->max_mtu)
		return info->max_rx_pktlen - info->max_mtu;
	return RTE_ETHER_HDR_LEN + RTE_ETHER_CRC_LEN;
}

static int
plan_mtu(const struct fwd_app *app, struct fwd_port *p)
{
	const struct fwd_options *opt = app->opt;
	uint32_t overhead = frame_overhead(&p->info);
	uint32_t max = RTE_MIN(p->info.max_mtu, p->info.max_rx_pktlen - overhead);
	uint32_t mtu = RTE_MIN((uint32_t)RTE_ETHER_MTU, max);

	if (opt->mtu != 0)
		mtu = (uint32_t)opt->mtu;
	if (opt->max_pkt_len != 0) {
		/* A frame shorter than the overhead and the least MTU cannot be a limit. */
		if (opt->max_pkt_len < overhead + p->info.min_mtu ||
			opt->max_pkt_len > overhead + max) {
			fwd_err("port %u (%s): --max-pkt-len=%u asked, the device takes %u to %u",
				p->id, p->driver, (unsigned int)opt->max_pkt_len,
				overhead + p->info.min_mtu, overhead + max);
			return -EINVAL;
		}
		mtu = (uint32_t)opt->max_pkt_len - overhead;
	}
	if (mtu < p->info.min_mtu || mtu > max) {
		fwd_err("port %u (%s): MTU %u asked, the device takes %u to %u", p->id, p->driver,
			mtu, p->info.min_mtu, max);
		return -EINVAL;
	}
	p->mtu = (uint16_t)mtu;
	p->max_frame = mtu + RTE_ETHER_HDR_LEN + 2 * RTE_VLAN_HLEN;
	return 0;
}

static int
check_queues(const struct fwd_port *p, const char *way, uint64_t asked, uint16_t max)
{
	if (asked <= max)
		return 0;
	fwd_err("port %u (%s): %u %s queues asked, the device has %u", p->id, p->driver,
		(unsigned int)asked, way, max);
	return -EINVAL;
}

static int
plan_queues(const struct fwd_app *app, struct fwd_port *p)
{
	const struct fwd_options *opt = app->opt;

	if (check_queues(p, "Rx", opt->rxq, p->info.max_rx_queues) < 0 ||
		check_queues(p, "Tx", opt->txq, p->info.max_tx_queues) < 0)
		return -EINVAL;
	p->nb_rxq = (uint16_t)opt->rxq;
	p->nb_txq = (uint16_t)opt->txq;
	/* With a queue of its own a replay can have an lcore of its own. */
	if (opt->replay[p->id] != NULL && opt->engine->transmits &&
		p->nb_txq < p->info.max_tx_queues)
		p->nb_txq++;
	return 0;
}

static int
check_desc(const struct fwd_port *p, const char *way, uint64_t asked,
	const struct rte_eth_desc_lim *lim)
{
	uint16_t align = RTE_MAX(lim->nb_align, (uint16_t)1);

	if (asked >= lim->nb_min && asked <= lim->nb_max && asked % align == 0)
		return 0;
	fwd_err("port %u (%s): %u %s descriptors asked, the device takes %u to %u in steps of %u",
		p->id, p->driver, (unsigned int)asked, way, lim->nb_min, lim->nb_max, align);
	return -EINVAL;
}

static int
plan_desc(const struct fwd_app *app, struct fwd_port *p)
{
	const struct fwd_options *opt = app->opt;
	uint16_t rxd = p->info.default_rxportconf.ring_size;
	uint16_t txd = p->info.default_txportconf.ring_size;

	if (opt->rxd != 0 && check_desc(p, "Rx", opt->rxd, &p->info.rx_desc_lim) < 0)
		return -EINVAL;
	if (opt->txd != 0 && check_desc(p, "Tx", opt->txd, &p->info.tx_desc_lim) < 0)
		return -EINVAL;
	p->nb_rxd = opt->rxd ? (uint16_t)opt->rxd : rxd ? rxd : DEFAULT_DESC;
	p->nb_txd = opt->txd ? (uint16_t)opt->txd : txd ? txd : DEFAULT_DESC;
	return rte_eth_dev_adjust_nb_rx_tx_desc(p->id, &p->nb_rxd, &p->nb_txd);
}

static void
plan_address(const struct fwd_app *app, struct fwd_port *p)
{
	/* testpmd's default: locally administered, the port number at the end. */
	const struct rte_ether_addr peer = {{0x02, 0, 0, 0, (uint8_t)(p->id >> 8), (uint8_t)p->id}};

	p->peer_mac = app->opt->has_eth_peer[p->id] ? app->opt->eth_peer[p->id] : peer;
}

/** An option that names a port must name one that is there. */
static int
check_port_options(struct fwd_app *app)
{
	const struct fwd_options *opt = app->opt;

	for (uint16_t id = 0; id < RTE_MAX_ETHPORTS; id++) {
		const char *option = opt->replay[id]	     ? "replay"
				     : opt->capture[id]	     ? "capture"
				     : opt->has_eth_peer[id] ? "eth-peer"
							     : NULL;

		if (option == NULL || fwd_port_by_id(app, id) != NULL)
			continue;
		fwd_err("--%s: there is no port %u; ports are %u to %u", option, id,
			app->ports[0].id, app->ports[app->nb_ports - 1].id);
		return -EINVAL;
	}
	return 0;
}

int
fwd_ports_plan(struct fwd_app *app)
{
	int ret = check_port_options(app);

	for (unsigned int i = 0; ret == 0 && i < app->nb_ports; i++) {
		struct fwd_port *p = &app->ports[i];

		p->promiscuous = !app->opt->no_promiscuous;
		plan_address(app, p);
		ret = plan_queues(app, p);
		if (ret == 0)
			ret = plan_mtu(app, p);
		if (ret == 0)
			ret = plan_desc(app, p);
	}
	return ret == 0 ? fwd_offloads_plan(app) : ret;
}

/** Say once what step failed. */
static int
port_failed(const struct fwd_port *p, const char *step, int ret)
{
	fwd_err("port %u (%s): cannot %s: %s", p->id, p->driver, step, rte_strerror(-ret));
	return ret;
}

static int
configure(const struct fwd_app *app, struct fwd_port *p)
{
	struct rte_eth_conf conf = {
		.rxmode.mtu = p->mtu,
		.rxmode.offloads = p->rx_offloads,
		.txmode.offloads = p->tx_offloads,
		.intr_conf.rxq = app->opt->rx_mode != FWD_RX_POLL,
	};
	int ret;

	if (p->rss_hf != 0) {
		conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
		conf.rx_adv_conf.rss_conf.rss_hf = p->rss_hf;
	}
	ret = rte_eth_dev_configure(p->id, p->nb_rxq, p->nb_txq, &conf);
	if (ret < 0)
		return port_failed(p, "configure", ret);

	/* Drivers without the operation took the MTU from the configuration. */
	if (app->opt->mtu != 0 || app->opt->max_pkt_len != 0) {
		ret = rte_eth_dev_set_mtu(p->id, p->mtu);
		if (ret < 0 && ret != -ENOTSUP)
			return port_failed(p, "set the MTU", ret);
	}
	return 0;
}

static int
setup_queues(struct fwd_port *p)
{
	struct rte_eth_rxconf rxconf = p->info.default_rxconf;
	struct rte_eth_txconf txconf = p->info.default_txconf;
	int ret;

	rxconf.offloads = p->rx_offloads;
	txconf.offloads = p->tx_offloads;
	for (uint16_t q = 0; q < p->nb_rxq; q++) {
		ret = rte_eth_rx_queue_setup(
			p->id, q, p->nb_rxd, (unsigned int)p->socket, &rxconf, p->pool);
		if (ret < 0)
			return port_failed(p, "set up an Rx queue", ret);
	}
	for (uint16_t q = 0; q < p->nb_txq; q++) {
		ret = rte_eth_tx_queue_setup(p->id, q, p->nb_txd, (unsigned int)p->socket, &txconf);
		if (ret < 0)
			return port_failed(p, "set up a Tx queue", ret);
	}
	return 0;
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

static int
start(struct fwd_app *app, struct fwd_port *p)
{
	const struct fwd_engine *e = app->opt->engine;
	int ret;

	ret = configure(app, p);
	if (ret == 0)
		ret = setup_queues(p);
	if (ret < 0)
		return ret;
	if (e->port_init != NULL) {
		ret = e->port_init(app, p);
		if (ret < 0)
			return ret;
		p->initialised = true;
	}
	if (rte_eth_stats_reset(p->id) != 0)
		rte_eth_stats_get(p->id, &p->base);
	ret = rte_eth_dev_start(p->id);
	if (ret < 0)
		return port_failed(p, "start", ret);
	p->started = true;
	return set_promiscuous(p);
}

/** Streams find the engine's data of the port they send out of. */
static void
hand_out_contexts(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		struct fwd_stream *s = &app->streams[i];
		const struct fwd_port *p =
			fwd_port_by_id(app, s->transmits ? s->tx_port : s->rx_port);

		s->ctx = p->engine_ctx;
		s->pool = p->pool;
	}
}

int
fwd_ports_start(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		int ret = start(app, &app->ports[i]);

		if (ret < 0)
			return ret;
		if (fwd_signals_received())
			return -EINTR;
	}
	hand_out_contexts(app);
	return 0;
}

static bool
links_up(struct fwd_app *app)
{
	bool up = true;

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		struct fwd_port *p = &app->ports[i];

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
		rte_delay_us_sleep(LINK_POLL_MS * 1000);
		waited_ms += LINK_POLL_MS;
		app->links_up = links_up(app);
	}
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		if (app->ports[i].link.link_status != RTE_ETH_LINK_UP)
			fwd_warn("port %u (%s): the link is down", app->ports[i].id,
				app->ports[i].driver);
	}
	return 0;
}

int
fwd_ports_close(struct fwd_app *app)
{
	const struct fwd_engine *e = app->opt->engine;
	int first = 0;

	/* All ports stop before one is closed: software ports may be joined to each other. */
	for (unsigned int i = app->nb_ports; i-- > 0;) {
		struct fwd_port *p = &app->ports[i];
		int ret = p->started ? rte_eth_dev_stop(p->id) : 0;

		if (ret < 0 && first == 0)
			first = port_failed(p, "stop", ret);
		p->started = false;
	}
	for (unsigned int i = app->nb_ports; i-- > 0;) {
		struct fwd_port *p = &app->ports[i];
		int ret = rte_eth_dev_close(p->id);

		if (ret < 0 && first == 0)
			first = port_failed(p, "close", ret);
		if (p->initialised && e->port_fini != NULL)
			e->port_fini(p);
		p->initialised = false;
	}
	return first;
}
