/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "burst.h"
#include "engine.h"

static unsigned int
rxonly_burst(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	if (nb != 0) {
		rte_pktmbuf_free_bulk(pkts, nb);
		fwd_settle(s, nb);
	}
	return nb;
}

const struct fwd_engine fwd_engine_rxonly = {
	.name = "rxonly",
	.help = "receive and free packets",
	.receives = true,
	.burst = rxonly_burst,
};
