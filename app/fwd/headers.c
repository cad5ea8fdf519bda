/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "headers.h"

#include <rte_net.h>

bool
fwd_headers_find_any(const struct rte_mbuf *m, struct fwd_headers *h)
{
	struct rte_net_hdr_lens len = {0};
	uint32_t type = rte_net_get_ptype(
		m, &len, RTE_PTYPE_L2_MASK | RTE_PTYPE_L3_MASK | RTE_PTYPE_L4_MASK);
	uint32_t l4 = type & RTE_PTYPE_L4_MASK;

	h->l3 = type & RTE_PTYPE_L3_MASK;
	h->l4 = l4 == RTE_PTYPE_L4_FRAG ? 0 : l4;
	h->l2_len = len.l2_len;
	h->l3_len = h->l3 != 0 ? len.l3_len : 0;
	h->l4_len = h->l4 != 0 ? len.l4_len : 0;
	if (fwd_headers_are_ipv4(h) && h->l3_len < sizeof(struct rte_ipv4_hdr))
		return false;
	if (h->l4 == RTE_PTYPE_L4_TCP && h->l4_len < sizeof(struct rte_tcp_hdr))
		return false;
	return (uint32_t)h->l2_len + h->l3_len + h->l4_len <= m->data_len;
}
