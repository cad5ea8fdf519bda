/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The functions here stand before those of DPDK's libraries in the search order of symbols, so that
 * the libraries among each other use them, too.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memory.h>
#include <rte_memzone.h>
#include <rte_spinlock.h>

#include "igbx_compat.h"

#include "guard.h"
#include "input.h"

#define MAX_BLOCKS 65536
#define MIN_ALIGN  16u

/* By age. The list is also where LeakSanitizer finds what only EAL's memory points to. */
static struct {
	rte_spinlock_t lock; /* EAL's own threads allocate, too */
	unsigned int nb;
	void *blocks[MAX_BLOCKS];
} guard = {.lock = RTE_SPINLOCK_INITIALIZER};

unsigned int
guard_blocks(void)
{
	return guard.nb;
}

static void *
block_alloc(size_t size, unsigned int align)
{
	void *block;

	if (size == 0 || (align & (align - 1)) != 0 ||
		posix_memalign(&block, align > MIN_ALIGN ? align : MIN_ALIGN, size) != 0)
		return NULL;
	memset(block, 0, size);
	rte_spinlock_lock(&guard.lock);
	FUZZ_CHECK(guard.nb < MAX_BLOCKS, "more than %d blocks", MAX_BLOCKS);
	guard.blocks[guard.nb++] = block;
	rte_spinlock_unlock(&guard.lock);
	return block;
}

static bool
block_forget(const void *block)
{
	unsigned int i;

	rte_spinlock_lock(&guard.lock);
	/* The newest mostly go first. */
	for (i = guard.nb; i > 0 && guard.blocks[i - 1] != block; i--)
		;
	if (i > 0) {
		memmove(&guard.blocks[i - 1], &guard.blocks[i],
			(guard.nb - i) * sizeof(guard.blocks[0]));
		guard.nb--;
	}
	rte_spinlock_unlock(&guard.lock);
	return i > 0;
}

void
guard_free_behind(unsigned int nb)
{
	while (guard.nb > nb)
		free(guard.blocks[--guard.nb]);
}

/* A function of the library's that is hidden by the one here. */
static void *
hidden(const char *name)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	FUZZ_CHECK(symbol != NULL, "no %s in DPDK's libraries", name);
	return symbol;
}

/* ---- heap ---- */

void *
rte_malloc_socket(const char *type, size_t size, unsigned int align, int socket)
{
	RTE_SET_USED(type);
	RTE_SET_USED(socket);
	return block_alloc(size, align);
}

void *
rte_zmalloc_socket(const char *type, size_t size, unsigned int align, int socket)
{
	return rte_malloc_socket(type, size, align, socket);
}

void *
rte_malloc(const char *type, size_t size, unsigned int align)
{
	return rte_malloc_socket(type, size, align, SOCKET_ID_ANY);
}

void *
rte_zmalloc(const char *type, size_t size, unsigned int align)
{
	return rte_malloc_socket(type, size, align, SOCKET_ID_ANY);
}

void *
rte_calloc_socket(const char *type, size_t num, size_t size, unsigned int align, int socket)
{
	return rte_malloc_socket(type, num * size, align, socket);
}

void *
rte_calloc(const char *type, size_t num, size_t size, unsigned int align)
{
	return rte_malloc_socket(type, num * size, align, SOCKET_ID_ANY);
}

rte_iova_t
rte_malloc_virt2iova(const void *block)
{
	return (uintptr_t)block;
}

/* What EAL took from its own heap by other ways than the above goes back there. */
void
rte_free(void *block)
{
	union {
		void *symbol;
		void (*call)(void *block);
	} eal;

	if (block == NULL)
		return;
	if (rte_mem_virt2memseg_list(block) != NULL) {
		eal.symbol = hidden("rte_free");
		eal.call(block);
		return;
	}
	FUZZ_CHECK(block_forget(block), "%p is freed and is no block", block);
	free(block);
}

/* ---- rings ---- */

const struct rte_memzone *
rte_eth_dma_zone_reserve(const struct rte_eth_dev *dev, const char *name, uint16_t queue,
	size_t size, unsigned int align, int socket)
{
	struct rte_memzone *mz = block_alloc(sizeof(*mz), 0);
	void *ring = block_alloc(size, align);

	RTE_SET_USED(dev);
	FUZZ_CHECK(mz != NULL && ring != NULL, "no memory for %zu bytes", size);
	snprintf(mz->name, sizeof(mz->name), "%s%u", name, queue);
	mz->addr = ring;
	mz->iova = (uintptr_t)ring;
	mz->len = size;
	mz->socket_id = socket;
	return mz;
}

int
rte_memzone_free(const struct rte_memzone *mz)
{
	union {
		void *symbol;
		int (*call)(const struct rte_memzone *mz);
	} eal;
	void *ring;

	if (mz == NULL)
		return -EINVAL;
	if (!block_forget(mz)) {
		eal.symbol = hidden("rte_memzone_free");
		return eal.call(mz);
	}
	ring = mz->addr;
	FUZZ_CHECK(block_forget(ring), "the memory of %s was freed before", mz->name);
	free(ring);
	free((void *)(uintptr_t)mz);
	return 0;
}
