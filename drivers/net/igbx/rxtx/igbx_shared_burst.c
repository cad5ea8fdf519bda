/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The burst functions of secondary processes: those of the path that the primary process runs
 * the queue with. All that they work on lies in the memory that both have.
 */
#include <stddef.h>

#include "igbx_rxtx.h"

/* Behind everything that belongs to the start, and before anything that belongs to the stop. */
void
igbx_rxq_path_set(struct igbx_rxq *q, uint8_t index)
{
	__atomic_store_n(&q->path, index, __ATOMIC_SEQ_CST);
}

void
igbx_txq_path_set(struct igbx_txq *q, uint8_t index)
{
	__atomic_store_n(&q->path, index, __ATOMIC_SEQ_CST);
}

uint16_t
igbx_rx_burst_shared(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	const struct igbx_rxq *q = rxq;
	uint8_t path = q == NULL ? IGBX_NO_PATH : __atomic_load_n(&q->path, __ATOMIC_ACQUIRE);

	return path < igbx_rx_nb_paths ? igbx_rx_paths[path].burst(rxq, pkts, nb_pkts) : 0;
}

uint16_t
igbx_tx_burst_shared(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	const struct igbx_txq *q = txq;
	uint8_t path = q == NULL ? IGBX_NO_PATH : __atomic_load_n(&q->path, __ATOMIC_ACQUIRE);

	return path < igbx_tx_nb_paths ? igbx_tx_paths[path].burst(txq, pkts, nb_pkts) : 0;
}
