/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Counters of a port: every packet in one of them and none in two, whichever queue drops it and
 * whatever the port goes through.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "alarm.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define NB_QUEUES 4
#define BYTES	  200u
#define MINUTE_US UINT64_C(60000000)

static struct rig rig;
static uint8_t frame[RIG_FRAME_BYTES], out[RIG_FRAME_BYTES];
static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};
static uint32_t seed;

/* The queue that took a frame, or what became of it. */
static int
arrive(void)
{
	rig_udp4(frame, BYTES, own, seed++);
	return nm_rx_frame(rig.nm, frame, BYTES);
}

static unsigned int
drain(uint16_t queue)
{
	unsigned int nb = 0;

	while (rig_recv(&rig, queue, out) != 0)
		nb++;
	return nb;
}

static uint64_t
xstat(const char *name)
{
	uint64_t id, value = UINT64_MAX;

	if (rte_eth_xstats_get_id_by_name(rig.port, name, &id) != 0 ||
		rte_eth_xstats_get_by_id(rig.port, &id, &value, 1) != 1)
		printf("# no counter %s\n", name);
	return value;
}

static struct rte_eth_stats
stats(void)
{
	struct rte_eth_stats s;

	memset(&s, 0xEE, sizeof(s));
	TAP_EQ_INT("counters", 0, rte_eth_stats_get(rig.port, &s));
	return s;
}

static void
up(const char *args)
{
	const struct rte_eth_conf conf = {
		.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
		.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_NONFRAG_IPV4_UDP,
	};

	TAP_EQ_INT("probe", 0, rig_probe(&rig, args));
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, NB_QUEUES, &conf));
}

/* ---- rings that drop ---- */

static void
test_drops(void)
{
	struct rte_eth_stats s;
	unsigned int i, q, nb = 600, received = 0, lost = 0, wrong = 0;
	struct eth_queue_stats of_queues;
	char name[64];

	up(NULL);
	for (i = 0; i < nb; i++)
		lost += arrive() == NM_RX_NO_DESC;
	s = stats();
	TAP_CHECK(lost > 100 && lost < nb, "full rings drop", "%u of %u", lost, nb);
	TAP_EQ_U64("imissed is what was dropped", lost, s.imissed);
	TAP_EQ_U64("ipackets is the rest", nb - lost, s.ipackets);
	rig_queue_stats(&rig, &of_queues);
	for (q = 0; q < NB_QUEUES; q++) {
		snprintf(name, sizeof(name), "rx_q%u_dropped_packets", q);
		lost -= xstat(name);
		wrong += of_queues.q_errors[q] != xstat(name) || of_queues.q_errors[q] == 0;
		received += drain(q);
	}
	TAP_EQ_U64("the queues' drops are all", 0, lost);
	TAP_EQ_U64("each queue's is the same both ways", 0, wrong);
	TAP_EQ_U64("ipackets is what comes out", received, s.ipackets);
	TAP_EQ_U64("nothing waited in the packet buffer", 0, xstat("rx_missed_packets"));
}

static void
test_reset_exact(void)
{
	struct rte_eth_stats s;
	unsigned int i, lost = 0, q;

	for (i = 0; i < 300; i++)
		arrive();
	TAP_EQ_INT("reset", 0, rte_eth_stats_reset(rig.port));
	s = stats();
	TAP_EQ_U64("nothing is left", 0,
		s.ipackets | s.ibytes | s.imissed | s.ierrors | s.opackets | s.obytes | s.oerrors);
	for (i = 0; i < 300; i++)
		lost += arrive() == NM_RX_NO_DESC;
	s = stats();
	TAP_EQ_U64("only what came after: lost", lost, s.imissed);
	TAP_EQ_U64("only what came after: received", 300 - lost, s.ipackets);
	for (q = 0; q < NB_QUEUES; q++)
		drain(q);
}

/* ---- stop, start, reset ---- */

static void
test_survives(void)
{
	struct rte_eth_stats before = stats(), s;

	TAP_EQ_INT("one more, not looked at", 1, arrive() >= 0);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	s = stats();
	TAP_EQ_U64("while stopped: ipackets", before.ipackets + 1, s.ipackets);
	TAP_EQ_U64("while stopped: imissed", before.imissed, s.imissed);
	TAP_EQ_INT("start", 0, rig_start(&rig));
	arrive();
	TAP_EQ_INT("stop, then reset the port", 0, rte_eth_dev_reset(rig.port));
	s = stats();
	TAP_EQ_U64("after a reset: ipackets", before.ipackets + 2, s.ipackets);
	TAP_EQ_U64("after a reset: imissed", before.imissed, s.imissed);
	TAP_EQ_U64("after a reset: ibytes", before.ibytes + 2 * BYTES, s.ibytes);
}

static unsigned int taken, lost;

static void
one_comes(void *ctx)
{
	int ret = arrive();

	RTE_SET_USED(ctx);
	taken += ret >= 0;
	lost += ret == NM_RX_NO_DESC;
}

/* A frame at each moment of a stop: whatever the device took has to be in the counters. */
static void
test_meanwhile(void)
{
	const struct rte_eth_conf conf = {.link_speeds = 0};
	struct rte_eth_stats before, s;

	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, &conf));
	before = stats();
	plat_model_on_read(one_comes, NULL);
	TAP_EQ_INT("stop while frames come", 0, rte_eth_dev_stop(rig.port));
	plat_model_on_read(NULL, NULL);
	s = stats();
	TAP_CHECK(taken > 0, "some came", "%u", taken);
	TAP_EQ_U64("each one is counted", before.ipackets + before.imissed + taken + lost,
		s.ipackets + s.imissed);
	TAP_EQ_U64("no byte of them is missing", before.ibytes + (taken + lost) * BYTES, s.ibytes);
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
}

/* ---- rings that wait ---- */

static void
test_waiting(void)
{
	struct rte_eth_stats s;
	unsigned int i, nb = 2000, q, received = 0, more;

	up("rx_drop=0");
	for (i = 0; i < nb; i++)
		arrive();
	s = stats();
	TAP_CHECK(s.imissed > 0, "the packet buffer overflows", "0 of %u missed", nb);
	TAP_EQ_U64("imissed is what it missed", xstat("rx_missed_packets"), s.imissed);
	TAP_CHECK(xstat("rx_no_buffer_packets") > 0, "packets had to wait for buffers", "none");
	do {
		for (q = 0, more = 0; q < NB_QUEUES; q++)
			more += drain(q);
		received += more;
	} while (more > 0);
	s = stats();
	TAP_EQ_U64("waiting is no loss: the rest came out", nb - s.imissed, received);
	TAP_EQ_U64("ipackets is what came out", received, s.ipackets);
}

/* ---- wide counters ---- */

static void
test_wide(void)
{
	struct rte_eth_stats s;
	const uint64_t octets = (UINT64_C(0xAB) << 32) | 0xFFFFFFFF;

	TAP_EQ_INT("reset", 0, rte_eth_stats_reset(rig.port));
	nm_poke(rig.nm, 0x4088, 0xFFFFFFFF); /* GORC */
	nm_poke(rig.nm, 0x408C, 0xAB);
	nm_poke(rig.nm, 0x4090, 0x12345678); /* GOTC */
	nm_poke(rig.nm, 0x4094, 0x9);
	nm_poke(rig.nm, 0x4074, 0xFFFFFFFF); /* GPRC */
	s = stats();
	TAP_EQ_U64("bytes beyond 32 bits, whole", octets - 4 * UINT64_C(0xFFFFFFFF), s.ibytes);
	TAP_EQ_U64("bytes sent", 0x912345678, s.obytes);
	TAP_EQ_U64("packets", 0xFFFFFFFF, s.ipackets);
	nm_poke(rig.nm, 0x4088, 100);
	s = stats();
	TAP_EQ_U64("and on", octets + 100 - 4 * UINT64_C(0xFFFFFFFF), s.ibytes);
	TAP_EQ_U64("nothing was counted twice", 0xFFFFFFFF, s.ipackets);
}

/* What full rings of pools drop does not change what was counted as received. */
static void
test_after_pools(void)
{
	struct rte_eth_conf conf = {.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_ONLY};
	struct rte_eth_vmdq_rx_conf *v = &conf.rx_adv_conf.vmdq_rx_conf;
	const struct rte_eth_rxconf drops = {.rx_drop_en = 1};
	struct rte_eth_stats before, s;
	unsigned int i;

	v->nb_queue_pools = RTE_ETH_8_POOLS;
	v->enable_default_pool = 1;
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("pools", 0, rig_configure(&rig, 8, 1, &conf));
	TAP_EQ_INT("  queues", 0, rig_queues(&rig, 8, 1, rig_pool()));
	TAP_EQ_INT("  one that drops", 0,
		rte_eth_rx_queue_setup(rig.port, 0, RIG_RING_DESC, 0, &drops, rig_pool()));
	TAP_EQ_INT("  start", 0, rig_start(&rig));
	TAP_EQ_INT("reset", 0, rte_eth_stats_reset(rig.port));
	for (i = 0; i < 2 * RIG_RING_DESC; i++)
		arrive();
	before = stats();
	TAP_EQ_U64("packets for pools", 2 * RIG_RING_DESC, before.ipackets);
	TAP_CHECK(before.imissed > 0, "  some did not fit", "all did");
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("no pools", 0, rig_up(&rig, 1, 1, NULL));
	s = stats();
	TAP_EQ_U64("  as many received", before.ipackets, s.ipackets);
	TAP_EQ_U64("  as many dropped", before.imissed, s.imissed);
}

/* ---- nobody asks ---- */

#define GPRC	   0x4074u
#define LINE_RATE  UINT64_C(1488095) /* of the shortest frames, in a second */
#define NB_MINUTES 120u
#define EVER_US	   (UINT64_MAX / 2)

/* As the device does, whose counter stays full when it is. */
static void
minute_passes(void)
{
	uint64_t sum = nm_read(rig.nm, GPRC) + 60 * LINE_RATE;

	nm_poke(rig.nm, GPRC, sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum);
	rig_alarms_pass(MINUTE_US);
}

static void
test_unattended(void)
{
	const struct rte_eth_conf conf = {.link_speeds = 0};
	struct rte_eth_stats s;
	uint64_t reads;
	unsigned int i;

	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("nothing looks at a port that is stopped", 0, rig_alarms(EVER_US));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, &conf));
	TAP_EQ_INT("reset", 0, rte_eth_stats_reset(rig.port));
	for (i = 0; i < NB_MINUTES; i++)
		minute_passes();
	reads = plat_model_reads();
	rig_alarms_pass(MINUTE_US);
	TAP_EQ_U64("a minute more: no register is read", 0, plat_model_reads() - reads);
	s = stats();
	TAP_EQ_U64("two hours at line rate: all packets", NB_MINUTES * 60 * LINE_RATE, s.ipackets);
	TAP_EQ_INT("there is one look to come", 1, rig_alarms(EVER_US));
	nm_set_removed(rig.nm, true);
	rig_alarms_pass(10 * MINUTE_US);
	TAP_EQ_INT("the card is pulled: none", 0, rig_alarms(EVER_US));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	rig_replug(&rig);
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	test_drops();
	test_reset_exact();
	test_survives();
	test_meanwhile();
	test_waiting();
	test_wide();
	test_after_pools();
	test_unattended();
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
