/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "log.h"

#include <pthread.h>
#include <stdarg.h>
#include <string.h>

/** Errors kept for the report; later ones are only printed. */
#define MAX_ERRORS    16
#define MAX_ERROR_LEN 512

static struct {
	pthread_mutex_t lock;
	bool to_stderr;
	bool quiet;
	unsigned int nb_errors;
	char errors[MAX_ERRORS][MAX_ERROR_LEN];
} log_state = {.lock = PTHREAD_MUTEX_INITIALIZER};

void
fwd_log_setup(bool to_stderr, bool quiet)
{
	log_state.to_stderr = to_stderr;
	log_state.quiet = quiet;
	/* Programs that wait for a line must get it at once, through a pipe too. */
	setvbuf(stdout, NULL, _IOLBF, 0);
}

static void
say(const char *kind, const char *text)
{
	fflush(stdout);
	fprintf(stderr, "igbx-fwd: %s%s\n", kind, text);
}

void
fwd_err(const char *fmt, ...)
{
	char text[MAX_ERROR_LEN];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);

	pthread_mutex_lock(&log_state.lock);
	if (log_state.nb_errors < MAX_ERRORS)
		memcpy(log_state.errors[log_state.nb_errors++], text, sizeof(text));
	say("", text);
	pthread_mutex_unlock(&log_state.lock);
}

void
fwd_warn(const char *fmt, ...)
{
	char text[MAX_ERROR_LEN];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);

	pthread_mutex_lock(&log_state.lock);
	say("warning: ", text);
	pthread_mutex_unlock(&log_state.lock);
}

FILE *
fwd_log_always(void)
{
	return log_state.to_stderr ? stderr : stdout;
}

FILE *
fwd_log_out(void)
{
	return log_state.quiet ? NULL : fwd_log_always();
}

const char *
fwd_log_error(unsigned int i)
{
	return i < log_state.nb_errors ? log_state.errors[i] : NULL;
}
