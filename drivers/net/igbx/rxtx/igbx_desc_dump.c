/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Descriptors in words, for somebody who looks for a fault. Each word is read once; a queue that
 * works goes on meanwhile.
 */
#include <errno.h>
#include <inttypes.h>

#include "igbx_plat.h"
#include "igbx_rx_split.h"

struct words {
	uint64_t low, high;
};

static struct words
words_of(const uint64_t *qword)
{
	struct words w = {
		.low = rte_le_to_cpu_64(__atomic_load_n(&qword[0], __ATOMIC_RELAXED)),
		.high = rte_le_to_cpu_64(__atomic_load_n(&qword[1], __ATOMIC_RELAXED)),
	};

	return w;
}

static int
range_check(const char *dir, uint16_t port, uint16_t queue, uint16_t nb_desc, uint16_t offset,
	uint16_t num)
{
	if (num > 0 && offset < nb_desc && num <= nb_desc - offset)
		return 0;
	IGBX_ERR("port %u %s queue %u: dump of %u descriptors from %u: the ring has %u", port, dir,
		queue, num, offset, nb_desc);
	return -EINVAL;
}

static uint16_t
ring_index(uint16_t first, uint16_t offset, uint16_t nb_desc)
{
	return ((uint32_t)first + offset) % nb_desc;
}

static const char *
rx_state(const struct igbx_rxq *q, uint16_t offset)
{
	switch (igbx_rx_descriptor_status((void *)(uintptr_t)q, offset)) {
	case RTE_ETH_RX_DESC_DONE:
		return "done";
	case RTE_ETH_RX_DESC_AVAIL:
		return "posted";
	default:
		return "held";
	}
}

/* Only a write-back means anything; posted, they are addresses. */
static void
rx_words_print(const struct igbx_rxq *q, struct words w, FILE *file)
{
	uint32_t info = (uint32_t)w.low, status = (uint32_t)w.high;

	if ((status & IGBX_RXD_STAT_DD) == 0)
		return;
	fprintf(file,
		" length %u status 0x%05x errors 0x%03x info 0x%08x hash 0x%08x vlan 0x%04x%s",
		(unsigned int)(w.high >> 32) & 0xFFFF, status & 0xFFFFF, status >> 20, info,
		(unsigned int)(w.low >> 32), (unsigned int)(w.high >> 48),
		(status & IGBX_RXD_STAT_EOP) != 0 ? " EOP" : "");
	if (q->split != NULL)
		fprintf(file, " header %u", igbx_rx_split_header(q->split, info, status));
}

int
igbx_rx_desc_dump(const struct igbx_rxq *q, uint16_t offset, uint16_t num, FILE *file)
{
	uint16_t n, i;
	int ret;

	ret = range_check("Rx", q->port_id, q->queue_id, q->nb_desc, offset, num);
	if (ret != 0)
		return ret;
	for (n = offset; n < offset + num; n++) {
		i = ring_index(q->next, n, q->nb_desc);
		const char *state = rx_state(q, n);
		struct words w = words_of(q->ring[i].qword);

		fprintf(file, "%4u [%4u] %-6s %016" PRIx64 " %016" PRIx64, n, i, state, w.low,
			w.high);
		rx_words_print(q, w, file);
		fputc('\n', file);
	}
	return 0;
}

static void
tx_words_print(struct words w, FILE *file)
{
	uint32_t cmd = (uint32_t)w.high, olinfo = (uint32_t)(w.high >> 32);

	if ((cmd & IGBX_TXD_DCMD_DEXT) == 0)
		return;
	if ((cmd & IGBX_TXD_DTYP_MASK) == IGBX_TXD_DTYP_CTX)
		fprintf(file, " context %u MACLEN %u IPLEN %u L4LEN %u MSS %u vlan 0x%04x",
			(olinfo & IGBX_TXD_IDX_MASK) >> IGBX_TXD_IDX_SHIFT,
			((uint32_t)w.low & IGBX_TXC_MACLEN_MASK) >> IGBX_TXC_MACLEN_SHIFT,
			(uint32_t)w.low & IGBX_TXC_IPLEN_MASK,
			(olinfo >> IGBX_TXC_L4LEN_SHIFT) & 0xFF, olinfo >> IGBX_TXC_MSS_SHIFT,
			(uint32_t)w.low >> IGBX_TXC_VLAN_SHIFT);
	else
		fprintf(file, " data length %u payload %u context %u%s%s%s%s",
			cmd & IGBX_TXD_DTALEN_MASK, olinfo >> IGBX_TXD_PAYLEN_SHIFT,
			(olinfo & IGBX_TXD_IDX_MASK) >> IGBX_TXD_IDX_SHIFT,
			(cmd & IGBX_TXD_DCMD_EOP) != 0 ? " EOP" : "",
			(cmd & IGBX_TXD_DCMD_RS) != 0 ? " RS" : "",
			(cmd & IGBX_TXD_DCMD_TSE) != 0 ? " TSE" : "",
			(cmd & IGBX_TXD_DCMD_VLE) != 0 ? " VLE" : "");
}

int
igbx_tx_desc_dump(const struct igbx_txq *q, uint16_t offset, uint16_t num, FILE *file)
{
	uint16_t n, i;
	int ret;

	ret = range_check("Tx", q->port_id, q->queue_id, q->nb_desc, offset, num);
	if (ret != 0)
		return ret;
	for (n = offset; n < offset + num; n++) {
		i = ring_index(q->tail, n, q->nb_desc);
		int status = igbx_tx_descriptor_status((void *)(uintptr_t)q, n);
		struct words w = words_of(q->ring[i].qword);

		fprintf(file, "%4u [%4u] %-6s %016" PRIx64 " %016" PRIx64, n, i,
			status == RTE_ETH_TX_DESC_FULL ? "full" : "done", w.low, w.high);
		tx_words_print(w, file);
		fputc('\n', file);
	}
	return 0;
}
