/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Transmit with NEON: the lengths of four packets and what is made of them share a register.
 */
#include <arm_neon.h>

#include "igbx_paths.h"
#include "igbx_tx_burst.h"

static __rte_always_inline bool
lengths_fit(const struct igbx_tx_guard *guard, uint16x8_t bytes)
{
	const uint16x8_t min = vreinterpretq_u16_u32(vdupq_n_u32(IGBX_TX_MIN_BYTES));
	const uint16x8_t max_over = vreinterpretq_u16_u32(vdupq_n_u32(guard->match->max_over));

	return vmaxvq_u16(vqsubq_u16(vsubq_u16(bytes, min), max_over)) == 0;
}

static __rte_always_inline bool
send_four(const struct igbx_tx_guard *guard, struct rte_mbuf **pkts, union igbx_tx_desc *desc,
	struct rte_mbuf **slot)
{
	const uint64_t qword1 = guard->match->qword1;
	uint16x8_t bytes = vdupq_n_u16(0);
	uint32x4_t low, high;
	uint64x2_t first, second;
	unsigned int i;

	if (unlikely(!igbx_tx_four_alike(guard, pkts)))
		return false;
	bytes = vld1q_lane_u16(&pkts[0]->data_len, bytes, 0);
	bytes = vld1q_lane_u16(&pkts[1]->data_len, bytes, 2);
	bytes = vld1q_lane_u16(&pkts[2]->data_len, bytes, 4);
	bytes = vld1q_lane_u16(&pkts[3]->data_len, bytes, 6);
	if (unlikely(!lengths_fit(guard, bytes)))
		return false;
	/* The halves of qword 1 of each: length and command, payload and options. */
	low = vreinterpretq_u32_u16(bytes);
	high = vorrq_u32(vshlq_n_u32(low, IGBX_TXD_PAYLEN_SHIFT), vdupq_n_u32(qword1 >> 32));
	low = vorrq_u32(low, vdupq_n_u32((uint32_t)qword1));
	first = vreinterpretq_u64_u32(vzip1q_u32(low, high));
	second = vreinterpretq_u64_u32(vzip2q_u32(low, high));
	for (i = 0; i < 4; i++)
		desc[i].qword[0] = rte_mbuf_data_iova(pkts[i]);
	vst1q_lane_u64(&desc[0].qword[1], first, 0);
	vst1q_lane_u64(&desc[1].qword[1], first, 1);
	vst1q_lane_u64(&desc[2].qword[1], second, 0);
	vst1q_lane_u64(&desc[3].qword[1], second, 1);
	memcpy(slot, pkts, 4 * sizeof(pkts[0]));
	return true;
}

uint16_t
igbx_tx_burst_neon(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return igbx_tx_burst(txq, pkts, nb_pkts, send_four);
}
