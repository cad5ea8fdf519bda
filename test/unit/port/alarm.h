/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * EAL's alarms, as the driver sets and cancels them, on a clock of the test's own: they ring in its
 * thread, when it says so. Setting one counts as an allocation, and fails like one.
 */
#ifndef PORT_ALARM_H
#define PORT_ALARM_H

#include <stdint.h>

/* How many would ring if so much time passed. */
unsigned int rig_alarms(uint64_t us);
/* So much time passes for alarms, and for nothing else: those that are due ring, in order. */
void rig_alarms_pass(uint64_t us);

#endif
