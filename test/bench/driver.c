/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdbool.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cpuflags.h>
#include <rte_ethdev.h>
#include <rte_vect.h>

#include "driver.h"

#define IGBX(text, cpu, args)                                                                \
	{                                                                                    \
		.name = text, .kind = DRIVER_PCI, .pci_name = "net_igbx", .nic = &nic_82576, \
		.isa = cpu, .devargs = args                                                  \
	}
#define IXGBE(text, bits)                                                                         \
	.name = text, .kind = DRIVER_PCI, .file = "librte_net_ixgbe.so", .pci_name = "net_ixgbe", \
	.nic = &nic_82599, .simd_bits = bits

const struct driver drivers[] = {
	{.name = "igb",
		.kind = DRIVER_PCI,
		.file = "librte_net_e1000.so",
		.pci_name = "net_e1000_igb",
		.nic = &nic_82576},
	/* Short of the 32 that bulk allocation wants, and an offload that the simple path lacks. */
	{IXGBE("ixgbe-full", RTE_VECT_SIMD_DISABLED), .rx_free_thresh = 31,
		.tx_offloads = RTE_ETH_TX_OFFLOAD_MULTI_SEGS},
	{IXGBE("ixgbe-bulk", RTE_VECT_SIMD_DISABLED)},
	{IXGBE("ixgbe-sse", RTE_VECT_SIMD_128), .min_burst = 4},
	{.name = "null", .kind = DRIVER_NULL, .file = "librte_net_null.so"},
	{.name = "ring", .kind = DRIVER_RING, .file = "librte_net_ring.so"},
	IGBX("igbx-scalar", NULL, "simd=scalar"),
	IGBX("igbx-sse", "sse", "simd=sse"),
	IGBX("igbx-avx2", "avx2", "simd=avx2"),
	IGBX("igbx-avx512", "avx512", "simd=avx512"),
	IGBX("igbx", NULL, NULL),
};
const unsigned int nb_drivers = RTE_DIM(drivers);

const struct driver *
driver_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < nb_drivers; i++) {
		if (strcmp(drivers[i].name, name) == 0)
			return &drivers[i];
	}
	return NULL;
}

bool
driver_cpu_fits(const struct driver *drv)
{
	if (drv->isa == NULL)
		return true;
	if (strcmp(drv->isa, "sse") == 0)
		return rte_cpu_get_flag_enabled(RTE_CPUFLAG_SSE4_2) > 0;
	if (strcmp(drv->isa, "avx2") == 0)
		return rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX2) > 0;
	return rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX512F) > 0 &&
	       rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX512BW) > 0 &&
	       rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX512DQ) > 0 &&
	       rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX512VL) > 0;
}
