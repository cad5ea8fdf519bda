/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What is told while it runs, at its end, and when something is wrong.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_version.h>

#include "longrun.h"
#include "plat_model.h"

#define NOTES	   32
#define NOTE_BYTES 160
#define LINE_S	   10 /* between two lines, when nobody looks at a terminal */

static struct {
	char text[NOTES][NOTE_BYTES];
	unsigned int nb;
	double next_line_s;
	struct timespec began;
} told;

/* One line for people; a comment where the result is a test's. */
__attribute__((format(printf, 2, 3))) static void
say(const struct lr *lr, const char *fmt, ...)
{
	/* Standard output may be the report's for programs. */
	FILE *out = lr->json != NULL && strcmp(lr->json, "-") == 0 ? stderr : stdout;
	va_list ap;

	fputs(lr->tap ? "# " : "", out);
	va_start(ap, fmt);
	vfprintf(out, fmt, ap);
	va_end(ap);
	fputc('\n', out);
	fflush(out);
}

void
lr_clock_start(void)
{
	clock_gettime(CLOCK_MONOTONIC, &told.began);
}

double
lr_clock_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - told.began.tv_sec) +
	       (double)(now.tv_nsec - told.began.tv_nsec) / 1e9;
}

void
lr_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(told.text[told.nb++ % NOTES], NOTE_BYTES, fmt, ap);
	va_end(ap);
}

/* ---- while it runs ---- */

static uint64_t
rx_counted(const struct lr *lr)
{
	const struct lr_totals *t = &lr->total;

	return t->rx_missed + t->rx_damaged + t->rx_too_long + t->rx_by_rule + t->rx_stopped +
	       t->rx_gone;
}

void
lr_progress(struct lr *lr, double seconds, bool last)
{
	uint64_t left = lr->max_ops != 0 ? lr->max_ops - lr->nb_ops
					 : (uint64_t)RTE_MAX(lr->seconds - seconds, 0.0);
	bool tty = isatty(STDERR_FILENO);

	if (lr->tap || (!tty && !last && seconds < told.next_line_s))
		return;
	told.next_line_s = seconds + LINE_S;
	fprintf(stderr,
		"%s%" PRIu64 " %s left, %" PRIu64 " operations, checked %" PRIu64 " in, %" PRIu64
		" out, counted as lost %" PRIu64 ", memory %" PRIu64 " MiB, %u files%s",
		tty ? "\r\033[K" : "", left, lr->max_ops != 0 ? "operations" : "s", lr->nb_ops,
		lr->total.rx_checked, lr->total.tx_frames, rx_counted(lr), lr->rss_kb_last / 1024,
		lr->fds_last, tty && !last ? "" : "\n");
}

/* ---- the report ---- */

struct row {
	const char *key, *text;
	uint64_t value;
};

#define NB_ROWS 22

static void
rows_fill(const struct lr *lr, struct row rows[NB_ROWS])
{
	const struct lr_totals *t = &lr->total;
	const struct row filled[NB_ROWS] = {
		{"rx_arrived", "packets from the wire", t->rx_arrived},
		{"rx_checked", "  received and checked, byte for byte", t->rx_checked},
		{"rx_copies", "  copies for a second pool, and further ones", t->rx_copies},
		{"rx_missed", "  counted: no descriptor or no room (imissed)", t->rx_missed},
		{"rx_damaged", "  counted: bad CRC or symbol (ierrors)", t->rx_damaged},
		{"rx_too_long", "  counted: longer than the MTU allows (ierrors)", t->rx_too_long},
		{"rx_dropped_by_rule", "  counted: dropped by a flow rule", t->rx_by_rule},
		{"rx_given_up", "  counted: given up by a stop (ipackets)", t->rx_stopped},
		{"rx_gone", "  gone with the card, or with a killed process", t->rx_gone},
		{"rx_filtered", "  not for the port: addresses, VLANs", t->rx_filtered},
		{"rx_link_down", "  not taken: link down or port stopped", t->rx_link},
		{"tx_given", "packets to send, taken by the driver", t->tx_given},
		{"tx_frames", "  frames that left, checked byte for byte", t->tx_frames},
		{"tx_segmented", "  cut into segments by the device", t->tx_segmented},
		{"tx_bad", "  counted: cannot be sent (oerrors)", t->tx_bad},
		{"tx_given_up", "  given up by a stop", t->tx_stopped},
		{"tx_gone", "  gone with the card, or with a killed process", t->tx_gone},
		{"tx_refused", "packets refused by a full ring", t->tx_refused},
		{"rx_sleeps", "times that an Rx queue slept", t->sleeps},
		{"rx_wakes", "  woken by its interrupt", t->wakes},
		{"counter_checks", "times that all counters were checked", t->checks},
		{"lost", "lost and not counted, or twice, reordered, damaged", t->lost},
	};

	memcpy(rows, filled, sizeof(filled));
}

static void
text_write(const struct lr *lr, double seconds)
{
	struct row rows[NB_ROWS];
	unsigned int i;

	rows_fill(lr, rows);
	say(lr, "seed %" PRIu64 ", %" PRIu64 " operations in %.0f s", lr->seed, lr->nb_ops,
		seconds);
	for (i = 0; i < lr_nb_ops; i++)
		say(lr, "%12" PRIu64 "  %s", lr_ops[i].nb, lr_ops[i].name);
	say(lr, "%s", "");
	for (i = 0; i < NB_ROWS; i++)
		say(lr, "%12" PRIu64 "  %s", rows[i].value, rows[i].text);
	say(lr, "%s", "");
	say(lr,
		"memory of the process: %" PRIu64
		" KiB after the first operations, at most %" PRIu64 ", %" PRIu64
		" at the end; files: %u, %u",
		lr->rss_kb_first, lr->rss_kb_max, lr->rss_kb_last, lr->fds_first, lr->fds_last);
}

static void
json_string(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', f);
		fputc((unsigned char)*text < ' ' ? ' ' : *text, f);
	}
	fputc('"', f);
}

static void
json_write(const struct lr *lr, FILE *f, double seconds, const char *fault)
{
	struct row rows[NB_ROWS];
	unsigned int i;

	rows_fill(lr, rows);
	fprintf(f,
		"{\n  \"seed\": %" PRIu64 ",\n  \"operations\": %" PRIu64
		",\n  \"seconds\": %.1f,\n  \"dpdk\": ",
		lr->seed, lr->nb_ops, seconds);
	json_string(f, rte_version());
	fprintf(f, ",\n  \"fault\": ");
	if (fault == NULL)
		fprintf(f, "null");
	else
		json_string(f, fault);
	fprintf(f, ",\n  \"by_kind\": {\n");
	for (i = 0; i < lr_nb_ops; i++) {
		fprintf(f, "    ");
		json_string(f, lr_ops[i].name);
		fprintf(f, ": %" PRIu64 "%s\n", lr_ops[i].nb, i + 1 < lr_nb_ops ? "," : "");
	}
	fprintf(f, "  },\n  \"packets\": {\n");
	for (i = 0; i < NB_ROWS; i++)
		fprintf(f, "    \"%s\": %" PRIu64 "%s\n", rows[i].key, rows[i].value,
			i + 1 < NB_ROWS ? "," : "");
	fprintf(f,
		"  },\n  \"memory_kb\": {\"first\": %" PRIu64 ", \"most\": %" PRIu64
		", \"last\": %" PRIu64 "},\n  \"files\": {\"first\": %u, \"last\": %u}\n}\n",
		lr->rss_kb_first, lr->rss_kb_max, lr->rss_kb_last, lr->fds_first, lr->fds_last);
}

int
lr_report(struct lr *lr, const char *fault)
{
	double seconds = lr_clock_s();
	bool failed;
	FILE *f;

	text_write(lr, seconds);
	if (lr->tap)
		printf("%s 1 - nothing lost that was not counted, nothing left\n1..1\n",
			fault == NULL ? "ok" : "not ok");
	if (lr->json == NULL)
		return 0;
	f = strcmp(lr->json, "-") == 0 ? stdout : fopen(lr->json, "w");
	if (f == NULL) {
		fprintf(stderr, "soak: %s cannot be written\n", lr->json);
		return 1;
	}
	json_write(lr, f, seconds, fault);
	failed = ferror(f) != 0;
	failed |= f == stdout ? fflush(f) != 0 : fclose(f) != 0;
	if (failed)
		fprintf(stderr, "soak: %s cannot be written\n", lr->json);
	return failed;
}

/* ---- a fault ---- */

void
lr_fault(struct lr *lr, const char *what, const char *expected, const char *fmt, ...)
{
	unsigned int i = told.nb > NOTES ? told.nb - NOTES : 0;
	char observed[256], text[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(observed, sizeof(observed), fmt, ap);
	va_end(ap);
	say(lr, "FAULT: %s", what);
	say(lr, "  expected: %s", expected);
	say(lr, "  observed: %s", observed);
	say(lr, "before it:");
	for (; i < told.nb; i++)
		say(lr, "  %s", told.text[i % NOTES]);
	say(lr, "the driver's last error: %s", plat_model_log_last_of(IGBX_LOG_ERR));
	say(lr, "again with: test/soak --seed %" PRIu64 " --ops %" PRIu64, lr->seed, lr->nb_ops);
	say(lr, "%s", "");
	snprintf(text, sizeof(text), "%s: expected %s, observed %s", what, expected, observed);
	(void)lr_report(lr, text);
	/* What the run still holds is no leak. */
	fflush(NULL);
	_Exit(1);
}

void
lr_expect(struct lr *lr, const char *what, int64_t expected, int64_t observed)
{
	char want[32];

	if (expected == observed)
		return;
	snprintf(want, sizeof(want), "%" PRId64, expected);
	lr_fault(lr, what, want, "%" PRId64, observed);
}
