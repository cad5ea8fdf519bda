/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The port's four LEDs, all of them at once: 82576 datasheet, section 8.2.8. What they
 * usually show is for the NVM to say and comes back with igbx_led_restore().
 */
#include "igbx_priv.h"

#define NB_LEDS	 4
#define LED_BITS 8

int
igbx_led_set(struct igbx_hw *hw, bool on)
{
	uint32_t ledctl = igbx_rd(hw, IGBX_REG(LEDCTL)), mode, i;

	if (hw->removed)
		return -ENODEV;
	if (!hw->led_taken) {
		hw->led_taken = true;
		hw->ledctl = ledctl;
	}
	mode = IGBX_FIELD_PREP(IGBX_LEDCTL_MODE, on ? IGBX_LED_MODE_ON : IGBX_LED_MODE_OFF);
	for (i = 0; i < NB_LEDS; i++) {
		ledctl &= ~((IGBX_LEDCTL_MODE | IGBX_LEDCTL_BLINK) << (LED_BITS * i));
		ledctl |= mode << (LED_BITS * i);
	}
	igbx_wr(hw, IGBX_REG(LEDCTL), ledctl);
	return igbx_flush(hw);
}

void
igbx_led_restore(struct igbx_hw *hw)
{
	if (!hw->led_taken)
		return;
	hw->led_taken = false;
	igbx_wr(hw, IGBX_REG(LEDCTL), hw->ledctl);
}
