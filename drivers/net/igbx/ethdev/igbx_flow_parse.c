/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Attributes and actions of a flow rule.
 */
#include <errno.h>

#include "igbx_flow.h"

#define ACTION(err, action, message) \
	igbx_flow_refuse(err, ENOTSUP, RTE_FLOW_ERROR_TYPE_ACTION, action, message)
#define CONF(err, code, action, message) \
	igbx_flow_refuse(err, code, RTE_FLOW_ERROR_TYPE_ACTION_CONF, action, message)

int
igbx_flow_refuse(struct rte_flow_error *err, int code, enum rte_flow_error_type type,
	const void *cause, const char *message)
{
	return rte_flow_error_set(err, code, type, cause, message);
}

/* ethdev hands on what it is given. */
static int
null_check(const struct rte_flow_attr *attr, const struct rte_flow_item *pattern,
	const struct rte_flow_action *actions, struct rte_flow_error *err)
{
	if (attr == NULL)
		return igbx_flow_refuse(
			err, EINVAL, RTE_FLOW_ERROR_TYPE_ATTR, NULL, "no attributes");
	if (pattern == NULL)
		return igbx_flow_refuse(
			err, EINVAL, RTE_FLOW_ERROR_TYPE_ITEM_NUM, NULL, "no pattern");
	if (actions == NULL)
		return igbx_flow_refuse(
			err, EINVAL, RTE_FLOW_ERROR_TYPE_ACTION_NUM, NULL, "no actions");
	return 0;
}

static int
attr_check(const struct rte_flow_attr *attr, struct rte_flow_error *err)
{
	if (attr->group != 0)
		return igbx_flow_refuse(err, ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_GROUP, attr,
			"there is only group 0");
	if (attr->transfer)
		return igbx_flow_refuse(err, ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_TRANSFER, attr,
			"no transfer rules: filters see what this port receives");
	if (attr->egress)
		return igbx_flow_refuse(err, ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_EGRESS, attr,
			"no egress rules: filters see what is received");
	if (!attr->ingress)
		return igbx_flow_refuse(
			err, EINVAL, RTE_FLOW_ERROR_TYPE_ATTR_INGRESS, attr, "rules are ingress");
	if (attr->priority >= IGBX_TUPLE_PRIORITIES)
		return igbx_flow_refuse(err, ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_PRIORITY, attr,
			"priorities are 0 to 7");
	return 0;
}

static int
fate_find(const struct rte_flow_action *action, const struct rte_flow_action **fate,
	struct rte_flow_error *err)
{
	*fate = NULL;
	for (; action->type != RTE_FLOW_ACTION_TYPE_END; action++) {
		switch (action->type) {
		case RTE_FLOW_ACTION_TYPE_VOID:
			continue;
		case RTE_FLOW_ACTION_TYPE_QUEUE:
		case RTE_FLOW_ACTION_TYPE_DROP:
		case RTE_FLOW_ACTION_TYPE_RSS:
			break;
		case RTE_FLOW_ACTION_TYPE_COUNT:
			return ACTION(err, action, "the filters do not count what they match");
		case RTE_FLOW_ACTION_TYPE_MARK:
		case RTE_FLOW_ACTION_TYPE_FLAG:
			return ACTION(err, action, "the descriptor has no room for a mark");
		default:
			return ACTION(err, action, "actions are QUEUE, DROP and RSS");
		}
		if (*fate != NULL)
			return ACTION(err, action, "one of QUEUE, DROP and RSS, and only one");
		*fate = action;
	}
	if (*fate == NULL)
		return igbx_flow_refuse(err, EINVAL, RTE_FLOW_ERROR_TYPE_ACTION_NUM, NULL,
			"one of QUEUE, DROP and RSS is needed");
	return 0;
}

static int
queue_parse(const struct rte_eth_dev *dev, const struct rte_flow_action *action,
	struct igbx_flow_rule *rule, struct rte_flow_error *err)
{
	const struct rte_flow_action_queue *conf = action->conf;

	if (conf == NULL)
		return CONF(err, EINVAL, action, "QUEUE without a queue");
	if (conf->index >= dev->data->nb_rx_queues)
		return CONF(err, EINVAL, action, "the port has no such Rx queue");
	if (rule->kind == IGBX_FLOW_ETYPE && conf->index >= IGBX_ETYPE_QUEUES)
		return CONF(err, ENOTSUP, action, "an EtherType filter reaches queues 0 to 7");
	if (rule->kind == IGBX_FLOW_SYN && conf->index >= IGBX_SYN_QUEUES)
		return CONF(err, ENOTSUP, action, "the TCP SYN filter reaches queues 0 to 7");
	rule->queue = conf->index;
	return 0;
}

static int
drop_parse(const struct rte_eth_dev *dev, const struct rte_flow_action *action,
	struct igbx_flow_rule *rule, struct rte_flow_error *err)
{
	int queue = igbx_flow_drop_queue(dev, dev->data->nb_rx_queues);

	if (queue < 0)
		return CONF(err, ENOTSUP, action,
			"DROP takes an Rx queue, and all of the device's are in use");
	if (queue >= IGBX_ETYPE_QUEUES && rule->kind != IGBX_FLOW_TUPLE)
		return CONF(err, ENOTSUP, action,
			"DROP takes an Rx queue; this filter reaches 0 to 7, and those are in use");
	rule->drop = true;
	return 0;
}

int
igbx_flow_parse(const struct rte_eth_dev *dev, const struct rte_flow_attr *attr,
	const struct rte_flow_item *pattern, const struct rte_flow_action *actions,
	struct igbx_flow_rule *rule, struct rte_flow_error *err)
{
	const struct rte_flow_action *fate;
	int ret;

	memset(rule, 0, sizeof(*rule));
	ret = null_check(attr, pattern, actions, err);
	if (ret == 0)
		ret = attr_check(attr, err);
	if (ret == 0)
		ret = igbx_flow_match(pattern, rule, err);
	if (ret == 0)
		ret = fate_find(actions, &fate, err);
	if (ret != 0)
		return ret;
	rule->priority = attr->priority;
	/* rte_flow counts down, the device up. */
	rule->tuple.priority = IGBX_TUPLE_PRIORITIES - 1 - attr->priority;
	if (rule->kind == IGBX_FLOW_RSS && fate->type != RTE_FLOW_ACTION_TYPE_RSS)
		return ACTION(err, fate, "a pattern that compares nothing is for RSS only");
	if (rule->kind != IGBX_FLOW_RSS && fate->type == RTE_FLOW_ACTION_TYPE_RSS)
		return ACTION(err, fate, "RSS is the whole port's: its pattern compares nothing");
	if (fate->type == RTE_FLOW_ACTION_TYPE_RSS)
		return igbx_flow_parse_rss(dev, fate, &rule->rss, err);
	if (fate->type == RTE_FLOW_ACTION_TYPE_DROP)
		return drop_parse(dev, fate, rule, err);
	return queue_parse(dev, fate, rule, err);
}
