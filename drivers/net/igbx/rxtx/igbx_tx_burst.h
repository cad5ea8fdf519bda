/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The template of all transmit functions. Most packets are one mbuf, nobody else's, and ask for
 * the same offloads as the one before them: these are recognized and written in fours, by a
 * function of the instruction set. What is left over of a burst goes the same way one by one, and
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

/* Packets that go one by one when there is a different one among four. */
#define IGBX_TX_BY_ONES 8

/* What every packet of a run must be like. With fast_free the application vouches for the pool and
 * for there being no other owner.
 */
struct igbx_tx_guard {
	const struct igbx_tx_match *match;
	const struct rte_mempool *pool;
	bool fast_free;
};

/* Writes descriptors and entries of sw_ring for four packets if all of them pass. False: nothing
 * was written that counts.
 */
typedef bool (*igbx_tx_four_t)(const struct igbx_tx_guard *guard, struct rte_mbuf **pkts,
	union igbx_tx_desc *desc, struct rte_mbuf **slot);

static __rte_always_inline bool
igbx_tx_length_fits(const struct igbx_tx_guard *guard, const struct rte_mbuf *m)
{
	return (uint32_t)m->data_len - IGBX_TX_MIN_BYTES <= guard->match->max_over;
}

static __rte_always_inline void
igbx_tx_put(const struct igbx_tx_guard *guard, struct rte_mbuf *m, union igbx_tx_desc *desc,
	struct rte_mbuf **slot)
{
	desc->qword[0] = rte_cpu_to_le_64(rte_mbuf_data_iova(m));
	desc->qword[1] = rte_cpu_to_le_64(igbx_tx_data_qword(guard->match->qword1, m->data_len));
	slot[0] = m;
}

/* The same for one packet. */
static __rte_always_inline bool
igbx_tx_send_one(const struct igbx_tx_guard *guard, struct rte_mbuf *m, union igbx_tx_desc *desc,
	struct rte_mbuf **slot)
{
	const struct igbx_tx_match *match = guard->match;

	if (unlikely(((m->ol_flags ^ match->flags) & match->flags_care) != 0 ||
		     !igbx_tx_length_fits(guard, m)))
		return false;
	if (unlikely(guard->fast_free ? m->nb_segs != 1 : igbx_tx_owners(m) != IGBX_TX_SINGLE))
		return false;
	if (unlikely(!guard->fast_free && m->pool != guard->pool))
		return false;
	if (unlikely(((igbx_tx_lens(m) ^ match->lens) & match->lens_care) != 0 ||
		     ((m->vlan_tci ^ match->tci) & match->tci_care) != 0))
		return false;
	igbx_tx_put(guard, m, desc, slot);
	return true;
}

/* Whether four packets pass but for their lengths. Every field is read as wide as an application
 * writes it, so that what it has just written need not get to the cache first.
 */
static __rte_always_inline bool
igbx_tx_four_alike(const struct igbx_tx_guard *guard, struct rte_mbuf *const *pkts)
{
	const struct rte_mbuf *m0 = pkts[0], *m1 = pkts[1], *m2 = pkts[2], *m3 = pkts[3];
	const struct rte_mempool *pool = guard->pool;
	const struct igbx_tx_match *match = guard->match;
	uint64_t any = m0->ol_flags | m1->ol_flags | m2->ol_flags | m3->ol_flags;
	uint64_t all = m0->ol_flags & m1->ol_flags & m2->ol_flags & m3->ol_flags;
	uint16_t lens = match->lens, tci = match->tci;

	if (unlikely((((any & ~match->flags) | (~all & match->flags)) & match->flags_care) != 0))
		return false;
	if (guard->fast_free) {
		if (unlikely((m0->nb_segs | m1->nb_segs | m2->nb_segs | m3->nb_segs) != 1))
			return false;
	} else {
		if (unlikely((igbx_tx_owners(m0) | igbx_tx_owners(m1) | igbx_tx_owners(m2) |
				     igbx_tx_owners(m3)) != IGBX_TX_SINGLE))
			return false;
		if (unlikely(m0->pool != pool || m1->pool != pool || m2->pool != pool ||
			     m3->pool != pool))
			return false;
	}
	if (match->lens_care != 0 &&
		unlikely(igbx_tx_lens(m0) != lens || igbx_tx_lens(m1) != lens ||
			 igbx_tx_lens(m2) != lens || igbx_tx_lens(m3) != lens))
		return false;
	return match->tci_care == 0 || likely(m0->vlan_tci == tci && m1->vlan_tci == tci &&
					       m2->vlan_tci == tci && m3->vlan_tci == tci);
}

/* Writes the packets that are like the last one, up to the first that is not; returns how many. */
static __rte_always_inline uint32_t
igbx_tx_write_run(const struct igbx_txq *q, const struct igbx_tx_match *match, const bool fast_free,
	struct rte_mbuf **pkts, uint32_t nb_pkts, const igbx_tx_four_t send_four)
{
	const struct igbx_tx_guard guard = {match, q->pool, fast_free};
	union igbx_tx_desc *desc = &q->ring[q->tail];
	struct rte_mbuf **slot = &q->sw_ring[q->tail];
	uint32_t left = nb_pkts;

	for (; left >= 4; left -= 4, pkts += 4, desc += 4, slot += 4)
		if (unlikely(!send_four(&guard, pkts, desc, slot)))
			return nb_pkts - left;
	for (; left > 0; left--, pkts++, desc++, slot++)
		if (unlikely(!igbx_tx_send_one(&guard, *pkts, desc, slot)))
			break;
	return nb_pkts - left;
}

/* The four cases are functions of their own once the constants are in. */
static __rte_always_inline uint32_t
igbx_tx_send_run(
	struct igbx_txq *q, struct rte_mbuf **pkts, uint32_t max, const igbx_tx_four_t send_four)
{
	const struct igbx_tx_match *plain = &igbx_tx_match_plain;
	uint32_t nb, tail;

	if (unlikely(q->pool == NULL && max > 0))
		q->pool = pkts[0]->pool;
	if (q->match != 0) {
		const struct igbx_tx_match *match = &q->matches[q->match - 1];

		nb = q->fast_free ? igbx_tx_write_run(q, match, true, pkts, max, send_four)
				  : igbx_tx_write_run(q, match, false, pkts, max, send_four);
	} else {
		nb = q->fast_free ? igbx_tx_write_run(q, plain, true, pkts, max, send_four)
				  : igbx_tx_write_run(q, plain, false, pkts, max, send_four);
	}
	if (likely(nb > 0))
		q->nb_since_pool = 0;
	q->nb_free -= nb;
	tail = q->tail + nb;
	q->tail = tail == q->nb_desc ? 0 : tail;
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

/* A run goes to the end of the ring at most, and to where the next mark is due. */
static __rte_always_inline uint32_t
igbx_tx_run_max(const struct igbx_txq *q, uint32_t nb_pkts, uint32_t nb_since_rs)
{
	uint32_t to_end = q->nb_desc - q->tail, to_mark = q->rs_thresh - nb_since_rs;

	return RTE_MIN(RTE_MIN(nb_pkts, (uint32_t)q->nb_free), RTE_MIN(to_end, to_mark));
}

/* What is left of a burst that is not one run; it begins with nb_ones packets by ones. */
static __rte_noinline uint16_t
igbx_tx_send_rest(struct igbx_txq *q, struct rte_mbuf **pkts, uint16_t nb_pkts, uint16_t nb_ones,
	const igbx_tx_four_t send_four)
{
	uint16_t nb_tx = 0;

	while (nb_tx < nb_pkts) {
		if (q->nb_since_rs >= q->rs_thresh)
			igbx_tx_mark(q);
		if (nb_ones > 0) {
			if (!igbx_tx_send_any(q, pkts[nb_tx]))
				break;
			nb_tx++;
			nb_ones--;
		} else {
			uint32_t max = igbx_tx_run_max(q, nb_pkts - nb_tx, q->nb_since_rs);
			uint32_t nb = igbx_tx_send_run(q, pkts + nb_tx, max, send_four);

			q->nb_since_rs += nb;
			nb_tx += nb;
			if (nb < max || max == 0)
				nb_ones = IGBX_TX_BY_ONES;
		}
	}
	return nb_tx;
}

/* Between bursts nb_since_rs is 0. */
static __rte_noinline uint16_t
igbx_tx_send_many(struct igbx_txq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	const igbx_tx_four_t send_four)
{
	uint32_t tail = q->tail, max, nb_tx;

	igbx_tx_make_room(q, nb_pkts);
	max = igbx_tx_run_max(q, nb_pkts, 0);
	nb_tx = igbx_tx_send_run(q, pkts, max, send_four);
	if (unlikely(nb_tx < nb_pkts)) {
		q->nb_since_rs = nb_tx;
		nb_tx += igbx_tx_send_rest(q, pkts + nb_tx, nb_pkts - nb_tx,
			nb_tx < max ? IGBX_TX_BY_ONES : 0, send_four);
	}
	if (likely(q->tail != tail)) {
		igbx_tx_mark(q);
		igbx_doorbell(q->tail_reg, q->tail);
	}
	return nb_tx;
}

/* A plain packet by itself, with room for it: the least there is to do. False: nothing was done
 * that counts.
 */
static __rte_always_inline bool
igbx_tx_send_single(struct igbx_txq *q, struct rte_mbuf *m)
{
	const struct igbx_tx_guard guard = {&igbx_tx_match_plain, q->pool, q->fast_free};
	uint32_t tail = q->tail, next = tail + 1, nb_free = q->nb_free;

	if (unlikely(nb_free <= q->free_thresh || q->match != 0 || guard.pool == NULL))
		return false;
	if (unlikely(!igbx_tx_send_one(&guard, m, &q->ring[tail], &q->sw_ring[tail])))
		return false;
	if (next == q->nb_desc)
		next = 0;
	q->nb_since_pool = 0;
	q->nb_free = nb_free - 1;
	q->tail = next;
	igbx_tx_mark_at(q, tail);
	igbx_doorbell(q->tail_reg, next);
	return true;
}

static __rte_always_inline uint16_t
igbx_tx_burst(struct igbx_txq *q, struct rte_mbuf **pkts, uint16_t nb_pkts,
	const igbx_tx_four_t send_four)
{
	if (nb_pkts == 1 && likely(igbx_tx_send_single(q, pkts[0])))
		return 1;
	return igbx_tx_send_many(q, pkts, nb_pkts, send_four);
}

#endif
