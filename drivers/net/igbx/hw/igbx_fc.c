/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Pause frames: 82576 datasheet, section 3.5.5.
 */
#include "igbx_priv.h"

#define PAUSE_QUANTA	  0x680u /* 512 bit times each: 0.85 ms at 1 Gb/s */
#define PAUSE_ETHERTYPE	  0x8808u
#define PAUSE_MAC_LOW	  0x00C28001u /* 01:80:C2:00:00:01 */
#define PAUSE_MAC_HIGH	  0x00000100u
#define IN_FLIGHT_FRAMES  2
#define RESUME_GAP_FRAMES 1

void
igbx_fc_init(struct igbx_hw *hw)
{
	igbx_wr(hw, IGBX_REG(FCT), PAUSE_ETHERTYPE);
	igbx_wr(hw, IGBX_REG(FCAL), PAUSE_MAC_LOW);
	igbx_wr(hw, IGBX_REG(FCAH), PAUSE_MAC_HIGH);
	igbx_wr(hw, IGBX_REG(FCTTV), IGBX_FIELD_PREP(IGBX_FCTTV_TTV, PAUSE_QUANTA));
}

struct igbx_pause
igbx_pause_advertise(const struct igbx_link_cfg *cfg)
{
	/* There is no code for "receives only": that one claims both ways, and the
	 * sending of pause frames is left off when the link is up.
	 */
	return (struct igbx_pause){.sym = cfg->fc_rx, .asym = cfg->fc_rx || cfg->fc_tx};
}

/* High water: what is sent between the decision to pause and its effect still fits,
 * that is the frame that the device itself is sending and the one that the partner is.
 */
static void
thresholds_set(struct igbx_hw *hw, bool tx)
{
	uint32_t frame = hw->chip->max_frame_bytes;
	uint32_t size, high, low;

	if (!tx) {
		igbx_wr(hw, IGBX_REG(FCRTL0), 0);
		igbx_wr(hw, IGBX_REG(FCRTH0), 0);
		return;
	}
	size = IGBX_FIELD_GET(IGBX_RXPBS_SIZE, igbx_rd(hw, IGBX_REG(RXPBS)));
	if (size < hw->chip->rx_pbuf_kb / 2)
		size = hw->chip->rx_pbuf_kb;
	high = size * 1024 - IN_FLIGHT_FRAMES * frame;
	low = high - RESUME_GAP_FRAMES * frame;
	igbx_wr(hw, IGBX_REG(FCRTL0), (low & IGBX_FCRTL_RTL) | IGBX_FCRTL_XONE);
	igbx_wr(hw, IGBX_REG(FCRTH0), high & IGBX_FCRTH_RTH);
}

void
igbx_fc_apply(struct igbx_hw *hw, bool rx, bool tx)
{
	thresholds_set(hw, tx);
	igbx_rmw(hw, IGBX_REG(CTRL), IGBX_CTRL_RFCE | IGBX_CTRL_TFCE,
		(rx ? IGBX_CTRL_RFCE : 0) | (tx ? IGBX_CTRL_TFCE : 0));
}

void
igbx_fc_get(struct igbx_hw *hw, bool *rx, bool *tx)
{
	uint32_t ctrl = igbx_rd(hw, IGBX_REG(CTRL));

	*rx = !hw->removed && (ctrl & IGBX_CTRL_RFCE);
	*tx = !hw->removed && (ctrl & IGBX_CTRL_TFCE);
}

/* IEEE 802.3, table 28B-3. */
void
igbx_fc_resolve(struct igbx_hw *hw, struct igbx_pause local, struct igbx_pause partner)
{
	bool rx = false, tx = false;

	if (hw->link_cfg.fc_forced) {
		rx = true;
		tx = true;
	} else if (local.sym && partner.sym) {
		rx = true;
		tx = true;
	} else if (local.asym && partner.asym) {
		rx = local.sym;
		tx = partner.sym;
	}
	igbx_fc_apply(hw, rx && hw->link_cfg.fc_rx, tx && hw->link_cfg.fc_tx);
	hw->fc_resolved = true;
}
