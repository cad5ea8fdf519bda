/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What it takes to send a packet, worked out before anything is written. The burst and
 * the prepare function ask the same question and so never differ about what can be sent.
 */
#ifndef IGBX_TX_PLAN_H
#define IGBX_TX_PLAN_H

#include "igbx_rxtx.h"

/* Flags that this device acts upon; the rest of RTE_MBUF_F_TX_OFFLOAD_MASK it cannot do. */
#define IGBX_TX_SEG_FLAGS (RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_UDP_SEG)
#define IGBX_TX_FLAGS                                                            \
	(RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IPV6 | RTE_MBUF_F_TX_IP_CKSUM |      \
		RTE_MBUF_F_TX_L4_MASK | IGBX_TX_SEG_FLAGS | RTE_MBUF_F_TX_VLAN | \
		RTE_MBUF_F_TX_IEEE1588_TMST)
#define IGBX_TX_L4_SHIFT 52

struct igbx_tx_plan {
	uint32_t cmd;	 /* of every data descriptor, without length, EOP and RS */
	uint32_t olinfo; /* of every data descriptor */
	uint16_t nb_data;
	uint16_t pad_bytes;
	bool needs_ctx;
	struct igbx_tx_ctx ctx;
	struct igbx_tx_ctx ctx_care; /* the bits of it that this packet depends on */
};

/* All ones or none: no branch that is foreseen wrong when packets differ. */
static __rte_always_inline uint16_t
igbx_tx_all_if(bool condition)
{
	return (uint16_t) - (int)condition;
}

/* Dword 0: where the headers lie, and the tag. 82576 datasheet 7.2.2.2. */
static __rte_always_inline uint32_t
igbx_tx_ctx_headers(const struct rte_mbuf *m, uint64_t flags)
{
	uint32_t tag = m->vlan_tci & igbx_tx_all_if(flags & RTE_MBUF_F_TX_VLAN);

	return m->l3_len | m->l2_len << IGBX_TXC_MACLEN_SHIFT | tag << IGBX_TXC_VLAN_SHIFT;
}

/* Dword 2: what the headers are. */
static __rte_always_inline uint32_t
igbx_tx_ctx_type(uint64_t flags)
{
	static const uint16_t l4[] = {
		[RTE_MBUF_F_TX_L4_NO_CKSUM >> IGBX_TX_L4_SHIFT] = IGBX_TXC_TUCMD_L4_UDP,
		[RTE_MBUF_F_TX_TCP_CKSUM >> IGBX_TX_L4_SHIFT] = IGBX_TXC_TUCMD_L4_TCP,
		[RTE_MBUF_F_TX_SCTP_CKSUM >> IGBX_TX_L4_SHIFT] = IGBX_TXC_TUCMD_L4_SCTP,
		[RTE_MBUF_F_TX_UDP_CKSUM >> IGBX_TX_L4_SHIFT] = IGBX_TXC_TUCMD_L4_UDP,
	};
	uint32_t dword = IGBX_TXD_DTYP_CTX | IGBX_TXD_DCMD_DEXT;

	if (flags & (RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM))
		dword |= IGBX_TXC_TUCMD_IPV4;
	if (flags & RTE_MBUF_F_TX_TCP_SEG)
		return dword | IGBX_TXC_TUCMD_L4_TCP;
	if (flags & RTE_MBUF_F_TX_UDP_SEG)
		return dword | IGBX_TXC_TUCMD_L4_UDP;
	return dword | l4[(flags & RTE_MBUF_F_TX_L4_MASK) >> IGBX_TX_L4_SHIFT];
}

/* What flags, of IGBX_TX_FLAGS, ask for; neither lengths nor descriptors yet. */
static __rte_always_inline struct igbx_tx_plan
igbx_tx_plan_offloads(const struct rte_mbuf *m, uint64_t flags)
{
	bool tagged = (flags & RTE_MBUF_F_TX_VLAN) != 0;
	bool cut = (flags & IGBX_TX_SEG_FLAGS) != 0;
	bool l4 = (flags & RTE_MBUF_F_TX_L4_MASK) != 0 || cut;
	bool ip =
		(flags & RTE_MBUF_F_TX_IP_CKSUM) != 0 || (cut && (flags & RTE_MBUF_F_TX_IPV4) != 0);
	uint64_t mss = (uint64_t)m->tso_segsz << IGBX_TXC_MSS_SHIFT |
		       (uint64_t)m->l4_len << IGBX_TXC_L4LEN_SHIFT;

	return (struct igbx_tx_plan){
		.cmd = IGBX_TXD_DTYP_DATA | IGBX_TXD_DCMD_DEXT | IGBX_TXD_DCMD_IFCS |
		       (tagged ? IGBX_TXD_DCMD_VLE : 0) | (cut ? IGBX_TXD_DCMD_TSE : 0) |
		       (flags & RTE_MBUF_F_TX_IEEE1588_TMST ? IGBX_TXD_MAC_1588 : 0),
		.olinfo = (ip ? IGBX_TXD_POPTS_IXSM : 0) | (l4 ? IGBX_TXD_POPTS_TXSM : 0),
		.needs_ctx = tagged || ip || l4,
		.ctx.qword = {igbx_tx_ctx_headers(m, flags),
			igbx_tx_ctx_type(flags) | (cut ? mss << 32 : 0)},
		.ctx_care.qword = {(tagged ? 0xFFFFu << IGBX_TXC_VLAN_SHIFT : 0) |
					   (ip || l4 ? IGBX_TXC_MACLEN_MASK | IGBX_TXC_IPLEN_MASK
						     : 0),
			(ip || l4 ? IGBX_TXC_TUCMD_IPV4 : 0) | (l4 ? IGBX_TXC_TUCMD_L4_MASK : 0) |
				(cut ? (uint64_t)UINT32_MAX << 32 : 0)},
	};
}

/* 0, or -EINVAL when the packet cannot be sent as it is through q. */
int igbx_tx_plan_make(
	const struct igbx_txq *q, const struct rte_mbuf *m, struct igbx_tx_plan *plan);

#endif
