/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Which frames get in, and for which pools: 82576 datasheet 7.1.2, 7.10.3.
 */
#include <string.h>

#include "nm_internal.h"

#define MAX_FRAME_BYTES 9728 /* 9.5 KB, CRC included */

bool
nm_vmdq(const struct nm *nm)
{
	uint32_t mode = nm_get(nm, R_MRQC) & MRQC_MODE;

	return mode == MRQC_VMDQ || mode == MRQC_VMDQ_RSS;
}

static uint32_t
rar_offset(unsigned int index, bool high)
{
	uint32_t base =
		index < 16 ? (uint32_t)R_RAL + 8 * index : (uint32_t)R_RAL2 + 8 * (index - 16);

	return high ? base + 4 : base;
}

/* Pools of all exact filters that match; bit 31 tells that one did. */
static uint32_t
exact_match(const struct nm *nm, const uint8_t *da)
{
	uint32_t low = da[0] | (uint32_t)da[1] << 8 | (uint32_t)da[2] << 16 | (uint32_t)da[3] << 24;
	uint32_t high = da[4] | (uint32_t)da[5] << 8;
	uint32_t pools = 0;
	unsigned int i;

	for (i = 0; i < NM_NB_RAR; i++) {
		uint32_t rah = nm_get(nm, rar_offset(i, true));

		if (rah & RAH_AV && (rah & 0xFFFF) == high &&
			nm_get(nm, rar_offset(i, false)) == low)
			pools |= NM_BIT(31) | (rah >> RAH_POOL_SHIFT & 0xFF);
	}
	return pools;
}

/* Twelve bits of the address, where RCTL.MO says, pick a bit of the table. */
static bool
hash_match(const struct nm *nm, const uint8_t *da, uint32_t table)
{
	static const unsigned int shift[] = {4, 3, 2, 0};
	unsigned int mo = nm_get(nm, R_RCTL) >> RCTL_MO_SHIFT & 3;
	uint32_t hash = ((uint32_t)da[5] << 8 | da[4]) >> shift[mo] & 0xFFF;

	return nm_get(nm, table + 4 * (hash >> 5)) >> (hash & 31) & 1;
}

static bool
is_broadcast(const uint8_t *da)
{
	return (da[0] & da[1] & da[2] & da[3] & da[4] & da[5]) == 0xFF;
}

static bool
port_accepts(const struct nm *nm, const uint8_t *da, bool *inexact)
{
	uint32_t rctl = nm_get(nm, R_RCTL);

	*inexact = false;
	if (exact_match(nm, da) != 0)
		return true;
	if (is_broadcast(da))
		return (rctl & RCTL_BAM) != 0;
	*inexact = true;
	if (da[0] & 1)
		return rctl & RCTL_MPE || hash_match(nm, da, R_MTA);
	return rctl & RCTL_UPE || hash_match(nm, da, R_UTA);
}

/* VLAN filter: the tag that the device would strip is looked up in VFTA. */
static bool
vlan_accepts(const struct nm *nm, const struct nm_pkt *pkt)
{
	uint32_t rctl = nm_get(nm, R_RCTL);
	uint32_t vid = pkt->tci & 0xFFF;

	if (!pkt->inner_tag)
		return true;
	if (rctl & RCTL_CFIEN && (pkt->tci >> 12 & 1) != (rctl & RCTL_CFI ? 1u : 0u))
		return false;
	if (!(rctl & RCTL_VFE))
		return true;
	return nm_get(nm, R_VFTA + 4 * (vid >> 5)) >> (vid & 31) & 1;
}

static uint32_t
pools_with(const struct nm *nm, uint32_t vmolr_bit)
{
	uint32_t pools = 0;
	unsigned int i;

	for (i = 0; i < NM_NB_POOLS; i++) {
		if (nm_get(nm, R_VMOLR + 4 * i) & vmolr_bit)
			pools |= NM_BIT(i);
	}
	return pools;
}

static uint32_t
pools_by_vlan(const struct nm *nm, const struct nm_pkt *pkt)
{
	uint32_t pools = 0;
	unsigned int i;

	if (!pkt->inner_tag)
		return pools_with(nm, VMOLR_AUPE);
	for (i = 0; i < 32; i++) {
		uint32_t vlvf = nm_get(nm, R_VLVF + 4 * i);

		if (vlvf & VLVF_ENABLE && (vlvf & 0xFFF) == (pkt->tci & 0xFFFu))
			pools |= vlvf >> VLVF_POOLS_SHIFT & 0xFF;
	}
	return pools;
}

static uint32_t
pools_by_mac(const struct nm *nm, const uint8_t *da, bool *inexact)
{
	uint32_t exact = exact_match(nm, da);
	uint32_t pools = exact & 0xFF;

	*inexact = false;
	if (nm_get(nm, R_VT_CTL) & VT_CTL_IGNORE_MAC)
		return 0xFF;
	if (is_broadcast(da))
		return pools | pools_with(nm, VMOLR_BAM);
	if (pools != 0 && !(da[0] & 1))
		return pools;
	*inexact = pools == 0;
	if (da[0] & 1) {
		pools |= pools_with(nm, VMOLR_MPME);
		if (hash_match(nm, da, R_MTA))
			pools |= pools_with(nm, VMOLR_ROMPE);
	} else if (hash_match(nm, da, R_UTA)) {
		pools |= pools_with(nm, VMOLR_ROPE);
	}
	return pools;
}

static uint32_t
pools_for(struct nm *nm, const struct nm_pkt *pkt, bool *inexact)
{
	uint32_t vt = nm_get(nm, R_VT_CTL);
	uint32_t pools = pools_by_mac(nm, pkt->frame, inexact);

	if (nm_get(nm, R_RCTL) & RCTL_VFE || vt & VT_CTL_IGNORE_MAC)
		pools &= pools_by_vlan(nm, pkt);
	if (pools == 0 && !(pkt->frame[0] & 1) && !(vt & VT_CTL_DIS_DEF))
		pools = NM_BIT(vt >> VT_CTL_DEF_SHIFT & 7);
	pools &= nm_get(nm, R_VFRE);
	if (!(vt & VT_CTL_REPL_EN))
		pools &= ~pools + 1; /* one copy: the lowest pool */
	return pools;
}

bool
nm_filter(struct nm *nm, const struct nm_pkt *pkt, struct nm_target *target)
{
	target->pools = 1;
	if (!vlan_accepts(nm, pkt))
		return false;
	if (!nm_vmdq(nm))
		return port_accepts(nm, pkt->frame, &target->inexact);
	target->pools = (uint16_t)pools_for(nm, pkt, &target->inexact);
	return target->pools != 0;
}

/* Lengths are from the destination address to the CRC: 82576 datasheet 8.10.3. */
bool
nm_oversize(struct nm *nm, const struct nm_pkt *pkt)
{
	uint32_t bytes = pkt->len + NM_CRC_BYTES;

	if (bytes > MAX_FRAME_BYTES)
		return true;
	if (nm_get(nm, R_RCTL) & RCTL_LPE)
		return bytes > (nm_get(nm, R_RLPML) & 0x3FFF);
	return bytes > 1518 + 4 * pkt->tags;
}
