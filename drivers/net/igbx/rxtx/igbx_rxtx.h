/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Rings and mbufs. This layer knows descriptors and mempools, and of the device
 * nothing but the address of a queue's tail register.
 */
#ifndef IGBX_RXTX_H
#define IGBX_RXTX_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_memzone.h>

#include "igbx_desc.h"

#define IGBX_RING_MIN_DESC    32
#define IGBX_RING_MAX_DESC    4096
#define IGBX_RING_ALIGN_DESC  8	  /* RDLEN and TDLEN are multiples of 128 bytes */
#define IGBX_RING_ALIGN_BYTES 128
#define IGBX_TX_MAX_SEG	      40  /* data descriptors of one packet: 82576 datasheet 7.2.1.1 */
#define IGBX_TX_MAX_PAYLEN    ((1u << 18) - 1)

/* One posted or sent mbuf per descriptor. */
struct igbx_rxq {
	union igbx_rx_desc *ring;
	struct rte_mbuf **sw_ring;
	volatile uint32_t *tail_reg;
	struct rte_mempool *pool;
	uint64_t rearm; /* image of mbuf->rearm_data: data_off, refcnt 1, nb_segs 1, port */
	uint16_t nb_desc;
	uint16_t next;	    /* descriptor to look at next */
	uint16_t nb_hold;   /* refilled since the tail was last written */
	uint16_t free_thresh;
	uint16_t buf_bytes; /* what the device was told the buffers hold */
	uint8_t crc_bytes;  /* 4 when the CRC is kept */
	bool vlan_strip;
	bool rss_hash;
	struct rte_mbuf *pkt_first; /* packet under reassembly */
	struct rte_mbuf *pkt_last;
	struct rte_eth_dev_data *dev_data; /* for rx_mbuf_alloc_failed */
	/* cold */
	const struct rte_memzone *mz;
	uint64_t ring_iova;
	uint64_t offloads;
	uint16_t port_id;
	uint16_t queue_id;
	uint8_t pthresh, hthresh, wthresh;
	bool drop_en;
	bool deferred_start;
	uint64_t nb_rx_err;	 /* packets discarded for RXE */
	uint64_t nb_rx_oversize; /* write-backs longer than the posted buffer, discarded */
};

struct igbx_tx_ctx {
	uint64_t key_offload;
	uint64_t key_flags;
};

struct igbx_txq {
	union igbx_tx_desc *ring;
	struct rte_mbuf **sw_ring;
	volatile uint32_t *tail_reg;
	uint16_t *rs_last;  /* per RS mark: last descriptor whose DD covers it */
	uint16_t nb_desc;
	uint16_t tail;	    /* next descriptor to write */
	uint16_t nb_free;
	uint16_t next_dd;   /* descriptor that carries the oldest outstanding RS */
	uint16_t clean;	    /* oldest descriptor not yet reclaimed */
	uint16_t nb_since_rs;
	uint16_t rs_thresh;
	uint16_t free_thresh;
	bool fast_free;
	bool ctx_valid;
	struct igbx_tx_ctx ctx; /* what the device's context 0 holds */
	/* cold */
	const struct rte_memzone *mz;
	uint64_t ring_iova;
	uint64_t offloads;
	uint16_t port_id;
	uint16_t queue_id;
	uint8_t pthresh, hthresh, wthresh;
	bool deferred_start;
};

/* Tail write: descriptors first, then the register. Nothing else in this layer touches the device. */
void igbx_doorbell(volatile uint32_t *tail_reg, uint32_t value);

/* ---- queue memory; all -ENOMEM undo themselves ---- */
struct igbx_rxq *igbx_rxq_alloc(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc,
	unsigned int socket, struct rte_mempool *pool);
void igbx_rxq_free(struct igbx_rxq *q);
/* Post a buffer in every descriptor, next = 0; leaves the tail alone. -ENOMEM posts none. */
int igbx_rxq_fill(struct igbx_rxq *q);
/* Free all posted buffers and a packet under reassembly. */
void igbx_rxq_drain(struct igbx_rxq *q);

struct igbx_txq *igbx_txq_alloc(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc,
	unsigned int socket);
void igbx_txq_free(struct igbx_txq *q);
/* Free every mbuf that is held, mark all descriptors done, forget the context. */
void igbx_txq_reset(struct igbx_txq *q);

/* ---- paths ---- */
struct igbx_rx_path {
	const char *name; /* shown by burst mode info */
	eth_rx_burst_t burst;
	uint16_t simd_bits; /* 0: scalar */
	bool scattered;	    /* packets may span buffers */
};
struct igbx_tx_path {
	const char *name;
	eth_tx_burst_t burst;
	uint16_t simd_bits;
};
extern const struct igbx_rx_path igbx_rx_paths[];
extern const unsigned int igbx_rx_nb_paths;
extern const struct igbx_tx_path igbx_tx_paths[];
extern const unsigned int igbx_tx_nb_paths;
/* The widest path that the CPU, rte_vect_get_max_simd_bitwidth() and the need allow. */
const struct igbx_rx_path *igbx_rx_path_select(bool scattered);
const struct igbx_tx_path *igbx_tx_path_select(void);

uint16_t igbx_tx_prepare(void *txq, struct rte_mbuf **pkts, uint16_t nb);

/* ---- fast ops beside the bursts ---- */
int igbx_rx_descriptor_status(void *rxq, uint16_t offset);
int igbx_tx_descriptor_status(void *txq, uint16_t offset);
uint32_t igbx_rx_queue_count(void *rxq);
int igbx_tx_done_cleanup(void *txq, uint32_t free_cnt);

/* Packet types the receive paths report, RTE_PTYPE_UNKNOWN at the end (not counted). */
const uint32_t *igbx_rx_ptypes(size_t *nb);

#endif
