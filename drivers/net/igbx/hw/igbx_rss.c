/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive-side scaling: 82576 datasheet, sections 7.1.1.7 and 8.10 (MRQC, RSSRK, RETA).
 */
#include "igbx_priv.h"

/* Four bytes of a table, the first in the lowest bits. */
static uint32_t
word_of(const uint8_t *bytes, unsigned int shift)
{
	return (uint32_t)bytes[0] << shift | (uint32_t)bytes[1] << (8 + shift) |
	       (uint32_t)bytes[2] << (16 + shift) | (uint32_t)bytes[3] << (24 + shift);
}

/* What decides on the queue: pools, RSS, both, nothing. */
static uint32_t
mode_of(const struct igbx_hw *hw, const struct igbx_rss_cfg *cfg)
{
	if (hw->pools_on)
		return cfg->types != 0 ? IGBX_MRQC_ENABLE_POOLS_RSS : IGBX_MRQC_ENABLE_POOLS;
	return cfg->types != 0 ? IGBX_MRQC_ENABLE_RSS : 0;
}

static int
reta_check(struct igbx_hw *hw, const struct igbx_rss_cfg *cfg)
{
	unsigned int i;

	for (i = 0; i < IGBX_RSS_RETA_ENTRIES; i++) {
		if (cfg->reta[i] >= hw->chip->max_queues) {
			IGBX_HW_ERR(hw, "RSS table entry %u is queue %u, the device has 0 to %u", i,
				cfg->reta[i], hw->chip->max_queues - 1);
			return -EINVAL;
		}
	}
	return 0;
}

int
igbx_rss_set(struct igbx_hw *hw, const struct igbx_rss_cfg *cfg)
{
	unsigned int i;
	int ret;

	if (cfg->types & ~IGBX_RSS_ALL) {
		IGBX_HW_ERR(
			hw, "RSS types 0x%08x: the device has 0x%08x", cfg->types, IGBX_RSS_ALL);
		return -EINVAL;
	}
	ret = reta_check(hw, cfg);
	if (ret != 0)
		return ret;

	for (i = 0; i < IGBX_CNT_RSSRK; i++)
		igbx_wr(hw, IGBX_REGN(RSSRK, i), word_of(&cfg->key[4 * i], 0));
	for (i = 0; i < IGBX_CNT_RETA; i++)
		igbx_wr(hw, IGBX_REGN(RETA, i),
			word_of(&cfg->reta[4 * i], hw->chip->rss_reta_shift));
	igbx_wr(hw, IGBX_REG(MRQC),
		cfg->types | IGBX_FIELD_PREP(IGBX_MRQC_ENABLE, mode_of(hw, cfg)));
	return igbx_flush(hw);
}

int
igbx_rss_mute(struct igbx_hw *hw)
{
	igbx_wr(hw, IGBX_REG(MRQC), igbx_rd(hw, IGBX_REG(MRQC)) & IGBX_MRQC_ENABLE);
	return igbx_flush(hw);
}
