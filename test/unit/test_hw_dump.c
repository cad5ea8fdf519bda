/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Register rows and the dump, which must not change anything.
 */
#include "hw_fixture.h"

static void
rows(void)
{
	uint32_t nb, i, k;
	const struct igbx_reg_row *r = igbx_reg_rows(&nb);
	unsigned int outside = 0, odd = 0, named_twice = 0;
	static uint8_t taken[NM_BAR_BYTES / 4];
	unsigned int twice = 0;

	for (i = 0; i < nb; i++) {
		for (k = 0; k < r[i].count; k++) {
			uint32_t offset = r[i].offset + k * r[i].stride;

			outside += offset >= NM_BAR_BYTES;
			odd += offset % 4 != 0;
			if (offset < NM_BAR_BYTES)
				twice += taken[offset / 4]++ > 0;
		}
		odd += r[i].count == 0 || (r[i].count > 1) != (r[i].stride != 0);
		odd += r[i].section == NULL || r[i].section[0] != '8';
		for (k = 0; k < i; k++)
			named_twice += strcmp(r[i].name, r[k].name) == 0;
	}
	TAP_CHECK(nb > 200, "rows: there are many", "%u", nb);
	TAP_EQ_U64("rows: all inside of the BAR", 0, outside);
	TAP_EQ_U64("rows: aligned, with count, stride and section", 0, odd);
	TAP_EQ_U64("rows: no address twice", 0, twice);
	TAP_EQ_U64("rows: no name twice", 0, named_twice);
}

static void
dump(void)
{
	uint32_t words = igbx_regs_dump_words(), i;
	uint32_t *first = calloc(words + 1, sizeof(*first));
	uint32_t *second = calloc(words + 1, sizeof(*second));
	struct fx *fx = fx_up();
	unsigned int differ = 0, found = 0;

	fx_link_up(fx);
	igbx_intr_other_enable(&fx->hw, IGBX_INTR_LSC, true);
	fx_rx_start(fx, &fx_rx_cfg, 16);
	nm_poke(fx->nm, IGBX_OFF_GPRC, 1234);
	nm_write(fx->nm, IGBX_OFF_ICS, 0x04);
	nm_poke(fx->nm, IGBX_REGN(MTA, 127).offset, 0x5A5A1234);
	first[words] = 0xCAFE;
	TAP_EQ_INT("dump", 0, igbx_regs_dump(&fx->hw, first, words));
	TAP_EQ_U64("dump: as many words as it said", 0xCAFE, first[words]);
	for (i = 0; i < words; i++)
		found += first[i] == 0x5A5A1234;
	TAP_EQ_U64("dump: a value that is in one register is there once", 1, found);
	fx_content(fx, "dump: no violation, so nothing unknown or write-only was read");
	TAP_CHECK(fx_locks_free(fx), "dump: takes no semaphore", "one is held");
	TAP_EQ_U64("dump: a counter is still there", 1234, fx_reg(fx, IGBX_REG(GPRC)));
	TAP_EQ_U64("dump: a cause is still pending", 0x04, igbx_intr_causes(&fx->hw) & 0x04);
	TAP_EQ_INT("second dump", 0, igbx_regs_dump(&fx->hw, second, words));
	for (i = 0; i < words; i++)
		differ += first[i] != second[i];
	TAP_EQ_U64("second dump: nothing changed in between", 0, differ);

	TAP_EQ_INT("one word too few", -EINVAL, igbx_regs_dump(&fx->hw, first, words - 1));
	nm_set_removed(fx->nm, true);
	TAP_EQ_INT("removed", -ENODEV, igbx_regs_dump(&fx->hw, first, words));
	fx_close(fx);
	free(first);
	free(second);
}

int
main(void)
{
	rows();
	dump();
	return tap_done();
}
