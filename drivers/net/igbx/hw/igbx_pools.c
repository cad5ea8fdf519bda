/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Pools of queues: 82576 datasheet, sections 7.10.3 (packet switching) and 8.14. A packet goes to
 * the pools of its address that its VLAN allows; copies of multicast go to each.
 */
#include "igbx_priv.h"

static const struct {
	uint32_t accept;
	uint32_t vmolr;
} accept_rows[] = {
	{IGBX_POOL_UNTAGGED, IGBX_VMOLR_AUPE},
	{IGBX_POOL_MC_HASH, IGBX_VMOLR_ROMPE},
	{IGBX_POOL_UC_HASH, IGBX_VMOLR_ROPE},
	{IGBX_POOL_BROADCAST, IGBX_VMOLR_BAM},
	{IGBX_POOL_MC_ALL, IGBX_VMOLR_MPME},
};

static uint32_t
vmolr_of(const struct igbx_pools_cfg *cfg, unsigned int pool)
{
	uint32_t vmolr = IGBX_VMOLR_LPE | IGBX_FIELD_PREP(IGBX_VMOLR_RLPML, cfg->max_frame_bytes);
	unsigned int i;

	if (!(cfg->pools & IGBX_BIT(pool)))
		return vmolr;
	for (i = 0; i < sizeof(accept_rows) / sizeof(accept_rows[0]); i++) {
		if (cfg->accept & accept_rows[i].accept)
			vmolr |= accept_rows[i].vmolr;
	}
	if (cfg->rss_pools & IGBX_BIT(pool))
		vmolr |= IGBX_VMOLR_RSSE;
	if (cfg->strip_pools & IGBX_BIT(pool))
		vmolr |= IGBX_VMOLR_STRVLAN;
	if (!cfg->keep_crc)
		vmolr |= IGBX_VMOLR_STRCRC;
	return vmolr;
}

int
igbx_pools_set(struct igbx_hw *hw, const struct igbx_pools_cfg *cfg)
{
	bool strip_all = (cfg->strip_pools & cfg->pools) == cfg->pools;
	unsigned int pool;

	hw->pools_on = cfg->on;
	if (!cfg->on)
		return 0;
	igbx_wr(hw, IGBX_REG(VT_CTL),
		IGBX_VT_CTL_REPL_EN | (cfg->default_on ? 0 : IGBX_VT_CTL_DIS_DEF) |
			IGBX_FIELD_PREP(IGBX_VT_CTL_DEF_POOL, cfg->default_pool));
	for (pool = 0; pool < IGBX_NB_POOLS; pool++) {
		igbx_wr(hw, IGBX_REGN(VMOLR, pool), vmolr_of(cfg, pool));
		igbx_wr(hw, IGBX_REGN(VMVIR, pool),
			cfg->pvid_on ? IGBX_VMVIR_ALWAYS | cfg->pvid : 0);
	}
	/* Multicast is handled once for all its copies: a pool that keeps tags must not lose one.
	 */
	igbx_wr(hw, IGBX_REG(RPLOLR),
		(strip_all ? IGBX_RPLOLR_STRVLAN : 0) | (cfg->keep_crc ? 0 : IGBX_RPLOLR_STRCRC));
	/* Pools do not see what others send. */
	igbx_wr(hw, IGBX_REG(DTXSWC), 0);
	igbx_wr(hw, IGBX_REG(VFRE), cfg->pools);
	igbx_wr(hw, IGBX_REG(VFTE), IGBX_BIT(IGBX_NB_POOLS) - 1);
	return igbx_flush(hw);
}

int
igbx_pool_vlan_set(struct igbx_hw *hw, uint32_t entry, uint16_t vlan_id, uint8_t pools)
{
	uint32_t vlvf = IGBX_VLVF_ENABLE | IGBX_FIELD_PREP(IGBX_VLVF_VLAN, vlan_id) |
			IGBX_FIELD_PREP(IGBX_VLVF_POOLS, pools);

	if (entry >= IGBX_CNT_VLVF || vlan_id > IGBX_FIELD_MAX(IGBX_VLVF_VLAN)) {
		IGBX_HW_ERR(hw, "VLAN %u of pools in entry %u: ids are 0 to %u, entries 0 to %u",
			vlan_id, entry, IGBX_FIELD_MAX(IGBX_VLVF_VLAN), IGBX_CNT_VLVF - 1);
		return -EINVAL;
	}
	igbx_wr(hw, IGBX_REGN(VLVF, entry), pools == 0 ? 0 : vlvf);
	return igbx_flush(hw);
}
