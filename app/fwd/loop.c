/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The lcores' loop, and the main lcore's watch over it. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_cycles.h>
#include <rte_launch.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <rte_pause.h>

#include "burst.h"
#include "engine.h"
#include "events.h"
#include "live.h"
#include "log.h"
#include "power.h"
#include "replay.h"
#include "signals.h"
#include "sleep.h"
#include "stats.h"

/**
 * How long an lcore that was woken looks for the packet before it sleeps again. net_tap receives
 * only after a signal to another thread, which may come behind the event.
 */
#define WOKEN_US 200

/** After a replay: no packet for so long, and so many empty rounds of every lcore, is the end. */
#define QUIET_MS     300
#define QUIET_ROUNDS 64

/** Most packets of an Rx queue that are freed at the end: what a ring can hold. */
#define DRAIN_MAX 4096

/** How long a device may take to count the last packets it sent. */
#define SETTLE_MS 200

static inline unsigned int
call(struct fwd_stream *s)
{
	return atomic_load_explicit(&s->burst, memory_order_relaxed)(s);
}

/** Every stream once. @return whether there was something to do. */
static inline bool
go_round(struct fwd_lcore *l)
{
	struct fwd_stream *const *streams = l->streams;
	unsigned int nb = l->nb_streams, nb_empty = 0;

	for (unsigned int i = 0; i < nb; i++)
		nb_empty += call(streams[i]) == 0;
	fwd_count(&l->rounds, nb);
	if (nb_empty != 0)
		fwd_count(&l->empty, nb_empty);
	return nb_empty < nb;
}

/** Whether packets went to the kernel since it was asked last: a round of these looks empty. */
static bool
took_any(struct fwd_lcore *l)
{
	uint64_t taken = 0, before = l->taken;

	for (unsigned int i = 0; i < l->nb_streams; i++)
		taken += atomic_load_explicit(&l->streams[i]->count.taken, memory_order_relaxed);
	l->taken = taken;
	return taken != before;
}

/**
 * What an lcore does that has had nothing to do for some time.
 * @return whether a packet woke it, which may not be there yet
 */
static bool
rest(struct fwd_lcore *l)
{
	bool woken = false;

	if (!fwd_rx_mode_sleeps(l->app->opt->rx_mode)) {
		fwd_power_wait(l);
		return false;
	}
	fwd_sleep_arm(l, true);
	if (!go_round(l) && !took_any(l))
		woken = fwd_sleep(l);
	fwd_sleep_arm(l, false);
	return woken;
}

/** The loop of an lcore that rests when it has had nothing to do for some time. */
static void
run_resting(struct fwd_lcore *l)
{
	const struct fwd_options *opt = l->app->opt;
	uint64_t us_tsc = rte_get_timer_hz() / US_PER_S;
	uint64_t idle_tsc = opt->rx_mode == FWD_RX_INTERRUPT ? 0 : opt->idle_us * us_tsc;
	uint64_t busy_tsc = rte_get_timer_cycles(), patience_tsc = idle_tsc;

	while (!atomic_load_explicit(&l->app->control.stop, memory_order_relaxed)) {
		if (go_round(l) || took_any(l)) {
			busy_tsc = rte_get_timer_cycles();
			patience_tsc = idle_tsc;
			continue;
		}
		if (rte_get_timer_cycles() - busy_tsc < patience_tsc)
			continue;
		patience_tsc = rest(l) ? RTE_MAX(idle_tsc, WOKEN_US * us_tsc) : idle_tsc;
		/* Who waits for a packet polls some time when one may have come. */
		if (fwd_rx_mode_sleeps(opt->rx_mode))
			busy_tsc = rte_get_timer_cycles();
	}
}

/** The same, measuring the cycles of rounds that found something. */
static void
go_round_measured(struct fwd_lcore *l)
{
	uint64_t start = rte_rdtsc();

	if (go_round(l))
		fwd_count(&l->busy_cycles, rte_rdtsc() - start);
}

static int
lcore_main(void *arg)
{
	struct fwd_lcore *l = arg;
	const struct fwd_control *control = &l->app->control;

	atomic_store(&l->ready, true);
	while (!atomic_load_explicit(&control->go, memory_order_acquire) &&
		!atomic_load_explicit(&control->stop, memory_order_relaxed))
		rte_pause();

	if (l->app->opt->rx_mode != FWD_RX_POLL) {
		run_resting(l);
	} else if (l->app->opt->record_core_cycles) {
		while (!atomic_load_explicit(&control->stop, memory_order_relaxed))
			go_round_measured(l);
	} else {
		while (!atomic_load_explicit(&control->stop, memory_order_relaxed))
			go_round(l);
	}
	return 0;
}

double
fwd_loop_seconds(const struct fwd_app *app)
{
	uint64_t end = app->end_tsc != 0 ? app->end_tsc : rte_get_timer_cycles();

	return (double)(end - app->start_tsc) / (double)rte_get_timer_hz();
}

static uint64_t
packets_seen(const struct fwd_app *app)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < app->nb_streams; i++) {
		/* The kernel never falls silent. */
		if (app->streams[i].from_kernel != NULL)
			continue;
		n += atomic_load_explicit(&app->streams[i].count.rx, memory_order_relaxed) +
		     atomic_load_explicit(&app->streams[i].count.tx, memory_order_relaxed);
	}
	return n;
}

static bool
replays_done(const struct fwd_app *app)
{
	bool any = false;

	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		const struct replay *r = app->fwd[i]->replay;

		if (r != NULL && !atomic_load_explicit(&r->done, memory_order_relaxed))
			return false;
		any |= r != NULL;
	}
	return any;
}

/** Whether all replays are over and nothing has moved for a while. */
static bool
is_quiet(struct fwd_app *app)
{
	struct fwd_quiet *q = &app->quiet;
	uint64_t n = packets_seen(app);
	uint64_t now_tsc = rte_get_timer_cycles();
	bool polled = true;

	if (n != q->nb_packets || !replays_done(app)) {
		q->nb_packets = n;
		q->since_tsc = now_tsc;
		for (unsigned int i = 0; i < app->nb_lcores; i++)
			q->rounds[i] = atomic_load(&app->lcores[i].rounds);
		return false;
	}
	/* Time alone says nothing when an lcore did not get to run. */
	for (unsigned int i = 0; i < app->nb_lcores; i++)
		polled &= atomic_load(&app->lcores[i].rounds) - q->rounds[i] >
			  (uint64_t)QUIET_ROUNDS * app->lcores[i].nb_streams;
	return polled && now_tsc - q->since_tsc >= rte_get_timer_hz() / 1000 * QUIET_MS;
}

enum fwd_end
fwd_loop_end(struct fwd_app *app)
{
	const struct fwd_options *opt = app->opt;

	if (atomic_load_explicit(&app->control.stop, memory_order_relaxed) ||
		atomic_load_explicit(&app->control.sent, memory_order_relaxed))
		return FWD_END_PACKETS;
	if (fwd_signals_received())
		return FWD_END_SIGNAL;
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		if (fwd_events_removed(app->fwd[i]->id))
			return FWD_END_REMOVED;
	}
	if (opt->duration_s > 0)
		return fwd_loop_seconds(app) >= opt->duration_s ? FWD_END_DURATION : FWD_END_NONE;
	return is_quiet(app) ? FWD_END_REPLAY : FWD_END_NONE;
}

void
fwd_loop_show(struct fwd_app *app)
{
	double period_s = app->opt->stats_period_s;

	if (period_s <= 0 || fwd_loop_seconds(app) < app->next_show_s)
		return;
	fwd_live_show(app);
	app->next_show_s += period_s;
}

static int
open_sleep(struct fwd_app *app)
{
	int ret = 0;

	for (unsigned int i = 0; i < app->nb_lcores; i++) {
		app->lcores[i].epoll_fd = -1;
		if (ret != 0 || app->opt->rx_mode == FWD_RX_POLL)
			continue;
		ret = fwd_rx_mode_sleeps(app->opt->rx_mode) ? fwd_sleep_open(&app->lcores[i])
							    : fwd_power_check(&app->lcores[i]);
	}
	return ret;
}

static int
launch(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_lcores; i++) {
		int ret = rte_eal_remote_launch(lcore_main, &app->lcores[i], app->lcores[i].id);

		if (ret < 0) {
			fwd_err("lcore %u cannot be started", app->lcores[i].id);
			return ret;
		}
	}
	for (unsigned int i = 0; i < app->nb_lcores; i++) {
		while (!atomic_load(&app->lcores[i].ready))
			rte_delay_us_sleep(100);
	}
	return 0;
}

static void
announce(const struct fwd_app *app)
{
	const struct fwd_options *opt = app->opt;
	FILE *out = fwd_log_always();

	fprintf(out,
		"forwarding started: %s, %u port%s, %u Rx and %u Tx queues each, %u stream%s on %u "
		"lcore%s, burst %u, %s\n",
		app->engine->name, app->nb_fwd, app->nb_fwd == 1 ? "" : "s", (unsigned int)opt->rxq,
		(unsigned int)opt->txq, app->nb_streams, app->nb_streams == 1 ? "" : "s",
		app->nb_lcores, app->nb_lcores == 1 ? "" : "s", (unsigned int)opt->burst,
		app->links_up ? "links up" : "a link is down");
	fflush(out);
}

static void
stop(struct fwd_app *app)
{
	atomic_store(&app->control.stop, true);
	for (unsigned int i = 0; i < app->nb_lcores; i++)
		rte_eal_wait_lcore(app->lcores[i].id);
	for (unsigned int i = 0; i < app->nb_lcores; i++)
		fwd_sleep_close(&app->lcores[i]);
}

/** Free what an Rx ring still holds; it counts as received, for the capture too. */
static void
drain_queue(struct fwd_port *p, uint16_t queue)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint32_t total = 0;
	uint16_t nb;

	if ((p->stopped[queue] & FWD_QUEUE_RX) != 0)
		return;
	while (total < DRAIN_MAX) {
		nb = rte_eth_rx_burst(p->id, queue, pkts, RTE_DIM(pkts));
		if (nb == 0)
			break;
		if (p->capture != NULL)
			fwd_capture_burst(fwd_capture_ring(p->capture, p->id, queue), pkts, nb);
		rte_pktmbuf_free_bulk(pkts, nb);
		total += nb;
	}
	p->nb_left += total;
}

/** Take back the packets that are on their way; software ports would keep them. */
static void
drain(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		struct fwd_held *held = app->streams[i].held;

		if (held == NULL || held->nb == 0)
			continue;
		rte_pktmbuf_free_bulk(held->pkts + held->first, held->nb);
		fwd_port_by_id(app, app->streams[i].rx_port)->nb_left += held->nb;
		held->nb = 0;
	}
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		struct fwd_port *p = app->fwd[i];
		struct replay *r = p->replay;

		for (uint16_t q = 0; q < p->nb_rxq; q++)
			drain_queue(p, q);
		if (r == NULL)
			continue;
		rte_pktmbuf_free_bulk(r->pending + r->first_pending, r->nb_pending);
		r->nb_pending = 0;
	}
}

/** Wait until the devices have counted what they were given to send. */
static void
settle(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		struct fwd_port_stats stats;

		for (unsigned int ms = 0; ms < SETTLE_MS; ms++) {
			fwd_stats_port(app, app->fwd[i], &stats);
			if (stats.tx_packets + stats.tx_errors >= stats.engine_tx)
				break;
			rte_delay_us_sleep(1000);
		}
	}
}

int
fwd_loop_start(struct fwd_app *app)
{
	struct timespec now;
	int ret;

	atomic_store(&app->control.go, false);
	atomic_store(&app->control.stop, false);
	atomic_store(&app->control.sent, false);
	app->end = FWD_END_NONE;
	app->end_tsc = 0;
	app->next_show_s = app->opt->stats_period_s;
	memset(&app->quiet, 0, sizeof(app->quiet));
	app->quiet.rounds = calloc(app->nb_lcores, sizeof(app->quiet.rounds[0]));
	if (app->quiet.rounds == NULL)
		return -ENOMEM;
	ret = open_sleep(app);
	if (ret == 0)
		ret = launch(app);
	if (ret == 0 && fwd_signals_received())
		ret = -EINTR;
	if (ret < 0) {
		stop(app);
		free(app->quiet.rounds);
		return ret;
	}

	clock_gettime(CLOCK_REALTIME, &now);
	app->start_wall_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	app->start_tsc = rte_get_timer_cycles();
	app->begin_tsc = app->start_tsc;
	atomic_store_explicit(&app->control.go, true, memory_order_release);
	announce(app);
	return 0;
}

/** Receive what is on its way, as long as that takes, but no longer than asked. */
static void
drain_wires(struct fwd_app *app)
{
	uint64_t limit_tsc = rte_get_timer_hz() / MS_PER_S * app->opt->drain_ms;

	app->end_tsc = rte_get_timer_cycles();
	fwd_run_rest_senders(app);
	while (!app->engine->drained(app) && rte_get_timer_cycles() - app->end_tsc < limit_tsc)
		rte_delay_us_sleep(1000);
	/* An lcore that did not get to run has not looked yet. */
	fwd_run_wait_round(app);
}

void
fwd_loop_stop(struct fwd_app *app)
{
	if (app->engine->drained != NULL && app->end != FWD_END_REMOVED)
		drain_wires(app);
	stop(app);
	if (app->engine->run_fini != NULL)
		app->engine->run_fini(app);
	/* Waiting for silence is no part of the run. */
	if (app->end == FWD_END_REPLAY)
		app->end_tsc = app->quiet.since_tsc;
	else if (app->end_tsc == 0)
		app->end_tsc = rte_get_timer_cycles();
	free(app->quiet.rounds);
	app->quiet.rounds = NULL;
	settle(app);
	drain(app);
}
