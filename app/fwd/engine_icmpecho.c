/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Answers ARP requests, ICMP and ICMPv6 echo requests, and neighbour solicitations, for every
 * unicast address, out of the port that they came in by. Everything else is dropped.
 *
 * Questions that a host asks to find out whether an address is free get no answer: ARP probes and
 * announcements (RFC 5227), and solicitations from the unspecified address (RFC 4862, 5.4).
 */

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#include <rte_arp.h>
#include <rte_byteorder.h>
#include <rte_icmp.h>
#include <rte_ip.h>

#include "burst.h"
#include "engine.h"
#include "headers.h"

#define HOP_LIMIT 255 /* RFC 4861, 7.1.1: of a solicitation, and of the answer */
#define TTL	  64

/** More to follow, or not the first: RFC 791, 3.1. */
#define FRAGMENT RTE_BE16(RTE_IPV4_HDR_MF_FLAG | RTE_IPV4_HDR_OFFSET_MASK)

/** An advertisement with the option that it carries here: RFC 4861, 4.4 and 4.6.1. */
struct advertisement {
	struct nd_neighbor_advert na;
	struct nd_opt_hdr opt;
	struct rte_ether_addr mac;
};

_Static_assert(sizeof(struct advertisement) == 32, "as it is on the wire");

static void
answer_by(struct rte_mbuf *m, const struct rte_ether_addr *mac)
{
	struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, struct rte_ether_hdr *);

	eth->dst_addr = eth->src_addr;
	eth->src_addr = *mac;
}

/** A checksum after one of the words that it covers has changed: RFC 1624. */
static uint16_t
updated(uint16_t cksum, uint16_t old, uint16_t new)
{
	uint32_t sum = (uint16_t)~cksum + (uint16_t)~old + new;

	sum = (sum & UINT16_MAX) + (sum >> 16);
	sum += sum >> 16;
	return (uint16_t)~sum;
}

static bool
is_unicast4(rte_be32_t address)
{
	uint32_t a = rte_be_to_cpu_32(address);

	return a != 0 && a < RTE_IPV4(224u, 0, 0, 0);
}

static bool
is_unicast6(const uint8_t *a)
{
	static const uint8_t unspecified[16];

	return a[0] != 0xff && memcmp(a, unspecified, sizeof(unspecified)) != 0;
}

static bool
answer_arp(struct rte_mbuf *m, uint16_t at, const struct rte_ether_addr *mac)
{
	struct rte_arp_hdr *arp = rte_pktmbuf_mtod_offset(m, struct rte_arp_hdr *, at);
	struct rte_arp_ipv4 *data = &arp->arp_data;
	rte_be32_t asked;

	if (m->data_len < at + sizeof(*arp) || arp->arp_hardware != RTE_BE16(RTE_ARP_HRD_ETHER) ||
		arp->arp_protocol != RTE_BE16(RTE_ETHER_TYPE_IPV4) ||
		arp->arp_hlen != sizeof(*mac) || arp->arp_plen != sizeof(asked) ||
		arp->arp_opcode != RTE_BE16(RTE_ARP_OP_REQUEST))
		return false;
	asked = data->arp_tip;
	if (!is_unicast4(asked) || !is_unicast4(data->arp_sip) || asked == data->arp_sip)
		return false;
	arp->arp_opcode = RTE_BE16(RTE_ARP_OP_REPLY);
	data->arp_tha = data->arp_sha;
	data->arp_tip = data->arp_sip;
	data->arp_sha = *mac;
	data->arp_sip = asked;
	answer_by(m, mac);
	return true;
}

static bool
answer_icmp(struct rte_mbuf *m, const struct fwd_headers *h, const struct rte_ether_addr *mac)
{
	struct rte_ipv4_hdr *ip = rte_pktmbuf_mtod_offset(m, struct rte_ipv4_hdr *, h->l2_len);
	struct rte_icmp_hdr *icmp =
		rte_pktmbuf_mtod_offset(m, struct rte_icmp_hdr *, h->l2_len + h->l3_len);
	rte_be32_t asked = ip->dst_addr;

	if (ip->next_proto_id != IPPROTO_ICMP || (ip->fragment_offset & FRAGMENT) != 0 ||
		m->data_len < h->l2_len + h->l3_len + sizeof(*icmp) ||
		icmp->icmp_type != ICMP_ECHO || icmp->icmp_code != 0 || !is_unicast4(asked) ||
		!is_unicast4(ip->src_addr))
		return false;
	ip->dst_addr = ip->src_addr;
	ip->src_addr = asked;
	ip->time_to_live = TTL;
	ip->hdr_checksum = 0;
	ip->hdr_checksum = rte_raw_cksum(ip, h->l3_len) ^ UINT16_MAX;
	icmp->icmp_type = ICMP_ECHOREPLY;
	icmp->icmp_cksum =
		updated(icmp->icmp_cksum, RTE_BE16(ICMP_ECHO << 8), RTE_BE16(ICMP_ECHOREPLY << 8));
	answer_by(m, mac);
	return true;
}

static bool
answer_echo6(struct rte_ipv6_hdr *ip, struct rte_icmp_hdr *icmp)
{
	uint8_t asked[16];

	memcpy(asked, &ip->dst_addr, sizeof(asked));
	if (icmp->icmp_code != 0 || !is_unicast6(asked))
		return false;
	memcpy(&ip->dst_addr, &ip->src_addr, sizeof(asked));
	memcpy(&ip->src_addr, asked, sizeof(asked));
	ip->hop_limits = TTL;
	icmp->icmp_type = ICMP6_ECHO_REPLY;
	icmp->icmp_cksum = updated(icmp->icmp_cksum, RTE_BE16(ICMP6_ECHO_REQUEST << 8),
		RTE_BE16(ICMP6_ECHO_REPLY << 8));
	return true;
}

/** The answer takes the solicitation's place, and is longer if that had no option. */
static bool
answer_solicitation(struct rte_mbuf *m, uint16_t at, const struct rte_ether_addr *mac)
{
	struct rte_ipv6_hdr *ip = rte_pktmbuf_mtod_offset(m, struct rte_ipv6_hdr *, at);
	struct nd_neighbor_solicit ns;
	uint32_t len = at + sizeof(*ip) + sizeof(struct advertisement);
	struct advertisement answer = {
		.na.nd_na_type = ND_NEIGHBOR_ADVERT,
		.na.nd_na_flags_reserved = ND_NA_FLAG_SOLICITED | ND_NA_FLAG_OVERRIDE,
		.opt = {.nd_opt_type = ND_OPT_TARGET_LINKADDR, .nd_opt_len = 1},
		.mac = *mac,
	};

	if (m->data_len < at + sizeof(*ip) + sizeof(ns) || m->nb_segs != 1)
		return false;
	memcpy(&ns, ip + 1, sizeof(ns));
	if (ns.nd_ns_code != 0 || ip->hop_limits != HOP_LIMIT ||
		!is_unicast6(ns.nd_ns_target.s6_addr))
		return false;
	answer.na.nd_na_target = ns.nd_ns_target;
	if (m->data_len < len && rte_pktmbuf_append(m, len - m->data_len) == NULL)
		return false;
	rte_pktmbuf_trim(m, m->data_len - len);
	memcpy(&ip->dst_addr, &ip->src_addr, sizeof(ip->src_addr));
	memcpy(&ip->src_addr, &answer.na.nd_na_target, sizeof(ip->src_addr));
	ip->payload_len = rte_cpu_to_be_16(sizeof(answer));
	answer.na.nd_na_cksum = rte_ipv6_udptcp_cksum(ip, &answer);
	memcpy(ip + 1, &answer, sizeof(answer));
	return true;
}

/** An echo has the same header as in ICMP. Questions behind extension headers are not answered. */
static bool
answer_icmp6(struct rte_mbuf *m, const struct fwd_headers *h, const struct rte_ether_addr *mac)
{
	struct rte_ipv6_hdr *ip = rte_pktmbuf_mtod_offset(m, struct rte_ipv6_hdr *, h->l2_len);
	struct rte_icmp_hdr *icmp = (struct rte_icmp_hdr *)(ip + 1);
	bool answered = false;

	if (ip->proto != IPPROTO_ICMPV6 || m->data_len < h->l2_len + sizeof(*ip) + sizeof(*icmp) ||
		!is_unicast6((const uint8_t *)&ip->src_addr))
		return false;
	if (icmp->icmp_type == ICMP6_ECHO_REQUEST)
		answered = answer_echo6(ip, icmp);
	else if (icmp->icmp_type == ND_NEIGHBOR_SOLICIT)
		answered = answer_solicitation(m, h->l2_len, mac);
	if (answered)
		answer_by(m, mac);
	return answered;
}

/** Behind the Ethernet header or one VLAN tag. */
static bool
answer(struct rte_mbuf *m, const struct rte_ether_addr *mac)
{
	const struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, const struct rte_ether_hdr *);
	uint16_t at = sizeof(*eth);
	rte_be16_t type = eth->ether_type;
	struct fwd_headers h;

	if (m->data_len < sizeof(*eth) + sizeof(struct rte_vlan_hdr) ||
		!rte_is_unicast_ether_addr(&eth->src_addr))
		return false;
	if (type == RTE_BE16(RTE_ETHER_TYPE_VLAN)) {
		type = ((const struct rte_vlan_hdr *)(eth + 1))->eth_proto;
		at += sizeof(struct rte_vlan_hdr);
	}
	if (type == RTE_BE16(RTE_ETHER_TYPE_ARP))
		return answer_arp(m, at, mac);
	if (!fwd_headers_find(m, &h))
		return false;
	if (fwd_headers_are_ipv4(&h))
		return answer_icmp(m, &h, mac);
	return fwd_headers_are_ipv6(&h) && answer_icmp6(m, &h, mac);
}

static unsigned int
icmpecho_burst(struct fwd_stream *s)
{
	const struct fwd_port *port = s->ctx;
	const struct rte_ether_addr mac = port->mac;
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts), nb_answers = 0;

	if (nb == 0)
		return 0;
	for (uint16_t i = 0; i < nb; i++) {
		if (answer(pkts[i], &mac))
			pkts[nb_answers++] = pkts[i];
		else
			rte_pktmbuf_free(pkts[i]);
	}
	fwd_transmit(s, pkts, nb_answers);
	return nb;
}

const struct fwd_engine fwd_engine_icmpecho = {
	.name = "icmpecho",
	.help = "answer ARP, ICMP and ICMPv6 echo and neighbour solicitations for any address, "
		"out of the port that received them",
	.receives = true,
	.transmits = true,
	.answers = true,
	.port_init = fwd_engine_needs_port,
	.burst = icmpecho_burst,
};
