/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Memories beside the device: the NVM of the card, and that of a pluggable module.
 * Both are given byte by byte; the NVM consists of words, lower byte first.
 */
#include <errno.h>

#include "igbx_ethdev.h"

#define WORD_BYTES 2u
/* Words that are handled in one go. */
#define CHUNK_WORDS 64u

static uint32_t
nvm_bytes(const struct igbx_adapter *ad)
{
	return igbx_nvm_readable_words(&ad->hw) * WORD_BYTES;
}

int
igbx_dev_get_eeprom_length(struct rte_eth_dev *dev)
{
	return (int)nvm_bytes(igbx_adapter_of(dev));
}

static int
range_check(const struct rte_eth_dev *dev, const struct rte_dev_eeprom_info *info, uint32_t size,
	const char *what)
{
	if (info->data != NULL && info->length != 0 && info->offset < size &&
		info->length <= size - info->offset)
		return 0;
	IGBX_ERR("port %u: %u bytes of the %s from %u: it has %u, and there must be a buffer",
		dev->data->port_id, info->length, what, info->offset, size);
	return -EINVAL;
}

static void
magic_set(const struct igbx_adapter *ad, struct rte_dev_eeprom_info *info)
{
	info->magic = ad->hw.ident.vendor_id | (uint32_t)ad->hw.ident.device_id << 16;
}

/* The bytes [offset, end) that lie in the words from word on. */
struct piece {
	uint32_t word;
	uint32_t nb_words;
	uint32_t skip; /* bytes of the first word that are not asked for */
	uint32_t nb_bytes;
};

static struct piece
piece_at(uint32_t offset, uint32_t end)
{
	struct piece p = {.word = offset / WORD_BYTES, .skip = offset % WORD_BYTES};

	p.nb_words = RTE_MIN((end + WORD_BYTES - 1) / WORD_BYTES - p.word, CHUNK_WORDS);
	p.nb_bytes = RTE_MIN(p.nb_words * WORD_BYTES - p.skip, end - offset);
	return p;
}

static uint8_t
byte_of(const uint16_t *words, uint32_t at)
{
	return (uint8_t)(words[at / WORD_BYTES] >> (at % WORD_BYTES * 8));
}

static void
byte_put(uint16_t *words, uint32_t at, uint8_t byte)
{
	uint32_t shift = at % WORD_BYTES * 8;

	words[at / WORD_BYTES] =
		(uint16_t)((words[at / WORD_BYTES] & ~(0xFFu << shift)) | (uint32_t)byte << shift);
}

int
igbx_dev_get_eeprom(struct rte_eth_dev *dev, struct rte_dev_eeprom_info *info)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint32_t at, end, i;
	uint16_t words[CHUNK_WORDS];
	uint8_t *out = info->data;
	int ret;

	ret = range_check(dev, info, nvm_bytes(ad), "NVM");
	if (ret != 0)
		return ret;
	end = info->offset + info->length;
	for (at = info->offset; at < end;) {
		const struct piece p = piece_at(at, end);

		ret = igbx_nvm_read(&ad->hw, p.word, p.nb_words, words);
		if (ret != 0)
			return ret;
		for (i = 0; i < p.nb_bytes; i++)
			*out++ = byte_of(words, p.skip + i);
		at += p.nb_bytes;
	}
	magic_set(ad, info);
	return 0;
}

int
igbx_dev_set_eeprom(struct rte_eth_dev *dev, struct rte_dev_eeprom_info *info)
{
	struct igbx_adapter *ad = igbx_adapter_of(dev);
	uint32_t at, end, i;
	uint16_t words[CHUNK_WORDS];
	const uint8_t *in = info->data;
	int ret;

	ret = range_check(dev, info, nvm_bytes(ad), "NVM");
	if (ret != 0)
		return ret;
	end = info->offset + info->length;
	for (at = info->offset; at < end;) {
		const struct piece p = piece_at(at, end);

		/* For the other half of a word at either end. */
		ret = igbx_nvm_read(&ad->hw, p.word, p.nb_words, words);
		if (ret != 0)
			return ret;
		for (i = 0; i < p.nb_bytes; i++)
			byte_put(words, p.skip + i, *in++);
		ret = igbx_nvm_write(&ad->hw, p.word, p.nb_words, words);
		if (ret != 0)
			return ret;
		at += p.nb_bytes;
	}
	magic_set(ad, info);
	return 0;
}

/* ---- modules: SFF-8472, table 3.1 ---- */
#define SFP_IDENTIFIER	0
#define SFP_DIAG_TYPE	92
#define SFP_COMPLIANCE	94
#define SFP_ID_SOLDERED 0x02
#define SFP_ID_SFP	0x03
#define SFP_ADDRESS_CHANGE                                                    \
	0x04 /* A2h has to be asked for by a write that this device cannot do \
	      */

int
igbx_dev_get_module_info(struct rte_eth_dev *dev, struct rte_eth_dev_module_info *info)
{
	struct igbx_hw *hw = &igbx_adapter_of(dev)->hw;
	uint8_t id, diag, compliance;
	int ret;

	ret = igbx_sfp_read(hw, SFP_IDENTIFIER, 1, &id);
	if (ret == 0)
		ret = igbx_sfp_read(hw, SFP_DIAG_TYPE, 1, &diag);
	if (ret == 0)
		ret = igbx_sfp_read(hw, SFP_COMPLIANCE, 1, &compliance);
	if (ret != 0)
		return ret;
	if (id != SFP_ID_SFP && id != SFP_ID_SOLDERED) {
		IGBX_ERR("port %u: the module is of kind 0x%02x, not an SFP (0x%02x)",
			dev->data->port_id, id, SFP_ID_SFP);
		return -ENOTSUP;
	}
	if (compliance == 0 || (diag & SFP_ADDRESS_CHANGE) != 0) {
		info->type = RTE_ETH_MODULE_SFF_8079;
		info->eeprom_len = RTE_ETH_MODULE_SFF_8079_LEN;
	} else {
		info->type = RTE_ETH_MODULE_SFF_8472;
		info->eeprom_len = RTE_ETH_MODULE_SFF_8472_LEN;
	}
	return 0;
}

int
igbx_dev_get_module_eeprom(struct rte_eth_dev *dev, struct rte_dev_eeprom_info *info)
{
	struct rte_eth_dev_module_info module;
	int ret;

	ret = igbx_dev_get_module_info(dev, &module);
	if (ret == 0)
		ret = range_check(dev, info, module.eeprom_len, "module");
	if (ret != 0)
		return ret;
	return igbx_sfp_read(&igbx_adapter_of(dev)->hw, info->offset, info->length, info->data);
}
