/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * A histogram of unsigned values with a bounded relative error (after Tene's HdrHistogram): each
 * power of two is cut into 128 buckets of equal width, so that a value is known to 1/256 of itself,
 * and values below 256 exactly. Count, sum, least and largest value are exact.
 *
 * Memory that is zero is an empty histogram. One thread adds, others may read at any time; what
 * they see is complete once the writer has stopped.
 */

#ifndef FWD_HISTOGRAM_H
#define FWD_HISTOGRAM_H

#include <stdatomic.h>
#include <stdint.h>

#define HISTOGRAM_SUB_BITS 7
/** Larger values are counted, and are part of count, sum and max, but have no bucket. */
#define HISTOGRAM_MAX_BITS 40
#define HISTOGRAM_BUCKETS  ((HISTOGRAM_MAX_BITS - HISTOGRAM_SUB_BITS + 1) << HISTOGRAM_SUB_BITS)

struct histogram {
	_Atomic uint64_t count;
	_Atomic uint64_t sum;
	_Atomic uint64_t min; /**< if count is not 0 */
	_Atomic uint64_t max;
	_Atomic uint64_t bucket[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *h, uint64_t value);
void histogram_clear(struct histogram *h);
/** Add what another one holds; nobody else writes to the first. */
void histogram_merge(struct histogram *to, const struct histogram *from);
/**
 * The least value that so many of all values do not exceed (nearest rank).
 * @param per_100k their share: 99990 is the percentile 99.99
 * @return the middle of its bucket, within min and max; max if it is too large for a bucket; 0 of
 *         an empty histogram
 */
uint64_t histogram_percentile(const struct histogram *h, uint32_t per_100k);
/** 0 of an empty histogram. */
double histogram_mean(const struct histogram *h);

#endif /* FWD_HISTOGRAM_H */
