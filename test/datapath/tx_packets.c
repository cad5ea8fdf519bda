/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdio.h>
#include <string.h>

#include <rte_malloc.h>

#include "dp.h"
#include "tx_packets.h"

#define POOL_MBUFS 3000
#define EXT_BYTES  2048

void
tx_packets_init(struct tx_packets *packets, const char *name, unsigned int cache)
{
	char pool_name[32];
	unsigned int i;

	memset(packets, 0, sizeof(*packets));
	for (i = 0; i < 2; i++) {
		snprintf(pool_name, sizeof(pool_name), "%s_%u", name, i);
		packets->pool[i] = dp_pool(pool_name, POOL_MBUFS, cache, DP_ROOM);
	}
	snprintf(pool_name, sizeof(pool_name), "%s_bare", name);
	packets->bare = rte_pktmbuf_pool_create(pool_name, POOL_MBUFS, cache, 0, 0, 0);
	packets->ext_area = rte_zmalloc(NULL, EXT_BYTES, 64);
}

static void
fill(struct rte_mbuf *m, uint16_t bytes)
{
	uint8_t *data = rte_pktmbuf_mtod(m, uint8_t *);
	uint64_t word = dp_random();
	uint16_t part = RTE_MIN(bytes, (uint16_t)sizeof(word));

	memcpy(data, &word, part);
	memcpy(data + bytes - part, &word, part);
	m->data_len = bytes;
	m->pkt_len = bytes;
}

struct ext {
	struct rte_mbuf_ext_shared_info shared;
	struct tx_packets *packets;
};

static void
ext_freed(void *addr, void *arg)
{
	struct ext *ext = arg;

	RTE_SET_USED(addr);
	ext->packets->nb_ext_freed++;
	rte_free(ext);
}

static struct rte_mbuf *
ext_seg(struct tx_packets *packets, uint16_t bytes)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(packets->bare);
	struct ext *ext;
	uint16_t buf_bytes = EXT_BYTES;

	if (m == NULL)
		return NULL;
	ext = rte_malloc(NULL, sizeof(*ext), 0);
	ext->packets = packets;
	ext->shared.free_cb = ext_freed;
	ext->shared.fcb_opaque = ext;
	rte_mbuf_ext_refcnt_set(&ext->shared, 1);
	rte_pktmbuf_attach_extbuf(m, packets->ext_area, rte_malloc_virt2iova(packets->ext_area),
		buf_bytes, &ext->shared);
	packets->nb_ext++;
	m->data_len = RTE_MIN(bytes, buf_bytes);
	m->pkt_len = m->data_len;
	return m;
}

static struct rte_mbuf *
clone_seg(struct tx_packets *packets, uint16_t bytes)
{
	struct rte_mbuf *direct = rte_pktmbuf_alloc(packets->pool[0]);
	struct rte_mbuf *m = rte_pktmbuf_alloc(packets->bare);

	if (direct == NULL || m == NULL) {
		rte_pktmbuf_free(direct);
		rte_pktmbuf_free(m);
		return NULL;
	}
	fill(direct, bytes);
	rte_pktmbuf_attach(m, direct);
	rte_pktmbuf_free(direct); /* the clone keeps the buffer */
	return m;
}

struct rte_mbuf *
tx_seg(struct tx_packets *packets, enum tx_seg_kind kind, uint16_t bytes)
{
	struct rte_mbuf *m;

	if (kind == TX_SEG_EXT)
		return ext_seg(packets, bytes);
	if (kind == TX_SEG_CLONE)
		return clone_seg(packets, bytes);
	if (kind == TX_SEG_SHARED && packets->nb_held == TX_PACKETS_HELD_MAX)
		return NULL;
	m = rte_pktmbuf_alloc(packets->pool[kind == TX_SEG_OTHER_POOL]);
	if (m == NULL)
		return NULL;
	fill(m, bytes);
	if (kind == TX_SEG_SHARED) {
		rte_mbuf_refcnt_update(m, 1);
		packets->held[packets->nb_held++] = m;
	}
	return m;
}

struct rte_mbuf *
tx_chain(struct rte_mbuf *head, struct rte_mbuf *seg)
{
	if (head == NULL || seg == NULL) {
		rte_pktmbuf_free(head);
		rte_pktmbuf_free(seg);
		return NULL;
	}
	rte_pktmbuf_lastseg(head)->next = seg;
	head->nb_segs++;
	head->pkt_len += seg->data_len;
	return head;
}

struct rte_mbuf *
tx_packet(struct tx_packets *packets, enum tx_seg_kind kind, uint16_t nb_segs, uint16_t seg_bytes)
{
	struct rte_mbuf *m = tx_seg(packets, kind, seg_bytes);

	while (--nb_segs > 0)
		m = tx_chain(m, tx_seg(packets, kind, seg_bytes));
	return m;
}

void
tx_packets_check_held(const struct tx_packets *packets)
{
	unsigned int i;

	for (i = 0; i < packets->nb_held; i++)
		DP_EXPECT_EQ(
			1, rte_mbuf_refcnt_read(packets->held[i]), "references of a held mbuf");
	DP_EXPECT_EQ(packets->nb_held, dp_pool_missing(packets->pool[0]), "mbufs held");
}

void
tx_packets_release(struct tx_packets *packets)
{
	while (packets->nb_held > 0)
		rte_pktmbuf_free_seg(packets->held[--packets->nb_held]);
}

void
tx_packets_check(struct tx_packets *packets)
{
	unsigned int i;

	for (i = 0; i < 2; i++)
		DP_EXPECT_EQ(0, dp_pool_missing(packets->pool[i]), "mbufs lost");
	DP_EXPECT_EQ(0, dp_pool_missing(packets->bare), "attached mbufs lost");
	DP_EXPECT_EQ(packets->nb_ext, packets->nb_ext_freed, "external buffers given back");
}
