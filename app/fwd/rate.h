/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* A rate as people write it: 148809.52pps, 1.5Gbps, 33.3%. */

#ifndef FWD_RATE_H
#define FWD_RATE_H

#include <stddef.h>
#include <stdint.h>

/** Highest rate: packets or bits of the line per second, in the unit of its kind. */
#define FWD_RATE_MAX_PPS UINT64_C(1000000000000000)
#define FWD_RATE_MAX_BPS UINT64_C(1000000000000)

/** What a rate is written like, for messages. */
#define FWD_RATE_FORMS "N[k|M|G]pps, N[k|M|G]bps or N%"

/** Room for the text of a rate. */
#define FWD_RATE_TEXT 32

enum fwd_rate_kind {
	FWD_RATE_OFF,	  /**< as fast as it goes */
	FWD_RATE_PACKETS, /**< millionths of a packet per second */
	FWD_RATE_BITS,	  /**< bits per second on the line: preamble, frame, FCS and gap */
	FWD_RATE_PERCENT, /**< millionths of a percent of the link's speed */
};

struct fwd_rate {
	enum fwd_rate_kind kind;
	uint64_t value;
};

/** Read a rate, or "off". @return 0, or -EINVAL with the reason in why. */
int fwd_rate_read(const char *text, struct fwd_rate *rate, char *why, size_t size);
/** The rate as fwd_rate_read() takes it. */
void fwd_rate_write(const struct fwd_rate *rate, char text[FWD_RATE_TEXT]);

#endif /* FWD_RATE_H */
