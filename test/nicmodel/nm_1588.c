/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Time sync: the clock and its two single-entry stamp latches. 82576 datasheet
 * 7.9.3, 8.16.
 */
#include "nm_internal.h"

#define CLOCK_NS 16

void
nm_time_reset(struct nm *nm)
{
	nm->systim_base = 0;
	nm->systim_at_us = nm->now_us;
}

/* Every INCPERIOD clocks of 16 ns the time grows by INCVALUE. */
uint64_t
nm_systim(const struct nm *nm)
{
	uint32_t timinca = nm_get(nm, R_TIMINCA);
	uint64_t period = timinca >> 24, elapsed_ns = (nm->now_us - nm->systim_at_us) * 1000;

	if (period == 0)
		return nm->systim_base;
	return nm->systim_base + elapsed_ns / (CLOCK_NS * period) * (timinca & 0x00FFFFFFu);
}

static void
rebase(struct nm *nm, uint64_t systim)
{
	nm->systim_base = systim;
	nm->systim_at_us = nm->now_us;
}

bool
nm_time_read(struct nm *nm, uint32_t offset, uint32_t *value)
{
	*value = nm_get(nm, offset);
	switch (offset) {
	case R_SYSTIML:
		*value = (uint32_t)nm_systim(nm);
		nm_set(nm, R_SYSTIMH, (uint32_t)(nm_systim(nm) >> 32)); /* latched */
		return true;
	case R_TXSTMPH:
		nm_set(nm, R_TSYNCTXCTL, nm_get(nm, R_TSYNCTXCTL) & ~TSYNCTXCTL_VALID);
		return true;
	case R_RXSTMPH:
		/* RXSATRL/H of the same packet are read before it: 8.16.8. */
		nm_set(nm, R_TSYNCRXCTL, nm_get(nm, R_TSYNCRXCTL) & ~TSYNCRXCTL_VALID);
		return true;
	default:
		return false;
	}
}

bool
nm_time_write(struct nm *nm, uint32_t offset, uint32_t value)
{
	uint64_t now = nm_systim(nm), adjust;

	switch (offset) {
	case R_SYSTIML:
		rebase(nm, (now & ~(uint64_t)UINT32_MAX) | value);
		return true;
	case R_SYSTIMH:
		rebase(nm, (uint64_t)value << 32 | (uint32_t)now);
		return true;
	case R_TIMINCA:
		rebase(nm, now);
		nm_set(nm, offset, value);
		return true;
	case R_TIMADJH:
		adjust = (uint64_t)(value & 0x7FFFFFFFu) << 32 | nm_get(nm, R_TIMADJL);
		rebase(nm, value >> 31 ? now - adjust : now + adjust);
		nm_set(nm, offset, value);
		return true;
	case R_TSYNCTXCTL:
	case R_TSYNCRXCTL:
		/* VALID is the device's. */
		nm_set(nm, offset, (value & ~1u) | (nm_get(nm, offset) & 1u));
		return true;
	default:
		return false;
	}
}

/* Where the message starts: behind the Ethernet header, or behind UDP; 0: nowhere. */
static uint32_t
message_at(const struct nm_pkt *pkt, uint32_t type)
{
	bool l4 = pkt->udp && pkt->l4_len >= 8 + 34;

	if (type == 0x2)
		return l4 ? pkt->l4 + 8 : 0;
	if (type == 0x0 || !pkt->udp)
		return pkt->len >= pkt->l3 + 34 && !pkt->ipv4 && !pkt->ipv6 ? pkt->l3 : 0;
	return l4 ? pkt->l4 + 8 : 0;
}

/* Version and message as TSYNCRXCTL.TYPE and TSYNCRXCFG want them: 8.16.1, 8.16.26. */
static bool
message_wanted(const struct nm *nm, const uint8_t *ptp, uint32_t type)
{
	uint32_t cfg = nm_get(nm, R_TSYNCRXCFG);

	switch (type) {
	case 0x0: /* layer 2, version 2 */
	case 0x4: /* layer 2 and 4, version 2 */
		return (ptp[1] & 0x0F) == 2 && (ptp[0] & 0x0F) == (cfg >> 8 & 0x0F);
	case 0x2: /* layer 4, version 1: the control field */
		return (ptp[1] & 0x0F) == 1 && ptp[32] == (cfg & 0xFF);
	case 0x8: /* all */
		return true;
	case 0xA: /* version 2 event messages: types 0 to 3 */
		return (ptp[1] & 0x0F) == 2 && (ptp[0] & 0x0F) <= 3;
	default:
		return false;
	}
}

/* One stamp is kept until it is read. True when this packet got it. */
bool
nm_time_rx(struct nm *nm, const struct nm_pkt *pkt, bool selected)
{
	uint32_t ctl = nm_get(nm, R_TSYNCRXCTL), at = message_at(pkt, ctl & TSYNCRXCTL_TYPE);
	const uint8_t *ptp = pkt->frame + at;
	uint64_t stamp = nm_systim(nm);

	if (!selected || at == 0 || !(ctl & TSYNCRXCTL_EN) || ctl & TSYNCRXCTL_VALID ||
		!message_wanted(nm, ptp, ctl & TSYNCRXCTL_TYPE))
		return false;
	nm_set(nm, R_RXSTMPL, (uint32_t)stamp);
	nm_set(nm, R_RXSTMPH, (uint32_t)(stamp >> 32));
	nm_set(nm, R_RXSATRL,
		ptp[20] | (uint32_t)ptp[21] << 8 | (uint32_t)ptp[22] << 16 |
			(uint32_t)ptp[23] << 24);
	nm_set(nm, R_RXSATRH,
		ptp[24] | (uint32_t)ptp[25] << 8 | (uint32_t)ptp[30] << 16 |
			(uint32_t)ptp[31] << 24);
	nm_set(nm, R_TSYNCRXCTL, ctl | TSYNCRXCTL_VALID);
	return true;
}

void
nm_time_tx(struct nm *nm)
{
	uint32_t ctl = nm_get(nm, R_TSYNCTXCTL);
	uint64_t stamp = nm_systim(nm);

	if (!(ctl & TSYNCTXCTL_EN) || ctl & TSYNCTXCTL_VALID)
		return;
	nm_set(nm, R_TXSTMPL, (uint32_t)stamp);
	nm_set(nm, R_TXSTMPH, (uint32_t)(stamp >> 32));
	nm_set(nm, R_TSYNCTXCTL, ctl | TSYNCTXCTL_VALID);
	nm_cause(nm, ICR_TIME_SYNC);
}
