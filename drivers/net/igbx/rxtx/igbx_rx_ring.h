/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Steps on a receive queue that all receive paths share.
 */
#ifndef IGBX_RX_RING_H
#define IGBX_RX_RING_H

#include <rte_branch_prediction.h>
#include <rte_byteorder.h>

#include "igbx_rxtx.h"

static inline bool
igbx_rx_desc_done(const union igbx_rx_desc *desc)
{
	uint32_t status = __atomic_load_n(&desc->dword[2], __ATOMIC_RELAXED);

	return (status & rte_cpu_to_le_32(IGBX_RXD_STAT_DD)) != 0;
}

/* The address that the device is to write to. Where the pool allows it the mbuf, which is not in
 * the cache, need not be touched.
 */
static inline uint64_t
igbx_rx_mbuf_iova(const struct igbx_rxq *q, const struct rte_mbuf *m)
{
	return q->iova_linear ? (uintptr_t)m + q->iova_offset : rte_mbuf_data_iova_default(m);
}

static inline void
igbx_rx_desc_post(const struct igbx_rxq *q, union igbx_rx_desc *desc, const struct rte_mbuf *m)
{
	desc->qword[0] = rte_cpu_to_le_64(igbx_rx_mbuf_iova(q, m));
	desc->qword[1] = 0; /* takes DD away too */
}

/* Everything up to the descriptor before q->next is the device's. */
static inline void
igbx_rx_tail_write(struct igbx_rxq *q)
{
	if (q->nb_hold == 0)
		return;
	igbx_doorbell(q->tail_reg, (q->next == 0 ? q->nb_desc : q->next) - 1);
	q->nb_hold = 0;
}

/* nb mbufs, or as many as the pool has. */
static inline uint16_t
igbx_rx_mbufs_get(struct rte_mempool *pool, struct rte_mbuf **mbufs, uint16_t nb)
{
	uint16_t i;

	if (likely(rte_mbuf_raw_alloc_bulk(pool, mbufs, nb) == 0))
		return nb;
	for (i = 0; i < nb; i++)
		if (rte_mbuf_raw_alloc_bulk(pool, &mbufs[i], 1) != 0)
			break;
	return i;
}

#endif
