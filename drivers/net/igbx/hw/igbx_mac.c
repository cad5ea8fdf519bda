/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The port's own MAC address: what the device loaded into receive address 0, unless
 * the NVM has an alternate one; 82576 datasheet, sections 6.2.1 and 6.2.27.
 */
#include <string.h>

#include "igbx_priv.h"

#define MAC_NVM_WORDS (IGBX_ETH_ADDR_BYTES / 2)

static bool
is_usable(const uint8_t mac[IGBX_ETH_ADDR_BYTES])
{
	static const uint8_t zero[IGBX_ETH_ADDR_BYTES];

	/* Broadcast has the multicast bit too. */
	return (mac[0] & 1) == 0 && memcmp(mac, zero, sizeof(zero)) != 0;
}

static int
nvm_mac_read(struct igbx_hw *hw, uint16_t word, uint8_t mac[IGBX_ETH_ADDR_BYTES])
{
	uint16_t words[MAC_NVM_WORDS];
	unsigned int i;
	int ret;

	ret = igbx_nvm_read(hw, word, MAC_NVM_WORDS, words);
	if (ret != 0)
		return ret;
	for (i = 0; i < MAC_NVM_WORDS; i++) {
		mac[2 * i] = words[i] & 0xFF;
		mac[2 * i + 1] = words[i] >> 8;
	}
	return 0;
}

/* 0 with *found set when there is a usable alternate address. */
static int
alternate_read(struct igbx_hw *hw, uint8_t mac[IGBX_ETH_ADDR_BYTES], bool *found)
{
	uint32_t word;
	uint16_t ptr;
	int ret;

	*found = false;
	ret = igbx_nvm_read(hw, IGBX_NVM_ALT_MAC_PTR, 1, &ptr);
	if (ret != 0)
		return ret;
	if (ptr == 0 || ptr == UINT16_MAX)
		return 0;
	word = ptr + (uint32_t)hw->port_index * MAC_NVM_WORDS;
	if (word + MAC_NVM_WORDS > hw->nvm_words) {
		IGBX_HW_NOTICE(hw, "NVM pointer 0x%04x to an alternate MAC address ignored", ptr);
		return 0;
	}
	ret = nvm_mac_read(hw, word, mac);
	*found = ret == 0 && is_usable(mac);
	return ret;
}

static bool
rar0_read(struct igbx_hw *hw, uint8_t mac[IGBX_ETH_ADDR_BYTES])
{
	uint32_t low = igbx_rd(hw, IGBX_REGN(RAL, 0));
	uint32_t high = igbx_rd(hw, IGBX_REGN(RAH, 0));
	unsigned int i;

	for (i = 0; i < IGBX_ETH_ADDR_BYTES; i++)
		mac[i] = i < 4 ? low >> (8 * i) : high >> (8 * (i - 4));
	return is_usable(mac);
}

int
igbx_82576_read_mac(struct igbx_hw *hw, uint8_t mac[IGBX_ETH_ADDR_BYTES])
{
	bool found;
	int ret;

	ret = alternate_read(hw, mac, &found);
	if (ret != 0 || found)
		return ret;
	found = rar0_read(hw, mac);
	if (hw->removed)
		return -ENODEV;
	if (found)
		return 0;

	/* The NVM has one address for the card; the second port's differs in a bit. */
	ret = nvm_mac_read(hw, IGBX_NVM_MAC, mac);
	if (ret != 0)
		return ret;
	if (!is_usable(mac)) {
		IGBX_HW_ERR(hw, "no usable MAC address: NVM has %02x:%02x:%02x:%02x:%02x:%02x",
			mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
		return -EADDRNOTAVAIL;
	}
	mac[IGBX_ETH_ADDR_BYTES - 1] ^= hw->port_index;
	return 0;
}
