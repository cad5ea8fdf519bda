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

/* The same words twice: as they are, and by bytes for CPUs that can only look up those. */
struct igbx_rx_table {
	uint32_t dword[16];
	uint8_t byte[4][16];
} __rte_cache_aligned;

/* Packet type, 82576 datasheet 7.1.5.2: index info[7:4] and info[11:8]. */
extern const struct igbx_rx_table igbx_rx_l3_ptypes;
extern const struct igbx_rx_table igbx_rx_l4_ptypes;

/* Checksum state, 7.1.5.3: index { IPE, L4E, IPCS, L4CS or UDPCS } from the top. */
extern const struct igbx_rx_table igbx_rx_csum_flags;

/* Which bytes of a table's words are not always zero: bit 0 for the lowest. */
#define IGBX_RX_L3_PTYPES_BYTES	 0x7
#define IGBX_RX_L4_PTYPES_BYTES	 0x2
#define IGBX_RX_CSUM_FLAGS_BYTES 0x3

#define IGBX_RX_L4_FLAGS   (RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD)
#define IGBX_RX_IP_FLAGS   (RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD)
#define IGBX_RX_VLAN_FLAGS (RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED)

/* From where L4 types are to where those of inner headers are. */
#define IGBX_RX_INNER_L4_SHIFT 16

#endif
