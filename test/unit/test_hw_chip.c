/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * PCI ids and the chip behind them.
 */
#include "hw_fixture.h"

static void
known_ids(void)
{
	/* PCI ids of the 82576's physical functions. */
	static const uint16_t ids[] = {
		0x10C9, 0x10E6, 0x10E7, 0x10E8, 0x150A, 0x150D, 0x1518, 0x1526};
	const struct igbx_chip *chip;
	char name[64];
	unsigned int i;

	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		chip = igbx_chip_find(0x8086, ids[i]);
		snprintf(name, sizeof(name), "8086:%04x is a 82576", ids[i]);
		TAP_CHECK(chip != NULL && strcmp(chip->name, "82576") == 0, name, "%s",
			chip == NULL ? "no chip" : chip->name);
	}
}

static void
foreign_ids(void)
{
	TAP_CHECK(igbx_chip_find(0x8086, 0x10CA) == NULL, "a virtual function is not taken",
		"it has a chip");
	TAP_CHECK(igbx_chip_find(0x8086, 0x1521) == NULL, "an I350 is not taken", "it has a chip");
	TAP_CHECK(igbx_chip_find(0x10EC, 0x10C9) == NULL, "another vendor is not taken",
		"it has a chip");
}

static void
limits(void)
{
	const struct igbx_chip *chip = igbx_chip_find(0x8086, 0x10C9);

	TAP_EQ_INT("16 queues", 16, chip->max_queues);
	TAP_EQ_INT("24 exact MAC filters", 24, chip->nb_rar);
	TAP_EQ_INT("25 MSI-X vectors", 25, chip->nb_msix);
	TAP_EQ_INT("frames of 9728 bytes", 9728, chip->max_frame_bytes);
	TAP_CHECK(chip->max_queues <= IGBX_MAX_QUEUES, "the statistics hold all queues", "%u",
		chip->max_queues);
}

int
main(void)
{
	known_ids();
	foreign_ids();
	limits();
	return tap_done();
}
