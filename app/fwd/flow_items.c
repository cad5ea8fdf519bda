/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The items of flow rules: names are testpmd's, offsets those of the headers. */

#include <rte_arp.h>
#include <rte_icmp.h>
#include <rte_ip.h>
#include <rte_sctp.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include "flow.h"

#define NUMBER(text, type, member)                                                           \
	{                                                                                    \
		text, FLOW_NUMBER, offsetof(type, member), sizeof(((type *)0)->member), 0, 0 \
	}
#define PART(text, type, member, shift, bits)                                                  \
	{                                                                                      \
		text, FLOW_NUMBER, offsetof(type, member), sizeof(((type *)0)->member), shift, \
			bits                                                                   \
	}
#define ADDRESS(text, kind, type, member)                   \
	{                                                   \
		text, kind, offsetof(type, member), 0, 0, 0 \
	}

static const struct flow_field eth[] = {
	ADDRESS("dst", FLOW_MAC, struct rte_ether_hdr, dst_addr),
	ADDRESS("src", FLOW_MAC, struct rte_ether_hdr, src_addr),
	NUMBER("type", struct rte_ether_hdr, ether_type),
};

static const struct flow_field vlan[] = {
	NUMBER("tci", struct rte_vlan_hdr, vlan_tci),
	PART("pcp", struct rte_vlan_hdr, vlan_tci, 13, 3),
	PART("dei", struct rte_vlan_hdr, vlan_tci, 12, 1),
	PART("vid", struct rte_vlan_hdr, vlan_tci, 0, 12),
	NUMBER("inner_type", struct rte_vlan_hdr, eth_proto),
};

static const struct flow_field ipv4[] = {
	NUMBER("version_ihl", struct rte_ipv4_hdr, version_ihl),
	NUMBER("tos", struct rte_ipv4_hdr, type_of_service),
	NUMBER("length", struct rte_ipv4_hdr, total_length),
	NUMBER("id", struct rte_ipv4_hdr, packet_id),
	NUMBER("fragment_offset", struct rte_ipv4_hdr, fragment_offset),
	NUMBER("ttl", struct rte_ipv4_hdr, time_to_live),
	NUMBER("proto", struct rte_ipv4_hdr, next_proto_id),
	ADDRESS("src", FLOW_IPV4, struct rte_ipv4_hdr, src_addr),
	ADDRESS("dst", FLOW_IPV4, struct rte_ipv4_hdr, dst_addr),
};

static const struct flow_field ipv6[] = {
	PART("tc", struct rte_ipv6_hdr, vtc_flow, 20, 8),
	PART("flow", struct rte_ipv6_hdr, vtc_flow, 0, 20),
	NUMBER("proto", struct rte_ipv6_hdr, proto),
	NUMBER("hop", struct rte_ipv6_hdr, hop_limits),
	ADDRESS("src", FLOW_IPV6, struct rte_ipv6_hdr, src_addr),
	ADDRESS("dst", FLOW_IPV6, struct rte_ipv6_hdr, dst_addr),
};

static const struct flow_field tcp[] = {
	NUMBER("src", struct rte_tcp_hdr, src_port),
	NUMBER("dst", struct rte_tcp_hdr, dst_port),
	NUMBER("flags", struct rte_tcp_hdr, tcp_flags),
};

static const struct flow_field udp[] = {
	NUMBER("src", struct rte_udp_hdr, src_port),
	NUMBER("dst", struct rte_udp_hdr, dst_port),
};

static const struct flow_field sctp[] = {
	NUMBER("src", struct rte_sctp_hdr, src_port),
	NUMBER("dst", struct rte_sctp_hdr, dst_port),
	NUMBER("tag", struct rte_sctp_hdr, tag),
	NUMBER("cksum", struct rte_sctp_hdr, cksum),
};

static const struct flow_field icmp[] = {
	NUMBER("type", struct rte_icmp_hdr, icmp_type),
	NUMBER("code", struct rte_icmp_hdr, icmp_code),
	NUMBER("ident", struct rte_icmp_hdr, icmp_ident),
	NUMBER("seq", struct rte_icmp_hdr, icmp_seq_nb),
};

static const struct flow_field arp[] = {
	ADDRESS("sha", FLOW_MAC, struct rte_arp_hdr, arp_data.arp_sha),
	ADDRESS("spa", FLOW_IPV4, struct rte_arp_hdr, arp_data.arp_sip),
	ADDRESS("tha", FLOW_MAC, struct rte_arp_hdr, arp_data.arp_tha),
	ADDRESS("tpa", FLOW_IPV4, struct rte_arp_hdr, arp_data.arp_tip),
};

/* RFC 7348, 5: flags, three reserved bytes, the network identifier. */
static const struct flow_field vxlan[] = {
	{"vni", FLOW_NUMBER, 4, 3, 0, 0},
};

/* RFC 2784, 2.1: flags and version, the protocol. */
static const struct flow_field gre[] = {
	{"protocol", FLOW_NUMBER, 2, 2, 0, 0},
};

#define ITEM(text, kind, rows)                                       \
	{                                                            \
		text, RTE_FLOW_ITEM_TYPE_##kind, rows, RTE_DIM(rows) \
	}

static const struct flow_item items[] = {
	{"void", RTE_FLOW_ITEM_TYPE_VOID, NULL, 0},
	{"any", RTE_FLOW_ITEM_TYPE_ANY, NULL, 0},
	ITEM("eth", ETH, eth),
	ITEM("vlan", VLAN, vlan),
	ITEM("ipv4", IPV4, ipv4),
	ITEM("ipv6", IPV6, ipv6),
	ITEM("tcp", TCP, tcp),
	ITEM("udp", UDP, udp),
	ITEM("sctp", SCTP, sctp),
	ITEM("icmp", ICMP, icmp),
	ITEM("arp_eth_ipv4", ARP_ETH_IPV4, arp),
	ITEM("vxlan", VXLAN, vxlan),
	ITEM("gre", GRE, gre),
};

const struct flow_item *
flow_item_at(unsigned int i)
{
	return i < RTE_DIM(items) ? &items[i] : NULL;
}
