/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive queues with two buffers in each descriptor, one for headers and one for what follows:
 * 82576 datasheet 7.1.10. The queue's own pool and ring of mbufs are those of the packet buffers.
 */
#ifndef IGBX_RX_SPLIT_H
#define IGBX_RX_SPLIT_H

#include "igbx_rxtx.h"

#define IGBX_RX_SPLIT_NSEG 2

struct igbx_rx_split {
	struct rte_mempool *pool;
	struct rte_mbuf **sw_ring;
	uint64_t rearm; /* as in the queue */
	uint64_t ol_base;
	uint64_t iova_offset;
	bool iova_linear;
	bool always;	    /* packets without headers that the device knows are split, too */
	uint16_t hdr_bytes; /* what the device was told the header buffers hold */
	uint16_t hdr_off;   /* of the data in the mbuf, headroom included */
	uint16_t data_off;  /* the same of packet buffers */
	uint32_t types;	    /* IGBX_PSRTYPE_* */
	union rte_eth_rxseg segs[IGBX_RX_SPLIT_NSEG]; /* as the application gave them */
};

/* Makes it a split queue: conf says how, its sw_ring and what follows from the pools is filled in.
 * Before igbx_rxq_fill(). -ENOMEM with a line.
 */
int igbx_rxq_split(struct igbx_rxq *q, const struct igbx_rx_split *conf, unsigned int socket);

/* Parts of igbx_rxq_fill(), igbx_rxq_drain() and igbx_rxq_free(). */
int igbx_rx_split_fill(struct igbx_rxq *q);
void igbx_rx_split_drain(struct igbx_rxq *q);
void igbx_rx_split_free(struct igbx_rxq *q);

/* Bytes that the write-back of a packet's first descriptor says are in the header buffer. */
uint16_t igbx_rx_split_header(const struct igbx_rx_split *split, uint32_t info, uint32_t status);

uint16_t igbx_rx_burst_split(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);

#endif
