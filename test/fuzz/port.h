/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A port of the driver on the software 82576, for one input after the other. All that happens,
 * happens in the fuzzer's thread: interrupts and alarms come when it says so.
 */
#ifndef FUZZ_PORT_H
#define FUZZ_PORT_H

#include "guard.h"
#include "input.h"
#include "rig.h"

extern struct rig fuzz_rig;

/* Once; ends the program when it fails. */
void fuzz_port_init(char **argv);

/* A card in its slot. */
void fuzz_port_plug(uint16_t device_id);
/* Stops and removes the port, if there is one, and the card. Nothing may be left of it but what a
 * device still has that did not stop.
 */
void fuzz_port_unplug(void);

/* What the driver waits for. */
void fuzz_port_interrupt(void);

#endif
