/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Paced rates of igbx-fwd on a clock of the test's own: how many packets go by when, to the packet;
 * and how rates are written.
 */
#include <errno.h>
#include <pthread.h>

#include "pace.h"
#include "tap.h"

#define HZ    UINT64_C(2099999997)
#define BURST 32
#define MBPS  1000

typedef unsigned __int128 wide;

static const uint32_t size64[BURST] = {
	[0 ... BURST - 1] = 60,
};
static struct fwd_pace pace;
static uint64_t state;

/** The test's own numbers (splitmix64), below a limit. */
static uint64_t
number(uint64_t limit)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (z ^ z >> 31) % limit;
}

static void
set(const char *text, uint32_t mbps, uint32_t extra)
{
	struct fwd_rate rate;
	char why[128];

	memset(&pace, 0, sizeof(pace));
	if (fwd_rate_read(text, &rate, why, sizeof(why)) < 0 ||
		fwd_pace_set(&pace, &rate, mbps, extra, HZ) < 0)
		tap_result(false, text);
}

/** Poll at random times; after each the number of packets must be exact. */
static void
poll_packets(uint64_t micro_pps, uint64_t start_tsc, uint64_t cycles, uint64_t max_step,
	const char *name)
{
	uint64_t at = 0, nb = 0;

	for (;;) {
		uint64_t due = (uint64_t)((wide)at * micro_pps / (HZ * (wide)1000000)) + 1;

		nb += fwd_pace_take(&pace, start_tsc + at, size64, BURST);
		if (nb != due || at == cycles)
			break;
		at = RTE_MIN(at + 1 + number(max_step), cycles);
	}
	tap_eq_u64(name, (uint64_t)((wide)cycles * micro_pps / (HZ * (wide)1000000)) + 1, nb);
	tap_eq_u64("nothing was late", 0, pace.late_tsc);
}

static void
test_packets(void)
{
	set("1pps", 0, 0);
	poll_packets(1000000, 0, 100000 * HZ, HZ / 2, "1 pps for 100000 s");
	set("1.488095238Mpps", 0, 0);
	poll_packets(UINT64_C(1488095238000), 12345, 3 * HZ, 15000,
		"1488095.238 pps, 64-byte frames at 1 Gb/s, for 3 s");
	tap_eq_u64("which is so many", 4464286, pace.nb_taken);
	set("148809.523809pps", 0, 0);
	poll_packets(UINT64_C(148809523809), 7, 30 * HZ, 100000, "148809.523809 pps for 30 s");
	tap_eq_u64("which is so many", 4464286, pace.nb_taken);
	set("100kpps", 0, 0);
	poll_packets(UINT64_C(100000000000), UINT64_MAX - HZ, 2 * HZ, 100000,
		"100000 pps while the counter wraps around");
	set("0.000001pps", 0, 0);
	poll_packets(1, 0, 3000000 * HZ, HZ * 1000, "a packet in 11 days");
}

/** Sizes by turns; @return the line's bits of the i-th. */
static uint64_t
fill_sizes(uint32_t *lens, uint64_t first, uint32_t extra)
{
	static const uint32_t mix[] = {60, 566, 60, 1514, 42, 60, 9014, 59, 61};
	uint32_t len;

	for (unsigned int i = 0; i < BURST; i++)
		lens[i] = mix[(first + i) % (sizeof(mix) / sizeof(mix[0]))];
	/* Preamble 8, FCS 4, gap 12; the shortest frame has 64 bytes with FCS. */
	len = lens[0] + extra;
	return 8 * ((len < 60 ? 60 : len) + 24);
}

/** Each packet of a mix must go exactly when those before it have passed the line. */
static void
poll_bits(uint64_t bps, uint32_t extra, uint64_t max_step, const char *name)
{
	uint64_t at = 0, nb = 0, bits_before = 0, wrong = 0;
	uint32_t lens[BURST];

	for (unsigned int i = 0; i < 100000 && wrong == 0; i++) {
		uint16_t n;

		fill_sizes(lens, nb, extra);
		n = fwd_pace_take(&pace, at, lens, BURST);
		for (uint16_t k = 0; k < n; k++) {
			wrong += (wide)bits_before * HZ > (wide)at * bps;
			bits_before += fill_sizes(lens, nb++, extra);
		}
		wrong += (wide)bits_before * HZ <= (wide)at * bps;
		at += 1 + number(max_step);
	}
	tap_check(wrong == 0 && pace.late_tsc == 0, name,
		"packet %" PRIu64 " after %" PRIu64 " cycles, late %" PRIu64, nb, at,
		pace.late_tsc);
}

static void
test_bits(void)
{
	set("1Gbps", 0, 0);
	poll_bits(1000000000, 0, 15000, "mixed sizes at 1 Gb/s: each when the line is free");
	set("1Mbps", 0, 0);
	poll_bits(1000000, 0, 100000, "mixed sizes at 1 Mb/s");
	set("33.3%", MBPS, 0);
	poll_bits(333000000, 0, 10000, "mixed sizes at 33.3 % of 1 Gb/s");
	set("0.000001%", MBPS, 0);
	poll_bits(10, 0, HZ, "mixed sizes at a hundred-millionth of 1 Gb/s");
	set("100%", 400000, 0);
	poll_bits(UINT64_C(400000000000), 0, 40, "mixed sizes at 400 Gb/s");
	set("100%", MBPS, 8);
	poll_bits(1000000000, 8, 10000, "tags that the device inserts count");
}

static void
test_pause(void)
{
	uint64_t per = HZ / 1000;

	set("1kpps", 0, 0);
	tap_eq_u64("the first packet goes at once", 1, fwd_pace_take(&pace, 5, size64, BURST));
	tap_eq_u64("no second one", 0, fwd_pace_take(&pace, 5, size64, BURST));
	tap_eq_u64("after a pause of an hour one burst goes", BURST,
		fwd_pace_take(&pace, 5 + 3600 * HZ, size64, BURST));
	tap_eq_u64("and no more", 0, fwd_pace_take(&pace, 5 + 3600 * HZ, size64, BURST));
	tap_eq_u64("nor before the next is due", 0,
		fwd_pace_take(&pace, 5 + 3600 * HZ + per, size64, BURST));
	tap_eq_u64(
		"which then goes", 1, fwd_pace_take(&pace, 5 + 3600 * HZ + per + 1, size64, BURST));
	/* 3,600,000 were due, 32 went, and 0 to 1 ms of the time is the 32nd's. */
	tap_eq_u64("the time lost is counted", (3600000 - BURST) * HZ / 1000, pace.late_tsc);
	set("1kpps", 0, 0);
	fwd_pace_take(&pace, 0, size64, 1);
	tap_eq_u64("who asks for one packet gets one after a pause", 1,
		fwd_pace_take(&pace, HZ, size64, 1));
	tap_eq_u64("and no other", 0, fwd_pace_take(&pace, HZ, size64, BURST));
	set("1Gpps", 0, 0);
	fwd_pace_take(&pace, 0, size64, BURST);
	tap_eq_u64("a pause longer than credit can count", BURST,
		fwd_pace_take(&pace, INT64_MAX, size64, BURST));
	tap_eq_u64("is a burst too", 0, fwd_pace_take(&pace, INT64_MAX, size64, BURST));
}

static void
test_shared(void)
{
	uint64_t nb[3] = {0}, all;

	set("1Mpps", 0, 0);
	for (uint64_t at = 0, i = 0; at < HZ; at += 500 + number(1000), i++)
		nb[i % 3] += fwd_pace_take(&pace, at, size64, BURST);
	fwd_pace_take(&pace, HZ, size64, 0);
	all = nb[0] + nb[1] + nb[2];
	all += fwd_pace_take(&pace, HZ - 1, size64, BURST);
	tap_eq_u64("three streams together send at the rate", 1000000, all);
	tap_check(nb[0] > 100000 && nb[1] > 100000 && nb[2] > 100000, "each has a part of it",
		"%" PRIu64 ", %" PRIu64 ", %" PRIu64, nb[0], nb[1], nb[2]);
	set("1kpps", 0, 0);
	fwd_pace_take(&pace, HZ, size64, 1);
	tap_eq_u64("a clock that is behind another's", 0,
		fwd_pace_take(&pace, HZ - 100, size64, BURST));
	tap_eq_u64("gives no credit twice", 1,
		fwd_pace_take(&pace, HZ + HZ / 1000 + 1, size64, BURST));
}

static _Atomic uint64_t shared_tsc;

static void *
take_many(void *arg)
{
	uint64_t *nb = arg;

	for (unsigned int i = 0; i < 300000; i++)
		*nb += fwd_pace_take(&pace, atomic_fetch_add(&shared_tsc, 1000), size64, BURST);
	return NULL;
}

static void
test_threads(void)
{
	uint64_t nb[3] = {0}, all, due, late_due;
	pthread_t threads[3];

	set("1Mpps", 0, 0);
	for (unsigned int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, take_many, &nb[i]);
	for (unsigned int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	all = nb[0] + nb[1] + nb[2];
	all += fwd_pace_take(&pace, shared_tsc, size64, BURST);
	due = shared_tsc * 1000000 / HZ + 1;
	/* A thread that rests in the middle of a burst may cost time, which is counted. */
	late_due = (pace.late_tsc + 900001) * 1000000 / HZ + 1;
	tap_check(all <= due && all + late_due >= due, "threads together send at the rate",
		"%" PRIu64 " packets, %" PRIu64 " were due, %" PRIu64 " late", all, due, late_due);
	tap_eq_u64("and all are counted", all, pace.nb_taken);
}

static void
test_give(void)
{
	const uint32_t lens[4] = {60, 1514, 60, 1514};
	struct fwd_pace_result r;

	set("1kbps", 0, 0);
	fwd_pace_take(&pace, 0, lens, 4);
	tap_eq_u64("after 672 bits the next goes", 1,
		fwd_pace_take(&pace, HZ * 672 / 1000 + 1, lens + 1, 3));
	fwd_pace_give(&pace, lens + 1, 1);
	tap_eq_u64("what was given back goes again", 1,
		fwd_pace_take(&pace, HZ * 672 / 1000 + 1, lens + 1, 3));
	fwd_pace_result(&pace, HZ, &r);
	tap_eq_u64("and counts once", 2, r.packets);
	tap_check(r.bps > 999.9 && r.bps < 1000.1 && r.pps == 0, "the rate is told",
		"%f bps, %f pps", r.bps, r.pps);
	tap_check(r.sent_bps > 12975.9 && r.sent_bps < 12976.1, "and that of the line", "%f",
		r.sent_bps);
}

static void
test_set(void)
{
	const struct fwd_rate off = {0}, half = {FWD_RATE_PERCENT, 50000000};

	memset(&pace, 0, sizeof(pace));
	tap_eq_u64("without a rate all goes", BURST, fwd_pace_take(&pace, 0, size64, BURST));
	tap_eq_u64("and without a pace", BURST, fwd_pace_take(NULL, 0, size64, BURST));
	set("7pps", 0, 0);
	tap_eq_int("percent of an unknown speed is refused", -ENOLINK,
		fwd_pace_set(&pace, &half, 0, 0, HZ));
	tap_check(fwd_pace_is_on(&pace) && pace.per_cycle == 7000000, "the old rate goes on",
		"%" PRIu64, pace.per_cycle);
	fwd_pace_set(&pace, &off, 0, 0, HZ);
	tap_eq_u64("a rate can be switched off", BURST, fwd_pace_take(&pace, 0, size64, BURST));
}

static void
test_texts(void)
{
	static const struct {
		const char *text, *back;
		uint64_t value;
	} good[] = {
		{"1pps", "1pps", 1000000},
		{"148809.52pps", "148809.52pps", UINT64_C(148809520000)},
		{"1.488095238095Mpps", "1488095.238095pps", UINT64_C(1488095238095)},
		{"1.4880952380952Mpps", "1488095.238095pps", UINT64_C(1488095238095)},
		{"1.4880952380957Mpps", "1488095.238096pps", UINT64_C(1488095238096)},
		{"1Gpps", "1000000000pps", UINT64_C(1000000000000000)},
		{"0.5bps", "1bps", 1},
		{"2.5Gbps", "2500000000bps", UINT64_C(2500000000)},
		{"1000Gbps", "1000000000000bps", UINT64_C(1000000000000)},
		{"100%", "100%", 100000000},
		{"33.333333%", "33.333333%", 33333333},
		{"0.000001%", "0.000001%", 1},
		{"off", "off", 0},
	};
	static const char *const bad[] = {"", "1", "pps", "-1pps", "+1pps", " 1pps", "1 pps",
		"1ppss", "1.pps", ".5pps", "1.2.3pps", "1e3pps", "0pps", "0.0000001pps", "0.4bps",
		"100.000001%", "1001Mpps", "1001Gbps", "99999999999999999999999999999999999999pps",
		"1Kpps", "nan%", "0x10pps", "1%%"};
	struct fwd_rate rate;
	char text[FWD_RATE_TEXT], why[128];

	for (unsigned int i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (fwd_rate_read(good[i].text, &rate, why, sizeof(why)) < 0) {
			tap_check(false, good[i].text, "%s", why);
			continue;
		}
		fwd_rate_write(&rate, text);
		tap_eq_u64(good[i].text, good[i].value, rate.value);
		tap_eq_str("its text", good[i].back, text);
	}
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		why[0] = '\0';
		tap_check(fwd_rate_read(bad[i], &rate, why, sizeof(why)) == -EINVAL &&
				  strstr(why, bad[i]) != NULL,
			bad[i], "%s", why);
	}
}

int
main(void)
{
	test_packets();
	test_bits();
	test_pause();
	test_shared();
	test_threads();
	test_give();
	test_set();
	test_texts();
	return tap_done();
}
