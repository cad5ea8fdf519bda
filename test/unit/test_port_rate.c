/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Rate limits of transmit queues: what leaves in a time, on links of several speeds, after
 * stop and start and after the link came back at another speed.
 */
#include <errno.h>
#include <string.h>

#include "igbx_ethdev.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define FRAME_BYTES 1514u
#define WIRE_BITS   ((FRAME_BYTES + 24) * 8) /* CRC, preamble, gap */
#define BURST	    50u
#define NB_QUEUES   4

static struct rig rig;
static uint8_t frame[RIG_FRAME_BYTES];
static const uint8_t peer[6] = {0x02, 0x99, 0, 0, 0, 1};

/* Puts a burst into the queue at one time, and counts what has left when it is over. */
static void
burst(uint16_t queue)
{
	struct rte_mbuf *pkts[BURST];
	unsigned int i;

	for (i = 0; i < BURST; i++) {
		pkts[i] = rte_pktmbuf_alloc(rig_pool());
		memcpy(rte_pktmbuf_append(pkts[i], FRAME_BYTES), frame, FRAME_BYTES);
	}
	rig.nb_sent = 0;
	i = rte_eth_tx_burst(rig.port, queue, pkts, BURST);
	rte_pktmbuf_free_bulk(&pkts[i], BURST - i);
	nm_process(rig.nm);
}

static unsigned int
left_on(uint16_t queue)
{
	unsigned int i, nb = 0;

	for (i = 0; i < rig.nb_sent; i++)
		nb += rig.sent[i].queue == queue;
	return nb;
}

/* Of a burst into the queue, one frame leaves at once and one more each time that a frame takes
 * at the rate; 0: all leave at once.
 */
static void
check_rate(const char *name, uint16_t queue, uint32_t mbps)
{
	const unsigned int nb = 20;

	/* Long enough for any debt of the frames before. */
	nm_advance_us(rig.nm, 1000000);
	burst(queue);
	if (mbps == 0) {
		TAP_EQ_U64(name, BURST, left_on(queue));
		return;
	}
	TAP_EQ_U64(name, 1, left_on(queue));
	nm_advance_us(rig.nm, (uint64_t)nb * WIRE_BITS / mbps - 1);
	TAP_EQ_U64("  just before the 21st is due", nb, left_on(queue));
	nm_advance_us(rig.nm, 2);
	TAP_EQ_U64("  when it is due", nb + 1, left_on(queue));
	nm_advance_us(rig.nm, (uint64_t)BURST * WIRE_BITS / mbps);
	TAP_EQ_U64("  all in the end", BURST, left_on(queue));
}

static void
test_limits(void)
{
	static const uint32_t rates[] = {1, 3, 7, 10, 99, 100, 300, 333, 500};
	unsigned int i;
	char name[64];

	check_rate("no limit", 0, 0);
	for (i = 0; i < RTE_DIM(rates); i++) {
		snprintf(name, sizeof(name), "%u of 1000 Mb/s", rates[i]);
		TAP_EQ_INT(name, 0, rte_eth_set_queue_rate_limit(rig.port, 1, rates[i]));
		check_rate("  the first at once", 1, rates[i]);
	}
	check_rate("the other queues have none", 0, 0);
	check_rate("the other queues have none", 3, 0);
	TAP_EQ_INT("another on queue 3", 0, rte_eth_set_queue_rate_limit(rig.port, 3, 50));
	check_rate("  it is its own", 3, 50);
	check_rate("  and that of queue 1 stays", 1, 500);
	TAP_EQ_INT("0 turns it off", 0, rte_eth_set_queue_rate_limit(rig.port, 1, 0));
	check_rate("  no limit", 1, 0);
}

/* Queue 3 has 50 Mb/s. */
static void
test_survives(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_rate("after stop and start", 3, 50);
	TAP_EQ_INT("stop the queue", 0, rte_eth_dev_tx_queue_stop(rig.port, 3));
	TAP_EQ_INT("start the queue", 0, rte_eth_dev_tx_queue_start(rig.port, 3));
	check_rate("after the queue's stop and start", 3, 50);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up with the same queues", 0, rig_up(&rig, NB_QUEUES, NB_QUEUES, NULL));
	check_rate("after a new configuration", 3, 50);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up with two queues", 0, rig_up(&rig, 2, 2, NULL));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up with four again", 0, rig_up(&rig, NB_QUEUES, NB_QUEUES, NULL));
	check_rate("a queue that was gone has no limit", 3, 0);
}

/* The operation of ethdev's, which not every release has. */
static void
check_told(const char *name, uint16_t queue, uint32_t expected)
{
	uint32_t mbps = UINT32_MAX;

	TAP_EQ_INT(
		name, 0, igbx_dev_get_queue_rate_limit(&rte_eth_devices[rig.port], queue, &mbps));
	TAP_EQ_U64("  Mb/s", expected, mbps);
}

static void
speed(uint32_t link_speeds)
{
	const struct rte_eth_conf conf = {.link_speeds = link_speeds};

	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up at another speed", 0, rig_up(&rig, NB_QUEUES, NB_QUEUES, &conf));
}

static void
test_link_speed(void)
{
	struct rte_eth_link link;

	TAP_EQ_INT("limit at 1 Gb/s", 0, rte_eth_set_queue_rate_limit(rig.port, 2, 50));
	TAP_EQ_INT("limit of 8 Mb/s", 0, rte_eth_set_queue_rate_limit(rig.port, 1, 8));
	check_told("  told", 1, 8);
	check_told("  no limit is told as 0", 0, 0);
	speed(RTE_ETH_LINK_SPEED_100M);
	TAP_EQ_INT("link", 0, rte_eth_link_get_nowait(rig.port, &link));
	TAP_EQ_INT("the link has 100 Mb/s", 100, link.link_speed);
	check_rate("  the limit is the same", 2, 50);
	check_rate("  the other too", 1, 8);
	TAP_EQ_INT("changed at 100 Mb/s", 0, rte_eth_set_queue_rate_limit(rig.port, 2, 33));
	check_rate("  it holds", 2, 33);
	TAP_EQ_INT(
		"more than the link has", -EINVAL, rte_eth_set_queue_rate_limit(rig.port, 2, 101));
	check_rate("  leaves the old one", 2, 33);
	speed(RTE_ETH_LINK_SPEED_10M);
	check_rate("10 Mb/s: 8 Mb/s is still a limit", 1, 8);
	check_rate("  33 Mb/s is none", 2, 0);
	check_told("  the limits are still told", 2, 33);
	speed(0);
	check_rate("1 Gb/s again: 33 Mb/s", 2, 33);
	check_rate("  8 Mb/s", 1, 8);
}

/* No start in between: only the interrupt, or whoever asks for the link, can notice. */
static void
test_link_flap(void)
{
	TAP_EQ_INT("link down", 0, rte_eth_dev_set_link_down(rig.port));
	TAP_EQ_INT("link up", 0, rte_eth_dev_set_link_up(rig.port));
	TAP_CHECK(rig_link_wait(&rig, 5000), "  it comes", "down");
	check_rate("the limit holds when the link comes back", 2, 33);
}

static void
refused(const char *name, int expected, int ret, const char *word)
{
	TAP_EQ_INT(name, expected, ret);
	if (word == NULL)
		return;
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last_of(IGBX_LOG_ERR), word) != NULL,
		"  one line about it", "%u: %s", plat_model_log_count(IGBX_LOG_ERR),
		plat_model_log_last_of(IGBX_LOG_ERR));
	plat_model_log_clear();
}

static void
test_refused(void)
{
	plat_model_log_clear();
	refused("queue 4 of 4", -EINVAL, rte_eth_set_queue_rate_limit(rig.port, 4, 10),
		"Tx queue 4");
	refused("queue 16", -EINVAL, rte_eth_set_queue_rate_limit(rig.port, 16, 10), "Tx queue 16");
	refused("queue 17", -EINVAL, rte_eth_set_queue_rate_limit(rig.port, 17, 10), NULL);
	refused("1001 Mb/s", -EINVAL, rte_eth_set_queue_rate_limit(rig.port, 0, 1001), NULL);
	check_rate("nothing changed", 0, 0);
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	rig_udp4(frame, FRAME_BYTES, peer, 3);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, NB_QUEUES, NULL));
	test_limits();
	test_survives();
	test_link_speed();
	test_link_flap();
	test_refused();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
