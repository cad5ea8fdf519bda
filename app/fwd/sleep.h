/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Lcores that sleep until a packet comes: --rx-mode=interrupt and adaptive. */

#ifndef FWD_SLEEP_H
#define FWD_SLEEP_H

#include "fwd.h"

/** Make ready for sleeping on all Rx queues of the lcore. @return 0 or -errno, said. */
int fwd_sleep_open(struct fwd_lcore *l);
void fwd_sleep_close(struct fwd_lcore *l);

/** Let the queues raise interrupts from the next packet on, or no longer. */
void fwd_sleep_arm(struct fwd_lcore *l, bool on);
/** Sleep until an armed queue gets a packet, or for some time. @return whether one woke it. */
bool fwd_sleep(struct fwd_lcore *l);

#endif /* FWD_SLEEP_H */
