/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Functions of DPDK that the linker (--wrap) leads through here when the driver calls
 * them: each allocation is counted and may be made to fail, each ring is remembered.
 */
#ifndef PORT_WRAP_H
#define PORT_WRAP_H

#include <stdbool.h>
#include <stdint.h>

#include <bus_pci_driver.h>

/* Counts one allocation; true when it is the one to fail. */
bool wrap_alloc_fails(void);
/* Whether [addr, addr + len) lies in a ring's memory. */
bool wrap_zone_holds(uint64_t addr, uint32_t len);
/* No ring is remembered any more: those of a device that did not stop, which is gone now. */
void wrap_forget_zones(void);
/* The driver that registered itself. */
struct rte_pci_driver *wrap_driver(void);

#endif
