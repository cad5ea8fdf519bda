/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The rate scheduler: the factor for every rate and speed of the link, and what it does.
 */
#include "hw_fixture.h"

#define MBIT UINT64_C(1000000)

/* RF_INT and RF_DEC of link / rate, worked out digit by digit as by hand. */
static uint32_t
divided(uint64_t rate_bps, uint32_t link_mbps)
{
	uint64_t rest = link_mbps * MBIT, whole = 0;
	uint32_t fraction = 0;
	int bit;

	while (rest >= rate_bps) {
		rest -= rate_bps;
		whole++;
	}
	for (bit = 13; bit >= 0; bit--) {
		rest *= 2;
		if (rest >= rate_bps) {
			rest -= rate_bps;
			fraction |= 1u << bit;
		}
	}
	return (uint32_t)whole << 14 | fraction;
}

static void
factors(void)
{
	static const uint32_t links[] = {10, 100, 1000};
	unsigned int l, wrong = 0, fast = 0;
	uint32_t rate;

	for (l = 0; l < 3; l++) {
		for (rate = 1; rate <= links[l]; rate++) {
			uint32_t factor = igbx_rate_factor(rate * MBIT, links[l]);
			uint64_t sent = ((links[l] * MBIT) << 14) / factor;

			wrong += factor != divided(rate * MBIT, links[l]);
			/* In parts of a million. */
			fast += sent < rate * MBIT ||
				(sent - rate * MBIT) * MBIT / (rate * MBIT) > 61;
		}
	}
	TAP_EQ_U64("every rate in Mb/s at every speed: the factor, to the last bit", 0, wrong);
	TAP_EQ_U64("  what it makes is the rate and at most 61 millionths more", 0, fast);
	TAP_EQ_U64("half of 1 Gb/s is 2.0", 2u << 14, igbx_rate_factor(500 * MBIT, 1000));
	TAP_EQ_U64(
		"300 of 1000 Mb/s is 3.333", 3u << 14 | 0x1555, igbx_rate_factor(300 * MBIT, 1000));
	TAP_EQ_U64("as fast as the link is 1.0", 1u << 14, igbx_rate_factor(1000 * MBIT, 1000));
	TAP_EQ_U64("faster than the link: no limit", 0, igbx_rate_factor(101 * MBIT, 100));
	TAP_EQ_U64("0: no limit", 0, igbx_rate_factor(0, 1000));
	TAP_EQ_U64("1 of 1000 Mb/s fits the field", 1000u << 14, igbx_rate_factor(MBIT, 1000));
	TAP_EQ_U64("slower than the field holds: its longest", 0x00FFFFFF,
		igbx_rate_factor(100000, 1000));
	TAP_EQ_U64("not a whole number of Mb/s", divided(12345678, 1000),
		igbx_rate_factor(12345678, 1000));
}

static void
registers(void)
{
	struct fx *fx = fx_up();
	unsigned int q, wrong = 0;

	for (q = 0; q < 16; q++)
		TAP_EQ_INT("limit", 0, igbx_txq_rate_set(&fx->hw, q, (q + 1) * 10 * MBIT, 1000));
	for (q = 0; q < 16; q++) {
		nm_write(fx->nm, IGBX_OFF_RTTDQSEL, q);
		wrong += nm_read(fx->nm, IGBX_OFF_RTTBCNRC) !=
			 (0x80000000u | divided((q + 1) * 10 * MBIT, 1000));
	}
	TAP_EQ_U64("each of 16 queues has its own", 0, wrong);
	TAP_EQ_U64("the window is that of long packets", 0x14, nm_read(fx->nm, IGBX_OFF_RTTBCNRM));
	TAP_EQ_INT("no limit", 0, igbx_txq_rate_set(&fx->hw, 7, 0, 1000));
	nm_write(fx->nm, IGBX_OFF_RTTDQSEL, 7);
	TAP_EQ_U64("  it is off", 0, nm_read(fx->nm, IGBX_OFF_RTTBCNRC));
	nm_write(fx->nm, IGBX_OFF_RTTDQSEL, 6);
	TAP_CHECK(nm_read(fx->nm, IGBX_OFF_RTTBCNRC) != 0, "  its neighbour is not", "off");
	TAP_EQ_INT("queue 16 is refused", -EINVAL, igbx_txq_rate_set(&fx->hw, 16, MBIT, 1000));
	TAP_EQ_INT("reset", 0, igbx_hw_reset(&fx->hw));
	nm_write(fx->nm, IGBX_OFF_RTTDQSEL, 6);
	TAP_EQ_U64("a reset takes the limits away", 0, nm_read(fx->nm, IGBX_OFF_RTTBCNRC));
	fx_content(fx, "registers: no violation");
	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed", -ENODEV, igbx_txq_rate_set(&fx->hw, 0, MBIT, 1000));
	fx_close(fx);
}

int
main(void)
{
	factors();
	registers();
	return tap_done();
}
