/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive with SSE4.2: groups of four.
 */
#include <smmintrin.h>

#include "igbx_rxtx.h"
#include "igbx_paths.h"
#include "igbx_rx_tables.h"

#define V_GROUP 4

typedef __m128i vec;
typedef __m128i vec64;

/* By bytes: each a table of its own. */
typedef struct {
	vec byte[4];
} v_table;

#define v_set(value)	  _mm_set1_epi32((int)(value))
#define v_set64(value)	  _mm_set1_epi64x((long long)(value))
#define v_and(a, b)	  _mm_and_si128(a, b)
#define v_or(a, b)	  _mm_or_si128(a, b)
#define v_xor(a, b)	  _mm_xor_si128(a, b)
#define v_add(a, b)	  _mm_add_epi32(a, b)
#define v_sub(a, b)	  _mm_sub_epi32(a, b)
#define v_srl(a, n)	  _mm_srli_epi32(a, n)
#define v_sll(a, n)	  _mm_slli_epi32(a, n)
#define v_lo32(a, b)	  _mm_unpacklo_epi32(a, b)
#define v_hi32(a, b)	  _mm_unpackhi_epi32(a, b)
#define v_lo64(a, b)	  _mm_unpacklo_epi64(a, b)
#define v_hi64(a, b)	  _mm_unpackhi_epi64(a, b)
#define v_first(a)	  ((uint32_t)_mm_cvtsi128_si32(a))
#define v_set_piece(from) _mm_load_si128((const __m128i *)(from))

static __rte_always_inline v_table
v_table_of(const struct igbx_rx_table *table, const unsigned int bytes)
{
	const __m128i *from = (const __m128i *)table->byte;

	RTE_SET_USED(bytes);
	return (v_table){{_mm_load_si128(from), _mm_load_si128(from + 1), _mm_load_si128(from + 2),
		_mm_load_si128(from + 3)}};
}

/* Zeros come from the bytes of the index whose top bit is set. */
static __rte_always_inline vec
v_table_lookup(const v_table *table, const unsigned int bytes, vec i)
{
	vec result = _mm_setzero_si128();

	i = v_or(v_and(i, v_set(0xF)), v_set(0x80808000));
	if (bytes & 1)
		result = _mm_shuffle_epi8(table->byte[0], i);
	if (bytes & 2)
		result = v_or(result, v_sll(_mm_shuffle_epi8(table->byte[1], i), 8));
	if (bytes & 4)
		result = v_or(result, v_sll(_mm_shuffle_epi8(table->byte[2], i), 16));
	if (bytes & 8)
		result = v_or(result, v_sll(_mm_shuffle_epi8(table->byte[3], i), 24));
	return result;
}

static __rte_always_inline vec
v_is_zero(vec a)
{
	return _mm_cmpeq_epi32(a, _mm_setzero_si128());
}

/* Lanes in which a has one of the bits are those of then, the others those of els. */
static __rte_always_inline vec
v_where(vec a, vec bits, vec then, vec els)
{
	return _mm_blendv_epi8(then, els, v_is_zero(v_and(a, bits)));
}

static __rte_always_inline vec
v_if(vec a, vec bits, vec then)
{
	return _mm_andnot_si128(v_is_zero(v_and(a, bits)), then);
}

/* So many lanes from the first on have a equal to b and c below d. */
static __rte_always_inline unsigned int
v_prefix(vec a, vec b, vec c, vec d)
{
	vec ge = _mm_cmpeq_epi32(_mm_max_epu32(c, d), c);
	vec both = _mm_andnot_si128(ge, _mm_cmpeq_epi32(a, b));

	return (unsigned int)__builtin_ctz(~(unsigned int)_mm_movemask_ps(_mm_castsi128_ps(both)));
}

/* Length; length and tag; hash: from where a write-back has them to where an mbuf does. */
static __rte_always_inline vec
v_fields(vec d)
{
	return _mm_shuffle_epi8(
		d, _mm_setr_epi8(-1, -1, -1, -1, 12, 13, -1, -1, 12, 13, 14, 15, 4, 5, 6, 7));
}

static __rte_always_inline void
v_store_piece(void *to, vec a, const unsigned int piece)
{
	RTE_SET_USED(piece);
	_mm_store_si128((__m128i *)to, a);
}

struct raw {
	vec d[4];
};

/* The device writes a descriptor as a whole, and each of these is one access. */
static __rte_always_inline struct raw
raw_load(const union igbx_rx_desc *desc)
{
	const __m128i *from = (const __m128i *)desc;

	return (struct raw){{_mm_load_si128(from), _mm_load_si128(from + 1),
		_mm_load_si128(from + 2), _mm_load_si128(from + 3)}};
}

static __rte_always_inline void
v_exchange(struct rte_mbuf **slot, struct rte_mbuf *const *fresh, struct rte_mbuf **pkts)
{
	unsigned int i;

	for (i = 0; i < V_GROUP; i += 2) {
		_mm_storeu_si128(
			(__m128i *)(pkts + i), _mm_loadu_si128((const __m128i *)(slot + i)));
		_mm_storeu_si128(
			(__m128i *)(slot + i), _mm_loadu_si128((const __m128i *)(fresh + i)));
	}
}

static __rte_always_inline void
v_post(union igbx_rx_desc *desc, struct rte_mbuf *const *fresh, uint64_t offset)
{
	const vec zero = _mm_setzero_si128();
	unsigned int i;

	for (i = 0; i < V_GROUP; i += 2) {
		vec iova = _mm_add_epi64(
			_mm_loadu_si128((const __m128i *)(fresh + i)), v_set64(offset));

		_mm_store_si128((__m128i *)&desc[i], v_lo64(iova, zero));
		_mm_store_si128((__m128i *)&desc[i + 1], v_hi64(iova, zero));
	}
}

#include "igbx_rx_lanes.h"
#include "igbx_rx_burst.h"

uint16_t
igbx_rx_burst_sse(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, false);
}

uint16_t
igbx_rx_burst_sse_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, true);
}
