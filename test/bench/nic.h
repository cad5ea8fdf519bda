/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A personality: what the registers of a NIC do while its driver sets it up. The tails are not
 * among them, they stay plain memory.
 */
#ifndef BENCH_NIC_H
#define BENCH_NIC_H

#include <stdbool.h>
#include <stdint.h>

#define NIC_BAR_BYTES  (128 * 1024)
#define NIC_MAX_QUEUES 16

/* What a driver programmed for a queue. */
struct nic_ring {
	uint64_t base;
	uint32_t nb_desc;
	bool enabled;
	uint64_t head_wb; /* transmit: where the head is written to; 0: descriptors are written back
			   */
};

struct nic_ops {
	uint16_t device_id;
	/* Receive: position of the L4 checksum error; the IP checksum error is the bit above. */
	unsigned int l4e_shift;
	/* Its driver does not call a UDP checksum bad: the device errs when the sum is zero. */
	bool udp_bad_unknown;
	void *(*create)(unsigned int index);
	void (*destroy)(void *nic);
	uint32_t (*read)(void *nic, uint32_t offset);
	void (*write)(void *nic, uint32_t offset, uint32_t value);
	void (*elapse)(void *nic, uint32_t us);
	/* True for a queue's tail register. */
	bool (*tail)(uint32_t offset, bool *rx, unsigned int *queue);
	struct nic_ring (*ring)(void *nic, bool rx, unsigned int queue);
};

extern const struct nic_ops nic_82576, nic_82599;

#endif
