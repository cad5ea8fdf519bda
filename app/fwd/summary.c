/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The summary for people: 80 columns, numbers aligned. */

#include <inttypes.h>

#include <rte_cycles.h>

#include "capture.h"
#include "engine.h"
#include "latency.h"
#include "live.h"
#include "log.h"
#include "replay.h"

/** Width of the column that names a port and its driver. */
#define NAME_WIDTH 20

static void
port_name(char *text, size_t size, const struct fwd_port *p)
{
	snprintf(text, size, "%u %s", p->id, p->driver);
}

static void
print_counters(FILE *out, const char *name, const struct fwd_port_stats *st)
{
	fprintf(out, "%-*.*s %13" PRIu64 " %13" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "\n",
		NAME_WIDTH, NAME_WIDTH, name, st->rx_packets, st->tx_packets, st->tx_dropped,
		st->rx_missed, st->rx_errors + st->rx_no_mbuf + st->tx_errors);
}

static void
print_rates(FILE *out, const char *name, const struct fwd_port_stats *st, double seconds)
{
	char rx[FWD_RATE_LEN], tx[FWD_RATE_LEN], rx_bits[FWD_RATE_LEN], tx_bits[FWD_RATE_LEN];

	fwd_format_rate(rx, (double)st->rx_packets / seconds, true);
	fwd_format_rate(tx, (double)st->tx_packets / seconds, true);
	fwd_format_rate(rx_bits, 8 * (double)st->rx_bytes / seconds, fwd_stats_has_rx_bytes(st));
	fwd_format_rate(tx_bits, 8 * (double)st->tx_bytes / seconds, fwd_stats_has_tx_bytes(st));
	fprintf(out, "%-*.*s %13s %13s %13s %13s\n", NAME_WIDTH, NAME_WIDTH, name, rx, tx, rx_bits,
		tx_bits);
}

static void
print_details(FILE *out, const struct fwd_app *app, const struct fwd_port *p,
	const struct fwd_port_stats *st)
{
	if (st->rx_left != 0)
		fprintf(out, "port %u: %" PRIu64 " packets received after the end\n", p->id,
			st->rx_left);
	if (st->tx_no_mbuf != 0)
		fprintf(out, "port %u: %" PRIu64 " bursts not made for lack of mbufs\n", p->id,
			st->tx_no_mbuf);
	if (app->opt->enable_rx_cksum)
		fprintf(out,
			"port %u: %" PRIu64 " bad IPv4 header checksums, %" PRIu64
			" bad TCP or UDP checksums\n",
			p->id, st->bad_ip, st->bad_l4);
	if (p->replay != NULL)
		fprintf(out,
			"port %u: replayed %" PRIu64 " packets, %" PRIu64
			" complete loops of %" PRIu64 " frames\n",
			p->id, st->replayed, fwd_replay_loops(p->replay),
			p->replay->file.nb_frames);
	if (app->opt->exception[p->id].kind != FWD_EXCEPTION_NONE)
		fprintf(out, "port %u: %" PRIu64 " packets to the kernel, %" PRIu64 " sent by it\n",
			p->id, st->to_kernel, st->from_kernel);
	if (p->capture != NULL)
		fprintf(out, "port %u: captured %" PRIu64 " packets, lost %" PRIu64 "\n", p->id,
			st->captured, st->capture_dropped);
}

static void
print_sleep(FILE *out, const struct fwd_lcore *l, double seconds)
{
	double slept = (double)atomic_load(&l->slept_tsc) / (double)rte_get_timer_hz();

	fprintf(out, "lcore %u: slept %" PRIu64 " times, %.1f %% of the time\n", l->id,
		atomic_load(&l->sleeps), 100 * slept / seconds);
}

static void
print_cycles(FILE *out, const struct fwd_lcore *l)
{
	uint64_t nb = fwd_stats_lcore_packets(l), cycles = atomic_load(&l->busy_cycles);

	if (nb != 0)
		fprintf(out, "lcore %u: %.1f cycles per packet, %" PRIu64 " packets\n", l->id,
			(double)cycles / (double)nb, nb);
}

void
fwd_summary_print(const struct fwd_app *app, const struct fwd_port_stats *stats)
{
	double seconds = fwd_loop_seconds(app);
	struct fwd_port_stats total = {0};
	FILE *out = fwd_log_out();
	char name[64], end[32];

	if (out == NULL)
		return;
	fwd_stats_end(app, end, sizeof(end));
	fprintf(out, "\n%s, %s, %.3f s, ended by %s\n\n", app->engine->name,
		fwd_topology_name(app->opt->topology), seconds, end);

	fprintf(out, "%-*s %13s %13s %9s %9s %9s\n", NAME_WIDTH, "port", "rx packets", "tx packets",
		"dropped", "missed", "errors");
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		port_name(name, sizeof(name), app->fwd[i]);
		print_counters(out, name, &stats[i]);
		fwd_stats_add(&total, &stats[i]);
	}
	print_counters(out, "total", &total);

	fprintf(out, "\n%-*s %13s %13s %13s %13s\n", NAME_WIDTH, "port", "rx pps", "tx pps",
		"rx bit/s", "tx bit/s");
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		port_name(name, sizeof(name), app->fwd[i]);
		print_rates(out, name, &stats[i], seconds);
	}
	print_rates(out, "total", &total, seconds);

	if (app->latency != NULL)
		latency_print(app, out);
	fprintf(out, "\n");
	if (fwd_stats_has_lost(app))
		fprintf(out, "lost %" PRId64 " (received, and neither sent nor dropped)\n",
			fwd_stats_lost(&total));
	for (unsigned int i = 0; i < app->nb_lcores && app->opt->rx_mode != FWD_RX_POLL; i++)
		print_sleep(out, &app->lcores[i], seconds);
	for (unsigned int i = 0; i < app->nb_lcores && app->opt->record_core_cycles; i++)
		print_cycles(out, &app->lcores[i]);
	for (unsigned int i = 0; i < app->nb_fwd; i++)
		print_details(out, app, app->fwd[i], &stats[i]);
	fflush(out);
}
