/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The trap flag: one instruction at a time, to let one access to a register pass and to count
 * instructions.
 */
#ifndef BENCH_STEP_H
#define BENCH_STEP_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* after(ctx) is called when the instruction at which a signal interrupted has run. */
int step_init(void);
void step_over(void *ucontext, void (*after)(void));

/* Instructions that the caller's thread runs from start to stop. */
void step_count_start(void);
uint64_t step_count_stop(void);

#endif
