/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Buffer split: the first part of a packet goes to a pool of its own, behind a number of bytes or
 * behind the headers of one kind of packets. 82576 datasheet 7.1.10.
 */
#include <string.h>

#include <rte_mbuf.h>

#include "longrun.h"

#define FIRST_BYTES 128
#define TWIN	    8
#define V4	    (RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4_EXT_UNKNOWN)
#define V6	    (RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV6_EXT_UNKNOWN)

static const struct {
	uint32_t headers;
	enum lr_kind kind;
} kinds[] = {
	{V4 | RTE_PTYPE_L4_UDP, LR_UDP4},
	{V4 | RTE_PTYPE_L4_TCP, LR_TCP4},
	{V6 | RTE_PTYPE_L4_UDP, LR_UDP6},
	{V6 | RTE_PTYPE_L4_TCP, LR_TCP6},
};

void
lr_split_begin(struct lr *lr)
{
	uint16_t q;

	lr->split_headers = kinds[lr_pick(RTE_DIM(kinds))].headers;
	for (q = 0; q < LR_QUEUES; q++)
		lr->rxq[q].split = LR_SPLIT_NONE;
}

/* For queues n and n + 8 the device has one setting. */
void
lr_split_choose(struct lr *lr, uint16_t queue)
{
	enum lr_split twin = lr->rxq[queue ^ TWIN].split, split = LR_SPLIT_NONE;

	if (!lr->vmdq.on && lr_once_in(8))
		split = lr_once_in(2) ? LR_SPLIT_BYTES : LR_SPLIT_HEADERS;
	if (split != LR_SPLIT_NONE && twin != LR_SPLIT_NONE)
		split = twin;
	lr->rxq[queue].split = split;
}

int
lr_split_setup(struct lr *lr, uint16_t queue, const struct rte_eth_rxconf *conf)
{
	const struct lr_rxq *rxq = &lr->rxq[queue];
	union rte_eth_rxseg segs[2];
	struct rte_eth_rxconf split = *conf;

	if (rxq->split == LR_SPLIT_NONE)
		return rte_eth_rx_queue_setup(
			lr->rig.port, queue, rxq->nb_desc, 0, conf, rxq->pool);
	memset(segs, 0, sizeof(segs));
	segs[0].split.mp = lr->pools[3];
	segs[1].split.mp = rxq->pool;
	/* The headroom is for the first part alone. */
	segs[1].split.offset = RTE_PKTMBUF_HEADROOM;
	segs[1].split.length = rte_pktmbuf_data_room_size(rxq->pool) - RTE_PKTMBUF_HEADROOM;
	if (rxq->split == LR_SPLIT_BYTES)
		segs[0].split.length = FIRST_BYTES;
	else
		segs[0].split.proto_hdr = lr->split_headers;
	split.offloads |= RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT;
	split.rx_seg = segs;
	split.rx_nseg = RTE_DIM(segs);
	return rte_eth_rx_queue_setup(lr->rig.port, queue, rxq->nb_desc, 0, &split, NULL);
}

/* Bytes in the first part; 0 when the packet is not split. */
static uint32_t
first_of(const struct lr *lr, enum lr_split split, const struct lr_packet *p, uint32_t len)
{
	struct lr_headers h = lr_headers_of(p->flow);
	unsigned int i;

	if (split == LR_SPLIT_BYTES)
		return RTE_MIN(len, (uint32_t)FIRST_BYTES);
	for (i = 0; i < RTE_DIM(kinds); i++) {
		if (kinds[i].headers == lr->split_headers && kinds[i].kind == lr_kind_of(p->flow))
			return h.l2 + h.l3 + h.l4 + (p->tagged ? 4u : 0u);
	}
	return 0;
}

void
lr_split_check(struct lr *lr, uint16_t queue, const struct lr_entry *e, const struct rte_mbuf *m)
{
	const struct lr_rxq *rxq = &lr->rxq[queue];
	uint32_t first;
	char text[128];

	/* The device finds the headers as a packet comes in. */
	if (rxq->split == LR_SPLIT_NONE || e->early)
		return;
	first = first_of(lr, rxq->split, &e->p, m->pkt_len);
	if (first == 0 ? m->pool == rxq->pool
		       : m->pool == lr->pools[3] && m->data_len == first &&
				 (m->next == NULL || m->next->pool == rxq->pool))
		return;
	lr_describe_packet(&e->p, text, sizeof(text));
	lr_fault(lr, "a packet is split elsewhere", text,
		"queue %u: %u bytes of %u in pool %s, %u are for pool %s", queue, m->data_len,
		m->pkt_len, m->pool->name, first, lr->pools[3]->name);
}
