/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * From the packet buffer into descriptors: 82576 datasheet 7.1.3 to 7.1.5.
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

/* A packet in progress is received to its end: 82576 datasheet 8.10.1. */
void
nm_rx_pause(struct nm *nm)
{
	struct nm_held *first = nm->held_head;
	bool keep = first != NULL && first->done > 0;

	if (keep) {
		nm->held_head = first->next;
		nm->held_bytes -= first->len;
	}
	nm_rx_flush(nm);
	nm->held_tail = &nm->held_head;
	if (keep)
		(void)nm_rx_hold(nm, first);
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

unsigned int
nm_rx_waiting(const struct nm *nm)
{
	const struct nm_held *h;
	unsigned int nb = 0;

	for (h = nm->held_head; h != NULL; h = h->next)
		nb++;
	return nb;
}

bool
nm_rx_hold(struct nm *nm, struct nm_held *h)
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
	uint32_t split, room = buffer_bytes(nm, h->queue), take, status = RXD_DD;
	uint64_t packet, header;
	void *host;

	if (!desc_fetch(nm, h->queue, &packet, &header))
		return false;
	split = nm_split_bytes(nm, h);
	if (!to_host(nm, header, h->bytes, split))
		return false;
	h->done += split;
	take = h->len - h->done < room ? h->len - h->done : room;
	if (!to_host(nm, packet, h->bytes + h->done, take))
		return false;
	h->done += take;
	if (h->header_overflow)
		status |= RXD_HBO;
	if (h->done == h->len)
		status |= RXD_EOP | h->status;
	host = nm_dma(nm, desc_iova(nm, h->queue), DESC_BYTES, true);
	if (host == NULL)
		return false;
	desc_write(host, (uint64_t)h->hash << 32 | h->info,
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
	nm_pause_level(nm);
}
