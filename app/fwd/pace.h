/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * The pace at which a port sends what is generated or replayed.
 *
 * All streams that send out of a port share its pace. A stream asks for a burst and gets as many
 * packets of it as are due. Time becomes credit: a cycle of the time stamp counter is worth the
 * rate, a packet (or a bit of the line) costs as much as there are cycles in a second, and a packet
 * may go when the credit is not negative. So there are no divisions and no rounding: nothing
 * drifts, and a large packet delays what follows it by just its own time on the line.
 *
 * Credit is limited to the burst that is asked for: after a pause no more than that goes out back
 * to back. What a stream could not use because it came late is lost to the rate, and counted.
 */

#ifndef FWD_PACE_H
#define FWD_PACE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_common.h>

#include "rate.h"

/** What a frame takes on the line besides its bytes: preamble, FCS, gap (IEEE 802.3, 4.4.2). */
#define FWD_LINE_OVERHEAD (8 + 4 + 12)
/** The shortest frame without FCS; devices pad what is shorter. */
#define FWD_LINE_MIN 60

struct __rte_cache_aligned fwd_pace {
	_Atomic bool on;
	_Atomic bool busy; /**< a stream works on what follows */
	bool begun;	   /**< last_tsc is valid */
	bool by_bits;	   /**< the rate is one of bits, not of packets */
	uint32_t extra;	   /**< bytes that the device adds to each frame: VLAN tags */
	uint64_t per_cycle;
	uint64_t per_unit; /**< a packet, or a bit */
	int64_t credit;
	uint64_t max_cycles; /**< more would not fit the credit, and are beyond any limit */
	uint64_t last_tsc;
	uint64_t hz;
	uint64_t nb_taken;  /**< packets since the pace was set */
	uint64_t line_bits; /**< of them */
	uint64_t late_tsc;  /**< time for which no packet went though one was due */
	uint64_t first_tsc;
};

/** What was sent since the pace was set. */
struct fwd_pace_result {
	double pps; /**< the rate, 0 when it is one of bits */
	double bps; /**< the rate, 0 when it is one of packets */
	double sent_pps;
	double sent_bps;
	double late_s;
	uint64_t packets;
};

/**
 * Set the pace; streams may be at work.
 * @param mbps speed of the link, for percent; 0: not known
 * @param extra bytes that the device adds to each frame
 * @return 0, or -ENOLINK for percent of an unknown speed: the pace stays as it was
 */
int fwd_pace_set(struct fwd_pace *p, const struct fwd_rate *rate, uint32_t mbps, uint32_t extra,
	uint64_t tsc_hz);

/** See fwd_pace_take(). */
uint16_t fwd_pace_take_due(struct fwd_pace *p, uint64_t now_tsc, const uint32_t *lens, uint16_t nb);
/** Give back packets that were taken and not sent: the last nb of a burst. */
void fwd_pace_give(struct fwd_pace *p, const uint32_t *lens, uint16_t nb);
/** Time without packets that was meant begins: it gives no credit, and is not late. */
void fwd_pace_rest(struct fwd_pace *p);
void fwd_pace_result(struct fwd_pace *p, uint64_t now_tsc, struct fwd_pace_result *result);

/** Whether there is a rate. */
static inline bool
fwd_pace_is_on(const struct fwd_pace *p)
{
	return p != NULL && atomic_load_explicit(&p->on, memory_order_relaxed);
}

/**
 * Ask for a burst.
 * @param p NULL: nothing paces
 * @param now_tsc rte_rdtsc()
 * @param lens lengths of the frames, without FCS
 * @return how many packets may be sent now, 0 to nb
 */
static inline uint16_t
fwd_pace_take(struct fwd_pace *p, uint64_t now_tsc, const uint32_t *lens, uint16_t nb)
{
	return fwd_pace_is_on(p) ? fwd_pace_take_due(p, now_tsc, lens, nb) : nb;
}

#endif /* FWD_PACE_H */
