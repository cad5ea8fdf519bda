/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "capture_ring.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <rte_branch_prediction.h>
#include <rte_cycles.h>
#include <rte_mbuf.h>
#include <rte_memcpy.h>

#include "burst.h"
#include "capture.h"

#define NS_PER_S_U64 UINT64_C(1000000000)

int
capture_ring_init(struct capture_ring *r, uint64_t size, const _Atomic bool *failed)
{
	struct timespec now;

	memset(r, 0, sizeof(*r));
	/* Populated, so that the data path takes no page faults. */
	r->data = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (r->data == MAP_FAILED) {
		r->data = NULL;
		return -errno;
	}
	r->size = size;
	r->failed = failed;
	/* The cycle counter costs no system call, whatever clock the kernel uses. */
	r->tsc_hz = rte_get_tsc_hz();
	r->tsc_start = rte_rdtsc();
	clock_gettime(CLOCK_REALTIME, &now);
	r->ns_start = (uint64_t)now.tv_sec * NS_PER_S_U64 + (uint64_t)now.tv_nsec;
	return 0;
}

void
capture_ring_free(struct capture_ring *r)
{
	if (r->data != NULL)
		munmap(r->data, r->size);
	r->data = NULL;
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

static uint64_t
now_ns(const struct capture_ring *r)
{
	uint64_t cycles = rte_rdtsc() - r->tsc_start;

	return r->ns_start + cycles / r->tsc_hz * NS_PER_S_U64 +
	       cycles % r->tsc_hz * NS_PER_S_U64 / r->tsc_hz;
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
		record_at(r, r->head_next)->unused_space = 1;
		r->head_next += to_end;
	}
	r->head_next += size;
	return record_at(r, r->head_next - size);
}

static void
copy_frame(uint8_t *to, const struct rte_mbuf *m)
{
	for (; m != NULL; m = m->next) {
		rte_memcpy(to, rte_pktmbuf_mtod(m, const void *), m->data_len);
		to += m->data_len;
	}
}

void
fwd_capture_burst(struct capture_ring *r, struct rte_mbuf **pkts, uint16_t nb)
{
	uint64_t ns;

	if (unlikely(atomic_load_explicit(r->failed, memory_order_relaxed))) {
		fwd_count(&r->dropped, nb);
		return;
	}

	/* The clock may be corrected backwards, a capture must not go backwards. */
	ns = now_ns(r);
	if (ns <= r->ns_last)
		ns = r->ns_last + 1;
	for (uint16_t i = 0; i < nb; i++) {
		const struct rte_mbuf *m = pkts[i];
		struct capture_record *record = reserve(r, record_size(m->pkt_len));

		if (unlikely(record == NULL)) {
			fwd_count(&r->dropped, 1);
			continue;
		}
		record->ns = ns++;
		record->len = m->pkt_len;
		record->unused_space = 0;
		copy_frame((uint8_t *)(record + 1), m);
	}
	r->ns_last = ns - 1;
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
	if (record->unused_space == 0)
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

	atomic_store_explicit(&r->tail, tail + record_size(record->len), memory_order_release);
}
