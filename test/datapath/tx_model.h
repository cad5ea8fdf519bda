/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The other side of a transmit ring: an interpreter of descriptors. It follows the ring as
 * the device does, contexts included, finds out what frames with what offload would leave,
 * and compares them with the packets that were handed in. Data is read when the frame is
 * completed, so that an mbuf that was given away too early shows. It uses none of the
 * driver's definitions.
 */
#ifndef TX_MODEL_H
#define TX_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_mbuf.h>

#include "igbx_rxtx.h"

enum tx_l4 { TX_L4_UDP, TX_L4_TCP, TX_L4_SCTP, TX_L4_NONE };

/* What is to happen to a frame on its way out. */
struct tx_meaning {
	bool stamped;
	bool tagged;
	uint16_t tci;
	bool ip_csum;
	enum tx_l4 l4_csum;
	bool ipv4;		/* when a checksum is asked for */
	uint16_t maclen, iplen; /* likewise */
	bool tso;
	uint16_t mss, l4len;
};

struct tx_frame {
	uint32_t bytes; /* headers included */
	uint64_t hash;	/* of the bytes */
	struct tx_meaning meaning;
	bool last_of_burst;
};

struct tx_model {
	struct igbx_txq *q;
	struct igbx_txq fresh; /* what it was like when it was reset first */
	uint32_t tail_reg;
	uint16_t rs_thresh;
	uint16_t head;
	uint64_t nb_sent, nb_done; /* descriptors given to the device, reported as done */
	uint64_t nb_interpreted;
	uint16_t since_rs;
	uint32_t ctx[2][4];
	bool ctx_valid[2];
	unsigned int nb_ctx;	 /* contexts seen */
	unsigned int nb_reports; /* RS seen */
	uint64_t nb_frames, nb_errors;
	uint64_t nb_taken;	   /* packets that are to be sent */
	struct tx_frame *expected; /* FIFO of cap entries */
	uint32_t first, nb, cap;
};

struct tx_model *tx_model_create(uint16_t port_id, uint16_t nb_desc, uint16_t rs_thresh,
	uint16_t free_thresh, uint64_t offloads);
void tx_model_destroy(struct tx_model *model);
/* As it was when it was created. */
void tx_model_restart(struct tx_model *model);
/* A hash of all that tells how it goes on: ring, queue, and what the device has not sent yet. */
uint64_t tx_model_state(const struct tx_model *model);

/* Hands packets in, notes what must come of them, and checks the number that was taken. */
uint16_t tx_model_burst(struct tx_model *model, const struct igbx_tx_path *path,
	struct rte_mbuf **pkts, uint16_t nb);
/* The device sends up to nb_frames of what it has, and reports. Returns how many. */
unsigned int tx_model_run(struct tx_model *model, unsigned int nb_frames);
/* Status of every descriptor, queue count, error count. */
void tx_model_check(struct tx_model *model);

/* What a packet asks for; false: it cannot be sent through a ring of nb_desc. */
bool tx_model_expect(const struct rte_mbuf *m, uint16_t nb_desc, struct tx_frame *frame,
	uint16_t *nb_data, bool *needs_ctx);

#endif
