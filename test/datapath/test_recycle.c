/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Mbufs that were sent go to a receive queue: this driver's, and one of another driver that wants
 * them in its ring.
 */
#include <string.h>

#include "tap.h"

#include "dp.h"
#include "tx_model.h"
#include "tx_packets.h"

#define OTHER_SIZE 64

static struct tx_packets packets;

/* A receive queue of another driver, which lacks what lies from head to tail. */
struct other {
	struct rte_mbuf *ring[OTHER_SIZE];
	uint16_t head, tail;
	struct rte_eth_recycle_rxq_info info;
};

static void
other_init(struct other *other, uint16_t head, uint16_t tail, uint16_t requirement)
{
	memset(other, 0, sizeof(*other));
	other->head = head;
	other->tail = tail;
	other->info = (struct rte_eth_recycle_rxq_info){
		.mbuf_ring = other->ring,
		.mp = packets.pool[0],
		.refill_head = &other->head,
		.receive_tail = &other->tail,
		.mbuf_ring_size = OTHER_SIZE,
		.refill_requirement = requirement,
	};
}

static void
send_packets(struct tx_model *model, enum tx_seg_kind kind, uint16_t nb_segs, uint16_t nb)
{
	struct rte_mbuf *pkts[64];
	uint16_t i;

	for (i = 0; i < nb; i++)
		pkts[i] = tx_packet(&packets, kind, nb_segs, 64);
	DP_EXPECT_EQ(nb, tx_model_burst(model, &igbx_tx_paths[0], pkts, nb), "packets sent");
}

/* Takes from a queue that sent nb packets, compares and frees. */
static void
take(struct tx_model *model, struct other *other, uint16_t expected, const char *what)
{
	struct rte_mbuf **first = &model->q->sw_ring[model->q->clean], *want[OTHER_SIZE];
	uint16_t nb, i;

	memcpy(want, first, expected * sizeof(want[0]));
	nb = igbx_recycle_tx_mbufs_reuse(model->q, &other->info);
	DP_EXPECT_EQ(expected, nb, what);
	for (i = 0; i < OTHER_SIZE; i++) {
		uint16_t n = i - other->head;
		const struct rte_mbuf *m = i >= other->head && n < nb ? want[n] : NULL;

		DP_EXPECT_EQ((uintptr_t)m, (uintptr_t)other->ring[i], "entry of the ring");
	}
	for (i = 0; i < nb; i++)
		rte_mbuf_raw_free(other->ring[other->head + i]);
	tx_model_check(model);
}

static void
test_other(void)
{
	struct tx_model *model = tx_model_create(0, 128, 32, 32, 0);
	struct other other;

	other_init(&other, 10, 60, 0);
	take(model, &other, 0, "of an unused queue");
	send_packets(model, TX_SEG_PLAIN, 1, 20);
	take(model, &other, 0, "of packets not sent yet");
	tx_model_run(model, UINT32_MAX);
	take(model, &other, 20, "all that was sent");
	send_packets(model, TX_SEG_PLAIN, 1, 20);
	tx_model_run(model, UINT32_MAX);
	other_init(&other, 10, 15, 0);
	take(model, &other, 5, "as many as the ring lacks");
	other_init(&other, 15, 15, 0);
	take(model, &other, 0, "by a ring that lacks none");
	other_init(&other, 61, 20, 0);
	take(model, &other, 3, "no further than the ring's end");
	other_init(&other, 0, 40, 16);
	take(model, &other, 0, "fewer than are required at once");
	other_init(&other, 0, 12, 8);
	take(model, &other, 8, "just what is required at once");
	other_init(&other, 0, 7, 8);
	take(model, &other, 0, "by a ring that lacks fewer than it requires");
	igbx_tx_done_cleanup(model->q, 0);
	tx_packets_check(&packets);
	tx_model_destroy(model);
	DP_REPORT("another driver's ring gets what it lacks and takes, in order");
}

/* What cannot go as it is stays, for the ordinary way. */
static void
test_unfit(void)
{
	static const struct {
		enum tx_seg_kind kind;
		uint16_t nb_segs;
	} cases[] = {{TX_SEG_OTHER_POOL, 1}, {TX_SEG_PLAIN, 2}, {TX_SEG_SHARED, 1},
		{TX_SEG_CLONE, 1}, {TX_SEG_EXT, 1}};
	struct other other;
	unsigned int i;

	for (i = 0; i < RTE_DIM(cases); i++) {
		struct tx_model *model = tx_model_create(0, 128, 32, 32, 0);

		other_init(&other, 0, 60, 0);
		send_packets(model, cases[i].kind, cases[i].nb_segs, 4);
		tx_model_run(model, UINT32_MAX);
		take(model, &other, 0, "of mbufs that cannot go as they are");
		DP_EXPECT_EQ(4, igbx_tx_done_cleanup(model->q, 0), "packets freed");
		tx_packets_check_held(&packets);
		tx_packets_release(&packets);
		tx_packets_check(&packets);
		tx_model_destroy(model);
	}
	DP_REPORT("chains, shared, attached and other pools' mbufs are left to the ordinary way");
}

/* Round and round, so that every place of the ring is the first one once. */
static void
test_own(void)
{
	struct tx_model *model = tx_model_create(0, 72, 32, 32, 0);
	struct rte_eth_dev *dev = dp_port(1);
	void *queues[1] = {igbx_rxq_alloc(dev, 0, 64, rte_socket_id(), packets.pool[0])};
	struct rte_eth_recycle_rxq_info info;
	unsigned int round, nb, total = 0;

	dev->data->rx_queues = queues;
	igbx_recycle_rxq_info_get(dev, 0, &info);
	DP_EXPECT_EQ((uintptr_t)packets.pool[0], (uintptr_t)info.mp, "pool");
	for (round = 0; round < 300; round++) {
		send_packets(model, TX_SEG_PLAIN, 1, 1 + round % 30);
		tx_model_run(model, UINT32_MAX);
		while ((nb = igbx_recycle_tx_mbufs_reuse(model->q, &info)) > 0) {
			igbx_recycle_rx_descriptors_refill(queues[0], nb);
			total += nb;
		}
		tx_model_check(model);
		tx_packets_check(&packets);
	}
	DP_EXPECT_EQ(300 / 30 * (30 * 31 / 2), total, "mbufs recycled");
	dev->data->rx_queues = NULL;
	igbx_rxq_free(queues[0]);
	tx_model_destroy(model);
	tx_packets_check(&packets);
	DP_REPORT("a receive queue of this driver gets them all, and none is lost");
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(12);
	tx_packets_init(&packets, "tx", 64);
	test_other();
	test_unfit();
	test_own();
	return tap_done();
}
