/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packet types that an application leaves out: they are unknown then, on all queues and at once,
 * and who leaves nothing out receives by the path itself.
 */
#include <errno.h>
#include <string.h>

#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define ALL_TYPES 0x0FFFFFFFu
#define L2L3L4	  (RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4 | RTE_PTYPE_L4_UDP)

static const uint8_t own_mac[6] = {0x02, 0, 0, 0, 0, 0x01};
static struct rig rig;
static uint8_t frame[RIG_FRAME_BYTES];

static void
check_types(const char *name, uint32_t expected)
{
	struct rte_mbuf *m;

	nm_rx_frame(rig.nm, frame, rig_udp4(frame, 100, own_mac, 1));
	if (!TAP_EQ_INT(name, 1, rte_eth_rx_burst(rig.port, 0, &m, 1)))
		return;
	TAP_EQ_U64("  its type", expected, m->packet_type);
	TAP_EQ_MEM("  its bytes", frame, rte_pktmbuf_mtod(m, uint8_t *), 100);
	rte_pktmbuf_free(m);
}

/* Whether applications poll with the path's own function. */
static bool
is_direct(eth_rx_burst_t path)
{
	return rte_eth_fp_ops[rig.port].rx_pkt_burst == path;
}

static void
test_supported(void)
{
	uint32_t types[32];
	int i, nb = rte_eth_dev_get_supported_ptypes(rig.port, ALL_TYPES, types, RTE_DIM(types));

	TAP_EQ_INT("supported types", 14, nb);
	nb = rte_eth_dev_get_supported_ptypes(rig.port, RTE_PTYPE_L4_MASK, types, RTE_DIM(types));
	TAP_EQ_INT("supported L4 types", 3, nb);
	for (i = 0; i < nb; i++)
		TAP_EQ_U64("  is one of L4", 0, types[i] & ~RTE_PTYPE_L4_MASK);
	nb = rte_eth_dev_get_supported_ptypes(rig.port, RTE_PTYPE_INNER_L2_MASK, types, 1);
	TAP_EQ_INT("no inner L2 types", 0, nb);
}

static void
test_masks(void)
{
	eth_rx_burst_t path = rte_eth_fp_ops[rig.port].rx_pkt_burst;
	uint32_t set[16];

	check_types("all types at first", L2L3L4);
	TAP_EQ_INT("L3 alone", 0,
		rte_eth_dev_set_ptypes(rig.port, RTE_PTYPE_L3_MASK, set, RTE_DIM(set)));
	TAP_EQ_U64("  told", RTE_PTYPE_L3_IPV4, set[0]);
	TAP_EQ_U64("  the last", RTE_PTYPE_UNKNOWN, set[4]);
	check_types("  a packet", RTE_PTYPE_L3_IPV4);
	TAP_EQ_INT("L2 and L4", 0,
		rte_eth_dev_set_ptypes(rig.port, RTE_PTYPE_L2_MASK | RTE_PTYPE_L4_MASK, NULL, 0));
	check_types("  a packet", RTE_PTYPE_L2_ETHER | RTE_PTYPE_L4_UDP);
	TAP_EQ_INT("half of a family", -EINVAL,
		rte_eth_dev_set_ptypes(rig.port, RTE_PTYPE_L4_TCP, NULL, 0));
	check_types("  changes nothing", RTE_PTYPE_L2_ETHER | RTE_PTYPE_L4_UDP);
	TAP_EQ_INT("none", 0, rte_eth_dev_set_ptypes(rig.port, RTE_PTYPE_UNKNOWN, set, 1));
	TAP_EQ_U64("  told", RTE_PTYPE_UNKNOWN, set[0]);
	check_types("  a packet", RTE_PTYPE_UNKNOWN);
	TAP_EQ_INT("all but those that there are none of", 0,
		rte_eth_dev_set_ptypes(rig.port, ALL_TYPES & ~RTE_PTYPE_INNER_L2_MASK, NULL, 0));
	check_types("  a packet", L2L3L4);
	TAP_CHECK(is_direct(path), "  comes by the path itself", "by another function");
}

static void
test_kept(void)
{
	eth_rx_burst_t path = rte_eth_fp_ops[rig.port].rx_pkt_burst;

	rte_eth_dev_set_ptypes(rig.port, RTE_PTYPE_L4_MASK, NULL, 0);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_types("kept over stop and start", RTE_PTYPE_L4_UDP);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("configured anew", 0, rig_up(&rig, 1, 1, NULL));
	check_types("kept by new queues", RTE_PTYPE_L4_UDP);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("all types while it is stopped", 0,
		rte_eth_dev_set_ptypes(rig.port, ALL_TYPES, NULL, 0));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_types("a packet", L2L3L4);
	TAP_CHECK(is_direct(path), "  comes by the path itself", "by another function");
	rte_eth_dev_set_ptypes(rig.port, RTE_PTYPE_L4_MASK, NULL, 0);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("reset", 0, rte_eth_dev_reset(rig.port));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	check_types("a reset forgets it", L2L3L4);
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
	TAP_EQ_INT("before there are queues", 0,
		rte_eth_dev_set_ptypes(rig.port, RTE_PTYPE_L2_MASK, NULL, 0));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	check_types("counts for those that come", RTE_PTYPE_L2_ETHER);
	rte_eth_dev_set_ptypes(rig.port, ALL_TYPES, NULL, 0);
	test_supported();
	test_masks();
	test_kept();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig_check_left(empty);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
