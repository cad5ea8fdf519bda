/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * One JSON object per line on standard output.
 */
#ifndef BENCH_JSON_H
#define BENCH_JSON_H

#include <stdbool.h>
#include <stdint.h>

void json_begin(void);
void json_text(const char *name, const char *value);
void json_bool(const char *name, bool value);
void json_int(const char *name, uint64_t value);
/* Not a number: null. */
void json_real(const char *name, double value);
void json_reals(const char *name, const float *values, unsigned int nb);
/* The line is complete and on its way. */
void json_end(void);

#endif
