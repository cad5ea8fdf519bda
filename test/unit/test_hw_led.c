/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The LEDs: on, off, and what they showed before.
 */
#include "hw_fixture.h"

/* Four of mode, the other bits as they were. */
static uint32_t
all_of(uint32_t before, uint32_t mode)
{
	return (before & 0x70707070u) | mode * 0x01010101u;
}

int
main(void)
{
	struct fx *fx = fx_up();
	uint32_t before = fx_reg(fx, IGBX_REG(LEDCTL));

	igbx_led_restore(&fx->hw);
	TAP_EQ_U64("restore of what was never changed", before, fx_reg(fx, IGBX_REG(LEDCTL)));
	TAP_EQ_INT("on", 0, igbx_led_set(&fx->hw, true));
	TAP_EQ_U64("on: all four, none blinks", all_of(before, 0xE), fx_reg(fx, IGBX_REG(LEDCTL)));
	TAP_EQ_INT("off", 0, igbx_led_set(&fx->hw, false));
	TAP_EQ_U64("off: all four", all_of(before, 0xF), fx_reg(fx, IGBX_REG(LEDCTL)));
	TAP_EQ_INT("on again", 0, igbx_led_set(&fx->hw, true));
	igbx_led_restore(&fx->hw);
	TAP_EQ_U64("restored", before, fx_reg(fx, IGBX_REG(LEDCTL)));
	TAP_EQ_INT("off", 0, igbx_led_set(&fx->hw, false));
	TAP_EQ_INT("reset", 0, igbx_hw_reset(&fx->hw));
	TAP_EQ_U64("a reset restores them, too", before, fx_reg(fx, IGBX_REG(LEDCTL)));
	fx_content(fx, "no violation");
	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed", -ENODEV, igbx_led_set(&fx->hw, true));
	fx_close(fx);
	return tap_done();
}
