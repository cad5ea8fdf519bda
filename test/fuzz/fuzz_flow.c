/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Flow rules of any items, values, masks and actions. What validate takes, create takes, and the
 * other way round; a refusal says why; when all rules are flushed the device is as it was before.
 */
#include <rte_flow.h>

#include "igbx_ethdev.h"

#include "flow.h"
#include "port.h"

#define MAX_ITEMS    6
#define MAX_ACTIONS  3
#define MAX_RULES    32
#define MAX_STEPS    64
#define NB_QUEUES    4
#define MAX_ELEMENTS 32 /* of a row of registers */

#define ETHER_TYPE_TEST 0x88B5 /* for experiments: IEEE 802 */

/* Each value in a block of its own of just its size. */
#define MAX_BLOCKS 64
static void *blocks[MAX_BLOCKS];
static unsigned int nb_blocks;

static struct rte_flow *rules[MAX_RULES];
static struct rte_flow *stale; /* destroyed */
static unsigned int nb_rules;

static FILE *nowhere;

static void *
block_of(struct input *in, size_t size)
{
	void *block = malloc(size);

	FUZZ_CHECK(block != NULL && nb_blocks < MAX_BLOCKS, "no room");
	blocks[nb_blocks++] = block;
	input_bytes(in, block, size);
	return block;
}

static void
blocks_free(void)
{
	while (nb_blocks > 0)
		free(blocks[--nb_blocks]);
}

/* ---- a rule ---- */

#define ITEM(type, what)                                                       \
	{                                                                      \
		RTE_FLOW_ITEM_TYPE_##type, sizeof(struct rte_flow_item_##what) \
	}

static const struct {
	enum rte_flow_item_type type;
	size_t bytes;
} items[] = {
	ITEM(ETH, eth),
	ITEM(IPV4, ipv4),
	ITEM(IPV6, ipv6),
	ITEM(TCP, tcp),
	ITEM(UDP, udp),
	ITEM(SCTP, sctp),
	ITEM(VLAN, vlan),
	ITEM(VXLAN, vxlan),
	{RTE_FLOW_ITEM_TYPE_VOID, 1},
	{RTE_FLOW_ITEM_TYPE_END, 1},
};

static void
item_read(struct rte_flow_item *item, struct input *in)
{
	uint8_t how = input_u8(in);
	unsigned int n = input_below(in, RTE_DIM(items) + 1);
	size_t bytes = 64;

	memset(item, 0, sizeof(*item));
	if (n < RTE_DIM(items)) {
		item->type = items[n].type;
		bytes = items[n].bytes;
	} else {
		item->type = (enum rte_flow_item_type)(int32_t)input_u32(in);
	}
	if (how & 1)
		item->spec = block_of(in, bytes);
	if (how & 2) {
		void *mask = block_of(in, bytes);

		/* Whole or not at all mostly, and so is what filters can do. */
		item->mask = mask;
		if ((how & 0x30) == 0x10)
			memset(mask, 0, bytes);
		else if ((how & 0x30) == 0x20)
			memset(mask, 0xFF, bytes);
	}
	if ((how & 0xC0) == 0xC0)
		item->last = block_of(in, bytes);
}

static const void *
rss_read(struct input *in)
{
	struct rte_flow_action_rss *rss = block_of(in, sizeof(*rss));
	uint8_t how = input_u8(in);

	rss->key_len = how & 1 ? 40 : input_u8(in);
	rss->queue_num = input_u8(in);
	rss->key = how & 2 ? block_of(in, rss->key_len) : NULL;
	rss->queue = block_of(in, rss->queue_num * sizeof(rss->queue[0]));
	if (how & 4) { /* all of them queues that there are */
		uint16_t *queues = blocks[nb_blocks - 1];
		unsigned int i;

		for (i = 0; i < rss->queue_num; i++)
			queues[i] %= NB_QUEUES;
	}
	if (how & 8) {
		rss->func = RTE_ETH_HASH_FUNCTION_DEFAULT;
		rss->level = 0;
	}
	return rss;
}

static void
action_read(struct rte_flow_action *action, struct input *in)
{
	uint8_t what = input_u8(in);

	memset(action, 0, sizeof(*action));
	switch (what % 8) {
	case 0:
	case 1:
		action->type = RTE_FLOW_ACTION_TYPE_QUEUE;
		action->conf = block_of(in, sizeof(struct rte_flow_action_queue));
		break;
	case 2:
		action->type = RTE_FLOW_ACTION_TYPE_DROP;
		break;
	case 3:
		action->type = RTE_FLOW_ACTION_TYPE_RSS;
		action->conf = rss_read(in);
		break;
	case 4:
		action->type = RTE_FLOW_ACTION_TYPE_VOID;
		break;
	case 5:
		action->type = RTE_FLOW_ACTION_TYPE_QUEUE; /* no queue */
		break;
	case 6:
		action->type = RTE_FLOW_ACTION_TYPE_RSS; /* nothing said */
		break;
	default:
		action->type = (enum rte_flow_action_type)(int32_t)input_u32(in);
		break;
	}
}

static void
rule_make(struct input *in)
{
	struct rte_flow_attr attr = {.priority = input_u8(in) % 9};
	struct rte_flow_item pattern[MAX_ITEMS + 1];
	struct rte_flow_action actions[MAX_ACTIONS + 1];
	struct rte_flow_error error = {.message = NULL};
	uint8_t how = input_u8(in);
	struct rte_flow *flow;
	unsigned int i, nb;
	int ret;

	attr.ingress = (how & 1) == 0;
	attr.egress = (how & 6) == 6;
	attr.transfer = (how & 24) == 24;
	attr.group = (how & 96) == 96;
	memset(pattern, 0, sizeof(pattern));
	memset(actions, 0, sizeof(actions));
	nb = input_below(in, MAX_ITEMS + 1);
	for (i = 0; i < nb; i++)
		item_read(&pattern[i], in);
	nb = input_below(in, MAX_ACTIONS + 1);
	for (i = 0; i < nb; i++)
		action_read(&actions[i], in);
	ret = rte_flow_validate(fuzz_rig.port, &attr, pattern, actions, &error);
	FUZZ_CHECK(ret == 0 || error.message != NULL, "%d without a reason", ret);
	memset(&error, 0, sizeof(error));
	flow = rte_flow_create(fuzz_rig.port, &attr, pattern, actions, &error);
	FUZZ_CHECK((ret == 0) == (flow != NULL), "validate says %d, create %s", ret,
		flow == NULL ? error.message : "makes it");
	FUZZ_CHECK(flow != NULL || error.message != NULL, "no rule, and no reason");
	if (flow != NULL && nb_rules < MAX_RULES)
		rules[nb_rules++] = flow;
	else if (flow != NULL)
		FUZZ_CHECK(rte_flow_destroy(fuzz_rig.port, flow, &error) == 0, "not destroyed");
	blocks_free();
}

/* ---- what else there is to do ---- */

static void
rule_destroy(struct input *in)
{
	struct rte_flow_error error;
	unsigned int i;

	if (nb_rules == 0)
		return;
	i = input_below(in, nb_rules);
	stale = rules[i];
	rules[i] = rules[--nb_rules];
	FUZZ_CHECK(rte_flow_destroy(fuzz_rig.port, stale, &error) == 0, "not destroyed");
}

static void
rules_flush(void)
{
	struct rte_flow_error error;

	FUZZ_CHECK(rte_flow_flush(fuzz_rig.port, &error) == 0, "not flushed");
	nb_rules = 0;
}

static void
rules_ask(struct input *in)
{
	struct rte_flow_query_count count = {.reset = 1};
	struct rte_flow_action action[2];
	struct rte_flow_error error;

	memset(action, 0, sizeof(action));
	action[0].type = (enum rte_flow_action_type)input_u8(in);
	if (nb_rules > 0)
		FUZZ_CHECK(rte_flow_query(fuzz_rig.port, rules[0], action, &count, &error) < 0,
			"there is something to query");
	FUZZ_CHECK(rte_flow_dev_dump(fuzz_rig.port, NULL, nowhere, &error) == 0, "no dump");
	if (nb_rules > 0)
		FUZZ_CHECK(
			rte_flow_dev_dump(fuzz_rig.port, rules[nb_rules - 1], nowhere, &error) == 0,
			"no dump of a rule");
	(void)rte_flow_isolate(fuzz_rig.port, input_bool(in), &error);
}

/* A handle that is no longer one. A rule of its address would be another matter, but freed memory
 * is not used again soon here.
 */
static void
stale_destroy(void)
{
	struct rte_flow_error error;

	if (stale != NULL)
		FUZZ_CHECK(rte_flow_destroy(fuzz_rig.port, stale, &error) != 0,
			"what was destroyed is destroyed again");
}

static void
step(struct input *in)
{
	switch (input_below(in, 16)) {
	case 0:
	case 1:
		rule_destroy(in);
		break;
	case 2:
		rules_flush();
		break;
	case 3:
		rules_ask(in);
		break;
	case 4:
		stale_destroy();
		break;
	case 5:
		FUZZ_CHECK(rte_eth_dev_stop(fuzz_rig.port) == 0, "no stop");
		break;
	case 6:
		FUZZ_CHECK(rte_eth_dev_start(fuzz_rig.port) == 0, "no start");
		break;
	default:
		rule_make(in);
		break;
	}
}

/* ---- the device ---- */

/* What filters and RSS consist of. */
static const char *const filter_rows[] = {"ETQF", "SAQF", "DAQF", "SPQF", "FTQF", "IMIR", "IMIREXT",
	"SYNQF", "RETA", "RSSRK", "MRQC", "RFCTL"};

#define FTQF_QUEUE_EN 0x00000100u /* without it, nothing else in the register counts */

static struct {
	unsigned int nb_blocks;
	uint32_t filters[RTE_DIM(filter_rows)][MAX_ELEMENTS];
} empty;

static const struct nm_reg_row *
row_of(const char *name)
{
	size_t nb, i;
	const struct nm_reg_row *rows = nm_reg_rows(&nb);

	for (i = 0; i < nb && strcmp(rows[i].name, name) != 0; i++)
		;
	FUZZ_CHECK(i < nb && rows[i].count <= MAX_ELEMENTS, "no register %s", name);
	return &rows[i];
}

/* Keeps what is there, or compares with what was kept. */
static void
filters_look(bool keep)
{
	unsigned int r, i;

	for (r = 0; r < RTE_DIM(filter_rows); r++) {
		const struct nm_reg_row *row = row_of(filter_rows[r]);

		for (i = 0; i < row->count; i++) {
			uint32_t value = nm_read(fuzz_rig.nm, row->offset + i * row->stride);

			if (strcmp(row->name, "FTQF") == 0 && !(value & FTQF_QUEUE_EN))
				value = 0;
			if (keep)
				empty.filters[r][i] = value;
			FUZZ_CHECK(empty.filters[r][i] == value, "%s[%u] is 0x%08x, was 0x%08x",
				row->name, i, value, empty.filters[r][i]);
		}
	}
}

/* The first rule that drops takes memory for a ring, which stays until the port is closed. */
static void
drop_ring_make(void)
{
	struct rte_flow_error err = {.message = NULL};
	struct flow_words words;
	struct rte_flow *flow;

	flow_etype(&words, ETHER_TYPE_TEST);
	flow_to_drop(&words);
	flow = flow_create(fuzz_rig.port, &words, &err);
	FUZZ_CHECK(flow != NULL && rte_flow_destroy(fuzz_rig.port, flow, NULL) == 0,
		"no rule that drops: %s", err.message);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct rte_eth_conf conf = {
		.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
		.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IPV4 | RTE_ETH_RSS_NONFRAG_IPV4_TCP,
	};

	RTE_SET_USED(argc);
	fuzz_port_init(*argv);
	fuzz_port_plug(0);
	FUZZ_CHECK(rig_probe(&fuzz_rig, NULL) == 0, "no port");
	FUZZ_CHECK(rig_up(&fuzz_rig, NB_QUEUES, NB_QUEUES, &conf) == 0, "port not up");
	nowhere = fopen("/dev/null", "w");
	FUZZ_CHECK(nowhere != NULL, "no /dev/null");
	drop_ring_make();
	empty.nb_blocks = guard_blocks();
	filters_look(true);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	unsigned int i;

	stale = NULL;
	for (i = 0; i < MAX_STEPS && in.left > 0; i++)
		step(&in);
	rules_flush();
	FUZZ_CHECK(rte_eth_dev_start(fuzz_rig.port) == 0, "no start");
	FUZZ_CHECK(guard_blocks() == empty.nb_blocks, "%u blocks before, %u after", empty.nb_blocks,
		guard_blocks());
	filters_look(false);
	FUZZ_CHECK(nm_violations(fuzz_rig.nm) == 0, "%s", nm_first_violation(fuzz_rig.nm));
	return 0;
}
