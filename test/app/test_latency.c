/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the engine latency makes of packets that are lost, late, doubled, damaged, cut, foreign, or
 * tagged on the way. Packets are marked by the engine and changed by hand; their layout and their
 * CRC are the test's own.
 */
#include <stdlib.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_mbuf.h>

#include "fwd.h"
#include "latency.h"
#include "tap.h"

#define HZ	UINT64_C(2000000000)
#define US	(HZ / 1000000)
#define PAYLOAD 42
#define MARK	18
#define LEN	128
#define RX_PORT 5
#define TX_PORT 3

/* EAL, which would have measured it, is not there. The name is the linker's. */
uint64_t __wrap_rte_get_tsc_hz(void);

uint64_t
__wrap_rte_get_tsc_hz(void)
{
	return HZ;
}

static struct latency_tx tx[2];
static struct latency_flow flow;
static struct latency_flow *flows[] = {&flow, NULL};
static struct latency all = {.key = 0xab40, .nb_lcores = 1, .nb_tx = 2, .tx = tx, .flows = flows};
static struct latency_rx rx = {.flows = flows};

static struct fwd_stream streams[] = {{.receives = true, .rx_port = RX_PORT, .latency_rx = &rx}};
static struct fwd_app app = {.latency = &all, .streams = streams, .nb_streams = 1};

/** A packet in one mbuf or, cut somewhere, in two. */
struct packet {
	struct rte_mbuf m, second;
	uint8_t bytes[LEN + 64], more[LEN];
};

static void
set_len(struct packet *p, uint32_t len)
{
	p->m.data_len = (uint16_t)len;
	p->m.pkt_len = len;
}

/** An Ethernet, IPv4 and UDP frame with a payload, as the generator makes it. */
static void
make(struct packet *p, uint32_t len)
{
	static const uint8_t start[] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45};

	memset(p, 0, sizeof(*p));
	p->m.buf_addr = p->bytes;
	p->m.nb_segs = 1;
	set_len(p, len);
	memcpy(p->bytes, start, sizeof(start));
	p->bytes[16] = (uint8_t)((len - 14) >> 8);
	p->bytes[17] = (uint8_t)(len - 14);
	p->bytes[23] = 17;
	p->bytes[38] = (uint8_t)((len - 34) >> 8);
	p->bytes[39] = (uint8_t)(len - 34);
	for (uint32_t i = PAYLOAD; i < len; i++)
		p->bytes[i] = (uint8_t)(i * 7);
}

/** CRC32C (Castagnoli), bit by bit, without inversions. */
static uint32_t
crc32c(const uint8_t *at, uint32_t len, uint32_t crc)
{
	while (len-- > 0) {
		crc ^= *at++;
		for (unsigned int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ ((crc & 1) != 0 ? UINT32_C(0x82f63b78) : 0);
	}
	return crc;
}

static uint64_t
read_be(const uint8_t *at, unsigned int nb)
{
	uint64_t v = 0;

	while (nb-- > 0)
		v = v << 8 | *at++;
	return v;
}

/** The next packet of a stream, sent at a time. */
static void
mark(struct packet *p, struct latency_tx *t, uint32_t len, uint64_t tsc)
{
	make(p, len);
	latency_begin(&all, t);
	latency_mark(t, &p->m, crc32c(p->bytes + PAYLOAD + MARK, len - PAYLOAD - MARK, 0), tsc);
	latency_sent(t, 1, 1, tsc);
}

static void
take(struct packet *p, uint64_t tsc)
{
	struct rte_mbuf *m = &p->m;

	latency_take(&all, &rx, RX_PORT, &m, 1, tsc);
}

/** Begin anew. */
static void
reset(void)
{
	atomic_fetch_add(&all.generation, 1);
	tx[0].tx_port = tx[1].tx_port = TX_PORT;
	tx[0].rx_port = RX_PORT;
	tx[1].rx_port = RX_PORT + 1;
	tx[1].id = tx[1].tx_queue = 1;
}

static struct latency_result *
result(void)
{
	static struct latency_result r;

	latency_result(&app, &tx[0], true, &r);
	return &r;
}

static void
expect(const char *name, uint64_t unique, uint64_t duplicates, uint64_t late)
{
	const struct latency_result *r = result();

	TAP_CHECK(r->unique == unique && r->duplicates == duplicates && r->late == late, name,
		"%" PRIu64 " once, %" PRIu64 " again, %" PRIu64 " late", r->unique, r->duplicates,
		r->late);
}

static void
expect_others(const char *name, uint64_t foreign, uint64_t corrupted, uint64_t misdirected,
	uint64_t stale)
{
	const struct latency_result *r = result();

	TAP_CHECK(r->foreign == foreign && r->corrupted == corrupted &&
			  r->misdirected == misdirected && r->stale == stale && r->unique == 0,
		name,
		"%" PRIu64 " foreign, %" PRIu64 " corrupted, %" PRIu64 " misdirected, %" PRIu64
		" stale, %" PRIu64 " good",
		r->foreign, r->corrupted, r->misdirected, r->stale, r->unique);
}

static void
test_mark(void)
{
	struct packet p;
	uint32_t crc;

	reset();
	for (unsigned int i = 0; i < 3; i++)
		mark(&p, &tx[0], 60, UINT64_C(0x123456789abcdef0));
	TAP_EQ_INT("the mark fits 60 bytes", PAYLOAD + MARK, 60);
	TAP_EQ_U64("key, generation", 0xab40 | (atomic_load(&all.generation) & 63),
		read_be(p.bytes + PAYLOAD, 2));
	TAP_EQ_U64("stream", 0, read_be(p.bytes + PAYLOAD + 2, 2));
	TAP_EQ_U64("sequence number", 2, read_be(p.bytes + PAYLOAD + 4, 4));
	TAP_EQ_U64("stamp", UINT64_C(0x56789abcdef0), read_be(p.bytes + PAYLOAD + 8, 6));
	TAP_EQ_U64(
		"CRC", crc32c(p.bytes + PAYLOAD, MARK - 4, 0), read_be(p.bytes + PAYLOAD + 14, 4));
	mark(&p, &tx[1], LEN, 1);
	TAP_EQ_U64("another stream", 1, read_be(p.bytes + PAYLOAD + 2, 2));
	crc = crc32c(p.bytes + PAYLOAD + MARK, LEN - PAYLOAD - MARK, 0);
	TAP_EQ_U64("  has its own numbers", 0, read_be(p.bytes + PAYLOAD + 4, 4));
	TAP_EQ_U64("  CRC over the rest, then the mark", crc32c(p.bytes + PAYLOAD, MARK - 4, crc),
		read_be(p.bytes + PAYLOAD + 14, 4));
}

static void
test_refused(void)
{
	struct packet p;

	reset();
	latency_begin(&all, &tx[0]);
	for (unsigned int i = 0; i < 4; i++) {
		make(&p, 60);
		latency_mark(&tx[0], &p.m, 0, 0);
	}
	latency_sent(&tx[0], 4, 1, 10);
	TAP_EQ_U64("what the port refused was not sent", 1, result()->sent);
	mark(&p, &tx[0], 60, 20);
	TAP_EQ_U64("  its numbers come again", 1, read_be(p.bytes + PAYLOAD + 4, 4));
}

static void
test_order(void)
{
	static struct packet p[10];
	static const uint8_t way[] = {0, 1, 4, 3, 2, 4, 5, 5, 5, 9, 8};

	reset();
	for (unsigned int i = 0; i < 10; i++)
		mark(&p[i], &tx[0], LEN, i * US);
	for (unsigned int i = 0; i < sizeof(way); i++)
		take(&p[way[i]], 100 * US);
	/* 3, 2 and 8 come after a higher number; 4 comes again once, 5 twice; 6 and 7 do not. */
	expect("order: lost, late and again", 8, 3, 3);
	TAP_EQ_U64("  sent", 10, result()->sent);
	TAP_EQ_INT("  not all has arrived", 0, latency_drained(&app));
	take(&p[7], 100 * US);
	take(&p[6], 100 * US);
	expect("  the rest", 10, 3, 5);
	TAP_EQ_INT("  all has arrived", 1, latency_drained(&app));
}

/** Send so many packets that do not arrive. */
static void
skip(uint64_t nb)
{
	struct packet p;

	for (; nb > 0; nb--)
		mark(&p, &tx[0], 60, 0);
}

static void
test_window(void)
{
	struct packet old, edge, gap, last;

	reset();
	mark(&old, &tx[0], 60, 0);
	mark(&edge, &tx[0], 60, 0);
	take(&old, 1);
	take(&edge, 1);
	mark(&gap, &tx[0], 60, 0);
	skip(LATENCY_WINDOW - 3);
	mark(&last, &tx[0], 60, 0);
	take(&last, 1);
	expect("a gap of almost a window", 3, 0, 0);
	take(&edge, 1);
	expect("  what is in the window is known", 3, 1, 0);
	take(&gap, 1);
	expect("  what was missing in it is late", 4, 1, 1);
	take(&gap, 1);
	expect("  and is known from then on", 4, 2, 1);
	mark(&last, &tx[0], 60, 0);
	take(&last, 1);
	take(&old, 1);
	expect("  what is behind it counts as late", 6, 2, 2);
	skip(5 * UINT64_C(100000) + LATENCY_WINDOW);
	mark(&last, &tx[0], 60, 0);
	take(&last, 1);
	take(&last, 1);
	expect("a gap of more than a window", 7, 3, 2);
}

static void
test_wrap(void)
{
	struct packet p[6];

	reset();
	mark(&p[0], &tx[0], 60, 0);
	take(&p[0], 1);
	/* Numbers of 32 bits: nobody sends 2^32 packets here. */
	flow.next = tx[0].next = UINT32_MAX - 2;
	for (unsigned int i = 0; i < 6; i++)
		mark(&p[i], &tx[0], 60, 0);
	take(&p[0], 1);
	take(&p[1], 1);
	take(&p[4], 1);
	take(&p[2], 1);
	take(&p[3], 1);
	take(&p[5], 1);
	take(&p[1], 1);
	expect("numbers that wrap around", 7, 1, 2);
}

static void
test_delay(void)
{
	static const uint64_t delays_us[] = {10, 30, 20, 20, 1000};
	const struct latency_result *r;
	struct packet p;

	reset();
	for (unsigned int i = 0; i < 5; i++) {
		mark(&p, &tx[0], 60, UINT64_C(0xffffffffffff) - 15 * US + i * 100 * US);
		take(&p, UINT64_C(0xffffffffffff) - 15 * US + i * 100 * US + delays_us[i] * US);
	}
	r = result();
	TAP_EQ_U64("least, over the stamp's wrap-around", 10 * US, atomic_load(&r->delay.min));
	TAP_EQ_U64("largest", 1000 * US, atomic_load(&r->delay.max));
	TAP_CHECK(histogram_mean(&r->delay) == 216.0 * US, "mean", "%f", histogram_mean(&r->delay));
	TAP_EQ_U64("jitter of successive packets", (20 + 10 + 0 + 980) * US, r->jitter_sum);
	TAP_EQ_U64("  of so many pairs", 4, r->nb_jitter);
	TAP_EQ_U64("  largest", 980 * US, r->jitter_max);
	TAP_CHECK(r->tx_pps == 10000, "sent each 100 us", "%f", r->tx_pps);
	mark(&p, &tx[0], 60, 1000);
	take(&p, 990);
	TAP_EQ_U64("a clock that is behind", 0, atomic_load(&result()->delay.min));
}

static void
test_changed(void)
{
	static const uint8_t where[] = {0, 2, 5, 9, 14, 17, 18, 85};
	unsigned int nb_wrong = 0, nb = 0;
	struct packet p;

	reset();
	for (unsigned int i = 0; i < sizeof(where); i++) {
		for (unsigned int bit = 0; bit < 8; bit++, nb++) {
			mark(&p, &tx[0], LEN, 0);
			/* The upper bits of the key tell whose packet it is. */
			if (where[i] == 0)
				p.bytes[PAYLOAD + 1] ^= (uint8_t)(1 << bit % 6);
			else
				p.bytes[PAYLOAD + where[i]] ^= (uint8_t)(1 << bit);
			take(&p, 1);
			nb_wrong += result()->corrupted != nb + 1;
		}
	}
	TAP_CHECK(nb_wrong == 0, "any changed bit is found", "%u of %u are not", nb_wrong, nb);
	expect_others("  and nothing else is counted", 0, nb, 0, 0);
	/* Routers change these. */
	reset();
	mark(&p, &tx[0], LEN, 0);
	memset(p.bytes, 0x44, 12);
	memset(p.bytes + 26, 0x33, 12);
	p.bytes[22] ^= 1;
	take(&p, 1);
	expect("addresses, ports and TTL may change", 1, 0, 0);
}

static void
test_cut(void)
{
	unsigned int nb_wrong = 0;
	struct packet p;

	reset();
	for (uint32_t len = PAYLOAD + MARK; len < LEN; len++) {
		mark(&p, &tx[0], LEN, 0);
		set_len(&p, len);
		take(&p, 1);
		nb_wrong += result()->corrupted != len - PAYLOAD - MARK + 1;
	}
	TAP_EQ_INT("cut behind the mark: corrupted", 0, nb_wrong);
	reset();
	for (uint32_t len = 0; len < PAYLOAD + MARK; len++) {
		mark(&p, &tx[0], LEN, 0);
		set_len(&p, len);
		take(&p, 1);
	}
	expect_others("cut before its end: foreign", PAYLOAD + MARK, 0, 0, 0);
	reset();
	mark(&p, &tx[0], LEN, 0);
	p.bytes[38] = p.bytes[39] = 0;
	take(&p, 1);
	expect_others("a UDP length that cannot be", 0, 1, 0, 0);
	reset();
	mark(&p, &tx[0], 60, 0);
	set_len(&p, 64);
	take(&p, 1);
	expect("padding is none of it", 1, 0, 0);
}

static void
test_segments(void)
{
	unsigned int nb_wrong = 0;
	struct packet p;

	reset();
	/* The headers are in one mbuf, all else may be cut anywhere. */
	for (uint32_t at = PAYLOAD; at < LEN; at++) {
		mark(&p, &tx[0], LEN, 0);
		memcpy(p.more, p.bytes + at, LEN - at);
		memset(p.bytes + at, 0xee, LEN - at);
		p.m.data_len = (uint16_t)at;
		p.m.next = &p.second;
		p.m.nb_segs = 2;
		p.second.buf_addr = p.more;
		p.second.data_len = (uint16_t)(LEN - at);
		take(&p, 1);
		nb_wrong += result()->unique != at - PAYLOAD + 1;
	}
	TAP_EQ_INT("a packet in two mbufs, cut anywhere", 0, nb_wrong);
}

static void
test_others(void)
{
	struct packet p;

	reset();
	mark(&p, &tx[0], LEN, 0);
	p.bytes[23] = 6;
	take(&p, 1);
	mark(&p, &tx[0], LEN, 0);
	p.bytes[PAYLOAD] ^= 0x80;
	take(&p, 1);
	make(&p, LEN);
	take(&p, 1);
	memset(p.bytes, 0xff, sizeof(p.bytes));
	take(&p, 1);
	expect_others("TCP, another key, no mark, no IP", 4, 0, 0, 0);
	reset();
	mark(&p, &tx[1], LEN, 0);
	take(&p, 1);
	expect_others("meant for another port", 0, 0, 1, 0);
	reset();
	tx[0].id = 2;
	mark(&p, &tx[0], LEN, 0);
	tx[0].id = 0;
	take(&p, 1);
	expect_others("of a stream that is not there", 0, 0, 1, 0);
	reset();
	mark(&p, &tx[0], LEN, 0);
	reset();
	take(&p, 1);
	expect_others("of before a clear", 0, 0, 0, 1);
	TAP_EQ_U64("  nothing was sent since", 0, result()->sent);
	mark(&p, &tx[0], LEN, 0);
	take(&p, 1);
	expect("  then it goes on", 1, 0, 0);
	reset();
	expect("cleared with nothing new", 0, 0, 0);
	TAP_EQ_U64("  no latency", 0, atomic_load(&result()->delay.count));
}

static void
test_tags(void)
{
	struct packet p;

	reset();
	mark(&p, &tx[0], LEN, 0);
	memmove(p.bytes + 16, p.bytes + 12, LEN - 12);
	memcpy(p.bytes + 12, "\x81\x00\x00\x05", 4);
	set_len(&p, LEN + 4);
	take(&p, 1);
	expect("behind a VLAN tag", 1, 0, 0);
	mark(&p, &tx[0], LEN, 0);
	memmove(p.bytes + 38, p.bytes + 34, LEN - 34);
	memset(p.bytes + 34, 1, 4);
	p.bytes[14] = 0x46;
	p.bytes[17] += 4;
	set_len(&p, LEN + 4);
	take(&p, 1);
	expect("behind an IPv4 option", 2, 0, 0);
}

int
main(void)
{
	test_mark();
	test_refused();
	test_order();
	test_window();
	test_wrap();
	test_delay();
	test_changed();
	test_cut();
	test_segments();
	test_others();
	test_tags();
	return tap_done();
}
