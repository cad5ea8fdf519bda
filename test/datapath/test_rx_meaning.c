/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What a received packet is said to be: golden write-backs with the result spelled out, then
 * every value of the fields against the model, on every path.
 */
#include "tap.h"

#include "dp.h"
#include "rx_model.h"

#define CSUM_OFFLOADS                                                   \
	(RTE_ETH_RX_OFFLOAD_IPV4_CKSUM | RTE_ETH_RX_OFFLOAD_TCP_CKSUM | \
		RTE_ETH_RX_OFFLOAD_UDP_CKSUM | RTE_ETH_RX_OFFLOAD_SCTP_CKSUM)
#define ALL_OFFLOADS (CSUM_OFFLOADS | RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_RSS_HASH)

/* Two groups of the widest path: whatever a packet is, it is so in every place. */
#define LANES 16

#define E  RTE_PTYPE_L2_ETHER
#define V4 (E | RTE_PTYPE_L3_IPV4)
#define V6 (E | RTE_PTYPE_L3_IPV6)

#define IP_GOOD RTE_MBUF_F_RX_IP_CKSUM_GOOD
#define IP_BAD	RTE_MBUF_F_RX_IP_CKSUM_BAD
#define L4_GOOD RTE_MBUF_F_RX_L4_CKSUM_GOOD
#define L4_BAD	RTE_MBUF_F_RX_L4_CKSUM_BAD
#define VLAN	(RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED)

static const struct {
	const char *name;
	uint32_t info, status;
	uint32_t ptype;
	uint64_t flags;
} golden[] = {
	{"nothing known: ARP is neither good nor bad", 0x0000, 0, E, 0},
	{"IPv4 alone", 0x0010, RXS_IPCS, V4, IP_GOOD},
	{"IPv4, header checksum wrong", 0x0010, RXS_IPCS | RXS_IPE, V4, IP_BAD},
	{"IPv4 fragment: L4 not checked", 0x0010, RXS_IPCS | RXS_L4E, V4, IP_GOOD},
	{"IPv4 not checked in spite of an error bit", 0x0010, RXS_IPE, V4, 0},
	{"IPv4 TCP", 0x0110, RXS_IPCS | RXS_L4CS, V4 | RTE_PTYPE_L4_TCP, IP_GOOD | L4_GOOD},
	{"IPv4 TCP, wrong", 0x0110, RXS_IPCS | RXS_L4CS | RXS_L4E, V4 | RTE_PTYPE_L4_TCP,
		IP_GOOD | L4_BAD},
	{"IPv4 UDP", 0x0210, RXS_IPCS | RXS_L4CS | RXS_UDPCS, V4 | RTE_PTYPE_L4_UDP,
		IP_GOOD | L4_GOOD},
	{"IPv4 UDP by UDPCS alone", 0x0210, RXS_IPCS | RXS_UDPCS, V4 | RTE_PTYPE_L4_UDP,
		IP_GOOD | L4_GOOD},
	{"IPv4 UDP without a checksum", 0x0210, RXS_IPCS, V4 | RTE_PTYPE_L4_UDP, IP_GOOD},
	{"IPv4 SCTP", 0x0410, RXS_IPCS | RXS_L4CS, V4 | RTE_PTYPE_L4_SCTP, IP_GOOD | L4_GOOD},
	{"IPv4 SCTP, both wrong", 0x0410, RXS_IPCS | RXS_L4CS | RXS_L4E | RXS_IPE,
		V4 | RTE_PTYPE_L4_SCTP, IP_BAD | L4_BAD},
	{"IPv4 with options, TCP", 0x0130, RXS_IPCS | RXS_L4CS,
		E | RTE_PTYPE_L3_IPV4_EXT | RTE_PTYPE_L4_TCP, IP_GOOD | L4_GOOD},
	{"IPv4 with options, UDP", 0x0230, RXS_IPCS | RXS_L4CS,
		E | RTE_PTYPE_L3_IPV4_EXT | RTE_PTYPE_L4_UDP, IP_GOOD | L4_GOOD},
	{"IPv4 with options, SCTP", 0x0430, 0, E | RTE_PTYPE_L3_IPV4_EXT | RTE_PTYPE_L4_SCTP, 0},
	{"IPv4 NFS over UDP", 0x0A10, 0, V4 | RTE_PTYPE_L4_UDP, 0},
	{"IPv6 alone", 0x0040, 0, V6, 0},
	{"IPv6 TCP", 0x0140, RXS_L4CS, V6 | RTE_PTYPE_L4_TCP, L4_GOOD},
	{"IPv6 UDP, wrong", 0x0240, RXS_L4CS | RXS_L4E, V6 | RTE_PTYPE_L4_UDP, L4_BAD},
	{"IPv6 SCTP", 0x0440, RXS_L4CS, V6 | RTE_PTYPE_L4_SCTP, L4_GOOD},
	{"IPv6 with extensions, UDP", 0x02C0, RXS_L4CS,
		E | RTE_PTYPE_L3_IPV6_EXT | RTE_PTYPE_L4_UDP, L4_GOOD},
	{"IPv6 with extensions, SCTP", 0x04C0, 0, E | RTE_PTYPE_L3_IPV6_EXT | RTE_PTYPE_L4_SCTP, 0},
	{"IPv6 in IPv4", 0x0050, RXS_IPCS, V4 | RTE_PTYPE_TUNNEL_IP | RTE_PTYPE_INNER_L3_IPV6,
		IP_GOOD},
	{"TCP in IPv6 in IPv4", 0x0150, RXS_IPCS,
		V4 | RTE_PTYPE_TUNNEL_IP | RTE_PTYPE_INNER_L3_IPV6 | RTE_PTYPE_INNER_L4_TCP,
		IP_GOOD},
	{"UDP in IPv6 with extensions in IPv4", 0x02D0, 0,
		V4 | RTE_PTYPE_TUNNEL_IP | RTE_PTYPE_INNER_L3_IPV6_EXT | RTE_PTYPE_INNER_L4_UDP, 0},
	{"SCTP in IPv6 in IPv4 with options", 0x0470, 0,
		E | RTE_PTYPE_L3_IPV4_EXT | RTE_PTYPE_TUNNEL_IP | RTE_PTYPE_INNER_L3_IPV6 |
			RTE_PTYPE_INNER_L4_SCTP,
		0},
	{"EtherType filter 3: the low bits are no protocol", 0x8030, 0, E, 0},
	{"tag stripped", 0x0010, RXS_VP, V4, VLAN},
	{"RSS over IPv4", 0x0012, 0, V4, RTE_MBUF_F_RX_RSS_HASH},
	{"RSS over IPv6 UDP, tag, checksum", 0x0248, RXS_VP | RXS_L4CS, V6 | RTE_PTYPE_L4_UDP,
		L4_GOOD | VLAN | RTE_MBUF_F_RX_RSS_HASH},
};

static void
test_golden(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model =
		rx_model_create(0, 64, 8, DP_ROOM, pool, ALL_OFFLOADS, path->scattered);
	struct rte_mbuf *pkts[LANES];
	unsigned int i, n;

	for (i = 0; i < RTE_DIM(golden); i++) {
		struct rx_wb wb = {golden[i].info, 0, golden[i].status | RXS_EOP, 60, 0};

		for (n = 0; n < LANES; n++) {
			wb.hash = 0xC0FFEE01 + i + (n << 16);
			wb.tag = (uint16_t)(0x2001 + i + (n << 8));
			rx_model_write(model, &wb);
		}
		DP_EXPECT_EQ(LANES, path->burst(model->q, pkts, LANES), "packets");
		for (n = 0; n < LANES; n++) {
			DP_EXPECT_EQ(golden[i].ptype, pkts[n]->packet_type, "packet type");
			DP_EXPECT_EQ(golden[i].flags, pkts[n]->ol_flags, "flags");
			DP_EXPECT_EQ(0xC0FFEE01 + i + (n << 16), pkts[n]->hash.rss, "hash");
			DP_EXPECT_EQ(0x2001 + i + (n << 8), pkts[n]->vlan_tci, "tag");
			DP_EXPECT_EQ(60, pkts[n]->pkt_len, "packet length");
			rte_pktmbuf_free(pkts[n]);
		}
		model->nb_pending = 0;
		DP_REPORT(golden[i].name);
	}
	rx_model_destroy(model);
}

static void
test_offloads_off(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	static const uint64_t sets[] = {0, RTE_ETH_RX_OFFLOAD_IPV4_CKSUM,
		RTE_ETH_RX_OFFLOAD_TCP_CKSUM, RTE_ETH_RX_OFFLOAD_UDP_CKSUM,
		RTE_ETH_RX_OFFLOAD_SCTP_CKSUM, RTE_ETH_RX_OFFLOAD_VLAN_STRIP,
		RTE_ETH_RX_OFFLOAD_RSS_HASH,
		RTE_ETH_RX_OFFLOAD_TCP_CKSUM | RTE_ETH_RX_OFFLOAD_SCTP_CKSUM, ALL_OFFLOADS};
	unsigned int i, n;

	for (i = 0; i < RTE_DIM(sets); i++) {
		struct rx_model *model =
			rx_model_create(0, 64, 8, DP_ROOM, pool, sets[i], path->scattered);

		for (n = 0; n < LANES; n++)
			rx_model_packet(model, 0x12 | 0x100 << n % 3,
				RXS_VP | RXS_IPCS | RXS_L4CS | RXS_L4E, 1, 100);
		DP_EXPECT_EQ(LANES, rx_model_burst(model, path, LANES), "packets");
		rx_model_destroy(model);
	}
	DP_REPORT("only enabled offloads are reported, each alone and together");
}

/* All 4096 packet types and all 32 checksum states, each with and without tag and hash. */
static void
test_every_value(const struct igbx_rx_path *path, struct rte_mempool *pool)
{
	struct rx_model *model =
		rx_model_create(0, 64, 8, DP_ROOM, pool, ALL_OFFLOADS, path->scattered);
	uint32_t i, state;

	for (i = 0; i < 0x10000; i++) {
		state = (i * 7) & 0x1F;
		rx_model_packet(model, i,
			(state & 7) << 4 | (state >> 3) << 29 | (dp_random() & RXS_VP), 1, 64);
		while (rx_model_room(model) == 0 || dp_one_in(20))
			rx_model_burst(model, path, 1 + dp_below(64));
	}
	while (model->nb_pending > 0)
		rx_model_burst(model, path, 64);
	rx_model_check(model);
	rx_model_destroy(model);
	DP_REPORT("every packet type, RSS type and checksum state");
}

static void
test_ptype_list(void)
{
	size_t nb = 0, i;
	const uint32_t *list = igbx_rx_ptypes(&nb);
	uint32_t info;
	unsigned int layer;

	tap_eq_u64("the list ends with UNKNOWN, which is not counted", RTE_PTYPE_UNKNOWN, list[nb]);
	/* Each layer of every type that is reported is listed. */
	for (info = 0; info < 0x10000; info += 0x10) {
		uint32_t ptype = rx_model_ptype(info);

		for (layer = 0; layer < 7; layer++) {
			uint32_t part = ptype & (0xFu << (4 * layer));
			bool found = part == 0;

			for (i = 0; i < nb && !found; i++)
				found = list[i] == part;
			if (!found)
				dp_fail("type 0x%x is reported and not listed", part);
		}
	}
	DP_REPORT("every reported packet type is listed");
}

int
main(int argc, char **argv)
{
	struct rte_mempool *pool;
	unsigned int i;

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(1);
	pool = dp_pool("meaning", 400, 64, DP_ROOM);
	for (i = 0; i < igbx_rx_nb_paths; i++) {
		if (!igbx_isa_usable(igbx_rx_paths[i].isa))
			continue;
		printf("# path %s\n", igbx_rx_paths[i].name);
		test_golden(&igbx_rx_paths[i], pool);
		test_offloads_off(&igbx_rx_paths[i], pool);
		test_every_value(&igbx_rx_paths[i], pool);
	}
	test_ptype_list();
	tap_eq_u64("all mbufs are back", 0, dp_pool_missing(pool));
	return tap_done();
}
