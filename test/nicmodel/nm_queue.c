/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Ring registers: programming, enable handshake, tails. 82576 datasheet 4.5.9,
 * 4.5.10, 8.10, 8.12.
 */
#include <string.h>

#include "nm_internal.h"

#define ENABLE_US  5
#define DISABLE_US 20
#define DESC_BYTES 16
#define QUEUE_SPAN (0x40u * NM_QUEUES)

static bool
enabled(const struct nm *nm, bool rx, unsigned int queue)
{
	return (nm_get(nm, rx ? R_Q(RXDCTL, queue) : R_Q(TXDCTL, queue)) & XDCTL_ENABLE) != 0;
}

bool
nm_rx_queue_enabled(const struct nm *nm, unsigned int queue)
{
	return queue < NM_QUEUES && enabled(nm, true, queue) && nm_ring_len(nm, true, queue) > 0;
}

bool
nm_tx_queue_enabled(const struct nm *nm, unsigned int queue)
{
	return queue < NM_QUEUES && enabled(nm, false, queue) && nm_ring_len(nm, false, queue) > 0;
}

/* In descriptors. */
uint32_t
nm_ring_len(const struct nm *nm, bool rx, unsigned int queue)
{
	return (nm_get(nm, rx ? R_Q(RDLEN, queue) : R_Q(TDLEN, queue)) & 0xFFF80u) / DESC_BYTES;
}

/* Queue 0 of both directions is enabled by reset. */
void
nm_queue_init(struct nm *nm)
{
	unsigned int q;

	for (q = 0; q < NM_QUEUES; q++) {
		nm_set(nm, R_Q(RXDCTL, q), 1u << 16 | (q == 0 ? XDCTL_ENABLE : 0));
		nm_set(nm, R_Q(TXDCTL, q), q == 0 ? XDCTL_ENABLE : 0);
		nm_set(nm, R_Q(SRRCTL, q), 4u << 8);
		nm_set(nm, R_Q(TXCTL, q), 0x2A00u);
		memset(&nm->rxq[q], 0, sizeof(nm->rxq[q]));
	}
}

/* ---- tails ---- */

static uint32_t
bar_tail(const struct nm *nm, uint32_t offset)
{
	const uint8_t *p = nm->bar + offset;

	return __atomic_load_n((const uint32_t *)(const void *)p, __ATOMIC_ACQUIRE);
}

static void
bar_tail_set(struct nm *nm, uint32_t offset, uint32_t value)
{
	uint8_t *p = nm->bar + offset;

	__atomic_store_n((uint32_t *)(void *)p, value, __ATOMIC_RELAXED);
}

static uint32_t
le32(uint32_t v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap32(v);
#else
	return v;
#endif
}

/* The tail moves forward, up to one short of the head. */
static bool
tail_acceptable(struct nm *nm, bool rx, unsigned int queue, uint32_t value)
{
	uint32_t nb = nm_ring_len(nm, rx, queue);
	uint32_t head = nm_get(nm, rx ? R_Q(RDH, queue) : R_Q(TDH, queue));
	uint32_t old = nm_get(nm, rx ? R_Q(RDT, queue) : R_Q(TDT, queue));
	const char *name = rx ? "RDT" : "TDT";

	if (!enabled(nm, rx, queue)) {
		if (value != head && value != 0)
			nm_violation(nm, "%s[%u] = %u while the queue is off", name, queue, value);
		return true;
	}
	if (value != 0 && value >= nb) {
		nm_violation(
			nm, "%s[%u] = %u: the ring has %u descriptors", name, queue, value, nb);
		return false;
	}
	if (nb > 0 && (value + nb - head) % nb < (old + nb - head) % nb)
		nm_violation(nm, "%s[%u] from %u to %u goes back or passes the head at %u", name,
			queue, old, value, head);
	return true;
}

static void
tail_write(struct nm *nm, bool rx, unsigned int queue, uint32_t value)
{
	uint32_t offset = rx ? R_Q(RDT, queue) : R_Q(TDT, queue);

	if (value > 0xFFFF)
		nm_violation(
			nm, "%s[%u] = 0x%x: more than 16 bits", rx ? "RDT" : "TDT", queue, value);
	value &= 0xFFFF;
	if (!tail_acceptable(nm, rx, queue, value))
		value = nm_get(nm, offset);
	bar_tail_set(nm, offset, le32(value));
	nm_set(nm, offset, value);
	if (nm->lazy)
		return;
	if (rx)
		nm_rx_drain(nm);
	else
		nm_tx_run(nm, queue);
}

/* Tails that were written straight into the BAR's memory. */
void
nm_sync_tails(struct nm *nm)
{
	unsigned int q;

	for (q = 0; q < NM_QUEUES; q++) {
		uint32_t rdt = le32(bar_tail(nm, R_Q(RDT, q)));
		uint32_t tdt = le32(bar_tail(nm, R_Q(TDT, q)));

		if (rdt != nm_get(nm, R_Q(RDT, q)))
			tail_write(nm, true, q, rdt);
		if (tdt != nm_get(nm, R_Q(TDT, q)))
			tail_write(nm, false, q, tdt);
	}
}

/* ---- enable ---- */

static void
dctl_write(struct nm *nm, bool rx, unsigned int queue, uint32_t value)
{
	uint32_t offset = rx ? R_Q(RXDCTL, queue) : R_Q(TXDCTL, queue);
	uint32_t old = nm_get(nm, offset);
	unsigned int event = (rx ? NM_EV_RXQ : NM_EV_TXQ) + queue;
	uint32_t nb = nm_ring_len(nm, rx, queue);

	/* ENABLE reads back what the queue does, not what was written. */
	nm_set(nm, offset, (value & ~(XDCTL_ENABLE | XDCTL_SWFLSH)) | (old & XDCTL_ENABLE));
	if (value & XDCTL_ENABLE) {
		if (nb == 0)
			nm_violation(nm, "%s[%u] enabled without a ring", rx ? "RXDCTL" : "TXDCTL",
				queue);
		if (rx)
			nm->rxq[queue].started_by_sw = true;
		else
			nm->txq[queue].started_by_sw = true;
	}
	if (!((value ^ old) & XDCTL_ENABLE)) {
		nm_after(nm, event, NM_NEVER);
		return;
	}
	if (nm_fault_hit(nm, rx ? NM_FAULT_RXQ_ENABLE_STUCK : NM_FAULT_TXQ_ENABLE_STUCK))
		return;
	nm_after(nm, event, value & XDCTL_ENABLE ? ENABLE_US : DISABLE_US);
}

/* The queue has come to life or to rest. */
void
nm_queue_due(struct nm *nm, bool rx, unsigned int queue)
{
	uint32_t offset = rx ? R_Q(RXDCTL, queue) : R_Q(TXDCTL, queue);
	uint32_t value = nm_get(nm, offset) ^ XDCTL_ENABLE;

	nm_set(nm, offset, value);
	if (rx) {
		nm->rxq[queue].dead = false;
		if (!(value & XDCTL_ENABLE)) {
			nm->rxq[queue].started_by_sw = false;
			nm_rx_flush_queue(nm, queue);
		}
		return;
	}
	nm_tx_queue_reset(nm, queue);
	nm->txq[queue].started_by_sw = (value & XDCTL_ENABLE) != 0;
}

/* ---- programming ---- */

/* Queue 0 may be programmed although reset enables it, as long as its engine is off. */
static bool
may_program(const struct nm *nm, bool rx, unsigned int queue)
{
	bool engine = rx ? nm_get(nm, R_RCTL) & RCTL_RXEN : nm_get(nm, R_TCTL) & TCTL_EN;
	bool by_sw = rx ? nm->rxq[queue].started_by_sw : nm->txq[queue].started_by_sw;

	return !enabled(nm, rx, queue) || (!engine && !by_sw);
}

static void
program(struct nm *nm, bool rx, unsigned int queue, uint32_t offset, uint32_t value)
{
	char name[48];

	nm_reg_name(nm, offset, name, sizeof(name));
	if (!may_program(nm, rx, queue))
		nm_violation(nm, "%s = 0x%x while the queue is enabled", name, value);
	switch (offset & 0x3F) {
	case R_RDBAL & 0x3F:
		if (value & 0x7F)
			nm_violation(nm, "%s = 0x%x: not a multiple of 128", name, value);
		value &= ~0x7Fu;
		break;
	case R_RDLEN & 0x3F:
		if (value & ~0xFFF80u)
			nm_violation(
				nm, "%s = 0x%x: not a multiple of 128 or too long", name, value);
		value &= 0xFFF80u;
		break;
	case R_RDH & 0x3F:
		if (value != 0)
			nm_violation(nm, "%s = %u: software may only write 0", name, value);
		value = 0;
		break;
	default:
		break;
	}
	nm_set(nm, offset, value);
}

static bool
rate_write(struct nm *nm, uint32_t offset, uint32_t value)
{
	uint32_t queue = nm_get(nm, R_RTTDQSEL) & 0x1F;

	if (offset == R_RTTDQSEL) {
		if ((value & 0x1F) >= NM_QUEUES)
			nm_violation(nm, "RTTDQSEL = %u: no such queue", value);
		nm_set(nm, R_RTTDQSEL, value);
		nm_set(nm, R_RTTBCNRC, nm->txq[value & (NM_QUEUES - 1)].rate);
		return true;
	}
	if (offset != R_RTTBCNRC)
		return false;
	if (value & RTTBCNRC_RS_ENA && (value & RTTBCNRC_RF) < RTTBCNRC_RF_ONE)
		nm_violation(nm, "RTTBCNRC of queue %u = 0x%x: faster than the link", queue, value);
	if (value & ~(RTTBCNRC_RS_ENA | RTTBCNRC_RF))
		nm_violation(nm, "RTTBCNRC of queue %u = 0x%x: reserved bits", queue, value);
	nm_set(nm, R_RTTBCNRC, value);
	nm->txq[queue & (NM_QUEUES - 1)].rate = value;
	return true;
}

static bool
rx_write(struct nm *nm, unsigned int q, uint32_t offset, uint32_t value)
{
	switch (offset - 0x40u * q) {
	case R_RDT:
		tail_write(nm, true, q, value);
		return true;
	case R_RXDCTL:
		dctl_write(nm, true, q, value);
		return true;
	case R_RDBAL:
	case R_RDBAH:
	case R_RDLEN:
	case R_RDH:
	case R_SRRCTL:
		program(nm, true, q, offset, value);
		return true;
	default:
		return false;
	}
}

static bool
tx_write(struct nm *nm, unsigned int q, uint32_t offset, uint32_t value)
{
	switch (offset - 0x40u * q) {
	case R_TDT:
		tail_write(nm, false, q, value);
		return true;
	case R_TXDCTL:
		dctl_write(nm, false, q, value);
		return true;
	case R_TDBAL:
	case R_TDBAH:
	case R_TDLEN:
	case R_TDH:
		program(nm, false, q, offset, value);
		return true;
	case R_TDWBAL:
	case R_TDWBAH:
		if (!may_program(nm, false, q))
			nm_violation(
				nm, "head write-back address of queue %u changed while enabled", q);
		nm_set(nm, offset, value);
		return true;
	default:
		return false;
	}
}

/* False: not a register of a queue that needs care. */
bool
nm_queue_write(struct nm *nm, uint32_t offset, uint32_t value)
{
	if (offset >= R_RDBAL && offset < R_RDBAL + QUEUE_SPAN)
		return rx_write(nm, (offset - R_RDBAL) / 0x40, offset, value);
	if (offset >= R_TDBAL && offset < R_TDBAL + QUEUE_SPAN)
		return tx_write(nm, (offset - R_TDBAL) / 0x40, offset, value);
	return rate_write(nm, offset, value);
}
