/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <netinet/in.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_ether.h>

#include "flow.h"

#define NOT_WHOLE (-100)

static const uint8_t own[6] = {0x02, 0, 0, 0, 0, 0x01};
static const uint8_t peer[6] = {0x02, 0xBB, 0, 0, 0, 0x02};

/* ---- rules ---- */

static void
start(struct flow_words *w)
{
	memset(w, 0, sizeof(*w));
	w->attr.ingress = 1;
	w->items[0].type = RTE_FLOW_ITEM_TYPE_ETH;
	w->items[1].type = RTE_FLOW_ITEM_TYPE_END;
}

void
flow_etype(struct flow_words *w, uint16_t type)
{
	start(w);
	w->eth.hdr.ether_type = rte_cpu_to_be_16(type);
	w->eth_mask.hdr.ether_type = RTE_BE16(0xFFFF);
	w->items[0].spec = &w->eth;
	w->items[0].mask = &w->eth_mask;
}

static void
ipv4_say(struct flow_words *w, const struct flow_tuple *t, unsigned int fields)
{
	w->ip.hdr.src_addr = rte_cpu_to_be_32(t->src);
	w->ip.hdr.dst_addr = rte_cpu_to_be_32(t->dst);
	w->ip.hdr.next_proto_id = t->proto;
	if (fields & FLOW_SRC)
		w->ip_mask.hdr.src_addr = UINT32_MAX;
	if (fields & FLOW_DST)
		w->ip_mask.hdr.dst_addr = UINT32_MAX;
	if (fields & FLOW_PROTO)
		w->ip_mask.hdr.next_proto_id = UINT8_MAX;
	w->items[1].type = RTE_FLOW_ITEM_TYPE_IPV4;
	w->items[1].spec = &w->ip;
	w->items[1].mask = &w->ip_mask;
	w->items[2].type = RTE_FLOW_ITEM_TYPE_END;
}

void
flow_tuple(struct flow_words *w, const struct flow_tuple *t, unsigned int fields, bool with_l4)
{
	start(w);
	ipv4_say(w, t, fields);
	if (!with_l4)
		return;
	/* All three begin with the ports. */
	w->l4.udp.hdr.src_port = rte_cpu_to_be_16(t->sport);
	w->l4.udp.hdr.dst_port = rte_cpu_to_be_16(t->dport);
	if (fields & FLOW_SPORT)
		w->l4_mask.udp.hdr.src_port = UINT16_MAX;
	if (fields & FLOW_DPORT)
		w->l4_mask.udp.hdr.dst_port = UINT16_MAX;
	if (fields & FLOW_FLAG) {
		w->l4.tcp.hdr.tcp_flags = t->tcp_flags;
		w->l4_mask.tcp.hdr.tcp_flags = t->tcp_flags;
	}
	w->items[2].type = t->proto == IPPROTO_TCP   ? RTE_FLOW_ITEM_TYPE_TCP
			   : t->proto == IPPROTO_UDP ? RTE_FLOW_ITEM_TYPE_UDP
						     : RTE_FLOW_ITEM_TYPE_SCTP;
	w->items[2].spec = &w->l4;
	w->items[2].mask = &w->l4_mask;
	w->items[3].type = RTE_FLOW_ITEM_TYPE_END;
}

void
flow_syn(struct flow_words *w, unsigned int ip_version)
{
	unsigned int at = ip_version == 0 ? 1 : 2;

	start(w);
	w->items[1].type = ip_version == 6 ? RTE_FLOW_ITEM_TYPE_IPV6 : RTE_FLOW_ITEM_TYPE_IPV4;
	w->l4.tcp.hdr.tcp_flags = RTE_TCP_SYN_FLAG;
	w->l4_mask.tcp.hdr.tcp_flags = RTE_TCP_SYN_FLAG;
	w->items[at].type = RTE_FLOW_ITEM_TYPE_TCP;
	w->items[at].spec = &w->l4;
	w->items[at].mask = &w->l4_mask;
	w->items[at + 1].type = RTE_FLOW_ITEM_TYPE_END;
}

void
flow_all(struct flow_words *w)
{
	start(w);
	w->items[0].type = RTE_FLOW_ITEM_TYPE_END;
}

static void
act(struct flow_words *w, enum rte_flow_action_type type, const void *conf)
{
	w->actions[0].type = type;
	w->actions[0].conf = conf;
	w->actions[1].type = RTE_FLOW_ACTION_TYPE_END;
}

void
flow_to_queue(struct flow_words *w, uint16_t queue)
{
	w->queue.index = queue;
	act(w, RTE_FLOW_ACTION_TYPE_QUEUE, &w->queue);
}

void
flow_to_drop(struct flow_words *w)
{
	act(w, RTE_FLOW_ACTION_TYPE_DROP, NULL);
}

void
flow_to_rss(struct flow_words *w, uint64_t types, const uint16_t *queues, uint32_t nb)
{
	w->rss.types = types;
	w->rss.queue = queues;
	w->rss.queue_num = nb;
	act(w, RTE_FLOW_ACTION_TYPE_RSS, &w->rss);
}

struct rte_flow *
flow_create(uint16_t port, const struct flow_words *w, struct rte_flow_error *err)
{
	return rte_flow_create(port, &w->attr, w->items, w->actions, err);
}

int
flow_validate(uint16_t port, const struct flow_words *w, struct rte_flow_error *err)
{
	return rte_flow_validate(port, &w->attr, w->items, w->actions, err);
}

/* ---- packets ---- */

static void
put16(uint8_t *p, uint16_t v)
{
	p[0] = v >> 8;
	p[1] = v & 0xFF;
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xFFFF);
}

void
flow_frame_l2(uint8_t *frame, uint16_t type)
{
	unsigned int i;

	for (i = 14; i < FLOW_FRAME_BYTES; i++)
		frame[i] = i * 5;
	memcpy(frame, own, 6);
	memcpy(frame + 6, peer, 6);
	put16(frame + 12, type);
}

static void
l4_put(uint8_t *l4, uint32_t bytes, const struct flow_tuple *t)
{
	memset(l4, 0, bytes);
	put16(l4, t->sport);
	put16(l4 + 2, t->dport);
	if (t->proto == IPPROTO_TCP) {
		l4[12] = 0x50; /* header of 20 bytes */
		l4[13] = t->tcp_flags;
	} else if (t->proto == IPPROTO_UDP) {
		put16(l4 + 4, bytes);
	}
}

void
flow_frame_ip4(uint8_t *frame, const struct flow_tuple *t)
{
	uint8_t *ip = frame + 14;

	flow_frame_l2(frame, RTE_ETHER_TYPE_IPV4);
	memset(ip, 0, 20);
	ip[0] = 0x45;
	put16(ip + 2, FLOW_FRAME_BYTES - 14);
	ip[8] = 64;
	ip[9] = t->proto;
	put32(ip + 12, t->src);
	put32(ip + 16, t->dst);
	l4_put(ip + 20, FLOW_FRAME_BYTES - 34, t);
}

void
flow_frame_ip6(uint8_t *frame, const struct flow_tuple *t)
{
	uint8_t *ip = frame + 14;

	flow_frame_l2(frame, RTE_ETHER_TYPE_IPV6);
	memset(ip, 0, 40);
	ip[0] = 0x60;
	put16(ip + 4, FLOW_FRAME_BYTES - 54);
	ip[6] = t->proto;
	ip[7] = 64;
	put32(ip + 20, t->src);
	put32(ip + 36, t->dst);
	l4_put(ip + 40, FLOW_FRAME_BYTES - 54, t);
}

void
flow_frame_tag(uint8_t *frame, uint16_t id)
{
	memmove(frame + 16, frame + 12, FLOW_FRAME_BYTES - 12);
	put16(frame + 12, RTE_ETHER_TYPE_VLAN);
	put16(frame + 14, id);
}

int
flow_receive(struct rig *rig, const uint8_t *frame, uint32_t len)
{
	struct rte_eth_dev_info info = rig_info(rig);
	uint8_t out[RIG_FRAME_BYTES];
	int queue = nm_rx_frame(rig->nm, frame, len);
	bool whole = queue < 0;
	uint16_t q;

	for (q = 0; q < info.nb_rx_queues; q++) {
		uint32_t got = rig_recv(rig, q, out);

		if (got == 0)
			continue;
		if (q != queue || got != len || memcmp(out, frame, len) != 0)
			return NOT_WHOLE;
		whole = true;
	}
	return whole ? queue : NOT_WHOLE;
}
