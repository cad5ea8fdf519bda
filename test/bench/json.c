/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "json.h"

static bool first;

static void
put_text(const char *text)
{
	putchar('"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar((unsigned char)*text < ' ' ? ' ' : *text);
	}
	putchar('"');
}

static void
put_name(const char *name)
{
	if (!first)
		fputs(", ", stdout);
	first = false;
	put_text(name);
	fputs(": ", stdout);
}

void
json_begin(void)
{
	first = true;
	putchar('{');
}

void
json_text(const char *name, const char *value)
{
	put_name(name);
	put_text(value);
}

void
json_bool(const char *name, bool value)
{
	put_name(name);
	fputs(value ? "true" : "false", stdout);
}

void
json_int(const char *name, uint64_t value)
{
	put_name(name);
	printf("%" PRIu64, value);
}

void
json_real(const char *name, double value)
{
	put_name(name);
	if (isnan(value))
		fputs("null", stdout);
	else
		printf("%.4f", value);
}

void
json_reals(const char *name, const float *values, unsigned int nb)
{
	unsigned int i;

	put_name(name);
	putchar('[');
	for (i = 0; i < nb; i++)
		printf("%s%.3f", i == 0 ? "" : ", ", (double)values[i]);
	putchar(']');
}

void
json_end(void)
{
	puts("}");
	fflush(stdout);
}
