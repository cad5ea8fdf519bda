/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the counters count: 82576 datasheet 8.19. They stick at their maximum.
 */
#include "nm_internal.h"

static void
count_add(struct nm *nm, uint32_t offset, uint32_t add)
{
	uint32_t value = nm_get(nm, offset);

	nm_set(nm, offset, UINT32_MAX - value < add ? UINT32_MAX : value + add);
}

void
nm_count(struct nm *nm, uint32_t offset)
{
	count_add(nm, offset, 1);
}

void
nm_count64(struct nm *nm, uint32_t low, uint64_t add)
{
	uint64_t value = (uint64_t)nm_get(nm, low + 4) << 32 | nm_get(nm, low);

	value = UINT64_MAX - value < add ? UINT64_MAX : value + add;
	nm_set(nm, low, (uint32_t)value);
	nm_set(nm, low + 4, (uint32_t)(value >> 32));
}

/* Per pool counters wrap and are not cleared: 82576 datasheet 8.19.77. */
void
nm_count_pool(struct nm *nm, uint32_t base, unsigned int pool, uint32_t add)
{
	uint32_t offset = base + 0x100u * (pool % NM_NB_POOLS);

	nm_set(nm, offset, nm_get(nm, offset) + add);
}

/* bytes: destination address to CRC. */
void
nm_count_size(struct nm *nm, bool rx, uint32_t bytes)
{
	uint32_t first = rx ? R_PRC64 : R_PTC64;

	if (bytes <= 64)
		nm_count(nm, first);
	else if (bytes <= 127)
		nm_count(nm, first + 4);
	else if (bytes <= 255)
		nm_count(nm, first + 8);
	else if (bytes <= 511)
		nm_count(nm, first + 12);
	else if (bytes <= 1023)
		nm_count(nm, first + 16);
	else
		nm_count(nm, first + 20);
}

static bool
is_broadcast(const uint8_t *da)
{
	return (da[0] & da[1] & da[2] & da[3] & da[4] & da[5]) == 0xFF;
}

/* len: without CRC. */
void
nm_count_tx(struct nm *nm, const uint8_t *frame, uint32_t len, unsigned int queue)
{
	uint32_t bytes = len + NM_CRC_BYTES;

	nm_count(nm, R_TPT);
	nm_count(nm, R_GPTC);
	nm_count(nm, R_HGPTC);
	nm_count64(nm, R_TOTL, bytes);
	nm_count64(nm, R_GOTCL, bytes);
	nm_count64(nm, R_HGOTCL, bytes);
	nm_count_size(nm, false, bytes);
	if (is_broadcast(frame))
		nm_count(nm, R_BPTC);
	else if (frame[0] & 1)
		nm_count(nm, R_MPTC);
	if (nm_vmdq(nm)) {
		nm_count_pool(nm, R_PFVFGPTC, queue, 1);
		nm_count_pool(nm, R_PFVFGOTC, queue, bytes);
	}
}

/* Every packet on the wire while receive is on, good or not. */
void
nm_count_rx_all(struct nm *nm, uint32_t len)
{
	nm_count(nm, R_TPR);
	nm_count64(nm, R_TORL, len + NM_CRC_BYTES);
}

/* Good, of legal length, through the filters, not missed. */
void
nm_count_rx_good(struct nm *nm, const uint8_t *frame, uint32_t len)
{
	uint32_t bytes = len + NM_CRC_BYTES;

	nm_count(nm, R_GPRC);
	nm_count64(nm, R_GORCL, bytes);
	nm_count_size(nm, true, bytes);
	if (is_broadcast(frame))
		nm_count(nm, R_BPRC);
	else if (frame[0] & 1)
		nm_count(nm, R_MPRC);
}
