/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Reset of one port: 82576 datasheet, section 4.3 (reset) and 4.5.3 (what the
 * software does before and after).
 */
#include "igbx_priv.h"

#define MASTER_STEP_US	 100
#define MASTER_LIMIT_US	 80000
#define QUIET_US	 10000
#define RST_SETTLE_US	 1000
#define RST_STEP_US	 100
#define RST_LIMIT_US	 100000
#define AUTO_RD_STEP_US	 1000
#define AUTO_RD_LIMIT_US 10000

/* Requests that are under way while the MAC resets can hang the bus (5.2.3.3): let
 * them end. What remains after the limit is reset with the rest.
 */
static int
master_disable(struct igbx_hw *hw)
{
	int ret;

	/* RST is only still set when an earlier reset did not end; written back, it would
	 * begin the next one too early.
	 */
	igbx_rmw(hw, IGBX_REG(CTRL), IGBX_CTRL_RST, IGBX_CTRL_MASTER_DISABLE);
	ret = igbx_poll(hw, IGBX_REG(STATUS), IGBX_STATUS_MASTER_ENABLE, 0, MASTER_STEP_US,
		MASTER_LIMIT_US);
	if (ret != -ETIMEDOUT)
		return ret;
	IGBX_HW_WARN(hw, "bus master requests still pending after %u us, resetting all the same",
		MASTER_LIMIT_US);
	return 0;
}

/* The device's default completion timeout is below the 10 ms that PCIe recommends.
 * GCR holds it for version 1 of the PCIe capability; with version 2 it is in
 * configuration space, which belongs to the bus.
 */
static void
completion_timeout_set(struct igbx_hw *hw)
{
	uint32_t gcr = igbx_rd(hw, IGBX_REG(GCR));

	if (!(gcr & (IGBX_GCR_TMOUT | IGBX_GCR_CAP_VER2)))
		gcr |= IGBX_FIELD_PREP(IGBX_GCR_TMOUT, IGBX_GCR_TMOUT_10MS);
	/* A request that is sent again may be answered twice. */
	igbx_wr(hw, IGBX_REG(GCR), gcr & ~IGBX_GCR_TMOUT_RESEND);
}

static int
rst_pulse(struct igbx_hw *hw)
{
	int ret;

	igbx_rmw(hw, IGBX_REG(CTRL), 0, IGBX_CTRL_RST);
	/* Reads during the first microseconds are not answered well (8.2.1). */
	igbx_plat_delay_us(RST_SETTLE_US);
	ret = igbx_poll(hw, IGBX_REG(CTRL), IGBX_CTRL_RST, 0, RST_STEP_US, RST_LIMIT_US);
	if (ret == -ETIMEDOUT)
		IGBX_HW_ERR(hw, "reset did not end within %u us", RST_LIMIT_US);
	if (ret != 0)
		return ret;

	/* Without the end of the automatic load there may still be a usable NVM (or none
	 * by design): its checksum is what decides.
	 */
	ret = igbx_poll(hw, IGBX_REG(EECD), IGBX_EECD_AUTO_RD, IGBX_EECD_AUTO_RD, AUTO_RD_STEP_US,
		AUTO_RD_LIMIT_US);
	if (ret == -ETIMEDOUT) {
		IGBX_HW_DEBUG(hw, "NVM load did not end within %u us, going on", AUTO_RD_LIMIT_US);
		return 0;
	}
	return ret;
}

int
igbx_82576_reset(struct igbx_hw *hw)
{
	int ret;

	igbx_intr_disable_all(hw);
	igbx_rmw(hw, IGBX_REG(RCTL), IGBX_RCTL_EN, 0);
	igbx_rmw(hw, IGBX_REG(TCTL), IGBX_TCTL_EN, 0);
	ret = master_disable(hw);
	if (ret != 0)
		return ret;
	completion_timeout_set(hw);
	/* Packets inside the engines come to their end. */
	igbx_plat_delay_us(QUIET_US);

	ret = rst_pulse(hw);
	/* The reset unmasks nothing, but causes were latched on the way. */
	igbx_intr_disable_all(hw);
	(void)igbx_rd(hw, IGBX_REG(ICR));
	(void)igbx_rd(hw, IGBX_REG(EICR));
	return hw->removed ? -ENODEV : ret;
}

int
igbx_hw_reset(struct igbx_hw *hw)
{
	int ret;

	hw->fc_resolved = false;
	hw->small_buf_bytes = 0;
	igbx_led_restore(hw);
	igbx_clock_hold(hw);
	ret = hw->chip->reset(hw);
	igbx_clock_resume(hw);
	igbx_stamps_restore(hw);
	return ret;
}
