/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include <rte_ip.h>
#include <rte_tcp.h>

#include "burst.h"
#include "engine.h"
#include "headers.h"

static void
swap(void *a, void *b, size_t len)
{
	uint8_t c[16];

	memcpy(c, a, len);
	memcpy(a, b, len);
	memcpy(b, c, len);
}

/*
 * All sums over what is swapped stay as they are. UDP and SCTP have their ports where TCP has them.
 */
static void
swap_tuple(struct rte_mbuf *m, const void *arg)
{
	uint8_t *header = rte_pktmbuf_mtod(m, uint8_t *);
	struct fwd_headers h;

	(void)arg;
	if (unlikely(m->data_len < sizeof(struct rte_ether_hdr)))
		return;
	fwd_headers_swap_mac(header);
	if (unlikely(!fwd_headers_find(m, &h)))
		return;
	if (fwd_headers_are_ipv4(&h)) {
		struct rte_ipv4_hdr *ip =
			rte_pktmbuf_mtod_offset(m, struct rte_ipv4_hdr *, h.l2_len);

		swap(&ip->src_addr, &ip->dst_addr, sizeof(ip->src_addr));
	} else if (fwd_headers_are_ipv6(&h)) {
		struct rte_ipv6_hdr *ip =
			rte_pktmbuf_mtod_offset(m, struct rte_ipv6_hdr *, h.l2_len);

		swap(&ip->src_addr, &ip->dst_addr, sizeof(ip->src_addr));
	}
	if (h.l4 == RTE_PTYPE_L4_TCP || h.l4 == RTE_PTYPE_L4_UDP || h.l4 == RTE_PTYPE_L4_SCTP) {
		struct rte_tcp_hdr *l4 =
			rte_pktmbuf_mtod_offset(m, struct rte_tcp_hdr *, h.l2_len + h.l3_len);

		swap(&l4->src_port, &l4->dst_port, sizeof(l4->src_port));
	}
}

static unsigned int
tswap_burst(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	if (nb == 0)
		return 0;
	fwd_edit(pkts, nb, swap_tuple, NULL);
	fwd_transmit(s, pkts, nb);
	return nb;
}

const struct fwd_engine fwd_engine_5tswap = {
	.name = "5tswap",
	.help = "forward with source and destination swapped: MAC, IP, and TCP, UDP or SCTP port",
	.receives = true,
	.transmits = true,
	.forwards = true,
	.edit = swap_tuple,
	.burst = tswap_burst,
};
