/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Address filters, judged by the frames that get in.
 */
#include "hw_fixture.h"

#define FRAME_BYTES 60

static const uint8_t broadcast[6] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

static struct fx *
receiving(void)
{
	struct fx *fx = fx_up();

	fx_link_up(fx);
	fx_rx_start(fx, &fx_rx_cfg, 1);
	return fx;
}

static bool
passes(struct fx *fx, const uint8_t *dst)
{
	uint8_t frame[FRAME_BYTES];

	fx_frame(frame, dst, 0x88B5, sizeof(frame));
	return fx_rx(fx, frame, sizeof(frame)) == 0;
}

static void
exact(void)
{
	struct fx *fx = receiving();
	uint8_t mac[6] = {0x00, 0x1B, 0x21, 0x80, 0x90, 0};
	unsigned int i, in = 0, out = 0, slot0 = 0;
	char name[64];

	TAP_CHECK(passes(fx, fx_mac), "own address passes", "dropped");
	TAP_CHECK(passes(fx, broadcast), "broadcast passes", "dropped");
	for (i = 1; i < 24; i++) {
		mac[5] = i;
		in += passes(fx, mac);
		if (igbx_rar_set(&fx->hw, i, mac, 0) != 0)
			in++;
	}
	TAP_EQ_U64("no address passes before it is set", 0, in);
	for (i = 1; i < 24; i++) {
		mac[5] = i;
		out += !passes(fx, mac);
	}
	TAP_EQ_U64("all of filters 1 to 23 pass", 0, out);
	for (i = 1; i < 24; i++) {
		mac[5] = i;
		igbx_rar_clear(&fx->hw, i);
		in += passes(fx, mac);
		slot0 += passes(fx, fx_mac);
	}
	TAP_EQ_U64("none of them passes when cleared", 0, in);
	TAP_EQ_U64("the own address always did", 23, slot0);

	TAP_EQ_INT("filter 24 is refused", -EINVAL, igbx_rar_set(&fx->hw, 24, mac, 0));
	TAP_EQ_INT("clearing filter 24 is refused", -EINVAL, igbx_rar_clear(&fx->hw, 24));
	TAP_EQ_INT("pool 8 is refused", -EINVAL, igbx_rar_set(&fx->hw, 1, mac, 8));
	TAP_EQ_U64("each refusal is logged", 3, plat_model_log_count(IGBX_LOG_ERR));
	snprintf(name, sizeof(name), "pool 7 is bit 25 of RAH");
	TAP_EQ_INT("pool 7 is taken", 0, igbx_rar_set(&fx->hw, 1, mac, 7));
	TAP_EQ_U64(name, 1u << 25, fx_reg(fx, IGBX_REGN(RAH, 1)) & IGBX_RAH_POOLS);
	fx_content(fx, "exact filters: no violation");
	fx_close(fx);
}

/* One bit of any byte off: another address. */
static void
every_bit_counts(void)
{
	static const uint8_t mac[6] = {0x10, 0x32, 0x54, 0x76, 0x98, 0xBA};
	struct fx *fx = receiving();
	unsigned int bit, in = 0;

	igbx_rar_set(&fx->hw, 17, mac, 0);
	for (bit = 0; bit < 48; bit++) {
		uint8_t other[6];

		memcpy(other, mac, 6);
		other[bit / 8] ^= 1 << bit % 8;
		in += passes(fx, other);
	}
	TAP_EQ_U64("no neighbour of an address passes", 0, in);
	TAP_CHECK(passes(fx, mac), "the address itself does", "dropped");
	fx_close(fx);
}

/* All 4096 places of the table, by one address of each. */
static void
multicast_places(void)
{
	static const uint8_t listed[][6] = {
		{0x01, 0x00, 0x5E, 0x00, 0x00, 0xFB},
		{0x01, 0x80, 0xC2, 0x00, 0x00, 0x0E},
		{0x33, 0x33, 0xFF, 0x12, 0xF4, 0x56},
		{0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
		{0x01, 0x00, 0x00, 0x00, 0x00, 0x00},
	};
	struct fx *fx = receiving();
	unsigned int i, place, wrong, passed;
	char name[64];

	for (i = 0; i < sizeof(listed) / sizeof(listed[0]); i++) {
		wrong = 0;
		passed = 0;
		if (igbx_mta_set(&fx->hw, &listed[i], 1) != 0)
			wrong++;
		for (place = 0; place < 4096; place++) {
			const uint8_t mac[6] = {0x03, 0, 0, 0, (place & 0xF) << 4, place >> 4};
			bool same = mac[5] == listed[i][5] && mac[4] >> 4 == listed[i][4] >> 4;
			bool in = passes(fx, mac);

			passed += in;
			wrong += in != same;
		}
		snprintf(name, sizeof(name), "list of one, %02x:%02x: one place of 4096 is open",
			listed[i][4], listed[i][5]);
		TAP_CHECK(wrong == 0 && passed == 1, name, "%u open, %u wrong", passed, wrong);
		TAP_CHECK(
			passes(fx, listed[i]), "list of one: the address itself passes", "dropped");
	}
	fx_content(fx, "multicast places: no violation");
	fx_close(fx);
}

static void
multicast_lists(void)
{
	struct fx *fx = receiving();
	uint8_t macs[200][6];
	unsigned int i, out = 0, in = 0;
	uint32_t seed = 1;

	for (i = 0; i < 200; i++) {
		seed = seed * 1103515245 + 12345;
		macs[i][0] = 0x01;
		macs[i][1] = i;
		memcpy(&macs[i][2], &seed, 4);
	}
	TAP_EQ_INT("list of 200", 0, igbx_mta_set(&fx->hw, (const uint8_t(*)[6])macs, 200));
	for (i = 0; i < 200; i++)
		out += !passes(fx, macs[i]);
	TAP_EQ_U64("list of 200: all pass", 0, out);
	TAP_EQ_INT("list of 1", 0, igbx_mta_set(&fx->hw, (const uint8_t(*)[6])macs, 1));
	for (i = 1; i < 200; i++)
		in += passes(fx, macs[i]);
	TAP_CHECK(in < 5, "list of 1 replaces the other", "%u of 199 still pass", in);
	TAP_EQ_INT("empty list", 0, igbx_mta_set(&fx->hw, NULL, 0));
	TAP_CHECK(!passes(fx, macs[0]), "empty list: none passes", "passed");
	TAP_CHECK(passes(fx, broadcast), "empty list: broadcast does", "dropped");
	fx_content(fx, "multicast lists: no violation");
	fx_close(fx);
}

static void
promiscuous(void)
{
	static const uint8_t stranger[6] = {0x00, 0xAA, 0, 0, 0, 1};
	static const uint8_t group[6] = {0x01, 0xAA, 0, 0, 0, 1};
	struct fx *fx = receiving();
	unsigned int mode;
	char name[64];

	for (mode = 0; mode < 8; mode++) {
		bool unicast = mode & 1, multicast = mode & 2;

		TAP_EQ_INT("promiscuity set", 0, igbx_promisc_set(&fx->hw, unicast, multicast));
		snprintf(name, sizeof(name), "unicast %d multicast %d: a stranger's address",
			unicast, multicast);
		TAP_EQ_INT(name, unicast, passes(fx, stranger));
		snprintf(name, sizeof(name), "unicast %d multicast %d: a foreign group", unicast,
			multicast);
		TAP_EQ_INT(name, multicast, passes(fx, group));
		TAP_CHECK(passes(fx, fx_mac) && passes(fx, broadcast),
			"promiscuity: own and broadcast pass in any case", "dropped");
	}
	fx_content(fx, "promiscuity: no violation");
	fx_close(fx);
}

static void
removed(void)
{
	struct fx *fx = fx_up();

	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed: rar set", -ENODEV, igbx_rar_set(&fx->hw, 1, fx_mac, 0));
	TAP_EQ_INT("removed: rar clear", -ENODEV, igbx_rar_clear(&fx->hw, 1));
	TAP_EQ_INT("removed: mta", -ENODEV, igbx_mta_set(&fx->hw, NULL, 0));
	TAP_EQ_INT("removed: promiscuity", -ENODEV, igbx_promisc_set(&fx->hw, true, true));
	fx_close(fx);
}

int
main(void)
{
	exact();
	every_bit_counts();
	multicast_places();
	multicast_lists();
	promiscuous();
	removed();
	return tap_done();
}
