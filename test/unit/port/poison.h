/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * For builds with AddressSanitizer: what surrounds an mbuf in its pool may not be touched, nor a
 * free mbuf, but for the addresses of its buffer, which never change. Nothing in other builds.
 */
#ifndef PORT_POISON_H
#define PORT_POISON_H

#include <stdbool.h>
#include <stdint.h>

#include <sanitizer/asan_interface.h>

#include <rte_mbuf.h>
#include <rte_mempool.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON_WORKS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define POISON_WORKS
#endif

/* Whether a byte of [addr, addr + len) may not be touched. */
static inline bool
is_poisoned(uint64_t addr, uint32_t len)
{
#ifdef POISON_WORKS
	return __asan_region_is_poisoned((void *)(uintptr_t)addr, len) != NULL;
#else
	(void)addr;
	(void)len;
	return false;
#endif
}

static inline void
poison_mbuf(const struct rte_mempool *mp, void *obj)
{
	ASAN_POISON_MEMORY_REGION((uint8_t *)obj + offsetof(struct rte_mbuf, data_off),
		mp->elt_size - offsetof(struct rte_mbuf, data_off));
}

static inline void
unpoison_mbuf(const struct rte_mempool *mp, void *obj)
{
	ASAN_UNPOISON_MEMORY_REGION(obj, mp->elt_size);
}

static inline void
poison_around(const struct rte_mempool *mp, void *obj)
{
	/* An mbuf that is detached looks into its header. */
	ASAN_POISON_MEMORY_REGION((uint8_t *)obj - mp->header_size,
		mp->header_size - sizeof(struct rte_mempool_objhdr));
	ASAN_POISON_MEMORY_REGION((uint8_t *)obj + mp->elt_size, mp->trailer_size);
}

static inline void
unpoison_around(const struct rte_mempool *mp, void *obj)
{
	ASAN_UNPOISON_MEMORY_REGION((uint8_t *)obj - mp->header_size,
		mp->header_size + mp->elt_size + mp->trailer_size);
}

#endif
