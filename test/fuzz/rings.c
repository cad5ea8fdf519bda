/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <rte_mbuf_pool_ops.h>

#include "pool.h"
#include "rings.h"
#include "wrap.h"

/* Pools run dry when a fuzzer takes their mbufs, not by order. */
bool
wrap_alloc_fails(void)
{
	return false;
}

void
rings_init(char **argv)
{
	dp_start(argv[0]);
	FUZZ_CHECK(rte_mbuf_set_user_mempool_ops(POOL_OPS_NAME) == 0, "no pool operations");
}

void
rings_watch(struct rte_mempool *pool)
{
	FUZZ_CHECK(pool_watch(pool), "too many pools");
}

void
rings_check(void)
{
	FUZZ_CHECK(!dp_failed(), "%s", dp_take_failure());
}
