/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * A forwarding engine: a const struct in a file of its own, listed once in engines.c.
 *
 * An engine's burst function gets a stream, uses the helpers of burst.h for everything that all
 * engines do alike (counting, capture, packet limit, partial bursts), and adds only what it does to
 * a packet.
 */

#ifndef FWD_ENGINE_H
#define FWD_ENGINE_H

#include <stdbool.h>

#include "fwd.h"

struct fwd_engine {
	const char *name;
	const char *help;
	bool receives;
	bool transmits;
	/** All that is received is meant to leave: a difference is a loss. */
	bool forwards;
	/** It makes packets, at the pace of the port they leave by. */
	bool generates;
	/** What it sends has nothing to do with what it receives: each queue is a stream of its
	 * own.
	 */
	bool separate;
	/** It can send copies in segments: set txsplit. */
	bool splits;
	/** Packets leave by the port that received them, whatever the topology. */
	bool answers;
	/** Prepare the data that streams which transmit out of the port use; NULL: none. */
	int (*port_init)(const struct fwd_app *app, struct fwd_port *port);
	void (*port_fini)(struct fwd_port *port);
	/** Prepare a run when its streams are there; NULL: nothing. */
	int (*run_init)(struct fwd_app *app);
	/**
	 * When the lcores have stopped, or did not start: send or free what it holds.
	 * NULL: it holds nothing.
	 */
	void (*run_fini)(struct fwd_app *app);
	/** What it does to each packet, for others that do it, too; gets the stream's ctx. */
	void (*edit)(struct rte_mbuf *m, const void *arg);
	/**
	 * Whether all that was sent has arrived: until then, or until --drain-ms, a run that ends
	 * goes on receiving. NULL: it ends at once.
	 */
	bool (*drained)(const struct fwd_app *app);
	fwd_burst_t burst;
};

extern const struct fwd_engine fwd_engine_5tswap;
extern const struct fwd_engine fwd_engine_csum;
extern const struct fwd_engine fwd_engine_flowgen;
extern const struct fwd_engine fwd_engine_icmpecho;
extern const struct fwd_engine fwd_engine_ieee1588;
extern const struct fwd_engine fwd_engine_io;
extern const struct fwd_engine fwd_engine_latency;
extern const struct fwd_engine fwd_engine_mac;
extern const struct fwd_engine fwd_engine_macswap;
extern const struct fwd_engine fwd_engine_noisy;
extern const struct fwd_engine fwd_engine_rxonly;
extern const struct fwd_engine fwd_engine_txonly;

/** A port_init: the data of the streams is the port itself. */
int fwd_engine_needs_port(const struct fwd_app *app, struct fwd_port *port);
/** The i-th engine, or NULL after the last. */
const struct fwd_engine *fwd_engine_at(unsigned int i);
const struct fwd_engine *fwd_engine_by_name(const char *name);

#endif /* FWD_ENGINE_H */
