/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The transmit rate scheduler: 82576 datasheet, sections 7.2.6 and 8.15. A queue with a limit
 * waits after each packet until the packet would have left at the limit's rate; what the
 * device is told is how many times slower than the link that is.
 */
#include "igbx_priv.h"

/* Units of the factor: it has 14 bits behind the point. */
#define FACTOR_ONE_BITS __builtin_popcount(IGBX_RTTBCNRC_RF_DEC)
#define BITS_PER_MBIT	UINT64_C(1000000)

uint32_t
igbx_rate_factor(uint64_t rate_bps, uint32_t link_mbps)
{
	uint64_t link_bps = link_mbps * BITS_PER_MBIT;
	uint64_t factor;

	if (rate_bps == 0 || rate_bps > link_bps)
		return 0;
	/* Rounded down: too fast by less than 2^-14, as much as the link's own clock may be off. */
	factor = (link_bps << FACTOR_ONE_BITS) / rate_bps;
	return factor > IGBX_RATE_FACTOR_MAX ? IGBX_RATE_FACTOR_MAX : (uint32_t)factor;
}

int
igbx_txq_rate_set(struct igbx_hw *hw, uint16_t queue, uint64_t rate_bps, uint32_t link_mbps)
{
	uint32_t factor = igbx_rate_factor(rate_bps, link_mbps);

	if (queue >= hw->chip->max_queues) {
		IGBX_HW_ERR(hw, "transmit queue %u: the device has 0 to %u", queue,
			hw->chip->max_queues - 1);
		return -EINVAL;
	}
	/* RTTBCNRC is that of the queue which RTTDQSEL selects. */
	igbx_wr(hw, IGBX_REG(RTTDQSEL), IGBX_FIELD_PREP(IGBX_RTTDQSEL_TXDQ_IDX, queue));
	/* For all queues: the window in which a queue makes up for what it could not send. It has
	 * to hold the longest packet: 8.15 (RTTBCNRM).
	 */
	igbx_wr(hw, IGBX_REG(RTTBCNRM),
		IGBX_FIELD_PREP(IGBX_RTTBCNRM_MMW_SIZE, IGBX_MMW_SIZE_JUMBO));
	igbx_wr(hw, IGBX_REG(RTTBCNRC), factor == 0 ? 0 : IGBX_RTTBCNRC_RS_ENA | factor);
	return igbx_flush(hw);
}
