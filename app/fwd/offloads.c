/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Offloads: none, so that frames pass as they are, but for what long frames need, checksum
 * verification when it is asked for, and the fast release of mbufs where its conditions hold.
 */

#include <errno.h>
#include <inttypes.h>

#include <rte_mbuf.h>

#include "engine.h"
#include "fwd.h"
#include "log.h"

/** An mbuf is chained when a frame with its FCS does not fit. */
static bool
needs_chain(const struct fwd_app *app, const struct fwd_port *p)
{
	return p->max_frame + RTE_ETHER_CRC_LEN > app->mbuf_room;
}

static bool
can_chain(const struct fwd_app *app, const struct fwd_port *p)
{
	bool sends = app->opt->engine->transmits || app->opt->replay[p->id] != NULL ||
		     app->opt->exception[p->id].kind != FWD_EXCEPTION_NONE;

	return (p->info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_SCATTER) != 0 &&
	       (!sends || (p->info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0);
}

/* As asked, or large enough where a device cannot chain; never less than the pools have. */
int
fwd_offloads_plan_room(struct fwd_app *app)
{
	uint64_t asked = app->opt->mbuf_size;

	app->mbuf_room =
		(asked ? (uint32_t)asked : RTE_MBUF_DEFAULT_BUF_SIZE) - RTE_PKTMBUF_HEADROOM;
	for (unsigned int i = 0; i < RTE_DIM(app->pools); i++) {
		uint32_t has;

		if (app->pools[i] == NULL)
			continue;
		has = rte_pktmbuf_data_room_size(app->pools[i]) - RTE_PKTMBUF_HEADROOM;
		app->mbuf_room = RTE_MAX(app->mbuf_room, has);
	}
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		const struct fwd_port *p = app->ports[i];
		uint32_t frame = p->max_frame + RTE_ETHER_CRC_LEN;
		uint32_t needed = p->info.min_rx_bufsize;

		if (needs_chain(app, p) && !can_chain(app, p))
			needed = RTE_MAX(needed, frame);
		if (needed <= app->mbuf_room)
			continue;
		if (asked != 0 || needed > UINT16_MAX - RTE_PKTMBUF_HEADROOM) {
			fwd_err("port %u (%s): needs mbufs with room for %u bytes, --mbuf-size=%u "
				"gives %u after the headroom of %u",
				p->id, p->driver, needed, app->mbuf_room + RTE_PKTMBUF_HEADROOM,
				app->mbuf_room, RTE_PKTMBUF_HEADROOM);
			return -EINVAL;
		}
		app->mbuf_room = RTE_ALIGN_CEIL(needed, RTE_CACHE_LINE_SIZE);
		app->mbuf_room =
			RTE_MIN(app->mbuf_room, (uint32_t)UINT16_MAX - RTE_PKTMBUF_HEADROOM);
	}
	return 0;
}

static int
plan_cksum(const struct fwd_app *app, struct fwd_port *p)
{
	if (!app->opt->enable_rx_cksum)
		return 0;
	if ((p->info.rx_offload_capa & FWD_RX_CKSUM) != FWD_RX_CKSUM) {
		fwd_err("port %u (%s): --enable-rx-cksum asked, the device cannot check all of "
			"IPv4, TCP and UDP",
			p->id, p->driver);
		return -EINVAL;
	}
	p->rx_offloads |= FWD_RX_CKSUM;
	return 0;
}

static void
plan_rss(const struct fwd_app *app, struct fwd_port *p)
{
	uint64_t wanted = p->asks.has_rss ? p->asks.rss_hf : app->opt->rss_hf;

	p->rss_hf = 0;
	if (p->nb_rxq == 1 || wanted == 0 || (app->opt->rx_mq_mode & RTE_ETH_MQ_RX_RSS) == 0)
		return;
	p->rss_hf = wanted & p->info.flow_type_rss_offloads;
}

/** Mbufs of a long frame are chained; generated packets may be on request. */
static int
plan_chains(const struct fwd_app *app, struct fwd_port *p)
{
	const struct fwd_options *opt = app->opt;
	bool copies = opt->engine->splits && opt->txsplit != FWD_TXSPLIT_OFF;
	bool txpkts = opt->nb_txpkts > 1 && (opt->engine->generates || copies);

	if (needs_chain(app, p)) {
		p->rx_offloads |= p->info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_SCATTER;
		p->tx_offloads |= p->info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	}
	if (!txpkts)
		return 0;
	if ((p->info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) == 0) {
		fwd_err("port %u (%s): --txpkts with %u segments asked, the device sends one",
			p->id, p->driver, opt->nb_txpkts);
		return -EINVAL;
	}
	p->tx_offloads |= RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	return 0;
}

/** Offloads that were asked for by name or bit must be there. */
static int
check_asked(const struct fwd_port *p, const char *way, uint64_t asked, uint64_t capa,
	const char *(*name)(uint64_t))
{
	for (unsigned int bit = 0; bit < 64; bit++) {
		if ((asked & ~capa & RTE_BIT64(bit)) == 0)
			continue;
		fwd_err("port %u (%s): %s offload %s (0x%" PRIx64
			") asked, the device does not have it",
			p->id, p->driver, way, name(RTE_BIT64(bit)), RTE_BIT64(bit));
		return -EINVAL;
	}
	return 0;
}

/** What the options and the prompt ask for, on top of what follows from frames and engine. */
static int
plan_asked(const struct fwd_app *app, struct fwd_port *p)
{
	const struct fwd_port_asks *a = &p->asks;
	uint64_t rx = (app->opt->rx_offloads | a->rx_on) & ~a->rx_off;
	uint64_t tx = (app->opt->tx_offloads | a->tx_on) & ~a->tx_off;
	int ret = check_asked(p, "Rx", rx, p->info.rx_offload_capa, rte_eth_dev_rx_offload_name);

	if (ret == 0)
		ret = check_asked(
			p, "Tx", tx, p->info.tx_offload_capa, rte_eth_dev_tx_offload_name);
	p->rx_offloads = (p->rx_offloads | rx) & ~a->rx_off;
	p->tx_offloads = (p->tx_offloads | tx) & ~a->tx_off;
	/* Without a port that can chain mbufs there would be frames that cannot leave. */
	if ((p->rx_offloads & (RTE_ETH_RX_OFFLOAD_SCATTER | RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT)) !=
			0 &&
		app->opt->engine->transmits)
		p->tx_offloads |= p->info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	return ret;
}

int
fwd_offloads_plan(struct fwd_app *app, struct fwd_port *p)
{
	int ret;

	p->rx_offloads = 0;
	p->tx_offloads = 0;
	plan_rss(app, p);
	ret = plan_cksum(app, p);
	if (ret == 0)
		ret = plan_chains(app, p);
	return ret == 0 ? plan_asked(app, p) : ret;
}

/*
 * RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE promises that all mbufs of a Tx queue come from one pool, are
 * direct, have one reference, and are not chained. No engine here clones or refers to an mbuf
 * twice; one pool and no chains are what has to be looked at, on all ports, because mbufs travel.
 */
uint64_t
fwd_offloads_tx(const struct fwd_app *app, const struct fwd_port *port)
{
	unsigned int nb_pools = app->nb_old_pools;

	if ((port->asks.tx_off & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE) != 0)
		return port->tx_offloads;
	for (unsigned int i = 0; i < RTE_DIM(app->pools); i++)
		nb_pools += app->pools[i] != NULL;
	if (nb_pools != 1)
		return port->tx_offloads;
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		const struct fwd_port *p = app->ports[i];

		if (needs_chain(app, p) || (p->tx_offloads & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0)
			return port->tx_offloads;
	}
	return port->tx_offloads | (port->info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE);
}
