/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What descriptors say of their packets, for a group of them, one packet in each 32-bit lane of
 * a vector. An instruction set brings vec, v_*, and consts, in which there is of a queue and of the
 * tables what it keeps at hand, and includes this behind them.
 */
#ifndef IGBX_RX_MEANING_H
#define IGBX_RX_MEANING_H

#include "igbx_rxtx.h"
#include "igbx_desc.h"
#include "igbx_rx_tables.h"

/* A group of write-backs by words: 82576 datasheet 7.1.5. */
struct group {
	vec info;
	vec hash;
	vec status;
	vec lengths; /* and the tag above */
};

/* With an EtherType filter's match the bits of L3 are the number of the filter. */
static __rte_always_inline vec
packet_types(const consts *c, vec info)
{
	vec l3 = v_lookup(c, l3_ptypes, IGBX_RX_L3_PTYPES_BYTES, v_srl(info, 4));
	vec l4 = v_lookup(c, l4_ptypes, IGBX_RX_L4_PTYPES_BYTES, v_srl(info, 8));

	l4 = v_where(l3, v_set(RTE_PTYPE_TUNNEL_IP), v_sll(l4, IGBX_RX_INNER_L4_SHIFT), l4);
	return v_where(info, v_set(IGBX_RXD_PT_ETQF), v_set(RTE_PTYPE_L2_ETHER), v_or(l3, l4));
}

/* So many from the first on are done and like the last one, which was good, but for their lengths.
 */
static __rte_always_inline unsigned int
nb_like(const consts *c, const struct group *g, vec bytes)
{
	vec other = v_differ(g->info, c->like.info, g->status, c->like.status);

	return v_prefix(other, v_set(0), v_sub(bytes, v_set(1)), c->max_bytes);
}

/* All flags are among the low 32. */
static __rte_always_inline vec
packet_flags(const consts *c, vec info, vec status)
{
	vec l4 = v_or(v_srl(status, 5), v_and(v_srl(status, 4), v_set(1)));
	vec index = v_or(v_and(v_srl(status, 27), v_set(12)), v_and(l4, v_set(3)));
	vec csum = v_lookup(c, csum_flags, IGBX_RX_CSUM_FLAGS_BYTES, index);
	vec wanted = v_where(info, c->l4_types, c->csum_l4, c->csum_other);
	vec vlan = v_if(status, v_set(IGBX_RXD_STAT_VP), c->vlan_flags);
	vec rss = v_if(info, v_set(IGBX_RXD_RSSTYPE_MASK), c->rss_flags);

	return v_or(v_and(csum, wanted), v_or(vlan, rss));
}

/* So many from the first on are done and are whole and good packets in one buffer with more in it
 * than a CRC. What the device says of the length is not trusted; bytes is it without the CRC.
 */
static __rte_always_inline unsigned int
nb_simple(const consts *c, vec status, vec bytes)
{
	const uint32_t good = IGBX_RXD_STAT_DD | IGBX_RXD_STAT_EOP;

	return v_prefix(v_and(status, v_set(good | IGBX_RXD_ERR_RXE)), v_set(good),
		v_sub(bytes, v_set(1)), c->max_bytes);
}

#endif
