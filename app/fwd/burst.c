/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The parts of a burst that are rarely needed; the others are inline in burst.h. */

#include "burst.h"

#include <errno.h>
#include <string.h>

#include <rte_memcpy.h>

uint16_t
fwd_budget_claim(struct fwd_stream *s, uint16_t nb)
{
	struct fwd_budget *budget = s->budget;
	uint64_t left = atomic_load_explicit(&budget->left, memory_order_relaxed);
	uint64_t take;

	do {
		take = RTE_MIN(left, (uint64_t)nb);
		if (take == 0)
			break;
	} while (!atomic_compare_exchange_weak_explicit(
		&budget->left, &left, left - take, memory_order_relaxed, memory_order_relaxed));

	s->nb_granted = (uint16_t)take;
	return s->nb_granted;
}

void
fwd_budget_settle(struct fwd_stream *s, uint16_t nb)
{
	struct fwd_budget *budget = s->budget;

	if (nb < s->nb_granted)
		atomic_fetch_add_explicit(&budget->left, s->nb_granted - nb, memory_order_relaxed);
	s->nb_granted = 0;
	if (nb != 0 && atomic_fetch_add_explicit(&budget->done, nb, memory_order_relaxed) + nb ==
			       budget->limit)
		atomic_store_explicit(budget->stop, true, memory_order_relaxed);
}

/*
 * A burst is always asked for in full, because some drivers round the number down to a multiple of
 * what one step of theirs handles, and would never deliver the last few packets. What exceeds the
 * claim is held, not dropped: another lcore may yet give back packets that it claimed in vain.
 */
uint16_t
fwd_budget_receive(struct fwd_stream *s, struct rte_mbuf **pkts)
{
	struct fwd_held *held = s->held;
	uint16_t nb;

	if (fwd_budget_claim(s, s->nb_burst) == 0)
		return 0;
	if (held->nb == 0) {
		held->first = 0;
		held->nb = fwd_poll(s, held->pkts);
	}
	nb = RTE_MIN(held->nb, s->nb_granted);
	if (nb == 0) {
		fwd_budget_settle(s, 0);
		return 0;
	}
	memcpy(pkts, held->pkts + held->first, nb * sizeof(pkts[0]));
	held->first += nb;
	held->nb -= nb;
	return nb;
}

void
fwd_count_bad_cksum(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb)
{
	unsigned int ip = 0, l4 = 0;

	for (uint16_t i = 0; i < nb; i++) {
		uint64_t flags = pkts[i]->ol_flags;

		ip += (flags & RTE_MBUF_F_RX_IP_CKSUM_MASK) == RTE_MBUF_F_RX_IP_CKSUM_BAD;
		l4 += (flags & RTE_MBUF_F_RX_L4_CKSUM_MASK) == RTE_MBUF_F_RX_L4_CKSUM_BAD;
	}
	fwd_count(&s->count.bad_ip, ip);
	fwd_count(&s->count.bad_l4, l4);
}

uint16_t
fwd_receive_tapped(struct fwd_stream *s, struct rte_mbuf **pkts)
{
	return s->budget != NULL ? fwd_budget_receive(s, pkts) : fwd_poll(s, pkts);
}

void
fwd_transmit_tapped(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb)
{
	fwd_tap_tx(s, pkts, nb);
	fwd_settle(s, fwd_send(s, pkts, nb));
}

uint16_t
fwd_send_rest(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb, uint16_t nb_tx)
{
	for (uint16_t i = 0; i < s->nb_retry && nb_tx < nb; i++) {
		rte_delay_us((unsigned int)s->retry_delay_us);
		nb_tx += rte_eth_tx_burst(s->tx_port, s->tx_queue, pkts + nb_tx, nb - nb_tx);
	}
	if (nb_tx < nb) {
		fwd_count(&s->count.dropped, nb - nb_tx);
		rte_pktmbuf_free_bulk(pkts + nb_tx, nb - nb_tx);
	}
	return nb_tx;
}

int
fwd_mbuf_fill(struct rte_mbuf *m, const uint8_t *frame, uint32_t len)
{
	struct rte_mbuf *seg = m;

	m->pkt_len = len;
	for (;;) {
		uint16_t room = rte_pktmbuf_tailroom(seg);
		uint16_t part = (uint16_t)RTE_MIN(len, (uint32_t)room);

		rte_memcpy(rte_pktmbuf_mtod(seg, void *), frame, part);
		seg->data_len = part;
		frame += part;
		len -= part;
		if (len == 0)
			return 0;
		seg->next = rte_pktmbuf_alloc(m->pool);
		if (unlikely(seg->next == NULL))
			break;
		seg = seg->next;
		m->nb_segs++;
	}

	rte_pktmbuf_free(m->next);
	m->next = NULL;
	m->nb_segs = 1;
	return -ENOMEM;
}
