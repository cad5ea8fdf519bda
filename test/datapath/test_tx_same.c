/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Sameness of transmit paths: twin queues get twin packets, one through the scalar path and one
 * through another. What they write into descriptors and beside them, the tails, what they hold,
 * and which mbufs they free in which order is the same. Each side has pools and buffers of its
 * own; addresses are compared by where in these they point.
 */
#include <stdlib.h>
#include <string.h>

#include "tap.h"

#include "dp.h"
#include "tx_packets.h"

#define ROUNDS	 400
#define STEPS	 60
#define NB_FLOWS 4
#define REGIONS	 5
#define SIDES	 2
#define SEG_MAX	 60

/* Objects of one size. */
struct region {
	uintptr_t *objects;
	unsigned int nb;
	size_t bytes;
};

struct side {
	struct tx_packets packets;
	struct igbx_txq *q;
	uint32_t tail_reg;
	uint16_t head;
	struct region regions[REGIONS]; /* three pools, external buffers, padding */
};

/* What a packet is like, without saying in whose memory. */
struct recipe {
	unsigned int nb_segs;
	enum tx_seg_kind kind[SEG_MAX];
	uint16_t bytes[SEG_MAX];
	uint16_t shift; /* of the data in the first segment */
	uint64_t flags;
	uint16_t l2, l3, l4, mss, tci;
};

static struct side sides[SIDES];
static struct recipe flows[NB_FLOWS];
static uint64_t nb_packets, nb_alike;

/* ---- where an address points to ---- */

/* Objects come with rising addresses, with gaps at pages. */
static void
note_object(struct rte_mempool *pool, void *opaque, void *obj, unsigned int i)
{
	struct region *region = opaque;

	RTE_SET_USED(pool);
	region->objects[i] = (uintptr_t)obj;
	if (i > 0 && region->objects[i] < region->objects[i - 1])
		dp_fail("objects of %s are not in order", pool->name);
}

static void
find_region(struct region *region, struct rte_mempool *pool)
{
	region->nb = pool->size;
	region->bytes = pool->elt_size;
	region->objects = calloc(pool->size, sizeof(region->objects[0]));
	rte_mempool_obj_iter(pool, note_object, region);
}

static void
find_regions(struct side *side)
{
	struct tx_packets *packets = &side->packets;
	static uintptr_t one[SIDES][2];
	uintptr_t *single = one[side - sides];

	find_region(&side->regions[0], packets->pool[0]);
	find_region(&side->regions[1], packets->pool[1]);
	find_region(&side->regions[2], packets->bare);
	single[0] = (uintptr_t)packets->ext_area;
	side->regions[3] = (struct region){&single[0], 1, 1 << 16};
	side->regions[4] = (struct region){&single[1], 1, 64}; /* create() knows where */
}

/* The region, the object in it and the offset in that; what is in none is itself. */
static uint64_t
place(const struct side *side, uint64_t address)
{
	unsigned int i;

	for (i = 0; i < REGIONS; i++) {
		const struct region *region = &side->regions[i];
		unsigned int low = 0, high = region->nb;

		while (high - low > 1) {
			unsigned int middle = (low + high) / 2;

			if (region->objects[middle] <= address)
				low = middle;
			else
				high = middle;
		}
		if (address - region->objects[low] < region->bytes)
			return (uint64_t)(i + 1) << 56 | (uint64_t)low << 32 |
			       (address - region->objects[low]);
	}
	return address;
}

/* ---- packets ---- */

static uint16_t
random_bytes(void)
{
	switch (dp_below(12)) {
	case 0:
		return dp_below(20);
	case 1:
		return dp_below(DP_ROOM + 1);
	default:
		return 17 + dp_below(100);
	}
}

static void
random_offload(struct recipe *recipe)
{
	static const uint64_t l4[] = {
		0, RTE_MBUF_F_TX_UDP_CKSUM, RTE_MBUF_F_TX_TCP_CKSUM, RTE_MBUF_F_TX_SCTP_CKSUM};

	recipe->flags = dp_random() & (RTE_MBUF_F_RX_RSS_HASH | RTE_MBUF_F_RX_VLAN_STRIPPED);
	recipe->l2 = 14 + 4 * dp_below(2);
	recipe->l3 = 20 * (1 + dp_below(2));
	recipe->l4 = dp_one_in(20) ? 0 : 20;
	recipe->mss = 100 + dp_below(2);
	recipe->tci = dp_below(3);
	if (dp_one_in(3))
		return;
	if (dp_one_in(2))
		recipe->flags |= RTE_MBUF_F_TX_VLAN;
	recipe->flags |= dp_one_in(2) ? RTE_MBUF_F_TX_IPV4 : RTE_MBUF_F_TX_IPV6;
	if ((recipe->flags & RTE_MBUF_F_TX_IPV4) && dp_one_in(2))
		recipe->flags |= RTE_MBUF_F_TX_IP_CKSUM;
	recipe->flags |= l4[dp_below(4)];
	if (dp_one_in(16))
		recipe->flags |= dp_one_in(2) ? RTE_MBUF_F_TX_TCP_SEG : RTE_MBUF_F_TX_UDP_SEG;
}

static void
random_recipe(struct recipe *recipe, bool fast_free)
{
	bool plain = fast_free || dp_one_in(2);
	unsigned int i;

	memset(recipe, 0, sizeof(*recipe));
	random_offload(recipe);
	recipe->nb_segs = dp_one_in(3) ? 1 + dp_below(dp_one_in(20) ? SEG_MAX : 6) : 1;
	recipe->shift = dp_below(16);
	for (i = 0; i < recipe->nb_segs; i++) {
		recipe->kind[i] = plain ? TX_SEG_PLAIN : dp_below(TX_SEG_KINDS);
		recipe->bytes[i] = recipe->shift + random_bytes();
	}
}

/* One segment, of a flow's kind and offloads: what groups are made of. */
static void
flow_recipe(struct recipe *recipe, const struct recipe *flow)
{
	*recipe = *flow;
	recipe->shift = dp_below(4);
	recipe->bytes[0] = recipe->shift + (dp_one_in(50) ? random_bytes() : 17 + dp_below(100));
	if (dp_one_in(60))
		recipe->tci ^= 1;
}

static void
new_flows(bool fast_free)
{
	unsigned int i;

	for (i = 0; i < NB_FLOWS; i++) {
		random_recipe(&flows[i], fast_free);
		flows[i].nb_segs = 1;
		if (i < 2)
			flows[i].kind[0] = TX_SEG_PLAIN;
	}
}

static struct rte_mbuf *
cook(struct side *side, const struct recipe *recipe)
{
	struct rte_mbuf *m = tx_seg(&side->packets, recipe->kind[0], recipe->bytes[0]);
	unsigned int i;

	for (i = 1; i < recipe->nb_segs && m != NULL; i++)
		m = tx_chain(m, tx_seg(&side->packets, recipe->kind[i], recipe->bytes[i]));
	if (m == NULL)
		return NULL;
	m->data_off += recipe->shift;
	m->data_len -= RTE_MIN(recipe->shift, m->data_len);
	m->ol_flags |= recipe->flags;
	m->l2_len = recipe->l2;
	m->l3_len = recipe->l3;
	m->l4_len = recipe->l4;
	m->tso_segsz = recipe->mss;
	m->vlan_tci = recipe->tci;
	return m;
}

/* Twins, from the same places of the two sides' pools as long as they free in the same order. */
static bool
cook_twins(const struct recipe *recipe, struct rte_mbuf *twins[SIDES])
{
	unsigned int i;

	for (i = 0; i < SIDES; i++)
		twins[i] = cook(&sides[i], recipe);
	if ((twins[0] == NULL) != (twins[1] == NULL))
		dp_fail("one side's pools are dry");
	if (twins[0] == NULL || twins[1] == NULL) {
		rte_pktmbuf_free(twins[0]);
		rte_pktmbuf_free(twins[1]);
		return false;
	}
	DP_EXPECT_EQ(place(&sides[0], (uintptr_t)twins[0]), place(&sides[1], (uintptr_t)twins[1]),
		"mbuf that the pool gives, by what was freed before");
	return true;
}

/* ---- what the queues hold ---- */

static void
compare_desc(uint16_t i)
{
	const union igbx_tx_desc *a = &sides[0].q->ring[i], *b = &sides[1].q->ring[i];
	uint32_t cmd = rte_le_to_cpu_32(a->dword[2]);
	bool data = (cmd & IGBX_TXD_DTYP_MASK) == IGBX_TXD_DTYP_DATA;
	uint64_t addr[SIDES] = {rte_le_to_cpu_64(a->qword[0]), rte_le_to_cpu_64(b->qword[0])};

	DP_EXPECT_EQ(a->qword[1], b->qword[1], "qword 1");
	if (data)
		DP_EXPECT_EQ(place(&sides[0], addr[0]), place(&sides[1], addr[1]), "address");
	else
		DP_EXPECT_EQ(addr[0], addr[1], "qword 0 of a context");
	if (data && addr[0] == place(&sides[0], addr[0]))
		dp_fail("descriptor %u points to 0x%llx, nobody's memory", i,
			(unsigned long long)addr[0]);
	DP_EXPECT_EQ(place(&sides[0], (uintptr_t)sides[0].q->sw_ring[i]),
		place(&sides[1], (uintptr_t)sides[1].q->sw_ring[i]), "entry of sw_ring");
}

static unsigned int
pool_number(const struct side *side, const struct rte_mempool *pool)
{
	const struct tx_packets *packets = &side->packets;

	if (pool == NULL)
		return 0;
	return pool == packets->pool[0] ? 1 : pool == packets->pool[1] ? 2 : 3;
}

static void
compare_queues(uint16_t from)
{
	const struct igbx_txq *a = sides[0].q, *b = sides[1].q;
	uint16_t i;

	DP_EXPECT_EQ(sides[0].tail_reg, sides[1].tail_reg, "tail register");
	DP_EXPECT_EQ(a->tail, b->tail, "tail");
	DP_EXPECT_EQ(a->nb_free, b->nb_free, "free descriptors");
	DP_EXPECT_EQ(a->clean, b->clean, "oldest descriptor not reclaimed");
	DP_EXPECT_EQ(a->nb_since_pool, b->nb_since_pool, "descriptors behind the pool's last");
	DP_EXPECT_EQ(a->nb_tx_err, b->nb_tx_err, "errors");
	DP_EXPECT_EQ(pool_number(&sides[0], a->pool), pool_number(&sides[1], b->pool), "pool");
	DP_EXPECT_EQ(a->match, b->match, "match");
	DP_EXPECT_EQ(a->ctx, b->ctx, "context used last");
	DP_EXPECT_EQ(0, memcmp(a->matches, b->matches, sizeof(a->matches)), "matches");
	DP_EXPECT_EQ(0, memcmp(a->marks, b->marks, (a->nb_desc + 63) / 64 * sizeof(a->marks[0])),
		"marks");
	for (i = from; i != a->tail && !dp_failed(); i = (i + 1) % a->nb_desc)
		compare_desc(i);
}

/* ---- steps ---- */

static void
send_step(const struct igbx_tx_path *path, bool fast_free)
{
	struct rte_mbuf *pkts[SIDES][64], *twins[SIDES];
	uint16_t nb = dp_one_in(3) ? 1 + dp_below(8) : dp_below(65), i, sent[SIDES];
	uint16_t from = sides[0].q->tail, from_flow = dp_below(NB_FLOWS);
	bool mixed = dp_one_in(4);
	struct recipe recipe;

	for (i = 0; i < nb; i++) {
		if (mixed && dp_one_in(4))
			random_recipe(&recipe, fast_free);
		else
			flow_recipe(&recipe, &flows[mixed ? dp_below(NB_FLOWS) : from_flow]);
		if (!cook_twins(&recipe, twins))
			break;
		pkts[0][i] = twins[0];
		pkts[1][i] = twins[1];
	}
	nb = i;
	sent[0] = igbx_tx_paths[0].burst(sides[0].q, pkts[0], nb);
	sent[1] = path->burst(sides[1].q, pkts[1], nb);
	DP_EXPECT_EQ(sent[0], sent[1], "packets taken");
	compare_queues(from);
	nb_packets += sent[0];
	nb_alike += mixed ? 0 : sent[0];
	for (i = sent[0]; i < nb; i++)
		rte_pktmbuf_free(pkts[0][i]);
	for (i = sent[1]; i < nb; i++)
		rte_pktmbuf_free(pkts[1][i]);
}

/* The device reports some of the descriptors that ask for it. */
static void
device_step(struct side *side, unsigned int nb_reports)
{
	while (side->head != side->tail_reg && nb_reports > 0) {
		union igbx_tx_desc *desc = &side->q->ring[side->head];

		side->head = (side->head + 1) % side->q->nb_desc;
		if ((desc->dword[2] & rte_cpu_to_le_32(IGBX_TXD_DCMD_RS)) == 0)
			continue;
		desc->qword[0] = UINT64_MAX;
		desc->dword[2] = UINT32_MAX;
		desc->dword[3] = rte_cpu_to_le_32(IGBX_TXD_STA_DD);
		nb_reports--;
	}
}

static void
create(uint64_t offloads)
{
	static const uint16_t sizes[] = {32, 40, 64, 128, 200, 512};
	uint16_t nb_desc = sizes[dp_below(RTE_DIM(sizes))];
	uint16_t rs_thresh = dp_below(nb_desc - 3), free_thresh = dp_below(nb_desc - 3);
	unsigned int i;

	for (i = 0; i < SIDES; i++) {
		struct side *side = &sides[i];

		side->q = igbx_txq_alloc(dp_port(i), 0, nb_desc, rte_socket_id());
		side->q->tail_reg = &side->tail_reg;
		side->tail_reg = 0;
		side->head = 0;
		side->q->rs_thresh = rs_thresh;
		side->q->free_thresh = free_thresh;
		igbx_txq_offloads_set(side->q, offloads);
		igbx_txq_reset(side->q);
		side->regions[REGIONS - 1].objects[0] = side->q->pad_iova;
	}
}

static void
run(const struct igbx_tx_path *path)
{
	bool fast_free = dp_one_in(4);
	unsigned int step, i, n;

	create(fast_free ? RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE : 0);
	new_flows(fast_free);
	for (step = 0; step < STEPS && !dp_failed(); step++) {
		send_step(path, fast_free);
		n = dp_one_in(4) ? UINT32_MAX : dp_below(6);
		for (i = 0; i < SIDES; i++)
			device_step(&sides[i], n);
		n = dp_below(40);
		if (dp_one_in(8))
			DP_EXPECT_EQ(igbx_tx_done_cleanup(sides[0].q, n),
				igbx_tx_done_cleanup(sides[1].q, n), "packets cleaned up");
		if (sides[0].packets.nb_held > 500)
			for (i = 0; i < SIDES; i++)
				tx_packets_release(&sides[i].packets);
	}
	for (i = 0; i < SIDES; i++) {
		igbx_txq_free(sides[i].q);
		tx_packets_release(&sides[i].packets);
		tx_packets_check(&sides[i].packets);
	}
}

int
main(int argc, char **argv)
{
	unsigned int i, round;
	char name[80];

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(11);
	for (i = 0; i < SIDES; i++) {
		tx_packets_init(&sides[i].packets, i == 0 ? "scalar" : "other", 256);
		find_regions(&sides[i]);
	}
	DP_REPORT("objects of a pool can be numbered");
	tap_eq_u64("the first path is the scalar one", IGBX_ISA_SCALAR, igbx_tx_paths[0].isa);
	for (i = 1; i < igbx_tx_nb_paths; i++) {
		if (!igbx_isa_usable(igbx_tx_paths[i].isa))
			continue;
		nb_packets = 0;
		nb_alike = 0;
		for (round = 0; round < dp_rounds(ROUNDS) && !dp_failed(); round++)
			run(&igbx_tx_paths[i]);
		snprintf(name, sizeof(name), "%s does as scalar does", igbx_tx_paths[i].name);
		DP_REPORT(name);
		printf("# %llu packets, %llu of them in bursts of one flow, %u rings\n",
			(unsigned long long)nb_packets, (unsigned long long)nb_alike, round);
	}
	return tap_done();
}
