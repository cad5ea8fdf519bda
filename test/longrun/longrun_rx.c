/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packets from the wire, and what the application gets of them: in the order of the queue, with
 * every byte, and with what the device is to say about each.
 */
#include <string.h>

#include <rte_mbuf.h>

#include "longrun.h"

#define BURST_MAX   128
#define ROUNDS_MAX  20000 /* of polling, until what is under way must have come */
#define DROPS_MAX   2000  /* between two looks at the counters */
#define VLAN_FLAGS  (RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED)
#define CKSUM_FLAGS (RTE_MBUF_F_RX_IP_CKSUM_MASK | RTE_MBUF_F_RX_L4_CKSUM_MASK)

static uint8_t expected[LR_FRAME_MAX] __rte_aligned(16), frame[LR_FRAME_MAX] __rte_aligned(16);

void
lr_device_turn(struct lr *lr)
{
	/* A device may be late. */
	if (lr_once_in(8))
		return;
	nm_process(lr->rig.nm);
}

/* ---- from the wire ---- */

/* Of the queues that get a copy, the one that the device serves last: that of the last pool. */
static int
last_of(uint32_t queues)
{
	int pool = rte_fls_u32((queues | queues >> 8) & 0xFF) - 1;

	return queues >> pool & 1 ? pool : pool + 8;
}

/* The device's answer must be what was foretold. */
static void
fate_check(struct lr *lr, const struct lr_packet *p, enum lr_fate fate, uint32_t queues, int ret)
{
	static const char *const names[] = {
		"a queue", "the rule that drops", "filtered", "too long", "link down or stopped"};
	static const int codes[] = {0, 0, NM_RX_FILTERED, NM_RX_OVERSIZE, NM_RX_OFF};
	char text[128];
	bool good;

	if (fate == LR_FATE_QUEUE)
		good = ret == last_of(queues) || ret == NM_RX_NO_DESC;
	else if (fate == LR_FATE_RULE)
		good = ret >= lr->nb_rxq || ret == NM_RX_NO_DESC;
	else
		good = ret == codes[fate];
	if (good)
		return;
	lr_describe_packet(p, text, sizeof(text));
	lr_fault(lr, "the device treats a packet otherwise than the port was told", names[fate],
		"%s: queue or code %d, queues 0x%x were foretold", text, ret, queues);
}

/* What the device did with the last copy is known; an earlier one it may have dropped. */
static void
queues_count(struct lr *lr, uint32_t queues, struct lr_entry *e, int ret)
{
	int last = last_of(queues), q;
	bool open;

	lr->total.rx_missed += ret < 0;
	for (q = 0; q < LR_QUEUES; q++) {
		if (!(queues >> q & 1) || (q == last && ret < 0))
			continue;
		open = !lr->rxq[q].on || lr->rxq[q].drops;
		e->early = !lr->rxq[q].on;
		if (q == last)
			e->maybe = nm_rx_waiting(lr->rig.nm) > 0 && open;
		else
			e->maybe = ret < 0 || open;
		if (lr->rxq[q].fifo.nb == LR_FIFO_MAX)
			lr_fault(lr, "a queue holds more than ring and packet buffer", "less",
				"%u packets", LR_FIFO_MAX);
		lr_fifo_push(&lr->rxq[q].fifo, e);
	}
}

static void
fate_count(struct lr *lr, enum lr_fate fate, uint32_t queues, struct lr_entry *e, int ret)
{
	unsigned int nb_copies = __builtin_popcount(queues);

	switch (fate) {
	case LR_FATE_OFF:
		lr->total.rx_link++;
		return;
	case LR_FATE_FILTERED:
		lr->total.rx_filtered++;
		return;
	case LR_FATE_TOO_LONG:
		lr->now.too_long++;
		lr->total.rx_too_long++;
		return;
	case LR_FATE_RULE:
		lr->now.by_rule++;
		lr->total.rx_by_rule++;
		break;
	case LR_FATE_QUEUE:
		queues_count(lr, queues, e, ret);
		break;
	}
	if (lr->vmdq.on) {
		lr->now.to_pools++;
		lr->now.copies += nb_copies;
		lr->total.rx_copies += nb_copies - 1;
		lr->unlooked += nb_copies;
		return;
	}
	lr->now.accepted += ret >= 0;
	lr->now.refused += ret < 0;
	lr->unlooked += ret < 0;
}

/* A frame that the wire spoiled. */
static void
arrive_damaged(struct lr *lr)
{
	struct lr_packet p = lr_packet_make(lr, lr->rx_seq);
	int ret;

	ret = nm_rx_frame_fault(lr->rig.nm, frame, lr_build(&p, frame),
		lr_once_in(2) ? NM_RX_FAULT_CRC : NM_RX_FAULT_SYMBOL);
	if (ret == NM_RX_OFF) {
		lr->total.rx_link++;
		return;
	}
	lr->now.damaged++;
	lr->total.rx_damaged++;
	lr_expect(lr, "a damaged frame is not taken", NM_RX_FILTERED, ret);
}

void
lr_arrive(struct lr *lr, unsigned int nb)
{
	struct lr_packet p;
	struct lr_entry e;
	enum lr_fate fate;
	uint32_t queues;
	int ret;

	while (nb-- > 0) {
		lr->total.rx_arrived++;
		if (lr_once_in(200)) {
			arrive_damaged(lr);
			continue;
		}
		p = lr_packet_make(lr, lr->rx_seq);
		fate = lr_foretell(lr, &p, &queues, &e);
		ret = nm_rx_frame(lr->rig.nm, frame, lr_build(&p, frame));
		fate_check(lr, &p, fate, queues, ret);
		fate_count(lr, fate, queues, &e, ret);
		/* The counter of a ring's drops has 12 bits. */
		if (lr->unlooked > DROPS_MAX)
			lr_check_counters(lr);
	}
}

/* ---- to the application ---- */

static uint32_t
flatten(const struct rte_mbuf *m, uint8_t *out)
{
	uint32_t len = 0;

	for (; m != NULL; m = m->next) {
		if (len + m->data_len <= LR_FRAME_MAX)
			memcpy(out + len, rte_pktmbuf_mtod(m, const uint8_t *), m->data_len);
		len += m->data_len;
	}
	return len;
}

static uint64_t
cksum_flags(const struct lr *lr, const struct lr_packet *p)
{
	struct lr_headers h = lr_headers_of(p->flow);
	uint64_t l4 = h.l4 == 20 ? RTE_ETH_RX_OFFLOAD_TCP_CKSUM : RTE_ETH_RX_OFFLOAD_UDP_CKSUM;
	uint64_t flags = 0;

	if (lr->rx_offloads & RTE_ETH_RX_OFFLOAD_IPV4_CKSUM && h.l3 == 20)
		flags |= p->bad_ip ? RTE_MBUF_F_RX_IP_CKSUM_BAD : RTE_MBUF_F_RX_IP_CKSUM_GOOD;
	if (lr->rx_offloads & l4 && h.l4 != 0)
		flags |= p->bad_l4 ? RTE_MBUF_F_RX_L4_CKSUM_BAD : RTE_MBUF_F_RX_L4_CKSUM_GOOD;
	return flags;
}

static void
meaning_check(struct lr *lr, const struct lr_entry *e, const struct rte_mbuf *m)
{
	bool strip = e->p.tagged && lr->rx_offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	bool hash = e->hashed && lr->rx_offloads & RTE_ETH_RX_OFFLOAD_RSS_HASH;
	uint64_t care = VLAN_FLAGS | CKSUM_FLAGS | RTE_MBUF_F_RX_RSS_HASH;
	uint64_t flags = cksum_flags(lr, &e->p);
	char text[128], want[64];

	flags |= strip ? VLAN_FLAGS : 0;
	flags |= hash ? RTE_MBUF_F_RX_RSS_HASH : 0;
	if ((m->ol_flags & care) == flags && (!strip || m->vlan_tci == e->p.tci) &&
		(!hash || m->hash.rss == e->hash) && m->port == lr->rig.port)
		return;
	lr_describe_packet(&e->p, text, sizeof(text));
	snprintf(want, sizeof(want), "flags 0x%" PRIx64 ", tag 0x%x, hash 0x%x", flags,
		strip ? e->p.tci : 0, hash ? e->hash : 0);
	lr_fault(lr, "what is said about a packet is wrong", want,
		"%s: flags 0x%" PRIx64 ", tag 0x%x, hash 0x%x, port %u", text, m->ol_flags & care,
		m->vlan_tci, m->hash.rss, m->port);
}

/* With the tag out if it is to be. */
static uint32_t
expected_build(const struct lr *lr, struct lr_packet *p)
{
	if (lr->rx_offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP)
		p->tagged = false;
	return lr_build(p, expected);
}

static bool
content_equal(const struct lr *lr, const struct lr_entry *e, const uint8_t *got, uint32_t got_len)
{
	struct lr_packet p = e->p;
	uint32_t len = expected_build(lr, &p);

	return got_len == len && memcmp(expected, got, len) == 0;
}

/* Not the packet whose turn it was: which one? */
static void
order_fault(struct lr *lr, uint16_t queue, const uint8_t *got, uint32_t len)
{
	const struct lr_fifo *f = &lr->rxq[queue].fifo;
	char want[128] = "nothing, the queue has no more", text[128];
	uint32_t i;

	lr_describe(got, len, text, sizeof(text));
	if (f->nb > 0)
		lr_describe_packet(&lr_fifo_at(f, 0)->p, want, sizeof(want));
	for (i = 1; i < f->nb; i++) {
		if (!content_equal(lr, lr_fifo_at(f, i), got, len))
			continue;
		lr->total.lost += i;
		lr_fault(lr, "packets are missing, or not in order", want,
			"queue %u: %s, %u places later", queue, text, i);
	}
	lr->total.lost++;
	lr_fault(lr, "a packet is damaged, comes twice, or from another queue", want,
		"queue %u: %s", queue, text);
}

/* Those that had to wait may have been dropped. */
static void
skip_maybes(struct lr *lr, struct lr_fifo *f, const uint8_t *got, uint32_t len)
{
	while (f->nb > 0 && lr_fifo_at(f, 0)->maybe &&
		!content_equal(lr, lr_fifo_at(f, 0), got, len)) {
		lr->now.discarded_maybe++;
		lr->total.rx_missed++;
		lr_fifo_pop(f, 1);
	}
}

static void
packet_check(struct lr *lr, uint16_t queue, const struct rte_mbuf *m, struct lr_entry *e)
{
	struct lr_fifo *f = &lr->rxq[queue].fifo;
	uint32_t len = flatten(m, frame);

	if (len != m->pkt_len || len > LR_FRAME_MAX)
		lr_fault(lr, "the segments of a packet are not its length", "the same",
			"%u and %u bytes", len, m->pkt_len);
	skip_maybes(lr, f, frame, len);
	if (f->nb == 0 || !content_equal(lr, lr_fifo_at(f, 0), frame, len))
		order_fault(lr, queue, frame, len);
	*e = *lr_fifo_at(f, 0);
	meaning_check(lr, e, m);
	lr_fifo_pop(f, 1);
	lr->now.received++;
	lr->total.rx_checked++;
	lr->total.rx_bytes += len;
	if (lr->rx_offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP)
		e->p.tagged = false;
	lr_split_check(lr, queue, e, m);
}

unsigned int
lr_receive(struct lr *lr, uint16_t queue, uint16_t nb, bool forward)
{
	struct lr_entry entries[BURST_MAX];
	struct rte_mbuf *mbufs[BURST_MAX];
	uint16_t i, got;

	got = rte_eth_rx_burst(lr->rig.port, queue, mbufs, RTE_MIN(nb, BURST_MAX));
	if (got > nb)
		lr_fault(lr, "a burst is longer than asked for", "less", "%u of %u", got, nb);
	for (i = 0; i < got; i++)
		packet_check(lr, queue, mbufs[i], &entries[i]);
	if (forward)
		lr_send_on(lr, mbufs, entries, got);
	else
		rte_pktmbuf_free_bulk(mbufs, got);
	lr_device_turn(lr);
	return got;
}

static uint32_t
under_way(const struct lr *lr)
{
	uint32_t nb = 0, i;
	uint16_t q;

	for (q = 0; q < lr->nb_rxq; q++) {
		for (i = 0; lr->rxq[q].on && i < lr->rxq[q].fifo.nb; i++)
			nb += !lr_fifo_at(&lr->rxq[q].fifo, i)->maybe;
	}
	return nb;
}

static void
stuck(struct lr *lr)
{
	char text[128];
	uint16_t q;

	for (q = 0; q < lr->nb_rxq; q++) {
		if (!lr->rxq[q].on || lr->rxq[q].fifo.nb == 0)
			continue;
		lr->total.lost += lr->rxq[q].fifo.nb;
		lr_describe_packet(&lr_fifo_at(&lr->rxq[q].fifo, 0)->p, text, sizeof(text));
		lr_fault(lr, "packets that the device took do not arrive", text,
			"nothing; queue %u lacks %u", q, lr->rxq[q].fifo.nb);
	}
}

/* The packet buffer is empty: what has not come by now was dropped. */
static void
maybes_end(struct lr *lr)
{
	uint16_t q;

	for (q = 0; q < lr->nb_rxq; q++)
		lr_rx_discard(lr, q, &lr->total.rx_missed);
}

void
lr_receive_all(struct lr *lr)
{
	unsigned int got, round;
	uint16_t q;

	for (round = 0; round < ROUNDS_MAX; round++) {
		nm_process(lr->rig.nm);
		for (got = 0, q = 0; q < lr->nb_rxq; q++) {
			if (lr->rxq[q].on)
				got += lr_receive(lr, q, 1 + lr_pick(BURST_MAX), false);
		}
		/* An empty round ends it: it also fetches what nobody was told to expect. */
		if (got == 0 && under_way(lr) == 0) {
			maybes_end(lr);
			return;
		}
		if (got == 0)
			nm_advance_us(lr->rig.nm, 10);
	}
	stuck(lr);
}

void
lr_rx_discard(struct lr *lr, uint16_t queue, uint64_t *total)
{
	struct lr_fifo *f = &lr->rxq[queue].fifo;

	while (f->nb > 0) {
		if (lr_fifo_at(f, 0)->maybe)
			lr->now.discarded_maybe++;
		else
			lr->now.discarded++;
		(*total)++;
		lr_fifo_pop(f, 1);
	}
}
