/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A port of the driver on the software 82576, used through ethdev's public API: EAL
 * without hugepages and without a bus scan, a PCI device made by hand whose BAR is
 * the model's, a kernel interrupt made of a socket pair. Allocations of the driver can
 * be made to fail, and everything it takes is counted.
 */
#ifndef PORT_RIG_H
#define PORT_RIG_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_ethdev.h>

#include "igbx_compat.h"
#include "nicmodel.h"

#define RIG_MAX_SENT	1024
#define RIG_FRAME_BYTES 10240
#define RIG_NAME	"0000:05:00.0"
#define RIG_RING_DESC	64
#define RIG_POOL_MBUFS	8191
#define RIG_DATA_ROOM	(RTE_PKTMBUF_HEADROOM + 2048)

struct rig_frame {
	uint32_t len;
	uint16_t queue;
	uint8_t bytes[RIG_FRAME_BYTES];
};

struct rig {
	struct nm *nm;
	struct rte_pci_device pci;
	struct rte_devargs devargs;
	int irq_wire;	      /* our end of the interrupt line */
	bool irq_raised;      /* the model asked for it since the last delivery */
	uint32_t irq_vectors; /* raised, for a test that clears them */
	uint16_t port;
	bool probed;
	struct rig_frame *sent; /* RIG_MAX_SENT frames seen on the wire */
	unsigned int nb_sent;
	unsigned int nb_wild; /* DMA outside of rings and mbufs */
	/* Takes the frames instead of sent; NULL: none does. */
	void (*on_frame)(struct rig *rig, const uint8_t *frame, uint32_t len, uint16_t queue);
};

/* Once per program; returns 0 or the exit code. */
int rig_eal_init(const char *program);
/* With an option of EAL's of one's own; without telemetry unless it is this that is wanted. */
int rig_eal_init_with(const char *program, const char *option);

void rig_eal_end(void);

/* A card in its slot, not yet probed. device_id 0: 10C9. */
void rig_create(struct rig *rig, uint16_t device_id);
void rig_destroy(struct rig *rig);

/* What the bus does: the driver's probe and remove. */
int rig_probe(struct rig *rig, const char *args);
int rig_remove(struct rig *rig);
const char *rig_driver_name(void);
const struct rte_pci_id *rig_driver_ids(void);

/* Configures, sets up queues with small rings and starts; the first error. */
int rig_configure(
	struct rig *rig, uint16_t nb_rxq, uint16_t nb_txq, const struct rte_eth_conf *conf);
int rig_queues(struct rig *rig, uint16_t nb_rxq, uint16_t nb_txq, struct rte_mempool *pool);
/* Starts and lets time pass until the link is up; -ENOLINK when it stays down. */
int rig_start(struct rig *rig);
int rig_up(struct rig *rig, uint16_t nb_rxq, uint16_t nb_txq, const struct rte_eth_conf *conf);
/* Down to an empty slot: stop, close; the first error. */
int rig_down(struct rig *rig);

/* What ethdev says of the port; all zero when it says nothing. */
struct rte_eth_dev_info rig_info(const struct rig *rig);

/* The pool of all ports, and another one of a data room of one's own. */
struct rte_mempool *rig_pool(void);
struct rte_mempool *rig_pool_create(const char *name, unsigned int nb, uint16_t data_room);

/* The card comes back after it was pulled, and its power has settled. */
void rig_replug(struct rig *rig);
/* Lets virtual time pass until the link is up, or ms are over. */
bool rig_link_wait(struct rig *rig, unsigned int ms);
/* Hands a raised interrupt to the driver and waits until it is acknowledged. False when
 * there was none to hand over.
 */
bool rig_irq_deliver(struct rig *rig);
/* The same without waiting: the caller must not touch the model before the driver is done. */
bool rig_irq_send(struct rig *rig);
/* What the driver wrote to the interrupt's file since the last call: 1 on, 0 off, -1 nothing. */
int rig_irq_state(struct rig *rig);

/* ---- failures to order ---- */
/* The n-th allocation (heap, memzone, kvargs, mbufs) from now on fails; 0 disarms. */
void rig_fail_alloc(unsigned int n);
/* Allocations since the last rig_fail_alloc(). */
unsigned int rig_allocs(void);

/* ---- what is in use ---- */
struct rig_usage {
	uint64_t heap_allocs;
	uint64_t heap_bytes;
	unsigned int memzones;
	unsigned int mbufs;
};
struct rig_usage rig_usage(void);
bool rig_usage_same(struct rig_usage a, struct rig_usage b);
/* For a failed comparison. */
void rig_usage_print(const char *label, struct rig_usage u);

/* ---- frames ---- */
/* Ethernet, IPv4, UDP with correct checksums, and a payload that depends on seed. len is that of
 * the whole frame without CRC, at least 42. Returns len.
 */
uint32_t rig_udp4(uint8_t *out, uint32_t len, const uint8_t dst[6], uint32_t seed);
/* Where its addresses and ports are: 12 bytes as RSS hashes them. */
const uint8_t *rig_udp4_tuple(const uint8_t *frame);
/* The Microsoft RSS hash, written down bit by bit. */
uint32_t rig_toeplitz(const uint8_t *key, const uint8_t *data, unsigned int nb_bytes);
/* Sends one frame out of queue; 1 when the driver took it. */
unsigned int rig_send(struct rig *rig, uint16_t queue, const uint8_t *frame, uint32_t len);
/* Polls a queue once and copies what came out; 0 when nothing. */
uint32_t rig_recv(struct rig *rig, uint16_t queue, uint8_t *out);

/** Counters of queues as ethdev shows them: until 25.11 among those of the port, then by xstats. */
int rig_queue_stats(const struct rig *rig, struct eth_queue_stats *stats);

#endif
