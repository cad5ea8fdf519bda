/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Pause frames. Direction only: the water marks and the pause time come with the
 * size of the packet buffer and are the hardware layer's.
 */
#include <errno.h>

#include "igbx_ethdev.h"

static enum rte_eth_fc_mode
mode_of(bool rx, bool tx)
{
	if (rx)
		return tx ? RTE_ETH_FC_FULL : RTE_ETH_FC_RX_PAUSE;
	return tx ? RTE_ETH_FC_TX_PAUSE : RTE_ETH_FC_NONE;
}

int
igbx_dev_flow_ctrl_get(struct rte_eth_dev *dev, struct rte_eth_fc_conf *conf)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	bool rx = ad->link_cfg.fc_rx, tx = ad->link_cfg.fc_tx;
	struct igbx_link_state state;

	/* With a link it is what the two sides agreed on, else what is offered. */
	rte_spinlock_lock(&ad->link_lock);
	if (ad->running && igbx_link_get(&ad->hw, &state) == 0 && state.up)
		igbx_fc_get(&ad->hw, &rx, &tx);
	rte_spinlock_unlock(&ad->link_lock);
	memset(conf, 0, sizeof(*conf));
	conf->mode = mode_of(rx, tx);
	conf->autoneg = ad->link_cfg.autoneg && !ad->link_cfg.fc_forced;
	conf->send_xon = 1;
	return 0;
}

int
igbx_dev_flow_ctrl_set(struct rte_eth_dev *dev, struct rte_eth_fc_conf *conf)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_link_cfg old = ad->link_cfg;
	int ret;

	if (conf->high_water != 0 || conf->low_water != 0 || conf->pause_time != 0) {
		IGBX_ERR("port %u: high_water %u, low_water %u, pause_time %u: they are fixed by "
			 "the "
			 "device's buffer, 0 asks for that",
			dev->data->port_id, conf->high_water, conf->low_water, conf->pause_time);
		return -EINVAL;
	}
	if ((unsigned int)conf->mode > RTE_ETH_FC_FULL) {
		IGBX_ERR("port %u: flow control mode %u: there are none, Rx, Tx and full",
			dev->data->port_id, (unsigned int)conf->mode);
		return -EINVAL;
	}
	if (conf->mac_ctrl_frame_fwd != 0) {
		IGBX_ERR("port %u: MAC control frames are not passed on", dev->data->port_id);
		return -ENOTSUP;
	}
	ad->link_cfg.fc_rx = conf->mode == RTE_ETH_FC_FULL || conf->mode == RTE_ETH_FC_RX_PAUSE;
	ad->link_cfg.fc_tx = conf->mode == RTE_ETH_FC_FULL || conf->mode == RTE_ETH_FC_TX_PAUSE;
	ad->link_cfg.fc_forced = conf->autoneg == 0;
	if (!dev->data->dev_started || ad->link_off ||
		(old.fc_rx == ad->link_cfg.fc_rx && old.fc_tx == ad->link_cfg.fc_tx &&
			old.fc_forced == ad->link_cfg.fc_forced))
		return 0;
	/* What is offered changes, so it is negotiated again: the link goes down and comes back. */
	ret = igbx_link_start(dev);
	if (ret != 0)
		ad->link_cfg = old;
	return ret;
}
