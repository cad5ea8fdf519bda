/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* What people read: live statistics during the run, the summary after it. */

#ifndef FWD_LIVE_H
#define FWD_LIVE_H

#include "fwd.h"
#include "stats.h"

/** Room for the text of a rate. */
#define FWD_RATE_LEN 16

/** Print the rates since the last call: redrawn in place on a terminal, else as lines. */
void fwd_live_show(struct fwd_app *app);
/** A rate with the prefix of its unit, which follows it: "1.49 M", "12 ", or "- " when unknown. */
void fwd_format_rate(char text[FWD_RATE_LEN], double per_second, bool known);

/** Print the summary of a run that ended, in 80 columns. */
void fwd_summary_print(const struct fwd_app *app, const struct fwd_port_stats *stats);

#endif /* FWD_LIVE_H */
