/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * All sequences of actions up to a length, from each of some starts. What follows a state does
 * not depend on how it was reached, so each state is left once by each action, by the shortest way
 * to it.
 */
#ifndef EXPLORE_H
#define EXPLORE_H

#include <stdbool.h>
#include <stdint.h>

struct explore {
	void *ctx; /* handed to all of these */
	unsigned int nb_starts;
	unsigned int nb_actions;
	unsigned int bound; /* actions in a sequence */
	void (*start)(void *ctx, unsigned int start);
	/* Does it and checks what comes of it. False: impossible here, and nothing was done. */
	bool (*act)(void *ctx, unsigned int action);
	/* A hash of all that what follows depends on. */
	uint64_t (*state)(void *ctx);
	/* Everything that can be seen from outside is as it must be, however it goes on. */
	void (*end)(void *ctx);
	const char *(*name)(unsigned int action);
};

struct explored {
	uint64_t nb_states;
	uint64_t nb_steps; /* actions out of them, each checked */
};

/* Stops at the first failure (dp_fail()) and says how to get there. */
void explore(const struct explore *how, struct explored *sum);

/* Length of sequences: DP_BOUND from the environment, or the given number. */
unsigned int explore_bound(unsigned int bound);

#endif
