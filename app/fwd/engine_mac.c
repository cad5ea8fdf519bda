/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "burst.h"
#include "engine.h"

#include <rte_prefetch.h>

static unsigned int
mac_burst(struct fwd_stream *s)
{
	const struct fwd_port *tx = s->ctx;
	const struct rte_ether_addr src = tx->mac, dst = tx->peer_mac;
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	if (nb == 0)
		return 0;
	for (uint16_t i = 0; i < nb; i++) {
		struct rte_ether_hdr *eth;

		if (likely(i + 1 < nb))
			rte_prefetch0(rte_pktmbuf_mtod(pkts[i + 1], void *));
		eth = rte_pktmbuf_mtod(pkts[i], struct rte_ether_hdr *);
		eth->dst_addr = dst;
		eth->src_addr = src;
	}
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
	.burst = mac_burst,
};
