/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Five-tuple and SYN filters: 82576 datasheet 7.1.1.4, 7.1.1.5, 8.11.
 */
#include <string.h>

#include "nm_internal.h"

#define TCP_SYN 0x02

/* Addresses and ports stand in the registers in network byte order. */
static uint32_t
raw32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t
raw16(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8;
}

static bool
has_ports(const struct nm_pkt *pkt)
{
	return pkt->tcp || pkt->udp || pkt->sctp;
}

/* TCP flags: any of those that IMIREXT selects, unless it bypasses them. */
static bool
flags_match(uint32_t imirext, const struct nm_pkt *pkt)
{
	static const uint8_t flag[6] = {0x20, 0x10, 0x08, 0x04, 0x02, 0x01}; /* URG to FIN */
	unsigned int i;

	if (imirext & IMIREXT_CTRL_BP)
		return true;
	if (!pkt->tcp)
		return false;
	for (i = 0; i < 6; i++) {
		if (imirext >> (13 + i) & 1 && pkt->frame[pkt->l4 + 13] & flag[i])
			return true;
	}
	return false;
}

static bool
tuple_match(const struct nm *nm, const struct nm_pkt *pkt, uint32_t n)
{
	uint32_t ftqf = nm_get(nm, R_FTQF + 4 * n), imir = nm_get(nm, R_IMIR + 4 * n);
	uint32_t imirext = nm_get(nm, R_IMIREXT + 4 * n);
	const uint8_t *ip = pkt->frame + pkt->l3, *l4 = pkt->frame + pkt->l4;

	if (!(ftqf & FTQF_PROTO_BP) && pkt->proto != (ftqf & 0xFF))
		return false;
	if (!(ftqf & FTQF_SRC_BP) && raw32(ip + 12) != nm_get(nm, R_SAQF + 4 * n))
		return false;
	if (!(ftqf & FTQF_DST_BP) && raw32(ip + 16) != nm_get(nm, R_DAQF + 4 * n))
		return false;
	if (!(ftqf & FTQF_SPORT_BP) &&
		(!has_ports(pkt) || raw16(l4) != (nm_get(nm, R_SPQF + 4 * n) & 0xFFFF)))
		return false;
	if (!(imir & IMIR_PORT_BP) && (!has_ports(pkt) || raw16(l4 + 2) != (imir & 0xFFFF)))
		return false;
	if (!(imirext & IMIREXT_SIZE_BP) && pkt->len + NM_CRC_BYTES > (imirext & 0xFFF))
		return false;
	return flags_match(imirext, pkt);
}

/* The matching filter of highest priority, lowest number first; -1: none. Only
 * unfragmented IPv4 is looked at.
 */
int
nm_tuple_find(const struct nm *nm, const struct nm_pkt *pkt)
{
	uint32_t best_priority = 0, n;
	int best = -1;

	if (!pkt->ipv4 || pkt->fragment)
		return -1;
	for (n = 0; n < 8; n++) {
		uint32_t ftqf = nm_get(nm, R_FTQF + 4 * n);
		uint32_t priority = nm_get(nm, R_IMIR + 4 * n) >> 29;

		if (!(ftqf & (FTQF_QUEUE_EN | FTQF_1588)) || !tuple_match(nm, pkt, n))
			continue;
		if (best < 0 || priority > best_priority) {
			best = (int)n;
			best_priority = priority;
		}
	}
	return best;
}

bool
nm_syn_match(const struct nm *nm, const struct nm_pkt *pkt)
{
	return nm_get(nm, R_SYNQF) & SYNQF_EN && pkt->tcp &&
	       (pkt->frame[pkt->l4 + 13] & 0x12) == TCP_SYN;
}
