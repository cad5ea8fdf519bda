/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The chips that this driver knows, and which PCI id is which.
 */
#include <stddef.h>

#include "igbx_ids.h"
#include "igbx_priv.h"

/* Thresholds: descriptors are fetched when 8 or fewer are left in the device and 8 (1
 * for transmit) or more are in the ring. Written back one by one: with more the device
 * holds finished descriptors back until as many are there.
 */
static const struct igbx_chip chip_82576 = {
	.name = "82576",
	.max_queues = 16,
	.nb_rar = 24,
	.nb_msix = 25,
	.max_frame_bytes = 9728,
	.rx_pbuf_kb = 64,
	.rss_reta_shift = 0,
	.default_rx_pthresh = 8,
	.default_rx_hthresh = 8,
	.default_rx_wthresh = 1,
	.default_tx_pthresh = 8,
	.default_tx_hthresh = 1,
	.default_tx_wthresh = 1,
	.reset = igbx_82576_reset,
	.read_mac = igbx_82576_read_mac,
	.link_setup = igbx_82576_link_setup,
	.link_get = igbx_82576_link_get,
};

static const struct {
	uint16_t device_id;
	const struct igbx_chip *chip;
} ids[] = {
#define ID_ROW(id, name, text) {name, &chip_82576},
	IGBX_82576_PF_ID_ROWS(ID_ROW)
#undef ID_ROW
};

const struct igbx_chip *
igbx_chip_find(uint16_t vendor_id, uint16_t device_id)
{
	size_t i;

	if (vendor_id != IGBX_VENDOR_INTEL)
		return NULL;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (ids[i].device_id == device_id)
			return ids[i].chip;
	}
	return NULL;
}
