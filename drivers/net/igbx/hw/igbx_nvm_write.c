/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Writing the NVM, an EEPROM on a serial bus (SPI) whose lines are bits of EECD: 82576
 * datasheet, sections 3.3 and 8.4. The part stores a page at a time, all of it or
 * nothing. Words 0 to 0x3E count in the checksum of word 0x3F, which lies in a page of
 * its own right; so a page and its checksum are written under one hold of the semaphore,
 * the checksum last, and after an error the checksum of what is really there.
 */
#include <string.h>

#include "igbx_priv.h"

#define GRANT_STEP_US	5
#define GRANT_LIMIT_US	10000
#define HALF_CLOCK_US	1
#define STATUS_STEP_US	50
#define STATUS_LIMIT_US 30000
#define OP_BITS		8

#define OP_WRITE	0x02u
#define OP_READ_STATUS	0x05u
#define OP_WRITE_ENABLE 0x06u
#define OP_ADDRESS_8	0x08u /* the ninth address bit of parts with eight */

#define STATUS_BUSY	 0x01u
#define STATUS_WRITABLE	 0x02u
#define STATUS_PROTECTED 0x0Cu

#define PAGE_WORDS	 16u
#define PAGE_WORDS_SMALL 4u /* of parts with eight address bits */

struct part {
	uint32_t page_words;
	uint32_t address_bits;
};

static struct part
part_of(struct igbx_hw *hw)
{
	if (igbx_rd(hw, IGBX_REG(EECD)) & IGBX_EECD_ADDR_SIZE)
		return (struct part){.page_words = PAGE_WORDS, .address_bits = 16};
	return (struct part){.page_words = PAGE_WORDS_SMALL, .address_bits = 8};
}

/* ---- the bus ---- */

static void
lines_set(struct igbx_hw *hw, uint32_t clear, uint32_t set)
{
	igbx_rmw(hw, IGBX_REG(EECD), clear, set);
	(void)igbx_flush(hw);
	igbx_plat_delay_us(HALF_CLOCK_US);
}

/* A command begins when the part is selected, that is when CS goes low, and takes effect when it
 * is not any more.
 */
static void
select_part(struct igbx_hw *hw)
{
	lines_set(hw, IGBX_EECD_SK | IGBX_EECD_CS | IGBX_EECD_DI, 0);
}

static void
deselect_part(struct igbx_hw *hw)
{
	lines_set(hw, IGBX_EECD_SK, IGBX_EECD_CS);
}

/* Highest bit first; both sides take what the other has put on its line when the clock rises. */
static uint32_t
shift(struct igbx_hw *hw, uint32_t out, uint32_t nb_bits)
{
	uint32_t in = 0;

	while (nb_bits-- > 0 && !hw->removed) {
		lines_set(hw, IGBX_EECD_DI, out >> nb_bits & 1 ? IGBX_EECD_DI : 0);
		lines_set(hw, 0, IGBX_EECD_SK);
		in = in << 1 | IGBX_FIELD_GET(IGBX_EECD_DO, igbx_rd(hw, IGBX_REG(EECD)));
		lines_set(hw, IGBX_EECD_SK, 0);
	}
	return in;
}

static void
bus_put(struct igbx_hw *hw)
{
	igbx_rmw(hw, IGBX_REG(EECD), IGBX_EECD_SK | IGBX_EECD_DI | IGBX_EECD_REQ, IGBX_EECD_CS);
	(void)igbx_flush(hw);
}

/* From the device's own reader, which EERD uses. */
static int
bus_get(struct igbx_hw *hw)
{
	int ret;

	igbx_rmw(hw, IGBX_REG(EECD), 0, IGBX_EECD_REQ | IGBX_EECD_CS);
	ret = igbx_poll(
		hw, IGBX_REG(EECD), IGBX_EECD_GNT, IGBX_EECD_GNT, GRANT_STEP_US, GRANT_LIMIT_US);
	if (ret != -ETIMEDOUT)
		return ret;
	IGBX_HW_ERR(hw, "NVM: the device does not grant the bus for writing, EECD 0x%08x",
		igbx_rd(hw, IGBX_REG(EECD)));
	igbx_rmw(hw, IGBX_REG(EECD), IGBX_EECD_REQ, 0);
	return -EACCES;
}

/* ---- the part ---- */

static uint32_t
part_status(struct igbx_hw *hw)
{
	uint32_t status;

	select_part(hw);
	shift(hw, OP_READ_STATUS, OP_BITS);
	status = shift(hw, 0, OP_BITS);
	deselect_part(hw);
	return status;
}

static int
part_wait(struct igbx_hw *hw)
{
	uint32_t waited_us, status = 0;

	for (waited_us = 0; waited_us < STATUS_LIMIT_US; waited_us += STATUS_STEP_US) {
		status = part_status(hw);
		if (hw->removed)
			return -ENODEV;
		if (!(status & STATUS_BUSY))
			return 0;
		igbx_plat_delay_us(STATUS_STEP_US);
	}
	IGBX_HW_ERR(hw, "NVM: busy for more than %u us, status 0x%02x", STATUS_LIMIT_US, status);
	return -ETIMEDOUT;
}

static int
write_enable(struct igbx_hw *hw)
{
	uint32_t status;

	select_part(hw);
	shift(hw, OP_WRITE_ENABLE, OP_BITS);
	deselect_part(hw);
	status = part_status(hw);
	if (hw->removed)
		return -ENODEV;
	if ((status & STATUS_WRITABLE) && !(status & STATUS_PROTECTED))
		return 0;
	IGBX_HW_ERR(hw, "NVM: the part is write protected, status 0x%02x", status);
	return -EROFS;
}

static void
write_send(struct igbx_hw *hw, uint32_t word, uint32_t nb, const uint16_t *words)
{
	const struct part part = part_of(hw);
	uint32_t address = 2 * word, op = OP_WRITE, i;

	if (part.address_bits == 8 && address >= 0x100)
		op |= OP_ADDRESS_8;
	select_part(hw);
	shift(hw, op, OP_BITS);
	shift(hw, address, part.address_bits);
	/* The lower byte has the lower address. */
	for (i = 0; i < nb; i++)
		shift(hw, (words[i] & 0xFFu) << 8 | words[i] >> 8, 16);
	deselect_part(hw);
}

/* Words of one page. */
static int
page_program(struct igbx_hw *hw, uint32_t word, uint32_t nb, const uint16_t *words)
{
	int ret;

	ret = bus_get(hw);
	if (ret != 0)
		return ret;
	ret = part_wait(hw);
	if (ret == 0)
		ret = write_enable(hw);
	if (ret == 0) {
		write_send(hw, word, nb, words);
		ret = part_wait(hw);
	}
	bus_put(hw);
	return ret != 0 ? ret : igbx_io_status(hw);
}

static int
page_verify(struct igbx_hw *hw, uint32_t word, uint32_t nb, const uint16_t *words)
{
	uint16_t found[PAGE_WORDS];
	int ret;

	ret = igbx_nvm_words_get(hw, word, nb, found);
	if (ret != 0 || memcmp(found, words, nb * sizeof(words[0])) == 0)
		return ret;
	IGBX_HW_ERR(
		hw, "NVM: words 0x%x to 0x%x do not hold what was written", word, word + nb - 1);
	return -EIO;
}

/* ---- the checksum ---- */

static uint16_t
sum_of(const uint16_t words[IGBX_NVM_CHECKSUM])
{
	uint16_t sum = 0;
	uint32_t i;

	for (i = 0; i < IGBX_NVM_CHECKSUM; i++)
		sum += words[i];
	return IGBX_NVM_SUM - sum;
}

/* Makes the checksum that of what the NVM holds. */
static int
checksum_mend(struct igbx_hw *hw)
{
	uint16_t image[IGBX_NVM_CHECKSUM + 1], sum;
	int ret;

	ret = igbx_nvm_words_get(hw, 0, IGBX_NVM_CHECKSUM + 1, image);
	sum = ret == 0 ? sum_of(image) : 0;
	if (ret == 0 && sum != image[IGBX_NVM_CHECKSUM]) {
		ret = page_program(hw, IGBX_NVM_CHECKSUM, 1, &sum);
		if (ret == 0)
			ret = page_verify(hw, IGBX_NVM_CHECKSUM, 1, &sum);
	}
	if (ret != 0)
		IGBX_HW_ERR(
			hw, "NVM: the checksum could not be set (%d): it may be wrong now", ret);
	return ret;
}

/* A page that has the checksum in it gets the right one by the same write. */
static int
checksum_fill(struct igbx_hw *hw, uint32_t word, uint32_t nb, uint16_t *words)
{
	uint16_t image[IGBX_NVM_CHECKSUM];
	int ret;

	if (word > IGBX_NVM_CHECKSUM || word + nb <= IGBX_NVM_CHECKSUM)
		return 0;
	ret = igbx_nvm_words_get(hw, 0, IGBX_NVM_CHECKSUM, image);
	if (ret != 0)
		return ret;
	memcpy(&image[word], words, (IGBX_NVM_CHECKSUM - word) * sizeof(words[0]));
	words[IGBX_NVM_CHECKSUM - word] = sum_of(image);
	return 0;
}

static int
page_update(struct igbx_hw *hw, uint32_t word, uint32_t nb, const uint16_t *words)
{
	uint16_t now[PAGE_WORDS], next[PAGE_WORDS];
	int ret, mend_ret;

	memcpy(next, words, nb * sizeof(words[0]));
	ret = checksum_fill(hw, word, nb, next);
	if (ret == 0)
		ret = igbx_nvm_words_get(hw, word, nb, now);
	/* A page bears a limited number of writes. */
	if (ret != 0 || memcmp(now, next, nb * sizeof(now[0])) == 0)
		return ret;
	ret = page_program(hw, word, nb, next);
	if (ret == 0)
		ret = page_verify(hw, word, nb, next);
	if (word > IGBX_NVM_CHECKSUM || hw->removed)
		return ret;
	mend_ret = checksum_mend(hw);
	return ret != 0 ? ret : mend_ret;
}

int
igbx_nvm_write(struct igbx_hw *hw, uint16_t word, uint16_t nb_words, const uint16_t *words)
{
	const struct part part = part_of(hw);
	uint32_t at = word, end = (uint32_t)word + nb_words, nb;
	int ret = igbx_io_status(hw);

	if (ret == 0)
		ret = igbx_nvm_range_check(hw, word, nb_words);
	while (ret == 0 && at < end) {
		nb = part.page_words - at % part.page_words;
		if (nb > end - at)
			nb = end - at;
		ret = igbx_sync_take(hw, IGBX_SYNC_NVM);
		if (ret != 0)
			return ret;
		ret = page_update(hw, at, nb, words);
		igbx_sync_give(hw, IGBX_SYNC_NVM);
		at += nb;
		words += nb;
	}
	return ret;
}
