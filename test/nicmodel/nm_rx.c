/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * From the wire into the packet buffer: 82576 datasheet 7.1.2, 7.4, 7.10.3.
 */
#include <stdlib.h>
#include <string.h>

#include "nm_internal.h"

static bool
strips_tag(const struct nm *nm, const struct nm_pkt *pkt, unsigned int queue)
{
	if (!pkt->inner_tag)
		return false;
	if (!nm_vmdq(nm))
		return (nm_get(nm, R_CTRL) & CTRL_VME) != 0;
	if (pkt->frame[0] & 1 && nm_get(nm, R_VT_CTL) & VT_CTL_REPL_EN)
		return (nm_get(nm, R_RPLOLR) & VMOLR_STRVLAN) != 0;
	return (nm_get(nm, R_VMOLR + 4 * (queue % NM_NB_POOLS)) & VMOLR_STRVLAN) != 0;
}

static bool
strips_crc(const struct nm *nm, unsigned int queue)
{
	if (!nm_vmdq(nm))
		return (nm_get(nm, R_RCTL) & RCTL_SECRC) != 0;
	return (nm_get(nm, R_VMOLR + 4 * (queue % NM_NB_POOLS)) & VMOLR_STRCRC) != 0;
}

/* The bytes as they go to the host: tag out, CRC kept or not. */
static struct nm_held *
hold(struct nm *nm, const struct nm_pkt *pkt, unsigned int queue, uint32_t crc)
{
	bool tag_out = strips_tag(nm, pkt, queue);
	uint32_t cut = tag_out ? 4 : 0;
	uint32_t crc_bytes = strips_crc(nm, queue) ? 0 : NM_CRC_BYTES;
	struct nm_held *h = calloc(1, sizeof(*h) + pkt->len + NM_CRC_BYTES);
	unsigned int i;

	if (h == NULL)
		abort();
	h->queue = (uint16_t)queue;
	h->len = pkt->len - cut + crc_bytes;
	if (tag_out) {
		memcpy(h->bytes, pkt->frame, pkt->tag_at);
		memcpy(h->bytes + pkt->tag_at, pkt->frame + pkt->tag_at + 4,
			pkt->len - pkt->tag_at - 4);
		h->status |= RXD_VP;
		h->vlan = pkt->tci;
	} else {
		memcpy(h->bytes, pkt->frame, pkt->len);
	}
	for (i = 0; i < crc_bytes; i++)
		h->bytes[pkt->len - cut + i] = (uint8_t)(crc >> (8 * i));
	return h;
}

static int
deliver_to(struct nm *nm, const struct nm_pkt *pkt, const struct nm_steer *steer,
	unsigned int queue, uint32_t status, uint32_t crc)
{
	struct nm_held *h = hold(nm, pkt, queue, crc);
	bool dropped = false;

	h->status |= status;
	h->info = steer->rss_type;
	h->hash = steer->hash;
	nm_rx_checks(nm, pkt, h);
	nm_split_parse(nm, pkt, h);
	if (steer->etqf >= 0)
		h->info = (h->info & 0xF) | RXD_ETQF | (uint32_t)steer->etqf << 4;
	if (!nm_rx_hold(nm, h)) {
		free(h);
		nm->rx_missed = true;
		nm_count(nm, R_MPC);
		nm_cause(nm, ICR_RXO);
		return NM_RX_NO_DESC;
	}
	h->dropped = &dropped;
	nm_rx_drain(nm);
	nm_pause_level(nm);
	for (h = nm->held_head; h != NULL; h = h->next) {
		if (h->dropped == &dropped)
			h->dropped = NULL;
	}
	return dropped ? NM_RX_NO_DESC : (int)queue;
}

/* One copy per pool with VMDq, one in all without. */
static int
deliver(struct nm *nm, const struct nm_pkt *pkt, const struct nm_target *target, uint32_t status,
	uint32_t crc)
{
	struct nm_steer steer;
	int result = NM_RX_FILTERED;
	unsigned int pool;

	nm_steer(nm, pkt, &steer);
	if (nm_time_rx(nm, pkt, steer.stamp))
		status |= RXD_TS;
	if (target->inexact)
		status |= RXD_PIF;
	if (!nm_vmdq(nm))
		return deliver_to(nm, pkt, &steer, steer.queue, status, crc);
	for (pool = 0; pool < NM_NB_POOLS; pool++) {
		uint32_t vmolr = nm_get(nm, R_VMOLR + 4 * pool);
		unsigned int queue = pool;

		if (!(target->pools >> pool & 1))
			continue;
		if (pkt->len + NM_CRC_BYTES >
			(vmolr & VMOLR_LPE ? vmolr & VMOLR_RLPML : 1518 + 4 * pkt->tags)) {
			nm_count(nm, R_ROC);
			continue;
		}
		if (vmolr & VMOLR_RSSE && steer.queue & 1)
			queue += NM_NB_POOLS;
		result = deliver_to(nm, pkt, &steer, queue, status, crc);
	}
	return result;
}

/* Frames with errors of the wire: counted; stored only with RCTL.SBP. */
static bool
damaged(struct nm *nm, uint32_t len, enum nm_rx_fault fault)
{
	if (fault == NM_RX_FAULT_NONE)
		return false;
	if (fault == NM_RX_FAULT_SYMBOL)
		nm_count(nm, R_RXERRC);
	else if (len + NM_CRC_BYTES < 64)
		nm_count(nm, R_RFC);
	else
		nm_count(nm, R_CRCERRS);
	return true;
}

static bool
illegal_length(struct nm *nm, const struct nm_pkt *pkt, int *result)
{
	if (pkt->len + NM_CRC_BYTES < 64) {
		nm_count(nm, R_RUC);
		*result = NM_RX_FILTERED;
	} else if (nm_oversize(nm, pkt)) {
		nm_count(nm, R_ROC);
		*result = NM_RX_OVERSIZE;
	} else {
		return false;
	}
	nm_count(nm, R_RLEC);
	return true;
}

/* An IEEE 802.3 length that says more than came, or an unpadded one that says less. */
static bool
length_error(struct nm *nm, const struct nm_pkt *pkt)
{
	uint32_t data = pkt->len > pkt->l3 ? pkt->len - pkt->l3 : 0;

	if (pkt->ether_type > 1500 || pkt->len < 60)
		return false;
	if (pkt->ether_type <= data &&
		(pkt->ether_type == data || pkt->len == 60 + 4 * pkt->tags || pkt->len == 60))
		return false;
	nm_count(nm, R_LENERRS);
	return (nm_get(nm, R_RFCTL) & RFCTL_LEF) != 0;
}

int
nm_rx_wire(struct nm *nm, const uint8_t *frame, uint32_t len, enum nm_rx_fault fault)
{
	bool store_bad = (nm_get(nm, R_RCTL) & RCTL_SBP) != 0;
	struct nm_target target;
	struct nm_pkt pkt;
	bool bad;
	uint32_t crc;
	int result = NM_RX_FILTERED;

	if (!(nm_get(nm, R_RCTL) & RCTL_RXEN) || !nm_link_up(nm))
		return NM_RX_OFF;
	nm_count_rx_all(nm, len);
	if (len > NM_MAX_FRAME) {
		nm_count(nm, fault == NM_RX_FAULT_NONE ? R_ROC : R_RJC);
		nm_count(nm, R_RLEC);
		return NM_RX_OVERSIZE;
	}
	bad = damaged(nm, len, fault);
	if (len < 14 || (bad && !store_bad)) {
		if (!bad) {
			nm_count(nm, R_RUC);
			nm_count(nm, R_RLEC);
		}
		return NM_RX_FILTERED;
	}
	if (!bad && nm_pause_rx(nm, frame, len))
		return NM_RX_FILTERED;
	nm_parse(nm, frame, len, &pkt);
	if (!nm_filter(nm, &pkt, &target))
		return NM_RX_FILTERED;
	if (illegal_length(nm, &pkt, &result)) {
		if (!store_bad)
			return result;
		bad = true;
	}
	if (length_error(nm, &pkt) && !store_bad)
		return NM_RX_FILTERED;
	nm->rx_missed = false;
	crc = nm_crc32(frame, len) ^ (fault == NM_RX_FAULT_CRC ? UINT32_MAX : 0);
	result = deliver(nm, &pkt, &target, bad ? RXD_RXE : 0, crc);
	if (!bad && !nm->rx_missed)
		nm_count_rx_good(nm, frame, len);
	return result;
}
