/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Address filters at their limits: all exact unicast filters, the unicast hash table, a
 * multicast list that is longer than the table; over stop and start and over a reset.
 */
#include <errno.h>
#include <string.h>

#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define NB_EXACT  24  /* the own address is one of them */
#define NB_HASHED 128 /* that ethdev remembers */
#define NB_GROUPS 5000
#define BYTES	  80

static struct rig rig;
static uint8_t frame[RIG_FRAME_BYTES], out[RIG_FRAME_BYTES];

static bool
gets_in(const struct rte_ether_addr *dst)
{
	int queue;

	rig_udp4(frame, BYTES, dst->addr_bytes, 5);
	queue = nm_rx_frame(rig.nm, frame, BYTES);
	if (queue < 0)
		return false;
	return rig_recv(&rig, queue, out) == BYTES && memcmp(out, frame, BYTES) == 0;
}

static void
check(const char *name, struct rte_ether_addr dst, bool expected)
{
	TAP_CHECK(gets_in(&dst) == expected, name, "%s", expected ? "kept out" : "let in");
}

/* Bits 47:36, the last byte and half of the one before, are what the tables go by. */
static struct rte_ether_addr
addr(uint8_t first, unsigned int n)
{
	return (struct rte_ether_addr){
		{first, 0x77, n >> 16, n >> 12, (n & 0xF) << 4, n >> 4},
	};
}

static void
restart(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
}

static unsigned int
count_in(uint8_t first, unsigned int from, unsigned int to)
{
	struct rte_ether_addr a;
	unsigned int n = 0;

	for (; from < to; from++) {
		a = addr(first, from);
		n += gets_in(&a);
	}
	return n;
}

static void
test_exact(void)
{
	struct rte_ether_addr a;
	unsigned int i, bad = 0;

	for (i = 1; i < NB_EXACT; i++) {
		a = addr(0x02, i);
		bad += rte_eth_dev_mac_addr_add(rig.port, &a, 0) != 0;
	}
	TAP_EQ_INT("23 addresses more", 0, bad);
	TAP_EQ_INT("  all get in", NB_EXACT - 1, count_in(0x02, 1, NB_EXACT));
	TAP_EQ_INT("  no other does", 0, count_in(0x02, NB_EXACT, 200));
	a = addr(0x02, NB_EXACT);
	TAP_EQ_INT("a 25th is refused", -ENOSPC, rte_eth_dev_mac_addr_add(rig.port, &a, 0));
	restart();
	TAP_EQ_INT("  after restart all get in", NB_EXACT - 1, count_in(0x02, 1, NB_EXACT));
	a = addr(0x02, 7);
	TAP_EQ_INT("remove one", 0, rte_eth_dev_mac_addr_remove(rig.port, &a));
	TAP_EQ_INT("  the others get in", NB_EXACT - 2, count_in(0x02, 1, NB_EXACT));
	a = addr(0x02, NB_EXACT);
	TAP_EQ_INT("  another fits", 0, rte_eth_dev_mac_addr_add(rig.port, &a, 0));
	check("  and gets in", a, true);
	for (i = 1; i <= NB_EXACT; i++) {
		a = addr(0x02, i);
		(void)rte_eth_dev_mac_addr_remove(rig.port, &a);
	}
	TAP_EQ_INT("remove all", 0, count_in(0x02, 1, NB_EXACT + 1));
}

static int
hashed(struct rte_ether_addr a, uint8_t on)
{
	return rte_eth_dev_uc_hash_table_set(rig.port, &a, on);
}

static void
test_hashed(void)
{
	struct rte_ether_addr twin = addr(0x06, 9); /* another address of the same place */

	check("without the hash table", addr(0x02, 9), false);
	TAP_EQ_INT("one address", 0, hashed(addr(0x02, 9), 1));
	check("  gets in", addr(0x02, 9), true);
	check("  so does any of its place", twin, true);
	check("  no other", addr(0x02, 10), false);
	check("  no group", addr(0x03, 9), false);
	TAP_EQ_INT("its twin", 0, hashed(twin, 1));
	TAP_EQ_INT("less the first", 0, hashed(addr(0x02, 9), 0));
	check("  the twin gets in", twin, true);
	restart();
	check("  still after restart", twin, true);
	TAP_EQ_INT("less the twin", 0, hashed(twin, 0));
	check("  kept out", twin, false);
	plat_model_log_clear();
	TAP_EQ_INT("a group is refused", -EINVAL, hashed(addr(0x03, 9), 1));
	TAP_EQ_INT("  one line about it", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_INT("what is not there cannot go", -EINVAL, hashed(addr(0x02, 9), 0));
}

static void
test_hash_full(void)
{
	unsigned int i, bad = 0;

	TAP_EQ_INT("the device's size of it", NB_HASHED, rig_info(&rig).max_hash_mac_addrs);
	for (i = 0; i < NB_HASHED; i++)
		bad += hashed(addr(0x02, i * 3), 1) != 0;
	TAP_EQ_INT("128 addresses", 0, bad);
	TAP_EQ_INT("a 129th is refused", -ENOSPC, hashed(addr(0x02, 1), 1));
	TAP_EQ_INT("  every third of 384 gets in", NB_HASHED, count_in(0x02, 0, 3 * NB_HASHED));
	restart();
	TAP_EQ_INT("  still after restart", NB_HASHED, count_in(0x02, 0, 3 * NB_HASHED));
	TAP_EQ_INT("less one", 0, hashed(addr(0x02, 3), 0));
	TAP_EQ_INT("  one place for another", 0, hashed(addr(0x02, 1), 1));
}

static void
test_hash_all(void)
{
	TAP_EQ_INT("all", 0, rte_eth_dev_uc_all_hash_table_set(rig.port, 1));
	TAP_EQ_INT("  of 4096 places", 4096, count_in(0x06, 0, 4096));
	check("  no group", addr(0x03, 9), false);
	restart();
	check("  still after restart", addr(0x06, 77), true);
	TAP_EQ_INT("none", 0, rte_eth_dev_uc_all_hash_table_set(rig.port, 0));
	TAP_EQ_INT("  of 4096 places", 0, count_in(0x06, 0, 4096));
	TAP_EQ_INT("  what was one by one is gone, too", -EINVAL, hashed(addr(0x02, 6), 0));
	TAP_EQ_INT("  and can come back", 0, hashed(addr(0x02, 6), 1));
	check("  it does", addr(0x02, 6), true);
	restart();
	check("  still after restart", addr(0x02, 6), true);
	TAP_EQ_INT("none", 0, rte_eth_dev_uc_all_hash_table_set(rig.port, 0));
}

static void
test_groups(void)
{
	struct rte_ether_addr *list = calloc(NB_GROUPS, sizeof(*list));
	unsigned int i;

	/* Half of the table's places, each more than once. */
	for (i = 0; i < NB_GROUPS; i++)
		list[i] = addr(0x03, i % 2048 * 2);
	TAP_EQ_INT("5000 groups", 0, rte_eth_dev_set_mc_addr_list(rig.port, list, NB_GROUPS));
	TAP_EQ_INT("  the places that they have", 2048, count_in(0x03, 0, 4096));
	restart();
	TAP_EQ_INT("  still after restart", 2048, count_in(0x03, 0, 4096));
	check("  no unicast", addr(0x02, 0), false);
	TAP_EQ_INT("no groups", 0, rte_eth_dev_set_mc_addr_list(rig.port, NULL, 0));
	TAP_EQ_INT("  none gets in", 0, count_in(0x03, 0, 4096));
	free(list);
}

/* Promiscuity is in ethdev's books, where a reset of the port leaves it. */
static void
test_reset_promiscuous(void)
{
	TAP_EQ_INT("promiscuous", 0, rte_eth_promiscuous_enable(rig.port));
	TAP_EQ_INT("all multicast", 0, rte_eth_allmulticast_enable(rig.port));
	TAP_EQ_INT("reset the port", 0, rte_eth_dev_reset(rig.port));
	TAP_EQ_INT("up again", 0, rig_up(&rig, 1, 1, NULL));
	TAP_EQ_INT("  still promiscuous", 1, rte_eth_promiscuous_get(rig.port));
	check("  a stranger", addr(0x06, 500), true);
	TAP_EQ_INT("  still all multicast", 1, rte_eth_allmulticast_get(rig.port));
	TAP_EQ_INT("not promiscuous", 0, rte_eth_promiscuous_disable(rig.port));
	check("  a group", addr(0x03, 500), true);
	check("  no stranger", addr(0x06, 500), false);
	TAP_EQ_INT("not all multicast", 0, rte_eth_allmulticast_disable(rig.port));
	check("  no group", addr(0x03, 500), false);
}

/* Addresses are forgotten, there as in the device. */
static void
test_reset(void)
{
	struct rte_ether_addr exact = addr(0x02, 1), group = addr(0x03, 3);

	TAP_EQ_INT("an address", 0, rte_eth_dev_mac_addr_add(rig.port, &exact, 0));
	TAP_EQ_INT("a hashed one", 0, hashed(addr(0x02, 2), 1));
	TAP_EQ_INT("a group", 0, rte_eth_dev_set_mc_addr_list(rig.port, &group, 1));
	TAP_EQ_INT("reset the port", 0, rte_eth_dev_reset(rig.port));
	TAP_EQ_INT("up again", 0, rig_up(&rig, 1, 1, NULL));
	check("  no address", exact, false);
	check("  no hashed one", addr(0x02, 2), false);
	check("  no group", group, false);
	TAP_EQ_INT("  they can be set again", 0, rte_eth_dev_mac_addr_add(rig.port, &exact, 0));
	TAP_EQ_INT("  also the hashed one", 0, hashed(addr(0x02, 2), 1));
	check("  an address", exact, true);
	check("  a hashed one", addr(0x02, 2), true);
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
	test_exact();
	test_hashed();
	test_hash_full();
	test_hash_all();
	test_groups();
	test_reset_promiscuous();
	test_reset();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig_check_left(empty);
	TAP_EQ_STR("the device was used by the book", "", nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
