/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Mbuf pools that are a plain stack, count what is out, and fail on demand. In a build with
 * AddressSanitizer a touched free mbuf is a fault, and so is a step beyond an mbuf's buffer.
 */
#ifndef PORT_POOL_H
#define PORT_POOL_H

#include <stdbool.h>
#include <stdint.h>

struct rte_mempool;

#define POOL_OPS_NAME "rig_stack"

/* Watches a pool of these operations that was made elsewhere; false: there are too many. */
bool pool_watch(struct rte_mempool *mp);
void pool_free_all(void);
/* All mbufs are in their pools again and as new, wherever they were; pools without a cache only. */
void pool_take_back_all(void);
/* Mbufs out of all pools. */
unsigned int pool_in_use(void);
/* Whether [addr, addr + len) lies in the objects of a pool. */
bool pool_holds(uint64_t addr, uint32_t len);

#endif
