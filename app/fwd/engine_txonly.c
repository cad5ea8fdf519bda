/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include <rte_byteorder.h>
#include <rte_ip.h>

#include "engine.h"
#include "generate.h"

/** Give a packet the next source address of the stream, out of 256 above the first. */
static void
vary(struct fwd_stream *s, const struct fwd_generator *g, struct rte_mbuf *m)
{
	struct rte_ipv4_hdr *ip =
		rte_pktmbuf_mtod_offset(m, struct rte_ipv4_hdr *, sizeof(struct rte_ether_hdr));
	uint32_t src = rte_be_to_cpu_32(ip->src_addr);

	(void)g;
	ip->src_addr = rte_cpu_to_be_32((src & ~UINT32_C(0xff)) | ((src + s->next_flow++) & 0xff));
	ip->hdr_checksum = 0;
	ip->hdr_checksum = rte_ipv4_cksum(ip);
}

static unsigned int
txonly_burst(struct fwd_stream *s)
{
	const struct fwd_generator *g = s->ctx;

	return fwd_generate(s, g, g->multi_flow ? vary : NULL);
}

const struct fwd_engine fwd_engine_txonly = {
	.name = "txonly",
	.help = "send UDP packets out of every port",
	.transmits = true,
	.generates = true,
	.port_init = fwd_generator_init,
	.port_fini = fwd_generator_fini,
	.burst = txonly_burst,
};
