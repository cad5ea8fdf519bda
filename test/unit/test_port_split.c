/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Buffer split through ethdev: where packets are split and what mbufs come of it, byte by byte.
 */
#include <stdlib.h>

#include "left.h"
#include "split.h"

/* A port with one split queue, started. */
static void
up(const char *name, uint64_t offloads, const struct rte_eth_rxconf *conf)
{
	struct rte_eth_conf port = {.rxmode.offloads = offloads};

	printf("# %s\n", name);
	TAP_EQ_INT("configured", 0, rig_configure(&rig, 1, 1, &port));
	TAP_EQ_INT("set up", 0, queue_setup(0, conf));
	TAP_EQ_INT("transmit", 0, rte_eth_tx_queue_setup(rig.port, 0, RIG_RING_DESC, 0, NULL));
	TAP_EQ_INT("started", 0, rig_start(&rig));
}

/* The frame comes in parts: so much of it in a header buffer, 0: none, the rest in packet buffers.
 */
static void
receive(const char *name, uint32_t len, uint32_t in_header)
{
	uint32_t at = 0, want;
	struct rte_mbuf *m, *seg;
	const char *why;
	unsigned int nb_segs = 0;

	TAP_EQ_INT(name, 0, nm_rx_frame(rig.nm, frame, len));
	if (!TAP_EQ_INT("  received", 1, rte_eth_rx_burst(rig.port, 0, &m, 1)))
		return;
	TAP_EQ_INT("  a sane mbuf", 0, rte_mbuf_check(m, 1, &why));
	TAP_EQ_U64("  its length", len, m->pkt_len);
	for (seg = m; seg != NULL; seg = seg->next, nb_segs++) {
		bool header = at == 0 && in_header > 0;

		want = header ? in_header : RTE_MIN(len - at, DATA_ROOM);
		TAP_EQ_U64("  length of a part", want, seg->data_len);
		TAP_CHECK(seg->pool == (header ? hdr_pool : data_pool), "  its pool", "%s",
			seg->pool->name);
		TAP_EQ_MEM("  its bytes", frame + at, rte_pktmbuf_mtod(seg, uint8_t *), want);
		at += want;
	}
	TAP_EQ_U64("  number of parts", nb_segs, m->nb_segs);
	rte_pktmbuf_free(m);
}

/* ---- what comes ---- */

static void
test_tcp4(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	unsigned int i;
	uint32_t len;

	up("behind TCP over IPv4", 0, &conf);
	receive("TCP", make_tcp4(300, 0, 0), 54);
	receive("  with options", make_tcp4(300, 40, 40), 134);
	receive("  with nothing behind the headers", make_tcp4(0, 0, 12), 66);
	receive("  with padding", make_tcp4(6, 0, 0), 54);
	receive("  the longest packet", make_tcp4(1448, 0, 12), 66);
	receive("UDP over IPv6 is not split", make_udp6(300), 0);
	receive("UDP is not", rig_udp4(frame, 500, own_mac, 7), 0);
	len = make_tcp4(300, 0, 0);
	memset(frame + 12, 0x88, 2);
	receive("nor is what is not IP", len, 0);
	for (i = 0; i < 3 * RIG_RING_DESC; i++)
		receive("around the ring", make_tcp4(6 + i * 7, 0, 0), 54);
	split_stop();
}

static void
test_udp6(void)
{
	struct rte_eth_rxconf conf = split_conf(V6UDP, 0);
	struct rte_eth_burst_mode mode;
	struct rte_mbuf *m;

	up("behind UDP over IPv6", RTE_ETH_RX_OFFLOAD_UDP_CKSUM | RTE_ETH_RX_OFFLOAD_IPV4_CKSUM,
		&conf);
	receive("UDP over IPv6", make_udp6(1000), 62);
	receive("TCP over IPv4 is not split", make_tcp4(300, 0, 0), 0);
	nm_rx_frame(rig.nm, frame, make_udp6(500));
	rte_eth_rx_burst(rig.port, 0, &m, 1);
	TAP_EQ_U64("the last descriptor's flags are the packet's", RTE_MBUF_F_RX_L4_CKSUM_GOOD,
		m->ol_flags);
	TAP_EQ_U64("  its type", RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV6 | RTE_PTYPE_L4_UDP,
		m->packet_type);
	rte_pktmbuf_free(m);
	TAP_EQ_INT("burst mode", 0, rte_eth_rx_burst_mode_get(rig.port, 0, &mode));
	TAP_EQ_STR("  its name", "Scalar Buffer Split", mode.info);
	split_stop();
}

/* The header buffer that the pool has is too small for some. */
static void
test_overflow(struct rte_mempool *small)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);

	segs[0].split.mp = small;
	up("header buffers of 64", 0, &conf);
	receive("headers of 66 are not split", make_tcp4(200, 0, 12), 0);
	rte_eth_dev_stop(rig.port);
	TAP_EQ_U64("no header buffer is lost", 0, rte_mempool_in_use_count(small));
}

static void
test_length(void)
{
	struct rte_eth_rxconf conf = split_conf(0, 64);

	up("behind 64 bytes", 0, &conf);
	receive("a long packet", make_tcp4(900, 0, 0), 64);
	receive("UDP over IPv6", make_udp6(900), 64);
	receive("the shortest packet fits", rig_udp4(frame, 60, own_mac, 1), 60);
	receive("one of 64 bytes does", rig_udp4(frame, 64, own_mac, 1), 64);
	receive("one of 65 does not", rig_udp4(frame, 65, own_mac, 1), 64);
	split_stop();
	conf = split_conf(0, HDR_ROOM);
	up("behind all of the first buffer", 0, &conf);
	receive("a long packet", make_tcp4(900, 0, 0), HDR_ROOM);
	receive("a short one", make_tcp4(100, 0, 0), 154);
	split_stop();
}

/* Packets that take several packet buffers; a kept CRC. */
static void
test_scattered(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);

	rte_eth_dev_set_mtu(rig.port, 9000);
	up("jumbo frames", RTE_ETH_RX_OFFLOAD_SCATTER, &conf);
	rte_eth_dev_stop(rig.port);
	rte_eth_dev_set_mtu(rig.port, 9000);
	TAP_EQ_INT("MTU 9000", 0, rig_start(&rig));
	receive("one byte into the second", make_tcp4(1025, 0, 0), 54);
	receive("two full ones", make_tcp4(2048, 0, 0), 54);
	receive("nine of them", make_tcp4(8900, 0, 20), 74);
	receive("not split", make_udp6(8900), 0);
	split_stop();
	rte_eth_dev_set_mtu(rig.port, 1500);
}

static void
test_kept_crc(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);

	up("kept CRC", RTE_ETH_RX_OFFLOAD_KEEP_CRC, &conf);
	receive("split", make_tcp4(200, 0, 0), 54);
	receive("not split", make_udp6(200), 0);
	receive("only the CRC is in the packet buffer", make_tcp4(0, 0, 12), 66);
	receive("the CRC spans two packet buffers", make_tcp4(1022, 0, 0), 54);
	split_stop();
	conf = split_conf(0, 64);
	up("kept CRC, by length", RTE_ETH_RX_OFFLOAD_KEEP_CRC, &conf);
	receive("the CRC spans both buffers", rig_udp4(frame, 62, own_mac, 1), 62);
	receive("the CRC is all of the second", rig_udp4(frame, 64, own_mac, 1), 64);
	receive("the CRC is in the first", rig_udp4(frame, 60, own_mac, 1), 60);
	split_stop();
}

static void
test_tag(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	struct rte_mbuf *m;
	uint32_t len;

	up("VLAN strip", RTE_ETH_RX_OFFLOAD_VLAN_STRIP, &conf);
	len = make_tcp4(200, 0, 0);
	memmove(frame + 16, frame + 12, len - 12);
	memcpy(frame + 12, "\x81\x00\x20\x07", 4);
	nm_rx_frame(rig.nm, frame, len + 4);
	TAP_EQ_INT("a tagged packet", 1, rte_eth_rx_burst(rig.port, 0, &m, 1));
	TAP_EQ_U64("  without the tag it has headers of", 54, m->data_len);
	TAP_EQ_U64("  tag", 0x2007, m->vlan_tci);
	TAP_EQ_U64("  flags", RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED, m->ol_flags);
	rte_pktmbuf_free(m);
	split_stop();
}

/* Data where the application wants it in the mbuf. */
static void
test_offsets(struct rte_mempool *roomy)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	struct rte_mbuf *m;

	segs[0].split.offset = 34;
	segs[1].split.mp = roomy;
	segs[1].split.offset = 100;
	segs[1].split.length = 1024;
	up("offsets", 0, &conf);
	nm_rx_frame(rig.nm, frame, make_tcp4(200, 0, 0));
	TAP_EQ_INT("a packet", 1, rte_eth_rx_burst(rig.port, 0, &m, 1));
	TAP_EQ_U64("  headers behind the headroom and 34", RTE_PKTMBUF_HEADROOM + 34, m->data_off);
	TAP_EQ_MEM("  their bytes", frame, rte_pktmbuf_mtod(m, uint8_t *), 54);
	TAP_EQ_U64("  data at 100", 100, m->next->data_off);
	TAP_EQ_MEM("  its bytes", frame + 54, rte_pktmbuf_mtod(m->next, uint8_t *), 200);
	rte_pktmbuf_free(m);
	rte_eth_dev_stop(rig.port);
	TAP_EQ_U64("no buffer is lost", 0, rte_mempool_in_use_count(roomy));
	nm_clear_violations(rig.nm);
}

/* ---- pools that run dry, bad frames ---- */

static void
test_dry(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	struct rte_mbuf *held[4096], *m;
	unsigned int dry, nb, i;
	struct rte_eth_stats stats;

	up("pools run dry", 0, &conf);
	for (dry = 0; dry < 2; dry++) {
		struct rte_mempool *pool = dry == 0 ? hdr_pool : data_pool;

		for (nb = 0; nb < RTE_DIM(held) && rte_mempool_avail_count(pool) > 0; nb++)
			held[nb] = rte_mbuf_raw_alloc(pool);
		rte_eth_stats_reset(rig.port);
		for (i = 0; i < 10; i++)
			nm_rx_frame(rig.nm, frame, make_tcp4(100 + i, 0, 0));
		TAP_EQ_INT("none can be taken", 0, rte_eth_rx_burst(rig.port, 0, &m, 1));
		rte_eth_stats_get(rig.port, &stats);
		TAP_CHECK(stats.rx_nombuf > 0, "  which is counted", "0");
		nm_rx_frame(rig.nm, frame, make_udp6(100));
		for (i = 0; i < nb; i++)
			rte_mbuf_raw_free(held[i]);
		for (i = 0; i < 11; i++) {
			TAP_EQ_INT("they come later", 1, rte_eth_rx_burst(rig.port, 0, &m, 1));
			TAP_EQ_U64("  in order", i < 10 ? 154 + i : 162, m->pkt_len);
			rte_pktmbuf_free(m);
		}
	}
	split_stop();
}

/* What does not need the empty pool goes on. */
static void
test_half_dry(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	struct rte_mbuf *held[4096], *m;
	unsigned int nb;

	up("header buffers run out", 0, &conf);
	for (nb = 0; nb < RTE_DIM(held) && rte_mempool_avail_count(hdr_pool) > 0; nb++)
		held[nb] = rte_mbuf_raw_alloc(hdr_pool);
	receive("a packet that is not split", make_udp6(100), 0);
	nm_rx_frame(rig.nm, frame, make_tcp4(100, 0, 0));
	TAP_EQ_INT("one that is waits", 0, rte_eth_rx_burst(rig.port, 0, &m, 1));
	while (nb > 0)
		rte_mbuf_raw_free(held[--nb]);
	TAP_EQ_INT("and comes", 1, rte_eth_rx_burst(rig.port, 0, &m, 1));
	rte_pktmbuf_free(m);
	split_stop();
}

/* ---- what ethdev asks ---- */

static void
test_info(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	struct rte_eth_dev_info info = rig_info(&rig);
	struct rte_eth_rxq_info queue;
	uint32_t types[16];
	int nb;

	TAP_EQ_U64("offload of the port and of queues", SPLIT,
		info.rx_offload_capa & info.rx_queue_offload_capa);
	TAP_EQ_INT("buffers", 2, info.rx_seg_capa.max_nseg);
	TAP_EQ_INT("pools", 1, info.rx_seg_capa.multi_pools);
	TAP_EQ_INT("offsets", 1, info.rx_seg_capa.offset_allowed);
	nb = rte_eth_buffer_split_get_supported_hdr_ptypes(rig.port, types, RTE_DIM(types));
	TAP_EQ_INT("kinds of headers", 6, nb);
	TAP_EQ_U64("  the first", V4TCP, types[0]);
	TAP_EQ_U64("  the fourth", V6UDP, types[3]);
	up("a queue's info", 0, &conf);
	TAP_EQ_INT("info", 0, rte_eth_rx_queue_info_get(rig.port, 0, &queue));
	TAP_EQ_INT("  parts", 2, queue.conf.rx_nseg);
	TAP_EQ_MEM("  as they were set up", segs, queue.conf.rx_seg, 2 * sizeof(segs[0]));
	TAP_CHECK(queue.mp == data_pool, "  pool", "%p", (void *)queue.mp);
	TAP_EQ_U64("  buffers", DATA_ROOM, queue.rx_buf_size);
	TAP_EQ_U64("  offloads", SPLIT, queue.conf.offloads);
	split_stop();
}

static void
test_status(void)
{
	struct rte_eth_rxconf conf = split_conf(V4TCP, 0);
	struct rte_power_monitor_cond cond;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	up("descriptors", 0, &conf);
	TAP_EQ_INT("posted", RTE_ETH_RX_DESC_AVAIL, rte_eth_rx_descriptor_status(rig.port, 0, 0));
	TAP_EQ_INT("count", 0, rte_eth_rx_queue_count(rig.port, 0));
	TAP_EQ_INT("monitor", 0, rte_eth_get_monitor_addr(rig.port, 0, &cond));
	TAP_EQ_INT("  sleep", 0, cond.fn(*(volatile uint32_t *)cond.addr, cond.opaque));
	nm_rx_frame(rig.nm, frame, make_tcp4(100, 0, 0));
	TAP_EQ_INT("  do not sleep", -1, cond.fn(*(volatile uint32_t *)cond.addr, cond.opaque));
	TAP_EQ_INT("done", RTE_ETH_RX_DESC_DONE, rte_eth_rx_descriptor_status(rig.port, 0, 0));
	TAP_EQ_INT("count", 1, rte_eth_rx_queue_count(rig.port, 0));
	TAP_EQ_INT("dump", 0, rte_eth_rx_descriptor_dump(rig.port, 0, 0, 2, file));
	TAP_EQ_INT("private dump", 0, rte_eth_dev_priv_dump(rig.port, file));
	fclose(file);
	TAP_CHECK(strstr(text, "length 100 ") != NULL && strstr(text, "EOP header 54\n") != NULL,
		"  lengths", "%s", text);
	TAP_CHECK(strstr(text, "header buffers of 256 from headers") != NULL, "  buffers", "%s",
		text);
	free(text);
	split_stop();
}

int
main(int argc, char **argv)
{
	struct rte_mempool *small;
	struct rig_usage before;

	RTE_SET_USED(argc);
	if (rig_eal_init(argv[0]) != 0)
		return 1;
	split_pools();
	small = rig_pool_create("small", 511, RTE_PKTMBUF_HEADROOM + 64);
	before = rig_open(&rig);
	TAP_EQ_INT("probe", 0, rig_probe(&rig, NULL));
	test_info();
	test_tcp4();
	test_udp6();
	test_overflow(small);
	test_length();
	test_scattered();
	test_kept_crc();
	test_tag();
	test_offsets(rig_pool());
	test_dry();
	test_half_dry();
	test_status();
	TAP_EQ_INT("down", 0, rig_down(&rig));
	rig_check_left(before);
	TAP_EQ_INT("no DMA outside of rings and mbufs", 0, rig.nb_wild);
	rig_destroy(&rig);
	rig_eal_end();
	return tap_done();
}
