/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Drivers without a device: net_null, and net_ring over rings of the bench.
 */
#ifndef BENCH_VDEV_H
#define BENCH_VDEV_H

#include <stdbool.h>

struct unit;

bool vdevs_create(struct unit *u);
void vdevs_destroy(struct unit *u);

#endif
