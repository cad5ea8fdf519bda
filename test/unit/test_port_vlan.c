/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * VLAN tags in all combinations: filtered, stripped, inserted, one or two of them, an ether type
 * of one's own.
 */
#include <errno.h>
#include <string.h>

#include "plat_model.h"
#include "rig.h"
#include "tags.h"
#include "tap.h"

static struct rig rig;
static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};

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

/* ---- one tag ---- */

static const struct tag one[] = {{0x8100, 0xE064}}; /* priority 7, id 100 */
static const struct tag two[] = {{0x8100, 0x2005}, {0x8100, 0xE064}};
static const struct tag s_c[] = {{0x88A8, 0x2005}, {0x8100, 0xE064}};

static void
test_one(void)
{
	unsigned int c;
	char name[80];

	for (c = 0; c < 4; c++) {
		bool strip = (c & 1) != 0, filter = (c & 2) != 0;

		snprintf(name, sizeof(name), "strip %d, filter %d", strip, filter);
		up(name, (strip ? RTE_ETH_RX_OFFLOAD_VLAN_STRIP : 0) |
				 (filter ? RTE_ETH_RX_OFFLOAD_VLAN_FILTER : 0));
		if (filter) {
			rte_eth_dev_vlan_filter(rig.port, 100, 0);
			tags_check_out("a VLAN that is not let in", one, 1);
			TAP_EQ_INT("let it in", 0, rte_eth_dev_vlan_filter(rig.port, 100, 1));
		}
		tags_check_rx("no tag", NULL, 0, NULL, 0, -1);
		tags_check_rx("one tag", one, 1, one, strip ? 0 : 1, strip ? 0xE064 : -1);
		/* Without VLAN extend the first tag is the one that counts. */
		if (!filter)
			tags_check_rx("two tags", two, 2, strip ? &two[1] : two, strip ? 1 : 2,
				strip ? 0x2005 : -1);
		else
			tags_check_out("two tags: the first is not let in", two, 2);
		tags_check_tx("send without", NULL, 0, -1, NULL, 0);
		tags_check_tx("insert one", NULL, 0, 0xE064, one, 1);
		tags_check_tx("insert before one", one, 1, 0x2005, two, 2);
		tags_check_tx("send with one, insert none", one, 1, -1, one, 1);
	}
}

/* All 4096 at a time, none, and only some. */
static void
test_filter_limits(void)
{
	static const uint16_t ids[] = {0, 1, 31, 32, 33, 63, 64, 4094, 4095};
	struct tag t = {0x8100, 0};
	unsigned int i, wrong = 0;
	uint16_t queue, id;
	struct rte_mbuf *m;

	up("filter", RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
	rte_eth_dev_vlan_filter(rig.port, 100, 0);
	for (i = 0; i < RTE_DIM(ids); i++)
		wrong += rte_eth_dev_vlan_filter(rig.port, ids[i], 1) != 0;
	restart();
	for (id = 0; id < 4096; id++) {
		bool in = false;

		for (i = 0; i < RTE_DIM(ids); i++)
			in = in || ids[i] == id;
		t.tci = id;
		m = tags_receive(&t, 1, &queue);
		wrong += (m != NULL) != in;
		rte_pktmbuf_free(m);
	}
	TAP_EQ_U64("nine of 4096 get in after restart, at the limits of words", 0, wrong);
	for (id = 0; id < 4096; id++)
		wrong += rte_eth_dev_vlan_filter(rig.port, id, 1) != 0;
	for (id = 0; id < 4096; id++) {
		t.tci = id | 0xF000;
		m = tags_receive(&t, 1, &queue);
		wrong += m == NULL;
		rte_pktmbuf_free(m);
	}
	TAP_EQ_U64("all 4096, whatever the priority", 0, wrong);
	for (id = 0; id < 4096; id++)
		wrong += rte_eth_dev_vlan_filter(rig.port, id, 0) != 0;
	TAP_EQ_U64("all are taken out again", 0, wrong);
	tags_check_out("  none gets in", one, 1);
	TAP_EQ_INT("VLAN 4096", -EINVAL, rte_eth_dev_vlan_filter(rig.port, 4096, 1));
}

/* ---- two tags ---- */

static void
test_extend(void)
{
	unsigned int c;
	char name[80];

	for (c = 0; c < 4; c++) {
		bool strip = (c & 1) != 0, filter = (c & 2) != 0;

		snprintf(name, sizeof(name), "extend, strip %d, filter %d", strip, filter);
		up(name, RTE_ETH_RX_OFFLOAD_VLAN_EXTEND |
				 (strip ? RTE_ETH_RX_OFFLOAD_VLAN_STRIP : 0) |
				 (filter ? RTE_ETH_RX_OFFLOAD_VLAN_FILTER : 0));
		if (filter) {
			rte_eth_dev_vlan_filter(rig.port, 100, 0);
			tags_check_out("an inner VLAN that is not let in", two, 2);
			TAP_EQ_INT("let it in", 0, rte_eth_dev_vlan_filter(rig.port, 100, 1));
		}
		tags_check_rx("no tag", NULL, 0, NULL, 0, -1);
		tags_check_rx("one tag is an outer one and stays", one, 1, one, 1, -1);
		tags_check_rx(
			"two tags: the inner one", two, 2, two, strip ? 1 : 2, strip ? 0xE064 : -1);
		tags_check_tx("insert behind the outer tag", two, 1, 0xE064, two, 2);
		tags_check_tx("send with two", two, 2, -1, two, 2);
	}
}

static void
test_tpid(void)
{
	up("extend and strip", RTE_ETH_RX_OFFLOAD_VLAN_EXTEND | RTE_ETH_RX_OFFLOAD_VLAN_STRIP);
	tags_check_rx("a service tag is none", s_c, 2, s_c, 2, -1);
	TAP_EQ_INT("the outer tag is 0x88A8", 0,
		rte_eth_dev_set_vlan_ether_type(rig.port, RTE_ETH_VLAN_TYPE_OUTER, 0x88A8));
	tags_check_rx("a service tag and an inner one", s_c, 2, s_c, 1, 0xE064);
	tags_check_rx("0x8100 is no outer tag now", two, 2, two, 2, -1);
	tags_check_tx("insert behind the service tag", s_c, 1, 0xE064, s_c, 2);
	restart();
	tags_check_rx("after restart, a service tag and an inner one", s_c, 2, s_c, 1, 0xE064);
	TAP_EQ_INT("the outer tag is 0x9100", 0,
		rte_eth_dev_set_vlan_ether_type(rig.port, RTE_ETH_VLAN_TYPE_OUTER, 0x9100));
	tags_check_rx("a service tag is none", s_c, 2, s_c, 2, -1);
	TAP_EQ_INT("0x8100 again", 0,
		rte_eth_dev_set_vlan_ether_type(rig.port, RTE_ETH_VLAN_TYPE_OUTER, 0x8100));
	tags_check_rx("two tags", two, 2, two, 1, 0xE064);
}

/* ---- switched while running ---- */

static void
test_switched(void)
{
	up("nothing", 0);
	TAP_EQ_INT("extend", 0,
		rte_eth_dev_set_vlan_offload(
			rig.port, RTE_ETH_VLAN_EXTEND_OFFLOAD | RTE_ETH_VLAN_STRIP_OFFLOAD));
	tags_check_rx("two tags", two, 2, two, 1, 0xE064);
	restart();
	tags_check_rx("after restart", two, 2, two, 1, 0xE064);
	TAP_EQ_INT("strip only", 0,
		rte_eth_dev_set_vlan_offload(rig.port, RTE_ETH_VLAN_STRIP_OFFLOAD));
	tags_check_rx("two tags", two, 2, &two[1], 1, 0x2005);
	TAP_EQ_INT("nothing", 0, rte_eth_dev_set_vlan_offload(rig.port, 0));
	tags_check_rx("two tags", two, 2, two, 2, -1);
}

/* ---- refusals ---- */

static void
refused(const char *name, int expected, int ret, const char *word)
{
	TAP_EQ_INT(name, expected, ret);
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last_of(IGBX_LOG_ERR), word) != NULL,
		"  one line about it", "%u: %s", plat_model_log_count(IGBX_LOG_ERR),
		plat_model_log_last_of(IGBX_LOG_ERR));
	plat_model_log_clear();
}

static void
test_tpid_refused(void)
{
	up("extend", RTE_ETH_RX_OFFLOAD_VLAN_EXTEND);
	plat_model_log_clear();
	refused("the inner tag", -ENOTSUP,
		rte_eth_dev_set_vlan_ether_type(rig.port, RTE_ETH_VLAN_TYPE_INNER, 0x88A8),
		"outer tag");
	refused("a length", -EINVAL,
		rte_eth_dev_set_vlan_ether_type(rig.port, RTE_ETH_VLAN_TYPE_OUTER, 0x05FF),
		"lengths");
	refused("no kind of tag", -EINVAL,
		rte_eth_dev_set_vlan_ether_type(rig.port, RTE_ETH_VLAN_TYPE_UNKNOWN, 0x8100),
		"inner and outer");
	tags_check_rx("nothing changed", two, 2, two, 2, -1);
	up("no extend", 0);
	plat_model_log_clear();
	refused("a single tag", -ENOTSUP,
		rte_eth_dev_set_vlan_ether_type(rig.port, RTE_ETH_VLAN_TYPE_OUTER, 0x88A8),
		"VLAN extend");
	TAP_EQ_INT("what it is anyway", 0,
		rte_eth_dev_set_vlan_ether_type(rig.port, RTE_ETH_VLAN_TYPE_OUTER, 0x8100));
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
	test_one();
	test_filter_limits();
	test_extend();
	test_tpid();
	test_switched();
	test_tpid_refused();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
