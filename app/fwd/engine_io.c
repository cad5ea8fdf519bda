/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "burst.h"
#include "engine.h"

static unsigned int
io_burst(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	if (nb != 0)
		fwd_transmit(s, pkts, nb);
	return nb;
}

const struct fwd_engine fwd_engine_io = {
	.name = "io",
	.help = "forward packets unchanged",
	.receives = true,
	.transmits = true,
	.forwards = true,
	.burst = io_burst,
};
