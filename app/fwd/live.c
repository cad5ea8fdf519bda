/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "live.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "log.h"

/** The state of the display, which is the main lcore's alone. */
static struct {
	double seconds;
	unsigned int nb_lines; /**< drawn last time, to be drawn over */
	struct fwd_port_stats last[RTE_MAX_ETHPORTS];
} live;

void
fwd_format_rate(char text[FWD_RATE_LEN], double rate, bool known)
{
	static const char prefixes[] = " kMGT";
	unsigned int i = 0;

	while (rate >= 999.95 && i + 2 < sizeof(prefixes)) {
		rate /= 1000;
		i++;
	}
	if (!known)
		snprintf(text, FWD_RATE_LEN, "- ");
	else if (i == 0)
		snprintf(text, FWD_RATE_LEN, "%.0f ", rate);
	else
		snprintf(text, FWD_RATE_LEN, "%.2f %c", rate, prefixes[i]);
}

struct rates {
	char rx_packets[FWD_RATE_LEN];
	char rx_bits[FWD_RATE_LEN];
	char tx_packets[FWD_RATE_LEN];
	char tx_bits[FWD_RATE_LEN];
};

static void
compute(struct rates *r, const struct fwd_port_stats *now, const struct fwd_port_stats *last,
	double seconds)
{
	double rx = (double)(now->rx_packets - last->rx_packets) / seconds;
	double tx = (double)(now->tx_packets - last->tx_packets) / seconds;
	double rx_bits = 8 * (double)(now->rx_bytes - last->rx_bytes) / seconds;
	double tx_bits = 8 * (double)(now->tx_bytes - last->tx_bytes) / seconds;

	fwd_format_rate(r->rx_packets, rx, true);
	fwd_format_rate(r->tx_packets, tx, true);
	fwd_format_rate(r->rx_bits, rx_bits, fwd_stats_has_rx_bytes(now));
	fwd_format_rate(r->tx_bits, tx_bits, fwd_stats_has_tx_bytes(now));
}

static void
print_table_row(FILE *out, const struct fwd_port *p, const struct fwd_port_stats *now,
	const struct rates *r)
{
	/* Ends each line by clearing what an older, longer one left. */
	fprintf(out, "%4u %10s %10s %10s %10s %10" PRIu64 " %10" PRIu64 "\x1b[K\n", p->id,
		r->rx_packets, r->rx_bits, r->tx_packets, r->tx_bits, now->tx_dropped,
		now->rx_missed);
}

static void
print_line(FILE *out, const struct fwd_port *p, const struct fwd_port_stats *now,
	const struct rates *r, double seconds)
{
	fprintf(out,
		"%.1f s port %u: rx %spps %sbit/s, tx %spps %sbit/s, dropped %" PRIu64
		", missed %" PRIu64 "\n",
		seconds, p->id, r->rx_packets, r->rx_bits, r->tx_packets, r->tx_bits,
		now->tx_dropped, now->rx_missed);
}

void
fwd_live_show(struct fwd_app *app)
{
	FILE *out = fwd_log_out();
	double seconds = fwd_loop_seconds(app);
	bool terminal;

	if (out == NULL)
		return;
	terminal = isatty(fileno(out));
	if (terminal) {
		if (live.nb_lines != 0)
			fprintf(out, "\x1b[%uA", live.nb_lines);
		fprintf(out, "%-14s %10s %10s %10s %10s %10s\x1b[K\n", "port     rx pps",
			"rx bit/s", "tx pps", "tx bit/s", "dropped", "missed");
	}
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		const struct fwd_port *p = app->fwd[i];
		struct fwd_port_stats now;
		struct rates rates;

		fwd_stats_port(app, p, &now);
		compute(&rates, &now, &live.last[i], seconds - live.seconds);
		if (terminal)
			print_table_row(out, p, &now, &rates);
		else
			print_line(out, p, &now, &rates, seconds);
		live.last[i] = now;
	}
	fflush(out);
	live.nb_lines = app->nb_fwd + 1;
	live.seconds = seconds;
}
