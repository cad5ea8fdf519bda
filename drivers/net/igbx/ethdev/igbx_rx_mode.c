/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * How the port receives: frame length, checksums, VLAN handling.
 */
#include <errno.h>

#include "igbx_ethdev.h"

#define RX_CSUM_L4 (RTE_ETH_RX_OFFLOAD_TCP_CKSUM | RTE_ETH_RX_OFFLOAD_UDP_CKSUM)

static struct igbx_rx_cfg
rx_cfg_of(const struct rte_eth_dev *dev, uint16_t mtu)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint64_t offloads = dev->data->dev_conf.rxmode.offloads;

	return (struct igbx_rx_cfg){
		.max_frame_bytes = mtu + IGBX_FRAME_OVERHEAD,
		.keep_crc = (offloads & RTE_ETH_RX_OFFLOAD_KEEP_CRC) != 0,
		.csum_ipv4 = (offloads & RTE_ETH_RX_OFFLOAD_IPV4_CKSUM) != 0,
		.csum_l4 = (offloads & RX_CSUM_L4) != 0,
		.csum_sctp = (offloads & RTE_ETH_RX_OFFLOAD_SCTP_CKSUM) != 0,
		.vlan_strip = (offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP) != 0,
		/* Only with it the VLAN counts when a pool is chosen: 82576 datasheet 7.10.3. */
		.vlan_filter =
			(offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER) != 0 || ad->vmdq.nb_maps > 0,
		.vlan_extend = (offloads & RTE_ETH_RX_OFFLOAD_VLAN_EXTEND) != 0,
		.outer_tpid = ad->outer_tpid,
	};
}

int
igbx_rx_mode_apply(struct rte_eth_dev *dev, uint16_t mtu)
{
	const struct igbx_rx_cfg cfg = rx_cfg_of(dev, mtu);
	int ret;

	ret = igbx_rx_configure(&igbx_adapter_of(dev)->hw, &cfg);
	return ret != 0 ? ret : igbx_vmdq_write(dev, mtu);
}

int
igbx_vlan_mode_apply(struct rte_eth_dev *dev)
{
	const struct igbx_rx_cfg cfg = rx_cfg_of(dev, dev->data->mtu);
	int ret;

	ret = igbx_vlan_offload_set(&igbx_adapter_of(dev)->hw, &cfg);
	return ret != 0 ? ret : igbx_vmdq_write(dev, dev->data->mtu);
}

int
igbx_dev_mtu_set(struct rte_eth_dev *dev, uint16_t mtu)
{
	uint32_t frame = mtu + IGBX_FRAME_OVERHEAD;
	struct igbx_hw *hw = &igbx_adapter_of(dev)->hw;
	int ret, on_ret;

	/* ethdev keeps the value; start does the rest. */
	if (!dev->data->dev_started)
		return 0;
	if (!dev->data->scattered_rx && frame > igbx_rx_buf_bytes_min(dev)) {
		IGBX_ERR("port %u: MTU %u makes frames of %u bytes, the Rx buffers hold %u, and "
			 "scattered receive cannot be turned on while the port runs: stop it first",
			dev->data->port_id, mtu, frame, igbx_rx_buf_bytes_min(dev));
		return -EBUSY;
	}
	/* The device compares against the limit as the frame comes in: nothing may be coming. */
	ret = igbx_rx_enable(hw, false);
	if (ret != 0)
		return ret;
	ret = igbx_rx_mode_apply(dev, mtu);
	on_ret = igbx_rx_enable(hw, true);
	return ret != 0 ? ret : on_ret;
}
