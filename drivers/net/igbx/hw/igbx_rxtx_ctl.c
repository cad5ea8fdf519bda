/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The receive and the transmit engine of the port: 82576 datasheet, sections 4.5.9
 * and 4.5.10.
 */
#include "igbx_priv.h"

#define FRAME_MIN_BYTES 64u

int
igbx_rx_configure(struct igbx_hw *hw, const struct igbx_rx_cfg *cfg)
{
	uint32_t rctl = IGBX_RCTL_BAM | IGBX_RCTL_LPE;
	uint32_t rxcsum = IGBX_RXCSUM_PCSD;

	if (cfg->max_frame_bytes < FRAME_MIN_BYTES ||
		cfg->max_frame_bytes > hw->chip->max_frame_bytes) {
		IGBX_HW_ERR(hw, "frames of %u bytes: the device receives %u to %u",
			cfg->max_frame_bytes, FRAME_MIN_BYTES, hw->chip->max_frame_bytes);
		return -EINVAL;
	}
	/* Without LPE the limit would be 1518 bytes and 4 for each tag. With it RLPML
	 * alone decides, and counts everything from the first byte to the CRC.
	 */
	igbx_wr(hw, IGBX_REG(RLPML), IGBX_FIELD_PREP(IGBX_RLPML_RLPML, cfg->max_frame_bytes));
	if (!cfg->keep_crc)
		rctl |= IGBX_RCTL_SECRC;
	/* BSIZE is the running queues', LBM the link's: they stay. */
	igbx_rmw(hw, IGBX_REG(RCTL),
		IGBX_RCTL_SBP | IGBX_RCTL_RDMTS | IGBX_RCTL_MO | IGBX_RCTL_SECRC, rctl);

	if (cfg->csum_ipv4)
		rxcsum |= IGBX_RXCSUM_IPOFL;
	if (cfg->csum_l4)
		rxcsum |= IGBX_RXCSUM_TUOFL;
	if (cfg->csum_sctp)
		rxcsum |= IGBX_RXCSUM_CRCOFL;
	igbx_wr(hw, IGBX_REG(RXCSUM), rxcsum);
	return igbx_vlan_offload_set(hw, cfg);
}

int
igbx_rx_enable(struct igbx_hw *hw, bool on)
{
	igbx_rmw(hw, IGBX_REG(RCTL), IGBX_RCTL_EN, on ? IGBX_RCTL_EN : 0);
	return igbx_flush(hw);
}

int
igbx_tx_enable(struct igbx_hw *hw, bool on)
{
	uint32_t set = IGBX_TCTL_PSP | IGBX_TCTL_RTLC |
		       IGBX_FIELD_PREP(IGBX_TCTL_CT, IGBX_COLLISION_TRIES);

	igbx_rmw(hw, IGBX_REG(TCTL_EXT), IGBX_TCTL_EXT_COLD,
		IGBX_FIELD_PREP(IGBX_TCTL_EXT_COLD, IGBX_COLLISION_BYTES));
	igbx_rmw(hw, IGBX_REG(TCTL), IGBX_TCTL_CT | IGBX_TCTL_EN, set | (on ? IGBX_TCTL_EN : 0));
	return igbx_flush(hw);
}
