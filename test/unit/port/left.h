/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Whether a test of a port leaves anything behind.
 */
#ifndef PORT_LEFT_H
#define PORT_LEFT_H

#include "rig.h"
#include "tap.h"

/* A rig with an empty slot, and what is in use then: what the first port brings for good is there.
 */
static inline struct rig_usage
rig_open(struct rig *rig)
{
	rig_create(rig, 0);
	rig_probe(rig, NULL);
	rig_remove(rig);
	return rig_usage();
}

static inline void
rig_check_left(struct rig_usage before)
{
	struct rig_usage after = rig_usage();

	if (TAP_CHECK(rig_usage_same(before, after), "nothing is left", "more in use"))
		return;
	rig_usage_print("before", before);
	rig_usage_print("after", after);
}

#endif
