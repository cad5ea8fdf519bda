/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the port can do and what it is.
 */
#include <errno.h>
#include <stdio.h>

#include "igbx_ethdev.h"
#include "igbx_ids.h"
#include "igbx_rx_split.h"

#define DEFAULT_RING_DESC 512
#define DEFAULT_BURST	  32

/* Offloads of the device in which the data path has no part. */
#define DEVICE_RX_OFFLOADS (RTE_ETH_RX_OFFLOAD_VLAN_FILTER | RTE_ETH_RX_OFFLOAD_VLAN_EXTEND)
/* And those that each queue may have or not. */
#define QUEUE_RX_OFFLOADS RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT

const struct igbx_chip *
igbx_chip_of(const struct rte_eth_dev *dev)
{
	return igbx_chip_find(IGBX_VENDOR_INTEL, igbx_adapter_of(dev)->device_id);
}

static void
confs_fill(const struct igbx_chip *chip, struct rte_eth_dev_info *info)
{
	info->default_rxconf = (struct rte_eth_rxconf){
		.rx_thresh =
			{
				.pthresh = chip->default_rx_pthresh,
				.hthresh = chip->default_rx_hthresh,
				.wthresh = chip->default_rx_wthresh,
			},
		.rx_free_thresh = IGBX_THRESH_DEFAULT,
	};
	info->default_txconf = (struct rte_eth_txconf){
		.tx_thresh =
			{
				.pthresh = chip->default_tx_pthresh,
				.hthresh = chip->default_tx_hthresh,
				.wthresh = chip->default_tx_wthresh,
			},
		.tx_rs_thresh = IGBX_THRESH_DEFAULT,
		.tx_free_thresh = IGBX_THRESH_DEFAULT,
	};
	info->default_rxportconf = (struct rte_eth_dev_portconf){
		.burst_size = DEFAULT_BURST,
		.ring_size = DEFAULT_RING_DESC,
		.nb_queues = 1,
	};
	info->default_txportconf = info->default_rxportconf;
}

int
igbx_dev_infos_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	const struct igbx_chip *chip = igbx_chip_of(dev);
	const struct rte_eth_desc_lim ring = {
		.nb_max = IGBX_RING_MAX_DESC,
		.nb_min = IGBX_RING_MIN_DESC,
		.nb_align = IGBX_RING_ALIGN_DESC,
	};

	info->max_rx_queues = chip->max_queues;
	info->max_tx_queues = chip->max_queues;
	info->max_mac_addrs = chip->nb_rar;
	info->max_hash_mac_addrs = IGBX_MAX_HASH_MACS;
	info->max_vmdq_pools = IGBX_NB_POOLS;
	info->vmdq_queue_num = chip->max_queues;
	info->min_mtu = RTE_ETHER_MIN_MTU;
	info->max_mtu = chip->max_frame_bytes - IGBX_FRAME_OVERHEAD;
	info->max_rx_pktlen = chip->max_frame_bytes;
	info->min_rx_bufsize = IGBX_RX_BUF_MIN_BYTES;
	info->rx_queue_offload_capa = QUEUE_RX_OFFLOADS;
	info->rx_offload_capa = IGBX_RX_OFFLOADS | DEVICE_RX_OFFLOADS | QUEUE_RX_OFFLOADS;
	info->rx_seg_capa = (struct rte_eth_rxseg_capa){
		.multi_pools = 1,
		.offset_allowed = 1,
		.offset_align_log2 = 1, /* the lowest bit of a header's address lies over DD */
		.max_nseg = IGBX_RX_SPLIT_NSEG,
	};
	info->tx_queue_offload_capa = 0;
	info->tx_offload_capa = IGBX_TX_OFFLOADS;
	info->reta_size = IGBX_RSS_RETA_ENTRIES;
	info->hash_key_size = IGBX_RSS_KEY_BYTES;
	info->flow_type_rss_offloads = igbx_rss_types_to_hf(IGBX_RSS_ALL);
	info->rx_desc_lim = ring;
	info->rx_desc_lim.nb_seg_max = IGBX_RX_MAX_SEG;
	info->rx_desc_lim.nb_mtu_seg_max = IGBX_RX_MAX_SEG;
	info->tx_desc_lim = ring;
	info->tx_desc_lim.nb_seg_max = IGBX_TX_MAX_SEG;
	info->tx_desc_lim.nb_mtu_seg_max = IGBX_TX_MAX_SEG;
	info->speed_capa = igbx_link_speed_capa(igbx_adapter_of(dev));
	info->dev_capa = RTE_ETH_DEV_CAPA_RUNTIME_RX_QUEUE_SETUP |
			 RTE_ETH_DEV_CAPA_RUNTIME_TX_QUEUE_SETUP | RTE_ETH_DEV_CAPA_FLOW_RULE_KEEP;
	confs_fill(chip, info);
	/* A longer buffer is no error, it is just not filled. */
	igbx_compat_info_set(info, UINT32_MAX);
	return 0;
}

const uint32_t *
igbx_dev_ptypes_get(struct rte_eth_dev *dev, size_t *nb)
{
	RTE_SET_USED(dev);
	return igbx_rx_ptypes(nb);
}

/* The device tells all types, whether wanted or not: what is not is taken out behind the path, and
 * only then. ethdev has checked that the mask is one of whole families of types.
 */
int
igbx_dev_ptypes_set(struct rte_eth_dev *dev, uint32_t mask)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	const uint32_t *ptypes;
	struct igbx_rxq *rxq;
	uint32_t all = 0;
	size_t nb, i;
	uint16_t q;

	ptypes = igbx_rx_ptypes(&nb);
	for (i = 0; i < nb; i++)
		all |= ptypes[i];
	ad->ptype_mask = (all & ~mask) == 0 ? UINT32_MAX : mask;
	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rxq = dev->data->rx_queues[q];
		if (rxq != NULL)
			rxq->ptype_mask = ad->ptype_mask;
	}
	igbx_rx_burst_choose(dev);
	return 0;
}

int
igbx_dev_rx_burst_mode_get(struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_burst_mode *mode)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	const struct igbx_rxq *q = dev->data->rx_queues[queue];
	const struct igbx_rx_path *path = &igbx_rx_paths[ad->rx_path];

	if (!dev->data->dev_started)
		return -EINVAL;
	if (q != NULL && q->split != NULL)
		path = &igbx_rx_path_split;
	snprintf(mode->info, sizeof(mode->info), "%s", path->name);
	return 0;
}

int
igbx_dev_tx_burst_mode_get(struct rte_eth_dev *dev, uint16_t queue, struct rte_eth_burst_mode *mode)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);

	RTE_SET_USED(queue);
	if (!dev->data->dev_started)
		return -EINVAL;
	snprintf(mode->info, sizeof(mode->info), "%s", igbx_tx_paths[ad->tx_path].name);
	return 0;
}

/* Words of the NVM: 82576 datasheet 6 (image version), and the image's EETRACK id. */
#define NVM_WORD_VERSION 0x05
#define NVM_WORD_EETRACK 0x42
#define NVM_WORD_BLANK	 0xFFFF

/* The length that it takes, however much of it fits, or -errno. */
static int
fw_version_read(struct igbx_hw *hw, char *version, size_t size)
{
	uint16_t image, track[2] = {0};
	int ret;

	ret = igbx_nvm_read(hw, NVM_WORD_VERSION, 1, &image);
	/* The smallest parts have no room for the id. */
	if (ret == 0 && igbx_nvm_readable_words(hw) >= NVM_WORD_EETRACK + 2)
		ret = igbx_nvm_read(hw, NVM_WORD_EETRACK, 2, track);
	if (ret != 0)
		return ret;
	/* Major in the top digit, then two digits of minor, as the images print it. */
	if (track[1] == 0 || track[1] == NVM_WORD_BLANK)
		ret = snprintf(version, size, "%x.%02x", image >> 12, (image >> 4) & 0xFF);
	else
		ret = snprintf(version, size, "%x.%02x, 0x%04x%04x", image >> 12,
			(image >> 4) & 0xFF, track[1], track[0]);
	return ret < 0 ? -EINVAL : ret;
}

int
igbx_fw_version_keep(struct igbx_adapter *ad)
{
	int ret = fw_version_read(&ad->hw, ad->fw_version, sizeof(ad->fw_version));

	return ret < 0 ? ret : 0;
}

int
igbx_dev_fw_version_get(struct rte_eth_dev *dev, char *version, size_t size)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	if (rte_eal_process_type() == RTE_PROC_PRIMARY)
		ret = fw_version_read(&ad->hw, version, size);
	else
		ret = snprintf(version, size, "%s", ad->fw_version);
	if (ret < 0)
		return ret;
	/* ethdev wants the size that it takes when it does not fit. */
	return (size_t)ret < size ? 0 : ret + 1;
}
