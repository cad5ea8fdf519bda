/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "burst.h"
#include "engine.h"
#include "headers.h"

static void
swap_addresses(struct rte_mbuf *m, const void *arg)
{
	(void)arg;
	fwd_headers_swap_mac(rte_pktmbuf_mtod(m, uint8_t *));
}

static unsigned int
macswap_burst(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	if (nb == 0)
		return 0;
	fwd_edit(pkts, nb, swap_addresses, NULL);
	fwd_transmit(s, pkts, nb);
	return nb;
}

const struct fwd_engine fwd_engine_macswap = {
	.name = "macswap",
	.help = "forward with source and destination address swapped",
	.receives = true,
	.transmits = true,
	.forwards = true,
	.edit = swap_addresses,
	.burst = macswap_burst,
};
