/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "burst.h"
#include "engine.h"

static void
set_addresses(struct rte_mbuf *m, const void *port)
{
	const struct fwd_port *out = port;
	struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, struct rte_ether_hdr *);

	eth->dst_addr = out->peer_mac;
	eth->src_addr = out->mac;
}

static unsigned int
mac_burst(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	if (nb == 0)
		return 0;
	fwd_edit(pkts, nb, set_addresses, s->ctx);
	fwd_transmit(s, pkts, nb);
	return nb;
}

const struct fwd_engine fwd_engine_mac = {
	.name = "mac",
	.help = "forward with the Tx port's address as source, and --eth-peer as destination",
	.receives = true,
	.transmits = true,
	.forwards = true,
	.port_init = fwd_engine_needs_port,
	.edit = set_addresses,
	.burst = mac_burst,
};
