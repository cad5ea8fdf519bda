/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * igbx-bench: what network drivers cost per packet, without a NIC.
 */
#include <stdio.h>

#include "cell.h"
#include "driver.h"
#include "options.h"

static bool
drivers_known(const struct options *opt)
{
	unsigned int i, j;

	for (i = 0; i < opt->nb_drivers; i++) {
		if (driver_find(opt->drivers[i]) != NULL)
			continue;
		fprintf(stderr, "igbx-bench: --drivers %s: known are", opt->drivers[i]);
		for (j = 0; j < nb_drivers; j++)
			fprintf(stderr, "%s %s", j == 0 ? "" : ",", drivers[j].name);
		fprintf(stderr, "\n");
		return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct options opt;
	int ret = options_parse(&opt, argc, argv);

	if (ret > 0)
		return 0;
	if (ret < 0 || !drivers_known(&opt))
		return 2;
	return opt.list ? cell_list(&opt) : cell_run(&opt);
}
