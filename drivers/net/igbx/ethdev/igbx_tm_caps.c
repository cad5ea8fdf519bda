/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the traffic manager can do. All fields that are not named are 0: not supported.
 */
#include <errno.h>

#include "igbx_ethdev.h"

#define BYTES_PER_MBIT (IGBX_BITS_PER_MBIT / CHAR_BIT)
#define RATE_MIN       BYTES_PER_MBIT
#define RATE_MAX       (IGBX_RATE_MAX_MBPS * BYTES_PER_MBIT)

int
igbx_tm_capabilities_get(
	struct rte_eth_dev *dev, struct rte_tm_capabilities *cap, struct rte_tm_error *error)
{
	uint32_t nb_queues = dev->data->nb_tx_queues;

	RTE_SET_USED(error);
	/* Siblings are served in turns, packet by packet, and nothing else can be told to them. */
	*cap = (struct rte_tm_capabilities){
		.n_nodes_max = 1 + nb_queues,
		.n_levels_max = IGBX_TM_NB_LEVELS,
		.non_leaf_nodes_identical = 1,
		.leaf_nodes_identical = 1,
		.shaper_n_max = nb_queues,
		.shaper_private_n_max = nb_queues,
		.shaper_private_rate_min = RATE_MIN,
		.shaper_private_rate_max = RATE_MAX,
		.shaper_private_byte_mode_supported = 1,
		.shaper_pkt_length_adjust_min = RTE_TM_ETH_FRAMING_OVERHEAD_FCS,
		.shaper_pkt_length_adjust_max = RTE_TM_ETH_FRAMING_OVERHEAD_FCS,
		.sched_n_children_max = nb_queues,
		.sched_sp_n_priorities_max = 1,
		.sched_wfq_n_children_per_group_max = nb_queues,
		.sched_wfq_n_groups_max = 1,
		.sched_wfq_weight_max = 1,
		.sched_wfq_packet_mode_supported = 1,
	};
	return 0;
}

int
igbx_tm_level_capabilities_get(struct rte_eth_dev *dev, uint32_t level,
	struct rte_tm_level_capabilities *cap, struct rte_tm_error *error)
{
	uint32_t nb_queues = dev->data->nb_tx_queues;

	switch (level) {
	case IGBX_TM_LEVEL_PORT:
		*cap = (struct rte_tm_level_capabilities){
			.n_nodes_max = 1,
			.n_nodes_nonleaf_max = 1,
			.non_leaf_nodes_identical = 1,
			.nonleaf.sched_n_children_max = nb_queues,
			.nonleaf.sched_sp_n_priorities_max = 1,
			.nonleaf.sched_wfq_n_children_per_group_max = nb_queues,
			.nonleaf.sched_wfq_n_groups_max = 1,
			.nonleaf.sched_wfq_weight_max = 1,
			.nonleaf.sched_wfq_packet_mode_supported = 1,
		};
		return 0;
	case IGBX_TM_LEVEL_QUEUE:
		*cap = (struct rte_tm_level_capabilities){
			.n_nodes_max = nb_queues,
			.n_nodes_leaf_max = nb_queues,
			.leaf_nodes_identical = 1,
			.leaf.shaper_private_supported = 1,
			.leaf.shaper_private_rate_min = RATE_MIN,
			.leaf.shaper_private_rate_max = RATE_MAX,
			.leaf.shaper_private_byte_mode_supported = 1,
		};
		return 0;
	default:
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_LEVEL_ID, level,
			"there are level 0, the port, and level 1, its queues");
	}
}

int
igbx_tm_node_capabilities_get(struct rte_eth_dev *dev, uint32_t node,
	struct rte_tm_node_capabilities *cap, struct rte_tm_error *error)
{
	const struct igbx_tm *tm = &igbx_adapter_of(dev)->tm;
	uint32_t nb_queues = dev->data->nb_tx_queues;

	if (tm->has_root && node == tm->root_id) {
		*cap = (struct rte_tm_node_capabilities){
			.nonleaf.sched_n_children_max = nb_queues,
			.nonleaf.sched_sp_n_priorities_max = 1,
			.nonleaf.sched_wfq_n_children_per_group_max = nb_queues,
			.nonleaf.sched_wfq_n_groups_max = 1,
			.nonleaf.sched_wfq_weight_max = 1,
			.nonleaf.sched_wfq_packet_mode_supported = 1,
		};
		return 0;
	}
	if (node >= nb_queues || !tm->leaf[node].used)
		return igbx_tm_refuse(dev, error, EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, node,
			"there is no such node");
	*cap = (struct rte_tm_node_capabilities){
		.shaper_private_supported = 1,
		.shaper_private_rate_min = RATE_MIN,
		.shaper_private_rate_max = RATE_MAX,
		.shaper_private_byte_mode_supported = 1,
	};
	return 0;
}
