/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the write-back of a received packet means, as tables of 32-bit words: small
 * enough to be held in vector registers, and the only place where it is said.
 */
#ifndef IGBX_RX_TABLES_H
#define IGBX_RX_TABLES_H

#include <stdint.h>

#include <rte_mbuf.h>
#include <rte_mbuf_ptype.h>

#include "igbx_desc.h"

/* Packet type, 82576 datasheet 7.1.5.2: index info[7:4] and info[11:8]. */
extern const uint32_t igbx_rx_l3_ptypes[16];
extern const uint32_t igbx_rx_l4_ptypes[16];

/* Checksum state, 7.1.5.3: index { IPE, L4E, IPCS, L4CS or UDPCS } from the top. */
extern const uint32_t igbx_rx_csum_flags[16];

#define IGBX_RX_L4_FLAGS   (RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD)
#define IGBX_RX_IP_FLAGS   (RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD)
#define IGBX_RX_VLAN_FLAGS (RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED)

/* The TUNNEL_IP bit moved to where it says by how much inner types are shifted. */
#define IGBX_RX_TUNNEL_TO_SHIFT 8

static inline uint32_t
igbx_rx_ptype(uint32_t info)
{
	uint32_t l3 = igbx_rx_l3_ptypes[(info >> 4) & 15];
	uint32_t l4 = igbx_rx_l4_ptypes[(info >> 8) & 15];

	/* With an EtherType filter's match [6:4] is the number of the filter. */
	if (info & IGBX_RXD_PT_ETQF)
		return RTE_PTYPE_L2_ETHER;
	return l3 | l4 << ((l3 & RTE_PTYPE_TUNNEL_IP) >> IGBX_RX_TUNNEL_TO_SHIFT);
}

/* Every flag that the write-back gives reason for; the queue masks what it is to report. */
static inline uint32_t
igbx_rx_flags(uint32_t info, uint32_t status)
{
	uint32_t csum = ((status >> 27) & 12) | ((status >> 5) & 3) | ((status >> 4) & 1);
	uint32_t flags = igbx_rx_csum_flags[csum];

	if (status & IGBX_RXD_STAT_VP)
		flags |= IGBX_RX_VLAN_FLAGS;
	if (info & IGBX_RXD_RSSTYPE_MASK)
		flags |= RTE_MBUF_F_RX_RSS_HASH;
	return flags;
}

#endif
