/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The traffic manager, called with any numbers. A refusal has its kind and its reason, and a port
 * that is closed in the middle of it leaves nothing.
 */
#include <rte_tm.h>

#include "port.h"

#define MAX_STEPS 64
#define NB_QUEUES 4
#define ROOT	  1000u

/* Numbers that mean something mostly. */
static uint32_t
node_id(struct input *in)
{
	uint8_t n = input_u8(in);

	if (n < 128)
		return n % (NB_QUEUES + 1);
	if (n < 224)
		return ROOT + n % 2;
	return n < 240 ? RTE_TM_NODE_ID_NULL : input_u32(in);
}

static uint32_t
profile_id(struct input *in)
{
	uint8_t n = input_u8(in);

	if (n < 192)
		return n % 4;
	return n < 224 ? RTE_TM_SHAPER_PROFILE_ID_NONE : input_u32(in);
}

static uint32_t
level_id(struct input *in)
{
	uint8_t n = input_u8(in);

	return n < 128 ? RTE_TM_NODE_LEVEL_ID_ANY : n < 240 ? n % 3 : input_u32(in);
}

static int
profile_add(struct input *in, struct rte_tm_error *error)
{
	struct rte_tm_shaper_params params;
	uint32_t id = profile_id(in);
	uint8_t how = input_u8(in);

	memset(&params, 0, sizeof(params));
	if (how & 1)
		input_bytes(in, &params, sizeof(params));
	else
		params.peak.rate = 125000ull * (1 + input_u8(in) * 4);
	return rte_tm_shaper_profile_add(fuzz_rig.port, id, how == 2 ? NULL : &params, error);
}

static int
node_add(struct input *in, struct rte_tm_error *error)
{
	uint32_t id = node_id(in), parent = node_id(in), level = level_id(in);
	struct rte_tm_node_params params;
	uint32_t ids[4] = {0};
	int modes[4] = {0};
	uint8_t how = input_u8(in);

	memset(&params, 0, sizeof(params));
	params.shaper_profile_id = profile_id(in);
	if (how & 1) { /* the arrays are there */
		params.n_shared_shapers = input_u8(in) % 5;
		params.shared_shaper_id = ids;
	}
	if (how & 2)
		params.stats_mask = input_u32(in);
	if (parent == RTE_TM_NODE_ID_NULL) {
		params.nonleaf.n_sp_priorities = how >> 2 & 3;
		if (how & 16)
			params.nonleaf.wfq_weight_mode = modes;
		modes[0] = how >> 5 & 1;
	} else if (how & 32) {
		params.leaf.cman = (enum rte_tm_cman_mode)(how >> 6);
	}
	return rte_tm_node_add(fuzz_rig.port, id, parent, (how & 0xC0) == 0xC0 ? input_u8(in) : 0,
		(how & 0xC0) == 0x80 ? input_u8(in) : 1, level, how == 0xFF ? NULL : &params,
		error);
}

static int
ask(struct input *in, struct rte_tm_error *error)
{
	struct rte_tm_capabilities cap;
	struct rte_tm_level_capabilities level;
	struct rte_tm_node_capabilities node;
	int is_leaf;

	switch (input_below(in, 4)) {
	case 0:
		return rte_tm_capabilities_get(fuzz_rig.port, &cap, error);
	case 1:
		return rte_tm_level_capabilities_get(fuzz_rig.port, level_id(in), &level, error);
	case 2:
		return rte_tm_node_capabilities_get(fuzz_rig.port, node_id(in), &node, error);
	default:
		return rte_tm_node_type_get(fuzz_rig.port, node_id(in), &is_leaf, error);
	}
}

/* What else happens to the port; the traffic manager is to live with it. */
static void
port_step(struct input *in)
{
	uint16_t nb = 1 + input_below(in, NB_QUEUES);

	switch (input_below(in, 5)) {
	case 0:
		(void)rte_eth_dev_stop(fuzz_rig.port);
		break;
	case 1:
		FUZZ_CHECK(rte_eth_dev_start(fuzz_rig.port) == 0, "no start");
		break;
	case 2:
		(void)rte_eth_dev_stop(fuzz_rig.port);
		FUZZ_CHECK(rig_configure(&fuzz_rig, nb, nb, NULL) == 0, "not configured");
		FUZZ_CHECK(rig_queues(&fuzz_rig, nb, nb, rig_pool()) == 0, "no queues");
		break;
	case 3:
		(void)rte_eth_set_queue_rate_limit(fuzz_rig.port, nb - 1, input_u16(in));
		break;
	default:
		FUZZ_CHECK(rte_eth_dev_reset(fuzz_rig.port) == 0, "no reset");
		FUZZ_CHECK(rig_configure(&fuzz_rig, nb, nb, NULL) == 0, "not configured");
		FUZZ_CHECK(rig_queues(&fuzz_rig, nb, nb, rig_pool()) == 0, "no queues");
		break;
	}
}

static void
step(struct input *in)
{
	struct rte_tm_error error = {.type = RTE_TM_ERROR_TYPE_NONE};
	int ret = 0;

	switch (input_below(in, 12)) {
	case 0:
	case 1:
		ret = profile_add(in, &error);
		break;
	case 2:
		ret = rte_tm_shaper_profile_delete(fuzz_rig.port, profile_id(in), &error);
		break;
	case 3:
	case 4:
	case 5:
		ret = node_add(in, &error);
		break;
	case 6:
		ret = rte_tm_node_delete(fuzz_rig.port, node_id(in), &error);
		break;
	case 7:
		ret = rte_tm_node_shaper_update(fuzz_rig.port, node_id(in), profile_id(in), &error);
		break;
	case 8:
	case 9:
		ret = rte_tm_hierarchy_commit(fuzz_rig.port, input_bool(in), &error);
		break;
	case 10:
		ret = ask(in, &error);
		break;
	default:
		port_step(in);
		break;
	}
	FUZZ_CHECK(ret <= 0, "%d is no result", ret);
	FUZZ_CHECK(ret == 0 || (error.type != RTE_TM_ERROR_TYPE_NONE && error.message != NULL),
		"%d without kind and reason", ret);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	RTE_SET_USED(argc);
	fuzz_port_init(*argv);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	unsigned int i;

	fuzz_port_plug(0);
	FUZZ_CHECK(rig_probe(&fuzz_rig, NULL) == 0, "no port");
	FUZZ_CHECK(rig_configure(&fuzz_rig, NB_QUEUES, NB_QUEUES, NULL) == 0, "not configured");
	FUZZ_CHECK(rig_queues(&fuzz_rig, NB_QUEUES, NB_QUEUES, rig_pool()) == 0, "no queues");
	for (i = 0; i < MAX_STEPS && in.left > 0; i++)
		step(&in);
	FUZZ_CHECK(nm_violations(fuzz_rig.nm) == 0, "%s", nm_first_violation(fuzz_rig.nm));
	fuzz_port_unplug();
	return 0;
}
