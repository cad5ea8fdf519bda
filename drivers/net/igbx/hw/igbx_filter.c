/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Which addresses get in: 82576 datasheet, section 7.1.1 (filters) and 8.10 (MTA,
 * UTA, RAL, RAH).
 */
#include <string.h>

#include "igbx_priv.h"

#define RAR_FIRST_SET IGBX_CNT_RAL
#define MTA_REG_BITS  32u

static igbx_reg_t
ral(uint32_t index)
{
	return index < RAR_FIRST_SET ? IGBX_REGN(RAL, index)
				     : IGBX_REGN(RAL2, index - RAR_FIRST_SET);
}

static igbx_reg_t
rah(uint32_t index)
{
	return index < RAR_FIRST_SET ? IGBX_REGN(RAH, index)
				     : IGBX_REGN(RAH2, index - RAR_FIRST_SET);
}

static int
rar_check(struct igbx_hw *hw, uint32_t index)
{
	if (index < hw->chip->nb_rar)
		return 0;
	IGBX_HW_ERR(hw, "MAC filter %u: the device has 0 to %u", index, hw->chip->nb_rar - 1);
	return -EINVAL;
}

int
igbx_rar_set_pools(
	struct igbx_hw *hw, uint32_t index, const uint8_t mac[IGBX_ETH_ADDR_BYTES], uint8_t pools)
{
	uint32_t low = mac[0] | mac[1] << 8 | mac[2] << 16 | (uint32_t)mac[3] << 24;
	uint32_t high = mac[4] | mac[5] << 8;
	int ret;

	ret = rar_check(hw, index);
	if (ret != 0)
		return ret;
	/* Never valid with half of an address. */
	igbx_wr(hw, rah(index), 0);
	igbx_wr(hw, ral(index), low);
	igbx_wr(hw, rah(index),
		IGBX_RAH_AV | IGBX_FIELD_PREP(IGBX_RAH_POOLS, pools) |
			IGBX_FIELD_PREP(IGBX_RAH_ADDR, high));
	return igbx_flush(hw);
}

int
igbx_rar_set(
	struct igbx_hw *hw, uint32_t index, const uint8_t mac[IGBX_ETH_ADDR_BYTES], uint8_t pool)
{
	if (pool >= IGBX_NB_POOLS) {
		IGBX_HW_ERR(hw, "MAC filter %u, pool %u: the device has pools 0 to %d", index, pool,
			IGBX_NB_POOLS - 1);
		return -EINVAL;
	}
	return igbx_rar_set_pools(hw, index, mac, IGBX_BIT(pool));
}

int
igbx_rar_clear(struct igbx_hw *hw, uint32_t index)
{
	int ret;

	ret = rar_check(hw, index);
	if (ret != 0)
		return ret;
	igbx_wr(hw, rah(index), 0);
	igbx_wr(hw, ral(index), 0);
	return igbx_flush(hw);
}

/* With RCTL.MO = 0 both tables are indexed by bits 47:36 of the address. */
static uint32_t
table_hash(const uint8_t mac[IGBX_ETH_ADDR_BYTES])
{
	return (uint32_t)mac[5] << 4 | mac[4] >> 4;
}

int
igbx_mta_set(struct igbx_hw *hw, const uint8_t (*macs)[IGBX_ETH_ADDR_BYTES], uint32_t nb)
{
	uint32_t i, hash;

	memset(hw->mta, 0, sizeof(hw->mta));
	for (i = 0; i < nb; i++) {
		hash = table_hash(macs[i]);
		hw->mta[hash / MTA_REG_BITS] |= IGBX_BIT(hash % MTA_REG_BITS);
	}
	for (i = 0; i < IGBX_MTA_REGS; i++)
		igbx_wr(hw, IGBX_REGN(MTA, i), hw->mta[i]);
	return igbx_flush(hw);
}

int
igbx_uta_set(struct igbx_hw *hw, const uint8_t (*macs)[IGBX_ETH_ADDR_BYTES], uint32_t nb, bool all)
{
	uint32_t table[IGBX_CNT_UTA] = {0}, i, hash;

	for (i = 0; i < nb; i++) {
		hash = table_hash(macs[i]);
		table[hash / MTA_REG_BITS] |= IGBX_BIT(hash % MTA_REG_BITS);
	}
	for (i = 0; i < IGBX_CNT_UTA; i++)
		igbx_wr(hw, IGBX_REGN(UTA, i), all ? IGBX_ALL_BITS : table[i]);
	/* With pools the table counts for those that ask for it (8.14, VMOLR). */
	if (!hw->pools_on)
		igbx_rmw(hw, IGBX_REGN(VMOLR, 0), IGBX_VMOLR_ROPE,
			all || nb > 0 ? IGBX_VMOLR_ROPE : 0);
	return igbx_flush(hw);
}

int
igbx_promisc_set(struct igbx_hw *hw, bool unicast, bool multicast)
{
	igbx_rmw(hw, IGBX_REG(RCTL), IGBX_RCTL_UPE | IGBX_RCTL_MPE,
		(unicast ? IGBX_RCTL_UPE : 0) | (multicast ? IGBX_RCTL_MPE : 0));
	return igbx_flush(hw);
}
