/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Before anything is measured: packets of all kinds through the driver and back, each compared with
 * what was sent, and all mbufs back in the pool.
 */
#ifndef BENCH_PROOF_H
#define BENCH_PROOF_H

#include <stdbool.h>

#include "port.h"

/* Wants a started unit and leaves a stopped one. False after unit_fail(). */
bool proof_run(struct unit *u);

#endif
