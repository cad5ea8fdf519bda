/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Small transmit rings, everything that can happen: every sequence of bursts of several sizes and
 * kinds of packets, of frames that the device sends and reports, and of tx_done_cleanup, from every
 * position in the ring. DP_BOUND sets the length of the sequences.
 */
#include <stdio.h>

#include "tap.h"

#include "dp.h"
#include "explore.h"
#include "tx_model.h"
#include "tx_packets.h"

#ifdef __SANITIZE_ADDRESS__
#define BOUND 3 /* slow there */
#else
#define BOUND 4
#endif
#define BURST_MAX 8
#define EVERY	  0xFF /* frame */

enum what { SEND, RUN, CLEANUP };

struct action {
	const char *name;
	enum what what;
	unsigned int nb; /* packets, frames */
	uint16_t nb_segs, bytes;
	uint16_t tag; /* 0: none; of the second packet and the last only, if there are others */
	bool csum;
	enum tx_seg_kind kind;
};

static const struct action actions[] = {
	{"1 packet", SEND, 1, 1, 60, 0, false, TX_SEG_PLAIN},
	{"2 packets", SEND, 2, 1, 60, 0, false, TX_SEG_PLAIN},
	{"3 packets", SEND, 3, 1, 60, 0, false, TX_SEG_PLAIN},
	{"8 packets", SEND, 8, 1, 60, 0, false, TX_SEG_PLAIN},
	{"a packet of another pool", SEND, 1, 1, 60, 0, false, TX_SEG_OTHER_POOL},
	{"a packet with another owner", SEND, 1, 1, 60, 0, false, TX_SEG_SHARED},
	{"a packet of 2 segments", SEND, 1, 2, 60, 0, false, TX_SEG_PLAIN},
	{"2 packets of 3 segments", SEND, 2, 3, 60, 0, false, TX_SEG_PLAIN},
	{"a packet of 8 segments", SEND, 1, 8, 60, 0, false, TX_SEG_PLAIN},
	{"a packet with a tag", SEND, 1, 1, 60, 1, false, TX_SEG_PLAIN},
	{"a packet with another tag", SEND, 1, 1, 60, 2, false, TX_SEG_PLAIN},
	{"3 packets, 1 without a tag", SEND, 3, 1, 60, 3, false, TX_SEG_PLAIN},
	{"2 packets with a checksum", SEND, 2, 1, 60, 0, true, TX_SEG_PLAIN},
	{"a short packet", SEND, 1, 1, 5, 0, false, TX_SEG_PLAIN},
	{"an empty packet", SEND, 1, 1, 0, 0, false, TX_SEG_PLAIN},
	{"1 frame leaves", RUN, 1, 0, 0, 0, false, TX_SEG_PLAIN},
	{"3 frames leave", RUN, 3, 0, 0, 0, false, TX_SEG_PLAIN},
	{"every frame leaves", RUN, EVERY, 0, 0, 0, false, TX_SEG_PLAIN},
	{"cleanup of 1", CLEANUP, 1, 0, 0, 0, false, TX_SEG_PLAIN},
	{"cleanup", CLEANUP, 0, 0, 0, 0, false, TX_SEG_PLAIN},
};

struct ring {
	struct tx_model *model;
	const struct igbx_tx_path *path;
};

static struct tx_packets packets;

static const char *
name_of(unsigned int action)
{
	return actions[action].name;
}

static struct rte_mbuf *
packet(const struct action *action, unsigned int i)
{
	struct rte_mbuf *m = tx_packet(&packets, action->kind, action->nb_segs, action->bytes);

	if (m == NULL) {
		dp_fail("no mbuf for a packet");
		return NULL;
	}
	if (action->tag != 0 && (action->nb == 1 || i > 0)) {
		m->ol_flags |= RTE_MBUF_F_TX_VLAN;
		m->vlan_tci = action->tag;
	}
	if (action->csum) {
		m->ol_flags |= RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM;
		m->l2_len = 14;
		m->l3_len = 20;
	}
	return m;
}

static void
burst(struct ring *ring, const struct action *action)
{
	struct rte_mbuf *pkts[BURST_MAX];
	uint16_t nb = 0, sent;

	while (nb < action->nb) {
		pkts[nb] = packet(action, nb);
		if (pkts[nb++] == NULL)
			return;
	}
	sent = tx_model_burst(ring->model, ring->path, pkts, nb);
	rte_pktmbuf_free_bulk(&pkts[sent], nb - sent);
}

static void
cleanup(struct ring *ring, uint32_t max)
{
	int nb = igbx_tx_done_cleanup(ring->model->q, max);

	if (nb < 0 || (max > 0 && nb > (int)max))
		dp_fail("tx_done_cleanup of %u freed %d", max, nb);
}

static bool
act(void *ctx, unsigned int n)
{
	const struct action *action = &actions[n];
	struct ring *ring = ctx;

	switch (action->what) {
	case SEND:
		/* The application has promised not to. */
		if (ring->model->q->fast_free && action->kind != TX_SEG_PLAIN)
			return false;
		burst(ring, action);
		break;
	case RUN:
		if (ring->model->nb == 0)
			return false;
		tx_model_run(ring->model, action->nb);
		break;
	case CLEANUP:
		cleanup(ring, action->nb);
		break;
	}
	return true;
}

/* So many packets have been through. */
static void
start(void *ctx, unsigned int nb)
{
	struct ring *ring = ctx;

	tx_model_restart(ring->model);
	tx_packets_release(&packets);
	while (nb-- > 0) {
		burst(ring, &actions[0]);
		tx_model_run(ring->model, EVERY);
		cleanup(ring, 0);
	}
}

static uint64_t
state(void *ctx)
{
	const struct ring *ring = ctx;

	return tx_model_state(ring->model);
}

/* All leaves, and every mbuf is where it belongs. */
static void
end(void *ctx)
{
	struct ring *ring = ctx;

	tx_model_check(ring->model);
	tx_model_run(ring->model, EVERY);
	tx_model_check(ring->model);
	cleanup(ring, 0);
	tx_packets_check_held(&packets);
	tx_packets_release(&packets);
	tx_packets_check(&packets);
}

struct config {
	const char *name;
	uint16_t nb_desc, rs_thresh, free_thresh;
	uint64_t offloads;
	bool shorter; /* by one action */
};

static void
test_ring(const struct igbx_tx_path *path, const struct config *config, struct explored *sum)
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

	ring.model = tx_model_create(
		0, config->nb_desc, config->rs_thresh, config->free_thresh, config->offloads);
	if (!dp_failed())
		explore(&how, sum);
	tx_model_destroy(ring.model);
	tx_packets_release(&packets);
}

int
main(int argc, char **argv)
{
	static const uint64_t fast_free = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
	const struct config configs[] = {
		{"8 descriptors, a report each", 8, 1, 0, 0, true},
		{"8 descriptors, a report for three", 8, 3, 2, 0, false},
		{"8 descriptors, a report for seven", 8, 7, 7, 0, true},
		{"8 descriptors, fast free", 8, 3, 4, fast_free, true},
		{"16 descriptors", 16, 4, 8, 0, true},
	};
	char name[128];
	unsigned int i, c;

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(7);
	tx_packets_init(&packets, "tx", 32);
	for (i = 0; i < igbx_tx_nb_paths; i++)
		for (c = 0; c < RTE_DIM(configs); c++) {
			struct explored sum = {0};

			if (!igbx_isa_usable(igbx_tx_paths[i].isa))
				continue;
			test_ring(&igbx_tx_paths[i], &configs[c], &sum);
			snprintf(name, sizeof(name), "%s, %s", igbx_tx_paths[i].name,
				configs[c].name);
			DP_REPORT(name);
			printf("# all sequences of %u actions: %" PRIu64 " states, %" PRIu64
			       " steps out of them\n",
				explore_bound(BOUND) - configs[c].shorter, sum.nb_states,
				sum.nb_steps);
		}
	return tap_done();
}
