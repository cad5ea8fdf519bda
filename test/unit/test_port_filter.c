/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What a port lets in: addresses, multicast, promiscuity, VLANs; while it runs, while it
 * is stopped, and after stop and start, which resets the device.
 */
#include <errno.h>
#include <string.h>

#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define VLAN_ETHERTYPE 0x8100

static struct rig rig;
static uint8_t frame[RIG_FRAME_BYTES], out[RIG_FRAME_BYTES];

static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};
static const uint8_t other[6] = {0x02, 0x77, 0, 0, 0, 0x01};
static const uint8_t second[6] = {0x02, 0x77, 0, 0, 0, 0x02};
static const uint8_t bcast[6] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
static const uint8_t group[6] = {0x01, 0x00, 0x5E, 0x01, 0x02, 0x03};
static const uint8_t group2[6] = {0x01, 0x00, 0x5E, 0x7F, 0x42, 0x11};

static bool
gets_in(const uint8_t dst[6])
{
	int queue;

	rig_udp4(frame, 80, dst, 5);
	queue = nm_rx_frame(rig.nm, frame, 80);
	if (queue < 0)
		return false;
	return rig_recv(&rig, queue, out) == 80 && memcmp(out, frame, 80) == 0;
}

static void
check(const char *name, const uint8_t dst[6], bool expected)
{
	TAP_CHECK(gets_in(dst) == expected, name, "%s", expected ? "kept out" : "let in");
}

static void
restart(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
}

static struct rte_ether_addr
addr_of(const uint8_t bytes[6])
{
	struct rte_ether_addr a;

	memcpy(a.addr_bytes, bytes, 6);
	return a;
}

static void
test_unicast(void)
{
	struct rte_ether_addr a = addr_of(other), b = addr_of(second);

	check("own address", own, true);
	check("another", other, false);
	check("broadcast", bcast, true);
	TAP_EQ_INT("add another", 0, rte_eth_dev_mac_addr_add(rig.port, &a, 0));
	check("  it gets in", other, true);
	check("  own too", own, true);
	restart();
	check("  still after restart", other, true);
	TAP_EQ_INT("remove it", 0, rte_eth_dev_mac_addr_remove(rig.port, &a));
	check("  it is kept out", other, false);
	TAP_EQ_INT("set another default", 0, rte_eth_dev_default_mac_addr_set(rig.port, &b));
	check("  it gets in", second, true);
	check("  the old one is kept out", own, false);
	restart();
	check("  still after restart", second, true);
	check("  the old one is kept out", own, false);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	b = addr_of(own);
	TAP_EQ_INT(
		"set the default while stopped", 0, rte_eth_dev_default_mac_addr_set(rig.port, &b));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check("  it gets in", own, true);
	check("  the other is kept out", second, false);
}

static void
test_multicast(void)
{
	struct rte_ether_addr list[2];

	list[0] = addr_of(group);
	list[1] = addr_of(group2);
	check("multicast", group, false);
	TAP_EQ_INT("list of two", 0, rte_eth_dev_set_mc_addr_list(rig.port, list, 2));
	check("  the first", group, true);
	check("  the second", group2, true);
	restart();
	check("  after restart, the first", group, true);
	check("  after restart, the second", group2, true);
	TAP_EQ_INT("list of one", 0, rte_eth_dev_set_mc_addr_list(rig.port, &list[1], 1));
	check("  not the first", group, false);
	check("  the second", group2, true);
	TAP_EQ_INT("all multicast", 0, rte_eth_allmulticast_enable(rig.port));
	check("  any", group, true);
	check("  no other unicast", other, false);
	restart();
	check("  still after restart", group, true);
	TAP_EQ_INT("not all multicast", 0, rte_eth_allmulticast_disable(rig.port));
	check("  not any", group, false);
	check("  the listed", group2, true);
	TAP_EQ_INT("empty list", 0, rte_eth_dev_set_mc_addr_list(rig.port, NULL, 0));
	check("  none", group2, false);
}

static void
test_promiscuous(void)
{
	TAP_EQ_INT("promiscuous", 0, rte_eth_promiscuous_enable(rig.port));
	check("  unicast", other, true);
	check("  multicast", group, true);
	restart();
	check("  still after restart", other, true);
	TAP_EQ_INT("all multicast too", 0, rte_eth_allmulticast_enable(rig.port));
	TAP_EQ_INT("not promiscuous", 0, rte_eth_promiscuous_disable(rig.port));
	check("  no other unicast", other, false);
	check("  all multicast stays", group, true);
	TAP_EQ_INT("not all multicast", 0, rte_eth_allmulticast_disable(rig.port));
	check("  none", group, false);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("promiscuous while stopped", 0, rte_eth_promiscuous_enable(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check("  unicast", other, true);
	TAP_EQ_INT("not promiscuous", 0, rte_eth_promiscuous_disable(rig.port));
}

/* ---- VLAN ---- */

/* A tagged frame; the tag is in out's place 12, or in the mbuf when it was stripped. */
static int
receive_tagged(uint16_t id, struct rte_mbuf **m)
{
	uint8_t plain[80];
	int queue;

	rig_udp4(plain, sizeof(plain), own, 6);
	memcpy(frame, plain, 12);
	frame[12] = VLAN_ETHERTYPE >> 8;
	frame[13] = VLAN_ETHERTYPE & 0xFF;
	frame[14] = id >> 8;
	frame[15] = id & 0xFF;
	memcpy(frame + 16, plain + 12, sizeof(plain) - 12);
	*m = NULL;
	queue = nm_rx_frame(rig.nm, frame, sizeof(plain) + 4);
	if (queue >= 0)
		rte_eth_rx_burst(rig.port, queue, m, 1);
	return queue;
}

static void
check_vlan(const char *name, uint16_t id, bool expected)
{
	struct rte_mbuf *m;
	int queue = receive_tagged(id, &m);

	TAP_CHECK((queue >= 0) == expected, name, "%d", queue);
	rte_pktmbuf_free(m);
}

static void
check_strip(const char *name, bool expected)
{
	struct rte_mbuf *m;

	receive_tagged(5, &m);
	if (!TAP_CHECK(m != NULL, name, "not received"))
		return;
	TAP_EQ_INT("  its length", expected ? 80 : 84, rte_pktmbuf_pkt_len(m));
	TAP_EQ_INT("  says so", expected, (m->ol_flags & RTE_MBUF_F_RX_VLAN_STRIPPED) != 0);
	if (expected)
		TAP_EQ_INT("  the tag", 5, m->vlan_tci);
	rte_pktmbuf_free(m);
}

static void
test_vlan_filter(void)
{
	check_vlan("VLAN 5 without filter", 5, true);
	TAP_EQ_INT("filter on", 0,
		rte_eth_dev_set_vlan_offload(rig.port, RTE_ETH_VLAN_FILTER_OFFLOAD));
	check_vlan("  VLAN 5 is kept out", 5, false);
	check("  untagged gets in", own, true);
	TAP_EQ_INT("allow 5", 0, rte_eth_dev_vlan_filter(rig.port, 5, 1));
	TAP_EQ_INT("allow 4095", 0, rte_eth_dev_vlan_filter(rig.port, 4095, 1));
	check_vlan("  VLAN 5", 5, true);
	check_vlan("  VLAN 4095", 4095, true);
	check_vlan("  VLAN 37 is kept out", 37, false);
	restart();
	check_vlan("  after restart, VLAN 5", 5, true);
	check_vlan("  after restart, VLAN 37 is kept out", 37, false);
	TAP_EQ_INT("forbid 5", 0, rte_eth_dev_vlan_filter(rig.port, 5, 0));
	check_vlan("  VLAN 5 is kept out", 5, false);
	check_vlan("  VLAN 4095", 4095, true);
	TAP_EQ_INT("filter off", 0, rte_eth_dev_set_vlan_offload(rig.port, 0));
	check_vlan("  VLAN 37", 37, true);
}

static void
test_vlan_strip(void)
{
	struct rte_eth_conf conf = {.rxmode.offloads = RTE_ETH_RX_OFFLOAD_VLAN_STRIP};

	check_strip("tag not stripped", false);
	TAP_EQ_INT("strip while running", 0,
		rte_eth_dev_set_vlan_offload(rig.port, RTE_ETH_VLAN_STRIP_OFFLOAD));
	check_strip("tag stripped", true);
	restart();
	check_strip("  still after restart", true);
	TAP_EQ_INT("do not while running", 0, rte_eth_dev_set_vlan_offload(rig.port, 0));
	check_strip("tag not stripped", false);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("configure with strip", 0, rig_up(&rig, 1, 1, &conf));
	check_strip("tag stripped", true);
}

int
main(int argc, char **argv)
{
	struct rig_usage empty;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	empty = rig_open(&rig);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	test_unicast();
	test_multicast();
	test_promiscuous();
	test_vlan_filter();
	test_vlan_strip();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig_check_left(empty);
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
