/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Lcores are shared out between nodes in proportion to what is to be done there (D'Hondt's
 * method). Within a node neighbours in the order of groups stay together, and the last lcores get
 * one more where it does not come out even, as in testpmd; with one node that is all there is.
 */

#include "place.h"

#include <stdbool.h>
#include <string.h>

#include <rte_common.h>
#include <rte_config.h>

struct placing {
	const struct fwd_place_ask *ask;
	unsigned int *place;
	bool used[RTE_MAX_LCORE];   /**< workers that are chosen */
	bool busy[RTE_MAX_LCORE];   /**< workers that have groups */
	bool placed[RTE_MAX_LCORE]; /**< nodes whose groups are placed */
	unsigned int nb_used;
};

static unsigned int
count(const int *nodes, unsigned int nb, int node, const bool *only)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < nb; i++)
		n += nodes[i] == node && (only == NULL || only[i]);
	return n;
}

/** The worker that comes next: the first free one of the node that has most to do for each lcore.
 */
static int
next_worker(const struct placing *p)
{
	const struct fwd_place_ask *a = p->ask;
	unsigned int most = 0, share = 1;
	int best = -1;

	for (unsigned int i = 0; i < a->nb_workers; i++) {
		int node = a->worker_nodes[i];
		unsigned int work, has;

		if (p->used[i] || node == FWD_ANY_NODE)
			continue;
		work = count(a->group_nodes, a->nb_groups, node, NULL);
		has = count(a->worker_nodes, a->nb_workers, node, p->used);
		if (has >= work || work * share <= most * (has + 1))
			continue;
		best = (int)i;
		most = work;
		share = has + 1;
	}
	/* All nodes have as many as they need. */
	for (unsigned int i = 0; best < 0 && i < a->nb_workers; i++) {
		if (!p->used[i])
			best = (int)i;
	}
	return best;
}

static bool
is_wanted(const struct placing *p, unsigned int worker, int node, bool idle)
{
	return p->used[worker] && (node == FWD_ANY_NODE || p->ask->worker_nodes[worker] == node) &&
	       (!idle || !p->busy[worker]);
}

/** The n-th worker of those wanted. */
static unsigned int
nth_worker(const struct placing *p, unsigned int n, int node, bool idle)
{
	for (unsigned int i = 0; i < p->ask->nb_workers; i++) {
		if (is_wanted(p, i, node, idle) && n-- == 0)
			return i;
	}
	return 0;
}

/** Whether the groups of a node have lcores there. */
static bool
is_at_home(const struct placing *p, int node)
{
	return node != FWD_ANY_NODE &&
	       count(p->ask->worker_nodes, p->ask->nb_workers, node, p->used) != 0;
}

/** Share groups out: those of a node, or all that have no lcore at home (FWD_ANY_NODE). */
static void
share_out(struct placing *p, int node, bool idle)
{
	const struct fwd_place_ask *a = p->ask;
	unsigned int nb = 0, nb_lcores = 0, per, nb_less, done = 0;

	for (unsigned int i = 0; i < a->nb_workers; i++)
		nb_lcores += is_wanted(p, i, node, idle);
	for (unsigned int i = 0; i < a->nb_groups; i++)
		nb += node == FWD_ANY_NODE ? !is_at_home(p, a->group_nodes[i])
					   : a->group_nodes[i] == node;
	per = RTE_MAX(nb / nb_lcores, 1u);
	nb_less = nb > nb_lcores ? nb_lcores - nb % nb_lcores : nb_lcores;
	for (unsigned int i = 0; i < a->nb_groups; i++) {
		unsigned int n = done / per;

		if (node == FWD_ANY_NODE ? is_at_home(p, a->group_nodes[i])
					 : a->group_nodes[i] != node)
			continue;
		if (n >= nb_less)
			n = nb_less + (done - nb_less * per) / (per + 1);
		p->place[i] = n;
		done++;
	}
	/* What is busy changes only now: it is part of the order. */
	for (unsigned int i = 0; i < a->nb_groups; i++) {
		if (node == FWD_ANY_NODE ? is_at_home(p, a->group_nodes[i])
					 : a->group_nodes[i] != node)
			continue;
		p->place[i] = nth_worker(p, p->place[i], node, idle);
	}
	for (unsigned int i = 0; i < a->nb_groups; i++) {
		if (node == FWD_ANY_NODE ? !is_at_home(p, a->group_nodes[i])
					 : a->group_nodes[i] == node)
			p->busy[p->place[i]] = true;
	}
}

static void
place_groups(struct placing *p)
{
	const struct fwd_place_ask *a = p->ask;
	bool idle = false, homeless = false;

	for (unsigned int i = 0; i < a->nb_groups; i++) {
		int node = a->group_nodes[i];

		if (!is_at_home(p, node)) {
			homeless = true;
		} else if (!p->placed[node]) {
			p->placed[node] = true;
			share_out(p, node, false);
		}
	}
	/* The others go to lcores that have nothing to do yet, if there are any. */
	for (unsigned int i = 0; i < a->nb_workers; i++)
		idle |= p->used[i] && !p->busy[i];
	if (homeless)
		share_out(p, FWD_ANY_NODE, idle);
}

unsigned int
fwd_place(const struct fwd_place_ask *ask, unsigned int *lcores, unsigned int *place)
{
	struct placing p = {.ask = ask, .place = place};
	unsigned int index[RTE_MAX_LCORE], nb = 0;

	while (p.nb_used < ask->nb_lcores) {
		p.used[next_worker(&p)] = true;
		p.nb_used++;
	}
	place_groups(&p);
	for (unsigned int i = 0; i < ask->nb_workers; i++) {
		index[i] = nb;
		if (p.busy[i])
			lcores[nb++] = i;
	}
	for (unsigned int i = 0; i < ask->nb_groups; i++)
		place[i] = index[place[i]];
	return nb;
}
