/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The receive and transmit engines of the port.
 */
#include "hw_fixture.h"

#define BIG 9728

static uint8_t frame[BIG];

static uint32_t
tags_put(unsigned int tags, uint32_t len)
{
	unsigned int i;

	fx_frame(frame, fx_mac, 0x88B5, len);
	for (i = 0; i < tags; i++) {
		frame[12 + 4 * i] = 0x81;
		frame[13 + 4 * i] = 0x00;
		frame[16 + 4 * i] = 0x88;
		frame[17 + 4 * i] = 0xB5;
	}
	return len;
}

/* An MTU-sized frame passes with as many tags as the limit has room for, and not one
 * byte more. len is without the CRC.
 */
static void
limit(uint32_t mtu, bool extend)
{
	struct igbx_rx_cfg cfg = {.max_frame_bytes = mtu + 14 + 8 + 4, .vlan_extend = extend};
	struct fx *fx = fx_up();
	unsigned int tags;
	char name[80];

	if (cfg.max_frame_bytes > BIG)
		cfg.max_frame_bytes = BIG;
	fx_link_up(fx);
	fx_rx_start(fx, &cfg, 1);
	for (tags = 0; tags <= 2; tags++) {
		uint32_t len = mtu + 14 + 4 * tags;

		if (len + 4 > cfg.max_frame_bytes)
			continue;
		snprintf(name, sizeof(name), "MTU %u, %u tags, extended %d: passes", mtu, tags,
			extend);
		TAP_EQ_INT(name, 0, fx_rx(fx, frame, tags_put(tags, len)));
	}
	snprintf(name, sizeof(name), "limit %u: one byte more does not pass", cfg.max_frame_bytes);
	TAP_EQ_INT(
		name, NM_RX_OVERSIZE, fx_rx(fx, frame, tags_put(0, cfg.max_frame_bytes - 4 + 1)));
	fx_content(fx, "limit: no violation");
	fx_close(fx);
}

static void
limit_refused(uint32_t bytes)
{
	struct igbx_rx_cfg cfg = {.max_frame_bytes = bytes};
	struct fx *fx = fx_up();
	uint64_t writes = plat_model_writes();
	char name[64];

	snprintf(name, sizeof(name), "frames of %u bytes: EINVAL", bytes);
	TAP_EQ_INT(name, -EINVAL, igbx_rx_configure(&fx->hw, &cfg));
	snprintf(name, sizeof(name), "frames of %u bytes: the line has the limit", bytes);
	TAP_CHECK(strstr(plat_model_log_last(), "9728") != NULL, name, "\"%s\"",
		plat_model_log_last());
	TAP_EQ_U64("frames of such a size: nothing was written", writes, plat_model_writes());
	fx_close(fx);
}

static void
offloads(void)
{
	struct fx *fx = fx_up();
	unsigned int mode;
	uint32_t rxcsum, rctl;
	char name[64];

	for (mode = 0; mode < 16; mode++) {
		struct igbx_rx_cfg cfg = {.max_frame_bytes = 1526,
			.csum_ipv4 = mode & 1,
			.csum_l4 = mode & 2,
			.csum_sctp = mode & 4,
			.keep_crc = mode & 8};

		TAP_EQ_INT("configured", 0, igbx_rx_configure(&fx->hw, &cfg));
		rxcsum = fx_reg(fx, IGBX_REG(RXCSUM));
		rctl = fx_reg(fx, IGBX_REG(RCTL));
		snprintf(name, sizeof(name), "ipv4 %d l4 %d sctp %d crc %d", cfg.csum_ipv4,
			cfg.csum_l4, cfg.csum_sctp, cfg.keep_crc);
		TAP_CHECK(!!(rxcsum & 1u << 8) == cfg.csum_ipv4 &&
				  !!(rxcsum & 1u << 9) == cfg.csum_l4 &&
				  !!(rxcsum & 1u << 11) == cfg.csum_sctp && rxcsum & 1u << 13 &&
				  !!(rctl & 1u << 26) == !cfg.keep_crc,
			name, "RXCSUM 0x%08x RCTL 0x%08x", rxcsum, rctl);
		TAP_EQ_U64("bad packets are not stored, receive is still off", 0,
			rctl & (IGBX_RCTL_SBP | IGBX_RCTL_EN | IGBX_RCTL_LBM | IGBX_RCTL_MO));
	}
	fx_content(fx, "offloads: no violation");
	fx_close(fx);
}

/* What was long before must not stay long. */
static void
shrinks_again(void)
{
	struct igbx_rx_cfg jumbo = {.max_frame_bytes = 9000};
	struct fx *fx = fx_up();

	fx_link_up(fx);
	TAP_EQ_INT("jumbo", 0, igbx_rx_configure(&fx->hw, &jumbo));
	fx_rx_start(fx, &fx_rx_cfg, 1);
	TAP_EQ_INT("jumbo, then 1526: a long frame does not pass", NM_RX_OVERSIZE,
		fx_rx(fx, frame, tags_put(0, 2000)));
	fx_close(fx);
}

static void
promiscuity_stays(void)
{
	struct fx *fx = fx_up();

	igbx_promisc_set(&fx->hw, true, true);
	igbx_rx_configure(&fx->hw, &fx_rx_cfg);
	TAP_EQ_U64("configuring leaves promiscuity alone", IGBX_RCTL_UPE | IGBX_RCTL_MPE,
		fx_reg(fx, IGBX_REG(RCTL)) & (IGBX_RCTL_UPE | IGBX_RCTL_MPE));
	fx_close(fx);
}

static void
on_and_off(void)
{
	struct fx *fx = fx_up();

	fx_link_up(fx);
	fx_rx_start(fx, &fx_rx_cfg, 1);
	TAP_EQ_INT("receive on: a frame", 0, fx_rx(fx, frame, tags_put(0, 60)));
	TAP_EQ_INT("receive off", 0, igbx_rx_enable(&fx->hw, false));
	TAP_EQ_INT("receive off: a frame", NM_RX_OFF, fx_rx(fx, frame, tags_put(0, 60)));
	TAP_EQ_INT("receive on again", 0, igbx_rx_enable(&fx->hw, true));
	TAP_EQ_INT("receive on again: a frame", 0, fx_rx(fx, frame, tags_put(0, 60)));

	TAP_EQ_INT("transmit on", 0, igbx_tx_enable(&fx->hw, true));
	TAP_EQ_U64("transmit on: short packets are padded, 15 tries",
		IGBX_TCTL_EN | IGBX_TCTL_PSP | 15 << 4,
		fx_reg(fx, IGBX_REG(TCTL)) & (IGBX_TCTL_EN | IGBX_TCTL_PSP | IGBX_TCTL_CT));
	TAP_EQ_INT("transmit off", 0, igbx_tx_enable(&fx->hw, false));
	TAP_EQ_U64("transmit off: bit", 0, fx_reg(fx, IGBX_REG(TCTL)) & IGBX_TCTL_EN);
	fx_content(fx, "on and off: no violation");

	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed: receive", -ENODEV, igbx_rx_enable(&fx->hw, false));
	TAP_EQ_INT("removed: transmit", -ENODEV, igbx_tx_enable(&fx->hw, false));
	TAP_EQ_INT("removed: configure", -ENODEV, igbx_rx_configure(&fx->hw, &fx_rx_cfg));
	fx_close(fx);
}

int
main(void)
{
	limit(1500, false);
	limit(1500, true);
	limit(68, false);
	limit(9000, false);
	limit(9702, true);
	limit(9710, false);
	limit_refused(9729);
	limit_refused(63);
	limit_refused(UINT32_MAX);
	offloads();
	shrinks_again();
	promiscuity_stays();
	on_and_off();
	return tap_done();
}
