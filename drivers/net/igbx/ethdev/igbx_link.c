/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Link speed, state, up and down. The interrupt thread looks at the link too; each
 * single look or change is done under link_lock, waiting is done without it.
 */
#include <errno.h>

#include "igbx_ethdev.h"

#define LINK_POLL_US 10000

struct speed_row {
	uint32_t link_speed; /* RTE_ETH_LINK_SPEED_* */
	uint32_t hw_speed;
};

static const struct speed_row speed_rows[] = {
	{RTE_ETH_LINK_SPEED_10M_HD, IGBX_SPEED_10_HALF},
	{RTE_ETH_LINK_SPEED_10M, IGBX_SPEED_10_FULL},
	{RTE_ETH_LINK_SPEED_100M_HD, IGBX_SPEED_100_HALF},
	{RTE_ETH_LINK_SPEED_100M, IGBX_SPEED_100_FULL},
	{RTE_ETH_LINK_SPEED_1G, IGBX_SPEED_1000_FULL},
};

uint32_t
igbx_link_speed_capa(const struct igbx_adapter *ad)
{
	uint32_t capa = 0;
	unsigned int i;

	/* SerDes and fibre know nothing slower than 1 Gb/s. */
	if (ad->hw.media == IGBX_MEDIA_SERDES)
		return RTE_ETH_LINK_SPEED_1G;
	for (i = 0; i < RTE_DIM(speed_rows); i++)
		capa |= speed_rows[i].link_speed;
	return capa;
}

static uint32_t
speeds_to_hw(uint32_t link_speeds)
{
	uint32_t hw_speeds = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(speed_rows); i++) {
		if ((link_speeds & speed_rows[i].link_speed) != 0)
			hw_speeds |= speed_rows[i].hw_speed;
	}
	return hw_speeds;
}

int
igbx_link_cfg_from_conf(struct rte_eth_dev *dev, struct igbx_link_cfg *cfg)
{
	const struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint32_t asked = dev->data->dev_conf.link_speeds;
	bool fixed = (asked & RTE_ETH_LINK_SPEED_FIXED) != 0;
	uint32_t speeds = asked & ~RTE_ETH_LINK_SPEED_FIXED;
	uint32_t capa = igbx_link_speed_capa(ad);
	bool loopback = dev->data->dev_conf.lpbk_mode == IGBX_LPBK_ON;

	if (speeds == 0 && !fixed)
		speeds = capa;
	if (speeds == 0 || (speeds & ~capa) != 0) {
		IGBX_ERR("port %u: link_speeds 0x%x: this port has 0x%x (%s)", dev->data->port_id,
			asked, capa, capa == RTE_ETH_LINK_SPEED_1G ? "1G" : "10M, 100M, 1G");
		return -EINVAL;
	}
	/* 1000BASE-T must negotiate who gives the clock: IEEE 802.3, 40.5. */
	if (fixed && ((speeds & RTE_ETH_LINK_SPEED_1G) != 0 || !rte_is_power_of_2(speeds))) {
		IGBX_ERR("port %u: link_speeds 0x%x: a fixed speed is one of 10M and 100M, half or "
			 "full duplex; 1G is negotiated",
			dev->data->port_id, asked);
		return -EINVAL;
	}
	if (loopback && (speeds & RTE_ETH_LINK_SPEED_1G) == 0) {
		IGBX_ERR("port %u: link_speeds 0x%x: loopback is at 1G", dev->data->port_id, asked);
		return -EINVAL;
	}
	*cfg = (struct igbx_link_cfg){
		.autoneg = !fixed && !loopback,
		.loopback = loopback,
		.speeds = loopback ? IGBX_SPEED_1000_FULL : speeds_to_hw(speeds),
		.fc_rx = ad->link_cfg.fc_rx,
		.fc_tx = ad->link_cfg.fc_tx,
		.fc_forced = ad->link_cfg.fc_forced,
	};
	return 0;
}

int
igbx_link_start(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	rte_spinlock_lock(&ad->link_lock);
	ret = igbx_phy_power(&ad->hw, true);
	if (ret == 0)
		ret = igbx_link_setup(&ad->hw, &ad->link_cfg);
	if (ret == 0)
		ad->link_off = false;
	rte_spinlock_unlock(&ad->link_lock);
	return ret;
}

void
igbx_link_stop(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	rte_spinlock_lock(&ad->link_lock);
	/* The other side shall see the port go; if it cannot, the port is stopped all the same. */
	if (!ad->hw.removed)
		(void)igbx_phy_power(&ad->hw, false);
	rte_spinlock_unlock(&ad->link_lock);
}

void
igbx_link_watch(struct rte_eth_dev *dev, bool on)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);

	rte_spinlock_lock(&ad->link_lock);
	ad->running = on;
	rte_spinlock_unlock(&ad->link_lock);
	(void)igbx_dev_link_update(dev, 0);
}

/* -ENOLINK for a port that does not run: it carries nothing, whatever its PHY does. */
static int
link_look(struct igbx_adapter *ad, struct igbx_link_state *state)
{
	int ret;

	rte_spinlock_lock(&ad->link_lock);
	ret = ad->running ? igbx_link_get(&ad->hw, state) : -ENOLINK;
	if (ret == 0 && state->up && state->speed_mbps != ad->rate_link_mbps)
		ret = igbx_rates_apply(ad, state->speed_mbps);
	rte_spinlock_unlock(&ad->link_lock);
	return ret;
}

static int
link_look_until_up(struct igbx_adapter *ad, struct igbx_link_state *state)
{
	uint64_t end_us = igbx_plat_now_us() + IGBX_LINK_WAIT_MS * 1000u;
	int ret;

	for (;;) {
		ret = link_look(ad, state);
		if (ret != 0 || state->up || igbx_plat_now_us() >= end_us)
			return ret;
		igbx_plat_delay_us(LINK_POLL_US);
	}
}

int
igbx_dev_link_update(struct rte_eth_dev *dev, int wait)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	struct igbx_link_state state = {.up = false};
	struct rte_eth_link link;
	int ret;

	ret = wait ? link_look_until_up(ad, &state) : link_look(ad, &state);
	if (ret != 0)
		state.up = false;

	memset(&link, 0, sizeof(link));
	link.link_autoneg = ad->link_cfg.autoneg ? RTE_ETH_LINK_AUTONEG : RTE_ETH_LINK_FIXED;
	if (state.up) {
		link.link_status = RTE_ETH_LINK_UP;
		link.link_speed = state.speed_mbps;
		link.link_duplex =
			state.full_duplex ? RTE_ETH_LINK_FULL_DUPLEX : RTE_ETH_LINK_HALF_DUPLEX;
	}
	/* 0 when it changed, -1 when not, as ethdev wants it. */
	return rte_eth_linkstatus_set(dev, &link);
}

int
igbx_dev_set_link_up(struct rte_eth_dev *dev)
{
	/* The link of a stopped port stays down; start brings it up in any case. */
	return dev->data->dev_started ? igbx_link_start(dev) : 0;
}

int
igbx_dev_set_link_down(struct rte_eth_dev *dev)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	int ret;

	rte_spinlock_lock(&ad->link_lock);
	ret = igbx_phy_power(&ad->hw, false);
	if (ret == 0)
		ad->link_off = true;
	rte_spinlock_unlock(&ad->link_lock);
	return ret;
}

int
igbx_dev_led_on(struct rte_eth_dev *dev)
{
	return igbx_led_set(&igbx_adapter_of(dev)->hw, true);
}

int
igbx_dev_led_off(struct rte_eth_dev *dev)
{
	return igbx_led_set(&igbx_adapter_of(dev)->hw, false);
}
