/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Queues: programming, the enable handshake, and data through each of them.
 */
#include "hw_fixture.h"

static struct igbx_rxq_cfg
rxq(uint16_t buf_bytes)
{
	return (struct igbx_rxq_cfg){.ring_iova = fx_ring_iova(3),
		.nb_desc = FX_NB_DESC,
		.buf_bytes = buf_bytes,
		.pthresh = 8,
		.hthresh = 8,
		.wthresh = 1};
}

static struct igbx_txq_cfg
txq(unsigned int queue)
{
	return (struct igbx_txq_cfg){.ring_iova = fx_ring_iova(IGBX_MAX_QUEUES + queue),
		.nb_desc = FX_NB_DESC,
		.pthresh = 8,
		.hthresh = 1,
		.wthresh = 1};
}

static void
receive_all(void)
{
	struct fx *fx = fx_up();
	uint16_t q;
	unsigned int wrong = 0;

	for (q = 0; q < 16; q++) {
		wrong += fx_rxq_start(fx, q) != 0;
		wrong += !nm_rx_queue_enabled(fx->nm, q);
		wrong += igbx_rxq_tail(&fx->hw, q) != (uint8_t *)nm_bar(fx->nm) + 0xC018 + 0x40 * q;
	}
	TAP_EQ_U64("16 receive queues come on", 0, wrong);
	for (q = 0; q < 16; q++) {
		wrong += igbx_rxq_disable(&fx->hw, q) != 0;
		wrong += nm_rx_queue_enabled(fx->nm, q);
	}
	TAP_EQ_U64("and go off", 0, wrong);
	fx_content(fx, "receive queues: no violation");
	fx_close(fx);
}

static void
transmit_all(void)
{
	struct fx *fx = fx_up();
	uint16_t q;
	unsigned int wrong = 0;
	char name[64];

	fx_link_up(fx);
	TAP_EQ_INT("transmit on", 0, igbx_tx_enable(&fx->hw, true));
	for (q = 0; q < 16; q++) {
		union igbx_tx_desc *ring =
			(void *)(fx->arena + (IGBX_MAX_QUEUES + q) * FX_RING_BYTES);
		struct igbx_txq_cfg cfg = txq(q);
		uint8_t *frame = fx->arena + (fx_buf_iova(0, 0) - FX_IOVA);

		wrong += igbx_txq_enable(&fx->hw, q, &cfg) != 0;
		wrong += !nm_tx_queue_enabled(fx->nm, q);
		wrong += igbx_txq_tail(&fx->hw, q) != (uint8_t *)nm_bar(fx->nm) + 0xE018 + 0x40 * q;
		fx_frame(frame, fx_mac, 0x88B5, 64 + q);
		ring[0].data.addr = fx_buf_iova(0, 0);
		ring[0].data.cmd_len = IGBX_TXD_DTYP_DATA | IGBX_TXD_DCMD_DEXT | IGBX_TXD_DCMD_EOP |
				       IGBX_TXD_DCMD_IFCS | IGBX_TXD_DCMD_RS | (64 + q);
		ring[0].data.olinfo = (uint32_t)(64 + q) << IGBX_TXD_PAYLEN_SHIFT;
		nm_write(fx->nm, IGBX_REGN(TDT, q).offset, 1);
		nm_process(fx->nm);
		snprintf(name, sizeof(name), "queue %u: its frame is on the wire", q);
		TAP_EQ_U64(name, 64 + q, fx->last_tx_bytes);
	}
	TAP_EQ_U64("16 transmit queues come on", 0, wrong);
	for (q = 0; q < 16; q++) {
		wrong += igbx_txq_disable(&fx->hw, q) != 0;
		wrong += nm_tx_queue_enabled(fx->nm, q);
	}
	TAP_EQ_U64("and go off", 0, wrong);
	fx_content(fx, "transmit queues: no violation");
	fx_close(fx);
}

static void
programmed(void)
{
	struct igbx_rxq_cfg cfg = rxq(2048);
	struct fx *fx = fx_up();

	cfg.ring_iova = FX_IOVA + 0x180;
	cfg.nb_desc = 4096;
	cfg.pthresh = 31;
	cfg.hthresh = 17;
	cfg.wthresh = 5;
	cfg.drop_en = true;
	TAP_EQ_INT("queue 5", 0, igbx_rxq_enable(&fx->hw, 5, &cfg));
	TAP_EQ_U64("RDBAL", FX_IOVA + 0x180, fx_reg(fx, IGBX_REGN(RDBAL, 5)));
	TAP_EQ_U64("RDLEN", 65536, fx_reg(fx, IGBX_REGN(RDLEN, 5)));
	TAP_EQ_U64("SRRCTL: 2 KB, one buffer, drop", 0x82000002u, fx_reg(fx, IGBX_REGN(SRRCTL, 5)));
	TAP_EQ_U64("RXDCTL: thresholds and enable", 31 | 17 << 8 | 5 << 16 | 1 << 25,
		fx_reg(fx, IGBX_REGN(RXDCTL, 5)));
	TAP_EQ_U64("QDE: this queue", 1u << 5, fx_reg(fx, IGBX_REG(QDE)));
	TAP_EQ_INT("queue 5 off", 0, igbx_rxq_disable(&fx->hw, 5));
	cfg.drop_en = false;
	cfg.ring_iova = 0x123456780000ull;
	TAP_EQ_INT("queue 5 again, high address", 0, igbx_rxq_enable(&fx->hw, 5, &cfg));
	TAP_EQ_U64("RDBAH", 0x1234, fx_reg(fx, IGBX_REGN(RDBAH, 5)));
	TAP_EQ_U64("SRRCTL: no drop", 0x02000002u, fx_reg(fx, IGBX_REGN(SRRCTL, 5)));
	TAP_EQ_U64("QDE: not any more", 0, fx_reg(fx, IGBX_REG(QDE)));
	fx_content(fx, "programmed: no violation");
	fx_close(fx);
}

/* A queue that is on is switched off before its ring is changed. */
static void
enabled_twice(void)
{
	struct igbx_rxq_cfg cfg = rxq(2048);
	struct igbx_txq_cfg tx = txq(2);
	struct fx *fx = fx_up();

	TAP_EQ_INT("receive", 0, igbx_rxq_enable(&fx->hw, 3, &cfg));
	TAP_EQ_INT("receive once more", 0, igbx_rxq_enable(&fx->hw, 3, &cfg));
	TAP_EQ_INT("transmit", 0, igbx_txq_enable(&fx->hw, 2, &tx));
	TAP_EQ_INT("transmit once more", 0, igbx_txq_enable(&fx->hw, 2, &tx));
	TAP_EQ_INT("off twice is no error", 0,
		igbx_rxq_disable(&fx->hw, 3) | igbx_rxq_disable(&fx->hw, 3));
	fx_content(fx, "enabled twice: no violation");
	fx_close(fx);
}

/* A ring that was half used begins at its first descriptor again. */
static void
begins_at_zero(void)
{
	struct fx *fx = fx_up();
	union igbx_rx_desc *ring = (void *)(fx->arena + 2 * FX_RING_BYTES);
	uint8_t frame[64];
	unsigned int i;

	fx_link_up(fx);
	igbx_rx_configure(&fx->hw, &fx_rx_cfg);
	fx_rxq_start(fx, 0);
	igbx_rx_enable(&fx->hw, true);
	fx_frame(frame, fx_mac, 0x88B5, sizeof(frame));
	for (i = 0; i < 5; i++)
		nm_rx_frame(fx->nm, frame, sizeof(frame));
	TAP_EQ_INT("used queue off", 0, igbx_rxq_disable(&fx->hw, 0));
	for (i = 0; i < FX_NB_DESC; i++)
		ring[i].read.pkt_addr = fx_buf_iova(0, i);
	TAP_EQ_INT("used queue on, with another ring", 0,
		igbx_rxq_enable(&fx->hw, 0,
			&(struct igbx_rxq_cfg){.ring_iova = fx_ring_iova(2),
				.nb_desc = FX_NB_DESC,
				.buf_bytes = FX_BUF_BYTES}));
	TAP_EQ_U64("head", 0, fx_reg(fx, IGBX_REGN(RDH, 0)));
	TAP_EQ_U64("tail", 0, fx_reg(fx, IGBX_REGN(RDT, 0)));
	nm_write(fx->nm, IGBX_REGN(RDT, 0).offset, 1);
	TAP_EQ_INT(
		"a frame with one descriptor posted", 0, nm_rx_frame(fx->nm, frame, sizeof(frame)));
	TAP_CHECK(ring[0].wb.status & IGBX_RXD_STAT_DD, "it is in the first one", "status 0x%x",
		ring[0].wb.status);
	fx_content(fx, "begins at zero: no violation");
	fx_close(fx);
}

static void
buffer_sizes(void)
{
	static const uint16_t good[] = {1024, 2048, 3072, 9 * 1024, 63 * 1024};
	static const uint16_t bad[] = {0, 1, 128, 255, 768, 1023, 1536, 2047};
	struct fx *fx = fx_up();
	struct igbx_rxq_cfg cfg;
	unsigned int i;
	char name[64];

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		cfg = rxq(good[i]);
		snprintf(name, sizeof(name), "buffers of %u", good[i]);
		TAP_EQ_INT(name, 0, igbx_rxq_enable(&fx->hw, 3, &cfg));
		TAP_EQ_U64(name, good[i] / 1024, fx_reg(fx, IGBX_REGN(SRRCTL, 3)) & 0x7F);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cfg = rxq(bad[i]);
		snprintf(name, sizeof(name), "buffers of %u are refused", bad[i]);
		TAP_EQ_INT(name, -EINVAL, igbx_rxq_enable(&fx->hw, 3, &cfg));
	}
	fx_content(fx, "buffer sizes: no violation");
	fx_close(fx);
}

/* A frame is spread over buffers of the size that was asked for. */
static void
small_buffers(uint16_t bytes)
{
	struct igbx_rxq_cfg cfg = rxq(bytes), other = rxq(bytes == 256 ? 512 : 256);
	struct fx *fx = fx_up();
	union igbx_rx_desc *ring = (void *)(fx->arena + 3 * FX_RING_BYTES);
	uint8_t frame[600];
	unsigned int i;
	char name[80];

	fx_link_up(fx);
	igbx_rx_configure(&fx->hw, &fx_rx_cfg);
	for (i = 0; i < FX_NB_DESC; i++)
		ring[i].read.pkt_addr = fx_buf_iova(0, i);
	cfg.ring_iova = fx_ring_iova(3);
	snprintf(name, sizeof(name), "buffers of %u", bytes);
	TAP_EQ_INT(name, 0, igbx_rxq_enable(&fx->hw, 0, &cfg));
	nm_write(fx->nm, IGBX_REGN(RDT, 0).offset, FX_NB_DESC - 1);
	igbx_rx_enable(&fx->hw, true);
	fx_frame(frame, fx_mac, 0x88B5, sizeof(frame));
	TAP_EQ_INT("a frame of 600 bytes", 0, nm_rx_frame(fx->nm, frame, sizeof(frame)));
	snprintf(name, sizeof(name), "buffers of %u: the first is filled, not more", bytes);
	TAP_EQ_U64(name, bytes, ring[0].wb.length);
	igbx_rx_enable(&fx->hw, false);
	other.ring_iova = fx_ring_iova(4);
	snprintf(name, sizeof(name), "buffers of %u beside them are refused", other.buf_bytes);
	TAP_EQ_INT(name, -EINVAL, igbx_rxq_enable(&fx->hw, 1, &other));
	other.buf_bytes = 2048;
	TAP_EQ_INT("buffers of 2048 beside them are not", 0, igbx_rxq_enable(&fx->hw, 1, &other));
	other.buf_bytes = bytes == 256 ? 512 : 256;
	igbx_rx_configure(&fx->hw, &fx_rx_cfg);
	TAP_EQ_INT("a new configuration leaves the running queue its size", -EINVAL,
		igbx_rxq_enable(&fx->hw, 1, &other));
	TAP_EQ_INT("reset", 0, igbx_hw_reset(&fx->hw));
	TAP_EQ_INT("after a reset the other size is free", 0, igbx_rxq_enable(&fx->hw, 1, &other));
	fx_content(fx, "small buffers: no violation");
	fx_close(fx);
}

static void
split(void)
{
	struct fx *fx = fx_up();
	struct igbx_rxq_cfg cfg = rxq(2048);

	nm_write(fx->nm, 0x5008, 1u << 19);
	cfg.hdr_bytes = 64;
	cfg.split_types = IGBX_PSRTYPE_IPV4_TCP;
	TAP_EQ_INT("split by type", 0, igbx_rxq_enable(&fx->hw, 3, &cfg));
	TAP_EQ_U64("  SRRCTL", 0x04000000u | 1u << 8 | 2, fx_reg(fx, IGBX_REGN(SRRCTL, 3)));
	TAP_EQ_U64("  PSRTYPE", 1u << 2, nm_read(fx->nm, 0x548C));
	TAP_EQ_U64("  RFCTL: NFS is not parsed, what else is set stays", 1u << 19 | 0xC0,
		nm_read(fx->nm, 0x5008));
	cfg.hdr_bytes = 960;
	cfg.split_types = IGBX_PSRTYPE_IPV6_UDP;
	TAP_EQ_INT("by another type on queue 11", 0, igbx_rxq_enable(&fx->hw, 11, &cfg));
	TAP_EQ_U64("  SRRCTL", 0x04000000u | 15u << 8 | 2, fx_reg(fx, IGBX_REGN(SRRCTL, 11)));
	TAP_EQ_U64("  PSRTYPE, the same one", 1u << 9, nm_read(fx->nm, 0x548C));
	cfg.split_types = 0;
	cfg.hdr_bytes = 128;
	TAP_EQ_INT("split by length", 0, igbx_rxq_enable(&fx->hw, 15, &cfg));
	TAP_EQ_U64("  SRRCTL", 0x0A000000u | 2u << 8 | 2, fx_reg(fx, IGBX_REGN(SRRCTL, 15)));
	TAP_EQ_U64("  PSRTYPE", 0, nm_read(fx->nm, 0x549C));
	fx_content(fx, "split: no violation");
	fx_close(fx);
}

static void
refused(void)
{
	struct fx *fx = fx_up();
	struct igbx_rxq_cfg rx = rxq(2048);
	struct igbx_txq_cfg tx = txq(0);
	uint64_t writes = plat_model_writes();

	TAP_EQ_INT("receive queue 16", -EINVAL, igbx_rxq_enable(&fx->hw, 16, &rx));
	TAP_EQ_INT("receive queue 16 off", -EINVAL, igbx_rxq_disable(&fx->hw, 16));
	TAP_EQ_INT("transmit queue 16", -EINVAL, igbx_txq_enable(&fx->hw, 16, &tx));
	TAP_EQ_INT("transmit queue 16 off", -EINVAL, igbx_txq_disable(&fx->hw, 16));
	rx.nb_desc = 36;
	TAP_EQ_INT("36 descriptors", -EINVAL, igbx_rxq_enable(&fx->hw, 0, &rx));
	rx.nb_desc = 0;
	TAP_EQ_INT("no descriptor", -EINVAL, igbx_rxq_enable(&fx->hw, 0, &rx));
	rx = rxq(2048);
	rx.ring_iova += 64;
	TAP_EQ_INT("ring at a multiple of 64 only", -EINVAL, igbx_rxq_enable(&fx->hw, 0, &rx));
	rx = rxq(2048);
	rx.wthresh = 32;
	TAP_EQ_INT("write-back threshold 32", -EINVAL, igbx_rxq_enable(&fx->hw, 0, &rx));
	rx = rxq(2048);
	rx.hdr_bytes = 65;
	TAP_EQ_INT("header buffers of 65", -EINVAL, igbx_rxq_enable(&fx->hw, 0, &rx));
	rx.hdr_bytes = 1024;
	TAP_EQ_INT("header buffers of 1024", -EINVAL, igbx_rxq_enable(&fx->hw, 0, &rx));
	rx.hdr_bytes = 0;
	rx.split_types = IGBX_PSRTYPE_IPV4_TCP;
	TAP_EQ_INT("types without header buffers", -EINVAL, igbx_rxq_enable(&fx->hw, 0, &rx));
	tx.pthresh = 32;
	TAP_EQ_INT("transmit prefetch threshold 32", -EINVAL, igbx_txq_enable(&fx->hw, 0, &tx));
	TAP_EQ_U64("each is logged", 12, plat_model_log_count(IGBX_LOG_ERR));
	TAP_EQ_U64("nothing was written for any of them", writes, plat_model_writes());
	fx_close(fx);
}

static void
stuck(bool rx)
{
	enum nm_fault fault = rx ? NM_FAULT_RXQ_ENABLE_STUCK : NM_FAULT_TXQ_ENABLE_STUCK;
	struct igbx_rxq_cfg rxc = rxq(2048);
	struct igbx_txq_cfg txc = txq(4);
	struct fx *fx = fx_up();
	uint64_t before = nm_now_us(fx->nm);
	igbx_reg_t dctl = rx ? IGBX_REGN(RXDCTL, 4) : IGBX_REGN(TXDCTL, 4);
	int ret;

	nm_fault(fx->nm, fault, 1);
	ret = rx ? igbx_rxq_enable(&fx->hw, 4, &rxc) : igbx_txq_enable(&fx->hw, 4, &txc);
	TAP_EQ_INT("does not come on: ETIMEDOUT", -ETIMEDOUT, ret);
	TAP_EQ_U64("does not come on: after 10 ms", before + 10000, nm_now_us(fx->nm));
	TAP_CHECK(plat_model_log_count(IGBX_LOG_ERR) == 1 &&
			  strstr(plat_model_log_last(), "queue 4") != NULL,
		"does not come on: one line with the queue", "\"%s\"", plat_model_log_last());
	nm_fault(fx->nm, fault, 0);
	nm_advance_us(fx->nm, 1000000);
	TAP_EQ_U64("does not come on: nor later", 0, fx_reg(fx, dctl) & IGBX_RXDCTL_ENABLE);

	ret = rx ? igbx_rxq_enable(&fx->hw, 4, &rxc) : igbx_txq_enable(&fx->hw, 4, &txc);
	TAP_EQ_INT("comes on", 0, ret);
	nm_fault(fx->nm, fault, 1);
	before = nm_now_us(fx->nm);
	ret = rx ? igbx_rxq_disable(&fx->hw, 4) : igbx_txq_disable(&fx->hw, 4);
	TAP_EQ_INT("does not go off: ETIMEDOUT", -ETIMEDOUT, ret);
	TAP_EQ_U64("does not go off: after 10 ms", before + 10000, nm_now_us(fx->nm));
	ret = rx ? igbx_rxq_enable(&fx->hw, 4, &rxc) : igbx_txq_enable(&fx->hw, 4, &txc);
	TAP_EQ_INT("does not go off: it is not programmed anew", -ETIMEDOUT, ret);
	fx_content(fx, "stuck: no violation");
	fx_close(fx);
}

static void
removed(void)
{
	struct igbx_rxq_cfg rxc = rxq(2048);
	struct igbx_txq_cfg txc = txq(4);
	unsigned int n, bad = 0;
	int ret = -ENODEV;

	for (n = 1; ret == -ENODEV && n < 100; n++) {
		struct fx *fx = fx_up();
		uint64_t before = nm_now_us(fx->nm);

		nm_fault(fx->nm, NM_FAULT_REMOVE_AT_READ, n);
		ret = igbx_rxq_enable(&fx->hw, 4, &rxc);
		if (ret == 0)
			ret = igbx_txq_enable(&fx->hw, 4, &txc);
		if (ret == 0)
			ret = igbx_rxq_disable(&fx->hw, 4);
		if (ret == 0)
			ret = igbx_txq_disable(&fx->hw, 4);
		bad += ret == -ENODEV && nm_now_us(fx->nm) - before > 2000;
		bad += ret != 0 && ret != -ENODEV;
		fx_close(fx);
	}
	TAP_CHECK(ret == 0 && n > 8, "removed at the n-th read: ends well", "ret %d, n %u", ret, n);
	TAP_EQ_U64("removed at the n-th read: ENODEV and no wait", 0, bad);
}

int
main(void)
{
	receive_all();
	transmit_all();
	programmed();
	enabled_twice();
	begins_at_zero();
	buffer_sizes();
	small_buffers(256);
	small_buffers(512);
	split();
	refused();
	stuck(true);
	stuck(false);
	removed();
	return tap_done();
}
