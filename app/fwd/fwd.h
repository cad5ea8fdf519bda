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

/** What is turned on to count bad checksums. */
#define FWD_RX_CKSUM                                                    \
	(RTE_ETH_RX_OFFLOAD_IPV4_CKSUM | RTE_ETH_RX_OFFLOAD_UDP_CKSUM | \
		RTE_ETH_RX_OFFLOAD_TCP_CKSUM)

/** How often pools may be replaced while a port keeps mbufs of the old ones. */
#define FWD_MAX_OLD_POOLS 8

/** Mbufs that the way to the kernel and back may hold, but for those in rings of other ports. */
#define FWD_EXCEPTION_MBUFS 2048

/** Multicast addresses that a port is told. */
#define FWD_MAX_MCAST 128

/** Most Rx queues of an lcore with --rx-mode=monitor. */
#define FWD_MAX_MONITORED 64

struct capture;
struct capture_ring;
struct fwd_app;
struct fwd_engine;
struct fwd_exception;
struct fwd_pace;
struct fwd_stream;
struct latency;
struct latency_rx;
struct latency_tx;
struct fwd_tx_split;
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
	_Atomic uint64_t taken;	  /**< received for this host, and given to the kernel */
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

/** What looks at packets besides the engine. */
#define FWD_TAP_CAPTURE 0x01
#define FWD_TAP_VERBOSE 0x02
#define FWD_TAP_BURSTS	0x04
#define FWD_TAP_VLAN	0x08
#define FWD_TAP_QINQ	0x10
#define FWD_TAP_CKSUM	0x20
#define FWD_TAP_LIMIT	0x40 /**< --packets: what may go on is counted */
#define FWD_TAP_KERNEL	0x80

/** How often a burst had each size. */
struct fwd_bursts {
	_Atomic uint64_t rx[FWD_MAX_BURST + 1];
	_Atomic uint64_t tx[FWD_MAX_BURST + 1];
};

/** A pair of queues with the engine that works between them; owned by one lcore. */
struct __rte_cache_aligned fwd_stream {
	/* What every burst needs is in the first cache line. */
	_Atomic(fwd_burst_t) burst; /**< the engine's, or one that does nothing */
	const void *ctx;	    /**< the engine's own data for the Tx port */
	_Atomic uint8_t rx_taps;    /**< FWD_TAP_*: what looks at packets besides the engine */
	_Atomic uint8_t tx_taps;
	uint16_t nb_burst;
	uint16_t rx_port;
	uint16_t rx_queue;
	uint16_t tx_port;
	uint16_t tx_queue;
	uint16_t nb_retry; /**< how often a partial Tx burst is tried again */
	uint32_t retry_delay_us;
	fwd_burst_t engine_burst;
	struct replay *replay;
	struct capture_ring *capture;	   /**< NULL when the Rx port is not captured */
	struct fwd_bursts *bursts;	   /**< how large bursts were */
	void *state;			   /**< the engine's own, of this stream */
	struct fwd_exception *to_kernel;   /**< gets what is received for this host, or NULL */
	struct fwd_exception *from_kernel; /**< what it gives is all that is sent, or NULL */
	uint16_t vlan;			   /**< tags of sent packets */
	uint16_t vlan_outer;
	struct fwd_budget *budget; /**< NULL when the number of packets is not limited */
	struct fwd_held *held;	   /**< with a budget */
	struct rte_mempool *pool;  /**< where generated packets come from */
	struct fwd_pace *pace;	   /**< of the Tx port: for what is generated or replayed */
	const struct latency *latency;
	struct latency_tx *latency_tx;
	struct latency_rx *latency_rx;
	uint16_t nb_granted; /**< packets of the budget that the current burst holds */
	uint32_t nb_clones;  /**< flowgen: of the current flow, in succession */
	uint32_t next_flow;  /**< of generated packets that differ */
	uint32_t next_turn;  /**< of the sizes of generated packets */
	bool receives;
	bool transmits;
	bool check_cksum;
	unsigned int lcore; /**< index into the application's lcores */

	struct fwd_counters count; /**< in cache lines of its own */
	struct fwd_counters zero;  /**< what they were when they were cleared */
};

/** A forwarding lcore. */
struct __rte_cache_aligned fwd_lcore {
	struct fwd_app *app;
	struct fwd_stream **streams;
	unsigned int nb_streams;
	unsigned int id;
	int epoll_fd;	/**< -1: the lcore never sleeps */
	uint64_t taken; /**< of its streams, when it was last asked whether it may rest */
	_Atomic bool ready;

	struct __rte_cache_aligned {
		_Atomic uint64_t busy_cycles; /**< of engine calls that found something */
		_Atomic uint64_t rounds;      /**< engine calls */
		_Atomic uint64_t empty;	      /**< engine calls that found nothing to do */
		_Atomic uint64_t sleeps;
		_Atomic uint64_t slept_tsc; /**< timer cycles slept through */
	};
};

/** What the prompt asked of one port, beyond the options that hold for all. */
struct fwd_port_asks {
	uint64_t rx_on; /**< offloads */
	uint64_t rx_off;
	uint64_t tx_on;
	uint64_t tx_off;
	uint16_t mtu;	      /**< 0: as the options say */
	uint32_t link_speeds; /**< RTE_ETH_LINK_SPEED_* */
	bool has_speed;
	uint32_t loopback; /**< mode of the driver, 0: none */
	bool has_rss;
	uint64_t rss_hf;
	uint16_t rxd[RTE_MAX_QUEUES_PER_PORT]; /**< descriptors of one queue, 0: as all */
	uint16_t txd[RTE_MAX_QUEUES_PER_PORT];
	uint8_t deferred[RTE_MAX_QUEUES_PER_PORT]; /**< FWD_QUEUE_*: not started with the port */
};

#define FWD_QUEUE_RX 1
#define FWD_QUEUE_TX 2

/** A port, its plan (what it will be configured with) and its state. */
struct fwd_port {
	uint16_t id;
	uint16_t peer; /**< id of the port that packets received here leave from */
	int socket;    /**< NUMA node of its mbufs and rings */
	int node;      /**< of the lcores that should work for it, FWD_ANY_NODE: all the same */
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
	uint64_t rx_conf; /**< offloads that the device is configured with */
	uint64_t tx_conf;
	uint64_t rss_hf;
	bool promiscuous;
	uint8_t vlan_taps; /**< FWD_TAP_VLAN, FWD_TAP_QINQ: tags that sent packets get */
	uint16_t vlan;
	uint16_t vlan_outer;
	uint16_t tso_size; /**< 0: no segmentation */
	struct fwd_port_asks asks;
	uint8_t stopped[RTE_MAX_QUEUES_PER_PORT]; /**< FWD_QUEUE_* */

	void *flows; /**< rules that were created here */
	struct rte_ether_addr mcast[FWD_MAX_MCAST];
	unsigned int nb_mcast;

	struct rte_mempool *pool;
	struct replay *replay;
	struct capture *capture;
	struct fwd_exception *exception; /**< between the port and the kernel, or NULL */
	struct fwd_rate tx_rate;	 /**< of what is generated or replayed here */
	struct fwd_pace *pace;
	void *engine_ctx;
	struct fwd_tx_split *tx_split; /**< NULL: csum sends packets as they are */
	struct rte_eth_stats base;     /**< counters when the run began */
	struct rte_eth_link link;
	uint64_t nb_left;  /**< packets received that were not handled when forwarding stopped */
	uint64_t nb_first; /**< packets sent by "start tx_first" */
	bool initialised;  /**< the engine's port_init succeeded */
	bool configured;   /**< with what is planned */
	bool started;
	bool fresh; /**< started, and no run has used it since */
};

/** What all lcores look at, in a cache line that nobody writes during a run. */
struct __rte_cache_aligned fwd_control {
	_Atomic bool go;
	_Atomic bool stop;
	_Atomic bool sent; /**< all that was to be sent was; receiving may go on */
};

enum fwd_end {
	FWD_END_NONE,
	FWD_END_SIGNAL,
	FWD_END_DURATION,
	FWD_END_PACKETS,
	FWD_END_REPLAY,
	FWD_END_STOP,	 /**< the command */
	FWD_END_REMOVED, /**< a device is gone */
};

/** What tells that everything that was replayed has arrived. */
struct fwd_quiet {
	uint64_t nb_packets;
	uint64_t since_tsc;
	uint64_t *rounds; /**< of each lcore, when the last packet was seen */
};

struct fwd_app {
	struct fwd_control control;
	struct fwd_budget budget;

	struct fwd_options *opt;
	struct fwd_port *ports[RTE_MAX_ETHPORTS]; /**< all */
	unsigned int nb_ports;
	struct fwd_port
		*fwd[RTE_MAX_ETHPORTS]; /**< those that forward, in the order of topologies */
	unsigned int nb_fwd;
	char closed[RTE_MAX_ETHPORTS]
		   [RTE_ETH_NAME_MAX_LEN]; /**< devices of ports that were closed */
	struct fwd_stream *streams;
	unsigned int nb_streams;
	struct fwd_lcore *lcores;
	unsigned int nb_lcores;

	struct rte_mempool *pools[RTE_MAX_NUMA_NODES];
	struct rte_mempool *old_pools[FWD_MAX_OLD_POOLS]; /**< replaced, with mbufs still in use */
	unsigned int nb_old_pools;
	uint32_t mbuf_room;	  /**< bytes of a frame that one mbuf holds */
	uint32_t nb_mbufs;	  /**< of all pools */
	uint32_t nb_mbufs_in_use; /**< not back in their pool after the ports were closed */

	const struct fwd_engine *engine; /**< of this run, or the last */
	struct latency *latency;	 /**< of the same, if it was of that engine */
	uint32_t latency_generation;
	uint16_t latency_key; /**< what tells our marks from those of other programs */
	bool running;
	unsigned int nb_runs;
	struct fwd_quiet quiet;
	double next_show_s;	  /**< of the live statistics */
	uint64_t next_follow_tsc; /**< of the interfaces to the kernel */
	enum fwd_end end;
	uint64_t start_wall_ns; /**< since the epoch */
	uint64_t begin_tsc;	/**< of the run, also when its counters were cleared later */
	uint64_t start_tsc;
	uint64_t end_tsc;
	bool links_up;
	bool power_pause; /**< the CPU can pause for a given time */
};

/** The port with this ethdev id, or NULL. */
struct fwd_port *fwd_port_by_id(struct fwd_app *app, uint16_t id);

/* devices.c */

/** Make the list of ports. @return 0, or -ENODEV after saying what devices were seen. */
int fwd_devices_find(struct fwd_app *app, int argc, char **argv);
/** Add one port to the lists. @return 0 or -errno, said. */
int fwd_devices_add(struct fwd_app *app, uint16_t id);
/** Choose the ports that forward, in order. @return 0, or -EINVAL, said. */
int fwd_devices_forward(struct fwd_app *app, const uint16_t *ids, unsigned int nb);
/** Take a port out of the lists, and free it. */
void fwd_devices_remove(struct fwd_app *app, struct fwd_port *port);
/** Say why EAL did not start. */
void fwd_devices_explain_eal(int err, int argc, char **argv);

/* plan.c */

/** Find out what every port will be configured with. @return 0, or -EINVAL after saying why not. */
int fwd_plan_all(struct fwd_app *app);
/** Options that name a port must name one that is there. @return 0 or -EINVAL, said. */
int fwd_plan_check(struct fwd_app *app);
/** The same for one port. */
int fwd_plan_port(struct fwd_app *app, struct fwd_port *port);

/* ports.c */

int fwd_ports_start(struct fwd_app *app);
/** Wait, for a bounded time, until the links are up. @return 0, or -EINTR on a signal. */
int fwd_ports_wait_links(struct fwd_app *app);
/** Stop and close every port. @return 0 or the first error. */
int fwd_ports_close(struct fwd_app *app);
/** Configure a port, if it is not as planned, and start it. @return 0 or -errno, said. */
int fwd_port_start(struct fwd_app *app, struct fwd_port *port);
int fwd_port_stop(struct fwd_port *port);
int fwd_port_close(struct fwd_port *port);
/** Set a queue up as planned. */
int fwd_port_setup_rxq(struct fwd_app *app, struct fwd_port *port, uint16_t queue);
int fwd_port_setup_txq(struct fwd_app *app, struct fwd_port *port, uint16_t queue);

/* port_capture.c */

/** Begin a capture of ports into one file, also during a run. @return 0 or -errno, said. */
int fwd_capture_start(struct fwd_app *app, const char *path, const struct fwd_capture_conf *conf,
	struct fwd_port **ports, unsigned int nb);
/** End one; its result can be asked until it is freed. @return 0 or -errno. */
int fwd_capture_stop(struct fwd_app *app, struct capture *capture);
/** Begin those that the options ask for. */
int fwd_captures_open(struct fwd_app *app);
/** Write what all still have. @return 0 or the first error. */
int fwd_captures_finish(struct fwd_app *app);
/** @param discard remove files that are new: there was no run */
void fwd_captures_free(struct fwd_app *app, bool discard);

/* port_pace.c */

/** Pace the ports for a run, if it generates or replays. @return 0, or -EINVAL, said. */
int fwd_port_paces_start(struct fwd_app *app);
/** Let a port's rate hold at once. @return 0, or -EINVAL, said: the old one goes on. */
int fwd_port_pace_set(struct fwd_port *port, const struct fwd_rate *rate);

/* offloads.c */

/** The least room of an mbuf with which a port can receive its frames. @return 0 or -EINVAL, said.
 */
int fwd_offloads_plan_room(struct fwd_app *app);
/** Choose the offloads of a port for the planned frame size. */
int fwd_offloads_plan(struct fwd_app *app, struct fwd_port *port);
/** The offloads of a port with the fast release of mbufs, where its conditions hold. */
uint64_t fwd_offloads_tx(const struct fwd_app *app, const struct fwd_port *port);

/* topology.c */

int fwd_topology_build(struct fwd_app *app);
/** An lcore that may forward: one of EAL's, and not the main one. @return 0 or -EINVAL, said. */
int fwd_topology_check_lcore(unsigned int id);
void fwd_topology_free(struct fwd_app *app);

/* pool.c */

/** Have pools that are large enough for the plans of all ports. */
int fwd_pools_create(struct fwd_app *app);
/** Count the mbufs that are still in use. */
void fwd_pools_check(struct fwd_app *app);
void fwd_pools_free(struct fwd_app *app);

/* run.c */

/** Begin a run: engine, streams, lcores; the ports are started. @return 0 or -errno, said. */
int fwd_run_start(struct fwd_app *app, unsigned int nb_first);
/** End it; app->end says why. */
void fwd_run_stop(struct fwd_app *app);
/** Let the streams look at packets as the options now say. */
void fwd_run_update_taps(struct fwd_app *app);
/** Let the streams fill the rings of the ports' captures, as they are now, and leave others alone.
 */
void fwd_run_update_captures(struct fwd_app *app);
/** Let the counters of a run begin at zero while it goes on, or is over. */
void fwd_run_clear(struct fwd_app *app);
/** Wait until every lcore has been through all its streams. */
void fwd_run_wait_round(const struct fwd_app *app);
/** Let the streams rest that only send: on return nothing more is sent. */
void fwd_run_rest_senders(struct fwd_app *app);
/** Let the streams of a queue rest, or go on: on return no lcore is in the queue any more. */
void fwd_run_pause(
	struct fwd_app *app, const struct fwd_port *port, uint8_t way, uint16_t queue, bool pause);

/* loop.c */

/** Let the lcores forward. */
int fwd_loop_start(struct fwd_app *app);
/** Whether and why the run is over. */
enum fwd_end fwd_loop_end(struct fwd_app *app);
/** Show the live statistics, if it is time. */
void fwd_loop_show(struct fwd_app *app);
/** Stop the lcores and take back what is on its way. */
void fwd_loop_stop(struct fwd_app *app);
/** Seconds of forwarding so far, or in total once it ended. */
double fwd_loop_seconds(const struct fwd_app *app);

#endif /* FWD_H */
