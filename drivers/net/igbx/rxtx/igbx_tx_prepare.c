/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What an application may ask before it sends: can this packet go out as it says?
 */
#include <errno.h>

#include <rte_errno.h>
#include <rte_net.h>
#include <rte_tcp.h>
#include <rte_udp.h>
#include <rte_sctp.h>

#include "igbx_rxtx.h"
#include "igbx_tx_plan.h"

#define NEEDS_HEADERS (RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK | IGBX_TX_SEG_FLAGS)
#define IP_VERSION    (RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IPV6)

/* The part of the L4 header that must be there for its checksum to be put in. */
static uint32_t
l4_header_bytes(uint64_t flags)
{
	if (flags & RTE_MBUF_F_TX_TCP_SEG)
		return sizeof(struct rte_tcp_hdr);
	if (flags & RTE_MBUF_F_TX_UDP_SEG)
		return sizeof(struct rte_udp_hdr);
	switch (flags & RTE_MBUF_F_TX_L4_MASK) {
	case RTE_MBUF_F_TX_TCP_CKSUM:
		return sizeof(struct rte_tcp_hdr);
	case RTE_MBUF_F_TX_UDP_CKSUM:
		return sizeof(struct rte_udp_hdr);
	case RTE_MBUF_F_TX_SCTP_CKSUM:
		return sizeof(struct rte_sctp_hdr);
	default:
		return 0;
	}
}

/* Headers are where the flags say, and in the first segment: their checksum fields are written. */
static bool
headers_valid(const struct rte_mbuf *m, uint64_t flags)
{
	uint32_t min_l3 = flags & RTE_MBUF_F_TX_IPV6 ? sizeof(struct rte_ipv6_hdr)
						     : sizeof(struct rte_ipv4_hdr);
	uint32_t l4 = l4_header_bytes(flags);

	if ((flags & NEEDS_HEADERS) == 0)
		return true;
	if ((flags & IP_VERSION) == 0 || (flags & IP_VERSION) == IP_VERSION)
		return false;
	if ((flags & RTE_MBUF_F_TX_IP_CKSUM) && !(flags & RTE_MBUF_F_TX_IPV4))
		return false;
	if ((flags & RTE_MBUF_F_TX_TCP_SEG) && m->l4_len < l4)
		return false;
	if ((flags & RTE_MBUF_F_TX_UDP_SEG) && m->l4_len != l4)
		return false;
	return m->l2_len >= RTE_ETHER_HDR_LEN && m->l3_len >= min_l3 &&
	       m->data_len >= m->l2_len + m->l3_len + RTE_MAX(l4, (uint32_t)m->l4_len);
}

/* A segmentation of UDP leaves the length out of the pseudo header as that of TCP does, which not
 * every release of DPDK knows.
 */
static int
checksums_prepare(struct rte_mbuf *m, uint64_t flags)
{
	if (flags & RTE_MBUF_F_TX_UDP_SEG) {
		flags &= ~(RTE_MBUF_F_TX_UDP_SEG | RTE_MBUF_F_TX_L4_MASK);
		flags |= RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_UDP_CKSUM;
	}
	return rte_net_intel_cksum_flags_prepare(m, flags);
}

static int
prepare(const struct igbx_txq *q, struct rte_mbuf *m)
{
	uint64_t flags = m->ol_flags & RTE_MBUF_F_TX_OFFLOAD_MASK;
	struct igbx_tx_plan plan;

	if (flags & ~IGBX_TX_FLAGS)
		return -ENOTSUP;
	if (m->nb_segs == 0 || !headers_valid(m, flags) || igbx_tx_plan_make(q, m, &plan) != 0)
		return -EINVAL;
	return checksums_prepare(m, flags);
}

uint16_t
igbx_tx_prepare(void *txq, struct rte_mbuf **pkts, uint16_t nb)
{
	uint16_t i;

	for (i = 0; i < nb; i++) {
		int ret = prepare(txq, pkts[i]);

		if (ret != 0) {
			rte_errno = -ret;
			break;
		}
	}
	return i;
}
