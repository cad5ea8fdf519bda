/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The model's queue filters, pools, flow control and stamps over UDP.
 */
#include "nm_rig.h"
#include "tap.h"

#define FTQF_BYPASS_ALL 0xF0008000u
#define FTQF_QUEUE	0x00000100u
#define IMIR_BYPASS	0x00020000u
#define IMIREXT_BYPASS	0x00081000u

static struct rig *
rig_queues(unsigned int nb)
{
	struct rig *r = rig_new(NULL);
	unsigned int q;

	rig_link_up(r);
	for (q = 0; q < nb; q++)
		rig_rx_queue(r, q, 2, true, RIG_NB_DESC - 1);
	rig_rx_on(r, 0x04008018);
	return r;
}

static uint32_t
le16(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
le32(const uint8_t *p)
{
	return le16(p) | le16(p + 2) << 16;
}

static void
test_five_tuple(void)
{
	struct rig *r = rig_queues(16);
	uint8_t f[256];
	uint32_t len = rig_frame_ip4(f, 17, 60);

	wr(r, 0x59E8, 17 | FTQF_QUEUE | 11u << 16); /* filter 2, everything compared */
	wr(r, 0x5988, le32(f + 26));
	wr(r, 0x59A8, le32(f + 30));
	wr(r, 0x59C8, le16(f + 34));
	wr(r, 0x5A88, le16(f + 36));
	wr(r, 0x5AA8, IMIREXT_BYPASS);
	TAP_EQ_INT("all five fields", 11, nm_rx_frame(r->nm, f, len));
	f[37] ^= 1;
	TAP_EQ_INT("another destination port", 0, nm_rx_frame(r->nm, f, len));
	wr(r, 0x5A88, le16(f + 36) | IMIR_BYPASS);
	TAP_EQ_INT("destination port bypassed", 11, nm_rx_frame(r->nm, f, len));
	f[35] ^= 1;
	TAP_EQ_INT("another source port", 0, nm_rx_frame(r->nm, f, len));
	wr(r, 0x59E8, FTQF_BYPASS_ALL | FTQF_QUEUE | 11u << 16);
	TAP_EQ_INT("all bypassed", 11, nm_rx_frame(r->nm, f, len));
	wr(r, 0x59EC, FTQF_BYPASS_ALL | FTQF_QUEUE | 12u << 16);
	wr(r, 0x5A8C, IMIR_BYPASS | 3u << 29);
	wr(r, 0x5AAC, IMIREXT_BYPASS);
	TAP_EQ_INT("the higher priority wins", 12, nm_rx_frame(r->nm, f, len));
	len = rig_frame_ip6(f, 17, 60);
	TAP_EQ_INT("IPv6 is not looked at", 0, nm_rx_frame(r->nm, f, len));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_syn(void)
{
	struct rig *r = rig_queues(8);
	uint8_t f[256];
	uint32_t len = rig_frame_ip4(f, 6, 60);

	wr(r, 0x55FC, 1 | 5u << 1);
	TAP_EQ_INT("no SYN flag", 0, nm_rx_frame(r->nm, f, len));
	f[47] = 0x02;
	TAP_EQ_INT("SYN", 5, nm_rx_frame(r->nm, f, len));
	f[47] = 0x12;
	TAP_EQ_INT("SYN and ACK", 0, nm_rx_frame(r->nm, f, len));
	f[47] = 0x02;
	wr(r, 0x59E0, FTQF_BYPASS_ALL | FTQF_QUEUE | 3u << 16);
	wr(r, 0x5A80, IMIR_BYPASS);
	wr(r, 0x5AA0, IMIREXT_BYPASS);
	TAP_EQ_INT("a five-tuple filter goes first", 3, nm_rx_frame(r->nm, f, len));
	wr(r, 0x5008, 1u << 19);
	TAP_EQ_INT("unless SYN has priority", 5, nm_rx_frame(r->nm, f, len));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_pools(void)
{
	static const uint8_t other[6] = {0x02, 0x00, 0x00, 0x00, 0x00, 0x03};
	struct rig *r = rig_queues(8);
	uint8_t f[80];

	wr(r, 0x5818, 3);
	wr(r, 0x581C, 1u << 29); /* no default pool */
	wr(r, 0x5404, rd(r, 0x5404) | 1u << 18);
	wr(r, 0x5408, 0x00000002);
	wr(r, 0x540C, 0x80000300 | 1u << 21); /* pool 3 */
	wr(r, 0x5AD0 + 12, 0x80000000 | 1u << 24 | 1u << 27);
	rig_frame_raw(f, other, 0x88B5, 60);
	TAP_EQ_INT("pool by address", 3, nm_rx_frame(r->nm, f, 60));
	rig_frame_raw(f, rig_broadcast, 0x88B5, 60);
	TAP_EQ_INT("broadcast to the pool that wants it", 3, nm_rx_frame(r->nm, f, 60));
	wr(r, 0x5AD0, 0x80000000 | 1u << 24 | 1u << 27);
	wr(r, 0x581C, 1u << 29 | 1u << 30);
	nm_rx_frame(r->nm, f, 60);
	TAP_EQ_U64("replicated to pool 0", 3, rig_rx_desc(r, 0, 0)[2] & 3);
	TAP_EQ_U64("and to pool 3", 3, rig_rx_desc(r, 3, 2)[2] & 3);
	wr(r, 0x0C8C, 0xF7);
	rig_frame_raw(f, other, 0x88B5, 60);
	TAP_EQ_INT("a pool without receive enable", NM_RX_FILTERED, nm_rx_frame(r->nm, f, 60));
	TAP_EQ_U64("packets of pool 3", 3, rd(r, 0x10010 + 0x300));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_xoff(void)
{
	struct rig *r = rig_new(NULL);
	uint8_t f[1514];
	unsigned int i;

	rig_link_up(r);
	wr(r, 0x0000, rd(r, 0x0000) | 0x10000000);
	wr(r, 0x0170, 0x1234);
	wr(r, 0x2168, 8 * 1024);
	wr(r, 0x2160, 2 * 1024 | 0x80000000u);
	rig_rx_queue(r, 0, 2, false, 1);
	rig_rx_on(r, 0x04008018);
	rig_frame_raw(f, rig_broadcast, 0x88B5, 1514);
	for (i = 0; i < 7; i++)
		nm_rx_frame(r->nm, f, 1514);
	TAP_EQ_U64("one XOFF when 8 KB are held", 1, r->nb_sent);
	TAP_EQ_U64("with the time of FCTTV", 0x1234,
		(uint64_t)r->sent[0].bytes[16] << 8 | r->sent[0].bytes[17]);
	TAP_EQ_U64("XOFFTXC", 1, rd(r, 0x4054));
	rig_rx_post(r, 0, 1, 8);
	TAP_EQ_U64("XON when it is empty again", 2, r->nb_sent);
	TAP_EQ_U64("of time 0", 0, (uint64_t)r->sent[1].bytes[16] << 8 | r->sent[1].bytes[17]);
	TAP_EQ_U64("XONTXC", 1, rd(r, 0x404C));
	TAP_EQ_U64("pause frames are no good packets", 0, rd(r, 0x4080));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_stamp_udp(void)
{
	struct rig *r = rig_up();
	uint8_t f[256];
	uint32_t len = rig_frame_ip4(f, 17, 8 + 44);

	f[36] = 0x01;
	f[37] = 0x3F; /* port 319 */
	f[42] = 0x01; /* Delay_Req */
	f[43] = 0x02;
	wr(r, 0xB608, 1u << 24 | 16);
	wr(r, 0xB620, 0x10 | 0x4);
	wr(r, 0x5F50, 0x0100);
	wr(r, 0x59EC, 17 | 0xE8008000u); /* filter 3: protocol compared, 1588 */
	wr(r, 0x5A8C, le16(f + 36));
	wr(r, 0x5AAC, IMIREXT_BYPASS);
	nm_advance_us(r->nm, 10);
	nm_rx_frame(r->nm, f, len);
	TAP_EQ_U64("stamped", 0x10000, rig_rx_desc(r, 0, 0)[2] & 0x10000);
	TAP_EQ_U64("at", 10000, rd(r, 0xB624));
	(void)rd(r, 0xB628);
	f[42] = 0x00;
	nm_rx_frame(r->nm, f, len);
	TAP_EQ_U64("another message is not", 0, rig_rx_desc(r, 0, 1)[2] & 0x10000);
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_length_error(void)
{
	struct rig *r = rig_up();
	uint8_t f[100];

	rig_frame_raw(f, rig_broadcast, 46, 60);
	TAP_EQ_INT("802.3 length that is right", 0, nm_rx_frame(r->nm, f, 60));
	rig_frame_raw(f, rig_broadcast, 3, 60);
	TAP_EQ_INT("802.3 length of a padded frame", 0, nm_rx_frame(r->nm, f, 60));
	TAP_EQ_U64("no error so far", 0, rd(r, 0x4138));
	rig_frame_raw(f, rig_broadcast, 100, 100);
	TAP_EQ_INT("longer than the frame: taken", 0, nm_rx_frame(r->nm, f, 100));
	TAP_EQ_U64("and counted", 1, rd(r, 0x4138));
	wr(r, 0x5008, 1u << 18);
	TAP_EQ_INT("dropped with RFCTL.LEF", NM_RX_FILTERED, nm_rx_frame(r->nm, f, 100));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

int
main(void)
{
	test_five_tuple();
	test_syn();
	test_pools();
	test_xoff();
	test_stamp_udp();
	test_length_error();
	return tap_done();
}
