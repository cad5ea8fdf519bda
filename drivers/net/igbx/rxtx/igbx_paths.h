/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#ifndef IGBX_PATHS_H
#define IGBX_PATHS_H

#include "igbx_rxtx.h"

uint16_t igbx_rx_burst_scalar(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_rx_burst_scalar_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_rx_burst_sse(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_rx_burst_sse_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_rx_burst_avx2(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_rx_burst_avx2_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_rx_burst_avx512(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_rx_burst_avx512_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_rx_burst_neon(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_rx_burst_neon_scattered(void *rxq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_tx_burst_scalar(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_tx_burst_neon(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts);
uint16_t igbx_tx_burst_sse(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts);

#endif
