/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Steps on a transmit queue that all transmit paths share.
 */
#ifndef IGBX_TX_RING_H
#define IGBX_TX_RING_H

#include <rte_branch_prediction.h>
#include <rte_byteorder.h>

#include "igbx_rxtx.h"

/* Bit 0 of an entry of sw_ring: the packet goes on in the next descriptor. The rest is the mbuf
 * to free, or 0: a context, part of a long segment, padding.
 */
#define IGBX_TX_MORE ((uintptr_t)1)

static inline bool
igbx_tx_desc_done(const union igbx_tx_desc *desc)
{
	uint32_t olinfo = __atomic_load_n(&desc->dword[3], __ATOMIC_RELAXED);

	return (olinfo & rte_cpu_to_le_32(IGBX_TXD_STA_DD)) != 0;
}

/* From descriptor a forward to descriptor b. */
static inline uint16_t
igbx_tx_distance(const struct igbx_txq *q, uint16_t a, uint16_t b)
{
	return b >= a ? b - a : b + q->nb_desc - a;
}

static inline uint16_t
igbx_tx_mark_at(const struct igbx_txq *q, uint16_t n)
{
	uint32_t i = (uint32_t)q->mark_head + n;

	return q->marks[i < q->nb_desc ? i : i - q->nb_desc];
}

/* The newest descriptor asks for a report; it is a packet's last. */
static inline void
igbx_tx_mark(struct igbx_txq *q)
{
	uint16_t last = (q->tail == 0 ? q->nb_desc : q->tail) - 1;
	uint32_t i = (uint32_t)q->mark_head + q->nb_marks;

	q->ring[last].dword[2] |= rte_cpu_to_le_32(IGBX_TXD_DCMD_RS);
	q->marks[i < q->nb_desc ? i : i - q->nb_desc] = last | (q->mixed ? IGBX_TX_MARK_MIXED : 0);
	q->nb_plain_marks += !q->mixed;
	q->nb_marks++;
	q->nb_since_rs = 0;
	q->mixed = false;
}

/* Frees what the device has finished, mark by mark, until there are want free descriptors. */
void igbx_tx_reclaim(struct igbx_txq *q, uint16_t want);

#endif
