/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The table of operations, and those that are traffic. Between two of them the port always runs;
 * queues may be off, the cable out, and a pool dry.
 */
#include <string.h>

#include <rte_mbuf.h>

#include "longrun.h"

/* ---- traffic ---- */

static void
receive_some(struct lr *lr, unsigned int nb_bursts, bool forward)
{
	uint16_t q;

	while (nb_bursts-- > 0) {
		q = lr_pick(lr->nb_rxq);
		if (lr->rxq[q].on)
			lr_receive(lr, q, 1 + lr_pick(lr_once_in(4) ? 128 : 33), forward);
	}
}

static void
op_in(struct lr *lr)
{
	unsigned int turns = 1 + lr_pick(4);

	while (turns-- > 0) {
		lr_arrive(lr, 1 + lr_pick(48));
		receive_some(lr, 1 + lr_pick(2 * lr->nb_rxq), false);
	}
}

static void
op_through(struct lr *lr)
{
	unsigned int turns = 1 + lr_pick(4);

	while (turns-- > 0) {
		lr_arrive(lr, 1 + lr_pick(48));
		receive_some(lr, 1 + lr_pick(2 * lr->nb_rxq), true);
	}
}

static void
op_out(struct lr *lr)
{
	unsigned int turns = 1 + lr_pick(6);
	uint16_t q;

	while (turns-- > 0) {
		q = lr_pick(lr->nb_txq);
		if (lr->txq[q].on)
			lr_send(lr, q, 1 + lr_pick(64));
		nm_advance_us(lr->rig.nm, lr_pick(1000));
	}
}

static void
op_both(struct lr *lr)
{
	op_in(lr);
	op_out(lr);
}

/* Nobody polls while packets come. */
static void
op_slow(struct lr *lr)
{
	unsigned int nb = 200 + lr_pick(1500);

	lr_note("nobody polls for %u packets", nb);
	lr_arrive(lr, nb);
	nm_advance_us(lr->rig.nm, lr_pick(10000));
	receive_some(lr, lr_pick(64), false);
}

/* The application keeps all mbufs of a pool. */
static void
op_dry(struct lr *lr)
{
	struct rte_mempool *pool = lr->pools[lr_pick(RTE_DIM(lr->pools))];

	while (lr->nb_hoard < LR_HOARD) {
		lr->hoard[lr->nb_hoard] = rte_pktmbuf_alloc(pool);
		if (lr->hoard[lr->nb_hoard] == NULL)
			break;
		lr->nb_hoard++;
	}
	lr_note("pool %s is dry, %u mbufs are held", pool->name, lr->nb_hoard);
	lr_arrive(lr, 50 + lr_pick(600));
	receive_some(lr, 20, lr_once_in(2));
	if (lr_once_in(2))
		lr_settle(lr);
}

static void
op_settle(struct lr *lr)
{
	lr_settle(lr);
}

static void
op_count(struct lr *lr)
{
	lr_check_counters(lr);
}

static void
op_count_reset(struct lr *lr)
{
	lr_note("counters to zero");
	lr_settle(lr);
	lr_expect(lr, "reset of the counters", 0,
		lr_once_in(2) ? rte_eth_stats_reset(lr->rig.port)
			      : rte_eth_xstats_reset(lr->rig.port));
	lr_counters_zero(lr);
	lr_check_counters(lr);
}

/* ---- the table ---- */

struct lr_op lr_ops[] = {
	{"packets in", 200, op_in, 0},
	{"packets out", 200, op_out, 0},
	{"packets in and out", 200, op_both, 0},
	{"packets through", 200, op_through, 0},
	{"slow consumer", 8, op_slow, 0},
	{"dry pool", 10, op_dry, 0},
	{"traffic to its end", 60, op_settle, 0},
	{"counters read", 40, op_count, 0},
	{"counters reset", 8, op_count_reset, 0},
	{"Rx queue stop, setup, start", 20, lr_op_rx_queue, 0},
	{"Tx queue stop, setup, start", 20, lr_op_tx_queue, 0},
	{"port stop and start", 8, lr_op_stop_start, 0},
	{"port reconfigured", 6, lr_op_reconfigure, 0},
	{"port reset", 3, lr_op_reset, 0},
	{"card pulled, probed anew", 2, lr_op_removal, 0},
	{"process killed, started anew", 2, lr_op_killed, 0},
	{"secondary process, killed", 4, lr_op_secondary, 0},
	{"cable", 5, lr_op_link, 0},
	{"link by command", 3, lr_op_link_command, 0},
	{"pause frames", 3, lr_op_flow_ctrl, 0},
	{"promiscuous", 10, lr_op_promiscuous, 0},
	{"all multicast", 10, lr_op_all_multicast, 0},
	{"unicast addresses", 15, lr_op_unicast, 0},
	{"multicast list", 8, lr_op_multicast, 0},
	{"VLAN filter", 15, lr_op_vlan_filter, 0},
	{"VLAN offloads", 8, lr_op_vlan_offload, 0},
	{"MTU", 12, lr_op_mtu, 0},
	{"RSS key and types", 8, lr_op_rss_hash, 0},
	{"RETA", 12, lr_op_reta, 0},
	{"flow rule made", 20, lr_op_rule_add, 0},
	{"flow rule destroyed", 12, lr_op_rule_remove, 0},
	{"rate limit", 8, lr_op_rate, 0},
	{"traffic manager", 6, lr_op_tm, 0},
	{"Rx queues sleep", 60, lr_op_sleep, 0},
	{"looks at the port", 15, lr_op_look, 0},
	{"clock", 5, lr_op_time, 0},
};
const unsigned int lr_nb_ops = RTE_DIM(lr_ops);

void
lr_op_one(struct lr *lr)
{
	uint32_t sum = 0, choice;
	unsigned int i;

	for (i = 0; i < lr_nb_ops; i++)
		sum += lr_ops[i].weight;
	choice = lr_pick(sum);
	for (i = 0; choice >= lr_ops[i].weight; i++)
		choice -= lr_ops[i].weight;
	lr->nb_ops++;
	lr_note("%" PRIu64 ": %s", lr->nb_ops, lr_ops[i].name);
	lr_ops[i].nb++;
	lr_ops[i].run(lr);
	lr_irq(lr);
	lr_intr_check(lr);
}
