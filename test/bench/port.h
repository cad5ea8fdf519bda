/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A driver under measurement: its ports, queues and mbufs, and the device's side of them.
 */
#ifndef BENCH_PORT_H
#define BENCH_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_ring.h>

#include "igbx_compat.h"

#include "bar.h"
#include "driver.h"
#include "frame.h"
#include "options.h"
#include "wire.h"

#define MAX_LANES (MAX_PORTS * MAX_QUEUES)

struct port {
	struct rte_pci_device pci;
	struct rte_devargs devargs;
	char name[32];
	struct bar bar;
	bool has_bar;
	bool probed;
	uint16_t id;
	int irq[2];
	int config_fd;
};

/* One queue pair of one port. */
struct lane {
	uint16_t port;
	uint16_t queue;
	struct wire rx;
	struct wire tx;
	struct rte_ring *rx_ring; /* net_ring */
	struct rte_ring *tx_ring;
	uint32_t next_frame;
};

/* What the timed loops read of a lane and of the one where its packets leave. */
struct hop {
	uint16_t in_port;
	uint16_t in_queue;
	uint16_t out_port;
	uint16_t out_queue;
};

struct unit {
	const struct driver *drv;
	const struct options *opt;
	unsigned int index; /* in the list of drivers */
	struct port ports[MAX_PORTS];
	struct lane lanes[MAX_LANES];
	struct hop hops[MAX_LANES];
	unsigned int nb_lanes;
	struct rte_mempool *pool;
	struct rte_mbuf **mbufs; /* room for a chunk of all lanes */
	unsigned int max_mbufs;
	struct frame_set *frames; /* what is measured */
	bool fast_free;		  /* the driver does it */
	char path[160];
	bool skipped; /* does not take these options */
	bool failed;
	char why[256];
};

/* Where packets that come in on a lane go out: the same queue of the next port. */
struct lane *unit_peer(struct unit *u, unsigned int lane);

/* The first reason stays. Returns false. */
bool unit_fail(struct unit *u, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* mbufs that a driver gets for these options, the same number for all. */
unsigned int unit_nb_mbufs(const struct options *opt);

/* All of these return false after unit_fail(). */
bool unit_create(
	struct unit *u, const struct driver *drv, const struct options *opt, unsigned int index);
bool unit_start(struct unit *u);
bool unit_stop(struct unit *u);
/* Every mbuf is in the pool again. */
bool unit_pool_full(struct unit *u);
void unit_destroy(struct unit *u);

/* The doorbells of all its ports are plain memory, or trap and are counted. */
void unit_open(struct unit *u, bool open);

#endif
