/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Advanced descriptors of the 82576 family: 82576 datasheet, sections 7.1.5
 * (receive) and 7.2.2 (transmit). All words are little endian in memory.
 */
#ifndef IGBX_DESC_H
#define IGBX_DESC_H

#include <stdint.h>

/* Receive: the driver writes addresses, the device writes back what it received. */
union igbx_rx_desc {
	struct {
		uint64_t pkt_addr;
		uint64_t hdr_addr; /* bit 0 lies over DD: write 0 */
	} read;
	struct {
		uint32_t info;	 /* RSS type, packet type, header length */
		uint32_t hash;	 /* RSS hash, or IP identification and fragment checksum */
		uint32_t status; /* status [19:0] and errors [31:20] */
		uint16_t length;
		uint16_t vlan;
	} wb;
	uint64_t qword[2];
	uint32_t dword[4];
};

/* write-back, info */
#define IGBX_RXD_RSSTYPE_MASK	 0x0000000Fu
#define IGBX_RXD_PT_IPV4	 0x00000010u
#define IGBX_RXD_PT_IPV4_EXT	 0x00000020u
#define IGBX_RXD_PT_IPV6	 0x00000040u
#define IGBX_RXD_PT_IPV6_EXT	 0x00000080u
#define IGBX_RXD_PT_TCP		 0x00000100u
#define IGBX_RXD_PT_UDP		 0x00000200u
#define IGBX_RXD_PT_SCTP	 0x00000400u
#define IGBX_RXD_PT_NFS		 0x00000800u
#define IGBX_RXD_PT_ETQF	 0x00008000u
#define IGBX_RXD_PT_FILTER_MASK	 0x00000070u /* with ETQF: the number of the filter */
#define IGBX_RXD_PT_FILTER_SHIFT 4
#define IGBX_RXD_HDRLEN_MASK	 0x7FE00000u
#define IGBX_RXD_HDRLEN_SHIFT	 21
#define IGBX_RXD_SPH		 0x80000000u

/* write-back, status */
#define IGBX_RXD_STAT_DD    0x00000001u
#define IGBX_RXD_STAT_EOP   0x00000002u
#define IGBX_RXD_STAT_VP    0x00000008u
#define IGBX_RXD_STAT_UDPCS 0x00000010u /* UDP checksum calculated */
#define IGBX_RXD_STAT_L4CS  0x00000020u /* TCP, UDP or SCTP checksum calculated */
#define IGBX_RXD_STAT_IPCS  0x00000040u /* IPv4 header checksum calculated */
#define IGBX_RXD_STAT_PIF   0x00000080u /* passed an inexact filter */
#define IGBX_RXD_STAT_UDPV  0x00000400u
#define IGBX_RXD_STAT_TS    0x00010000u /* stamp latched in RXSTMPL/H */
#define IGBX_RXD_STAT_LB    0x00040000u
#define IGBX_RXD_ERR_HBO    0x00800000u /* headers longer than the header buffer */
#define IGBX_RXD_ERR_L4E    0x20000000u
#define IGBX_RXD_ERR_IPE    0x40000000u
#define IGBX_RXD_ERR_RXE    0x80000000u

/* Transmit, data descriptor; the device writes back DD into olinfo (bit 0). */
union igbx_tx_desc {
	struct {
		uint64_t addr;
		uint32_t cmd_len;
		uint32_t olinfo;
	} data;
	struct {
		uint32_t vlan_macip; /* IPLEN [8:0], MACLEN [15:9], VLAN [31:16] */
		uint32_t seqnum;
		uint32_t type_cmd;
		uint32_t mss_l4len_idx; /* IDX [6:4], L4LEN [15:8], MSS [31:16] */
	} ctx;
	uint64_t qword[2];
	uint32_t dword[4];
};

#define IGBX_TXD_DTALEN_MASK   0x0000FFFFu
#define IGBX_TXD_MAC_1588      0x00080000u
#define IGBX_TXD_DTYP_CTX      0x00200000u
#define IGBX_TXD_DTYP_DATA     0x00300000u
#define IGBX_TXD_DTYP_MASK     0x00F00000u
#define IGBX_TXD_DCMD_EOP      0x01000000u
#define IGBX_TXD_DCMD_IFCS     0x02000000u
#define IGBX_TXD_DCMD_RS       0x08000000u
#define IGBX_TXD_DCMD_DEXT     0x20000000u
#define IGBX_TXD_DCMD_VLE      0x40000000u
#define IGBX_TXD_DCMD_TSE      0x80000000u
#define IGBX_TXD_STA_DD	       0x00000001u
#define IGBX_TXD_POPTS_IXSM    0x00000100u
#define IGBX_TXD_POPTS_TXSM    0x00000200u
#define IGBX_TXD_IDX_MASK      0x00000070u /* context; in olinfo and in mss_l4len_idx */
#define IGBX_TXD_IDX_SHIFT     4
#define IGBX_TXD_PAYLEN_SHIFT  14
#define IGBX_TXD_PAYLEN_MASK   0xFFFFC000u
#define IGBX_TXC_IPLEN_MASK    0x000001FFu
#define IGBX_TXC_MACLEN_SHIFT  9
#define IGBX_TXC_MACLEN_MASK   0x0000FE00u
#define IGBX_TXC_VLAN_SHIFT    16
#define IGBX_TXC_TUCMD_IPV4    0x00000400u
#define IGBX_TXC_TUCMD_L4_UDP  0x00000000u
#define IGBX_TXC_TUCMD_L4_TCP  0x00000800u
#define IGBX_TXC_TUCMD_L4_SCTP 0x00001000u
#define IGBX_TXC_TUCMD_L4_MASK 0x00001800u
#define IGBX_TXC_L4LEN_SHIFT   8
#define IGBX_TXC_MSS_SHIFT     16

#define IGBX_DESC_BYTES 16

#endif
