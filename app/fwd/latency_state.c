/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The streams of a run, and what is left of it. */

#include <errno.h>

#include <rte_malloc.h>
#include <rte_random.h>

#include "fwd.h"
#include "latency.h"
#include "log.h"

static bool
sends(const struct fwd_stream *s)
{
	return s->transmits && s->replay == NULL && s->from_kernel == NULL;
}

static void *
alloc(size_t nb, size_t size)
{
	return rte_calloc("latency", nb, size, RTE_CACHE_LINE_SIZE);
}

/** Whether an lcore polls a queue of a port. */
static bool
polls(const struct fwd_lcore *l, uint16_t port)
{
	for (unsigned int i = 0; i < l->nb_streams; i++) {
		if (l->streams[i]->receives && l->streams[i]->rx_port == port)
			return true;
	}
	return false;
}

static void
add_sender(struct fwd_app *app, struct fwd_stream *s)
{
	struct latency *all = app->latency;
	struct latency_tx *tx = &all->tx[all->nb_tx];

	tx->id = (uint16_t)all->nb_tx++;
	tx->tx_port = s->tx_port;
	tx->tx_queue = s->tx_queue;
	tx->rx_port = fwd_port_by_id(app, s->tx_port)->peer;
	s->latency = all;
	s->latency_tx = tx;
}

static int
add_receiver(struct fwd_app *app, struct fwd_stream *s)
{
	struct latency *all = app->latency;
	struct latency_flow **flows = &all->flows[s->lcore * all->nb_tx];

	s->latency_rx = alloc(1, sizeof(*s->latency_rx));
	if (s->latency_rx == NULL)
		return -ENOMEM;
	s->latency_rx->flows = flows;
	s->latency = all;
	return 0;
}

static int
add_flows(struct fwd_app *app)
{
	struct latency *all = app->latency;

	all->nb_lcores = app->nb_lcores;
	all->flows = alloc((size_t)all->nb_lcores * all->nb_tx, sizeof(all->flows[0]));
	if (all->flows == NULL)
		return -ENOMEM;
	for (unsigned int l = 0; l < all->nb_lcores; l++) {
		for (unsigned int t = 0; t < all->nb_tx; t++) {
			struct latency_flow **f = &all->flows[l * all->nb_tx + t];

			if (!polls(&app->lcores[l], all->tx[t].rx_port))
				continue;
			*f = alloc(1, sizeof(**f));
			if (*f == NULL)
				return -ENOMEM;
		}
	}
	return 0;
}

static int
add_all(struct fwd_app *app)
{
	struct latency *all = app->latency;
	int ret;

	all->tx = alloc(app->nb_streams, sizeof(all->tx[0]));
	if (all->tx == NULL)
		return -ENOMEM;
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		if (sends(&app->streams[i]))
			add_sender(app, &app->streams[i]);
	}
	ret = add_flows(app);
	for (unsigned int i = 0; ret == 0 && i < app->nb_streams; i++) {
		if (app->streams[i].receives)
			ret = add_receiver(app, &app->streams[i]);
	}
	return ret;
}

int
latency_init(struct fwd_app *app)
{
	int ret = -ENOMEM;

	if (app->opt->rx_mode != FWD_RX_POLL) {
		fwd_err("--rx-mode: latency sends all the time: only poll");
		return -EINVAL;
	}
	latency_free(app);
	app->latency = alloc(1, sizeof(*app->latency));
	if (app->latency != NULL) {
		/* What is new has generation 0, which is none. */
		while (app->latency_key == 0)
			app->latency_key = (uint16_t)(rte_rand() << LATENCY_GENERATION_BITS);
		app->latency->key = app->latency_key;
		atomic_store(&app->latency->generation, ++app->latency_generation);
		ret = add_all(app);
	}
	if (ret == 0)
		return 0;
	fwd_err("no memory for the histograms of %u streams", app->nb_streams);
	latency_free(app);
	return ret;
}

void
latency_free(struct fwd_app *app)
{
	struct latency *all = app->latency;

	for (unsigned int i = 0; i < app->nb_streams; i++) {
		rte_free(app->streams[i].latency_rx);
		app->streams[i].latency_rx = NULL;
		app->streams[i].latency_tx = NULL;
	}
	if (all == NULL)
		return;
	for (unsigned int i = 0; all->flows != NULL && i < all->nb_lcores * all->nb_tx; i++)
		rte_free(all->flows[i]);
	rte_free(all->flows);
	rte_free(all->tx);
	rte_free(all);
	app->latency = NULL;
}

void
latency_clear(struct fwd_app *app)
{
	atomic_store_explicit(
		&app->latency->generation, ++app->latency_generation, memory_order_release);
}
