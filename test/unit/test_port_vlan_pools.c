/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * VLAN tags with pools: stripped per queue, in the filter, and the tag of the port.
 */
#include <errno.h>
#include <string.h>

#include "plat_model.h"
#include "rig.h"
#include "tags.h"
#include "tap.h"

static struct rig rig;
static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};
static const uint8_t group[6] = {0x01, 0x00, 0x5E, 0x01, 0x02, 0x03};
static const struct tag one[] = {{0x8100, 0xE064}}; /* priority 7, id 100 */

static void
up(const char *name, uint64_t rx_offloads)
{
	const struct rte_eth_conf conf = {
		.rxmode.offloads = rx_offloads,
		.txmode.offloads = RTE_ETH_TX_OFFLOAD_VLAN_INSERT,
	};

	rte_eth_dev_stop(rig.port);
	TAP_EQ_INT(name, 0, rig_up(&rig, 1, 1, &conf));
}

static void
restart(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
}

/* ---- per pool ---- */

static struct rte_eth_conf
pools_conf(uint64_t rx_offloads)
{
	struct rte_eth_conf conf = {
		.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_ONLY,
		.rxmode.offloads = rx_offloads,
		.txmode.offloads = RTE_ETH_TX_OFFLOAD_VLAN_INSERT,
	};
	struct rte_eth_vmdq_rx_conf *v = &conf.rx_adv_conf.vmdq_rx_conf;

	v->nb_queue_pools = RTE_ETH_8_POOLS;
	v->nb_pool_maps = 2;
	v->pool_map[0].vlan_id = 100;
	v->pool_map[0].pools = 1u << 2;
	v->pool_map[1].vlan_id = 200;
	v->pool_map[1].pools = 1u << 3;
	return conf;
}

static void
check_pool(const char *name, uint16_t tci, uint16_t queue, bool strip)
{
	struct tag t = {0x8100, tci};
	struct rte_mbuf *m;
	uint16_t got;

	m = tags_receive(&t, 1, &got);
	if (!TAP_CHECK(m != NULL && got == queue, name, "%s queue %u",
		    m == NULL ? "nothing up to" : "on", got))
		return;
	TAP_EQ_INT(
		"  its length", TAGS_PLAIN_BYTES + (strip ? 0 : TAG_BYTES), rte_pktmbuf_pkt_len(m));
	TAP_EQ_INT("  says so", strip, (m->ol_flags & RTE_MBUF_F_RX_VLAN_STRIPPED) != 0);
	if (strip)
		TAP_EQ_INT("  the tag", tci, m->vlan_tci);
	rte_pktmbuf_free(m);
}

static void
test_strip_queue(void)
{
	struct rte_eth_conf conf = pools_conf(0);

	up("no pools", 0);
	plat_model_log_clear();
	rte_eth_dev_set_vlan_strip_on_queue(rig.port, 0, 1);
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last_of(IGBX_LOG_ERR), "without VMDq") != NULL,
		"strip on a queue without pools: the driver says why not", "%s",
		plat_model_log_last_of(IGBX_LOG_ERR));
	tags_check_rx("  nothing changed", one, 1, one, 1, -1);
	rte_eth_dev_stop(rig.port);
	TAP_EQ_INT("pools", 0, rig_up(&rig, 8, 2, &conf));
	check_pool("pool 2 keeps tags", 100, 2, false);
	TAP_EQ_INT("strip on queue 2", 0, rte_eth_dev_set_vlan_strip_on_queue(rig.port, 2, 1));
	check_pool("  pool 2 takes them off", 100, 2, true);
	check_pool("  pool 3 keeps them", 200, 3, false);
	restart();
	check_pool("  after restart, pool 2", 100, 2, true);
	check_pool("  after restart, pool 3", 200, 3, false);
	TAP_EQ_INT("on all", 0, rte_eth_dev_set_vlan_offload(rig.port, RTE_ETH_VLAN_STRIP_OFFLOAD));
	check_pool("  pool 3 takes them off", 200, 3, true);
	TAP_EQ_INT("not on queue 2", 0, rte_eth_dev_set_vlan_strip_on_queue(rig.port, 2, 0));
	check_pool("  pool 2 keeps them", 100, 2, false);
	check_pool("  pool 3 takes them off", 200, 3, true);
	rte_eth_dev_stop(rig.port);
	conf = pools_conf(RTE_ETH_RX_OFFLOAD_VLAN_STRIP);
	TAP_EQ_INT("configured with strip", 0, rig_up(&rig, 8, 2, &conf));
	check_pool("  pool 2 takes them off", 100, 2, true);
}

/* Copies for several pools are made of one packet: none may lose its tag unseen. */
static void
test_strip_copies(void)
{
	struct rte_eth_conf conf = pools_conf(0);
	struct rte_eth_vmdq_rx_conf *v = &conf.rx_adv_conf.vmdq_rx_conf;
	struct tag t = {0x8100, 300};
	unsigned int q, lost = 0, copies = 0;
	uint8_t frame[256];
	struct rte_mbuf *m;

	v->rx_mode = RTE_ETH_VMDQ_ACCEPT_MULTICAST;
	v->nb_pool_maps = 3;
	v->pool_map[2].vlan_id = 300;
	v->pool_map[2].pools = 0x0C;
	rte_eth_dev_stop(rig.port);
	TAP_EQ_INT("pools with multicast", 0, rig_up(&rig, 8, 2, &conf));
	TAP_EQ_INT("strip on queue 2", 0, rte_eth_dev_set_vlan_strip_on_queue(rig.port, 2, 1));
	tags_init(&rig, group);
	nm_rx_frame(rig.nm, frame, tags_frame(frame, &t, 1));
	tags_init(&rig, own);
	for (q = 0; q < 8; q++) {
		while (rte_eth_rx_burst(rig.port, q, &m, 1) == 1) {
			copies++;
			lost += (m->ol_flags & RTE_MBUF_F_RX_VLAN_STRIPPED) == 0 &&
				rte_pktmbuf_pkt_len(m) == TAGS_PLAIN_BYTES;
			rte_pktmbuf_free(m);
		}
	}
	TAP_EQ_U64("two copies", 2, copies);
	TAP_EQ_U64("no tag is lost", 0, lost);
}

/* Maps say it all: what is added to the filter beside them is the default pool's. */
static void
test_filter_maps(void)
{
	struct rte_eth_conf conf = pools_conf(RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
	unsigned int i, wrong = 0;

	conf.rx_adv_conf.vmdq_rx_conf.enable_default_pool = 1;
	conf.rx_adv_conf.vmdq_rx_conf.default_pool = 5;
	rte_eth_dev_stop(rig.port);
	TAP_EQ_INT("maps and filter", 0, rig_up(&rig, 8, 2, &conf));
	check_pool("a map needs no entry in the filter", 100, 2, false);
	tags_check_out("another VLAN does", &(struct tag){0x8100, 500}, 1);
	for (i = 0; i < 40; i++)
		wrong += rte_eth_dev_vlan_filter(rig.port, 500 + i, 1) != 0;
	TAP_EQ_U64("40 more VLANs", 0, wrong);
	check_pool("  they go to the default pool", 539, 5, false);
	restart();
	check_pool("  after restart, too", 500, 5, false);
	TAP_EQ_INT("take one out", 0, rte_eth_dev_vlan_filter(rig.port, 510, 0));
	tags_check_out("  it is out", &(struct tag){0x8100, 510}, 1);
	TAP_EQ_INT("a map's VLAN stays", -EBUSY, rte_eth_dev_vlan_filter(rig.port, 100, 0));
	check_pool("  it does", 100, 2, false);
	TAP_EQ_INT("filter off", 0, rte_eth_dev_set_vlan_offload(rig.port, 0));
	check_pool("  maps still count", 200, 3, false);
	check_pool("  all others go to the default pool", 510, 5, false);
	TAP_EQ_INT("filter on", 0,
		rte_eth_dev_set_vlan_offload(rig.port, RTE_ETH_VLAN_FILTER_OFFLOAD));
	check_pool("  what was added is in", 539, 5, false);
	tags_check_out("  what was not is out", &(struct tag){0x8100, 510}, 1);
	for (i = 0; i < 40; i++)
		rte_eth_dev_vlan_filter(rig.port, 500 + i, 0);
}

/* Without maps the address decides, within the 32 VLANs that the device can have then. */
static void
test_filter_addresses(void)
{
	struct rte_eth_conf conf = pools_conf(RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
	struct rte_ether_addr mac = {{0x02, 0x50, 0, 0, 0, 6}};
	unsigned int i, wrong = 0;

	conf.rx_adv_conf.vmdq_rx_conf.nb_pool_maps = 0;
	rte_eth_dev_stop(rig.port);
	TAP_EQ_INT("no maps, but a filter", 0, rig_up(&rig, 8, 2, &conf));
	TAP_EQ_INT("an address for pool 6", 0, rte_eth_dev_mac_addr_add(rig.port, &mac, 6));
	tags_init(&rig, mac.addr_bytes);
	for (i = 0; i < 32; i++)
		wrong += rte_eth_dev_vlan_filter(rig.port, 500 + i, 1) != 0;
	TAP_EQ_U64("32 VLANs", 0, wrong);
	plat_model_log_clear();
	TAP_EQ_INT("the 33rd", -ENOSPC, rte_eth_dev_vlan_filter(rig.port, 532, 1));
	TAP_EQ_INT("  one line about it", 1, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_INT("one of the 32 again", 0, rte_eth_dev_vlan_filter(rig.port, 531, 1));
	check_pool("the first goes to the address's pool", 500, 6, false);
	check_pool("the last, too", 531, 6, false);
	tags_check_out("the 33rd is out", &(struct tag){0x8100, 532}, 1);
	restart();
	check_pool("after restart, the last", 531, 6, false);
	TAP_EQ_INT("take one out", 0, rte_eth_dev_vlan_filter(rig.port, 510, 0));
	tags_check_out("  it is out", &(struct tag){0x8100, 510}, 1);
	TAP_EQ_INT("now there is room", 0, rte_eth_dev_vlan_filter(rig.port, 532, 1));
	check_pool("  it is in", 532, 6, false);
	check_pool("  the last before stays in", 531, 6, false);
	tags_init(&rig, own);
	TAP_EQ_INT("remove the address", 0, rte_eth_dev_mac_addr_remove(rig.port, &mac));
}

static void
test_too_many(void)
{
	struct rte_eth_conf conf = pools_conf(RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
	unsigned int i;

	conf.rx_adv_conf.vmdq_rx_conf.nb_pool_maps = 0;
	up("no pools, filter", RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
	for (i = 0; i < 40; i++)
		rte_eth_dev_vlan_filter(rig.port, 600 + i, 1);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	plat_model_log_clear();
	TAP_EQ_INT("pools cannot have so many", -ENOSPC, rig_configure(&rig, 8, 2, &conf));
	TAP_EQ_INT("  one line about it", 1, plat_model_log_count(IGBX_LOG_ERR));
}

static void
test_pvid(void)
{
	const struct tag port[] = {{0x8100, 7}}, both[] = {{0x8100, 7}, {0x8100, 0xE064}};
	struct rte_eth_conf conf = pools_conf(0);

	up("no pools", 0);
	plat_model_log_clear();
	TAP_EQ_INT("port VLAN without pools", -ENOTSUP, rte_eth_dev_set_vlan_pvid(rig.port, 7, 1));
	TAP_EQ_INT("  one line about it", 1, plat_model_log_count(IGBX_LOG_ERR));
	tags_check_tx("  nothing changed", NULL, 0, -1, NULL, 0);
	rte_eth_dev_stop(rig.port);
	TAP_EQ_INT("pools", 0, rig_up(&rig, 8, 1, &conf));
	TAP_EQ_INT("port VLAN 7", 0, rte_eth_dev_set_vlan_pvid(rig.port, 7, 1));
	tags_check_tx("a frame gets the tag", NULL, 0, -1, port, 1);
	tags_check_tx("one with a tag gets it before", one, 1, -1, both, 2);
	tags_check_tx("one that asks for another gets this", NULL, 0, 0xE064, port, 1);
	restart();
	tags_check_tx("after restart", NULL, 0, -1, port, 1);
	TAP_EQ_INT("VLAN 4096", -EINVAL, rte_eth_dev_set_vlan_pvid(rig.port, 4096, 1));
	tags_check_tx("  nothing changed", NULL, 0, -1, port, 1);
	TAP_EQ_INT("off", 0, rte_eth_dev_set_vlan_pvid(rig.port, 0, 0));
	tags_check_tx("  no tag", NULL, 0, -1, NULL, 0);
	tags_check_tx("  the one asked for", NULL, 0, 0xE064, one, 1);
	rte_eth_dev_stop(rig.port);
	conf.txmode.hw_vlan_insert_pvid = 1;
	conf.txmode.pvid = 7;
	TAP_EQ_INT("configured", 0, rig_up(&rig, 8, 1, &conf));
	tags_check_tx("  a frame gets the tag", NULL, 0, -1, port, 1);
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	tags_init(&rig, own);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_strip_queue();
	test_strip_copies();
	test_filter_maps();
	test_filter_addresses();
	test_pvid();
	test_too_many();
	TAP_EQ_INT("close", 0, rte_eth_dev_close(rig.port));
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
