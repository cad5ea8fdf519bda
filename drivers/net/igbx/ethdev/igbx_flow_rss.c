/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The RSS action. The device has one hash and one table for the whole port, so a rule
 * with it takes the place of what the port was configured with, and gives it back.
 */
#include <errno.h>

#include "igbx_flow.h"

#define CONF(err, code, action, message) \
	igbx_flow_refuse(err, code, RTE_FLOW_ERROR_TYPE_ACTION_CONF, action, message)

/* Kinds that the hash over IPv4 or IPv6 addresses includes. */
#define HF_IN_IPV4 (RTE_ETH_RSS_FRAG_IPV4 | RTE_ETH_RSS_NONFRAG_IPV4_OTHER)
#define HF_IN_IPV6 (RTE_ETH_RSS_FRAG_IPV6 | RTE_ETH_RSS_NONFRAG_IPV6_OTHER)

static uint64_t
hf_covered(uint64_t hf)
{
	uint64_t covered = igbx_rss_types_to_hf(IGBX_RSS_ALL);

	if ((hf & RTE_ETH_RSS_IPV4) != 0)
		covered |= HF_IN_IPV4;
	if ((hf & RTE_ETH_RSS_IPV6) != 0)
		covered |= HF_IN_IPV6;
	return covered;
}

static int
queues_parse(const struct rte_eth_dev *dev, const struct rte_flow_action *action,
	struct igbx_rss_cfg *cfg, struct rte_flow_error *err)
{
	const struct rte_flow_action_rss *rss = action->conf;
	uint16_t nb = dev->data->nb_rx_queues;
	unsigned int i;

	if (nb == 0)
		return CONF(err, EINVAL, action, "the port has no Rx queues yet");
	if (rss->queue_num > IGBX_RSS_RETA_ENTRIES)
		return CONF(err, EINVAL, action, "the RSS table has 128 entries");
	if (rss->queue_num > 0 && rss->queue == NULL)
		return CONF(err, EINVAL, action, "RSS queues are counted but not named");
	for (i = 0; i < rss->queue_num; i++) {
		if (rss->queue[i] >= nb)
			return CONF(err, EINVAL, action, "RSS to an Rx queue that the port lacks");
	}
	for (i = 0; i < IGBX_RSS_RETA_ENTRIES; i++)
		cfg->reta[i] = rss->queue_num > 0 ? rss->queue[i % rss->queue_num] : i % nb;
	return 0;
}

int
igbx_flow_parse_rss(const struct rte_eth_dev *dev, const struct rte_flow_action *action,
	struct igbx_rss_cfg *cfg, struct rte_flow_error *err)
{
	const struct igbx_rss_cfg *base = &igbx_adapter_of(dev)->rss;
	const struct rte_flow_action_rss *rss = action->conf;

	if (rss == NULL)
		return CONF(err, EINVAL, action, "RSS without its configuration");
	if (rss->func != RTE_ETH_HASH_FUNCTION_DEFAULT &&
		rss->func != RTE_ETH_HASH_FUNCTION_TOEPLITZ)
		return CONF(err, ENOTSUP, action, "the only RSS hash is Toeplitz");
	if (rss->level > 1)
		return CONF(
			err, ENOTSUP, action, "RSS is over the outermost headers: level 0 or 1");
	if ((rss->types & ~hf_covered(rss->types)) != 0)
		return CONF(
			err, ENOTSUP, action, "RSS types beyond the port's flow_type_rss_offloads");
	if (rss->key_len != 0 && rss->key_len != IGBX_RSS_KEY_BYTES)
		return CONF(err, EINVAL, action, "the RSS key has 40 bytes");
	if (rss->key_len != 0 && rss->key == NULL)
		return CONF(err, EINVAL, action, "an RSS key length without a key");
	*cfg = *base;
	if (rss->key_len != 0)
		memcpy(cfg->key, rss->key, IGBX_RSS_KEY_BYTES);
	if (rss->types != 0)
		cfg->types = igbx_rss_hf_to_types(rss->types);
	else if (cfg->types == 0)
		cfg->types = IGBX_RSS_ALL;
	return queues_parse(dev, action, cfg, err);
}
