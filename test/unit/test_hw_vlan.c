/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * VLAN: filter, strip, and two tags.
 */
#include "hw_fixture.h"

#define FRAME_BYTES 80

static uint32_t
tagged(uint8_t *frame, uint16_t outer_type, uint16_t outer, uint16_t inner_type, uint16_t inner)
{
	fx_frame(frame, fx_mac, outer_type, FRAME_BYTES);
	frame[14] = outer >> 8;
	frame[15] = outer & 0xFF;
	frame[16] = inner_type >> 8;
	frame[17] = inner_type & 0xFF;
	frame[18] = inner >> 8;
	frame[19] = inner & 0xFF;
	frame[20] = 0x88;
	frame[21] = 0xB5;
	return FRAME_BYTES;
}

static int
rx_vlan(struct fx *fx, uint16_t id)
{
	uint8_t frame[FRAME_BYTES];

	return fx_rx(fx, frame, tagged(frame, 0x8100, id, 0x88B5, 0));
}

static struct fx *
receiving(bool strip, bool filter, bool extend)
{
	struct igbx_rx_cfg cfg = fx_rx_cfg;
	struct fx *fx = fx_up();

	cfg.vlan_strip = strip;
	cfg.vlan_filter = filter;
	cfg.vlan_extend = extend;
	fx_link_up(fx);
	fx_rx_start(fx, &cfg, 1);
	return fx;
}

static void
filter(void)
{
	static const uint16_t ids[] = {0, 1, 31, 32, 100, 2047, 4063, 4094, 4095};
	struct fx *fx = receiving(false, true, false);
	unsigned int i, k, wrong;
	uint8_t frame[FRAME_BYTES];
	char name[64];

	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		TAP_EQ_INT("VLAN on", 0, igbx_vlan_filter_set(&fx->hw, ids[i], true));
		wrong = 0;
		for (k = 0; k < 4096; k++)
			wrong += (rx_vlan(fx, k) == 0) != (k == ids[i]);
		snprintf(name, sizeof(name), "VLAN %u alone passes, of all 4096", ids[i]);
		TAP_EQ_U64(name, 0, wrong);
		TAP_EQ_INT("VLAN off", 0, igbx_vlan_filter_set(&fx->hw, ids[i], false));
		TAP_EQ_INT("VLAN off: it does not pass", NM_RX_FILTERED, rx_vlan(fx, ids[i]));
	}
	fx_frame(frame, fx_mac, 0x88B5, sizeof(frame));
	TAP_EQ_INT("an untagged frame passes", 0, fx_rx(fx, frame, sizeof(frame)));
	TAP_EQ_INT("VLAN 4096 is refused", -EINVAL, igbx_vlan_filter_set(&fx->hw, 4096, true));

	igbx_vlan_filter_set(&fx->hw, 5, true);
	igbx_vlan_filter_set(&fx->hw, 6, true);
	igbx_vlan_filter_set(&fx->hw, 5, false);
	TAP_EQ_INT("neighbours in a word: the other stays", 0, rx_vlan(fx, 6));
	fx_content(fx, "VLAN filter: no violation");
	fx_close(fx);
}

/* Switched while receiving. */
static void
switched(void)
{
	struct fx *fx = receiving(false, true, false);
	struct igbx_rx_cfg cfg = fx_rx_cfg;

	TAP_EQ_INT("filter on: unknown VLAN", NM_RX_FILTERED, rx_vlan(fx, 9));
	TAP_EQ_INT("filter off", 0, igbx_vlan_offload_set(&fx->hw, &cfg));
	TAP_EQ_INT("filter off: unknown VLAN", 0, rx_vlan(fx, 9));
	cfg.vlan_filter = true;
	TAP_EQ_INT("filter on again", 0, igbx_vlan_offload_set(&fx->hw, &cfg));
	TAP_EQ_INT("filter on again: unknown VLAN", NM_RX_FILTERED, rx_vlan(fx, 9));
	TAP_CHECK(fx_reg(fx, IGBX_REG(RCTL)) & IGBX_RCTL_EN, "receive stays on", "off");
	fx_content(fx, "switched: no violation");
	fx_close(fx);
}

static void
strip(bool on)
{
	struct fx *fx = receiving(on, false, false);
	union igbx_rx_desc *ring = (void *)fx->arena;
	uint8_t frame[FRAME_BYTES];
	char name[64];

	/* Not through fx_rx(): the write-back is looked at. */
	tagged(frame, 0x8100, 0xA123, 0x88B5, 0);
	TAP_EQ_INT("tagged frame", 0, nm_rx_frame(fx->nm, frame, sizeof(frame)));
	snprintf(name, sizeof(name), "strip %d: tag in the descriptor", on);
	TAP_CHECK(!!(ring[0].wb.status & IGBX_RXD_STAT_VP) == on &&
			  ring[0].wb.vlan == (on ? 0xA123 : 0),
		name, "status 0x%x, tag 0x%x", ring[0].wb.status, ring[0].wb.vlan);
	snprintf(name, sizeof(name), "strip %d: length", on);
	TAP_EQ_U64(name, on ? FRAME_BYTES - 4 : FRAME_BYTES, ring[0].wb.length);
	fx_close(fx);
}

/* The outer tag is left alone; the inner one is filtered and stripped. */
static void
extended(void)
{
	struct fx *fx = receiving(true, true, true);
	union igbx_rx_desc *ring = (void *)fx->arena;
	uint8_t frame[FRAME_BYTES];

	igbx_vlan_filter_set(&fx->hw, 0x77, true);
	tagged(frame, 0x8100, 0x111, 0x8100, 0x78);
	TAP_EQ_INT("two tags: filtered by the inner one", NM_RX_FILTERED,
		nm_rx_frame(fx->nm, frame, sizeof(frame)));
	tagged(frame, 0x8100, 0x111, 0x8100, 0x77);
	TAP_EQ_INT(
		"two tags: passes by the inner one", 0, nm_rx_frame(fx->nm, frame, sizeof(frame)));
	TAP_EQ_U64("two tags: the inner one is stripped", 0x77, ring[0].wb.vlan);
	TAP_EQ_MEM("two tags: the outer one stays", frame,
		fx->arena + (fx_buf_iova(0, 0) - FX_IOVA), 16);
	fx_content(fx, "extended: no violation");
	fx_close(fx);
}

static void
removed(void)
{
	struct fx *fx = fx_up();

	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed: filter", -ENODEV, igbx_vlan_filter_set(&fx->hw, 1, true));
	TAP_EQ_INT("removed: offloads", -ENODEV, igbx_vlan_offload_set(&fx->hw, &fx_rx_cfg));
	fx_close(fx);
}

int
main(void)
{
	filter();
	switched();
	strip(true);
	strip(false);
	extended();
	removed();
	return tap_done();
}
