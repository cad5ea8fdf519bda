/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive with AVX-512 in registers of 256 bits: masks, and tables of sixteen words.
 */
#include "igbx_rxtx.h"
#include "igbx_paths.h"
#include "igbx_rx_avx.h"

/* Lanes in which a has one of the bits are those of then, the others those of els. */
static __rte_always_inline vec
v_where(vec a, vec bits, vec then, vec els)
{
	return _mm256_mask_mov_epi32(els, _mm256_test_epi32_mask(a, bits), then);
}

static __rte_always_inline vec
v_if(vec a, vec bits, vec then)
{
	return _mm256_maskz_mov_epi32(_mm256_test_epi32_mask(a, bits), then);
}

/* So many lanes from the first on have a equal to b and c below d. */
static __rte_always_inline unsigned int
v_prefix(vec a, vec b, vec c, vec d)
{
	__mmask8 equal = _mm256_cmpeq_epi32_mask(a, b);

	return (unsigned int)__builtin_ctz(
		~(unsigned int)_mm256_mask_cmplt_epu32_mask(equal, c, d));
}

static __rte_always_inline vec
v_table_lookup(const v_table *table, const unsigned int bytes, vec i)
{
	RTE_SET_USED(bytes);
	return _mm256_permutex2var_epi32(table->lo, i, table->hi);
}

#include "igbx_rx_lanes.h"
#include "igbx_rx_burst.h"

uint16_t
igbx_rx_burst_avx512(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, false);
}

uint16_t
igbx_rx_burst_avx512_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return receive(rxq, pkts, nb_pkts, true);
}
