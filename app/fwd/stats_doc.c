/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The statistics of a run, to be shown. */

#include <rte_cycles.h>

#include "doc.h"
#include "engine.h"
#include "latency.h"
#include "live.h"
#include "stats.h"

/** Burst sizes that are told of each queue. */
#define BURST_SIZES 5

static void
add_counters(struct doc *d, const struct fwd_port_stats *st, double seconds)
{
	struct fwd_average averages[FWD_NB_AVERAGES];
	const char *name;
	uint64_t value;

	for (unsigned int i = 0; fwd_stats_counter(st, i, &name, &value); i++)
		doc_uint(d, name, value);
	fwd_stats_averages(st, averages);
	for (unsigned int i = 0; i < RTE_DIM(averages); i++) {
		if (averages[i].known && seconds > 0)
			doc_uint(d, averages[i].name,
				(uint64_t)((double)averages[i].count / seconds));
		else
			doc_null(d, averages[i].name);
	}
}

void
fwd_stats_lcores_doc(const struct fwd_app *app, struct doc *out)
{
	uint64_t now_tsc = app->running ? rte_get_timer_cycles() : app->end_tsc;
	struct doc *list = doc_list(out, "lcores");

	for (unsigned int i = 0; i < app->nb_lcores; i++) {
		const struct fwd_lcore *l = &app->lcores[i];
		uint64_t nb = fwd_stats_lcore_packets(l);
		struct doc *d = doc_object(list, NULL);

		doc_uint(d, "lcore", l->id);
		doc_uint(d, "streams", l->nb_streams);
		doc_uint(d, "packets", nb);
		doc_uint(d, "rounds", atomic_load(&l->rounds));
		doc_uint(d, "empty_rounds", atomic_load(&l->empty));
		if (atomic_load(&l->busy_cycles) != 0) {
			doc_uint(d, "total_cycles", now_tsc - app->begin_tsc);
			doc_uint(d, "busy_cycles", atomic_load(&l->busy_cycles));
			doc_real(d, "cycles_per_packet",
				nb == 0 ? 0 : (double)atomic_load(&l->busy_cycles) / (double)nb);
		}
		if (app->opt->rx_mode != FWD_RX_POLL) {
			doc_uint(d, "sleeps", atomic_load(&l->sleeps));
			doc_real(d, "slept_s",
				(double)atomic_load(&l->slept_tsc) / (double)rte_get_timer_hz());
		}
	}
}

static bool
is_of(const struct fwd_stream *s, const struct fwd_port *p)
{
	return p == NULL || p->id == (s->receives ? s->rx_port : s->tx_port);
}

void
fwd_stats_streams_doc(const struct fwd_app *app, const struct fwd_port *port, struct doc *out)
{
	struct doc *list = doc_list(out, "streams");

	for (unsigned int i = 0; i < app->nb_streams; i++) {
		const struct fwd_stream *s = &app->streams[i];
		struct fwd_port_stats st = {0};
		struct doc *d;

		if (!is_of(s, port))
			continue;
		d = doc_object(list, NULL);
		fwd_stats_stream(s, &st);
		if (s->receives)
			doc_fmt(d, "from", "port %u queue %u", s->rx_port, s->rx_queue);
		else
			doc_null(d, "from");
		if (s->transmits)
			doc_fmt(d, "to", "port %u queue %u", s->tx_port, s->tx_queue);
		else
			doc_null(d, "to");
		doc_uint(d, "rx_packets", st.engine_rx);
		doc_uint(d, "tx_packets", st.engine_tx);
		doc_uint(d, "tx_dropped", st.tx_dropped);
	}
}

/** The sizes that bursts had most often. */
static void
add_sizes(struct doc *list, const char *what, const char *way, const _Atomic uint64_t *counts)
{
	bool told[FWD_MAX_BURST + 1] = {false};

	for (unsigned int n = 0; n < BURST_SIZES; n++) {
		unsigned int best = 0;
		uint64_t most = 0;
		struct doc *d;

		for (unsigned int i = 0; i <= FWD_MAX_BURST; i++) {
			uint64_t nb = atomic_load_explicit(&counts[i], memory_order_relaxed);

			if (told[i] || nb <= most)
				continue;
			best = i;
			most = nb;
		}
		if (most == 0)
			return;
		told[best] = true;
		d = doc_object(list, NULL);
		doc_fmt(d, "queue", "%s", what);
		doc_str(d, "way", way);
		doc_uint(d, "packets", best);
		doc_uint(d, "bursts", most);
	}
}

static void
add_bursts(const struct fwd_app *app, struct doc *out)
{
	struct doc *list = NULL;

	for (unsigned int i = 0; i < app->nb_streams; i++) {
		const struct fwd_stream *s = &app->streams[i];
		char what[32];

		if (s->bursts == NULL)
			continue;
		if (list == NULL)
			list = doc_list(out, "bursts");
		snprintf(what, sizeof(what), "port %u queue %u", s->rx_port, s->rx_queue);
		if (s->receives)
			add_sizes(list, what, "rx", s->bursts->rx);
		snprintf(what, sizeof(what), "port %u queue %u", s->tx_port, s->tx_queue);
		if (s->transmits)
			add_sizes(list, what, "tx", s->bursts->tx);
	}
}

void
fwd_stats_run_doc(const struct fwd_app *app, struct doc *out)
{
	char end[32];

	fwd_stats_end(app, end, sizeof(end));
	doc_str(out, "mode", (app->engine != NULL ? app->engine : app->opt->engine)->name);
	doc_uint(out, "run", app->nb_runs);
	doc_real(out, "seconds", app->nb_runs != 0 ? fwd_loop_seconds(app) : 0);
	doc_str(out, "end", app->running ? "runs" : end);
}

void
fwd_stats_ports_doc(const struct fwd_app *app, const struct fwd_port *port, struct doc *out)
{
	double seconds = app->nb_runs != 0 ? fwd_loop_seconds(app) : 0;
	struct doc *list = doc_list(out, "ports"), *d;
	struct fwd_port_stats total = {0};

	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		struct fwd_port_stats st;

		if (port != NULL && port != app->fwd[i])
			continue;
		fwd_stats_port(app, app->fwd[i], &st);
		d = doc_object(list, NULL);
		doc_fmt(d, "port", "%u", app->fwd[i]->id);
		add_counters(d, &st, seconds);
		fwd_stats_add(&total, &st);
	}
	if (port != NULL)
		return;
	d = doc_object(list, NULL);
	doc_str(d, "port", "total");
	add_counters(d, &total, seconds);
	if (app->engine != NULL && fwd_stats_has_lost(app))
		doc_int(out, "lost", fwd_stats_lost(&total));
}

void
fwd_stats_doc(const struct fwd_app *app, struct doc *out)
{
	fwd_stats_run_doc(app, out);
	fwd_stats_ports_doc(app, NULL, out);
	fwd_stats_streams_doc(app, NULL, out);
	fwd_stats_lcores_doc(app, out);
	add_bursts(app, out);
	if (app->latency != NULL)
		(void)latency_doc(app, NULL, out);
}
