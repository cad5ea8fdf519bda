/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* What the ports will be configured with: what was asked against what they can do. */

#include <errno.h>

#include <rte_lcore.h>

#include "capture.h"
#include "engine.h"
#include "fwd.h"
#include "log.h"

/** Descriptors of a queue when neither user nor driver has a preference. */
#define DEFAULT_DESC 512

/** Bytes that a frame with FCS has beyond the MTU, as the driver counts them. */
static uint32_t
frame_overhead(const struct rte_eth_dev_info *info)
{
	if (info->max_mtu != UINT16_MAX && info->max_rx_pktlen > info->max_mtu)
		return info->max_rx_pktlen - info->max_mtu;
	return RTE_ETHER_HDR_LEN + RTE_ETHER_CRC_LEN;
}

static int
set_mtu(struct fwd_port *p, uint32_t mtu)
{
	p->mtu = (uint16_t)mtu;
	p->max_frame = mtu + RTE_ETHER_HDR_LEN + 2 * RTE_VLAN_HLEN;
	return 0;
}

static int
plan_mtu(const struct fwd_app *app, struct fwd_port *p)
{
	const struct fwd_options *opt = app->opt;
	uint32_t overhead = frame_overhead(&p->info);
	uint32_t max = RTE_MIN(p->info.max_mtu, p->info.max_rx_pktlen - overhead);
	uint32_t mtu = RTE_MIN((uint32_t)RTE_ETHER_MTU, max);

	if (p->asks.mtu != 0)
		return set_mtu(p, p->asks.mtu);
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
	return set_mtu(p, mtu);
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
	if (p->capture != NULL && opt->rxq > fwd_capture_nb_rings(p->capture, p->id)) {
		fwd_err("port %u: its capture was opened for %u Rx queues: %u are too many", p->id,
			fwd_capture_nb_rings(p->capture, p->id), (unsigned int)opt->rxq);
		return -EINVAL;
	}
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

/** @return 0 when there is such a NUMA node, else -EINVAL, said */
static int
check_node(const char *option, uint64_t node)
{
	for (unsigned int i = 0; i < rte_socket_count(); i++) {
		if (rte_socket_id_by_idx(i) == (int)node)
			return 0;
	}
	fwd_err("--%s: there is no NUMA node %u that EAL uses; it uses %u, the first is %d", option,
		(unsigned int)node, rte_socket_count(), rte_socket_id_by_idx(0));
	return -EINVAL;
}

static int
check_nodes(const struct fwd_app *app)
{
	const struct fwd_options *opt = app->opt;
	int ret = 0;

	if (opt->socket_num != UINT64_MAX)
		ret = check_node("socket-num", opt->socket_num);
	for (unsigned int i = 0; ret == 0 && i < RTE_MAX_ETHPORTS; i++) {
		if (opt->port_socket[i] >= 0)
			ret = check_node("port-numa-config", (uint64_t)opt->port_socket[i]);
		if (ret == 0 && opt->rx_ring_socket[i] >= 0)
			ret = check_node("ring-numa-config", (uint64_t)opt->rx_ring_socket[i]);
		if (ret == 0 && opt->tx_ring_socket[i] >= 0)
			ret = check_node("ring-numa-config", (uint64_t)opt->tx_ring_socket[i]);
	}
	return ret;
}

int
fwd_plan_check(struct fwd_app *app)
{
	const struct fwd_options *opt = app->opt;

	for (uint16_t id = 0; id < RTE_MAX_ETHPORTS; id++) {
		const char *option = opt->exception[id].kind	 ? "exception-path"
				     : opt->port_socket[id] >= 0 ? "port-numa-config"
				     : opt->rx_ring_socket[id] >= 0 || opt->tx_ring_socket[id] >= 0
					     ? "ring-numa-config"
				     : opt->replay[id]	     ? "replay"
				     : opt->capture[id]	     ? "capture"
				     : opt->has_eth_peer[id] ? "eth-peer"
							     : NULL;

		if (option == NULL || fwd_port_by_id(app, id) != NULL)
			continue;
		if (app->nb_ports == 0)
			fwd_err("--%s: there is no port %u, and no other", option, id);
		else
			fwd_err("--%s: there is no port %u; ports are %u to %u", option, id,
				app->ports[0]->id, app->ports[app->nb_ports - 1]->id);
		return -EINVAL;
	}
	return check_nodes(app);
}

int
fwd_plan_port(struct fwd_app *app, struct fwd_port *p)
{
	int ret;

	plan_address(app, p);
	ret = plan_queues(app, p);
	if (ret == 0)
		ret = plan_mtu(app, p);
	if (ret == 0)
		ret = plan_desc(app, p);
	return ret;
}

int
fwd_plan_all(struct fwd_app *app)
{
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < app->nb_ports; i++)
		ret = fwd_plan_port(app, app->ports[i]);
	if (ret == 0)
		ret = fwd_offloads_plan_room(app);
	for (unsigned int i = 0; ret == 0 && i < app->nb_ports; i++)
		ret = fwd_offloads_plan(app, app->ports[i]);
	return ret;
}
