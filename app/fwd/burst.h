/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* What all engines do alike in a burst. */

#ifndef FWD_BURST_H
#define FWD_BURST_H

#include <rte_branch_prediction.h>
#include <rte_cycles.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_prefetch.h>

#include "capture.h"
#include "fwd.h"

/** Add to a counter that this lcore alone writes; others may read it at any time. */
static inline void
fwd_count(_Atomic uint64_t *counter, uint64_t n)
{
	uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);

	atomic_store_explicit(counter, value + n, memory_order_relaxed);
}

/* budget.c: the slow path that only runs with --packets */

/** Claim packets of the limit for a burst. @return how many it may handle, 0 to nb. */
uint16_t fwd_budget_claim(struct fwd_stream *s, uint16_t nb);
/** Tell how many of the claimed packets were handled; the others go back. */
void fwd_budget_settle(struct fwd_stream *s, uint16_t nb);
/** Receive as many packets as the limit allows, the held ones first. */
uint16_t fwd_budget_receive(struct fwd_stream *s, struct rte_mbuf **pkts);

/** Count packets whose checksums the device found bad. */
void fwd_count_bad_cksum(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb);
/** Receive where something looks at packets, or a limit counts them. */
uint16_t fwd_receive_tapped(struct fwd_stream *s, struct rte_mbuf **pkts);
void fwd_transmit_tapped(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb);
/**
 * Try the rest of a partial burst again, then drop and count it.
 * @return how many packets were accepted in total
 */
uint16_t fwd_send_rest(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb, uint16_t nb_tx);

/* taps.c: what looks at packets besides the engine */

/** @return how many packets are left for the engine */
uint16_t fwd_tap_rx(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb);
/** Before packets are sent. */
void fwd_tap_tx(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb);

/** The number of packets a generating engine may make now. */
static inline uint16_t
fwd_grant(struct fwd_stream *s)
{
	if (likely(s->budget == NULL))
		return s->nb_burst;
	return fwd_budget_claim(s, s->nb_burst);
}

/** End a burst of which nb packets count for the limit. */
static inline void
fwd_settle(struct fwd_stream *s, uint16_t nb)
{
	if (unlikely(s->budget != NULL))
		fwd_budget_settle(s, nb);
}

/** Poll the Rx queue; what it delivers is captured. */
static inline uint16_t
fwd_poll(struct fwd_stream *s, struct rte_mbuf **pkts)
{
	uint16_t nb = rte_eth_rx_burst(s->rx_port, s->rx_queue, pkts, s->nb_burst);

	if (unlikely(atomic_load_explicit(&s->rx_taps, memory_order_relaxed) != 0))
		nb = fwd_tap_rx(s, pkts, nb);
	return nb;
}

/** Receive a burst. @return the number of packets, which fwd_transmit() or fwd_settle() must end.
 */
static inline uint16_t
fwd_receive(struct fwd_stream *s, struct rte_mbuf **pkts)
{
	uint16_t nb;

	if (likely(atomic_load_explicit(&s->rx_taps, memory_order_relaxed) == 0))
		nb = rte_eth_rx_burst(s->rx_port, s->rx_queue, pkts, s->nb_burst);
	else
		nb = fwd_receive_tapped(s, pkts);
	if (likely(nb != 0))
		fwd_count(&s->count.rx, nb);
	return nb;
}

/** Give a burst to the port; what it does not accept is dropped and counted. @return the others. */
static inline uint16_t
fwd_send(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb)
{
	uint16_t nb_tx = rte_eth_tx_burst(s->tx_port, s->tx_queue, pkts, nb);

	if (unlikely(nb_tx < nb))
		nb_tx = fwd_send_rest(s, pkts, nb, nb_tx);
	fwd_count(&s->count.tx, nb_tx);
	return nb_tx;
}

/** Transmit a burst; what the port does not accept is dropped and counted. */
static inline void
fwd_transmit(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb)
{
	if (likely(atomic_load_explicit(&s->tx_taps, memory_order_relaxed) == 0))
		(void)fwd_send(s, pkts, nb);
	else
		fwd_transmit_tapped(s, pkts, nb);
}

/** What an engine does to a packet. */
typedef void (*fwd_edit_t)(struct rte_mbuf *m, const void *arg);

/** Packets whose headers come into the cache while others are worked on. */
#define FWD_EDIT_AHEAD 4

/** Do it to all packets of a burst. */
static __rte_always_inline void
fwd_edit(struct rte_mbuf **pkts, uint16_t nb, fwd_edit_t edit, const void *arg)
{
	uint16_t i = 0;

	for (; i + 2 * FWD_EDIT_AHEAD <= nb; i += FWD_EDIT_AHEAD) {
		for (unsigned int j = 0; j < FWD_EDIT_AHEAD; j++)
			rte_prefetch0(rte_pktmbuf_mtod(pkts[i + FWD_EDIT_AHEAD + j], void *));
		for (unsigned int j = 0; j < FWD_EDIT_AHEAD; j++)
			edit(pkts[i + j], arg);
	}
	for (; i < nb; i++)
		edit(pkts[i], arg);
}

/**
 * Copy a frame into a fresh mbuf, chaining more of the same pool as its length needs.
 * @return 0, or -ENOMEM with the first mbuf still the caller's and nothing chained.
 */
int fwd_mbuf_fill(struct rte_mbuf *m, const uint8_t *frame, uint32_t len);

#endif /* FWD_BURST_H */
