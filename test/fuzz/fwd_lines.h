/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * igbx-fwd's errors, which are counted and not shown.
 */
#ifndef FUZZ_FWD_LINES_H
#define FUZZ_FWD_LINES_H

extern unsigned int fwd_lines;

#endif
