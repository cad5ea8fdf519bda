/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Transmit with SSE4.2: the lengths of four packets and what is made of them share a register.
 */
#include <rte_vect.h>

#include "igbx_paths.h"
#include "igbx_tx_burst.h"

static __rte_always_inline bool
send_four(const struct igbx_tx_guard *guard, struct rte_mbuf **pkts, union igbx_tx_desc *desc,
	struct rte_mbuf **slot)
{
	const struct rte_mbuf *m0 = pkts[0], *m1 = pkts[1], *m2 = pkts[2], *m3 = pkts[3];
	const uint64_t qword1 = guard->match->qword1;
	__m128i bytes = _mm_setzero_si128(), over, low, high, first, second;

	if (unlikely(!igbx_tx_four_alike(guard, pkts)))
		return false;
	bytes = _mm_insert_epi16(bytes, m0->data_len, 0);
	bytes = _mm_insert_epi16(bytes, m1->data_len, 2);
	bytes = _mm_insert_epi16(bytes, m2->data_len, 4);
	bytes = _mm_insert_epi16(bytes, m3->data_len, 6);
	over = _mm_sub_epi16(bytes, _mm_set1_epi32(IGBX_TX_MIN_BYTES));
	over = _mm_subs_epu16(over, _mm_set1_epi32(guard->match->max_over));
	if (unlikely(!_mm_testz_si128(over, over)))
		return false;
	/* The halves of qword 1 of each: length and command, payload and options. */
	low = _mm_or_si128(bytes, _mm_set1_epi32((uint32_t)qword1));
	high = _mm_slli_epi32(bytes, IGBX_TXD_PAYLEN_SHIFT);
	high = _mm_or_si128(high, _mm_set1_epi32(qword1 >> 32));
	first = _mm_unpacklo_epi32(low, high);
	second = _mm_unpackhi_epi32(low, high);
	desc[0].qword[0] = rte_mbuf_data_iova(m0);
	_mm_storel_epi64((__m128i *)&desc[0].qword[1], first);
	desc[1].qword[0] = rte_mbuf_data_iova(m1);
	_mm_storeh_pd((double *)&desc[1].qword[1], _mm_castsi128_pd(first));
	desc[2].qword[0] = rte_mbuf_data_iova(m2);
	_mm_storel_epi64((__m128i *)&desc[2].qword[1], second);
	desc[3].qword[0] = rte_mbuf_data_iova(m3);
	_mm_storeh_pd((double *)&desc[3].qword[1], _mm_castsi128_pd(second));
	memcpy(slot, pkts, 4 * sizeof(pkts[0]));
	return true;
}

uint16_t
igbx_tx_burst_sse(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return igbx_tx_burst(txq, pkts, nb_pkts, send_four);
}
