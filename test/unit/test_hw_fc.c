/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Pause frames: what is advertised, what comes out, and the thresholds.
 */
#include "hw_fixture.h"

#include "igbx_priv.h"

static void
advertised(bool rx, bool tx, bool sym, bool asym)
{
	struct igbx_link_cfg cfg = {.fc_rx = rx, .fc_tx = tx};
	struct igbx_pause pause = igbx_pause_advertise(&cfg);
	char name[64];

	snprintf(name, sizeof(name), "rx %d tx %d advertises PAUSE %d ASM_DIR %d", rx, tx, sym,
		asym);
	TAP_CHECK(pause.sym == sym && pause.asym == asym, name, "PAUSE %d ASM_DIR %d", pause.sym,
		pause.asym);
}

/* IEEE 802.3, table 28B-3, written out; -1: whatever. */
static const struct {
	int local_sym, local_asym, partner_sym, partner_asym;
	bool rx, tx;
} table_28b3[] = {
	{0, 0, -1, -1, false, false},
	{0, 1, 0, -1, false, false},
	{0, 1, 1, 0, false, false},
	{0, 1, 1, 1, false, true},
	{1, 0, 0, -1, false, false},
	{1, -1, 1, -1, true, true},
	{1, 1, 0, 0, false, false},
	{1, 1, 0, 1, true, false},
};

static bool
matches(int want, unsigned int bit)
{
	return want < 0 || want == (int)bit;
}

static void
expected(unsigned int bits, bool *rx, bool *tx)
{
	unsigned int i;

	for (i = 0; i < sizeof(table_28b3) / sizeof(table_28b3[0]); i++) {
		if (matches(table_28b3[i].local_sym, bits & 1) &&
			matches(table_28b3[i].local_asym, bits >> 1 & 1) &&
			matches(table_28b3[i].partner_sym, bits >> 2 & 1) &&
			matches(table_28b3[i].partner_asym, bits >> 3 & 1)) {
			*rx = table_28b3[i].rx;
			*tx = table_28b3[i].tx;
			return;
		}
	}
	printf("Bail out! no row of the table for 0x%x\n", bits);
	exit(1);
}

/* All sixteen advertisements, with all four wishes of the user. */
static void
resolution(void)
{
	struct fx *fx = fx_up();
	unsigned int bits, wish;
	char name[96];

	for (bits = 0; bits < 16; bits++) {
		for (wish = 0; wish < 4; wish++) {
			struct igbx_pause local = {bits & 1, bits & 2};
			struct igbx_pause partner = {bits & 4, bits & 8};
			bool rx = false, tx = false;
			uint32_t ctrl;

			expected(bits, &rx, &tx);
			fx->hw.link_cfg.fc_rx = wish & 1;
			fx->hw.link_cfg.fc_tx = wish & 2;
			igbx_fc_resolve(&fx->hw, local, partner);
			ctrl = fx_reg(fx, IGBX_REG(CTRL));
			snprintf(name, sizeof(name), "local %u/%u partner %u/%u, wish rx %u tx %u",
				bits & 1, bits >> 1 & 1, bits >> 2 & 1, bits >> 3 & 1, wish & 1,
				wish >> 1);
			TAP_CHECK(!!(ctrl & IGBX_CTRL_RFCE) == (rx && wish & 1) &&
					  !!(ctrl & IGBX_CTRL_TFCE) == (tx && wish & 2),
				name, "RFCE %d TFCE %d", !!(ctrl & IGBX_CTRL_RFCE),
				!!(ctrl & IGBX_CTRL_TFCE));
		}
	}
	fx_content(fx, "resolution: no violation");
	fx_close(fx);
}

static void
thresholds(void)
{
	struct fx *fx = fx_up();
	uint32_t high, low, size;

	TAP_EQ_U64("pause: type", 0x8808, fx_reg(fx, IGBX_REG(FCT)));
	TAP_EQ_U64("pause: address, first four bytes", 0x00C28001, fx_reg(fx, IGBX_REG(FCAL)));
	TAP_EQ_U64("pause: address, last two bytes", 0x0100, fx_reg(fx, IGBX_REG(FCAH)));
	TAP_CHECK(fx_reg(fx, IGBX_REG(FCTTV)) != 0, "pause: a time", "none");

	igbx_fc_apply(&fx->hw, true, true);
	high = fx_reg(fx, IGBX_REG(FCRTH0)) & IGBX_FCRTH_RTH;
	low = fx_reg(fx, IGBX_REG(FCRTL0)) & IGBX_FCRTL_RTL;
	size = (fx_reg(fx, IGBX_REG(RXPBS)) & IGBX_RXPBS_SIZE) * 1024;
	TAP_CHECK(high + 2 * 9728 <= size, "thresholds: two jumbo frames fit above", "%u of %u",
		high, size);
	TAP_CHECK(low < high && low > size / 4, "thresholds: low is below high, not near empty",
		"%u, %u", low, high);
	TAP_CHECK(fx_reg(fx, IGBX_REG(FCRTL0)) & IGBX_FCRTL_XONE, "thresholds: XON is sent", "not");
	igbx_fc_apply(&fx->hw, true, false);
	TAP_EQ_U64("no sending: no thresholds", 0,
		fx_reg(fx, IGBX_REG(FCRTH0)) | fx_reg(fx, IGBX_REG(FCRTL0)));
	fx_content(fx, "thresholds: no violation");
	fx_close(fx);
}

int
main(void)
{
	advertised(false, false, false, false);
	advertised(true, false, true, true);
	advertised(false, true, false, true);
	advertised(true, true, true, true);
	resolution();
	thresholds();
	return tap_done();
}
