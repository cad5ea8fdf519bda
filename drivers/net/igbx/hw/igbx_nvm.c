/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The NVM, read word by word through EERD: 82576 datasheet, section 3.3.
 */
#include "igbx_priv.h"

#define EERD_STEP_US  5
#define EERD_LIMIT_US 100000

int
igbx_nvm_find(struct igbx_hw *hw)
{
	uint32_t eecd = igbx_rd(hw, IGBX_REG(EECD));
	uint32_t words;

	if (hw->removed)
		return -ENODEV;
	if (!(eecd & IGBX_EECD_PRES)) {
		IGBX_HW_ERR(hw, "no NVM is present, EECD 0x%08x", eecd);
		return -EBADMSG;
	}
	/* The field counts doublings of the smallest device, 64 words. */
	words = IGBX_NVM_MIN_WORDS << IGBX_FIELD_GET(IGBX_EECD_SIZE, eecd);
	hw->nvm_words = words > IGBX_NVM_MAX_WORDS ? IGBX_NVM_MAX_WORDS : words;
	return 0;
}

static int
word_read(struct igbx_hw *hw, uint16_t word, uint16_t *out)
{
	int ret;

	igbx_wr(hw, IGBX_REG(EERD), IGBX_FIELD_PREP(IGBX_EERD_ADDR, word) | IGBX_EERD_START);
	ret = igbx_poll(
		hw, IGBX_REG(EERD), IGBX_EERD_DONE, IGBX_EERD_DONE, EERD_STEP_US, EERD_LIMIT_US);
	if (ret == -ETIMEDOUT)
		IGBX_HW_ERR(hw, "NVM word 0x%x was not read within %u us", word, EERD_LIMIT_US);
	if (ret != 0)
		return ret;
	*out = IGBX_FIELD_GET(IGBX_EERD_DATA, igbx_rd(hw, IGBX_REG(EERD)));
	return igbx_io_status(hw);
}

uint32_t
igbx_nvm_readable_words(const struct igbx_hw *hw)
{
	/* What EERD can address is less than the largest NVM. */
	const uint32_t limit = IGBX_FIELD_MAX(IGBX_EERD_ADDR) + 1;

	return hw->nvm_words < limit ? hw->nvm_words : limit;
}

int
igbx_nvm_range_check(struct igbx_hw *hw, uint32_t word, uint32_t nb_words)
{
	uint32_t limit = igbx_nvm_readable_words(hw);

	if (word < limit && nb_words <= limit - word)
		return 0;
	IGBX_HW_ERR(hw, "NVM words 0x%x to 0x%x asked for, there are 0 to 0x%x", word,
		word + nb_words - 1, limit - 1);
	return -EINVAL;
}

int
igbx_nvm_words_get(struct igbx_hw *hw, uint32_t word, uint32_t nb_words, uint16_t *out)
{
	uint32_t i;
	int ret = 0;

	for (i = 0; i < nb_words && ret == 0; i++)
		ret = word_read(hw, word + i, &out[i]);
	return ret;
}

int
igbx_nvm_read(struct igbx_hw *hw, uint16_t word, uint16_t nb_words, uint16_t *out)
{
	int ret;

	ret = igbx_nvm_range_check(hw, word, nb_words);
	if (ret != 0)
		return ret;
	ret = igbx_sync_take(hw, IGBX_SYNC_NVM);
	if (ret != 0)
		return ret;
	ret = igbx_nvm_words_get(hw, word, nb_words, out);
	igbx_sync_give(hw, IGBX_SYNC_NVM);
	return ret;
}

static int
sum_check(struct igbx_hw *hw, uint16_t *sum)
{
	uint16_t words[IGBX_NVM_CHECKSUM + 1];
	unsigned int i;
	int ret;

	ret = igbx_nvm_read(hw, 0, IGBX_NVM_CHECKSUM + 1, words);
	if (ret != 0)
		return ret;
	*sum = 0;
	for (i = 0; i <= IGBX_NVM_CHECKSUM; i++)
		*sum += words[i];
	return *sum == IGBX_NVM_SUM ? 0 : -EBADMSG;
}

int
igbx_nvm_validate(struct igbx_hw *hw)
{
	uint16_t sum = 0;
	int ret;

	/* The first read after a PCIe link that slept can be wrong: look twice. */
	ret = sum_check(hw, &sum);
	if (ret == -EBADMSG)
		ret = sum_check(hw, &sum);
	if (ret == -EBADMSG)
		IGBX_HW_ERR(hw, "NVM checksum: words 0 to 0x%x sum up to 0x%04x, not 0x%04x",
			IGBX_NVM_CHECKSUM, sum, IGBX_NVM_SUM);
	return ret;
}
