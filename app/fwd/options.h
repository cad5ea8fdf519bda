/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The command line after "--": one table of options gives parser, help, ranges and suggestions. */

#ifndef FWD_OPTIONS_H
#define FWD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_config.h>
#include <rte_ether.h>

struct fwd_engine;

/** Most segments of a generated packet. */
#define FWD_MAX_TXPKTS 8

enum fwd_topology {
	FWD_TOPOLOGY_PAIRED,
	FWD_TOPOLOGY_CHAINED,
	FWD_TOPOLOGY_LOOP,
};

enum fwd_rx_mode {
	FWD_RX_POLL,
	FWD_RX_INTERRUPT, /**< sleep as soon as there is nothing to do */
	FWD_RX_ADAPTIVE,  /**< sleep after polling in vain for a while */
};

/** What the user asked for; 0, NULL and false mean "not given" unless said otherwise. */
struct fwd_options {
	const struct fwd_engine *engine;
	enum fwd_topology topology;
	enum fwd_rx_mode rx_mode;
	uint64_t idle_us; /**< of the adaptive mode */
	uint64_t rxq;
	uint64_t txq;
	uint64_t rxd;
	uint64_t txd;
	uint64_t burst;
	uint64_t nb_cores;
	uint64_t mbuf_size;
	uint64_t total_mbufs;
	uint64_t mtu;
	uint64_t max_pkt_len;
	uint64_t packets;
	uint64_t retry;
	uint64_t replay_loops; /**< 0 repeats until the run ends */
	double stats_period_s;
	double duration_s;
	bool no_promiscuous;
	bool enable_rx_cksum;
	bool no_link_wait;
	bool quiet;
	bool help;
	bool version;
	const char *json;
	unsigned int nb_txpkts;
	uint16_t txpkts[FWD_MAX_TXPKTS];
	bool has_eth_peer[RTE_MAX_ETHPORTS];
	struct rte_ether_addr eth_peer[RTE_MAX_ETHPORTS];
	const char *replay[RTE_MAX_ETHPORTS];
	const char *capture[RTE_MAX_ETHPORTS];
};

struct fwd_option;

/** Parse one value into the options. @return 0, or -EINVAL after saying what is wrong. */
typedef int (*fwd_parse_t)(const struct fwd_option *row, const char *value, struct fwd_options *o);

/** One row of the option table. */
struct fwd_option {
	const char *name;
	const char *arg; /**< name of the argument in the help text; NULL: takes none */
	fwd_parse_t parse;
	size_t offset; /**< of the field in struct fwd_options */
	uint64_t min;
	uint64_t max;
	const char *help;
};

void fwd_options_init(struct fwd_options *o);
/** Parse the arguments after "--". @return 0, or -EINVAL after saying what is wrong. */
int fwd_options_parse(struct fwd_options *o, int argc, char **argv);
void fwd_options_help(FILE *out);
const char *fwd_topology_name(enum fwd_topology topology);
const char *fwd_rx_mode_name(enum fwd_rx_mode mode);

/* optvalues.c */

int fwd_parse_flag(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_uint(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_seconds(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_string(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_engine(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_topology(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_rx_mode(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_eth_peer(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_txpkts(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_port_file(const struct fwd_option *row, const char *value, struct fwd_options *o);

/**
 * The index of the name that is nearest to a mistyped one.
 * @param next the i-th name, or NULL after the last
 * @return the index, or -1 when no name is near
 */
int fwd_nearest(const char *typed, const char *(*next)(unsigned int i));

#endif /* FWD_OPTIONS_H */
