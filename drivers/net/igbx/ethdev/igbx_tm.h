/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The traffic manager's hierarchy: the port, which is the root, and below it a leaf for each
 * transmit queue with a shaper of its own, the device's rate limit.
 */
#ifndef IGBX_TM_H
#define IGBX_TM_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_tm.h>
#include <rte_tm_driver.h>

#include "igbx_hw.h"

enum { IGBX_TM_LEVEL_PORT, IGBX_TM_LEVEL_QUEUE, IGBX_TM_NB_LEVELS };

struct igbx_tm_profile {
	struct igbx_tm_profile *next;
	uint32_t id;
	uint32_t nb_users;   /* leaves */
	uint64_t rate_bytes; /* per second */
};

struct igbx_tm_leaf {
	bool used;
	struct igbx_tm_profile *profile; /* NULL: as fast as the port */
};

struct igbx_tm {
	struct igbx_tm_profile *profiles;
	struct igbx_tm_leaf leaf[IGBX_MAX_QUEUES]; /* by node id, which is the queue */
	bool has_root;
	uint32_t root_id;
	uint16_t nb_queues; /* leaves there may be: Tx queues when the first node was added */
	bool committed;	    /* the device's rates are those of a hierarchy */
};

/* igbx_tm_caps.c */
int igbx_tm_capabilities_get(
	struct rte_eth_dev *dev, struct rte_tm_capabilities *cap, struct rte_tm_error *error);
int igbx_tm_level_capabilities_get(struct rte_eth_dev *dev, uint32_t level,
	struct rte_tm_level_capabilities *cap, struct rte_tm_error *error);
int igbx_tm_node_capabilities_get(struct rte_eth_dev *dev, uint32_t node,
	struct rte_tm_node_capabilities *cap, struct rte_tm_error *error);

/* Logs the message, with the value that it is about, and hands it to the caller. */
int igbx_tm_refuse(const struct rte_eth_dev *dev, struct rte_tm_error *error, int code,
	enum rte_tm_error_type type, uint64_t value, const char *message);

#endif
