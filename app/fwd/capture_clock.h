/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * The time of day of a value of the time stamp counter. What EAL says of the counter's frequency
 * may be some tens of millionths off, and the time of day is corrected now and then: the clock is
 * set anew each second, with the frequency measured since.
 */

#ifndef FWD_CAPTURE_CLOCK_H
#define FWD_CAPTURE_CLOCK_H

#include <stdint.h>

struct capture_clock {
	uint64_t tsc;
	uint64_t ns;	  /**< since the epoch, at tsc */
	uint64_t mono_ns; /**< of the clock that is not set, at tsc */
	uint64_t hz;
	double ns_per_cycle;
};

void capture_clock_init(struct capture_clock *c, uint64_t hz);
/** Set it anew when a second went by. */
void capture_clock_update(struct capture_clock *c);
/** Nanoseconds since the epoch. */
uint64_t capture_clock_ns(const struct capture_clock *c, uint64_t tsc);

#endif /* FWD_CAPTURE_CLOCK_H */
