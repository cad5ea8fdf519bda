/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * BAR 0 of a device that is not there: memory mapped twice. The driver's view is protected, and
 * each access to it traps: before the instruction runs, a register that is read gets its value;
 * after it, one that was written takes effect. No instruction needs to be decoded. For measurements
 * the pages with the tails are opened, and the doorbell is a plain store.
 */
#ifndef BENCH_BAR_H
#define BENCH_BAR_H

#include <stdbool.h>
#include <stdint.h>

#include "nic.h"

struct bar {
	const struct nic_ops *ops;
	void *nic;
	uint8_t *mem;  /* what the device sees */
	uint8_t *view; /* what the driver sees */
	/* Where the driver wrote the tail of a queue: some registers have two addresses. */
	uint32_t tail_at[2][NIC_MAX_QUEUES];
	uint64_t tail_writes[2]; /* those that trapped; [1] is receive */
};

/* -errno when memory or the signal handlers can't be had. */
int bar_create(struct bar *bar, const struct nic_ops *ops, unsigned int index);
void bar_destroy(struct bar *bar);

/* The pages of all tails that the driver wrote so far: plain memory, or trapping again. */
void bar_open(struct bar *bar, bool open);
volatile uint32_t *bar_tail(struct bar *bar, bool rx, unsigned int queue);

/* Time as the devices see it, in all BARs: their delays take none of ours. */
void bar_elapse_all(uint32_t us);

#endif
