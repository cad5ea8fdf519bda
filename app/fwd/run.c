/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* One run of forwarding: what is made new each time, and what is left when it ends. */

#include <errno.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_mbuf.h>

#include "burst.h"
#include "engine.h"
#include "exception.h"
#include "fwd.h"
#include "log.h"
#include "replay.h"

/** Most packets of an Rx queue that are thrown away before a run: what a ring can hold. */
#define FLUSH_MAX 4096

static int
check_ports(const struct fwd_app *app)
{
	if (app->nb_fwd == 0) {
		fwd_err("there is no port to forward with");
		return -EINVAL;
	}
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		if (app->fwd[i]->started)
			continue;
		fwd_err("port %u is stopped: port start %u, or leave it out with set portlist",
			app->fwd[i]->id, app->fwd[i]->id);
		return -EINVAL;
	}
	return 0;
}

static void
end_engine(struct fwd_app *app, const struct fwd_engine *e)
{
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		struct fwd_port *p = app->fwd[i];

		if (p->initialised && e->port_fini != NULL)
			e->port_fini(p);
		p->initialised = false;
		p->engine_ctx = NULL;
	}
}

static int
begin_engine(struct fwd_app *app, const struct fwd_engine *e)
{
	for (unsigned int i = 0; e->port_init != NULL && i < app->nb_fwd; i++) {
		int ret = e->port_init(app, app->fwd[i]);

		if (ret < 0) {
			end_engine(app, e);
			return ret;
		}
		app->fwd[i]->initialised = true;
	}
	return 0;
}

/** Streams find the engine's data of the port they send out of. */
static void
hand_out_contexts(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		struct fwd_stream *s = &app->streams[i];
		const struct fwd_port *p =
			fwd_port_by_id(app, s->transmits ? s->tx_port : s->rx_port);

		s->ctx = p->engine_ctx;
		s->pool = p->pool;
	}
}

/** Free what arrived before the run. */
static void
flush_port(struct fwd_port *p)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];

	for (uint16_t q = 0; q < p->nb_rxq; q++) {
		if ((p->stopped[q] & FWD_QUEUE_RX) != 0)
			continue;
		for (uint32_t total = 0; total < FLUSH_MAX;) {
			uint16_t nb = rte_eth_rx_burst(p->id, q, pkts, RTE_DIM(pkts));

			if (nb == 0)
				break;
			rte_pktmbuf_free_bulk(pkts, nb);
			total += nb;
		}
	}
}

/** Every count begins at zero. */
static void
reset_counts(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		struct fwd_port *p = app->fwd[i];

		p->nb_left = 0;
		p->nb_first = 0;
		memset(&p->base, 0, sizeof(p->base));
		if (app->opt->interactive && !app->opt->no_flush_rx)
			flush_port(p);
		/* What came since the port was started belongs to the run that forwards it. */
		if (app->opt->interactive || !p->fresh)
			(void)rte_eth_stats_get(p->id, &p->base);
		p->fresh = false;
		if (p->replay != NULL)
			fwd_replay_rewind(p->replay, app->opt);
	}
}

/** Send bursts of the packets of txonly out of every Tx queue. */
static int
send_first(struct fwd_app *app, unsigned int nb_bursts)
{
	const struct fwd_engine *e = &fwd_engine_txonly;
	int ret = begin_engine(app, e);

	for (unsigned int i = 0; ret == 0 && i < app->nb_fwd; i++) {
		struct fwd_port *p = app->fwd[i];
		struct fwd_stream s = {
			.ctx = p->engine_ctx,
			.pool = p->pool,
			.tx_port = p->id,
			.nb_burst = (uint16_t)app->opt->burst,
			.transmits = true,
		};

		for (s.tx_queue = 0; s.tx_queue < app->opt->txq; s.tx_queue++) {
			for (unsigned int n = 0; n < nb_bursts; n++)
				e->burst(&s);
		}
		p->nb_first = atomic_load(&s.count.tx);
	}
	end_engine(app, e);
	return ret;
}

static unsigned int
rest(struct fwd_stream *s)
{
	(void)s;
	return 0;
}

static bool
uses(const struct fwd_stream *s, const struct fwd_port *p, uint8_t way, uint16_t queue)
{
	if (way == FWD_QUEUE_RX)
		return s->receives && s->rx_port == p->id && s->rx_queue == queue;
	return s->transmits && s->tx_port == p->id && s->tx_queue == queue;
}

/** Wait until an lcore has begun its round anew. */
static void
wait_round(const struct fwd_lcore *l)
{
	uint64_t rounds = atomic_load(&l->rounds);

	while (atomic_load(&l->rounds) - rounds < 2 * l->nb_streams)
		rte_delay_us_sleep(100);
}

/** Whether both queues of a stream run. */
static bool
is_ready(struct fwd_app *app, const struct fwd_stream *s)
{
	return (!s->receives || (fwd_port_by_id(app, s->rx_port)->stopped[s->rx_queue] &
					FWD_QUEUE_RX) == 0) &&
	       (!s->transmits ||
		       (fwd_port_by_id(app, s->tx_port)->stopped[s->tx_queue] & FWD_QUEUE_TX) == 0);
}

static void
rest_stopped(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		struct fwd_stream *s = &app->streams[i];

		atomic_store(&s->burst, is_ready(app, s) ? s->engine_burst : rest);
	}
}

void
fwd_run_pause(
	struct fwd_app *app, const struct fwd_port *p, uint8_t way, uint16_t queue, bool pause)
{
	if (!app->running)
		return;
	if (!pause) {
		rest_stopped(app);
		return;
	}
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		struct fwd_stream *s = &app->streams[i];

		if (!uses(s, p, way, queue))
			continue;
		atomic_store(&s->burst, rest);
		wait_round(&app->lcores[s->lcore]);
	}
}

void
fwd_run_wait_round(const struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_lcores; i++)
		wait_round(&app->lcores[i]);
}

void
fwd_run_rest_senders(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		if (!app->streams[i].receives)
			atomic_store(&app->streams[i].burst, rest);
	}
	fwd_run_wait_round(app);
}

int
fwd_run_start(struct fwd_app *app, unsigned int nb_first)
{
	const struct fwd_engine *e = app->opt->engine;
	int ret = check_ports(app);

	if (ret == 0)
		ret = fwd_topology_build(app);
	if (ret < 0)
		return ret;
	app->engine = e;
	ret = fwd_port_paces_start(app);
	if (ret < 0)
		return ret;
	reset_counts(app);
	if (nb_first != 0)
		ret = send_first(app, nb_first);
	if (ret == 0)
		ret = begin_engine(app, e);
	if (ret < 0)
		return ret;
	hand_out_contexts(app);
	rest_stopped(app);
	fwd_run_update_taps(app);
	if (e->run_init != NULL)
		ret = e->run_init(app);
	if (ret == 0)
		ret = fwd_loop_start(app);
	if (ret < 0) {
		if (e->run_fini != NULL)
			e->run_fini(app);
		end_engine(app, e);
		return ret;
	}
	app->running = true;
	app->nb_runs++;
	fwd_exception_follow(app);
	return 0;
}

static void
copy_count(_Atomic uint64_t *to, const _Atomic uint64_t *from)
{
	atomic_store(to, atomic_load_explicit(from, memory_order_relaxed));
}

void
fwd_run_clear(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		struct fwd_stream *s = &app->streams[i];

		copy_count(&s->zero.rx, &s->count.rx);
		copy_count(&s->zero.tx, &s->count.tx);
		copy_count(&s->zero.dropped, &s->count.dropped);
		copy_count(&s->zero.no_mbuf, &s->count.no_mbuf);
		copy_count(&s->zero.bad_ip, &s->count.bad_ip);
		copy_count(&s->zero.bad_l4, &s->count.bad_l4);
		copy_count(&s->zero.taken, &s->count.taken);
	}
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		struct fwd_port *p = app->fwd[i];

		(void)rte_eth_stats_get(p->id, &p->base);
		p->nb_left = 0;
		p->nb_first = 0;
	}
	app->start_tsc = rte_get_timer_cycles();
}

void
fwd_run_stop(struct fwd_app *app)
{
	fwd_loop_stop(app);
	end_engine(app, app->engine);
	app->running = false;
	fwd_exception_follow(app);
	fwd_exception_flush(app);
}
