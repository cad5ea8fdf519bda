/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * From a pattern to the filter that can do it: 82576 datasheet 7.1.1, 8.11. What the
 * filters do not compare is refused, so that a rule never takes more than it says.
 */
#include <errno.h>

#include "igbx_flow.h"

#define ITEM(err, item, message) \
	igbx_flow_refuse(err, ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM, item, message)
#define MASK(err, item, message) \
	igbx_flow_refuse(err, ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM_MASK, item, message)
#define SPEC(err, item, message) \
	igbx_flow_refuse(err, EINVAL, RTE_FLOW_ERROR_TYPE_ITEM_SPEC, item, message)

/* The items of a pattern by their layer; NULL: not there. */
struct layers {
	const struct rte_flow_item *eth, *l3, *l4;
};

static int
layers_find(const struct rte_flow_item *item, struct layers *l, struct rte_flow_error *err)
{
	const struct rte_flow_item **slot;

	for (; item->type != RTE_FLOW_ITEM_TYPE_END; item++) {
		switch (item->type) {
		case RTE_FLOW_ITEM_TYPE_VOID:
			continue;
		case RTE_FLOW_ITEM_TYPE_ETH:
			slot = l->l3 == NULL && l->l4 == NULL ? &l->eth : NULL;
			break;
		case RTE_FLOW_ITEM_TYPE_IPV4:
		case RTE_FLOW_ITEM_TYPE_IPV6:
			slot = l->l4 == NULL ? &l->l3 : NULL;
			break;
		case RTE_FLOW_ITEM_TYPE_TCP:
		case RTE_FLOW_ITEM_TYPE_UDP:
		case RTE_FLOW_ITEM_TYPE_SCTP:
			slot = &l->l4;
			break;
		default:
			return ITEM(err, item, "items are ETH, IPV4, IPV6, TCP, UDP and SCTP");
		}
		if (slot == NULL || *slot != NULL)
			return ITEM(err, item, "items come in the order of the headers, each once");
		if (item->last != NULL)
			return igbx_flow_refuse(err, ENOTSUP, RTE_FLOW_ERROR_TYPE_ITEM_LAST, item,
				"no ranges: a field has one value or any");
		if (item->spec == NULL && item->mask != NULL)
			return SPEC(err, item, "a mask without a value");
		*slot = item;
	}
	return 0;
}

static bool
all_zero(const void *bytes, size_t nb)
{
	const uint8_t *p = bytes;
	size_t i;

	for (i = 0; i < nb; i++) {
		if (p[i] != 0)
			return false;
	}
	return true;
}

static const void *
mask_of(const struct rte_flow_item *item, const void *fallback)
{
	return item->mask != NULL ? item->mask : fallback;
}

/* An item that only says that its header is there. */
static bool
is_plain(const struct rte_flow_item *item, const void *fallback, size_t nb)
{
	return item == NULL || item->spec == NULL || all_zero(mask_of(item, fallback), nb);
}

static int
match_etype(
	const struct rte_flow_item *item, struct igbx_flow_rule *rule, struct rte_flow_error *err)
{
	const struct rte_flow_item_eth *spec = item->spec;
	struct rte_flow_item_eth mask;

	memcpy(&mask, mask_of(item, &rte_flow_item_eth_mask), sizeof(mask));
	if (mask.hdr.ether_type != RTE_BE16(0xFFFF))
		return MASK(err, item, "the EtherType is compared whole: mask 0xffff");
	mask.hdr.ether_type = 0;
	if (!all_zero(&mask, sizeof(mask)))
		return MASK(
			err, item, "of ETH only the EtherType is compared, no address, no VLAN");
	rule->kind = IGBX_FLOW_ETYPE;
	rule->ether_type = rte_be_to_cpu_16(spec->hdr.ether_type);
	switch (rule->ether_type) {
	case RTE_ETHER_TYPE_IPV4:
	case RTE_ETHER_TYPE_IPV6:
		return SPEC(err, item,
			"EtherType filters are for others than IPv4 and IPv6, which have items");
	case RTE_ETHER_TYPE_VLAN:
		return SPEC(err, item,
			"the device looks behind a VLAN tag: name the EtherType after it");
	default:
		if (rule->ether_type < RTE_ETHER_TYPE_IPV4)
			return SPEC(err, item, "EtherTypes begin at 0x0600: this is a length");
		return 0;
	}
}

/* Of each field: not compared, compared whole, or what the filters cannot do. */
static bool
field(uint32_t mask, uint32_t full, uint8_t bit, struct igbx_tuple *t)
{
	if (mask == full)
		t->match |= bit;
	return mask == 0 || mask == full;
}

static int
match_ipv4(const struct rte_flow_item *item, struct igbx_tuple *t, struct rte_flow_error *err)
{
	const struct rte_flow_item_ipv4 *spec = item->spec;
	struct rte_flow_item_ipv4 mask;

	if (spec == NULL)
		return 0;
	memcpy(&mask, mask_of(item, &rte_flow_item_ipv4_mask), sizeof(mask));
	if (!field(mask.hdr.src_addr, UINT32_MAX, IGBX_TUPLE_SRC_IP, t) ||
		!field(mask.hdr.dst_addr, UINT32_MAX, IGBX_TUPLE_DST_IP, t) ||
		!field(mask.hdr.next_proto_id, UINT8_MAX, IGBX_TUPLE_PROTO, t))
		return MASK(
			err, item, "IPV4 addresses and protocol are compared whole or not at all");
	mask.hdr.src_addr = 0;
	mask.hdr.dst_addr = 0;
	mask.hdr.next_proto_id = 0;
	if (!all_zero(&mask, sizeof(mask)))
		return MASK(err, item, "of IPV4 only addresses and protocol are compared");
	t->src_ip = rte_be_to_cpu_32(spec->hdr.src_addr);
	t->dst_ip = rte_be_to_cpu_32(spec->hdr.dst_addr);
	t->proto = spec->hdr.next_proto_id;
	return 0;
}

/* TCP, UDP and SCTP headers begin with both ports. */
union l4_item {
	struct rte_udp_hdr ports;
	struct rte_flow_item_tcp tcp;
	struct rte_flow_item_udp udp;
	struct rte_flow_item_sctp sctp;
};

struct l4_kind {
	enum rte_flow_item_type type;
	uint8_t proto;
	size_t bytes;
	const void *mask;
};

static const struct l4_kind l4_kinds[] = {
	{RTE_FLOW_ITEM_TYPE_TCP, IPPROTO_TCP, sizeof(struct rte_flow_item_tcp),
		&rte_flow_item_tcp_mask},
	{RTE_FLOW_ITEM_TYPE_UDP, IPPROTO_UDP, sizeof(struct rte_flow_item_udp),
		&rte_flow_item_udp_mask},
	{RTE_FLOW_ITEM_TYPE_SCTP, IPPROTO_SCTP, sizeof(struct rte_flow_item_sctp),
		&rte_flow_item_sctp_mask},
};

static int
match_tcp_flags(const struct rte_flow_item *item, const union l4_item *spec, union l4_item *mask,
	struct igbx_tuple *t, struct rte_flow_error *err)
{
	uint8_t flag = mask->tcp.hdr.tcp_flags;

	if (flag == 0)
		return 0;
	if ((flag & (flag - 1)) != 0 || flag > RTE_TCP_URG_FLAG ||
		(spec->tcp.hdr.tcp_flags & flag) == 0)
		return MASK(err, item, "one TCP flag of FIN to URG at most, and one that is set");
	t->match |= IGBX_TUPLE_TCP_FLAG;
	t->tcp_flag = flag;
	mask->tcp.hdr.tcp_flags = 0;
	return 0;
}

static int
match_l4_fields(const struct rte_flow_item *item, const struct l4_kind *kind, struct igbx_tuple *t,
	struct rte_flow_error *err)
{
	union l4_item spec, mask;
	int ret;

	memset(&spec, 0, sizeof(spec));
	memset(&mask, 0, sizeof(mask));
	memcpy(&spec, item->spec, kind->bytes);
	memcpy(&mask, mask_of(item, kind->mask), kind->bytes);
	if (!field(mask.ports.src_port, UINT16_MAX, IGBX_TUPLE_SRC_PORT, t) ||
		!field(mask.ports.dst_port, UINT16_MAX, IGBX_TUPLE_DST_PORT, t))
		return MASK(err, item, "ports are compared whole or not at all");
	t->src_port = rte_be_to_cpu_16(spec.ports.src_port);
	t->dst_port = rte_be_to_cpu_16(spec.ports.dst_port);
	mask.ports.src_port = 0;
	mask.ports.dst_port = 0;
	if (kind->type == RTE_FLOW_ITEM_TYPE_TCP) {
		ret = match_tcp_flags(item, &spec, &mask, t, err);
		if (ret != 0)
			return ret;
	}
	if (!all_zero(&mask, sizeof(mask)))
		return MASK(
			err, item, "of TCP, UDP and SCTP only ports and a TCP flag are compared");
	return 0;
}

static int
match_l4(const struct rte_flow_item *item, struct igbx_tuple *t, struct rte_flow_error *err)
{
	const struct l4_kind *kind = l4_kinds;

	while (kind->type != item->type)
		kind++;
	if ((t->match & IGBX_TUPLE_PROTO) && t->proto != kind->proto)
		return ITEM(err, item, "IPV4 names another protocol than this item");
	t->match |= IGBX_TUPLE_PROTO;
	t->proto = kind->proto;
	return item->spec == NULL ? 0 : match_l4_fields(item, kind, t, err);
}

static int
match_tuple(const struct layers *l, struct igbx_flow_rule *rule, struct rte_flow_error *err)
{
	int ret;

	rule->kind = IGBX_FLOW_TUPLE;
	if (l->l3 == NULL)
		return ITEM(err, l->l4, "five-tuple filters are for IPv4: an IPV4 item is missing");
	if (l->l3->type != RTE_FLOW_ITEM_TYPE_IPV4)
		return ITEM(err, l->l3, "five-tuple filters are for IPv4, not for IPv6");
	ret = match_ipv4(l->l3, &rule->tuple, err);
	if (ret == 0 && l->l4 != NULL)
		ret = match_l4(l->l4, &rule->tuple, err);
	if (ret == 0 && rule->tuple.match == 0)
		return ITEM(err, l->l3, "a five-tuple filter compares one field at least");
	return ret;
}

static const void *
ip_default_mask(const struct rte_flow_item *item)
{
	if (item != NULL && item->type == RTE_FLOW_ITEM_TYPE_IPV6)
		return &rte_flow_item_ipv6_mask;
	return &rte_flow_item_ipv4_mask;
}

static size_t
ip_bytes(const struct rte_flow_item *item)
{
	if (item != NULL && item->type == RTE_FLOW_ITEM_TYPE_IPV6)
		return sizeof(struct rte_flow_item_ipv6);
	return sizeof(struct rte_flow_item_ipv4);
}

/* A TCP item that asks for SYN, with or without saying that ACK must not be there, and for
 * nothing else; in front of it items that ask for nothing.
 */
static bool
is_syn(const struct layers *l)
{
	const struct rte_flow_item_tcp *spec;
	struct rte_flow_item_tcp mask;

	if (l->l4 == NULL || l->l4->type != RTE_FLOW_ITEM_TYPE_TCP || l->l4->spec == NULL)
		return false;
	if (!is_plain(l->l3, ip_default_mask(l->l3), ip_bytes(l->l3)))
		return false;
	spec = l->l4->spec;
	memcpy(&mask, mask_of(l->l4, &rte_flow_item_tcp_mask), sizeof(mask));
	if (mask.hdr.tcp_flags != RTE_TCP_SYN_FLAG &&
		mask.hdr.tcp_flags != (RTE_TCP_SYN_FLAG | RTE_TCP_ACK_FLAG))
		return false;
	if ((spec->hdr.tcp_flags & mask.hdr.tcp_flags) != RTE_TCP_SYN_FLAG)
		return false;
	mask.hdr.tcp_flags = 0;
	return all_zero(&mask, sizeof(mask));
}

int
igbx_flow_match(const struct rte_flow_item *pattern, struct igbx_flow_rule *rule,
	struct rte_flow_error *err)
{
	struct layers l = {NULL, NULL, NULL};
	int ret;

	ret = layers_find(pattern, &l, err);
	if (ret != 0)
		return ret;
	if (l.l3 == NULL && l.l4 == NULL) {
		if (!is_plain(l.eth, &rte_flow_item_eth_mask, sizeof(rte_flow_item_eth_mask)))
			return match_etype(l.eth, rule, err);
		rule->kind = IGBX_FLOW_RSS;
		return 0;
	}
	if (!is_plain(l.eth, &rte_flow_item_eth_mask, sizeof(rte_flow_item_eth_mask)))
		return ITEM(err, l.eth, "in front of other items ETH compares nothing");
	if (is_syn(&l)) {
		rule->kind = IGBX_FLOW_SYN;
		return 0;
	}
	return match_tuple(&l, rule, err);
}
