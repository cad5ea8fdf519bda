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

#include <rte_mbuf.h>

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
	uint8_t bytes[FRAME_BYTES];
};

/* What the application asks for when it sends a packet on. */
struct request {
	uint64_t flags;
	uint64_t offload;
};

struct frame_set {
	struct frame frames[NB_FRAMES];
	struct request requests[NB_FRAMES]; /* of each */
};

enum kinds {
	KINDS_UDP,    /* over IPv4, all alike */
	KINDS_MIXED,  /* UDP, TCP, IPv4, IPv6, others, of four VLANs or none, in random order */
	KINDS_FAULTY, /* the same with wrong checksums, as proven */
};

/* size: with CRC, 0 for IMIX. */
void frames_make(struct frame_set *set, const struct nic_ops *nic, unsigned int size, bool offloads,
	enum kinds kinds, uint64_t seed);

/* What f's request says goes into an mbuf. */
static inline void
request_set(const struct frame_set *set, const struct frame *f, struct rte_mbuf *m)
{
	const struct request *r = &set->requests[f - set->frames];

	m->ol_flags = r->flags;
	m->tx_offload = r->offload;
}

/* A number in its last bytes makes each packet different. */
void frame_stamp(uint8_t *bytes, uint16_t len, uint32_t number);

/* xorshift64*: small and the same everywhere. */
uint32_t random_next(uint64_t *state);

#endif
