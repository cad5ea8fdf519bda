/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Semaphores that the ports of a card and the firmware share: 82576 datasheet,
 * section 4.5.12. SWSM.SMBI (taken by reading it) keeps drivers apart and
 * SWSM.SWESMBI keeps the firmware out; both are held only for the moment in which
 * SW_FW_SYNC, which has one bit a resource and side, is changed.
 */
#include "igbx_io.h"

#define SWSM_STEP_US   50
#define SWSM_LIMIT_US  100000
#define SYNC_STEP_US   5000
#define SYNC_LIMIT_US  1000000
#define SYNC_MAX_TRIES 8

static void
swsm_put(struct igbx_hw *hw)
{
	igbx_rmw(hw, IGBX_REG(SWSM), IGBX_SWSM_SMBI | IGBX_SWSM_SWESMBI, 0);
}

/* Says nothing: while probing a timeout is expected and dealt with. */
static int
swsm_get(struct igbx_hw *hw)
{
	uint32_t waited_us;
	int ret;

	ret = igbx_poll(hw, IGBX_REG(SWSM), IGBX_SWSM_SMBI, 0, SWSM_STEP_US, SWSM_LIMIT_US);
	if (ret != 0)
		return ret;

	/* The bit only latches while the firmware does not hold it. */
	for (waited_us = 0; waited_us < SWSM_LIMIT_US; waited_us += SWSM_STEP_US) {
		igbx_rmw(hw, IGBX_REG(SWSM), 0, IGBX_SWSM_SWESMBI);
		ret = igbx_poll(hw, IGBX_REG(SWSM), IGBX_SWSM_SWESMBI, IGBX_SWSM_SWESMBI,
			SWSM_STEP_US, SWSM_STEP_US);
		if (ret != -ETIMEDOUT)
			return ret;
	}
	swsm_put(hw);
	return -ETIMEDOUT;
}

int
igbx_sync_take(struct igbx_hw *hw, uint32_t mask)
{
	uint32_t busy = mask | IGBX_FIELD_PREP(IGBX_SW_FW_SYNC_FW, mask);
	uint32_t sync = 0;
	int tries, ret;

	for (tries = 0; tries < SYNC_MAX_TRIES; tries++) {
		ret = swsm_get(hw);
		if (ret == -ETIMEDOUT)
			IGBX_HW_ERR(hw, "semaphore SWSM was not free within %u us", SWSM_LIMIT_US);
		if (ret != 0)
			return ret;

		sync = igbx_rd(hw, IGBX_REG(SW_FW_SYNC));
		if ((sync & busy) == 0)
			igbx_wr(hw, IGBX_REG(SW_FW_SYNC), sync | mask);
		swsm_put(hw);
		if (hw->removed)
			return -ENODEV;
		if ((sync & busy) == 0)
			return 0;

		ret = igbx_poll(hw, IGBX_REG(SW_FW_SYNC), busy, 0, SYNC_STEP_US, SYNC_LIMIT_US);
		if (ret == -ENODEV)
			return ret;
		if (ret != 0)
			break;
	}
	IGBX_HW_ERR(hw, "semaphore 0x%x was not free within %u us, SW_FW_SYNC 0x%08x", mask,
		SYNC_LIMIT_US, sync);
	return -ETIMEDOUT;
}

void
igbx_sync_give(struct igbx_hw *hw, uint32_t mask)
{
	int ret = swsm_get(hw);

	if (ret == -ENODEV)
		return;
	/* The bits are ours: keeping them would lock everyone out for good. */
	if (ret != 0)
		IGBX_HW_WARN(hw, "semaphore 0x%x given back although SWSM is not free", mask);
	igbx_rmw(hw, IGBX_REG(SW_FW_SYNC), mask, 0);
	if (ret == 0)
		swsm_put(hw);
}

void
igbx_sync_recover(struct igbx_hw *hw)
{
	uint32_t mine = IGBX_SYNC_NVM | (hw->port_index == 0 ? IGBX_SYNC_PHY0 : IGBX_SYNC_PHY1);
	uint32_t left;
	int ret;

	ret = swsm_get(hw);
	if (ret == -ETIMEDOUT) {
		IGBX_HW_WARN(hw, "semaphore SWSM was left locked, freed");
		swsm_put(hw);
	} else if (ret == 0) {
		swsm_put(hw);
	}
	/* The other port's driver may be reading the NVM right now; a live owner is done
	 * in much less than the limit. The firmware's bits are the firmware's.
	 */
	if (igbx_poll(hw, IGBX_REG(SW_FW_SYNC), mine, 0, SYNC_STEP_US, SYNC_LIMIT_US) != -ETIMEDOUT)
		return;
	left = igbx_rd(hw, IGBX_REG(SW_FW_SYNC)) & mine;
	IGBX_HW_WARN(hw, "semaphore 0x%x was left locked, freed", left);
	igbx_sync_give(hw, left);
}
