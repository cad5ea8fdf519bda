/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Flow control: pause frames heeded and sent. IEEE 802.3 annex 31B; 82576
 * datasheet 3.5.5, 8.2.7 to 8.2.10, 8.10.15.
 */
#include <string.h>

#include "nm_internal.h"

#define OPCODE_PAUSE 1
#define FCRTL_XONE   NM_BIT(31)

/* A control frame is one by its type and by the address that FCAL and FCAH hold. */
static bool
is_control(const struct nm *nm, const uint8_t *frame, uint32_t len)
{
	uint32_t low = frame[0] | (uint32_t)frame[1] << 8 | (uint32_t)frame[2] << 16 |
		       (uint32_t)frame[3] << 24;

	return len >= 18 && nm_be16(frame + 12) == (nm_get(nm, R_FCT) & 0xFFFF) &&
	       low == nm_get(nm, R_FCAL) &&
	       (frame[4] | (uint32_t)frame[5] << 8) == (nm_get(nm, R_FCAH) & 0xFFFF);
}

void
nm_pause_end(struct nm *nm)
{
	nm_set(nm, R_STATUS, nm_get(nm, R_STATUS) & ~STATUS_TXOFF);
	nm_tx_run_all(nm);
}

static void
heed(struct nm *nm, uint32_t quanta)
{
	if (quanta == 0) {
		nm_after(nm, NM_EV_PAUSE_END, NM_NEVER);
		nm_pause_end(nm);
	} else if (nm_link_mbps(nm) > 0) {
		nm_set(nm, R_STATUS, nm_get(nm, R_STATUS) | STATUS_TXOFF);
		nm_after(nm, NM_EV_PAUSE_END, quanta * 512 / nm_link_mbps(nm) + 1);
	}
}

/* True when the MAC keeps the frame for itself. */
bool
nm_pause_rx(struct nm *nm, const uint8_t *frame, uint32_t len)
{
	bool passes = (nm_get(nm, R_RCTL) & RCTL_PMCF) != 0;
	bool ours = (nm_get(nm, R_CTRL) & CTRL_RFCE) != 0;
	uint32_t quanta;

	if (!is_control(nm, frame, len))
		return false;
	if (nm_be16(frame + 14) != OPCODE_PAUSE) {
		nm_count(nm, R_FCRUC);
		return !passes;
	}
	quanta = nm_be16(frame + 16);
	nm_count(nm, quanta > 0 ? R_XOFFRXC : R_XONRXC);
	if (ours)
		heed(nm, quanta);
	else
		nm_count(nm, R_FCRUC);
	return !passes || (ours && nm_get(nm, R_RCTL) & RCTL_DPF);
}

static void
send(struct nm *nm, uint32_t quanta)
{
	struct nm_tx_info info = {0};
	uint8_t frame[60] = {0};
	unsigned int i;

	for (i = 0; i < 6; i++) {
		frame[i] = (uint8_t)((i < 4 ? nm_get(nm, R_FCAL) >> (8 * i)
					    : nm_get(nm, R_FCAH) >> (8 * (i - 4))));
		frame[6 + i] = (uint8_t)((
			i < 4 ? nm_get(nm, R_RAL) >> (8 * i) : nm_get(nm, R_RAH) >> (8 * (i - 4))));
	}
	nm_put16(frame + 12, (uint16_t)nm_get(nm, R_FCT));
	nm_put16(frame + 14, OPCODE_PAUSE);
	nm_put16(frame + 16, (uint16_t)quanta);
	nm_count(nm, quanta > 0 ? R_XOFFTXC : R_XONTXC);
	nm_count(nm, R_TPT);
	nm_count64(nm, R_TOTL, sizeof(frame) + NM_CRC_BYTES);
	if (nm->cfg.tx_frame != NULL)
		nm->cfg.tx_frame(nm->cfg.ctx, frame, sizeof(frame), &info);
}

/* The packet buffer has become fuller or emptier: XOFF above FCRTH0, XON below FCRTL0. */
void
nm_pause_level(struct nm *nm)
{
	uint32_t high = nm_get(nm, R_FCRTH0) & 0x0001FFF0u;
	uint32_t low = nm_get(nm, R_FCRTL0);

	if (!(nm_get(nm, R_CTRL) & CTRL_TFCE) || high == 0 || !nm_link_up(nm))
		return;
	if (!nm->xoff_sent && nm->held_bytes >= high) {
		nm->xoff_sent = true;
		send(nm, nm_get(nm, R_FCTTV) & 0xFFFF);
	} else if (nm->xoff_sent && nm->held_bytes <= (low & 0x0001FFF0u)) {
		nm->xoff_sent = false;
		if (low & FCRTL_XONE)
			send(nm, 0);
	}
}
