/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The table of paths, by rising preference, and the choice among them.
 */
#include <string.h>
#ifdef RTE_ARCH_X86_64
#include <cpuid.h>
#endif

#include <rte_common.h>
#include <rte_cpuflags.h>
#include <rte_vect.h>

#include "igbx_rxtx.h"
#include "igbx_paths.h"
#include "igbx_rx_split.h"

const struct igbx_rx_path igbx_rx_paths[] = {
	{"Scalar", IGBX_ISA_SCALAR, 0, false, igbx_rx_burst_scalar},
	{"Scalar Scattered", IGBX_ISA_SCALAR, 0, true, igbx_rx_burst_scalar_scattered},
#ifdef RTE_ARCH_X86_64
	{"Vector SSE", IGBX_ISA_SSE, 128, false, igbx_rx_burst_sse},
	{"Vector SSE Scattered", IGBX_ISA_SSE, 128, true, igbx_rx_burst_sse_scattered},
	{"Vector AVX2", IGBX_ISA_AVX2, 256, false, igbx_rx_burst_avx2},
	{"Vector AVX2 Scattered", IGBX_ISA_AVX2, 256, true, igbx_rx_burst_avx2_scattered},
	{"Vector AVX512", IGBX_ISA_AVX512, 256, false, igbx_rx_burst_avx512},
	{"Vector AVX512 Scattered", IGBX_ISA_AVX512, 256, true, igbx_rx_burst_avx512_scattered},
#endif
#ifdef RTE_ARCH_ARM64
	{"Vector Neon", IGBX_ISA_NEON, 128, false, igbx_rx_burst_neon},
	{"Vector Neon Scattered", IGBX_ISA_NEON, 128, true, igbx_rx_burst_neon_scattered},
#endif
};
const unsigned int igbx_rx_nb_paths = RTE_DIM(igbx_rx_paths);

const struct igbx_rx_path igbx_rx_path_split = {
	"Scalar Buffer Split", IGBX_ISA_SCALAR, 0, true, igbx_rx_burst_split};

const struct igbx_tx_path igbx_tx_paths[] = {
	{"Scalar", IGBX_ISA_SCALAR, 0, igbx_tx_burst_scalar},
#ifdef RTE_ARCH_X86_64
	{"Vector SSE", IGBX_ISA_SSE, 128, igbx_tx_burst_sse},
#endif
#ifdef RTE_ARCH_ARM64
	{"Vector Neon", IGBX_ISA_NEON, 128, igbx_tx_burst_neon},
#endif
};
const unsigned int igbx_tx_nb_paths = RTE_DIM(igbx_tx_paths);

static bool
is_built(enum igbx_isa isa)
{
	unsigned int i;

	for (i = 0; i < igbx_rx_nb_paths; i++)
		if (igbx_rx_paths[i].isa == isa)
			return true;
	for (i = 0; i < igbx_tx_nb_paths; i++)
		if (igbx_tx_paths[i].isa == isa)
			return true;
	return false;
}

/* What the objects of an instruction set are compiled for: meson.build. */
static bool
cpu_has(enum igbx_isa isa)
{
	switch (isa) {
#ifdef RTE_ARCH_X86
	case IGBX_ISA_SSE:
		return rte_cpu_get_flag_enabled(RTE_CPUFLAG_SSE4_2) > 0;
	case IGBX_ISA_AVX2:
		return rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX2) > 0;
	case IGBX_ISA_AVX512:
		return rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX512F) > 0 &&
		       rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX512BW) > 0 &&
		       rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX512DQ) > 0 &&
		       rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX512VL) > 0;
#endif
	default:
		return true;
	}
}

/* QEMU without KVM has every vector instruction and runs each as a function: scalar packets are a
 * fifth cheaper there (test/guest/bench-rate).
 */
static bool
is_emulated(void)
{
#ifdef RTE_ARCH_X86_64
	const unsigned int hypervisor_bit = 1u << 31, signature_leaf = 0x40000000;
	unsigned int max_leaf, name[3], a, b, c, d;

	if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & hypervisor_bit) == 0)
		return false;
	__cpuid(signature_leaf, max_leaf, name[0], name[1], name[2]);
	return memcmp(name, "TCGTCGTCGTCG", sizeof(name)) == 0;
#else
	return false;
#endif
}

bool
igbx_isa_usable(enum igbx_isa isa)
{
	return isa == IGBX_ISA_AUTO || (is_built(isa) && cpu_has(isa));
}

/* What is asked for is the most that may be used: where an instruction set has no path of its
 * own, the next smaller one's does not lose to it.
 */
static bool
is_candidate(enum igbx_isa asked, enum igbx_isa isa, uint16_t simd_bits)
{
	if (asked == IGBX_ISA_AUTO)
		return simd_bits <= rte_vect_get_max_simd_bitwidth() && cpu_has(isa) &&
		       (simd_bits == 0 || !is_emulated());
	return isa <= asked && cpu_has(isa);
}

const struct igbx_rx_path *
igbx_rx_path_select(enum igbx_isa isa, bool scattered)
{
	const struct igbx_rx_path *best = NULL;
	unsigned int i;

	for (i = 0; i < igbx_rx_nb_paths; i++) {
		const struct igbx_rx_path *path = &igbx_rx_paths[i];

		if (path->scattered == scattered && is_candidate(isa, path->isa, path->simd_bits))
			best = path;
	}
	return best;
}

const struct igbx_tx_path *
igbx_tx_path_select(enum igbx_isa isa)
{
	const struct igbx_tx_path *best = NULL;
	unsigned int i;

	for (i = 0; i < igbx_tx_nb_paths; i++)
		if (is_candidate(isa, igbx_tx_paths[i].isa, igbx_tx_paths[i].simd_bits))
			best = &igbx_tx_paths[i];
	return best;
}
