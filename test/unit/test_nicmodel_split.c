/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The model's header split: which packets, where, and what the write-back says, by the rows of
 * 82576 datasheet 7.1.10.
 */
#include "nm_rig.h"
#include "tap.h"

#define SPLIT  0x04000000u
#define ALWAYS 0x0A000000u

#define V4_TCP (1u << 2)
#define V4_UDP (1u << 3)
#define V6_TCP (1u << 8)
#define V6_UDP (1u << 9)
#define IN_UDP (1u << 6) /* IPv6 in IPv4 */

#define INFO_SPH 0x80000000u
#define ST_HBO	 (1u << 23)
#define ST_DD	 0x1u
#define ST_EOP	 0x2u

static uint8_t frame[4096];

static uint64_t
header_iova(unsigned int n)
{
	return RIG_IOVA + 0x90000 + n * 1024;
}

static uint8_t *
header_buf(struct rig *r, unsigned int n)
{
	return r->mem + 0x90000 + n * 1024;
}

/* Queue 8 shares its types with queue 0. */
static struct rig *
split_up(unsigned int queue, uint32_t mode, uint32_t header_bytes, uint32_t types)
{
	struct rig *r = rig_new(NULL);
	unsigned int n;

	rig_link_up(r);
	rig_rx_queue(r, queue, 1, false, 0);
	wr(r, 0xC028 + 0x40 * queue, 0);
	nm_advance_us(r->nm, 100);
	wr(r, 0xC00C + 0x40 * queue, mode | 1 | header_bytes << 2);
	wr(r, 0xC028 + 0x40 * queue, 0x02000000);
	nm_advance_us(r->nm, 100);
	wr(r, 0x5480 + 4 * (queue % 8), types);
	for (n = 0; n < RIG_NB_DESC; n++) {
		uint64_t words[2] = {RIG_IOVA + RIG_RX_BUFS + n * 16384, header_iova(n)};

		memcpy(rig_rx_desc(r, queue, n), words, sizeof(words));
	}
	wr(r, 0xC018 + 0x40 * queue, RIG_NB_DESC - 1);
	rig_rx_on(r, 0x04008038);
	return r;
}

/* One frame in one descriptor: so much of it in the header buffer, and the write-back's words. */
static void
row(const char *name, uint32_t mode, uint32_t header_bytes, uint32_t types, uint32_t len,
	uint32_t in_header, uint32_t hdr_info, uint32_t hbo)
{
	struct rig *r = split_up(0, mode, header_bytes, types);
	const uint32_t *d = rig_rx_desc(r, 0, 0);

	TAP_EQ_INT(name, 0, nm_rx_frame(r->nm, frame, len));
	TAP_EQ_U64("  SPH and HDR_LEN", hdr_info, d[0] & 0xFFE00000);
	TAP_EQ_U64("  DD, EOP, HBO", ST_DD | ST_EOP | hbo, d[2] & (ST_DD | ST_EOP | ST_HBO));
	TAP_EQ_U64("  PKT_LEN", len - in_header, d[3] & 0xFFFF);
	TAP_EQ_MEM("  header buffer", frame, header_buf(r, 0), in_header);
	TAP_EQ_U64("  and no more in it", 0, header_buf(r, 0)[in_header]);
	TAP_EQ_MEM("  packet buffer", frame + in_header, rig_rx_buf(r, 0), len - in_header);
	TAP_EQ_STR("  no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static uint32_t
told(uint32_t bytes)
{
	return bytes << 21;
}

static void
test_modes(void)
{
	uint32_t udp = rig_frame_ip4(frame, 17, 8 + 400);

	row("split: behind UDP", SPLIT, 128, V4_UDP, udp, 42, INFO_SPH | told(42), 0);
	row("split: of a type that is off", SPLIT, 128, V4_TCP | V6_UDP | 1, udp, 0, 0, 0);
	row("always: behind UDP", ALWAYS, 128, V4_UDP, udp, 42, INFO_SPH | told(42), 0);
	row("always: of a type that is off", ALWAYS, 128, 0, udp, 128, told(128), 0);
	row("always: fits the header buffer", ALWAYS, 512, V4_UDP, udp, udp, told(udp), 0);
	udp = rig_frame_ip4(frame, 17, 8 + 30);
	row("always: just fits it, with no type", ALWAYS, 128, 0, 72, 72, told(72), 0);
	row("split: a short packet", SPLIT, 128, V4_UDP, udp, 42, INFO_SPH | told(42), 0);
}

/* An IPv4 header of 60 bytes, one of TCP of 60 bytes. */
static uint32_t
long_headers(uint32_t payload)
{
	uint32_t len;

	rig_frame_ip4(frame, 6, 100 + payload);
	len = 14 + 60 + 60 + payload;
	memmove(frame + 14 + 60, frame + 34, 60 + payload);
	memset(frame + 34, 1, 40);
	frame[14] = 0x4F;
	frame[16] = (uint8_t)((len - 14) >> 8);
	frame[17] = (uint8_t)(len - 14);
	frame[74 + 12] = 0xF0;
	return len;
}

static void
test_overflow(void)
{
	uint32_t len = long_headers(200);

	row("split: headers of 134 bytes", SPLIT, 192, V4_TCP, len, 134, INFO_SPH | told(134), 0);
	row("split: the header buffer is too small", SPLIT, 128, V4_TCP, len, 0,
		INFO_SPH | told(134), ST_HBO);
	row("always: the header buffer is too small", ALWAYS, 128, V4_TCP, len, 128,
		INFO_SPH | told(134), ST_HBO);
	len = long_headers(0);
	row("split: nothing but headers", SPLIT, 192, V4_TCP, len, len, INFO_SPH | told(len), 0);
}

static void
test_types(void)
{
	uint32_t len = rig_frame_ip4(frame, 6, 20 + 100);

	row("TCP over IPv4", SPLIT, 128, V4_TCP, len, 54, INFO_SPH | told(54), 0);
	row("  is not UDP", SPLIT, 128, V4_UDP, len, 0, 0, 0);
	len = rig_frame_tag(frame, len, 0x8100, 5);
	row("TCP behind a tag", SPLIT, 128, V4_TCP, len, 58, INFO_SPH | told(58), 0);
	len = rig_frame_ip6(frame, 6, 20 + 100);
	row("TCP over IPv6", SPLIT, 128, V6_TCP, len, 74, INFO_SPH | told(74), 0);
	len = rig_frame_ip6(frame, 17, 8 + 100);
	row("UDP over IPv6", SPLIT, 128, V6_UDP, len, 62, INFO_SPH | told(62), 0);
	row("  is not over IPv4", SPLIT, 128, V4_UDP | IN_UDP, len, 0, 0, 0);
	len = rig_frame_ip4(frame, 132, 12 + 100);
	row("SCTP", SPLIT, 128, 0x7FFFF, len, 0, 0, 0);
	len = rig_frame_ip4(frame, 1, 100);
	row("ICMP", SPLIT, 128, 0x7FFFF, len, 0, 0, 0);
	len = rig_frame_raw(frame, rig_mac, 0x88B5, 100);
	row("not IP", SPLIT, 128, 0x7FFFF, len, 0, 0, 0);
}

static void
test_tunnel(void)
{
	uint8_t inner[256];
	uint32_t len = rig_frame_ip6(inner, 17, 8 + 60) - 14;

	rig_frame_ip4(frame, 41, len);
	memcpy(frame + 34, inner + 14, len);
	row("UDP over IPv6 in IPv4", SPLIT, 128, IN_UDP, 34 + len, 82, INFO_SPH | told(82), 0);
	row("  is a type of its own", SPLIT, 128, V6_UDP | V4_UDP, 34 + len, 0, 0, 0);
}

static void
test_fragments(void)
{
	uint32_t len = rig_frame_ip4(frame, 17, 8 + 100);

	frame[20] = 0x20; /* more to come */
	row("first fragment of UDP", SPLIT, 128, V4_UDP, len, 42, INFO_SPH | told(42), 0);
	frame[21] = 0x10;
	row("a later one", SPLIT, 128, V4_UDP, len, 0, 0, 0);
	row("a later one, fragments on", SPLIT, 128, V4_UDP | 2, len, 34, INFO_SPH | told(34), 0);
	len = rig_frame_ip4(frame, 6, 20 + 100);
	frame[20] = 0x20;
	row("first fragment of TCP", SPLIT, 128, V4_TCP, len, 0, 0, 0);
}

/* Over several descriptors: one header buffer, and what later ones say of it means nothing. */
static void
test_scattered(void)
{
	uint32_t len = rig_frame_ip4(frame, 17, 2800), n;
	struct rig *r = split_up(8, ALWAYS, 128, V4_UDP);
	static const uint32_t parts[] = {1024, 1024, 2834 - 42 - 2048};

	wr(r, 0x5004, 9000);
	wr(r, 0x5000, 1u << 13);
	wr(r, 0x5818, 2 | 1u << 17);
	for (n = 0; n < 32; n++)
		wr(r, 0x5C00 + 4 * n, 0x08080808);
	TAP_EQ_INT("scattered, queue 8", 8, nm_rx_frame(r->nm, frame, len));
	TAP_EQ_MEM("  header", frame, header_buf(r, 0), 42);
	for (n = 0; n < 3; n++) {
		const uint32_t *d = rig_rx_desc(r, 8, n);

		TAP_EQ_U64("  PKT_LEN", parts[n], d[3] & 0xFFFF);
		TAP_EQ_U64("  EOP", n == 2 ? ST_EOP : 0, d[2] & ST_EOP);
		TAP_EQ_MEM("  its bytes", frame + 42 + n * 1024, rig_rx_buf(r, n), parts[n]);
	}
	TAP_EQ_U64("  HDR_LEN of the first", INFO_SPH | told(42),
		rig_rx_desc(r, 8, 0)[0] & 0xFFE00000);
	TAP_EQ_U64("  header buffers of the others", 0, header_buf(r, 1)[0] | header_buf(r, 2)[0]);
	TAP_EQ_STR("  no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_rules(void)
{
	uint32_t len = rig_frame_ip4(frame, 17, 8 + 100);
	struct rig *r = split_up(0, SPLIT, 0, V4_UDP);

	nm_rx_frame(r->nm, frame, len);
	TAP_EQ_U64("no size of header buffers: a violation", 1, nm_violations(r->nm));
	rig_free(r);
	r = split_up(0, SPLIT, 1024, V4_UDP);
	nm_rx_frame(r->nm, frame, len);
	TAP_EQ_U64("a size of 1024: a violation", 1, nm_violations(r->nm) > 0);
	rig_free(r);
}

int
main(void)
{
	test_modes();
	test_overflow();
	test_types();
	test_tunnel();
	test_fragments();
	test_scattered();
	test_rules();
	return tap_done();
}
