/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Flow rules, judged by the queue that packets come out of: every kind of rule, what
 * it takes and what it leaves, priorities, drops.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "flow.h"
#include "igbx_ethdev.h"
#include "left.h"
#include "plat_model.h"
#include "tap.h"

#define NB_QUEUES 6

static struct rig rig;
static uint8_t frame[FLOW_FRAME_BYTES + 4];

static const struct flow_tuple tcp = {0x0A000001, 0xC0A80102, 40000, 80, IPPROTO_TCP, 0x10};
static const struct flow_tuple udp = {0x0A000003, 0xC0A80104, 5000, 53, IPPROTO_UDP, 0};
static const struct flow_tuple sctp = {0x0A000005, 0xC0A80106, 700, 701, IPPROTO_SCTP, 0};

static struct rte_flow *
create(const char *name, const struct flow_words *w)
{
	struct rte_flow_error err = {.message = ""};
	struct rte_flow *flow;

	TAP_EQ_INT("validate", 0, flow_validate(rig.port, w, &err));
	flow = flow_create(rig.port, w, &err);
	TAP_CHECK(flow != NULL, name, "%s", err.message);
	return flow;
}

static void
destroy(struct rte_flow *flow)
{
	TAP_EQ_INT("destroy", 0, rte_flow_destroy(rig.port, flow, NULL));
}

static void
flush(void)
{
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
}

static void
check4(const char *name, int queue, struct flow_tuple t)
{
	flow_frame_ip4(frame, &t);
	TAP_EQ_INT(name, queue, flow_receive(&rig, frame, FLOW_FRAME_BYTES));
}

static void
check6(const char *name, int queue, struct flow_tuple t)
{
	flow_frame_ip6(frame, &t);
	TAP_EQ_INT(name, queue, flow_receive(&rig, frame, FLOW_FRAME_BYTES));
}

static void
check_l2(const char *name, int queue, uint16_t type)
{
	flow_frame_l2(frame, type);
	TAP_EQ_INT(name, queue, flow_receive(&rig, frame, FLOW_FRAME_BYTES));
}

static void
test_etype(void)
{
	struct rte_flow *flow, *others[7];
	struct rte_flow_error err;
	struct flow_words w;
	unsigned int i;
	char name[64];

	check_l2("EtherType 0x88B5 without a rule", 0, 0x88B5);
	flow_etype(&w, 0x88B5);
	flow_to_queue(&w, 3);
	flow = create("EtherType 0x88B5 to queue 3", &w);
	check_l2("  gets it", 3, 0x88B5);
	check_l2("  0x88B6 is not it", 0, 0x88B6);
	check4("  IPv4 is not it", 0, udp);
	flow_frame_l2(frame, 0x88B5);
	flow_frame_tag(frame, 7);
	TAP_EQ_INT("  behind a VLAN tag", 3, flow_receive(&rig, frame, FLOW_FRAME_BYTES + 4));
	for (i = 0; i < 7; i++) {
		flow_etype(&w, 0x9000 + i);
		flow_to_queue(&w, i % NB_QUEUES);
		others[i] = create("another", &w);
	}
	for (i = 0; i < 7; i++) {
		snprintf(name, sizeof(name), "  0x%04x", 0x9000 + i);
		check_l2(name, i % NB_QUEUES, 0x9000 + i);
	}
	flow_etype(&w, 0x9007);
	flow_to_queue(&w, 1);
	TAP_CHECK(flow_create(rig.port, &w, &err) == NULL && rte_errno == ENOSPC,
		"the ninth is refused", "%d", rte_errno);
	TAP_CHECK(
		strstr(err.message, "8 EtherType") != NULL, "  with the limit", "%s", err.message);
	destroy(others[4]);
	check_l2("  its EtherType is nobody's", 0, 0x9004);
	create("  its filter can be had", &w);
	check_l2("  by 0x9007", 1, 0x9007);
	destroy(flow);
	check_l2("  0x88B5 is nobody's", 0, 0x88B5);
	check_l2("  0x9006 is still", 0, 0x9006);
	check_l2("  0x9005 is still", 5, 0x9005);
	flush();
	check_l2("  none after flush", 0, 0x9005);
}

/* Every combination of fields: the packet itself, and one with each field changed. */
static void
fields_check(const struct flow_tuple *t, unsigned int fields, bool with_l4)
{
	struct flow_tuple other;
	struct flow_words w;
	struct rte_flow *flow;
	char name[64];
	int taken = 4;

	flow_tuple(&w, t, fields, with_l4);
	flow_to_queue(&w, taken);
	snprintf(name, sizeof(name), "protocol %u, fields 0x%02x%s", t->proto, fields,
		with_l4 ? ", with its header" : "");
	flow = create(name, &w);
	check4("  the packet", taken, *t);
	other = *t;
	other.src ^= 0x01000000;
	check4("  another source address", fields & FLOW_SRC ? 0 : taken, other);
	other = *t;
	other.dst ^= 1;
	check4("  another destination address", fields & FLOW_DST ? 0 : taken, other);
	other = *t;
	other.sport ^= 0x0100;
	check4("  another source port", fields & FLOW_SPORT ? 0 : taken, other);
	other = *t;
	other.dport ^= 1;
	check4("  another destination port", fields & FLOW_DPORT ? 0 : taken, other);
	other = *t;
	other.proto = t->proto == IPPROTO_UDP ? IPPROTO_TCP : IPPROTO_UDP;
	check4("  another protocol", fields & FLOW_PROTO || with_l4 ? 0 : taken, other);
	check6("  IPv6 with the same ports", 0, *t);
	destroy(flow);
	check4("  nobody's after destroy", 0, *t);
}

static void
test_tuple(void)
{
	const struct flow_tuple *all[] = {&tcp, &udp, &sctp};
	unsigned int i, fields;

	for (i = 0; i < RTE_DIM(all); i++) {
		for (fields = 0; fields < 0x20; fields++) {
			if (fields & FLOW_PROTO)
				continue;
			fields_check(all[i], fields, true);
		}
	}
	for (fields = 1; fields < 8; fields++)
		fields_check(&udp, fields, false);
	fields_check(&udp, FLOW_PROTO | FLOW_DPORT, true);
}

static void
test_tcp_flag(void)
{
	struct flow_tuple t = tcp;
	struct flow_words w;
	unsigned int bit;
	char name[64];

	for (bit = 0; bit < 6; bit++) {
		t.tcp_flags = 1u << bit;
		flow_tuple(&w, &t, FLOW_DPORT | FLOW_FLAG, true);
		flow_to_queue(&w, 2);
		snprintf(name, sizeof(name), "TCP flag 0x%02x", t.tcp_flags);
		create(name, &w);
		check4("  the packet", 2, t);
		t.tcp_flags = 0x3F;
		check4("  all flags", 2, t);
		t.tcp_flags = 0x3F & ~(1u << bit);
		check4("  all but that", 0, t);
		flush();
	}
}

static void
test_fragment(void)
{
	struct flow_words w;

	flow_tuple(&w, &udp, FLOW_SRC, false);
	flow_to_queue(&w, 2);
	create("a source address", &w);
	flow_frame_ip4(frame, &udp);
	frame[20] = 0x20; /* more fragments */
	TAP_EQ_INT("  fragments are not looked at", 0, flow_receive(&rig, frame, FLOW_FRAME_BYTES));
	flush();
}

static void
test_priority(void)
{
	struct rte_flow *low, *high;
	struct flow_words w;

	flow_tuple(&w, &udp, FLOW_SRC, false);
	flow_to_queue(&w, 1);
	w.attr.priority = 7;
	low = create("a source address, priority 7", &w);
	check4("  gets the packet", 1, udp);
	flow_tuple(&w, &udp, FLOW_DPORT, true);
	flow_to_queue(&w, 2);
	w.attr.priority = 3;
	high = create("a port, priority 3", &w);
	check4("  goes before it", 2, udp);
	flow_tuple(&w, &udp, FLOW_DST, false);
	flow_to_queue(&w, 3);
	create("a destination address, priority 0", &w);
	check4("  goes before both", 3, udp);
	destroy(high);
	check4("  still", 3, udp);
	destroy(low);
	check4("  still", 3, udp);
	flush();
	check4("  nobody", 0, udp);
}

static void
test_syn(void)
{
	struct flow_tuple open = tcp;
	struct flow_words w, five;
	struct rte_flow *flow;
	unsigned int version;

	open.tcp_flags = RTE_TCP_SYN_FLAG;
	for (version = 0; version <= 6; version += version == 0 ? 4 : 2) {
		flow_syn(&w, version);
		flow_to_queue(&w, 5);
		flow = create("TCP SYN", &w);
		check4("  a packet that opens a connection", 5, open);
		check6("  over IPv6", 5, open);
		check4("  one that does not", 0, tcp);
		check4("  UDP", 0, udp);
		destroy(flow);
		check4("  nobody's after destroy", 0, open);
	}

	flow_tuple(&five, &open, FLOW_DPORT, true);
	flow_to_queue(&five, 2);
	five.attr.priority = 4;
	create("TCP port 80, priority 4", &five);
	flow_syn(&w, 4);
	flow_to_queue(&w, 5);
	w.attr.priority = 4;
	flow = create("TCP SYN of the same priority", &w);
	destroy(flow);
	w.attr.priority = 3;
	flow = create("TCP SYN, priority 3", &w);
	check4("  goes before", 5, open);
	check4("  the port has the rest", 2, tcp);
	destroy(flow);
	w.attr.priority = 5;
	create("TCP SYN, priority 5", &w);
	check4("  goes after", 2, open);
	flow_tuple(&five, &udp, FLOW_DPORT, true);
	flow_to_queue(&five, 1);
	five.attr.priority = 6;
	TAP_EQ_INT("a five-tuple of priority 6 would have to go after it", -ENOTSUP,
		flow_validate(rig.port, &five, NULL));
	five.attr.priority = 5;
	create("one of priority 5 does not", &five);
	flush();

	create("a five-tuple of priority 5", &five);
	w.attr.priority = 1;
	create("TCP SYN of priority 1 before it", &w);
	flow_tuple(&five, &open, FLOW_SRC, false);
	flow_to_queue(&five, 3);
	five.attr.priority = 0;
	TAP_EQ_INT("TCP SYN cannot go between two", -ENOTSUP, flow_validate(rig.port, &five, NULL));
	flush();
}

static uint64_t
dropped(void)
{
	struct rte_eth_xstat_name names[128];
	struct rte_eth_xstat xstats[128];
	int i, nb = rte_eth_xstats_get_names(rig.port, names, 128);

	if (nb < 0 || nb > 128 || rte_eth_xstats_get(rig.port, xstats, 128) != nb)
		return UINT64_MAX;
	for (i = 0; i < nb; i++) {
		if (strcmp(names[i].name, "rx_flow_dropped_packets") == 0)
			return xstats[i].value;
	}
	return UINT64_MAX;
}

static uint64_t
missed(void)
{
	struct rte_eth_stats stats;

	return rte_eth_stats_get(rig.port, &stats) == 0 ? stats.imissed : UINT64_MAX;
}

static void
test_drop(void)
{
	struct flow_tuple open = tcp;
	struct flow_words w;
	struct rte_flow *flow;

	open.tcp_flags = RTE_TCP_SYN_FLAG;
	TAP_EQ_INT("counters", 0, rte_eth_stats_reset(rig.port));
	flow_etype(&w, 0x88B5);
	flow_to_drop(&w);
	flow = create("EtherType 0x88B5 dropped", &w);
	check_l2("  is", NM_RX_NO_DESC, 0x88B5);
	check_l2("  another is not", 0, 0x88B6);
	TAP_EQ_U64("  counted as dropped by a rule", 1, dropped());
	flow_tuple(&w, &udp, FLOW_DPORT, true);
	flow_to_drop(&w);
	create("UDP port 53 dropped", &w);
	flow_syn(&w, 4);
	flow_to_drop(&w);
	create("TCP SYN dropped", &w);
	check4("  UDP port 53 is", NM_RX_NO_DESC, udp);
	check4("  TCP SYN is", NM_RX_NO_DESC, open);
	check4("  TCP without is not", 0, tcp);
	TAP_EQ_U64("  counted", 3, dropped());
	destroy(flow);
	check_l2("  0x88B5 is let in again", 0, 0x88B5);
	check4("  UDP port 53 is still not", NM_RX_NO_DESC, udp);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check4("  after restart, UDP port 53 is dropped", NM_RX_NO_DESC, udp);
	TAP_EQ_U64("  counted", 5, dropped());
	TAP_EQ_U64("  and no loss", 0, missed());
	flush();
	check4("  let in after flush", 0, udp);
	TAP_EQ_U64("  the count stays", 5, dropped());
	TAP_CHECK(!nm_rx_queue_enabled(rig.nm, 7), "  the queue that drops is off", "it is on");
}

/* The rules in numbers, for telemetry. */
static void
test_list(void)
{
	const struct rte_eth_dev *dev = &rte_eth_devices[rig.port];
	struct igbx_flow_info infos[4];
	struct flow_words w;

	TAP_EQ_INT("no rules to list", 0, igbx_flow_list(dev, infos, 4));
	flow_etype(&w, 0x88B5);
	flow_to_queue(&w, 3);
	create("a rule", &w);
	flow_tuple(&w, &udp, FLOW_SRC | FLOW_DPORT, true);
	flow_to_drop(&w);
	w.attr.priority = 2;
	create("another", &w);
	flow_all(&w);
	flow_to_rss(&w, RTE_ETH_RSS_IPV6, NULL, 0);
	create("a third", &w);
	memset(infos, 0xFF, sizeof(infos));
	TAP_EQ_INT("three, of which two are wanted", 3, igbx_flow_list(dev, infos, 2));
	TAP_EQ_INT("  the third is left out", 0xFFFF, infos[2].ether_type);
	TAP_EQ_INT("all three", 3, igbx_flow_list(dev, infos, 4));
	TAP_EQ_STR("  the first's kind", "ethertype", infos[0].kind);
	TAP_EQ_INT("  its type", 0x88B5, infos[0].ether_type);
	TAP_EQ_INT("  its queue", 3, infos[0].queue);
	TAP_EQ_INT("  its filter", 0, infos[0].filter);
	TAP_EQ_STR("  the second's kind", "tuple", infos[1].kind);
	TAP_EQ_INT("  it drops", true, infos[1].drop && infos[1].queue == -1);
	TAP_EQ_INT("  its priority", 2, infos[1].priority);
	TAP_EQ_U64("  its source", udp.src, infos[1].tuple.src_ip);
	TAP_EQ_INT("  what it compares", IGBX_TUPLE_PROTO | IGBX_TUPLE_SRC_IP | IGBX_TUPLE_DST_PORT,
		infos[1].tuple.match);
	TAP_EQ_STR("  the third's kind", "rss", infos[2].kind);
	TAP_EQ_U64("  its types", IGBX_RSS_IPV6, infos[2].rss_types);
	TAP_EQ_INT("  numbers in a row", 2, infos[2].id - infos[0].id);
	flush();
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
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	test_etype();
	test_tuple();
	test_tcp_flag();
	test_fragment();
	test_priority();
	test_syn();
	test_drop();
	test_list();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig_check_left(empty);
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	TAP_EQ_INT("no DMA outside of rings and buffers", 0, rig.nb_wild);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
