/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The transmit ring: reports and reclaim, a ring that is full, a queue that falls silent,
 * mbufs of every kind, packets that can never be sent.
 */
#include "tap.h"

#include "dp.h"
#include "tx_model.h"
#include "tx_packets.h"

static struct tx_packets packets;

static void
send_packets(struct tx_model *model, const struct igbx_tx_path *path, enum tx_seg_kind kind,
	uint16_t nb_segs, uint16_t nb)
{
	struct rte_mbuf *pkts[256];
	uint16_t i, sent;

	for (i = 0; i < nb; i++)
		pkts[i] = tx_packet(&packets, kind, nb_segs, 60 + i);
	sent = tx_model_burst(model, path, pkts, nb);
	DP_EXPECT_EQ(nb, sent, "packets sent");
	for (i = sent; i < nb; i++)
		rte_pktmbuf_free(pkts[i]);
}

static void
test_reports(const struct igbx_tx_path *path)
{
	static const uint16_t bursts[] = {1, 2, 7, 8, 9, 31, 32, 33, 64, 100};
	unsigned int i, round;

	for (i = 0; i < RTE_DIM(bursts); i++) {
		struct tx_model *model = tx_model_create(0, 256, 32, 64, 0);

		for (round = 0; round < 20; round++) {
			send_packets(model, path, TX_SEG_PLAIN, 1, bursts[i]);
			tx_model_check(model);
			tx_model_run(model, UINT32_MAX);
			tx_model_check(model);
		}
		DP_EXPECT_EQ(20 * ((bursts[i] + 31) / 32), model->nb_reports, "reports");
		tx_model_destroy(model);
	}
	tx_packets_check(&packets);
	DP_REPORT("one report per burst, and one per rs_thresh descriptors");
}

static void
test_silent(const struct igbx_tx_path *path)
{
	struct tx_model *model = tx_model_create(0, 128, 32, 32, 0);
	unsigned int i;

	for (i = 1; i <= 40; i++) {
		send_packets(model, path, i % 2 ? TX_SEG_PLAIN : TX_SEG_OTHER_POOL, 1 + i % 3,
			1 + i % 5);
		tx_model_run(model, UINT32_MAX);
		igbx_tx_done_cleanup(model->q, 0);
		tx_packets_check(&packets);
	}
	tx_model_destroy(model);
	DP_REPORT("whatever was sent can be reclaimed when nothing more is sent");
}

static void
test_cleanup_counts(const struct igbx_tx_path *path)
{
	struct tx_model *model = tx_model_create(0, 128, 16, 32, 0);
	unsigned int missing;

	DP_EXPECT_EQ(0, igbx_tx_done_cleanup(model->q, 0), "packets of an unused queue");
	send_packets(model, path, TX_SEG_PLAIN, 1, 20);
	send_packets(model, path, TX_SEG_PLAIN, 4, 5);
	DP_EXPECT_EQ(0, igbx_tx_done_cleanup(model->q, 0), "packets not sent yet");
	tx_model_run(model, UINT32_MAX);
	missing = dp_pool_missing(packets.pool[0]);
	DP_EXPECT_EQ(40, missing, "mbufs in the ring");
	DP_EXPECT_EQ(3, igbx_tx_done_cleanup(model->q, 3), "packets, 3 asked for");
	DP_EXPECT_EQ(37, dp_pool_missing(packets.pool[0]), "mbufs left");
	tx_model_check(model);
	DP_EXPECT_EQ(18, igbx_tx_done_cleanup(model->q, 18), "packets, 18 asked for");
	DP_EXPECT_EQ(16, dp_pool_missing(packets.pool[0]), "mbufs left: four chains");
	tx_model_check(model);
	DP_EXPECT_EQ(4, igbx_tx_done_cleanup(model->q, 100), "packets, 100 asked for");
	tx_model_check(model);
	tx_packets_check(&packets);
	send_packets(model, path, TX_SEG_PLAIN, 3, 10);
	tx_model_run(model, UINT32_MAX);
	DP_EXPECT_EQ(10, igbx_tx_done_cleanup(model->q, 0), "packets, all asked for");
	tx_packets_check(&packets);
	tx_model_destroy(model);
	DP_REPORT("tx_done_cleanup frees whole packets, as many as asked for, and says how many");
}

static void
test_full(const struct igbx_tx_path *path)
{
	static const uint16_t sizes[] = {32, 64, 72, 512};
	struct rte_mbuf *pkts[64];
	unsigned int s, round, nb_segs, i;

	for (s = 0; s < RTE_DIM(sizes); s++)
		for (nb_segs = 1; nb_segs <= 5; nb_segs++) {
			struct tx_model *model = tx_model_create(0, sizes[s], sizes[s] / 2, 8, 0);

			for (round = 0; round < 60; round++) {
				uint16_t sent;

				for (i = 0; i < 64; i++)
					pkts[i] = tx_packet(&packets, TX_SEG_PLAIN, nb_segs, 80);
				sent = tx_model_burst(model, path, pkts, 64);
				for (i = sent; i < 64; i++)
					rte_pktmbuf_free(pkts[i]);
				tx_model_check(model);
				tx_model_run(model, dp_below(80));
				tx_model_check(model);
			}
			tx_model_run(model, UINT32_MAX);
			igbx_tx_done_cleanup(model->q, 0);
			tx_packets_check(&packets);
			tx_model_destroy(model);
		}
	DP_REPORT("a full ring takes what fits, overruns nothing and goes on");
}

static void
test_kinds(const struct igbx_tx_path *path, uint64_t offloads)
{
	struct tx_model *model = tx_model_create(0, 128, 32, 32, offloads);
	unsigned int kinds = offloads & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE ? 1 : TX_SEG_KINDS;
	unsigned int kind, round;

	for (round = 0; round < 50; round++)
		for (kind = 0; kind < kinds; kind++) {
			send_packets(model, path, kind, 1 + round % 5, 1 + round % 9);
			tx_model_run(model, UINT32_MAX);
			tx_model_check(model);
		}
	igbx_tx_done_cleanup(model->q, 0);
	tx_packets_check_held(&packets);
	tx_packets_release(&packets);
	tx_packets_check(&packets);
	tx_model_destroy(model);
	DP_REPORT(kinds == 1 ? "fast free: single mbufs and chains are back as a pool wants them"
			     : "two pools, shared, cloned and external mbufs are freed right");
}

/* All at once would flood the lcore's cache: what is freed follows what is sent. */
static void
test_in_step(const struct igbx_tx_path *path)
{
	struct tx_model *model = tx_model_create(0, 512, 32, 32, 0);
	unsigned int i, nb_free;

	for (i = 0; i < 15; i++)
		send_packets(model, path, TX_SEG_PLAIN, 1, 32);
	tx_model_run(model, UINT32_MAX);
	DP_EXPECT_EQ(480, dp_pool_missing(packets.pool[0]), "mbufs in the ring");
	for (i = 0; i < 50; i++) {
		send_packets(model, path, TX_SEG_PLAIN, 1, 32);
		tx_model_run(model, UINT32_MAX);
		nb_free = 511 - dp_pool_missing(packets.pool[0]);
		if (nb_free < 32 || nb_free >= 32 + 32)
			dp_fail("%u descriptors free behind a burst, tx_free_thresh is 32",
				nb_free);
	}
	tx_model_destroy(model);
	tx_packets_check(&packets);
	DP_REPORT("a queue keeps tx_free_thresh descriptors free and frees in step with sending");
}

/* Bursts of one alone, from the queue's first packet on. */
static void
test_singles(const struct igbx_tx_path *path, uint64_t offloads)
{
	struct tx_model *model = tx_model_create(0, 64, 32, 32, offloads);
	unsigned int i;

	for (i = 0; i < 300; i++) {
		send_packets(model, path, TX_SEG_PLAIN, 1, 1);
		tx_model_check(model);
		tx_model_run(model, dp_below(3));
		tx_model_check(model);
		if (dp_pool_missing(packets.pool[0]) > 40)
			tx_model_run(model, UINT32_MAX);
	}
	tx_model_run(model, UINT32_MAX);
	igbx_tx_done_cleanup(model->q, 0);
	tx_packets_check(&packets);
	tx_model_destroy(model);
	DP_REPORT(offloads == 0 ? "packets one by one" : "fast free: packets one by one");
}

/* Whatever is in the pool must be as an allocation expects it. */
static void
test_pool_state(void)
{
	struct rte_mbuf *all[3000];
	unsigned int nb = rte_mempool_avail_count(packets.pool[0]), i;

	for (i = 0; i < nb; i++) {
		all[i] = rte_mbuf_raw_alloc(packets.pool[0]);
		DP_EXPECT_EQ(1, rte_mbuf_refcnt_read(all[i]), "reference count in the pool");
		DP_EXPECT_EQ(1, all[i]->nb_segs, "segments in the pool");
		DP_EXPECT_EQ(0, (uintptr_t)all[i]->next, "next in the pool");
	}
	for (i = 0; i < nb; i++)
		rte_mbuf_raw_free(all[i]);
	DP_REPORT("mbufs lie in the pool single, unchained and with one reference");
}

/* Another pool becomes the queue's own once the first one's mbufs are through. */
static void
test_pool_change(const struct igbx_tx_path *path)
{
	struct tx_model *model = tx_model_create(0, 64, 32, 32, 0);
	unsigned int i;

	for (i = 0; i < 400; i++) {
		send_packets(model, path, i / 100 % 2 ? TX_SEG_OTHER_POOL : TX_SEG_PLAIN, 1, 5);
		tx_model_run(model, UINT32_MAX);
		if (i % 100 == 99)
			DP_EXPECT_EQ((uintptr_t)packets.pool[i / 100 % 2],
				(uintptr_t)model->q->pool, "pool of bulk frees");
	}
	tx_model_destroy(model);
	tx_packets_check(&packets);
	DP_REPORT("the pool of bulk frees follows the traffic");
}

/* Two pools in one burst of a fresh queue, in every order. */
static void
test_pool_mix(const struct igbx_tx_path *path)
{
	struct rte_mbuf *pkts[6];
	unsigned int mask, i;

	for (mask = 0; mask < 64; mask++) {
		struct tx_model *model = tx_model_create(0, 64, 32, 32, 0);

		for (i = 0; i < 6; i++)
			pkts[i] = tx_packet(&packets, mask >> i & 1, 1, 64);
		DP_EXPECT_EQ(6, tx_model_burst(model, path, pkts, 6), "packets taken");
		tx_model_run(model, UINT32_MAX);
		DP_EXPECT_EQ(6, igbx_tx_done_cleanup(model->q, 0), "packets freed");
		tx_packets_check(&packets);
		/* A burst of one pool is freed in bulk again, whatever was before. */
		send_packets(model, path, TX_SEG_PLAIN, 1, 4);
		for (i = 0; i < 4; i++)
			DP_EXPECT_EQ(0, (uintptr_t)model->q->sw_ring[6 + i] % 64,
				"what to look at before a bulk free");
		tx_model_destroy(model);
		tx_packets_check(&packets);
	}
	DP_REPORT("two pools in one burst go back each to its own");
}

static void
test_impossible(const struct igbx_tx_path *path)
{
	struct tx_model *model = tx_model_create(0, 32, 8, 8, 0);
	struct tx_model *big = tx_model_create(1, 256, 8, 8, 0);
	struct rte_mbuf *pkts[7];

	pkts[0] = tx_packet(&packets, TX_SEG_PLAIN, 1, 64);
	pkts[1] = tx_packet(&packets, TX_SEG_PLAIN, 32, 64); /* one more than the ring holds */
	pkts[2] = tx_packet(&packets, TX_SEG_PLAIN, 31, 64);
	pkts[3] = tx_packet(&packets, TX_SEG_PLAIN, 3, 0); /* nothing in it */
	pkts[4] = tx_packet(&packets, TX_SEG_CLONE, 41, 20);
	pkts[5] = tx_packet(&packets, TX_SEG_PLAIN, 5, 1945); /* 9725 bytes */
	DP_EXPECT_EQ(
		2, tx_model_burst(model, path, pkts, 6), "packets taken, no room for the next");
	tx_model_run(model, UINT32_MAX);
	DP_EXPECT_EQ(4, tx_model_burst(model, path, pkts + 2, 4), "packets taken");
	tx_model_run(model, UINT32_MAX);
	tx_model_check(model);
	DP_EXPECT_EQ(4, model->q->nb_tx_err, "errors");

	pkts[0] = tx_packet(&packets, TX_SEG_PLAIN, 41, 64);
	pkts[1] = tx_packet(&packets, TX_SEG_PLAIN, 40, 64);
	pkts[2] = tx_packet(&packets, TX_SEG_PLAIN, 4, 2431); /* 9724 bytes */
	pkts[2]->data_len = 0;
	DP_EXPECT_EQ(3, tx_model_burst(big, path, pkts, 3), "packets taken");
	tx_model_run(big, UINT32_MAX);
	tx_model_check(big);
	DP_EXPECT_EQ(1, big->q->nb_tx_err, "errors");
	/* Nothing but packets that cannot be sent: no descriptor, no tail write, no mbuf. */
	pkts[0] = tx_packet(&packets, TX_SEG_PLAIN, 1, 0);
	DP_EXPECT_EQ(1, tx_model_burst(big, path, pkts, 1), "packets taken");
	tx_model_check(big);
	tx_model_destroy(model);
	tx_model_destroy(big);
	tx_packets_check(&packets);
	DP_REPORT("a packet that can never be sent is freed and counted, and blocks nothing");
}

static void
test_short(const struct igbx_tx_path *path)
{
	struct tx_model *model = tx_model_create(0, 64, 8, 8, 0);
	struct rte_mbuf *m;
	uint16_t bytes, kind;

	for (kind = 0; kind < TX_SEG_KINDS; kind++)
		for (bytes = 1; bytes <= 20; bytes++) {
			m = tx_packet(&packets, kind, 1, bytes);
			DP_EXPECT_EQ(1, tx_model_burst(model, path, &m, 1), "packets taken");
			m = tx_packet(&packets, kind, 3, (bytes + 2) / 3);
			DP_EXPECT_EQ(1, tx_model_burst(model, path, &m, 1), "packets taken");
			tx_model_run(model, UINT32_MAX);
		}
	igbx_tx_done_cleanup(model->q, 0);
	tx_packets_check_held(&packets);
	tx_packets_release(&packets);
	tx_packets_check(&packets);
	tx_model_destroy(model);
	DP_REPORT("packets below 17 bytes are filled up with zeros, the mbuf untouched");
}

static void
test_empty_segments(const struct igbx_tx_path *path)
{
	struct tx_model *model = tx_model_create(0, 64, 8, 8, 0);
	unsigned int mask, i;

	for (mask = 0; mask < 32; mask++) {
		struct rte_mbuf *m = tx_seg(&packets, mask % TX_SEG_KINDS, mask & 1 ? 50 : 0);

		for (i = 1; i < 5; i++)
			m = tx_chain(m, tx_seg(&packets, i, mask >> i & 1 ? 50 : 0));
		DP_EXPECT_EQ(1, tx_model_burst(model, path, &m, 1), "packets taken");
		tx_model_run(model, UINT32_MAX);
		tx_model_check(model);
	}
	igbx_tx_done_cleanup(model->q, 0);
	tx_packets_check_held(&packets);
	tx_packets_release(&packets);
	tx_packets_check(&packets);
	tx_model_destroy(model);
	DP_REPORT("empty segments anywhere in a chain take no descriptor and are freed");
}

static void
test_reset(const struct igbx_tx_path *path)
{
	struct tx_model *model = tx_model_create(0, 64, 8, 8, 0);
	unsigned int kind;

	for (kind = 0; kind < TX_SEG_KINDS; kind++)
		send_packets(model, path, kind, 2, 5);
	igbx_txq_reset(model->q);
	tx_packets_check_held(&packets);
	tx_packets_release(&packets);
	tx_packets_check(&packets);
	DP_EXPECT_EQ(0, igbx_tx_queue_count(model->q), "queue count");
	DP_EXPECT_EQ(RTE_ETH_TX_DESC_DONE, igbx_tx_descriptor_status(model->q, 63), "status");
	DP_EXPECT_EQ(0, igbx_tx_done_cleanup(model->q, 0), "packets");
	tx_model_destroy(model);
	DP_REPORT("a reset gives back every mbuf that was under way");
}

int
main(int argc, char **argv)
{
	unsigned int i;

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(4);
	tx_packets_init(&packets, "tx", 64);
	for (i = 0; i < igbx_tx_nb_paths; i++) {
		const struct igbx_tx_path *path = &igbx_tx_paths[i];

		if (!igbx_isa_usable(path->isa))
			continue;
		printf("# path %s\n", path->name);
		test_reports(path);
		test_silent(path);
		test_cleanup_counts(path);
		test_full(path);
		test_kinds(path, 0);
		test_kinds(path, RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE);
		test_singles(path, 0);
		test_singles(path, RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE);
		test_pool_state();
		test_in_step(path);
		test_pool_change(path);
		test_pool_mix(path);
		test_impossible(path);
		test_short(path);
		test_empty_segments(path);
		test_reset(path);
	}
	return tap_done();
}
