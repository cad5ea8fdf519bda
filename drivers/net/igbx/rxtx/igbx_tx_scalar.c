/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Transmit. A burst sends runs of plain packets: one mbuf, nobody else's, no offload; they
 * are most of all traffic and take a few instructions each. Everything else is planned first,
 * then written. A packet that can never be sent is freed and counted, so that it cannot block
 * those behind it.
 */
#include <rte_branch_prediction.h>
#include <rte_byteorder.h>

#include "igbx_rxtx.h"
#include "igbx_paths.h"
#include "igbx_tx_plan.h"
#include "igbx_tx_ring.h"

#define NOT_PLAIN_FLAGS (RTE_MBUF_F_TX_OFFLOAD_MASK | RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL)
#define PLAIN_CMD	(IGBX_TXD_DTYP_DATA | IGBX_TXD_DCMD_DEXT | IGBX_TXD_DCMD_IFCS | IGBX_TXD_DCMD_EOP)

static inline uint64_t
data_qword(uint32_t cmd, uint32_t olinfo, uint16_t bytes)
{
	return rte_cpu_to_le_64((uint64_t)olinfo << 32 | cmd | bytes);
}

/* Once freed, it can go into its pool as it is. */
static __rte_always_inline bool
is_bulk_freeable(const struct igbx_txq *q, const struct rte_mbuf *m)
{
	return m->nb_segs == 1 && m->pool == q->pool && rte_mbuf_refcnt_read(m) == 1 &&
	       (m->ol_flags & (RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL)) == 0;
}

static __rte_always_inline bool
is_plain(const struct igbx_txq *q, const struct rte_mbuf *m)
{
	return is_bulk_freeable(q, m) && (m->ol_flags & NOT_PLAIN_FLAGS) == 0 &&
	       (uint32_t)m->data_len - IGBX_TX_MIN_BYTES <= IGBX_TX_MAX_BYTES - IGBX_TX_MIN_BYTES;
}

/* Sends plain packets up to the first that is not; returns how many. */
static __rte_always_inline uint16_t
send_plain_run(struct igbx_txq *q, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	uint16_t max = RTE_MIN(
		RTE_MIN(nb_pkts, q->nb_free), RTE_MIN((uint16_t)(q->nb_desc - q->tail),
						      (uint16_t)(q->rs_thresh - q->nb_since_rs)));
	union igbx_tx_desc *desc = &q->ring[q->tail];
	struct rte_mbuf **slot = &q->sw_ring[q->tail];
	uint16_t nb;

	for (nb = 0; nb < max; nb++) {
		struct rte_mbuf *m = pkts[nb];
		uint16_t bytes = m->data_len;

		if (unlikely(!is_plain(q, m)))
			break;
		desc[nb].qword[0] = rte_cpu_to_le_64(rte_mbuf_data_iova(m));
		desc[nb].qword[1] =
			data_qword(PLAIN_CMD, (uint32_t)bytes << IGBX_TXD_PAYLEN_SHIFT, bytes);
		slot[nb] = m;
	}
	q->tail += nb;
	if (q->tail == q->nb_desc)
		q->tail = 0;
	q->nb_free -= nb;
	q->nb_since_rs += nb;
	return nb;
}

static void
put_desc(struct igbx_txq *q, uint64_t qword0, uint64_t qword1, uintptr_t entry)
{
	q->ring[q->tail].qword[0] = qword0;
	q->ring[q->tail].qword[1] = qword1;
	q->sw_ring[q->tail] = (struct rte_mbuf *)entry;
	q->tail = q->tail + 1 == q->nb_desc ? 0 : q->tail + 1;
	q->nb_free--;
	q->nb_since_rs++;
}

static bool
ctx_matches(const struct igbx_txq *q, const struct igbx_tx_plan *plan)
{
	const struct igbx_tx_ctx *care = &plan->ctx_care;

	return q->ctx_valid && ((q->ctx.qword[0] ^ plan->ctx.qword[0]) & care->qword[0]) == 0 &&
	       ((q->ctx.qword[1] ^ plan->ctx.qword[1]) & care->qword[1]) == 0;
}

static void
put_ctx(struct igbx_txq *q, const struct igbx_tx_ctx *ctx)
{
	put_desc(q, rte_cpu_to_le_64(ctx->qword[0]), rte_cpu_to_le_64(ctx->qword[1]), IGBX_TX_MORE);
	q->ctx = *ctx;
	q->ctx_valid = true;
}

/* The data descriptors of one segment; the mbuf is held by the last of them. */
static void
put_seg(struct igbx_txq *q, const struct igbx_tx_plan *plan, struct rte_mbuf *m, bool last)
{
	uint64_t iova = rte_mbuf_data_iova(m);
	uint16_t left = m->data_len;

	while (left > IGBX_TX_MAX_DESC_BYTES) {
		put_desc(q, rte_cpu_to_le_64(iova),
			data_qword(plan->cmd, plan->olinfo, IGBX_TX_MAX_DESC_BYTES), IGBX_TX_MORE);
		iova += IGBX_TX_MAX_DESC_BYTES;
		left -= IGBX_TX_MAX_DESC_BYTES;
	}
	put_desc(q, rte_cpu_to_le_64(iova),
		data_qword(plan->cmd | (last ? IGBX_TXD_DCMD_EOP : 0), plan->olinfo, left),
		(uintptr_t)m | (last ? 0 : IGBX_TX_MORE));
}

/* The device knows no descriptor without data inside of a packet: an empty segment is
 * freed at once. With fast free nobody detaches segments later.
 */
static void
put_packet(struct igbx_txq *q, const struct igbx_tx_plan *plan, struct rte_mbuf *m)
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
		put_seg(q, plan, m, left == 0);
		m = next;
	}
	if (plan->pad_bytes > 0)
		put_desc(q, rte_cpu_to_le_64(q->pad_iova),
			data_qword(plan->cmd | IGBX_TXD_DCMD_EOP, plan->olinfo, plan->pad_bytes),
			0);
}

/* A new pool may take over once no mbuf of the old one waits for its bulk free. */
static void
choose_pool(struct igbx_txq *q, struct rte_mempool *pool)
{
	if (q->nb_plain_marks == 0 && (q->nb_since_rs == 0 || q->mixed))
		q->pool = pool;
}

/* Sends any packet, or frees it if it cannot be sent. False: the ring is full. */
static bool
send_any(struct igbx_txq *q, struct rte_mbuf *m)
{
	struct igbx_tx_plan plan;
	bool new_ctx;
	uint16_t need;

	if (unlikely(igbx_tx_plan_make(q, m, &plan) != 0)) {
		rte_pktmbuf_free(m);
		q->nb_tx_err++;
		return true;
	}
	new_ctx = plan.needs_ctx && !ctx_matches(q, &plan);
	need = plan.nb_data + new_ctx;
	if (unlikely(q->nb_free < need)) {
		igbx_tx_reclaim(q, need);
		if (q->nb_free < need)
			return false;
	}
	if (m->pool != q->pool)
		choose_pool(q, m->pool);
	if (new_ctx || plan.nb_data != 1 || !is_bulk_freeable(q, m))
		q->mixed = true;
	if (new_ctx)
		put_ctx(q, &plan.ctx);
	put_packet(q, &plan, m);
	return true;
}

/* Keeps free_thresh descriptors free and makes room for this burst; no more, so that
 * mbufs return in step with those that leave.
 */
static __rte_always_inline void
make_room(struct igbx_txq *q, uint16_t nb_pkts)
{
	uint32_t want = (uint32_t)q->free_thresh + nb_pkts;

	if (q->nb_free < want)
		igbx_tx_reclaim(q, RTE_MIN(want, (uint32_t)q->nb_desc - 1));
}

uint16_t
igbx_tx_burst_scalar(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	struct igbx_txq *q = txq;
	uint16_t tail = q->tail;
	uint16_t nb_tx = 0;

	make_room(q, nb_pkts);
	while (nb_tx < nb_pkts) {
		uint16_t nb = send_plain_run(q, pkts + nb_tx, nb_pkts - nb_tx);

		nb_tx += nb;
		if (nb == 0) {
			if (!send_any(q, pkts[nb_tx]))
				break;
			nb_tx++;
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
