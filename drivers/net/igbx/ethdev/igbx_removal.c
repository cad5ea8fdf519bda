/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A device that is pulled raises no interrupt any more, so somebody has to look: an alarm, for
 * as long as the port runs and the application wants to know (intr_conf.rmv).
 */
#include <errno.h>

#include <rte_alarm.h>

#include "igbx_ethdev.h"

#define LOOK_US 500000

static void
look(void *arg)
{
	struct rte_eth_dev *dev = arg;
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	if (!igbx_hw_is_removed(&ad->hw)) {
		if (rte_eal_alarm_set(LOOK_US, look, dev) != 0)
			IGBX_ERR("port %u: no alarm: its removal will not be reported by event",
				dev->data->port_id);
		return;
	}
	if (igbx_dev_link_update(dev, 0) == 0 && dev->data->dev_conf.intr_conf.lsc)
		rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_LSC, NULL);
	/* Once, and nothing after it: the application may have closed the port in it. */
	rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_RMV, NULL);
}

int
igbx_removal_watch(struct rte_eth_dev *dev, bool on)
{
	int ret;

	/* Waits for one that is under way, unless it is itself what led here. */
	(void)rte_eal_alarm_cancel(look, dev);
	if (!on)
		return 0;
	ret = rte_eal_alarm_set(LOOK_US, look, dev);
	if (ret != 0)
		IGBX_ERR("port %u: no alarm to look for its removal (%d)", dev->data->port_id, ret);
	return ret;
}
