/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Where the headers of a packet are. */

#ifndef FWD_HEADERS_H
#define FWD_HEADERS_H

#include <stdint.h>
#include <string.h>

#include <rte_ip.h>
#include <rte_mbuf.h>
#include <rte_net.h>
#include <rte_tcp.h>

/** What the engines know of a packet: the outermost IP and what it carries. */
struct fwd_headers {
	uint32_t l3; /**< RTE_PTYPE_L3_*, or 0 */
	uint32_t l4; /**< RTE_PTYPE_L4_TCP, _UDP, _SCTP, or 0; 0 for a fragment */
	uint16_t l2_len;
	uint16_t l3_len; /**< with IPv4 options and IPv6 extensions */
	uint16_t l4_len; /**< of a TCP header with its options, or the fixed header of the others */
};

static inline bool
fwd_headers_are_ipv4(const struct fwd_headers *h)
{
	return RTE_ETH_IS_IPV4_HDR(h->l3);
}

static inline bool
fwd_headers_are_ipv6(const struct fwd_headers *h)
{
	return RTE_ETH_IS_IPV6_HDR(h->l3);
}

/**
 * Find the headers, behind VLAN tags as librte_net knows them.
 * @return false when they are cut off or malformed, or not all in the first mbuf
 */
static inline bool
fwd_headers_find(const struct rte_mbuf *m, struct fwd_headers *h)
{
	struct rte_net_hdr_lens len = {0};
	uint32_t type = rte_net_get_ptype(
		m, &len, RTE_PTYPE_L2_MASK | RTE_PTYPE_L3_MASK | RTE_PTYPE_L4_MASK);
	uint32_t l4 = type & RTE_PTYPE_L4_MASK;

	h->l3 = type & RTE_PTYPE_L3_MASK;
	h->l4 = l4 == RTE_PTYPE_L4_FRAG ? 0 : l4;
	h->l2_len = len.l2_len;
	h->l3_len = h->l3 != 0 ? len.l3_len : 0;
	h->l4_len = h->l4 != 0 ? len.l4_len : 0;
	if (fwd_headers_are_ipv4(h) && h->l3_len < sizeof(struct rte_ipv4_hdr))
		return false;
	if (h->l4 == RTE_PTYPE_L4_TCP && h->l4_len < sizeof(struct rte_tcp_hdr))
		return false;
	return (uint32_t)h->l2_len + h->l3_len + h->l4_len <= m->data_len;
}

/** Swap both addresses in one step; the two bytes behind the header stay, and are in the mbuf's
 * room. */
static inline void
fwd_headers_swap_mac(uint8_t *header)
{
	uint8_t bytes __attribute__((vector_size(16)));

	memcpy(&bytes, header, sizeof(bytes));
	bytes = __builtin_shufflevector(
		bytes, bytes, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 12, 13, 14, 15);
	memcpy(header, &bytes, sizeof(bytes));
}

#endif /* FWD_HEADERS_H */
