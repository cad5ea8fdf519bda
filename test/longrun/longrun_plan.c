/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What a port that was set up like this does with a packet. 82576 datasheet 7.1.1, 7.10.
 */
#include <stdlib.h>
#include <string.h>

#include "longrun.h"

/* ---- packets under way ---- */

void
lr_fifo_push(struct lr_fifo *f, const struct lr_entry *e)
{
	if (f->nb == LR_FIFO_MAX)
		abort();
	f->entries[(f->head + f->nb++) % LR_FIFO_MAX] = *e;
}

struct lr_entry *
lr_fifo_at(const struct lr_fifo *f, uint32_t i)
{
	return &f->entries[(f->head + i) % LR_FIFO_MAX];
}

void
lr_fifo_pop(struct lr_fifo *f, uint32_t nb)
{
	f->head = (f->head + nb) % LR_FIFO_MAX;
	f->nb -= nb;
}

/* ---- the filters ---- */

/* Header, CRC and two tags are allowed beyond the MTU; without the CRC here. */
uint32_t
lr_frame_limit(const struct lr *lr)
{
	return lr->mtu + 22u;
}

static bool
address_passes(const struct lr *lr, uint8_t dst)
{
	if (dst == LR_DST_BC || lr->promiscuous)
		return true;
	if (dst < LR_DST_UC)
		return (lr->uc >> dst & 1) != 0;
	if (dst < LR_DST_BC)
		return lr->all_multicast || (lr->mc >> dst & 1) != 0;
	return false;
}

static bool
vlan_passes(const struct lr *lr, const struct lr_packet *p)
{
	if (!p->tagged || !(lr->rx_offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER))
		return true;
	return (lr->vlans >> (p->tci & 0xFFF) & 1) != 0;
}

/* ---- the queue ---- */

static uint64_t
hashed_by(uint64_t hf, enum lr_kind kind, bool *with_ports)
{
	static const uint64_t l4[LR_KINDS] = {RTE_ETH_RSS_NONFRAG_IPV4_UDP,
		RTE_ETH_RSS_NONFRAG_IPV4_TCP, RTE_ETH_RSS_NONFRAG_IPV6_UDP,
		RTE_ETH_RSS_NONFRAG_IPV6_TCP};
	uint64_t l3 = kind == LR_UDP6 || kind == LR_TCP6 ? RTE_ETH_RSS_IPV6 : RTE_ETH_RSS_IPV4;

	*with_ports = (hf & l4[kind]) != 0;
	if (kind == LR_L2)
		return 0;
	return hf & (l4[kind] | l3);
}

static const struct lr_rule *
rule_of(const struct lr *lr, uint16_t flow)
{
	unsigned int i;

	for (i = 0; i < LR_RULES; i++) {
		if (lr->rules[i].flow != NULL && lr->rules[i].of == flow)
			return &lr->rules[i];
	}
	return NULL;
}

static uint32_t
queue_by_table(const struct lr *lr, const struct lr_entry *e)
{
	return e->hashed ? lr->reta[e->hash % RTE_DIM(lr->reta)] : 0;
}

static void
hash_foretell(const struct lr *lr, uint16_t flow, struct lr_entry *e)
{
	uint8_t input[36];
	bool with_ports;

	if (!lr->rss || !hashed_by(lr->rss_hf, lr_kind_of(flow), &with_ports))
		return;
	e->hash = rig_toeplitz(lr->key, input, lr_hash_input(flow, with_ports, input));
	e->hashed = true;
}

enum lr_fate
lr_foretell(const struct lr *lr, const struct lr_packet *p, uint32_t *queues, struct lr_entry *e)
{
	const struct lr_rule *rule = rule_of(lr, p->flow);

	*e = (struct lr_entry){.p = *p};
	*queues = 1;
	if (!lr->started || lr->link == LR_LINK_DOWN)
		return LR_FATE_OFF;
	hash_foretell(lr, p->flow, e);
	if (lr->vmdq.on)
		*queues = lr_pools_foretell(lr, p, e);
	else if (!address_passes(lr, p->dst) || !vlan_passes(lr, p))
		*queues = 0;
	if (*queues == 0)
		return LR_FATE_FILTERED;
	if (p->len + (p->tagged ? 4 : 0) > lr_frame_limit(lr))
		return LR_FATE_TOO_LONG;
	if (rule != NULL && rule->queue < 0)
		return LR_FATE_RULE;
	if (rule != NULL)
		*queues = RTE_BIT32(rule->queue);
	else if (!lr->vmdq.on)
		*queues = RTE_BIT32(queue_by_table(lr, e));
	return LR_FATE_QUEUE;
}

/* ---- a packet ---- */

static uint32_t
len_make(const struct lr *lr, uint16_t flow)
{
	uint32_t least = lr_len_min(flow), limit = lr_frame_limit(lr);

	switch (lr_pick(8)) {
	case 0:
	case 1:
	case 2:
		return least + lr_pick(16);
	case 3:
		/* around the limit, and a little too long now and then */
		return RTE_MAX(least, limit - lr_pick(6) + (lr_once_in(8) ? 6 : 0));
	case 4:
		return RTE_MAX(least, lr_pick(limit));
	default:
		return RTE_MAX(least, lr_pick(RTE_MIN(limit, 1515u)));
	}
}

static uint8_t
dst_make(const struct lr *lr)
{
	switch (lr_pick(12)) {
	case 0:
		return lr_pick(LR_DST_UC);
	case 1:
		return LR_DST_MC + lr_pick(LR_DST_BC - LR_DST_MC);
	case 2:
		return LR_DST_BC;
	case 3:
		return lr_once_in(3) ? LR_DST_STRANGER : lr->own;
	default:
		return lr->own;
	}
}

struct lr_packet
lr_packet_make(struct lr *lr, uint32_t *seqs)
{
	struct lr_packet p = {.flow = lr_pick(LR_FLOWS), .dst = dst_make(lr)};
	struct lr_headers h = lr_headers_of(p.flow);

	p.seq = seqs[p.flow]++;
	p.len = len_make(lr, p.flow);
	p.tagged = lr_once_in(4);
	if (p.tagged)
		p.tci = (1 + lr_pick(LR_VLANS)) | lr_pick(8) << 13;
	p.bad_ip = h.l3 == 20 && lr_once_in(50);
	p.bad_l4 = h.l4 != 0 && lr_once_in(50);
	return p;
}
