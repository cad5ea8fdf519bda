/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The actions of flow rules. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"

static int
read_queue(struct flow_parser *p, union flow_conf *conf)
{
	uint64_t value;

	if (!flow_accept(p, "index") || flow_number(p, "queue", UINT16_MAX, &value) < 0)
		return -EINVAL;
	conf->queue.index = (uint16_t)value;
	return 0;
}

static int
read_mark(struct flow_parser *p, union flow_conf *conf)
{
	uint64_t value;

	if (!flow_accept(p, "id") || flow_number(p, "mark", UINT32_MAX, &value) < 0)
		return -EINVAL;
	conf->mark.id = (uint32_t)value;
	return 0;
}

static int
read_jump(struct flow_parser *p, union flow_conf *conf)
{
	uint64_t value;

	if (!flow_accept(p, "group") || flow_number(p, "group", UINT32_MAX, &value) < 0)
		return -EINVAL;
	conf->jump.group = (uint32_t)value;
	return 0;
}

static int
read_count(struct flow_parser *p, union flow_conf *conf)
{
	uint64_t value;

	if (!flow_accept(p, "identifier"))
		return 0;
	if (flow_number(p, "identifier", UINT32_MAX, &value) < 0)
		return -EINVAL;
	conf->count.id = (uint32_t)value;
	return 0;
}

static int
read_types(struct flow_parser *p, union flow_conf *conf)
{
	conf->rss.types = 0;
	while (!flow_accept(p, "end")) {
		const char *name = NULL;
		bool found = flow_accept(p, "none");

		for (unsigned int i = 0; !found && (name = fwd_rss_name_at(i)) != NULL; i++) {
			found = flow_accept(p, name);
			if (found)
				conf->rss.types |= fwd_rss_bits(name);
		}
		if (!found)
			return -EINVAL;
	}
	return 0;
}

static int
read_queues(struct flow_parser *p, union flow_conf *conf)
{
	conf->rss.queue = p->rule->queues;
	conf->rss.queue_num = 0;
	while (!flow_accept(p, "end")) {
		uint64_t queue;

		if (flow_number(p, "queue", UINT16_MAX, &queue) < 0)
			return -EINVAL;
		if (conf->rss.queue_num == FLOW_MAX_QUEUES) {
			snprintf(p->why, sizeof(p->why), "more than %u queues", FLOW_MAX_QUEUES);
			return -EINVAL;
		}
		p->rule->queues[conf->rss.queue_num++] = (uint16_t)queue;
	}
	return 0;
}

static int
read_key(struct flow_parser *p, union flow_conf *conf)
{
	const char *word = flow_word(p, "hash key in hexadecimal digits");
	size_t len = word != NULL ? strlen(word) : 0;

	if (len == 0)
		return -EINVAL;
	if (len % 2 != 0 || len / 2 > FLOW_MAX_KEY ||
		strspn(word, "0123456789abcdefABCDEF") != len) {
		snprintf(p->why, sizeof(p->why),
			"the key is not 1 to %u bytes in hexadecimal digits", FLOW_MAX_KEY);
		return -EINVAL;
	}
	for (size_t i = 0; i < len / 2; i++) {
		char pair[3] = {word[2 * i], word[2 * i + 1], '\0'};

		p->rule->key[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	conf->rss.key = p->rule->key;
	conf->rss.key_len = (uint32_t)(len / 2);
	return 0;
}

static const struct {
	const char *name;
	enum rte_eth_hash_function func;
} functions[] = {
	{"default", RTE_ETH_HASH_FUNCTION_DEFAULT},
	{"toeplitz", RTE_ETH_HASH_FUNCTION_TOEPLITZ},
	{"simple_xor", RTE_ETH_HASH_FUNCTION_SIMPLE_XOR},
	{"symmetric_toeplitz", RTE_ETH_HASH_FUNCTION_SYMMETRIC_TOEPLITZ},
};

static int
read_function(struct flow_parser *p, union flow_conf *conf)
{
	for (unsigned int i = 0; i < RTE_DIM(functions); i++) {
		if (!flow_accept(p, functions[i].name))
			continue;
		conf->rss.func = functions[i].func;
		return 0;
	}
	return -EINVAL;
}

/** The parts of an RSS action, in any order, each once or not at all. */
static int
read_rss(struct flow_parser *p, union flow_conf *conf)
{
	uint64_t value;
	int ret = 0;

	while (ret == 0) {
		if (flow_accept(p, "types")) {
			ret = read_types(p, conf);
		} else if (flow_accept(p, "queues")) {
			ret = read_queues(p, conf);
		} else if (flow_accept(p, "key")) {
			ret = read_key(p, conf);
		} else if (flow_accept(p, "func")) {
			ret = read_function(p, conf);
		} else if (flow_accept(p, "level")) {
			ret = flow_number(p, "level", UINT32_MAX, &value);
			conf->rss.level = ret == 0 ? (uint32_t)value : 0;
		} else if (flow_accept(p, "key_len")) {
			ret = flow_number(p, "key_len", FLOW_MAX_KEY, &value);
			conf->rss.key_len = ret == 0 ? (uint32_t)value : 0;
		} else {
			return 0;
		}
	}
	return ret;
}

static const struct {
	const char *name;
	enum rte_flow_action_type type;
	int (*read)(struct flow_parser *p, union flow_conf *conf);
} actions[] = {
	{"void", RTE_FLOW_ACTION_TYPE_VOID, NULL},
	{"passthru", RTE_FLOW_ACTION_TYPE_PASSTHRU, NULL},
	{"queue", RTE_FLOW_ACTION_TYPE_QUEUE, read_queue},
	{"drop", RTE_FLOW_ACTION_TYPE_DROP, NULL},
	{"rss", RTE_FLOW_ACTION_TYPE_RSS, read_rss},
	{"count", RTE_FLOW_ACTION_TYPE_COUNT, read_count},
	{"mark", RTE_FLOW_ACTION_TYPE_MARK, read_mark},
	{"flag", RTE_FLOW_ACTION_TYPE_FLAG, NULL},
	{"jump", RTE_FLOW_ACTION_TYPE_JUMP, read_jump},
};

static int
read_action(struct flow_parser *p)
{
	struct flow_rule *r = p->rule;
	unsigned int at = r->nb_actions;

	for (unsigned int i = 0; i < RTE_DIM(actions); i++) {
		if (!flow_accept(p, actions[i].name))
			continue;
		r->actions[at].type = actions[i].type;
		r->action_names[at] = actions[i].name;
		if (actions[i].read != NULL)
			r->actions[at].conf = &r->confs[at];
		r->nb_actions++;
		if (actions[i].read != NULL && actions[i].read(p, &r->confs[at]) < 0)
			return -EINVAL;
		return flow_accept(p, "/") ? 0 : -EINVAL;
	}
	return -EINVAL;
}

int
flow_parse_actions(struct flow_parser *p)
{
	struct flow_rule *r = p->rule;

	while (!flow_accept(p, "end")) {
		if (r->nb_actions == FLOW_MAX_ACTIONS - 1) {
			snprintf(p->why, sizeof(p->why), "more than %u actions",
				FLOW_MAX_ACTIONS - 1);
			return -EINVAL;
		}
		if (read_action(p) < 0)
			return -EINVAL;
	}
	r->actions[r->nb_actions++].type = RTE_FLOW_ACTION_TYPE_END;
	return 0;
}
