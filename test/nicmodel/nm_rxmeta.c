/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the write-back says about a packet: type, checksums. 82576 datasheet
 * 7.1.5.2, 7.1.10.
 */
#include <string.h>

#include "nm_internal.h"

#define PORT_NFS       2049
#define RFCTL_NFSW_DIS NM_BIT(6)
#define RFCTL_NFSR_DIS NM_BIT(7)

static bool
is_nfs(const struct nm *nm, const struct nm_pkt *pkt)
{
	uint32_t rfctl = nm_get(nm, R_RFCTL);
	const uint8_t *l4 = pkt->frame + pkt->l4;

	if (!pkt->tcp && !pkt->udp)
		return false;
	return (!(rfctl & RFCTL_NFSR_DIS) && nm_be16(l4) == PORT_NFS) ||
	       (!(rfctl & RFCTL_NFSW_DIS) && nm_be16(l4 + 2) == PORT_NFS);
}

static uint32_t
packet_type(const struct nm *nm, const struct nm_pkt *pkt)
{
	uint32_t info = 0;

	if (pkt->ipv4)
		info |= pkt->ipv4_options ? RXD_IPV4 | RXD_IPV4E : RXD_IPV4;
	if (pkt->ipv6)
		info |= pkt->ipv6_ext ? RXD_IPV6 | RXD_IPV6E : RXD_IPV6;
	if (pkt->tcp)
		info |= RXD_TCP;
	if (pkt->udp)
		info |= RXD_UDP;
	if (pkt->sctp)
		info |= RXD_SCTP;
	if (is_nfs(nm, pkt))
		info |= RXD_NFS;
	return info;
}

static uint32_t
pseudo_sum(const struct nm_pkt *pkt, uint8_t proto)
{
	const uint8_t *ip = pkt->frame + pkt->l3;
	uint32_t sum = pkt->l4_len + proto;

	return pkt->ipv4 ? nm_sum_add(sum, ip + 12, 8) : nm_sum_add(sum, ip + 8, 32);
}

static uint32_t
check_tcp_udp(const struct nm_pkt *pkt)
{
	const uint8_t *l4 = pkt->frame + pkt->l4;
	uint32_t len = pkt->l4_len;
	uint32_t status = RXD_L4CS;

	if (pkt->udp) {
		if (nm_be16(l4 + 6) == 0) /* the sender did not compute one */
			return 0;
		len = nm_be16(l4 + 4);
		if (len < 8 || len > pkt->l4_len)
			return 0;
		status |= RXD_UDPCS;
	}
	if (nm_sum_fold(nm_sum_add(pseudo_sum(pkt, pkt->proto) - pkt->l4_len + len, l4, len)) !=
		0xFFFF)
		status |= RXD_L4E;
	return status;
}

static uint32_t
check_sctp(const struct nm_pkt *pkt)
{
	static const uint8_t zero[4];
	const uint8_t *l4 = pkt->frame + pkt->l4;
	uint32_t crc = nm_crc32c(UINT32_MAX, l4, 8);
	uint32_t found =
		l4[8] | (uint32_t)l4[9] << 8 | (uint32_t)l4[10] << 16 | (uint32_t)l4[11] << 24;

	crc = nm_crc32c(crc, zero, sizeof(zero));
	crc = ~nm_crc32c(crc, l4 + 12, pkt->l4_len - 12);
	return RXD_L4CS | (crc == found ? 0 : RXD_L4E);
}

static uint32_t
check_ipv4(const struct nm_pkt *pkt)
{
	const uint8_t *ip = pkt->frame + pkt->l3;

	return RXD_IPCS |
	       (nm_sum_fold(nm_sum_add(0, ip, (ip[0] & 0x0Fu) * 4)) == 0xFFFF ? 0 : RXD_IPE);
}

static uint32_t
checksums(const struct nm *nm, const struct nm_pkt *pkt)
{
	uint32_t rxcsum = nm_get(nm, R_RXCSUM);
	uint32_t status = 0;

	if (pkt->ipv4 && rxcsum & RXCSUM_IPOFLD)
		status |= check_ipv4(pkt);
	if (pkt->fragment || pkt->l4_unchecked)
		return status;
	if (pkt->ipv6 && nm_get(nm, R_RFCTL) & RFCTL_IPV6_XSUM_DIS)
		return status;
	if ((pkt->tcp || pkt->udp) && rxcsum & RXCSUM_TUOFLD)
		status |= check_tcp_udp(pkt);
	if (pkt->sctp && rxcsum & RXCSUM_CRCOFL)
		status |= check_sctp(pkt);
	return status;
}

/* With RXCSUM.PCSD = 0 the hash field holds the IP identification and a checksum
 * of the packet from RXCSUM.PCSS on, or of a UDP fragment's payload.
 */
static void
packet_checksum(const struct nm *nm, const struct nm_pkt *pkt, struct nm_held *h)
{
	uint32_t rxcsum = nm_get(nm, R_RXCSUM);
	uint32_t start = rxcsum & RXCSUM_PCSS;
	uint16_t sum = 0;

	if (rxcsum & RXCSUM_IPPCSE) {
		if (pkt->ipv4 && pkt->fragment && pkt->proto == 17) {
			sum = nm_sum_fold(nm_sum_add(0, pkt->frame + pkt->l4, pkt->l4_len));
			if (pkt->first_fragment && pkt->l4_len >= 8 &&
				nm_be16(pkt->frame + pkt->l4 + 6) != 0)
				h->status |= RXD_UDPV;
		}
	} else if (start < pkt->len) {
		sum = nm_sum_fold(nm_sum_add(0, pkt->frame + start, pkt->len - start));
	}
	h->hash = (uint32_t)sum << 16;
	if (pkt->ipv4) {
		h->status |= RXD_IPIDV;
		h->hash |= nm_be16(pkt->frame + pkt->l3 + 4);
	}
}

/* info and status of the write-back; the hash when RSS does not supply one. */
void
nm_rx_checks(struct nm *nm, const struct nm_pkt *pkt, struct nm_held *h)
{
	h->info |= packet_type(nm, pkt);
	h->status |= checksums(nm, pkt);
	if (!(nm_get(nm, R_RXCSUM) & RXCSUM_PCSD))
		packet_checksum(nm, pkt, h);
}
