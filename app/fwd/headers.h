/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Where the headers of a packet are. */

#ifndef FWD_HEADERS_H
#define FWD_HEADERS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_mbuf.h>
#include <rte_mbuf_ptype.h>
#include <rte_tcp.h>
#include <rte_udp.h>

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
 * The headers of what most packets are: IPv4 without options, TCP or UDP, no tag, no fragment.
 * @return false for all others, and for what is cut off or malformed
 */
static inline bool
fwd_headers_find_plain(const struct rte_mbuf *m, struct fwd_headers *h)
{
	const struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, const struct rte_ether_hdr *);
	const struct rte_ipv4_hdr *ip = (const struct rte_ipv4_hdr *)(eth + 1);
	uint32_t l4_len = sizeof(struct rte_udp_hdr);

	if (m->data_len < sizeof(*eth) + sizeof(*ip) + l4_len ||
		eth->ether_type != RTE_BE16(RTE_ETHER_TYPE_IPV4) ||
		ip->version_ihl != RTE_IPV4_VHL_DEF ||
		(ip->fragment_offset & RTE_BE16(RTE_IPV4_HDR_MF_FLAG | RTE_IPV4_HDR_OFFSET_MASK)))
		return false;
	if (ip->next_proto_id == IPPROTO_TCP) {
		const struct rte_tcp_hdr *tcp = (const struct rte_tcp_hdr *)(ip + 1);

		if (m->data_len < sizeof(*eth) + sizeof(*ip) + sizeof(*tcp))
			return false;
		l4_len = (tcp->data_off >> 4) * 4u;
		if (l4_len < sizeof(*tcp) || m->data_len < sizeof(*eth) + sizeof(*ip) + l4_len)
			return false;
	} else if (ip->next_proto_id != IPPROTO_UDP) {
		return false;
	}
	*h = (struct fwd_headers){
		.l3 = RTE_PTYPE_L3_IPV4,
		.l4 = ip->next_proto_id == IPPROTO_TCP ? RTE_PTYPE_L4_TCP : RTE_PTYPE_L4_UDP,
		.l2_len = sizeof(*eth),
		.l3_len = sizeof(*ip),
		.l4_len = (uint16_t)l4_len,
	};
	return true;
}

/** The headers of any packet, behind VLAN tags as librte_net knows them. */
bool fwd_headers_find_any(const struct rte_mbuf *m, struct fwd_headers *h);

/**
 * Find the headers.
 * @return false when they are cut off or malformed, or not all in the first mbuf
 */
static inline bool
fwd_headers_find(const struct rte_mbuf *m, struct fwd_headers *h)
{
	return likely(fwd_headers_find_plain(m, h)) || fwd_headers_find_any(m, h);
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
