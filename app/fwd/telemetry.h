/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* /fwd/ on EAL's telemetry socket: what the prompt shows, for other processes. */

#ifndef FWD_TELEMETRY_H
#define FWD_TELEMETRY_H

#include <rte_telemetry.h>

#include "fwd.h"

struct doc;

/** Answer from now on, while the main lcore is idle (idle.h). */
void fwd_telemetry_start(struct fwd_app *app);

/* telemetry_doc.c */

/**
 * Give a document to telemetry, which knows neither fractions, nor truth, nor lists of objects:
 * they become strings, 0 and 1, and objects whose members are called "0", "1", ... What is null is
 * left out, and texts longer than telemetry's are cut, with dots at the end.
 * @return 0, or -EMSGSIZE: more than an answer holds
 */
int fwd_telemetry_doc(const struct doc *root, struct rte_tel_data *data);

#endif /* FWD_TELEMETRY_H */
