/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Counters of queues: what each queue gave, took and dropped, whatever the port, the queue and the
 * processes go through, and as whichever of ethdev's counters it is to be shown.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "plat_model.h"
#include "process.h"
#include "rig.h"
#include "tap.h"

#include "igbx_rxtx.h"

/* The mapping is deprecated since 25.11. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#define NB_QUEUES 4
#define BYTES	  200u

struct counts {
	uint64_t rx[NB_QUEUES], tx[NB_QUEUES], rx_bytes[NB_QUEUES], tx_bytes[NB_QUEUES];
};

static struct rig rig;
static uint8_t frame[RIG_FRAME_BYTES], out[RIG_FRAME_BYTES];
static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};
static uint32_t seed;
static struct counts expected;

static const struct rte_eth_conf rss = {
	.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
	.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_NONFRAG_IPV4_UDP,
};

static uint64_t
xstat(const char *dir, unsigned int queue, const char *name)
{
	uint64_t id, value = UINT64_MAX;
	char full[RTE_ETH_XSTATS_NAME_SIZE];

	snprintf(full, sizeof(full), "%s_q%u_%s", dir, queue, name);
	if (rte_eth_xstats_get_id_by_name(rig.port, full, &id) != 0 ||
		rte_eth_xstats_get_by_id(rig.port, &id, &value, 1) != 1)
		return UINT64_MAX;
	return value;
}

/* Every counter of every queue, by whatever way it can be had. */
static void
check(const char *name, bool bytes)
{
	struct eth_queue_stats s;
	unsigned int q, at = 0, wrong = 0;

	memset(&s, 0xEE, sizeof(s));
	TAP_EQ_INT(name, 0, rig_queue_stats(&rig, &s));
	for (q = 0; wrong == 0 && q < NB_QUEUES; q++) {
		at = q;
		wrong += s.q_ipackets[q] != expected.rx[q] || s.q_opackets[q] != expected.tx[q];
		wrong += s.q_ibytes[q] != (bytes ? expected.rx_bytes[q] : 0);
		wrong += s.q_obytes[q] != (bytes ? expected.tx_bytes[q] : 0);
		wrong += xstat("rx", q, "packets") != expected.rx[q];
		wrong += xstat("tx", q, "packets") != expected.tx[q];
		wrong += xstat("rx", q, "bytes") != (bytes ? expected.rx_bytes[q] : UINT64_MAX);
		wrong += xstat("tx", q, "bytes") != (bytes ? expected.tx_bytes[q] : UINT64_MAX);
	}
	TAP_CHECK(wrong == 0, "  each queue has its own",
		"queue %u: received %" PRIu64 " of %" PRIu64 ", sent %" PRIu64 " of %" PRIu64
		"; bytes %" PRIu64 " of %" PRIu64 ", %" PRIu64 " of %" PRIu64,
		at, s.q_ipackets[at], expected.rx[at], s.q_opackets[at], expected.tx[at],
		s.q_ibytes[at], expected.rx_bytes[at], s.q_obytes[at], expected.tx_bytes[at]);
}

static void
drain(uint16_t queue)
{
	uint32_t len;

	while ((len = rig_recv(&rig, queue, out)) != 0) {
		expected.rx[queue]++;
		expected.rx_bytes[queue] += len;
	}
}

/* Frames of many lengths, to where RSS brings them, and out of each queue another number. */
static void
traffic(unsigned int nb)
{
	unsigned int i;
	uint32_t len;
	int queue;

	rig.nb_sent = 0;
	for (i = 0; i < nb; i++) {
		len = BYTES + i % 50;
		rig_udp4(frame, len, own, seed++);
		queue = nm_rx_frame(rig.nm, frame, len);
		if (queue >= 0 && i % 3 == 0)
			drain((uint16_t)queue);
		queue = i % 7 < 3 ? 0 : (int)(i % NB_QUEUES);
		if (rig_send(&rig, (uint16_t)queue, frame, len) == 1) {
			expected.tx[queue]++;
			expected.tx_bytes[queue] += len;
		}
	}
	for (queue = 0; queue < NB_QUEUES; queue++)
		drain((uint16_t)queue);
}

static void
up(const char *args)
{
	TAP_EQ_INT("probe", 0, rig_probe(&rig, args));
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, NB_QUEUES, &rss));
	memset(&expected, 0, sizeof(expected));
}

static void
test_counts(bool bytes)
{
	unsigned int q, idle = 0;

	check("at first", bytes);
	traffic(500);
	for (q = 0; q < NB_QUEUES; q++)
		idle += expected.rx[q] == 0 || expected.tx[q] == 0;
	TAP_EQ_U64("every queue has work", 0, idle);
	check("after 500 frames, several rounds of the rings", bytes);
	check("and again", bytes);
	TAP_EQ_INT("reset of the counters", 0, rte_eth_stats_reset(rig.port));
	memset(&expected, 0, sizeof(expected));
	check("  nothing is left", bytes);
	traffic(77);
	check("only what came after", bytes);
}

/* Nothing is lost or counted twice, whether somebody looked before or not. */
static void
test_survives(bool bytes)
{
	struct rte_eth_conf conf = rss;

	traffic(33);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	check("while stopped", bytes);
	TAP_EQ_INT("start", 0, rig_start(&rig));
	traffic(71);
	TAP_EQ_INT("queue 1 stops", 0, rte_eth_dev_rx_queue_stop(rig.port, 1));
	TAP_EQ_INT("  both ways", 0, rte_eth_dev_tx_queue_stop(rig.port, 1));
	check("  its counts stay", bytes);
	TAP_EQ_INT("queue 1 is set up anew", 0,
		rte_eth_rx_queue_setup(rig.port, 1, 2 * RIG_RING_DESC, 0, NULL, rig_pool()));
	TAP_EQ_INT("  both ways", 0, rte_eth_tx_queue_setup(rig.port, 1, RIG_RING_DESC, 0, NULL));
	check("  its counts stay", bytes);
	TAP_EQ_INT("  and starts", 0, rte_eth_dev_rx_queue_start(rig.port, 1));
	TAP_EQ_INT("  both ways", 0, rte_eth_dev_tx_queue_start(rig.port, 1));
	traffic(150);
	check("  and counts on", bytes);
	traffic(5);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("with one queue", 0, rig_up(&rig, 1, 1, &conf));
	check("  the others' counts stay", bytes);
	TAP_EQ_INT("reset of the port", 0, rte_eth_dev_reset(rig.port));
	check("  and stay", bytes);
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, NB_QUEUES, &rss));
	traffic(40);
	check("  and go on", bytes);
}

/* ---- packets of many segments, and those that are refused ---- */

static struct rte_mbuf *
chain(unsigned int nb_segs, uint16_t bytes)
{
	struct rte_mbuf *first = NULL, *m;

	while (nb_segs-- > 0) {
		m = rte_pktmbuf_alloc(rig_pool());
		if (m == NULL || rte_pktmbuf_append(m, bytes) == NULL)
			return first;
		memset(rte_pktmbuf_mtod(m, void *), 0x5A, bytes);
		if (first == NULL)
			first = m;
		else
			rte_pktmbuf_chain(first, m);
	}
	return first;
}

static void
test_segments(bool bytes)
{
	struct rte_mbuf *pkts[3] = {chain(5, 100), chain(IGBX_TX_MAX_SEG + 2, 30), chain(1, 60)};
	unsigned int i;

	TAP_EQ_INT("five segments, too many, one", 3, rte_eth_tx_burst(rig.port, 2, pkts, 3));
	expected.tx[2] += 2;
	expected.tx_bytes[2] += 560;
	check("  the one that cannot be sent is none", bytes);
	nm_process(rig.nm);
	/* The device does not work, and the ring fills. */
	for (i = 0; i < 2 * RIG_RING_DESC; i++) {
		struct rte_mbuf *m = chain(2, 50);
		uint16_t nb = rte_eth_tx_burst(rig.port, 3, &m, 1);

		expected.tx[3] += nb;
		expected.tx_bytes[3] += 100 * nb;
		if (nb == 0)
			rte_pktmbuf_free(m);
	}
	check("what a full ring refuses is none", bytes);
	nm_process(rig.nm);
}

/* ---- shown as other counters ---- */

static void
test_mapping(bool bytes)
{
	struct eth_queue_stats s;
	unsigned int q;

	traffic(20);
	TAP_EQ_INT("Rx queue 0 as counter 15", 0,
		rte_eth_dev_set_rx_queue_stats_mapping(rig.port, 0, 15));
	TAP_EQ_INT("Rx queue 1 as counter 15", 0,
		rte_eth_dev_set_rx_queue_stats_mapping(rig.port, 1, 15));
	TAP_EQ_INT("Tx queue 3 as counter 0", 0,
		rte_eth_dev_set_tx_queue_stats_mapping(rig.port, 3, 0));
	TAP_EQ_INT("counters", 0, rig_queue_stats(&rig, &s));
	TAP_EQ_U64("counter 15 is both", expected.rx[0] + expected.rx[1], s.q_ipackets[15]);
	TAP_EQ_U64(
		"  bytes", bytes ? expected.rx_bytes[0] + expected.rx_bytes[1] : 0, s.q_ibytes[15]);
	TAP_EQ_U64("counters 0 and 1 are none", 0, s.q_ipackets[0] | s.q_ipackets[1]);
	TAP_EQ_U64("counter 0 is two", expected.tx[0] + expected.tx[3], s.q_opackets[0]);
	TAP_EQ_U64("counter 3 is none", 0, s.q_opackets[3]);
	TAP_EQ_U64("xstats go by the queue", expected.rx[0], xstat("rx", 0, "packets"));
	plat_model_log_clear();
	TAP_EQ_INT("no such queue", -EINVAL,
		rte_eth_dev_set_rx_queue_stats_mapping(rig.port, NB_QUEUES, 0));
	TAP_EQ_INT("no such counter", -EINVAL,
		rte_eth_dev_set_tx_queue_stats_mapping(rig.port, 0, RTE_ETHDEV_QUEUE_STAT_CNTRS));
	for (q = 0; q < NB_QUEUES; q++) {
		rte_eth_dev_set_rx_queue_stats_mapping(rig.port, q, q);
		rte_eth_dev_set_tx_queue_stats_mapping(rig.port, q, q);
	}
	check("and back", bytes);
}

/* ---- another process ---- */

static void
test_secondary(bool bytes)
{
	traffic(10);
	TAP_EQ_INT("attach", 0, process_enter_secondary(&rig));
	check("a secondary process sees them", bytes);
	traffic(90);
	check("and what it does itself", bytes);
	process_leave_secondary(&rig);
	check("as does the primary", bytes);
}

static void
test_all(const char *args, bool bytes)
{
	up(args);
	test_counts(bytes);
	test_survives(bytes);
	test_segments(bytes);
	test_mapping(bytes);
	test_secondary(bytes);
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

/* Nobody finds a counter that is not counted, or one twice. */
static void
test_names(const char *args, unsigned int per_queue)
{
	struct rte_eth_xstat_name *names;
	int nb, i, k, twice = 0, queues = 0;

	up(args);
	nb = rte_eth_xstats_get_names(rig.port, NULL, 0);
	names = calloc(nb, sizeof(*names));
	TAP_EQ_INT("names", nb, rte_eth_xstats_get_names(rig.port, names, nb));
	for (i = 0; i < nb; i++) {
		queues += strncmp(names[i].name + 2, "_q", 2) == 0;
		for (k = 0; k < i; k++)
			twice += strcmp(names[i].name, names[k].name) == 0;
	}
	TAP_EQ_INT("no name is there twice", 0, twice);
	TAP_EQ_INT("counters of 16 queues", 16 * per_queue, queues);
	free(names);
	TAP_EQ_INT("down", 0, rig_down(&rig));
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	test_all(NULL, false);
	test_all("queue_bytes=1", true);
	test_all("queue_bytes=1,simd=scalar", true);
	test_names(NULL, 3);
	test_names("queue_bytes=1", 5);
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
