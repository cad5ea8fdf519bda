/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * EtherType filters: 82576 datasheet, section 7.1.1.3 and 8.11; and who has which
 * five-tuple filter.
 */
#include "igbx_priv.h"

static bool
is_used(const struct igbx_etype *e)
{
	return e->stamp || e->steer;
}

static uint32_t
etqf_of(const struct igbx_etype *e)
{
	uint32_t etqf = IGBX_FIELD_PREP(IGBX_ETQF_ETYPE, e->type) | IGBX_ETQF_ENABLE;

	if (!is_used(e))
		return 0;
	if (e->stamp)
		etqf |= IGBX_ETQF_1588;
	if (e->steer)
		etqf |= IGBX_ETQF_QUEUE_EN | IGBX_FIELD_PREP(IGBX_ETQF_QUEUE, e->queue);
	return etqf;
}

int
igbx_etype_find(const struct igbx_hw *hw, uint16_t type)
{
	int i;

	for (i = 0; i < IGBX_NB_ETYPES; i++) {
		if (is_used(&hw->slots.etypes[i]) && hw->slots.etypes[i].type == type)
			return i;
	}
	return -ENOENT;
}

/* The entry of the type, or a fresh one. */
static int
entry_get(struct igbx_hw *hw, uint16_t type)
{
	int i = igbx_etype_find(hw, type);

	if (i >= 0)
		return i;
	for (i = 0; i < IGBX_NB_ETYPES; i++) {
		if (!is_used(&hw->slots.etypes[i])) {
			hw->slots.etypes[i] = (struct igbx_etype){.type = type};
			return i;
		}
	}
	IGBX_HW_ERR(hw, "EtherType 0x%04x: all %u filters are in use", type, IGBX_NB_ETYPES);
	return -ENOSPC;
}

static int
entry_write(struct igbx_hw *hw, int i)
{
	igbx_wr(hw, IGBX_REGN(ETQF, i), etqf_of(&hw->slots.etypes[i]));
	return igbx_flush(hw);
}

int
igbx_etype_stamp(struct igbx_hw *hw, uint16_t type, bool on)
{
	int i = on ? entry_get(hw, type) : igbx_etype_find(hw, type);

	if (i < 0)
		return on ? i : 0;
	hw->slots.etypes[i].stamp = on;
	return entry_write(hw, i);
}

int
igbx_etype_steer(struct igbx_hw *hw, uint16_t type, int queue)
{
	int i;

	if (queue > (int)IGBX_FIELD_MAX(IGBX_ETQF_QUEUE)) {
		IGBX_HW_ERR(hw, "EtherType 0x%04x to queue %d: 0 to %u can be", type, queue,
			IGBX_FIELD_MAX(IGBX_ETQF_QUEUE));
		return -EINVAL;
	}
	i = queue >= 0 ? entry_get(hw, type) : igbx_etype_find(hw, type);
	if (i < 0)
		return queue >= 0 ? i : 0;
	hw->slots.etypes[i].steer = queue >= 0;
	hw->slots.etypes[i].queue = queue >= 0 ? (uint8_t)queue : 0;
	return entry_write(hw, i);
}

void
igbx_etypes_restore(struct igbx_hw *hw)
{
	int i;

	for (i = 0; i < IGBX_NB_ETYPES; i++)
		igbx_wr(hw, IGBX_REGN(ETQF, i), etqf_of(&hw->slots.etypes[i]));
}

int
igbx_tuple_take(struct igbx_hw *hw)
{
	int i;

	for (i = 0; i < IGBX_NB_TUPLES; i++) {
		if (!(hw->slots.tuples & IGBX_BIT(i))) {
			hw->slots.tuples |= IGBX_BIT(i);
			return i;
		}
	}
	return -ENOSPC;
}

void
igbx_tuple_put(struct igbx_hw *hw, int index)
{
	hw->slots.tuples &= ~IGBX_BIT(index);
}
