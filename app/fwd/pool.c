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
		const struct fwd_port *p = app->ports[i];

		if (p->socket != socket)
			continue;
		n += (uint32_t)p->nb_rxq * p->nb_rxd;
		if (app->opt->exception[p->id].kind != FWD_EXCEPTION_NONE)
			n += FWD_EXCEPTION_MBUFS;
	}
	return n;
}

/** The number of mbufs that keeps every ring and every burst supplied. */
static uint32_t
pool_size(const struct fwd_app *app, int socket)
{
	uint32_t n = rx_needs(app, socket), nb_streams = 0;

	/* Any port may send what came from this node. */
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		const struct fwd_port *p = app->ports[i];

		n += (uint32_t)p->nb_txq * p->nb_txd;
		nb_streams += p->nb_rxq + p->nb_txq;
	}
	/* A cache may hold half as much again before it is flushed; the main lcore has one too. */
	n += rte_lcore_count() * (uint32_t)(app->opt->mbcache + app->opt->mbcache / 2);
	n += nb_streams * 2 * (uint32_t)app->opt->burst;
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
create(struct fwd_app *app, int socket, uint32_t n)
{
	/* A pool must be at least one and a half times as large as a cache of it. */
	uint32_t cache = RTE_MIN((uint32_t)app->opt->mbcache, n / 4);
	char name[RTE_MEMPOOL_NAMESIZE];

	snprintf(name, sizeof(name), "fwd_mbufs_%d_%u", socket, app->nb_old_pools);
	app->pools[socket] = rte_pktmbuf_pool_create(
		name, n, cache, 0, (uint16_t)(app->mbuf_room + RTE_PKTMBUF_HEADROOM), socket);
	if (app->pools[socket] == NULL)
		return explain(app, n, socket);
	app->nb_mbufs += n;
	return 0;
}

/** Make way for a pool that is larger: no port may be using the old one. */
static int
retire(struct fwd_app *app, int socket)
{
	struct rte_mempool *old = app->pools[socket];

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		if (!app->ports[i]->started)
			continue;
		fwd_err("the %u mbufs of %u bytes are not enough for what is configured: stop all "
			"ports first, or begin with a larger --total-num-mbufs or --mbuf-size",
			old->size, app->mbuf_room + RTE_PKTMBUF_HEADROOM);
		return -EBUSY;
	}
	/* Some ports keep mbufs while they are stopped. */
	if (rte_mempool_in_use_count(old) != 0) {
		if (app->nb_old_pools == FWD_MAX_OLD_POOLS) {
			fwd_err("ports still hold mbufs of %u older pools: close them first",
				FWD_MAX_OLD_POOLS);
			return -EBUSY;
		}
		app->old_pools[app->nb_old_pools++] = old;
	} else {
		app->nb_mbufs -= old->size;
		rte_mempool_free(old);
	}
	app->pools[socket] = NULL;
	for (unsigned int i = 0; i < app->nb_ports; i++)
		app->ports[i]->configured = false;
	return 0;
}

static bool
is_enough(const struct fwd_app *app, struct rte_mempool *pool, uint32_t n)
{
	return pool->size >= n &&
	       rte_pktmbuf_data_room_size(pool) >= app->mbuf_room + RTE_PKTMBUF_HEADROOM;
}

/** Have a pool on a NUMA node. */
static int
provide(struct fwd_app *app, int socket)
{
	uint32_t least = rx_needs(app, socket) + (uint32_t)app->opt->burst;
	uint32_t n =
		app->opt->total_mbufs ? (uint32_t)app->opt->total_mbufs : pool_size(app, socket);
	int ret = 0;

	if (n < least) {
		fwd_err("--total-num-mbufs=%u: the Rx descriptors and one burst alone take %u", n,
			least);
		return -EINVAL;
	}
	if (app->pools[socket] != NULL) {
		if (is_enough(app, app->pools[socket], n))
			return 0;
		ret = retire(app, socket);
	}
	return ret == 0 ? create(app, socket, n) : ret;
}

int
fwd_pools_create(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		int ret = provide(app, app->ports[i]->socket);

		if (ret < 0)
			return ret;
	}
	for (unsigned int i = 0; i < app->nb_ports; i++)
		app->ports[i]->pool = app->pools[app->ports[i]->socket];
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
	for (unsigned int i = 0; i < app->nb_old_pools; i++)
		app->nb_mbufs_in_use += rte_mempool_in_use_count(app->old_pools[i]);
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
	while (app->nb_old_pools > 0)
		rte_mempool_free(app->old_pools[--app->nb_old_pools]);
}
