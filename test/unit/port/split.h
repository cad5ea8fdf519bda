/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Split queues, and packets with the headers behind which they are split.
 */
#ifndef PORT_SPLIT_H
#define PORT_SPLIT_H

#include <string.h>

#include <rte_ip.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include "plat_model.h"
#include "rig.h"
#include "tap.h"

#define SPLIT RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT
#define V4    (RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4_EXT_UNKNOWN)
#define V6    (RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV6_EXT_UNKNOWN)
#define V4TCP (V4 | RTE_PTYPE_L4_TCP)
#define V4UDP (V4 | RTE_PTYPE_L4_UDP)
#define V6UDP (V6 | RTE_PTYPE_L4_UDP)

#define HDR_ROOM  256 /* of the header pool behind the headroom */
#define DATA_ROOM 1024

static const uint8_t own_mac[6] = {0x02, 0, 0, 0, 0, 0x01};
static struct rig rig;
static struct rte_mempool *hdr_pool, *data_pool;
static uint8_t frame[RIG_FRAME_BYTES];
static union rte_eth_rxseg segs[3];

static inline void
split_pools(void)
{
	hdr_pool = rig_pool_create("headers", 1023, RTE_PKTMBUF_HEADROOM + HDR_ROOM);
	data_pool = rig_pool_create("data", 1023, DATA_ROOM);
}

static inline uint32_t
make_tcp4(uint32_t payload, uint32_t ip_options, uint32_t tcp_options)
{
	struct rte_ether_hdr *eth = (void *)frame;
	struct rte_ipv4_hdr *ip = (void *)(eth + 1);
	uint32_t ip_bytes = sizeof(*ip) + ip_options, i;
	struct rte_tcp_hdr *tcp = (void *)(frame + sizeof(*eth) + ip_bytes);
	uint32_t tcp_bytes = sizeof(*tcp) + tcp_options;
	uint32_t len = sizeof(*eth) + ip_bytes + tcp_bytes + payload;

	for (i = 0; i < len; i++)
		frame[i] = (uint8_t)(i * 11 + 1);
	memcpy(frame, own_mac, sizeof(own_mac));
	eth->ether_type = rte_cpu_to_be_16(RTE_ETHER_TYPE_IPV4);
	memset(ip, 0, sizeof(*ip));
	ip->version_ihl = 0x40 | ip_bytes / 4;
	ip->total_length = rte_cpu_to_be_16(len - sizeof(*eth));
	ip->time_to_live = 64;
	ip->next_proto_id = IPPROTO_TCP;
	ip->src_addr = rte_cpu_to_be_32(0x0A000001);
	ip->dst_addr = rte_cpu_to_be_32(0x0A000002);
	ip->hdr_checksum = ~rte_raw_cksum(ip, ip_bytes);
	tcp->data_off = tcp_bytes / 4 << 4;
	tcp->cksum = 0;
	tcp->cksum = rte_ipv4_udptcp_cksum(ip, tcp);
	return len;
}

static inline uint32_t
make_udp6(uint32_t payload)
{
	struct rte_ether_hdr *eth = (void *)frame;
	struct rte_ipv6_hdr *ip = (void *)(eth + 1);
	struct rte_udp_hdr *udp = (void *)(ip + 1);
	uint32_t len = sizeof(*eth) + sizeof(*ip) + sizeof(*udp) + payload, i;

	for (i = 0; i < len; i++)
		frame[i] = (uint8_t)(i * 5 + 3);
	memcpy(frame, own_mac, sizeof(own_mac));
	eth->ether_type = rte_cpu_to_be_16(RTE_ETHER_TYPE_IPV6);
	ip->vtc_flow = rte_cpu_to_be_32(6u << 28);
	ip->payload_len = rte_cpu_to_be_16(sizeof(*udp) + payload);
	ip->proto = IPPROTO_UDP;
	udp->dgram_len = ip->payload_len;
	udp->dgram_cksum = 0;
	udp->dgram_cksum = rte_ipv6_udptcp_cksum(ip, udp);
	return len;
}

static inline struct rte_eth_rxconf
split_conf(uint32_t headers, uint16_t length)
{
	struct rte_eth_rxconf conf = rig_info(&rig).default_rxconf;

	memset(segs, 0, sizeof(segs));
	segs[0].split.mp = hdr_pool;
	segs[0].split.proto_hdr = headers;
	segs[0].split.length = length;
	segs[1].split.mp = data_pool;
	conf.rx_seg = segs;
	conf.rx_nseg = 2;
	conf.offloads = SPLIT;
	return conf;
}

static inline int
queue_setup(uint16_t queue, const struct rte_eth_rxconf *conf)
{
	return rte_eth_rx_queue_setup(rig.port, queue, RIG_RING_DESC, 0, conf, NULL);
}

static inline void
split_stop(void)
{
	TAP_EQ_INT("stopped", 0, rte_eth_dev_stop(rig.port));
	TAP_EQ_U64("  no header buffer is lost", 0, rte_mempool_in_use_count(hdr_pool));
	TAP_EQ_U64("  nor any other", 0, rte_mempool_in_use_count(data_pool));
	TAP_EQ_STR("  no violation", "", nm_first_violation(rig.nm));
	nm_clear_violations(rig.nm);
}

#endif
