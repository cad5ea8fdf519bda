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

struct bpf_insn;

/** Whether frames are wanted. */
enum capture_state {
	CAPTURE_ON,
	CAPTURE_ENDED,	/**< a limit was reached: no frame is missed any more */
	CAPTURE_FAILED, /**< those that come are lost */
};

/** What stands before the bytes of a frame in the ring. */
struct capture_record {
	uint64_t tsc;	 /**< of the burst */
	uint32_t len;	 /**< of the frame */
	uint32_t caplen; /**< bytes that follow; CAPTURE_SKIP: none up to the end of the buffer */
};

#define CAPTURE_SKIP UINT32_MAX

struct __rte_cache_aligned capture_ring {
	uint8_t *data;
	uint64_t size; /**< a power of 2 */
	const _Atomic int *state;
	const struct bpf_insn *filter; /**< NULL: all frames */
	uint8_t *linear;	       /**< for the filter, of a frame in several mbufs */
	uint32_t snaplen;

	/* The producer's. */
	struct __rte_cache_aligned {
		_Atomic uint64_t head;
		uint64_t head_next; /**< not yet published */
		uint64_t tail_seen;
		_Atomic uint64_t dropped;
		_Atomic uint64_t filtered; /**< not wanted by the filter */
	};

	/* The consumer's. */
	struct __rte_cache_aligned {
		_Atomic uint64_t tail;
		_Atomic uint64_t written;
		_Atomic uint64_t lost; /**< taken out of the ring, or left in it, after a failure */
		uint64_t ns_last;
	};
};

/**
 * @param state set by the consumer when it wants no more
 * @param filter a program of libpcap's, or NULL
 * @param snaplen most bytes of a frame
 */
int capture_ring_init(struct capture_ring *r, uint64_t size, const _Atomic int *state,
	const struct bpf_insn *filter, uint32_t snaplen);
void capture_ring_free(struct capture_ring *r);

/** The oldest frame, followed by its bytes, or NULL. */
const struct capture_record *capture_ring_peek(struct capture_ring *r);
/** Drop the oldest frame. */
void capture_ring_pop(struct capture_ring *r, const struct capture_record *record);

#endif /* FWD_CAPTURE_RING_H */
