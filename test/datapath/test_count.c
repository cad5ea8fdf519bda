/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packets of a queue, counted by one thread while another works on the queue and begins its ring
 * anew now and then. Whoever looks is never told of more packets than there were, and of all of
 * them once the queue rests. That random rings are counted right, step by step, is seen in
 * test_rx_random and test_tx_random.
 */
#define _GNU_SOURCE /* pthread_setaffinity_np() */
#include <pthread.h>
#include <sched.h>

#include "tap.h"

#include "dp.h"

#define BURSTS	  20000
#define BURST_MAX 40
#define NB_DESC	  64
#define PKT_BYTES 60

static uint64_t begun; /* packets that may have been counted by now */
static bool over;
static cpu_set_t cpus; /* EAL keeps a thread to one of them */

struct looker {
	uint64_t (*look)(const void *q);
	const void *q;
	uint64_t looks, changes, too_many;
};

static uint64_t
look_rx(const void *q)
{
	return igbx_rxq_nb_pkts(q);
}

static uint64_t
look_tx(const void *q)
{
	return igbx_txq_nb_pkts(q);
}

static void *
look_on(void *arg)
{
	struct looker *looker = arg;
	uint64_t now, last = 0;

	(void)pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
	while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE)) {
		now = looker->look(looker->q);
		/* Signed, as a queue may look as if it had gone back. */
		if ((int64_t)(now - __atomic_load_n(&begun, __ATOMIC_ACQUIRE)) > 0)
			looker->too_many++;
		looker->changes += now != last;
		last = now;
		looker->looks++;
	}
	return NULL;
}

static void
watched(const char *name, struct looker *looker, uint64_t (*work)(void *q), void *q)
{
	pthread_t thread;
	uint64_t nb;

	begun = 0;
	over = false;
	looker->q = q;
	if (pthread_create(&thread, NULL, look_on, looker) != 0) {
		dp_fail("no thread");
		return;
	}
	nb = work(q);
	__atomic_store_n(&over, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	DP_EXPECT_EQ(0, looker->too_many, "looks that saw too many packets");
	DP_EXPECT_EQ(nb, looker->look(q), "packets at the end");
	DP_REPORT(name);
	printf("# %llu packets, %llu looks, %llu changes\n", (unsigned long long)nb,
		(unsigned long long)looker->looks, (unsigned long long)looker->changes);
}

static void
may_come(uint64_t nb)
{
	__atomic_store_n(&begun, begun + nb, __ATOMIC_RELEASE);
}

/* ---- receive ---- */

static void
write_back(struct igbx_rxq *q, uint16_t offset, bool eop)
{
	union igbx_rx_desc *desc = &q->ring[(q->next + offset) % q->nb_desc];
	uint32_t status = eop ? 3 : 1;

	desc->qword[0] = 0;
	desc->qword[1] = rte_cpu_to_le_64((uint64_t)PKT_BYTES << 32 | status);
}

static uint64_t
receive(void *arg)
{
	const struct igbx_rx_path *path = igbx_rx_path_select(IGBX_ISA_AUTO, true);
	struct igbx_rxq *q = arg;
	struct rte_mbuf *pkts[BURST_MAX];
	uint64_t nb = 0;
	unsigned int i;

	for (i = 0; i < BURSTS && !dp_failed(); i++) {
		uint16_t want = 1 + dp_below(BURST_MAX), done = 0, got, k;

		if (dp_one_in(50)) {
			igbx_rxq_drain(q);
			if (igbx_rxq_fill(q) != 0)
				dp_fail("not filled: %s", dp_log_last());
		}
		for (k = 0; k < want && done + 2 < q->nb_desc - q->nb_hold; k++) {
			if (dp_one_in(8))
				write_back(q, done++, false);
			write_back(q, done++, true);
		}
		may_come(k);
		got = path->burst(q, pkts, k);
		DP_EXPECT_EQ(k, got, "packets of a burst");
		rte_pktmbuf_free_bulk(pkts, got);
		nb += got;
	}
	return nb;
}

static void
test_rx(struct rte_mempool *pool)
{
	struct igbx_rxq *q = igbx_rxq_alloc(dp_port(0), 0, NB_DESC, 0, pool);
	struct looker looker = {.look = look_rx};
	uint32_t tail_reg;

	q->tail_reg = &tail_reg;
	q->buf_bytes = DP_ROOM;
	q->free_thresh = NB_DESC / 4;
	igbx_rxq_offloads_set(q, 0);
	if (igbx_rxq_fill(q) != 0)
		dp_fail("not filled: %s", dp_log_last());
	watched("receive, while somebody looks", &looker, receive, q);
	igbx_rxq_free(q);
}

/* ---- transmit ---- */

static struct rte_mempool *tx_pool;

static uint64_t
transmit(void *arg)
{
	const struct igbx_tx_path *path = igbx_tx_path_select(IGBX_ISA_AUTO);
	struct igbx_txq *q = arg;
	struct rte_mbuf *pkts[BURST_MAX];
	uint64_t nb = 0;
	unsigned int i;

	for (i = 0; i < BURSTS && !dp_failed(); i++) {
		uint16_t want = 1 + dp_below(BURST_MAX), sent, k;

		if (dp_one_in(50))
			igbx_txq_reset(q);
		if (rte_pktmbuf_alloc_bulk(tx_pool, pkts, want) != 0) {
			dp_fail("no mbufs");
			break;
		}
		for (k = 0; k < want; k++) {
			pkts[k]->data_len = pkts[k]->pkt_len = PKT_BYTES;
			if (dp_one_in(8)) { /* asks for a context descriptor */
				pkts[k]->ol_flags = RTE_MBUF_F_TX_VLAN;
				pkts[k]->vlan_tci = dp_below(4);
			}
		}
		may_come(want);
		sent = path->burst(q, pkts, want);
		rte_pktmbuf_free_bulk(&pkts[sent], want - sent);
		nb += sent;
		__atomic_store_n(&begun, nb, __ATOMIC_RELEASE);
		for (k = 0; k < q->nb_desc; k++)
			q->ring[k].dword[3] |= rte_cpu_to_le_32(1); /* DD */
	}
	return nb;
}

static void
test_tx(void)
{
	struct igbx_txq *q = igbx_txq_alloc(dp_port(0), 0, NB_DESC, 0);
	struct looker looker = {.look = look_tx};
	uint32_t tail_reg;

	q->tail_reg = &tail_reg;
	q->rs_thresh = NB_DESC / 4;
	q->free_thresh = NB_DESC / 4;
	igbx_txq_offloads_set(q, 0);
	igbx_txq_reset(q);
	watched("transmit, while somebody looks", &looker, transmit, q);
	igbx_txq_free(q);
}

int
main(int argc, char **argv)
{
	RTE_SET_USED(argc);
	(void)sched_getaffinity(0, sizeof(cpus), &cpus);
	dp_start(argv[0]);
	dp_seed(11);
	tx_pool = dp_pool("tx", 1000, 64, DP_ROOM);
	test_rx(dp_pool("rx", 1000, 64, DP_ROOM));
	test_tx();
	return tap_done();
}
