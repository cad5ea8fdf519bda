/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Flow rules as an application writes them, and packets that meet them or do not.
 */
#ifndef PORT_FLOW_H
#define PORT_FLOW_H

#include <rte_flow.h>

#include "rig.h"

#define FLOW_ITEMS 4

/* Words of one rule; made by one of the patterns below, then one of the actions. */
struct flow_words {
	struct rte_flow_attr attr;
	struct rte_flow_item items[FLOW_ITEMS + 1];
	struct rte_flow_action actions[3];
	struct rte_flow_item_eth eth, eth_mask;
	struct rte_flow_item_ipv4 ip, ip_mask;
	union {
		struct rte_flow_item_tcp tcp;
		struct rte_flow_item_udp udp;
		struct rte_flow_item_sctp sctp;
	} l4, l4_mask;
	struct rte_flow_action_queue queue;
	struct rte_flow_action_rss rss;
};

/* A packet, or what a five-tuple rule compares. */
struct flow_tuple {
	uint32_t src, dst;
	uint16_t sport, dport;
	uint8_t proto;
	uint8_t tcp_flags;
};

/* Which fields a rule compares. */
#define FLOW_SRC   0x01u
#define FLOW_DST   0x02u
#define FLOW_PROTO 0x04u /* in the IPv4 item */
#define FLOW_SPORT 0x08u
#define FLOW_DPORT 0x10u
#define FLOW_FLAG  0x20u /* TCP flags, with the flags themselves as the mask */

void flow_etype(struct flow_words *w, uint16_t type);
/* eth / ipv4 [/ tcp, udp or sctp by the protocol when with_l4]. */
void flow_tuple(
	struct flow_words *w, const struct flow_tuple *t, unsigned int fields, bool with_l4);
/* eth / ipv4 or ipv6 or nothing (0) / tcp with SYN. */
void flow_syn(struct flow_words *w, unsigned int ip_version);
/* Nothing at all. */
void flow_all(struct flow_words *w);

void flow_to_queue(struct flow_words *w, uint16_t queue);
void flow_to_drop(struct flow_words *w);
void flow_to_rss(struct flow_words *w, uint64_t types, const uint16_t *queues, uint32_t nb);

struct rte_flow *flow_create(uint16_t port, const struct flow_words *w, struct rte_flow_error *err);
int flow_validate(uint16_t port, const struct flow_words *w, struct rte_flow_error *err);

/* Packets of 80 bytes to the port's own address. */
#define FLOW_FRAME_BYTES 80
void flow_frame_l2(uint8_t *frame, uint16_t type);
void flow_frame_ip4(uint8_t *frame, const struct flow_tuple *t);
void flow_frame_ip6(uint8_t *frame, const struct flow_tuple *t);
/* Puts a VLAN tag in; the frame is four bytes longer then. */
void flow_frame_tag(uint8_t *frame, uint16_t id);

/* From the wire: the queue that delivered the frame, and only that one, or what nm_rx_frame() said.
 * -100 when the application did not get it whole from that queue, or another queue gave something.
 */
int flow_receive(struct rig *rig, const uint8_t *frame, uint32_t len);

#endif
