/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <errno.h>

#include <rte_byteorder.h>

#include "igbx_rxtx.h"
#include "igbx_tx_plan.h"

/* Adds up what the segments hold. The chain itself is followed and not pkt_len and nb_segs: a
 * packet length that is not the sum of its descriptors stops the transmit engine for good.
 */
static int
measure(const struct rte_mbuf *m, struct igbx_tx_plan *plan, uint32_t *bytes)
{
	uint32_t sum = 0, nb = 0;

	for (; m != NULL; m = m->next) {
		sum += m->data_len;
		nb += (m->data_len + IGBX_TX_MAX_DESC_BYTES - 1u) / IGBX_TX_MAX_DESC_BYTES;
		if (nb > IGBX_TX_MAX_SEG)
			return -EINVAL;
	}
	plan->nb_data = nb;
	*bytes = sum;
	return sum > 0 ? 0 : -EINVAL;
}

/* Dword 0: where the headers lie, and the tag. 82576 datasheet 7.2.2.2. */
static uint32_t
ctx_headers(const struct rte_mbuf *m, uint64_t flags)
{
	uint32_t dword = m->l3_len | m->l2_len << IGBX_TXC_MACLEN_SHIFT;

	if (flags & RTE_MBUF_F_TX_VLAN)
		dword |= (uint32_t)m->vlan_tci << IGBX_TXC_VLAN_SHIFT;
	return dword;
}

/* Dword 2: what the headers are. */
static uint32_t
ctx_type(uint64_t flags)
{
	uint32_t dword = IGBX_TXD_DTYP_CTX | IGBX_TXD_DCMD_DEXT;

	if (flags & (RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM))
		dword |= IGBX_TXC_TUCMD_IPV4;
	if (flags & RTE_MBUF_F_TX_TCP_SEG)
		return dword | IGBX_TXC_TUCMD_L4_TCP;
	if (flags & RTE_MBUF_F_TX_UDP_SEG)
		return dword | IGBX_TXC_TUCMD_L4_UDP;
	switch (flags & RTE_MBUF_F_TX_L4_MASK) {
	case RTE_MBUF_F_TX_TCP_CKSUM:
		return dword | IGBX_TXC_TUCMD_L4_TCP;
	case RTE_MBUF_F_TX_SCTP_CKSUM:
		return dword | IGBX_TXC_TUCMD_L4_SCTP;
	default:
		return dword | IGBX_TXC_TUCMD_L4_UDP;
	}
}

static void
plan_ctx(const struct rte_mbuf *m, uint64_t flags, struct igbx_tx_plan *plan)
{
	uint32_t dword[4] = {ctx_headers(m, flags), 0, ctx_type(flags), 0};
	uint32_t care[4] = {0, 0, 0, 0};

	if (flags & RTE_MBUF_F_TX_VLAN)
		care[0] |= 0xFFFFu << IGBX_TXC_VLAN_SHIFT;
	if (plan->olinfo & (IGBX_TXD_POPTS_IXSM | IGBX_TXD_POPTS_TXSM)) {
		care[0] |= IGBX_TXC_MACLEN_MASK | IGBX_TXC_IPLEN_MASK;
		care[2] |= IGBX_TXC_TUCMD_IPV4;
	}
	if (plan->olinfo & IGBX_TXD_POPTS_TXSM)
		care[2] |= IGBX_TXC_TUCMD_L4_MASK;
	if (flags & IGBX_TX_SEG_FLAGS) {
		dword[3] = (uint32_t)m->tso_segsz << IGBX_TXC_MSS_SHIFT |
			   (uint32_t)m->l4_len << IGBX_TXC_L4LEN_SHIFT;
		care[3] = UINT32_MAX;
	}
	plan->needs_ctx = true;
	plan->ctx.qword[0] = dword[0];
	plan->ctx.qword[1] = dword[2] | (uint64_t)dword[3] << 32;
	plan->ctx_care.qword[0] = care[0];
	plan->ctx_care.qword[1] = care[2] | (uint64_t)care[3] << 32;
}

/* The lengths that a segmentation needs, and what is left of the packet as payload. Each segment
 * becomes a frame with all headers, and a tag.
 */
static int
tso_payload(const struct rte_mbuf *m, uint64_t flags, uint32_t bytes, uint32_t *payload)
{
	uint32_t headers = m->l2_len + m->l3_len + m->l4_len;
	uint32_t tag_bytes = flags & RTE_MBUF_F_TX_VLAN ? IGBX_TX_TAG_BYTES : 0;

	if ((flags & IGBX_TX_SEG_FLAGS) == IGBX_TX_SEG_FLAGS)
		return -EINVAL;
	if (m->l2_len == 0 || m->l3_len == 0 || m->l4_len == 0 || headers > IGBX_TX_MAX_TSO_HDR)
		return -EINVAL;
	if (m->tso_segsz == 0 || m->tso_segsz > IGBX_TX_MAX_MSS || bytes <= headers)
		return -EINVAL;
	*payload = bytes - headers;
	if (headers + tag_bytes + RTE_MIN(*payload, (uint32_t)m->tso_segsz) > IGBX_TX_MAX_BYTES)
		return -EINVAL;
	return *payload <= IGBX_TX_MAX_PAYLEN ? 0 : -EINVAL;
}

int
igbx_tx_plan_make(const struct igbx_txq *q, const struct rte_mbuf *m, struct igbx_tx_plan *plan)
{
	uint64_t flags = m->ol_flags & IGBX_TX_FLAGS;
	uint32_t tag_bytes = flags & RTE_MBUF_F_TX_VLAN ? IGBX_TX_TAG_BYTES : 0;
	uint32_t bytes;

	*plan = (struct igbx_tx_plan){
		.cmd = IGBX_TXD_DTYP_DATA | IGBX_TXD_DCMD_DEXT | IGBX_TXD_DCMD_IFCS};
	if (measure(m, plan, &bytes) != 0)
		return -EINVAL;
	if (flags & RTE_MBUF_F_TX_VLAN)
		plan->cmd |= IGBX_TXD_DCMD_VLE;
	if (flags & RTE_MBUF_F_TX_IEEE1588_TMST)
		plan->cmd |= IGBX_TXD_MAC_1588;
	if (flags & RTE_MBUF_F_TX_IP_CKSUM)
		plan->olinfo |= IGBX_TXD_POPTS_IXSM;
	if (flags & RTE_MBUF_F_TX_L4_MASK)
		plan->olinfo |= IGBX_TXD_POPTS_TXSM;
	if (flags & IGBX_TX_SEG_FLAGS) {
		plan->cmd |= IGBX_TXD_DCMD_TSE;
		plan->olinfo |= IGBX_TXD_POPTS_TXSM;
		if (flags & RTE_MBUF_F_TX_IPV4)
			plan->olinfo |= IGBX_TXD_POPTS_IXSM;
		if (tso_payload(m, flags, bytes, &bytes) != 0)
			return -EINVAL;
	} else if (bytes + tag_bytes > IGBX_TX_MAX_BYTES) {
		return -EINVAL;
	} else if (bytes < IGBX_TX_MIN_BYTES) {
		plan->pad_bytes = IGBX_TX_MIN_BYTES - bytes;
		plan->nb_data++;
		bytes = IGBX_TX_MIN_BYTES;
	}
	if (plan->nb_data > IGBX_TX_MAX_SEG)
		return -EINVAL;
	if (plan->olinfo != 0 || plan->cmd & IGBX_TXD_DCMD_VLE)
		plan_ctx(m, flags, plan);
	plan->olinfo |= bytes << IGBX_TXD_PAYLEN_SHIFT;
	/* One descriptor of the ring always stays free. */
	return plan->nb_data + plan->needs_ctx < q->nb_desc ? 0 : -EINVAL;
}
