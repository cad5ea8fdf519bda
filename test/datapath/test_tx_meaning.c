/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Transmit offloads by what they make the device do, and contexts: written when something that
 * a packet depends on changes, and only then.
 */
#include "tap.h"

#include "dp.h"
#include "tx_model.h"
#include "tx_packets.h"

#define V4	 RTE_MBUF_F_TX_IPV4
#define V6	 RTE_MBUF_F_TX_IPV6
#define IP_CKSUM RTE_MBUF_F_TX_IP_CKSUM
#define TCP	 RTE_MBUF_F_TX_TCP_CKSUM
#define UDP	 RTE_MBUF_F_TX_UDP_CKSUM
#define SCTP	 RTE_MBUF_F_TX_SCTP_CKSUM
#define VLAN	 RTE_MBUF_F_TX_VLAN
#define TSO	 RTE_MBUF_F_TX_TCP_SEG
#define USO	 RTE_MBUF_F_TX_UDP_SEG

static struct tx_packets packets;

struct ask {
	uint64_t flags;
	uint16_t l2, l3, l4, mss, tci;
};

static struct rte_mbuf *
packet(const struct ask *ask, uint16_t nb_segs, uint16_t seg_bytes)
{
	struct rte_mbuf *m = tx_packet(&packets, TX_SEG_PLAIN, nb_segs, seg_bytes);

	m->ol_flags |= ask->flags;
	m->l2_len = ask->l2;
	m->l3_len = ask->l3;
	m->l4_len = ask->l4;
	m->tso_segsz = ask->mss;
	m->vlan_tci = ask->tci;
	return m;
}

static void
test_each(const struct igbx_tx_path *path)
{
	static const uint64_t ip[] = {V4, V4 | IP_CKSUM, V6},
			      l4[] = {0, UDP, TCP, SCTP, TSO | TCP, USO | UDP, USO};
	unsigned int i, j, tag, nb_segs;
	char name[80];

	for (i = 0; i < RTE_DIM(ip); i++)
		for (j = 0; j < RTE_DIM(l4); j++) {
			struct tx_model *model = tx_model_create(0, 64, 8, 8, 0);

			for (tag = 0; tag < 2; tag++)
				for (nb_segs = 1; nb_segs < 4; nb_segs++) {
					struct ask ask = {ip[i] | l4[j] | (tag ? VLAN : 0),
						14 + tag, 20 + 4 * i, 20 + 4 * j, 100 + j, 0x3005};
					struct rte_mbuf *m = packet(&ask, nb_segs, 900);

					DP_EXPECT_EQ(
						1, tx_model_burst(model, path, &m, 1), "packets");
					DP_EXPECT_EQ(1, tx_model_run(model, 9), "frames");
				}
			tx_model_check(model);
			tx_model_destroy(model);
			snprintf(name, sizeof(name), "IP %u, L4 %u, with and without a tag", i, j);
			DP_REPORT(name);
		}
	tx_packets_check(&packets);
}

/* One burst of the packets asked for; returns how many contexts it took. */
static unsigned int
contexts(struct tx_model *model, const struct igbx_tx_path *path, const struct ask *asks,
	unsigned int nb)
{
	struct rte_mbuf *pkts[16];
	unsigned int i, before = model->nb_ctx;

	for (i = 0; i < nb; i++)
		pkts[i] = packet(&asks[i], 1, 1000);
	DP_EXPECT_EQ(nb, tx_model_burst(model, path, pkts, nb), "packets");
	DP_EXPECT_EQ(nb, tx_model_run(model, nb), "frames");
	return model->nb_ctx - before;
}

static void
test_contexts(const struct igbx_tx_path *path)
{
	static const struct ask none = {0, 14, 20, 0, 0, 0};
	static const struct ask flow[] = {{V4 | IP_CKSUM | TCP, 14, 20, 20, 0, 0},
		{V4 | IP_CKSUM | TCP, 14, 20, 32, 0, 0}, {V4 | TCP, 14, 20, 0, 0, 7},
		{V4 | IP_CKSUM, 14, 20, 0, 0, 0}, {0, 0, 0, 0, 0, 0}};
	static const struct ask changes[] = {{V4 | TCP, 14, 20, 0, 0, 0},
		{V4 | UDP, 14, 20, 0, 0, 0}, {V4 | UDP, 18, 20, 0, 0, 0},
		{V4 | UDP, 18, 24, 0, 0, 0}, {V6 | UDP, 18, 24, 0, 0, 0},
		{V6 | SCTP, 18, 24, 0, 0, 0}, {V6 | SCTP | VLAN, 18, 24, 0, 0, 5},
		{V6 | SCTP | VLAN, 18, 24, 0, 0, 6}, {V6 | TSO, 18, 24, 20, 500, 6},
		{V6 | TSO, 18, 24, 20, 501, 6}, {V6 | TSO, 18, 24, 24, 501, 6},
		{V6 | USO, 18, 24, 24, 501, 6}, {V6 | USO, 18, 24, 8, 501, 6}};
	static const struct ask two[] = {{V6 | UDP | VLAN, 14, 40, 0, 0, 9},
		{V4 | IP_CKSUM, 18, 20, 0, 0, 0}, {V6 | UDP | VLAN, 14, 40, 0, 0, 9},
		{V4 | IP_CKSUM, 18, 20, 0, 0, 0}, {0, 0, 0, 0, 0, 0},
		{V6 | UDP | VLAN, 14, 40, 0, 0, 9}, {V4 | IP_CKSUM, 18, 20, 0, 0, 0}};
	static const struct ask tag = {VLAN, 0, 0, 0, 0, 5},
				tagged_tcp = {V4 | TCP | VLAN, 14, 20, 0, 0, 5};
	struct tx_model *model = tx_model_create(0, 64, 8, 8, 0);
	unsigned int i;

	tap_eq_u64("no offload, no context", 0, contexts(model, path, &none, 1));
	tap_eq_u64("a flow with one set of headers takes one context", 1,
		contexts(model, path, flow, RTE_DIM(flow)));
	tap_eq_u64("and none afterwards", 0, contexts(model, path, flow, RTE_DIM(flow)));
	tap_eq_u64("each thing that a packet depends on takes a new one", RTE_DIM(changes) - 1,
		contexts(model, path, changes, RTE_DIM(changes)));
	contexts(model, path, &tagged_tcp, 1);
	tap_eq_u64("a tag alone needs no more than the tag of the context", 0,
		contexts(model, path, &tag, 1));
	DP_REPORT("frames with contexts left out carry what was asked");
	tap_eq_u64("two flows in turn take a context each", 2,
		contexts(model, path, two, RTE_DIM(two)));
	tap_eq_u64("and none afterwards", 0, contexts(model, path, two, RTE_DIM(two)));
	tap_eq_u64("a third one takes the place of the one used longer ago", 1,
		contexts(model, path, changes, 1));
	tap_eq_u64("and leaves the other", 0, contexts(model, path, &two[3], 1));
	DP_REPORT("frames of flows in turn carry what was asked");

	igbx_txq_reset(model->q);
	memset(model->ctx_valid, 0, sizeof(model->ctx_valid));
	model->head = 0;
	model->tail_reg = 0;
	model->nb_sent = 0;
	model->nb_done = 0;
	model->nb_interpreted = 0;
	model->since_rs = 0;
	for (i = 0; i < 2; i++)
		tap_eq_u64(i ? "and then holds" : "the context is forgotten at reset", 1 - i,
			contexts(model, path, &tag, 1));
	DP_REPORT("frames after a reset");
	tx_model_destroy(model);
}

static void
test_context_costs(const struct igbx_tx_path *path)
{
	struct tx_model *model = tx_model_create(0, 32, 8, 8, 0);
	struct rte_mbuf *pkts[40];
	unsigned int round, i;

	/* Every packet another tag: two descriptors each, in a ring of 31. */
	for (round = 0; round < 40; round++) {
		uint16_t sent;

		for (i = 0; i < RTE_DIM(pkts); i++) {
			struct ask ask = {VLAN, 0, 0, 0, 0, round * 40 + i};

			pkts[i] = packet(&ask, 1, 64);
		}
		sent = tx_model_burst(model, path, pkts, RTE_DIM(pkts));
		for (i = sent; i < RTE_DIM(pkts); i++)
			rte_pktmbuf_free(pkts[i]);
		tx_model_check(model);
		tx_model_run(model, 1 + dp_below(20));
		tx_model_check(model);
	}
	tx_model_destroy(model);
	tx_packets_check(&packets);
	DP_REPORT("context descriptors are counted when the ring is nearly full");
}

static void
test_tso(const struct igbx_tx_path *path)
{
	static const struct ask bad[] = {{V4 | TSO, 14, 20, 20, 0, 0},
		{V4 | TSO, 0, 20, 20, 500, 0}, {V4 | TSO, 14, 0, 20, 500, 0},
		{V4 | TSO, 14, 20, 0, 500, 0}, {V4 | TSO, 14, 20, 20, 9217, 0},
		{V4 | TSO, 127, 300, 86, 500, 0}, {V4 | TSO | USO, 14, 20, 20, 500, 0},
		{V4 | USO, 14, 20, 8, 0, 0}, {V4 | USO, 14, 20, 0, 500, 0},
		{V6 | USO, 14, 40, 8, 9217, 0}};
	static const struct ask good = {V4 | TSO | IP_CKSUM, 14, 20, 20, 1460, 0};
	struct tx_model *model = tx_model_create(0, 128, 8, 8, 0);
	struct rte_mbuf *m;
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++) {
		m = packet(&bad[i], 2, 1500);
		DP_EXPECT_EQ(1, tx_model_burst(model, path, &m, 1), "packets taken");
	}
	m = packet(&good, 1, 54); /* headers only */
	DP_EXPECT_EQ(1, tx_model_burst(model, path, &m, 1), "packets taken");
	DP_EXPECT_EQ(0, tx_model_run(model, 9), "frames");
	DP_EXPECT_EQ(RTE_DIM(bad) + 1, model->q->nb_tx_err, "errors");
	DP_REPORT("segmentation that cannot be done is not sent as something else");
	for (i = 1; i <= 40; i += 3) {
		m = packet(&good, i, 1700);
		DP_EXPECT_EQ(1, tx_model_burst(model, path, &m, 1), "packets taken");
		DP_EXPECT_EQ(1, tx_model_run(model, 9), "frames");
	}
	tx_model_destroy(model);
	tx_packets_check(&packets);
	DP_REPORT("segmentation of up to 68000 bytes in 40 segments");
}

/* Segments beyond what one descriptor takes. */
static void
test_long_segments(const struct igbx_tx_path *path)
{
	static const struct ask tso = {V6 | TSO, 14, 40, 20, 1440, 0};
	static const uint16_t lengths[] = {16384, 16385, 32768, 40000, 60000};
	struct rte_mempool *pool = dp_pool(path->name, 63, 0, 60000);
	struct tx_model *model = tx_model_create(0, 64, 8, 8, 0);
	unsigned int i;

	for (i = 0; i < RTE_DIM(lengths); i++) {
		struct rte_mbuf *m = rte_pktmbuf_alloc(pool), *tail = rte_pktmbuf_alloc(pool);

		memset(rte_pktmbuf_append(m, lengths[i]), i + 1, lengths[i]);
		memset(rte_pktmbuf_append(tail, 20000), 0x40 + i, 20000);
		rte_pktmbuf_chain(m, tail);
		m->ol_flags = tso.flags;
		m->l2_len = tso.l2;
		m->l3_len = tso.l3;
		m->l4_len = tso.l4;
		m->tso_segsz = tso.mss;
		DP_EXPECT_EQ(1, tx_model_burst(model, path, &m, 1), "packets taken");
		DP_EXPECT_EQ(1, tx_model_run(model, 9), "frames");
		tx_model_check(model);
		DP_EXPECT_EQ(1, igbx_tx_done_cleanup(model->q, 0), "packets freed");
		DP_EXPECT_EQ(0, dp_pool_missing(pool), "mbufs lost");
	}
	tx_model_destroy(model);
	rte_mempool_free(pool);
	DP_REPORT("segments of more than 16 KB take several descriptors");
}

int
main(int argc, char **argv)
{
	unsigned int i;

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(5);
	tx_packets_init(&packets, "tx", 64);
	for (i = 0; i < igbx_tx_nb_paths; i++) {
		const struct igbx_tx_path *path = &igbx_tx_paths[i];

		if (!igbx_isa_usable(path->isa))
			continue;
		printf("# path %s\n", path->name);
		test_each(path);
		test_contexts(path);
		test_context_costs(path);
		test_tso(path);
		test_long_segments(path);
	}
	return tap_done();
}
