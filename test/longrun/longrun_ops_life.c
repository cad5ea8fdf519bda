/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Operations on the life of the port, of its queues, and of processes.
 */
#include <errno.h>
#include <string.h>

#include "longrun.h"
#include "plat_model.h"
#include "process.h"

/* ---- queues ---- */

void
lr_op_rx_queue(struct lr *lr)
{
	uint16_t q = lr_pick(lr->nb_rxq);
	const struct rte_eth_rxconf conf = {.rx_drop_en = lr_once_in(4)};
	struct lr_rxq *rxq = &lr->rxq[q];

	lr_hoard_give_back(lr);
	if (rxq->on) {
		lr_expect(lr, "Rx queue stop", 0, rte_eth_dev_rx_queue_stop(lr->rig.port, q));
		lr_rx_discard(lr, q, &lr->total.rx_stopped);
		rxq->on = false;
	}
	if (lr_once_in(2)) {
		rxq->nb_desc = 32 + 8 * lr_pick(20);
		/* One that was split may take longer packets than one that is not. */
		if (rxq->split == LR_SPLIT_NONE)
			lr_split_choose(lr, q);
		lr_expect(
			lr, "Rx queue setup while the port runs", 0, lr_split_setup(lr, q, &conf));
		rxq->deferred = false;
	}
	if (lr_once_in(4))
		lr_arrive(lr, 30);
	if (!lr_once_in(6)) {
		lr_expect(lr, "Rx queue start", 0, rte_eth_dev_rx_queue_start(lr->rig.port, q));
		lr_rx_queue_is_on(lr, q);
	}
	lr_note("Rx queue %u of %u descriptors is %s", q, rxq->nb_desc, rxq->on ? "on" : "off");
}

void
lr_op_tx_queue(struct lr *lr)
{
	uint16_t q = lr_pick(lr->nb_txq);
	struct lr_txq *txq = &lr->txq[q];

	if (txq->on) {
		lr_expect(lr, "Tx queue stop", 0, rte_eth_dev_tx_queue_stop(lr->rig.port, q));
		lr_tx_discard(lr, q, &lr->total.tx_stopped);
		txq->on = false;
	}
	if (lr_once_in(2)) {
		txq->nb_desc = 32 + 8 * lr_pick(60);
		lr_expect(lr, "Tx queue setup while the port runs", 0,
			rte_eth_tx_queue_setup(lr->rig.port, q, txq->nb_desc, 0, NULL));
		txq->deferred = false;
	}
	if (!lr_once_in(6)) {
		lr_expect(lr, "Tx queue start", 0, rte_eth_dev_tx_queue_start(lr->rig.port, q));
		txq->on = true;
	}
	lr_note("Tx queue %u of %u descriptors is %s", q, txq->nb_desc, txq->on ? "on" : "off");
}

/* ---- the port ---- */

static void
maybe_settle(struct lr *lr)
{
	if (lr_once_in(2))
		lr_settle(lr);
}

void
lr_op_stop_start(struct lr *lr)
{
	maybe_settle(lr);
	lr_stop(lr);
	if (lr_once_in(3))
		lr_arrive(lr, 10);
	lr_start(lr);
}

void
lr_op_reconfigure(struct lr *lr)
{
	maybe_settle(lr);
	lr_stop(lr);
	lr_configure(lr);
	lr_start(lr);
}

void
lr_op_reset(struct lr *lr)
{
	maybe_settle(lr);
	/* A port that runs is stopped by it. */
	if (lr_once_in(2))
		lr_stop(lr);
	lr_expect(lr, "reset", 0, rte_eth_dev_reset(lr->rig.port));
	lr_is_stopped(lr);
	lr->tm = lr->tm_profiles = false;
	lr->own = LR_DST_OWN;
	lr->uc = 1;
	lr->mc = 0;
	lr->vlans = 0;
	lr_configure(lr);
	lr_start(lr);
}

static void
begin_anew(struct lr *lr)
{
	lr_probe(lr);
	lr_configure(lr);
	lr_start(lr);
}

void
lr_op_removal(struct lr *lr)
{
	struct rte_eth_stats stats;
	uint16_t q;

	if (lr_once_in(3)) {
		/* The orderly way: everything is accounted for. */
		lr_note("closed and probed");
		lr_settle(lr);
		lr_close(lr);
		begin_anew(lr);
		return;
	}
	nm_set_removed(lr->rig.nm, true);
	lr_expect(lr, "statistics of a card that is gone", -EIO,
		rte_eth_stats_get(lr->rig.port, &stats));
	for (q = 0; q < lr->nb_txq; q++) {
		if (lr->txq[q].on)
			lr_send(lr, q, 8);
	}
	lr_hoard_give_back(lr);
	lr_expect(lr, "stop of a card that is gone", 0, rte_eth_dev_stop(lr->rig.port));
	lr_expect(lr, "close of a card that is gone", 0, rte_eth_dev_close(lr->rig.port));
	lr_all_gone(lr);
	lr->rig.irq_raised = false;
	lr_check_closed(lr);
	rig_replug(&lr->rig);
	begin_anew(lr);
}

/* What a killed process leaves is a device that goes on: its registers, its rings, whose memory
 * is no longer there, the semaphores it held. The driver's own state is thrown away by a close
 * that reaches no register.
 */
void
lr_op_killed(struct lr *lr)
{
	bool held = lr_once_in(3);

	plat_model_cut(true);
	lr_hoard_give_back(lr);
	lr_expect(lr, "what the process had is thrown away", 0, rig_remove(&lr->rig));
	lr_all_gone(lr);
	lr->rig.irq_raised = false;
	lr_check_closed(lr);
	plat_model_cut(false);
	if (held)
		nm_hold_smbi(lr->rig.nm, true);
	lr_note("killed%s", held ? ", a semaphore was held" : "");
	/* The device goes on until the next process resets it; an IOMMU keeps it from memory. */
	nm_rx_frame(lr->rig.nm, (const uint8_t[64]){0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, 64);
	nm_process(lr->rig.nm);
	lr_probe(lr);
	nm_clear_violations(lr->rig.nm);
	lr->rig.nb_wild = 0;
	lr_configure(lr);
	lr_start(lr);
}

void
lr_op_secondary(struct lr *lr)
{
	unsigned int turns = 1 + lr_pick(4);
	uint16_t q;

	lr_expect(lr, "attach in a secondary process", 0, process_enter_secondary(&lr->rig));
	lr->secondary = true;
	while (turns-- > 0) {
		lr_arrive(lr, 1 + lr_pick(64));
		for (q = 0; q < lr->nb_rxq; q++) {
			if (lr->rxq[q].on)
				lr_receive(lr, q, 64, lr_once_in(2));
		}
		q = lr_pick(lr->nb_txq);
		if (lr->txq[q].on)
			lr_send(lr, q, 1 + lr_pick(32));
		lr_check_counters(lr);
		if (lr_once_in(4)) {
			process_enter_primary(&lr->rig);
			lr->secondary = false;
			lr_stop(lr);
			lr_start(lr);
			lr->secondary = true;
			process_leave_primary(&lr->rig);
		}
	}
	/* It is killed: nothing is closed. */
	process_leave_secondary(&lr->rig);
	lr->secondary = false;
}

/* ---- the link ---- */

static void
link_is(struct lr *lr, int status)
{
	struct rte_eth_link link;

	lr_irq(lr);
	lr_expect(lr, "link", 0, rte_eth_link_get_nowait(lr->rig.port, &link));
	lr_expect(lr, "its state", status, link.link_status);
}

void
lr_op_link(struct lr *lr)
{
	nm_set_cable(lr->rig.nm, false);
	nm_advance_us(lr->rig.nm, 1000 + lr_pick(100000));
	lr->link = LR_LINK_DOWN;
	link_is(lr, RTE_ETH_LINK_DOWN);
	lr_arrive(lr, lr_pick(8));
	if (lr_once_in(3)) {
		lr_note("the cable stays out");
		return;
	}
	nm_set_cable(lr->rig.nm, true);
	if (!lr_wait_link(lr))
		lr_fault(lr, "the link comes back", "within a few seconds", "it is down");
}

void
lr_op_link_command(struct lr *lr)
{
	lr_expect(lr, "link down", 0, rte_eth_dev_set_link_down(lr->rig.port));
	nm_advance_us(lr->rig.nm, 1000 + lr_pick(100000));
	lr->link = LR_LINK_DOWN;
	link_is(lr, RTE_ETH_LINK_DOWN);
	lr_arrive(lr, lr_pick(8));
	lr_expect(lr, "link up", 0, rte_eth_dev_set_link_up(lr->rig.port));
	nm_set_cable(lr->rig.nm, true);
	if (!lr_wait_link(lr))
		lr_fault(lr, "the link comes up", "within a few seconds", "it is down");
}

void
lr_op_flow_ctrl(struct lr *lr)
{
	struct rte_eth_fc_conf conf = {
		.mode = (enum rte_eth_fc_mode)lr_pick(4),
		.autoneg = lr_once_in(2),
	};

	lr_note("pause frames: mode %d%s", (int)conf.mode, conf.autoneg ? ", negotiated" : "");
	lr_expect(lr, "pause frames", 0, rte_eth_dev_flow_ctrl_set(lr->rig.port, &conf));
	/* The link may be negotiated anew. */
	nm_set_cable(lr->rig.nm, true);
	if (!lr_wait_link(lr))
		lr_fault(lr, "the link comes up", "within a few seconds", "it is down");
}
