/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Rules into the device and out of it.
 *
 * The filters have no drop: they choose a queue. A queue that drops when it has no
 * descriptors (82576 datasheet 8.10, SRRCTL.DROP_EN) and never gets any is where the
 * packets of dropping rules go; the device counts them there (RQDPC).
 */
#include <errno.h>

#include "igbx_flow.h"

#define DROP_BUF_BYTES 2048 /* of buffers that are never posted */

/* ---- the queue that drops ---- */

static int
drop_queue_enable(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct igbx_rxq_cfg cfg = {
		.ring_iova = ad->flows.drop_ring->iova,
		.nb_desc = IGBX_RING_ALIGN_DESC,
		.buf_bytes = DROP_BUF_BYTES,
		.drop_en = true,
	};

	/* Head and tail are equal and stay so: there is nothing that the device could fetch. */
	ad->dma_active = true;
	return igbx_rxq_enable(&ad->hw, ad->flows.drop_queue, &cfg);
}

static int
drop_ring_reserve(struct rte_eth_dev *dev)
{
	struct igbx_flows *flows = &igbx_adapter_of(dev)->flows;

	if (flows->drop_ring != NULL)
		return 0;
	flows->drop_ring = rte_eth_dma_zone_reserve(dev, "igbx_drop", 0,
		IGBX_RING_ALIGN_DESC * IGBX_DESC_BYTES, IGBX_RING_ALIGN_BYTES,
		dev->data->numa_node);
	if (flows->drop_ring != NULL)
		return 0;
	IGBX_ERR("port %u: no memory for the ring of the queue that drops", dev->data->port_id);
	return -ENOMEM;
}

static int
drop_take(struct rte_eth_dev *dev)
{
	struct igbx_flows *flows = &igbx_adapter_of(dev)->flows;
	int ret;

	if (flows->nb_drops > 0) {
		flows->nb_drops++;
		return 0;
	}
	ret = drop_ring_reserve(dev);
	if (ret != 0)
		return ret;
	/* What its queue has counted so far is nobody's drop. */
	(void)igbx_stats_save(dev);
	flows->drop_queue = igbx_flow_drop_queue(dev, dev->data->nb_rx_queues);
	if (dev->data->dev_started) {
		ret = drop_queue_enable(dev);
		if (ret != 0)
			return ret;
	}
	flows->nb_drops = 1;
	return 0;
}

static void
drop_give(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	if (ad->flows.nb_drops > 1) {
		ad->flows.nb_drops--;
		return;
	}
	(void)igbx_stats_save(dev);
	ad->flows.nb_drops = 0;
	/* Should it stay on, it has nothing to fetch; the next reset ends it. */
	if (dev->data->dev_started)
		(void)igbx_rxq_disable(&ad->hw, ad->flows.drop_queue);
}

void
igbx_flow_drop_free(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	ad->flows.nb_drops = 0;
	/* A device that does not stop keeps its rings. */
	if (!ad->dma_active)
		rte_memzone_free(ad->flows.drop_ring);
	ad->flows.drop_ring = NULL;
}

/* ---- rules ---- */

/* The SYN filter as the rules of this moment want it. */
int
igbx_flow_syn_order(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_syn syn = {.on = false, .before_tuples = true};
	const struct rte_flow *flow;
	uint32_t priority = 0;

	TAILQ_FOREACH (flow, &ad->flows.rules, link) {
		if (flow->rule.kind != IGBX_FLOW_SYN)
			continue;
		syn.on = true;
		syn.queue = flow->rule.drop ? ad->flows.drop_queue : flow->rule.queue;
		priority = flow->rule.priority;
	}
	TAILQ_FOREACH (flow, &ad->flows.rules, link) {
		if (flow->rule.kind == IGBX_FLOW_TUPLE && flow->rule.priority < priority)
			syn.before_tuples = false;
	}
	return igbx_syn_set(&ad->hw, &syn);
}

/* The hash and the table that are in force now, into a port that runs. */
static int
rss_sync(struct rte_eth_dev *dev)
{
	const struct igbx_rss_cfg *cfg = igbx_rss_in_force(dev);
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	bool was_off = ad->rss.types == 0;
	int ret;

	if (!dev->data->dev_started)
		return 0;
	if (cfg->types == 0)
		return igbx_rss_mute(&ad->hw);
	if (!was_off)
		return igbx_rss_set(&ad->hw, cfg);
	/* The mode changes only while nothing is received. */
	ret = igbx_rx_enable(&ad->hw, false);
	if (ret == 0)
		ret = igbx_rss_set(&ad->hw, cfg);
	if (ret == 0)
		ret = igbx_rx_enable(&ad->hw, true);
	return ret;
}

static int
tuple_apply(struct rte_eth_dev *dev, const struct igbx_flow_rule *rule, uint16_t queue)
{
	struct igbx_hw *hw = &igbx_adapter_of(dev)->hw;
	struct igbx_tuple tuple = rule->tuple;
	int ret;

	tuple.queue = queue;
	ret = igbx_tuple_add(hw, &tuple);
	if (ret < 0)
		return ret;
	ret = igbx_flow_syn_order(dev);
	if (ret != 0)
		(void)igbx_tuple_remove(hw, &tuple);
	return ret;
}

static int
etype_apply(struct rte_eth_dev *dev, const struct igbx_flow_rule *rule, uint16_t queue)
{
	struct igbx_hw *hw = &igbx_adapter_of(dev)->hw;
	int ret = igbx_etype_steer(hw, rule->ether_type, queue);

	/* Should the device come back, nothing is to be left of it. */
	if (ret != 0)
		(void)igbx_etype_steer(hw, rule->ether_type, -1);
	return ret;
}

static int
filter_apply(struct rte_eth_dev *dev, const struct igbx_flow_rule *rule)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint16_t queue = rule->drop ? ad->flows.drop_queue : rule->queue;

	switch (rule->kind) {
	case IGBX_FLOW_ETYPE:
		return etype_apply(dev, rule, queue);
	case IGBX_FLOW_TUPLE:
		return tuple_apply(dev, rule, queue);
	case IGBX_FLOW_SYN:
		return igbx_flow_syn_order(dev);
	case IGBX_FLOW_RSS:
		return rss_sync(dev);
	}
	return -EINVAL;
}

int
igbx_flow_apply(struct rte_eth_dev *dev, const struct igbx_flow_rule *rule)
{
	int ret;

	if (rule->drop) {
		ret = drop_take(dev);
		if (ret != 0)
			return ret;
	}
	ret = filter_apply(dev, rule);
	if (ret != 0 && rule->drop)
		drop_give(dev);
	return ret;
}

void
igbx_flow_withdraw(struct rte_eth_dev *dev, const struct igbx_flow_rule *rule)
{
	struct igbx_hw *hw = &igbx_adapter_of(dev)->hw;

	/* What fails here fails because the device is gone, and its filters with it. */
	switch (rule->kind) {
	case IGBX_FLOW_ETYPE:
		(void)igbx_etype_steer(hw, rule->ether_type, -1);
		break;
	case IGBX_FLOW_TUPLE:
		(void)igbx_tuple_remove(hw, &rule->tuple);
		(void)igbx_flow_syn_order(dev);
		break;
	case IGBX_FLOW_SYN:
		(void)igbx_flow_syn_order(dev);
		break;
	case IGBX_FLOW_RSS:
		(void)rss_sync(dev);
		break;
	}
	if (rule->drop)
		drop_give(dev);
}

int
igbx_flow_restore(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	ret = igbx_qfilters_write(&ad->hw);
	if (ret == 0 && ad->flows.nb_drops > 0)
		ret = drop_queue_enable(dev);
	return ret;
}
