/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * From the wire through the packet buffer into descriptors: 82576 datasheet
 * 7.1.3 to 7.1.5.
 */
#include <stdlib.h>
#include <string.h>

#include "nm_internal.h"

#define DESC_BYTES 16

/* ---- packet buffer ---- */

static void
held_pop(struct nm *nm)
{
	struct nm_held *h = nm->held_head;

	nm->held_head = h->next;
	if (nm->held_head == NULL)
		nm->held_tail = &nm->held_head;
	nm->held_bytes -= h->len;
	free(h);
}

void
nm_rx_flush(struct nm *nm)
{
	while (nm->held_head != NULL)
		held_pop(nm);
}

/* A queue that stops gives up what waits for it. */
void
nm_rx_flush_queue(struct nm *nm, unsigned int queue)
{
	struct nm_held **at = &nm->held_head;

	while (*at != NULL) {
		struct nm_held *h = *at;

		if (h->queue != queue) {
			at = &h->next;
			continue;
		}
		*at = h->next;
		nm->held_bytes -= h->len;
		free(h);
	}
	nm->held_tail = at;
	nm_rx_drain(nm);
}

static bool
held_push(struct nm *nm, struct nm_held *h)
{
	if (nm->held_bytes + h->len > nm_get(nm, R_RXPBS) * 1024)
		return false;
	h->next = NULL;
	*nm->held_tail = h;
	nm->held_tail = &h->next;
	nm->held_bytes += h->len;
	return true;
}

/* ---- descriptors ---- */

static uint32_t
buffer_bytes(const struct nm *nm, unsigned int queue)
{
	static const uint32_t rctl_bytes[] = {2048, 1024, 512, 256};
	uint32_t kb = nm_get(nm, R_Q(SRRCTL, queue)) & SRRCTL_BSIZEPACKET;

	return kb != 0 ? kb * 1024 : rctl_bytes[nm_get(nm, R_RCTL) >> RCTL_BSIZE_SHIFT & 3];
}

static uint32_t
descs_free(const struct nm *nm, unsigned int queue)
{
	uint32_t nb = nm_ring_len(nm, true, queue);

	if (nb == 0)
		return 0;
	return (nm_get(nm, R_Q(RDT, queue)) + nb - nm_get(nm, R_Q(RDH, queue))) % nb;
}

static uint64_t
desc_iova(const struct nm *nm, unsigned int queue)
{
	uint64_t base =
		(uint64_t)nm_get(nm, R_Q(RDBAH, queue)) << 32 | nm_get(nm, R_Q(RDBAL, queue));

	return base + (uint64_t)DESC_BYTES * nm_get(nm, R_Q(RDH, queue));
}

static uint64_t
le64(uint64_t v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap64(v);
#else
	return v;
#endif
}

typedef uint64_t nm_desc16 __attribute__((vector_size(16)));

/* The whole descriptor in one store, after the data: who sees DD sees it all. */
static void
desc_write(void *host, uint64_t low, uint64_t high)
{
	nm_desc16 value = {le64(low), le64(high)};

	__atomic_thread_fence(__ATOMIC_RELEASE);
	*(volatile nm_desc16 *)host = value;
}

static bool
desc_fetch(struct nm *nm, unsigned int queue, uint64_t *packet, uint64_t *header)
{
	uint32_t type = nm_get(nm, R_Q(SRRCTL, queue)) & SRRCTL_DESCTYPE;
	const uint64_t *host = nm_dma(nm, desc_iova(nm, queue), DESC_BYTES, false);

	if (host == NULL)
		return false;
	*packet = le64(host[0]);
	*header = le64(host[1]);
	if (type != SRRCTL_DESCTYPE_ADV && type != SRRCTL_DESCTYPE_SPLIT &&
		type != SRRCTL_DESCTYPE_SPLIT_ALWAYS) {
		nm_violation(nm, "SRRCTL[%u].DESCTYPE = %u: not modelled or reserved", queue,
			type >> 25);
		return false;
	}
	if (*header & RXD_DD)
		nm_violation(nm, "receive descriptor %u of queue %u handed over with DD set",
			nm_get(nm, R_Q(RDH, queue)), queue);
	return true;
}

static bool
to_host(struct nm *nm, uint64_t iova, const uint8_t *from, uint32_t len)
{
	void *host;

	if (len == 0)
		return true;
	host = nm_dma(nm, iova, len, true);
	if (host == NULL)
		return false;
	memcpy(host, from, len);
	return true;
}

/* Header buffer of this descriptor: only a packet's first one takes any. */
static uint32_t
split_bytes(const struct nm *nm, const struct nm_held *h)
{
	uint32_t srrctl = nm_get(nm, R_Q(SRRCTL, h->queue));
	uint32_t room = (srrctl & SRRCTL_BSIZEHEADER) >> 2;
	uint32_t type = srrctl & SRRCTL_DESCTYPE;

	if (h->done > 0 || room == 0 || type == SRRCTL_DESCTYPE_ADV)
		return 0;
	if (h->header_len > 0 && h->header_len <= room)
		return h->header_len;
	if (type != SRRCTL_DESCTYPE_SPLIT_ALWAYS)
		return 0;
	return h->len < room ? h->len : room;
}

static void
head_advance(struct nm *nm, unsigned int queue)
{
	uint32_t nb = nm_ring_len(nm, true, queue);

	nm_set(nm, R_Q(RDH, queue), (nm_get(nm, R_Q(RDH, queue)) + 1) % nb);
}

/* One descriptor's worth of the packet. False: host memory is gone, the queue stops. */
static bool
store_part(struct nm *nm, struct nm_held *h)
{
	uint32_t split = split_bytes(nm, h), room = buffer_bytes(nm, h->queue), take;
	uint32_t info = h->info, status = RXD_DD;
	uint64_t packet, header;
	void *host;

	if (!desc_fetch(nm, h->queue, &packet, &header))
		return false;
	if (split > 0) {
		if (!to_host(nm, header, h->bytes, split))
			return false;
		info |= split << RXD_HDRLEN_SHIFT | (split == h->header_len ? RXD_SPH : 0);
		h->done = split;
	}
	take = h->len - h->done < room ? h->len - h->done : room;
	if (!to_host(nm, packet, h->bytes + h->done, take))
		return false;
	h->done += take;
	if (h->done == h->len)
		status |= RXD_EOP | h->status;
	host = nm_dma(nm, desc_iova(nm, h->queue), DESC_BYTES, true);
	if (host == NULL)
		return false;
	desc_write(host, (uint64_t)h->hash << 32 | info,
		(uint64_t)h->vlan << 48 | (uint64_t)take << 32 | status);
	head_advance(nm, h->queue);
	return true;
}

static void
stored(struct nm *nm, const struct nm_held *h)
{
	uint32_t rdmts = nm_get(nm, R_Q(SRRCTL, h->queue)) >> SRRCTL_RDMTS_SHIFT & 0x1F;
	uint32_t icr = ICR_RXDW;

	nm_count(nm, R_RPTHC);
	nm_count64(nm, R_HGORCL, h->len);
	if (rdmts > 0 && descs_free(nm, h->queue) <= rdmts * 16) {
		nm_count(nm, R_RXDMTC);
		icr |= ICR_RXDMT0;
	}
	if (nm_vmdq(nm)) {
		nm_count_pool(nm, R_PFVFGPRC, h->queue, 1);
		nm_count_pool(nm, R_PFVFGORC, h->queue, h->len);
		if (h->bytes[0] & 1)
			nm_count_pool(nm, R_PFVFMPRC, h->queue, 1);
	}
	nm_queue_cause(nm, true, h->queue, icr);
}

static bool
queue_drops(const struct nm *nm, unsigned int queue)
{
	return nm_get(nm, R_Q(SRRCTL, queue)) & SRRCTL_DROP_EN ||
	       (nm_vmdq(nm) && nm_get(nm, R_QDE) >> queue & 1);
}

static void
drop(struct nm *nm, struct nm_held *h)
{
	uint32_t rqdpc = nm_get(nm, R_Q(RQDPC, h->queue));

	if (rqdpc < 0xFFF) /* the counter has 12 bits */
		nm_set(nm, R_Q(RQDPC, h->queue), rqdpc + 1);
	if (h->dropped != NULL)
		*h->dropped = true;
	held_pop(nm);
}

/* Moves what it can; true when the head of the packet buffer was dealt with. */
static bool
drain_one(struct nm *nm)
{
	struct nm_held *h = nm->held_head;
	uint32_t need =
		(h->len - h->done + buffer_bytes(nm, h->queue) - 1) / buffer_bytes(nm, h->queue);

	if (!nm_rx_queue_enabled(nm, h->queue)) {
		drop(nm, h);
		return true;
	}
	if (nm->rxq[h->queue].dead || !nm_master_on(nm))
		return false;
	if (queue_drops(nm, h->queue) && h->done == 0 && descs_free(nm, h->queue) < need) {
		drop(nm, h);
		return true;
	}
	while (h->done < h->len && descs_free(nm, h->queue) > 0) {
		if (!store_part(nm, h)) {
			nm->rxq[h->queue].dead = true;
			return false;
		}
	}
	if (h->done < h->len) {
		if (!h->starved)
			nm_count(nm, R_RNBC);
		h->starved = true;
		return false;
	}
	h->dropped = NULL;
	stored(nm, h);
	held_pop(nm);
	return true;
}

/* The packet buffer is first in, first out: a full ring that does not drop holds
 * up every queue.
 */
void
nm_rx_drain(struct nm *nm)
{
	if (nm->rx_busy)
		return;
	nm->rx_busy = true;
	while (nm->held_head != NULL && drain_one(nm))
		;
	nm->rx_busy = false;
}

/* ---- from the wire ---- */

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

/* PSRTYPE of the pool says at which header a packet is split: 82576 datasheet 8.10.14. */
static uint32_t
header_bytes(const struct nm *nm, const struct nm_pkt *pkt, unsigned int queue)
{
	uint32_t psrtype = nm_get(nm, R_PSRTYPE + 4 * (queue % NM_NB_POOLS));
	uint32_t l4_bit = pkt->tcp ? NM_BIT(4) : pkt->udp ? NM_BIT(5) : 0;
	uint32_t l3_bit = pkt->ipv4 ? NM_BIT(8) : pkt->ipv6 ? NM_BIT(9) : 0;

	if (pkt->fragment)
		l4_bit = 0;
	if (l4_bit & psrtype)
		return pkt->l4 + (pkt->tcp ? (pkt->frame[pkt->l4 + 12] >> 4) * 4u : 8u);
	if (l3_bit & psrtype)
		return pkt->l4;
	return psrtype & NM_BIT(0) ? pkt->l3 : 0;
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
	h->header_len = header_bytes(nm, pkt, queue);
	if (h->header_len >= cut)
		h->header_len -= cut;
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
	if (steer->etqf >= 0)
		h->info = (h->info & 0xF) | RXD_ETQF | (uint32_t)steer->etqf << 4;
	if (!held_push(nm, h)) {
		free(h);
		nm->rx_missed = true;
		nm_count(nm, R_MPC);
		nm_cause(nm, ICR_RXO);
		return NM_RX_NO_DESC;
	}
	h->dropped = &dropped;
	nm_rx_drain(nm);
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
	if (nm_time_rx(nm, pkt,
		    steer.etqf >= 0 && nm_get(nm, R_ETQF + 4 * (uint32_t)steer.etqf) & ETQF_1588))
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
	nm->rx_missed = false;
	crc = nm_crc32(frame, len) ^ (fault == NM_RX_FAULT_CRC ? UINT32_MAX : 0);
	result = deliver(nm, &pkt, &target, bad ? RXD_RXE : 0, crc);
	if (!bad && !nm->rx_missed)
		nm_count_rx_good(nm, frame, len);
	return result;
}
