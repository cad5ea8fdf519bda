/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdio.h>
#include <string.h>

#include "nm_internal.h"

static const struct nm_reg_row rows[] = {
#define ROW(name, offset, count, stride, access) {#name, offset, count, stride, access},
	NM_REGLIST(ROW)
#undef ROW
};

const struct nm_reg_row *
nm_reg_rows(size_t *nb)
{
	*nb = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

void
nm_reg_index(struct nm *nm)
{
	size_t i;
	unsigned int n;

	memset(nm->row_of, 0, sizeof(nm->row_of));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (n = 0; n < rows[i].count; n++)
			nm->row_of[(rows[i].offset + n * rows[i].stride) / 4] = (uint16_t)(i + 1);
	}
}

const struct nm_reg_row *
nm_reg_row_at(const struct nm *nm, uint32_t offset)
{
	uint16_t row = nm->row_of[offset / 4];

	return row == 0 ? NULL : &rows[row - 1];
}

const char *
nm_reg_name(const struct nm *nm, uint32_t offset, char *buf, size_t len)
{
	const struct nm_reg_row *row = nm_reg_row_at(nm, offset);

	if (row == NULL)
		snprintf(buf, len, "unknown register 0x%05x", offset);
	else if (row->count > 1)
		snprintf(buf, len, "%s[%u]", row->name, (offset - row->offset) / row->stride);
	else
		snprintf(buf, len, "%s", row->name);
	return buf;
}

void
nm_poke(struct nm *nm, uint32_t offset, uint32_t value)
{
	if (offset < NM_BAR_BYTES && nm_reg_row_at(nm, offset) != NULL)
		nm_set(nm, offset, value);
	else
		nm_violation(nm, "poke at 0x%x: there is no register", offset);
}
