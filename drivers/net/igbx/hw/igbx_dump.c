/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Registers by row.
 */
#include <stddef.h>

#include "igbx_priv.h"

static const struct igbx_reg_row rows[] = {
#define REG_ROW(row_name, row_offset, row_count, row_stride, row_access, row_section) \
	{.name = #row_name,                                                           \
		.offset = row_offset,                                                 \
		.count = row_count,                                                   \
		.stride = row_stride,                                                 \
		.access = row_access,                                                 \
		.section = row_section},
	IGBX_REG_ROWS(REG_ROW)
#undef REG_ROW
};

#define NB_ROWS (sizeof(rows) / sizeof(rows[0]))

/* Reading these does something although it clears nothing: SWSM takes the semaphore,
 * the low half of the clock latches the high one, and the last halves of the time
 * stamps free their latches.
 */
static const uint32_t acting_offsets[] = {
	IGBX_OFF_SWSM,
	IGBX_OFF_SYSTIML,
	IGBX_OFF_RXSTMPH,
	IGBX_OFF_RXSATRH,
	IGBX_OFF_TXSTMPH,
};

static bool
is_safe(const struct igbx_reg_row *row)
{
	size_t i;

	if (row->access == IGBX_RC || row->access == IGBX_RCW1C || row->access == IGBX_WO)
		return false;
	for (i = 0; i < sizeof(acting_offsets) / sizeof(acting_offsets[0]); i++) {
		if (row->offset == acting_offsets[i])
			return false;
	}
	return true;
}

const struct igbx_reg_row *
igbx_reg_rows(uint32_t *nb)
{
	*nb = NB_ROWS;
	return rows;
}

bool
igbx_reg_word_next(struct igbx_reg_word *word)
{
	const struct igbx_reg_row *row = word->row;

	if (row != NULL && ++word->index < row->count)
		return true;
	word->index = 0;
	for (row = row == NULL ? rows : row + 1; row < rows + NB_ROWS; row++) {
		if (is_safe(row)) {
			word->row = row;
			return true;
		}
	}
	return false;
}

uint32_t
igbx_reg_word_read(struct igbx_hw *hw, const struct igbx_reg_word *word)
{
	return igbx_rd(
		hw, (igbx_reg_t){word->row->offset + (uint32_t)word->index * word->row->stride});
}

uint32_t
igbx_regs_dump_words(void)
{
	struct igbx_reg_word word = {.row = NULL};
	uint32_t words = 0;

	while (igbx_reg_word_next(&word))
		words++;
	return words;
}

int
igbx_regs_dump(struct igbx_hw *hw, uint32_t *out, uint32_t nb_words)
{
	struct igbx_reg_word word = {.row = NULL};

	if (nb_words < igbx_regs_dump_words()) {
		IGBX_HW_ERR(hw, "register dump needs %u words, has %u", igbx_regs_dump_words(),
			nb_words);
		return -EINVAL;
	}
	while (igbx_reg_word_next(&word))
		*out++ = igbx_reg_word_read(hw, &word);
	return igbx_io_status(hw);
}
