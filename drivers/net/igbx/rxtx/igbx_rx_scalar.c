/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive without vectors: groups of one.
 */
#include "igbx_rx_one.h"
#include "igbx_paths.h"

static __rte_always_inline const consts *
consts_of(const struct igbx_rxq *q, consts *room)
{
	RTE_SET_USED(room);
	return q;
}

static __rte_always_inline void
images_store(const struct images *image, struct rte_mbuf *const *mbufs)
{
	image_copy(image, 0, mbufs[0]);
}

static __rte_always_inline void
v_exchange(struct rte_mbuf **slot, struct rte_mbuf *const *fresh, struct rte_mbuf **pkts)
{
	pkts[0] = slot[0];
	slot[0] = fresh[0];
}

static __rte_always_inline void
v_post(union igbx_rx_desc *desc, struct rte_mbuf *const *fresh, uint64_t offset)
{
	desc->qword[0] = rte_cpu_to_le_64((uintptr_t)fresh[0] + offset);
	desc->qword[1] = 0;
}

#include "igbx_rx_burst.h"

IGBX_RX_BURST(igbx_rx_burst_scalar, false)
IGBX_RX_BURST(igbx_rx_burst_scalar_scattered, true)
