/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include <rte_byteorder.h>
#include <rte_ip.h>

#include "burst.h"
#include "engine.h"
#include "generate.h"

/** Give a packet the destination address of the stream's next flow. */
static void
vary(struct fwd_stream *s, const struct fwd_generator *g, struct rte_mbuf *m)
{
	struct rte_ipv4_hdr *ip =
		rte_pktmbuf_mtod_offset(m, struct rte_ipv4_hdr *, sizeof(struct rte_ether_hdr));

	ip->dst_addr = rte_cpu_to_be_32(rte_be_to_cpu_32(ip->dst_addr) + s->next_flow);
	if (s->nb_clones++ == g->nb_clones) {
		s->nb_clones = 0;
		s->next_flow = s->next_flow + 1 == g->nb_flows ? 0 : s->next_flow + 1;
	}
	ip->hdr_checksum = 0;
	ip->hdr_checksum = rte_ipv4_cksum(ip);
}

static unsigned int
flowgen_burst(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_poll(s, pkts);

	if (nb != 0) {
		fwd_count(&s->count.rx, nb);
		rte_pktmbuf_free_bulk(pkts, nb);
	}
	return nb + fwd_generate(s, s->ctx, vary);
}

const struct fwd_engine fwd_engine_flowgen = {
	.name = "flowgen",
	.help = "send UDP packets of many flows, and drop what comes back",
	.receives = true,
	.transmits = true,
	.generates = true,
	.port_init = fwd_generator_init,
	.port_fini = fwd_generator_fini,
	.burst = flowgen_burst,
};
