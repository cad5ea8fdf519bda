/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Where text for people goes, and the errors that the report repeats. */

#ifndef FWD_LOG_H
#define FWD_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define FWD_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/**
 * @param to_stderr standard output belongs to a program, people read standard error
 * @param quiet nothing but errors and the line that forwarding started
 */
void fwd_log_setup(bool to_stderr, bool quiet);

/** One line that says what went wrong; kept for the report. Safe in every thread. */
void fwd_err(const char *fmt, ...) FWD_PRINTF(1, 2);
/** One line on standard error that is not an error. */
void fwd_warn(const char *fmt, ...) FWD_PRINTF(1, 2);

/** One line on standard error that only informs. */
void fwd_note(const char *fmt, ...) FWD_PRINTF(1, 2);
/** People read standard error from now on, or no longer: standard output is a program's. */
void fwd_log_to_stderr(bool to_stderr);

/** Where the live statistics and the summary go; NULL when quiet. */
FILE *fwd_log_out(void);
/** The same, also when quiet. */
FILE *fwd_log_always(void);

/** Begin errors with where they come from, such as "FILE:7: ". @return what was there before. */
const char *fwd_log_where(const char *where);
/** Append errors of this thread to a text instead of printing them; NULL: no longer. */
void fwd_log_divert(char *text, size_t size);
/** The same for errors that are another program's: the report does not repeat them. */
void fwd_log_answer(char *text, size_t size);

/** The i-th error of this run, or NULL. */
const char *fwd_log_error(unsigned int i);

#endif /* FWD_LOG_H */
