/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What makes a packet one of a run that needs no planning.
 */
#ifndef IGBX_TX_MATCH_H
#define IGBX_TX_MATCH_H

#include <string.h>

#include "igbx_rxtx.h"

/* The data is the mbuf's own. */
#define IGBX_TX_NOT_DIRECT (RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL)
/* Flags received packets carry do not matter, nor does an IP version by itself. */
#define IGBX_TX_FLAGS_CARE (RTE_MBUF_F_TX_OFFLOAD_MASK | IGBX_TX_NOT_DIRECT)
#define IGBX_TX_IP_VERSION (RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IPV6)
#define IGBX_TX_DATA_CMD \
	(IGBX_TXD_DTYP_DATA | IGBX_TXD_DCMD_DEXT | IGBX_TXD_DCMD_IFCS | IGBX_TXD_DCMD_EOP)

/* refcnt and nb_segs lie next to each other; both are 1. */
#define IGBX_TX_SINGLE 0x00010001u

static const struct igbx_tx_match igbx_tx_match_plain = {
	.flags_care = IGBX_TX_FLAGS_CARE & ~IGBX_TX_IP_VERSION,
	.qword1 = IGBX_TX_DATA_CMD,
	.max_over = IGBX_TX_MAX_BYTES - IGBX_TX_MIN_BYTES,
};

/* No packet is like this. */
static inline void
igbx_tx_match_forget(struct igbx_tx_match *match)
{
	match->flags = UINT64_MAX;
	match->flags_care = UINT64_MAX;
}

static __rte_always_inline uint32_t
igbx_tx_owners(const struct rte_mbuf *m)
{
	uint32_t owners;

	memcpy(&owners, (const uint8_t *)m + offsetof(struct rte_mbuf, refcnt), sizeof(owners));
	return owners;
}

/* L2 and L3 header length as an image, which takes no more than was written at once. */
static __rte_always_inline uint16_t
igbx_tx_lens(const struct rte_mbuf *m)
{
	uint16_t lens;

	memcpy(&lens, &m->tx_offload, sizeof(lens));
	return lens;
}

/* The lengths into a descriptor that is else complete. */
static __rte_always_inline uint64_t
igbx_tx_data_qword(uint64_t qword1, uint16_t bytes)
{
	return qword1 + bytes * (1ull + (1ull << (32 + IGBX_TXD_PAYLEN_SHIFT)));
}

/* Sends any packet, or frees it if it cannot be sent. False: the ring is full. */
bool igbx_tx_send_any(struct igbx_txq *q, struct rte_mbuf *m);

#endif
