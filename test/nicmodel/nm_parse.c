/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the device's parser recognizes: tags, IPv4 and IPv6 with extension
 * headers, TCP, UDP, SCTP. 82576 datasheet 7.1.6, 7.1.10, 7.4.
 */
#include <string.h>

#include "nm_internal.h"

#define ETHER_IPV4     0x0800
#define ETHER_IPV6     0x86DD
#define PROTO_HOPOPTS  0
#define PROTO_TCP      6
#define PROTO_UDP      17
#define PROTO_IPV6     41
#define PROTO_ROUTING  43
#define PROTO_FRAGMENT 44
#define PROTO_AH       51
#define PROTO_DSTOPTS  60
#define PROTO_SCTP     132

static void
parse_tags(const struct nm *nm, struct nm_pkt *pkt)
{
	uint16_t inner = (uint16_t)nm_get(nm, R_VET);
	uint16_t outer = (uint16_t)(nm_get(nm, R_VET) >> 16);
	uint32_t at = 12;

	if (nm_get(nm, R_CTRL_EXT) & CTRL_EXT_EXTENDED_VLAN && pkt->len >= at + 6 &&
		nm_be16(pkt->frame + at) == outer) {
		pkt->tags++;
		at += 4;
	}
	if ((pkt->tags == 1 || !(nm_get(nm, R_CTRL_EXT) & CTRL_EXT_EXTENDED_VLAN)) &&
		pkt->len >= at + 6 && nm_be16(pkt->frame + at) == inner) {
		pkt->inner_tag = true;
		pkt->tag_at = at;
		pkt->tci = nm_be16(pkt->frame + at + 2);
		pkt->tags++;
		at += 4;
	}
	if (pkt->len >= at + 2)
		pkt->ether_type = nm_be16(pkt->frame + at);
	pkt->l3 = at + 2;
}

static void
set_l4(struct nm_pkt *pkt, uint8_t proto, uint32_t at, uint32_t l3_end)
{
	uint32_t need;

	pkt->proto = proto;
	pkt->l4 = at;
	if (at > l3_end)
		return;
	pkt->l4_len = l3_end - at;
	need = proto == PROTO_TCP ? 20 : proto == PROTO_UDP ? 8 : proto == PROTO_SCTP ? 12 : 0;
	if (pkt->fragment || need == 0 || pkt->l4_len < need)
		return;
	pkt->tcp = proto == PROTO_TCP;
	pkt->udp = proto == PROTO_UDP;
	pkt->sctp = proto == PROTO_SCTP;
}

static void
home_address(struct nm_pkt *pkt, uint32_t at, uint32_t bytes)
{
	uint32_t i = at + 2, end = at + bytes;

	while (i < end) {
		uint32_t type = pkt->frame[i], opt;

		if (type == 0) { /* Pad1 */
			i++;
			continue;
		}
		if (i + 2 > end)
			return;
		opt = pkt->frame[i + 1];
		if (i + 2 + opt > end)
			return;
		if (type == 0xC9 && opt == 16)
			pkt->rss_src = pkt->frame + i + 2;
		i += 2 + opt;
	}
}

/* Walks the chain of extension headers; false when it leaves the packet. */
static bool
ipv6_chain(struct nm_pkt *pkt, uint8_t *next, uint32_t *at, uint32_t end)
{
	unsigned int nb;

	for (nb = 0; nb < 32; nb++) {
		const uint8_t *h = pkt->frame + *at;
		uint32_t bytes;

		switch (*next) {
		case PROTO_HOPOPTS:
		case PROTO_DSTOPTS:
		case PROTO_ROUTING:
			if (*at + 8 > end || *at + 8 * (h[1] + 1u) > end)
				return false;
			bytes = 8 * (h[1] + 1u);
			if (*next == PROTO_DSTOPTS)
				home_address(pkt, *at, bytes);
			if (*next == PROTO_ROUTING && h[3] > 0) {
				pkt->l4_unchecked = true;
				if (h[2] == 2 && bytes == 24)
					pkt->rss_dst = h + 8;
			}
			break;
		case PROTO_FRAGMENT:
			if (*at + 8 > end)
				return false;
			bytes = 8;
			if (nm_be16(h + 2) & 0xFFF9u) {
				pkt->fragment = true;
				pkt->first_fragment = (nm_be16(h + 2) & 0xFFF8u) == 0;
			}
			pkt->l4_unchecked = true;
			break;
		case PROTO_AH:
			if (*at + 8 > end || *at + 4 * (h[1] + 2u) > end)
				return false;
			bytes = 4 * (h[1] + 2u);
			pkt->l4_unchecked = true;
			break;
		default:
			return true;
		}
		pkt->ipv6_ext = true;
		*next = h[0];
		*at += bytes;
		if (pkt->fragment && !pkt->first_fragment)
			return true;
	}
	return false;
}

static void
parse_ipv6(struct nm_pkt *pkt, uint32_t at, uint32_t limit)
{
	const uint8_t *ip = pkt->frame + at;
	uint32_t end, l4 = at + 40;
	uint8_t next;

	if (at + 40 > limit || ip[0] >> 4 != 6)
		return;
	end = l4 + nm_be16(ip + 4);
	if (end > limit)
		return;
	pkt->ipv6 = true;
	pkt->rss_src = ip + 8;
	pkt->rss_dst = ip + 24;
	next = ip[6];
	if (ipv6_chain(pkt, &next, &l4, end))
		set_l4(pkt, next, l4, end);
}

static void
parse_ipv4(struct nm_pkt *pkt)
{
	const uint8_t *ip = pkt->frame + pkt->l3;
	uint32_t header, total;

	if (pkt->l3 + 20 > pkt->len || ip[0] >> 4 != 4)
		return;
	header = (ip[0] & 0x0Fu) * 4;
	total = nm_be16(ip + 2);
	if (header < 20 || total < header || pkt->l3 + total > pkt->len)
		return;
	pkt->ipv4 = true;
	pkt->ipv4_options = header > 20;
	pkt->fragment = (nm_be16(ip + 6) & 0x3FFFu) != 0;
	pkt->first_fragment = pkt->fragment && (nm_be16(ip + 6) & 0x1FFFu) == 0;
	set_l4(pkt, ip[9], pkt->l3 + header, pkt->l3 + total);
	if (ip[9] == PROTO_IPV6 && !pkt->fragment) {
		/* IPv6 in an IPv4 tunnel: both are reported, L4 is not checked. */
		parse_ipv6(pkt, pkt->l3 + header, pkt->l3 + total);
		pkt->l4_unchecked = true;
	}
}

void
nm_parse(const struct nm *nm, const uint8_t *frame, uint32_t len, struct nm_pkt *pkt)
{
	memset(pkt, 0, sizeof(*pkt));
	pkt->frame = frame;
	pkt->len = len;
	parse_tags(nm, pkt);
	if (pkt->ether_type == ETHER_IPV4)
		parse_ipv4(pkt);
	else if (pkt->ether_type == ETHER_IPV6)
		parse_ipv6(pkt, pkt->l3, len);
}
