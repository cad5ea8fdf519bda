/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Transmit rings: fetch, context, gathering of data descriptors, write-back.
 * 82576 datasheet 7.2.1, 7.2.2, 7.2.3.
 */
#include <string.h>

#include "nm_internal.h"

#define DESC_BYTES	 16
#define MAX_PACKET_DESCS 40

struct txd {
	uint64_t addr;
	uint32_t cmd;
	uint32_t olinfo;
};

void
nm_tx_queue_reset(struct nm *nm, unsigned int queue)
{
	struct nm_txq *q = &nm->txq[queue];

	memset(q->ctx, 0, sizeof(q->ctx));
	q->len = 0;
	q->nb_desc = 0;
	q->too_long = false;
	q->dead = false;
	q->started_by_sw = false;
	nm_after(nm, NM_EV_RATE + queue, NM_NEVER);
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

static uint64_t
desc_iova(const struct nm *nm, unsigned int queue)
{
	uint64_t base =
		(uint64_t)nm_get(nm, R_Q(TDBAH, queue)) << 32 | nm_get(nm, R_Q(TDBAL, queue));

	return base + (uint64_t)DESC_BYTES * nm_get(nm, R_Q(TDH, queue));
}

static bool
desc_fetch(struct nm *nm, unsigned int queue, struct txd *d)
{
	const uint64_t *host = nm_dma(nm, desc_iova(nm, queue), DESC_BYTES, false);

	if (host == NULL)
		return false;
	d->addr = le64(host[0]);
	d->cmd = (uint32_t)le64(host[1]);
	d->olinfo = (uint32_t)(le64(host[1]) >> 32);
	return true;
}

/* RS: the done bit in the descriptor, or the head where software asked for it.
 * Everything else in a written-back descriptor is reserved; it is cleared, so
 * that nobody relies on it.
 */
static void
report(struct nm *nm, unsigned int queue, uint64_t iova, uint32_t next_head)
{
	uint32_t tdwbal = nm_get(nm, R_Q(TDWBAL, queue));
	uint64_t *host;

	if (tdwbal & TDWBAL_HEAD_WB) {
		uint64_t at = (uint64_t)nm_get(nm, R_Q(TDWBAH, queue)) << 32 | (tdwbal & ~3u);
		uint32_t *head = nm_dma(nm, at, 4, true);

		if (head != NULL)
			__atomic_store_n(head, (uint32_t)le64(next_head), __ATOMIC_RELEASE);
	} else {
		host = nm_dma(nm, iova, DESC_BYTES, true);
		if (host != NULL) {
			host[0] = 0;
			__atomic_store_n(&host[1], le64((uint64_t)1 << 32), __ATOMIC_RELEASE);
		}
	}
	nm_queue_cause(nm, false, queue, ICR_TXDW);
}

static void
context(struct nm *nm, unsigned int queue, const struct txd *d)
{
	struct nm_txq *q = &nm->txq[queue];
	struct nm_ctx *c;
	uint32_t idx = d->olinfo >> TXD_IDX_SHIFT & 7;

	if (q->nb_desc > 0)
		nm_violation(nm, "queue %u: context descriptor within a packet", queue);
	if (idx > 1) {
		nm_violation(nm, "queue %u: context index %u, the device has 2", queue, idx);
		return;
	}
	c = &q->ctx[idx];
	c->valid = true;
	c->vlan_macip = (uint32_t)d->addr;
	c->type_cmd = d->cmd;
	c->mss_l4len_idx = d->olinfo;
}

/* Rules for a data descriptor that hold whatever the packet is. */
static void
data_rules(struct nm *nm, unsigned int queue, const struct txd *d)
{
	struct nm_txq *q = &nm->txq[queue];

	if (d->olinfo & 1)
		nm_violation(nm, "queue %u: descriptor %u handed over with DD set", queue,
			nm_get(nm, R_Q(TDH, queue)));
	if ((d->cmd & 0xFFFF) == 0)
		nm_violation(nm, "queue %u: data descriptor of length 0", queue);
	if (d->cmd & (NM_BIT(26) | NM_BIT(28)))
		nm_violation(nm, "queue %u: reserved command bits in 0x%08x", queue, d->cmd);
	if (q->nb_desc > 0 && (d->cmd ^ q->first_cmd) & (TXD_TSE | TXD_VLE | TXD_IFCS))
		nm_violation(nm, "queue %u: TSE, VLE or IFCS differ within a packet", queue);
	if (q->nb_desc == MAX_PACKET_DESCS)
		nm_violation(nm, "queue %u: a packet of more than %d data descriptors", queue,
			MAX_PACKET_DESCS);
}

/* False: the buffer is not there. */
static bool
gather(struct nm *nm, unsigned int queue, const struct txd *d)
{
	struct nm_txq *q = &nm->txq[queue];
	uint32_t len = d->cmd & 0xFFFF;
	const void *host;

	data_rules(nm, queue, d);
	if (q->nb_desc == 0) {
		q->first_cmd = d->cmd;
		q->first_olinfo = d->olinfo;
	}
	q->nb_desc++;
	if (len == 0)
		return true;
	host = nm_dma(nm, d->addr, len, false);
	if (host == NULL)
		return false;
	if (len > (1u << 18) - q->len) {
		q->too_long = true;
		return true;
	}
	memcpy(q->frame + q->len, host, len);
	q->len += len;
	return true;
}

static void
packet_done(struct nm *nm, unsigned int queue)
{
	struct nm_txq *q = &nm->txq[queue];

	if (q->too_long)
		nm_violation(nm, "queue %u: a packet of more than %u bytes", queue, 1u << 18);
	else
		nm_tx_packet(nm, queue);
	q->len = 0;
	q->nb_desc = 0;
	q->too_long = false;
}

static bool
desc_process(struct nm *nm, unsigned int queue, const struct txd *d)
{
	if (!(d->cmd & TXD_DEXT)) {
		nm_violation(nm, "queue %u: legacy descriptor (DEXT = 0): not modelled", queue);
		return true;
	}
	switch (d->cmd & TXD_DTYP) {
	case TXD_DTYP_CTX:
		context(nm, queue, d);
		return true;
	case TXD_DTYP_DATA:
		if (!gather(nm, queue, d))
			return false;
		if (d->cmd & TXD_EOP)
			packet_done(nm, queue);
		return true;
	default:
		nm_violation(
			nm, "queue %u: reserved descriptor type %u", queue, d->cmd >> 20 & 0xF);
		return true;
	}
}

static bool
may_send(const struct nm *nm, unsigned int queue)
{
	return nm_get(nm, R_TCTL) & TCTL_EN && nm_tx_queue_enabled(nm, queue) &&
	       !nm->txq[queue].dead && nm_master_on(nm) && nm_link_up(nm) &&
	       !(nm_get(nm, R_STATUS) & STATUS_TXOFF) && !nm->removed &&
	       (!nm_vmdq(nm) || nm_get(nm, R_VFTE) >> (queue % NM_NB_POOLS) & 1);
}

/* A queue with a rate limit waits between packets: 82576 datasheet 7.2.6 (rate scheduler). */
static bool
rate_allows(struct nm *nm, unsigned int queue)
{
	struct nm_txq *q = &nm->txq[queue];

	if (q->nb_desc > 0 || !(q->rate & RTTBCNRC_RS_ENA) ||
		nm->now_us * NM_PS_PER_US >= q->next_ps)
		return true;
	nm_after(nm, NM_EV_RATE + queue,
		(q->next_ps + NM_PS_PER_US - 1) / NM_PS_PER_US - nm->now_us);
	return false;
}

void
nm_tx_run(struct nm *nm, unsigned int queue)
{
	struct nm_txq *q = &nm->txq[queue];
	struct txd d;

	if (q->busy)
		return; /* a callback wrote the tail: the loop below sees it */
	q->busy = true;
	while (may_send(nm, queue) && nm_get(nm, R_Q(TDH, queue)) != nm_get(nm, R_Q(TDT, queue)) &&
		rate_allows(nm, queue)) {
		uint64_t iova = desc_iova(nm, queue);
		uint32_t next = (nm_get(nm, R_Q(TDH, queue)) + 1) % nm_ring_len(nm, false, queue);

		if (!desc_fetch(nm, queue, &d) || !desc_process(nm, queue, &d)) {
			q->dead = true;
			break;
		}
		/* A callback may have reset the device. */
		if (!nm_tx_queue_enabled(nm, queue))
			break;
		nm_set(nm, R_Q(TDH, queue), next);
		if (d.cmd & TXD_RS)
			report(nm, queue, iova, next);
	}
	if (q->nb_desc > 0 && !q->dead && may_send(nm, queue))
		nm_violation(nm, "queue %u: the tail ends within a packet (no EOP)", queue);
	q->busy = false;
}

void
nm_tx_run_all(struct nm *nm)
{
	unsigned int q;

	for (q = 0; q < NM_QUEUES; q++)
		nm_tx_run(nm, q);
}
