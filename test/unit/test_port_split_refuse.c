/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Buffer split: what is refused, what fails, and split queues beside others.
 */
#include <errno.h>

#include "left.h"
#include "split.h"

static void
refused(const char *name, int expected, uint16_t queue, const struct rte_eth_rxconf *conf,
	const char *word)
{
	struct rig_usage before;

	/* ethdev frees the queue before it asks the driver. */
	(void)queue_setup(queue, conf);
	before = rig_usage();
	plat_model_log_clear();
	TAP_EQ_INT(name, expected, queue_setup(queue, conf));
	TAP_EQ_INT("  lines of the driver's", word != NULL, plat_model_log_count(IGBX_LOG_ERR));
	if (word != NULL)
		TAP_CHECK(strstr(plat_model_log_last_of(IGBX_LOG_ERR), word) != NULL,
			"  names the limit", "%s", plat_model_log_last_of(IGBX_LOG_ERR));
	TAP_CHECK(rig_usage_same(before, rig_usage()), "  nothing is kept", "something is");
}

static void
test_refused(struct rte_mempool *small, struct rte_mempool *tiny)
{
	static const uint32_t headers[] = {RTE_PTYPE_L2_ETHER, V4, V6, V4 | RTE_PTYPE_L4_SCTP,
		RTE_PTYPE_TUNNEL_GRENAT, V4TCP | RTE_PTYPE_TUNNEL_IP};
	struct rte_eth_rxconf conf;
	unsigned int i;

	TAP_EQ_INT("refusals: configured", 0, rig_configure(&rig, 9, 1, NULL));
	for (i = 0; i < RTE_DIM(headers); i++) {
		conf = split_conf(headers[i], 0);
		refused("other headers", -EINVAL, 0, &conf, NULL);
	}
	conf = split_conf(V4TCP, 64);
	refused("headers and a length", -EINVAL, 0, &conf, NULL);
	conf = split_conf(V4TCP, 0);
	conf.rx_nseg = 3;
	segs[2] = segs[1];
	refused("three parts", -EINVAL, 0, &conf, NULL);
	conf = split_conf(V4TCP, 0);
	conf.rx_nseg = 1;
	refused("one part", -EINVAL, 0, &conf, "the device does 2");
	conf = split_conf(V4TCP, 0);
	conf.offloads = 0;
	refused("without the offload", -EINVAL, 0, &conf, NULL);
	conf = split_conf(V4TCP, 0);
	segs[1].split.mp = NULL;
	refused("packets' data discarded", -EINVAL, 0, &conf, NULL);
	conf = split_conf(V4TCP, 0);
	segs[0].split.offset = 3;
	refused("an odd offset", -EINVAL, 0, &conf, NULL);
	for (i = 1; i < 256; i += 1 + i / 64 * 40) {
		conf = split_conf(0, i == 64 || i == 128 || i == 192 ? i + 1 : i);
		refused("behind a length that is no multiple of 64", -EINVAL, 0, &conf,
			"multiples of 64 up to 960");
	}
	conf = split_conf(0, 1024);
	segs[0].split.mp = rig_pool();
	refused("behind 1024 bytes", -EINVAL, 0, &conf, "up to 960");
	conf = split_conf(V4TCP, 0);
	segs[0].split.mp = tiny;
	refused("63 bytes for headers", -EINVAL, 0, &conf, "multiples of 64 up to 960");
	conf = split_conf(V4TCP, 0);
	segs[1].split.mp = small;
	segs[1].split.length = 100;
	refused("100 bytes for data", -EINVAL, 0, &conf, "needs 256");
	conf = split_conf(V4TCP, 0);
	TAP_EQ_INT("queue 0 behind TCP", 0, queue_setup(0, &conf));
	TAP_EQ_INT("queue 8 as well", 0, queue_setup(8, &conf));
	TAP_EQ_INT("queue 7 too", 0, queue_setup(7, &conf));
	conf = split_conf(V4UDP, 0);
	TAP_EQ_INT("queue 7 behind UDP", 0, queue_setup(7, &conf));
	TAP_EQ_INT("queue 8 not split", 0,
		rte_eth_rx_queue_setup(rig.port, 8, RIG_RING_DESC, 0, NULL, rig_pool()));
	conf = split_conf(V4UDP, 0);
	TAP_EQ_INT("queue 8 to be split anew", -EINVAL, queue_setup(8, &conf));
	TAP_CHECK(strstr(plat_model_log_last_of(IGBX_LOG_ERR), "queue 8: splits other packets than "
							       "queue 0") != NULL,
		"  otherwise than queue 0: refused", "%s", plat_model_log_last_of(IGBX_LOG_ERR));
}

/* What was split before is no reason to refuse what is wanted now, and does not go on. */
static void
test_anew(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	struct rte_eth_conf pools = {.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_ONLY,
		.rx_adv_conf.vmdq_rx_conf.nb_queue_pools = RTE_ETH_8_POOLS};

	TAP_EQ_INT("configured", 0, rig_configure(&rig, 9, 1, NULL));
	TAP_EQ_INT("  queues", 0, rig_queues(&rig, 9, 1, rig_pool()));
	TAP_EQ_INT("  queue 0 behind TCP", 0, queue_setup(0, &conf));
	TAP_EQ_INT("  queue 8 too", 0, queue_setup(8, &conf));
	TAP_EQ_INT("configured again", 0, rig_configure(&rig, 9, 1, NULL));
	conf = split_conf(V4UDP, 0);
	TAP_EQ_INT("  queue 0 behind UDP", 0, queue_setup(0, &conf));
	TAP_EQ_INT("  queue 8 too", 0, queue_setup(8, &conf));
	TAP_EQ_INT("configured with VMDq", 0, rig_configure(&rig, 8, 1, &pools));
	TAP_EQ_INT(
		"  a queue that was split is to be set up", -EINVAL, rte_eth_dev_start(rig.port));
	TAP_CHECK(
		strstr(plat_model_log_last_of(IGBX_LOG_ERR), "queue 0 of 8 was not set up") != NULL,
		"  which the line says", "%s", plat_model_log_last_of(IGBX_LOG_ERR));
}

static void
test_vmdq(void)
{
	struct rte_eth_conf port = {.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_ONLY,
		.rx_adv_conf.vmdq_rx_conf.nb_queue_pools = RTE_ETH_8_POOLS};
	struct rte_eth_rxconf conf;

	TAP_EQ_INT("VMDq: configured", 0, rig_configure(&rig, 8, 1, &port));
	conf = split_conf(V4TCP, 0);
	refused("VMDq: no split", -ENOTSUP, 0, &conf, "VMDq");
}

/* The n-th allocation of setup and start fails, for every n. */
static void
test_faults(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	struct rig_usage before;
	unsigned int n, bad = 0;
	int ret = -1;

	TAP_EQ_INT("faults: configured", 0, rig_configure(&rig, 1, 1, NULL));
	conf.rx_nseg = 1;
	TAP_EQ_INT("  a queue that was is freed", -EINVAL, queue_setup(0, &conf));
	conf.rx_nseg = 2;
	before = rig_usage();
	for (n = 1; ret != 0 && n < 20; n++) {
		rig_fail_alloc(n);
		ret = queue_setup(0, &conf);
		rig_fail_alloc(0);
		bad += ret != 0 && (ret != -ENOMEM || !rig_usage_same(before, rig_usage()));
	}
	TAP_CHECK(n > 4, "faults: the setup has allocations", "%u", n - 1);
	TAP_EQ_U64("  each failure is -ENOMEM, and leaves nothing", 0, bad);
	rte_eth_tx_queue_setup(rig.port, 0, RIG_RING_DESC, 0, NULL);
	before = rig_usage();
	for (n = 1; (ret != 0 || n == 1) && n < 400; n++) {
		rig_fail_alloc(n);
		ret = rte_eth_dev_start(rig.port);
		rig_fail_alloc(0);
		if (ret == 0)
			break;
		bad += !rig_usage_same(before, rig_usage());
	}
	TAP_EQ_INT("faults: it starts in the end", 0, ret);
	TAP_EQ_U64("  and nothing is left of any failure", 0, bad);
	split_stop();
}

static void
test_no_memory(struct rte_mempool *few)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);

	segs[0].split.mp = few;
	TAP_EQ_INT("few header buffers: configured", 0, rig_configure(&rig, 1, 1, NULL));
	TAP_EQ_INT("  set up", 0, queue_setup(0, &conf));
	rte_eth_tx_queue_setup(rig.port, 0, RIG_RING_DESC, 0, NULL);
	plat_model_log_clear();
	TAP_EQ_INT("  not started", -ENOMEM, rte_eth_dev_start(rig.port));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1, "  one line", "%u",
		plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_U64("  nothing is held", 0,
		rte_mempool_in_use_count(few) + rte_mempool_in_use_count(data_pool));
}

/* ---- beside other queues ---- */

static void
receive_on(const char *name, uint16_t queue, unsigned int nb_segs)
{
	struct rte_mbuf *m;

	TAP_EQ_INT(name, queue, nm_rx_frame(rig.nm, frame, make_tcp4(300, 0, 0)));
	if (!TAP_EQ_INT("  received", 1, rte_eth_rx_burst(rig.port, queue, &m, 1)))
		return;
	TAP_EQ_INT("  parts", nb_segs, m->nb_segs);
	TAP_EQ_U64("  length", 354, m->pkt_len);
	rte_pktmbuf_free(m);
}

/* All packets to one queue. */
static void
direct(uint16_t queue)
{
	struct rte_eth_rss_reta_entry64 reta[2];
	unsigned int i;

	for (i = 0; i < 128; i++)
		reta[i / 64].reta[i % 64] = queue;
	reta[0].mask = reta[1].mask = UINT64_MAX;
	TAP_EQ_INT("redirected", 0, rte_eth_dev_rss_reta_update(rig.port, reta, 128));
}

static void
test_mixed(void)
{
	struct rte_eth_conf port = {.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
		.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IPV4};
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	struct rte_eth_burst_mode plain, split;
	unsigned int round;

	printf("# split and other queues\n");
	TAP_EQ_INT("configured", 0, rig_configure(&rig, 3, 1, &port));
	TAP_EQ_INT("queues", 0, rig_queues(&rig, 3, 1, rig_pool()));
	TAP_EQ_INT("one of them split", 0, queue_setup(1, &conf));
	TAP_EQ_INT("started", 0, rig_start(&rig));
	rte_eth_rx_burst_mode_get(rig.port, 0, &plain);
	rte_eth_rx_burst_mode_get(rig.port, 1, &split);
	TAP_EQ_STR("path of the split queue", "Scalar Buffer Split", split.info);
	TAP_CHECK(strcmp(plain.info, split.info) != 0, "the others have another", "%s", plain.info);
	for (round = 0; round < 2; round++) {
		direct(1);
		receive_on("split queue", 1, 2);
		direct(0);
		receive_on("other queue", 0, 1);
		/* While the port runs, another one becomes a split queue. */
		rte_eth_dev_rx_queue_stop(rig.port, 2);
		TAP_EQ_INT("queue 2 anew", 0, queue_setup(2, &conf));
		TAP_EQ_INT("  started", 0, rte_eth_dev_rx_queue_start(rig.port, 2));
		direct(2);
		receive_on("  and splits", 2, 2);
		TAP_EQ_INT("split queue stopped", 0, rte_eth_dev_rx_queue_stop(rig.port, 1));
		TAP_EQ_INT("  and started", 0, rte_eth_dev_rx_queue_start(rig.port, 1));
	}
	split_stop();
}

/* No queue was split when the port was started. */
static void
test_late(void)
{
	struct rte_eth_conf port = {.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
		.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IPV4};
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);

	TAP_EQ_INT("a port without split queues", 0, rig_up(&rig, 2, 1, &port));
	direct(0);
	receive_on("received", 0, 1);
	rte_eth_dev_rx_queue_stop(rig.port, 1);
	TAP_EQ_INT("gets one", 0, queue_setup(1, &conf));
	TAP_EQ_INT("  started", 0, rte_eth_dev_rx_queue_start(rig.port, 1));
	direct(1);
	receive_on("  split", 1, 2);
	direct(0);
	receive_on("  the other is as before", 0, 1);
	rte_eth_dev_rx_queue_stop(rig.port, 1);
	TAP_EQ_INT("loses it", 0,
		rte_eth_rx_queue_setup(rig.port, 1, RIG_RING_DESC, 0, NULL, rig_pool()));
	TAP_EQ_INT("  started", 0, rte_eth_dev_rx_queue_start(rig.port, 1));
	direct(1);
	receive_on("  not split", 1, 1);
	split_stop();
}

int
main(int argc, char **argv)
{
	struct rte_mempool *small, *tiny, *few;
	struct rig_usage before;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	split_pools();
	tiny = rig_pool_create("tiny", 511, RTE_PKTMBUF_HEADROOM + 63);
	few = rig_pool_create("few", 40, RTE_PKTMBUF_HEADROOM + 256);
	small = rig_pool_create("small", 511, RTE_PKTMBUF_HEADROOM + 64);
	before = rig_open(&rig);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_refused(small, tiny);
	test_anew();
	test_vmdq();
	test_no_memory(few);
	test_faults();
	test_mixed();
	test_late();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig_check_left(before);
	TAP_EQ_INT("no DMA outside of rings and mbufs", 0, rig.nb_wild);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
