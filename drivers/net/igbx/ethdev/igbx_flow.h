/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Flow rules of a port. A rule is read from the application's pattern and actions,
 * checked against the rules that exist, and brought into the device. Rules live in
 * the adapter: stop, start and reset keep them, close frees them.
 */
#ifndef IGBX_FLOW_H
#define IGBX_FLOW_H

#include <sys/queue.h>

#include <rte_flow.h>
#include <rte_flow_driver.h>

#include "igbx_ethdev.h"

enum igbx_flow_kind {
	IGBX_FLOW_ETYPE, /* an EtherType */
	IGBX_FLOW_TUPLE, /* fields of IPv4 and TCP, UDP, SCTP */
	IGBX_FLOW_SYN,	 /* TCP packets that open a connection */
	IGBX_FLOW_RSS,	 /* the spread of all packets that no other rule takes */
};

struct igbx_flow_rule {
	enum igbx_flow_kind kind;
	uint32_t priority; /* as rte_flow has it: 0 goes first */
	bool drop;
	uint16_t queue;
	uint16_t ether_type;
	struct igbx_tuple tuple;
	struct igbx_rss_cfg rss;
};

struct rte_flow {
	TAILQ_ENTRY(rte_flow) link;
	uint32_t id; /* counts up from 0 in the order of creation */
	struct igbx_flow_rule rule;
};

/* -errno after the error was filled in. err is never NULL. */
int igbx_flow_refuse(struct rte_flow_error *err, int code, enum rte_flow_error_type type,
	const void *cause, const char *message);

/* What the application says, without a look at the other rules: igbx_flow_match.c,
 * igbx_flow_parse.c.
 */
int igbx_flow_match(const struct rte_flow_item *pattern, struct igbx_flow_rule *rule,
	struct rte_flow_error *err);
int igbx_flow_parse(const struct rte_eth_dev *dev, const struct rte_flow_attr *attr,
	const struct rte_flow_item *pattern, const struct rte_flow_action *actions,
	struct igbx_flow_rule *rule, struct rte_flow_error *err);
int igbx_flow_parse_rss(const struct rte_eth_dev *dev, const struct rte_flow_action *action,
	struct igbx_rss_cfg *cfg, struct rte_flow_error *err);

/* Room and contradictions among the rules: igbx_flow_check.c. */
int igbx_flow_check(const struct rte_eth_dev *dev, const struct igbx_flow_rule *rule,
	struct rte_flow_error *err);
/* The queue for packets to drop with so many Rx queues; -ENOSPC when all are in use. */
int igbx_flow_drop_queue(const struct rte_eth_dev *dev, uint16_t nb_rx_queues);

/* Into and out of the device: igbx_flow_apply.c. Logged where they fail. */
int igbx_flow_apply(struct rte_eth_dev *dev, const struct igbx_flow_rule *rule);
void igbx_flow_withdraw(struct rte_eth_dev *dev, const struct igbx_flow_rule *rule);
/* Of the TCP SYN filter and the five-tuples, which goes first. */
int igbx_flow_syn_order(struct rte_eth_dev *dev);
void igbx_flow_drop_free(struct rte_eth_dev *dev);

/* igbx_flow_dump.c */
int igbx_flow_dump(
	struct rte_eth_dev *dev, struct rte_flow *flow, FILE *file, struct rte_flow_error *err);

#endif
