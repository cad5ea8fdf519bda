/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The device's side of a descriptor ring, as fast as a test can make it: receive descriptors are
 * written back, transmit descriptors marked done, in the ring's memory. Bus addresses are virtual.
 */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "bar.h"

struct wire {
	uint64_t (*desc)[2];
	uint32_t nb_desc;
	uint32_t head;
	const volatile uint32_t *tail;
	volatile uint32_t *head_wb;
	uint64_t writebacks;
	bool to_memory; /* what the device writes leaves the caches */
	/* Transmit: contexts as the device holds them, and the packet that is being put together.
	 */
	uint64_t context[2][2];
	uint32_t packet_desc;  /* data descriptors so far */
	uint32_t packet_start; /* the first of them */
};

/* From what the driver programmed. False when the queue is not on. */
bool wire_attach(struct wire *wire, struct bar *bar, bool rx, unsigned int queue);

/* Descriptors between head and tail. */
uint32_t wire_room(const struct wire *wire);

/* Receive: the buffer that is next, and the write-back of its descriptor. */
void *wire_rx_buffer(const struct wire *wire);
void wire_rx_done(struct wire *wire, const uint64_t image[2]);
/* The last nb of them are on their way to memory, if that is where the device writes. */
void wire_rx_flush(const struct wire *wire, uint32_t nb);

/* What a sent packet asked for. */
struct wire_packet {
	const uint8_t *bytes;
	uint32_t len;
	bool vlan_insert;
	bool ip_cksum;
	bool l4_cksum;
	uint64_t context[2]; /* of the index that it named */
	bool payload_len_right;
};
typedef void (*wire_sent_fn)(void *ctx, const struct wire_packet *packet);

/* Transmit: all up to the tail. Packets are put together only for sent, when it is given. Returns
 * their number.
 */
uint32_t wire_tx_run(struct wire *wire, wire_sent_fn sent, void *ctx);

#endif
