/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A vector of one: what every CPU can do.
 */
#ifndef IGBX_RX_ONE_H
#define IGBX_RX_ONE_H

#include <string.h>

#include <rte_byteorder.h>

#include "igbx_rxtx.h"
#include "igbx_rx_tables.h"

#define V_GROUP 1

typedef uint32_t vec;
typedef struct igbx_rxq consts; /* as they are in the queue */

#define v_set(value)		    ((uint32_t)(value))
#define v_and(a, b)		    ((a) & (b))
#define v_or(a, b)		    ((a) | (b))
#define v_xor(a, b)		    ((a) ^ (b))
#define v_sub(a, b)		    ((a) - (b))
#define v_srl(a, n)		    ((a) >> (n))
#define v_sll(a, n)		    ((a) << (n))
#define v_where(a, bits, then, els) (((a) & (bits)) != 0 ? (then) : (els))
#define v_if(a, bits, then)	    (((a) & (bits)) != 0 ? (then) : 0)
#define v_differ(a, b, c, d)	    ((a) != (b) || (c) != (d))
#define v_first(a)		    (a)
#define v_prefix(a, b, c, d)	    ((a) == (b) && (c) < (d) ? 1u : 0u)
#define v_lookup(c, name, bytes, i) (RTE_SET_USED(c), igbx_rx_##name.dword[(i)&15])

/* A write-back. */
struct raw {
	uint64_t lo, hi;
};

#include "igbx_rx_meaning.h"

/* The device writes a descriptor as a whole: with DD comes all else. */
static __rte_always_inline struct raw
raw_load(const union igbx_rx_desc *desc)
{
	uint64_t hi = rte_le_to_cpu_64(__atomic_load_n(&desc->qword[1], __ATOMIC_ACQUIRE));
	uint64_t lo = rte_le_to_cpu_64(__atomic_load_n(&desc->qword[0], __ATOMIC_RELAXED));

	return (struct raw){lo, hi};
}

static __rte_always_inline struct group
words_of(const struct raw *raw)
{
	return (struct group){(uint32_t)raw->lo, raw->lo >> 32, (uint32_t)raw->hi, raw->hi >> 32};
}

/* An mbuf from data_off to hash.rss. */
struct images {
	uint64_t head[2]; /* up to the flags */
	uint64_t size;	  /* and the packet type below */
	uint64_t tag;	  /* length, tag, hash */
};

static __rte_always_inline struct images
images_of(const consts *c, vec ptypes, vec bytes, vec lengths, vec hash, vec flags)
{
	return (struct images){
		.head = {c->like.head[0], c->ol_base | flags},
		.size = ptypes | (uint64_t)bytes << 32,
		.tag = lengths | (uint64_t)hash << 32,
	};
}

/* Of a packet that is like the last one. */
static __rte_always_inline struct images
images_like(const consts *c, const struct raw *raw)
{
	uint32_t lengths = (raw->hi >> 32) - c->crc_bytes;

	return (struct images){
		.head = {c->like.head[0], c->like.head[1]},
		.size = c->like.fields[0] | (uint64_t)(uint16_t)lengths << 32,
		.tag = lengths | raw->lo >> 32 << 32,
	};
}

static __rte_always_inline void
image_store(const struct images *image, unsigned int i, struct rte_mbuf *m)
{
	uint8_t *at = (uint8_t *)m + offsetof(struct rte_mbuf, data_off);

	RTE_SET_USED(i);
	memcpy(at, image->head, 16);
	memcpy(at + 16, &image->size, 8);
	memcpy(at + 24, &image->tag, 8);
}

#endif
