/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * The exception path: what a port receives for this host goes to the kernel, and what the kernel
 * sends leaves by the port, through an interface with the port's address. Everything else is the
 * engine's.
 *
 * The interface is a software port (net_tap, or virtio-user with vhost-net) that is in none of the
 * application's lists. A thread works on it, so that lcores make no system calls:
 *
 *   port -> lcore -> ring -> thread -> interface -> kernel
 *   port <- lcore <- ring <- thread <- interface <- kernel
 */

#ifndef FWD_EXCEPTION_H
#define FWD_EXCEPTION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <net/if.h>

#include "fwd.h"

struct doc;
struct rte_ring;

/** Most frames that one side is given before it is the other's turn. */
#define FWD_EXCEPTION_BURST 32

/** Addresses of the interface that are looked for with --exception-match=ip. */
#define FWD_EXCEPTION_ADDRESSES 64

/** Frames since the interface was made, or since they were cleared. */
struct fwd_exception_counts {
	_Atomic uint64_t taken;	      /**< received for the host, and kept from the engine */
	_Atomic uint64_t copied;      /**< to groups: the engine has them, too */
	_Atomic uint64_t lost;	      /**< of these two, those that the kernel did not get */
	_Atomic uint64_t to_kernel;   /**< given to the kernel */
	_Atomic uint64_t from_kernel; /**< got from the kernel */
	_Atomic uint64_t sent;	      /**< of these, accepted by the port */
	_Atomic uint64_t unsent;      /**< too long, or on their way when forwarding stopped */
};

/** The IP addresses of the interface; replaced as a whole. */
struct fwd_exception_hosts {
	unsigned int nb4;
	unsigned int nb6;
	rte_be32_t ip4[FWD_EXCEPTION_ADDRESSES];
	uint8_t ip6[FWD_EXCEPTION_ADDRESSES][16];
};

struct fwd_exception {
	/* Written by the main lcore. */
	enum fwd_exception_kind kind;
	uint16_t owner; /**< the port whose exceptions these are */
	uint16_t id;	/**< of the software port */
	char device[RTE_ETH_NAME_MAX_LEN];
	char name[IFNAMSIZ]; /**< as it was made; it may have been renamed since */
	unsigned int index;  /**< of the interface */
	bool carrier;
	bool deaf; /**< a change was refused, and said */
	struct rte_ether_addr host;
	uint16_t mtu;
	struct fwd_exception_counts zero; /**< what they were when they were cleared */
	struct fwd_exception_hosts hosts[2];

	/* Read by lcores and by the thread. */
	_Atomic uint64_t mac; /**< the port's, as fwd_exception_mac() makes it */
	_Atomic(const struct fwd_exception_hosts *) match; /**< NULL: the MAC address is enough */
	_Atomic uint32_t max_frame;
	_Atomic bool keeps_crc; /**< received frames end with their FCS */
	struct rte_ring *to_kernel;
	struct rte_ring *to_wire;
	int wake_fd; /**< of the thread */
	int wire_fd; /**< of an lcore that sleeps */
	bool rouse;  /**< lcores sleep */
	_Atomic bool asleep;
	_Atomic bool stop;
	pthread_t thread;
	bool running;

	/* Of the lcore that sends. */
	struct rte_mbuf *pending[FWD_EXCEPTION_BURST];
	uint16_t first_pending;
	uint16_t nb_pending;

	struct fwd_exception_counts count;
};

/* exception.c */

/** Make the interfaces that the options ask for. @return 0 or -errno, said. */
int fwd_exception_open_all(struct fwd_app *app);
/** Make one; the port has its pool. */
int fwd_exception_open(
	struct fwd_app *app, struct fwd_port *port, const struct fwd_exception_ask *ask);
/** Take it away, if there is one; forwarding does not run. */
void fwd_exception_close(struct fwd_port *port);
/** Let the interfaces have the ports' link states, addresses and MTUs. */
void fwd_exception_follow(struct fwd_app *app);
/** The same, ten times a second, however often it is called. */
void fwd_exception_tick(struct fwd_app *app);
/** After the lcores have stopped: throw away what was to be sent. */
void fwd_exception_flush(struct fwd_app *app);
void fwd_exception_clear(struct fwd_exception *e);
void fwd_exception_doc(const struct fwd_app *app, const struct fwd_port *port, struct doc *list);
const char *fwd_exception_kind_name(enum fwd_exception_kind kind);

/* exception_io.c */

/** Take what is the host's out of a burst. @return how many packets are left for the engine. */
uint16_t fwd_exception_filter(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb);
/** Send what comes from the kernel. */
unsigned int fwd_exception_burst(struct fwd_stream *s);
/** The thread. */
void *fwd_exception_main(void *exception);
/** Wake it. */
void fwd_exception_wake(struct fwd_exception *e);
uint64_t fwd_exception_mac(const struct rte_ether_addr *mac);

/* exception_iface.c: the kernel's side; all return 0 or -errno, nothing said */

int fwd_iface_set_mac(unsigned int index, const struct rte_ether_addr *mac);
int fwd_iface_set_mtu(unsigned int index, uint16_t mtu);
int fwd_iface_set_up(unsigned int index);
int fwd_iface_set_carrier(unsigned int index, bool on);
/** Its IP addresses, as far as there is room. */
int fwd_iface_addresses(unsigned int index, struct fwd_exception_hosts *hosts);

#endif /* FWD_EXCEPTION_H */
