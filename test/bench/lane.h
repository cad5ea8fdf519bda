/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The world outside of a driver, between measurements: packets arrive and leave.
 */
#ifndef BENCH_LANE_H
#define BENCH_LANE_H

#include <stdint.h>

#include "port.h"

/* Up to nb packets arrive; returns how many found room. */
unsigned int lane_feed(struct unit *u, struct lane *lane, unsigned int nb);
/* What was sent leaves. */
void lane_collect(struct unit *u, struct lane *lane);

/* Packets to send, as an application makes them. False when the pool is dry. */
bool lane_make(struct unit *u, struct lane *lane, struct rte_mbuf **mbufs, unsigned int nb);
/* Received packets go back to the pool. */
void lane_discard(struct unit *u, struct rte_mbuf **mbufs, unsigned int nb);

#endif
