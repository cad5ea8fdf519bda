/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * VLAN tags: 82576 datasheet, sections 7.4 (802.1q support) and 8.10 (VFTA).
 */
#include "igbx_priv.h"

#define VFTA_REG_BITS 32u
#define VLAN_NB_IDS   (IGBX_CNT_VFTA * VFTA_REG_BITS)

int
igbx_vlan_filter_set(struct igbx_hw *hw, uint16_t vlan_id, bool on)
{
	uint32_t bit = IGBX_BIT(vlan_id % VFTA_REG_BITS);

	if (vlan_id >= VLAN_NB_IDS) {
		IGBX_HW_ERR(hw, "VLAN %u: ids are 0 to %u", vlan_id, VLAN_NB_IDS - 1);
		return -EINVAL;
	}
	igbx_rmw(hw, IGBX_REGN(VFTA, vlan_id / VFTA_REG_BITS), bit, on ? bit : 0);
	return igbx_flush(hw);
}

int
igbx_vlan_table_set(struct igbx_hw *hw, const uint32_t table[IGBX_VFTA_REGS])
{
	uint32_t i;

	for (i = 0; i < IGBX_CNT_VFTA; i++)
		igbx_wr(hw, IGBX_REGN(VFTA, i), table[i]);
	return igbx_flush(hw);
}

int
igbx_vlan_tpid_set(struct igbx_hw *hw, uint16_t outer)
{
	igbx_wr(hw, IGBX_REG(VET),
		IGBX_FIELD_PREP(IGBX_VET_OUTER, outer) |
			IGBX_FIELD_PREP(IGBX_VET_INNER, IGBX_TPID_8021Q));
	return igbx_flush(hw);
}

int
igbx_vlan_offload_set(struct igbx_hw *hw, const struct igbx_rx_cfg *cfg)
{
	igbx_rmw(hw, IGBX_REG(CTRL_EXT), IGBX_CTRL_EXT_EXTEND_VLAN,
		cfg->vlan_extend ? IGBX_CTRL_EXT_EXTEND_VLAN : 0);
	(void)igbx_vlan_tpid_set(hw, cfg->outer_tpid != 0 ? cfg->outer_tpid : IGBX_TPID_8021Q);
	igbx_rmw(hw, IGBX_REG(CTRL), IGBX_CTRL_VME, cfg->vlan_strip ? IGBX_CTRL_VME : 0);
	/* Priority-tagged frames pass the filter by their id alone: CFI is not looked at. */
	igbx_rmw(hw, IGBX_REG(RCTL), IGBX_RCTL_VFE | IGBX_RCTL_CFIEN,
		cfg->vlan_filter ? IGBX_RCTL_VFE : 0);
	return igbx_flush(hw);
}
