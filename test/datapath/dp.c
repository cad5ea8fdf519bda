/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_lcore.h>

#include "igbx_plat.h"
#include "dp.h"

#define PORTS 4

static struct {
	struct rte_eth_dev dev[PORTS];
	struct rte_eth_dev_data data[PORTS];
	unsigned int log_errors;
	char log_last[256];
	uint64_t random;
	char failure[512];
} dp;

void
dp_start(char *program)
{
	static char text[][18] = {"--no-huge", "--no-shconf", "--no-pci", "--no-telemetry", "-m",
		"256", "-l", "0", "--log-level=error"};
	char *args[RTE_DIM(text) + 2] = {program};
	unsigned int i;

	for (i = 0; i < RTE_DIM(text); i++)
		args[i + 1] = text[i];
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (rte_eal_init(RTE_DIM(text) + 1, args) < 0) {
		printf("Bail out! EAL does not start: %s\n", rte_strerror(rte_errno));
		exit(1);
	}
}

struct rte_eth_dev *
dp_port(uint16_t port_id)
{
	struct rte_eth_dev *dev = &dp.dev[port_id];

	dev->data = &dp.data[port_id];
	dev->data->port_id = port_id;
	return dev;
}

struct rte_mempool *
dp_pool(const char *name, unsigned int nb, unsigned int cache, uint16_t room)
{
	struct rte_mempool *pool = rte_pktmbuf_pool_create(
		name, nb, cache, 0, room + RTE_PKTMBUF_HEADROOM, (int)rte_socket_id());

	if (pool == NULL) {
		printf("Bail out! no pool %s of %u mbufs: %s\n", name, nb, rte_strerror(rte_errno));
		exit(1);
	}
	return pool;
}

unsigned int
dp_pool_missing(struct rte_mempool *pool)
{
	return pool->size - rte_mempool_avail_count(pool);
}

/* The platform layer's log, in the driver's place. */
void
igbx_plat_log(enum igbx_log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(dp.log_last, sizeof(dp.log_last), fmt, ap);
	va_end(ap);
	if (level == IGBX_LOG_ERR)
		dp.log_errors++;
}

unsigned int
dp_log_errors(void)
{
	return dp.log_errors;
}

const char *
dp_log_last(void)
{
	return dp.log_last;
}

void
dp_seed(uint64_t seed)
{
	const char *env = getenv("DP_SEED");

	dp.random = env != NULL ? strtoull(env, NULL, 0) : seed;
	printf("# seed 0x%llx (DP_SEED)\n", (unsigned long long)dp.random);
}

/* splitmix64 */
uint64_t
dp_random(void)
{
	uint64_t z = dp.random += 0x9E3779B97F4A7C15ull;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ z >> 27) * 0x94D049BB133111EBull;
	return z ^ z >> 31;
}

uint32_t
dp_below(uint32_t limit)
{
	return (uint32_t)(dp_random() >> 32) % limit;
}

bool
dp_one_in(uint32_t n)
{
	return dp_below(n) == 0;
}

unsigned int
dp_rounds(unsigned int rounds)
{
	const char *env = getenv("DP_ROUNDS");

	return env != NULL ? strtoul(env, NULL, 0) : rounds;
}

/* FNV-1a */
uint64_t
dp_hash(uint64_t hash, const void *data, size_t bytes)
{
	const uint8_t *p = data;
	size_t i;

	for (i = 0; i < bytes; i++)
		hash = (hash ^ p[i]) * 0x100000001B3ull;
	return hash;
}

void
dp_fail(const char *fmt, ...)
{
	va_list ap;

	if (dp.failure[0] != '\0')
		return;
	va_start(ap, fmt);
	vsnprintf(dp.failure, sizeof(dp.failure), fmt, ap);
	va_end(ap);
}

bool
dp_failed(void)
{
	return dp.failure[0] != '\0';
}

const char *
dp_take_failure(void)
{
	static char text[sizeof(dp.failure)];

	memcpy(text, dp.failure, sizeof(text));
	dp.failure[0] = '\0';
	return text;
}
