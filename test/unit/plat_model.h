/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The platform functions of the driver on top of the software NIC: a register
 * access goes to the model whose BAR the address lies in, a delay advances
 * virtual time, a log line is kept for the test to look at.
 */
#ifndef PLAT_MODEL_H
#define PLAT_MODEL_H

#include <stdbool.h>

#include "igbx_plat.h"
#include "nicmodel.h"

#define PLAT_MODEL_MAX_NICS 4

/* Register accesses to nm's BAR go to nm from now on. The first one that is
 * attached also gives the time.
 */
void plat_model_attach(struct nm *nm);
void plat_model_detach(struct nm *nm);

/* Register accesses no longer reach the model, which goes on as it was: reads are all ones, as of a
 * card that was pulled. It is how a test throws away the driver's side of a port and leaves the
 * device as a killed process would.
 */
void plat_model_cut(bool cut);

/* Log lines since the last plat_model_log_clear(). */
unsigned int plat_model_log_count(enum igbx_log_level level);
/* The newest line, of whatever level or of one; "" when there is none. */
const char *plat_model_log_last(void);
const char *plat_model_log_last_of(enum igbx_log_level level);
void plat_model_log_clear(void);
/* Lines also go to stdout as TAP comments. */
void plat_model_log_echo(bool on);

/* Called before each register read: something that happens in the middle of what the driver does.
 * NULL: nothing.
 */
void plat_model_on_read(void (*happens)(void *ctx), void *ctx);

/* What a read answers instead of value, which the device has given. NULL: just that. */
void plat_model_on_answer(
	uint32_t (*answer)(void *ctx, uint32_t offset, uint32_t value), void *ctx);

/* Register accesses and microseconds waited so far. */
uint64_t plat_model_reads(void);
uint64_t plat_model_writes(void);
uint64_t plat_model_delayed_us(void);

#endif
