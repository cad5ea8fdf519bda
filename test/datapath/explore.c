/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dp.h"
#include "explore.h"

#define NO_NODE UINT32_MAX

/* A state, and the last step of the way to it. */
struct node {
	uint32_t from;	 /* NO_NODE: a start */
	uint16_t action; /* or number of the start */
	uint16_t depth;
};

struct graph {
	struct node *nodes;
	uint32_t nb, cap;
	/* by hash, open addressing; values are indices of nodes + 1 */
	uint64_t *keys;
	uint32_t *slots;
	uint64_t mask;
};

static void *
grow(void *old, size_t nb, size_t size)
{
	void *bigger = reallocarray(old, nb, size);

	if (bigger == NULL) {
		printf("Bail out! no memory for %zu states\n", nb);
		exit(1);
	}
	return bigger;
}

static uint32_t *
slot_of(const struct graph *g, uint64_t key)
{
	uint64_t i = key & g->mask;

	while (g->slots[i] != 0 && g->keys[i] != key)
		i = (i + 1) & g->mask;
	return &g->slots[i];
}

static void
rehash(struct graph *g, uint64_t nb_slots)
{
	struct graph old = *g;
	uint64_t i;

	g->keys = grow(NULL, nb_slots, sizeof(g->keys[0]));
	g->slots = grow(NULL, nb_slots, sizeof(g->slots[0]));
	memset(g->slots, 0, nb_slots * sizeof(g->slots[0]));
	g->mask = nb_slots - 1;
	for (i = 0; old.slots != NULL && i <= old.mask; i++) {
		if (old.slots[i] != 0) {
			uint32_t *slot = slot_of(g, old.keys[i]);

			*slot = old.slots[i];
			g->keys[slot - g->slots] = old.keys[i];
		}
	}
	free(old.keys);
	free(old.slots);
}

/* Notes a state unless it is known. */
static void
note(struct graph *g, uint64_t key, uint32_t from, unsigned int action, unsigned int depth)
{
	uint32_t *slot;

	if (g->nb * 2ull >= g->mask)
		rehash(g, (g->mask + 1) * 2);
	slot = slot_of(g, key);
	if (*slot != 0)
		return;
	if (g->nb == g->cap) {
		g->cap *= 2;
		g->nodes = grow(g->nodes, g->cap, sizeof(g->nodes[0]));
	}
	g->nodes[g->nb] = (struct node){.from = from, .action = action, .depth = depth};
	g->keys[slot - g->slots] = key;
	*slot = ++g->nb;
}

/* From the start to a node. */
static void
go_to(const struct explore *how, const struct graph *g, uint32_t i)
{
	const struct node *node = &g->nodes[i];

	if (node->from == NO_NODE) {
		how->start(how->ctx, node->action);
		return;
	}
	go_to(how, g, node->from);
	if (!how->act(how->ctx, node->action))
		dp_fail("%s was possible before", how->name(node->action));
}

static void
print_way(const struct explore *how, const struct graph *g, uint32_t i)
{
	const struct node *node = &g->nodes[i];

	if (node->from == NO_NODE) {
		printf("# way: start %u", node->action);
		return;
	}
	print_way(how, g, node->from);
	printf(", %s", how->name(node->action));
}

/* Leaves a state by each action. */
static void
leave(const struct explore *how, struct graph *g, uint32_t i, struct explored *sum)
{
	const unsigned int depth = g->nodes[i].depth + 1;
	unsigned int action;

	for (action = 0; action < how->nb_actions; action++) {
		go_to(how, g, i);
		if (how->act(how->ctx, action)) {
			sum->nb_steps++;
			note(g, how->state(how->ctx), i, action, depth);
			how->end(how->ctx);
		}
		if (dp_failed()) {
			print_way(how, g, i);
			printf(", %s\n", how->name(action));
			return;
		}
	}
}

void
explore(const struct explore *how, struct explored *sum)
{
	struct graph g = {.cap = 1024};
	unsigned int start;
	uint32_t i;

	g.nodes = grow(NULL, g.cap, sizeof(g.nodes[0]));
	rehash(&g, 4096);
	for (start = 0; start < how->nb_starts; start++) {
		how->start(how->ctx, start);
		note(&g, how->state(how->ctx), NO_NODE, start, 0);
	}
	for (i = 0; i < g.nb && !dp_failed(); i++)
		if (g.nodes[i].depth < how->bound)
			leave(how, &g, i, sum);
	sum->nb_states += g.nb;
	free(g.nodes);
	free(g.keys);
	free(g.slots);
}

unsigned int
explore_bound(unsigned int bound)
{
	const char *env = getenv("DP_BOUND");

	return env != NULL ? strtoul(env, NULL, 0) : bound;
}
