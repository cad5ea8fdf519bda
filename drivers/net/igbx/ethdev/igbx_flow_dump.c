/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Rules to look at: in numbers, and in words.
 */
#include <errno.h>
#include <stdio.h>

#include "igbx_flow.h"

static const char *const kind_names[] = {
	[IGBX_FLOW_ETYPE] = "ethertype",
	[IGBX_FLOW_TUPLE] = "tuple",
	[IGBX_FLOW_SYN] = "syn",
	[IGBX_FLOW_RSS] = "rss",
};

static int32_t
filter_of(const struct igbx_hw *hw, const struct igbx_flow_rule *rule)
{
	if (rule->kind == IGBX_FLOW_ETYPE)
		return igbx_etype_find(hw, rule->ether_type);
	if (rule->kind == IGBX_FLOW_TUPLE)
		return igbx_tuple_find(hw, &rule->tuple);
	return -1;
}

static struct igbx_flow_info
info_of(const struct igbx_hw *hw, const struct rte_flow *flow)
{
	const struct igbx_flow_rule *rule = &flow->rule;

	return (struct igbx_flow_info){
		.kind = kind_names[rule->kind],
		.id = flow->id,
		.priority = rule->priority,
		.filter = filter_of(hw, rule),
		.queue = rule->drop || rule->kind == IGBX_FLOW_RSS ? -1 : rule->queue,
		.drop = rule->drop,
		.ether_type = rule->ether_type,
		.tuple = rule->tuple,
		.rss_types = rule->rss.types,
	};
}

uint32_t
igbx_flow_list(const struct rte_eth_dev *dev, struct igbx_flow_info *infos, uint32_t nb)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct rte_flow *flow;
	uint32_t n = 0;

	TAILQ_FOREACH (flow, &ad->flows.rules, link) {
		if (n < nb)
			infos[n] = info_of(&ad->hw, flow);
		n++;
	}
	return n;
}

static void
address_print(FILE *file, const char *name, uint32_t ip)
{
	fprintf(file, " %s %u.%u.%u.%u", name, ip >> 24, ip >> 16 & 0xFF, ip >> 8 & 0xFF,
		ip & 0xFF);
}

static void
tuple_print(FILE *file, const struct igbx_tuple *t)
{
	if (t->match & IGBX_TUPLE_SRC_IP)
		address_print(file, "src", t->src_ip);
	if (t->match & IGBX_TUPLE_DST_IP)
		address_print(file, "dst", t->dst_ip);
	if (t->match & IGBX_TUPLE_PROTO)
		fprintf(file, " proto %u", t->proto);
	if (t->match & IGBX_TUPLE_SRC_PORT)
		fprintf(file, " sport %u", t->src_port);
	if (t->match & IGBX_TUPLE_DST_PORT)
		fprintf(file, " dport %u", t->dst_port);
	if (t->match & IGBX_TUPLE_TCP_FLAG)
		fprintf(file, " tcp flag 0x%02x", t->tcp_flag);
}

static void
flow_print(FILE *file, const struct igbx_hw *hw, const struct rte_flow *flow)
{
	const struct igbx_flow_info info = info_of(hw, flow);
	uint16_t q, nb = 0;

	fprintf(file, "rule %u: priority %u, %s", info.id, info.priority, info.kind);
	if (info.filter >= 0)
		fprintf(file, " filter %d:", info.filter);
	if (flow->rule.kind == IGBX_FLOW_ETYPE)
		fprintf(file, " 0x%04x", info.ether_type);
	if (flow->rule.kind == IGBX_FLOW_TUPLE)
		tuple_print(file, &info.tuple);
	if (info.drop) {
		fprintf(file, " -> drop\n");
	} else if (info.queue >= 0) {
		fprintf(file, " -> queue %d\n", info.queue);
	} else {
		for (q = 0; q < IGBX_RSS_RETA_ENTRIES; q++)
			nb = RTE_MAX(nb, flow->rule.rss.reta[q] + 1);
		fprintf(file, " -> types 0x%08x, queues below %u\n", info.rss_types, nb);
	}
}

int
igbx_flow_dump(
	struct rte_eth_dev *dev, struct rte_flow *flow, FILE *file, struct rte_flow_error *err)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct rte_flow *each;
	bool found = flow == NULL;

	if (file == NULL) {
		IGBX_ERR("port %u: no file to dump flow rules to", dev->data->port_id);
		return rte_flow_error_set(
			err, EINVAL, RTE_FLOW_ERROR_TYPE_UNSPECIFIED, NULL, "no file");
	}
	TAILQ_FOREACH (each, &ad->flows.rules, link) {
		if (flow != NULL && each != flow)
			continue;
		flow_print(file, &ad->hw, each);
		found = true;
	}
	if (found)
		return 0;
	IGBX_ERR("port %u: no rule to dump: it is none of this port's", dev->data->port_id);
	return rte_flow_error_set(
		err, ENOENT, RTE_FLOW_ERROR_TYPE_HANDLE, flow, "no rule of this port");
}
