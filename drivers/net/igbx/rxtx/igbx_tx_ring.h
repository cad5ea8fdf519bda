/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Steps on a transmit queue that all transmit paths share.
 *
 * A mark is a descriptor with RS: its DD reports it and all before it. The last descriptor of
 * each burst is a mark, so that whatever was sent can be reclaimed from a queue that falls
 * silent, and inside of a burst there is one after every rs_thresh descriptors.
 */
#ifndef IGBX_TX_RING_H
#define IGBX_TX_RING_H

#include <rte_branch_prediction.h>
#include <rte_byteorder.h>

#include "igbx_rxtx.h"

/* The low bits of an entry of sw_ring; none in one that is a whole packet and can go into
 * q->pool without being looked at. The rest is the mbuf to free, or 0: a context, part of a long
 * segment, padding.
 */
#define IGBX_TX_ENTRY_MORE  ((uintptr_t)1) /* the packet goes on in the next descriptor */
#define IGBX_TX_ENTRY_CHECK ((uintptr_t)2) /* no mbuf, or one to be freed by all the rules */
#define IGBX_TX_ENTRY_FLAGS ((uintptr_t)3)

#define IGBX_TX_MARKS_PER_WORD 64

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

/* Descriptors that were written and not yet reclaimed. */
static inline uint16_t
igbx_tx_nb_used(const struct igbx_txq *q)
{
	return q->nb_desc - 1 - q->nb_free;
}

/* The first mark at descriptor i or behind it; there must be one. */
static inline uint16_t
igbx_tx_mark_from(const struct igbx_txq *q, uint16_t i)
{
	uint16_t word = i / IGBX_TX_MARKS_PER_WORD;
	uint64_t bits = q->marks[word] & UINT64_MAX << i % IGBX_TX_MARKS_PER_WORD;

	while (bits == 0) {
		word++;
		if (word * IGBX_TX_MARKS_PER_WORD >= q->nb_desc)
			word = 0;
		bits = q->marks[word];
	}
	return word * IGBX_TX_MARKS_PER_WORD + __builtin_ctzll(bits);
}

static inline void
igbx_tx_mark_at(struct igbx_txq *q, uint32_t last)
{
	q->ring[last].dword[2] |= rte_cpu_to_le_32(IGBX_TXD_DCMD_RS);
	q->marks[last / IGBX_TX_MARKS_PER_WORD] |= 1ull << last % IGBX_TX_MARKS_PER_WORD;
}

/* The newest descriptor asks for a report; it is a packet's last. */
static inline void
igbx_tx_mark(struct igbx_txq *q)
{
	igbx_tx_mark_at(q, (q->tail == 0 ? q->nb_desc : q->tail) - 1);
	q->nb_since_rs = 0;
}

/* How many descriptors from q->clean on are known to be finished and make a good step; 0: none. */
uint16_t igbx_tx_nb_done(const struct igbx_txq *q);

/* The nb oldest descriptors are free, their mbufs with somebody else; not beyond the end of the
 * ring, nor of a word of marks.
 */
void igbx_tx_advance(struct igbx_txq *q, uint16_t nb);

/* From q->clean on to the end of the ring or of a word of marks, nb at most. */
uint16_t igbx_tx_step(const struct igbx_txq *q, uint16_t nb);

/* The flags of all entries together. None: they are whole packets, single mbufs that can go into
 * q->pool as they are.
 */
static __rte_always_inline uintptr_t
igbx_tx_entries_flags(struct rte_mbuf *const *slot, uint16_t nb)
{
	uintptr_t any = 0;
	uint16_t i;

	for (i = 0; i < nb; i++)
		any |= (uintptr_t)slot[i];
	return any & IGBX_TX_ENTRY_FLAGS;
}

/* Frees what the device has finished, mark by mark, until there are want free descriptors. */
void igbx_tx_reclaim(struct igbx_txq *q, uint16_t want);

#endif
