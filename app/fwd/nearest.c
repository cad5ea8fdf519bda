/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The name that was probably meant. */

#include "options.h"

#include <string.h>

#include <rte_common.h>

/** Longest name that suggestions are computed for. */
#define MAX_NAME 64

/** Insertions, deletions, replacements and swaps of neighbours that turn one name into the other.
 */
static unsigned int
distance(const char *a, const char *b)
{
	unsigned int rows[3][MAX_NAME + 1];
	size_t nb = strlen(b), i;

	for (size_t j = 0; j <= nb; j++)
		rows[0][j] = (unsigned int)j;
	for (i = 0; a[i] != '\0'; i++) {
		const unsigned int *last = rows[i % 3], *older = rows[(i + 2) % 3];
		unsigned int *row = rows[(i + 1) % 3];

		row[0] = (unsigned int)i + 1;
		for (size_t j = 0; j < nb; j++) {
			unsigned int best = RTE_MIN(row[j], last[j + 1]) + 1;

			best = RTE_MIN(best, last[j] + (a[i] != b[j]));
			if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j])
				best = RTE_MIN(best, older[j - 1] + 1);
			row[j + 1] = best;
		}
	}
	return rows[i % 3][nb];
}

int
fwd_nearest(const char *typed, const char *(*next)(unsigned int i))
{
	unsigned int best = UINT32_MAX;
	const char *name;
	int found = -1;

	if (strlen(typed) > MAX_NAME)
		return -1;
	for (unsigned int i = 0; (name = next(i)) != NULL; i++) {
		unsigned int d;

		if (strlen(name) > MAX_NAME)
			continue;
		d = distance(typed, name);
		if (d < best) {
			best = d;
			found = (int)i;
		}
	}
	/* A name of which more than a third is wrong was not that name mistyped. */
	return best <= RTE_MAX(strlen(typed) / 3, (size_t)1) ? found : -1;
}
