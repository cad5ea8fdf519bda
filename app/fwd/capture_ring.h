/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* A ring of frames in bytes, for one producer and one consumer. */

#ifndef FWD_CAPTURE_RING_H
#define FWD_CAPTURE_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_common.h>

/** What stands before the bytes of a frame in the ring. */
struct capture_record {
	uint64_t ns; /**< since the epoch */
	uint32_t len;
	uint32_t unused_space; /**< 1: no frame, only the space up to the end of the buffer */
};

struct __rte_cache_aligned capture_ring {
	uint8_t *data;
	uint64_t size; /**< a power of 2 */
	const _Atomic bool *failed;
	uint64_t tsc_start;
	uint64_t ns_start;
	uint64_t tsc_hz;

	/* The producer's. */
	struct __rte_cache_aligned {
		_Atomic uint64_t head;
		uint64_t head_next; /**< not yet published */
		uint64_t tail_seen;
		uint64_t ns_last;
		_Atomic uint64_t dropped;
	};

	/* The consumer's. */
	struct __rte_cache_aligned {
		_Atomic uint64_t tail;
	};
};

/** @param failed set by the consumer when it gives up */
int capture_ring_init(struct capture_ring *r, uint64_t size, const _Atomic bool *failed);
void capture_ring_free(struct capture_ring *r);

/** The oldest frame, followed by its bytes, or NULL. */
const struct capture_record *capture_ring_peek(struct capture_ring *r);
/** Drop the oldest frame. */
void capture_ring_pop(struct capture_ring *r, const struct capture_record *record);

#endif /* FWD_CAPTURE_RING_H */
