/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_mbuf.h>
#include <rte_mempool.h>

#include "poison.h"
#include "pool.h"
#include "rig.h"
#include "wrap.h"

#define MAX_POOLS 8

struct stack {
	unsigned int nb;
	bool guarded; /* what is free is poisoned */
	void *objs[];
};

static struct rte_mempool *pools[MAX_POOLS];
/* Where LeakSanitizer finds them: it does not look into EAL's memory. */
static struct stack *stacks[MAX_POOLS];

static int
stack_alloc(struct rte_mempool *mp)
{
	struct stack *s = calloc(1, sizeof(*s) + mp->size * sizeof(void *));

	if (s == NULL)
		return -ENOMEM;
	mp->pool_data = s;
	return 0;
}

static void
stack_free(struct rte_mempool *mp)
{
	free(mp->pool_data);
}

static int
stack_enqueue(struct rte_mempool *mp, void *const *objs, unsigned int n)
{
	struct stack *s = mp->pool_data;
	unsigned int i;

	if (s->nb + n > mp->size) {
		printf("Bail out! pool %s got more mbufs back than it has\n", mp->name);
		exit(1);
	}
	memcpy(&s->objs[s->nb], objs, n * sizeof(objs[0]));
	s->nb += n;
	for (i = 0; s->guarded && i < n; i++)
		poison_mbuf(mp, objs[i]);
	return 0;
}

static int
stack_dequeue(struct rte_mempool *mp, void **objs, unsigned int n)
{
	struct stack *s = mp->pool_data;
	unsigned int i;

	if (wrap_alloc_fails() || n > s->nb)
		return -ENOBUFS;
	s->nb -= n;
	memcpy(objs, &s->objs[s->nb], n * sizeof(objs[0]));
	for (i = 0; i < n; i++)
		unpoison_mbuf(mp, objs[i]);
	return 0;
}

static unsigned int
stack_count(const struct rte_mempool *mp)
{
	return ((const struct stack *)mp->pool_data)->nb;
}

static const struct rte_mempool_ops stack_ops = {
	.name = POOL_OPS_NAME,
	.alloc = stack_alloc,
	.free = stack_free,
	.enqueue = stack_enqueue,
	.dequeue = stack_dequeue,
	.get_count = stack_count,
};

RTE_MEMPOOL_REGISTER_OPS(stack_ops);

static void
guard_mbuf(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	RTE_SET_USED(arg);
	RTE_SET_USED(i);
	poison_around(mp, obj);
	poison_mbuf(mp, obj);
}

static void
unguard_mbuf(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	RTE_SET_USED(arg);
	RTE_SET_USED(i);
	unpoison_around(mp, obj);
}

bool
pool_watch(struct rte_mempool *mp)
{
	unsigned int i;

	for (i = 0; i < MAX_POOLS; i++) {
		if (pools[i] == NULL) {
			pools[i] = mp;
			stacks[i] = mp->pool_data;
			stacks[i]->guarded = true;
			rte_mempool_obj_iter(mp, guard_mbuf, NULL);
			return true;
		}
	}
	return false;
}

struct rte_mempool *
rig_pool_create(const char *name, unsigned int nb, uint16_t data_room)
{
	struct rte_mempool *mp;

	mp = rte_pktmbuf_pool_create_by_ops(
		name, nb, 0, 0, data_room, SOCKET_ID_ANY, POOL_OPS_NAME);
	return mp != NULL && pool_watch(mp) ? mp : NULL;
}

static void
take_back_mbuf(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	struct stack *s = mp->pool_data;

	RTE_SET_USED(arg);
	s->objs[i] = obj;
	s->nb = i + 1;
	poison_mbuf(mp, obj);
}

void
pool_take_back_all(void)
{
	unsigned int i;

	for (i = 0; i < MAX_POOLS; i++) {
		if (pools[i] == NULL)
			continue;
		rte_mempool_obj_iter(pools[i], unguard_mbuf, NULL);
		rte_mempool_obj_iter(pools[i], rte_pktmbuf_init, NULL);
		rte_mempool_obj_iter(pools[i], guard_mbuf, NULL);
		rte_mempool_obj_iter(pools[i], take_back_mbuf, NULL);
	}
}

void
pool_free_all(void)
{
	unsigned int i;

	for (i = 0; i < MAX_POOLS; i++) {
		if (pools[i] != NULL)
			rte_mempool_obj_iter(pools[i], unguard_mbuf, NULL);
		rte_mempool_free(pools[i]);
		pools[i] = NULL;
	}
}

unsigned int
pool_in_use(void)
{
	unsigned int i, nb = 0;

	for (i = 0; i < MAX_POOLS; i++) {
		if (pools[i] != NULL)
			nb += rte_mempool_in_use_count(pools[i]);
	}
	return nb;
}

struct range {
	uint64_t addr;
	uint32_t len;
	bool holds;
};

static void
chunk_check(struct rte_mempool *mp, void *arg, struct rte_mempool_memhdr *chunk, unsigned int i)
{
	struct range *r = arg;
	uint64_t start = (uintptr_t)chunk->addr;

	RTE_SET_USED(mp);
	RTE_SET_USED(i);
	if (r->addr >= start && r->addr + r->len <= start + chunk->len)
		r->holds = true;
}

bool
pool_holds(uint64_t addr, uint32_t len)
{
	struct range r = {.addr = addr, .len = len};
	unsigned int i;

	for (i = 0; i < MAX_POOLS; i++) {
		if (pools[i] != NULL)
			rte_mempool_mem_iter(pools[i], chunk_check, &r);
	}
	return r.holds;
}
