/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The histogram against the sorted values themselves.
 */
#include <stdlib.h>
#include <string.h>

#include "histogram.h"
#include "tap.h"

#define NB	  100000
#define TOO_LARGE (UINT64_C(1) << HISTOGRAM_MAX_BITS)

/** A value may be off by so much of itself. */
#define ERROR_PART 256

static struct histogram h, other;
static uint64_t values[NB];

static const uint32_t shares[] = {0, 1, 1000, 50000, 90000, 99000, 99900, 99990, 99999, 100000};

static uint64_t
next_random(void)
{
	static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/** The nearest rank's value. */
static uint64_t
exact(unsigned int nb, uint32_t share)
{
	uint64_t rank = ((uint64_t)nb * share + 99999) / 100000;

	return values[rank == 0 ? 0 : rank - 1];
}

static void
check_percentiles(const char *name, unsigned int nb)
{
	unsigned int nb_wrong = 0;
	uint32_t share = 0;

	for (unsigned int i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		uint64_t expected = exact(nb, shares[i]);
		uint64_t seen = histogram_percentile(&h, shares[i]);
		uint64_t off = seen > expected ? seen - expected : expected - seen;

		if (off * ERROR_PART <= expected)
			continue;
		nb_wrong++;
		share = shares[i];
	}
	TAP_CHECK(nb_wrong == 0, name,
		"%u shares wrong, such as %u of 100,000: %" PRIu64 " for %" PRIu64, nb_wrong, share,
		histogram_percentile(&h, share), exact(nb, share));
}

/** Fill with values of so many bits at most, all magnitudes alike. */
static void
fill(unsigned int nb, unsigned int bits)
{
	uint64_t sum = 0;
	char name[64];

	histogram_clear(&h);
	for (unsigned int i = 0; i < nb; i++) {
		unsigned int magnitude = (unsigned int)(next_random() % bits) + 1;

		values[i] = next_random() >> (64 - magnitude);
		sum += values[i];
		histogram_add(&h, values[i]);
	}
	qsort(values, nb, sizeof(values[0]), compare);
	snprintf(name, sizeof(name), "%u values of up to %u bits: percentiles", nb, bits);
	check_percentiles(name, nb);
	TAP_EQ_U64("  count", nb, atomic_load(&h.count));
	TAP_EQ_U64("  sum", sum, atomic_load(&h.sum));
	TAP_EQ_U64("  least", values[0], atomic_load(&h.min));
	TAP_EQ_U64("  largest", values[nb - 1], atomic_load(&h.max));
}

static void
test_every_bucket(void)
{
	unsigned int nb_wrong = 0;
	uint64_t wrong = 0;

	/* Around each power of two, where shifts change. */
	for (unsigned int bit = 0; bit < HISTOGRAM_MAX_BITS; bit++) {
		for (int d = -1; d <= 1; d++) {
			uint64_t v = (UINT64_C(1) << bit) + (uint64_t)d, seen, off;

			histogram_clear(&h);
			histogram_add(&h, 0);
			histogram_add(&h, v);
			histogram_add(&h, TOO_LARGE - 1);
			seen = histogram_percentile(&h, 50000);
			off = seen > v ? seen - v : v - seen;
			if (off * ERROR_PART > v || (v < 256 && off != 0)) {
				nb_wrong++;
				wrong = v;
			}
		}
	}
	TAP_CHECK(nb_wrong == 0, "values around each power of two", "%u wrong, such as %" PRIu64,
		nb_wrong, wrong);
}

static void
test_empty(void)
{
	histogram_clear(&h);
	TAP_EQ_U64("empty: percentile", 0, histogram_percentile(&h, 50000));
	TAP_CHECK(histogram_mean(&h) == 0, "empty: mean", "%f", histogram_mean(&h));
	histogram_merge(&h, &other);
	TAP_EQ_U64("empty, with an empty one merged: count", 0, atomic_load(&h.count));
	histogram_add(&h, 7);
	histogram_merge(&h, &other);
	TAP_EQ_U64("an empty one merged changes nothing: least", 7, atomic_load(&h.min));
	TAP_EQ_U64("  percentile 0 is the least", 7, histogram_percentile(&h, 0));
}

static void
test_overflow(void)
{
	histogram_clear(&h);
	for (unsigned int i = 0; i < 90; i++)
		histogram_add(&h, 200);
	for (unsigned int i = 0; i < 10; i++)
		histogram_add(&h, TOO_LARGE + i);
	TAP_EQ_U64("too large: counted", 100, atomic_load(&h.count));
	TAP_EQ_U64("  largest", TOO_LARGE + 9, atomic_load(&h.max));
	TAP_EQ_U64("  the percentile below them", 200, histogram_percentile(&h, 90000));
	TAP_EQ_U64("  theirs is the largest", TOO_LARGE + 9, histogram_percentile(&h, 90001));
	TAP_CHECK(histogram_mean(&h) == (90 * 200 + 10 * (double)TOO_LARGE + 45) / 100, "  mean",
		"%f", histogram_mean(&h));
	histogram_add(&h, UINT64_MAX);
	TAP_EQ_U64("the largest number there is", UINT64_MAX, histogram_percentile(&h, 100000));
}

static void
test_merge(void)
{
	static struct histogram whole;

	histogram_clear(&h);
	for (unsigned int i = 0; i < NB; i++) {
		uint64_t v = next_random() >> (i % 30 + 24);

		values[i] = v;
		histogram_add(i % 3 == 0 ? &h : &other, v);
		histogram_add(&whole, v);
	}
	histogram_merge(&h, &other);
	TAP_CHECK(memcmp(&h, &whole, sizeof(h)) == 0, "parts merged are the whole",
		"other counts: %" PRIu64 " for %" PRIu64, atomic_load(&h.count),
		atomic_load(&whole.count));
	qsort(values, NB, sizeof(values[0]), compare);
	check_percentiles("  percentiles", NB);
}

int
main(void)
{
	test_empty();
	test_every_bucket();
	fill(1, HISTOGRAM_MAX_BITS);
	fill(2, HISTOGRAM_MAX_BITS);
	fill(99, 8);
	fill(NB, 8);
	fill(NB, 20);
	fill(NB, HISTOGRAM_MAX_BITS);
	test_overflow();
	test_merge();
	return tap_done();
}
