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

static_assert(RTE_PTYPE_L4_TCP << IGBX_RX_INNER_L4_SHIFT == RTE_PTYPE_INNER_L4_TCP &&
		      RTE_PTYPE_L4_UDP << IGBX_RX_INNER_L4_SHIFT == RTE_PTYPE_INNER_L4_UDP &&
		      RTE_PTYPE_L4_SCTP << IGBX_RX_INNER_L4_SHIFT == RTE_PTYPE_INNER_L4_SCTP,
	"inner L4 types are the outer ones some bits up");

#define DWORD(i, value) [i] = (value),
#define BYTE0(i, value) [i] = (uint8_t)(value),
#define BYTE1(i, value) [i] = (uint8_t)((value) >> 8),
#define BYTE2(i, value) [i] = (uint8_t)((value) >> 16),
#define BYTE3(i, value) [i] = (uint8_t)((value) >> 24),
#define TABLE(rows)                                                  \
	{                                                            \
		{rows(DWORD)},                                       \
		{                                                    \
			{rows(BYTE0)}, {rows(BYTE1)}, {rows(BYTE2)}, \
			{                                            \
				rows(BYTE3)                          \
			}                                            \
		}                                                    \
	}

#define L3_PTYPES(ROW)        \
	ROW(0x0, ETHER)       \
	ROW(0x1, V4)          \
	ROW(0x2, V4E)         \
	ROW(0x3, V4E)         \
	ROW(0x4, V6)          \
	ROW(0x5, V4 | IN_6)   \
	ROW(0x6, V4E | IN_6)  \
	ROW(0x7, V4E | IN_6)  \
	ROW(0x8, V6E)         \
	ROW(0x9, V4 | IN_6E)  \
	ROW(0xA, V4E | IN_6E) \
	ROW(0xB, V4E | IN_6E) \
	ROW(0xC, V6E)         \
	ROW(0xD, V4 | IN_6E)  \
	ROW(0xE, V4E | IN_6E) \
	ROW(0xF, V4E | IN_6E)

const struct igbx_rx_table igbx_rx_l3_ptypes = TABLE(L3_PTYPES);

/* Bit 3 is NFS, over TCP or UDP. More than one transport makes no sense: none is reported. */
#define L4_PTYPES(ROW)              \
	ROW(0x1, RTE_PTYPE_L4_TCP)  \
	ROW(0x2, RTE_PTYPE_L4_UDP)  \
	ROW(0x4, RTE_PTYPE_L4_SCTP) \
	ROW(0x9, RTE_PTYPE_L4_TCP)  \
	ROW(0xA, RTE_PTYPE_L4_UDP)  \
	ROW(0xC, RTE_PTYPE_L4_SCTP)

const struct igbx_rx_table igbx_rx_l4_ptypes = TABLE(L4_PTYPES);

/* An error bit means nothing unless the checksum was calculated. */
#define L4_OK  RTE_MBUF_F_RX_L4_CKSUM_GOOD
#define L4_BAD RTE_MBUF_F_RX_L4_CKSUM_BAD
#define IP_OK  RTE_MBUF_F_RX_IP_CKSUM_GOOD
#define IP_BAD RTE_MBUF_F_RX_IP_CKSUM_BAD

#define CSUM_FLAGS(ROW)          \
	ROW(0x1, L4_OK)          \
	ROW(0x2, IP_OK)          \
	ROW(0x3, IP_OK | L4_OK)  \
	ROW(0x5, L4_BAD)         \
	ROW(0x6, IP_OK)          \
	ROW(0x7, IP_OK | L4_BAD) \
	ROW(0x9, L4_OK)          \
	ROW(0xA, IP_BAD)         \
	ROW(0xB, IP_BAD | L4_OK) \
	ROW(0xD, L4_BAD)         \
	ROW(0xE, IP_BAD)         \
	ROW(0xF, IP_BAD | L4_BAD)

const struct igbx_rx_table igbx_rx_csum_flags = TABLE(CSUM_FLAGS);

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
