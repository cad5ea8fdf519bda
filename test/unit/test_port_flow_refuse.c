/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Every flow rule that the driver refuses: its errno, the part of the rule that the error
 * names, the limit in words, one line in the log, and no rule more or less than before.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "plat_model.h"
#include "tap.h"

#define NB_QUEUES 6

static struct rig rig;
static struct flow_words w;

static const struct flow_tuple udp = {0x0A000003, 0xC0A80104, 5000, 53, IPPROTO_UDP, 0};

/* All rules in words; the caller frees. */
static char *
rules(void)
{
	char *text = NULL;
	size_t bytes;
	FILE *f = open_memstream(&text, &bytes);

	if (rte_flow_dev_dump(rig.port, NULL, f, NULL) != 0)
		fprintf(f, "no dump");
	fclose(f);
	return text;
}

static void
refused(const char *name, int code, enum rte_flow_error_type type, const void *cause,
	const char *word)
{
	struct rte_flow_error err = {.message = ""};
	char *before = rules(), *after;
	bool same;

	plat_model_log_clear();
	TAP_EQ_INT(name, -code, flow_validate(rig.port, &w, &err));
	TAP_EQ_INT("  only a question: no error in the log", 0, plat_model_log_count(IGBX_LOG_ERR));
	memset(&err, 0, sizeof(err));
	plat_model_log_clear();
	rte_errno = 0;
	same = flow_create(rig.port, &w, &err) == NULL;
	TAP_CHECK(same && rte_errno == code, "  not created either", "errno %d", rte_errno);
	TAP_CHECK(err.type == type && err.cause == cause, "  the error names the part",
		"type %d, cause %p", err.type, err.cause);
	TAP_CHECK(err.message != NULL && strstr(err.message, word) != NULL, "  and says why", "%s",
		err.message);
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last_of(IGBX_LOG_ERR), word) != NULL,
		"  one line about it", "%u: %s", plat_model_log_count(IGBX_LOG_ERR),
		plat_model_log_last_of(IGBX_LOG_ERR));
	TAP_CHECK(flow_create(rig.port, &w, NULL) == NULL, "  nobody has to take the error",
		"created");
	after = rules();
	TAP_EQ_STR("  the rules are as before", before, after);
	free(before);
	free(after);
}

/* A good rule, to be spoiled. */
static void
good_etype(void)
{
	flow_etype(&w, 0x88B5);
	flow_to_queue(&w, 1);
}

static void
good_tuple(void)
{
	flow_tuple(&w, &udp, FLOW_SRC | FLOW_DPORT, true);
	flow_to_queue(&w, 1);
}

static void
test_attr(void)
{
	good_etype();
	w.attr.group = 1;
	refused("group 1", ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_GROUP, &w.attr, "group 0");
	good_etype();
	w.attr.priority = 8;
	refused("priority 8", ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_PRIORITY, &w.attr, "0 to 7");
	good_etype();
	w.attr.egress = 1;
	refused("egress", ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_EGRESS, &w.attr, "egress");
	good_etype();
	w.attr.ingress = 0;
	w.attr.transfer = 1;
	refused("transfer", ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_TRANSFER, &w.attr, "transfer");
	good_etype();
	w.attr.ingress = 0;
	refused("neither way", EINVAL, RTE_FLOW_ERROR_TYPE_ATTR_INGRESS, &w.attr, "ingress");
}

static void
test_items(void)
{
	const struct rte_flow_item_eth eth_last = {.hdr.ether_type = RTE_BE16(0x88FF)};

	good_tuple();
	w.items[1].type = RTE_FLOW_ITEM_TYPE_VLAN;
	refused("a VLAN item", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &w.items[1], "items are ETH");
	good_etype();
	w.items[0].type = RTE_FLOW_ITEM_TYPE_RAW;
	refused("a RAW item", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &w.items[0], "items are ETH");
	good_tuple();
	w.items[0] = w.items[2];
	refused("UDP before IPv4", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &w.items[1], "order");
	good_tuple();
	w.items[0] = w.items[1];
	refused("IPv4 twice", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &w.items[1], "once");
	good_etype();
	w.items[0].last = &eth_last;
	refused("a range", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM_LAST, &w.items[0], "no ranges");
	good_etype();
	w.items[0].spec = NULL;
	refused("a mask without a value", EINVAL, RTE_FLOW_ERROR_TYPE_ITEM_SPEC, &w.items[0],
		"without a value");
}

static void
refuse_type(const char *name, uint16_t type, const char *word)
{
	flow_etype(&w, type);
	flow_to_queue(&w, 1);
	refused(name, EINVAL, RTE_FLOW_ERROR_TYPE_ITEM_SPEC, &w.items[0], word);
}

static void
refuse_mask(const char *name, unsigned int item, const char *word)
{
	refused(name, ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM_MASK, &w.items[item], word);
}

static void
test_etype_fields(void)
{
	refuse_type("EtherType IPv4", 0x0800, "IPv4 and IPv6");
	refuse_type("EtherType IPv6", 0x86DD, "IPv4 and IPv6");
	refuse_type("EtherType VLAN", 0x8100, "VLAN tag");
	refuse_type("a length", 1500, "0x0600");
	good_etype();
	w.eth_mask.hdr.ether_type = RTE_BE16(0xFF00);
	refuse_mask("half of an EtherType", 0, "0xffff");
	good_etype();
	memset(&w.eth_mask.hdr.dst_addr, 0xFF, 6);
	refuse_mask("EtherType and destination address", 0, "no address");
	good_etype();
	w.eth_mask.has_vlan = 1;
	refuse_mask("EtherType and whether there is a VLAN tag", 0, "no VLAN");
	good_etype();
	w.items[0].mask = NULL;
	refuse_mask("ETH with the default mask, which has addresses", 0, "EtherType");
}

static void
test_tuple_fields(void)
{
	good_tuple();
	w.eth_mask.hdr.src_addr.addr_bytes[0] = 0xFF;
	w.items[0].spec = &w.eth;
	w.items[0].mask = &w.eth_mask;
	refused("a MAC address before IPv4", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &w.items[0],
		"compares nothing");
	good_tuple();
	w.ip_mask.hdr.src_addr = RTE_BE32(0xFFFFFF00);
	refuse_mask("a network", 1, "whole");
	good_tuple();
	w.ip_mask.hdr.next_proto_id = 0x0F;
	refuse_mask("half of a protocol", 1, "whole");
	good_tuple();
	w.ip_mask.hdr.time_to_live = 0xFF;
	refuse_mask("the time to live", 1, "addresses and protocol");
	good_tuple();
	w.ip_mask.hdr.fragment_offset = UINT16_MAX;
	refuse_mask("the fragment", 1, "addresses and protocol");
	good_tuple();
	w.l4_mask.udp.hdr.src_port = RTE_BE16(0xFFF0);
	refuse_mask("sixteen ports", 2, "whole");
	good_tuple();
	w.l4_mask.udp.hdr.dgram_len = UINT16_MAX;
	refuse_mask("the length", 2, "only ports");
	good_tuple();
	w.items[1].type = RTE_FLOW_ITEM_TYPE_IPV6;
	w.items[1].spec = NULL;
	w.items[1].mask = NULL;
	refused("IPv6", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &w.items[1], "not for IPv6");
	good_tuple();
	w.items[1] = w.items[2];
	w.items[2].type = RTE_FLOW_ITEM_TYPE_END;
	refused("UDP of whatever IP", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &w.items[1],
		"IPV4 item is missing");
	good_tuple();
	w.ip_mask.hdr.next_proto_id = 0xFF;
	w.ip.hdr.next_proto_id = IPPROTO_TCP;
	refused("UDP in protocol 6", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &w.items[2],
		"another protocol");
	flow_tuple(&w, &udp, 0, false);
	flow_to_queue(&w, 1);
	refused("any IPv4", ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, &w.items[1], "one field");
}

static void
test_tcp_flags(void)
{
	struct flow_tuple tcp = udp;

	tcp.proto = IPPROTO_TCP;
	tcp.tcp_flags = RTE_TCP_SYN_FLAG | RTE_TCP_FIN_FLAG;
	flow_tuple(&w, &tcp, FLOW_SRC | FLOW_FLAG, true);
	flow_to_queue(&w, 1);
	refuse_mask("two TCP flags", 2, "one TCP flag");
	w.l4.tcp.hdr.tcp_flags = 0;
	w.l4_mask.tcp.hdr.tcp_flags = RTE_TCP_ACK_FLAG;
	refuse_mask("no ACK", 2, "that is set");
	w.l4.tcp.hdr.tcp_flags = RTE_TCP_ECE_FLAG;
	w.l4_mask.tcp.hdr.tcp_flags = RTE_TCP_ECE_FLAG;
	refuse_mask("ECE", 2, "FIN to URG");
	w.l4_mask.tcp.hdr.tcp_flags = 0;
	w.l4_mask.tcp.hdr.rx_win = UINT16_MAX;
	refuse_mask("the window", 2, "only ports");
}

static void
refuse_action(const char *name, enum rte_flow_action_type type, const char *word)
{
	good_etype();
	w.actions[0].type = type;
	refused(name, ENOTSUP, RTE_FLOW_ERROR_TYPE_ACTION, &w.actions[0], word);
}

static void
refuse_conf(const char *name, int code, const char *word)
{
	refused(name, code, RTE_FLOW_ERROR_TYPE_ACTION_CONF, &w.actions[0], word);
}

static void
test_actions(void)
{
	refuse_action("COUNT", RTE_FLOW_ACTION_TYPE_COUNT, "do not count");
	refuse_action("MARK", RTE_FLOW_ACTION_TYPE_MARK, "no room");
	refuse_action("FLAG", RTE_FLOW_ACTION_TYPE_FLAG, "no room");
	refuse_action("JUMP", RTE_FLOW_ACTION_TYPE_JUMP, "QUEUE, DROP and RSS");
	refuse_action("OF_POP_VLAN", RTE_FLOW_ACTION_TYPE_OF_POP_VLAN, "QUEUE, DROP and RSS");
	good_etype();
	w.actions[0].type = RTE_FLOW_ACTION_TYPE_END;
	refused("no action", EINVAL, RTE_FLOW_ERROR_TYPE_ACTION_NUM, NULL, "needed");
	good_etype();
	w.actions[1].type = RTE_FLOW_ACTION_TYPE_DROP;
	w.actions[2].type = RTE_FLOW_ACTION_TYPE_END;
	refused("two", ENOTSUP, RTE_FLOW_ERROR_TYPE_ACTION, &w.actions[1], "only one");
	good_etype();
	w.actions[0].conf = NULL;
	refuse_conf("QUEUE without one", EINVAL, "without a queue");
	good_etype();
	w.queue.index = NB_QUEUES;
	refuse_conf("queue 6 of 6", EINVAL, "no such Rx queue");
	good_etype();
	w.queue.index = UINT16_MAX;
	refuse_conf("queue 65535", EINVAL, "no such Rx queue");
	flow_all(&w);
	flow_to_queue(&w, 1);
	refused("a queue for everything", ENOTSUP, RTE_FLOW_ERROR_TYPE_ACTION, &w.actions[0],
		"for RSS only");
	good_tuple();
	flow_to_rss(&w, RTE_ETH_RSS_IPV4, NULL, 0);
	refused("RSS for some", ENOTSUP, RTE_FLOW_ERROR_TYPE_ACTION, &w.actions[0], "whole port's");
}

static void
good_rss(void)
{
	static const uint16_t queues[] = {0, 1};

	flow_all(&w);
	flow_to_rss(&w, RTE_ETH_RSS_IPV4, queues, 2);
}

static void
test_rss(void)
{
	static const uint8_t key[52];
	static const uint16_t beyond[] = {0, NB_QUEUES}, many[129];

	good_rss();
	w.actions[0].conf = NULL;
	refuse_conf("RSS without anything", EINVAL, "without its configuration");
	good_rss();
	w.rss.func = RTE_ETH_HASH_FUNCTION_SIMPLE_XOR;
	refuse_conf("another hash", ENOTSUP, "Toeplitz");
	good_rss();
	w.rss.level = 2;
	refuse_conf("inner headers", ENOTSUP, "outermost");
	good_rss();
	w.rss.types = RTE_ETH_RSS_IPV4 | RTE_ETH_RSS_L2_PAYLOAD;
	refuse_conf("a type that is not there", ENOTSUP, "flow_type_rss_offloads");
	good_rss();
	w.rss.types = RTE_ETH_RSS_FRAG_IPV4;
	refuse_conf("fragments, but no other IPv4", ENOTSUP, "flow_type_rss_offloads");
	good_rss();
	w.rss.key_len = 52;
	w.rss.key = key;
	refuse_conf("a key of 52 bytes", EINVAL, "40 bytes");
	good_rss();
	w.rss.key_len = 40;
	refuse_conf("a length of a key", EINVAL, "without a key");
	good_rss();
	w.rss.queue = beyond;
	refuse_conf("RSS to queue 6 of 6", EINVAL, "port lacks");
	good_rss();
	w.rss.queue = NULL;
	refuse_conf("two queues that are not named", EINVAL, "not named");
	good_rss();
	w.rss.queue = many;
	w.rss.queue_num = 129;
	refuse_conf("129 queues", EINVAL, "128 entries");
}

static void
created(const char *name)
{
	struct rte_flow_error err = {.message = ""};

	TAP_CHECK(flow_create(rig.port, &w, &err) != NULL, name, "%s", err.message);
}

static void
refuse_more(const char *name, int code, const char *word)
{
	refused(name, code, RTE_FLOW_ERROR_TYPE_HANDLE, NULL, word);
}

static void
test_more(void)
{
	struct flow_tuple t = udp;
	unsigned int i;

	good_etype();
	created("an EtherType");
	flow_to_queue(&w, 2);
	refuse_more("the same to another queue", EEXIST, "already");
	good_tuple();
	created("a five-tuple");
	flow_to_queue(&w, 2);
	w.attr.priority = 1;
	refuse_more("the same of another priority", EEXIST, "same values");
	flow_syn(&w, 4);
	flow_to_queue(&w, 1);
	created("TCP SYN");
	flow_syn(&w, 6);
	flow_to_queue(&w, 2);
	refuse_more("another", EEXIST, "one TCP SYN filter");
	good_rss();
	created("RSS");
	w.rss.types = RTE_ETH_RSS_IPV6;
	refuse_more("another", EEXIST, "a rule has it");
	for (i = 0; i < 7; i++) {
		t.dport = 100 + i;
		flow_tuple(&w, &t, FLOW_DPORT, true);
		flow_to_queue(&w, 1);
		created("a five-tuple more");
	}
	t.dport = 99;
	flow_tuple(&w, &t, FLOW_DPORT, true);
	flow_to_queue(&w, 1);
	refuse_more("a ninth", ENOSPC, "all 8 five-tuple");
}

/* What the filters cannot reach, and queues that are all in use. */
static void
test_many_queues(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("12 queues", 0, rig_up(&rig, 12, 1, NULL));
	good_etype();
	w.queue.index = 8;
	refuse_conf("EtherType to queue 8 of 12", ENOTSUP, "0 to 7");
	flow_to_drop(&w);
	refuse_conf("EtherType dropped with 12 queues", ENOTSUP, "0 to 7");
	flow_syn(&w, 4);
	flow_to_queue(&w, 11);
	refuse_conf("TCP SYN to queue 11 of 12", ENOTSUP, "0 to 7");
	flow_to_drop(&w);
	refuse_conf("TCP SYN dropped with 12 queues", ENOTSUP, "0 to 7");
	good_tuple();
	w.queue.index = 11;
	created("a five-tuple to queue 11");
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
	good_tuple();
	flow_to_drop(&w);
	created("a five-tuple dropped");
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("16 queues", 0, rig_up(&rig, 16, 1, NULL));
	refuse_conf("a five-tuple dropped with 16 queues", ENOTSUP, "all of the device's");
}

/* With pools the device asks no filter for the queue. */
static void
test_pools(void)
{
	struct rte_eth_conf conf = {.rxmode.mq_mode = RTE_ETH_MQ_RX_VMDQ_ONLY};

	conf.rx_adv_conf.vmdq_rx_conf.nb_queue_pools = RTE_ETH_8_POOLS;
	conf.rx_adv_conf.vmdq_rx_conf.rx_mode = RTE_ETH_VMDQ_ACCEPT_UNTAG;
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("VMDq", 0, rig_up(&rig, 8, 1, &conf));
	good_etype();
	refuse_more("a rule with VMDq", ENOTSUP, "VMDq");
	good_rss();
	refuse_more("RSS with VMDq", ENOTSUP, "VMDq");
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("without", 0, rig_up(&rig, 8, 1, NULL));
	good_etype();
	created("a rule without VMDq");
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	plat_model_log_clear();
	TAP_EQ_INT("VMDq with a rule", -EBUSY, rig_configure(&rig, 8, 1, &conf));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last_of(IGBX_LOG_ERR), "flow rule") != NULL,
		"  one line about it", "%u: %s", plat_model_log_count(IGBX_LOG_ERR),
		plat_model_log_last_of(IGBX_LOG_ERR));
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
	TAP_EQ_INT("VMDq without a rule", 0, rig_up(&rig, 8, 1, &conf));
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	rig_create(&rig, 0);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	good_etype();
	refuse_conf("before the port is configured", EINVAL, "no such Rx queue");
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, 1, NULL));
	test_attr();
	test_items();
	test_etype_fields();
	test_tuple_fields();
	test_tcp_flags();
	test_actions();
	test_rss();
	test_more();
	TAP_EQ_INT("flush", 0, rte_flow_flush(rig.port, NULL));
	test_many_queues();
	test_pools();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	TAP_EQ_STR("the device was used by the book", "", nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
