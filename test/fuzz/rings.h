/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Queues in plain memory, as the data path's tests have them, with pools that AddressSanitizer
 * watches.
 */
#ifndef FUZZ_RINGS_H
#define FUZZ_RINGS_H

#include "dp.h"
#include "guard.h"
#include "input.h"

/* Once; ends the program when it fails. */
void rings_init(char **argv);
/* From here on pools are watched. */
void rings_watch(struct rte_mempool *pool);
/* What a comparison found, if anything, is a find. */
void rings_check(void);

#endif
