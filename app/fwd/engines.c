/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "engine.h"

#include <string.h>

#include <rte_common.h>

static const struct fwd_engine *const engines[] = {
	&fwd_engine_io,
	&fwd_engine_mac,
	&fwd_engine_macswap,
	&fwd_engine_5tswap,
	&fwd_engine_csum,
	&fwd_engine_icmpecho,
	&fwd_engine_rxonly,
	&fwd_engine_txonly,
	&fwd_engine_flowgen,
	&fwd_engine_latency,
	&fwd_engine_noisy,
	&fwd_engine_ieee1588,
};

const struct fwd_engine *
fwd_engine_at(unsigned int i)
{
	return i < RTE_DIM(engines) ? engines[i] : NULL;
}

const struct fwd_engine *
fwd_engine_by_name(const char *name)
{
	for (unsigned int i = 0; i < RTE_DIM(engines); i++) {
		if (strcmp(engines[i]->name, name) == 0)
			return engines[i];
	}
	return NULL;
}

int
fwd_engine_needs_port(const struct fwd_app *app, struct fwd_port *port)
{
	(void)app;
	port->engine_ctx = port;
	return 0;
}
