/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* What came out of it, for people and programs. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cycles.h>

#include "doc.h"
#include "fwd.h"
#include "latency.h"

static uint64_t
get(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

/** Whether what a counter's owner has counted is of the generation that counts. */
static bool
is_now(const struct latency *all, const _Atomic uint32_t *generation)
{
	return atomic_load_explicit(generation, memory_order_acquire) ==
	       atomic_load_explicit(&all->generation, memory_order_relaxed);
}

static void
add_tx(struct latency_result *r, const struct latency_tx *tx)
{
	uint64_t sent = get(&tx->sent), cycles = get(&tx->last_tsc) - get(&tx->first_tsc);

	r->sent += sent;
	/* The last burst began when the rest had been sent. */
	if (cycles != 0)
		r->tx_pps += (double)(sent - get(&tx->nb_last)) * (double)rte_get_tsc_hz() /
			     (double)cycles;
}

static void
add_flow(struct latency_result *r, const struct latency_flow *f)
{
	r->unique += get(&f->unique);
	r->duplicates += get(&f->duplicates);
	r->late += get(&f->late);
	r->jitter_sum += get(&f->jitter_sum);
	r->nb_jitter += get(&f->unique) - (get(&f->unique) != 0);
	r->jitter_max = RTE_MAX(r->jitter_max, get(&f->jitter_max));
	histogram_merge(&r->delay, &f->delay);
}

static void
add_rx(struct latency_result *r, const struct latency_rx *rx)
{
	r->foreign += get(&rx->foreign);
	r->corrupted += get(&rx->corrupted);
	r->misdirected += get(&rx->misdirected);
	r->stale += get(&rx->stale);
}

bool
latency_drained(const struct fwd_app *app)
{
	const struct latency *all = app->latency;
	uint64_t sent = 0, unique = 0;

	for (unsigned int i = 0; i < all->nb_tx; i++) {
		if (is_now(all, &all->tx[i].generation))
			sent += get(&all->tx[i].sent);
	}
	for (unsigned int i = 0; i < all->nb_lcores * all->nb_tx; i++) {
		const struct latency_flow *f = all->flows[i];

		if (f != NULL && is_now(all, &f->generation))
			unique += get(&f->unique);
	}
	return unique >= sent;
}

/* What was received is read before what was sent, so that it never exceeds it. */
void
latency_result(
	const struct fwd_app *app, const struct fwd_port *port, int queue, struct latency_result *r)
{
	const struct latency *all = app->latency;

	memset(r, 0, sizeof(*r));
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		const struct latency_rx *rx = app->streams[i].latency_rx;

		if (rx != NULL && app->streams[i].rx_port == port->peer &&
			is_now(all, &rx->generation))
			add_rx(r, rx);
	}
	for (unsigned int i = 0; i < all->nb_lcores * all->nb_tx; i++) {
		const struct latency_flow *f = all->flows[i];
		const struct latency_tx *tx = &all->tx[i % all->nb_tx];

		if (f != NULL && tx->tx_port == port->id && (queue < 0 || tx->tx_queue == queue) &&
			is_now(all, &f->generation))
			add_flow(r, f);
	}
	for (unsigned int i = 0; i < all->nb_tx; i++) {
		const struct latency_tx *tx = &all->tx[i];

		if (tx->tx_port == port->id && (queue < 0 || tx->tx_queue == queue) &&
			is_now(all, &tx->generation))
			add_tx(r, tx);
	}
}

/** Nanoseconds have three digits, in microseconds. */
static double
to_us(double cycles)
{
	return cycles * 1e6 / (double)rte_get_tsc_hz();
}

/** A time, which there is none of before the first packet. */
static void
add_time(struct doc *d, const char *key, double cycles, uint64_t nb)
{
	if (nb == 0)
		doc_null(d, key);
	else
		doc_real(d, key, to_us(cycles));
}

static const struct {
	const char *key;
	uint32_t per_100k;
} percentiles[] = {
	{"latency_p50_us", 50000},
	{"latency_p90_us", 90000},
	{"latency_p99_us", 99000},
	{"latency_p99.9_us", 99900},
	{"latency_p99.99_us", 99990},
};

static void
add_times(struct doc *d, const struct latency_result *r)
{
	add_time(d, "latency_min_us", (double)atomic_load(&r->delay.min), r->unique);
	add_time(d, "latency_mean_us", histogram_mean(&r->delay), r->unique);
	for (unsigned int i = 0; i < RTE_DIM(percentiles); i++)
		add_time(d, percentiles[i].key,
			(double)histogram_percentile(&r->delay, percentiles[i].per_100k),
			r->unique);
	add_time(d, "latency_max_us", (double)atomic_load(&r->delay.max), r->unique);
	add_time(d, "jitter_mean_us",
		r->nb_jitter == 0 ? 0 : (double)r->jitter_sum / (double)r->nb_jitter, r->nb_jitter);
	add_time(d, "jitter_max_us", (double)r->jitter_max, r->nb_jitter);
}

static void
add_counts(struct doc *d, const struct fwd_app *app, const struct latency_result *r)
{
	uint64_t missing = r->sent - RTE_MIN(r->unique, r->sent);

	doc_uint(d, "sent_packets", r->sent);
	doc_uint(d, "received_packets", r->unique + r->duplicates);
	/* What is not there yet may be on its way while the run goes on. */
	doc_uint(d, "in_flight_packets", app->running ? missing : 0);
	if (app->running)
		doc_null(d, "lost_packets");
	else
		doc_uint(d, "lost_packets", missing);
	doc_uint(d, "duplicate_packets", r->duplicates);
	doc_uint(d, "out_of_order_packets", r->late);
	doc_uint(d, "corrupted_packets", r->corrupted);
	doc_uint(d, "foreign_packets", r->foreign);
	doc_uint(d, "misdirected_packets", r->misdirected);
	doc_uint(d, "stale_packets", r->stale);
	doc_real(d, "tx_pps", r->tx_pps);
}

int
latency_doc(const struct fwd_app *app, const struct fwd_port *port, struct doc *list)
{
	struct latency_result *r = malloc(sizeof(*r));
	struct doc *d;

	if (r == NULL)
		return -ENOMEM;
	latency_result(app, port, -1, r);
	d = doc_object(list, NULL);
	doc_uint(d, "tx_port", port->id);
	doc_uint(d, "rx_port", port->peer);
	add_counts(d, app, r);
	add_times(d, r);
	free(r);
	return 0;
}
