/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Starts EAL with the arguments given and stops it again: the smallest program into
 * which a driver can be loaded. Exit status 0 when EAL starts and stops.
 */
#include <stdio.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_version.h>

int
main(int argc, char **argv)
{
	if (rte_eal_init(argc, argv) < 0) {
		fprintf(stderr, "EAL does not start: %s\n", rte_strerror(rte_errno));
		return 1;
	}
	printf("%s started\n", rte_version());
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
