/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packets, with what a device says about them when they arrive and what an application asks for
 * when they leave.
 */
#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "nic.h"

#define FRAME_BYTES 1514
#define NB_FRAMES   128 /* of a set; a power of two */

struct frame {
	uint16_t len; /* without CRC */
	uint16_t tci;
	bool tagged; /* only with offloads: the device takes the tag off and puts it on */
	bool ipv4;
	bool ipv6;
	bool tcp;
	bool udp;
	bool bad_ip;
	bool bad_l4;
	uint32_t hash;		      /* 0: none */
	uint64_t image[2];	      /* received descriptor */
#define FRAME_IMAGE_LEN	 (1ull << 32) /* one byte, in the second word */
#define FRAME_IMAGE_VLAN (1ull << 3)
	uint64_t tx_flags;
	uint64_t tx_offload;
	uint8_t bytes[FRAME_BYTES];
};

struct frame_set {
	struct frame frames[NB_FRAMES];
};

/* size: with CRC, 0 for IMIX. plain: UDP over IPv4 without faults only, as measured; otherwise all
 * kinds in random order, as proven.
 */
void frames_make(struct frame_set *set, const struct nic_ops *nic, unsigned int size, bool offloads,
	bool plain, uint64_t seed);

/* A number in its last bytes makes each packet different. */
void frame_stamp(uint8_t *bytes, uint16_t len, uint32_t number);

/* xorshift64*: small and the same everywhere. */
uint32_t random_next(uint64_t *state);

#endif
