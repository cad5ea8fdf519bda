/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Registers that may be read without changing anything: all of them, a range by
 * number, or those whose names hold a word.
 */
#include <errno.h>
#include <stdio.h>

#include "igbx_ethdev.h"
#include "igbx_mp.h"

#define NAME_BYTES 32

/* As in the datasheet; registers that there are several of with their number. */
static void
name_of(const struct igbx_reg_word *word, char name[NAME_BYTES])
{
	if (word->row->count > 1)
		snprintf(name, NAME_BYTES, "%s[%u]", word->row->name, word->index);
	else
		snprintf(name, NAME_BYTES, "%s", word->row->name);
}

/* The next register that is asked for. */
static bool
next_chosen(struct igbx_reg_word *word, const char *filter, char name[NAME_BYTES])
{
	while (igbx_reg_word_next(word)) {
		name_of(word, name);
		if (filter == NULL || strstr(name, filter) != NULL)
			return true;
	}
	return false;
}

static uint32_t
nb_chosen(const char *filter)
{
	struct igbx_reg_word word = {.row = NULL};
	char name[NAME_BYTES];
	uint32_t nb = 0;

	while (next_chosen(&word, filter, name))
		nb++;
	return nb;
}

static void
registers_read(struct igbx_hw *hw, struct rte_dev_reg_info *info)
{
	const char *filter = igbx_compat_reg_filter(info);
	struct igbx_reg_word word = {.row = NULL};
	uint32_t *data = info->data, at = 0, i;
	char name[NAME_BYTES];

	while (next_chosen(&word, filter, name) && at < info->offset + info->length) {
		if (at++ < info->offset)
			continue;
		i = at - 1 - info->offset;
		data[i] = igbx_reg_word_read(hw, &word);
		igbx_compat_reg_name_set(info, i, name);
	}
}

int
igbx_dev_get_reg(struct rte_eth_dev *dev, struct rte_dev_reg_info *info)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	bool primary = rte_eal_process_type() == RTE_PROC_PRIMARY;
	const char *filter = igbx_compat_reg_filter(info);
	uint32_t nb = nb_chosen(filter);
	struct igbx_hw view, *hw = &ad->hw;

	if (nb == 0) {
		IGBX_ERR("port %u: no register has \"%s\" in its name", dev->data->port_id,
			filter == NULL ? "" : filter);
		return -EINVAL;
	}
	info->width = sizeof(uint32_t);
	info->version = ad->device_id;
	if (info->data == NULL) {
		info->length = nb;
		return 0;
	}
	if (info->offset >= nb || info->length > nb - info->offset) {
		IGBX_ERR("port %u: %u registers from number %u: there are %u", dev->data->port_id,
			info->length, info->offset, nb);
		return -EINVAL;
	}
	if (info->length == 0)
		info->length = nb - info->offset;
	/* None of the registers changes by being read. */
	if (!primary) {
		view = igbx_hw_view(dev);
		hw = &view;
	}
	registers_read(hw, info);
	return hw->removed ? -ENODEV : 0;
}
