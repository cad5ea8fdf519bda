/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * One cell: some drivers under the same conditions, in one process and in turns.
 */
#ifndef BENCH_CELL_H
#define BENCH_CELL_H

#include "options.h"

/* Exit status of the program. */
int cell_run(const struct options *opt);
int cell_list(const struct options *opt);

#endif
