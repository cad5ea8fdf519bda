/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The template of all transmit functions. Most packets are one mbuf, nobody else's, and ask for
 * the same offloads as the one before them: these are recognized and written in groups, by a
 * function of the instruction set. What is left over of a burst goes the same way by ones, and
 * what is different through igbx_tx_send_any().
 */
#ifndef IGBX_TX_BURST_H
#define IGBX_TX_BURST_H

#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_byteorder.h>

#include "igbx_rxtx.h"
#include "igbx_tx_match.h"
#include "igbx_tx_ring.h"

/* Packets that go by ones when a group has one that is different. */
#define IGBX_TX_BY_ONES 4

/* What every packet of a run must be like. With fast_free the application vouches for the pool and
 * for there being no other owner.
 */
struct igbx_tx_guard {
	const struct igbx_tx_match *match;
	const struct rte_mempool *pool;
	bool fast_free;
};

/* Writes descriptors and entries of sw_ring for as many packets as the function is made for, if
 * all of them pass. False: nothing was written that counts.
 */
typedef bool (*igbx_tx_group_t)(const struct igbx_tx_guard *guard, struct rte_mbuf **pkts,
	union igbx_tx_desc *desc, struct rte_mbuf **slot);

/* The group of one. */
static __rte_always_inline bool
igbx_tx_one(const struct igbx_tx_guard *guard, struct rte_mbuf **pkts, union igbx_tx_desc *desc,
	struct rte_mbuf **slot)
{
	const struct igbx_tx_match *match = guard->match;
	const struct rte_mbuf *m = pkts[0];
	uint64_t bad = (m->ol_flags ^ match->flags) & match->flags_care;
	uint16_t bytes = m->data_len;

	if (guard->fast_free)
		bad |= m->nb_segs ^ 1u;
	else
		bad |= (igbx_tx_owners(m) ^ IGBX_TX_SINGLE) |
		       ((uintptr_t)m->pool ^ (uintptr_t)guard->pool);
	if (match->lens_care != 0)
		bad |= (m->tx_offload ^ match->lens) & match->lens_care;
	if (match->tci_care != 0)
		bad |= (m->vlan_tci ^ match->tci) & match->tci_care;
	if (unlikely(bad != 0 || (uint32_t)bytes - IGBX_TX_MIN_BYTES > match->max_over))
		return false;
	desc->qword[0] = rte_cpu_to_le_64(rte_mbuf_data_iova(m));
	desc->qword[1] = rte_cpu_to_le_64(igbx_tx_data_qword(match->qword1, bytes));
	slot[0] = pkts[0];
	return true;
}

/* Writes the packets that are like the last one, up to the first that is not; returns how many. */
static __rte_always_inline uint16_t
igbx_tx_write_run(const struct igbx_txq *q, const struct igbx_tx_match *match, const bool fast_free,
	struct rte_mbuf **pkts, uint16_t nb_pkts, const uint16_t width, const igbx_tx_group_t group)
{
	const struct igbx_tx_guard guard = {match, q->pool, fast_free};
	union igbx_tx_desc *desc = &q->ring[q->tail];
	struct rte_mbuf **slot = &q->sw_ring[q->tail];
	uint16_t nb = 0;

	if (width > 1) {
		for (; nb + width <= nb_pkts; nb += width)
			if (!group(&guard, &pkts[nb], &desc[nb], &slot[nb]))
				return nb;
	}
	for (; nb < nb_pkts; nb++)
		if (!igbx_tx_one(&guard, &pkts[nb], &desc[nb], &slot[nb]))
			break;
	return nb;
}

/* The four cases are functions of their own once the constants are in. */
static __rte_always_inline uint16_t
igbx_tx_send_run(struct igbx_txq *q, struct rte_mbuf **pkts, uint16_t max, const uint16_t width,
	const igbx_tx_group_t group)
{
	const struct igbx_tx_match *plain = &igbx_tx_match_plain;
	uint16_t nb;

	if (unlikely(q->pool == NULL))
		q->pool = pkts[0]->pool;
	if (q->match != 0) {
		const struct igbx_tx_match *match = &q->matches[q->match - 1];

		nb = q->fast_free ? igbx_tx_write_run(q, match, true, pkts, max, width, group)
				  : igbx_tx_write_run(q, match, false, pkts, max, width, group);
	} else {
		nb = q->fast_free ? igbx_tx_write_run(q, plain, true, pkts, max, width, group)
				  : igbx_tx_write_run(q, plain, false, pkts, max, width, group);
	}
	if (nb > 0)
		q->nb_since_pool = 0;
	q->tail += nb;
	if (q->tail == q->nb_desc)
		q->tail = 0;
	q->nb_free -= nb;
	q->nb_since_rs += nb;
	return nb;
}

/* Keeps free_thresh descriptors free and makes room for this burst; no more, so that
 * mbufs return in step with those that leave.
 */
static __rte_always_inline void
igbx_tx_make_room(struct igbx_txq *q, uint16_t nb_pkts)
{
	uint32_t want = (uint32_t)q->free_thresh + nb_pkts;

	if (q->nb_free < want)
		igbx_tx_reclaim(q, RTE_MIN(want, (uint32_t)q->nb_desc - 1));
}

static __rte_always_inline uint16_t
igbx_tx_burst(struct igbx_txq *q, struct rte_mbuf **pkts, uint16_t nb_pkts, const uint16_t width,
	const igbx_tx_group_t group)
{
	uint16_t tail = q->tail;
	uint16_t nb_tx = 0, nb_ones = 0;

	igbx_tx_make_room(q, nb_pkts);
	while (nb_tx < nb_pkts) {
		if (nb_ones > 0) {
			if (!igbx_tx_send_any(q, pkts[nb_tx]))
				break;
			nb_tx++;
			nb_ones--;
		} else {
			uint16_t max = RTE_MIN(RTE_MIN((uint16_t)(nb_pkts - nb_tx), q->nb_free),
				RTE_MIN((uint16_t)(q->nb_desc - q->tail),
					(uint16_t)(q->rs_thresh - q->nb_since_rs)));
			uint16_t nb = igbx_tx_send_run(q, pkts + nb_tx, max, width, group);

			nb_tx += nb;
			if (nb < max || max == 0)
				nb_ones = IGBX_TX_BY_ONES;
		}
		if (q->nb_since_rs >= q->rs_thresh)
			igbx_tx_mark(q);
	}
	if (q->nb_since_rs > 0)
		igbx_tx_mark(q);
	if (q->tail != tail)
		igbx_doorbell(q->tail_reg, q->tail);
	return nb_tx;
}

#endif
