/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive with NEON: groups of four.
 */
#include <arm_neon.h>

#include "igbx_rxtx.h"
#include "igbx_paths.h"
#include "igbx_rx_tables.h"

#define V_GROUP 4

typedef uint32x4_t vec;
typedef uint8x16x4_t v_table;

#define v_set(value)	  vdupq_n_u32((uint32_t)(value))
#define v_set64(value)	  vreinterpretq_u32_u64(vdupq_n_u64(value))
#define v_and(a, b)	  vandq_u32(a, b)
#define v_or(a, b)	  vorrq_u32(a, b)
#define v_xor(a, b)	  veorq_u32(a, b)
#define v_add(a, b)	  vaddq_u32(a, b)
#define v_sub(a, b)	  vsubq_u32(a, b)
#define v_srl(a, n)	  vshrq_n_u32(a, n)
#define v_sll(a, n)	  vshlq_n_u32(a, n)
#define v_lo32(a, b)	  vzip1q_u32(a, b)
#define v_hi32(a, b)	  vzip2q_u32(a, b)
#define v_lo64(a, b)	  vreinterpretq_u32_u64(vzip1q_u64(as_u64(a), as_u64(b)))
#define v_hi64(a, b)	  vreinterpretq_u32_u64(vzip2q_u64(as_u64(a), as_u64(b)))
#define v_first(a)	  vgetq_lane_u32(a, 0)
#define v_set_piece(from) vreinterpretq_u32_u8(vld1q_u8((const uint8_t *)(from)))

#define as_u64(a) vreinterpretq_u64_u32(a)

static __rte_always_inline v_table
v_table_of(const struct igbx_rx_table *table, const unsigned int bytes)
{
	RTE_SET_USED(bytes);
	return vld1q_u8_x4((const uint8_t *)table->dword);
}

/* The numbers of a word's bytes are looked up. */
static __rte_always_inline vec
v_table_lookup(const v_table *table, const unsigned int bytes, vec i)
{
	vec numbers = vmlaq_u32(v_set(0x03020100), v_and(i, v_set(0xF)), v_set(0x04040404));

	RTE_SET_USED(bytes);
	return vreinterpretq_u32_u8(vqtbl4q_u8(*table, vreinterpretq_u8_u32(numbers)));
}

/* Lanes in which a has one of the bits are those of then, the others those of els. */
static __rte_always_inline vec
v_where(vec a, vec bits, vec then, vec els)
{
	return vbslq_u32(vtstq_u32(a, bits), then, els);
}

static __rte_always_inline vec
v_if(vec a, vec bits, vec then)
{
	return v_and(vtstq_u32(a, bits), then);
}

/* So many lanes from the first on have a equal to b and c below d. */
static __rte_always_inline unsigned int
v_prefix(vec a, vec b, vec c, vec d)
{
	vec both = v_and(vceqq_u32(a, b), vcltq_u32(c, d));
	uint64_t others = ~vget_lane_u64(vreinterpret_u64_u16(vmovn_u32(both)), 0);

	return others == 0 ? V_GROUP : (unsigned int)__builtin_ctzll(others) / 16;
}

/* Length; length and tag; hash: from where a write-back has them to where an mbuf does. */
static __rte_always_inline vec
v_fields(vec d)
{
	static const uint8_t from[16] = {
		-1, -1, -1, -1, 12, 13, -1, -1, 12, 13, 14, 15, 4, 5, 6, 7};

	return vreinterpretq_u32_u8(vqtbl1q_u8(vreinterpretq_u8_u32(d), vld1q_u8(from)));
}

static __rte_always_inline void
v_store_piece(void *to, vec a, const unsigned int piece)
{
	RTE_SET_USED(piece);
	vst1q_u8(to, vreinterpretq_u8_u32(a));
}

struct raw {
	vec d[4];
};

/* A descriptor is written as a whole but read in halves: first the one that says that it is done.
 */
static __rte_always_inline struct raw
raw_load(const union igbx_rx_desc *desc)
{
	uint64x1_t hi[4], lo[4];
	unsigned int i;

	for (i = 0; i < 4; i++)
		hi[i] = vld1_u64(&desc[i].qword[1]);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	for (i = 0; i < 4; i++)
		lo[i] = vld1_u64(&desc[i].qword[0]);
	return (struct raw){{
		vreinterpretq_u32_u64(vcombine_u64(lo[0], hi[0])),
		vreinterpretq_u32_u64(vcombine_u64(lo[1], hi[1])),
		vreinterpretq_u32_u64(vcombine_u64(lo[2], hi[2])),
		vreinterpretq_u32_u64(vcombine_u64(lo[3], hi[3])),
	}};
}

static __rte_always_inline void
v_exchange(struct rte_mbuf **slot, struct rte_mbuf *const *fresh, struct rte_mbuf **pkts)
{
	unsigned int i;

	for (i = 0; i < V_GROUP; i += 2) {
		vst1q_u8((uint8_t *)(pkts + i), vld1q_u8((const uint8_t *)(slot + i)));
		vst1q_u8((uint8_t *)(slot + i), vld1q_u8((const uint8_t *)(fresh + i)));
	}
}

static __rte_always_inline void
v_post(union igbx_rx_desc *desc, struct rte_mbuf *const *fresh, uint64_t offset)
{
	const uint64x2_t zero = vdupq_n_u64(0);
	unsigned int i;

	for (i = 0; i < V_GROUP; i += 2) {
		uint64x2_t mbufs = vreinterpretq_u64_u8(vld1q_u8((const uint8_t *)(fresh + i)));
		uint64x2_t iova = vaddq_u64(mbufs, vdupq_n_u64(offset));

		vst1q_u64(desc[i].qword, vzip1q_u64(iova, zero));
		vst1q_u64(desc[i + 1].qword, vzip2q_u64(iova, zero));
	}
}

#include "igbx_rx_lanes.h"
#include "igbx_rx_burst.h"

uint16_t
igbx_rx_burst_neon(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, false);
}

uint16_t
igbx_rx_burst_neon_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, true);
}
