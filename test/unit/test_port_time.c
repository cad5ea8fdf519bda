/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * IEEE 1588 through ethdev: one clock for received and sent messages and the time of
 * day, over stop, start and reset; flags of packets; filters shared with flow rules.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_flow.h>

#include "igbx_ethdev.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define SECOND	   INT64_C(1000000000)
#define HOUR_US	   UINT64_C(3600000000)
#define TIME_FLAGS (RTE_MBUF_F_RX_IEEE1588_PTP | RTE_MBUF_F_RX_IEEE1588_TMST)
#define L2_BYTES   60
#define SYNC	   0
#define DELAY_REQ  1
#define FOLLOW_UP  8

static struct rig rig;
static const uint8_t group_mac[6] = {0x01, 0x1B, 0x19, 0, 0, 0};

static int64_t
ns_of(struct timespec ts)
{
	return ts.tv_sec * SECOND + ts.tv_nsec;
}

static int64_t
time_ns(void)
{
	struct timespec ts;

	return rte_eth_timesync_read_time(rig.port, &ts) == 0 ? ns_of(ts) : -1;
}

static int
time_set(int64_t s, int64_t ns)
{
	return rte_eth_timesync_write_time(
		rig.port, &(struct timespec){.tv_sec = s, .tv_nsec = ns});
}

static int64_t
stamp(bool rx)
{
	struct timespec ts;
	int ret = rx ? rte_eth_timesync_read_rx_timestamp(rig.port, &ts, 0)
		     : rte_eth_timesync_read_tx_timestamp(rig.port, &ts);

	return ret == 0 ? ns_of(ts) : ret;
}

/* DPDK 22.11 has no call for it. */
static int
adjust_freq(int64_t ppm)
{
#if RTE_VERSION >= RTE_VERSION_NUM(24, 11, 0, 0)
	return rte_eth_timesync_adjust_freq(rig.port, ppm);
#else
	return igbx_dev_timesync_adjust_freq(&rte_eth_devices[rig.port], ppm);
#endif
}

/* ---- messages ---- */

static uint32_t
ptp_l2(uint8_t *frame, uint8_t type)
{
	memset(frame, 0, L2_BYTES);
	memcpy(frame, group_mac, 6);
	frame[6] = 0x02;
	frame[12] = 0x88;
	frame[13] = 0xF7;
	frame[14] = type;
	frame[15] = 2;
	return L2_BYTES;
}

/* To the port that is given, from one that is not 319. */
static uint32_t
ptp_udp(uint8_t *frame, uint16_t port, uint8_t type)
{
	uint32_t len = rig_udp4(frame, 100, group_mac, 7);

	frame[36] = (uint8_t)(port >> 8);
	frame[37] = (uint8_t)port;
	frame[40] = 0; /* no UDP checksum */
	frame[41] = 0;
	frame[42] = type;
	frame[43] = 2;
	return len;
}

/* The queue that a frame comes out of, and its flags; -1: none. */
static int
receive(const uint8_t *frame, uint32_t len, uint64_t *flags)
{
	struct rte_mbuf *m;
	uint16_t q;

	nm_rx_frame(rig.nm, frame, len);
	for (q = 0; q < 2; q++) {
		if (rte_eth_rx_burst(rig.port, q, &m, 1) == 1) {
			*flags = m->ol_flags & TIME_FLAGS;
			rte_pktmbuf_free(m);
			return q;
		}
	}
	return -1;
}

static uint64_t
flags_of(const uint8_t *frame, uint32_t len)
{
	uint64_t flags = UINT64_MAX;

	receive(frame, len, &flags);
	return flags;
}

static unsigned int
send_flagged(uint64_t flags)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(rig_pool());
	char *data = m == NULL ? NULL : rte_pktmbuf_append(m, L2_BYTES);
	unsigned int nb;

	if (data == NULL)
		return 0;
	ptp_l2((uint8_t *)data, DELAY_REQ);
	m->ol_flags |= flags;
	if (rte_eth_tx_prepare(rig.port, 0, &m, 1) != 1)
		return 0;
	nb = rte_eth_tx_burst(rig.port, 0, &m, 1);
	nm_process(rig.nm);
	return nb;
}

static int
up(void)
{
	int ret = rig_up(&rig, 2, 1, NULL);

	return ret != 0 ? ret : rte_eth_promiscuous_enable(rig.port);
}

/* ---- tests ---- */

static void
refused_line(const char *name, int64_t observed)
{
	TAP_EQ_INT(name, -EINVAL, observed);
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1, "  one line says why", "%u, the last %s",
		plat_model_log_count(IGBX_LOG_ERR), plat_model_log_last());
	plat_model_log_clear();
}

static void
test_off(void)
{
	struct timespec ts;
	uint64_t clock, later;

	plat_model_log_clear();
	refused_line("off: Rx stamp", stamp(true));
	refused_line("off: Tx stamp", stamp(false));
	refused_line("off: time", rte_eth_timesync_read_time(rig.port, &ts));
	refused_line("off: setting the time", time_set(1, 0));
	refused_line("off: adjusting it", rte_eth_timesync_adjust_time(rig.port, 1));
	refused_line("off: adjusting the frequency", adjust_freq(0));
	TAP_EQ_INT("off: again", 0, rte_eth_timesync_disable(rig.port));
	TAP_EQ_INT("off: the raw clock runs", 0, rte_eth_read_clock(rig.port, &clock));
	nm_advance_us(rig.nm, 1000000);
	TAP_EQ_INT("off: read again", 0, rte_eth_read_clock(rig.port, &later));
	TAP_EQ_U64("off: in nanoseconds", SECOND, later - clock);
}

static void
test_time(void)
{
	int64_t now;

	TAP_EQ_INT("on", 0, rte_eth_timesync_enable(rig.port));
	TAP_EQ_INT("  from 0", 0, time_ns());
	nm_advance_us(rig.nm, 2500000);
	TAP_EQ_INT("  in nanoseconds", 2500000000, time_ns());
	TAP_EQ_INT("on again", 0, rte_eth_timesync_enable(rig.port));
	TAP_EQ_INT("  changes nothing", 2500000000, time_ns());
	TAP_EQ_INT("set", 0, time_set(1700000000, 123456789));
	nm_advance_us(rig.nm, 1);
	now = time_ns() - (1700000000 * SECOND + 123456789);
	TAP_CHECK(now > 980 && now <= 1000, "  it goes on from there", "%" PRId64, now);
	now = time_ns();
	TAP_EQ_INT("adjust back", 0, rte_eth_timesync_adjust_time(rig.port, -SECOND - 7));
	TAP_EQ_INT("  to the nanosecond", now - SECOND - 7, time_ns());
	TAP_EQ_INT("adjust forth", 0, rte_eth_timesync_adjust_time(rig.port, 2 * SECOND));
	TAP_EQ_INT("  to the nanosecond", now + SECOND - 7, time_ns());
}

static void
test_time_refused(void)
{
	static const int64_t times[][2] = {{-1, 0}, {0, -1}, {0, SECOND}, {INT64_MAX, 0},
		{INT64_MAX / SECOND, 0}, {1, INT64_MIN}};
	static const int64_t deltas[] = {INT64_MIN, INT64_MAX, -10 * SECOND};
	static const int64_t rates[] = {
		IGBX_RATE_MAX + 1, -IGBX_RATE_MAX - 1, INT64_MIN, INT64_MAX};
	int64_t now;
	size_t i;

	TAP_EQ_INT("set to 9 s", 0, time_set(9, 0));
	now = time_ns();
	for (i = 0; i < RTE_DIM(times); i++)
		refused_line("a time that there is not", time_set(times[i][0], times[i][1]));
	for (i = 0; i < RTE_DIM(deltas); i++)
		refused_line("out of all times", rte_eth_timesync_adjust_time(rig.port, deltas[i]));
	for (i = 0; i < RTE_DIM(rates); i++)
		refused_line("frequency too far off", adjust_freq(rates[i]));
	TAP_EQ_INT("  the time is as it was", now, time_ns());
	nm_advance_us(rig.nm, 1000000);
	TAP_EQ_INT("  the frequency, too", now + SECOND, time_ns());
	TAP_EQ_INT("the latest time", 0, time_set(INT64_MAX / SECOND - 1, SECOND - 1));
	TAP_EQ_INT("adjust to 0", 0, rte_eth_timesync_adjust_time(rig.port, -time_ns()));
}

static void
test_frequency(void)
{
	int64_t before = time_ns(), gone;

	/* 2^-20 of the nominal: the device has it exactly. */
	TAP_EQ_INT("slower by 2^-20", 0, adjust_freq(-62500));
	nm_advance_us(rig.nm, 1 << 20);
	gone = time_ns() - before;
	TAP_CHECK(gone == 1000 * (1 << 20) - 1000, "  is slower by 2^-20", "%" PRId64, gone);
	TAP_EQ_INT("nominal", 0, adjust_freq(0));
	before = time_ns();
	nm_advance_us(rig.nm, 25 * HOUR_US);
	TAP_EQ_INT(
		"  and not looked at for 25 h", before + (int64_t)(25 * HOUR_US * 1000), time_ns());
}

static void
test_rx(void)
{
	uint8_t frame[128], options[128];
	int64_t now;

	TAP_EQ_INT("no stamp yet", -EINVAL, stamp(true));
	now = time_ns();
	TAP_EQ_U64("Sync, L2: flags", TIME_FLAGS, flags_of(frame, ptp_l2(frame, SYNC)));
	nm_advance_us(rig.nm, 3 * HOUR_US);
	(void)time_ns();
	TAP_EQ_U64("second Sync, the first not taken: no stamp", RTE_MBUF_F_RX_IEEE1588_PTP,
		flags_of(frame, ptp_l2(frame, SYNC)));
	TAP_EQ_INT("  the stamp is the first one's", now, stamp(true));
	TAP_EQ_INT("  once", -EINVAL, stamp(true));
	TAP_EQ_U64("Follow_Up, L2: PTP, no stamp", RTE_MBUF_F_RX_IEEE1588_PTP,
		flags_of(frame, ptp_l2(frame, FOLLOW_UP)));
	now = time_ns();
	TAP_EQ_U64("Delay_Req, UDP: stamped", RTE_MBUF_F_RX_IEEE1588_TMST,
		flags_of(frame, ptp_udp(frame, 319, DELAY_REQ)));
	TAP_EQ_INT("  the stamp", now, stamp(true));
	TAP_EQ_U64("to another port: not", 0, flags_of(frame, ptp_udp(frame, 320, DELAY_REQ)));
	TAP_EQ_INT("  no stamp", -EINVAL, stamp(true));

	/* The type of a packet with options is the number that a filter may have. */
	rig_udp4(frame, 80, group_mac, 3);
	memcpy(options, frame, 14 + 20);
	options[14] = 0x46;
	options[17] += 4;
	memset(&options[34], 1, 4);
	memcpy(&options[38], &frame[34], 80 - 34);
	TAP_EQ_U64("IPv4 with options is no PTP", 0, flags_of(options, 84));
	TAP_EQ_U64("nor is other IPv4", 0, flags_of(frame, rig_udp4(frame, 64, group_mac, 4)));
}

static void
test_tx(void)
{
	int64_t now;

	TAP_EQ_INT("no Tx stamp yet", -EINVAL, stamp(false));
	TAP_EQ_INT("sent without asking", 1, send_flagged(0));
	TAP_EQ_INT("  no stamp", -EINVAL, stamp(false));
	now = time_ns();
	TAP_EQ_INT("sent with", 1, send_flagged(RTE_MBUF_F_TX_IEEE1588_TMST));
	nm_advance_us(rig.nm, 8 * HOUR_US);
	TAP_EQ_INT("sent with, while the first is not taken", 1,
		send_flagged(RTE_MBUF_F_TX_IEEE1588_TMST));
	TAP_EQ_INT("  the stamp is the first one's", now, stamp(false));
	TAP_EQ_INT("  once", -EINVAL, stamp(false));
	now = time_ns();
	TAP_EQ_INT("sent with", 1, send_flagged(RTE_MBUF_F_TX_IEEE1588_TMST));
	TAP_EQ_INT("  the stamp", now, stamp(false));
}

/* What the machine's clock says of the time that a reset takes is right to the microsecond. */
static void
check_continues(const char *name, int64_t before, uint64_t before_us)
{
	int64_t gone = time_ns() - before;
	int64_t gone_us = (int64_t)(nm_now_us(rig.nm) - before_us);

	TAP_CHECK(gone >= gone_us * 1000 - 2000 && gone <= gone_us * 1000 + 2000, name,
		"%" PRId64 " ns in %" PRId64 " us", gone, gone_us);
}

static void
test_restart(void)
{
	uint8_t frame[128];
	uint64_t before_us = nm_now_us(rig.nm);
	int64_t before = time_ns(), now;

	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	check_continues("stopped: the time goes on", before, before_us);
	nm_advance_us(rig.nm, 30 * HOUR_US);
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_continues("started: the time has gone on", before, before_us);
	now = time_ns();
	TAP_EQ_U64("  stamps, too", TIME_FLAGS, flags_of(frame, ptp_l2(frame, SYNC)));
	TAP_EQ_INT("  the stamp", now, stamp(true));
	TAP_EQ_U64("  over UDP", RTE_MBUF_F_RX_IEEE1588_TMST,
		flags_of(frame, ptp_udp(frame, 319, SYNC)));
	TAP_EQ_INT("  the stamp", now, stamp(true));
	TAP_EQ_INT("  sent ones", 1, send_flagged(RTE_MBUF_F_TX_IEEE1588_TMST));
	TAP_EQ_INT("  the stamp", now, stamp(false));

	TAP_EQ_INT("reset", 0, rte_eth_dev_reset(rig.port));
	check_continues("reset: the time goes on", before, before_us);
	TAP_EQ_INT("up", 0, up());
	now = time_ns();
	TAP_EQ_U64("  stamps, too", TIME_FLAGS, flags_of(frame, ptp_l2(frame, SYNC)));
	TAP_EQ_INT("  the stamp", now, stamp(true));
}

/* ---- with flow rules ---- */

static struct rte_flow *
rule_make(const struct rte_flow_item *items, uint16_t queue)
{
	const struct rte_flow_action_queue to = {.index = queue};
	const struct rte_flow_action actions[] = {{.type = RTE_FLOW_ACTION_TYPE_QUEUE, .conf = &to},
		{.type = RTE_FLOW_ACTION_TYPE_END}};
	const struct rte_flow_attr attr = {.ingress = 1};
	struct rte_flow_error error;

	return rte_flow_create(rig.port, &attr, items, actions, &error);
}

static struct rte_flow *
rule_type(uint16_t type, uint16_t queue)
{
	struct rte_flow_item_eth eth = {.hdr.ether_type = rte_cpu_to_be_16(type)},
				 mask = {.hdr.ether_type = 0xFFFF};
	const struct rte_flow_item items[] = {
		{.type = RTE_FLOW_ITEM_TYPE_ETH, .spec = &eth, .mask = &mask},
		{.type = RTE_FLOW_ITEM_TYPE_END}};

	return rule_make(items, queue);
}

static struct rte_flow *
rule_udp(uint16_t port, uint16_t queue)
{
	struct rte_flow_item_udp udp = {.hdr.dst_port = rte_cpu_to_be_16(port)},
				 mask = {.hdr.dst_port = 0xFFFF};
	const struct rte_flow_item items[] = {{.type = RTE_FLOW_ITEM_TYPE_ETH},
		{.type = RTE_FLOW_ITEM_TYPE_IPV4},
		{.type = RTE_FLOW_ITEM_TYPE_UDP, .spec = &udp, .mask = &mask},
		{.type = RTE_FLOW_ITEM_TYPE_END}};

	return rule_make(items, queue);
}

static void
check_steered(const char *name, int queue, uint64_t flags, const uint8_t *frame, uint32_t len)
{
	uint64_t seen = UINT64_MAX;

	TAP_EQ_INT(name, queue, receive(frame, len, &seen));
	TAP_EQ_U64("  flags", flags, seen);
	TAP_CHECK(stamp(true) >= 0, "  stamp", "none");
}

static void
test_flow(void)
{
	struct rte_flow *rules[8];
	struct rte_flow_error error;
	uint8_t frame[128];
	unsigned int i, nb = 0;

	TAP_CHECK(rule_type(0x88F7, 1) != NULL, "messages over L2 to queue 1", "%s", "refused");
	check_steered("  go there", 1, TIME_FLAGS, frame, ptp_l2(frame, SYNC));
	TAP_CHECK(rule_udp(319, 1) != NULL, "messages over UDP to queue 1", "%s", "refused");
	check_steered(
		"  go there", 1, RTE_MBUF_F_RX_IEEE1588_TMST, frame, ptp_udp(frame, 319, SYNC));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_steered("after restart: over L2", 1, TIME_FLAGS, frame, ptp_l2(frame, SYNC));
	check_steered("after restart: over UDP", 1, RTE_MBUF_F_RX_IEEE1588_TMST, frame,
		ptp_udp(frame, 319, SYNC));
	TAP_EQ_INT("off", 0, rte_eth_timesync_disable(rig.port));
	TAP_EQ_U64("  no flag any more", 0, flags_of(frame, ptp_l2(frame, SYNC)));
	TAP_EQ_INT("on", 0, rte_eth_timesync_enable(rig.port));
	check_steered("after off and on: over UDP", 1, RTE_MBUF_F_RX_IEEE1588_TMST, frame,
		ptp_udp(frame, 319, SYNC));
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, &error));
	check_steered("after flush: over L2", 0, TIME_FLAGS, frame, ptp_l2(frame, SYNC));
	check_steered("after flush: over UDP", 0, RTE_MBUF_F_RX_IEEE1588_TMST, frame,
		ptp_udp(frame, 319, SYNC));

	TAP_EQ_INT("off", 0, rte_eth_timesync_disable(rig.port));
	for (i = 0; i < RTE_DIM(rules); i++) {
		rules[i] = rule_type((uint16_t)(0x9000 + i), 1);
		nb += rules[i] != NULL;
	}
	TAP_EQ_INT("eight rules take all EtherType filters", 8, nb);
	TAP_EQ_INT("  none is left for time sync", -ENOSPC, rte_eth_timesync_enable(rig.port));
	plat_model_log_clear();
	refused_line("  it is off", rte_eth_timesync_adjust_time(rig.port, 0));
	if (rules[3] != NULL)
		TAP_EQ_INT("  one less", 0, rte_flow_destroy(rig.port, rules[3], &error));
	TAP_EQ_INT("  now it can be", 0, rte_eth_timesync_enable(rig.port));
	TAP_CHECK(rule_type(0x9009, 1) == NULL, "  and there is none left for a rule", "%s",
		"it was made");
	check_steered("  works", 0, TIME_FLAGS, frame, ptp_l2(frame, SYNC));
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, &error));
}

static void
test_queues(void)
{
	uint8_t frame[128];

	TAP_EQ_INT("queue 0 stops", 0, rte_eth_dev_rx_queue_stop(rig.port, 0));
	TAP_EQ_INT("  anew", 0, rte_eth_rx_queue_setup(rig.port, 0, 128, 0, NULL, rig_pool()));
	TAP_EQ_INT("  starts", 0, rte_eth_dev_rx_queue_start(rig.port, 0));
	TAP_EQ_U64("  flags as before", TIME_FLAGS, flags_of(frame, ptp_l2(frame, SYNC)));
}

static void
test_removed(void)
{
	struct timespec ts;
	uint64_t clock;

	nm_set_removed(rig.nm, true);
	TAP_EQ_INT("removed: time", -EIO, rte_eth_timesync_read_time(rig.port, &ts));
	TAP_EQ_INT("removed: Rx stamp", -EIO, stamp(true));
	TAP_EQ_INT("removed: Tx stamp", -EIO, stamp(false));
	TAP_EQ_INT("removed: clock", -EIO, rte_eth_read_clock(rig.port, &clock));
	TAP_EQ_INT("removed: off", -EIO, rte_eth_timesync_disable(rig.port));
	rig_replug(&rig);
}

static void
all(const char *args)
{
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, args));
	TAP_EQ_INT("up", 0, up());
	test_off();
	test_time();
	test_time_refused();
	test_frequency();
	test_rx();
	test_tx();
	test_restart();
	test_flow();
	test_queues();
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	test_removed();
	(void)rte_eth_dev_stop(rig.port);
	(void)rte_eth_dev_close(rig.port);
	rig_destroy(&rig);
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	all(NULL);
	all("simd=scalar");
	rig_eal_end();
	return tap_done();
}
