/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Tells the application that the device goes, for as long as the port runs and the application
 * wants to know (intr_conf.rmv). A device that is pulled raises no interrupt any more, so somebody
 * has to look: an alarm. A device behind vfio-pci that is about to be removed stays until it is
 * given back: the kernel asks for it, which EAL turns into an event of the device.
 */
#include <errno.h>

#include <rte_alarm.h>
#include <rte_pause.h>

#include "igbx_ethdev.h"

#define LOOK_US 500000
#define SOON_US 1

static void
tell(void *arg)
{
	struct rte_eth_dev *dev = arg;
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	if (ad->removal_told)
		return;
	ad->removal_told = true;
	if (igbx_dev_link_update(dev, 0) == 0 && dev->data->dev_conf.intr_conf.lsc)
		rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_LSC, NULL);
	/* Nothing after it: the application may have closed the port in it. */
	rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_RMV, NULL);
}

static void
look(void *arg)
{
	struct rte_eth_dev *dev = arg;

	if (igbx_hw_is_removed(&igbx_adapter_of(dev)->hw)) {
		tell(arg);
		return;
	}
	if (rte_eal_alarm_set(LOOK_US, look, dev) != 0)
		IGBX_ERR("port %u: no alarm: its removal will not be reported by event",
			dev->data->port_id);
}

/* Not told from here: an application that then closes the port would have to wait for the end of
 * this very function.
 */
static void
on_device_event(const char *name, enum rte_dev_event_type type, void *arg)
{
	struct rte_eth_dev *dev = arg;

	RTE_SET_USED(name);
	if (type == RTE_DEV_EVENT_REMOVE && rte_eal_alarm_set(SOON_US, tell, dev) != 0)
		IGBX_ERR("port %u: no alarm: its removal will not be reported by event",
			dev->data->port_id);
}

static void
watch_end(struct rte_eth_dev *dev)
{
	/* -EAGAIN: it is just being called, by another thread. */
	while (rte_dev_event_callback_unregister(dev->device->name, on_device_event, dev) ==
		-EAGAIN)
		rte_pause();
	/* Waits for those that are under way, unless it is itself what led here. */
	(void)rte_eal_alarm_cancel(look, dev);
	(void)rte_eal_alarm_cancel(tell, dev);
}

int
igbx_removal_watch(struct rte_eth_dev *dev, bool on)
{
	int ret;

	watch_end(dev);
	if (!on)
		return 0;
	igbx_adapter_of(dev)->removal_told = false;
	ret = rte_dev_event_callback_register(dev->device->name, on_device_event, dev);
	if (ret == 0)
		ret = rte_eal_alarm_set(LOOK_US, look, dev);
	if (ret != 0)
		IGBX_ERR("port %u: no watch for its removal (%d)", dev->data->port_id, ret);
	return ret;
}
