/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive side scaling: 82576 datasheet 7.1.1.7.
 */
#include <errno.h>

#include "igbx_ethdev.h"

struct type_row {
	uint64_t hf; /* RTE_ETH_RSS_* */
	uint32_t type;
};

static const struct type_row type_rows[] = {
	{RTE_ETH_RSS_IPV4, IGBX_RSS_IPV4},
	{RTE_ETH_RSS_NONFRAG_IPV4_TCP, IGBX_RSS_IPV4_TCP},
	{RTE_ETH_RSS_NONFRAG_IPV4_UDP, IGBX_RSS_IPV4_UDP},
	{RTE_ETH_RSS_IPV6, IGBX_RSS_IPV6},
	{RTE_ETH_RSS_IPV6_EX, IGBX_RSS_IPV6_EX},
	{RTE_ETH_RSS_NONFRAG_IPV6_TCP, IGBX_RSS_IPV6_TCP},
	{RTE_ETH_RSS_NONFRAG_IPV6_UDP, IGBX_RSS_IPV6_UDP},
	{RTE_ETH_RSS_IPV6_TCP_EX, IGBX_RSS_IPV6_TCP_EX},
	{RTE_ETH_RSS_IPV6_UDP_EX, IGBX_RSS_IPV6_UDP_EX},
};

/* A Toeplitz key wants bits without a pattern, so that each bit of the input moves the hash in a
 * way of its own: the first 320 fractional bits of the square root of 2.
 */
static const uint8_t default_key[IGBX_RSS_KEY_BYTES] = {
	0x6A,
	0x09,
	0xE6,
	0x67,
	0xF3,
	0xBC,
	0xC9,
	0x08,
	0xB2,
	0xFB,
	0x13,
	0x66,
	0xEA,
	0x95,
	0x7D,
	0x3E,
	0x3A,
	0xDE,
	0xC1,
	0x75,
	0x12,
	0x77,
	0x50,
	0x99,
	0xDA,
	0x2F,
	0x59,
	0x0B,
	0x06,
	0x67,
	0x32,
	0x2A,
	0x95,
	0xF9,
	0x06,
	0x08,
	0x75,
	0x71,
	0x45,
	0x87,
};

uint32_t
igbx_rss_hf_to_types(uint64_t hf)
{
	uint32_t types = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(type_rows); i++) {
		if ((hf & type_rows[i].hf) != 0)
			types |= type_rows[i].type;
	}
	return types;
}

uint64_t
igbx_rss_types_to_hf(uint32_t types)
{
	uint64_t hf = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(type_rows); i++) {
		if ((types & type_rows[i].type) != 0)
			hf |= type_rows[i].hf;
	}
	return hf;
}

static int
key_check(const struct rte_eth_dev *dev, const struct rte_eth_rss_conf *conf)
{
	if (conf->rss_key == NULL || conf->rss_key_len == IGBX_RSS_KEY_BYTES)
		return 0;
	IGBX_ERR("port %u: RSS key of %u bytes: the device's has %u", dev->data->port_id,
		conf->rss_key_len, IGBX_RSS_KEY_BYTES);
	return -EINVAL;
}

/* What an entry of the table may say: with pools, which of the pool's two queues. */
static uint16_t
nb_targets(const struct rte_eth_dev *dev)
{
	return dev->data->dev_conf.rxmode.mq_mode == RTE_ETH_MQ_RX_VMDQ_RSS
		       ? 2
		       : dev->data->nb_rx_queues;
}

int
igbx_rss_from_conf(struct rte_eth_dev *dev, struct igbx_rss_cfg *cfg)
{
	const struct rte_eth_rss_conf *conf = &dev->data->dev_conf.rx_adv_conf.rss_conf;
	uint16_t nb_queues = dev->data->nb_rx_queues;
	unsigned int i;
	int ret;

	memset(cfg, 0, sizeof(*cfg));
	memcpy(cfg->key, default_key, sizeof(cfg->key));
	if ((dev->data->dev_conf.rxmode.mq_mode & RTE_ETH_MQ_RX_RSS_FLAG) == 0 || nb_queues == 0)
		return 0;
	ret = key_check(dev, conf);
	if (ret != 0)
		return ret;
	if (conf->rss_key != NULL)
		memcpy(cfg->key, conf->rss_key, sizeof(cfg->key));
	cfg->types = igbx_rss_hf_to_types(conf->rss_hf);
	if (cfg->types == 0 && nb_queues > 1)
		IGBX_NOTICE("port %u: RSS without hash types: queue 0 of %u receives everything",
			dev->data->port_id, nb_queues);
	for (i = 0; i < IGBX_RSS_RETA_ENTRIES; i++)
		cfg->reta[i] = i % nb_targets(dev);
	return 0;
}

/* Brings a changed configuration into effect: into a running device at once, else by start. */
static int
rss_change(struct rte_eth_dev *dev, const struct igbx_rss_cfg *cfg)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	if (igbx_rss_in_force(dev) != &ad->rss) {
		IGBX_ERR("port %u: a flow rule has set RSS: destroy it first", dev->data->port_id);
		return -EBUSY;
	}
	if (dev->data->dev_started) {
		ret = igbx_rss_set(&ad->hw, cfg);
		if (ret != 0)
			return ret;
	}
	ad->rss = *cfg;
	return 0;
}

static int
reta_size_check(const struct rte_eth_dev *dev, uint16_t size)
{
	if (size == IGBX_RSS_RETA_ENTRIES)
		return 0;
	IGBX_ERR("port %u: redirection table of %u entries: the device's has %u",
		dev->data->port_id, size, IGBX_RSS_RETA_ENTRIES);
	return -EINVAL;
}

int
igbx_dev_reta_update(struct rte_eth_dev *dev, struct rte_eth_rss_reta_entry64 *reta, uint16_t size)
{
	struct igbx_rss_cfg cfg = igbx_adapter_of(dev)->rss;
	const struct rte_eth_rss_reta_entry64 *group;
	unsigned int i, bit;
	int ret;

	ret = reta_size_check(dev, size);
	if (ret != 0)
		return ret;
	for (i = 0; i < size; i++) {
		group = &reta[i / RTE_ETH_RETA_GROUP_SIZE];
		bit = i % RTE_ETH_RETA_GROUP_SIZE;
		if ((group->mask & RTE_BIT64(bit)) == 0)
			continue;
		if (group->reta[bit] >= nb_targets(dev)) {
			IGBX_ERR("port %u: redirection table entry %u: queue %u of %u",
				dev->data->port_id, i, group->reta[bit], nb_targets(dev));
			return -EINVAL;
		}
		cfg.reta[i] = group->reta[bit];
	}
	return rss_change(dev, &cfg);
}

int
igbx_dev_reta_query(struct rte_eth_dev *dev, struct rte_eth_rss_reta_entry64 *reta, uint16_t size)
{
	const struct igbx_rss_cfg *cfg = igbx_rss_in_force(dev);
	unsigned int i, bit;
	int ret;

	ret = reta_size_check(dev, size);
	if (ret != 0)
		return ret;
	for (i = 0; i < size; i++) {
		bit = i % RTE_ETH_RETA_GROUP_SIZE;
		if ((reta[i / RTE_ETH_RETA_GROUP_SIZE].mask & RTE_BIT64(bit)) != 0)
			reta[i / RTE_ETH_RETA_GROUP_SIZE].reta[bit] = cfg->reta[i];
	}
	return 0;
}

int
igbx_dev_rss_hash_update(struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf)
{
	struct igbx_rss_cfg cfg = igbx_adapter_of(dev)->rss;
	uint32_t types = igbx_rss_hf_to_types(conf->rss_hf);
	int ret;

	ret = key_check(dev, conf);
	if (ret != 0)
		return ret;
	/* The device wants a reset after RSS is turned off: 82576 datasheet 8.10 (MRQC). */
	if (dev->data->dev_started && (types == 0) != (cfg.types == 0)) {
		IGBX_ERR("port %u: RSS cannot be turned %s while the port runs: stop it first",
			dev->data->port_id, types == 0 ? "off" : "on");
		return -EBUSY;
	}
	cfg.types = types;
	if (conf->rss_key != NULL)
		memcpy(cfg.key, conf->rss_key, sizeof(cfg.key));
	return rss_change(dev, &cfg);
}

int
igbx_dev_rss_hash_conf_get(struct rte_eth_dev *dev, struct rte_eth_rss_conf *conf)
{
	const struct igbx_rss_cfg *cfg = igbx_rss_in_force(dev);

	if (conf->rss_key != NULL && conf->rss_key_len >= IGBX_RSS_KEY_BYTES)
		memcpy(conf->rss_key, cfg->key, sizeof(cfg->key));
	conf->rss_key_len = IGBX_RSS_KEY_BYTES;
	conf->rss_hf = igbx_rss_types_to_hf(cfg->types);
	igbx_compat_rss_conf_set_toeplitz(conf);
	return 0;
}
