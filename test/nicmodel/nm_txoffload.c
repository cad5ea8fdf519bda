/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What is done to a packet between its descriptors and the wire: checksums,
 * segmentation, tag, padding. 82576 datasheet 7.2.2.3, 7.2.4, 7.2.5.
 */
#include <string.h>

#include "nm_internal.h"

#define MAX_FRAME_BYTES 9728 /* CRC included */
#define MIN_FRAME	60
#define MIN_PADDED	17 /* the pad logic needs that many bytes */

struct job {
	struct nm *nm;
	unsigned int queue;
	uint32_t cmd;
	uint32_t olinfo;
	const struct nm_ctx *ctx; /* NULL: none is used */
	uint32_t mac_len, ip_len, l4_len, mss;
};

static uint32_t
l4_type(const struct job *j)
{
	return j->ctx->type_cmd & TXC_L4T;
}

/* ---- wire ---- */

static void
rate_charge(struct nm *nm, unsigned int queue, uint32_t bytes)
{
	struct nm_txq *q = &nm->txq[queue];
	uint64_t factor = q->rate & RTTBCNRC_RF;

	if (!(q->rate & RTTBCNRC_RS_ENA) || nm_link_mbps(nm) == 0)
		return;
	if (nm_get(nm, R_RTTBCNRM) == 0)
		nm_violation(nm, "queue %u: a rate limit without a window (RTTBCNRM)", queue);
	/* What the clock's coarseness delayed is made up for. */
	if (q->next_ps + NM_PS_PER_US <= nm->now_us * NM_PS_PER_US)
		q->next_ps = nm->now_us * NM_PS_PER_US;
	/* preamble, start delimiter and gap are on the wire too */
	q->next_ps += ((uint64_t)bytes + 20) * 8 * NM_PS_PER_US * factor /
		      (nm_link_mbps(nm) * (UINT64_C(1) << 14));
}

/* One frame without CRC; short ones are padded when TCTL.PSP is set. */
void
nm_tx_wire(struct nm *nm, unsigned int queue, uint8_t *frame, uint32_t len)
{
	struct nm_txq *q = &nm->txq[queue];
	struct nm_tx_info info = {
		.queue = (uint16_t)queue,
		.nb_desc = q->nb_desc,
		.ts_request = (q->first_cmd & TXD_MAC_1588) != 0,
	};

	if (len < MIN_FRAME) {
		if (!(nm_get(nm, R_TCTL) & TCTL_PSP))
			nm_violation(
				nm, "queue %u: a frame of %u bytes without TCTL.PSP", queue, len);
		else if (len < MIN_PADDED)
			nm_violation(nm, "queue %u: a frame of %u bytes: the pad logic needs %d",
				queue, len, MIN_PADDED);
		memset(frame + len, 0, MIN_FRAME - len);
		len = MIN_FRAME;
	}
	if (len + NM_CRC_BYTES > MAX_FRAME_BYTES) {
		nm_violation(nm, "queue %u: a frame of %u bytes with CRC, the limit is %d", queue,
			len + NM_CRC_BYTES, MAX_FRAME_BYTES);
		return;
	}
	if (info.ts_request)
		nm_time_tx(nm);
	nm_count_tx(nm, frame, len, queue);
	nm->sent++;
	rate_charge(nm, queue, len + NM_CRC_BYTES);
	if (nm_loops_back(nm))
		nm_rx_wire(nm, frame, len, NM_RX_FAULT_NONE);
	else if (nm->cfg.tx_frame != NULL)
		nm->cfg.tx_frame(nm->cfg.ctx, frame, len, &info);
}

/* ---- tag ---- */

static uint32_t
tag_insert(const struct job *j, uint8_t *frame, uint32_t len)
{
	struct nm *nm = j->nm;
	uint32_t at = nm_get(nm, R_CTRL_EXT) & CTRL_EXT_EXTENDED_VLAN ? 16 : 12;
	uint16_t tci = j->ctx == NULL ? 0 : (uint16_t)(j->ctx->vlan_macip >> 16);
	bool insert = (j->cmd & TXD_VLE) != 0;

	if (nm_vmdq(nm)) {
		uint32_t vmvir = nm_get(nm, R_VMVIR + 4 * (j->queue % NM_NB_POOLS));

		if (vmvir & VMVIR_DEFAULT) {
			insert = true;
			tci = (uint16_t)vmvir;
		} else if (vmvir & VMVIR_NEVER) {
			insert = false;
		}
	}
	if (!insert || len < at)
		return len;
	memmove(frame + at + 4, frame + at, len - at);
	nm_put16(frame + at, (uint16_t)nm_get(nm, R_VET));
	nm_put16(frame + at + 2, tci);
	return len + 4;
}

static void
finish(const struct job *j, uint8_t *frame, uint32_t len)
{
	nm_tx_wire(j->nm, j->queue, frame, tag_insert(j, frame, len));
}

/* ---- checksums ---- */

/* The sum covers the field itself: software has to leave 0 there. */
static void
ip_checksum(const struct job *j, uint8_t *frame, uint32_t len)
{
	uint8_t *ip = frame + j->mac_len;

	if (!(j->ctx->type_cmd & TXC_IPV4) || j->ip_len < 20 || j->mac_len + j->ip_len > len) {
		nm_violation(j->nm, "queue %u: IXSM with MACLEN %u, IPLEN %u, IPV4 %u on %u bytes",
			j->queue, j->mac_len, j->ip_len, (j->ctx->type_cmd & TXC_IPV4) != 0, len);
		return;
	}
	nm_put16(ip + 10, (uint16_t)~nm_sum_fold(nm_sum_add(0, ip, j->ip_len)));
}

static void
sctp_checksum(uint8_t *l4, uint32_t len)
{
	uint32_t crc;

	memset(l4 + 8, 0, 4);
	crc = ~nm_crc32c(UINT32_MAX, l4, len);
	l4[8] = (uint8_t)crc;
	l4[9] = (uint8_t)(crc >> 8);
	l4[10] = (uint8_t)(crc >> 16);
	l4[11] = (uint8_t)(crc >> 24);
}

/* The field holds the pseudo header's sum and is summed with the rest. */
static void
l4_checksum(const struct job *j, uint8_t *frame, uint32_t len, uint32_t extra)
{
	uint32_t at = j->mac_len + j->ip_len, field;
	uint32_t need = l4_type(j) == TXC_L4T_TCP ? 20 : l4_type(j) == TXC_L4T_SCTP ? 12 : 8;
	uint16_t sum;

	if (at + need > len) {
		nm_violation(j->nm, "queue %u: TXSM with MACLEN %u, IPLEN %u on %u bytes", j->queue,
			j->mac_len, j->ip_len, len);
		return;
	}
	if (l4_type(j) == TXC_L4T_SCTP) {
		sctp_checksum(frame + at, len - at);
		return;
	}
	field = at + (l4_type(j) == TXC_L4T_TCP ? 16 : 6);
	sum = (uint16_t)~nm_sum_fold(nm_sum_add(extra, frame + at, len - at));
	if (sum == 0 && l4_type(j) != TXC_L4T_TCP)
		sum = 0xFFFF;
	nm_put16(frame + field, sum);
}

/* ---- segmentation ---- */

static bool
tso_rules(const struct job *j, uint32_t len)
{
	uint32_t header = j->mac_len + j->ip_len + j->l4_len;
	uint32_t paylen = j->olinfo >> TXD_PAYLEN_SHIFT;
	bool tcp = l4_type(j) == TXC_L4T_TCP;

	if (l4_type(j) == TXC_L4T_SCTP || j->mss == 0 || j->l4_len < (tcp ? 20u : 8u) ||
		header > len || j->ip_len < (j->ctx->type_cmd & TXC_IPV4 ? 20u : 40u)) {
		nm_violation(j->nm,
			"queue %u: TSE with MACLEN %u, IPLEN %u, L4LEN %u, MSS %u, L4T 0x%x on %u "
			"bytes",
			j->queue, j->mac_len, j->ip_len, j->l4_len, j->mss, l4_type(j), len);
		return false;
	}
	if (!(j->olinfo & TXD_TXSM) || (j->ctx->type_cmd & TXC_IPV4 && !(j->olinfo & TXD_IXSM)))
		nm_violation(j->nm, "queue %u: TSE without the checksum bits it needs", j->queue);
	if (paylen != len - header)
		nm_violation(j->nm, "queue %u: TSE with PAYLEN %u, the payload has %u bytes",
			j->queue, paylen, len - header);
	return true;
}

static void
segment_ip(const struct job *j, uint8_t *frame, uint32_t len, uint32_t nth)
{
	uint8_t *ip = frame + j->mac_len;

	if (j->ctx->type_cmd & TXC_IPV4) {
		nm_put16(ip + 2, (uint16_t)(len - j->mac_len));
		nm_put16(ip + 4, (uint16_t)(nm_be16(ip + 4) + nth));
		nm_put16(ip + 10, 0);
		nm_put16(ip + 10, (uint16_t)~nm_sum_fold(nm_sum_add(0, ip, j->ip_len)));
	} else {
		nm_put16(ip + 4, (uint16_t)(len - j->mac_len - 40));
	}
}

/* DTXTCPFLGL/H: flags that the first, middle and last segment may carry. */
static void
segment_tcp(const struct job *j, uint8_t *l4, uint32_t offset, bool first, bool last)
{
	uint32_t low = nm_get(j->nm, R_DTXTCPFLGL), high = nm_get(j->nm, R_DTXTCPFLGH);
	uint32_t seq = (uint32_t)nm_be16(l4 + 4) << 16 | nm_be16(l4 + 6);
	uint32_t mask = 0xFFF;

	if (last)
		mask = high & 0xFFF;
	else
		mask = first ? low & 0xFFF : low >> 16 & 0xFFF;
	if (first && last)
		mask = 0xFFF;
	seq += offset;
	nm_put16(l4 + 4, (uint16_t)(seq >> 16));
	nm_put16(l4 + 6, (uint16_t)seq);
	nm_put16(l4 + 12, (uint16_t)(nm_be16(l4 + 12) & (0xF000 | mask)));
}

static void
segment(const struct job *j, const uint8_t *packet, uint32_t payload, uint32_t offset, uint32_t nth)
{
	uint32_t header = j->mac_len + j->ip_len + j->l4_len;
	uint32_t take = payload - offset < j->mss ? payload - offset : j->mss;
	uint8_t *frame = j->nm->segment;
	uint8_t *l4 = frame + j->mac_len + j->ip_len;
	uint32_t len = header + take;

	if (len + NM_CRC_BYTES > MAX_FRAME_BYTES) {
		nm_violation(j->nm, "queue %u: a segment of %u bytes", j->queue, len);
		return;
	}
	memcpy(frame, packet, header);
	memcpy(frame + header, packet + header + offset, take);
	segment_ip(j, frame, len, nth);
	if (l4_type(j) == TXC_L4T_TCP)
		segment_tcp(j, l4, offset, nth == 0, offset + take == payload);
	else
		nm_put16(l4 + 4, (uint16_t)(j->l4_len + take));
	/* The seed leaves the length out: it differs from segment to segment. */
	l4_checksum(j, frame, len, j->l4_len + take);
	finish(j, frame, len);
}

static void
tso(const struct job *j, const uint8_t *packet, uint32_t len)
{
	uint32_t payload, offset = 0, nth = 0;

	if (!tso_rules(j, len))
		return;
	payload = len - (j->mac_len + j->ip_len + j->l4_len);
	nm_count(j->nm, R_TSCTC);
	do {
		segment(j, packet, payload, offset, nth++);
		offset += j->mss;
	} while (offset < payload);
}

/* ---- whole packets ---- */

static bool
context_find(struct job *j)
{
	uint32_t idx = j->olinfo >> TXD_IDX_SHIFT & 7;
	bool needed =
		(j->cmd & (TXD_TSE | TXD_VLE)) != 0 || (j->olinfo & (TXD_IXSM | TXD_TXSM)) != 0;

	if (!needed)
		return true;
	if (idx > 1 || !j->nm->txq[j->queue].ctx[idx].valid) {
		nm_violation(
			j->nm, "queue %u: context %u is used and was never written", j->queue, idx);
		return false;
	}
	j->ctx = &j->nm->txq[j->queue].ctx[idx];
	j->ip_len = j->ctx->vlan_macip & 0x1FF;
	j->mac_len = j->ctx->vlan_macip >> 9 & 0x7F;
	j->l4_len = j->ctx->mss_l4len_idx >> 8 & 0xFF;
	j->mss = j->ctx->mss_l4len_idx >> 16;
	return true;
}

/* Without IFCS the last four bytes are the CRC that software computed. */
static bool
crc_given(const struct job *j, const uint8_t *frame, uint32_t *len)
{
	uint32_t crc, i;

	if (j->cmd & TXD_IFCS)
		return true;
	if (*len < 18 || j->cmd & (TXD_TSE | TXD_VLE) || j->olinfo & (TXD_IXSM | TXD_TXSM)) {
		nm_violation(j->nm, "queue %u: IFCS is 0 although the device changes the packet",
			j->queue);
		return true;
	}
	*len -= NM_CRC_BYTES;
	crc = nm_crc32(frame, *len);
	for (i = 0; i < NM_CRC_BYTES; i++) {
		if (frame[*len + i] != (uint8_t)(crc >> (8 * i))) {
			nm_violation(j->nm, "queue %u: IFCS is 0 and the frame ends in a wrong CRC",
				j->queue);
			return false;
		}
	}
	return true;
}

/* The frame of the queue is complete. */
void
nm_tx_packet(struct nm *nm, unsigned int queue)
{
	struct nm_txq *q = &nm->txq[queue];
	struct job j = {.nm = nm, .queue = queue, .cmd = q->first_cmd, .olinfo = q->first_olinfo};
	uint32_t len = q->len;

	if (j.cmd & TXD_MAC_LINKSEC || j.olinfo & TXD_IPSEC)
		nm_violation(nm, "queue %u: LinkSec or IPsec asked for: not modelled", queue);
	if (len < 14) {
		nm_violation(nm, "queue %u: a frame of %u bytes has no header", queue, len);
		return;
	}
	if (!context_find(&j) || !crc_given(&j, q->frame, &len))
		return;
	if (j.cmd & TXD_TSE) {
		tso(&j, q->frame, len);
		return;
	}
	if (j.olinfo >> TXD_PAYLEN_SHIFT != q->len)
		nm_violation(nm, "queue %u: PAYLEN %u, the packet has %u bytes", queue,
			j.olinfo >> TXD_PAYLEN_SHIFT, q->len);
	if (len > MAX_FRAME_BYTES) {
		nm_violation(nm, "queue %u: a packet of %u bytes, the limit is %d", queue, len,
			MAX_FRAME_BYTES);
		return;
	}
	/* L4 first: SCTP and the sums do not cover the IP header. */
	if (j.olinfo & TXD_TXSM)
		l4_checksum(&j, q->frame, len, 0);
	if (j.olinfo & TXD_IXSM)
		ip_checksum(&j, q->frame, len);
	finish(&j, q->frame, len);
}
