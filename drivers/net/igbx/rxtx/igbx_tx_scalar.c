/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include "igbx_paths.h"
#include "igbx_tx_burst.h"

uint16_t
igbx_tx_burst_scalar(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return igbx_tx_burst(txq, pkts, nb_pkts, 1, igbx_tx_one);
}
