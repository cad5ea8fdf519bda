/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Counters of a port: what the device counted, and what the lcores did with it. */

#ifndef FWD_STATS_H
#define FWD_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "fwd.h"

struct doc;

struct fwd_port_stats {
	/* The device's counters. */
	uint64_t rx_packets;
	uint64_t rx_bytes;
	uint64_t tx_packets;
	uint64_t tx_bytes;
	uint64_t rx_missed; /**< no free descriptor: the lcores were too slow */
	uint64_t rx_errors;
	uint64_t rx_no_mbuf;
	uint64_t tx_errors;

	/* The lcores' counters. */
	uint64_t engine_rx;
	uint64_t engine_tx; /**< the replay included */
	uint64_t replayed;
	uint64_t tx_dropped; /**< meant for this port, whose Tx ring stayed full */
	uint64_t tx_no_mbuf; /**< bursts that were not generated for lack of mbufs */
	uint64_t rx_left;    /**< received after the end: beyond --packets, or still in a ring */
	uint64_t bad_ip;
	uint64_t bad_l4;
	uint64_t to_kernel;   /**< received for this host, and kept from the engine */
	uint64_t from_kernel; /**< sent by the kernel */
	uint64_t captured;
	uint64_t capture_dropped;
};

/** The name and value of the i-th counter of a port, the most asked for first; false after the
 * last.
 */
bool fwd_stats_counter(
	const struct fwd_port_stats *stats, unsigned int i, const char **name, uint64_t *value);

/** An average: what was counted, if the driver counts it. */
struct fwd_average {
	const char *name;
	uint64_t count;
	bool known;
};

#define FWD_NB_AVERAGES 4

/** Packets and bits of a run, which divided by its seconds are rates. */
void fwd_stats_averages(
	const struct fwd_port_stats *stats, struct fwd_average averages[FWD_NB_AVERAGES]);

void fwd_stats_port(
	const struct fwd_app *app, const struct fwd_port *port, struct fwd_port_stats *stats);
void fwd_stats_add(struct fwd_port_stats *sum, const struct fwd_port_stats *stats);
/** Whether the driver counts bytes: software drivers may not. */
bool fwd_stats_has_rx_bytes(const struct fwd_port_stats *stats);
bool fwd_stats_has_tx_bytes(const struct fwd_port_stats *stats);
/** Whether the engine sends what it receives, so that a difference is a loss. */
bool fwd_stats_has_lost(const struct fwd_app *app);
/** Packets of all ports that were received, and neither sent, nor dropped, nor left. */
int64_t fwd_stats_lost(const struct fwd_port_stats *total);
/** Why the run ended, for a report. */
void fwd_stats_end(const struct fwd_app *app, char *text, size_t size);

/** Add what a stream counted. */
void fwd_stats_stream(const struct fwd_stream *stream, struct fwd_port_stats *stats);
/** Packets that an lcore received, or sent where it receives none. */
uint64_t fwd_stats_lcore_packets(const struct fwd_lcore *lcore);
/** The statistics of the run, or of the last one, to be shown. */
void fwd_stats_doc(const struct fwd_app *app, struct doc *out);
/* Its parts, which are there before the first run, too; a NULL port means all. */
void fwd_stats_run_doc(const struct fwd_app *app, struct doc *out);
void fwd_stats_ports_doc(const struct fwd_app *app, const struct fwd_port *port, struct doc *out);
void fwd_stats_streams_doc(const struct fwd_app *app, const struct fwd_port *port, struct doc *out);
void fwd_stats_lcores_doc(const struct fwd_app *app, struct doc *out);

#endif /* FWD_STATS_H */
