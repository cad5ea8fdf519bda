/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What an application may do with a port, chosen by an input.
 */
#ifndef FUZZ_PORT_CALLS_H
#define FUZZ_PORT_CALLS_H

#include "input.h"
#include "rig.h"

/* Does one thing; returns its name. The results are the driver's, and nothing here minds them. */
const char *port_call(struct rig *rig, struct input *in);

#endif
