/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * EAL without devices of its own, and the drivers that are loaded into it.
 */
#ifndef BENCH_EAL_H
#define BENCH_EAL_H

#include <stdbool.h>

struct rte_pci_driver;

struct eal_info {
	unsigned int cpu;
	bool hugepages;
};

/* With hugepages when the needed megabytes are free, else without. */
int eal_start(unsigned int megabytes, struct eal_info *info);

/* The driver of that name which a shared object registers; NULL with a message. */
struct rte_pci_driver *eal_load(const char *path, const char *name);

#endif
