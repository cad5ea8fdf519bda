/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#ifndef IGBX_RX_CHAIN_H
#define IGBX_RX_CHAIN_H

#include "igbx_rxtx.h"

/* A buffer that is not a good packet by itself, already converted as if it were: one of several
 * of a packet, or a thing to discard. length is what the device says it wrote. Returns the packet
 * that it completes, or NULL.
 */
struct rte_mbuf *igbx_rx_chain(struct igbx_rxq *q, struct rte_mbuf *m, uint32_t info,
	uint32_t status, uint16_t length, bool scattered);

/* The same without a look at the length: for a buffer that is known to hold it, outside of a
 * packet that is being discarded. It may be another pool's than the queue's.
 */
struct rte_mbuf *igbx_rx_chain_add(
	struct igbx_rxq *q, struct rte_mbuf *m, uint32_t info, uint32_t status, uint16_t length);

/* True inside of a packet, whose next buffer is no packet by itself whatever it looks like, and
 * when all packets are to be looked at.
 */
static inline bool
igbx_rx_is_inside(const struct igbx_rxq *q)
{
	return q->skip || q->chain || q->watch;
}

/* Frees the packet under reassembly. */
void igbx_rx_chain_free(struct igbx_rxq *q);

#endif
