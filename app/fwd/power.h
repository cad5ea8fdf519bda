/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Lcores that stay awake and save power: --rx-mode=monitor and pause. */

#ifndef FWD_POWER_H
#define FWD_POWER_H

#include "fwd.h"

/** Check that CPU, DPDK and driver can do what the mode needs. @return 0 or -errno, said. */
int fwd_power_check(const struct fwd_lcore *l);
/** Wait until a queue of the lcore gets a packet (monitor), or for a moment (pause). */
void fwd_power_wait(struct fwd_lcore *l);

#endif /* FWD_POWER_H */
