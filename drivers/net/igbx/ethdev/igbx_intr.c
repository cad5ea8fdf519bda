/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The link interrupt, and opening and closing the way for all of them. The handler stays registered
 * from probe to close, so that an application may stop the port from inside of its link callback;
 * start and stop only open and close the way.
 */
#include <errno.h>

#include <rte_interrupts.h>

#include "igbx_ethdev.h"

static void
intr_handler(void *arg)
{
	struct rte_eth_dev *dev = arg;
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint32_t causes;

	rte_spinlock_lock(&ad->link_lock);
	causes = igbx_intr_causes(&ad->hw);
	rte_spinlock_unlock(&ad->link_lock);
	if ((causes & IGBX_INTR_LSC) != 0 && igbx_dev_link_update(dev, 0) == 0)
		rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_LSC, NULL);
	/* UIO and INTx mask the line until it is opened again. A port that its own callback
	 * has just stopped stays closed.
	 */
	rte_spinlock_lock(&ad->link_lock);
	if (ad->running)
		(void)rte_intr_ack(dev->intr_handle);
	rte_spinlock_unlock(&ad->link_lock);
}

void
igbx_intr_register(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	if (dev->intr_handle != NULL && rte_intr_fd_get(dev->intr_handle) >= 0 &&
		rte_intr_callback_register(dev->intr_handle, intr_handler, dev) == 0) {
		ad->intr_registered = true;
		return;
	}
	/* ethdev then refuses a configuration that asks for it. */
	dev->data->dev_flags &= ~RTE_ETH_DEV_INTR_LSC;
	IGBX_NOTICE("%s: the kernel gives no interrupt: link changes are not reported by event",
		ad->hw.name);
}

void
igbx_intr_unregister(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	if (!ad->intr_registered)
		return;
	(void)rte_intr_callback_unregister_sync(dev->intr_handle, intr_handler, dev);
	ad->intr_registered = false;
}

int
igbx_intr_start(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	bool lsc = dev->data->dev_conf.intr_conf.lsc != 0 && ad->intr_registered;
	bool rxq = igbx_rx_intr_wanted(dev);
	int ret;

	if (!lsc && !rxq)
		return 0;
	ret = rxq ? igbx_rx_intr_open(dev) : 0;
	if (ret != 0)
		return ret;
	ret = rte_intr_enable(dev->intr_handle);
	if (ret != 0) {
		IGBX_ERR("port %u: the kernel does not enable the interrupt (%d)",
			dev->data->port_id, ret);
		return -EIO;
	}
	ad->intr_open = true;
	/* Without Rx interrupts one vector is for everything: the device then works as without
	 * MSI-X, and the causes are those of ICR, whichever kind of interrupt the kernel module
	 * has chosen.
	 */
	ret = igbx_intr_other_enable(&ad->hw, lsc ? IGBX_INTR_LSC : 0, rxq);
	if (ret == 0 && rxq)
		ret = igbx_intr_moderate(&ad->hw, ad->args.itr_us);
	return ret == 0 && rxq ? igbx_rx_intr_start(dev) : ret;
}

void
igbx_intr_stop(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	igbx_intr_disable_all(&ad->hw);
	if (ad->intr_open)
		(void)rte_intr_disable(dev->intr_handle);
	ad->intr_open = false;
	if (igbx_rx_intr_wanted(dev))
		igbx_rx_intr_close(dev);
}
