/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * All registers that may be read without changing anything.
 */
#include <errno.h>

#include "igbx_ethdev.h"
#include "igbx_mp.h"

int
igbx_dev_get_reg(struct rte_eth_dev *dev, struct rte_dev_reg_info *info)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	bool primary = rte_eal_process_type() == RTE_PROC_PRIMARY;
	uint32_t nb = igbx_regs_dump_words();
	struct igbx_hw view;

	if (info->data == NULL) {
		info->length = nb;
		info->width = sizeof(uint32_t);
		return 0;
	}
	if (info->offset != 0 || (info->length != 0 && info->length != nb)) {
		IGBX_ERR("port %u: registers %u to %u: there are %u, and they are read together",
			dev->data->port_id, info->offset, info->offset + info->length, nb);
		return -EINVAL;
	}
	info->length = nb;
	info->width = sizeof(uint32_t);
	info->version = ad->device_id;
	/* None of the registers changes by being read. */
	view = igbx_hw_view(dev);
	return igbx_regs_dump(primary ? &ad->hw : &view, info->data, nb);
}
