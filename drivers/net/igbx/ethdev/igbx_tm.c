/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Traffic manager: a hierarchy is put together node by node, and commit makes the queues'
 * rate limits of it. Once committed it is fixed while the port runs, but for the rates.
 */
#include <errno.h>

#include "igbx_ethdev.h"

int
igbx_tm_refuse(const struct rte_eth_dev *dev, struct rte_tm_error *error, int code,
	enum rte_tm_error_type type, uint64_t value, const char *message)
{
	IGBX_ERR("port %u: traffic manager: %" PRIu64 ": %s", dev->data->port_id, value, message);
	return -rte_tm_error_set(error, code, type, NULL, message);
}

/* ---- profiles ---- */

static struct igbx_tm_profile *
profile_find(const struct igbx_tm *tm, uint32_t id)
{
	struct igbx_tm_profile *p = tm->profiles;

	while (p != NULL && p->id != id)
		p = p->next;
	return p;
}

static int
profile_check(const struct rte_eth_dev *dev, const struct rte_tm_shaper_params *params,
	struct rte_tm_error *error)
{
	uint64_t most = IGBX_RATE_MAX_MBPS * IGBX_BITS_PER_MBIT / CHAR_BIT;
	uint64_t least = IGBX_BITS_PER_MBIT / CHAR_BIT;

	if (params->committed.rate != 0)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_SHAPER_PROFILE_COMMITTED_RATE, params->committed.rate,
			"there is no committed rate, only a peak rate");
	if (params->committed.size != 0)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_SHAPER_PROFILE_COMMITTED_SIZE, params->committed.size,
			"there is no committed bucket");
	if (params->peak.rate < least || params->peak.rate > most)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_SHAPER_PROFILE_PEAK_RATE, params->peak.rate,
			"rates are 125000 to 125000000 bytes per second");
	if (params->peak.size != 0)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_SHAPER_PROFILE_PEAK_SIZE, params->peak.size,
			"the size of the bucket is the device's: 0");
	if (params->packet_mode != 0)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_SHAPER_PROFILE_PACKET_MODE, params->packet_mode,
			"rates are in bytes, not packets");
	/* Limits are those of the wire: with CRC, preamble and gap. */
	if (params->pkt_length_adjust != 0 &&
		params->pkt_length_adjust != RTE_TM_ETH_FRAMING_OVERHEAD_FCS)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_SHAPER_PROFILE_PKT_ADJUST_LEN,
			(uint32_t)params->pkt_length_adjust,
			"the device counts 24 bytes more for each packet: 24, or 0 for its choice");
	return 0;
}

static int
shaper_profile_add(struct rte_eth_dev *dev, uint32_t id,
	IGBX_COMPAT_TM_CONST struct rte_tm_shaper_params *params, struct rte_tm_error *error)
{
	struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;
	struct igbx_tm_profile *p;
	int ret;

	if (id == RTE_TM_SHAPER_PROFILE_ID_NONE || profile_find(tm, id) != NULL)
		return igbx_tm_refuse(dev, error,
			id == RTE_TM_SHAPER_PROFILE_ID_NONE ? EINVAL : EEXIST,
			RTE_TM_ERROR_TYPE_SHAPER_PROFILE_ID, id,
			"a shaper profile wants an id of its own");
	if (params == NULL)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE, id,
			"a shaper profile without parameters");
	ret = profile_check(dev, params, error);
	if (ret != 0)
		return ret;
	p = rte_zmalloc("igbx_tm_profile", sizeof(*p), 0);
	if (p == NULL)
		return igbx_tm_refuse(dev, error, ENOMEM, RTE_TM_ERROR_TYPE_UNSPECIFIED, id,
			"no memory for a shaper profile");
	p->id = id;
	p->rate_bytes = params->peak.rate;
	p->next = tm->profiles;
	tm->profiles = p;
	return 0;
}

static int
shaper_profile_delete(struct rte_eth_dev *dev, uint32_t id, struct rte_tm_error *error)
{
	struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;
	struct igbx_tm_profile *p = profile_find(tm, id), **at;

	if (p == NULL)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_ID, id,
			"there is no such shaper profile");
	if (p->nb_users > 0)
		return igbx_tm_refuse(dev, error, EBUSY, RTE_TM_ERROR_TYPE_SHAPER_PROFILE, id,
			"nodes use the shaper profile");
	for (at = &tm->profiles; *at != p; at = &(*at)->next)
		;
	*at = p->next;
	rte_free(p);
	return 0;
}

/* ---- nodes ---- */

/* A leaf's profile by id; false after a refusal. */
static bool
profile_of(const struct rte_eth_dev *dev, uint32_t id, struct igbx_tm_profile **p,
	struct rte_tm_error *error)
{
	*p = profile_find(&igbx_adapter_of(dev)->tm, id);
	if (*p != NULL || id == RTE_TM_SHAPER_PROFILE_ID_NONE)
		return true;
	igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_SHAPER_PROFILE_ID, id,
		"there is no such shaper profile");
	return false;
}

static void
leaf_profile_set(struct igbx_tm_leaf *leaf, struct igbx_tm_profile *p)
{
	if (leaf->profile != NULL)
		leaf->profile->nb_users--;
	if (p != NULL)
		p->nb_users++;
	leaf->profile = p;
}

static int
frozen_check(const struct rte_eth_dev *dev, uint32_t node, struct rte_tm_error *error)
{
	if (!igbx_adapter_of(dev)->tm.committed || !dev->data->dev_started)
		return 0;
	return igbx_tm_refuse(dev, error, EBUSY, RTE_TM_ERROR_TYPE_UNSPECIFIED, node,
		"a committed hierarchy does not change while the port runs: stop it first");
}

static int
node_params_check(const struct rte_eth_dev *dev, const struct rte_tm_node_params *params,
	struct rte_tm_error *error)
{
	if (params == NULL)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS, 0,
			"a node without parameters");
	if (params->n_shared_shapers != 0)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_NODE_PARAMS_N_SHARED_SHAPERS, params->n_shared_shapers,
			"there are no shared shapers");
	if (params->stats_mask != 0)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_STATS,
			params->stats_mask, "nodes have no counters");
	return 0;
}

static int
share_check(const struct rte_eth_dev *dev, uint32_t priority, uint32_t weight,
	struct rte_tm_error *error)
{
	if (priority != 0)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_PRIORITY, priority,
			"there is priority 0 only");
	if (weight != 1)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_WEIGHT, weight,
			"all queues have weight 1");
	return 0;
}

static int
root_add(struct rte_eth_dev *dev, uint32_t node, uint32_t level,
	const struct rte_tm_node_params *params, struct rte_tm_error *error)
{
	struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;

	if (tm->has_root)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_PARENT_NODE_ID,
			tm->root_id, "there is one root, and it is there");
	if (level != RTE_TM_NODE_LEVEL_ID_ANY && level != IGBX_TM_LEVEL_PORT)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_LEVEL_ID, level,
			"the root is at level 0");
	if (params->shaper_profile_id != RTE_TM_SHAPER_PROFILE_ID_NONE)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_NODE_PARAMS_SHAPER_PROFILE_ID, params->shaper_profile_id,
			"the port has no shaper, its queues have");
	if (params->nonleaf.n_sp_priorities > 1)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_NODE_PARAMS_N_SP_PRIORITIES,
			params->nonleaf.n_sp_priorities, "there is one priority");
	if (params->nonleaf.wfq_weight_mode != NULL && params->nonleaf.n_sp_priorities == 1 &&
		params->nonleaf.wfq_weight_mode[0] != 0)
		return igbx_tm_refuse(dev, error, EINVAL,
			RTE_TM_ERROR_TYPE_NODE_PARAMS_WFQ_WEIGHT_MODE, 1,
			"queues are served packet by packet");
	tm->has_root = true;
	tm->root_id = node;
	tm->nb_queues = dev->data->nb_tx_queues;
	return 0;
}

static int
leaf_add(struct rte_eth_dev *dev, uint32_t node, uint32_t parent, uint32_t level,
	const struct rte_tm_node_params *params, struct rte_tm_error *error)
{
	struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;
	struct igbx_tm_profile *p;

	if (!tm->has_root || parent != tm->root_id)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_PARENT_NODE_ID,
			parent, "a queue's parent is the root");
	if (node >= dev->data->nb_tx_queues)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, node,
			"below the root are the Tx queues, whose ids are their numbers");
	if (tm->leaf[node].used)
		return igbx_tm_refuse(
			dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, node, "the node is there");
	if (level != RTE_TM_NODE_LEVEL_ID_ANY && level != IGBX_TM_LEVEL_QUEUE)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_LEVEL_ID, level,
			"queues are at level 1");
	if (params->leaf.cman != RTE_TM_CMAN_TAIL_DROP)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_CMAN,
			params->leaf.cman, "there is no congestion management: tail drop");
	if (!profile_of(dev, params->shaper_profile_id, &p, error))
		return -EINVAL;
	tm->leaf[node].used = true;
	leaf_profile_set(&tm->leaf[node], p);
	return 0;
}

static int
node_add(struct rte_eth_dev *dev, uint32_t node, uint32_t parent, uint32_t priority,
	uint32_t weight, uint32_t level, IGBX_COMPAT_TM_CONST struct rte_tm_node_params *params,
	struct rte_tm_error *error)
{
	int ret;

	ret = frozen_check(dev, node, error);
	if (ret == 0)
		ret = node_params_check(dev, params, error);
	if (ret == 0)
		ret = share_check(dev, priority, weight, error);
	if (ret != 0)
		return ret;
	if (parent != RTE_TM_NODE_ID_NULL)
		return leaf_add(dev, node, parent, level, params, error);
	if (node == RTE_TM_NODE_ID_NULL || node < dev->data->nb_tx_queues)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, node,
			"the root's id is above the Tx queues' numbers");
	return root_add(dev, node, level, params, error);
}

static bool
has_leaves(const struct igbx_tm *tm)
{
	unsigned int q;

	for (q = 0; q < IGBX_MAX_QUEUES; q++) {
		if (tm->leaf[q].used)
			return true;
	}
	return false;
}

static int
node_delete(struct rte_eth_dev *dev, uint32_t node, struct rte_tm_error *error)
{
	struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;
	int ret;

	ret = frozen_check(dev, node, error);
	if (ret != 0)
		return ret;
	if (tm->has_root && node == tm->root_id) {
		if (has_leaves(tm))
			return igbx_tm_refuse(dev, error, EBUSY, RTE_TM_ERROR_TYPE_NODE_ID, node,
				"the root has queues below it");
		tm->has_root = false;
		return 0;
	}
	if (node >= IGBX_MAX_QUEUES || !tm->leaf[node].used)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, node,
			"there is no such node");
	leaf_profile_set(&tm->leaf[node], NULL);
	tm->leaf[node].used = false;
	return 0;
}

static int
node_type_get(struct rte_eth_dev *dev, uint32_t node, int *is_leaf, struct rte_tm_error *error)
{
	const struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;
	bool root = tm->has_root && node == tm->root_id;

	if (is_leaf == NULL || (!root && (node >= IGBX_MAX_QUEUES || !tm->leaf[node].used)))
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, node,
			"there is no such node");
	*is_leaf = !root;
	return 0;
}

/* ---- into effect ---- */

static uint64_t
leaf_rate_bps(const struct igbx_tm_leaf *leaf)
{
	return leaf->used && leaf->profile != NULL ? leaf->profile->rate_bytes * CHAR_BIT : 0;
}

static int
node_shaper_update(struct rte_eth_dev *dev, uint32_t node, uint32_t id, struct rte_tm_error *error)
{
	struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;
	struct igbx_tm_profile *p, *old;
	int ret;

	if (node >= IGBX_MAX_QUEUES || !tm->leaf[node].used)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, node,
			"no node with a shaper");
	if (!profile_of(dev, id, &p, error))
		return -EINVAL;
	old = tm->leaf[node].profile;
	leaf_profile_set(&tm->leaf[node], p);
	if (!tm->committed)
		return 0;
	ret = igbx_rate_change(dev, node, leaf_rate_bps(&tm->leaf[node]));
	if (ret == 0)
		return 0;
	leaf_profile_set(&tm->leaf[node], old);
	return igbx_tm_refuse(dev, error, -ret, RTE_TM_ERROR_TYPE_UNSPECIFIED, node,
		"the device did not take the rate");
}

static void
nodes_clear(struct igbx_tm *tm)
{
	unsigned int q;

	for (q = 0; q < IGBX_MAX_QUEUES; q++) {
		leaf_profile_set(&tm->leaf[q], NULL);
		tm->leaf[q].used = false;
	}
	tm->has_root = false;
}

/* An empty hierarchy gives the rates back to rte_eth_set_queue_rate_limit(). */
static int
hierarchy_commit(struct rte_eth_dev *dev, int clear_on_fail, struct rte_tm_error *error)
{
	struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;
	uint16_t q;
	int ret;

	ret = frozen_check(dev, tm->root_id, error);
	if (ret != 0)
		return ret;
	for (q = 0; q < dev->data->nb_tx_queues; q++) {
		ret = igbx_rate_change(dev, q, leaf_rate_bps(&tm->leaf[q]));
		if (ret != 0)
			break;
	}
	if (ret != 0) {
		if (clear_on_fail)
			nodes_clear(tm);
		return igbx_tm_refuse(dev, error, -ret, RTE_TM_ERROR_TYPE_UNSPECIFIED, q,
			"the device did not take the rate");
	}
	tm->committed = tm->has_root;
	return 0;
}

void
igbx_tm_configured(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_tm *tm = &ad->tm;

	if (!tm->has_root || tm->nb_queues == dev->data->nb_tx_queues)
		return;
	IGBX_NOTICE("port %u: %u Tx queues instead of %u: the traffic manager's hierarchy is gone",
		dev->data->port_id, dev->data->nb_tx_queues, tm->nb_queues);
	nodes_clear(tm);
	if (tm->committed)
		memset(ad->txq_rate_bps, 0, sizeof(ad->txq_rate_bps));
	tm->committed = false;
}

void
igbx_tm_clear(struct rte_eth_dev *dev)
{
	struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;
	struct igbx_tm_profile *p;

	nodes_clear(tm);
	tm->committed = false;
	while ((p = tm->profiles) != NULL) {
		tm->profiles = p->next;
		rte_free(p);
	}
}

static const struct rte_tm_ops igbx_tm_ops = {
	.node_type_get = node_type_get,
	.capabilities_get = igbx_tm_capabilities_get,
	.level_capabilities_get = igbx_tm_level_capabilities_get,
	.node_capabilities_get = igbx_tm_node_capabilities_get,
	.shaper_profile_add = shaper_profile_add,
	.shaper_profile_delete = shaper_profile_delete,
	.node_add = node_add,
	.node_delete = node_delete,
	.hierarchy_commit = hierarchy_commit,
	.node_shaper_update = node_shaper_update,
};

int
igbx_dev_tm_ops_get(struct rte_eth_dev *dev, void *ops)
{
	RTE_SET_USED(dev);
	*(const void **)ops = &igbx_tm_ops;
	return 0;
}
