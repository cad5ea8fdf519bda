/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include "nicmodel.h"
#include "nm_reglist.h"

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
