/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Which lcores of igbx-fwd do what, on machines with one NUMA node and with several; then with
 * chance: each group has an lcore, each lcore has a group, none has much more than others.
 */
#include <stdlib.h>

#include <rte_common.h>

#include "place.h"
#include "tap.h"

#define MAX 16

static unsigned int lcores[MAX], place[MAX];

/** Numbers as text, to be compared and shown. */
static const char *
list(const unsigned int *v, unsigned int nb)
{
	static char text[2][MAX * 4];
	static unsigned int turn;
	size_t len = 0;

	turn ^= 1;
	text[turn][0] = '\0';
	for (unsigned int i = 0; i < nb; i++)
		len += (size_t)snprintf(text[turn] + len, sizeof(text[0]) - len, " %u", v[i]);
	return text[turn];
}

static unsigned int
run(const int *groups, unsigned int nb_groups, const int *workers, unsigned int nb_workers,
	unsigned int nb_lcores)
{
	const struct fwd_place_ask ask = {nb_groups, groups, nb_workers, workers, nb_lcores};

	return fwd_place(&ask, lcores, place);
}

static void
expect_place(const char *name, unsigned int nb, unsigned int nb_groups, const char *want_lcores,
	const char *want_place)
{
	const char *got_lcores = list(lcores, nb), *got_place = list(place, nb_groups);

	tap_check(strcmp(got_lcores, want_lcores) == 0 && strcmp(got_place, want_place) == 0, name,
		"expected: lcores%s, places%s; observed:%s,%s", want_lcores, want_place, got_lcores,
		got_place);
}

/** As testpmd's setup_fwd_config_of_each_lcore() shares streams out. */
static void
test_one_node(void)
{
	static const int node[MAX];
	int any[MAX];

	memset(any, -1, sizeof(any));
	expect_place("4 on 2", run(node, 4, node, 2, 2), 4, " 0 1", " 0 0 1 1");
	expect_place(
		"5 on 2: the last has more", run(node, 5, node, 2, 2), 5, " 0 1", " 0 0 1 1 1");
	expect_place("8 on 3", run(node, 8, node, 3, 3), 8, " 0 1 2", " 0 0 1 1 1 2 2 2");
	expect_place("3 on 3 of 5", run(node, 3, node, 5, 3), 3, " 0 1 2", " 0 1 2");
	expect_place("4 on 1 of 5", run(node, 4, node, 5, 1), 4, " 0", " 0 0 0 0");
	expect_place("nodes unknown", run(any, 5, node, 2, 2), 5, " 0 1", " 0 0 1 1 1");
	expect_place("lcores' nodes unknown", run(node, 5, any, 2, 2), 5, " 0 1", " 0 0 1 1 1");
}

static void
test_nodes(void)
{
	static const int mixed[] = {0, 1, 0, 1}, one[] = {1, 1, 1, 1}, pair[] = {0, 1};
	static const int workers[] = {0, 0, 1, 1}, near[] = {0, 0, 0, 0}, some[] = {0, -1, 1, -1};
	static const int most[] = {0, 0, 0, 1}, three[] = {2, 0, 0, 0};

	expect_place("each at home", run(mixed, 4, workers, 4, 4), 4, " 0 1 2 3", " 0 2 1 3");
	expect_place("two lcores of different nodes", run(mixed, 4, workers, 4, 2), 4, " 0 2",
		" 0 1 0 1");
	expect_place("all on node 1: its lcores first", run(one, 4, workers, 4, 2), 4, " 2 3",
		" 0 0 1 1");
	expect_place("all on node 1, all lcores: none idle", run(one, 4, workers, 4, 4), 4, " 2 3",
		" 0 0 1 1");
	expect_place("no lcore at home", run(one, 4, near, 4, 2), 4, " 0 1", " 0 0 1 1");
	expect_place("one at home, one not", run(pair, 2, near, 4, 2), 2, " 0 1", " 0 1");
	expect_place(
		"the unknown to the idle", run(some, 4, workers, 4, 4), 4, " 0 1 2 3", " 0 1 2 3");
	expect_place("in proportion", run(most, 4, workers, 4, 3), 4, " 0 1 2", " 0 1 1 2");
	expect_place(
		"a node without lcores", run(three, 4, workers, 4, 4), 4, " 0 1 2", " 2 0 1 1");
}

static bool
is_sane(unsigned int nb, unsigned int nb_groups, unsigned int nb_workers, unsigned int nb_lcores)
{
	unsigned int work[MAX] = {0};

	if (nb == 0 || nb > nb_lcores)
		return false;
	for (unsigned int i = 0; i < nb; i++) {
		if (lcores[i] >= nb_workers || (i > 0 && lcores[i] <= lcores[i - 1]))
			return false;
	}
	for (unsigned int i = 0; i < nb_groups; i++) {
		if (place[i] >= nb)
			return false;
		work[place[i]]++;
	}
	for (unsigned int i = 0; i < nb; i++) {
		if (work[i] == 0)
			return false;
	}
	return true;
}

static void
test_chance(void)
{
	unsigned int nb_bad = 0;

	srandom(1);
	for (unsigned int n = 0; n < 20000; n++) {
		unsigned int nb_groups = 1 + (unsigned int)random() % MAX;
		unsigned int nb_workers = 1 + (unsigned int)random() % MAX;
		unsigned int nb_lcores =
			1 + (unsigned int)random() % RTE_MIN(nb_groups, nb_workers);
		int groups[MAX], workers[MAX];

		for (unsigned int i = 0; i < MAX; i++) {
			groups[i] = (int)(random() % 4) - 1;
			workers[i] = (int)(random() % 3);
		}
		nb_bad += !is_sane(run(groups, nb_groups, workers, nb_workers, nb_lcores),
			nb_groups, nb_workers, nb_lcores);
	}
	tap_check(nb_bad == 0, "by chance: all are placed, no lcore is idle",
		"expected: none bad of 20000; observed: %u", nb_bad);
}

int
main(void)
{
	test_one_node();
	test_nodes();
	test_chance();
	return tap_done();
}
