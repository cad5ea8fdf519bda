/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Buffer split as an application asks for it, and what the device can do of that: two buffers,
 * split behind the headers of one kind of packets or behind a number of bytes.
 */
#include <errno.h>

#include "igbx_ethdev.h"
#include "igbx_fields.h"
#include "igbx_rx_split.h"

#define V4    (RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4_EXT_UNKNOWN)
#define V6    (RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV6_EXT_UNKNOWN)
#define V6_IN (RTE_PTYPE_TUNNEL_IP | RTE_PTYPE_INNER_L3_IPV6_EXT_UNKNOWN)

/* What is split behind which headers. Those of L2 alone, of IP alone and of SCTP the device does
 * not split: 82576 datasheet 7.1.10.
 */
#define KINDS(ROW)                                                      \
	ROW(V4 | RTE_PTYPE_L4_TCP, IGBX_PSRTYPE_IPV4_TCP)               \
	ROW(V4 | RTE_PTYPE_L4_UDP, IGBX_PSRTYPE_IPV4_UDP)               \
	ROW(V6 | RTE_PTYPE_L4_TCP, IGBX_PSRTYPE_IPV6_TCP)               \
	ROW(V6 | RTE_PTYPE_L4_UDP, IGBX_PSRTYPE_IPV6_UDP)               \
	ROW(V6_IN | RTE_PTYPE_INNER_L4_TCP, IGBX_PSRTYPE_IPV4_IPV6_TCP) \
	ROW(V6_IN | RTE_PTYPE_INNER_L4_UDP, IGBX_PSRTYPE_IPV4_IPV6_UDP)

#define KIND_HEADERS(headers, type) headers,
#define KIND_TYPE(headers, type)    type,

static const uint32_t kind_headers[] = {KINDS(KIND_HEADERS) RTE_PTYPE_UNKNOWN};
static const uint32_t kind_types[] = {KINDS(KIND_TYPE)};

const uint32_t *
igbx_dev_buffer_split_ptypes_get(struct rte_eth_dev *dev, size_t *nb)
{
	RTE_SET_USED(dev);
	*nb = RTE_DIM(kind_types);
	return kind_headers;
}

static int
types_of(const struct rte_eth_dev *dev, uint16_t queue, uint32_t headers, uint32_t *types)
{
	unsigned int i;

	*types = 0;
	if (headers == 0)
		return 0;
	for (i = 0; i < RTE_DIM(kind_types); i++)
		if (kind_headers[i] == headers)
			*types = kind_types[i];
	if (*types != 0)
		return 0;
	IGBX_ERR(
		"port %u Rx queue %u: split behind headers 0x%08x: the device does that behind TCP "
		"and UDP, over IPv4, IPv6 and IPv6 in IPv4",
		dev->data->port_id, queue, headers);
	return -EINVAL;
}

/* What goes into the first buffer. */
static int
header_room(const struct rte_eth_dev *dev, uint16_t queue, const struct rte_eth_rxseg_split *seg,
	struct igbx_rx_split *split)
{
	uint32_t off = RTE_PKTMBUF_HEADROOM + seg->offset;
	uint32_t size = rte_pktmbuf_data_room_size(seg->mp);
	uint32_t room = size - RTE_MIN(size, off);
	uint32_t bytes = seg->length;

	if (seg->proto_hdr != 0)
		bytes = RTE_MIN(RTE_ALIGN_FLOOR(room, IGBX_HDR_BUF_UNIT), IGBX_HDR_BUF_MAX);
	if (bytes > room || bytes == 0 || bytes > IGBX_HDR_BUF_MAX ||
		bytes % IGBX_HDR_BUF_UNIT != 0) {
		IGBX_ERR("port %u Rx queue %u: split behind %u bytes, at %u of pool %s with %u: "
			 "the device takes multiples of %u up to %u",
			dev->data->port_id, queue, bytes, off, seg->mp->name, size,
			IGBX_HDR_BUF_UNIT, IGBX_HDR_BUF_MAX);
		return -EINVAL;
	}
	split->pool = seg->mp;
	split->hdr_bytes = bytes;
	split->hdr_off = off;
	return 0;
}

/* And into all others; the length is a maximum, and what the device has may be less. */
static int
data_room(const struct rte_eth_dev *dev, uint16_t queue, const struct rte_eth_rxseg_split *seg,
	struct igbx_rx_split *split, uint16_t *buf_bytes)
{
	uint32_t size = rte_pktmbuf_data_room_size(seg->mp);
	uint32_t room = size - RTE_MIN(size, (uint32_t)seg->offset);

	if (seg->length != 0)
		room = RTE_MIN(room, (uint32_t)seg->length);
	if (room < IGBX_RX_BUF_MIN_BYTES) {
		IGBX_ERR("port %u Rx queue %u: %u bytes behind the split, at %u of pool %s: the "
			 "device needs %u",
			dev->data->port_id, queue, room, seg->offset, seg->mp->name,
			IGBX_RX_BUF_MIN_BYTES);
		return -EINVAL;
	}
	split->data_off = seg->offset;
	*buf_bytes = igbx_rx_buf_bytes_of(room);
	return 0;
}

/* Queues n and n + 8 have one register for their types of headers. */
static int
twin_check(const struct rte_eth_dev *dev, uint16_t queue, const struct igbx_rx_split *split)
{
	uint16_t twin = queue < IGBX_NB_SPLIT_TYPES ? queue + IGBX_NB_SPLIT_TYPES
						    : queue - IGBX_NB_SPLIT_TYPES;
	const struct igbx_rxq *other;

	other = twin < dev->data->nb_rx_queues ? dev->data->rx_queues[twin] : NULL;
	if (other == NULL || other->split == NULL || other->split->types == split->types)
		return 0;
	IGBX_ERR("port %u Rx queue %u: splits other packets than queue %u: the device has one "
		 "setting for both",
		dev->data->port_id, queue, twin);
	return -EINVAL;
}

int
igbx_rx_split_from_conf(const struct rte_eth_dev *dev, uint16_t queue,
	const struct rte_eth_rxconf *conf, struct igbx_rx_split *split, uint16_t *buf_bytes)
{
	const struct rte_eth_rxseg_split *header = &conf->rx_seg[0].split;
	const struct rte_eth_rxseg_split *data = &conf->rx_seg[1].split;
	uint16_t port = dev->data->port_id;
	int ret;

	if (conf->rx_nseg != IGBX_RX_SPLIT_NSEG) {
		IGBX_ERR("port %u Rx queue %u: buffer split into %u: the device does 2", port,
			queue, conf->rx_nseg);
		return -EINVAL;
	}
	if (data->proto_hdr != 0) {
		IGBX_ERR("port %u Rx queue %u: buffer split behind headers 0x%08x in the second "
			 "buffer: it takes all the rest",
			port, queue, data->proto_hdr);
		return -EINVAL;
	}
	if (igbx_adapter_of(dev)->vmdq.pools.on) {
		IGBX_ERR("port %u Rx queue %u: no buffer split together with VMDq", port, queue);
		return -ENOTSUP;
	}
	memset(split, 0, sizeof(*split));
	ret = types_of(dev, queue, header->proto_hdr, &split->types);
	if (ret != 0)
		return ret;
	ret = header_room(dev, queue, header, split);
	if (ret != 0)
		return ret;
	ret = data_room(dev, queue, data, split, buf_bytes);
	if (ret != 0)
		return ret;
	split->always = split->types == 0;
	memcpy(split->segs, conf->rx_seg, sizeof(split->segs));
	return twin_check(dev, queue, split);
}
