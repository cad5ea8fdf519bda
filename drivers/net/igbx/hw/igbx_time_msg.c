/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Time stamps of messages: 82576 datasheet, sections 7.9.3 and 8.17. The device has
 * one place for the stamp of a received message and one for a sent one, and keeps
 * what is there until it is read.
 */
#include "igbx_priv.h"

#define ETHERTYPE_1588 0x88F7u
#define PROTOCOL_UDP   17u
#define PORT_PTP_EVENT 319u

/* Frees both latches of what they may hold. */
static void
latches_clear(struct igbx_hw *hw)
{
	(void)igbx_rd(hw, IGBX_REG(RXSTMPL));
	(void)igbx_rd(hw, IGBX_REG(RXSTMPH));
	(void)igbx_rd(hw, IGBX_REG(RXSATRH));
	(void)igbx_rd(hw, IGBX_REG(TXSTMPL));
	(void)igbx_rd(hw, IGBX_REG(TXSTMPH));
}

uint32_t
igbx_stamps_ftqf_bits(const struct igbx_hw *hw)
{
	return hw->time.stamping ? IGBX_FTQF_1588 : 0;
}

/* Any IPv4 packet to the port of event messages, whatever else is in it. */
static void
tuple_write(struct igbx_hw *hw, bool on)
{
	int i = hw->time.tuple;

	igbx_wr(hw, IGBX_REGN(FTQF, i), 0);
	if (!on)
		return;
	igbx_wr(hw, IGBX_REGN(IMIR, i),
		IGBX_FIELD_PREP(IGBX_IMIR_PORT, __builtin_bswap16(PORT_PTP_EVENT)));
	igbx_wr(hw, IGBX_REGN(IMIREXT, i), IGBX_IMIREXT_SIZE_BP | IGBX_IMIREXT_CTRL_BP);
	igbx_wr(hw, IGBX_REGN(FTQF, i),
		IGBX_FIELD_PREP(IGBX_FTQF_PROTOCOL, PROTOCOL_UDP) | IGBX_FTQF_VF_BP |
			IGBX_FTQF_1588 | IGBX_FTQF_SRC_BP | IGBX_FTQF_DST_BP | IGBX_FTQF_SPORT_BP);
}

/* The filters that others have: one of them may win a message. */
static void
tuples_mark(struct igbx_hw *hw, bool on)
{
	int i;

	for (i = 0; i < IGBX_NB_TUPLES; i++) {
		if (i == hw->time.tuple || !(hw->slots.tuples & IGBX_BIT(i)))
			continue;
		igbx_rmw(hw, IGBX_REGN(FTQF, i), IGBX_FTQF_1588, on ? IGBX_FTQF_1588 : 0);
	}
}

static int
engines_write(struct igbx_hw *hw, bool on)
{
	uint32_t rx = IGBX_FIELD_PREP(IGBX_TSYNCRXCTL_TYPE, IGBX_TSYNC_TYPE_EVENT_2);

	tuple_write(hw, on);
	latches_clear(hw);
	igbx_wr(hw, IGBX_REG(TSYNCRXCFG), 0);
	igbx_wr(hw, IGBX_REG(TSYNCRXCTL), rx | (on ? IGBX_TSYNC_EN : 0));
	igbx_wr(hw, IGBX_REG(TSYNCTXCTL), on ? IGBX_TSYNC_EN : 0);
	return igbx_flush(hw);
}

int
igbx_stamps_enable(struct igbx_hw *hw)
{
	int tuple, ret;

	if (hw->time.stamping)
		return 0;
	tuple = igbx_tuple_take(hw);
	if (tuple < 0) {
		IGBX_HW_ERR(hw, "time stamps need a five-tuple filter: all %u are in use",
			IGBX_NB_TUPLES);
		return tuple;
	}
	ret = igbx_etype_stamp(hw, ETHERTYPE_1588, true);
	if (ret != 0) {
		igbx_tuple_put(hw, tuple);
		return ret;
	}
	hw->time.tuple = (int8_t)tuple;
	hw->time.stamping = true;
	tuples_mark(hw, true);
	return engines_write(hw, true);
}

int
igbx_stamps_disable(struct igbx_hw *hw)
{
	int ret;

	if (!hw->time.stamping)
		return 0;
	ret = engines_write(hw, false);
	tuples_mark(hw, false);
	hw->time.stamping = false;
	igbx_tuple_put(hw, hw->time.tuple);
	(void)igbx_etype_stamp(hw, ETHERTYPE_1588, false);
	return ret;
}

void
igbx_stamps_restore(struct igbx_hw *hw)
{
	if (!hw->time.stamping || hw->removed)
		return;
	igbx_etypes_restore(hw);
	(void)engines_write(hw, true);
}

int
igbx_stamps_etqf(const struct igbx_hw *hw)
{
	return hw->time.stamping ? igbx_etype_find(hw, ETHERTYPE_1588) : -ENOENT;
}

int
igbx_stamp_rx_take(struct igbx_hw *hw, uint64_t *ns)
{
	uint64_t stamp;

	if (!(igbx_rd(hw, IGBX_REG(TSYNCRXCTL)) & IGBX_TSYNC_VALID))
		return -EAGAIN;
	stamp = igbx_rd(hw, IGBX_REG(RXSTMPL));
	stamp |= (uint64_t)igbx_rd(hw, IGBX_REG(RXSTMPH)) << 32;
	/* That frees the latch; emulations of the device wait for the read of RXSATRH. */
	if (igbx_rd(hw, IGBX_REG(TSYNCRXCTL)) & IGBX_TSYNC_VALID)
		(void)igbx_rd(hw, IGBX_REG(RXSATRH));
	return igbx_clock_at(hw, stamp, ns);
}

int
igbx_stamp_tx_take(struct igbx_hw *hw, uint64_t *ns)
{
	uint64_t stamp;

	if (!(igbx_rd(hw, IGBX_REG(TSYNCTXCTL)) & IGBX_TSYNC_VALID))
		return -EAGAIN;
	stamp = igbx_rd(hw, IGBX_REG(TXSTMPL));
	stamp |= (uint64_t)igbx_rd(hw, IGBX_REG(TXSTMPH)) << 32;
	return igbx_clock_at(hw, stamp, ns);
}
