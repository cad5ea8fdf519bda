/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The burst functions of secondary processes: those of the path that the primary process runs
 * the queue with. All that they work on lies in the memory that both have. The primary process has
 * them, too, for ports whose queues differ in their paths, and for what the paths do not do: counts
 * of bytes, for which they would have to read the mbufs again, and packet types left out.
 */
#include <stddef.h>

#include "igbx_rx_split.h"

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

static uint64_t
nb_bytes(struct rte_mbuf *const *pkts, uint16_t nb_pkts)
{
	uint64_t bytes = 0;
	uint16_t i;

	for (i = 0; i < nb_pkts; i++)
		bytes += pkts[i]->pkt_len;
	return bytes;
}

/* Those that were taken are no longer ours to look at. */
static uint16_t
tx_counted(struct igbx_txq *q, eth_tx_burst_t burst, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	uint64_t all = nb_bytes(pkts, nb_pkts);
	uint16_t nb = burst(q, pkts, nb_pkts);

	q->nb_bytes += all - nb_bytes(pkts + nb, nb_pkts - nb);
	return nb;
}

uint16_t
igbx_rx_burst_shared(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	struct igbx_rxq *q = rxq;
	uint8_t path = q == NULL ? IGBX_NO_PATH : __atomic_load_n(&q->path, __ATOMIC_ACQUIRE);
	uint16_t nb_rx, i;

	if (path < igbx_rx_nb_paths)
		nb_rx = igbx_rx_paths[path].burst(q, pkts, nb_pkts);
	else if (path == IGBX_RX_PATH_SPLIT)
		nb_rx = igbx_rx_burst_split(q, pkts, nb_pkts);
	else
		return 0;
	if (q->count_bytes)
		q->nb_bytes += nb_bytes(pkts, nb_rx);
	if (q->ptype_mask != UINT32_MAX)
		for (i = 0; i < nb_rx; i++)
			pkts[i]->packet_type &= q->ptype_mask;
	return nb_rx;
}

uint16_t
igbx_tx_burst_shared(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	const struct igbx_txq *q = txq;
	uint8_t path = q == NULL ? IGBX_NO_PATH : __atomic_load_n(&q->path, __ATOMIC_ACQUIRE);

	if (path >= igbx_tx_nb_paths)
		return 0;
	return q->count_bytes ? tx_counted(txq, igbx_tx_paths[path].burst, pkts, nb_pkts)
			      : igbx_tx_paths[path].burst(txq, pkts, nb_pkts);
}
