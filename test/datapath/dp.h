/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the data path tests share: DPDK without a device, pools, a port that exists in
 * memory alone, random numbers that can be repeated, and a place for the first thing
 * that went wrong in a long run.
 */
#ifndef DP_H
#define DP_H

#include <stdbool.h>
#include <stdint.h>

#include "igbx_rxtx.h"

#define DP_ROOM 2048 /* bytes of a buffer behind the headroom */

/* Starts EAL. Ends the program with a plan of no tests when it cannot. */
void dp_start(char *program);

/* A port in memory; ids are small numbers. */
struct rte_eth_dev *dp_port(uint16_t port_id);

struct rte_mempool *dp_pool(const char *name, unsigned int nb, unsigned int cache, uint16_t room);
/* Mbufs of the pool that are not in it. */
unsigned int dp_pool_missing(struct rte_mempool *pool);

/* Lines the driver logged as errors, and the last of them. */
unsigned int dp_log_errors(void);
const char *dp_log_last(void);

/* Random numbers. The seed is DP_SEED from the environment, or the given one; it is printed. */
void dp_seed(uint64_t seed);
uint64_t dp_random(void);
uint32_t dp_below(uint32_t limit);
bool dp_one_in(uint32_t n);
/* Rounds of a long test: DP_ROUNDS from the environment, or the given number. */
unsigned int dp_rounds(unsigned int rounds);

uint64_t dp_hash(uint64_t hash, const void *data, size_t bytes);
#define DP_HASH_INIT 0xCBF29CE484222325ull

/* The first failure of a run of checks, for one TAP line at its end. */
__attribute__((format(printf, 1, 2))) void dp_fail(const char *fmt, ...);
bool dp_failed(void);
/* The text of the first failure; forgets it. */
const char *dp_take_failure(void);

/* One TAP line for everything checked since the last. */
#define DP_REPORT(name)                                          \
	do {                                                     \
		bool good_ = !dp_failed();                       \
		tap_check(good_, name, "%s", dp_take_failure()); \
	} while (0)

#define DP_EXPECT_EQ(expected, observed, what)                                            \
	do {                                                                              \
		uint64_t e_ = (uint64_t)(expected), o_ = (uint64_t)(observed);            \
		if (e_ != o_)                                                             \
			dp_fail("%s: expected 0x%llx, observed 0x%llx (%s:%d)", what,     \
				(unsigned long long)e_, (unsigned long long)o_, __FILE__, \
				__LINE__);                                                \
	} while (0)

#endif
