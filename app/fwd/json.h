/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Writes JSON: commas, indentation and escapes. A NULL key means an element of an array. */

#ifndef FWD_JSON_H
#define FWD_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json {
	FILE *out;
	unsigned int depth;
	bool first; /**< nothing stands yet in the current object or array */
	bool one_line;
};

void json_open(struct json *j, const char *key, char bracket);
void json_close(struct json *j, char bracket);
void json_str(struct json *j, const char *key, const char *value);
void json_uint(struct json *j, const char *key, uint64_t value);
void json_int(struct json *j, const char *key, int64_t value);
void json_bool(struct json *j, const char *key, bool value);
void json_double(struct json *j, const char *key, double value);
/** A value that is JSON already. */
void json_raw(struct json *j, const char *key, const char *value);
void json_null(struct json *j, const char *key);

#endif /* FWD_JSON_H */
