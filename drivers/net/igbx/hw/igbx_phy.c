/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The internal PHY through MDIC: 82576 datasheet, sections 3.5.2 and 8.2.4.
 */
#include "igbx_priv.h"

#define MDIC_STEP_US	  50
#define MDIC_LIMIT_US	  96000
#define PHY_RST_US	  100
#define PHY_RST_SETTLE_US 150
#define CFG_STEP_US	  1000
#define CFG_LIMIT_US	  100000

static uint32_t
phy_sync(const struct igbx_hw *hw)
{
	return hw->port_index == 0 ? IGBX_SYNC_PHY0 : IGBX_SYNC_PHY1;
}

static int
mdic_run(struct igbx_hw *hw, uint32_t op, uint8_t reg, uint16_t *data)
{
	uint32_t mdic;
	int ret;

	igbx_wr(hw, IGBX_REG(MDIC),
		IGBX_FIELD_PREP(IGBX_MDIC_OP, op) |
			IGBX_FIELD_PREP(IGBX_MDIC_PHYADD, hw->phy_addr) |
			IGBX_FIELD_PREP(IGBX_MDIC_REGADD, reg) |
			IGBX_FIELD_PREP(IGBX_MDIC_DATA, *data));
	ret = igbx_poll(
		hw, IGBX_REG(MDIC), IGBX_MDIC_READY, IGBX_MDIC_READY, MDIC_STEP_US, MDIC_LIMIT_US);
	if (ret == -ETIMEDOUT)
		IGBX_HW_ERR(hw, "PHY register %u did not answer within %u us", reg, MDIC_LIMIT_US);
	if (ret != 0)
		return ret;

	mdic = igbx_rd(hw, IGBX_REG(MDIC));
	if (hw->removed)
		return -ENODEV;
	if (mdic & IGBX_MDIC_ERROR) {
		IGBX_HW_ERR(hw, "PHY register %u: access error, MDIC 0x%08x", reg, mdic);
		return -EIO;
	}
	*data = IGBX_FIELD_GET(IGBX_MDIC_DATA, mdic);
	return 0;
}

static int
phy_access(struct igbx_hw *hw, uint32_t op, uint8_t reg, uint16_t *data)
{
	int ret;

	if (hw->media != IGBX_MEDIA_COPPER || reg >= IGBX_PHY_NB_REGS) {
		IGBX_HW_ERR(hw, "PHY register %u: the port has %s", reg,
			hw->media == IGBX_MEDIA_COPPER ? "registers 0 to 31" : "no PHY");
		return -ENOTSUP;
	}
	ret = igbx_sync_take(hw, phy_sync(hw));
	if (ret != 0)
		return ret;
	ret = mdic_run(hw, op, reg, data);
	igbx_sync_give(hw, phy_sync(hw));
	return ret;
}

int
igbx_phy_read(struct igbx_hw *hw, uint8_t reg, uint16_t *value)
{
	uint16_t data = 0;
	int ret;

	ret = phy_access(hw, IGBX_MDIC_OP_READ, reg, &data);
	if (ret == 0)
		*value = data;
	return ret;
}

int
igbx_phy_write(struct igbx_hw *hw, uint8_t reg, uint16_t value)
{
	return phy_access(hw, IGBX_MDIC_OP_WRITE, reg, &value);
}

bool
igbx_phy_is_kept(struct igbx_hw *hw)
{
	return igbx_rd(hw, IGBX_REG(MANC)) & IGBX_MANC_BLK_PHY_RST;
}

static int
phy_reset(struct igbx_hw *hw)
{
	uint32_t done = IGBX_EEMNGCTL_CFG_DONE << hw->port_index;
	int ret;

	if (igbx_phy_is_kept(hw))
		return igbx_io_status(hw);
	ret = igbx_sync_take(hw, phy_sync(hw));
	if (ret != 0)
		return ret;
	igbx_rmw(hw, IGBX_REG(CTRL), 0, IGBX_CTRL_PHY_RST);
	(void)igbx_flush(hw);
	igbx_plat_delay_us(PHY_RST_US);
	igbx_rmw(hw, IGBX_REG(CTRL), IGBX_CTRL_PHY_RST, 0);
	(void)igbx_flush(hw);
	igbx_plat_delay_us(PHY_RST_SETTLE_US);
	igbx_sync_give(hw, phy_sync(hw));

	/* The firmware now loads the PHY from the NVM; there may be none that does. */
	ret = igbx_poll(hw, IGBX_REG(EEMNGCTL), done, done, CFG_STEP_US, CFG_LIMIT_US);
	if (ret == -ETIMEDOUT) {
		IGBX_HW_DEBUG(hw, "PHY configuration not signalled within %u us", CFG_LIMIT_US);
		return 0;
	}
	return ret;
}

int
igbx_phy_find(struct igbx_hw *hw)
{
	uint16_t high, low;
	int ret;

	ret = phy_reset(hw);
	if (ret != 0)
		return ret;
	ret = igbx_phy_read(hw, IGBX_PHY_ID1, &high);
	if (ret != 0)
		return ret;
	ret = igbx_phy_read(hw, IGBX_PHY_ID2, &low);
	if (ret != 0)
		return ret;
	hw->phy_id = (uint32_t)high << 16 | low;
	if ((hw->phy_id & IGBX_PHY_ID_MASK) != IGBX_PHY_ID_82576)
		IGBX_HW_NOTICE(hw, "PHY 0x%08x is unknown, used by its standard registers only",
			hw->phy_id);
	return 0;
}

int
igbx_phy_power(struct igbx_hw *hw, bool up)
{
	uint16_t control;
	int ret;

	if (hw->media != IGBX_MEDIA_COPPER) {
		igbx_serdes_power(hw, up);
		return igbx_flush(hw);
	}
	if (!up && igbx_phy_is_kept(hw)) {
		IGBX_HW_NOTICE(hw, "PHY stays powered: the firmware uses the link");
		return igbx_io_status(hw);
	}
	ret = igbx_phy_read(hw, IGBX_PHY_CONTROL, &control);
	if (ret != 0)
		return ret;
	control &= (uint16_t)~IGBX_PHY_CONTROL_POWER_DOWN;
	if (!up)
		control |= IGBX_PHY_CONTROL_POWER_DOWN;
	return igbx_phy_write(hw, IGBX_PHY_CONTROL, control);
}
