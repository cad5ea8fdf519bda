/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The traffic manager: a hierarchy of the port and its queues, the rates that it makes, and
 * every refusal with its kind of error.
 */
#include <errno.h>
#include <string.h>

#include <rte_tm.h>

#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define NB_QUEUES 4
#define ROOT	  1000
#define ANY	  RTE_TM_NODE_LEVEL_ID_ANY
#define NONE	  RTE_TM_NODE_ID_NULL
#define MBYTES(n) ((n)*UINT64_C(125000)) /* of so many Mb/s */

static struct rig rig;
static struct rte_tm_error error;

static int
profile(uint32_t id, uint64_t rate)
{
	struct rte_tm_shaper_params p = {.peak = {.rate = rate}};

	return rte_tm_shaper_profile_add(rig.port, id, &p, &error);
}

static int
root(uint32_t id)
{
	struct rte_tm_node_params p = {
		.shaper_profile_id = RTE_TM_SHAPER_PROFILE_ID_NONE, .nonleaf.n_sp_priorities = 1};

	return rte_tm_node_add(rig.port, id, NONE, 0, 1, ANY, &p, &error);
}

static int
leaf(uint32_t id, uint32_t parent, uint32_t profile_id)
{
	struct rte_tm_node_params p = {.shaper_profile_id = profile_id};

	return rte_tm_node_add(rig.port, id, parent, 0, 1, ANY, &p, &error);
}

static int
commit(void)
{
	return rte_tm_hierarchy_commit(rig.port, 0, &error);
}

/* What the device holds: the whole part of link speed over rate, 0 when there is no limit. */
static void
check_factor(const char *name, unsigned int queue, uint32_t whole)
{
	nm_write(rig.nm, 0x3604, queue);
	TAP_EQ_U64(name, whole == 0 ? 0 : 0x80000000u | whole << 14, nm_read(rig.nm, 0x36B0));
}

static void
refused(const char *name, int expected, enum rte_tm_error_type type, int ret)
{
	TAP_EQ_INT(name, -expected, ret);
	TAP_EQ_INT("  of this kind", type, error.type);
	TAP_CHECK(error.message != NULL && plat_model_log_count(IGBX_LOG_ERR) == 1,
		"  says why, once", "%u lines", plat_model_log_count(IGBX_LOG_ERR));
	plat_model_log_clear();
	memset(&error, 0, sizeof(error));
}

static void
test_capabilities(void)
{
	struct rte_tm_capabilities cap;
	struct rte_tm_level_capabilities level;
	struct rte_tm_node_capabilities node;
	uint32_t nb;

	TAP_EQ_INT("leaves", 0, rte_tm_get_number_of_leaf_nodes(rig.port, &nb, &error));
	TAP_EQ_U64("  one for each queue", NB_QUEUES, nb);
	TAP_EQ_INT("capabilities", 0, rte_tm_capabilities_get(rig.port, &cap, &error));
	TAP_EQ_U64("  levels", 2, cap.n_levels_max);
	TAP_EQ_U64("  nodes", 1 + NB_QUEUES, cap.n_nodes_max);
	TAP_EQ_U64("  shapers", NB_QUEUES, cap.shaper_private_n_max);
	TAP_EQ_U64("  slowest: 1 Mb/s", MBYTES(1), cap.shaper_private_rate_min);
	TAP_EQ_U64("  fastest: 1 Gb/s", MBYTES(1000), cap.shaper_private_rate_max);
	TAP_EQ_U64("  none is shared", 0, cap.shaper_shared_n_max);
	TAP_EQ_INT("level 0", 0, rte_tm_level_capabilities_get(rig.port, 0, &level, &error));
	TAP_EQ_U64("  one node", 1, level.n_nodes_nonleaf_max);
	TAP_EQ_INT("  without a shaper", 0, level.nonleaf.shaper_private_supported);
	TAP_EQ_INT("level 1", 0, rte_tm_level_capabilities_get(rig.port, 1, &level, &error));
	TAP_EQ_U64("  the queues", NB_QUEUES, level.n_nodes_leaf_max);
	TAP_EQ_INT("  with shapers", 1, level.leaf.shaper_private_supported);
	refused("level 2", EINVAL, RTE_TM_ERROR_TYPE_LEVEL_ID,
		rte_tm_level_capabilities_get(rig.port, 2, &level, &error));
	refused("a node that is not there", EINVAL, RTE_TM_ERROR_TYPE_NODE_ID,
		rte_tm_node_capabilities_get(rig.port, 0, &node, &error));
}

static void
test_profiles(void)
{
	struct rte_tm_shaper_params p = {.peak = {.rate = MBYTES(10)}};

	TAP_EQ_INT("profile of 100 Mb/s", 0, profile(1, MBYTES(100)));
	TAP_EQ_INT("profile of 500 Mb/s", 0, profile(2, MBYTES(500)));
	refused("the same id", EEXIST, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_ID, profile(1, MBYTES(1)));
	refused("the id that means none", EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_ID,
		profile(UINT32_MAX, MBYTES(1)));
	refused("below 1 Mb/s", EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_PEAK_RATE,
		profile(3, MBYTES(1) - 1));
	refused("above 1 Gb/s", EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_PEAK_RATE,
		profile(3, MBYTES(1000) + 1));
	p.committed.rate = 1;
	refused("a committed rate", EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_COMMITTED_RATE,
		rte_tm_shaper_profile_add(rig.port, 3, &p, &error));
	p.committed.rate = 0;
	p.committed.size = 1;
	refused("a committed size", EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_COMMITTED_SIZE,
		rte_tm_shaper_profile_add(rig.port, 3, &p, &error));
	p.committed.size = 0;
	p.peak.size = 1500;
	refused("a bucket", EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_PEAK_SIZE,
		rte_tm_shaper_profile_add(rig.port, 3, &p, &error));
	p.peak.size = 0;
	p.packet_mode = 1;
	refused("packets", EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_PACKET_MODE,
		rte_tm_shaper_profile_add(rig.port, 3, &p, &error));
	p.packet_mode = 0;
	p.pkt_length_adjust = -14;
	refused("another length", EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_PKT_ADJUST_LEN,
		rte_tm_shaper_profile_add(rig.port, 3, &p, &error));
	p.pkt_length_adjust = RTE_TM_ETH_FRAMING_OVERHEAD_FCS;
	TAP_EQ_INT("the device's length", 0, rte_tm_shaper_profile_add(rig.port, 3, &p, &error));
	TAP_EQ_INT("delete it", 0, rte_tm_shaper_profile_delete(rig.port, 3, &error));
	refused("delete it again", EINVAL, RTE_TM_ERROR_TYPE_SHAPER_PROFILE_ID,
		rte_tm_shaper_profile_delete(rig.port, 3, &error));
}

static void
test_node_refusals(void)
{
	struct rte_tm_node_params p = {.shaper_profile_id = 1};
	int bytes = 1;

	refused("a queue without a root", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARENT_NODE_ID,
		leaf(0, ROOT, 1));
	refused("a root with a queue's id", EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, root(3));
	p.nonleaf.n_sp_priorities = 1;
	refused("a shaper for the port", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_SHAPER_PROFILE_ID,
		rte_tm_node_add(rig.port, ROOT, NONE, 0, 1, ANY, &p, &error));
	p.shaper_profile_id = RTE_TM_SHAPER_PROFILE_ID_NONE;
	p.nonleaf.n_sp_priorities = 2;
	refused("two priorities", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_N_SP_PRIORITIES,
		rte_tm_node_add(rig.port, ROOT, NONE, 0, 1, ANY, &p, &error));
	p.nonleaf.n_sp_priorities = 1;
	p.nonleaf.wfq_weight_mode = &bytes;
	refused("turns by bytes", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_WFQ_WEIGHT_MODE,
		rte_tm_node_add(rig.port, ROOT, NONE, 0, 1, ANY, &p, &error));
	p.nonleaf.wfq_weight_mode = NULL;
	refused("a root at level 1", EINVAL, RTE_TM_ERROR_TYPE_LEVEL_ID,
		rte_tm_node_add(rig.port, ROOT, NONE, 0, 1, 1, &p, &error));
	refused("priority 1", EINVAL, RTE_TM_ERROR_TYPE_NODE_PRIORITY,
		rte_tm_node_add(rig.port, ROOT, NONE, 1, 1, ANY, &p, &error));
	refused("weight 2", EINVAL, RTE_TM_ERROR_TYPE_NODE_WEIGHT,
		rte_tm_node_add(rig.port, ROOT, NONE, 0, 2, ANY, &p, &error));
	p.n_shared_shapers = 1;
	refused("shared shapers", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_N_SHARED_SHAPERS,
		rte_tm_node_add(rig.port, ROOT, NONE, 0, 1, ANY, &p, &error));
	p.n_shared_shapers = 0;
	p.stats_mask = 1;
	refused("counters", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_STATS,
		rte_tm_node_add(rig.port, ROOT, NONE, 0, 1, ANY, &p, &error));
}

static void
test_leaf_refusals(void)
{
	struct rte_tm_node_params p = {.shaper_profile_id = 1, .leaf.cman = RTE_TM_CMAN_WRED};

	refused("a second root", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARENT_NODE_ID, root(ROOT + 1));
	refused("another parent", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARENT_NODE_ID, leaf(0, 7, 1));
	refused("queue 4 of 4", EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, leaf(4, ROOT, 1));
	refused("a profile that is not there", EINVAL,
		RTE_TM_ERROR_TYPE_NODE_PARAMS_SHAPER_PROFILE_ID, leaf(0, ROOT, 9));
	refused("congestion management", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_CMAN,
		rte_tm_node_add(rig.port, 0, ROOT, 0, 1, ANY, &p, &error));
	p.leaf.cman = RTE_TM_CMAN_TAIL_DROP;
	refused("a queue at level 0", EINVAL, RTE_TM_ERROR_TYPE_LEVEL_ID,
		rte_tm_node_add(rig.port, 0, ROOT, 0, 1, 0, &p, &error));
}

static void
test_hierarchy(void)
{
	struct rte_tm_node_capabilities cap;
	int is_leaf = -1;

	TAP_EQ_INT("the root", 0, root(ROOT));
	test_leaf_refusals();
	TAP_EQ_INT("queue 0 of 100 Mb/s", 0, leaf(0, ROOT, 1));
	TAP_EQ_INT("queue 1 of 500 Mb/s", 0, leaf(1, ROOT, 2));
	TAP_EQ_INT("queue 3 as fast as the port", 0, leaf(3, ROOT, RTE_TM_SHAPER_PROFILE_ID_NONE));
	refused("queue 1 again", EINVAL, RTE_TM_ERROR_TYPE_NODE_ID, leaf(1, ROOT, 2));
	TAP_EQ_INT("type of a queue", 0, rte_tm_node_type_get(rig.port, 1, &is_leaf, &error));
	TAP_EQ_INT("  a leaf", 1, is_leaf);
	TAP_EQ_INT("type of the root", 0, rte_tm_node_type_get(rig.port, ROOT, &is_leaf, &error));
	TAP_EQ_INT("  no leaf", 0, is_leaf);
	refused("type of queue 2, which has no node", EINVAL, RTE_TM_ERROR_TYPE_NODE_ID,
		rte_tm_node_type_get(rig.port, 2, &is_leaf, &error));
	TAP_EQ_INT("what a queue can", 0, rte_tm_node_capabilities_get(rig.port, 1, &cap, &error));
	TAP_EQ_U64("  up to 1 Gb/s", MBYTES(1000), cap.shaper_private_rate_max);
	TAP_EQ_INT(
		"what the root can", 0, rte_tm_node_capabilities_get(rig.port, ROOT, &cap, &error));
	TAP_EQ_U64("  have the queues below it", NB_QUEUES, cap.nonleaf.sched_n_children_max);
	refused("the root with queues cannot go", EBUSY, RTE_TM_ERROR_TYPE_NODE_ID,
		rte_tm_node_delete(rig.port, ROOT, &error));
	refused("a profile in use cannot go", EBUSY, RTE_TM_ERROR_TYPE_SHAPER_PROFILE,
		rte_tm_shaper_profile_delete(rig.port, 1, &error));
	check_factor("nothing has happened yet", 0, 0);
	TAP_EQ_INT("commit", 0, commit());
	check_factor("queue 0: a tenth", 0, 10);
	check_factor("queue 1: half", 1, 2);
	check_factor("queue 2: no limit", 2, 0);
	check_factor("queue 3: no limit", 3, 0);
}

static void
test_committed(void)
{
	plat_model_log_clear();
	TAP_EQ_INT("the queue's own limit", -EBUSY, rte_eth_set_queue_rate_limit(rig.port, 0, 5));
	TAP_CHECK(strstr(plat_model_log_last_of(IGBX_LOG_ERR), "traffic manager") != NULL,
		"  is the traffic manager's", "%s", plat_model_log_last_of(IGBX_LOG_ERR));
	plat_model_log_clear();
	refused("no new node while the port runs", EBUSY, RTE_TM_ERROR_TYPE_UNSPECIFIED,
		leaf(2, ROOT, 1));
	refused("none goes either", EBUSY, RTE_TM_ERROR_TYPE_UNSPECIFIED,
		rte_tm_node_delete(rig.port, 0, &error));
	TAP_EQ_INT("another rate, though", 0, rte_tm_node_shaper_update(rig.port, 0, 2, &error));
	check_factor("  at once", 0, 2);
	TAP_EQ_INT("none", 0,
		rte_tm_node_shaper_update(rig.port, 0, RTE_TM_SHAPER_PROFILE_ID_NONE, &error));
	check_factor("  at once", 0, 0);
	refused("one that is not there", EINVAL, RTE_TM_ERROR_TYPE_NODE_PARAMS_SHAPER_PROFILE_ID,
		rte_tm_node_shaper_update(rig.port, 0, 9, &error));
	refused("for the root", EINVAL, RTE_TM_ERROR_TYPE_NODE_ID,
		rte_tm_node_shaper_update(rig.port, ROOT, 1, &error));
	TAP_EQ_INT("a profile out of use can go", 0,
		rte_tm_shaper_profile_delete(rig.port, 1, &error));
}

static void
test_restart(void)
{
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_factor("after stop and start, queue 1: half", 1, 2);
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("delete queue 1", 0, rte_tm_node_delete(rig.port, 1, &error));
	TAP_EQ_INT("add queue 2", 0, leaf(2, ROOT, 2));
	TAP_EQ_INT("commit", 0, commit());
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_factor("queue 1: no limit", 1, 0);
	check_factor("queue 2: half", 2, 2);

	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("delete 0", 0, rte_tm_node_delete(rig.port, 0, &error));
	TAP_EQ_INT("delete 2", 0, rte_tm_node_delete(rig.port, 2, &error));
	TAP_EQ_INT("delete 3", 0, rte_tm_node_delete(rig.port, 3, &error));
	TAP_EQ_INT("delete the root", 0, rte_tm_node_delete(rig.port, ROOT, &error));
	refused("delete it again", EINVAL, RTE_TM_ERROR_TYPE_NODE_ID,
		rte_tm_node_delete(rig.port, ROOT, &error));
	TAP_EQ_INT("commit the empty one", 0, commit());
	TAP_EQ_INT("start", 0, rig_start(&rig));
	check_factor("queue 2: no limit", 2, 0);
	TAP_EQ_INT(
		"the queues' own limits again", 0, rte_eth_set_queue_rate_limit(rig.port, 2, 250));
	check_factor("  a quarter", 2, 4);
}

static void
test_other_queues(void)
{
	TAP_EQ_INT("the root", 0, root(ROOT));
	TAP_EQ_INT("queue 3", 0, leaf(3, ROOT, 2));
	TAP_EQ_INT("commit", 0, commit());
	TAP_EQ_INT("stop", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_INT("up with two queues", 0, rig_up(&rig, 2, 2, NULL));
	check_factor("the hierarchy of four is gone", 3, 0);
	TAP_EQ_INT("a root again", 0, root(2));
	TAP_EQ_INT("queue 1", 0, leaf(1, 2, 2));
	TAP_EQ_INT("commit", 0, commit());
	check_factor("half", 1, 2);
}

int
main(int argc, char **argv)
{
	struct rig_usage empty;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	empty = rig_open(&rig);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, NB_QUEUES, NB_QUEUES, NULL));
	plat_model_log_clear();
	test_capabilities();
	test_profiles();
	test_node_refusals();
	test_hierarchy();
	test_committed();
	test_restart();
	test_other_queues();
	TAP_EQ_INT("down, with nodes and profiles", 0, rig_down(&rig));
	rig_check_left(empty);
	TAP_CHECK(nm_violations(rig.nm) == 0, "the device was used by the book", "%u: %s",
		nm_violations(rig.nm), nm_first_violation(rig.nm));
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
