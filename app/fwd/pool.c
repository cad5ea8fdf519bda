/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Mbuf pools: one for each NUMA node that has a port. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>

#include "fwd.h"
#include "log.h"

#define CACHE_SIZE 256

/**
 * Mbufs for what is neither in a descriptor ring nor in an lcore's hands: software ports (net_ring,
 * net_tap, net_af_packet) keep frames in rings of their own, whose length they do not report.
 */
#define MARGIN 8192

static uint32_t
rx_needs(const struct fwd_app *app, int socket)
{
	uint32_t n = 0;

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		const struct fwd_port *p = &app->ports[i];

		if (p->socket == socket)
			n += (uint32_t)p->nb_rxq * p->nb_rxd;
	}
	return n;
}

/** The number of mbufs that keeps every ring and every burst supplied. */
static uint32_t
pool_size(const struct fwd_app *app, int socket)
{
	uint32_t n = rx_needs(app, socket);

	/* Any port may send what came from this node. */
	for (unsigned int i = 0; i < app->nb_ports; i++)
		n += (uint32_t)app->ports[i].nb_txq * app->ports[i].nb_txd;
	/* A cache may hold half as much again before it is flushed; the main lcore has one too. */
	n += (app->nb_lcores + 1) * (CACHE_SIZE + CACHE_SIZE / 2);
	n += app->nb_streams * 2 * (uint32_t)app->opt->burst;
	return RTE_ALIGN_CEIL(n + MARGIN, 1024u) - 1;
}

static int
explain(const struct fwd_app *app, uint32_t n, int socket)
{
	uint64_t needed =
		(uint64_t)n * (app->mbuf_room + RTE_PKTMBUF_HEADROOM + sizeof(struct rte_mbuf) +
				      sizeof(struct rte_mempool_objhdr));
	struct rte_malloc_socket_stats stats = {0};
	int error = rte_errno;

	rte_malloc_get_socket_stats(socket, &stats);
	fwd_err("no memory for %u mbufs of %u bytes (%" PRIu64 " MiB) on NUMA node %d: %s; %s", n,
		app->mbuf_room + RTE_PKTMBUF_HEADROOM, needed >> 20, socket, rte_strerror(error),
		rte_eal_has_hugepages()
			? "reserve more hugepages (dpdk-hugepages.py --setup 1G), or lower "
			  "--total-num-mbufs"
			: "without hugepages raise EAL's -m, or lower --total-num-mbufs");
	return -ENOMEM;
}

static int
create(struct fwd_app *app, int socket)
{
	uint32_t n =
		app->opt->total_mbufs ? (uint32_t)app->opt->total_mbufs : pool_size(app, socket);
	uint32_t least = rx_needs(app, socket) + (uint32_t)app->opt->burst;
	/* A pool must be at least one and a half times as large as a cache of it. */
	uint32_t cache = RTE_MIN((uint32_t)CACHE_SIZE, n / 4);
	char name[RTE_MEMPOOL_NAMESIZE];

	if (n < least) {
		fwd_err("--total-num-mbufs=%u: the Rx descriptors and one burst alone take %u", n,
			least);
		return -EINVAL;
	}
	snprintf(name, sizeof(name), "fwd_mbufs_%d", socket);
	app->pools[socket] = rte_pktmbuf_pool_create(
		name, n, cache, 0, (uint16_t)(app->mbuf_room + RTE_PKTMBUF_HEADROOM), socket);
	if (app->pools[socket] == NULL)
		return explain(app, n, socket);
	app->nb_mbufs += n;
	return 0;
}

int
fwd_pools_create(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		struct fwd_port *p = &app->ports[i];

		if (app->pools[p->socket] == NULL) {
			int ret = create(app, p->socket);

			if (ret < 0)
				return ret;
		}
		p->pool = app->pools[p->socket];
	}
	fwd_offloads_plan_fast_free(app);
	return 0;
}

void
fwd_pools_check(struct fwd_app *app)
{
	app->nb_mbufs_in_use = 0;
	for (unsigned int i = 0; i < RTE_DIM(app->pools); i++) {
		if (app->pools[i] != NULL)
			app->nb_mbufs_in_use += rte_mempool_in_use_count(app->pools[i]);
	}
	if (app->nb_mbufs_in_use != 0)
		fwd_warn("%u of %u mbufs did not come back from the ports", app->nb_mbufs_in_use,
			app->nb_mbufs);
}

void
fwd_pools_free(struct fwd_app *app)
{
	for (unsigned int i = 0; i < RTE_DIM(app->pools); i++) {
		rte_mempool_free(app->pools[i]);
		app->pools[i] = NULL;
	}
}
