/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive with AVX2.
 */
#include "igbx_rxtx.h"
#include "igbx_paths.h"
#include "igbx_rx_avx.h"

static __rte_always_inline vec
v_is_zero(vec a)
{
	return _mm256_cmpeq_epi32(a, _mm256_setzero_si256());
}

/* Lanes in which a has one of the bits are those of then, the others those of els. */
static __rte_always_inline vec
v_where(vec a, vec bits, vec then, vec els)
{
	return _mm256_blendv_epi8(then, els, v_is_zero(v_and(a, bits)));
}

static __rte_always_inline vec
v_if(vec a, vec bits, vec then)
{
	return _mm256_andnot_si256(v_is_zero(v_and(a, bits)), then);
}

/* So many lanes from the first on have a equal to b and c below d. */
static __rte_always_inline unsigned int
v_prefix(vec a, vec b, vec c, vec d)
{
	vec ge = _mm256_cmpeq_epi32(_mm256_max_epu32(c, d), c);
	vec both = _mm256_andnot_si256(ge, _mm256_cmpeq_epi32(a, b));

	return (unsigned int)__builtin_ctz(
		~(unsigned int)_mm256_movemask_ps(_mm256_castsi256_ps(both)));
}

/* The permutation looks at three bits of the index, the selection at the fourth. */
static __rte_always_inline vec
v_table_lookup(const v_table *table, const unsigned int bytes, vec i)
{
	__m256 lo = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(table->lo, i));
	__m256 hi = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(table->hi, i));

	RTE_SET_USED(bytes);
	return _mm256_castps_si256(_mm256_blendv_ps(lo, hi, _mm256_castsi256_ps(v_sll(i, 28))));
}

#include "igbx_rx_lanes.h"
#include "igbx_rx_burst.h"

uint16_t
igbx_rx_burst_avx2(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, false);
}

uint16_t
igbx_rx_burst_avx2_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, true);
}
