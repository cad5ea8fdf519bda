/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "signals.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t received;

static void
note(int sig)
{
	if (received == 0)
		received = sig;
}

void
fwd_signals_setup(void)
{
	/* No SA_RESTART: a signal also ends the sleep of the thread that waits. */
	struct sigaction end = {.sa_handler = note};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigemptyset(&end.sa_mask);
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
	/* A reader that goes away must not end the process with ports open. */
	sigaction(SIGPIPE, &ignore, NULL);
}

int
fwd_signals_received(void)
{
	return received;
}

const char *
fwd_signals_name(int sig)
{
	switch (sig) {
	case SIGINT:
		return "SIGINT";
	case SIGTERM:
		return "SIGTERM";
	case SIGHUP:
		return "SIGHUP";
	default:
		return "a signal";
	}
}
