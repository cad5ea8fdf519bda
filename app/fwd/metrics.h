/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* --bitrate-stats and --latencystats: DPDK's libraries, whose figures are in librte_metrics. */

#ifndef FWD_METRICS_H
#define FWD_METRICS_H

#include "fwd.h"

struct doc;

/** Begin, once the ports have their queues. @return 0 or -errno, said. */
int fwd_metrics_start(struct fwd_app *app);
/** Calculate what is due; to be called by the main lcore now and then. */
void fwd_metrics_tick(const struct fwd_app *app);
void fwd_metrics_stop(void);
/** All figures of a port, or those of no port (RTE_METRICS_GLOBAL). @return 0 or -errno */
int fwd_metrics_show(struct doc *d, int port);

#endif /* FWD_METRICS_H */
