/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The model's transmit side: descriptors, checksums, segmentation, tags, rules.
 */
#include "nm_rig.h"
#include "tap.h"

#define IXSM	   0x100u
#define TXSM	   0x200u
#define TUCMD_IPV4 0x400u
#define TUCMD_TCP  0x800u
#define TUCMD_SCTP 0x1000u

static void
test_basic(void)
{
	struct rig *r = rig_up();
	uint8_t f[1514];

	rig_frame_raw(f, rig_broadcast, 0x88B5, 1514);
	rig_send(r, f, 1514);
	TAP_EQ_U64("one frame", 1, r->nb_sent);
	TAP_EQ_U64("its length", 1514, r->sent[0].len);
	TAP_EQ_MEM("its bytes", f, r->sent[0].bytes, 1514);
	TAP_EQ_U64("DD where RS was", 1, rig_tx_desc(r, 0, 0)[3]);
	TAP_EQ_U64("the rest of it is reserved: the address is gone", 0,
		rig_tx_desc(r, 0, 0)[0] | rig_tx_desc(r, 0, 0)[1] | rig_tx_desc(r, 0, 0)[2]);
	TAP_EQ_U64("head", 1, rd(r, 0xE010));
	rig_tx_data(r, 0, f, 100, TX_DATA | TX_IFCS, 200 << 14);
	rig_tx_data(r, 0, f + 100, 100, TX_DATA | TX_EOP | TX_IFCS, 0);
	rig_tx_ring(r, 0);
	TAP_EQ_U64("two descriptors, one frame", 200, r->sent[1].len);
	TAP_EQ_MEM("gathered", f, r->sent[1].bytes, 200);
	TAP_EQ_U64("made of", 2, r->sent[1].info.nb_desc);
	TAP_EQ_U64("no DD without RS", 0, rig_tx_desc(r, 0, 2)[3] & 1);
	rig_send(r, f, 30);
	TAP_EQ_U64("padded to 60", 60, r->sent[2].len);
	TAP_EQ_U64("with zeroes", 0, r->sent[2].bytes[30]);
	TAP_EQ_U64("GPTC", 3, rd(r, 0x4080));
	TAP_EQ_U64("GOTCL with CRC", 1518 + 204 + 64, rd(r, 0x4090));
	TAP_EQ_U64("PTC64", 1, rd(r, 0x40D8));
	TAP_EQ_U64("PTC255", 1, rd(r, 0x40E0));
	TAP_EQ_U64("PTC1522", 1, rd(r, 0x40EC));
	TAP_EQ_U64("BPTC", 3, rd(r, 0x40F4));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_sizes(void)
{
	static const uint16_t bytes[] = {
		64, 65, 127, 128, 255, 256, 511, 512, 1023, 1024, 1518, 9728}; /* CRC included */
	static const uint8_t expected[6] = {1, 2, 2, 2, 2, 3};
	static uint8_t f[9728];
	struct rig *r = rig_up();
	unsigned int i;

	rig_frame_raw(f, rig_broadcast, 0x88B5, sizeof(f));
	for (i = 0; i < 12; i++)
		rig_send(r, f, bytes[i] - 4u);
	for (i = 0; i < 6; i++)
		TAP_EQ_U64("frames of a size class", expected[i], rd(r, 0x40D8 + 4 * i));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_lazy_and_memory(void)
{
	struct rig *r = rig_up();
	volatile uint8_t *bar = nm_bar(r->nm);
	uint8_t f[60];

	rig_frame_raw(f, rig_broadcast, 0x88B5, 60);
	nm_set_lazy(r->nm, true);
	rig_send(r, f, 60);
	TAP_EQ_U64("lazy: not yet", 0, r->nb_sent);
	TAP_EQ_U64("lazy: on request", 1, nm_process(r->nm));
	rig_tx_data(r, 0, f, 60, TX_LAST, 60 << 14);
	*(volatile uint32_t *)(volatile void *)(bar + 0xE018) = r->tx_tail;
	TAP_EQ_U64("a tail in the BAR's memory", 1, nm_process(r->nm));
	TAP_EQ_U64("nothing more", 0, nm_process(r->nm));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_off(void)
{
	struct rig *r = rig_new(NULL);
	uint8_t f[60];

	rig_frame_raw(f, rig_broadcast, 0x88B5, 60);
	rig_tx_queue(r, 0);
	rig_send(r, f, 60);
	TAP_EQ_U64("TCTL.EN off: nothing", 0, r->nb_sent);
	rig_tx_on(r);
	TAP_EQ_U64("no link: nothing", 0, r->nb_sent);
	rig_link_up(r);
	TAP_EQ_U64("link: out it goes", 1, r->nb_sent);
	wr(r, 0x0000, rd(r, 0x0000) | 4);
	nm_advance_us(r->nm, 1000);
	rig_send(r, f, 60);
	TAP_EQ_U64("master disabled: nothing", 1, r->nb_sent);
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_head_writeback(void)
{
	struct rig *r = rig_new(NULL);
	uint8_t f[60];
	uint32_t *head;

	rig_link_up(r);
	wr(r, 0xE038, (uint32_t)(RIG_IOVA + 0x80000) | 1);
	wr(r, 0xE03C, (uint32_t)((RIG_IOVA + 0x80000) >> 32));
	rig_tx_queue(r, 0);
	rig_tx_on(r);
	rig_frame_raw(f, rig_broadcast, 0x88B5, 60);
	rig_send(r, f, 60);
	head = (uint32_t *)(void *)(r->mem + 0x80000);
	TAP_EQ_U64("the head is written", 1, *head);
	TAP_EQ_U64("the descriptor is not", 60u << 14, rig_tx_desc(r, 0, 0)[3]);
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
clear16(uint8_t *p)
{
	p[0] = p[1] = 0;
}

static void
put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* Sum over the pseudo header with the given length, as software seeds the field. */
static uint16_t
seed(const uint8_t *ip, uint8_t proto, uint32_t len)
{
	uint8_t tail[4] = {0, proto, (uint8_t)(len >> 8), (uint8_t)len};
	bool v4 = ip[0] >> 4 == 4;

	return rig_sum(ip + (v4 ? 12 : 8), v4 ? 8 : 32, rig_sum(tail, 4, 0));
}

static void
test_checksums(void)
{
	struct rig *r = rig_up();
	uint8_t f[256], good[256];
	uint32_t len = rig_frame_ip4(f, 17, 100);

	memcpy(good, f, len);
	clear16(f + 24);
	put16(f + 40, seed(f + 14, 17, 100));
	rig_tx_context(r, 0, 14 << 9 | 20, TUCMD_IPV4, 0);
	rig_tx_data(r, 0, f, len, TX_LAST, len << 14 | IXSM | TXSM);
	rig_tx_ring(r, 0);
	TAP_EQ_MEM("UDP over IPv4", good, r->sent[0].bytes, len);

	len = rig_frame_ip4(f, 6, 99);
	memcpy(good, f, len);
	clear16(f + 24);
	put16(f + 50, seed(f + 14, 6, 99));
	rig_tx_context(r, 0, 14 << 9 | 20, TUCMD_IPV4 | TUCMD_TCP, 1 << 4);
	rig_tx_data(r, 0, f, len, TX_LAST, len << 14 | IXSM | TXSM | 1 << 4);
	rig_tx_ring(r, 0);
	TAP_EQ_MEM("TCP over IPv4, odd length, context 1", good, r->sent[1].bytes, len);

	len = rig_frame_ip6(f, 17, 61);
	memcpy(good, f, len);
	put16(f + 60, seed(f + 14, 17, 61));
	rig_tx_context(r, 0, 14 << 9 | 40, 0, 0);
	rig_tx_data(r, 0, f, len, TX_LAST, len << 14 | TXSM);
	rig_tx_ring(r, 0);
	TAP_EQ_MEM("UDP over IPv6", good, r->sent[2].bytes, len);
	TAP_CHECK(rig_l4_sum_good(r->sent[2].bytes, 14), "which verifies", "it does not");

	/* SCTP by way of the receive side, whose CRC32c has a test of its own */
	len = rig_frame_ip4(f, 132, 40);
	clear16(f + 24);
	rig_tx_context(r, 0, 14 << 9 | 20, TUCMD_IPV4 | TUCMD_SCTP, 0);
	rig_tx_data(r, 0, f, len, TX_LAST, len << 14 | IXSM | TXSM);
	rig_tx_ring(r, 0);
	wr(r, 0x5000, 0x2B00);
	nm_rx_frame(r->nm, r->sent[3].bytes, r->sent[3].len);
	TAP_EQ_U64("SCTP: the receiver finds it right", 0x60, rig_rx_desc(r, 0, 0)[2] & 0x60000070);
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_vlan(void)
{
	struct rig *r = rig_up();
	uint8_t f[80], tagged[80];
	uint32_t len = rig_frame_raw(f, rig_broadcast, 0x88B5, 60);

	memcpy(tagged, f, 60);
	len = rig_frame_tag(tagged, len, 0x8100, 0x6123);
	rig_tx_context(r, 0, 0x6123u << 16 | 14 << 9, 0, 0);
	rig_tx_data(r, 0, f, 60, TX_LAST | TX_VLE, 60 << 14);
	rig_tx_ring(r, 0);
	TAP_EQ_U64("four bytes longer", 64, r->sent[0].len);
	TAP_EQ_MEM("tag inserted", tagged, r->sent[0].bytes, len);
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_tso(void)
{
	struct rig *r = rig_up();
	static uint8_t f[4096];
	uint32_t len = rig_frame_ip4(f, 6, 20 + 3000), i;

	clear16(f + 24);
	clear16(f + 16);
	put16(f + 50, seed(f + 14, 6, 0));
	rig_tx_context(r, 0, 14 << 9 | 20, TUCMD_IPV4 | TUCMD_TCP, 1400u << 16 | 20 << 8);
	rig_tx_data(r, 0, f, 54, TX_DATA | TX_IFCS | TX_TSE, 3000u << 14 | IXSM | TXSM);
	rig_tx_data(r, 0, f + 54, len - 54, TX_LAST | TX_TSE, 0);
	rig_tx_ring(r, 0);
	TAP_EQ_U64("three segments", 3, r->nb_sent);
	for (i = 0; i < 3; i++) {
		const uint8_t *s = r->sent[i].bytes;
		uint32_t payload = i < 2 ? 1400 : 200;

		TAP_EQ_U64("length", 54 + payload, r->sent[i].len);
		TAP_EQ_U64("total length", 40 + payload, (uint64_t)s[16] << 8 | s[17]);
		TAP_EQ_U64("identification", 0x1234 + i, (uint64_t)s[18] << 8 | s[19]);
		TAP_EQ_U64("sequence number", 100 + 1400 * i, (uint64_t)s[40] << 8 | s[41]);
		TAP_EQ_U64("PSH and FIN only on the last", i < 2 ? 0x10 : 0x19, s[47]);
		TAP_CHECK(rig_ip4_sum_good(s + 14), "IPv4 sum", "wrong");
		TAP_CHECK(rig_l4_sum_good(s, 14), "TCP sum", "wrong");
		TAP_EQ_MEM("payload", f + 54 + 1400 * i, s + 54, payload);
	}
	TAP_EQ_U64("TSCTC", 1, rd(r, 0x40F8));
	TAP_EQ_U64("GPTC", 3, rd(r, 0x4080));
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_udp_segmentation(void)
{
	struct rig *r = rig_up();
	static uint8_t f[4096];
	uint32_t len = rig_frame_ip6(f, 17, 8 + 1000), i;

	clear16(f + 18);
	clear16(f + 58);
	put16(f + 60, seed(f + 14, 17, 0));
	rig_tx_context(r, 0, 14 << 9 | 40, 0, 400u << 16 | 8 << 8);
	rig_tx_data(r, 0, f, len, TX_LAST | TX_TSE, 1000u << 14 | TXSM);
	rig_tx_ring(r, 0);
	TAP_EQ_U64("three datagrams", 3, r->nb_sent);
	for (i = 0; i < 3; i++) {
		const uint8_t *s = r->sent[i].bytes;
		uint32_t payload = i < 2 ? 400 : 200;

		TAP_EQ_U64("payload length", 8 + payload, (uint64_t)s[18] << 8 | s[19]);
		TAP_EQ_U64("UDP length", 8 + payload, (uint64_t)s[58] << 8 | s[59]);
		TAP_CHECK(rig_l4_sum_good(s, 14), "UDP sum", "wrong");
	}
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
expect_rule(struct rig *r, const char *name)
{
	TAP_CHECK(nm_violations(r->nm) == 1, name, "%u violations, first: %s", nm_violations(r->nm),
		nm_first_violation(r->nm));
	nm_clear_violations(r->nm);
}

static void
test_rules(void)
{
	struct rig *r = rig_up();
	static uint8_t f[10000];
	unsigned int i;

	rig_frame_raw(f, rig_broadcast, 0x88B5, sizeof(f));
	rig_tx_data(r, 0, f, 60, TX_LAST, 61 << 14);
	rig_tx_ring(r, 0);
	expect_rule(r, "PAYLEN that is not the length");
	rig_tx_data(r, 0, f, 60, TX_DATA | TX_IFCS, 120 << 14);
	rig_tx_ring(r, 0);
	expect_rule(r, "tail within a packet");
	rig_tx_data(r, 0, f, 0, TX_DATA | TX_IFCS, 0);
	rig_tx_data(r, 0, f, 60, TX_LAST, 0);
	rig_tx_ring(r, 0);
	expect_rule(r, "data descriptor of length 0");
	rig_tx_data(r, 0, f, 60, TX_DATA, 120 << 14);
	rig_tx_data(r, 0, f, 60, TX_LAST, 0);
	rig_tx_ring(r, 0);
	TAP_CHECK(nm_violations(r->nm) > 0, "IFCS on one descriptor only", "no violation");
	nm_clear_violations(r->nm);
	rig_tx_data(r, 0, f, 60, 0x20500000 | TX_EOP, 60 << 14);
	rig_tx_ring(r, 0);
	expect_rule(r, "reserved descriptor type");
	rig_tx_data(r, 0, f, 60, 0x0B000000, 0);
	rig_tx_ring(r, 0);
	expect_rule(r, "legacy descriptor");
	rig_tx_data(r, 0, f, 9725, TX_LAST, 9725 << 14);
	rig_tx_ring(r, 0);
	expect_rule(r, "frame too long");
	rig_send(r, f, 16);
	expect_rule(r, "frame too short to pad");
	rig_tx_data(r, 0, f, 60, TX_LAST, 60 << 14 | TXSM);
	rig_tx_ring(r, 0);
	expect_rule(r, "context that was never written");
	rig_tx_data(r, 0, f, 60, TX_LAST, 60 << 14 | 1);
	rig_tx_ring(r, 0);
	expect_rule(r, "descriptor with DD set");
	rig_tx_data(r, 0, f, 60, TX_DATA | TX_EOP, 60 << 14);
	rig_tx_ring(r, 0);
	expect_rule(r, "no IFCS and no CRC");
	for (i = 0; i < 41; i++)
		rig_tx_data(r, 0, f, 20, i == 40 ? TX_LAST : TX_DATA | TX_IFCS, 820 << 14);
	rig_tx_ring(r, 0);
	expect_rule(r, "41 data descriptors");
	wr(r, 0xE018, RIG_NB_DESC + 1);
	expect_rule(r, "tail beyond the ring");
	rig_tx_data(r, 0, f, 60, TX_LAST, 60 << 14);
	rig_tx_desc(r, 0, (r->tx_tail + RIG_NB_DESC - 1) % RIG_NB_DESC)[1] = 0x1234;
	rig_tx_ring(r, 0);
	expect_rule(r, "buffer that is not mapped");
	i = r->nb_sent;
	rig_send(r, f, 60);
	TAP_EQ_U64("which stops the queue", i, r->nb_sent);
	rig_free(r);
}

static void
test_rate(void)
{
	struct rig *r = rig_up();
	static uint8_t f[1514];
	unsigned int i;

	rig_frame_raw(f, rig_broadcast, 0x88B5, 1514);
	wr(r, 0x3690, 0x14);
	wr(r, 0x3604, 0);
	wr(r, 0x36B0, 0x80000000u | 10u << 14); /* a tenth of 1 Gb/s */
	for (i = 0; i < 20; i++)
		rig_tx_data(r, 0, f, 1514, TX_LAST, 1514 << 14);
	rig_tx_ring(r, 0);
	TAP_EQ_U64("one at once", 1, r->nb_sent);
	nm_advance_us(r->nm, 1231);
	TAP_EQ_U64("1.23 ms at 100 Mb/s are ten more frames of 1538 bytes on the wire", 11,
		r->nb_sent);
	nm_advance_us(r->nm, 10000);
	TAP_EQ_U64("all of them in time", 20, r->nb_sent);
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_loopback(void)
{
	struct rig *r = rig_up();
	uint8_t f[60];

	rig_frame_raw(f, rig_broadcast, 0x88B5, 60);
	wr(r, 0x0100, rd(r, 0x0100) | 0x40);
	rig_send(r, f, 60);
	TAP_EQ_U64("MAC loopback: not on the wire", 0, r->nb_sent);
	TAP_EQ_U64("but received", 3, rig_rx_desc(r, 0, 0)[2] & 3);
	TAP_EQ_STR("no violation", "", nm_first_violation(r->nm));
	rig_free(r);
}

static void
test_dma_fault(void)
{
	struct rig *r = rig_up();
	uint8_t f[60];

	rig_frame_raw(f, rig_broadcast, 0x88B5, 60);
	nm_fault(r->nm, NM_FAULT_DMA, 2);
	rig_send(r, f, 60);
	TAP_EQ_U64("the buffer is not found: nothing sent", 0, r->nb_sent);
	TAP_EQ_U64("two accesses were tried", 2, nm_fault_seen(r->nm, NM_FAULT_DMA));
	TAP_EQ_U64("an injected fault is no violation", 0, nm_violations(r->nm));
	rig_free(r);
}

int
main(void)
{
	test_basic();
	test_sizes();
	test_lazy_and_memory();
	test_off();
	test_head_writeback();
	test_checksums();
	test_vlan();
	test_tso();
	test_udp_segmentation();
	test_rules();
	test_rate();
	test_loopback();
	test_dma_fault();
	return tap_done();
}
