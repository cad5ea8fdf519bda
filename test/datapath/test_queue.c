/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The memory of queues: sizes, neighbours, shortage at every step, pools of special kinds.
 */
#include "tap.h"

#include <rte_malloc.h>

#include "dp.h"
#include "rx_model.h"

#define RING_BYTES(nb_desc) ((nb_desc)*16u)

static unsigned int
nb_zones(void)
{
	unsigned int nb = 0;

	for (unsigned int port = 0; port < 4; port++)
		for (unsigned int queue = 0; queue < 4; queue++) {
			char name[RTE_MEMZONE_NAMESIZE];

			snprintf(name, sizeof(name), "eth_p%u_q%u_igbx_rx", port, queue);
			nb += rte_memzone_lookup(name) != NULL;
			snprintf(name, sizeof(name), "eth_p%u_q%u_igbx_tx", port, queue);
			nb += rte_memzone_lookup(name) != NULL;
		}
	return nb;
}

static void
test_sizes(struct rte_mempool *pool)
{
	static const uint16_t sizes[] = {32, 4096, 40, 512, 4088, 32};
	unsigned int i;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		struct igbx_rxq *rxq = igbx_rxq_alloc(dp_port(0), 0, sizes[i], 0, pool);
		struct igbx_txq *txq = igbx_txq_alloc(dp_port(0), 0, sizes[i], 0);

		if (rxq == NULL || txq == NULL) {
			dp_fail("no queues of %u: %s", sizes[i], dp_log_last());
			return;
		}
		DP_EXPECT_EQ(0, rxq->ring_iova % 128, "alignment of the receive ring");
		DP_EXPECT_EQ(0, txq->ring_iova % 128, "alignment of the transmit ring");
		if (rxq->mz->len < RING_BYTES(sizes[i]) || txq->mz->len < RING_BYTES(sizes[i]))
			dp_fail("ring memory is too short for %u", sizes[i]);
		DP_EXPECT_EQ(sizes[i] - 1, txq->nb_free, "free descriptors");
		DP_EXPECT_EQ(0, igbx_rx_queue_count(rxq), "queue count before start");
		igbx_rxq_free(rxq);
		igbx_txq_free(txq);
		DP_EXPECT_EQ(0, nb_zones(), "memory zones left");
	}
	igbx_rxq_free(NULL);
	igbx_txq_free(NULL);
	DP_REPORT("a queue set up again with another size");
}

static void
test_neighbours(struct rte_mempool *pool)
{
	struct igbx_rxq *rxq[4][4];
	struct igbx_txq *txq[4][4];
	unsigned int port, queue;

	for (port = 0; port < 4; port++)
		for (queue = 0; queue < 4; queue++) {
			rxq[port][queue] = igbx_rxq_alloc(dp_port(port), queue, 64, 0, pool);
			txq[port][queue] = igbx_txq_alloc(dp_port(port), queue, 64, 0);
		}
	DP_EXPECT_EQ(32, nb_zones(), "memory zones");
	for (port = 0; port < 4; port++)
		for (queue = 0; queue < 4; queue++) {
			DP_EXPECT_EQ(port, rxq[port][queue]->port_id, "port");
			DP_EXPECT_EQ(queue, txq[port][queue]->queue_id, "queue");
			igbx_rxq_free(rxq[port][queue]);
			igbx_txq_free(txq[port][queue]);
		}
	DP_EXPECT_EQ(0, nb_zones(), "memory zones left");
	DP_REPORT("queues of several ports and numbers do not share memory");
}

static void
test_small_pool(void)
{
	struct rte_mempool *pool = dp_pool("small", 63, 16, DP_ROOM);
	struct igbx_rxq *q = igbx_rxq_alloc(dp_port(0), 0, 64, 0, pool);
	unsigned int errors = dp_log_errors();

	DP_EXPECT_EQ(-ENOMEM, igbx_rxq_fill(q), "result");
	DP_EXPECT_EQ(0, dp_pool_missing(pool), "mbufs kept");
	DP_EXPECT_EQ(errors + 1, dp_log_errors(), "lines logged");
	DP_REPORT("one mbuf too few: refused, none kept");
	tap_check(strstr(dp_log_last(), "64") && strstr(dp_log_last(), "63") &&
			  strstr(dp_log_last(), "small"),
		"the line tells what is needed and what there is", "\"%s\"", dp_log_last());
	igbx_rxq_free(q);
	rte_mempool_free(pool);
}

/* A pool of exactly as many mbufs as descriptors, part of them in the lcore's cache. */
static void
test_exact_pool(void)
{
	struct rte_mempool *pool = dp_pool("exact", 128, 64, DP_ROOM);
	struct igbx_rxq *q = igbx_rxq_alloc(dp_port(0), 0, 128, 0, pool);
	unsigned int round;

	for (round = 0; round < 20; round++) {
		DP_EXPECT_EQ(0, igbx_rxq_fill(q), "result");
		DP_EXPECT_EQ(128, dp_pool_missing(pool), "mbufs posted");
		igbx_rxq_drain(q);
		DP_EXPECT_EQ(0, dp_pool_missing(pool), "mbufs lost");
		igbx_rxq_drain(q);
	}
	igbx_rxq_free(q);
	rte_mempool_free(pool);
	DP_REPORT("fill and drain, 20 times, with not an mbuf to spare");
}

struct hoard {
	struct hoard *next;
};

/* Takes all heap memory in pieces of a size, on top of what is taken already. */
static struct hoard *
hoard_all(struct hoard *hoard, size_t bytes)
{
	struct hoard *piece;

	while ((piece = rte_malloc(NULL, bytes, 0)) != NULL) {
		piece->next = hoard;
		hoard = piece;
	}
	return hoard;
}

static void
test_no_memory(struct rte_mempool *pool)
{
	static const size_t left[] = {0, 4096, 40000, 60000, 90000};
	struct hoard *hoard = NULL;
	void *reserve[RTE_DIM(left)];
	unsigned int i, errors;
	size_t bytes;

	for (i = 0; i < RTE_DIM(left); i++)
		reserve[i] = rte_malloc(NULL, left[i] + 64, 0);
	for (bytes = 1 << 24; bytes >= 64; bytes /= 4)
		hoard = hoard_all(hoard, bytes);
	for (i = 0; i < RTE_DIM(left); i++) {
		rte_free(reserve[i]);
		errors = dp_log_errors();
		if (igbx_rxq_alloc(dp_port(0), 0, 4096, 0, pool) != NULL ||
			igbx_txq_alloc(dp_port(0), 0, 4096, 0) != NULL)
			dp_fail("a queue in %zu bytes", left[i]);
		DP_EXPECT_EQ(errors + 2, dp_log_errors(), "lines logged");
		DP_EXPECT_EQ(0, nb_zones(), "memory zones left");
		/* What was free before is so again. */
		reserve[i] = rte_malloc(NULL, left[i] + 64, 0);
		if (reserve[i] == NULL)
			dp_fail("memory of a failed setup is gone (%zu bytes)", left[i]);
	}
	while (hoard != NULL) {
		struct hoard *next = hoard->next;

		rte_free(hoard);
		hoard = next;
	}
	for (i = 0; i < RTE_DIM(left); i++)
		rte_free(reserve[i]);
	DP_REPORT("no memory for the first, second, third piece: one line, nothing kept");
}

static void
check_posted(const struct igbx_rxq *q)
{
	unsigned int i;

	for (i = 0; i < q->nb_desc; i++)
		DP_EXPECT_EQ(rte_mbuf_data_iova_default(q->sw_ring[i]),
			rte_le_to_cpu_64(q->ring[i].read.pkt_addr), "posted address");
}

/* Addresses may be computed only if each mbuf of the pool is where the first one suggests. */
static void
test_addresses(void)
{
	struct rte_mempool *pool = dp_pool("pieces", 64, 0, DP_ROOM);
	struct igbx_rxq *q = igbx_rxq_alloc(dp_port(0), 0, 64, 0, pool);
	struct rte_mbuf *odd;

	DP_EXPECT_EQ(true, q->iova_linear, "addresses are computed");
	DP_EXPECT_EQ(0, igbx_rxq_fill(q), "result");
	check_posted(q);
	igbx_rxq_free(q);

	odd = rte_mbuf_raw_alloc(pool);
	rte_mbuf_iova_set(odd, rte_mbuf_iova_get(odd) + (1u << 30));
	rte_mbuf_raw_free(odd);
	q = igbx_rxq_alloc(dp_port(0), 0, 64, 0, pool);
	DP_EXPECT_EQ(false, q->iova_linear, "addresses are computed");
	DP_EXPECT_EQ(0, igbx_rxq_fill(q), "result");
	check_posted(q);
	igbx_rxq_free(q);
	rte_mempool_free(pool);
	DP_REPORT("bus addresses, also where memory is in pieces");
}

/* Buffers outside of the mbufs: the flag that says so stays with them. */
static void
test_pinned(void)
{
	const uint16_t room = DP_ROOM + RTE_PKTMBUF_HEADROOM;
	void *area = rte_malloc(NULL, 200 * room, 4096);
	struct rte_pktmbuf_extmem extmem = {area, rte_malloc_virt2iova(area), 200 * room, room};
	struct rte_mempool *pool =
		rte_pktmbuf_pool_create_extbuf("pinned", 200, 0, 0, room, 0, &extmem, 1);
	unsigned int i;

	for (i = 0; i < igbx_rx_nb_paths; i++) {
		const struct igbx_rx_path *path = &igbx_rx_paths[i];
		struct rx_model *model;
		struct rte_mbuf *m = NULL;
		unsigned int j;

		if (!igbx_isa_usable(path->isa))
			continue;
		model = rx_model_create(0, 64, 8, DP_ROOM, pool, 0, path->scattered);
		for (j = 0; j < 200; j++) {
			rx_model_packet(model, 0x10, 0, 1, 100);
			DP_EXPECT_EQ(1, rx_model_burst(model, path, 8), "packets");
		}
		rx_model_packet(model, 0x10, 0, 1, 100);
		DP_EXPECT_EQ(1, path->burst(model->q, &m, 1), "packets");
		DP_EXPECT_EQ(RTE_MBUF_F_EXTERNAL, m->ol_flags, "flags");
		rte_pktmbuf_free(m);
		rx_model_destroy(model);
	}
	DP_EXPECT_EQ(0, dp_pool_missing(pool), "mbufs lost");
	rte_mempool_free(pool);
	rte_free(area);
	DP_REPORT("a pool with pinned external buffers");
}

static void
test_selection(void)
{
	const struct igbx_rx_path *path = igbx_rx_path_select(IGBX_ISA_AUTO, false);

	tap_check(path != NULL && !path->scattered, "a path for single buffers", "none");
	path = igbx_rx_path_select(IGBX_ISA_AUTO, true);
	tap_check(path != NULL && path->scattered, "a path for scattered packets", "none");
	tap_check(igbx_tx_path_select(IGBX_ISA_AUTO) != NULL, "a transmit path", "none");
}

int
main(int argc, char **argv)
{
	struct rte_mempool *pool;

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(8);
	pool = dp_pool("pool", 256, 0, DP_ROOM);
	test_sizes(pool);
	test_neighbours(pool);
	test_small_pool();
	test_exact_pool();
	test_no_memory(pool);
	test_addresses();
	test_pinned();
	test_selection();
	return tap_done();
}
