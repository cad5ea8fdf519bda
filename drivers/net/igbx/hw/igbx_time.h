/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The device's clock and the stamps it gives to event messages of IEEE 1588. There
 * is one time base: nanoseconds that the clock has counted since it was started, in
 * 64 bits. It goes on over resets and over wraps of SYSTIM, however rarely it is read.
 */
#ifndef IGBX_TIME_H
#define IGBX_TIME_H

#include <stdbool.h>
#include <stdint.h>

struct igbx_hw;

struct igbx_time {
	bool running;
	bool held;	     /* SYSTIM has nothing to say: the device was or is being reset */
	bool stamping;	     /* messages are stamped */
	int8_t tuple;	     /* five-tuple filter of the messages over UDP, while stamping */
	uint32_t incvalue;   /* TIMINCA.INCVALUE: the rate */
	uint64_t systim;     /* SYSTIM at the last look */
	uint64_t look_us;    /* and the machine's clock then */
	uint64_t elapsed_ns; /* at the last look */
	uint32_t fraction;   /* and the rest of it, in units of SYSTIM */
};

/* Rates that the clock can be set to: parts per billion off the nominal one, both ways; and the
 * same in millionths with 16 binary places, as ethdev has it.
 */
#define IGBX_RATE_MAX_PPB INT64_C(999999880)
#define IGBX_RATE_MAX	  INT64_C(65535992187)

/* Starts the clock at 0 and at its nominal rate. */
int igbx_clock_start(struct igbx_hw *hw);
/* Nanoseconds since then. */
int igbx_clock_read(struct igbx_hw *hw, uint64_t *ns);
/* Faster or slower than nominal by millionths / 2^16. -ERANGE (not logged) beyond IGBX_RATE_MAX. */
int igbx_clock_rate_set(struct igbx_hw *hw, int64_t scaled_ppm);
/* What igbx_clock_read() would have said when SYSTIM was systim; not more than a wrap ago. */
int igbx_clock_at(struct igbx_hw *hw, uint64_t systim, uint64_t *ns);
/* Around a reset, which sets SYSTIM back: what it takes is made up from the machine's clock. */
void igbx_clock_hold(struct igbx_hw *hw);
void igbx_clock_resume(struct igbx_hw *hw);

/* Stamps for event messages of version 2, L2 (EtherType 0x88F7) and UDP over IPv4 (to port 319):
 * one entry for an EtherType and one for a five-tuple. -ENOSPC when none is left; nothing is
 * changed then.
 */
int igbx_stamps_enable(struct igbx_hw *hw);
int igbx_stamps_disable(struct igbx_hw *hw);
/* After a reset, if they were enabled. */
void igbx_stamps_restore(struct igbx_hw *hw);
/* ETQF entry of L2 messages, whose number received packets carry; -ENOENT while there is none. */
int igbx_stamps_etqf(const struct igbx_hw *hw);
/* When the last stamped message came or went, in nanoseconds of igbx_clock_read(). Frees the
 * device for the next stamp. -EAGAIN (not logged) when there is none.
 */
int igbx_stamp_rx_take(struct igbx_hw *hw, uint64_t *ns);
int igbx_stamp_tx_take(struct igbx_hw *hw, uint64_t *ns);
/* Bits that every five-tuple filter must carry besides its own: the filter that wins a packet is
 * the one that gets it stamped. 0 while no stamps are wanted.
 */
uint32_t igbx_stamps_ftqf_bits(const struct igbx_hw *hw);

#endif
