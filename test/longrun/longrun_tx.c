/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packets to send, in pieces and with work left to the device, and the frames that leave it.
 */
#include <string.h>

#include <rte_errno.h>
#include <rte_mbuf.h>

#include "longrun.h"

#define BURST_MAX     64
#define ROUNDS_MAX    200000
#define FRAME_MAX     9724 /* without CRC */
#define SEGS_MAX      8
#define TSO_SEGS_MAX  33
#define SEGS_TOO_MANY 41
#define TSO_MSS_MAX   9000
#define ETHER_PAUSE   0x8808
#define WHOLE_BYTES   (LR_TSO_MAX + 64)

static uint8_t whole[WHOLE_BYTES] __rte_aligned(16), out[LR_FRAME_MAX] __rte_aligned(16);

/* ---- what leaves the device ---- */

static uint32_t
frame_expected(struct lr_entry *e, bool *last)
{
	static uint32_t whole_len;
	uint32_t len;
	uint8_t next[LR_FRAME_MAX];

	*last = true;
	if (e->mss == 0) {
		len = lr_build(&e->p, out);
	} else {
		/* A packet's segments leave in one go. */
		if (e->nb_segs_seen == 0)
			whole_len = lr_build(&e->p, whole);
		len = lr_segment(&e->p, whole, whole_len, e->mss, e->nb_segs_seen++, out);
		*last = lr_segment(&e->p, whole, whole_len, e->mss, e->nb_segs_seen, next) == 0;
	}
	if (len < 60)
		memset(out + len, 0, 60 - len);
	return RTE_MAX(len, 60u);
}

void
lr_on_wire(struct rig *rig, const uint8_t *frame, uint32_t len, uint16_t queue)
{
	struct lr *lr = RTE_PTR_SUB(rig, offsetof(struct lr, rig));
	struct lr_fifo *f = &lr->txq[queue].fifo;
	char want[128], text[128];
	uint32_t expected;
	bool last;

	/* The device's own: pause frames. */
	if (frame[12] == ETHER_PAUSE >> 8 && frame[13] == (ETHER_PAUSE & 0xFF))
		return;
	lr_describe(frame, len, text, sizeof(text));
	if (f->nb == 0)
		lr_fault(lr, "a frame leaves that nobody sent", "nothing", "queue %u: %s", queue,
			text);
	lr_describe_packet(&lr_fifo_at(f, 0)->p, want, sizeof(want));
	expected = frame_expected(lr_fifo_at(f, 0), &last);
	if (len != expected || memcmp(frame, out, len) != 0) {
		lr->total.lost++;
		lr_fault(lr, "a frame leaves that is another one, or damaged", want,
			"queue %u: %s, %u bytes instead of %u", queue, text, len, expected);
	}
	if (last)
		lr_fifo_pop(f, 1);
	lr->now.sent++;
	lr->now.sent_bytes += len;
	lr->total.tx_frames++;
	lr->total.tx_bytes += len;
}

/* ---- mbufs ---- */

/* The bytes in pieces; all headers in the first. NULL when the pool is dry. */
static struct rte_mbuf *
cut(struct rte_mempool *pool, const uint8_t *bytes, uint32_t len, uint32_t headers,
	unsigned int nb_segs)
{
	uint32_t room = rte_pktmbuf_data_room_size(pool) - RTE_PKTMBUF_HEADROOM, at = 0, take;
	struct rte_mbuf *head = NULL, *m;

	while (at < len) {
		m = rte_pktmbuf_alloc(pool);
		if (m == NULL) {
			rte_pktmbuf_free(head);
			return NULL;
		}
		take = nb_segs > 1 ? (len - at) / nb_segs + lr_pick(20) : len - at;
		take = RTE_MIN(RTE_MAX(take, head == NULL ? headers : 1u), RTE_MIN(room, len - at));
		memcpy(rte_pktmbuf_append(m, take), bytes + at, take);
		at += take;
		nb_segs -= nb_segs > 1;
		if (head == NULL)
			head = m;
		else if (rte_pktmbuf_chain(head, m) != 0)
			rte_panic("more segments than an mbuf counts\n");
	}
	return head;
}

static struct rte_mempool *
pool_choose(const struct lr *lr)
{
	if (lr->tx_offloads & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE || !lr_once_in(4))
		return lr->pools[0];
	return lr->pools[2];
}

/* ---- work for the device ---- */

struct work {
	uint64_t flags;
	uint16_t mss;
	bool insert;
};

static struct work
work_choose(const struct lr *lr, struct lr_packet *p)
{
	struct lr_headers h = lr_headers_of(p->flow);
	uint64_t l4 = h.l4 == 20 ? RTE_ETH_TX_OFFLOAD_TCP_CKSUM : RTE_ETH_TX_OFFLOAD_UDP_CKSUM;
	uint64_t version = h.l3 == 20 ? RTE_MBUF_F_TX_IPV4 : RTE_MBUF_F_TX_IPV6;
	uint64_t off = lr->tx_offloads;
	struct work w = {0};

	if (p->tagged && off & RTE_ETH_TX_OFFLOAD_VLAN_INSERT && lr_once_in(2)) {
		w.insert = true;
		w.flags |= RTE_MBUF_F_TX_VLAN;
	}
	if (h.l3 == 20 && off & RTE_ETH_TX_OFFLOAD_IPV4_CKSUM && lr_once_in(2)) {
		w.flags |= RTE_MBUF_F_TX_IP_CKSUM | version;
		p->bad_ip = false;
	}
	if (h.l4 != 0 && off & l4 && lr_once_in(2)) {
		w.flags |= version;
		w.flags |= h.l4 == 20 ? RTE_MBUF_F_TX_TCP_CKSUM : RTE_MBUF_F_TX_UDP_CKSUM;
		p->bad_l4 = false;
	}
	if (h.l4 == 20 && off & RTE_ETH_TX_OFFLOAD_TCP_TSO && off & RTE_ETH_TX_OFFLOAD_MULTI_SEGS &&
		lr_once_in(6)) {
		w.mss = 64 + lr_pick(lr_once_in(4) ? TSO_MSS_MAX : 1400);
		w.flags |= RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_TCP_CKSUM | version;
		w.flags |= h.l3 == 20 ? RTE_MBUF_F_TX_IP_CKSUM : 0;
		p->len = lr_len_min(p->flow) + lr_pick(lr_once_in(4) ? 60000 : 9000);
		p->bad_ip = p->bad_l4 = false;
	}
	return w;
}

static uint32_t
nb_segs_choose(const struct lr *lr, uint32_t len, uint16_t nb_desc, bool whole_of_many)
{
	if (!(lr->tx_offloads & RTE_ETH_TX_OFFLOAD_MULTI_SEGS))
		return 1;
	if (lr_once_in(500) && len > 2 * SEGS_TOO_MANY)
		return SEGS_TOO_MANY;
	if (whole_of_many)
		return 1;
	return lr_once_in(2) ? 1 : 1 + lr_pick(RTE_MIN(SEGS_MAX, nb_desc / 4));
}

/* A packet of chance's choice as mbufs; NULL when it cannot be made. */
static struct rte_mbuf *
make(struct lr *lr, uint16_t nb_desc, struct lr_entry *e)
{
	struct rte_mempool *pool = pool_choose(lr);
	uint32_t room = rte_pktmbuf_data_room_size(pool) - RTE_PKTMBUF_HEADROOM, len;
	struct lr_packet data;
	struct rte_mbuf *m;
	struct work w;

	*e = (struct lr_entry){.p = lr_packet_make(lr, lr->tx_seq)};
	w = work_choose(lr, &e->p);
	e->mss = w.mss;
	if (w.mss != 0)
		e->p.len = RTE_MIN(e->p.len, room * (RTE_MIN(TSO_SEGS_MAX, nb_desc - 8u) - 1));
	if (!(lr->tx_offloads & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) && e->p.len + 4 > room)
		e->p.len = room - 4;
	data = e->p;
	data.tagged = e->p.tagged && !w.insert;
	len = lr_build(&data, whole);
	m = cut(pool, whole, len, RTE_MIN(len, 100u), nb_segs_choose(lr, len, nb_desc, w.mss != 0));
	if (m == NULL)
		return NULL;
	m->ol_flags |= w.flags;
	m->vlan_tci = w.insert ? e->p.tci : lr_pick(UINT16_MAX);
	m->l2_len = lr_headers_of(e->p.flow).l2 + (data.tagged ? 4 : 0);
	m->l3_len = lr_headers_of(e->p.flow).l3;
	m->l4_len = lr_headers_of(e->p.flow).l4;
	m->tso_segsz = w.mss;
	return m;
}

/* Whether the driver can never send it, and so must free and count it. */
static bool
never(const struct rte_mbuf *m, const struct lr_entry *e, uint16_t nb_desc)
{
	uint32_t tag = m->ol_flags & RTE_MBUF_F_TX_VLAN ? 4 : 0;

	unsigned int ctx = (m->ol_flags & RTE_MBUF_F_TX_OFFLOAD_MASK) != 0;

	if (m->nb_segs >= SEGS_TOO_MANY || m->nb_segs + ctx >= nb_desc)
		return true;
	return e->mss == 0 && m->pkt_len + tag > FRAME_MAX;
}

/* ---- to the device ---- */

/* Gives them to the queue; who is not taken is freed. */
static void
give(struct lr *lr, uint16_t queue, struct rte_mbuf **mbufs, struct lr_entry *entries,
	const bool *bad, unsigned int nb)
{
	struct lr_fifo *f = &lr->txq[queue].fifo;
	unsigned int i, taken;

	taken = rte_eth_tx_burst(lr->rig.port, queue, mbufs, nb);
	if (taken > nb)
		lr_fault(lr, "more packets are taken than were given", "less", "%u of %u", taken,
			nb);
	for (i = 0; i < taken; i++) {
		lr->now.tx_bad += bad[i];
		lr->total.tx_bad += bad[i];
		lr->total.tx_segmented += entries[i].mss != 0;
		if (!bad[i])
			lr_fifo_push(f, &entries[i]);
	}
	lr->total.tx_given += taken;
	lr->total.tx_refused += nb - taken;
	rte_pktmbuf_free_bulk(mbufs + taken, nb - taken);
	lr_device_turn(lr);
}

void
lr_send(struct lr *lr, uint16_t queue, unsigned int nb)
{
	struct lr_entry entries[BURST_MAX];
	struct rte_mbuf *mbufs[BURST_MAX];
	uint16_t nb_desc = lr->txq[queue].nb_desc, good;
	bool bad[BURST_MAX];
	unsigned int i;

	nb = RTE_MIN(nb, BURST_MAX);
	for (i = 0; i < nb; i++) {
		mbufs[i] = make(lr, nb_desc, &entries[i]);
		if (mbufs[i] == NULL)
			break;
		bad[i] = never(mbufs[i], &entries[i], nb_desc);
		if (bad[i])
			continue;
		/* It writes what the device wants to find where the checksums go. */
		good = rte_eth_tx_prepare(lr->rig.port, queue, &mbufs[i], 1);
		if (good != 1)
			lr_fault(lr, "a good packet is refused by tx_prepare", "taken",
				"%s, flags 0x%" PRIx64 ", %u bytes in %u segments",
				rte_strerror(rte_errno), mbufs[i]->ol_flags, mbufs[i]->pkt_len,
				mbufs[i]->nb_segs);
	}
	if (i > 0)
		give(lr, queue, mbufs, entries, bad, i);
}

void
lr_send_on(struct lr *lr, struct rte_mbuf **mbufs, const struct lr_entry *entries, unsigned int nb)
{
	bool fast_free = (lr->tx_offloads & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE) != 0;
	bool multi = (lr->tx_offloads & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0;
	uint16_t queue = lr_pick(lr->nb_txq), nb_desc = lr->txq[queue].nb_desc;
	struct rte_mbuf *on[BURST_MAX * 2];
	struct lr_entry of[BURST_MAX * 2];
	bool bad[BURST_MAX * 2];
	unsigned int i, nb_on = 0;

	for (i = 0; i < nb; i++) {
		struct rte_mbuf *m = mbufs[i];

		/* What the queue was promised holds for these, too. */
		if (!lr->txq[queue].on || (fast_free && m->pool != lr->pools[0]) ||
			(!multi && m->nb_segs > 1)) {
			rte_pktmbuf_free(m);
			continue;
		}
		of[nb_on] = entries[i];
		of[nb_on].mss = 0;
		bad[nb_on] = never(m, &of[nb_on], nb_desc);
		on[nb_on++] = m;
	}
	if (nb_on > 0)
		give(lr, queue, on, of, bad, nb_on);
}

void
lr_send_all(struct lr *lr)
{
	char text[128];
	unsigned int round;
	uint32_t nb = 0;
	uint16_t q;

	for (round = 0; round < ROUNDS_MAX; round++) {
		nm_process(lr->rig.nm);
		for (nb = 0, q = 0; q < lr->nb_txq; q++)
			nb += lr->txq[q].on ? lr->txq[q].fifo.nb : 0;
		if (nb == 0)
			return;
		/* A queue with a limit needs its time. */
		nm_advance_us(lr->rig.nm, 5000);
	}
	for (q = 0; lr->txq[q].fifo.nb == 0; q++)
		;
	lr->total.lost += nb;
	lr_describe_packet(&lr_fifo_at(&lr->txq[q].fifo, 0)->p, text, sizeof(text));
	lr_fault(lr, "packets that the driver took do not leave", text,
		"nothing; queue %u lacks %u", q, lr->txq[q].fifo.nb);
}

void
lr_tx_discard(struct lr *lr, uint16_t queue, uint64_t *total)
{
	struct lr_fifo *f = &lr->txq[queue].fifo;

	RTE_SET_USED(lr);
	*total += f->nb;
	lr_fifo_pop(f, f->nb);
}
