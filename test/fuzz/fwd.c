/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdarg.h>
#include <stdio.h>

#include "fwd_lines.h"

unsigned int fwd_lines;

/* The names are the linker's: __wrap_f is called for f. */
__attribute__((format(printf, 1, 2))) void __wrap_fwd_err(const char *fmt, ...);
__attribute__((format(printf, 1, 2))) void __wrap_fwd_warn(const char *fmt, ...);

void
__wrap_fwd_err(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fwd_lines++;
}

void
__wrap_fwd_warn(const char *fmt, ...)
{
	(void)fmt;
}
