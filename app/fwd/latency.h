/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * What the engine latency knows of the packets it sends and receives.
 *
 * Each Tx queue is a stream with a numbering of its own. The lcore that polls the Rx queues of the
 * peer port keeps, for each stream, what arrived of it; no two lcores write to the same counter.
 *
 * A clear, and each run, begins a new generation, which the marks carry: packets of older ones that
 * are still on their way count for nothing.
 */

#ifndef FWD_LATENCY_H
#define FWD_LATENCY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_byteorder.h>
#include <rte_mbuf.h>

#include "histogram.h"

struct doc;
struct fwd_app;
struct fwd_port;

/** The first bytes of the UDP payload; 60 bytes of frame, 64 with FCS, have room for no more. */
struct __attribute__((packed)) latency_mark {
	rte_be16_t key; /**< whose packet it is, and of which generation */
	rte_be16_t stream;
	rte_be32_t seq;	  /**< from 0 on, without those that the port refused */
	uint8_t stamp[6]; /**< time stamp counter, modulo 2^48, highest byte first */
	rte_be32_t crc;	  /**< CRC32C of the payload behind the mark, then of what is above */
};

/** Bytes of the mark that the CRC covers. */
#define LATENCY_MARKED	   offsetof(struct latency_mark, crc)
#define LATENCY_STAMP_BITS 48

/** Generations that the key tells apart; the other bits are the program's. */
#define LATENCY_GENERATION_BITS 6

/** How far behind the newest packet a duplicate is still told from a late packet. */
#define LATENCY_WINDOW (UINT32_C(1) << 18)

/** A stream as it is sent; written by the lcore of its Tx queue. */
struct __rte_cache_aligned latency_tx {
	_Atomic uint32_t generation;
	uint16_t tx_port;
	uint16_t tx_queue;
	uint16_t rx_port; /**< where it is to arrive */
	uint16_t id;
	uint16_t key;  /**< of the marks */
	uint32_t next; /**< sequence number */
	_Atomic uint64_t sent;
	_Atomic uint64_t first_tsc; /**< of the first burst */
	_Atomic uint64_t last_tsc;  /**< of the last one */
	_Atomic uint64_t nb_last;   /**< packets of the last burst */
};

/** A stream as one lcore receives it. */
struct __rte_cache_aligned latency_flow {
	_Atomic uint32_t generation;
	uint32_t next; /**< one more than the highest sequence number (RFC 4737, NextExp) */
	uint64_t last; /**< latency of the packet before */
	_Atomic uint64_t unique;
	_Atomic uint64_t duplicates;
	_Atomic uint64_t late;	     /**< reordered (RFC 4737): below NextExp */
	_Atomic uint64_t jitter_sum; /**< differences of successive packets' latencies */
	_Atomic uint64_t jitter_max;
	struct histogram delay;		      /**< cycles of the time stamp counter */
	uint64_t window[LATENCY_WINDOW / 64]; /**< sequence numbers that were seen */
};

/** What an Rx queue got that belongs to no stream; written by its lcore. */
struct __rte_cache_aligned latency_rx {
	_Atomic uint32_t generation;
	struct latency_flow **flows;  /**< of its lcore, by stream; NULL: not to come here */
	_Atomic uint64_t foreign;     /**< without our mark */
	_Atomic uint64_t corrupted;   /**< with a mark whose CRC is wrong, or cut short */
	_Atomic uint64_t misdirected; /**< of a stream that should have come to another port */
	_Atomic uint64_t stale;	      /**< of an older generation */
};

/** All of a run; it goes with the streams of the run. */
struct latency {
	_Atomic uint32_t generation;
	uint16_t key; /**< without the generation */
	unsigned int nb_lcores;
	unsigned int nb_tx;
	struct latency_tx *tx;
	struct latency_flow **flows; /**< nb_tx of each lcore */
};

/* latency_state.c */

/** Prepare the streams for a run. @return 0, or -errno, said. */
int latency_init(struct fwd_app *app);
void latency_free(struct fwd_app *app);
/** Count from now on. */
void latency_clear(struct fwd_app *app);

/* latency.c: what lcores do */

/** Before the first packet of a burst is marked. */
void latency_begin(const struct latency *all, struct latency_tx *tx);
/**
 * Mark a generated packet as the stream's next.
 * @param crc of the payload behind the mark
 */
void latency_mark(struct latency_tx *tx, struct rte_mbuf *m, uint32_t crc, uint64_t tsc);
/** Tell how many of the marked packets the port accepted: the numbers of the others come again. */
void latency_sent(struct latency_tx *tx, uint16_t nb_marked, uint16_t nb_sent, uint64_t tsc);
/** CRC32C that goes on from that of what came before. */
uint32_t latency_crc_bytes(const void *data, uint32_t len, uint32_t crc);
/** CRC32C over part of a packet, which has it. */
uint32_t latency_crc(const struct rte_mbuf *m, uint32_t offset, uint32_t len);
/** Look at packets that came to a port at a time. */
void latency_take(const struct latency *all, struct latency_rx *rx, uint16_t port,
	struct rte_mbuf **pkts, uint16_t nb, uint64_t tsc);

/* latency_result.c */

/** Whether all that was sent has arrived. */
bool latency_drained(const struct fwd_app *app);

/** Results of a port, or of one Tx queue of it: sums over lcores and queues. */
struct latency_result {
	uint64_t sent;
	uint64_t unique;
	uint64_t duplicates;
	uint64_t late;
	uint64_t foreign; /**< this and the following of the Rx port as a whole */
	uint64_t corrupted;
	uint64_t misdirected;
	uint64_t stale;
	uint64_t jitter_sum;
	uint64_t jitter_max;
	uint64_t nb_jitter;
	double tx_pps;
	struct histogram delay;
};

/** Sum up a stream. @param whole all streams of its port */
void latency_result(const struct fwd_app *app, const struct latency_tx *of, bool whole,
	struct latency_result *result);
/**
 * Add what was sent out of a port, or out of all (NULL): a list of ports and, where they have
 * several Tx queues, one of queues.
 * @return 0 or -ENOMEM
 */
int latency_doc(const struct fwd_app *app, const struct fwd_port *port, struct doc *out);
/** A table of the ports, in 80 columns. */
void latency_print(const struct fwd_app *app, FILE *out);

#endif /* FWD_LATENCY_H */
