/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <assert.h>

#include <rte_common.h>

#include "igbx_rxtx.h"
#include "igbx_rx_tables.h"

#define ETHER RTE_PTYPE_L2_ETHER

/* An extension bit comes with or without the bit of its protocol. Both IPv4 and IPv6:
 * the latter is inside of the former.
 */
#define V4    (ETHER | RTE_PTYPE_L3_IPV4)
#define V4E   (ETHER | RTE_PTYPE_L3_IPV4_EXT)
#define V6    (ETHER | RTE_PTYPE_L3_IPV6)
#define V6E   (ETHER | RTE_PTYPE_L3_IPV6_EXT)
#define IN_6  (RTE_PTYPE_TUNNEL_IP | RTE_PTYPE_INNER_L3_IPV6)
#define IN_6E (RTE_PTYPE_TUNNEL_IP | RTE_PTYPE_INNER_L3_IPV6_EXT)

static_assert(RTE_PTYPE_TUNNEL_IP >> IGBX_RX_TUNNEL_TO_SHIFT == 16 &&
		      RTE_PTYPE_L4_TCP << 16 == RTE_PTYPE_INNER_L4_TCP,
	"inner L4 types are the outer ones 16 bits up");

const uint32_t igbx_rx_l3_ptypes[16] = {
	[0x0] = ETHER,
	[0x1] = V4,
	[0x2] = V4E,
	[0x3] = V4E,
	[0x4] = V6,
	[0x5] = V4 | IN_6,
	[0x6] = V4E | IN_6,
	[0x7] = V4E | IN_6,
	[0x8] = V6E,
	[0x9] = V4 | IN_6E,
	[0xA] = V4E | IN_6E,
	[0xB] = V4E | IN_6E,
	[0xC] = V6E,
	[0xD] = V4 | IN_6E,
	[0xE] = V4E | IN_6E,
	[0xF] = V4E | IN_6E,
};

/* Bit 3 is NFS, over TCP or UDP. More than one transport makes no sense: none is reported. */
const uint32_t igbx_rx_l4_ptypes[16] = {
	[0x1] = RTE_PTYPE_L4_TCP,
	[0x2] = RTE_PTYPE_L4_UDP,
	[0x4] = RTE_PTYPE_L4_SCTP,
	[0x9] = RTE_PTYPE_L4_TCP,
	[0xA] = RTE_PTYPE_L4_UDP,
	[0xC] = RTE_PTYPE_L4_SCTP,
};

/* An error bit means nothing unless the checksum was calculated. */
#define L4_OK  RTE_MBUF_F_RX_L4_CKSUM_GOOD
#define L4_BAD RTE_MBUF_F_RX_L4_CKSUM_BAD
#define IP_OK  RTE_MBUF_F_RX_IP_CKSUM_GOOD
#define IP_BAD RTE_MBUF_F_RX_IP_CKSUM_BAD

const uint32_t igbx_rx_csum_flags[16] = {
	[0x1] = L4_OK,
	[0x2] = IP_OK,
	[0x3] = IP_OK | L4_OK,
	[0x5] = L4_BAD,
	[0x6] = IP_OK,
	[0x7] = IP_OK | L4_BAD,
	[0x9] = L4_OK,
	[0xA] = IP_BAD,
	[0xB] = IP_BAD | L4_OK,
	[0xD] = L4_BAD,
	[0xE] = IP_BAD,
	[0xF] = IP_BAD | L4_BAD,
};

const uint32_t *
igbx_rx_ptypes(size_t *nb)
{
	static const uint32_t ptypes[] = {
		RTE_PTYPE_L2_ETHER,
		RTE_PTYPE_L3_IPV4,
		RTE_PTYPE_L3_IPV4_EXT,
		RTE_PTYPE_L3_IPV6,
		RTE_PTYPE_L3_IPV6_EXT,
		RTE_PTYPE_L4_TCP,
		RTE_PTYPE_L4_UDP,
		RTE_PTYPE_L4_SCTP,
		RTE_PTYPE_TUNNEL_IP,
		RTE_PTYPE_INNER_L3_IPV6,
		RTE_PTYPE_INNER_L3_IPV6_EXT,
		RTE_PTYPE_INNER_L4_TCP,
		RTE_PTYPE_INNER_L4_UDP,
		RTE_PTYPE_INNER_L4_SCTP,
		RTE_PTYPE_UNKNOWN,
	};

	*nb = RTE_DIM(ptypes) - 1;
	return ptypes;
}
