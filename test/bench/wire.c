/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <string.h>

#include <immintrin.h>

#include <rte_byteorder.h>

#include "wire.h"

/* Transmit descriptors, common to 82576 (datasheet 7.2.2) and 82599 (datasheet 7.2.3.2). */
#define TXD_LEN(low)	 ((uint32_t)(low)&0xFFFFu)
#define TXD_DTYP(low)	 ((uint32_t)(low) >> 20 & 0xFu)
#define TXD_DTYP_CTX	 2u
#define TXD_EOP		 (1u << 24)
#define TXD_RS		 (1u << 27)
#define TXD_VLE		 (1u << 30)
#define TXD_DD		 (1ull << 32)
#define TXD_IDX(high)	 ((uint32_t)(high) >> 4 & 1u)
#define TXD_IXSM	 (1u << 8)
#define TXD_TXSM	 (1u << 9)
#define TXD_PAYLEN(high) ((uint32_t)(high) >> 14)

#define PACKET_BYTES 16384

bool
wire_attach(struct wire *wire, struct bar *bar, bool rx, unsigned int queue)
{
	struct nic_ring ring = bar->ops->ring(bar->nic, rx, queue);

	memset(wire, 0, sizeof(*wire));
	wire->desc = (uint64_t(*)[2])(uintptr_t)ring.base;
	wire->nb_desc = ring.nb_desc;
	wire->tail = bar_tail(bar, rx, queue);
	wire->head_wb = (volatile uint32_t *)(uintptr_t)ring.head_wb;
	return ring.enabled && wire->desc != NULL && wire->nb_desc != 0 && wire->tail != NULL;
}

static uint32_t
next(const struct wire *wire, uint32_t i)
{
	return i + 1 == wire->nb_desc ? 0 : i + 1;
}

uint32_t
wire_room(const struct wire *wire)
{
	uint32_t tail = rte_le_to_cpu_32(*wire->tail);

	return tail >= wire->head ? tail - wire->head : tail + wire->nb_desc - wire->head;
}

void *
wire_rx_buffer(const struct wire *wire)
{
	return (void *)(uintptr_t)rte_le_to_cpu_64(wire->desc[wire->head][0]);
}

void
wire_rx_done(struct wire *wire, const uint64_t image[2])
{
	uint64_t *desc = wire->desc[wire->head];

	desc[0] = image[0];
	desc[1] = image[1];
	wire->head = next(wire, wire->head);
	wire->writebacks++;
}

void
wire_rx_flush(const struct wire *wire, uint32_t nb)
{
	uint32_t i;

	for (i = 0; wire->to_memory && i < nb; i++)
		_mm_clflush(wire->desc[(wire->head + wire->nb_desc - 1 - i) % wire->nb_desc]);
}

/* The data descriptors from packet_start up to and with last, put together. */
static void
packet_hand_over(struct wire *wire, uint32_t last, wire_sent_fn sent, void *ctx)
{
	static uint8_t bytes[PACKET_BYTES];
	uint64_t first_high = rte_le_to_cpu_64(wire->desc[wire->packet_start][1]);
	uint32_t olinfo = (uint32_t)(first_high >> 32), cmd = (uint32_t)first_high;
	struct wire_packet packet = {.bytes = bytes};
	uint32_t i = wire->packet_start;

	for (;; i = next(wire, i)) {
		const uint64_t *desc = wire->desc[i];
		uint32_t len = TXD_LEN(rte_le_to_cpu_64(desc[1]));

		if (packet.len + len <= sizeof(bytes))
			memcpy(bytes + packet.len,
				(const void *)(uintptr_t)rte_le_to_cpu_64(desc[0]), len);
		packet.len += len;
		if (i == last)
			break;
	}
	packet.vlan_insert = (cmd & TXD_VLE) != 0;
	packet.ip_cksum = (olinfo & TXD_IXSM) != 0;
	packet.l4_cksum = (olinfo & TXD_TXSM) != 0;
	packet.payload_len_right = TXD_PAYLEN(olinfo) == packet.len;
	memcpy(packet.context, wire->context[TXD_IDX(olinfo)], sizeof(packet.context));
	sent(ctx, &packet);
}

static void
report(struct wire *wire, uint64_t *desc)
{
	wire->writebacks++;
	if (wire->head_wb != NULL)
		return;
	desc[1] |= rte_cpu_to_le_64(TXD_DD);
	if (wire->to_memory)
		_mm_clflush(desc);
}

uint32_t
wire_tx_run(struct wire *wire, wire_sent_fn sent, void *ctx)
{
	uint32_t tail = rte_le_to_cpu_32(*wire->tail), nb = 0;
	bool reported = false;

	while (wire->head != tail && tail < wire->nb_desc) {
		uint64_t *desc = wire->desc[wire->head];
		uint32_t cmd = (uint32_t)rte_le_to_cpu_64(desc[1]);

		if (TXD_DTYP(cmd) == TXD_DTYP_CTX) {
			memcpy(wire->context[TXD_IDX(rte_le_to_cpu_64(desc[1]) >> 32)], desc,
				sizeof(wire->context[0]));
		} else {
			if (wire->packet_desc++ == 0)
				wire->packet_start = wire->head;
			if (cmd & TXD_EOP) {
				if (sent != NULL)
					packet_hand_over(wire, wire->head, sent, ctx);
				wire->packet_desc = 0;
				nb++;
			}
		}
		if (cmd & TXD_RS) {
			report(wire, desc);
			reported = true;
		}
		wire->head = next(wire, wire->head);
	}
	if (reported && wire->head_wb != NULL) {
		*wire->head_wb = rte_cpu_to_le_32(wire->head);
		if (wire->to_memory)
			_mm_clflush((const void *)(uintptr_t)wire->head_wb);
	}
	return nb;
}
