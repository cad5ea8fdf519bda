/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Pools: which queues a packet reaches, by VLAN, by address, by RSS, by default; the same after
 * stop and start; and every configuration of pools that is refused.
 */
#include <errno.h>
#include <string.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define NOWHERE	  0u
#define ALL_POOLS 0xFFu
#define NB_TX	  2

static struct rig rig;
static uint8_t frame[RIG_FRAME_BYTES];

static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};
static const uint8_t bcast[6] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
static const uint8_t group[6] = {0x01, 0x00, 0x5E, 0x01, 0x02, 0x03};
static const uint8_t stranger[6] = {0x02, 0x99, 0, 0, 0, 0x07};

static struct rte_ether_addr
pool_mac(unsigned int i)
{
	return (struct rte_ether_addr){{0x02, 0x50, 0, 0, 0, i}};
}

/* ---- packets ---- */

#define UNTAGGED 0xFFFF

static uint32_t
make(const uint8_t dst[6], uint16_t vlan, uint32_t seed)
{
	uint8_t plain[90];

	rig_udp4(plain, sizeof(plain), dst, seed);
	memcpy(frame, plain, 12);
	if (vlan == UNTAGGED) {
		memcpy(frame, plain, sizeof(plain));
		return sizeof(plain);
	}
	frame[12] = 0x81;
	frame[13] = 0x00;
	frame[14] = vlan >> 8;
	frame[15] = vlan & 0xFF;
	memcpy(frame + 16, plain + 12, sizeof(plain) - 12);
	return sizeof(plain) + 4;
}

/* One bit for each queue that a copy came out of. The bytes have to be right. */
static uint32_t
queues_of(const uint8_t dst[6], uint16_t vlan, uint32_t seed)
{
	uint32_t len = make(dst, vlan, seed), queues = 0;
	uint8_t out[RIG_FRAME_BYTES];
	struct rte_eth_dev_info info = rig_info(&rig);
	uint16_t q;

	nm_rx_frame(rig.nm, frame, len);
	for (q = 0; q < info.nb_rx_queues; q++) {
		while (rig_recv(&rig, q, out) == len && memcmp(out, frame, len) == 0)
			queues |= 1u << q;
	}
	return queues;
}

static void
check(const char *name, const uint8_t dst[6], uint16_t vlan, uint32_t queues)
{
	TAP_EQ_U64(name, queues, queues_of(dst, vlan, 5));
}

static void
restart(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
}

static void
up(const char *name, uint16_t nb_rxq, const struct rte_eth_conf *conf)
{
	rte_eth_dev_stop(rig.port);
	TAP_EQ_INT(name, 0, rig_up(&rig, nb_rxq, NB_TX, conf));
}

/* ---- by VLAN ---- */

static struct rte_eth_conf
by_vlan(unsigned int nb_maps)
{
	struct rte_eth_conf conf = {.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_ONLY};
	struct rte_eth_vmdq_rx_conf *v = &conf.rx_adv_conf.vmdq_rx_conf;
	unsigned int i;

	v->nb_queue_pools = RTE_ETH_8_POOLS;
	v->nb_pool_maps = nb_maps;
	for (i = 0; i < nb_maps; i++) {
		v->pool_map[i].vlan_id = 100 + i;
		v->pool_map[i].pools = RTE_BIT64(i % 8);
	}
	return conf;
}

static void
test_by_vlan(void)
{
	struct rte_eth_conf conf = by_vlan(8);
	unsigned int i;
	char name[64];

	conf.rx_adv_conf.vmdq_rx_conf.pool_map[7].pools = 0xC1;
	conf.rx_adv_conf.vmdq_rx_conf.pool_map[7].vlan_id = 4095;
	up("a VLAN for each pool", 8, &conf);
	for (i = 0; i < 7; i++) {
		snprintf(name, sizeof(name), "VLAN %u goes to queue %u", 100 + i, i);
		check(name, own, 100 + i, 1u << i);
	}
	check("VLAN 4095 goes to three", own, 4095, 0xC1);
	check("VLAN 99 to none", own, 99, NOWHERE);
	check("no tag, none", own, UNTAGGED, NOWHERE);
	check("another address, none", stranger, 101, NOWHERE);
	check("broadcast of VLAN 101: nobody asked for it", bcast, 101, NOWHERE);
	restart();
	check("after restart, VLAN 103", own, 103, 1u << 3);
	check("after restart, VLAN 99", own, 99, NOWHERE);
	TAP_EQ_INT("the port's own address", 0,
		memcmp(own, rte_eth_devices[rig.port].data->mac_addrs[0].addr_bytes, 6));
}

/* All that the table holds; the registers behind it are those of port mirroring. */
static void
test_32_maps(void)
{
	struct rte_eth_conf conf = by_vlan(32);
	unsigned int i, wrong = 0, touched = 0;

	up("32 maps", 8, &conf);
	for (i = 0; i < 32; i++)
		wrong += queues_of(own, 100 + i, i) != 1u << i % 8;
	TAP_EQ_U64("each VLAN goes to its pool", 0, wrong);
	for (i = 0; i < 4; i++)
		touched += nm_read(rig.nm, 0x5D80 + 4 * i) != 0;
	TAP_EQ_U64("no mirroring was set up", 0, touched);
}

static void
test_default_pool(void)
{
	struct rte_eth_conf conf = by_vlan(4);

	conf.rx_adv_conf.vmdq_rx_conf.enable_default_pool = 1;
	conf.rx_adv_conf.vmdq_rx_conf.default_pool = 6;
	up("default pool 6", 8, &conf);
	check("a VLAN with a map", own, 102, 1u << 2);
	check("a VLAN without", own, 99, 1u << 6);
	check("no tag", own, UNTAGGED, 1u << 6);
	check("broadcast goes to nobody all the same", bcast, UNTAGGED, NOWHERE);
	restart();
	check("after restart", own, 99, 1u << 6);
}

static void
test_rx_mode(void)
{
	struct rte_eth_conf conf = by_vlan(8);
	struct rte_ether_addr mc = {{0x01, 0x00, 0x5E, 0x01, 0x02, 0x03}};

	conf.rx_adv_conf.vmdq_rx_conf.rx_mode =
		RTE_ETH_VMDQ_ACCEPT_BROADCAST | RTE_ETH_VMDQ_ACCEPT_UNTAG;
	up("broadcast and untagged", 8, &conf);
	check("broadcast without tag: a copy for each", bcast, UNTAGGED, ALL_POOLS);
	check("broadcast of VLAN 105: for its pool", bcast, 105, 1u << 5);
	check("multicast: none", group, UNTAGGED, NOWHERE);
	TAP_EQ_INT("list", 0, rte_eth_dev_set_mc_addr_list(rig.port, &mc, 1));
	check("  multicast of the list: none", group, UNTAGGED, NOWHERE);
	conf.rx_adv_conf.vmdq_rx_conf.rx_mode =
		RTE_ETH_VMDQ_ACCEPT_HASH_MC | RTE_ETH_VMDQ_ACCEPT_UNTAG;
	up("multicast of the list", 8, &conf);
	check("  a copy for each", group, UNTAGGED, ALL_POOLS);
	check("  broadcast: none", bcast, UNTAGGED, NOWHERE);
	TAP_EQ_INT("no list", 0, rte_eth_dev_set_mc_addr_list(rig.port, NULL, 0));
	check("  none", group, UNTAGGED, NOWHERE);
	conf.rx_adv_conf.vmdq_rx_conf.rx_mode =
		RTE_ETH_VMDQ_ACCEPT_MULTICAST | RTE_ETH_VMDQ_ACCEPT_UNTAG;
	up("all multicast", 8, &conf);
	check("  a copy for each", group, UNTAGGED, ALL_POOLS);
	conf.rx_adv_conf.vmdq_rx_conf.rx_mode = RTE_ETH_VMDQ_ACCEPT_UNTAG;
	up("none of it", 8, &conf);
	check("  none", group, UNTAGGED, NOWHERE);
	TAP_EQ_INT("all multicast while running", 0, rte_eth_allmulticast_enable(rig.port));
	check("  a copy for each", group, UNTAGGED, ALL_POOLS);
	TAP_EQ_INT("not any more", 0, rte_eth_allmulticast_disable(rig.port));
	check("  none", group, UNTAGGED, NOWHERE);
}

/* ---- by address ---- */

static void
test_by_mac(void)
{
	struct rte_eth_conf conf = by_vlan(0);
	struct rte_ether_addr a = pool_mac(3), b = pool_mac(5);

	conf.rx_adv_conf.vmdq_rx_conf.enable_default_pool = 1;
	conf.rx_adv_conf.vmdq_rx_conf.default_pool = 1;
	up("no maps", 8, &conf);
	TAP_EQ_INT("an address for pool 3", 0, rte_eth_dev_mac_addr_add(rig.port, &a, 3));
	TAP_EQ_INT("an address for pool 5", 0, rte_eth_dev_mac_addr_add(rig.port, &b, 5));
	check("the first goes to queue 3", a.addr_bytes, UNTAGGED, 1u << 3);
	check("  with any tag", a.addr_bytes, 77, 1u << 3);
	check("the second goes to queue 5", b.addr_bytes, UNTAGGED, 1u << 5);
	check("the port's own goes to the default pool", own, UNTAGGED, 1u << 1);
	TAP_EQ_INT("the first for pool 4 too", 0, rte_eth_dev_mac_addr_add(rig.port, &a, 4));
	check("  goes to both", a.addr_bytes, UNTAGGED, 0x18);
	restart();
	check("after restart, to both", a.addr_bytes, UNTAGGED, 0x18);
	check("after restart, the second", b.addr_bytes, UNTAGGED, 1u << 5);
	check("after restart, the port's own", own, UNTAGGED, 1u << 1);
	TAP_EQ_INT("remove the first", 0, rte_eth_dev_mac_addr_remove(rig.port, &a));
	check("  it is like any other", a.addr_bytes, UNTAGGED, 1u << 1);
	TAP_EQ_INT("remove the second", 0, rte_eth_dev_mac_addr_remove(rig.port, &b));
}

static void
test_by_both(void)
{
	struct rte_eth_conf conf = by_vlan(8);
	struct rte_ether_addr a = pool_mac(2);

	up("VLANs and an address", 8, &conf);
	TAP_EQ_INT("an address for pool 2", 0, rte_eth_dev_mac_addr_add(rig.port, &a, 2));
	check("address and VLAN of pool 2", a.addr_bytes, 102, 1u << 2);
	check("its address, the VLAN of pool 3", a.addr_bytes, 103, NOWHERE);
	check("the port's own, the VLAN of pool 3", own, 103, 1u << 3);
	TAP_EQ_INT("another default address", 0,
		rte_eth_dev_default_mac_addr_set(
			rig.port, &(struct rte_ether_addr){{0x02, 0x99, 0, 0, 0, 0x07}}));
	check("  has the VLANs' pools", stranger, 104, 1u << 4);
	check("  the old one none", own, 104, NOWHERE);
	restart();
	check("  after restart", stranger, 104, 1u << 4);
	TAP_EQ_INT("the old one again", 0,
		rte_eth_dev_default_mac_addr_set(
			rig.port, &(struct rte_ether_addr){{0x02, 0, 0, 0, 0, 0x01}}));
	TAP_EQ_INT("remove the address", 0, rte_eth_dev_mac_addr_remove(rig.port, &a));
}

/* ---- with RSS ---- */

static void
test_rss(void)
{
	struct rte_eth_conf conf = by_vlan(8);
	struct rte_eth_rss_reta_entry64 reta[2];
	uint32_t seed, queues, seen[8] = {0}, wrong = 0;

	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_RSS;
	conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IPV4 | RTE_ETH_RSS_NONFRAG_IPV4_UDP;
	up("pools with RSS", 16, &conf);
	for (seed = 0; seed < 256; seed++) {
		queues = queues_of(own, 100 + seed % 8, seed);
		wrong += queues != 1u << seed % 8 && queues != 0x100u << seed % 8;
		seen[seed % 8] |= queues;
	}
	TAP_EQ_U64("every packet goes to a queue of its VLAN's pool", 0, wrong);
	for (seed = 0; seed < 8; seed++)
		wrong += seen[seed] != (0x101u << seed);
	TAP_EQ_U64("each pool uses both of its queues", 0, wrong);
	memset(reta, 0, sizeof(reta));
	reta[0].mask = UINT64_MAX;
	reta[1].mask = UINT64_MAX;
	TAP_EQ_INT("all to the pools' first queues", 0,
		rte_eth_dev_rss_reta_update(rig.port, reta, 128));
	for (seed = 0; seed < 64; seed++)
		wrong += queues_of(own, 100 + seed % 8, seed) != 1u << seed % 8;
	TAP_EQ_U64("  so it is", 0, wrong);
	restart();
	for (seed = 0; seed < 64; seed++)
		wrong += queues_of(own, 100 + seed % 8, seed) != 1u << seed % 8;
	TAP_EQ_U64("  after restart, too", 0, wrong);
	reta[1].reta[63] = 2;
	TAP_EQ_INT("a pool has no third queue", -EINVAL,
		rte_eth_dev_rss_reta_update(rig.port, reta, 128));
	TAP_CHECK(strstr(plat_model_log_last_of(IGBX_LOG_ERR), "queue 2 of 2") != NULL,
		"  and the driver says so", "%s", plat_model_log_last_of(IGBX_LOG_ERR));
}

/* Only the first pools have a second queue. */
static void
test_rss_some(void)
{
	struct rte_eth_conf conf = by_vlan(8);
	uint32_t seed, seen[8] = {0};

	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_RSS;
	conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_NONFRAG_IPV4_UDP;
	up("11 queues", 11, &conf);
	for (seed = 0; seed < 128; seed++)
		seen[seed % 8] |= queues_of(own, 100 + seed % 8, seed);
	TAP_EQ_U64("pool 0 has two", 0x101, seen[0]);
	TAP_EQ_U64("pool 2 has two", 0x404, seen[2]);
	TAP_EQ_U64("pool 3 has one", 0x008, seen[3]);
	TAP_EQ_U64("pool 7 has one", 0x080, seen[7]);
}

/* ---- beside the pools ---- */

static void
test_leaving(void)
{
	struct rte_eth_conf conf = by_vlan(8), plain = {.link_speeds = 0};
	struct rte_ether_addr a = pool_mac(6);

	up("pools", 8, &conf);
	TAP_EQ_INT("an address for pool 6", 0, rte_eth_dev_mac_addr_add(rig.port, &a, 6));
	up("no pools", 4, &plain);
	check("the port's own, untagged", own, UNTAGGED, 1);
	check("any VLAN", own, 106, 1);
	check("the address of a pool is the port's", a.addr_bytes, UNTAGGED, 1);
	check("broadcast", bcast, UNTAGGED, 1);
	up("pools again", 8, &conf);
	check("the VLAN decides", own, 106, 1u << 6);
	check("the address is that of pool 6", a.addr_bytes, 106, 1u << 6);
	TAP_EQ_INT("remove the address", 0, rte_eth_dev_mac_addr_remove(rig.port, &a));
}

/* Frames between pools: each leaves by the wire, and no pool sees it. */
static void
test_no_loopback(void)
{
	uint8_t out[RIG_FRAME_BYTES];
	uint32_t len = make(own, 103, 8);
	unsigned int q, seen = 0;

	rig.nb_sent = 0;
	TAP_EQ_INT("send to one's own address and a pool's VLAN", 1, rig_send(&rig, 0, frame, len));
	TAP_EQ_INT("  it is on the wire", 1, rig.nb_sent);
	for (q = 0; q < 8; q++)
		seen += rig_recv(&rig, q, out) != 0;
	TAP_EQ_U64("  and in no pool", 0, seen);
}

static void
test_mtu(void)
{
	uint32_t longest = 9000 + 22;
	struct rte_eth_conf conf = by_vlan(8);
	uint8_t out[RIG_FRAME_BYTES];

	conf.rxmode.mtu = 9000;
	conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
	up("pools with MTU 9000", 8, &conf);
	make(own, 103, 4);
	rig_udp4(out, longest - 4, own, 4);
	memcpy(frame + 16, out + 12, longest - 16);
	TAP_EQ_INT("the longest frame", 3, nm_rx_frame(rig.nm, frame, longest));
	TAP_EQ_INT("  is whole", longest, rig_recv(&rig, 3, out));
	TAP_EQ_INT("MTU 1500 while running", 0, rte_eth_dev_set_mtu(rig.port, 1500));
	TAP_EQ_INT("  it is too long now", NM_RX_OVERSIZE, nm_rx_frame(rig.nm, frame, longest));
	conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_KEEP_CRC;
	conf.rxmode.mtu = 1500;
	up("pools with the CRC kept", 8, &conf);
	check("  it is not part of the packet", own, 103, 1u << 3);
}

/* ---- refusals ---- */

static void
refused(const char *name, int expected, uint16_t nb_rxq, const struct rte_eth_conf *conf,
	const char *word)
{
	plat_model_log_clear();
	TAP_EQ_INT(name, expected, rig_configure(&rig, nb_rxq, NB_TX, conf));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last_of(IGBX_LOG_ERR), word) != NULL,
		"  one line about it", "%u: %s", plat_model_log_count(IGBX_LOG_ERR),
		plat_model_log_last_of(IGBX_LOG_ERR));
}

static void
test_refused_conf(void)
{
	struct rte_eth_conf conf = by_vlan(8);
	struct rte_eth_vmdq_rx_conf *v = &conf.rx_adv_conf.vmdq_rx_conf;

	rte_eth_dev_stop(rig.port);
	v->nb_queue_pools = RTE_ETH_16_POOLS;
	refused("16 pools", -EINVAL, 8, &conf, "the device has 8");
	v->nb_queue_pools = RTE_ETH_8_POOLS;
	v->nb_pool_maps = 33;
	refused("33 maps", -EINVAL, 8, &conf, "33 maps");
	v->nb_pool_maps = 64;
	refused("64 maps", -EINVAL, 8, &conf, "the device has 32");
	v->nb_pool_maps = 8;
	v->pool_map[3].vlan_id = 4096;
	refused("VLAN 4096", -EINVAL, 8, &conf, "VLAN 4096");
	v->pool_map[3].vlan_id = 100;
	refused("a VLAN twice", -EINVAL, 8, &conf, "maps 0 and 3");
	v->pool_map[3].vlan_id = 103;
	v->pool_map[3].pools = 0x100;
	refused("pool 8", -EINVAL, 8, &conf, "pools 0x100");
	v->pool_map[3].pools = 0;
	refused("no pool", -EINVAL, 8, &conf, "pools 0x0");
	v->pool_map[3].pools = 0x80;
	refused("a pool without a queue", -EINVAL, 7, &conf, "pools 0x80");
	v->pool_map[3].pools = 8;
	v->enable_default_pool = 1;
	v->default_pool = 8;
	refused("default pool 8", -EINVAL, 8, &conf, "default pool 8");
	v->default_pool = 0;
	v->enable_loop_back = 1;
	refused("loopback", -ENOTSUP, 8, &conf, "loopback");
	v->enable_loop_back = 0;
	v->rx_mode = RTE_BIT32(5);
	refused("an unknown rx_mode", -EINVAL, 8, &conf, "rx_mode 0x20");
	v->rx_mode = 0;
	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_RSS;
	refused("RSS with 8 queues", -EINVAL, 8, &conf, "queue p + 8");
}

static void
test_refused_modes(void)
{
	struct rte_eth_conf conf = by_vlan(8);

	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_DCB;
	refused("DCB", -EINVAL, 8, &conf, "traffic classes");
	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_DCB_RSS;
	refused("DCB with RSS", -EINVAL, 8, &conf, "traffic classes");
	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_DCB;
	refused("VMDq with DCB", -EINVAL, 8, &conf, "traffic classes");
	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_DCB_RSS;
	refused("VMDq with DCB and RSS", -EINVAL, 8, &conf, "traffic classes");
	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_ONLY;
	conf.txmode.mq_mode = RTE_ETH_MQ_TX_VMDQ_DCB;
	refused("VMDq with DCB on Tx", -EINVAL, 8, &conf, "Tx mq_mode");
	conf.txmode.mq_mode = RTE_ETH_MQ_TX_VMDQ_ONLY;
	up("VMDq on Tx too", 8, &conf);
	check("  works", own, 103, 1u << 3);
}

static void
test_refused_ops(void)
{
	struct rte_eth_rss_conf rss = {.rss_hf = RTE_ETH_RSS_IPV4};
	struct rte_ether_addr a = pool_mac(9);

	plat_model_log_clear();
	TAP_EQ_INT("an address for pool 8", -EINVAL, rte_eth_dev_mac_addr_add(rig.port, &a, 8));
	TAP_CHECK(strstr(plat_model_log_last_of(IGBX_LOG_ERR), "pool 8") != NULL,
		"  the driver says so", "%s", plat_model_log_last_of(IGBX_LOG_ERR));
	TAP_EQ_INT("RSS without VMDQ_RSS", -ENOTSUP, rte_eth_dev_rss_hash_update(rig.port, &rss));
	check("all is as it was", own, 103, 1u << 3);
}

int
main(int argc, char **argv)
{
	struct rte_eth_dev_info info;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	info = rig_info(&rig);
	TAP_EQ_INT("pools", 8, info.max_vmdq_pools);
	TAP_EQ_INT("queues of pools", 16, info.vmdq_queue_num);
	test_by_vlan();
	test_32_maps();
	test_default_pool();
	test_rx_mode();
	test_by_mac();
	test_by_both();
	test_rss();
	test_rss_some();
	test_leaving();
	test_no_loopback();
	test_mtu();
	test_refused_conf();
	test_refused_modes();
	test_refused_ops();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
