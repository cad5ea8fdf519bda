/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The receive ring: what the device is told and when, chains, a kept CRC, a pool that runs dry
 * at every possible moment, and write-backs that no honest device would make.
 */
#include <string.h>

#include "tap.h"

#include "dp.h"
#include "rx_model.h"

#define KEEP_CRC RTE_ETH_RX_OFFLOAD_KEEP_CRC
#define ETH_INFO 0x0110u /* IPv4 TCP */

/* Takes mbufs out of the pool until n are left. */
static unsigned int
steal(struct rte_mempool *pool, struct rte_mbuf **stolen, unsigned int n)
{
	unsigned int nb = rte_mempool_avail_count(pool) - n;

	if (rte_mempool_get_bulk(pool, (void **)stolen, nb) != 0)
		dp_fail("%u mbufs cannot be taken from the pool", nb);
	return nb;
}

static void
give_back(struct rte_mempool *pool, struct rte_mbuf **stolen, unsigned int nb)
{
	rte_mempool_put_bulk(pool, (void **)stolen, nb);
}

static void
test_tail(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	static const uint16_t thresholds[] = {0, 1, 7, 16, 32, 60, 63};
	unsigned int t, i, nb_writes;

	for (t = 0; t < RTE_DIM(thresholds); t++) {
		uint16_t limit = RTE_MAX(RTE_MIN(thresholds[t], 32), 1);
		struct rx_model *model =
			rx_model_create(0, 64, thresholds[t], DP_ROOM, pool, 0, path->scattered);

		nb_writes = 0;
		for (i = 0; i < 640; i++) {
			uint32_t before = model->tail_reg;

			rx_model_packet(model, 0, 0, 1, 60);
			DP_EXPECT_EQ(1, rx_model_burst(model, path, 32), "packets");
			nb_writes += model->tail_reg != before;
			rx_model_check(model);
		}
		DP_EXPECT_EQ(640 / limit, nb_writes, "tail writes for 640 packets");
		rx_model_destroy(model);
	}
	DP_REPORT("the tail is written once in rx_free_thresh, at half a ring at the latest");
}

static void
test_empty(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model = rx_model_create(0, 32, 8, DP_ROOM, pool, 0, path->scattered);
	uint32_t before = model->tail_reg;

	DP_EXPECT_EQ(0, rx_model_burst(model, path, 32), "packets of an empty ring");
	rx_model_packet(model, 0, 0, 1, 60);
	DP_EXPECT_EQ(0, path->burst(model->q, NULL, 0), "packets of an empty burst");
	DP_EXPECT_EQ(before, model->tail_reg, "tail");
	DP_EXPECT_EQ(1, igbx_rx_queue_count(model->q), "queue count");
	rx_model_destroy(model);
	DP_REPORT("empty ring and empty burst");
}

static void
test_full_ring(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model = rx_model_create(0, 64, 32, DP_ROOM, pool, 0, path->scattered);
	unsigned int round, burst;

	for (round = 0; round < 50; round++) {
		while (rx_model_room(model) > 0)
			rx_model_packet(model, ETH_INFO, 0, 1, 60 + dp_below(1000));
		rx_model_check(model);
		for (burst = 1; model->nb_pending > 0; burst = burst % 64 + 1) {
			rx_model_burst(model, path, burst);
			rx_model_check(model);
		}
	}
	rx_model_destroy(model);
	DP_REPORT("a ring full of packets, taken by bursts of 1 to 64");
}

/* A dry pool leaves packets where they are, and all that was refilled is the device's. */
static void
test_dry_pool(const struct igbx_rx_path *path, struct rte_mempool *pool, uint16_t nb_segs)
{
	struct rte_mbuf *stolen[1024];
	uint16_t nb_pkts = 126 / nb_segs, n;

	for (n = 0; n < nb_pkts * nb_segs; n++) {
		struct rx_model *model = rx_model_create(0, 128, 32, 256, pool, 0, path->scattered);
		uint64_t failed = model->q->dev_data->rx_mbuf_alloc_failed;
		unsigned int nb_stolen, i;
		uint16_t got;

		/* Not at the start of the ring: the run is cut by its end as well. */
		for (i = 0; i < 100; i++) {
			rx_model_packet(model, 0, 0, 1, 60);
			rx_model_burst(model, path, 1);
		}
		for (i = 0; i < 28; i++)
			rx_model_burst(model, path, 1);
		while (rx_model_room(model) < nb_pkts * nb_segs) {
			rx_model_packet(model, 0, 0, 1, 60);
			rx_model_burst(model, path, 1);
		}
		for (i = 0; i < nb_pkts; i++)
			rx_model_packet(model, ETH_INFO, 0, nb_segs, 200);
		nb_stolen = steal(pool, stolen, n);
		got = rx_model_burst(model, path, 200);
		DP_EXPECT_EQ(n / nb_segs, got, "packets while n mbufs are left");
		DP_EXPECT_EQ(failed + 1, model->q->dev_data->rx_mbuf_alloc_failed, "failures");
		DP_EXPECT_EQ(nb_pkts * nb_segs - n, igbx_rx_queue_count(model->q), "still there");
		DP_EXPECT_EQ(0, model->q->nb_hold, "refilled and kept from the device");
		give_back(pool, stolen, nb_stolen);
		DP_EXPECT_EQ(nb_pkts - got, rx_model_burst(model, path, 200), "the others");
		rx_model_check(model);
		rx_model_destroy(model);
		DP_EXPECT_EQ(0, dp_pool_missing(pool), "mbufs lost");
	}
	DP_REPORT(nb_segs == 1 ? "pool dry after n mbufs, for every n: nothing is lost"
			       : "the same with chains");
}

static void
test_chains(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model = rx_model_create(0, 64, 1, 256, pool, 0, true);
	uint16_t nb_segs, i;

	for (nb_segs = 1; nb_segs <= 60; nb_segs++)
		for (i = 0; i < 5; i++) {
			while (rx_model_room(model) < nb_segs)
				rx_model_burst(model, path, 1);
			rx_model_packet(model, ETH_INFO, RXS_VP, nb_segs, 1 + dp_below(256));
			DP_EXPECT_EQ(1, rx_model_burst(model, path, 4), "packets");
			rx_model_check(model);
		}
	rx_model_destroy(model);
	DP_REPORT("chains of 1 to 60 buffers, around the end of the ring");

	model = rx_model_create(0, 64, 1, 256, pool, 0, true);
	for (i = 0; i < 300; i++) {
		struct rx_wb wb = {ETH_INFO, i, i % 7 == 6 ? RXS_EOP : 0, 256, 0};

		rx_model_write(model, &wb);
		DP_EXPECT_EQ(i % 7 == 6, rx_model_burst(model, path, 8), "packets");
	}
	rx_model_destroy(model);
	DP_REPORT("a chain that arrives one buffer per burst");
}

static void
test_kept_crc(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model = rx_model_create(0, 64, 8, 256, pool, KEEP_CRC, path->scattered);
	uint16_t last;

	for (last = 0; last <= 256; last++) {
		rx_model_packet(model, ETH_INFO, 0, 1, last);
		DP_EXPECT_EQ(last > 4, rx_model_burst(model, path, 4), "packets");
		rx_model_check(model);
	}
	rx_model_destroy(model);
	DP_REPORT("kept CRC: taken off one buffer, and a packet of nothing else discarded");
}

static void
test_split_crc(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model = rx_model_create(0, 64, 8, 256, pool, KEEP_CRC, true);
	unsigned int i;

	for (i = 0; i < 400; i++) {
		while (rx_model_room(model) < 5)
			rx_model_burst(model, path, 1);
		rx_model_packet(model, ETH_INFO, 0, 2 + i % 4, 1 + i % 6);
		DP_EXPECT_EQ(1, rx_model_burst(model, path, 4), "packets");
	}
	/* Nothing an honest device does: the CRC over four buffers of one byte. */
	for (i = 0; i < 7; i++) {
		struct rx_wb wb = {ETH_INFO, 0, i == 6 ? RXS_EOP : 0, 1, 0};

		rx_model_write(model, &wb);
	}
	DP_EXPECT_EQ(1, rx_model_burst(model, path, 4), "packets");
	rx_model_check(model);
	rx_model_destroy(model);
	DP_REPORT("kept CRC that spans the last buffers");
}

static void
test_discards(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	static const struct rx_wb bad[] = {
		{ETH_INFO, 0, RXS_EOP | RXS_RXE, 60, 0},
		{ETH_INFO, 0, RXS_EOP, 0, 0},
		{ETH_INFO, 0, RXS_EOP, 257, 0},
		{ETH_INFO, 0, RXS_EOP, 0xFFFF, 0},
	};
	struct rx_model *model = rx_model_create(0, 64, 8, 256, pool, 0, path->scattered);
	unsigned int i, j;

	for (i = 0; i < RTE_DIM(bad); i++)
		for (j = 0; j < 20; j++) {
			rx_model_packet(model, 0, 0, 1, 60);
			rx_model_write(model, &bad[i]);
			rx_model_packet(model, 0, 0, 1, 61);
			DP_EXPECT_EQ(2, rx_model_burst(model, path, 8), "packets");
			rx_model_check(model);
		}
	DP_EXPECT_EQ(40, model->q->nb_rx_err, "errors counted");
	DP_EXPECT_EQ(40, model->q->nb_rx_oversize, "oversized counted");
	DP_REPORT("RXE, nothing in it, longer than the buffer: discarded and counted");

	/* A burst that finds nothing but bad packets ends all the same. */
	for (i = 0; i < 20; i++) {
		while (rx_model_room(model) > 0)
			rx_model_write(model, &bad[i % RTE_DIM(bad)]);
		DP_EXPECT_EQ(0, rx_model_burst(model, path, 4), "packets");
		rx_model_check(model);
	}
	rx_model_destroy(model);
	DP_REPORT("a ring of bad packets is emptied");
}

static void
test_no_end(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model = rx_model_create(0, 128, 8, 256, pool, 0, path->scattered);
	const struct rx_wb wb = {ETH_INFO, 0, 0, 256, 0};
	unsigned int i;

	for (i = 0; i < 3000; i++) {
		rx_model_write(model, &wb);
		if (rx_model_room(model) < 20)
			DP_EXPECT_EQ(0, rx_model_burst(model, path, 32), "packets");
		if (dp_pool_missing(pool) > 128 + 64)
			dp_fail("%u mbufs are held for a packet without end",
				dp_pool_missing(pool) - 128);
	}
	rx_model_burst(model, path, 32);
	DP_EXPECT_EQ(1, model->q->nb_rx_oversize, "packets discarded");
	rx_model_packet(model, 0, 0, 1, 60);
	rx_model_packet(model, 0, 0, 1, 60);
	DP_EXPECT_EQ(1, rx_model_burst(model, path, 32), "packets behind the end");
	rx_model_check(model);
	/* Begun and never finished: given back with the queue. */
	rx_model_write(model, &wb);
	rx_model_burst(model, path, 32);
	rx_model_destroy(model);
	DP_EXPECT_EQ(0, dp_pool_missing(pool), "mbufs lost");
	DP_REPORT("a packet without end is bounded, discarded up to its end, and costs no mbuf");
}

/* Done bits in descriptors that the device was never given are not looked at. */
static void
test_done_beyond(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model = rx_model_create(0, 64, 16, DP_ROOM, pool, 0, path->scattered);
	const struct rx_wb wb = {ETH_INFO, 0, RXS_DD | RXS_EOP, 60, 0};
	struct rte_mbuf *pkts[256];
	unsigned int held, i;
	uint16_t got;

	for (held = 0; held < 16; held++) {
		for (i = 0; i < 64; i++) {
			model->q->ring[i].wb.info = rte_cpu_to_le_32(wb.info);
			model->q->ring[i].wb.length = rte_cpu_to_le_16(wb.length);
			model->q->ring[i].wb.status = rte_cpu_to_le_32(wb.status);
		}
		DP_EXPECT_EQ(63 - model->q->nb_hold, igbx_rx_queue_count(model->q), "queue count");
		got = path->burst(model->q, pkts, held);
		rte_pktmbuf_free_bulk(pkts, got);
		i = 63 - model->q->nb_hold;
		got = path->burst(model->q, pkts, RTE_DIM(pkts));
		DP_EXPECT_EQ(i, got, "packets taken");
		rte_pktmbuf_free_bulk(pkts, got);
	}
	model->nb_pending = 0;
	rx_model_destroy(model);
	DP_REPORT("done bits beyond what the device owns are left alone");
}

static void
test_longest_chain(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model = rx_model_create(0, 128, 1, 256, pool, 0, true);
	unsigned int i;

	for (i = 0; i < 3; i++) {
		rx_model_packet(model, ETH_INFO, 0, 64, 100);
		DP_EXPECT_EQ(1, rx_model_burst(model, path, 4), "packets of 64 buffers");
		rx_model_packet(model, ETH_INFO, 0, 65, 100);
		DP_EXPECT_EQ(0, rx_model_burst(model, path, 4), "packets of 65 buffers");
		rx_model_check(model);
	}
	rx_model_destroy(model);
	DP_REPORT("a packet in 64 buffers is delivered, one in 65 discarded");
}

/* A core may sleep on the status of the descriptor that is next, and must not when that is done. */
static void
test_monitor(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model = rx_model_create(0, 64, 8, DP_ROOM, pool, 0, path->scattered);
	struct rte_power_monitor_cond cond;
	uint32_t status;
	unsigned int i;

	for (i = 0; i < 130; i++) {
		memset(&cond, 0, sizeof(cond));
		DP_EXPECT_EQ(0, igbx_rx_get_monitor_addr(model->q, &cond), "result");
		DP_EXPECT_EQ((uintptr_t)&model->q->ring[i % 64].wb.status, (uintptr_t)cond.addr,
			"address");
		DP_EXPECT_EQ(sizeof(status), cond.size, "size");
		memcpy(&status, &model->q->ring[i % 64].wb.status, sizeof(status));
		DP_EXPECT_EQ(0, cond.fn(status, cond.opaque), "sleep while it is empty");
		rx_model_packet(model, 0, 0, 1, 60);
		memcpy(&status, &model->q->ring[i % 64].wb.status, sizeof(status));
		if (cond.fn(status, cond.opaque) >= 0)
			dp_fail("a core would sleep on packet %u, which is there", i);
		DP_EXPECT_EQ(1, rx_model_burst(model, path, 4), "packets");
	}
	rx_model_destroy(model);
	DP_REPORT("what a sleeping core watches is the status of the next descriptor");
}

static void
test_path(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	printf("# path %s, pool %s\n", path->name, pool->name);
	test_empty(path, pool);
	test_tail(path, pool);
	test_full_ring(path, pool);
	test_dry_pool(path, pool, 1);
	test_discards(path, pool);
	test_no_end(path, pool);
	test_done_beyond(path, pool);
	test_kept_crc(path, pool);
	test_monitor(path, pool);
	if (!path->scattered)
		return;
	test_dry_pool(path, pool, 3);
	test_chains(path, pool);
	test_longest_chain(path, pool);
	test_split_crc(path, pool);
}

int
main(int argc, char **argv)
{
	struct rte_mempool *pools[2];
	unsigned int i, n;

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(2);
	pools[0] = dp_pool("plain", 400, 0, DP_ROOM);
	pools[1] = dp_pool("cached", 400, 32, DP_ROOM);
	for (i = 0; i < igbx_rx_nb_paths; i++)
		for (n = 0; n < RTE_DIM(pools); n++)
			if (igbx_isa_usable(igbx_rx_paths[i].isa))
				test_path(&igbx_rx_paths[i], pools[n]);
	for (n = 0; n < RTE_DIM(pools); n++)
		tap_eq_u64("all mbufs are back", 0, dp_pool_missing(pools[n]));
	return tap_done();
}
