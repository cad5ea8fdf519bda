/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packets one by one. What is like an earlier packet takes its descriptor; everything else
 * is planned first, then written, and remembered for those that follow. A packet that can never
 * be sent is freed and counted, so that it cannot block those behind it.
 */
#include <rte_branch_prediction.h>
#include <rte_byteorder.h>

#include "igbx_queue_count.h"
#include "igbx_rxtx.h"
#include "igbx_tx_match.h"
#include "igbx_tx_plan.h"
#include "igbx_tx_ring.h"

static void
put_desc(struct igbx_txq *q, uint64_t qword0, uint64_t qword1, uintptr_t entry)
{
	q->ring[q->tail].qword[0] = rte_cpu_to_le_64(qword0);
	q->ring[q->tail].qword[1] = rte_cpu_to_le_64(qword1);
	q->sw_ring[q->tail] = (struct rte_mbuf *)entry;
	q->tail = q->tail + 1 == q->nb_desc ? 0 : q->tail + 1;
	q->nb_free--;
	q->nb_since_rs++;
}

/* Descriptors that hold nothing of q->pool. Once there is nothing else in the ring, another pool
 * may take over: no mbuf of the old one waits for its bulk free.
 */
static void
choose_pool(struct igbx_txq *q, struct rte_mempool *pool)
{
	if (q->pool != pool && q->nb_since_pool >= igbx_tx_nb_used(q) && !q->fast_free)
		q->pool = pool;
}

static void
count_pool(struct igbx_txq *q, uint16_t nb_descs, bool checked)
{
	if (!checked)
		q->nb_since_pool = 0;
	else if (q->nb_since_pool < q->nb_desc)
		q->nb_since_pool += nb_descs;
}

/* What to do with the mbuf of a single segment once it is sent. */
static uintptr_t
check_of(const struct igbx_txq *q, const struct rte_mbuf *m)
{
	bool ours = igbx_tx_owners(m) == IGBX_TX_SINGLE && m->pool == q->pool &&
		    (m->ol_flags & IGBX_TX_NOT_DIRECT) == 0;

	return ours || q->fast_free ? 0 : IGBX_TX_ENTRY_CHECK;
}

/* ---- like an earlier packet ---- */

static bool
is_like(const struct igbx_tx_match *match, const struct rte_mbuf *m)
{
	uint64_t flags = (m->ol_flags ^ match->flags) & match->flags_care & ~IGBX_TX_NOT_DIRECT;

	return flags == 0 && ((igbx_tx_lens(m) ^ match->lens) & match->lens_care) == 0 &&
	       ((m->vlan_tci ^ match->tci) & match->tci_care) == 0 &&
	       (uint32_t)m->data_len - IGBX_TX_MIN_BYTES <= match->max_over;
}

static const struct igbx_tx_match *
find_match(struct igbx_txq *q, const struct rte_mbuf *m)
{
	uint8_t ctx;

	if (is_like(&igbx_tx_match_plain, m)) {
		q->match = 0;
		return &igbx_tx_match_plain;
	}
	for (ctx = 0; ctx < IGBX_TX_NB_CTX; ctx++) {
		if (is_like(&q->matches[ctx], m)) {
			q->match = ctx + 1;
			q->ctx = ctx;
			return &q->matches[ctx];
		}
	}
	return NULL;
}

static void
put_like(struct igbx_txq *q, const struct igbx_tx_match *match, struct rte_mbuf *m)
{
	uintptr_t check;

	choose_pool(q, m->pool);
	check = check_of(q, m);
	put_desc(q, rte_mbuf_data_iova(m), igbx_tx_data_qword(match->qword1, m->data_len),
		(uintptr_t)m | check);
	count_pool(q, 1, check != 0);
}

/* ---- by plan ---- */

/* The context that holds what the packet depends on, or IGBX_TX_NB_CTX. */
static uint8_t
find_ctx(const struct igbx_txq *q, const struct igbx_tx_plan *plan)
{
	const struct igbx_tx_ctx *care = &plan->ctx_care, *want = &plan->ctx;
	uint8_t i;

	for (i = 0; i < IGBX_TX_NB_CTX; i++) {
		const struct igbx_tx_ctx *have = &q->matches[i].ctx;

		if (have->qword[1] != 0 &&
			((have->qword[0] ^ want->qword[0]) & care->qword[0]) == 0 &&
			((have->qword[1] ^ want->qword[1]) & care->qword[1]) == 0)
			break;
	}
	return i;
}

/* In place of the one that was not used last. */
static uint8_t
put_ctx(struct igbx_txq *q, const struct igbx_tx_ctx *ctx)
{
	uint8_t i = (q->ctx + 1) % IGBX_TX_NB_CTX;
	uint64_t idx = (uint64_t)i << IGBX_TXD_IDX_SHIFT << 32;

	put_desc(q, ctx->qword[0], ctx->qword[1] | idx, IGBX_TX_ENTRY_MORE);
	q->matches[i].ctx = *ctx;
	igbx_tx_match_forget(&q->matches[i]);
	return i;
}

/* The next packets may be the same again. Segmentation depends on more than is compared. */
static void
remember(struct igbx_txq *q, uint8_t ctx, const struct igbx_tx_plan *plan, const struct rte_mbuf *m)
{
	struct igbx_tx_match *match = &q->matches[ctx];
	bool tagged = (plan->cmd & IGBX_TXD_DCMD_VLE) != 0;

	q->ctx = ctx;
	q->match = 0;
	if (plan->cmd & IGBX_TXD_DCMD_TSE)
		return;
	q->match = ctx + 1;
	match->flags_care = IGBX_TX_FLAGS_CARE;
	match->flags = m->ol_flags & RTE_MBUF_F_TX_OFFLOAD_MASK;
	match->lens_care =
		igbx_tx_all_if(plan->olinfo & (IGBX_TXD_POPTS_IXSM | IGBX_TXD_POPTS_TXSM));
	match->lens = igbx_tx_lens(m) & match->lens_care;
	match->tci_care = igbx_tx_all_if(tagged);
	match->tci = m->vlan_tci & match->tci_care;
	match->max_over = IGBX_TX_MAX_BYTES - IGBX_TX_MIN_BYTES - tagged * IGBX_TX_TAG_BYTES;
	match->qword1 = plan->cmd | IGBX_TXD_DCMD_EOP |
			(uint64_t)(plan->olinfo & ~IGBX_TXD_PAYLEN_MASK) << 32;
}

static uint64_t
data_qword(const struct igbx_tx_plan *plan, uint16_t bytes, bool last)
{
	return (uint64_t)plan->olinfo << 32 | plan->cmd | (last ? IGBX_TXD_DCMD_EOP : 0) | bytes;
}

/* The data descriptors of one segment; the mbuf is held by the last of them. */
static void
put_seg(struct igbx_txq *q, const struct igbx_tx_plan *plan, struct rte_mbuf *m, bool last,
	uintptr_t check)
{
	uint64_t iova = rte_mbuf_data_iova(m);
	uint16_t left = m->data_len;

	while (left > IGBX_TX_MAX_DESC_BYTES) {
		put_desc(q, iova, data_qword(plan, IGBX_TX_MAX_DESC_BYTES, false),
			IGBX_TX_ENTRY_MORE);
		iova += IGBX_TX_MAX_DESC_BYTES;
		left -= IGBX_TX_MAX_DESC_BYTES;
	}
	put_desc(q, iova, data_qword(plan, left, last),
		(uintptr_t)m | check | (last ? 0 : IGBX_TX_ENTRY_MORE));
}

/* The device knows no descriptor without data inside of a packet: an empty segment is
 * freed at once. With fast free nobody detaches segments later.
 */
static void
put_packet(struct igbx_txq *q, const struct igbx_tx_plan *plan, struct rte_mbuf *m, uintptr_t check)
{
	uint16_t left = plan->nb_data;

	while (m != NULL) {
		struct rte_mbuf *next = m->next;

		if (m->data_len == 0) {
			rte_pktmbuf_free_seg(m);
			m = next;
			continue;
		}
		if (q->fast_free) {
			m->next = NULL;
			m->nb_segs = 1;
		}
		left -= (m->data_len + IGBX_TX_MAX_DESC_BYTES - 1u) / IGBX_TX_MAX_DESC_BYTES;
		put_seg(q, plan, m, left == 0, check);
		m = next;
	}
	if (plan->pad_bytes > 0)
		put_desc(q, q->pad_iova, data_qword(plan, plan->pad_bytes, true),
			IGBX_TX_ENTRY_CHECK);
}

static bool
has_room(struct igbx_txq *q, uint16_t need)
{
	if (unlikely(q->nb_free < need))
		igbx_tx_reclaim(q, need);
	return q->nb_free >= need;
}

static __rte_always_inline bool
send_planned(struct igbx_txq *q, struct igbx_tx_plan *plan, struct rte_mbuf *m, bool simple)
{
	uint8_t ctx = plan->needs_ctx ? find_ctx(q, plan) : 0;
	uint16_t need = plan->nb_data + (ctx == IGBX_TX_NB_CTX);
	uintptr_t check;

	if (!has_room(q, need))
		return false;
	igbx_not_pkts_add(&q->nb_not_pkts, need - 1);
	if (ctx == IGBX_TX_NB_CTX)
		ctx = put_ctx(q, &plan->ctx);
	if (plan->needs_ctx) {
		plan->olinfo |= (uint32_t)ctx << IGBX_TXD_IDX_SHIFT;
		remember(q, ctx, plan, m);
	}
	choose_pool(q, m->pool);
	check = simple || m->next == NULL || q->fast_free ? check_of(q, m) : IGBX_TX_ENTRY_CHECK;
	if (simple)
		put_desc(q, rte_mbuf_data_iova(m), data_qword(plan, m->data_len, true),
			(uintptr_t)m | check);
	else
		put_packet(q, plan, m, check);
	count_pool(q, need, check != 0);
	return true;
}

/* A packet that is not to be cut, padded or put together, and not too long for a tag. */
static bool
is_simple(const struct rte_mbuf *m)
{
	const uint32_t most = IGBX_TX_MAX_BYTES - IGBX_TX_TAG_BYTES - IGBX_TX_MIN_BYTES;

	return m->nb_segs == 1 && m->next == NULL && (m->ol_flags & IGBX_TX_SEG_FLAGS) == 0 &&
	       (uint32_t)m->data_len - IGBX_TX_MIN_BYTES <= most;
}

static bool
send_simple(struct igbx_txq *q, struct rte_mbuf *m)
{
	uint64_t flags = m->ol_flags & IGBX_TX_FLAGS & ~IGBX_TX_SEG_FLAGS;
	struct igbx_tx_plan plan = igbx_tx_plan_offloads(m, flags);

	plan.nb_data = 1;
	plan.olinfo |= (uint32_t)m->data_len << IGBX_TXD_PAYLEN_SHIFT;
	return send_planned(q, &plan, m, true);
}

static __rte_noinline bool
send_other(struct igbx_txq *q, struct rte_mbuf *m)
{
	struct igbx_tx_plan plan;

	if (likely(igbx_tx_plan_make(q, m, &plan) == 0))
		return send_planned(q, &plan, m, false);
	/* The one who counts bytes takes it for sent. */
	q->nb_bytes -= m->pkt_len;
	rte_pktmbuf_free(m);
	q->nb_tx_err++;
	return true;
}

bool
igbx_tx_send_any(struct igbx_txq *q, struct rte_mbuf *m)
{
	const struct igbx_tx_match *match = m->nb_segs == 1 ? find_match(q, m) : NULL;

	if (match != NULL) {
		if (!has_room(q, 1))
			return false;
		put_like(q, match, m);
		return true;
	}
	return likely(is_simple(m)) ? send_simple(q, m) : send_other(q, m);
}
