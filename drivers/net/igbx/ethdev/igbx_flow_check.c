/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Whether a rule fits among those that exist, and whether they fit the port.
 */
#include <errno.h>

#include "igbx_flow.h"

int
igbx_flow_drop_queue(const struct rte_eth_dev *dev, uint16_t nb_rx_queues)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint16_t last = ad->hw.chip->max_queues - 1;

	if (ad->flows.nb_drops > 0)
		return ad->flows.drop_queue;
	/* All kinds of filters reach the lower ones. */
	if (nb_rx_queues < IGBX_ETYPE_QUEUES)
		return IGBX_ETYPE_QUEUES - 1;
	return nb_rx_queues <= last ? last : -ENOSPC;
}

static int
taken(struct rte_flow_error *err, int code, const char *message)
{
	return igbx_flow_refuse(err, code, RTE_FLOW_ERROR_TYPE_HANDLE, NULL, message);
}

static const struct rte_flow *
find_kind(const struct igbx_flows *flows, enum igbx_flow_kind kind)
{
	const struct rte_flow *flow;

	TAILQ_FOREACH (flow, &flows->rules, link) {
		if (flow->rule.kind == kind)
			return flow;
	}
	return NULL;
}

/* An entry that stamps messages can choose the queue as well. */
static int
etype_room(const struct igbx_hw *hw, uint16_t type, struct rte_flow_error *err)
{
	int i = igbx_etype_find(hw, type);

	if (i >= 0 && hw->slots.etypes[i].steer)
		return taken(err, EEXIST, "a rule has this EtherType already");
	if (i >= 0)
		return 0;
	for (i = 0; i < IGBX_NB_ETYPES; i++) {
		if (!hw->slots.etypes[i].steer && !hw->slots.etypes[i].stamp)
			return 0;
	}
	return taken(err, ENOSPC, "all 8 EtherType filters are in use");
}

static int
tuple_room(const struct igbx_hw *hw, const struct igbx_tuple *tuple, struct rte_flow_error *err)
{
	if (igbx_tuple_find(hw, tuple) >= 0)
		return taken(err, EEXIST, "a rule compares the same with the same values");
	if (hw->slots.tuples == UINT8_MAX)
		return taken(err, ENOSPC, "all 8 five-tuple filters are in use");
	return 0;
}

/* The device tries SYN before all five-tuples or after them: 82576 datasheet 7.1.1.1. */
static int
syn_order_check(const struct igbx_flows *flows, const struct igbx_flow_rule *rule,
	struct rte_flow_error *err)
{
	const struct rte_flow *syn = find_kind(flows, IGBX_FLOW_SYN), *flow;
	bool before = false, after = false;
	uint32_t priority;

	if (syn == NULL && rule->kind != IGBX_FLOW_SYN)
		return 0;
	priority = syn != NULL ? syn->rule.priority : rule->priority;
	TAILQ_FOREACH (flow, &flows->rules, link) {
		if (flow->rule.kind != IGBX_FLOW_TUPLE)
			continue;
		before |= flow->rule.priority < priority;
		after |= flow->rule.priority > priority;
	}
	if (rule->kind == IGBX_FLOW_TUPLE) {
		before |= rule->priority < priority;
		after |= rule->priority > priority;
	}
	if (before && after)
		return igbx_flow_refuse(err, ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_PRIORITY, NULL,
			"the TCP SYN filter goes before all five-tuples or after them, not "
			"between");
	return 0;
}

int
igbx_flow_check(const struct rte_eth_dev *dev, const struct igbx_flow_rule *rule,
	struct rte_flow_error *err)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret = 0;

	if ((dev->data->dev_conf.rxmode.mq_mode & RTE_ETH_MQ_RX_VMDQ_FLAG) != 0)
		return taken(err, ENOTSUP, "with VMDq the pool has the queue, not a filter");
	switch (rule->kind) {
	case IGBX_FLOW_ETYPE:
		return etype_room(&ad->hw, rule->ether_type, err);
	case IGBX_FLOW_TUPLE:
		ret = tuple_room(&ad->hw, &rule->tuple, err);
		break;
	case IGBX_FLOW_SYN:
		if (find_kind(&ad->flows, IGBX_FLOW_SYN) != NULL)
			return taken(err, EEXIST, "there is one TCP SYN filter, a rule has it");
		break;
	case IGBX_FLOW_RSS:
		if (find_kind(&ad->flows, IGBX_FLOW_RSS) != NULL)
			return taken(err, EEXIST, "RSS is the whole port's, a rule has it");
		return 0;
	}
	return ret != 0 ? ret : syn_order_check(&ad->flows, rule, err);
}

/* The highest Rx queue that a rule needs. */
static uint16_t
last_queue(const struct igbx_flow_rule *rule)
{
	uint16_t last = 0;
	unsigned int i;

	if (rule->drop)
		return 0;
	if (rule->kind != IGBX_FLOW_RSS)
		return rule->queue;
	for (i = 0; i < IGBX_RSS_RETA_ENTRIES; i++)
		last = RTE_MAX(last, rule->rss.reta[i]);
	return last;
}

int
igbx_flow_conf_check(const struct rte_eth_dev *dev)
{
	const struct igbx_flows *flows = &igbx_adapter_of(dev)->flows;
	uint16_t port = dev->data->port_id, nb = dev->data->nb_rx_queues;
	const struct rte_flow *flow;

	TAILQ_FOREACH (flow, &flows->rules, link) {
		if ((dev->data->dev_conf.rxmode.mq_mode & RTE_ETH_MQ_RX_VMDQ_FLAG) != 0) {
			IGBX_ERR("port %u: VMDq and flow rule %u: with pools no filter has the "
				 "queue; destroy the rule first",
				port, flow->id);
			return -EBUSY;
		}
		if (last_queue(&flow->rule) >= nb) {
			IGBX_ERR("port %u: %u Rx queues, but flow rule %u uses queue %u: destroy "
				 "the rule first",
				port, nb, flow->id, last_queue(&flow->rule));
			return -EBUSY;
		}
		if (flow->rule.drop && flows->drop_queue < nb) {
			IGBX_ERR("port %u: %u Rx queues, but flow rule %u drops through queue %u: "
				 "destroy the rule first",
				port, nb, flow->id, flows->drop_queue);
			return -EBUSY;
		}
	}
	return 0;
}
