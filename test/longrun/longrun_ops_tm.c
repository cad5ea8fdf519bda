/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Rates of Tx queues, one by one or by a hierarchy of the traffic manager.
 */
#include <errno.h>

#include <rte_tm.h>

#include "longrun.h"

#define ROOT	      1000
#define NB_PROFILES   4
#define MBIT_BYTES    UINT64_C(125000)
#define RATE_MIN_MBPS 20
#define RATE_MAX_MBPS 1000

static uint32_t
rate_pick(void)
{
	return RATE_MIN_MBPS + lr_pick(RATE_MAX_MBPS - RATE_MIN_MBPS + 1);
}

void
lr_op_rate(struct lr *lr)
{
	uint16_t q = lr_pick(lr->nb_txq), mbps = lr_once_in(2) ? 0 : rate_pick();

	/* ethdev compares it with the speed of the link. */
	if (lr->link == LR_LINK_DOWN)
		return;
	lr_note("Tx queue %u: %u Mb/s", q, mbps);
	lr_expect(lr, "rate limit", lr->tm ? -EBUSY : 0,
		rte_eth_set_queue_rate_limit(lr->rig.port, q, mbps));
}

static uint32_t
profile_pick(void)
{
	return lr_once_in(3) ? RTE_TM_SHAPER_PROFILE_ID_NONE : lr_pick(NB_PROFILES);
}

static void
profiles_add(struct lr *lr)
{
	struct rte_tm_error error;
	uint32_t i;

	/* Those of a hierarchy that went with its queues are still there. */
	for (i = 0; !lr->tm_profiles && i < NB_PROFILES; i++) {
		struct rte_tm_shaper_params p = {.peak = {.rate = rate_pick() * MBIT_BYTES}};

		lr_expect(lr, "shaper profile", 0,
			rte_tm_shaper_profile_add(lr->rig.port, i, &p, &error));
	}
	lr->tm_profiles = true;
}

static void
profiles_delete(struct lr *lr)
{
	struct rte_tm_error error;
	uint32_t i;

	for (i = 0; i < NB_PROFILES; i++)
		lr_expect(lr, "shaper profile deleted", 0,
			rte_tm_shaper_profile_delete(lr->rig.port, i, &error));
	lr->tm_profiles = false;
}

static void
hierarchy_make(struct lr *lr)
{
	struct rte_tm_node_params root = {
		.shaper_profile_id = RTE_TM_SHAPER_PROFILE_ID_NONE, .nonleaf.n_sp_priorities = 1};
	struct rte_tm_error error;
	uint16_t q;

	profiles_add(lr);
	lr_expect(lr, "root of the hierarchy", 0,
		rte_tm_node_add(lr->rig.port, ROOT, RTE_TM_NODE_ID_NULL, 0, 1,
			RTE_TM_NODE_LEVEL_ID_ANY, &root, &error));
	for (q = 0; q < lr->nb_txq; q++) {
		struct rte_tm_node_params leaf = {.shaper_profile_id = profile_pick()};

		lr_expect(lr, "queue in the hierarchy", 0,
			rte_tm_node_add(lr->rig.port, q, ROOT, 0, 1, RTE_TM_NODE_LEVEL_ID_ANY,
				&leaf, &error));
	}
	lr_expect(lr, "commit", 0, rte_tm_hierarchy_commit(lr->rig.port, 0, &error));
	lr->tm = true;
}

/* A hierarchy in force is fixed while the port runs. */
static void
hierarchy_delete(struct lr *lr)
{
	struct rte_tm_error error;
	uint16_t q;

	lr_expect(lr, "queue out of a hierarchy in force", -EBUSY,
		rte_tm_node_delete(lr->rig.port, 0, &error));
	lr_stop(lr);
	for (q = 0; q < lr->nb_txq; q++)
		lr_expect(lr, "queue out of the hierarchy", 0,
			rte_tm_node_delete(lr->rig.port, q, &error));
	lr_expect(lr, "no root", 0, rte_tm_node_delete(lr->rig.port, ROOT, &error));
	lr_expect(lr, "commit of nothing", 0, rte_tm_hierarchy_commit(lr->rig.port, 0, &error));
	lr->tm = false;
	profiles_delete(lr);
	lr_start(lr);
}

void
lr_op_tm(struct lr *lr)
{
	struct rte_tm_error error;
	uint16_t q = lr_pick(lr->nb_txq);

	if (!lr->tm) {
		lr_note("a hierarchy");
		hierarchy_make(lr);
	} else if (lr_once_in(3)) {
		lr_note("no hierarchy");
		hierarchy_delete(lr);
	} else {
		lr_note("another rate of Tx queue %u", q);
		lr_expect(lr, "another rate", 0,
			rte_tm_node_shaper_update(lr->rig.port, q, profile_pick(), &error));
	}
}
