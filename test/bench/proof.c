/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdlib.h>
#include <string.h>

#include <rte_ethdev.h>

#include "lane.h"
#include "proof.h"

#define IDLE_POLLS 4 /* that many without a packet: no more will come */
#define BURST_MAX  64
#define ROUNDS_MAX 100000
#define SPOILED	   36 /* the packet of which one thing is wrong, if that is asked for */

/* Context descriptor, common to 82576 (datasheet 7.2.2.2) and 82599 (datasheet 7.2.3.2.3). */
#define CTX_IPLEN(c)  ((uint32_t)(c)[0] & 0x1FFu)
#define CTX_MACLEN(c) ((uint32_t)(c)[0] >> 9 & 0x7Fu)
#define CTX_VLAN(c)   ((uint32_t)(c)[0] >> 16)
#define CTX_IPV4(c)   ((uint32_t)(c)[1] >> 10 & 1u)
#define CTX_L4T(c)    ((uint32_t)(c)[1] >> 11 & 3u)
#define CTX_L4T_TCP   1u

struct proof {
	struct unit *u;
	struct frame_set *set;
	uint64_t rnd;
	uint32_t fed[MAX_LANES];      /* arrived on the lane */
	uint32_t received[MAX_LANES]; /* of them, given by the driver */
	uint32_t taken[MAX_LANES];    /* of them, taken by the driver to be sent on */
	uint32_t sent[MAX_LANES];     /* of them, seen leaving */
	bool reports_l3;
	bool reports_l4;
};

static const struct frame *
frame_of(const struct proof *p, unsigned int lane, uint32_t number)
{
	return &p->set->frames[(number + lane * 7) % NB_FRAMES];
}

static bool
same_bytes(const uint8_t *bytes, const struct frame *f, uint32_t number)
{
	return memcmp(bytes, f->bytes, f->len - sizeof(number)) == 0 &&
	       memcmp(bytes + f->len - sizeof(number), &number, sizeof(number)) == 0;
}

static bool
spoils(const struct proof *p, enum spoil what, uint32_t number)
{
	return p->u->opt->spoil == what && number == SPOILED;
}

/* ---- receive ---- */

static const char *
cksum_wrong(const struct nic_ops *nic, const struct rte_mbuf *m, const struct frame *f)
{
	uint64_t ip = m->ol_flags & RTE_MBUF_F_RX_IP_CKSUM_MASK;
	uint64_t l4 = m->ol_flags & RTE_MBUF_F_RX_L4_CKSUM_MASK;

	if (f->ipv4 && ip != (f->bad_ip ? RTE_MBUF_F_RX_IP_CKSUM_BAD : RTE_MBUF_F_RX_IP_CKSUM_GOOD))
		return "IP checksum flag";
	if (f->udp && f->bad_l4 && nic->udp_bad_unknown && l4 == RTE_MBUF_F_RX_L4_CKSUM_UNKNOWN)
		return NULL;
	if ((f->tcp || f->udp) &&
		l4 != (f->bad_l4 ? RTE_MBUF_F_RX_L4_CKSUM_BAD : RTE_MBUF_F_RX_L4_CKSUM_GOOD))
		return "L4 checksum flag";
	return NULL;
}

static const char *
ptype_wrong(const struct proof *p, const struct rte_mbuf *m, const struct frame *f)
{
	uint32_t l3 = f->ipv4 ? RTE_PTYPE_L3_IPV4 : f->ipv6 ? RTE_PTYPE_L3_IPV6 : 0;
	uint32_t l4 = f->tcp ? RTE_PTYPE_L4_TCP : f->udp ? RTE_PTYPE_L4_UDP : 0;

	if (p->reports_l3 && (m->packet_type & RTE_PTYPE_L3_MASK) != l3)
		return "L3 packet type";
	if (p->reports_l4 && (m->packet_type & RTE_PTYPE_L4_MASK) != l4)
		return "L4 packet type";
	return NULL;
}

static const char *
offloads_wrong(const struct rte_mbuf *m, const struct frame *f)
{
	const uint64_t vlan = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;

	if ((m->ol_flags & vlan) != (f->tagged ? vlan : 0))
		return "VLAN flags";
	if (f->tagged && m->vlan_tci != f->tci)
		return "VLAN tag";
	if (((m->ol_flags & RTE_MBUF_F_RX_RSS_HASH) != 0) != (f->hash != 0))
		return "RSS flag";
	if (f->hash != 0 && m->hash.rss != f->hash)
		return "RSS hash";
	return NULL;
}

static const char *
received_wrong(const struct proof *p, const struct rte_mbuf *m, const struct lane *lane,
	const struct frame *f, uint32_t number)
{
	const char *wrong = NULL;

	if (m->nb_segs != 1 || m->next != NULL || rte_mbuf_refcnt_read(m) != 1)
		return "segments or references";
	if (m->port != lane->port)
		return "port";
	if (m->pkt_len != f->len || m->data_len != f->len)
		return "length";
	if (!same_bytes(rte_pktmbuf_mtod(m, const uint8_t *), f, number))
		return "contents or order";
	if (p->u->opt->offloads) {
		wrong = cksum_wrong(p->u->drv->nic, m, f);
		if (wrong == NULL)
			wrong = offloads_wrong(m, f);
	} else if (m->ol_flags & (RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_RSS_HASH)) {
		wrong = "flags of offloads that are off";
	}
	return wrong != NULL ? wrong : ptype_wrong(p, m, f);
}

/* ---- transmit ---- */

static const char *
request_wrong(const struct wire_packet *packet, const struct frame *f)
{
	const uint64_t *c = packet->context;

	if (packet->vlan_insert != f->tagged)
		return "VLAN insertion";
	if (f->tagged && CTX_VLAN(c) != f->tci)
		return "VLAN tag";
	if (packet->ip_cksum != f->ipv4 || packet->l4_cksum != (f->tcp || f->udp))
		return "checksum insertion";
	if (f->ipv4 || f->ipv6) {
		if (CTX_MACLEN(c) != 14 || CTX_IPLEN(c) != (f->ipv4 ? 20 : 40))
			return "header lengths";
		if (CTX_IPV4(c) != f->ipv4 || CTX_L4T(c) != (f->tcp ? CTX_L4T_TCP : 0))
			return "header types";
	}
	return NULL;
}

static const char *
sent_wrong(const struct wire_packet *packet, const struct frame *f, uint32_t number, bool offloads)
{
	if (packet->len != f->len)
		return "length";
	if (!same_bytes(packet->bytes, f, number))
		return "contents or order";
	if (!packet->payload_len_right)
		return "payload length";
	if (offloads)
		return request_wrong(packet, f);
	if (packet->vlan_insert || packet->ip_cksum || packet->l4_cksum)
		return "offloads that nobody asked for";
	return NULL;
}

struct sent_ctx {
	struct proof *p;
	unsigned int lane; /* on which the packets arrived */
};

static void
sent_check(void *arg, const struct wire_packet *packet)
{
	struct sent_ctx *ctx = arg;
	struct proof *p = ctx->p;
	uint32_t number = p->sent[ctx->lane]++;
	const struct frame *f = frame_of(p, ctx->lane, number);
	struct wire_packet seen = *packet;
	const char *wrong;

	if (spoils(p, SPOIL_TX_LOST, number))
		p->sent[ctx->lane]--;
	if (spoils(p, SPOIL_TX_BYTE, number))
		seen.bytes++;
	wrong = sent_wrong(&seen, f, number, p->u->opt->offloads);
	if (wrong != NULL)
		unit_fail(
			p->u, "transmit: packet %u of lane %u: wrong %s", number, ctx->lane, wrong);
}

static void
collect(struct proof *p, unsigned int lane)
{
	struct sent_ctx ctx = {.p = p, .lane = lane};

	wire_tx_run(&unit_peer(p->u, lane)->tx, sent_check, &ctx);
}

/* ---- one lane in, its peer out ---- */

static void
feed_one(struct proof *p, struct wire *rx, const struct frame *f, uint32_t number)
{
	uint64_t image[2] = {f->image[0], f->image[1]};
	uint8_t *buffer = wire_rx_buffer(rx);

	memcpy(buffer, f->bytes, f->len);
	frame_stamp(buffer, f->len, number);
	if (spoils(p, SPOIL_RX_ORDER, number & ~1u))
		frame_stamp(buffer, f->len, number ^ 1u);
	if (spoils(p, SPOIL_RX_BYTE, number))
		buffer[f->len / 2] ^= 1;
	if (spoils(p, SPOIL_RX_LENGTH, number))
		image[1] -= rte_cpu_to_le_64(FRAME_IMAGE_LEN);
	if (spoils(p, SPOIL_RX_FLAGS, number))
		image[1] ^= rte_cpu_to_le_64(FRAME_IMAGE_VLAN);
	if (!spoils(p, SPOIL_RX_LOST, number))
		wire_rx_done(rx, image);
}

static void
feed(struct proof *p, unsigned int lane, unsigned int nb)
{
	struct wire *rx = &p->u->lanes[lane].rx;
	unsigned int i;

	nb = RTE_MIN(nb, wire_room(rx));
	for (i = 0; i < nb; i++) {
		uint32_t number = p->fed[lane]++;

		feed_one(p, rx, frame_of(p, lane, number), number);
	}
}

static bool
take(struct proof *p, unsigned int lane, struct rte_mbuf **mbufs, unsigned int nb)
{
	struct unit *u = p->u;
	unsigned int i;

	for (i = 0; i < nb; i++) {
		uint32_t number = p->received[lane]++;
		const struct frame *f = frame_of(p, lane, number);
		const char *wrong;

		if (number >= p->fed[lane])
			return unit_fail(u, "receive: more packets than arrived on lane %u", lane);
		wrong = received_wrong(p, mbufs[i], &u->lanes[lane], f, number);
		if (wrong != NULL)
			return unit_fail(
				u, "receive: packet %u of lane %u: wrong %s", number, lane, wrong);
		request_set(p->set, f, mbufs[i]);
	}
	return true;
}

static bool
forward(struct proof *p, unsigned int lane)
{
	const struct lane *in = &p->u->lanes[lane], *out = unit_peer(p->u, lane);
	struct rte_mbuf *mbufs[BURST_MAX];
	uint16_t nb = rte_eth_rx_burst(in->port, in->queue, mbufs, (uint16_t)p->u->opt->burst);
	uint16_t sent;

	if (nb == 0)
		return false;
	if (!take(p, lane, mbufs, nb)) {
		rte_pktmbuf_free_bulk(mbufs, nb);
		return false;
	}
	sent = rte_eth_tx_burst(out->port, out->queue, mbufs, nb);
	p->taken[lane] += sent;
	if (sent < nb) {
		unit_fail(p->u, "transmit: %u of a burst of %u taken, half of the ring is free",
			sent, nb);
		rte_pktmbuf_free_bulk(&mbufs[sent], nb - sent);
		return false;
	}
	return true;
}

/* Some packets arrive and are sent on; the device is done with them now or later. */
static bool
lane_round(struct proof *p, unsigned int lane)
{
	unsigned int most = RTE_MIN(p->u->opt->ring / 4, 4 * p->u->opt->burst);
	unsigned int idle = 0;

	feed(p, lane, 1 + random_next(&p->rnd) % most);
	/* At least once: some drivers refill the ring only when they find it empty. */
	do {
		idle = forward(p, lane) ? 0 : idle + 1;
	} while (!p->u->failed && p->received[lane] < p->fed[lane] && idle < IDLE_POLLS);
	if (p->received[lane] < p->fed[lane])
		unit_fail(p->u, "receive: %u of %u packets delivered, bursts of %u",
			p->received[lane], p->fed[lane], p->u->opt->burst);
	if (random_next(&p->rnd) % 2 == 0 || p->taken[lane] - p->sent[lane] > most)
		collect(p, lane);
	return !p->u->failed;
}

static bool
lanes_run(struct proof *p)
{
	uint32_t enough = 2 * p->u->opt->ring + 100, rounds = 0;
	unsigned int lane;

	do {
		if (rounds++ == ROUNDS_MAX)
			return unit_fail(p->u, "receive: room for %u packets only", p->fed[0]);
		for (lane = 0; lane < p->u->nb_lanes; lane++) {
			if (!lane_round(p, lane))
				return false;
		}
	} while (p->fed[0] < enough);
	for (lane = 0; lane < p->u->nb_lanes; lane++) {
		collect(p, lane);
		if (p->sent[lane] != p->taken[lane])
			return unit_fail(p->u, "transmit: %u of %u packets left", p->sent[lane],
				p->taken[lane]);
	}
	return !p->u->failed;
}

static bool
nic_prove(struct unit *u)
{
	struct proof *p = calloc(1, sizeof(*p));
	struct frame_set *set = malloc(sizeof(*set));
	uint16_t port = u->ports[0].id;
	bool ok = false;

	if (p == NULL || set == NULL) {
		unit_fail(u, "no memory");
		goto out;
	}
	frames_make(set, u->drv->nic, u->opt->size, u->opt->offloads, KINDS_FAULTY, u->opt->seed);
	p->u = u;
	p->set = set;
	p->rnd = u->opt->seed * 77 + 1;
	p->reports_l3 = rte_eth_dev_get_supported_ptypes(port, RTE_PTYPE_L3_MASK, NULL, 0) > 0;
	p->reports_l4 = rte_eth_dev_get_supported_ptypes(port, RTE_PTYPE_L4_MASK, NULL, 0) > 0;
	ok = lanes_run(p);
out:
	free(set);
	free(p);
	return ok;
}

/* ---- drivers without a NIC ---- */

static bool
ring_prove(struct unit *u, struct lane *lane)
{
	struct rte_mbuf *in[BURST_MAX], *out[BURST_MAX];
	unsigned int burst = u->opt->burst, nb;

	if (!lane_make(u, lane, in, burst))
		return false;
	rte_ring_enqueue_bulk(lane->rx_ring, (void **)in, burst, NULL);
	nb = rte_eth_rx_burst(lane->port, lane->queue, out, (uint16_t)burst);
	if (nb != burst || memcmp(in, out, nb * sizeof(in[0])) != 0)
		return unit_fail(u, "receive: wrong packets");
	nb = rte_eth_tx_burst(lane->port, lane->queue, out, (uint16_t)burst);
	memset(out, 0, sizeof(out));
	if (nb != burst ||
		rte_ring_dequeue_bulk(lane->tx_ring, (void **)out, burst, NULL) != burst ||
		memcmp(in, out, nb * sizeof(in[0])) != 0)
		return unit_fail(u, "transmit: wrong packets");
	lane_discard(u, out, burst);
	return true;
}

static bool
null_prove(struct unit *u, const struct lane *lane)
{
	struct rte_mbuf *mbufs[BURST_MAX];
	unsigned int burst = u->opt->burst, nb;

	nb = rte_eth_rx_burst(lane->port, lane->queue, mbufs, (uint16_t)burst);
	if (nb != burst)
		return unit_fail(u, "receive: %u of %u packets", nb, burst);
	nb = rte_eth_tx_burst(lane->port, lane->queue, mbufs, (uint16_t)burst);
	return nb == burst || unit_fail(u, "transmit: %u of %u packets", nb, burst);
}

bool
proof_run(struct unit *u)
{
	bool ok = true;
	unsigned int i;

	if (u->opt->spoil == SPOIL_LEAK && rte_pktmbuf_alloc(u->pool) == NULL)
		return unit_fail(u, "the pool is dry");
	if (u->drv->kind == DRIVER_PCI)
		ok = nic_prove(u);
	for (i = 0; ok && u->drv->kind != DRIVER_PCI && i < u->nb_lanes; i++)
		ok = u->drv->kind == DRIVER_RING ? ring_prove(u, &u->lanes[i])
						 : null_prove(u, &u->lanes[i]);
	if (!unit_stop(u) || !ok)
		return false;
	return unit_pool_full(u);
}
