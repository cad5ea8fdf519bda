/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * tx_prepare: what it refuses and why, and the checksum fields it fills in, against sums made
 * here byte by byte.
 */
#include "tap.h"

#include <errno.h>

#include <rte_errno.h>

#include "dp.h"
#include "tx_model.h"
#include "tx_packets.h"

#define V4	 RTE_MBUF_F_TX_IPV4
#define V6	 RTE_MBUF_F_TX_IPV6
#define IP_CKSUM RTE_MBUF_F_TX_IP_CKSUM
#define TCP	 RTE_MBUF_F_TX_TCP_CKSUM
#define UDP	 RTE_MBUF_F_TX_UDP_CKSUM
#define SCTP	 RTE_MBUF_F_TX_SCTP_CKSUM
#define TSO	 RTE_MBUF_F_TX_TCP_SEG
#define USO	 RTE_MBUF_F_TX_UDP_SEG

static struct tx_packets packets;

struct ask {
	const char *name;
	int error; /* 0: accepted */
	uint64_t flags;
	uint16_t l2, l3, l4, mss;
	uint16_t nb_segs, seg_bytes;
};

static const struct ask asks[] = {
	{"no offload", 0, 0, 0, 0, 0, 0, 1, 60},
	{"a tag", 0, RTE_MBUF_F_TX_VLAN, 0, 0, 0, 0, 1, 60},
	{"a short packet", 0, 0, 0, 0, 0, 0, 1, 1},
	{"40 segments", 0, 0, 0, 0, 0, 0, 40, 60},
	{"9724 bytes", 0, 0, 0, 0, 0, 0, 11, 884},
	{"IPv4, TCP", 0, V4 | IP_CKSUM | TCP, 14, 20, 20, 0, 1, 60},
	{"IPv6, UDP", 0, V6 | UDP, 14, 40, 8, 0, 1, 70},
	{"IPv4, SCTP", 0, V4 | SCTP, 14, 20, 12, 0, 1, 60},
	{"segmentation", 0, V4 | IP_CKSUM | TSO, 14, 20, 20, 500, 4, 1000},
	{"nothing in it", EINVAL, 0, 0, 0, 0, 0, 1, 0},
	{"41 segments", EINVAL, 0, 0, 0, 0, 0, 41, 60},
	{"more than 9724 bytes", EINVAL, 0, 0, 0, 0, 0, 11, 885},
	{"9724 bytes and a tag", EINVAL, RTE_MBUF_F_TX_VLAN, 0, 0, 0, 0, 11, 884},
	{"outer IP checksum", ENOTSUP, RTE_MBUF_F_TX_OUTER_IP_CKSUM | RTE_MBUF_F_TX_OUTER_IPV4, 14,
		20, 20, 0, 1, 60},
	{"outer UDP checksum", ENOTSUP, RTE_MBUF_F_TX_OUTER_UDP_CKSUM, 14, 20, 20, 0, 1, 60},
	{"two tags", ENOTSUP, RTE_MBUF_F_TX_QINQ | RTE_MBUF_F_TX_VLAN, 14, 20, 20, 0, 1, 60},
	{"a tunnel", ENOTSUP, RTE_MBUF_F_TX_TUNNEL_VXLAN, 14, 20, 20, 0, 1, 60},
	{"MACsec", ENOTSUP, RTE_MBUF_F_TX_MACSEC, 14, 20, 20, 0, 1, 60},
	{"a time stamp", 0, RTE_MBUF_F_TX_IEEE1588_TMST, 14, 20, 20, 0, 1, 60},
	{"UDP segmentation", 0, V4 | IP_CKSUM | USO, 14, 20, 8, 500, 4, 1000},
	{"UDP segmentation with the checksum's flag", 0, V6 | UDP | USO, 14, 40, 8, 500, 4, 1000},
	{"UDP segmentation without MSS", EINVAL, V4 | USO, 14, 20, 8, 0, 4, 1000},
	{"UDP segmentation with MSS too long", EINVAL, V4 | USO, 14, 20, 8, 9217, 4, 1000},
	{"UDP segmentation with a TCP header's length", EINVAL, V4 | USO, 14, 20, 20, 500, 4, 1000},
	{"UDP segmentation without L4 length", EINVAL, V4 | USO, 14, 20, 0, 500, 4, 1000},
	{"UDP segmentation without an IP version", EINVAL, USO, 14, 20, 8, 500, 4, 1000},
	{"UDP segmentation of headers alone", EINVAL, V4 | USO, 14, 20, 8, 500, 1, 42},
	{"segmentation of TCP and of UDP", EINVAL, V4 | TSO | USO, 14, 20, 20, 500, 4, 1000},
	{"segments of 9724 bytes", 0, V4 | TSO, 14, 474, 20, 9216, 40, 1000},
	{"segments of 9725 bytes", EINVAL, V4 | TSO, 14, 475, 20, 9216, 40, 1000},
	{"segments of 9724 bytes and a tag", EINVAL, V4 | TSO | RTE_MBUF_F_TX_VLAN, 14, 474, 20,
		9216, 40, 1000},
	{"long segments of a short packet", 0, V4 | TSO, 14, 475, 20, 9216, 5, 1000},
	{"L4 checksum without an IP version", EINVAL, TCP, 14, 20, 20, 0, 1, 60},
	{"both IP versions", EINVAL, V4 | V6 | TCP, 14, 40, 20, 0, 1, 80},
	{"IP checksum of IPv6", EINVAL, V6 | IP_CKSUM, 14, 40, 20, 0, 1, 80},
	{"no L2 length", EINVAL, V4 | TCP, 0, 20, 20, 0, 1, 60},
	{"L3 length below an IPv4 header", EINVAL, V4 | TCP, 14, 16, 20, 0, 1, 60},
	{"L3 length below an IPv6 header", EINVAL, V6 | UDP, 14, 20, 8, 0, 1, 70},
	{"headers behind the packet", EINVAL, V4 | TCP, 14, 20, 20, 0, 1, 53},
	{"headers in two segments", EINVAL, V4 | TCP, 14, 20, 20, 0, 2, 40},
	{"no L4 length, and no room for the L4 header", EINVAL, V4 | UDP, 14, 20, 0, 0, 1, 41},
	{"segmentation without MSS", EINVAL, V4 | TSO, 14, 20, 20, 0, 4, 1000},
	{"segmentation without L4 length", EINVAL, V4 | TSO, 14, 20, 0, 500, 4, 1000},
	{"segmentation with MSS too long", EINVAL, V4 | TSO, 14, 20, 20, 9217, 4, 1000},
	{"segmentation of headers alone", EINVAL, V4 | TSO, 14, 20, 20, 500, 1, 54},
	{"segmentation with long headers", EINVAL, V4 | TSO, 127, 300, 86, 500, 2, 1000},
};

static void
test_ask(struct tx_model *model, const struct ask *ask)
{
	struct rte_mbuf *pkts[3];
	unsigned int i;
	char name[120];

	/* The one in question stands between two good ones. */
	pkts[0] = tx_packet(&packets, TX_SEG_PLAIN, 1, 64);
	pkts[1] = tx_packet(&packets, TX_SEG_PLAIN, ask->nb_segs, ask->seg_bytes);
	pkts[2] = tx_packet(&packets, TX_SEG_PLAIN, 1, 64);
	pkts[1]->ol_flags |= ask->flags;
	pkts[1]->l2_len = ask->l2;
	pkts[1]->l3_len = ask->l3;
	pkts[1]->l4_len = ask->l4;
	pkts[1]->tso_segsz = ask->mss;
	rte_errno = 0;
	DP_EXPECT_EQ(ask->error ? 1 : 3, igbx_tx_prepare(model->q, pkts, 3), "packets prepared");
	DP_EXPECT_EQ(ask->error, rte_errno, "rte_errno");
	if (ask->error == 0) {
		DP_EXPECT_EQ(3, tx_model_burst(model, igbx_tx_path_select(IGBX_ISA_AUTO), pkts, 3),
			"sent");
		DP_EXPECT_EQ(3, tx_model_run(model, 9), "frames");
	} else {
		for (i = 0; i < 3; i++)
			rte_pktmbuf_free(pkts[i]);
	}
	snprintf(name, sizeof(name), "%s: %s", ask->error ? "refused" : "accepted", ask->name);
	DP_REPORT(name);
}

static void
test_ring_limit(void)
{
	struct tx_model *model = tx_model_create(1, 32, 8, 8, 0);
	struct rte_mbuf *m = tx_packet(&packets, TX_SEG_PLAIN, 31, 64);

	DP_EXPECT_EQ(1, igbx_tx_prepare(model->q, &m, 1), "31 segments");
	m->ol_flags |= RTE_MBUF_F_TX_VLAN;
	DP_EXPECT_EQ(0, igbx_tx_prepare(model->q, &m, 1), "31 segments and a context");
	DP_EXPECT_EQ(EINVAL, rte_errno, "rte_errno");
	rte_pktmbuf_free(m);
	tx_model_destroy(model);
	DP_REPORT("refused: more descriptors than a ring of 32 holds");
}

static void
test_no_segments(struct tx_model *model)
{
	struct rte_mbuf *m = tx_packet(&packets, TX_SEG_PLAIN, 1, 64);

	m->nb_segs = 0;
	DP_EXPECT_EQ(0, igbx_tx_prepare(model->q, &m, 1), "packets prepared");
	DP_EXPECT_EQ(EINVAL, rte_errno, "rte_errno");
	m->nb_segs = 1;
	rte_pktmbuf_free(m);
	DP_REPORT("refused: no segments");
}

static uint32_t
sum16(uint32_t sum, const uint8_t *data, unsigned int bytes)
{
	unsigned int i;

	for (i = 0; i < bytes; i++)
		sum += i % 2 ? data[i] : data[i] << 8;
	return sum;
}

static uint16_t
fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return sum;
}

/* Without data checksummed by hardware, the field holds the sum of the pseudo header. */
static void
test_pseudo_header(struct tx_model *model, bool v6, uint8_t proto, bool tso)
{
	struct rte_mbuf *m = tx_packet(&packets, TX_SEG_PLAIN, 1, 200);
	uint8_t *ip = rte_pktmbuf_mtod(m, uint8_t *) + 14;
	unsigned int l3 = v6 ? 40 : 20, l4_bytes = 200 - 14 - l3, i;
	uint8_t *field = ip + l3 + (proto == 6 ? 16 : 6);
	uint32_t sum;
	char name[80];

	for (i = 0; i < 186; i++)
		ip[i] = dp_random();
	if (v6) {
		ip[4] = l4_bytes >> 8;
		ip[5] = l4_bytes;
		ip[6] = proto;
	} else {
		ip[0] = 0x45;
		ip[2] = 186 >> 8;
		ip[3] = 186;
		ip[9] = proto;
	}
	sum = v6 ? sum16(0, ip + 8, 32) : sum16(0, ip + 12, 8);
	sum += proto + (tso ? 0 : l4_bytes);
	m->ol_flags |= (v6 ? V6 : V4 | IP_CKSUM) | (proto == 6 ? TCP : UDP);
	if (tso)
		m->ol_flags |= proto == 6 ? TSO : USO;
	m->l2_len = 14;
	m->l3_len = l3;
	m->l4_len = proto == 6 ? 20 : 8;
	m->tso_segsz = tso ? 50 : 0;
	DP_EXPECT_EQ(1, igbx_tx_prepare(model->q, &m, 1), "packets prepared");
	DP_EXPECT_EQ(fold(sum), field[0] << 8 | field[1], "pseudo header sum");
	if (!v6)
		DP_EXPECT_EQ(0, ip[10] | ip[11], "IP header checksum");
	rte_pktmbuf_free(m);
	snprintf(name, sizeof(name), "pseudo header of IPv%u, protocol %u%s", v6 ? 6 : 4, proto,
		tso ? ", segmentation" : "");
	DP_REPORT(name);
}

int
main(int argc, char **argv)
{
	struct tx_model *model;
	unsigned int i;

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(7);
	tx_packets_init(&packets, "tx", 64);
	model = tx_model_create(0, 256, 32, 32, 0);
	for (i = 0; i < RTE_DIM(asks); i++)
		test_ask(model, &asks[i]);
	test_ring_limit();
	test_no_segments(model);
	for (i = 0; i < 2; i++) {
		test_pseudo_header(model, i, 6, false);
		test_pseudo_header(model, i, 17, false);
		test_pseudo_header(model, i, 6, true);
		test_pseudo_header(model, i, 17, true);
	}
	tx_model_destroy(model);
	tx_packets_check(&packets);
	DP_REPORT("all mbufs are back");
	return tap_done();
}
