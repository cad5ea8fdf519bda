/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "json.h"

#include <inttypes.h>

/** RFC 8259, 7. Bytes from 0x80 pass: paths and driver names are taken to be UTF-8. */
static void
write_string(struct json *j, const char *s)
{
	fputc('"', j->out);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			fprintf(j->out, "\\%c", c);
		else if (c < 0x20)
			fprintf(j->out, "\\u%04x", c);
		else
			fputc(c, j->out);
	}
	fputc('"', j->out);
}

static void
begin(struct json *j, const char *key)
{
	if (j->one_line)
		fputs(j->depth != 0 && !j->first ? ", " : "", j->out);
	else if (j->depth != 0)
		fprintf(j->out, "%s\n%*s", j->first ? "" : ",", (int)(2 * j->depth), "");
	j->first = false;
	if (key != NULL) {
		write_string(j, key);
		fputs(": ", j->out);
	}
}

void
json_open(struct json *j, const char *key, char bracket)
{
	begin(j, key);
	fputc(bracket, j->out);
	j->depth++;
	j->first = true;
}

void
json_close(struct json *j, char bracket)
{
	j->depth--;
	if (!j->first && !j->one_line)
		fprintf(j->out, "\n%*s", (int)(2 * j->depth), "");
	fputc(bracket, j->out);
	if (j->depth == 0 && !j->one_line)
		fputc('\n', j->out);
	j->first = false;
}

void
json_str(struct json *j, const char *key, const char *value)
{
	begin(j, key);
	write_string(j, value);
}

void
json_uint(struct json *j, const char *key, uint64_t value)
{
	begin(j, key);
	fprintf(j->out, "%" PRIu64, value);
}

void
json_int(struct json *j, const char *key, int64_t value)
{
	begin(j, key);
	fprintf(j->out, "%" PRId64, value);
}

void
json_bool(struct json *j, const char *key, bool value)
{
	begin(j, key);
	fputs(value ? "true" : "false", j->out);
}

void
json_double(struct json *j, const char *key, double value)
{
	begin(j, key);
	fprintf(j->out, "%.9f", value);
}

void
json_raw(struct json *j, const char *key, const char *value)
{
	begin(j, key);
	fputs(value, j->out);
}

void
json_null(struct json *j, const char *key)
{
	begin(j, key);
	fputs("null", j->out);
}
