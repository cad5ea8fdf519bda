/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * From descriptors to words by packet, and back to the images of mbufs, for all vectors that are
 * made of pieces of 16 bytes. Piece h of d[k] belongs to packet k + 4h of the group, which
 * makes the lanes of a vector of words those of the packets in their order.
 */
#ifndef IGBX_RX_LANES_H
#define IGBX_RX_LANES_H

#include "igbx_rxtx.h"
#include "igbx_rx_tables.h"

/* In registers during a burst. */
typedef struct {
	v_table l3_ptypes, l4_ptypes, csum_flags;
	vec l4_types, csum_l4, csum_other, vlan_flags, rss_flags;
	vec crc_bytes, max_bytes;
	vec rearm;   /* in both halves of each piece */
	vec ol_high; /* of the flags that the pool's mbufs always carry */
	struct {
		vec info, status;
		vec head, fields; /* in each piece */
	} like;
} consts;

static __rte_always_inline const consts *
consts_of(const struct igbx_rxq *q, consts *room)
{
	*room = (consts){
		.l3_ptypes = v_table_of(&igbx_rx_l3_ptypes, IGBX_RX_L3_PTYPES_BYTES),
		.l4_ptypes = v_table_of(&igbx_rx_l4_ptypes, IGBX_RX_L4_PTYPES_BYTES),
		.csum_flags = v_table_of(&igbx_rx_csum_flags, IGBX_RX_CSUM_FLAGS_BYTES),
		.l4_types = v_set(q->l4_types),
		.csum_l4 = v_set(q->csum_l4),
		.csum_other = v_set(q->csum_other),
		.vlan_flags = v_set(q->vlan_flags),
		.rss_flags = v_set(q->rss_flags),
		.crc_bytes = v_set(q->crc_bytes),
		.max_bytes = v_set(q->max_bytes),
		.rearm = v_set64(q->like.head[0]),
		.ol_high = v_set(q->ol_base >> 32),
		.like = {v_set(q->like.info), v_set(q->like.status), v_set_piece(q->like.head),
			v_set_piece(q->like.fields)},
	};
	return room;
}

/* 0 where a = b and c = d */
#define v_differ(a, b, c, d)	    v_or(v_xor(a, b), v_xor(c, d))
#define v_lookup(c, name, bytes, i) v_table_lookup(&(c)->name, bytes, i)

#include "igbx_rx_meaning.h"

/* mbufs from data_off to port with ol_flags, and from packet_type to hash.rss. */
struct images {
	vec rearm[4];
	vec fields[4];
};

static __rte_always_inline struct group
words_of(const struct raw *raw)
{
	const vec *d = raw->d;
	vec lo01 = v_lo32(d[0], d[1]), hi01 = v_hi32(d[0], d[1]);
	vec lo23 = v_lo32(d[2], d[3]), hi23 = v_hi32(d[2], d[3]);

	return (struct group){
		.info = v_lo64(lo01, lo23),
		.hash = v_hi64(lo01, lo23),
		.status = v_lo64(hi01, hi23),
		.lengths = v_hi64(hi01, hi23),
	};
}

static __rte_always_inline struct images
images_of(const consts *c, vec ptypes, vec bytes, vec lengths, vec hash, vec flags)
{
	vec size01 = v_lo32(ptypes, bytes), size23 = v_hi32(ptypes, bytes);
	vec tags01 = v_lo32(lengths, hash), tags23 = v_hi32(lengths, hash);
	vec flags01 = v_lo32(flags, c->ol_high), flags23 = v_hi32(flags, c->ol_high);

	return (struct images){
		.rearm = {v_lo64(c->rearm, flags01), v_hi64(c->rearm, flags01),
			v_lo64(c->rearm, flags23), v_hi64(c->rearm, flags23)},
		.fields = {v_lo64(size01, tags01), v_hi64(size01, tags01), v_lo64(size23, tags23),
			v_hi64(size23, tags23)},
	};
}

/* Of packets that are like the last one, by what their descriptors say themselves. */
static __rte_always_inline struct images
images_like(const consts *c, const struct raw *raw)
{
	const vec *d = raw->d;
	vec head = c->like.head, fields = c->like.fields;

	return (struct images){
		.rearm = {head, head, head, head},
		.fields = {v_add(v_fields(d[0]), fields), v_add(v_fields(d[1]), fields),
			v_add(v_fields(d[2]), fields), v_add(v_fields(d[3]), fields)},
	};
}

/* i is a constant once this is in its place. Two stores of 16 bytes: whoever reads the packet next
 * finds each of its words in one of them.
 */
static __rte_always_inline void
image_store(const struct images *images, const unsigned int i, struct rte_mbuf *m)
{
	uint8_t *at = (uint8_t *)m + offsetof(struct rte_mbuf, data_off);

	v_store_piece(at, images->rearm[i % 4], i / 4);
	v_store_piece(at + 16, images->fields[i % 4], i / 4);
}

#endif
