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

/** Of each thread: where its errors come from, and where they go. */
static _Thread_local struct {
	const char *where;
	char *text;
	size_t size;
	bool of_others;
} diverted = {.where = ""};

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

/** One line that is no error. */
static void
tell(const char *kind, const char *fmt, va_list ap)
{
	char text[MAX_ERROR_LEN];

	vsnprintf(text, sizeof(text), fmt, ap);
	pthread_mutex_lock(&log_state.lock);
	say(kind, text);
	pthread_mutex_unlock(&log_state.lock);
}

const char *
fwd_log_where(const char *where)
{
	const char *before = diverted.where;

	diverted.where = where;
	return before;
}

void
fwd_log_divert(char *text, size_t size)
{
	diverted.text = text;
	diverted.size = size;
	diverted.of_others = false;
}

void
fwd_log_answer(char *text, size_t size)
{
	fwd_log_divert(text, size);
	diverted.of_others = true;
}

static void
divert(const char *text)
{
	size_t used = strlen(diverted.text);

	snprintf(diverted.text + used, diverted.size - used, "%s%s", used ? "; " : "", text);
}

void
fwd_err(const char *fmt, ...)
{
	char text[MAX_ERROR_LEN];
	size_t used = (size_t)snprintf(text, sizeof(text), "%s", diverted.where);
	va_list ap;

	used = used < sizeof(text) ? used : sizeof(text) - 1;
	va_start(ap, fmt);
	vsnprintf(text + used, sizeof(text) - used, fmt, ap);
	va_end(ap);

	pthread_mutex_lock(&log_state.lock);
	if (log_state.nb_errors < MAX_ERRORS && !diverted.of_others)
		memcpy(log_state.errors[log_state.nb_errors++], text, sizeof(text));
	if (diverted.text != NULL)
		divert(text);
	else
		say("", text);
	pthread_mutex_unlock(&log_state.lock);
}

void
fwd_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell("warning: ", fmt, ap);
	va_end(ap);
}

void
fwd_note(const char *fmt, ...)
{
	va_list ap;

	if (log_state.quiet)
		return;
	va_start(ap, fmt);
	tell("", fmt, ap);
	va_end(ap);
}

void
fwd_log_to_stderr(bool to_stderr)
{
	log_state.to_stderr = to_stderr;
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
