/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What the data path does for the counting of packets.
 */
#ifndef IGBX_QUEUE_COUNT_H
#define IGBX_QUEUE_COUNT_H

#include "igbx_rxtx.h"

/* Before the position in the ring moves over them. */
static inline void
igbx_not_pkts_add(uint64_t *nb_not_pkts, uint16_t nb)
{
	__atomic_store_n(nb_not_pkts, *nb_not_pkts + nb, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

/* In place of the position's being set to 0. */
void igbx_rxq_count_fold(struct igbx_rxq *q);
void igbx_txq_count_fold(struct igbx_txq *q);

#endif
