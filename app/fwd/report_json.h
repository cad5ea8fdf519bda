/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The report for programs; doc/igbx-fwd.md describes its members. */

#ifndef FWD_REPORT_JSON_H
#define FWD_REPORT_JSON_H

#include "fwd.h"
#include "stats.h"

struct fwd_report {
	const char *path;
	FILE *out;
	bool created; /**< the file was not there before */
};

/** Open the file of --json, if any, so that a bad path is told before anything starts. */
int fwd_report_open(struct fwd_report *report, const char *path);
/** Write and close it. @return 0, or -errno after saying what failed. */
int fwd_report_write(struct fwd_report *report, const struct fwd_app *app,
	const struct fwd_port_stats *stats, int exit_status);
/** Close it unwritten, when there was no run, and remove it if it is new. */
void fwd_report_discard(struct fwd_report *report);

#endif /* FWD_REPORT_JSON_H */
