/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Which queue feeds which, and which lcore does it.
 *
 * A queue is used by one lcore only, so that the data path needs no locks. An Rx queue belongs to
 * one stream; streams that share a Tx queue, because there are more Rx than Tx queues or because
 * two ports send to the same one, go to the same lcore. Which one that is: place.c.
 */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <rte_lcore.h>
#include <rte_malloc.h>

#include "capture.h"
#include "engine.h"
#include "exception.h"
#include "fwd.h"
#include "latency.h"
#include "log.h"
#include "place.h"
#include "replay.h"

static void
choose_peers(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		unsigned int peer = i;

		if (app->opt->topology == FWD_TOPOLOGY_CHAINED)
			peer = (i + 1) % app->nb_fwd;
		else if (app->opt->topology == FWD_TOPOLOGY_PAIRED && (i ^ 1) < app->nb_fwd)
			peer = i ^ 1;
		app->fwd[i]->peer = app->fwd[peer]->id;
	}
	if (app->opt->topology == FWD_TOPOLOGY_PAIRED && app->nb_fwd % 2 != 0 && app->nb_fwd > 1)
		fwd_warn("an odd number of ports is paired: port %u sends back what it receives",
			app->fwd[app->nb_fwd - 1]->id);
}

static struct fwd_stream *
add_stream(struct fwd_app *app, fwd_burst_t burst)
{
	struct fwd_stream *s = &app->streams[app->nb_streams++];

	memset(s, 0, sizeof(*s));
	s->engine_burst = burst;
	s->nb_burst = (uint16_t)app->opt->burst;
	s->nb_retry = (uint16_t)app->opt->retry;
	s->retry_delay_us = (uint32_t)app->opt->retry_delay_us;
	return s;
}

static struct fwd_stream *
add_rx_stream(struct fwd_app *app, const struct fwd_engine *e, const struct fwd_port *port,
	uint16_t queue)
{
	struct fwd_stream *s = add_stream(app, e->burst);

	s->receives = true;
	s->rx_port = port->id;
	s->rx_queue = queue;
	s->check_cksum = (port->rx_offloads & FWD_RX_CKSUM) == FWD_RX_CKSUM;
	if (port->capture != NULL)
		s->capture = fwd_capture_ring(port->capture, port->id, queue);
	s->to_kernel = port->exception;
	return s;
}

static int
limit_stream(struct fwd_app *app, struct fwd_stream *s)
{
	if (app->opt->packets == 0)
		return 0;
	s->budget = &app->budget;
	s->held = calloc(1, sizeof(*s->held));
	return s->held == NULL ? -ENOMEM : 0;
}

static int
add_forwarding(struct fwd_app *app, const struct fwd_engine *e, struct fwd_port *port)
{
	const struct fwd_port *out = e->answers ? port : fwd_port_by_id(app, port->peer);

	for (uint16_t q = 0; q < port->nb_rxq; q++) {
		struct fwd_stream *s = add_rx_stream(app, e, port, q);

		if (limit_stream(app, s) < 0)
			return -ENOMEM;
		if (!e->transmits)
			continue;
		s->transmits = true;
		s->tx_port = out->id;
		s->tx_queue = q % (uint16_t)app->opt->txq;
		s->pace = out->pace;
	}
	return 0;
}

static int
add_generating(struct fwd_app *app, const struct fwd_engine *e, struct fwd_port *port)
{
	for (uint16_t q = 0; q < app->opt->txq; q++) {
		struct fwd_stream *s = add_stream(app, e->burst);

		if (limit_stream(app, s) < 0)
			return -ENOMEM;
		s->transmits = true;
		s->tx_port = port->id;
		s->tx_queue = q;
		s->pace = port->pace;
	}
	if (port->capture == NULL && port->exception == NULL && !e->receives)
		return 0;
	/* What arrives is to be captured, or the kernel's, whether or not the engine looks at it.
	 */
	for (uint16_t q = 0; q < port->nb_rxq; q++)
		add_rx_stream(app, e->receives ? e : &fwd_engine_rxonly, port, q);
	return 0;
}

static void
add_replay(struct fwd_app *app, const struct fwd_port *port)
{
	struct fwd_stream *s = add_stream(app, fwd_replay_burst);

	s->replay = port->replay;
	s->transmits = true;
	s->tx_port = port->id;
	s->pace = port->pace;
	/* The queue that was added for it, if the device has one; else it shares queue 0. */
	s->tx_queue = port->nb_txq > app->opt->txq ? (uint16_t)app->opt->txq : 0;
}

/** What the kernel sends shares queue 0, and comes before what the engine sends there. */
static void
add_from_kernel(struct fwd_app *app, const struct fwd_port *port)
{
	struct fwd_stream *s = add_stream(app, fwd_exception_burst);

	s->from_kernel = port->exception;
	s->transmits = true;
	s->tx_port = port->id;
}

static int
build_streams(struct fwd_app *app)
{
	const struct fwd_engine *e = app->opt->engine;
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < app->nb_fwd; i++) {
		struct fwd_port *port = app->fwd[i];

		if (port->exception != NULL)
			add_from_kernel(app, port);
		if (e->receives && !e->separate)
			ret = add_forwarding(app, e, port);
		else
			ret = add_generating(app, e, port);
		if (port->replay != NULL)
			add_replay(app, port);
	}
	return ret;
}

static bool
shares_tx(const struct fwd_stream *a, const struct fwd_stream *b)
{
	return a->transmits && b->transmits && a->tx_port == b->tx_port &&
	       a->tx_queue == b->tx_queue;
}

#define NO_GROUP UINT_MAX

/** The group of a stream that sends to the same queue, or of the port's Rx queue 0 (for what the
 * kernel sends, when no engine does), or none.
 */
static unsigned int
find_group(const struct fwd_app *app, const struct fwd_stream *s)
{
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		if (app->streams[i].lcore != NO_GROUP && shares_tx(s, &app->streams[i]))
			return app->streams[i].lcore;
	}
	for (unsigned int i = 0; s->from_kernel != NULL && i < app->nb_streams; i++) {
		const struct fwd_stream *other = &app->streams[i];

		if (other->receives && other->rx_port == s->tx_port && other->rx_queue == 0)
			return other->lcore;
	}
	return NO_GROUP;
}

/** Streams that share a Tx queue are of one group, which gets the node of the first of them. */
static unsigned int
add_to_group(struct fwd_app *app, struct fwd_stream *s, unsigned int nb_groups, int *group_nodes)
{
	const struct fwd_port *p = fwd_port_by_id(app, s->receives ? s->rx_port : s->tx_port);

	s->lcore = find_group(app, s);
	if (s->lcore != NO_GROUP)
		return nb_groups;
	s->lcore = nb_groups;
	group_nodes[nb_groups] = p->node;
	return nb_groups + 1;
}

/**
 * Give every stream the number of its group. As testpmd does: first queue 0 of all ports, then
 * queue 1, and so on. @return the number of groups
 */
static unsigned int
group_streams(struct fwd_app *app, int *group_nodes)
{
	unsigned int nb_groups = 0, nb_queues = 0;

	for (unsigned int i = 0; i < app->nb_streams; i++) {
		struct fwd_stream *s = &app->streams[i];

		s->lcore = NO_GROUP;
		nb_queues = RTE_MAX(nb_queues, RTE_MAX(s->rx_queue, s->tx_queue) + 1u);
	}
	for (unsigned int q = 0; q < nb_queues; q++) {
		for (unsigned int i = 0; i < app->nb_streams; i++) {
			struct fwd_stream *s = &app->streams[i];

			if (s->from_kernel == NULL &&
				(s->receives ? s->rx_queue : s->tx_queue) == q)
				nb_groups = add_to_group(app, s, nb_groups, group_nodes);
		}
	}
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		if (app->streams[i].from_kernel != NULL)
			nb_groups = add_to_group(app, &app->streams[i], nb_groups, group_nodes);
	}
	return nb_groups;
}

int
fwd_topology_check_lcore(unsigned int id)
{
	if (id < RTE_MAX_LCORE && rte_lcore_is_enabled(id) && id != rte_get_main_lcore())
		return 0;
	fwd_err("lcore %u cannot forward: %s", id,
		id == rte_get_main_lcore() ? "it is the main lcore" : "EAL does not have it");
	return -EINVAL;
}

/** The lcores that may forward. @return how many, or -EINVAL after saying why none. */
static int
find_workers(const struct fwd_app *app, uint16_t *ids)
{
	const struct fwd_options *opt = app->opt;
	unsigned int id;
	int nb = 0;

	for (unsigned int i = 0; i < opt->nb_corelist; i++)
		ids[nb++] = opt->corelist[i];
	for (int i = 0; i < nb; i++) {
		if (fwd_topology_check_lcore(ids[i]) < 0)
			return -EINVAL;
	}
	if (nb != 0)
		return nb;
	RTE_LCORE_FOREACH_WORKER(id)
	ids[nb++] = (uint16_t)id;
	if (nb == 0) {
		fwd_err("two lcores are needed, one to control and one to forward: for example "
			"-l 0-1, or --lcores 0@0,1@0 on one CPU");
		return -EINVAL;
	}
	return nb;
}

/** Streams get their lcores; what the kernel sends comes first. */
static void
hand_out(struct fwd_app *app, const unsigned int *place)
{
	for (unsigned int pass = 0; pass < 2; pass++) {
		for (unsigned int i = 0; i < app->nb_streams; i++) {
			struct fwd_stream *s = &app->streams[i];
			struct fwd_lcore *l;

			if ((s->from_kernel != NULL) != (pass == 0))
				continue;
			s->lcore = place[s->lcore];
			l = &app->lcores[s->lcore];
			l->streams[l->nb_streams++] = s;
		}
	}
}

/** Say where packets cross from one node to another. */
static void
warn_far(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		const struct fwd_stream *s = &app->streams[i];
		const struct fwd_port *p =
			fwd_port_by_id(app, s->receives ? s->rx_port : s->tx_port);
		unsigned int id = app->lcores[s->lcore].id;
		int node = (int)rte_lcore_to_socket_id(id);

		if (p->node == FWD_ANY_NODE || p->node == node)
			continue;
		fwd_warn("port %u is on NUMA node %d, lcore %u, which works for it, on node %d",
			p->id, p->node, id, node);
		return;
	}
}

static int
make_lcores(struct fwd_app *app, const uint16_t *ids, const unsigned int *chosen)
{
	app->lcores =
		rte_zmalloc("lcores", app->nb_lcores * sizeof(app->lcores[0]), RTE_CACHE_LINE_SIZE);
	if (app->lcores == NULL)
		return -ENOMEM;
	for (unsigned int i = 0; i < app->nb_lcores; i++) {
		struct fwd_lcore *l = &app->lcores[i];

		l->app = app;
		l->id = ids[chosen[i]];
		l->streams = calloc(app->nb_streams, sizeof(l->streams[0]));
		if (l->streams == NULL)
			return -ENOMEM;
	}
	return 0;
}

/** With room for the place and the node of every group. */
static int
assign(struct fwd_app *app, const uint16_t *ids, unsigned int nb_workers, unsigned int *place,
	int *group_nodes)
{
	unsigned int nb_groups = group_streams(app, group_nodes), chosen[RTE_MAX_LCORE];
	int worker_nodes[RTE_MAX_LCORE];
	struct fwd_place_ask ask = {
		.nb_groups = nb_groups,
		.group_nodes = group_nodes,
		.nb_workers = nb_workers,
		.worker_nodes = worker_nodes,
	};
	int ret;

	for (unsigned int i = 0; i < nb_workers; i++)
		worker_nodes[i] = (int)rte_lcore_to_socket_id(ids[i]);
	ask.nb_lcores = app->opt->nb_cores ? (unsigned int)app->opt->nb_cores : nb_workers;
	ask.nb_lcores = RTE_MIN(ask.nb_lcores, nb_groups);
	app->nb_lcores = fwd_place(&ask, chosen, place);
	ret = make_lcores(app, ids, chosen);
	if (ret < 0)
		return ret;
	hand_out(app, place);
	warn_far(app);
	return 0;
}

static int
assign_lcores(struct fwd_app *app)
{
	uint16_t ids[RTE_MAX_LCORE];
	int ret = find_workers(app, ids), *nodes;
	unsigned int *place;

	if (ret < 0)
		return ret;
	if (app->opt->nb_cores > (unsigned int)ret) {
		fwd_err("--nb-cores=%u: EAL has %u lcores beside the main one",
			(unsigned int)app->opt->nb_cores, (unsigned int)ret);
		return -EINVAL;
	}
	place = calloc(app->nb_streams, sizeof(*place));
	nodes = calloc(app->nb_streams, sizeof(*nodes));
	ret = place != NULL && nodes != NULL ? assign(app, ids, (unsigned int)ret, place, nodes)
					     : -ENOMEM;
	free(place);
	free(nodes);
	return ret;
}

int
fwd_topology_build(struct fwd_app *app)
{
	unsigned int max_streams = 0;
	int ret;

	fwd_topology_free(app);
	choose_peers(app);
	for (unsigned int i = 0; i < app->nb_fwd; i++)
		max_streams += app->fwd[i]->nb_rxq + app->fwd[i]->nb_txq + 2u;
	app->streams =
		rte_zmalloc("streams", max_streams * sizeof(app->streams[0]), RTE_CACHE_LINE_SIZE);
	if (app->streams == NULL) {
		fwd_err("no memory for %u streams", max_streams);
		return -ENOMEM;
	}
	memset(&app->budget, 0, sizeof(app->budget));
	app->budget.limit = app->opt->packets;
	atomic_store(&app->budget.left, app->opt->packets);
	app->budget.stop =
		app->opt->engine->drained != NULL ? &app->control.sent : &app->control.stop;

	ret = build_streams(app);
	if (ret == 0)
		ret = assign_lcores(app);
	if (ret == -ENOMEM)
		fwd_err("no memory for the lists of streams");
	return ret;
}

static void
stream_free(struct fwd_stream *s)
{
	free(s->held);
	free(s->bursts);
}

void
fwd_topology_free(struct fwd_app *app)
{
	latency_free(app);
	for (unsigned int i = 0; app->lcores != NULL && i < app->nb_lcores; i++)
		free(app->lcores[i].streams);
	for (unsigned int i = 0; i < app->nb_streams; i++)
		stream_free(&app->streams[i]);
	app->nb_streams = 0;
	app->nb_lcores = 0;
	rte_free(app->lcores);
	rte_free(app->streams);
	app->lcores = NULL;
	app->streams = NULL;
}
