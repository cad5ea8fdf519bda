/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Mbuf pools that are a plain stack, count what is out, and fail on demand.
 */
#ifndef PORT_POOL_H
#define PORT_POOL_H

#include <stdbool.h>
#include <stdint.h>

void pool_free_all(void);
/* Mbufs out of all pools. */
unsigned int pool_in_use(void);
/* Whether [addr, addr + len) lies in the objects of a pool. */
bool pool_holds(uint64_t addr, uint32_t len);

#endif
