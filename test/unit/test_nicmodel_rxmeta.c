/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the model's write-back says: packet types, checksums, RSS. The hashes are
 * those of the published verification suite for RSS.
 */
#include "nm_rig.h"
#include "tap.h"

#define IPCS  0x40u
#define L4CS  0x20u
#define UDPCS 0x10u
#define CSUM  0x60000070u
#define IPE   0x40000000u
#define L4E   0x20000000u

static struct rig *rig;
static unsigned int next;

/* The write-back of a frame that arrives now. */
static const uint32_t *
wb(const uint8_t *f, uint32_t len)
{
	const uint32_t *d = rig_rx_desc(rig, 0, next);

	TAP_EQ_INT("taken", 0, nm_rx_frame(rig->nm, f, len));
	next = (next + 1) % RIG_NB_DESC;
	if (next % 32 == 0)
		rig_rx_post(rig, 0, next + 31, 32);
	return d;
}

static void
start(uint32_t rxcsum)
{
	rig = rig_up();
	next = 0;
	wr(rig, 0x5000, rxcsum);
}

static void
finish(void)
{
	TAP_EQ_STR("no violation", "", nm_first_violation(rig->nm));
	rig_free(rig);
}

static void
expect(const char *name, const uint8_t *f, uint32_t len, uint32_t type, uint32_t status)
{
	const uint32_t *d = wb(f, len);
	char label[96];

	snprintf(label, sizeof(label), "%s: type", name);
	TAP_EQ_U64(label, type, d[0] & 0xFFF0);
	snprintf(label, sizeof(label), "%s: checksums", name);
	TAP_EQ_U64(label, status, d[2] & CSUM);
}

static void
test_ipv4(void)
{
	uint8_t f[256];
	uint32_t len;

	start(0x2B00); /* IPv4, TCP/UDP, SCTP, hash in place of the packet checksum */
	len = rig_frame_ip4(f, 6, 60);
	expect("TCP", f, len, 0x110, IPCS | L4CS);
	f[60] ^= 1;
	expect("TCP, wrong sum", f, len, 0x110, IPCS | L4CS | L4E);
	len = rig_frame_ip4(f, 17, 60);
	expect("UDP", f, len, 0x210, IPCS | L4CS | UDPCS);
	f[60] ^= 1;
	expect("UDP, wrong sum", f, len, 0x210, IPCS | L4CS | UDPCS | L4E);
	f[40] = f[41] = 0;
	expect("UDP without a sum", f, len, 0x210, IPCS);
	len = rig_frame_ip4(f, 1, 40);
	expect("ICMP", f, len, 0x10, IPCS);
	f[24] ^= 0x40;
	expect("ICMP, wrong header sum", f, len, 0x10, IPCS | IPE);
	len = rig_frame_ip4(f, 6, 60);
	f[20] = 0x20; /* more fragments */
	f[24] = f[25] = 0;
	len = 94;
	expect("first fragment, wrong header sum", f, len, 0x10, IPCS | IPE);
	len = rig_frame_ip4(f, 6, 10);
	expect("TCP header cut short", f, len, 0x10, IPCS);
	len = rig_frame_raw(f, rig_mac, 0x0806, 60);
	expect("ARP", f, len, 0, 0);
	len = rig_frame_ip4(f, 6, 60);
	f[17] += 100; /* total length beyond the frame */
	expect("IPv4 longer than the frame", f, len, 0, 0);
	len = rig_frame_ip4(f, 17, 60);
	f[34] = 0x08;
	f[35] = 0x01; /* source port 2049 */
	expect("NFS", f, len, 0xA10, IPCS | L4CS | UDPCS | L4E);
	finish();
}

static void
test_options(void)
{
	uint8_t f[256];
	uint32_t len;
	uint16_t sum;

	start(0x2B00);
	len = rig_frame_ip4(f, 17, 60);
	memmove(f + 38, f + 34, 60);
	memset(f + 34, 1, 4); /* no operation */
	f[14] = 0x46;
	f[17] = 84;
	f[24] = f[25] = 0;
	sum = (uint16_t)~rig_sum(f + 14, 24, 0);
	f[24] = (uint8_t)(sum >> 8);
	f[25] = (uint8_t)sum;
	expect("UDP behind IPv4 options", f, len + 4, 0x230, IPCS | L4CS | UDPCS);
	finish();
}

static void
test_ipv6(void)
{
	static const uint8_t hop[8] = {17, 0, 1, 4, 0, 0, 0, 0};
	uint8_t f[256];
	uint32_t len;

	start(0x2B00);
	len = rig_frame_ip6(f, 6, 60);
	expect("TCP over IPv6", f, len, 0x140, L4CS);
	len = rig_frame_ip6(f, 17, 60);
	expect("UDP over IPv6", f, len, 0x240, L4CS | UDPCS);
	f[70] ^= 1;
	expect("UDP over IPv6, wrong sum", f, len, 0x240, L4CS | UDPCS | L4E);
	len = rig_frame_ip6(f, 17, 60);
	memmove(f + 62, f + 54, 60);
	memcpy(f + 54, hop, 8);
	f[20] = 0;
	f[19] = 68;
	expect("UDP behind hop-by-hop options", f, len + 8, 0x2C0, L4CS | UDPCS);
	f[20] = 44; /* the same bytes as a fragment header, more fragments */
	f[57] = 1;
	expect("IPv6 fragment", f, len + 8, 0xC0, 0);
	f[20] = 43; /* as a routing header with a segment left */
	expect("routing header with a segment left", f, len + 8, 0x2C0, 0);
	f[20] = 60;
	f[55] = 200; /* length leaves the packet */
	expect("extension header that leaves the packet", f, len + 8, 0x40, 0);
	finish();
}

static void
test_sctp(void)
{
	uint8_t f[256];
	uint32_t len = rig_frame_ip4(f, 132, 40);
	/* CRC32c by a polynomial division written out here */
	uint32_t crc = 0xFFFFFFFFu, i, k;

	for (i = 34; i < 74; i++) {
		crc ^= f[i];
		for (k = 0; k < 8; k++)
			crc = crc & 1 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
	}
	crc = ~crc;
	for (i = 0; i < 4; i++)
		f[42 + i] = (uint8_t)(crc >> (8 * i));
	start(0x2B00);
	expect("SCTP", f, len, 0x410, IPCS | L4CS);
	f[70] ^= 1;
	expect("SCTP, wrong CRC", f, len, 0x410, IPCS | L4CS | L4E);
	wr(rig, 0x5000, 0x2300);
	expect("SCTP with CRCOFL off", f, len, 0x410, IPCS);
	finish();
}

static void
test_switches(void)
{
	uint8_t f[256];
	uint32_t len = rig_frame_ip4(f, 17, 60);
	const uint32_t *d;

	start(0x2000);
	expect("nothing is checked when it is off", f, len, 0x210, 0);
	wr(rig, 0x5000, 0x2100);
	expect("IPv4 only", f, len, 0x210, IPCS);
	wr(rig, 0x5000, 0x2200);
	expect("TCP and UDP only", f, len, 0x210, L4CS | UDPCS);
	wr(rig, 0x5000, 0x000E);
	d = wb(f, len);
	TAP_EQ_U64("PCSD = 0: identification", 0x1234, d[1] & 0xFFFF);
	TAP_EQ_U64("PCSD = 0: packet checksum from PCSS", rig_sum(f + 14, len - 14, 0), d[1] >> 16);
	TAP_EQ_U64("PCSD = 0: identification is valid", 0x200, d[2] & 0x200);
	finish();
}

static void
rss_key(void)
{
	static const uint8_t key[40] = {0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67,
		0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4,
		0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac,
		0x01, 0xfa};
	unsigned int i;

	for (i = 0; i < 10; i++)
		wr(rig, 0x5C80 + 4 * i,
			key[4 * i] | (uint32_t)key[4 * i + 1] << 8 |
				(uint32_t)key[4 * i + 2] << 16 | (uint32_t)key[4 * i + 3] << 24);
}

static void
expect_hash(const char *name, const uint8_t *f, uint32_t len, uint32_t type, uint32_t hash)
{
	const uint32_t *d = wb(f, len);
	char label[96];

	snprintf(label, sizeof(label), "%s: RSS type", name);
	TAP_EQ_U64(label, type, d[0] & 0xF);
	snprintf(label, sizeof(label), "%s: hash", name);
	TAP_EQ_U64(label, hash, d[1]);
}

static void
test_rss(void)
{
	uint8_t f[256];
	uint32_t len;

	start(0x2300);
	rss_key();
	wr(rig, 0x5818, 0x00330002);
	len = rig_frame_ip4(f, 6, 40);
	expect_hash("TCP over IPv4", f, len, 1, 0x51ccc178);
	len = rig_frame_ip4(f, 17, 40);
	expect_hash("UDP over IPv4 as IPv4", f, len, 2, 0x323e8fc2);
	len = rig_frame_ip6(f, 6, 40);
	expect_hash("TCP over IPv6", f, len, 3, 0x40207d3d);
	len = rig_frame_ip6(f, 58, 40);
	expect_hash("IPv6", f, len, 5, 0x2cc18cd5);
	wr(rig, 0x5818, 0x00C40002);
	len = rig_frame_ip4(f, 17, 40);
	expect_hash("UDP over IPv4", f, len, 7, 0x51ccc178);
	len = rig_frame_ip6(f, 17, 40);
	expect_hash("UDP over IPv6", f, len, 8, 0x40207d3d);
	len = rig_frame_ip6(f, 6, 40);
	expect_hash("TCP over IPv6, extended", f, len, 6, 0x40207d3d);
	len = rig_frame_raw(f, rig_mac, 0x88B5, 60);
	expect_hash("no IP", f, len, 0, 0);
	len = rig_frame_ip4(f, 1, 40);
	expect_hash("a type that is not enabled", f, len, 0, 0);
	wr(rig, 0x5000, 0x0300);
	(void)wb(f, len);
	TAP_EQ_STR("RSS without PCSD",
		"RSS without RXCSUM.PCSD: the hash has no place in the descriptor",
		nm_first_violation(rig->nm));
	rig_free(rig);
}

static void
test_reta(void)
{
	uint8_t f[256];
	uint32_t len = rig_frame_ip4(f, 6, 40), entry = 0x51ccc178 & 0x7F;

	start(0x2300);
	rss_key();
	rig_rx_queue(rig, 9, 2, true, 8);
	wr(rig, 0x5818, 0x00030002);
	wr(rig, 0x5C00 + (entry & ~3u), 9u << (8 * (entry & 3)));
	TAP_EQ_INT("the table's queue", 9, nm_rx_frame(rig->nm, f, len));
	TAP_EQ_U64("stored there", 3, rig_rx_desc(rig, 9, 0)[2] & 3);
	len = rig_frame_raw(f, rig_mac, 0x88B5, 60);
	TAP_EQ_INT("no IP: queue 0", 0, nm_rx_frame(rig->nm, f, len));
	wr(rig, 0x5C00 + (entry & ~3u), 4u << (8 * (entry & 3)));
	len = rig_frame_ip4(f, 6, 40);
	TAP_EQ_INT("a queue that is off drops", NM_RX_NO_DESC, nm_rx_frame(rig->nm, f, len));
	finish();
}

int
main(void)
{
	test_ipv4();
	test_options();
	test_ipv6();
	test_sctp();
	test_switches();
	test_rss();
	test_reta();
	return tap_done();
}
