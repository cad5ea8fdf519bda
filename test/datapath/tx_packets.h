/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packets to send, of every kind of mbuf there is.
 */
#ifndef TX_PACKETS_H
#define TX_PACKETS_H

#include <rte_mbuf.h>

#define TX_PACKETS_HELD_MAX 4096

struct tx_packets {
	struct rte_mempool *pool[2]; /* with buffers */
	struct rte_mempool *bare;    /* for mbufs attached to a buffer of another */
	void *ext_area;
	unsigned int nb_ext, nb_ext_freed;
	struct rte_mbuf *held[TX_PACKETS_HELD_MAX]; /* second references kept by the test */
	unsigned int nb_held;
};

enum tx_seg_kind {
	TX_SEG_PLAIN,
	TX_SEG_OTHER_POOL,
	TX_SEG_SHARED,
	TX_SEG_CLONE,
	TX_SEG_EXT,
	TX_SEG_KINDS
};

void tx_packets_init(struct tx_packets *packets, const char *name, unsigned int cache);
/* One segment with data in it; NULL when a pool is dry. */
struct rte_mbuf *tx_seg(struct tx_packets *packets, enum tx_seg_kind kind, uint16_t bytes);
/* A packet of nb_segs segments of one kind. */
struct rte_mbuf *tx_packet(
	struct tx_packets *packets, enum tx_seg_kind kind, uint16_t nb_segs, uint16_t seg_bytes);
struct rte_mbuf *tx_chain(struct rte_mbuf *head, struct rte_mbuf *seg);
/* Once all is sent: of the shared mbufs the test's own reference is left, and nothing else is out.
 */
void tx_packets_check_held(const struct tx_packets *packets);
/* Gives the second references back. */
void tx_packets_release(struct tx_packets *packets);
/* Every mbuf is in its pool and every external buffer was given back. */
void tx_packets_check(struct tx_packets *packets);

#endif
