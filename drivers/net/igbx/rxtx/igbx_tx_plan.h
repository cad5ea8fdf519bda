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

struct igbx_tx_plan {
	uint32_t cmd;	 /* of every data descriptor, without length, EOP and RS */
	uint32_t olinfo; /* of every data descriptor */
	uint16_t nb_data;
	uint16_t pad_bytes;
	bool needs_ctx;
	struct igbx_tx_ctx ctx;
	struct igbx_tx_ctx ctx_care; /* the bits of it that this packet depends on */
};

/* 0, or -EINVAL when the packet cannot be sent as it is through q. */
int igbx_tx_plan_make(
	const struct igbx_txq *q, const struct rte_mbuf *m, struct igbx_tx_plan *plan);

#endif
