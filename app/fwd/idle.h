/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * The application's state belongs to the main lcore. While that one waits, for a command or for the
 * end of a run, another thread may look at it, one at a time: so telemetry needs no locks in what
 * it shows, and the lcores that forward notice nothing.
 */

#ifndef FWD_IDLE_H
#define FWD_IDLE_H

#include <poll.h>
#include <stdbool.h>

/** The calling thread is the main lcore's: what follows is its own. */
void fwd_idle_begin(void);
/** The state ends: nobody enters any more. */
void fwd_idle_end(void);

/* The main lcore's ways to wait. */
void fwd_idle_us(unsigned int us);
/** As poll(2) on one descriptor. */
int fwd_idle_poll(struct pollfd *fd, int ms);

/** Another thread asks. @return false: the main lcore was busy for too long, or has ended. */
bool fwd_idle_enter(void);
void fwd_idle_leave(void);

#endif /* FWD_IDLE_H */
