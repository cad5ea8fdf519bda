/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What rte_flow asks of a port. ethdev lets one thread at a time in here.
 */
#include <errno.h>

#include "igbx_flow.h"

void
igbx_flow_init(struct rte_eth_dev *dev)
{
	TAILQ_INIT(&igbx_adapter_of(dev)->flows.rules);
}

const struct igbx_rss_cfg *
igbx_rss_in_force(const struct rte_eth_dev *dev)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct rte_flow *flow;

	TAILQ_FOREACH (flow, &ad->flows.rules, link) {
		if (flow->rule.kind == IGBX_FLOW_RSS)
			return &flow->rule.rss;
	}
	return &ad->rss;
}

static int
examine(struct rte_eth_dev *dev, const struct rte_flow_attr *attr,
	const struct rte_flow_item *pattern, const struct rte_flow_action *actions,
	struct igbx_flow_rule *rule, struct rte_flow_error *err)
{
	int ret = igbx_flow_parse(dev, attr, pattern, actions, rule, err);

	return ret != 0 ? ret : igbx_flow_check(dev, rule, err);
}

/* The application may not want to know. */
static void
error_hand_over(const struct rte_flow_error *from, struct rte_flow_error *to)
{
	if (to != NULL)
		*to = *from;
}

/* A rule that could not be made; ethdev looks at rte_errno, which rte_free() may change. */
static struct rte_flow *
give_up(struct rte_flow *flow, const struct rte_flow_error *err, struct rte_flow_error *error)
{
	int code = rte_errno;

	rte_free(flow);
	error_hand_over(err, error);
	rte_errno = code;
	return NULL;
}

/* A question, and a no is an answer: nothing is logged above information. */
static int
flow_validate(struct rte_eth_dev *dev, const struct rte_flow_attr *attr,
	const struct rte_flow_item *pattern, const struct rte_flow_action *actions,
	struct rte_flow_error *error)
{
	struct rte_flow_error err = {.message = NULL};
	struct igbx_flow_rule rule;
	int ret = examine(dev, attr, pattern, actions, &rule, &err);

	if (ret != 0) {
		IGBX_INFO("port %u: no such flow rule: %s", dev->data->port_id, err.message);
		error_hand_over(&err, error);
	}
	return ret;
}

/* The rule is listed before it is applied: the order of SYN and five-tuples, and what RSS is in
 * force, follow from the list.
 */
static int
rule_install(struct rte_eth_dev *dev, struct rte_flow *flow, struct rte_flow_error *err)
{
	struct igbx_flows *flows = &igbx_adapter_of(dev)->flows;
	int ret;

	TAILQ_INSERT_TAIL(&flows->rules, flow, link);
	ret = igbx_flow_apply(dev, &flow->rule);
	if (ret == 0) {
		flow->id = flows->next_id++;
		return 0;
	}
	TAILQ_REMOVE(&flows->rules, flow, link);
	if (flow->rule.kind == IGBX_FLOW_SYN)
		(void)igbx_flow_syn_order(dev);
	return igbx_flow_refuse(err, -ret, RTE_FLOW_ERROR_TYPE_UNSPECIFIED, NULL,
		ret == -ENOMEM ? "no memory for the queue that drops"
			       : "the device does not take the filter");
}

static struct rte_flow *
flow_create(struct rte_eth_dev *dev, const struct rte_flow_attr *attr,
	const struct rte_flow_item *pattern, const struct rte_flow_action *actions,
	struct rte_flow_error *error)
{
	struct rte_flow_error err = {.message = NULL};
	struct igbx_flow_rule rule;
	struct rte_flow *flow;

	if (examine(dev, attr, pattern, actions, &rule, &err) != 0)
		goto refused;
	flow = rte_zmalloc_socket("igbx_flow", sizeof(*flow), 0, dev->data->numa_node);
	if (flow == NULL) {
		igbx_flow_refuse(&err, ENOMEM, RTE_FLOW_ERROR_TYPE_UNSPECIFIED, NULL,
			"no memory for a rule");
		goto refused;
	}
	flow->rule = rule;
	if (rule_install(dev, flow, &err) == 0)
		return flow;
	return give_up(flow, &err, error);

refused:
	IGBX_ERR("port %u: no such flow rule: %s", dev->data->port_id, err.message);
	return give_up(NULL, &err, error);
}

static void
rule_remove(struct rte_eth_dev *dev, struct rte_flow *flow)
{
	TAILQ_REMOVE(&igbx_adapter_of(dev)->flows.rules, flow, link);
	igbx_flow_withdraw(dev, &flow->rule);
	rte_free(flow);
}

static int
flow_destroy(struct rte_eth_dev *dev, struct rte_flow *flow, struct rte_flow_error *error)
{
	const struct rte_flow *known;

	/* What was destroyed before must not be looked into. */
	TAILQ_FOREACH (known, &igbx_adapter_of(dev)->flows.rules, link) {
		if (known == flow) {
			rule_remove(dev, flow);
			return 0;
		}
	}
	IGBX_ERR("port %u: no rule to destroy: it is none of this port's", dev->data->port_id);
	return rte_flow_error_set(
		error, ENOENT, RTE_FLOW_ERROR_TYPE_HANDLE, flow, "no rule of this port");
}

static int
flow_flush(struct rte_eth_dev *dev, struct rte_flow_error *error)
{
	struct igbx_flows *flows = &igbx_adapter_of(dev)->flows;

	RTE_SET_USED(error);
	while (!TAILQ_EMPTY(&flows->rules))
		rule_remove(dev, TAILQ_FIRST(&flows->rules));
	return 0;
}

static int
flow_query(struct rte_eth_dev *dev, struct rte_flow *flow, const struct rte_flow_action *action,
	void *data, struct rte_flow_error *error)
{
	const char *why = "rules have nothing to ask for";

	RTE_SET_USED(flow);
	RTE_SET_USED(data);
	if (action != NULL && action->type == RTE_FLOW_ACTION_TYPE_COUNT)
		why = "the filters do not count what they match";
	IGBX_ERR("port %u: flow query: %s", dev->data->port_id, why);
	return rte_flow_error_set(error, ENOTSUP, RTE_FLOW_ERROR_TYPE_ACTION, action, why);
}

static int
flow_isolate(struct rte_eth_dev *dev, int set, struct rte_flow_error *error)
{
	if (set == 0)
		return 0;
	IGBX_ERR("port %u: no isolated mode: packets without a rule go to RSS or queue 0",
		dev->data->port_id);
	return rte_flow_error_set(error, ENOTSUP, RTE_FLOW_ERROR_TYPE_UNSPECIFIED, NULL,
		"no isolated mode: packets without a rule go to RSS or queue 0");
}

static const struct rte_flow_ops flow_ops = {
	.validate = flow_validate,
	.create = flow_create,
	.destroy = flow_destroy,
	.flush = flow_flush,
	.query = flow_query,
	.isolate = flow_isolate,
	.dev_dump = igbx_flow_dump,
};

int
igbx_dev_flow_ops_get(struct rte_eth_dev *dev, const struct rte_flow_ops **ops)
{
	RTE_SET_USED(dev);
	*ops = &flow_ops;
	return 0;
}

/* The device is quiet. */
void
igbx_flow_close(struct rte_eth_dev *dev)
{
	(void)flow_flush(dev, NULL);
	igbx_flow_drop_free(dev);
}
