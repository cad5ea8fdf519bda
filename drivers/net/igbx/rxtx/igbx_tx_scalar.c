/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include "igbx_paths.h"
#include "igbx_tx_burst.h"

static __rte_always_inline bool
send_four(const struct igbx_tx_guard *guard, struct rte_mbuf **pkts, union igbx_tx_desc *desc,
	struct rte_mbuf **slot)
{
	unsigned int i;

	if (unlikely(!igbx_tx_four_alike(guard, pkts)))
		return false;
	if (unlikely(!igbx_tx_length_fits(guard, pkts[0]) || !igbx_tx_length_fits(guard, pkts[1]) ||
		     !igbx_tx_length_fits(guard, pkts[2]) || !igbx_tx_length_fits(guard, pkts[3])))
		return false;
	for (i = 0; i < 4; i++)
		igbx_tx_put(guard, pkts[i], &desc[i], &slot[i]);
	return true;
}

uint16_t
igbx_tx_burst_scalar(void *txq, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	return igbx_tx_burst(txq, pkts, nb_pkts, send_four);
}
