/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Groups of eight in registers of 256 bits: what AVX2 and AVX-512 have in common.
 */
#ifndef IGBX_RX_AVX_H
#define IGBX_RX_AVX_H

#include <immintrin.h>

#include <rte_common.h>

#include "igbx_rx_tables.h"

#define V_GROUP 8

typedef __m256i vec;
typedef __m256i vec64;

typedef struct {
	vec lo, hi;
} v_table;

#define v_set(value)	     _mm256_set1_epi32((int)(value))
#define v_set64(value)	     _mm256_set1_epi64x((long long)(value))
#define v_and(a, b)	     _mm256_and_si256(a, b)
#define v_or(a, b)	     _mm256_or_si256(a, b)
#define v_xor(a, b)	     _mm256_xor_si256(a, b)
#define v_add(a, b)	     _mm256_add_epi32(a, b)
#define v_sub(a, b)	     _mm256_sub_epi32(a, b)
#define v_srl(a, n)	     _mm256_srli_epi32(a, n)
#define v_sll(a, n)	     _mm256_slli_epi32(a, n)
#define v_lo32(a, b)	     _mm256_unpacklo_epi32(a, b)
#define v_hi32(a, b)	     _mm256_unpackhi_epi32(a, b)
#define v_lo64(a, b)	     _mm256_unpacklo_epi64(a, b)
#define v_hi64(a, b)	     _mm256_unpackhi_epi64(a, b)
#define v_table_of(t, bytes) v_table_load(t)
#define v_first(a)	     ((uint32_t)_mm256_cvtsi256_si32(a))
#define v_set_piece(from)    _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(from)))

static __rte_always_inline v_table
v_table_load(const struct igbx_rx_table *table)
{
	return (v_table){
		_mm256_load_si256((const __m256i *)&table->dword[0]),
		_mm256_load_si256((const __m256i *)&table->dword[8]),
	};
}

/* Each of the two is one access of 16 bytes, which the device's write of a whole descriptor cannot
 * come between.
 */
static __rte_always_inline vec
load_two(const union igbx_rx_desc *first, const union igbx_rx_desc *second)
{
	__m256i a = _mm256_castsi128_si256(_mm_load_si128((const __m128i *)first));

	return _mm256_inserti128_si256(a, _mm_load_si128((const __m128i *)second), 1);
}

struct raw {
	vec d[4];
};

static __rte_always_inline struct raw
raw_load(const union igbx_rx_desc *desc)
{
	return (struct raw){{load_two(&desc[0], &desc[4]), load_two(&desc[1], &desc[5]),
		load_two(&desc[2], &desc[6]), load_two(&desc[3], &desc[7])}};
}

/* Length; length and tag; hash: from where a write-back has them to where an mbuf does. */
static __rte_always_inline vec
v_fields(vec d)
{
	return _mm256_shuffle_epi8(
		d, _mm256_setr_epi8(-1, -1, -1, -1, 12, 13, -1, -1, 12, 13, 14, 15, 4, 5, 6, 7, -1,
			   -1, -1, -1, 12, 13, -1, -1, 12, 13, 14, 15, 4, 5, 6, 7));
}

static __rte_always_inline void
v_store_piece(void *to, vec a, const unsigned int piece)
{
	if (piece == 0)
		_mm_store_si128((__m128i *)to, _mm256_castsi256_si128(a));
	else
		_mm_store_si128((__m128i *)to, _mm256_extracti128_si256(a, 1));
}

static __rte_always_inline void
v_exchange(struct rte_mbuf **slot, struct rte_mbuf *const *fresh, struct rte_mbuf **pkts)
{
	unsigned int i;

	for (i = 0; i < V_GROUP; i += 4) {
		_mm256_storeu_si256(
			(__m256i *)(pkts + i), _mm256_loadu_si256((const __m256i *)(slot + i)));
		_mm256_storeu_si256(
			(__m256i *)(slot + i), _mm256_loadu_si256((const __m256i *)(fresh + i)));
	}
}

static __rte_always_inline void
v_post(union igbx_rx_desc *desc, struct rte_mbuf *const *fresh, uint64_t offset)
{
	const vec zero = _mm256_setzero_si256();
	unsigned int i;

	for (i = 0; i < V_GROUP; i += 4) {
		vec iova = _mm256_add_epi64(
			_mm256_loadu_si256((const __m256i *)(fresh + i)), v_set64(offset));

		/* The middle ones change places: unpacking works in halves. */
		iova = _mm256_permute4x64_epi64(iova, _MM_SHUFFLE(3, 1, 2, 0));
		_mm256_storeu_si256((__m256i *)&desc[i], v_lo64(iova, zero));
		_mm256_storeu_si256((__m256i *)&desc[i + 2], v_hi64(iova, zero));
	}
}

#endif
