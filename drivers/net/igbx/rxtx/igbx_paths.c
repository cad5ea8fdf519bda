/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The table of paths, narrowest first, and the choice among them.
 */
#include <rte_common.h>
#include <rte_vect.h>

#include "igbx_rxtx.h"
#include "igbx_paths.h"

const struct igbx_rx_path igbx_rx_paths[] = {
	{.name = "Scalar", .burst = igbx_rx_burst_scalar},
	{.name = "Scalar Scattered", .burst = igbx_rx_burst_scalar_scattered, .scattered = true},
};
const unsigned int igbx_rx_nb_paths = RTE_DIM(igbx_rx_paths);

const struct igbx_tx_path igbx_tx_paths[] = {
	{.name = "Scalar", .burst = igbx_tx_burst_scalar},
};
const unsigned int igbx_tx_nb_paths = RTE_DIM(igbx_tx_paths);

const struct igbx_rx_path *
igbx_rx_path_select(bool scattered)
{
	const struct igbx_rx_path *best = NULL;
	unsigned int i;

	for (i = 0; i < igbx_rx_nb_paths; i++)
		if (igbx_rx_paths[i].scattered == scattered &&
			igbx_rx_paths[i].simd_bits <= rte_vect_get_max_simd_bitwidth())
			best = &igbx_rx_paths[i];
	return best;
}

const struct igbx_tx_path *
igbx_tx_path_select(void)
{
	const struct igbx_tx_path *best = NULL;
	unsigned int i;

	for (i = 0; i < igbx_tx_nb_paths; i++)
		if (igbx_tx_paths[i].simd_bits <= rte_vect_get_max_simd_bitwidth())
			best = &igbx_tx_paths[i];
	return best;
}
