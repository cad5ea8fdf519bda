/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "capture_ring.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <rte_branch_prediction.h>
#include <rte_cycles.h>
#include <rte_mbuf.h>
#include <rte_memcpy.h>

#include "burst.h"
#include "capture.h"

/** The longest frame that an mbuf chain can hold, for the filter. */
#define LINEAR_SIZE 65536

int
capture_ring_init(struct capture_ring *r, uint64_t size, const _Atomic int *state,
	const struct bpf_insn *filter, uint32_t snaplen)
{
	memset(r, 0, sizeof(*r));
	if (filter != NULL) {
		r->linear = malloc(LINEAR_SIZE);
		if (r->linear == NULL)
			return -ENOMEM;
	}
	/* Populated, so that the data path takes no page faults. */
	r->data = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (r->data == MAP_FAILED) {
		r->data = NULL;
		free(r->linear);
		return -errno;
	}
	r->size = size;
	r->state = state;
	r->filter = filter;
	r->snaplen = snaplen;
	return 0;
}

void
capture_ring_free(struct capture_ring *r)
{
	if (r->data != NULL)
		munmap(r->data, r->size);
	r->data = NULL;
	free(r->linear);
	r->linear = NULL;
}

static uint64_t
record_size(uint32_t len)
{
	return sizeof(struct capture_record) +
	       RTE_ALIGN_CEIL((uint64_t)len, sizeof(struct capture_record));
}

static struct capture_record *
record_at(const struct capture_ring *r, uint64_t position)
{
	return (struct capture_record *)(r->data + (position & (r->size - 1)));
}

/** Space for a record, in one piece. @return NULL when the ring is full. */
static struct capture_record *
reserve(struct capture_ring *r, uint64_t size)
{
	uint64_t to_end = r->size - (r->head_next & (r->size - 1));
	uint64_t needed = size > to_end ? to_end + size : size;

	if (r->head_next + needed - r->tail_seen > r->size) {
		r->tail_seen = atomic_load_explicit(&r->tail, memory_order_acquire);
		if (r->head_next + needed - r->tail_seen > r->size)
			return NULL;
	}
	if (size > to_end) {
		record_at(r, r->head_next)->caplen = CAPTURE_SKIP;
		r->head_next += to_end;
	}
	r->head_next += size;
	return record_at(r, r->head_next - size);
}

static void
copy_frame(uint8_t *to, const struct rte_mbuf *m, uint32_t len)
{
	for (; len != 0; m = m->next) {
		uint32_t part = RTE_MIN(len, (uint32_t)m->data_len);

		rte_memcpy(to, rte_pktmbuf_mtod(m, const void *), part);
		to += part;
		len -= part;
	}
}

/** Whether the filter wants a frame. */
static bool
is_wanted(struct capture_ring *r, const struct rte_mbuf *m)
{
	const uint8_t *bytes = rte_pktmbuf_mtod(m, const uint8_t *);
	uint32_t len = m->data_len;

	if (r->filter == NULL)
		return true;
	if (unlikely(m->nb_segs > 1)) {
		len = RTE_MIN(m->pkt_len, (uint32_t)LINEAR_SIZE);
		copy_frame(r->linear, m, len);
		bytes = r->linear;
	}
	if (bpf_filter(r->filter, bytes, m->pkt_len, len) != 0)
		return true;
	fwd_count(&r->filtered, 1);
	return false;
}

/** Copy a frame into the ring. @return false if it is full. */
static inline bool
record_frame(struct capture_ring *r, const struct rte_mbuf *m, uint64_t tsc)
{
	uint32_t caplen = RTE_MIN(m->pkt_len, r->snaplen);
	struct capture_record *record = reserve(r, record_size(caplen));

	if (unlikely(record == NULL))
		return false;
	record->tsc = tsc;
	record->len = m->pkt_len;
	record->caplen = caplen;
	copy_frame((uint8_t *)(record + 1), m, caplen);
	return true;
}

void
fwd_capture_burst(struct capture_ring *r, struct rte_mbuf **pkts, uint16_t nb)
{
	int state = atomic_load_explicit(r->state, memory_order_relaxed);
	/* The cycle counter costs no system call, whatever clock the kernel uses. */
	uint64_t tsc = rte_rdtsc();

	if (unlikely(state == CAPTURE_ENDED))
		return;
	for (uint16_t i = 0; i < nb; i++) {
		if (!is_wanted(r, pkts[i]))
			continue;
		if (unlikely(state == CAPTURE_FAILED || !record_frame(r, pkts[i], tsc)))
			fwd_count(&r->dropped, 1);
	}
	atomic_store_explicit(&r->head, r->head_next, memory_order_release);
}

const struct capture_record *
capture_ring_peek(struct capture_ring *r)
{
	uint64_t head = atomic_load_explicit(&r->head, memory_order_acquire);
	uint64_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
	const struct capture_record *record;

	if (tail == head)
		return NULL;
	record = record_at(r, tail);
	if (record->caplen != CAPTURE_SKIP)
		return record;

	tail += r->size - (tail & (r->size - 1));
	atomic_store_explicit(&r->tail, tail, memory_order_release);
	/* The producer reserves the space and the frame behind it in one step. */
	return record_at(r, tail);
}

void
capture_ring_pop(struct capture_ring *r, const struct capture_record *record)
{
	uint64_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);

	atomic_store_explicit(&r->tail, tail + record_size(record->caplen), memory_order_release);
}
