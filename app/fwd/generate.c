/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * UDP packets between addresses of the benchmarking range (RFC 2544, C.2.2), of one size or of a
 * mix.
 */
#include "generate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_ip.h>
#include <rte_memcpy.h>
#include <rte_random.h>
#include <rte_udp.h>

#include "burst.h"
#include "engine.h"
#include "log.h"
#include "pace.h"

/** Packets until the choice of set txsplit rand begins anew. */
#define RANDOM_TURNS 256

struct headers {
	struct rte_ether_hdr eth;
	struct rte_ipv4_hdr ip;
	struct rte_udp_hdr udp;
};

_Static_assert(sizeof(struct headers) == FWD_GENERATED_HEADERS, "headers of a generated packet");

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
check_sizes(const struct fwd_app *app, const struct fwd_port *port, const char *option,
	const uint16_t *seg_len, unsigned int nb)
{
	uint32_t len = 0;

	for (unsigned int i = 0; i < nb; i++) {
		len += seg_len[i];
		if (seg_len[i] <= app->mbuf_room)
			continue;
		fwd_err("--%s: a segment of %u bytes does not fit an mbuf, which holds %u; "
			"raise --mbuf-size",
			option, seg_len[i], app->mbuf_room);
		return -EINVAL;
	}
	if (nb > 1 && (port->tx_conf & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) == 0) {
		fwd_err("--%s: port %u is configured for packets of one segment: stop and start it",
			option, port->id);
		return -EINVAL;
	}
	if (len > (uint32_t)port->mtu + RTE_ETHER_HDR_LEN) {
		fwd_err("--%s: packets of %u bytes are longer than the MTU of port %u allows "
			"(%u + %u)",
			option, len, port->id, port->mtu, RTE_ETHER_HDR_LEN);
		return -EINVAL;
	}
	return 0;
}

static struct fwd_template *
make_template(const struct fwd_options *opt, const struct fwd_port *port, const uint16_t *seg_len,
	unsigned int nb)
{
	struct fwd_template *t;
	uint32_t len = 0;

	for (unsigned int i = 0; i < nb; i++)
		len += seg_len[i];
	t = calloc(1, sizeof(*t) + len);
	if (t == NULL)
		return NULL;
	t->len = (uint16_t)len;
	t->nb_segs = (uint8_t)nb;
	memcpy(t->seg_len, seg_len, nb * sizeof(seg_len[0]));
	write_headers(t->bytes, t->len, opt, port);
	for (uint32_t i = FWD_GENERATED_HEADERS; i < len; i++)
		t->bytes[i] = (uint8_t)i;
	return t;
}

/**
 * Turns in which each size has its weight, as evenly as it goes: whoever is furthest behind comes
 * next.
 */
static void
spread(const struct fwd_mix *mix, unsigned int nb_turns, uint8_t *turns)
{
	int64_t behind[FWD_MAX_MIX] = {0};

	for (unsigned int t = 0; t < nb_turns; t++) {
		unsigned int next = 0;

		for (unsigned int i = 0; i < mix->nb; i++) {
			behind[i] += mix->weight[i];
			if (behind[i] > behind[next])
				next = i;
		}
		behind[next] -= nb_turns;
		turns[t] = (uint8_t)next;
	}
}

static int
make_mix(const struct fwd_app *app, struct fwd_port *port, struct fwd_generator *g,
	const struct fwd_mix *mix)
{
	struct fwd_template *of[FWD_MAX_MIX] = {NULL};
	uint8_t turns[FWD_MAX_MIX * FWD_MAX_WEIGHT];
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < mix->nb; i++)
		ret = check_sizes(app, port, "tx-mix", &mix->size[i], 1);
	if (ret != 0)
		return ret;
	spread(mix, g->nb, turns);
	for (unsigned int t = 0; t < g->nb; t++) {
		unsigned int i = turns[t];

		if (of[i] == NULL)
			of[i] = make_template(app->opt, port, &mix->size[i], 1);
		if (of[i] == NULL)
			ret = -ENOMEM;
		g->turn[t] = of[i];
	}
	return ret;
}

/** Turns of all segments, or of the first few by chance (set txsplit rand). */
static int
make_turns(const struct fwd_options *opt, struct fwd_port *port, struct fwd_generator *g)
{
	struct fwd_template *of[FWD_MAX_TXPKTS + 1] = {NULL};

	for (unsigned int t = 0; t < g->nb; t++) {
		unsigned int nb = opt->nb_txpkts;

		if (g->nb > 1)
			nb = 1 + (unsigned int)rte_rand_max(nb);
		if (of[nb] == NULL)
			of[nb] = make_template(opt, port, opt->txpkts, nb);
		if (of[nb] == NULL)
			return -ENOMEM;
		g->turn[t] = of[nb];
	}
	return 0;
}

int
fwd_generator_init(const struct fwd_app *app, struct fwd_port *port)
{
	const struct fwd_options *opt = app->opt;
	struct fwd_generator *g;
	bool by_chance = opt->txsplit == FWD_TXSPLIT_RAND && opt->nb_txpkts > 1;
	uint32_t nb = by_chance ? RANDOM_TURNS : 1;
	int ret;

	if (opt->tx_mix.nb != 0)
		nb = 0;
	for (unsigned int i = 0; i < opt->tx_mix.nb; i++)
		nb += opt->tx_mix.weight[i];
	g = calloc(1, sizeof(*g) + nb * sizeof(g->turn[0]));
	if (g == NULL)
		return -ENOMEM;
	g->nb = nb;
	g->multi_flow = opt->txonly_multi_flow;
	g->nb_flows = (uint32_t)opt->flowgen_flows;
	g->nb_clones = (uint32_t)opt->flowgen_clones;
	port->engine_ctx = g;
	if (opt->tx_mix.nb != 0) {
		ret = make_mix(app, port, g, &opt->tx_mix);
	} else {
		ret = check_sizes(app, port, "txpkts", opt->txpkts, opt->nb_txpkts);
		if (ret == 0)
			ret = make_turns(opt, port, g);
	}
	if (ret != 0)
		fwd_generator_fini(port);
	return ret;
}

void
fwd_generator_fini(struct fwd_port *port)
{
	struct fwd_generator *g = port->engine_ctx;

	for (uint32_t i = 0; i < g->nb; i++) {
		struct fwd_template *t = g->turn[i];

		for (uint32_t j = i; j < g->nb; j++)
			g->turn[j] = g->turn[j] == t ? NULL : g->turn[j];
		free(t);
	}
	free(g);
	port->engine_ctx = NULL;
}

/** Copy the template into segments, the first of which is m. */
static int
fill(struct rte_mbuf *m, const struct fwd_template *t)
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

/** What the pace of the port allows of a burst; the lengths of its packets. */
static uint16_t
pace(const struct fwd_stream *s, const struct fwd_generator *g, uint16_t nb, uint32_t *lens)
{
	uint32_t turn = s->next_turn;

	for (uint16_t i = 0; i < nb; i++) {
		lens[i] = g->turn[turn]->len;
		turn = turn + 1 == g->nb ? 0 : turn + 1;
	}
	return fwd_pace_take(s->pace, rte_rdtsc(), lens, nb);
}

uint16_t
fwd_generate_make(struct fwd_stream *s, const struct fwd_generator *g, fwd_vary_t vary,
	struct rte_mbuf **pkts)
{
	uint32_t lens[FWD_MAX_BURST];
	bool paced = fwd_pace_is_on(s->pace);
	uint16_t nb = fwd_grant(s), nb_due;
	uint32_t turn = s->next_turn;

	if (paced)
		nb = pace(s, g, nb, lens);
	if (nb == 0) {
		fwd_settle(s, 0);
		return 0;
	}
	nb_due = nb;
	if (unlikely(rte_pktmbuf_alloc_bulk(s->pool, pkts, nb) != 0)) {
		fwd_count(&s->count.no_mbuf, 1);
		if (paced)
			fwd_pace_give(s->pace, lens, nb);
		fwd_settle(s, 0);
		return 0;
	}
	for (uint16_t i = 0; i < nb; i++) {
		if (unlikely(fill(pkts[i], g->turn[turn]) != 0)) {
			fwd_count(&s->count.no_mbuf, 1);
			rte_pktmbuf_free_bulk(pkts + i, nb - i);
			nb = i;
			break;
		}
		turn = turn + 1 == g->nb ? 0 : turn + 1;
		if (vary != NULL)
			vary(s, g, pkts[i]);
	}
	s->next_turn = turn;
	if (paced)
		fwd_pace_give(s->pace, lens + nb, nb_due - nb);
	return nb;
}

uint16_t
fwd_generate(struct fwd_stream *s, const struct fwd_generator *g, fwd_vary_t vary)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_generate_make(s, g, vary, pkts);

	if (nb != 0)
		fwd_transmit(s, pkts, nb);
	return nb;
}
