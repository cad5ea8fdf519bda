/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* SIGINT, SIGTERM and SIGHUP end a run; the handler only notes them. */

#ifndef FWD_SIGNALS_H
#define FWD_SIGNALS_H

void fwd_signals_setup(void);
/** The first signal that asked for the end, or 0. */
int fwd_signals_received(void);
const char *fwd_signals_name(int sig);

#endif /* FWD_SIGNALS_H */
