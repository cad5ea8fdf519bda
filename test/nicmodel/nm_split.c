/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Where a packet is split between a header and a packet buffer: 82576 datasheet 7.1.10. Types of
 * packets are those of PSRTYPE, of which each register serves two queues: 8.10.
 */
#include "nm_internal.h"

#define PROTO_UDP	17
#define HDR_LEN_MASK	0x3FFu
#define UDP_HEADER	8u
#define SRRCTL_RESERVED 0x00003000u

/* Bits of PSRTYPE: those of a kind of IP header, and of what follows behind it. */
enum { TYPE_IPV4 = 1, TYPE_IPV4_IPV6 = 4, TYPE_IPV6 = 7 };
enum { BEHIND_IP = 0, BEHIND_TCP = 1, BEHIND_UDP = 2, BEHIND_NFS = 10 };

static bool
type_on(const struct nm *nm, const struct nm_held *h, unsigned int type)
{
	return nm_get(nm, R_PSRTYPE + 4 * (h->queue % NM_NB_POOLS)) >> type & 1;
}

/* Without fragments behind L4 of TCP and UDP, fragments behind L3; a first fragment of UDP like a
 * whole packet. Nothing else has a header to the device.
 */
static uint32_t
header_bytes(struct nm *nm, const struct nm_pkt *pkt, const struct nm_held *h)
{
	unsigned int ip = !pkt->ipv4 ? TYPE_IPV6 : pkt->ipv6 ? TYPE_IPV4_IPV6 : TYPE_IPV4;
	bool udp = pkt->udp ||
		   (pkt->first_fragment && pkt->proto == PROTO_UDP && pkt->l4_len >= UDP_HEADER);

	if (!pkt->ipv4 && !pkt->ipv6)
		return 0;
	if (h->info & RXD_NFS) {
		if (type_on(nm, h, ip + BEHIND_NFS + (pkt->udp ? 1 : 0)))
			nm_violation(nm, "receive queue %u: split behind NFS headers: not modelled",
				h->queue);
		return 0;
	}
	if (pkt->tcp)
		return type_on(nm, h, ip + BEHIND_TCP)
			       ? pkt->l4 + (pkt->frame[pkt->l4 + 12] >> 4) * 4u
			       : 0;
	if (udp)
		return type_on(nm, h, ip + BEHIND_UDP) ? pkt->l4 + UDP_HEADER : 0;
	return pkt->fragment && type_on(nm, h, ip + BEHIND_IP) ? pkt->l4 : 0;
}

/* Before a tag is taken out, which comes off the header. */
void
nm_split_parse(struct nm *nm, const struct nm_pkt *pkt, struct nm_held *h)
{
	h->header_len = header_bytes(nm, pkt, h);
	if (h->header_len > pkt->len)
		h->header_len = 0;
	if (h->header_len > 0 && h->status & RXD_VP)
		h->header_len -= 4;
}

/* What the write-backs of this packet say of its header; returns what goes to the header buffer. */
static uint32_t
split(struct nm_held *h, bool sph, uint32_t told, uint32_t bytes)
{
	h->info |= (told & HDR_LEN_MASK) << RXD_HDRLEN_SHIFT | (sph ? RXD_SPH : 0);
	return bytes;
}

uint32_t
nm_split_bytes(struct nm *nm, struct nm_held *h)
{
	uint32_t srrctl = nm_get(nm, R_Q(SRRCTL, h->queue));
	uint32_t room = (srrctl & SRRCTL_BSIZEHEADER) >> 2;
	bool always = (srrctl & SRRCTL_DESCTYPE) == SRRCTL_DESCTYPE_SPLIT_ALWAYS;

	/* Only the header buffer of a packet's first descriptor is used. */
	if ((srrctl & SRRCTL_DESCTYPE) == SRRCTL_DESCTYPE_ADV || h->done > 0)
		return 0;
	if (room == 0 || srrctl & SRRCTL_RESERVED)
		nm_violation(nm, "SRRCTL[%u].BSIZEHEADER: %u bytes, reserved bits 0x%x", h->queue,
			room, srrctl & SRRCTL_RESERVED);
	if (always && h->len <= room)
		return split(h, false, h->len, h->len);
	if (h->header_len == 0)
		return split(h, false, always ? room : 0, always ? room : 0);
	if (h->header_len <= room)
		return split(h, true, h->header_len, h->header_len);
	h->header_overflow = true;
	return split(h, true, h->header_len, always ? room : 0);
}
