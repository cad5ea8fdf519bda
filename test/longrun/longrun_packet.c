/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packets whose every byte follows from a few numbers, which stand in the payload, too, with a
 * checksum: what arrives says what it is.
 */
#include <netinet/in.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include "longrun.h"

#define MAGIC	    UINT32_C(0x69676278)
#define PROTO_TEST  253 /* for experiments: RFC 3692 */
#define ETHER_TESTS 0x8900

struct stamp {
	uint32_t magic;
	uint32_t flow;
	uint32_t seq;
	uint32_t sum;
};

enum lr_kind
lr_kind_of(uint16_t flow)
{
	return flow % LR_KINDS;
}

struct lr_headers
lr_headers_of(uint16_t flow)
{
	static const struct lr_headers headers[LR_KINDS] = {
		[LR_UDP4] = {14, 20, 8},
		[LR_TCP4] = {14, 20, 20},
		[LR_UDP6] = {14, 40, 8},
		[LR_TCP6] = {14, 40, 20},
		[LR_IP4] = {14, 20, 0},
		[LR_L2] = {14, 0, 0},
	};

	return headers[lr_kind_of(flow)];
}

static uint32_t
payload_at(uint16_t flow)
{
	struct lr_headers h = lr_headers_of(flow);

	return (uint32_t)h.l2 + h.l3 + h.l4;
}

uint32_t
lr_len_min(uint16_t flow)
{
	return RTE_MAX(payload_at(flow) + (uint32_t)sizeof(struct stamp), 60u);
}

void
lr_mac(uint8_t dst, uint8_t mac[6])
{
	memset(mac, 0, 6);
	if (dst < LR_DST_MC) {
		/* the first is what the NVM has */
		mac[0] = 0x02;
		mac[5] = dst + 1;
	} else if (dst < LR_DST_BC) {
		mac[0] = 0x01;
		mac[2] = 0x5E;
		mac[5] = dst;
	} else {
		memset(mac, dst == LR_DST_BC ? 0xFF : 0x42, 6);
	}
}

uint16_t
lr_ether_type(uint16_t flow)
{
	return ETHER_TESTS + flow;
}

void
lr_tuple4(uint16_t flow, uint32_t *src, uint32_t *dst, uint16_t *sport, uint16_t *dport)
{
	uint64_t h = lr_mix(flow, 4);

	*src = UINT32_C(0x0A000000) + ((uint32_t)flow << 16) + (uint16_t)h;
	*dst = UINT32_C(0xC0A80000) + (uint16_t)(h >> 16);
	*sport = 1024 + (uint16_t)(h >> 32) % 60000;
	*dport = 5000 + flow;
}

static void
addresses6(uint16_t flow, uint8_t src[16], uint8_t dst[16])
{
	uint64_t a = lr_mix(flow, 6), b = lr_mix(flow, 7);

	memset(src, 0, 16);
	memset(dst, 0, 16);
	src[0] = dst[0] = 0xFD;
	memcpy(src + 8, &a, 8);
	memcpy(dst + 8, &b, 8);
}

static uint64_t
payload_sum(const uint8_t *p, uint32_t len)
{
	uint64_t sum = len, word = 0;

	for (; len >= 8; len -= 8, p += 8) {
		memcpy(&word, p, 8);
		sum = (sum << 7 | sum >> 57) ^ word * UINT64_C(0x9E3779B97F4A7C15);
	}
	for (; len > 0; len--)
		sum = (sum << 7 | sum >> 57) ^ *p++;
	return sum;
}

static void
payload_put(const struct lr_packet *p, uint8_t *out, uint32_t len)
{
	struct stamp stamp = {.magic = MAGIC, .flow = p->flow, .seq = p->seq};
	uint64_t word = lr_mix(p->flow, p->seq);
	uint8_t *data = out + sizeof(stamp);
	uint32_t left = len - sizeof(stamp);

	for (; left >= 8; left -= 8, data += 8) {
		word = word * UINT64_C(6364136223846793005) + 1442695040888963407;
		memcpy(data, &word, 8);
	}
	memcpy(data, &word, left);
	stamp.sum = (uint32_t)payload_sum(out + sizeof(stamp), len - sizeof(stamp));
	memcpy(out, &stamp, sizeof(stamp));
}

/* ---- headers ---- */

/* The checksums of a packet that is complete but for them. */
static void
checksums_put(uint16_t flow, uint8_t *l3)
{
	struct lr_headers h = lr_headers_of(flow);
	uint8_t *l4 = l3 + h.l3;
	uint16_t sum;

	if (h.l3 == 20) {
		struct rte_ipv4_hdr *ip = (void *)l3;

		ip->hdr_checksum = 0;
		ip->hdr_checksum = rte_ipv4_cksum(ip);
	}
	if (h.l4 == 0)
		return;
	memset(l4 + (h.l4 == 20 ? 16 : 6), 0, 2);
	if (h.l3 == 20)
		sum = rte_ipv4_udptcp_cksum((const void *)l3, l4);
	else
		sum = rte_ipv6_udptcp_cksum((const void *)l3, l4);
	memcpy(l4 + (h.l4 == 20 ? 16 : 6), &sum, 2);
}

static void
ipv4_put(const struct lr_packet *p, uint8_t *l3, uint32_t bytes, uint8_t proto)
{
	struct rte_ipv4_hdr ip = {
		.version_ihl = 0x45,
		.total_length = rte_cpu_to_be_16(RTE_MIN(bytes, UINT16_MAX)),
		.packet_id = rte_cpu_to_be_16(p->seq),
		.time_to_live = 64,
		.next_proto_id = proto,
	};
	uint32_t src, dst;
	uint16_t sport, dport;

	lr_tuple4(p->flow, &src, &dst, &sport, &dport);
	ip.src_addr = rte_cpu_to_be_32(src);
	ip.dst_addr = rte_cpu_to_be_32(dst);
	memcpy(l3, &ip, sizeof(ip));
}

static void
ipv6_put(const struct lr_packet *p, uint8_t *l3, uint32_t bytes, uint8_t proto)
{
	uint16_t payload = rte_cpu_to_be_16(RTE_MIN(bytes - 40, UINT16_MAX));

	memset(l3, 0, 40);
	l3[0] = 0x60;
	memcpy(l3 + 4, &payload, 2);
	l3[6] = proto;
	l3[7] = 64;
	addresses6(p->flow, l3 + 8, l3 + 24);
}

static void
l4_put(const struct lr_packet *p, uint8_t *l4, uint32_t bytes, bool tcp)
{
	struct rte_udp_hdr udp = {.dgram_len = rte_cpu_to_be_16(bytes)};
	struct rte_tcp_hdr t = {
		.sent_seq = rte_cpu_to_be_32((uint32_t)lr_mix(p->flow, p->seq)),
		.data_off = 0x50,
		.tcp_flags = RTE_TCP_ACK_FLAG | RTE_TCP_PSH_FLAG | RTE_TCP_FIN_FLAG,
		.rx_win = 0xFFFF,
	};
	uint32_t src, dst;
	uint16_t sport, dport;

	lr_tuple4(p->flow, &src, &dst, &sport, &dport);
	t.src_port = udp.src_port = rte_cpu_to_be_16(sport);
	t.dst_port = udp.dst_port = rte_cpu_to_be_16(dport);
	if (tcp)
		memcpy(l4, &t, sizeof(t));
	else
		memcpy(l4, &udp, sizeof(udp));
}

static void
l3_put(const struct lr_packet *p, uint8_t *l3, uint32_t bytes)
{
	enum lr_kind kind = lr_kind_of(p->flow);
	bool tcp = kind == LR_TCP4 || kind == LR_TCP6;
	uint8_t proto = kind == LR_IP4 ? PROTO_TEST : tcp ? IPPROTO_TCP : IPPROTO_UDP;
	struct lr_headers h = lr_headers_of(p->flow);

	if (h.l3 == 20)
		ipv4_put(p, l3, bytes, proto);
	else
		ipv6_put(p, l3, bytes, proto);
	if (h.l4 != 0)
		l4_put(p, l3 + h.l3, bytes - h.l3, tcp);
}

/* Not to 0, which for UDP means that there is none. */
static void
l4_sum_spoil(uint8_t *sum)
{
	sum[0] ^= 0x40;
	if (sum[0] == 0 && sum[1] == 0)
		sum[1] = 0x40;
}

uint32_t
lr_build(const struct lr_packet *p, uint8_t *out)
{
	static const uint16_t types[LR_KINDS] = {RTE_ETHER_TYPE_IPV4, RTE_ETHER_TYPE_IPV4,
		RTE_ETHER_TYPE_IPV6, RTE_ETHER_TYPE_IPV6, RTE_ETHER_TYPE_IPV4};
	enum lr_kind kind = lr_kind_of(p->flow);
	uint16_t type = rte_cpu_to_be_16(kind == LR_L2 ? lr_ether_type(p->flow) : types[kind]);
	uint16_t tag[2] = {RTE_BE16(RTE_ETHER_TYPE_VLAN), rte_cpu_to_be_16(p->tci)};
	struct lr_headers h = lr_headers_of(p->flow);
	uint32_t tag_bytes = p->tagged ? sizeof(tag) : 0;
	uint8_t *l3 = out + h.l2 + tag_bytes;

	lr_mac(p->dst, out);
	memset(out + 6, 0x02, 6);
	if (p->tagged)
		memcpy(out + 12, tag, sizeof(tag));
	memcpy(l3 - 2, &type, 2);
	payload_put(p, l3 + h.l3 + h.l4, p->len - payload_at(p->flow));
	if (kind != LR_L2) {
		l3_put(p, l3, p->len - h.l2);
		checksums_put(p->flow, l3);
	}
	if (p->bad_ip)
		l3[10] ^= 0x40;
	if (p->bad_l4)
		l4_sum_spoil(l3 + h.l3 + (h.l4 == 20 ? 16 : 6));
	return p->len + tag_bytes;
}

uint32_t
lr_hash_input(uint16_t flow, bool with_ports, uint8_t out[36])
{
	struct lr_packet p = {.flow = flow, .len = lr_len_min(flow)};
	struct lr_headers h = lr_headers_of(flow);
	uint32_t at = h.l2 + (h.l3 == 20 ? 12 : 8), len = h.l3 == 20 ? 8 : 32;
	uint8_t frame[256];

	lr_build(&p, frame);
	memcpy(out, frame + at, len);
	if (!with_ports)
		return len;
	memcpy(out + len, frame + h.l2 + h.l3, 4);
	return len + 4;
}

uint32_t
lr_segment(const struct lr_packet *p, const uint8_t *whole, uint32_t whole_len, uint32_t mss,
	uint32_t nth, uint8_t *out)
{
	struct lr_headers h = lr_headers_of(p->flow);
	uint32_t header = payload_at(p->flow) + (p->tagged ? 4 : 0), l3_at = header - h.l3 - h.l4;
	uint32_t payload = whole_len - header, from = nth * mss, take;
	uint8_t *l3 = out + l3_at;
	struct rte_tcp_hdr *tcp = (void *)(l3 + h.l3);
	uint16_t bytes;

	if (from >= payload)
		return 0;
	take = RTE_MIN(payload - from, mss);
	memcpy(out, whole, header);
	memcpy(out + header, whole + header + from, take);
	if (h.l3 == 20) {
		bytes = rte_cpu_to_be_16(h.l3 + h.l4 + take);
		memcpy(l3 + 2, &bytes, 2);
		bytes = rte_cpu_to_be_16(p->seq + nth);
		memcpy(l3 + 4, &bytes, 2);
	} else {
		bytes = rte_cpu_to_be_16(h.l4 + take);
		memcpy(l3 + 4, &bytes, 2);
	}
	tcp->sent_seq = rte_cpu_to_be_32((uint32_t)lr_mix(p->flow, p->seq) + from);
	/* What ends a transfer is for the last one. */
	if (from + take < payload)
		tcp->tcp_flags &= ~(RTE_TCP_PSH_FLAG | RTE_TCP_FIN_FLAG);
	checksums_put(p->flow, l3);
	return header + take;
}

/* ---- for people ---- */

void
lr_describe_packet(const struct lr_packet *p, char *text, size_t size)
{
	snprintf(text, size, "packet %u of flow %u, %u bytes%s%s%s", p->seq, p->flow, p->len,
		p->tagged ? ", tagged" : "", p->bad_ip ? ", bad IPv4 sum" : "",
		p->bad_l4 ? ", bad L4 sum" : "");
}

void
lr_describe(const uint8_t *frame, uint32_t len, char *text, size_t size)
{
	struct stamp stamp;
	uint32_t at;

	for (at = 14; at + sizeof(stamp) <= len && at < 100; at += 2) {
		memcpy(&stamp, frame + at, sizeof(stamp));
		if (stamp.magic != MAGIC)
			continue;
		snprintf(text, size, "packet %u of flow %u in %u bytes, payload %s", stamp.seq,
			stamp.flow, len,
			(uint32_t)payload_sum(
				frame + at + sizeof(stamp), len - at - sizeof(stamp)) == stamp.sum
				? "whole"
				: "damaged or cut");
		return;
	}
	snprintf(text, size, "%u bytes that are no packet of the test", len);
}
