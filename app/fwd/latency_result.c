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

/** Whether a stream is the one, or of the same port. */
static bool
is_of(const struct latency_tx *tx, const struct latency_tx *of, bool whole)
{
	return whole ? tx->tx_port == of->tx_port : tx == of;
}

/* What was received is read before what was sent, so that it never exceeds it. */
void
latency_result(const struct fwd_app *app, const struct latency_tx *of, bool whole,
	struct latency_result *r)
{
	const struct latency *all = app->latency;

	memset(r, 0, sizeof(*r));
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		const struct latency_rx *rx = app->streams[i].latency_rx;

		if (rx != NULL && app->streams[i].rx_port == of->rx_port &&
			is_now(all, &rx->generation))
			add_rx(r, rx);
	}
	for (unsigned int i = 0; i < all->nb_lcores * all->nb_tx; i++) {
		const struct latency_flow *f = all->flows[i];

		if (f != NULL && is_of(&all->tx[i % all->nb_tx], of, whole) &&
			is_now(all, &f->generation))
			add_flow(r, f);
	}
	for (unsigned int i = 0; i < all->nb_tx; i++) {
		if (is_of(&all->tx[i], of, whole) && is_now(all, &all->tx[i].generation))
			add_tx(r, &all->tx[i]);
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
}

static void
add_path(struct doc *list, const struct fwd_app *app, const struct latency_tx *tx,
	struct latency_result *r)
{
	struct doc *d = doc_object(list, NULL);

	latency_result(app, tx, true, r);
	doc_uint(d, "tx_port", tx->tx_port);
	doc_uint(d, "rx_port", tx->rx_port);
	doc_str(d, "stamps", "software");
	add_counts(d, app, r);
	doc_uint(d, "corrupted_packets", r->corrupted);
	doc_uint(d, "foreign_packets", r->foreign);
	doc_uint(d, "misdirected_packets", r->misdirected);
	doc_uint(d, "stale_packets", r->stale);
	doc_real(d, "tx_pps", r->tx_pps);
	add_times(d, r);
}

static void
add_queue(struct doc *list, const struct fwd_app *app, const struct latency_tx *tx,
	struct latency_result *r)
{
	struct doc *d = doc_object(list, NULL);

	latency_result(app, tx, false, r);
	doc_uint(d, "tx_port", tx->tx_port);
	doc_uint(d, "tx_queue", tx->tx_queue);
	add_counts(d, app, r);
	add_times(d, r);
}

/** The streams of a port, or of all. @param path the first stream of each only */
static const struct latency_tx *
next_tx(const struct latency *all, const struct fwd_port *port, bool path, unsigned int *i)
{
	while (*i < all->nb_tx) {
		const struct latency_tx *tx = &all->tx[(*i)++];

		if ((port == NULL || port->id == tx->tx_port) && (!path || tx->tx_queue == 0))
			return tx;
	}
	return NULL;
}

int
latency_doc(const struct fwd_app *app, const struct fwd_port *port, struct doc *out)
{
	const struct latency *all = app->latency;
	bool queues = all->tx[all->nb_tx - 1].tx_queue != 0;
	struct latency_result *r = malloc(sizeof(*r));
	const struct latency_tx *tx;
	struct doc *list;

	if (r == NULL)
		return -ENOMEM;
	list = doc_list(out, "latency");
	for (unsigned int i = 0; (tx = next_tx(all, port, true, &i)) != NULL;)
		add_path(list, app, tx, r);
	if (queues)
		list = doc_list(out, "latency_queues");
	for (unsigned int i = 0; queues && (tx = next_tx(all, port, false, &i)) != NULL;)
		add_queue(list, app, tx, r);
	free(r);
	return 0;
}

/** A time of a table, or nothing. */
static void
print_time(FILE *out, double cycles, uint64_t nb)
{
	if (nb == 0)
		fprintf(out, " %9s", "-");
	else
		fprintf(out, " %9.2f", to_us(cycles));
}

static void
print_path(FILE *out, const struct latency_tx *tx, const struct latency_result *r)
{
	char path[16];

	snprintf(path, sizeof(path), "%u to %u", tx->tx_port, tx->rx_port);
	fprintf(out, "%-8s %11" PRIu64 " %10" PRIu64 " %8" PRIu64, path, r->sent,
		r->sent - RTE_MIN(r->unique, r->sent), r->late);
	print_time(out, (double)atomic_load(&r->delay.min), r->unique);
	print_time(out, (double)histogram_percentile(&r->delay, 50000), r->unique);
	print_time(out, (double)histogram_percentile(&r->delay, 99900), r->unique);
	print_time(out, (double)atomic_load(&r->delay.max), r->unique);
	fputc('\n', out);
}

/** What should not have come, if it did. */
static void
print_others(FILE *out, const struct latency_tx *tx, const struct latency_result *r)
{
	if (r->duplicates != 0)
		fprintf(out, "port %u: %" PRIu64 " packets of port %u came more than once\n",
			tx->rx_port, r->duplicates, tx->tx_port);
	if ((r->corrupted | r->foreign | r->misdirected | r->stale) != 0)
		fprintf(out,
			"port %u: %" PRIu64 " packets corrupted, %" PRIu64 " foreign, %" PRIu64
			" meant for other ports, %" PRIu64 " of older runs\n",
			tx->rx_port, r->corrupted, r->foreign, r->misdirected, r->stale);
}

void
latency_print(const struct fwd_app *app, FILE *out)
{
	struct latency_result *r = malloc(sizeof(*r));
	const struct latency_tx *tx;

	if (r == NULL)
		return;
	fprintf(out, "\n%-8s %11s %10s %8s %9s %9s %9s %9s\n", "ports", "sent", "lost", "late",
		"min us", "p50 us", "p99.9 us", "max us");
	for (unsigned int i = 0; (tx = next_tx(app->latency, NULL, true, &i)) != NULL;) {
		latency_result(app, tx, true, r);
		print_path(out, tx, r);
	}
	for (unsigned int i = 0; (tx = next_tx(app->latency, NULL, true, &i)) != NULL;) {
		latency_result(app, tx, true, r);
		print_others(out, tx, r);
	}
	free(r);
}
