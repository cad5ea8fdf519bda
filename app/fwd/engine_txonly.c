/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* UDP packets to the discard port, between addresses of the benchmarking range (RFC 2544, C.2.2).
 */

#include <errno.h>
#include <stdlib.h>

#include <rte_byteorder.h>
#include <rte_ip.h>
#include <rte_memcpy.h>
#include <rte_udp.h>

#include "burst.h"
#include "engine.h"
#include "log.h"

/** The packet that is sent again and again. */
struct template
{
	uint16_t len;
	uint8_t nb_segs;
	bool multi_flow;
	uint16_t seg_len[FWD_MAX_TXPKTS];
	uint8_t bytes[];
};

struct headers {
	struct rte_ether_hdr eth;
	struct rte_ipv4_hdr ip;
	struct rte_udp_hdr udp;
};

_Static_assert(sizeof(struct headers) == FWD_TXONLY_HEADER_LEN, "headers of a generated packet");

static void
write_headers(
	uint8_t *bytes, uint16_t len, const struct fwd_options *opt, const struct fwd_port *port)
{
	struct headers h = {
		.eth.dst_addr = port->peer_mac,
		.eth.src_addr = port->mac,
		.eth.ether_type = RTE_BE16(RTE_ETHER_TYPE_IPV4),
		.ip.version_ihl = RTE_IPV4_VHL_DEF,
		.ip.total_length = rte_cpu_to_be_16(len - sizeof(h.eth)),
		.ip.time_to_live = 64,
		.ip.next_proto_id = IPPROTO_UDP,
		.ip.src_addr = rte_cpu_to_be_32(opt->tx_ip_src),
		.ip.dst_addr = rte_cpu_to_be_32(opt->tx_ip_dst),
		.udp.src_port = rte_cpu_to_be_16(opt->tx_udp_src),
		.udp.dst_port = rte_cpu_to_be_16(opt->tx_udp_dst),
		.udp.dgram_len = rte_cpu_to_be_16(len - sizeof(h.eth) - sizeof(h.ip)),
	};
	struct rte_ipv4_hdr ip = h.ip;

	/* The UDP checksum stays 0, which means none (RFC 768). */
	h.ip.hdr_checksum = rte_ipv4_cksum(&ip);
	memcpy(bytes, &h, sizeof(h));
}

static int
txonly_port_init(const struct fwd_app *app, struct fwd_port *port)
{
	const struct fwd_options *opt = app->opt;
	struct template *t;
	uint32_t len = 0;

	for (unsigned int i = 0; i < opt->nb_txpkts; i++) {
		len += opt->txpkts[i];
		if (opt->txpkts[i] <= app->mbuf_room)
			continue;
		fwd_err("--txpkts: a segment of %u bytes does not fit an mbuf, which holds %u; "
			"raise --mbuf-size",
			opt->txpkts[i], app->mbuf_room);
		return -EINVAL;
	}
	if (opt->nb_txpkts > 1 && (port->tx_conf & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) == 0) {
		fwd_err("--txpkts: port %u is configured for packets of one segment: stop and "
			"start it",
			port->id);
		return -EINVAL;
	}
	if (len > (uint32_t)port->mtu + RTE_ETHER_HDR_LEN) {
		fwd_err("--txpkts: packets of %u bytes are longer than the MTU of port %u allows "
			"(%u + %u)",
			len, port->id, port->mtu, RTE_ETHER_HDR_LEN);
		return -EINVAL;
	}

	t = calloc(1, sizeof(*t) + len);
	if (t == NULL)
		return -ENOMEM;
	t->len = (uint16_t)len;
	t->nb_segs = (uint8_t)opt->nb_txpkts;
	memcpy(t->seg_len, opt->txpkts, sizeof(t->seg_len));
	write_headers(t->bytes, t->len, opt, port);
	t->multi_flow = opt->txonly_multi_flow;
	for (uint32_t i = FWD_TXONLY_HEADER_LEN; i < len; i++)
		t->bytes[i] = (uint8_t)i;
	port->engine_ctx = t;
	return 0;
}

static void
txonly_port_fini(struct fwd_port *port)
{
	free(port->engine_ctx);
}

/** Copy the template into segments, the first of which is m. */
static int
fill(struct rte_mbuf *m, const struct template *t)
{
	const uint8_t *at = t->bytes;
	struct rte_mbuf *seg = m;

	m->pkt_len = t->len;
	for (uint8_t i = 0;;) {
		rte_memcpy(rte_pktmbuf_mtod(seg, void *), at, t->seg_len[i]);
		seg->data_len = t->seg_len[i];
		at += t->seg_len[i];
		if (++i == t->nb_segs)
			return 0;
		seg->next = rte_pktmbuf_alloc(m->pool);
		if (unlikely(seg->next == NULL))
			return -ENOMEM;
		seg = seg->next;
		m->nb_segs++;
	}
}

/** Give a packet the next source address of the stream, out of 256 above the first. */
static void
vary(struct fwd_stream *s, struct rte_mbuf *m)
{
	struct rte_ipv4_hdr *ip =
		rte_pktmbuf_mtod_offset(m, struct rte_ipv4_hdr *, sizeof(struct rte_ether_hdr));
	uint32_t src = rte_be_to_cpu_32(ip->src_addr);

	ip->src_addr = rte_cpu_to_be_32((src & ~UINT32_C(0xff)) | ((src + s->next_flow++) & 0xff));
	ip->hdr_checksum = 0;
	ip->hdr_checksum = rte_ipv4_cksum(ip);
}

static unsigned int
txonly_burst(struct fwd_stream *s)
{
	const struct template *t = s->ctx;
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_grant(s);

	if (nb == 0)
		return 0;
	if (unlikely(rte_pktmbuf_alloc_bulk(s->pool, pkts, nb) != 0)) {
		fwd_count(&s->count.no_mbuf, 1);
		fwd_settle(s, 0);
		return 0;
	}
	for (uint16_t i = 0; i < nb; i++) {
		if (likely(fill(pkts[i], t) == 0)) {
			if (t->multi_flow)
				vary(s, pkts[i]);
			continue;
		}
		fwd_count(&s->count.no_mbuf, 1);
		rte_pktmbuf_free_bulk(pkts + i, nb - i);
		nb = i;
	}
	fwd_transmit(s, pkts, nb);
	return nb;
}

const struct fwd_engine fwd_engine_txonly = {
	.name = "txonly",
	.help = "send UDP packets out of every port",
	.transmits = true,
	.port_init = txonly_port_init,
	.port_fini = txonly_port_fini,
	.burst = txonly_burst,
};
