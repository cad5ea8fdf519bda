/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Counters: 82576 datasheet, section 8.19. Reading clears them, so their sum lives in
 * struct igbx_stats. A reset clears them too: whoever resets collects before, or what
 * was counted since the last collection is lost.
 */
#include "igbx_priv.h"

#define NARROW(id, text, counter) [id] = {.name = (text), .reg = {IGBX_OFF_##counter}}
#define WIDE(id, text, counter) \
	[id] = {.name = (text), .reg = {IGBX_OFF_##counter##L}, .wide = true}
#define OTHER(text, counter)                                  \
	{                                                     \
		.name = (text), .reg = { IGBX_OFF_##counter } \
	}
#define OTHER_WIDE(text, counter)                                            \
	{                                                                    \
		.name = (text), .reg = {IGBX_OFF_##counter##L}, .wide = true \
	}

static const struct igbx_stat_row rows[] = {
	NARROW(IGBX_STAT_GPRC, "rx_mac_good_packets", GPRC),
	NARROW(IGBX_STAT_GPTC, "tx_mac_good_packets", GPTC),
	WIDE(IGBX_STAT_GORC, "rx_mac_good_bytes", GORC),
	WIDE(IGBX_STAT_GOTC, "tx_mac_good_bytes", GOTC),
	NARROW(IGBX_STAT_MPC, "rx_missed_packets", MPC),
	NARROW(IGBX_STAT_RNBC, "rx_no_buffer_packets", RNBC),
	NARROW(IGBX_STAT_CRCERRS, "rx_crc_errors", CRCERRS),
	NARROW(IGBX_STAT_RLEC, "rx_length_errors", RLEC),
	NARROW(IGBX_STAT_RUC, "rx_undersize_errors", RUC),
	NARROW(IGBX_STAT_ROC, "rx_oversize_errors", ROC),
	NARROW(IGBX_STAT_RXERRC, "rx_receive_errors", RXERRC),
	NARROW(IGBX_STAT_ALGNERRC, "rx_align_errors", ALGNERRC),
	NARROW(IGBX_STAT_ECOL, "tx_excessive_collision_packets", ECOL),
	NARROW(IGBX_STAT_LATECOL, "tx_late_collisions", LATECOL),
	NARROW(IGBX_STAT_HTDPMC, "tx_mac_discarded_packets", HTDPMC),
	OTHER("rx_symbol_errors", SYMERRS),
	OTHER("rx_fragment_errors", RFC),
	OTHER("rx_jabber_errors", RJC),
	OTHER("rx_total_packets", TPR),
	OTHER_WIDE("rx_total_bytes", TOR),
	OTHER("rx_broadcast_packets", BPRC),
	OTHER("rx_multicast_packets", MPRC),
	OTHER("rx_size_64_packets", PRC64),
	OTHER("rx_size_65_to_127_packets", PRC127),
	OTHER("rx_size_128_to_255_packets", PRC255),
	OTHER("rx_size_256_to_511_packets", PRC511),
	OTHER("rx_size_512_to_1023_packets", PRC1023),
	OTHER("rx_size_1024_to_max_packets", PRC1522),
	OTHER("rx_xon_packets", XONRXC),
	OTHER("rx_xoff_packets", XOFFRXC),
	OTHER("rx_flow_control_unsupported_packets", FCRUC),
	OTHER("rx_management_packets", MNGPRC),
	OTHER("rx_management_dropped", MPDC),
	OTHER("rx_sent_to_host_packets", RPTHC),
	OTHER_WIDE("rx_host_good_bytes", HGORC),
	OTHER("rx_host_length_errors", LENERRS),
	OTHER("rx_circuit_breaker_packets", CBRMPC),
	OTHER("rx_circuit_breaker_dropped", CBRDPC),
	OTHER("tx_total_packets", TPT),
	OTHER_WIDE("tx_total_bytes", TOT),
	OTHER("tx_broadcast_packets", BPTC),
	OTHER("tx_multicast_packets", MPTC),
	OTHER("tx_size_64_packets", PTC64),
	OTHER("tx_size_65_to_127_packets", PTC127),
	OTHER("tx_size_128_to_255_packets", PTC255),
	OTHER("tx_size_256_to_511_packets", PTC511),
	OTHER("tx_size_512_to_1023_packets", PTC1023),
	OTHER("tx_size_1024_to_max_packets", PTC1522),
	OTHER("tx_xon_packets", XONTXC),
	OTHER("tx_xoff_packets", XOFFTXC),
	OTHER("tx_single_collision_packets", SCC),
	OTHER("tx_multiple_collision_packets", MCC),
	OTHER("tx_total_collisions", COLC),
	OTHER("tx_deferred_packets", DC),
	OTHER("tx_no_carrier_sense_packets", TNCRS),
	OTHER("tx_tso_packets", TSCTC),
	OTHER("tx_management_packets", MNGPTC),
	OTHER("tx_sent_by_host_packets", HGPTC),
	OTHER_WIDE("tx_host_good_bytes", HGOTC),
	OTHER("tx_circuit_breaker_packets", CBTMPC),
	OTHER("tx_circuit_breaker_dropped", HTCBDPC),
	OTHER("tx_switch_security_violations", SSVPC),
	OTHER("tx_switch_dropped_packets", SDPC),
	OTHER("rx_descriptor_minimum_hits", RXDMTC),
	OTHER("interrupt_assert_count", IAC),
	{.name = "rx_serdes_code_violations", .reg = {IGBX_OFF_SCVPC}, .serdes = true},
};

#define NB_ROWS (sizeof(rows) / sizeof(rows[0]))
_Static_assert(NB_ROWS <= IGBX_STAT_MAX, "struct igbx_stats has a total for each row");

const struct igbx_stat_row *
igbx_stat_rows(uint32_t *nb)
{
	*nb = NB_ROWS;
	return rows;
}

/* A wide counter is read low half first: reading the high half clears both. */
static uint64_t
counter_read(struct igbx_hw *hw, const struct igbx_stat_row *row)
{
	uint64_t value = igbx_rd(hw, row->reg);
	igbx_reg_t high = {row->reg.offset + (uint32_t)sizeof(uint32_t)};

	if (row->wide)
		value |= (uint64_t)igbx_rd(hw, high) << 32;
	return value;
}

int
igbx_stats_collect(struct igbx_hw *hw, struct igbx_stats *stats)
{
	uint64_t value;
	unsigned int i;

	/* What a device that is gone answers must not be counted. */
	for (i = 0; i < NB_ROWS; i++) {
		if (rows[i].serdes && hw->media != IGBX_MEDIA_SERDES)
			continue;
		value = counter_read(hw, &rows[i]);
		if (hw->removed)
			return -ENODEV;
		stats->count[i] += value;
	}
	for (i = 0; i < hw->chip->max_queues; i++) {
		value = igbx_rd(hw, IGBX_REGN(RQDPC, i));
		if (hw->removed)
			return -ENODEV;
		stats->rxq_drops[i] += value;
	}
	/* Zeros may be all that memory has in the place of counters. */
	return igbx_flush(hw);
}
