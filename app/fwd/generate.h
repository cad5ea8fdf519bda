/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* What engines that generate packets do alike. */

#ifndef FWD_GENERATE_H
#define FWD_GENERATE_H

#include "fwd.h"

/** A packet that is sent again and again. */
struct fwd_template {
	uint16_t len;
	uint8_t nb_segs;
	uint32_t crc; /**< latency: of the payload behind the mark */
	uint16_t seg_len[FWD_MAX_TXPKTS];
	uint8_t bytes[];
};

/** What a port sends: packets of one size, or of several by turns. */
struct fwd_generator {
	bool multi_flow;    /**< txonly: source addresses vary */
	uint32_t nb_flows;  /**< flowgen: destination addresses */
	uint32_t nb_clones; /**< flowgen: packets that follow each one alike */
	uint32_t nb;
	struct fwd_template *turn[]; /**< a template may have several turns */
};

/** Make the templates that the options ask for. @return 0 or -errno, said. */
int fwd_generator_init(const struct fwd_app *app, struct fwd_port *port);
void fwd_generator_fini(struct fwd_port *port);

/** Adds what differs from packet to packet; m holds the headers. */
typedef void (*fwd_vary_t)(struct fwd_stream *s, const struct fwd_generator *g, struct rte_mbuf *m);

/**
 * Make a burst.
 * @param pkts room for the stream's burst
 * @param vary NULL: all alike
 * @return how many packets, which fwd_transmit() must send if there are any
 */
uint16_t fwd_generate_make(struct fwd_stream *s, const struct fwd_generator *g, fwd_vary_t vary,
	struct rte_mbuf **pkts);
/**
 * Send a burst out of the stream's Tx queue.
 * @param vary NULL: all alike
 * @return how many packets were generated
 */
uint16_t fwd_generate(struct fwd_stream *s, const struct fwd_generator *g, fwd_vary_t vary);

#endif /* FWD_GENERATE_H */
