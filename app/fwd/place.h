/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Which lcores forward, and which of them does what: with testpmd's order, and NUMA nodes. */

#ifndef FWD_PLACE_H
#define FWD_PLACE_H

/** A node that is not known, or does not matter. */
#define FWD_ANY_NODE (-1)

/** What is to be placed, and where it can be. */
struct fwd_place_ask {
	unsigned int nb_groups; /**< of streams that must be on one lcore; one or more */
	const int *group_nodes;
	unsigned int nb_workers; /**< lcores there are; one or more */
	const int *worker_nodes;
	unsigned int nb_lcores; /**< of them that may be used; one to all */
};

/**
 * Place groups: on lcores of their own node as far as there are any.
 * @param lcores gets the workers that are used, by index, in their order
 * @param place gets the index into lcores of each group
 * @return how many lcores are used
 */
unsigned int fwd_place(const struct fwd_place_ask *ask, unsigned int *lcores, unsigned int *place);

#endif /* FWD_PLACE_H */
