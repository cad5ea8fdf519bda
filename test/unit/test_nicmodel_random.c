/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The model against 20,000 random frames and random descriptor rings: meant to
 * run under the sanitizers. What it stores has to be the frame that came, in
 * the buffers that were posted and nowhere else.
 */
#include <stdlib.h>

#include "nm_rig.h"
#include "tap.h"

#define NB_FRAMES   20000
#define NB_TX_RINGS 400
#define PATTERN	    0xA5

static uint64_t seed_state;

/* xorshift64*: the same sequence everywhere. */
static uint32_t
rnd(void)
{
	seed_state ^= seed_state >> 12;
	seed_state ^= seed_state << 25;
	seed_state ^= seed_state >> 27;
	return (uint32_t)(seed_state * UINT64_C(0x2545F4914F6CDD1D) >> 32);
}

static uint32_t
below(uint32_t n)
{
	return rnd() % n;
}

/* ---- receive ---- */

static uint32_t
template_frame(uint8_t *f)
{
	static const uint8_t protos[] = {6, 17, 132, 1, 0, 43, 44, 60, 51, 41, 58, 4};
	uint8_t proto = protos[below(sizeof(protos))];
	uint32_t payload = below(1400), len;

	switch (below(4)) {
	case 0:
		len = rig_frame_ip4(f, proto, payload);
		f[14] = (uint8_t)(0x45 + below(4));
		break;
	case 1:
		len = rig_frame_ip6(f, proto, payload);
		break;
	case 2:
		len = rig_frame_raw(f, rig_broadcast, (uint16_t)rnd(), 14 + payload);
		break;
	default:
		len = rig_frame_ip6(f, proto, payload);
		f[54] = protos[below(sizeof(protos))];
		f[55] = (uint8_t)below(6);
		break;
	}
	while (below(3) == 0)
		len = rig_frame_tag(f, len, below(2) ? 0x8100 : 0x88A8, (uint16_t)rnd());
	return len;
}

static uint32_t
random_frame(uint8_t *f)
{
	uint32_t len = template_frame(f), i, flips = below(6);

	if (below(8) == 0) {
		len = below(17000);
		for (i = 0; i < len; i++)
			f[i] = (uint8_t)rnd();
	}
	for (i = 0; i < flips && len > 0; i++)
		f[below(len < 80 ? len : 80)] = (uint8_t)rnd();
	if (below(6) == 0)
		len = below(len + 1);
	return len;
}

static void
random_settings(struct rig *r)
{
	static const uint32_t mrqc[] = {0, 2, 2, 2, 0};

	wr(r, 0x0100, 0x2 | 0x18 | (rnd() & (0x8000 | 0x20 | 0x04 | 0x04000000)));
	wr(r, 0x5000, (rnd() & 0x1B00) | 0x2000);
	wr(r, 0x5004, 1000 + below(9000));
	wr(r, 0x0018, rnd() & 0x04000000);
	wr(r, 0x0038, below(2) ? 0x81008100 : 0x88A88100);
	wr(r, 0x0000, 0x40 | 0x201 | (rnd() & 0x40000000));
	wr(r, 0x5818, mrqc[below(5)] | (rnd() & 0x01FF0000));
	wr(r, 0x5C80, rnd());
	wr(r, 0x5CB0, rnd() & 0x2000FFFF);
	wr(r, 0x5480, rnd());
	wr(r, 0x5008, rnd() & 0x000308C0);
}

static void
repost_all(struct rig *r)
{
	uint32_t head = rd(r, 0xC010);

	memset(r->mem + RIG_RX_BUFS, PATTERN, RIG_NB_DESC * 16384);
	rig_rx_post(r, 0, head, RIG_NB_DESC - 1);
}

struct stored {
	uint8_t bytes[20000];
	uint32_t len;
	uint32_t status;
	bool overrun;
};

/* Puts together what was written from descriptor `from` to the head. */
static void
collect(struct rig *r, uint32_t from, uint32_t buf_bytes, struct stored *s)
{
	uint32_t head = rd(r, 0xC010), i, k;

	memset(s, 0, sizeof(*s));
	for (i = from; i != head; i = (i + 1) % RIG_NB_DESC) {
		const uint32_t *d = rig_rx_desc(r, 0, i);
		const uint8_t *b = rig_rx_buf(r, i);
		uint32_t len = d[3] & 0xFFFF;

		if (!(d[2] & 1) || len > buf_bytes || s->len + len > sizeof(s->bytes)) {
			s->overrun = true;
			return;
		}
		for (k = len; k < 16384; k++) {
			if (b[k] != PATTERN)
				s->overrun = true;
		}
		memcpy(s->bytes + s->len, b, len);
		s->len += len;
		s->status = d[2];
	}
}

/* The frame as the host should see it: a stripped tag put back, a kept CRC cut off. */
static bool
same_frame(const struct stored *s, const uint8_t *f, uint32_t len, bool crc, bool extended)
{
	uint32_t at = extended ? 16 : 12, cut = s->status & 8 ? 4 : 0;

	if (s->overrun || s->len != len - cut + (crc ? 4 : 0) || (s->status & 3) != 3)
		return false;
	if (cut == 0)
		return memcmp(s->bytes, f, len) == 0;
	return memcmp(s->bytes, f, at) == 0 && memcmp(s->bytes + at, f + at + 4, len - at - 4) == 0;
}

static void
test_receive(void)
{
	static uint8_t f[20000];
	static struct stored s;
	struct rig *r = rig_new(NULL);
	unsigned int i, taken = 0, wrong = 0, first_wrong = 0, counted = 0;

	rig_link_up(r);
	rig_rx_queue(r, 0, 1, false, 0);
	rig_rx_on(r, 0x18);
	for (i = 0; i < NB_FRAMES; i++) {
		uint32_t len, from;
		int result;

		if (i % 16 == 0)
			random_settings(r);
		repost_all(r);
		from = rd(r, 0xC010);
		len = random_frame(f);
		result = nm_rx_frame_fault(r->nm, f, len, (enum nm_rx_fault)(below(20) == 0));
		counted += rd(r, 0x4074);
		if (result < 0)
			continue;
		taken++;
		collect(r, from, 1024, &s);
		if (!same_frame(&s, f, len, !(rd(r, 0x0100) & 0x04000000),
			    (rd(r, 0x0018) & 0x04000000) != 0) &&
			wrong++ == 0)
			first_wrong = i;
	}
	TAP_CHECK(taken > NB_FRAMES / 4, "a good part of the random frames is taken", "%u of %u",
		taken, NB_FRAMES);
	TAP_CHECK(wrong == 0, "every one is stored as it came, in its buffers",
		"%u are not, frame %u first", wrong, first_wrong);
	TAP_CHECK(counted <= taken, "no more are counted good than were taken", "%u of %u", counted,
		taken);
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

/* The same for header split and many queues, where only bounds are looked at. */
static void
test_receive_wild(void)
{
	static uint8_t f[20000];
	struct rig *r = rig_new(NULL);
	static const uint32_t types[] = {1, 2, 5};
	unsigned int i, q;

	rig_link_up(r);
	for (i = 0; i < NB_FRAMES / 10; i++) {
		if (i % 50 == 0) {
			for (q = 0; q < 16; q++) {
				wr(r, 0xC028 + 0x40 * q, 0);
				nm_advance_us(r->nm, 100);
				rig_rx_queue(r, q, 1 + below(4), below(2) != 0, below(64));
				wr(r, 0xC028 + 0x40 * q, 0);
				nm_advance_us(r->nm, 100);
				wr(r, 0xC00C + 0x40 * q,
					types[below(3)] << 25 | 1 | below(16) << 8 | 0x80000000u);
				wr(r, 0xC028 + 0x40 * q, 0x02000000);
				nm_advance_us(r->nm, 100);
			}
			random_settings(r);
			wr(r, 0x5818, below(8) | (rnd() & 0x01FF0000));
			for (q = 0; q < 32; q++)
				wr(r, 0x5C00 + 4 * q, rnd());
			for (q = 0; q < 8; q++) {
				wr(r, 0x5AD0 + 4 * q, rnd());
				wr(r, 0x5480 + 4 * q, rnd());
				wr(r, 0x5CB0 + 4 * q, rnd());
			}
			wr(r, 0x581C, rnd());
			wr(r, 0xB620, rnd() & 0x1E);
		}
		nm_rx_frame(r->nm, f, random_frame(f));
	}
	TAP_CHECK(rd(r, 0x40D0) > 0, "wild settings: the model is alive", "nothing counted");
	rig_free(r);
}

/* ---- transmit ---- */

static void
random_desc(struct rig *r, unsigned int n)
{
	uint32_t *d = rig_tx_desc(r, 0, n);
	uint64_t at = RIG_IOVA + RIG_TX_BUFS + below(0x80000);
	uint32_t len = below(4) ? below(2000) : below(65536);

	d[0] = (uint32_t)at;
	d[1] = (uint32_t)(at >> 32);
	switch (below(5)) {
	case 0: /* context */
		d[0] = rnd();
		d[2] = TX_CTX | (rnd() & 0x1FFF);
		d[3] = rnd() & 0xFFFFFF1F;
		break;
	case 1: /* anything */
		d[2] = rnd();
		d[3] = rnd();
		break;
	default:
		d[2] = TX_DATA | len | (rnd() & 0xC9000000) | TX_IFCS;
		d[3] = (below(2) ? len << 14 : rnd() & 0xFFFFC000) | (rnd() & 0x310);
		break;
	}
}

static void
test_transmit(void)
{
	unsigned int i, n, stuck = 0, sent = 0;

	for (i = 0; i < NB_TX_RINGS; i++) {
		struct rig *r = rig_up();
		uint32_t nb = 1 + below(RIG_NB_DESC - 1);

		for (n = 0; n < 0x100000; n += 4)
			memcpy(r->mem + RIG_TX_BUFS + n, &(uint32_t){rnd()}, 4);
		for (n = 0; n < nb; n++)
			random_desc(r, n);
		wr(r, 0xE018, nb);
		if (rd(r, 0xE010) != nb && nm_violations(r->nm) == 0)
			stuck++;
		sent += r->nb_sent;
		rig_free(r);
	}
	TAP_EQ_U64("a ring that stops says why", 0, stuck);
	TAP_CHECK(sent > NB_TX_RINGS, "some of it is sent", "%u frames", sent);
}

int
main(int argc, char **argv)
{
	seed_state = argc > 1 ? strtoull(argv[1], NULL, 0) : 82576;
	printf("# seed %llu\n", (unsigned long long)seed_state);
	if (seed_state == 0)
		seed_state = 1;
	test_receive();
	test_receive_wild();
	test_transmit();
	return tap_done();
}
