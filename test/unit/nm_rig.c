/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nm_rig.h"

const uint8_t rig_mac[6] = {0x02, 0x00, 0x00, 0x00, 0x00, 0x01};
const uint8_t rig_broadcast[6] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

static void *
dma(void *ctx, uint64_t iova, uint32_t len, bool write)
{
	struct rig *r = ctx;

	(void)write;
	if (iova < RIG_IOVA || iova - RIG_IOVA > RIG_BYTES || len > RIG_BYTES - (iova - RIG_IOVA))
		return NULL;
	return r->mem + (iova - RIG_IOVA);
}

static void
on_sent(void *ctx, const uint8_t *frame, uint32_t len, const struct nm_tx_info *info)
{
	struct rig *r = ctx;

	if (r->nb_sent < RIG_MAX_SENT && len <= RIG_MAX_FRAME) {
		r->sent[r->nb_sent].len = len;
		r->sent[r->nb_sent].info = *info;
		memcpy(r->sent[r->nb_sent].bytes, frame, len);
	}
	r->nb_sent++;
}

static void
on_irq(void *ctx, unsigned int vector)
{
	struct rig *r = ctx;

	r->irq_count[vector]++;
}

struct rig *
rig_new(const struct nm_config *extra)
{
	struct nm_config cfg = {0};
	struct rig *r = calloc(1, sizeof(*r));

	if (r == NULL)
		abort();
	r->mem = calloc(1, RIG_BYTES);
	if (extra != NULL)
		cfg = *extra;
	cfg.ctx = r;
	cfg.dma = dma;
	cfg.tx_frame = on_sent;
	cfg.irq = on_irq;
	r->nm = nm_create(&cfg);
	if (r->mem == NULL || r->nm == NULL)
		abort();
	return r;
}

void
rig_free(struct rig *r)
{
	nm_destroy(r->nm);
	free(r->mem);
	free(r);
}

void
rig_link_up(struct rig *r)
{
	wr(r, 0x0000, rd(r, 0x0000) | 0x40);
	nm_advance_us(r->nm, 2000000);
}

uint32_t *
rig_rx_desc(struct rig *r, unsigned int queue, unsigned int n)
{
	return (uint32_t *)(void *)(r->mem + RIG_RX_RING + queue * 4096 + n * 16);
}

uint32_t *
rig_tx_desc(struct rig *r, unsigned int queue, unsigned int n)
{
	return (uint32_t *)(void *)(r->mem + RIG_TX_RING + queue * 4096 + n * 16);
}

uint8_t *
rig_rx_buf(struct rig *r, unsigned int n)
{
	return r->mem + RIG_RX_BUFS + n * 16384;
}

void
rig_rx_post(struct rig *r, unsigned int queue, unsigned int n, unsigned int nb)
{
	unsigned int i;

	for (i = n; i < n + nb; i++) {
		uint32_t *d = rig_rx_desc(r, queue, i % RIG_NB_DESC);
		uint64_t at = RIG_IOVA + RIG_RX_BUFS + (uint64_t)(i % RIG_NB_DESC) * 16384;

		d[0] = (uint32_t)at;
		d[1] = (uint32_t)(at >> 32);
		d[2] = d[3] = 0;
	}
	wr(r, 0xC018 + 0x40 * queue, (n + nb) % RIG_NB_DESC);
}

void
rig_rx_queue(struct rig *r, unsigned int queue, unsigned int kb, bool drop, unsigned int posted)
{
	uint64_t ring = RIG_IOVA + RIG_RX_RING + queue * 4096;
	uint32_t base = 0xC000 + 0x40 * queue;

	wr(r, base + 0x00, (uint32_t)ring);
	wr(r, base + 0x04, (uint32_t)(ring >> 32));
	wr(r, base + 0x08, RIG_NB_DESC * 16);
	wr(r, base + 0x0C, 0x02000000 | kb | (drop ? 0x80000000u : 0));
	wr(r, base + 0x28, 0x02000000);
	nm_advance_us(r->nm, 100);
	rig_rx_post(r, queue, 0, posted);
}

void
rig_rx_on(struct rig *r, uint32_t rctl)
{
	wr(r, 0x0100, rctl | 0x2);
}

void
rig_tx_queue(struct rig *r, unsigned int queue)
{
	uint64_t ring = RIG_IOVA + RIG_TX_RING + queue * 4096;
	uint32_t base = 0xE000 + 0x40 * queue;

	wr(r, base + 0x00, (uint32_t)ring);
	wr(r, base + 0x04, (uint32_t)(ring >> 32));
	wr(r, base + 0x08, RIG_NB_DESC * 16);
	wr(r, base + 0x28, 0x02000000);
	nm_advance_us(r->nm, 100);
	r->tx_tail = 0;
}

void
rig_tx_on(struct rig *r)
{
	wr(r, 0x0400, rd(r, 0x0400) | 0x2);
}

struct rig *
rig_up(void)
{
	struct rig *r = rig_new(NULL);

	rig_link_up(r);
	rig_rx_queue(r, 0, 2, false, RIG_NB_DESC - 1);
	rig_tx_queue(r, 0);
	rig_rx_on(r, 0x04008018); /* strip CRC, broadcast, both promiscuous */
	rig_tx_on(r);
	return r;
}

/* ---- transmit ---- */

static void
put_desc(struct rig *r, unsigned int queue, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	uint32_t *desc = rig_tx_desc(r, queue, r->tx_tail);

	desc[0] = a;
	desc[1] = b;
	desc[2] = c;
	desc[3] = d;
	r->tx_tail = (r->tx_tail + 1) % RIG_NB_DESC;
}

void
rig_tx_data(struct rig *r, unsigned int queue, const uint8_t *bytes, uint32_t len, uint32_t cmd,
	uint32_t olinfo)
{
	uint32_t at = RIG_TX_BUFS + r->tx_tail * 16384;

	memcpy(r->mem + at, bytes, len);
	put_desc(r, queue, (uint32_t)(RIG_IOVA + at), (uint32_t)((RIG_IOVA + at) >> 32), cmd | len,
		olinfo);
}

void
rig_tx_context(struct rig *r, unsigned int queue, uint32_t vlan_macip, uint32_t type_cmd,
	uint32_t mss_l4len_idx)
{
	put_desc(r, queue, vlan_macip, 0, TX_CTX | type_cmd, mss_l4len_idx);
}

void
rig_tx_ring(struct rig *r, unsigned int queue)
{
	wr(r, 0xE018 + 0x40 * queue, r->tx_tail);
}

void
rig_send(struct rig *r, const uint8_t *bytes, uint32_t len)
{
	rig_tx_data(r, 0, bytes, len, TX_LAST, len << 14);
	rig_tx_ring(r, 0);
}

/* ---- semaphores, NVM, PHY ---- */

void
rig_take(struct rig *r, uint32_t bits)
{
	(void)rd(r, 0x5B50);
	wr(r, 0x5B50, rd(r, 0x5B50) | 2);
	wr(r, 0x5B5C, rd(r, 0x5B5C) | bits);
	wr(r, 0x5B50, 0);
}

void
rig_give(struct rig *r, uint32_t bits)
{
	(void)rd(r, 0x5B50);
	wr(r, 0x5B50, rd(r, 0x5B50) | 2);
	wr(r, 0x5B5C, rd(r, 0x5B5C) & ~bits);
	wr(r, 0x5B50, 0);
}

uint32_t
rig_eerd(struct rig *r, unsigned int word)
{
	rig_take(r, 1);
	wr(r, 0x0014, word << 2 | 1);
	nm_advance_us(r->nm, 100);
	rig_give(r, 1);
	return rd(r, 0x0014);
}

uint32_t
rig_phy_read(struct rig *r, unsigned int reg)
{
	rig_take(r, 2);
	wr(r, 0x0020, 0x08000000 | 1 << 21 | reg << 16);
	nm_advance_us(r->nm, 100);
	rig_give(r, 2);
	return rd(r, 0x0020);
}

uint32_t
rig_phy_write(struct rig *r, unsigned int reg, uint16_t value)
{
	rig_take(r, 2);
	wr(r, 0x0020, 0x04000000 | 1 << 21 | reg << 16 | value);
	nm_advance_us(r->nm, 100);
	rig_give(r, 2);
	return rd(r, 0x0020);
}
