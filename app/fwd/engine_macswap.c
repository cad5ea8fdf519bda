/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "burst.h"
#include "engine.h"

#include <rte_prefetch.h>

static unsigned int
macswap_burst(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	if (nb == 0)
		return 0;
	for (uint16_t i = 0; i < nb; i++) {
		struct rte_ether_addr dst;
		struct rte_ether_hdr *eth;

		if (likely(i + 1 < nb))
			rte_prefetch0(rte_pktmbuf_mtod(pkts[i + 1], void *));
		eth = rte_pktmbuf_mtod(pkts[i], struct rte_ether_hdr *);
		dst = eth->dst_addr;
		eth->dst_addr = eth->src_addr;
		eth->src_addr = dst;
	}
	fwd_transmit(s, pkts, nb);
	return nb;
}

const struct fwd_engine fwd_engine_macswap = {
	.name = "macswap",
	.help = "forward with source and destination address swapped",
	.receives = true,
	.transmits = true,
	.burst = macswap_burst,
};
