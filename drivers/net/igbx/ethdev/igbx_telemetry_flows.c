/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * /igbx/flows: {"nb": n, "rules": {"<id>": {"kind": "tuple", "priority": 0, "queue": 3, ...}, ...}}
 */
#include <errno.h>

#include "igbx_telemetry.h"

#define MAX_RULES 18 /* eight EtherTypes, eight five-tuples, one TCP SYN, one RSS */

static int
address_add(struct rte_tel_data *data, const char *name, uint32_t ip)
{
	char text[16];

	snprintf(text, sizeof(text), "%u.%u.%u.%u", ip >> 24, ip >> 16 & 0xFF, ip >> 8 & 0xFF,
		ip & 0xFF);
	return rte_tel_data_add_dict_string(data, name, text);
}

/* The fields that are compared. */
static int
tuple_add(struct rte_tel_data *data, const struct igbx_tuple *t)
{
	int sum = 0;

	if (t->match & IGBX_TUPLE_SRC_IP)
		sum |= address_add(data, "src", t->src_ip);
	if (t->match & IGBX_TUPLE_DST_IP)
		sum |= address_add(data, "dst", t->dst_ip);
	if (t->match & IGBX_TUPLE_PROTO)
		sum |= rte_tel_data_add_dict_int(data, "proto", t->proto);
	if (t->match & IGBX_TUPLE_SRC_PORT)
		sum |= rte_tel_data_add_dict_int(data, "sport", t->src_port);
	if (t->match & IGBX_TUPLE_DST_PORT)
		sum |= rte_tel_data_add_dict_int(data, "dport", t->dst_port);
	if (t->match & IGBX_TUPLE_TCP_FLAG)
		sum |= rte_tel_data_add_dict_int(data, "tcp_flag", t->tcp_flag);
	return sum;
}

static struct rte_tel_data *
rule_dict(const struct igbx_flow_info *info)
{
	struct rte_tel_data *data = rte_tel_data_alloc();
	char types[16];

	if (data == NULL)
		return NULL;
	rte_tel_data_start_dict(data);
	(void)rte_tel_data_add_dict_string(data, "kind", info->kind);
	(void)rte_tel_data_add_dict_int(data, "priority", (int)info->priority);
	(void)rte_tel_data_add_dict_int(data, "drop", info->drop);
	if (info->queue >= 0)
		(void)rte_tel_data_add_dict_int(data, "queue", info->queue);
	if (info->filter >= 0)
		(void)rte_tel_data_add_dict_int(data, "filter", info->filter);
	if (info->ether_type != 0)
		(void)rte_tel_data_add_dict_int(data, "ether_type", info->ether_type);
	(void)tuple_add(data, &info->tuple);
	if (info->rss_types != 0) {
		snprintf(types, sizeof(types), "0x%08x", info->rss_types);
		(void)rte_tel_data_add_dict_string(data, "rss_types", types);
	}
	return data;
}

int
igbx_telemetry_flows(const struct rte_eth_dev *dev, struct rte_tel_data *data)
{
	struct igbx_flow_info infos[MAX_RULES];
	struct rte_tel_data *rules;
	uint32_t i, nb;
	char id[12];
	int sum = 0;

	/* Rules come and go in the primary process, under a lock that is its own. */
	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return -ENOTSUP;
	pthread_mutex_lock(&dev->data->flow_ops_mutex);
	nb = igbx_flow_list(dev, infos, MAX_RULES);
	pthread_mutex_unlock(&dev->data->flow_ops_mutex);
	rules = rte_tel_data_alloc();
	if (rules == NULL)
		return -ENOMEM;
	rte_tel_data_start_dict(rules);
	for (i = 0; i < RTE_MIN(nb, (uint32_t)MAX_RULES); i++) {
		snprintf(id, sizeof(id), "%u", infos[i].id);
		sum |= igbx_telemetry_nest(rules, id, rule_dict(&infos[i]));
	}
	sum |= rte_tel_data_add_dict_int(data, "nb", (int)nb);
	sum |= igbx_telemetry_nest(data, "rules", rules);
	return sum == 0 ? 0 : -ENOSPC;
}
