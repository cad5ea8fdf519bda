/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive rings with everything left to chance: sizes, offloads, thresholds, packets, bursts,
 * mbufs that run out, and a share of write-backs in which every bit is random. After each
 * step packets, counters, status and tail must be what the model says.
 */
#include "tap.h"

#include "dp.h"
#include "rx_model.h"

#define ROUNDS 240
#define STEPS  250

static uint64_t nb_packets;

static void
random_write_back(struct rx_model *model)
{
	struct rx_wb wb = {(uint32_t)dp_random(), (uint32_t)dp_random(), (uint32_t)dp_random(),
		(uint16_t)dp_random(), (uint16_t)dp_random()};

	if (dp_one_in(2))
		wb.length = dp_below(model->q->buf_bytes + 2);
	if (dp_one_in(2))
		wb.status |= RXS_EOP;
	if (dp_one_in(2))
		wb.status &= ~RXS_RXE;
	rx_model_write(model, &wb);
}

static void
device_step(struct rx_model *model, unsigned int hostile)
{
	unsigned int nb = dp_below(rx_model_room(model) + 1);

	while (nb > 0 && rx_model_room(model) > 0) {
		uint16_t room = rx_model_room(model);
		uint16_t nb_segs = model->scattered && dp_one_in(4) ? 1 + dp_below(20) : 1;

		if (hostile > 0 && dp_one_in(hostile))
			random_write_back(model);
		else
			rx_model_packet(model, (uint32_t)dp_random(),
				(uint32_t)dp_random() & 0x6000007F, RTE_MIN(nb_segs, room),
				1 + dp_below(model->q->buf_bytes));
		nb--;
	}
}

/* A burst while the pool is short by chance, too. */
static void
driver_step(struct rx_model *model, const struct igbx_rx_path *path)
{
	struct rte_mempool *pool = model->q->pool;
	struct rte_mbuf *stolen[2048];
	unsigned int nb = 0;

	if (dp_one_in(10)) {
		nb = dp_below(rte_mempool_avail_count(pool) + 1);
		while (nb > 0 && rte_mempool_get_bulk(pool, (void **)stolen, nb) != 0)
			nb--;
	}
	nb_packets += rx_model_burst(model, path, 1 + dp_below(64));
	rte_mempool_put_bulk(pool, (void **)stolen, nb);
}

static void
run(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	static const uint16_t sizes[] = {32, 40, 64, 128, 504};
	static const uint16_t bufs[] = {256, 512, 1024, 2048};
	static const unsigned int hostile[] = {0, 0, 100, 10, 1};
	uint16_t nb_desc = sizes[dp_below(RTE_DIM(sizes))];
	uint64_t offloads = dp_random() & (IGBX_RX_OFFLOADS & ~RTE_ETH_RX_OFFLOAD_SCATTER);
	unsigned int one_in = hostile[dp_below(RTE_DIM(hostile))];
	struct rx_model *model = rx_model_create(dp_below(4), nb_desc, dp_below(nb_desc),
		bufs[dp_below(RTE_DIM(bufs))], pool, offloads, path->scattered);
	unsigned int step;

	if (dp_one_in(2))
		model->q->iova_linear = false; /* as with memory in several pieces */
	rx_model_watch(model, dp_one_in(3) ? (int)dp_below(8) : -1);
	for (step = 0; step < STEPS && !dp_failed(); step++) {
		if (dp_one_in(2))
			device_step(model, one_in);
		if (dp_one_in(2))
			driver_step(model, path);
		else if (model->nb_pending > 0 && dp_one_in(4))
			nb_packets += rx_model_burst(model, path, 1);
	}
	while (model->nb_pending > 0 && !dp_failed())
		nb_packets += rx_model_burst(model, path, 1 + dp_below(64));
	rx_model_check(model);
	rx_model_destroy(model);
	DP_EXPECT_EQ(0, dp_pool_missing(pool), "mbufs lost");
}

int
main(int argc, char **argv)
{
	struct rte_mempool *pools[2];
	unsigned int i, round;
	char name[80];

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(3);
	pools[0] = dp_pool("plain", 1100, 0, DP_ROOM);
	pools[1] = dp_pool("cached", 1100, 128, DP_ROOM);
	for (i = 0; i < igbx_rx_nb_paths; i++) {
		if (!igbx_isa_usable(igbx_rx_paths[i].isa))
			continue;
		nb_packets = 0;
		for (round = 0; round < dp_rounds(ROUNDS) && !dp_failed(); round++)
			run(&igbx_rx_paths[i], pools[round % 2]);
		snprintf(name, sizeof(name), "random rings, %s", igbx_rx_paths[i].name);
		DP_REPORT(name);
		printf("# %llu packets in %u rings\n", (unsigned long long)nb_packets, round);
	}
	return tap_done();
}
