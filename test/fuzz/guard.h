/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Memory that AddressSanitizer watches: it does not know EAL's heap and its memzones. So in a
 * fuzzer rte_malloc() and its kin, and the rings' memzones, are blocks of the C library's heap,
 * with red zones around them, and are counted.
 */
#ifndef FUZZ_GUARD_H
#define FUZZ_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/* Blocks in use, memzones of rings among them. */
unsigned int guard_blocks(void);
/* What a device that does not stop may still write to was left allocated, as it must be. Frees the
 * blocks that came after the first nb; the device must be gone.
 */
void guard_free_behind(unsigned int nb);

#endif
