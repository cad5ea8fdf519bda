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

	*plan = igbx_tx_plan_offloads(m, flags);
	if (measure(m, plan, &bytes) != 0)
		return -EINVAL;
	if (flags & IGBX_TX_SEG_FLAGS) {
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
	plan->olinfo |= bytes << IGBX_TXD_PAYLEN_SHIFT;
	/* One descriptor of the ring always stays free. */
	return plan->nb_data + plan->needs_ctx < q->nb_desc ? 0 : -EINVAL;
}
