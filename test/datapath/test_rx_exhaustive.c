/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Small receive rings, everything that can happen: every sequence of descriptors written back, of
 * each kind, and of bursts of several sizes, with mbufs enough or with few, from every position in
 * the ring. DP_BOUND sets the length of the sequences.
 */
#include <stdio.h>

#include "tap.h"

#include "dp.h"
#include "explore.h"
#include "rx_model.h"

#ifdef __SANITIZE_ADDRESS__
#define BOUND 3 /* slow there */
#else
#define BOUND 4
#endif
#define BUF_BYTES 256
#define NB_MBUFS  64
#define ALL	  0xFF /* mbufs */

struct action {
	const char *name;
	bool writes;
	struct rx_wb wb;
	uint16_t burst;
	uint8_t left; /* mbufs in the pool for the burst */
};

#define INFO	0x0110u /* IPv4, TCP */
#define INFO_V6 0x0240u /* IPv6, UDP */

static const struct action actions[] = {
	{"a packet", true, {INFO, 1, RXS_EOP | RXS_VP, 60, 7}, 0, 0},
	{"another packet", true, {INFO_V6, 1, RXS_EOP | RXS_L4CS, 70, 0}, 0, 0},
	{"a packet of 3 bytes", true, {INFO, 2, RXS_EOP, 3, 0}, 0, 0},
	{"a packet with an error", true, {INFO, 3, RXS_EOP | RXS_RXE, 60, 0}, 0, 0},
	{"an empty packet", true, {INFO, 4, RXS_EOP, 0, 0}, 0, 0},
	{"a packet beyond its buffer", true, {INFO, 5, RXS_EOP, BUF_BYTES + 1, 0}, 0, 0},
	{"a full buffer", true, {0, 6, 0, BUF_BYTES, 0}, 0, 0},
	{"an empty buffer", true, {0, 7, 0, 0, 0}, 0, 0},
	{"more than a buffer", true, {0, 8, 0, BUF_BYTES + 1, 0}, 0, 0},
	{"burst of 1", false, {0}, 1, ALL},
	{"burst of 2", false, {0}, 2, ALL},
	{"burst of 3", false, {0}, 3, ALL},
	{"burst of 4", false, {0}, 4, ALL},
	{"burst of 8", false, {0}, 8, ALL},
	{"burst of 32", false, {0}, 32, ALL},
	{"burst of 8 without mbufs", false, {0}, 8, 0},
	{"burst of 8 with 1 mbuf", false, {0}, 8, 1},
	{"burst of 8 with 2 mbufs", false, {0}, 8, 2},
	{"burst of 8 with 5 mbufs", false, {0}, 8, 5},
};

struct ring {
	struct rx_model *model;
	const struct igbx_rx_path *path;
};

static struct rte_mbuf *stolen[NB_MBUFS];

static const char *
name_of(unsigned int action)
{
	return actions[action].name;
}

/* So many packets have been through. */
static void
start(void *ctx, unsigned int nb)
{
	struct ring *ring = ctx;

	rx_model_restart(ring->model);
	while (nb-- > 0) {
		rx_model_write(ring->model, &actions[0].wb);
		rx_model_burst(ring->model, ring->path, 1);
	}
}

static void
burst(struct ring *ring, const struct action *action)
{
	struct rte_mempool *pool = ring->model->q->pool;
	unsigned int nb = 0;

	if (action->left != ALL) {
		nb = rte_mempool_avail_count(pool) - action->left;
		if (rte_mempool_get_bulk(pool, (void **)stolen, nb) != 0)
			dp_fail("%u mbufs cannot be taken from the pool", nb);
	}
	rx_model_burst(ring->model, ring->path, action->burst);
	if (nb > 0)
		rte_mempool_put_bulk(pool, (void **)stolen, nb);
}

static bool
act(void *ctx, unsigned int n)
{
	struct ring *ring = ctx;

	if (!actions[n].writes)
		burst(ring, &actions[n]);
	else if (rx_model_room(ring->model) > 0)
		rx_model_write(ring->model, &actions[n].wb);
	else
		return false;
	return true;
}

static uint64_t
state(void *ctx)
{
	const struct ring *ring = ctx;

	return rx_model_state(ring->model);
}

/* Everything that is there is taken, and every mbuf is where it belongs. */
static void
end(void *ctx)
{
	struct ring *ring = ctx;
	struct rx_model *model = ring->model;
	uint32_t held;

	while (model->nb_pending > 0 && !dp_failed())
		rx_model_burst(model, ring->path, 32);
	rx_model_check(model);
	held = model->q->nb_desc + (model->in_part ? model->part.nb_segs : 0);
	DP_EXPECT_EQ(held, dp_pool_missing(model->q->pool), "mbufs out of the pool");
}

struct config {
	const char *name;
	uint16_t nb_desc;
	uint16_t free_thresh;
	uint64_t offloads;
	bool shorter; /* by one action */
};

static void
test_ring(const struct igbx_rx_path *path, struct rte_mempool *pool, const struct config *config,
	struct explored *sum)
{
	struct ring ring = {.path = path};
	const struct explore how = {
		.ctx = &ring,
		.nb_starts = config->nb_desc,
		.nb_actions = RTE_DIM(actions),
		.bound = explore_bound(BOUND) - config->shorter,
		.start = start,
		.act = act,
		.state = state,
		.end = end,
		.name = name_of,
	};

	ring.model = rx_model_create(0, config->nb_desc, config->free_thresh, BUF_BYTES, pool,
		config->offloads | RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_UDP_CKSUM,
		path->scattered);
	if (!dp_failed())
		explore(&how, sum);
	rx_model_destroy(ring.model);
}

int
main(int argc, char **argv)
{
	static const struct config configs[] = {
		{"8 descriptors", 8, 1, 0, false},
		{"8 descriptors, held back, CRC kept", 8, 4, RTE_ETH_RX_OFFLOAD_KEEP_CRC, true},
		{"16 descriptors", 16, 4, 0, true},
	};
	struct rte_mempool *pools[2];
	char name[128];
	unsigned int i, c;

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	pools[0] = dp_pool("plain", NB_MBUFS, 0, BUF_BYTES);
	pools[1] = dp_pool("cached", NB_MBUFS, 32, BUF_BYTES);
	for (i = 0; i < igbx_rx_nb_paths; i++)
		for (c = 0; c < 2 * RTE_DIM(configs); c++) {
			struct explored sum = {0};

			if (!igbx_isa_usable(igbx_rx_paths[i].isa))
				continue;
			test_ring(&igbx_rx_paths[i], pools[c % 2], &configs[c / 2], &sum);
			snprintf(name, sizeof(name), "%s, %s, pool %s", igbx_rx_paths[i].name,
				configs[c / 2].name, pools[c % 2]->name);
			DP_REPORT(name);
			printf("# all sequences of %u actions: %" PRIu64 " states, %" PRIu64
			       " steps out of them\n",
				explore_bound(BOUND) - configs[c / 2].shorter, sum.nb_states,
				sum.nb_steps);
		}
	return tap_done();
}
