/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The drivers that can be compared, each with what makes it take one of its paths.
 */
#ifndef BENCH_DRIVER_H
#define BENCH_DRIVER_H

#include <stdint.h>

#include "nic.h"

enum driver_kind { DRIVER_PCI, DRIVER_NULL, DRIVER_RING };

struct driver {
	const char *name;
	enum driver_kind kind;
	const char *file; /* in the folder of DPDK's drivers; NULL: igbx's own */
	const char *pci_name;
	const struct nic_ops *nic;
	const char *devargs;
	const char *isa;	 /* what the CPU must have; NULL: nothing */
	uint16_t simd_bits;	 /* limit while it starts; 0: EAL's own */
	uint16_t rx_free_thresh; /* 0: the driver's default */
	uint16_t min_burst;	 /* receives nothing in smaller ones */
	uint64_t tx_offloads;	 /* asked for beside those of the run */
};

extern const struct driver drivers[];
extern const unsigned int nb_drivers;

const struct driver *driver_find(const char *name);
/* The CPU has what the driver's path is made of. */
_Bool driver_cpu_fits(const struct driver *drv);

#endif
