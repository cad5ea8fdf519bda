/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive rings with two buffers in each descriptor, against a second description of what the
 * device says there (82576 datasheet 7.1.10): honest packets and write-backs of random bits, both
 * modes, pools that run dry, a kept CRC. What is delivered, from which pool and with what in it
 * must be what that says, and no mbuf may be lost.
 */
#include <stdlib.h>
#include <string.h>

#include "tap.h"

#include "dp.h"
#include "igbx_rx_split.h"
#include "rx_model.h"

#define ROUNDS	 200
#define STEPS	 200
#define MAX_DESC 256
#define MAX_SEG	 64
#define BURST	 64
#define HBO	 (1u << 23)

struct part {
	bool header;
	uint16_t bytes;
	uint64_t stamp;
};

struct desc {
	struct rx_wb wb;
	uint64_t header_stamp, stamp;
};

/* A ring, and what the driver must make of what was written into it. */
static struct {
	struct igbx_rxq *q;
	uint32_t tail_reg;
	struct rte_mempool *hdr_pool, *pool;
	bool always;
	uint16_t hdr_bytes, hdr_off, data_off;
	uint64_t offloads;
	struct desc pending[MAX_DESC];
	uint32_t nb_pending, first, head;
	struct part parts[MAX_SEG + 1];
	unsigned int nb_parts;
	bool skip;
	int ptp_filter; /* packets are flagged for time sync; negative: not */
	struct rx_wb last;
	uint64_t nb_err, nb_oversize, nb_given, stamp;
} m;

static uint64_t nb_packets, nb_split;

/* ---- device ---- */

static uint32_t
room(void)
{
	return (rte_le_to_cpu_32(m.tail_reg) + m.q->nb_desc - m.head) % m.q->nb_desc;
}

static uint64_t
put_stamp(uint64_t iova, uint32_t bytes)
{
	if (bytes < sizeof(m.stamp))
		return 0;
	m.stamp++;
	memcpy((void *)(uintptr_t)iova, &m.stamp, sizeof(m.stamp));
	return m.stamp;
}

static void
write_back(const struct rx_wb *wb)
{
	union igbx_rx_desc *d = &m.q->ring[m.head];
	struct desc *p = &m.pending[(m.first + m.nb_pending) % MAX_DESC];
	const struct rte_mbuf *data = m.q->sw_ring[m.head];
	const struct rte_mbuf *header = m.q->split->sw_ring[m.head];
	uint64_t data_iova = rte_le_to_cpu_64(d->read.pkt_addr);
	uint64_t header_iova = rte_le_to_cpu_64(d->read.hdr_addr);

	DP_EXPECT_EQ((uintptr_t)data->buf_addr + m.data_off, data_iova, "address of the data");
	DP_EXPECT_EQ((uintptr_t)header->buf_addr + m.hdr_off, header_iova, "address of the header");
	p->wb = *wb;
	p->header_stamp = put_stamp(header_iova, m.hdr_bytes);
	p->stamp = put_stamp(data_iova, m.q->buf_bytes);
	d->qword[0] = rte_cpu_to_le_64(wb->info | (uint64_t)wb->hash << 32);
	d->qword[1] = rte_cpu_to_le_64(
		wb->status | RXS_DD | (uint64_t)wb->length << 32 | (uint64_t)wb->tag << 48);
	m.head = (m.head + 1) % m.q->nb_desc;
	m.nb_pending++;
}

/* What an honest device writes of a packet with so many bytes of headers, 0: none that it knows. */
static void
packet(uint32_t headers, uint32_t bytes)
{
	uint32_t info = (uint32_t)dp_random() & 0xFFFF, told = headers, in_header = headers, left;
	uint32_t over = headers > m.hdr_bytes ? HBO : 0;
	bool first = true;

	if (m.always && bytes <= m.hdr_bytes)
		told = in_header = bytes, headers = 0, over = 0;
	else if (over != 0 || headers == 0)
		in_header = m.always ? m.hdr_bytes : 0;
	if (headers == 0 && told == 0)
		told = in_header;
	info |= told << 21 | (headers != 0 ? 1u << 31 : 0);
	left = bytes - in_header;
	do {
		struct rx_wb wb = {info, (uint32_t)dp_random(), over,
			(uint16_t)RTE_MIN(left, m.q->buf_bytes), (uint16_t)dp_random()};

		if (room() == 0)
			return;
		left -= wb.length;
		if (left == 0)
			wb.status |= RXS_EOP | ((uint32_t)dp_random() & 0x6001007C);
		/* What later descriptors say of headers means nothing. */
		if (!first && dp_one_in(2))
			wb.info ^= (uint32_t)dp_random() & 0xFFE00000;
		first = false;
		write_back(&wb);
	} while (left > 0);
}

static void
device_step(unsigned int hostile)
{
	unsigned int nb = dp_below(room() + 1);

	while (nb-- > 0 && room() > 0) {
		if (hostile > 0 && dp_one_in(hostile)) {
			struct rx_wb wb = {(uint32_t)dp_random(), (uint32_t)dp_random(),
				(uint32_t)dp_random(), (uint16_t)dp_random(), 7};

			if (dp_one_in(2))
				wb.length = dp_below(m.q->buf_bytes + 2);
			if (dp_one_in(2))
				wb.status &= ~RXS_RXE;
			write_back(&wb);
		} else {
			uint32_t headers = dp_one_in(3) ? 0 : 1 + dp_below(300);

			packet(headers, RTE_MAX(headers, 5u) + dp_below(dp_one_in(5) ? 4000 : 300));
		}
	}
}

/* ---- what must come of it ---- */

static uint16_t
crc(void)
{
	return m.offloads & RTE_ETH_RX_OFFLOAD_KEEP_CRC ? 4 : 0;
}

static void
drop(bool eop, uint64_t *counter)
{
	(*counter)++;
	m.nb_parts = 0;
	m.skip = !eop;
}

static void
add(bool header, uint16_t bytes, uint64_t stamp)
{
	m.parts[m.nb_parts++] = (struct part){header, bytes, stamp};
}

static uint32_t
total(void)
{
	uint32_t bytes = 0;
	unsigned int i;

	for (i = 0; i < m.nb_parts; i++)
		bytes += m.parts[i].bytes;
	return bytes;
}

static uint16_t
in_header_buffer(const struct rx_wb *wb)
{
	uint16_t told = wb->info >> 21 & 0x3FF;

	if (m.nb_parts > 0)
		return 0;
	if (!m.always && !(wb->info >> 31))
		return 0;
	if (told > m.hdr_bytes || (wb->status & HBO))
		return m.always ? m.hdr_bytes : 0;
	return told;
}

static void
strip_crc(void)
{
	unsigned int i;

	for (i = 0; i < crc(); i++)
		if (--m.parts[m.nb_parts - 1].bytes == 0 && m.nb_parts > 1)
			m.nb_parts--;
}

/* The oldest descriptor; true when it completes a packet, which is in m.parts. */
static bool
take(void)
{
	const struct desc *d = &m.pending[m.first];
	bool eop = (d->wb.status & RXS_EOP) != 0;
	uint16_t length = d->wb.length, header;

	m.first = (m.first + 1) % MAX_DESC;
	m.nb_pending--;
	m.last = d->wb;
	if (m.skip) {
		m.skip = !eop;
		return false;
	}
	header = in_header_buffer(&d->wb);
	if (header > 0)
		add(true, header, d->header_stamp);
	if (length > m.q->buf_bytes || (length > 0 && !eop && m.nb_parts >= MAX_SEG - 1)) {
		drop(eop, &m.nb_oversize);
	} else if ((length == 0 && header == 0) ||
		   (eop && ((d->wb.status & RXS_RXE) || total() + length <= crc()))) {
		drop(eop, &m.nb_err);
	} else {
		if (length > 0)
			add(false, length, d->stamp);
		if (!eop)
			return false;
		strip_crc();
		return true;
	}
	return false;
}

static uint64_t
flags(void)
{
	uint64_t flags = rx_model_flags(m.offloads, m.last.info, m.last.status);

	if (m.ptp_filter < 0)
		return flags;
	if ((m.last.info & 0x8000) && (m.last.info >> 4 & 7) == (uint32_t)m.ptp_filter)
		flags |= RTE_MBUF_F_RX_IEEE1588_PTP;
	if (m.last.status & 0x10000)
		flags |= RTE_MBUF_F_RX_IEEE1588_TMST;
	return flags;
}

static void
compare(struct rte_mbuf *pkt)
{
	const struct rte_mbuf *seg = pkt;
	const char *reason = "";
	unsigned int i;

	if (rte_mbuf_check(pkt, 1, &reason) != 0)
		dp_fail("mbuf is not sane: %s", reason);
	DP_EXPECT_EQ(total(), pkt->pkt_len, "packet length");
	DP_EXPECT_EQ(m.nb_parts, pkt->nb_segs, "segments");
	DP_EXPECT_EQ(rx_model_ptype(m.last.info), pkt->packet_type, "packet type");
	DP_EXPECT_EQ(flags(), pkt->ol_flags, "flags");
	DP_EXPECT_EQ(m.q->port_id, pkt->port, "port");
	for (i = 0; i < m.nb_parts && seg != NULL; i++, seg = seg->next) {
		const struct part *p = &m.parts[i];
		uint64_t stamp;

		DP_EXPECT_EQ(p->bytes, seg->data_len, "segment length");
		DP_EXPECT_EQ(
			(uintptr_t)(p->header ? m.hdr_pool : m.pool), (uintptr_t)seg->pool, "pool");
		DP_EXPECT_EQ(p->header ? m.hdr_off : m.data_off, seg->data_off, "data offset");
		if (p->bytes < sizeof(stamp))
			continue;
		memcpy(&stamp, rte_pktmbuf_mtod(seg, const void *), sizeof(stamp));
		DP_EXPECT_EQ(p->stamp, stamp, "data");
	}
	nb_packets++;
	nb_split += m.nb_parts > 1 && m.parts[0].header;
	m.nb_parts = 0;
}

static void
burst(uint16_t nb, bool plenty)
{
	struct rte_mbuf *pkts[BURST];
	uint16_t got = igbx_rx_burst_split(m.q, pkts, nb), i = 0;
	uint32_t left;

	m.nb_given += got;
	while (i < got && m.nb_pending > 0 && !dp_failed()) {
		if (!take())
			continue;
		compare(pkts[i]);
		rte_pktmbuf_free(pkts[i++]);
	}
	if (i < got && !dp_failed())
		dp_fail("%u packets more than were received", got - i);
	left = got == nb ? m.nb_pending : plenty ? 0 : (uint32_t)igbx_rx_queue_count(m.q);
	while (m.nb_pending > left && !dp_failed())
		if (take())
			dp_fail("burst of %u gave %u, one more is complete", nb, got);
}

static void
driver_step(void)
{
	struct rte_mempool *pool = dp_one_in(2) ? m.pool : m.hdr_pool;
	struct rte_mbuf *stolen[2048];
	unsigned int nb = 0;

	if (dp_one_in(8)) {
		nb = dp_below(rte_mempool_avail_count(pool) + 1);
		while (nb > 0 && rte_mempool_get_bulk(pool, (void **)stolen, nb) != 0)
			nb--;
	}
	burst(1 + dp_below(BURST), nb == 0);
	rte_mempool_put_bulk(pool, (void **)stolen, nb);
	DP_EXPECT_EQ(m.nb_given, igbx_rxq_nb_pkts(m.q), "packets of the queue");
	DP_EXPECT_EQ(m.nb_err, m.q->nb_rx_err, "error count");
	DP_EXPECT_EQ(m.nb_oversize, m.q->nb_rx_oversize, "oversize count");
	DP_EXPECT_EQ(m.nb_pending, igbx_rx_queue_count(m.q), "queue count");
}

static bool
ring_make(uint16_t nb_desc, uint16_t buf_bytes)
{
	struct igbx_rx_split conf = {
		.pool = m.hdr_pool,
		.always = m.always,
		.hdr_bytes = m.hdr_bytes,
		.hdr_off = m.hdr_off,
		.data_off = m.data_off,
	};

	m.q = igbx_rxq_alloc(dp_port(1), 0, nb_desc, rte_socket_id(), m.pool);
	if (m.q == NULL || igbx_rxq_split(m.q, &conf, rte_socket_id()) != 0)
		return false;
	m.q->tail_reg = &m.tail_reg;
	m.q->free_thresh = dp_below(nb_desc);
	m.q->buf_bytes = buf_bytes;
	igbx_rxq_offloads_set(m.q, m.offloads);
	if (igbx_rxq_fill(m.q) != 0)
		return false;
	igbx_doorbell(&m.tail_reg, nb_desc - 1);
	if (dp_one_in(2)) {
		m.q->iova_linear = false; /* as with memory in several pieces */
		m.q->split->iova_linear = false;
	}
	return true;
}

static void
run(struct rte_mempool *hdr_pool, struct rte_mempool *pool, unsigned int hostile)
{
	static const uint16_t sizes[] = {32, 40, 64, 128, 256};
	static const uint16_t bufs[] = {256, 1024, 2048};
	unsigned int step;

	memset(&m, 0, sizeof(m));
	m.hdr_pool = hdr_pool;
	m.pool = pool;
	m.always = dp_one_in(2);
	m.hdr_bytes = 64 * (1 + dp_below(4));
	m.hdr_off = RTE_PKTMBUF_HEADROOM + 2 * dp_below(16);
	m.data_off = 2 * dp_below(64);
	m.offloads = dp_random() & (IGBX_RX_OFFLOADS & ~RTE_ETH_RX_OFFLOAD_SCATTER);
	if (!ring_make(sizes[dp_below(RTE_DIM(sizes))], bufs[dp_below(RTE_DIM(bufs))])) {
		dp_fail("no ring: %s", dp_log_last());
		return;
	}
	m.ptp_filter = dp_one_in(3) ? (int)dp_below(8) : -1;
	igbx_rxq_watch(m.q, m.ptp_filter);
	for (step = 0; step < STEPS && !dp_failed(); step++) {
		if (dp_one_in(2))
			device_step(hostile);
		if (dp_one_in(2))
			driver_step();
	}
	while (m.nb_pending > 0 && !dp_failed())
		burst(BURST, true);
	igbx_rxq_drain(m.q);
	igbx_rxq_free(m.q);
	DP_EXPECT_EQ(0, dp_pool_missing(pool), "mbufs lost");
	DP_EXPECT_EQ(0, dp_pool_missing(hdr_pool), "header mbufs lost");
}

int
main(int argc, char **argv)
{
	static const unsigned int hostile[] = {0, 100, 10, 1};
	struct rte_mempool *hdr_pools[2], *pools[2];
	unsigned int rounds, i, round;

	RTE_SET_USED(argc);
	dp_start(argv[0]);
	dp_seed(21);
	rounds = dp_rounds(ROUNDS);
	hdr_pools[0] = dp_pool("headers", 700, 0, 320);
	hdr_pools[1] = dp_pool("headers_cached", 700, 32, 320);
	pools[0] = dp_pool("plain", 700, 0, DP_ROOM);
	pools[1] = dp_pool("cached", 700, 32, DP_ROOM);
	for (i = 0; i < RTE_DIM(hostile); i++) {
		for (round = 0; round < rounds / RTE_DIM(hostile) && !dp_failed(); round++)
			run(hdr_pools[round % 2], pools[round / 2 % 2], hostile[i]);
		DP_REPORT(i == 0 ? "honest packets" : "write-backs of random bits among them");
	}
	printf("# %llu packets, %llu of them split\n", (unsigned long long)nb_packets,
		(unsigned long long)nb_split);
	tap_check(nb_split * 10 > nb_packets, "many packets were split", "%llu of %llu",
		(unsigned long long)nb_split, (unsigned long long)nb_packets);
	return tap_done();
}
