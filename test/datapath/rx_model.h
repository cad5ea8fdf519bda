/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The other side of a receive ring: a device that writes packets into posted buffers and
 * descriptors back, keeps what a driver has to make of them, and compares. It is
 * written from the datasheet's tables and uses none of the driver's definitions.
 */
#ifndef RX_MODEL_H
#define RX_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_mbuf.h>

#include "igbx_rxtx.h"

#define RX_MODEL_MAX_SEG 64

/* status and error bits, by number */
#define RXS_DD	  (1u << 0)
#define RXS_EOP	  (1u << 1)
#define RXS_VP	  (1u << 3)
#define RXS_UDPCS (1u << 4)
#define RXS_L4CS  (1u << 5)
#define RXS_IPCS  (1u << 6)
#define RXS_L4E	  (1u << 29)
#define RXS_IPE	  (1u << 30)
#define RXS_RXE	  (1u << 31)

struct rx_wb {
	uint32_t info;
	uint32_t hash;
	uint32_t status;
	uint16_t length;
	uint16_t tag;
};

/* A packet that the driver must deliver. */
struct rx_expected {
	uint32_t info, hash, status; /* of the last descriptor */
	uint16_t tag;
	uint32_t bytes;
	uint16_t nb_segs;
	uint16_t seg_bytes[RX_MODEL_MAX_SEG];
	uint64_t seg_stamp[RX_MODEL_MAX_SEG]; /* first bytes of the buffer; 0: not written */
};

struct rx_model {
	struct igbx_rxq *q;
	struct igbx_rxq fresh; /* what it was like before it was filled */
	uint32_t tail_reg;
	uint64_t offloads;
	int ptp_filter; /* messages are flagged: rx_model_watch() */
	bool scattered;
	uint16_t hold_limit; /* refilled descriptors that may be kept from the device */
	/* device */
	uint16_t head;	     /* next descriptor to write back */
	uint64_t nb_written; /* descriptors written back so far */
	uint64_t stamp;
	/* what was written and the driver has not looked at, oldest first */
	struct rx_wb *pending;
	uint64_t *pending_stamp;
	uint32_t nb_pending, first_pending;
	uint32_t cap;
	/* driver's state as it must be */
	uint64_t nb_taken; /* descriptors consumed so far */
	struct rx_expected part;
	bool in_part, skip;
	uint64_t nb_err, nb_oversize, nb_alloc_failed;
	uint64_t nb_given; /* packets handed out so far */
};

/* Queue 0 of the port with its model, filled and with all descriptors given to the device. */
struct rx_model *rx_model_create(uint16_t port_id, uint16_t nb_desc, uint16_t free_thresh,
	uint16_t buf_bytes, struct rte_mempool *pool, uint64_t offloads, bool scattered);
/* Packets are flagged for time sync; negative: not. */
void rx_model_watch(struct rx_model *model, int ptp_filter);
/* Drains and frees the queue. */
void rx_model_destroy(struct rx_model *model);
/* As it was when it was created. */
void rx_model_restart(struct rx_model *model);
/* A hash of all that tells how it goes on: ring, queue, and what was written and not taken. */
uint64_t rx_model_state(const struct rx_model *model);

/* Descriptors that the device may still write. */
uint16_t rx_model_room(const struct rx_model *model);
/* Writes one back, and a stamp into its buffer if the length is within it. */
void rx_model_write(struct rx_model *model, const struct rx_wb *wb);
/* One packet of nb_segs descriptors: all but the last are full. */
void rx_model_packet(struct rx_model *model, uint32_t info, uint32_t status, uint16_t nb_segs,
	uint16_t last_bytes);

/* A burst, compared with what must come; the packets are freed. Returns their number. */
uint16_t rx_model_burst(struct rx_model *model, const struct igbx_rx_path *path, uint16_t nb);
/* Counters, queue count, status of every descriptor, tail. */
void rx_model_check(struct rx_model *model);

/* The meaning of a write-back, said a second time. */
uint32_t rx_model_ptype(uint32_t info);
uint64_t rx_model_flags(uint64_t offloads, uint32_t info, uint32_t status);

#endif
