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

#include "rate.h"

struct fwd_engine;
struct rte_eth_rxconf;
struct rte_eth_txconf;

/** Most segments of a generated packet. */
#define FWD_MAX_TXPKTS 8

/** Bytes of the Ethernet, IPv4 and UDP headers of a generated packet. */
#define FWD_GENERATED_HEADERS 42

/** Bytes of a generated packet, without FCS, unless the user says so. */
#define FWD_TXPKTS_DEFAULT 64

/** Sizes of a mix of generated packets, and the most turns of each in a round. */
#define FWD_MAX_MIX    8
#define FWD_MAX_WEIGHT 100

/** Packets without FCS, and how many of each come in a round. */
struct fwd_mix {
	unsigned int nb;
	uint16_t size[FWD_MAX_MIX];
	uint8_t weight[FWD_MAX_MIX];
};

/** Most segments of a received packet. */
#define FWD_MAX_RX_SEGMENTS 8

/** Where drivers split what they receive: a length or a header for each segment. */
struct fwd_rx_segments {
	unsigned int nb_lengths;
	unsigned int nb_offsets;
	unsigned int nb_headers;
	uint16_t length[FWD_MAX_RX_SEGMENTS]; /**< 0: the rest */
	uint16_t offset[FWD_MAX_RX_SEGMENTS];
	uint32_t header[FWD_MAX_RX_SEGMENTS]; /**< RTE_PTYPE_* */
};

/** How csum, and with chance txonly, cut packets as --txpkts says. */
enum fwd_txsplit {
	FWD_TXSPLIT_OFF,
	FWD_TXSPLIT_ON,
	FWD_TXSPLIT_RAND,
};

enum fwd_topology {
	FWD_TOPOLOGY_PAIRED,
	FWD_TOPOLOGY_CHAINED,
	FWD_TOPOLOGY_LOOP,
};

enum fwd_rx_mode {
	FWD_RX_POLL,
	FWD_RX_INTERRUPT, /**< sleep as soon as there is nothing to do */
	FWD_RX_ADAPTIVE,  /**< sleep after polling in vain for a while */
	FWD_RX_MONITOR,	  /**< then wait for a write to the next descriptor */
	FWD_RX_PAUSE,	  /**< then look again after a moment */
};

/** How much faster or slower than recorded a replay may be. */
#define FWD_REPLAY_SPEED_MIN 0.001
#define FWD_REPLAY_SPEED_MAX 1000.0

/** What a replay does with frames that were recorded only in part. */
enum fwd_replay_cut {
	FWD_REPLAY_PART, /**< send that part */
	FWD_REPLAY_PAD,	 /**< send them in their length, the rest zeros */
	FWD_REPLAY_REFUSE,
};

/** What captures take, and into how many files; 0 and NULL: no limit. */
struct fwd_capture_conf {
	const char *filter; /**< in libpcap's language */
	uint64_t snaplen;
	uint64_t packets;
	uint64_t bytes; /**< of frames */
	double seconds;
	uint64_t nb_files; /**< the last so many are kept */
	uint64_t file_bytes;
	double file_seconds;
};

/** By what a port's frames for this host reach the kernel. */
enum fwd_exception_kind {
	FWD_EXCEPTION_NONE,
	FWD_EXCEPTION_TAP,
	FWD_EXCEPTION_VIRTIO_USER,
};

/** Which unicast frames are for this host. */
enum fwd_exception_match {
	FWD_EXCEPTION_MATCH_MAC, /**< to the port's MAC address */
	FWD_EXCEPTION_MATCH_IP,	 /**< of these, what is to the interface's IP addresses, or no IP */
};

/** How the engine noisy behaves. */
struct fwd_noisy_ask {
	const struct fwd_engine *engine; /**< what it does to packets besides; NULL: nothing */
	uint64_t buffer;		 /**< packets of a FIFO; 0: none */
	uint64_t flush_ms;		 /**< 0: never */
	uint64_t memory_mb;
	uint64_t reads; /**< of each packet */
	uint64_t writes;
	uint64_t reads_writes;
};

struct fwd_exception_ask {
	enum fwd_exception_kind kind;
	char name[16]; /**< of the interface: IFNAMSIZ */
};

/** Thresholds of queues; UINT64_MAX: the driver's. */
struct fwd_thresholds {
	uint64_t rx_prefetch;
	uint64_t rx_host;
	uint64_t rx_write_back;
	uint64_t rx_free;
	uint64_t tx_prefetch;
	uint64_t tx_host;
	uint64_t tx_write_back;
	uint64_t tx_free;
	uint64_t tx_rs;
};

/** What the user asked for; 0, NULL and false mean "not given" unless said otherwise. */
struct fwd_options {
	const struct fwd_engine *engine;
	enum fwd_topology topology;
	enum fwd_rx_mode rx_mode;
	uint64_t idle_us; /**< of the modes that poll first */
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
	uint64_t retry_delay_us;
	uint64_t verbose;      /**< 1: print received packets, 2: sent ones */
	uint64_t replay_loops; /**< 0 repeats until the run ends */
	bool replay_recorded;  /**< with the gaps of the file */
	double replay_speed;   /**< of those gaps */
	double replay_loop_gap_s;
	enum fwd_replay_cut replay_cut;
	uint64_t rss_hf;      /**< of ports with several Rx queues */
	uint64_t rx_offloads; /**< beside those that follow from other options */
	uint64_t tx_offloads;
	uint64_t nb_ports;
	uint64_t mbcache;
	uint64_t socket_num; /**< UINT64_MAX: the ports' own */
	uint64_t mask_events;
	uint64_t print_events; /**< bits of enum rte_eth_event_type */
	uint32_t link_speeds;  /**< RTE_ETH_LINK_SPEED_*, 0: negotiate */
	struct fwd_thresholds thresholds;
	double stats_period_s;
	double duration_s;
	bool no_promiscuous;
	bool enable_rx_cksum;
	bool interactive;
	bool auto_start;
	bool tx_first;
	bool txonly_multi_flow;
	bool enable_drop_en;
	bool record_core_cycles;
	bool record_burst_stats;
	bool hot_plug;
	bool numa;
	bool no_numa;
	bool no_flush_rx;
	bool disable_device_start;
	bool no_lsc_interrupt;
	bool no_rmv_interrupt;
	bool no_link_wait;
	bool quiet;
	bool tui;
	bool help;
	bool version;
	const char *json;
	const char *cmdline_file;
	const char *prompt;
	const char *display_xstats;
	uint32_t tx_ip_src; /**< of txonly, in host order */
	uint32_t tx_ip_dst;
	uint16_t tx_udp_src;
	uint16_t tx_udp_dst;
	unsigned int nb_portlist;
	uint16_t portlist[RTE_MAX_ETHPORTS];
	unsigned int nb_corelist;
	uint16_t corelist[RTE_MAX_LCORE];
	int8_t port_socket[RTE_MAX_ETHPORTS];	 /**< -1: the port's own */
	int8_t rx_ring_socket[RTE_MAX_ETHPORTS]; /**< -1: that of the port's mbufs */
	int8_t tx_ring_socket[RTE_MAX_ETHPORTS];
	uint64_t rx_mq_mode; /**< RTE_ETH_MQ_RX_*: what may be used */
	uint64_t max_lro_pkt_size;
	uint64_t flowgen_clones;
	uint64_t bitrate_lcore; /**< UINT64_MAX: no such statistics */
	uint64_t latency_lcore;
	bool flow_isolate_all;
	bool mlockall;
	bool no_mlockall;
	struct fwd_rx_segments rx_segments;
	enum fwd_txsplit txsplit;
	unsigned int nb_txpkts;
	uint16_t txpkts[FWD_MAX_TXPKTS];
	struct fwd_rate tx_rate;
	struct fwd_mix tx_mix;	/**< in place of txpkts, unless empty */
	uint64_t drain_ms;	/**< latency: how long what is on its way is waited for */
	uint64_t flowgen_flows; /**< destination addresses of flowgen */
	bool has_eth_peer[RTE_MAX_ETHPORTS];
	struct rte_ether_addr eth_peer[RTE_MAX_ETHPORTS];
	const char *replay[RTE_MAX_ETHPORTS];
	const char *capture[RTE_MAX_ETHPORTS];
	struct fwd_capture_conf capture_conf;
	struct fwd_exception_ask exception[RTE_MAX_ETHPORTS];
	enum fwd_exception_match exception_match;
	struct fwd_noisy_ask noisy;
};

struct fwd_option;

/** Why a list of numbers was refused, or what it holds. */
struct fwd_numbers {
	unsigned int nb;
	uint16_t v[RTE_MAX_LCORE > RTE_MAX_ETHPORTS ? RTE_MAX_LCORE : RTE_MAX_ETHPORTS];
};

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

/** The i-th row of the table, or NULL after the last. */
const struct fwd_option *fwd_option_at(unsigned int i);
void fwd_options_init(struct fwd_options *o);
/** Parse the arguments after "--". @return 0, or -EINVAL after saying what is wrong. */
int fwd_options_parse(struct fwd_options *o, int argc, char **argv);
void fwd_options_help(FILE *out);
/** Thresholds that were asked for take the place of the driver's. */
void fwd_options_rxconf(const struct fwd_options *o, struct rte_eth_rxconf *conf);
void fwd_options_txconf(const struct fwd_options *o, struct rte_eth_txconf *conf);
const char *fwd_topology_name(enum fwd_topology topology);
/** @return 0, or -EINVAL for a name that is none: nothing said */
int fwd_topology_by_name(const char *name, enum fwd_topology *topology);
const char *fwd_rx_mode_name(enum fwd_rx_mode mode);
/** Whether lcores sleep until an interrupt comes. */
bool fwd_rx_mode_sleeps(enum fwd_rx_mode mode);

/* optvalues.c */

int fwd_parse_flag(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_uint(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_seconds(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_string(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_prompt(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_engine(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_topology(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_rx_mode(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_eth_peer(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_txpkts(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_mix(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_gaps(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_cut(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_capture(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_loop_gap(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_speed_factor(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_rate(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_hex(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_set(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_or(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_portlist(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_portmask(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_coremask(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_speed(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_tx_ip(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_tx_udp(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_event(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_port_socket(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_exception(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_noisy_mode(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_match(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_rx_segments(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_eth_peers_file(
	const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_ring_socket(const struct fwd_option *row, const char *value, struct fwd_options *o);
int fwd_parse_port_file(const struct fwd_option *row, const char *value, struct fwd_options *o);

/**
 * An unsigned decimal number that ends at one of the given characters, or at the end.
 * @return 0, or -EINVAL
 */
int fwd_read_uint(const char *text, const char *stop, uint64_t *value, const char **end);
/**
 * Sizes like 64,128, up to a number of them.
 * @return how many; -EINVAL, -ERANGE for one that is too small or large, -E2BIG: nothing said
 */
int fwd_read_sizes(const char *text, uint16_t *sizes, unsigned int max, uint16_t least);
/** Segments must hold the headers, and make a packet. @return 0, or -EINVAL, said of the one who
 * asks.
 */
int fwd_check_txpkts(const struct fwd_options *o, const char *who);
/** The numbers of the bits of a mask. */
void fwd_list_bits(uint64_t mask, struct fwd_numbers *list);
/** A decimal number without a sign in a range. @return 0, or -EINVAL: nothing said. */
int fwd_read_real(const char *text, double min, double max, double *value);
/** A list like 0,2-4 of different numbers up to a limit. @return 0, or -EINVAL: nothing said. */
int fwd_read_list(const char *text, uint64_t max, struct fwd_numbers *list);
/** The name of an RSS type by its bit, or NULL. */
const char *fwd_rss_name(uint64_t bit);
/** The bits of an RSS type, or of a group such as ip. @return 0 for a name that is none. */
uint64_t fwd_rss_bits(const char *name);
/** The i-th name of a type or group, or NULL after the last. */
const char *fwd_rss_name_at(unsigned int i);
/**
 * Have the name of a port's interface to the kernel; NULL: fwd and the port's number.
 * @return 0, or -EINVAL: nothing said.
 */
int fwd_exception_name(const char *name, uint16_t port, struct fwd_exception_ask *ask);
/** A speed in Mb/s, or "auto", as RTE_ETH_LINK_SPEED_* bits. @return 0, or -EINVAL: nothing said.
 */
int fwd_read_speed(const char *text, bool full_duplex, uint32_t *bits);
/** The name of an ethdev event, or NULL. */
const char *fwd_event_name(unsigned int event);

/**
 * The index of the name that is nearest to a mistyped one.
 * @param next the i-th name, or NULL after the last
 * @return the index, or -1 when no name is near
 */
int fwd_nearest(const char *typed, const char *(*next)(unsigned int i));

#endif /* FWD_OPTIONS_H */
