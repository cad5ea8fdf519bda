/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "burst.h"
#include "engine.h"
#include "headers.h"

#include <rte_prefetch.h>

static unsigned int
macswap_burst(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	if (nb == 0)
		return 0;
	for (uint16_t i = 0; i < nb; i++) {
		if (likely(i + 1 < nb))
			rte_prefetch0(rte_pktmbuf_mtod(pkts[i + 1], void *));
		fwd_headers_swap_mac(rte_pktmbuf_mtod(pkts[i], uint8_t *));
	}
	fwd_transmit(s, pkts, nb);
	return nb;
}

const struct fwd_engine fwd_engine_macswap = {
	.name = "macswap",
	.help = "forward with source and destination address swapped",
	.receives = true,
	.transmits = true,
	.forwards = true,
	.burst = macswap_burst,
};
