/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packets in several buffers, and packets to discard. What the device writes is not
 * trusted: a length beyond the buffer, a packet without an end or with nothing in it is
 * counted and discarded up to its end, and no reader ever gets past a buffer.
 */
#include "igbx_rxtx.h"
#include "igbx_rx_chain.h"

void
igbx_rx_chain_free(struct igbx_rxq *q)
{
	rte_pktmbuf_free(q->pkt_first);
	q->pkt_first = NULL;
	q->pkt_last = NULL;
	q->chain = false;
}

/* Frees m and what was gathered before it; the packet's remaining buffers are to follow. */
static void
discard(struct igbx_rxq *q, struct rte_mbuf *m, bool eop, uint64_t *counter)
{
	igbx_rx_chain_free(q);
	rte_mbuf_raw_free_bulk(m->pool, &m, 1);
	q->skip = !eop;
	(*counter)++;
}

static void
append(struct igbx_rxq *q, struct rte_mbuf *m, uint16_t length)
{
	m->data_len = length;
	if (q->pkt_first == NULL) {
		m->pkt_len = length;
		q->pkt_first = m;
		q->chain = true;
	} else {
		q->pkt_last->next = m;
		q->pkt_first->pkt_len += length;
		q->pkt_first->nb_segs++;
	}
	q->pkt_last = m;
}

/* The CRC at the end of the last buffer, or spread over the last ones. */
static void
trim(struct rte_mbuf *first, uint32_t bytes)
{
	first->pkt_len -= bytes;
	while (bytes > 0) {
		struct rte_mbuf *prev = NULL, *last = first;

		while (last->next != NULL) {
			prev = last;
			last = last->next;
		}
		if (last->data_len > bytes || prev == NULL) {
			last->data_len -= bytes;
			return;
		}
		bytes -= last->data_len;
		prev->next = NULL;
		first->nb_segs--;
		rte_pktmbuf_free_seg(last);
	}
}

/* The last descriptor speaks for the packet: 82576 datasheet 7.1.5. */
static struct rte_mbuf *
complete(struct igbx_rxq *q)
{
	struct rte_mbuf *first = q->pkt_first;
	const struct rte_mbuf *last = q->pkt_last;

	first->ol_flags = last->ol_flags;
	first->packet_type = last->packet_type;
	first->vlan_tci = last->vlan_tci;
	first->hash.rss = last->hash.rss;
	trim(first, q->crc_bytes);
	q->pkt_first = NULL;
	q->pkt_last = NULL;
	q->chain = false;
	return first;
}

/* The number of a filter stands where else the type of the packet does: IGBX_RXD_PT_ETQF tells. */
static uint64_t
time_flags(const struct igbx_rxq *q, uint32_t info, uint32_t status)
{
	uint32_t ptp = IGBX_RXD_PT_ETQF | (uint32_t)q->ptp_filter << IGBX_RXD_PT_FILTER_SHIFT;
	uint64_t flags = 0;

	if ((info & (IGBX_RXD_PT_ETQF | IGBX_RXD_PT_FILTER_MASK)) == ptp)
		flags |= RTE_MBUF_F_RX_IEEE1588_PTP;
	if (status & IGBX_RXD_STAT_TS)
		flags |= RTE_MBUF_F_RX_IEEE1588_TMST;
	return flags;
}

static __rte_always_inline struct rte_mbuf *
gather(struct igbx_rxq *q, struct rte_mbuf *m, uint32_t info, uint32_t status, uint16_t length)
{
	bool eop = (status & IGBX_RXD_STAT_EOP) != 0;

	if (length == 0 || (eop && (status & IGBX_RXD_ERR_RXE)) ||
		(eop && length + (q->pkt_first ? q->pkt_first->pkt_len : 0) <= q->crc_bytes)) {
		discard(q, m, eop, &q->nb_rx_err);
		return NULL;
	}
	if (q->watch)
		m->ol_flags |= time_flags(q, info, status);
	append(q, m, length);
	return eop ? complete(q) : NULL;
}

struct rte_mbuf *
igbx_rx_chain(struct igbx_rxq *q, struct rte_mbuf *m, uint32_t info, uint32_t status,
	uint16_t length, bool scattered)
{
	bool eop = (status & IGBX_RXD_STAT_EOP) != 0;

	if (q->skip) {
		rte_mbuf_raw_free_bulk(q->pool, &m, 1);
		q->skip = !eop;
		return NULL;
	}
	if (length > q->buf_bytes || (!eop && !scattered) ||
		(!eop && q->pkt_first != NULL && q->pkt_first->nb_segs == IGBX_RX_MAX_SEG - 1)) {
		discard(q, m, eop, &q->nb_rx_oversize);
		return NULL;
	}
	return gather(q, m, info, status, length);
}

struct rte_mbuf *
igbx_rx_chain_add(
	struct igbx_rxq *q, struct rte_mbuf *m, uint32_t info, uint32_t status, uint16_t length)
{
	return gather(q, m, info, status, length);
}
