/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_kvargs.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "igbx_compat.h"

#include "rig.h"
#include "wrap.h"

#define MAX_ZONES 64

static struct {
	unsigned int nb_allocs;
	unsigned int fail_at;
	const struct rte_memzone *zones[MAX_ZONES];
	struct rte_pci_driver *driver;
} wrap;

bool
wrap_alloc_fails(void)
{
	return ++wrap.nb_allocs == wrap.fail_at;
}

void
rig_fail_alloc(unsigned int n)
{
	wrap.nb_allocs = 0;
	wrap.fail_at = n;
}

unsigned int
rig_allocs(void)
{
	return wrap.nb_allocs;
}

struct rte_pci_driver *
wrap_driver(void)
{
	if (wrap.driver == NULL) {
		printf("Bail out! no driver has registered itself\n");
		exit(1);
	}
	return wrap.driver;
}

/* The names are the linker's: __wrap_f is called for f, __real_f is f. */
void *__real_rte_zmalloc_socket(const char *type, size_t size, unsigned int align, int socket);
void *__wrap_rte_zmalloc_socket(const char *type, size_t size, unsigned int align, int socket);
void *__real_rte_zmalloc(const char *type, size_t size, unsigned int align);
void *__wrap_rte_zmalloc(const char *type, size_t size, unsigned int align);
void *__real_rte_calloc_socket(
	const char *type, size_t num, size_t size, unsigned int align, int socket);
void *__wrap_rte_calloc_socket(
	const char *type, size_t num, size_t size, unsigned int align, int socket);
const struct rte_memzone *__real_rte_eth_dma_zone_reserve(const struct rte_eth_dev *dev,
	const char *name, uint16_t queue, size_t size, unsigned int align, int socket);
const struct rte_memzone *__wrap_rte_eth_dma_zone_reserve(const struct rte_eth_dev *dev,
	const char *name, uint16_t queue, size_t size, unsigned int align, int socket);
int __real_rte_memzone_free(const struct rte_memzone *mz);
int __wrap_rte_memzone_free(const struct rte_memzone *mz);
struct rte_kvargs *__real_rte_kvargs_parse(const char *args, const char *const keys[]);
struct rte_kvargs *__wrap_rte_kvargs_parse(const char *args, const char *const keys[]);
void __wrap_rte_pci_register(struct rte_pci_driver *driver);

void *
__wrap_rte_zmalloc_socket(const char *type, size_t size, unsigned int align, int socket)
{
	if (wrap_alloc_fails())
		return NULL;
	return __real_rte_zmalloc_socket(type, size, align, socket);
}

void *
__wrap_rte_zmalloc(const char *type, size_t size, unsigned int align)
{
	return wrap_alloc_fails() ? NULL : __real_rte_zmalloc(type, size, align);
}

void *
__wrap_rte_calloc_socket(const char *type, size_t num, size_t size, unsigned int align, int socket)
{
	if (wrap_alloc_fails())
		return NULL;
	return __real_rte_calloc_socket(type, num, size, align, socket);
}

const struct rte_memzone *
__wrap_rte_eth_dma_zone_reserve(const struct rte_eth_dev *dev, const char *name, uint16_t queue,
	size_t size, unsigned int align, int socket)
{
	const struct rte_memzone *mz;
	unsigned int i;

	if (wrap_alloc_fails()) {
		rte_errno = ENOMEM;
		return NULL;
	}
	mz = __real_rte_eth_dma_zone_reserve(dev, name, queue, size, align, socket);
	for (i = 0; mz != NULL && i < MAX_ZONES; i++) {
		if (wrap.zones[i] == NULL) {
			wrap.zones[i] = mz;
			return mz;
		}
	}
	return NULL;
}

int
__wrap_rte_memzone_free(const struct rte_memzone *mz)
{
	unsigned int i;

	for (i = 0; i < MAX_ZONES; i++) {
		if (wrap.zones[i] == mz)
			wrap.zones[i] = NULL;
	}
	return __real_rte_memzone_free(mz);
}

struct rte_kvargs *
__wrap_rte_kvargs_parse(const char *args, const char *const keys[])
{
	return wrap_alloc_fails() ? NULL : __real_rte_kvargs_parse(args, keys);
}

/* The bus does not get it: nothing is scanned, and the test does the bus's part. */
void
__wrap_rte_pci_register(struct rte_pci_driver *driver)
{
	wrap.driver = driver;
}

bool
wrap_zone_holds(uint64_t addr, uint32_t len)
{
	const struct rte_memzone *mz;
	unsigned int i;

	for (i = 0; i < MAX_ZONES; i++) {
		mz = wrap.zones[i];
		if (mz != NULL && addr >= mz->iova && addr + len <= mz->iova + mz->len)
			return true;
	}
	return false;
}

void
wrap_forget_zones(void)
{
	memset(wrap.zones, 0, sizeof(wrap.zones));
}
