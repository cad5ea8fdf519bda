/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * lpbk_mode 1: what is sent comes back, through the PHY or through the SerDes; the wire has no part
 * in it, and the next configuration without it is as if nothing had been.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define NB_FRAMES 50
#define SERDES_ID 0x10E6

static struct rig rig;
static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};
static const struct rte_eth_conf loopback = {.lpbk_mode = 1}, plain;

/* How many of the frames sent come back as they were, in order. */
static unsigned int
come_back(uint16_t queue)
{
	uint8_t frame[RIG_FRAME_BYTES], out[RIG_FRAME_BYTES];
	unsigned int i, nb = 0;
	uint32_t len;

	for (i = 0; i < NB_FRAMES; i++) {
		len = rig_udp4(frame, 60 + 20 * i, own, i);
		if (rig_send(&rig, queue, frame, len) != 1)
			break;
		nm_process(rig.nm);
		nb += rig_recv(&rig, 0, out) == len && memcmp(out, frame, len) == 0;
	}
	return nb;
}

/* Whether a frame from the wire is received. */
static bool
hears_wire(void)
{
	uint8_t frame[RIG_FRAME_BYTES], out[RIG_FRAME_BYTES];

	nm_rx_frame(rig.nm, frame, rig_udp4(frame, 100, own, 1));
	return rig_recv(&rig, 0, out) == 100;
}

static void
test_loops(void)
{
	struct rte_eth_link link;
	struct rte_eth_stats s;

	nm_set_cable(rig.nm, false);
	TAP_EQ_INT("up without a cable", 0, rig_up(&rig, 1, 2, &loopback));
	TAP_EQ_INT("link", 0, rte_eth_link_get_nowait(rig.port, &link));
	TAP_CHECK(link.link_speed == 1000 && link.link_duplex && !link.link_autoneg,
		"  1000 full, not negotiated", "%u, full %u, autoneg %u", link.link_speed,
		link.link_duplex, link.link_autoneg);
	nm_set_cable(rig.nm, true);
	rig.nb_sent = 0;
	TAP_EQ_INT("queue 0: all come back", NB_FRAMES, come_back(0));
	TAP_EQ_INT("queue 1: all come back", NB_FRAMES, come_back(1));
	TAP_EQ_INT("none is on the wire", 0, rig.nb_sent);
	TAP_CHECK(!hears_wire(), "nothing comes from the wire", "a frame did");
	TAP_EQ_INT("counters", 0, rte_eth_stats_get(rig.port, &s));
	TAP_EQ_U64("  sent", 2 * NB_FRAMES, s.opackets);
	TAP_EQ_U64("  received", 2 * NB_FRAMES, s.ipackets);
}

static void
test_keeps_on(void)
{
	struct rte_eth_fc_conf fc = {.mode = RTE_ETH_FC_FULL, .autoneg = 1};

	TAP_EQ_INT("another MTU", 0, rte_eth_dev_set_mtu(rig.port, 1400));
	TAP_EQ_INT("  all come back", NB_FRAMES, come_back(0));
	TAP_EQ_INT("link down", 0, rte_eth_dev_set_link_down(rig.port));
	TAP_EQ_INT("link up", 0, rte_eth_dev_set_link_up(rig.port));
	TAP_CHECK(rig_link_wait(&rig, 100), "  it is", "it is not");
	TAP_EQ_INT("  all come back", NB_FRAMES, come_back(0));
	TAP_EQ_INT("flow control is changed", 0, rte_eth_dev_flow_ctrl_set(rig.port, &fc));
	TAP_CHECK(rig_link_wait(&rig, 100), "  the link is up", "it is not");
	TAP_EQ_INT("flow control", 0, rte_eth_dev_flow_ctrl_get(rig.port, &fc));
	TAP_EQ_INT("  there are no pause frames to oneself", RTE_ETH_FC_NONE, fc.mode);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	TAP_EQ_INT("  all come back", NB_FRAMES, come_back(0));
}

static void
check_plain(const char *when)
{
	char name[96];

	rig.nb_sent = 0;
	snprintf(name, sizeof(name), "%s: none comes back", when);
	TAP_EQ_INT(name, 0, come_back(0));
	snprintf(name, sizeof(name), "%s: all are on the wire", when);
	TAP_EQ_INT(name, NB_FRAMES, rig.nb_sent);
	snprintf(name, sizeof(name), "%s: the wire is heard", when);
	TAP_CHECK(hears_wire(), name, "it is not");
}

static void
test_ends(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up without loopback", 0, rig_up(&rig, 1, 2, &plain));
	check_plain("configured without");
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up with it", 0, rig_up(&rig, 1, 2, &loopback));
	/* The process is killed, and the device goes on. */
	plat_model_cut(true);
	TAP_EQ_INT("killed", 0, rig_remove(&rig));
	plat_model_cut(false);
	TAP_EQ_INT("another process: probe", 0, rig_probe(&rig, NULL));
	nm_clear_violations(rig.nm);
	TAP_EQ_INT("up without loopback", 0, rig_up(&rig, 1, 2, &plain));
	check_plain("after a process that was killed");
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
}

static void
test_port(uint16_t device_id)
{
	struct rig_usage empty;

	printf("# device %04x\n", device_id);
	rig_create(&rig, device_id);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("remove", 0, rig_remove(&rig));
	empty = rig_usage();
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_loops();
	test_keeps_on();
	test_ends();
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
	rig_check_left(empty);
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	test_port(0x10C9);
	test_port(SERDES_ID);
	rig_eal_end();
	return tap_done();
}
