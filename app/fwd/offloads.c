/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Offloads: none, so that frames pass as they are, but for what long frames need, checksum
 * verification when it is asked for, and the fast release of mbufs where its conditions hold.
 */

#include <errno.h>

#include <rte_mbuf.h>

#include "engine.h"
#include "fwd.h"
#include "log.h"

#define RX_CKSUM                                                        \
	(RTE_ETH_RX_OFFLOAD_IPV4_CKSUM | RTE_ETH_RX_OFFLOAD_UDP_CKSUM | \
		RTE_ETH_RX_OFFLOAD_TCP_CKSUM)

#define RSS_HF (RTE_ETH_RSS_IP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP | RTE_ETH_RSS_SCTP)

/** An mbuf is chained when a frame with its FCS does not fit. */
static bool
needs_chain(const struct fwd_app *app, const struct fwd_port *p)
{
	return p->max_frame + RTE_ETHER_CRC_LEN > app->mbuf_room;
}

static bool
can_chain(const struct fwd_app *app, const struct fwd_port *p)
{
	bool sends = app->opt->engine->transmits || app->opt->replay[p->id] != NULL;

	return (p->info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_SCATTER) != 0 &&
	       (!sends || (p->info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0);
}

/** The room of an mbuf: as asked, or large enough where a device cannot chain. */
static int
plan_room(struct fwd_app *app)
{
	uint64_t asked = app->opt->mbuf_size;

	app->mbuf_room =
		(asked ? (uint32_t)asked : RTE_MBUF_DEFAULT_BUF_SIZE) - RTE_PKTMBUF_HEADROOM;
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		const struct fwd_port *p = &app->ports[i];
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
	if ((p->info.rx_offload_capa & RX_CKSUM) != RX_CKSUM) {
		fwd_err("port %u (%s): --enable-rx-cksum asked, the device cannot check all of "
			"IPv4, TCP and UDP",
			p->id, p->driver);
		return -EINVAL;
	}
	p->rx_offloads |= RX_CKSUM;
	return 0;
}

static void
plan_rss(struct fwd_port *p)
{
	if (p->nb_rxq == 1)
		return;
	p->rss_hf = RSS_HF & p->info.flow_type_rss_offloads;
	if (p->rss_hf == 0)
		fwd_warn("port %u (%s): the device has no RSS for IP, its own choice fills the %u "
			 "Rx queues",
			p->id, p->driver, p->nb_rxq);
}

/** Mbufs of a long frame are chained; txonly may chain on request. */
static int
plan_chains(const struct fwd_app *app, struct fwd_port *p)
{
	const struct fwd_options *opt = app->opt;
	bool txpkts = opt->nb_txpkts > 1 && opt->engine->transmits && !opt->engine->receives;

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

int
fwd_offloads_plan(struct fwd_app *app)
{
	int ret = plan_room(app);

	for (unsigned int i = 0; ret == 0 && i < app->nb_ports; i++) {
		struct fwd_port *p = &app->ports[i];

		plan_rss(p);
		ret = plan_cksum(app, p);
		if (ret == 0)
			ret = plan_chains(app, p);
	}
	return ret;
}

/*
 * RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE promises that all mbufs of a Tx queue come from one pool, are
 * direct, have one reference, and are not chained. No engine here clones or refers to an mbuf
 * twice; one pool and no chains are what has to be looked at, on all ports, because mbufs travel.
 */
void
fwd_offloads_plan_fast_free(struct fwd_app *app)
{
	unsigned int nb_pools = 0;

	for (unsigned int i = 0; i < RTE_DIM(app->pools); i++)
		nb_pools += app->pools[i] != NULL;
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		if (needs_chain(app, &app->ports[i]) ||
			(app->ports[i].tx_offloads & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0)
			return;
	}
	for (unsigned int i = 0; nb_pools == 1 && i < app->nb_ports; i++)
		app->ports[i].tx_offloads |=
			app->ports[i].info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
}
