/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "histogram.h"

#define SUB (UINT32_C(1) << HISTOGRAM_SUB_BITS)

static uint64_t
get(const _Atomic uint64_t *member)
{
	return atomic_load_explicit(member, memory_order_relaxed);
}

static void
set(_Atomic uint64_t *member, uint64_t value)
{
	atomic_store_explicit(member, value, memory_order_relaxed);
}

/** The bits below the highest HISTOGRAM_SUB_BITS + 1 are what a bucket does not tell. */
static uint32_t
index_of(uint64_t value)
{
	uint32_t shift;

	if (value < 2 * SUB)
		return (uint32_t)value;
	shift = 63 - (uint32_t)__builtin_clzll(value) - HISTOGRAM_SUB_BITS;
	return shift * SUB + (uint32_t)(value >> shift);
}

static uint64_t
middle_of(uint32_t index)
{
	uint32_t shift;

	if (index < 2 * SUB)
		return index;
	shift = index / SUB - 1;
	return ((uint64_t)(SUB + index % SUB) << shift) + ((UINT64_C(1) << shift) - 1) / 2;
}

void
histogram_add(struct histogram *h, uint64_t value)
{
	uint64_t count = get(&h->count);

	if (count == 0 || value < get(&h->min))
		set(&h->min, value);
	if (value > get(&h->max))
		set(&h->max, value);
	set(&h->sum, get(&h->sum) + value);
	set(&h->count, count + 1);
	if (value >> HISTOGRAM_MAX_BITS == 0) {
		_Atomic uint64_t *bucket = &h->bucket[index_of(value)];

		set(bucket, get(bucket) + 1);
	}
}

void
histogram_clear(struct histogram *h)
{
	set(&h->count, 0);
	set(&h->sum, 0);
	set(&h->min, 0);
	set(&h->max, 0);
	for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		set(&h->bucket[i], 0);
}

void
histogram_merge(struct histogram *to, const struct histogram *from)
{
	if (get(&from->count) == 0)
		return;
	if (get(&to->count) == 0 || get(&from->min) < get(&to->min))
		set(&to->min, get(&from->min));
	if (get(&from->max) > get(&to->max))
		set(&to->max, get(&from->max));
	set(&to->sum, get(&to->sum) + get(&from->sum));
	set(&to->count, get(&to->count) + get(&from->count));
	for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		set(&to->bucket[i], get(&to->bucket[i]) + get(&from->bucket[i]));
}

uint64_t
histogram_percentile(const struct histogram *h, uint32_t per_100k)
{
	uint64_t count = get(&h->count), seen = 0;
	/* Rounded up, in an order that does not overflow. */
	uint64_t rank = count / 100000 * per_100k + (count % 100000 * per_100k + 99999) / 100000;

	if (count == 0)
		return 0;
	if (rank == 0)
		return get(&h->min);
	for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		uint64_t value;

		seen += get(&h->bucket[i]);
		if (seen < rank)
			continue;
		value = middle_of(i);
		if (value < get(&h->min))
			return get(&h->min);
		return value < get(&h->max) ? value : get(&h->max);
	}
	return get(&h->max);
}

double
histogram_mean(const struct histogram *h)
{
	uint64_t count = get(&h->count);

	return count == 0 ? 0 : (double)get(&h->sum) / (double)count;
}
