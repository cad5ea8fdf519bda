/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Forwards as mac does, with every checksum of the outermost headers made anew: by the device
 * where its offload is on (csum set ... hw, --tx-offloads), else in software. TCP is handed over
 * for segmentation where tso set asked for it. A UDP checksum of 0 means none and stays; the one
 * of SCTP is made by a device only.
 */
#include <errno.h>
#include <stdlib.h>

#include <rte_ip.h>
#include <rte_sctp.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include "burst.h"
#include "engine.h"
#include "headers.h"
#include "log.h"
#include "segments.h"

/** Bytes from the IP header to the end that it tells, or 0 where the packet has less. */
static uint32_t
ip_bytes(const struct rte_mbuf *m, const struct fwd_headers *h, const void *l3)
{
	const struct rte_ipv6_hdr *ip6 = l3;
	uint32_t len = fwd_headers_are_ipv4(h)
			       ? rte_be_to_cpu_16(((const struct rte_ipv4_hdr *)l3)->total_length)
			       : sizeof(*ip6) + rte_be_to_cpu_16(ip6->payload_len);

	return len > m->pkt_len - h->l2_len || len < (uint32_t)h->l3_len + h->l4_len ? 0 : len;
}

/** The sum over all of the segment in software; its field is 0 already. */
static uint16_t
l4_sum(const struct rte_mbuf *m, const struct fwd_headers *h, const void *l3)
{
	uint16_t at = h->l2_len + h->l3_len;

	return fwd_headers_are_ipv4(h) ? rte_ipv4_udptcp_cksum_mbuf(m, l3, at)
				       : rte_ipv6_udptcp_cksum_mbuf(m, l3, at);
}

/** What the device gets for a segment that is to be cut, or 0. */
static uint64_t
tso_flags(const struct fwd_port *out, const struct rte_mbuf *m, const struct fwd_headers *h)
{
	uint32_t headers = (uint32_t)h->l2_len + h->l3_len + h->l4_len;

	if (out->tso_size == 0 || (out->tx_conf & RTE_ETH_TX_OFFLOAD_TCP_TSO) == 0 ||
		m->pkt_len - headers <= out->tso_size)
		return 0;
	return RTE_MBUF_F_TX_TCP_SEG |
	       (fwd_headers_are_ipv4(h) ? RTE_MBUF_F_TX_IP_CKSUM : UINT64_C(0));
}

static uint64_t
sum_tcp(const struct fwd_port *out, struct rte_mbuf *m, const struct fwd_headers *h, void *l3)
{
	struct rte_tcp_hdr *tcp = RTE_PTR_ADD(l3, h->l3_len);
	uint64_t flags = tso_flags(out, m, h);

	if (flags != 0 || (out->tx_conf & RTE_ETH_TX_OFFLOAD_TCP_CKSUM) != 0)
		return flags | RTE_MBUF_F_TX_TCP_CKSUM;
	tcp->cksum = 0;
	tcp->cksum = l4_sum(m, h, l3);
	return 0;
}

static uint64_t
sum_udp(const struct fwd_port *out, struct rte_mbuf *m, const struct fwd_headers *h, void *l3)
{
	struct rte_udp_hdr *udp = RTE_PTR_ADD(l3, h->l3_len);

	if (udp->dgram_cksum == 0)
		return 0;
	if ((out->tx_conf & RTE_ETH_TX_OFFLOAD_UDP_CKSUM) != 0)
		return RTE_MBUF_F_TX_UDP_CKSUM;
	udp->dgram_cksum = 0;
	udp->dgram_cksum = l4_sum(m, h, l3);
	return 0;
}

static uint64_t
sum_sctp(const struct fwd_port *out, void *l4)
{
	if ((out->tx_conf & RTE_ETH_TX_OFFLOAD_SCTP_CKSUM) == 0)
		return 0;
	((struct rte_sctp_hdr *)l4)->cksum = 0;
	return RTE_MBUF_F_TX_SCTP_CKSUM;
}

static uint64_t
sum_l4(const struct fwd_port *out, struct rte_mbuf *m, const struct fwd_headers *h, void *l3)
{
	switch (h->l4) {
	case RTE_PTYPE_L4_TCP:
		return sum_tcp(out, m, h, l3);
	case RTE_PTYPE_L4_UDP:
		return sum_udp(out, m, h, l3);
	case RTE_PTYPE_L4_SCTP:
		return sum_sctp(out, RTE_PTR_ADD(l3, h->l3_len));
	default:
		return 0;
	}
}

static uint64_t
add_words(uint64_t total, const struct rte_ipv4_hdr *ip, uint16_t from, uint16_t to)
{
	for (; from < to; from += sizeof(uint32_t)) {
		uint32_t word;

		memcpy(&word, (const char *)ip + from, sizeof(word));
		total += word;
	}
	return total;
}

/**
 * The checksum of an IPv4 header, whatever stands in its field: whole words, folded at the end
 * (RFC 1071, 2). To write a zero first would hold up the load of the word around it.
 */
static uint16_t
header_sum(const struct rte_ipv4_hdr *ip, uint16_t len)
{
	const uint16_t field = offsetof(struct rte_ipv4_hdr, hdr_checksum);
	uint64_t total;
	uint16_t half;

	memcpy(&half, (const char *)ip + field - sizeof(half), sizeof(half));
	total = add_words(half, ip, 0, field - sizeof(half));
	total = add_words(total, ip, field + sizeof(half), len);
	total = (total & UINT32_MAX) + (total >> 32);
	total = (total & UINT16_MAX) + (total >> 16);
	total = (total & UINT16_MAX) + (total >> 16);
	return (uint16_t) ~(total + (total >> 16));
}

/** Last, since segmentation may have asked the device for it. */
static uint64_t
sum_ipv4(const struct fwd_port *out, struct rte_ipv4_hdr *ip, uint16_t len, uint64_t flags)
{
	if ((flags & RTE_MBUF_F_TX_IP_CKSUM) != 0 ||
		(out->tx_conf & RTE_ETH_TX_OFFLOAD_IPV4_CKSUM) != 0) {
		ip->hdr_checksum = 0;
		return RTE_MBUF_F_TX_IP_CKSUM;
	}
	ip->hdr_checksum = header_sum(ip, len);
	return 0;
}

static void
sum(struct rte_mbuf *m, const void *port)
{
	struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, struct rte_ether_hdr *);
	const struct fwd_port *out = port;
	struct fwd_headers h;
	uint64_t flags;
	void *l3;

	eth->dst_addr = out->peer_mac;
	eth->src_addr = out->mac;
	if (!fwd_headers_find(m, &h) || h.l3 == 0)
		return;
	l3 = rte_pktmbuf_mtod_offset(m, void *, h.l2_len);
	if (ip_bytes(m, &h, l3) == 0)
		return;
	flags = sum_l4(out, m, &h, l3);
	if (fwd_headers_are_ipv4(&h))
		flags |= sum_ipv4(out, l3, h.l3_len, flags);
	if (flags == 0)
		return;
	m->l2_len = h.l2_len;
	m->l3_len = h.l3_len;
	m->l4_len = h.l4_len;
	m->tso_segsz = out->tso_size;
	m->ol_flags |= flags | (fwd_headers_are_ipv4(&h) ? RTE_MBUF_F_TX_IPV4 : RTE_MBUF_F_TX_IPV6);
}

/** Let the driver fill in pseudo headers; drop what it cannot send. */
static uint16_t
prepare(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb)
{
	uint16_t done = 0;

	for (;;) {
		done += rte_eth_tx_prepare(s->tx_port, s->tx_queue, pkts + done, nb - done);
		if (likely(done == nb))
			return nb;
		rte_pktmbuf_free(pkts[done]);
		fwd_count(&s->count.dropped, 1);
		nb--;
		memmove(pkts + done, pkts + done + 1, (nb - done) * sizeof(pkts[0]));
	}
}

static unsigned int
csum_burst(struct fwd_stream *s)
{
	const struct fwd_port *out = s->ctx;
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);

	if (nb == 0)
		return 0;
	fwd_edit(pkts, nb, sum, s->ctx);
	if (out->tx_split != NULL)
		fwd_segments_copy(s, out->tx_split, pkts, nb);
	fwd_transmit(s, pkts, prepare(s, pkts, nb));
	return nb;
}

static int
csum_init(const struct fwd_app *app, struct fwd_port *port)
{
	const struct fwd_options *opt = app->opt;

	port->engine_ctx = port;
	if (opt->txsplit == FWD_TXSPLIT_OFF)
		return 0;
	if (opt->nb_txpkts > 1 && (port->tx_conf & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) == 0) {
		fwd_err("set txsplit: port %u is configured for packets of one segment: stop and "
			"start it",
			port->id);
		return -EINVAL;
	}
	port->tx_split = calloc(1, sizeof(*port->tx_split));
	if (port->tx_split == NULL)
		return -ENOMEM;
	port->tx_split->random = opt->txsplit == FWD_TXSPLIT_RAND;
	port->tx_split->nb = opt->nb_txpkts;
	memcpy(port->tx_split->length, opt->txpkts, sizeof(port->tx_split->length));
	return 0;
}

static void
csum_fini(struct fwd_port *port)
{
	free(port->tx_split);
	port->tx_split = NULL;
}

const struct fwd_engine fwd_engine_csum = {
	.name = "csum",
	.help = "forward as mac does, with new IPv4, TCP, UDP and SCTP checksums",
	.receives = true,
	.transmits = true,
	.forwards = true,
	.splits = true,
	.port_init = csum_init,
	.port_fini = csum_fini,
	.burst = csum_burst,
};
