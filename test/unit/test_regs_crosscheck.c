/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Two register tables, transcribed independently: the driver's and the model's.
 * Every register of the driver has to be in the model's table and agree in
 * address, count, stride and access class. Neither table may overlap itself.
 * This is the only place where the two meet.
 */
#include <stdlib.h>

#include "igbx_hw.h"
#include "nicmodel.h"
#include "tap.h"

static const char *const access_names[] = {"RO", "RW", "RC", "W1C", "RCW1C", "WO"};

static const char *
model_access(enum nm_access access)
{
	switch (access) {
	case NM_RO:
		return "RO";
	case NM_RW:
		return "RW";
	case NM_RC:
		return "RC";
	case NM_W1C:
		return "W1C";
	case NM_RCW1C:
		return "RCW1C";
	case NM_WO:
		return "WO";
	}
	return "?";
}

static const char *
driver_access(uint8_t access)
{
	switch ((enum igbx_reg_access)access) {
	case IGBX_RO:
	case IGBX_RW:
	case IGBX_RC:
	case IGBX_W1C:
	case IGBX_RCW1C:
	case IGBX_WO:
		return access_names[access];
	}
	return "?";
}

static const struct nm_reg_row *
model_find(const char *name)
{
	size_t nb, i;
	const struct nm_reg_row *rows = nm_reg_rows(&nb);

	for (i = 0; i < nb; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

/* One line per table and shape, so that a difference shows as a whole. */
static void
describe(char *out, size_t len, uint32_t offset, unsigned int count, unsigned int stride,
	const char *access)
{
	if (count == 1)
		stride = 0;
	snprintf(out, len, "0x%05x x%u +0x%x %s", offset, count, stride, access);
}

static void
compare(const struct igbx_reg_row *d)
{
	const struct nm_reg_row *m = model_find(d->name);
	char expected[64], observed[64], name[80];

	snprintf(name, sizeof(name), "%s as the model has it", d->name);
	describe(observed, sizeof(observed), nm_reg_alias(d->offset), d->count, d->stride,
		driver_access(d->access));
	if (m == NULL) {
		TAP_EQ_STR(name, "(not in the model's table)", observed);
		return;
	}
	describe(expected, sizeof(expected), m->offset, m->count, m->stride,
		model_access(m->access));
	TAP_EQ_STR(name, expected, observed);
}

/* Which row a word belongs to: 0 none, else index + 1. */
static unsigned int
claim(uint16_t *owner, uint32_t offset, unsigned int count, unsigned int stride, unsigned int row)
{
	unsigned int n, clash = 0;

	for (n = 0; n < count; n++) {
		uint32_t at = offset + n * stride;

		if (at % 4 != 0 || at >= NM_BAR_BYTES)
			return row;
		if (owner[at / 4] != 0)
			clash = owner[at / 4];
		owner[at / 4] = (uint16_t)row;
	}
	return clash;
}

static void
overlap_driver(const struct igbx_reg_row *rows, uint32_t nb)
{
	uint16_t *owner = calloc(NM_BAR_BYTES / 4, sizeof(*owner));
	unsigned int i, bad = 0;

	for (i = 0; i < nb; i++) {
		unsigned int clash =
			claim(owner, rows[i].offset, rows[i].count, rows[i].stride, i + 1);

		if (clash != 0 && bad++ == 0)
			printf("# %s and %s share an address, or one lies outside of the BAR\n",
				rows[i].name, rows[clash - 1].name);
	}
	TAP_EQ_U64("the driver's rows do not overlap", 0, bad);
	free(owner);
}

static void
overlap_model(void)
{
	uint16_t *owner = calloc(NM_BAR_BYTES / 4, sizeof(*owner));
	size_t nb, i;
	const struct nm_reg_row *rows = nm_reg_rows(&nb);
	unsigned int bad = 0;

	for (i = 0; i < nb; i++) {
		unsigned int clash = claim(
			owner, rows[i].offset, rows[i].count, rows[i].stride, (unsigned int)i + 1);

		if (clash != 0 && bad++ == 0)
			printf("# %s and %s share an address, or one lies outside of the BAR\n",
				rows[i].name, rows[clash - 1].name);
	}
	TAP_EQ_U64("the model's rows do not overlap", 0, bad);
	free(owner);
}

static void
names_unique(const struct igbx_reg_row *rows, uint32_t nb)
{
	unsigned int i, k, bad = 0;

	for (i = 0; i < nb; i++) {
		for (k = i + 1; k < nb; k++) {
			if (strcmp(rows[i].name, rows[k].name) == 0 && bad++ == 0)
				printf("# %s has two rows\n", rows[i].name);
		}
	}
	TAP_EQ_U64("the driver's names are unique", 0, bad);
}

int
main(void)
{
	uint32_t nb, i;
	const struct igbx_reg_row *rows = igbx_reg_rows(&nb);

	TAP_CHECK(nb > 100, "the driver has a register table", "%u rows", nb);
	for (i = 0; i < nb; i++)
		compare(&rows[i]);
	names_unique(rows, nb);
	overlap_driver(rows, nb);
	overlap_model();
	return tap_done();
}
