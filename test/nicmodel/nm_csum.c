/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Sums, bit by bit where a table would only make them harder to check.
 */
#include "nm_internal.h"

/* Internet checksum, RFC 1071: the sum stays unfolded between pieces of even length. */
uint32_t
nm_sum_add(uint32_t sum, const uint8_t *p, uint32_t len)
{
	uint64_t acc = sum;
	uint32_t i;

	for (i = 0; i + 1 < len; i += 2)
		acc += nm_be16(p + i);
	if (len & 1)
		acc += (uint32_t)p[len - 1] << 8;
	while (acc >> 32 != 0)
		acc = (acc & UINT32_MAX) + (acc >> 32);
	return (uint32_t)acc;
}

uint16_t
nm_sum_fold(uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return (uint16_t)sum;
}

static uint32_t
crc_reflected(uint32_t crc, uint32_t polynomial, const uint8_t *p, uint32_t len)
{
	uint32_t i;
	unsigned int bit;

	for (i = 0; i < len; i++) {
		crc ^= p[i];
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? polynomial : 0);
	}
	return crc;
}

/* Frame check sequence: IEEE 802.3 3.2.9; sent lowest byte first. */
uint32_t
nm_crc32(const uint8_t *p, uint32_t len)
{
	return ~crc_reflected(UINT32_MAX, 0xEDB88320u, p, len);
}

/* SCTP, RFC 9260 appendix A: start with all ones, complement at the end. */
uint32_t
nm_crc32c(uint32_t crc, const uint8_t *p, uint32_t len)
{
	return crc_reflected(crc, 0x82F63B78u, p, len);
}

/* 82576 datasheet 7.1.1.7: the key's bit i weighs the input's bit i. */
uint32_t
nm_toeplitz(const uint8_t *key, const uint8_t *input, uint32_t len)
{
	uint32_t window =
		(uint32_t)key[0] << 24 | (uint32_t)key[1] << 16 | (uint32_t)key[2] << 8 | key[3];
	uint32_t hash = 0, i;
	int bit;

	for (i = 0; i < len; i++) {
		for (bit = 7; bit >= 0; bit--) {
			if (input[i] >> bit & 1)
				hash ^= window;
			window = window << 1 | (key[i + 4] >> bit & 1u);
		}
	}
	return hash;
}
