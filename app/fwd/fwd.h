/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * igbx-fwd: what its parts share.
 *
 * The order of a run is: options (options.c), ports found and planned (devices.c, ports.c), streams
 * and lcores assigned (topology.c), mbuf pools (pool.c), ports started (ports.c), lcores forwarding
 * (loop.c), report (stats.c, summary.c, report_json.c).
 */

#ifndef FWD_H
#define FWD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_ethdev.h>
#include <rte_ether.h>
#include <rte_mempool.h>

#include "options.h"

/** Largest burst of an engine, in packets. */
#define FWD_MAX_BURST 512

struct capture;
struct capture_ring;
struct fwd_app;
struct fwd_engine;
struct fwd_stream;
struct replay;

/**
 * One round of an engine on one stream.
 * @return packets received or generated; 0 means that the round found nothing to do.
 */
typedef unsigned int (*fwd_burst_t)(struct fwd_stream *s);

/** Counters of one stream; written by its lcore alone. */
struct __rte_cache_aligned fwd_counters {
	_Atomic uint64_t rx;	  /**< packets the engine received */
	_Atomic uint64_t tx;	  /**< packets the port accepted for transmission */
	_Atomic uint64_t dropped; /**< packets dropped because the Tx ring stayed full */
	_Atomic uint64_t no_mbuf; /**< bursts not sent for lack of mbufs */
	_Atomic uint64_t bad_ip;  /**< received with a bad IPv4 header checksum */
	_Atomic uint64_t bad_l4;  /**< received with a bad TCP, UDP or SCTP checksum */
};

/** Packets that may still be forwarded under --packets, shared by all lcores. */
struct __rte_cache_aligned fwd_budget {
	_Atomic uint64_t left; /**< not yet claimed by a burst */
	_Atomic uint64_t done; /**< forwarded, received or sent */
	uint64_t limit;
	_Atomic bool *stop; /**< set by the lcore that handles the last packet */
};

/** Packets received that the limit did not allow to go on, yet or at all. */
struct fwd_held {
	uint16_t first;
	uint16_t nb;
	struct rte_mbuf *pkts[FWD_MAX_BURST];
};

/** A pair of queues with the engine that works between them; owned by one lcore. */
struct __rte_cache_aligned fwd_stream {
	fwd_burst_t burst;
	const void *ctx; /**< the engine's own data for the Tx port */
	struct replay *replay;
	struct capture_ring *capture; /**< NULL when the Rx port is not captured */
	struct fwd_budget *budget;    /**< NULL when the number of packets is not limited */
	struct fwd_held *held;	      /**< with a budget */
	struct rte_mempool *pool;     /**< where generated packets come from */
	uint16_t rx_port;
	uint16_t rx_queue;
	uint16_t tx_port;
	uint16_t tx_queue;
	uint16_t nb_burst;
	uint16_t nb_retry;   /**< how often a partial Tx burst is tried again */
	uint16_t nb_granted; /**< packets of the budget that the current burst holds */
	bool receives;
	bool transmits;
	bool check_cksum;
	unsigned int lcore; /**< index into the application's lcores */

	struct fwd_counters count; /**< in cache lines of its own */
};

/** A forwarding lcore. */
struct __rte_cache_aligned fwd_lcore {
	struct fwd_app *app;
	struct fwd_stream **streams;
	unsigned int nb_streams;
	unsigned int id;
	int epoll_fd; /**< -1: the lcore never sleeps */
	_Atomic bool ready;

	struct __rte_cache_aligned {
		_Atomic uint64_t rounds; /**< engine calls */
		_Atomic uint64_t empty;	 /**< engine calls that found nothing to do */
		_Atomic uint64_t sleeps;
		_Atomic uint64_t slept_tsc; /**< timer cycles slept through */
	};
};

/** A port, its plan (what it will be configured with) and its state. */
struct fwd_port {
	uint16_t id;
	uint16_t peer; /**< id of the port that packets received here leave from */
	int socket;
	char name[RTE_ETH_NAME_MAX_LEN];
	const char *driver;
	struct rte_eth_dev_info info;
	struct rte_ether_addr mac;
	struct rte_ether_addr peer_mac; /**< destination of engines that set one */

	uint16_t nb_rxq;
	uint16_t nb_txq; /**< includes the replay's own queue */
	uint16_t nb_rxd;
	uint16_t nb_txd;
	uint16_t mtu;
	uint32_t max_frame; /**< largest frame without FCS, two VLAN tags included */
	uint64_t rx_offloads;
	uint64_t tx_offloads;
	uint64_t rss_hf;
	bool promiscuous;

	struct rte_mempool *pool;
	struct replay *replay;
	struct capture *capture;
	void *engine_ctx;
	struct rte_eth_stats base; /**< counters that could not be reset at the start */
	struct rte_eth_link link;
	uint64_t nb_left; /**< packets received that were not handled when forwarding stopped */
	bool initialised; /**< the engine's port_init succeeded */
	bool started;
};

/** What all lcores look at, in a cache line that nobody writes during a run. */
struct __rte_cache_aligned fwd_control {
	_Atomic bool go;
	_Atomic bool stop;
};

enum fwd_end {
	FWD_END_NONE,
	FWD_END_SIGNAL,
	FWD_END_DURATION,
	FWD_END_PACKETS,
	FWD_END_REPLAY,
};

struct fwd_app {
	struct fwd_control control;
	struct fwd_budget budget;

	const struct fwd_options *opt;
	struct fwd_port ports[RTE_MAX_ETHPORTS];
	unsigned int nb_ports;
	struct fwd_stream *streams;
	unsigned int nb_streams;
	struct fwd_lcore *lcores;
	unsigned int nb_lcores;

	struct rte_mempool *pools[RTE_MAX_NUMA_NODES];
	uint32_t mbuf_room;	  /**< bytes of a frame that one mbuf holds */
	uint32_t nb_mbufs;	  /**< of all pools */
	uint32_t nb_mbufs_in_use; /**< not back in their pool after the ports were closed */

	enum fwd_end end;
	uint64_t start_wall_ns; /**< since the epoch */
	uint64_t start_tsc;
	uint64_t end_tsc;
	bool links_up;
};

/** The port with this ethdev id, or NULL. */
struct fwd_port *fwd_port_by_id(struct fwd_app *app, uint16_t id);

/* devices.c */

/** Fill the list of ports. @return 0, or -ENODEV after saying what devices were seen. */
int fwd_devices_find(struct fwd_app *app, int argc, char **argv);
/** Say why EAL did not start. */
void fwd_devices_explain_eal(int err, int argc, char **argv);

/* ports.c */

int fwd_ports_plan(struct fwd_app *app);
int fwd_ports_start(struct fwd_app *app);
/** Wait, for a bounded time, until the links are up. @return 0, or -EINTR on a signal. */
int fwd_ports_wait_links(struct fwd_app *app);
/** Stop and close every port. @return 0 or the first error. */
int fwd_ports_close(struct fwd_app *app);

/* offloads.c */

/** Choose the offloads, and the size of mbufs, for the planned frame sizes. */
int fwd_offloads_plan(struct fwd_app *app);
/** Enable the fast release of mbufs where its conditions hold; call when the pools exist. */
void fwd_offloads_plan_fast_free(struct fwd_app *app);

/* topology.c */

int fwd_topology_build(struct fwd_app *app);
void fwd_topology_free(struct fwd_app *app);

/* pool.c */

int fwd_pools_create(struct fwd_app *app);
/** Count the mbufs that are still in use. */
void fwd_pools_check(struct fwd_app *app);
void fwd_pools_free(struct fwd_app *app);

/* loop.c */

/** Start the lcores, forward until a reason to end arises, stop the lcores. */
int fwd_loop_run(struct fwd_app *app);
/** Seconds of forwarding so far, or in total once it ended. */
double fwd_loop_seconds(const struct fwd_app *app);

#endif /* FWD_H */
