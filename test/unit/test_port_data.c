/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Traffic through a port: contents, counters, RSS, frame lengths, queues that start and
 * stop by themselves.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

static const uint8_t own_mac[6] = {0x02, 0, 0, 0, 0, 0x01};
static struct rig rig;
static struct rte_mempool *large;
static uint8_t frame[RIG_FRAME_BYTES], out[RIG_FRAME_BYTES];

/* ---- one queue ---- */

static void
receive_one(const char *name, uint32_t len, uint32_t seed)
{
	uint32_t got;

	rig_udp4(frame, len, own_mac, seed);
	TAP_EQ_INT(name, 0, nm_rx_frame(rig.nm, frame, len));
	got = rig_recv(&rig, 0, out);
	TAP_EQ_INT("  its length", len, got);
	TAP_EQ_MEM("  its bytes", frame, out, len);
}

static void
send_one(const char *name, uint32_t len, uint32_t seed)
{
	rig_udp4(frame, len, own_mac, seed);
	rig.nb_sent = 0;
	TAP_EQ_INT(name, 1, rig_send(&rig, 0, frame, len));
	TAP_EQ_INT("  is on the wire", 1, rig.nb_sent);
	TAP_EQ_INT("  its length", len, rig.sent[0].len);
	TAP_EQ_MEM("  its bytes", frame, rig.sent[0].bytes, len);
}

static void
test_basic_stats(void)
{
	struct rte_eth_stats s;

	TAP_EQ_INT("counters: reset", 0, rte_eth_stats_reset(rig.port));
	TAP_EQ_INT("counters", 0, rte_eth_stats_get(rig.port, &s));
	TAP_EQ_U64("  zero", 0, s.ipackets | s.opackets | s.ibytes | s.obytes | s.imissed);
	receive_one("receive 60", 60, 1);
	receive_one("receive 1514", 1514, 2);
	send_one("send 60", 60, 3);
	send_one("send 1514", 1514, 4);
	rte_eth_stats_get(rig.port, &s);
	TAP_EQ_U64("ipackets", 2, s.ipackets);
	TAP_EQ_U64("opackets", 2, s.opackets);
	TAP_EQ_U64("ibytes, without CRC", 1574, s.ibytes);
	TAP_EQ_U64("obytes, without CRC", 1574, s.obytes);
	nm_rx_frame_fault(rig.nm, frame, 100, NM_RX_FAULT_CRC);
	rte_eth_stats_get(rig.port, &s);
	TAP_EQ_U64("ierrors: a bad CRC", 1, s.ierrors);
	TAP_EQ_U64("  is no packet", 2, s.ipackets);
	TAP_EQ_INT("  and not received", 0, rig_recv(&rig, 0, out));
}

static void
test_stats_survive(void)
{
	struct rte_eth_stats s;

	receive_one("receive, counters not looked at", 200, 5);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	receive_one("receive again", 200, 6);
	rte_eth_stats_get(rig.port, &s);
	TAP_EQ_U64("ipackets kept over stop and start", 4, s.ipackets);
	TAP_EQ_U64("ibytes kept over stop and start", 1974, s.ibytes);
	TAP_EQ_U64("ierrors kept over stop and start", 1, s.ierrors);
	TAP_EQ_INT("reset", 0, rte_eth_stats_reset(rig.port));
	rte_eth_stats_get(rig.port, &s);
	TAP_EQ_U64("  nothing left", 0, s.ipackets | s.ibytes | s.ierrors | s.opackets);
}

/* Everything the ring cannot take counts as missed, whichever way the device loses it. */
static void
test_missed(const char *args, bool drops)
{
	struct rte_eth_rxq_info info;
	struct rte_eth_stats s;
	unsigned int i, taken = 0, lost = 0;
	int ret;

	printf("# %s\n", args);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, args));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	rte_eth_rx_queue_info_get(rig.port, 0, &info);
	TAP_EQ_INT("  drops as told", drops, info.conf.rx_drop_en);
	rig_udp4(frame, 1500, own_mac, 9);
	for (i = 0; i < 400; i++) {
		ret = nm_rx_frame(rig.nm, frame, 1500);
		taken += ret == 0;
		lost += ret == NM_RX_NO_DESC;
	}
	rte_eth_stats_get(rig.port, &s);
	TAP_EQ_U64("  each loss was counted", lost, s.imissed);
	for (i = 0; rig_recv(&rig, 0, out) != 0;)
		i++;
	rte_eth_stats_get(rig.port, &s);
	TAP_EQ_U64("  received and missed are all", 400, i + s.imissed);
	TAP_CHECK(s.imissed > 0, "  some were missed", "none of 400 in a ring of %u (%u, %u)",
		RIG_RING_DESC, taken, lost);
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

static void
test_xstats(void)
{
	static struct rte_eth_xstat_name names[256];
	static struct rte_eth_xstat values[256];
	static uint64_t by_id[256], id;
	int nb, i, j, twice = 0, differ = 0, drops = -1;

	receive_one("receive 300", 300, 11);
	nb = rte_eth_xstats_get_names(rig.port, names, RTE_DIM(names));
	TAP_CHECK(nb > 60, "xstats: names", "%d", nb);
	TAP_EQ_INT("xstats: as many values", nb,
		rte_eth_xstats_get(rig.port, values, RTE_DIM(values)));
	TAP_EQ_INT("xstats: by id, all", nb,
		rte_eth_xstats_get_by_id(rig.port, NULL, by_id, RTE_DIM(by_id)));
	for (i = 0; i < nb; i++) {
		differ += values[i].value != by_id[i];
		for (j = 0; j < i; j++)
			twice += strcmp(names[i].name, names[j].name) == 0;
		if (strcmp(names[i].name, "rx_q15_dropped_packets") == 0)
			drops = i;
	}
	TAP_EQ_INT("xstats: no name twice", 0, twice);
	TAP_EQ_INT("xstats: both ways give the same", 0, differ);
	TAP_CHECK(drops >= 0, "xstats: drops of all 16 rings", "rx_q15_dropped_packets not found");
	TAP_EQ_INT("xstats: find a name", 0,
		rte_eth_xstats_get_id_by_name(rig.port, "rx_size_256_to_511_packets", &id));
	TAP_EQ_INT("xstats: one by id", 1, rte_eth_xstats_get_by_id(rig.port, &id, by_id, 1));
	TAP_EQ_U64("  its value", 1, by_id[0]);
	id = nb;
	TAP_EQ_INT(
		"xstats: no such id", -EINVAL, rte_eth_xstats_get_by_id(rig.port, &id, by_id, 1));
	TAP_EQ_INT("xstats: too little room", nb, rte_eth_xstats_get(rig.port, values, 10));
	TAP_EQ_INT("xstats: reset", 0, rte_eth_xstats_reset(rig.port));
	rte_eth_xstats_get_id_by_name(rig.port, "rx_size_256_to_511_packets", &id);
	rte_eth_xstats_get_by_id(rig.port, &id, by_id, 1);
	TAP_EQ_U64("  zero", 0, by_id[0]);
}

/* ---- frame length ---- */

static void
check_limit(const char *name, uint16_t mtu)
{
	/* MTU, header, two tags; the CRC comes on top. */
	uint32_t longest = mtu + 22;

	receive_one(name, longest, mtu);
	rig_udp4(frame, longest + 1, own_mac, mtu);
	TAP_EQ_INT("  one byte more is too long", NM_RX_OVERSIZE,
		nm_rx_frame(rig.nm, frame, longest + 1));
}

/* As Open vSwitch does it: the MTU between configuration and queues, which get longer buffers. */
static void
test_mtu_with_pool(void)
{
	const struct rte_eth_conf scatter = {.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER};

	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("configure", 0, rig_configure(&rig, 2, 2, &scatter));
	TAP_EQ_INT("MTU 9000 between configure and queues", 0, rte_eth_dev_set_mtu(rig.port, 9000));
	TAP_EQ_INT("queues with long buffers", 0, rig_queues(&rig, 2, 2, large));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_limit("  MTU 9000", 9000);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("with 1500 again", 0, rig_up(&rig, 1, 1, NULL));
}

static void
test_mtu(void)
{
	struct rte_eth_conf conf = {.rxmode.mtu = 1500};
	struct rte_eth_dev_info info;
	struct rte_eth_rxq_info rx;
	uint16_t mtu;

	info = rig_info(&rig);
	check_limit("MTU 1500", 1500);
	TAP_EQ_INT(
		"MTU 2022 while running fills the buffer", 0, rte_eth_dev_set_mtu(rig.port, 2022));
	check_limit("  MTU 2022", 2022);
	TAP_EQ_INT("MTU 2023 does not fit", -EBUSY, rte_eth_dev_set_mtu(rig.port, 2023));
	rte_eth_dev_get_mtu(rig.port, &mtu);
	TAP_EQ_INT("  and is not kept", 2022, mtu);
	check_limit("  still MTU 2022", 2022);
	TAP_EQ_INT("MTU 68", 0, rte_eth_dev_set_mtu(rig.port, 68));
	check_limit("  MTU 68", 68);

	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("the longest MTU while stopped", 0, rte_eth_dev_set_mtu(rig.port, info.max_mtu));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	rte_eth_rx_queue_info_get(rig.port, 0, &rx);
	TAP_EQ_INT("  with scattered receive", 1, rx.scattered_rx);
	check_limit("  the longest frame", info.max_mtu);
	TAP_EQ_INT("MTU 9000 while running", 0, rte_eth_dev_set_mtu(rig.port, 9000));
	check_limit("  MTU 9000", 9000);

	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("reconfigured with 1500", 0, rig_up(&rig, 1, 1, &conf));
	rte_eth_rx_queue_info_get(rig.port, 0, &rx);
	TAP_EQ_INT("  no scattered receive", 0, rx.scattered_rx);
	check_limit("  MTU 1500", 1500);
	test_mtu_with_pool();
}

/* Buffers of 256 bytes share a register with all queues; a new MTU must not change it. */
static void
test_small_buffers(struct rte_mempool *small)
{
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("configure", 0, rig_configure(&rig, 1, 1, NULL));
	TAP_EQ_INT("queues with small buffers", 0, rig_queues(&rig, 1, 1, small));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	receive_one("small buffers: 1514", 1514, 21);
	TAP_EQ_INT("small buffers: MTU 3000 while running", 0, rte_eth_dev_set_mtu(rig.port, 3000));
	receive_one("small buffers: 3000", 3000, 22);
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

/* ---- RSS ---- */

static uint8_t key_in_use[40];

static unsigned int
expected_entry(const uint8_t *f)
{
	return rig_toeplitz(key_in_use, rig_udp4_tuple(f), 12) % 128;
}

static unsigned int
misplaced(const uint8_t reta[128], unsigned int nb, unsigned int per_queue[16])
{
	unsigned int i, q, wrong = 0;

	for (i = 0; i < nb; i++) {
		rig_udp4(frame, 100, own_mac, 1000 + i);
		q = reta[expected_entry(frame)];
		wrong += nm_rx_frame(rig.nm, frame, 100) != (int)q;
		if (rig_recv(&rig, q, out) != 100 || memcmp(out, frame, 100) != 0)
			wrong++;
		per_queue[q]++;
	}
	return wrong;
}

static void
reta_of(uint8_t reta[128])
{
	struct rte_eth_rss_reta_entry64 groups[2] = {{.mask = UINT64_MAX}, {.mask = UINT64_MAX}};
	unsigned int i;

	TAP_EQ_INT("RETA: query", 0, rte_eth_dev_rss_reta_query(rig.port, groups, 128));
	for (i = 0; i < 128; i++)
		reta[i] = groups[i / 64].reta[i % 64];
}

static void
test_rss_spread(void)
{
	struct rte_eth_rss_conf rss = {.rss_key = key_in_use, .rss_key_len = 40};
	unsigned int per_queue[16] = {0}, q, least = UINT32_MAX, bad = 0;
	uint8_t reta[128];

	TAP_EQ_INT("RSS: conf", 0, rte_eth_dev_rss_hash_conf_get(rig.port, &rss));
	TAP_EQ_U64("  as asked", RTE_ETH_RSS_NONFRAG_IPV4_UDP | RTE_ETH_RSS_IPV4, rss.rss_hf);
	reta_of(reta);
	for (q = 0; q < 128; q++)
		bad += reta[q] != q % 16;
	TAP_EQ_INT("RETA: even at first", 0, bad);
	TAP_EQ_INT("RSS: 800 flows, each where its hash says", 0, misplaced(reta, 800, per_queue));
	for (q = 0; q < 16; q++)
		least = RTE_MIN(least, per_queue[q]);
	TAP_CHECK(least >= 20, "RSS: every one of 16 queues gets its share", "%u of 800 in one",
		least);
}

static void
test_rss_change(void)
{
	struct rte_eth_rss_reta_entry64 groups[2] = {0};
	struct rte_eth_rss_conf rss = {.rss_key = key_in_use, .rss_key_len = 40};
	unsigned int per_queue[16] = {0}, i;
	uint8_t reta[128], expected[128];

	for (i = 0; i < 40; i++)
		key_in_use[i] = 0xA5 ^ (i * 29);
	rss.rss_hf = RTE_ETH_RSS_NONFRAG_IPV4_UDP;
	TAP_EQ_INT(
		"RSS: another key while running", 0, rte_eth_dev_rss_hash_update(rig.port, &rss));
	reta_of(expected);
	groups[0].mask = RTE_BIT64(0) | RTE_BIT64(5);
	groups[0].reta[5] = 15;
	groups[1].mask = RTE_BIT64(63);
	groups[1].reta[63] = 3;
	expected[0] = 0;
	expected[5] = 15;
	expected[127] = 3;
	TAP_EQ_INT("RETA: three entries while running", 0,
		rte_eth_dev_rss_reta_update(rig.port, groups, 128));
	reta_of(reta);
	TAP_EQ_MEM("  these and no other", expected, reta, 128);
	TAP_EQ_INT("  the device agrees", 0, misplaced(expected, 300, per_queue));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	TAP_EQ_INT("  also after stop and start", 0, misplaced(expected, 300, per_queue));
}

static void
test_rss(void)
{
	struct rte_eth_conf conf = {
		.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
		.rxmode.offloads = RTE_ETH_RX_OFFLOAD_RSS_HASH,
		.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_NONFRAG_IPV4_UDP | RTE_ETH_RSS_IPV4,
	};
	struct rte_mbuf *m = NULL;
	unsigned int q;

	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("16 queues with RSS", 0, rig_up(&rig, 16, 16, &conf));
	test_rss_spread();
	test_rss_change();
	rig_udp4(frame, 100, own_mac, 77);
	q = nm_rx_frame(rig.nm, frame, 100);
	TAP_EQ_INT("a packet with its hash", 1, rte_eth_rx_burst(rig.port, q, &m, 1));
	if (m != NULL) {
		TAP_CHECK((m->ol_flags & RTE_MBUF_F_RX_RSS_HASH) != 0, "  says so", "0x%" PRIx64,
			m->ol_flags);
		TAP_EQ_U64("  the right one", rig_toeplitz(key_in_use, rig_udp4_tuple(frame), 12),
			m->hash.rss);
		rte_pktmbuf_free(m);
	}
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

static void
test_all_tx_queues(void)
{
	unsigned int q, wrong = 0;

	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("16 queues", 0, rig_up(&rig, 16, 16, NULL));
	rig.nb_sent = 0;
	for (q = 0; q < 16; q++) {
		rig_udp4(frame, 200 + q, own_mac, q);
		wrong += rig_send(&rig, q, frame, 200 + q) != 1;
		wrong += rig.nb_sent != q + 1 || rig.sent[q].queue != q ||
			 rig.sent[q].len != 200 + q;
	}
	TAP_EQ_INT("each Tx queue sends", 0, wrong);
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

/* ---- queues by themselves ---- */

static void
test_queue_toggle(struct rte_mempool *small)
{
	struct rig_usage before, after;
	unsigned int i, bad = 0;

	before = rig_usage();
	TAP_EQ_INT("stop Rx queue 0 while running", 0, rte_eth_dev_rx_queue_stop(rig.port, 0));
	after = rig_usage();
	TAP_EQ_INT("  its mbufs are back", RIG_RING_DESC, before.mbufs - after.mbufs);
	TAP_CHECK(!nm_rx_queue_enabled(rig.nm, 0), "  it is off", "on");
	TAP_EQ_INT("  it can be set up anew", 0,
		rte_eth_rx_queue_setup(rig.port, 0, 128, 0, NULL, rig_pool()));
	TAP_EQ_INT("  and started", 0, rte_eth_dev_rx_queue_start(rig.port, 0));
	receive_one("  and receives", 500, 31);
	TAP_EQ_INT("stop Tx queue 0 while running", 0, rte_eth_dev_tx_queue_stop(rig.port, 0));
	TAP_EQ_INT("  set up anew", 0, rte_eth_tx_queue_setup(rig.port, 0, 256, 0, NULL));
	TAP_EQ_INT("  and started", 0, rte_eth_dev_tx_queue_start(rig.port, 0));
	send_one("  and sends", 500, 32);
	before = rig_usage();
	for (i = 0; i < 50; i++) {
		bad += rte_eth_dev_rx_queue_stop(rig.port, 0) != 0;
		bad += rte_eth_dev_tx_queue_stop(rig.port, 0) != 0;
		bad += rte_eth_dev_rx_queue_start(rig.port, 0) != 0;
		bad += rte_eth_dev_tx_queue_start(rig.port, 0) != 0;
	}
	TAP_EQ_INT("50 times", 0, bad);
	after = rig_usage();
	TAP_CHECK(after.mbufs <= before.mbufs, "  no mbuf is lost", "%u more out",
		after.mbufs - before.mbufs);

	TAP_EQ_INT("stop Rx queue 0", 0, rte_eth_dev_rx_queue_stop(rig.port, 0));
	TAP_EQ_INT("  smaller buffers", 0, rte_eth_rx_queue_setup(rig.port, 0, 64, 0, NULL, small));
	TAP_EQ_INT("  would need the other receive path", -EBUSY,
		rte_eth_dev_rx_queue_start(rig.port, 0));
	TAP_EQ_INT(
		"  the old ones", 0, rte_eth_rx_queue_setup(rig.port, 0, 64, 0, NULL, rig_pool()));
	TAP_EQ_INT("  start", 0, rte_eth_dev_rx_queue_start(rig.port, 0));
	receive_one("  receives", 501, 33);
}

static void
test_deferred(void)
{
	struct rte_eth_rxconf rx = {.rx_deferred_start = 1};
	struct rte_eth_txconf tx = {.tx_deferred_start = 1};

	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("configure", 0, rig_configure(&rig, 1, 1, NULL));
	TAP_EQ_INT("deferred Rx queue", 0,
		rte_eth_rx_queue_setup(rig.port, 0, 64, 0, &rx, rig_pool()));
	TAP_EQ_INT("deferred Tx queue", 0, rte_eth_tx_queue_setup(rig.port, 0, 64, 0, &tx));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	TAP_CHECK(!nm_rx_queue_enabled(rig.nm, 0) && !nm_tx_queue_enabled(rig.nm, 0),
		"  both are off", "Rx %d, Tx %d", nm_rx_queue_enabled(rig.nm, 0),
		nm_tx_queue_enabled(rig.nm, 0));
	TAP_EQ_INT("start Rx queue", 0, rte_eth_dev_rx_queue_start(rig.port, 0));
	TAP_EQ_INT("start Tx queue", 0, rte_eth_dev_tx_queue_start(rig.port, 0));
	receive_one("  receives", 300, 41);
	send_one("  sends", 300, 42);
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

static void
test_one_port(struct rte_mempool *small)
{
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	test_basic_stats();
	test_stats_survive();
	test_xstats();
	test_mtu();
	test_queue_toggle(small);
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

int
main(int argc, char **argv)
{
	struct rig_usage empty;
	struct rte_mempool *small;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	small = rig_pool_create("small", 511, RTE_PKTMBUF_HEADROOM + 256);
	large = rig_pool_create("large", 511, RTE_PKTMBUF_HEADROOM + 10240);
	empty = rig_open(&rig);

	test_one_port(small);
	test_missed("rx_drop=0", false);
	test_missed("rx_drop=1", true);
	test_missed("rx_drop=auto", false);
	test_small_buffers(small);
	test_rss();
	test_all_tx_queues();
	test_deferred();

	rig_check_left(empty);
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	TAP_EQ_INT("no DMA outside of rings and mbufs", 0, rig.nb_wild);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
