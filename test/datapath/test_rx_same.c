/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Every receive path does what the scalar one does that remembers no packet: two queues with pools
 * of their own get the same write-backs, good ones alike and not alike, golden ones and ones in
 * which every bit is random, and the same bursts. After each burst the packets, byte by byte,
 * rings, counters and tails are equal. All that a path has to write in an mbuf is filled with
 * garbage before, other garbage on either side.
 */
#include <string.h>

#include "tap.h"

#include "dp.h"

#define ROUNDS	  60
#define STEPS	  60
#define BURST_MAX 96
#define POOL_MAX  1200

#define ST_DD  1u
#define ST_EOP 2u
#define ST_RXE 0x80000000u

struct side {
	const struct igbx_rx_path *path;
	struct igbx_rxq *q;
	struct rte_mempool *pool;
	uint32_t tail_reg;
	uint64_t nb_failed; /* allocations */
	uint8_t garbage;
	uint16_t nb_rx;
	struct rte_mbuf *pkts[BURST_MAX + 1];
};

static struct side sides[2];
static uint16_t head; /* next descriptor that the devices write */
static uint64_t nb_descs;
static unsigned int one_new_in; /* good packets that are not like the one before */

/* ---- device ---- */

static uint16_t
room(void)
{
	uint16_t nb_desc = sides[0].q->nb_desc;

	return (rte_le_to_cpu_32(sides[0].tail_reg) + nb_desc - head) % nb_desc;
}

static void
write_back(uint64_t qword0, uint64_t qword1)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(sides); i++) {
		union igbx_rx_desc *desc = &sides[i].q->ring[head];

		desc->qword[0] = rte_cpu_to_le_64(qword0);
		desc->qword[1] = rte_cpu_to_le_64(qword1 | ST_DD);
	}
	head = (head + 1) % sides[0].q->nb_desc;
	nb_descs++;
}

static void
write_packet(uint32_t info, uint32_t status, uint16_t length)
{
	write_back(info | dp_random() << 32,
		status | (uint64_t)length << 32 | (uint64_t)dp_below(0x10000) << 48);
}

/* Runs of good packets that fill groups, with something else in between now and then. */
static void
device_step(unsigned int one_odd_in)
{
	static uint32_t info, status;
	unsigned int nb = dp_below(room() + 1u);

	for (; nb > 0; nb--) {
		uint16_t buf_bytes = sides[0].q->buf_bytes, bytes = 1 + dp_below(buf_bytes);

		if (dp_one_in(one_new_in)) {
			info = (uint32_t)dp_random();
			status = ((uint32_t)dp_random() & 0x7FFFFFFC) | ST_EOP;
		}
		if (!dp_one_in(one_odd_in))
			write_packet(info, status, RTE_MAX(bytes, 5));
		else if (dp_one_in(4)) /* at the limits of what is a packet */
			write_packet(dp_one_in(2) ? info : 0x0110, dp_one_in(2) ? status : ST_EOP,
				dp_one_in(2) ? buf_bytes + dp_below(3) : dp_below(7));
		else if (dp_one_in(2)) /* one of several buffers, or the end of a packet */
			write_packet(info, dp_one_in(3) ? status : status & ~ST_EOP,
				dp_one_in(3) ? 1 + dp_below(8) : bytes);
		else
			write_back(dp_random(), dp_random());
	}
}

/* Each packet type, and each state of the checksums in turn. */
static void
device_golden(void)
{
	static uint32_t n;

	for (; room() > 0; n++)
		write_packet((n & 0xFFF) << 4 | (n % 10),
			(n & 0x7F) << 2 | (n >> 7 & 3) << 29 | ST_EOP, 60 + n % 190);
}

/* ---- comparison ---- */

static void
compare_mbufs(const struct rte_mbuf *expected, const struct rte_mbuf *observed, const char *what)
{
	struct rte_mbuf images[2] = {*expected, *observed};
	unsigned int i;

	/* Addresses are all that may differ. */
	for (i = 0; i < 2; i++) {
		memset(&images[i], 0, offsetof(struct rte_mbuf, data_off));
		images[i].pool = NULL;
		images[i].next = NULL;
		images[i].shinfo = NULL;
	}
	for (i = 0; i < sizeof(images[0]); i++)
		if (((uint8_t *)&images[0])[i] != ((uint8_t *)&images[1])[i])
			break;
	if (i < sizeof(images[0]))
		dp_fail("%s: mbuf's byte %u: expected 0x%02x, observed 0x%02x", what, i,
			((uint8_t *)&images[0])[i], ((uint8_t *)&images[1])[i]);
}

static void
compare_chains(const struct rte_mbuf *expected, const struct rte_mbuf *observed, const char *what)
{
	for (; expected != NULL && observed != NULL;
		expected = expected->next, observed = observed->next)
		compare_mbufs(expected, observed, what);
	if (expected != observed)
		dp_fail("%s: one chain is longer", what);
}

/* What a descriptor says; of an address, that it is the one of its mbuf. */
static uint64_t
meaning(const struct igbx_rxq *q, uint16_t i)
{
	uint64_t qword0 = rte_le_to_cpu_64(q->ring[i].qword[0]);

	return qword0 == rte_mbuf_data_iova_default(q->sw_ring[i]) ? 0 : qword0;
}

static void
compare_rings(void)
{
	const struct igbx_rxq *e = sides[0].q, *o = sides[1].q;
	static const union igbx_rx_desc zeros[IGBX_RX_GROUP_MAX];
	uint16_t i;

	for (i = 0; i < e->nb_desc && !dp_failed(); i++) {
		DP_EXPECT_EQ(meaning(e, i), meaning(o, i), "descriptor, first half");
		DP_EXPECT_EQ(e->ring[i].qword[1], o->ring[i].qword[1], "descriptor, second half");
		DP_EXPECT_EQ((uintptr_t)o->pool, (uintptr_t)o->sw_ring[i]->pool, "pool");
	}
	if (memcmp(&o->ring[o->nb_desc], zeros, sizeof(zeros)) != 0)
		dp_fail("something is written behind the ring");
}

static void
compare_queues(void)
{
	const struct igbx_rxq *e = sides[0].q, *o = sides[1].q;

	DP_EXPECT_EQ(sides[0].tail_reg, sides[1].tail_reg, "tail");
	DP_EXPECT_EQ(e->next, o->next, "next descriptor");
	DP_EXPECT_EQ(e->nb_hold, o->nb_hold, "descriptors held back");
	DP_EXPECT_EQ(e->skip, o->skip, "inside of a packet to discard");
	DP_EXPECT_EQ(e->nb_rx_err, o->nb_rx_err, "errors");
	DP_EXPECT_EQ(e->nb_rx_oversize, o->nb_rx_oversize, "oversized");
	DP_EXPECT_EQ(sides[0].nb_failed, sides[1].nb_failed, "failed allocations");
	DP_EXPECT_EQ(dp_pool_missing(e->pool), dp_pool_missing(o->pool), "mbufs in use");
	compare_chains(e->pkt_first, o->pkt_first, "packet under reassembly");
}

/* ---- driver ---- */

/* Back to the pool with garbage wherever the next one who receives has to write. */
static void
give_back(const struct side *side, struct rte_mbuf *m)
{
	while (m != NULL) {
		struct rte_mbuf *next = m->next;

		memset((uint8_t *)m + offsetof(struct rte_mbuf, data_off), side->garbage, 32);
		m->ol_flags &= ~(RTE_MBUF_F_EXTERNAL | RTE_MBUF_F_INDIRECT);
		rte_mbuf_refcnt_set(m, 1);
		m->nb_segs = 1;
		m->next = NULL;
		rte_mbuf_raw_free(m);
		m = next;
	}
}

static void
receive(struct side *side, uint16_t nb)
{
	uint64_t before = side->q->dev_data->rx_mbuf_alloc_failed;

	side->pkts[nb] = (void *)side;
	side->nb_rx = side->path->burst(side->q, side->pkts, nb);
	side->nb_failed += side->q->dev_data->rx_mbuf_alloc_failed - before;
	if (side->nb_rx > nb || side->pkts[nb] != (void *)side)
		dp_fail("%s: a burst of %u writes more", side->path->name, nb);
}

static void
driver_step(uint16_t nb)
{
	unsigned int i;

	sides[0].q->forget = true;
	for (i = 0; i < RTE_DIM(sides); i++)
		receive(&sides[i], nb);
	DP_EXPECT_EQ(sides[0].nb_rx, sides[1].nb_rx, "packets");
	for (i = 0; i < sides[0].nb_rx && !dp_failed(); i++)
		compare_chains(sides[0].pkts[i], sides[1].pkts[i], "packet");
	for (i = 0; i < sides[0].nb_rx && !dp_failed(); i++) {
		give_back(&sides[0], sides[0].pkts[i]);
		give_back(&sides[1], sides[1].pkts[i]);
	}
	compare_queues();
	compare_rings();
}

/* The same number of mbufs is out of reach on both sides. */
static void
driver_step_dry(uint16_t nb)
{
	static struct rte_mbuf *stolen[2][POOL_MAX];
	unsigned int nb_stolen = dp_below(rte_mempool_avail_count(sides[0].pool) + 1);
	unsigned int i, n;

	for (i = 0; i < RTE_DIM(sides); i++)
		for (n = 0; n < nb_stolen; n++)
			stolen[i][n] = rte_mbuf_raw_alloc(sides[i].pool);
	driver_step(nb);
	for (i = 0; i < RTE_DIM(sides); i++)
		for (n = 0; n < nb_stolen; n++)
			rte_mbuf_raw_free(stolen[i][n]);
}

/* Tags may be stripped or not from one packet to the next. */
static void
change_offloads(void)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(sides); i++)
		igbx_rxq_offloads_set(
			sides[i].q, sides[i].q->offloads ^ RTE_ETH_RX_OFFLOAD_VLAN_STRIP);
}

/* ---- rounds ---- */

static void
open_side(unsigned int i, const struct igbx_rx_path *path, uint16_t nb_desc, uint16_t free_thresh,
	uint16_t buf_bytes, uint64_t offloads, bool linear, int ptp_filter)
{
	struct side *side = &sides[i];

	side->path = path;
	side->garbage = i == 0 ? 0xA5 : 0x5A;
	side->nb_failed = 0;
	side->q = igbx_rxq_alloc(dp_port(0), i, nb_desc, rte_socket_id(), side->pool);
	side->q->tail_reg = &side->tail_reg;
	side->q->free_thresh = free_thresh;
	side->q->buf_bytes = buf_bytes;
	side->q->iova_linear &= linear;
	igbx_rxq_offloads_set(side->q, offloads);
	igbx_rxq_watch(side->q, ptp_filter);
	if (igbx_rxq_fill(side->q) != 0)
		dp_fail("queue of %u not filled: %s", nb_desc, dp_log_last());
	igbx_doorbell(&side->tail_reg, nb_desc - 1);
}

static void
round_of(
	const struct igbx_rx_path *path, const struct igbx_rx_path *scalar, unsigned int one_odd_in)
{
	static const uint16_t sizes[] = {32, 40, 64, 128, 504};
	static const uint16_t bufs[] = {256, 512, 1024, 2048};
	uint16_t nb_desc = sizes[dp_below(RTE_DIM(sizes))], thresh = dp_below(nb_desc);
	uint16_t buf_bytes = bufs[dp_below(RTE_DIM(bufs))];
	uint64_t offloads = dp_random() & IGBX_RX_OFFLOADS;
	int ptp_filter = dp_one_in(6) ? (int)dp_below(8) : -1;
	bool linear = !dp_one_in(4);
	unsigned int step, i;

	head = 0;
	open_side(0, scalar, nb_desc, thresh, buf_bytes, offloads, linear, ptp_filter);
	open_side(1, path, nb_desc, thresh, buf_bytes, offloads, linear, ptp_filter);
	for (step = 0; step < STEPS && !dp_failed(); step++) {
		uint16_t nb = dp_one_in(2) ? dp_below(12) : dp_below(BURST_MAX + 1);

		if (dp_one_in(12))
			change_offloads();
		if (dp_one_in(8))
			device_golden();
		else if (dp_one_in(2))
			device_step(one_odd_in);
		if (dp_one_in(10))
			driver_step_dry(nb);
		else
			driver_step(nb);
	}
	for (i = 0; i < RTE_DIM(sides); i++) {
		igbx_rxq_free(sides[i].q);
		DP_EXPECT_EQ(0, dp_pool_missing(sides[i].pool), "mbufs lost");
	}
}

int
main(int argc, char **argv)
{
	static const unsigned int one_odd_in[] = {1000000, 100, 20, 5, 1};
	struct rte_mempool *pools[2][2];
	unsigned int i, round;
	char name[80];

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(12);
	for (i = 0; i < RTE_DIM(pools); i++) {
		pools[i][0] = dp_pool(i == 0 ? "plain0" : "plain1", POOL_MAX, 0, DP_ROOM);
		pools[i][1] = dp_pool(i == 0 ? "cached0" : "cached1", POOL_MAX, 64, DP_ROOM);
	}
	for (i = 0; i < igbx_rx_nb_paths; i++) {
		const struct igbx_rx_path *path = &igbx_rx_paths[i];

		if (!igbx_isa_usable(path->isa))
			continue;
		nb_descs = 0;
		for (round = 0; round < dp_rounds(ROUNDS) && !dp_failed(); round++) {
			one_new_in = 1 + dp_below(3) * dp_below(40);
			sides[0].pool = pools[0][!dp_one_in(4)];
			sides[1].pool = sides[0].pool == pools[0][0] ? pools[1][0] : pools[1][1];
			round_of(path, igbx_rx_path_select(IGBX_ISA_SCALAR, path->scattered),
				one_odd_in[dp_below(RTE_DIM(one_odd_in))]);
		}
		snprintf(name, sizeof(name), "%s does what the scalar path does", path->name);
		DP_REPORT(name);
		printf("# %llu descriptors in %u rings\n", (unsigned long long)nb_descs, round);
	}
	return tap_done();
}
