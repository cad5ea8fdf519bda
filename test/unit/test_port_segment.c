/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Segmentation of TCP and UDP from rte_eth_tx_prepare() to the wire: every byte of every segment is
 * what a host that cuts by itself would send, over IPv4 and IPv6, with and without a tag, from one
 * and from many mbufs.
 */
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>

#include "left.h"
#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define ETH	12 /* addresses */
#define MAX_PKT 70000
#define IP_ID	0xFFFE /* wraps */
#define SEQ	0xFFFFFF00u
#define TCI	0x6123

#define FULL_MBUF (RIG_DATA_ROOM - RTE_PKTMBUF_HEADROOM)

struct ask {
	const char *name;
	bool v6, udp, tagged; /* by the device */
	bool inline_tag;      /* in the packet */
	uint8_t ip_options;
	uint8_t tcp_options;
	uint32_t payload;
	uint16_t mss;
	uint32_t seg_bytes; /* of the mbufs behind the headers; 0: all are full */
};

static struct rig rig;
static uint8_t packet[MAX_PKT], wanted[RIG_FRAME_BYTES];

static void
put16(uint8_t *p, uint32_t v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

static uint32_t
sum16(uint32_t sum, const uint8_t *p, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		sum += i % 2 == 0 ? p[i] << 8 : p[i];
	while (sum >> 16)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return sum;
}

/* ---- one packet of any length, right in every field ---- */

static uint32_t
ip_bytes(const struct ask *a)
{
	return a->v6 ? 40 : 20 + a->ip_options;
}

static uint32_t
l4_bytes(const struct ask *a)
{
	return a->udp ? 8 : 20 + a->tcp_options;
}

static uint32_t
mac_bytes(bool tagged)
{
	return ETH + 2 + (tagged ? 4 : 0);
}

static void
put_ip(const struct ask *a, uint8_t *ip, uint32_t payload, uint32_t nth)
{
	uint32_t total = ip_bytes(a) + l4_bytes(a) + payload;

	memset(ip, 1, ip_bytes(a)); /* options: no operation */
	if (a->v6) {
		put32(ip, 0x60012345);
		put16(ip + 4, total - 40);
		ip[6] = a->udp ? 17 : 6;
		ip[7] = 64;
		memset(ip + 8, 0x20, 16);
		memset(ip + 24, 0xFD, 16);
		return;
	}
	ip[0] = 0x40 | ip_bytes(a) / 4;
	ip[1] = 0;
	put16(ip + 2, total);
	put16(ip + 4, IP_ID + nth);
	put16(ip + 6, 0x4000);
	ip[8] = 64;
	ip[9] = a->udp ? 17 : 6;
	put16(ip + 10, 0);
	put32(ip + 12, 0xC0000201);
	put32(ip + 16, 0xC6336407);
	put16(ip + 10, ~sum16(0, ip, ip_bytes(a)));
}

/* FIN and PSH are for the last segment. */
static void
put_l4(const struct ask *a, uint8_t *l4, uint32_t payload, uint32_t offset, bool last)
{
	const uint8_t *ip = l4 - ip_bytes(a);
	uint32_t len = l4_bytes(a) + payload, sum = (a->udp ? 17 : 6) + len;

	memset(l4, 1, l4_bytes(a));
	put16(l4, 1000);
	put16(l4 + 2, 2000);
	if (a->udp) {
		put16(l4 + 4, len);
		put16(l4 + 6, 0);
	} else {
		put32(l4 + 4, SEQ + offset);
		put32(l4 + 8, 77);
		put16(l4 + 12, l4_bytes(a) / 4 << 12 | 0x010 | (last ? 0x009 : 0));
		put16(l4 + 14, 8192);
		put32(l4 + 16, 0);
	}
	sum = sum16(sum, a->v6 ? ip + 8 : ip + 12, a->v6 ? 32 : 8);
	sum = ~sum16(sum, l4, len) & 0xFFFF;
	put16(l4 + (a->udp ? 6 : 16), sum == 0 && a->udp ? 0xFFFF : sum);
}

static uint32_t
put_mac(uint8_t *out, const struct ask *a, bool tagged)
{
	memcpy(out, "\x02\0\0\0\0\x01\x02\0\0\0\0\x02", ETH);
	if (tagged) {
		put16(out + ETH, 0x8100);
		put16(out + ETH + 2, TCI);
	}
	put16(out + mac_bytes(tagged) - 2, a->v6 ? 0x86DD : 0x0800);
	return mac_bytes(tagged);
}

static uint8_t
payload_byte(uint32_t i)
{
	return (uint8_t)(i * 31 + i / 251);
}

/* A whole frame of its own. */
static uint32_t
frame_make(uint8_t *out, const struct ask *a, bool tagged, uint32_t offset, uint32_t bytes,
	uint32_t nth, bool last)
{
	uint32_t at = put_mac(out, a, tagged), i;
	uint8_t *data = out + at + ip_bytes(a) + l4_bytes(a);

	for (i = 0; i < bytes; i++)
		data[i] = payload_byte(offset + i);
	put_ip(a, out + at, bytes, nth);
	put_l4(a, out + at + ip_bytes(a), bytes, offset, last);
	return at + ip_bytes(a) + l4_bytes(a) + bytes;
}

/* ---- the mbufs ---- */

static struct rte_mbuf *
mbufs_make(const struct ask *a, uint32_t len)
{
	uint32_t headers = mac_bytes(a->inline_tag) + ip_bytes(a) + l4_bytes(a), at, take;
	struct rte_mbuf *first = rte_pktmbuf_alloc(rig_pool()), *m;

	take = a->seg_bytes == 0 ? RTE_MIN(len, FULL_MBUF) : headers;
	memcpy(rte_pktmbuf_append(first, take), packet, take);
	for (at = take; at < len; at += take) {
		m = rte_pktmbuf_alloc(rig_pool());
		take = RTE_MIN(len - at, a->seg_bytes == 0 ? FULL_MBUF : a->seg_bytes);
		memcpy(rte_pktmbuf_append(m, take), packet + at, take);
		rte_pktmbuf_chain(first, m);
	}
	first->ol_flags =
		(a->v6 ? RTE_MBUF_F_TX_IPV6 : RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM) |
		(a->udp ? RTE_MBUF_F_TX_UDP_SEG : RTE_MBUF_F_TX_TCP_SEG) |
		(a->tagged ? RTE_MBUF_F_TX_VLAN : 0);
	first->vlan_tci = TCI;
	first->l2_len = mac_bytes(a->inline_tag);
	first->l3_len = ip_bytes(a);
	first->l4_len = l4_bytes(a);
	first->tso_segsz = a->mss;
	return first;
}

static void
check_segment(const struct ask *a, uint32_t nth, uint32_t nb)
{
	uint32_t offset = nth * a->mss, bytes = RTE_MIN(a->payload - offset, (uint32_t)a->mss);
	uint32_t len = frame_make(
		wanted, a, a->tagged || a->inline_tag, offset, bytes, nth, nth == nb - 1);

	for (; len < 60; len++)
		wanted[len] = 0;
	TAP_EQ_U64("  a segment's length", len, rig.sent[nth].len);
	TAP_EQ_MEM("  its bytes", wanted, rig.sent[nth].bytes, len);
}

static void
test_ask(const struct ask *a)
{
	uint32_t len = frame_make(packet, a, a->inline_tag, 0, a->payload, 0, true), n;
	uint32_t nb = (a->payload + a->mss - 1) / a->mss;
	struct rte_mbuf *m = mbufs_make(a, len);

	rig.nb_sent = 0;
	if (!TAP_EQ_INT(a->name, 1, rte_eth_tx_prepare(rig.port, 0, &m, 1)))
		return;
	TAP_EQ_INT("  taken", 1, rte_eth_tx_burst(rig.port, 0, &m, 1));
	nm_process(rig.nm);
	if (TAP_EQ_U64("  segments", nb, rig.nb_sent))
		for (n = 0; n < nb; n++)
			check_segment(a, n, nb);
	TAP_EQ_STR("  no violation", "", nm_first_violation(rig.nm));
	nm_clear_violations(rig.nm);
}

static const struct ask asks[] = {
	{.name = "TCP, IPv4", .payload = 5000, .mss = 1460},
	{.name = "TCP, IPv4, a tag", .tagged = true, .payload = 5000, .mss = 1456},
	{.name = "TCP, IPv4, a tag in the packet",
		.inline_tag = true,
		.payload = 5000,
		.mss = 1000,
		.seg_bytes = 700},
	{.name = "TCP, IPv4, options",
		.ip_options = 12,
		.tcp_options = 12,
		.payload = 3000,
		.mss = 999,
		.seg_bytes = 500},
	{.name = "TCP, IPv6", .v6 = true, .payload = 5000, .mss = 1440, .seg_bytes = 1999},
	{.name = "TCP, IPv6, a tag",
		.v6 = true,
		.tagged = true,
		.payload = 4321,
		.mss = 1337,
		.seg_bytes = 2000},
	{.name = "UDP, IPv4", .udp = true, .payload = 5000, .mss = 1472},
	{.name = "UDP, IPv4, a tag", .udp = true, .tagged = true, .payload = 5000, .mss = 1000},
	{.name = "UDP, IPv4, options",
		.udp = true,
		.ip_options = 40,
		.payload = 2500,
		.mss = 777,
		.seg_bytes = 333},
	{.name = "UDP, IPv4, a tag in the packet",
		.udp = true,
		.inline_tag = true,
		.payload = 900,
		.mss = 100},
	{.name = "UDP, IPv6",
		.udp = true,
		.v6 = true,
		.payload = 5000,
		.mss = 1452,
		.seg_bytes = 2000},
	{.name = "UDP, IPv6, a tag",
		.udp = true,
		.v6 = true,
		.tagged = true,
		.payload = 1400,
		.mss = 99},
	{.name = "UDP, one segment", .udp = true, .payload = 100, .mss = 1000},
	{.name = "UDP, just two", .udp = true, .payload = 2000, .mss = 1000},
	{.name = "UDP, the last of one byte", .udp = true, .payload = 2001, .mss = 1000},
	{.name = "UDP, segments that are padded", .udp = true, .payload = 45, .mss = 10},
	{.name = "UDP, jumbo segments",
		.udp = true,
		.payload = 60000,
		.mss = 9000,
		.seg_bytes = 2000},
	{.name = "TCP, 65000 bytes", .payload = 65000, .mss = 1460, .seg_bytes = 2048},
};

/* Different kinds in turn: each needs a context of its own. */
static void
test_in_turn(void)
{
	unsigned int i;

	for (i = 0; i < 3 * RTE_DIM(asks); i++)
		test_ask(&asks[i * 7 % RTE_DIM(asks)]);
}

static void
test_refused(void)
{
	struct ask a = {.udp = true, .payload = 1000, .mss = 500};
	uint32_t len = frame_make(packet, &a, false, 0, a.payload, 0, true);
	struct rte_mbuf *m = mbufs_make(&a, len);

	rig.nb_sent = 0;
	m->l4_len = 20;
	TAP_EQ_INT("UDP with a TCP header's length", 0, rte_eth_tx_prepare(rig.port, 0, &m, 1));
	TAP_EQ_INT("  error", EINVAL, rte_errno);
	m->l4_len = 8;
	m->ol_flags |= RTE_MBUF_F_TX_TCP_SEG;
	TAP_EQ_INT("UDP and TCP at once", 0, rte_eth_tx_prepare(rig.port, 0, &m, 1));
	TAP_EQ_INT("  error", EINVAL, rte_errno);
	TAP_EQ_INT("  sent all the same: taken", 1, rte_eth_tx_burst(rig.port, 0, &m, 1));
	nm_process(rig.nm);
	TAP_EQ_U64("  and discarded", 0, rig.nb_sent);
}

int
main(int argc, char **argv)
{
	struct rig_usage empty;
	unsigned int i;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	empty = rig_open(&rig);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	TAP_EQ_INT("up", 0, rig_up(&rig, 1, 1, NULL));
	TAP_CHECK(
		rig_info(&rig).tx_offload_capa & RTE_ETH_TX_OFFLOAD_UDP_TSO, "capability", "none");
	for (i = 0; i < RTE_DIM(asks); i++)
		test_ask(&asks[i]);
	test_in_turn();
	test_refused();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig_check_left(empty);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
