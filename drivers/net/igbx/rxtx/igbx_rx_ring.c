/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A receive queue's memory, its life between start and stop, and the questions one may ask it.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include <rte_malloc.h>

#include "igbx_plat.h"
#include "igbx_queue_count.h"
#include "igbx_rxtx.h"
#include "igbx_rx_chain.h"
#include "igbx_rx_ring.h"
#include "igbx_rx_split.h"
#include "igbx_rx_tables.h"

#define AT(field) (offsetof(struct rte_mbuf, field) - offsetof(struct rte_mbuf, data_off))

static_assert(AT(refcnt) == 2 && AT(nb_segs) == 4 && AT(port) == 6 && AT(ol_flags) == 8 &&
		      AT(packet_type) == 16 && AT(pkt_len) == 20 && AT(data_len) == 24 &&
		      AT(vlan_tci) == 26 && AT(hash.rss) == 28,
	"what is known of a packet is written as two pieces of 16 bytes");

static_assert(offsetof(struct igbx_rxq, iova_linear) < RTE_CACHE_LINE_MIN_SIZE &&
		      offsetof(struct igbx_rxq, max_bytes) < 2 * RTE_CACHE_LINE_MIN_SIZE,
	"an empty poll reads one cache line of the queue, a packet like the last one two");

static uint64_t
rearm_image(uint16_t port_id)
{
	struct rte_mbuf m;
	uint64_t image;

	memset(&m, 0, sizeof(m));
	m.data_off = RTE_PKTMBUF_HEADROOM;
	rte_mbuf_refcnt_set(&m, 1);
	m.nb_segs = 1;
	m.port = port_id;
	memcpy(&image, (uint8_t *)&m + offsetof(struct rte_mbuf, data_off), sizeof(image));
	return image;
}

struct offset_check {
	uint64_t offset;
	bool equal;
};

static void
check_offset(struct rte_mempool *pool, void *arg, void *obj, unsigned int index)
{
	struct offset_check *check = arg;
	uint64_t offset = rte_mbuf_data_iova_default(obj) - (uintptr_t)obj;

	RTE_SET_USED(pool);
	if (index == 0)
		check->offset = offset;
	else if (offset != check->offset)
		check->equal = false;
}

/* A pool that is not complete yet may still get memory elsewhere. */
bool
igbx_rx_pool_is_linear(struct rte_mempool *pool, uint64_t *offset)
{
	struct offset_check check = {.equal = true};
	uint32_t nb = rte_mempool_obj_iter(pool, check_offset, &check);

	*offset = check.offset;
	return check.equal && nb > 0 && nb == pool->size;
}

uint64_t
igbx_rx_pool_flags(struct rte_mempool *pool)
{
	bool pinned = rte_pktmbuf_priv_flags(pool) & RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF;

	return pinned ? RTE_MBUF_F_EXTERNAL : 0;
}

struct igbx_rxq *
igbx_rxq_alloc(struct rte_eth_dev *dev, uint16_t queue, uint16_t nb_desc, unsigned int socket,
	struct rte_mempool *pool)
{
	uint16_t port_id = dev->data->port_id;
	size_t ring_bytes = (nb_desc + IGBX_RX_GROUP_MAX) * (size_t)IGBX_DESC_BYTES;
	struct igbx_rxq *q;

	q = rte_zmalloc_socket("igbx_rxq", sizeof(*q), RTE_CACHE_LINE_SIZE, (int)socket);
	if (q == NULL)
		goto no_memory;
	q->sw_ring = rte_zmalloc_socket("igbx_rx_sw_ring",
		(nb_desc + IGBX_RX_GROUP_MAX) * sizeof(q->sw_ring[0]), RTE_CACHE_LINE_SIZE,
		(int)socket);
	if (q->sw_ring == NULL)
		goto free_queue;
	q->mz = rte_eth_dma_zone_reserve(
		dev, "igbx_rx", queue, ring_bytes, IGBX_RING_ALIGN_BYTES, (int)socket);
	if (q->mz == NULL)
		goto free_sw_ring;
	q->ring = q->mz->addr;
	q->ring_iova = q->mz->iova;
	memset(q->mz->addr, 0, ring_bytes);

	q->nb_desc = nb_desc;
	q->pool = pool;
	q->port_id = port_id;
	q->queue_id = queue;
	q->dev_data = dev->data;
	q->ptype_mask = UINT32_MAX;
	q->like.head[0] = rearm_image(port_id);
	q->ol_base = igbx_rx_pool_flags(pool);
	q->iova_linear = igbx_rx_pool_is_linear(pool, &q->iova_offset);
	return q;

free_sw_ring:
	rte_free(q->sw_ring);
free_queue:
	rte_free(q);
no_memory:
	IGBX_ERR("port %u rx queue %u: no memory for %u descriptors on socket %d", port_id, queue,
		nb_desc, (int)socket);
	return NULL;
}

void
igbx_rxq_free(struct igbx_rxq *q)
{
	if (q == NULL)
		return;
	igbx_rxq_drain(q);
	if (q->split != NULL)
		igbx_rx_split_free(q);
	rte_memzone_free(q->mz);
	rte_free(q->sw_ring);
	rte_free(q);
}

void
igbx_rxq_offloads_set(struct igbx_rxq *q, uint64_t offloads)
{
	uint32_t l4 = 0;

	if (offloads & RTE_ETH_RX_OFFLOAD_TCP_CKSUM)
		l4 |= IGBX_RXD_PT_TCP;
	if (offloads & RTE_ETH_RX_OFFLOAD_UDP_CKSUM)
		l4 |= IGBX_RXD_PT_UDP;
	if (offloads & RTE_ETH_RX_OFFLOAD_SCTP_CKSUM)
		l4 |= IGBX_RXD_PT_SCTP;
	q->l4_types = l4;
	q->csum_other = offloads & RTE_ETH_RX_OFFLOAD_IPV4_CKSUM ? IGBX_RX_IP_FLAGS : 0;
	q->csum_l4 = q->csum_other | IGBX_RX_L4_FLAGS;
	q->vlan_flags = offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP ? IGBX_RX_VLAN_FLAGS : 0;
	q->rss_flags = offloads & RTE_ETH_RX_OFFLOAD_RSS_HASH ? RTE_MBUF_F_RX_RSS_HASH : 0;
	q->crc_bytes = offloads & RTE_ETH_RX_OFFLOAD_KEEP_CRC ? RTE_ETHER_CRC_LEN : 0;
	q->max_bytes = (uint32_t)q->buf_bytes - q->crc_bytes;
	q->like.fields[1] = -q->crc_bytes;
	q->like.fields[2] = -q->crc_bytes;
	q->offloads = offloads;
	__atomic_store_n(&q->forget, true, __ATOMIC_RELEASE);
}

uint16_t
igbx_rx_mbufs_get(struct rte_mempool *pool, struct rte_mbuf **mbufs, uint16_t nb)
{
	uint16_t i;

	if (likely(rte_mbuf_raw_alloc_bulk(pool, mbufs, nb) == 0))
		return nb;
	for (i = 0; i < nb; i++)
		if (rte_mbuf_raw_alloc_bulk(pool, &mbufs[i], 1) != 0)
			break;
	return i;
}

void
igbx_rxq_watch(struct igbx_rxq *q, int ptp_filter)
{
	q->watch = ptp_filter >= 0;
	if (q->watch)
		q->ptp_filter = (uint8_t)ptp_filter;
}

static void
post_all(struct igbx_rxq *q)
{
	uint16_t i;

	for (i = 0; i < q->nb_desc; i++)
		igbx_rx_desc_post(q, &q->ring[i], q->sw_ring[i]);
}

int
igbx_rxq_fill(struct igbx_rxq *q)
{
	uint16_t i = 0;

	while (i < q->nb_desc) {
		uint16_t want = RTE_MIN(q->nb_desc - i, 64);
		uint16_t nb = igbx_rx_mbufs_get(q->pool, &q->sw_ring[i], want);

		i += nb;
		if (nb < want) {
			rte_mbuf_raw_free_bulk(q->pool, q->sw_ring, i);
			memset(q->sw_ring, 0, i * sizeof(q->sw_ring[0]));
			IGBX_ERR("port %u rx queue %u: %u descriptors need as many mbufs, pool %s"
				 " has %u",
				q->port_id, q->queue_id, q->nb_desc, q->pool->name, i);
			return -ENOMEM;
		}
	}
	if (q->split == NULL) {
		post_all(q);
	} else if (igbx_rx_split_fill(q) != 0) {
		rte_mbuf_raw_free_bulk(q->pool, q->sw_ring, q->nb_desc);
		memset(q->sw_ring, 0, q->nb_desc * sizeof(q->sw_ring[0]));
		return -ENOMEM;
	}
	igbx_rxq_count_fold(q);
	q->nb_hold = 0;
	q->hold_max = RTE_MAX(RTE_MIN(q->free_thresh, q->nb_desc / 2), 1);
	q->skip = false;
	return 0;
}

/* The pointers and not the ring say what is held: a queue may never have been filled. */
void
igbx_rxq_drain(struct igbx_rxq *q)
{
	uint16_t i;

	igbx_rx_chain_free(q);
	for (i = 0; i < q->nb_desc; i++)
		if (q->sw_ring[i] != NULL)
			rte_mbuf_raw_free_bulk(q->pool, &q->sw_ring[i], 1);
	if (q->split != NULL)
		igbx_rx_split_drain(q);
	memset(q->sw_ring, 0, q->nb_desc * sizeof(q->sw_ring[0]));
	memset(q->ring, 0, (size_t)q->nb_desc * IGBX_DESC_BYTES);
}

/* Descriptors that are the device's or that it has finished; all the others are held back. */
static uint16_t
nb_posted(const struct igbx_rxq *q)
{
	return q->nb_desc - 1 - q->nb_hold;
}

static const union igbx_rx_desc *
desc_at(const struct igbx_rxq *q, uint16_t offset)
{
	uint32_t i = (uint32_t)q->next + offset;

	return &q->ring[i < q->nb_desc ? i : i - q->nb_desc];
}

int
igbx_rx_descriptor_status(void *rxq, uint16_t offset)
{
	const struct igbx_rxq *q = rxq;

	if (offset >= q->nb_desc)
		return -EINVAL;
	if (offset >= nb_posted(q))
		return RTE_ETH_RX_DESC_UNAVAIL;
	return igbx_rx_desc_done(desc_at(q, offset)) ? RTE_ETH_RX_DESC_DONE : RTE_ETH_RX_DESC_AVAIL;
}

igbx_rx_queue_count_t
igbx_rx_queue_count(void *rxq)
{
	const struct igbx_rxq *q = rxq;
	uint16_t posted = nb_posted(q), nb = 0;

	while (nb < posted && igbx_rx_desc_done(desc_at(q, nb)))
		nb++;
	return nb;
}

/* A sleep that would begin after the packet came is not begun. */
static int
packet_has_come(const uint64_t status, const uint64_t opaque[RTE_POWER_MONITOR_OPAQUE_SZ])
{
	RTE_SET_USED(opaque);
	return rte_le_to_cpu_32((uint32_t)status) & IGBX_RXD_STAT_DD ? -1 : 0;
}

int
igbx_rx_get_monitor_addr(void *rxq, struct rte_power_monitor_cond *pmc)
{
	const struct igbx_rxq *q = rxq;

	pmc->addr = &q->ring[q->next].dword[2];
	pmc->size = sizeof(q->ring[0].dword[2]);
	pmc->fn = packet_has_come;
	return 0;
}
