/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdlib.h>
#include <string.h>

#include "dp.h"
#include "rx_model.h"

#define BURST_MAX 512

static uint32_t
read32(const void *p, unsigned int offset)
{
	const uint8_t *b = (const uint8_t *)p + offset;

	return b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24;
}

static void
write32(void *p, unsigned int offset, uint32_t value)
{
	uint8_t *b = (uint8_t *)p + offset;

	b[0] = value;
	b[1] = value >> 8;
	b[2] = value >> 16;
	b[3] = value >> 24;
}

static uint8_t *
desc_bytes(const struct rx_model *model, uint16_t i)
{
	return (uint8_t *)model->q->mz->addr + i * 16;
}

/* ---- meaning ---- */

uint32_t
rx_model_ptype(uint32_t info)
{
	bool v4 = info & 0x10, v4_ext = info & 0x20, v6 = info & 0x40, v6_ext = info & 0x80;
	bool tcp = info & 0x100, udp = info & 0x200, sctp = info & 0x400;
	bool any4 = v4 || v4_ext, any6 = v6 || v6_ext;
	uint32_t ptype = RTE_PTYPE_L2_ETHER;

	if (info & 0x8000)
		return ptype;
	if (any4)
		ptype |= v4_ext ? RTE_PTYPE_L3_IPV4_EXT : RTE_PTYPE_L3_IPV4;
	else if (any6)
		ptype |= v6_ext ? RTE_PTYPE_L3_IPV6_EXT : RTE_PTYPE_L3_IPV6;
	if (any4 && any6) {
		ptype |= RTE_PTYPE_TUNNEL_IP;
		ptype |= v6_ext ? RTE_PTYPE_INNER_L3_IPV6_EXT : RTE_PTYPE_INNER_L3_IPV6;
	}
	if (tcp + udp + sctp != 1)
		return ptype;
	if (any4 && any6)
		return ptype | (tcp	     ? RTE_PTYPE_INNER_L4_TCP
				       : udp ? RTE_PTYPE_INNER_L4_UDP
					     : RTE_PTYPE_INNER_L4_SCTP);
	return ptype | (tcp ? RTE_PTYPE_L4_TCP : udp ? RTE_PTYPE_L4_UDP : RTE_PTYPE_L4_SCTP);
}

uint64_t
rx_model_flags(uint64_t offloads, uint32_t info, uint32_t status)
{
	bool l4_wanted = ((info & 0x100) && (offloads & RTE_ETH_RX_OFFLOAD_TCP_CKSUM)) ||
			 ((info & 0x200) && (offloads & RTE_ETH_RX_OFFLOAD_UDP_CKSUM)) ||
			 ((info & 0x400) && (offloads & RTE_ETH_RX_OFFLOAD_SCTP_CKSUM));
	uint64_t flags = 0;

	if ((offloads & RTE_ETH_RX_OFFLOAD_IPV4_CKSUM) && (status & RXS_IPCS))
		flags |=
			status & RXS_IPE ? RTE_MBUF_F_RX_IP_CKSUM_BAD : RTE_MBUF_F_RX_IP_CKSUM_GOOD;
	if (l4_wanted && (status & (RXS_L4CS | RXS_UDPCS)))
		flags |=
			status & RXS_L4E ? RTE_MBUF_F_RX_L4_CKSUM_BAD : RTE_MBUF_F_RX_L4_CKSUM_GOOD;
	if ((offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP) && (status & RXS_VP))
		flags |= RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
	if ((offloads & RTE_ETH_RX_OFFLOAD_RSS_HASH) && (info & 0xF) != 0)
		flags |= RTE_MBUF_F_RX_RSS_HASH;
	return flags;
}

static uint16_t
crc_bytes(const struct rx_model *model)
{
	return model->offloads & RTE_ETH_RX_OFFLOAD_KEEP_CRC ? 4 : 0;
}

/* ---- life ---- */

struct rx_model *
rx_model_create(uint16_t port_id, uint16_t nb_desc, uint16_t free_thresh, uint16_t buf_bytes,
	struct rte_mempool *pool, uint64_t offloads, bool scattered)
{
	struct rx_model *model = calloc(1, sizeof(*model));

	model->q = igbx_rxq_alloc(dp_port(port_id), 0, nb_desc, rte_socket_id(), pool);
	if (model->q == NULL) {
		dp_fail("no queue of %u descriptors: %s", nb_desc, dp_log_last());
		free(model);
		return NULL;
	}
	model->cap = nb_desc;
	model->pending = calloc(model->cap, sizeof(model->pending[0]));
	model->pending_stamp = calloc(model->cap, sizeof(model->pending_stamp[0]));
	model->offloads = offloads;
	model->ptp_filter = -1;
	model->scattered = scattered;
	model->hold_limit = free_thresh < nb_desc / 2 ? free_thresh : nb_desc / 2;
	model->nb_alloc_failed = model->q->dev_data->rx_mbuf_alloc_failed;
	model->stamp = 1;
	model->q->tail_reg = &model->tail_reg;
	model->q->free_thresh = free_thresh;
	model->q->buf_bytes = buf_bytes;
	igbx_rxq_offloads_set(model->q, offloads);
	model->fresh = *model->q;
	if (igbx_rxq_fill(model->q) != 0)
		dp_fail("queue of %u not filled: %s", nb_desc, dp_log_last());
	igbx_doorbell(&model->tail_reg, nb_desc - 1);
	return model;
}

void
rx_model_watch(struct rx_model *model, int ptp_filter)
{
	model->ptp_filter = ptp_filter;
	igbx_rxq_watch(model->q, ptp_filter);
}

void
rx_model_destroy(struct rx_model *model)
{
	igbx_rxq_drain(model->q);
	igbx_rxq_free(model->q);
	free(model->pending);
	free(model->pending_stamp);
	free(model);
}

void
rx_model_restart(struct rx_model *model)
{
	igbx_rxq_drain(model->q);
	*model->q = model->fresh;
	if (igbx_rxq_fill(model->q) != 0)
		dp_fail("queue not filled: %s", dp_log_last());
	igbx_doorbell(&model->tail_reg, model->q->nb_desc - 1);
	model->nb_given = 0;
	model->nb_err = 0;
	model->nb_oversize = 0;
	model->head = 0;
	model->nb_written = 0;
	model->nb_pending = 0;
	model->first_pending = 0;
	model->nb_taken = 0;
	model->in_part = false;
	model->skip = false;
}

uint64_t
rx_model_state(const struct rx_model *model)
{
	struct igbx_rxq q = *model->q;
	uint64_t hash = DP_HASH_INIT;
	uint32_t i, slot;

	/* Where a packet's mbufs are does not matter, nor what has been counted. */
	if (q.pkt_first != NULL) {
		hash = dp_hash(hash, &q.pkt_first->pkt_len, sizeof(q.pkt_first->pkt_len));
		hash = dp_hash(hash, &q.pkt_first->nb_segs, sizeof(q.pkt_first->nb_segs));
		hash = dp_hash(hash, &q.pkt_last->data_len, sizeof(q.pkt_last->data_len));
	}
	q.pkt_first = NULL;
	q.pkt_last = NULL;
	q.nb_rx_err = 0;
	q.nb_rx_oversize = 0;
	q.nb_told = 0;
	q.nb_before = 0;
	q.nb_not_pkts = 0;
	hash = dp_hash(hash, &q, sizeof(q));
	hash = dp_hash(hash, &model->tail_reg, sizeof(model->tail_reg));
	for (i = 0; i < model->nb_pending; i++) {
		slot = (model->first_pending + i) % model->cap;
		hash = dp_hash(hash, &model->pending[slot], sizeof(model->pending[slot]));
	}
	hash = dp_hash(hash, &model->head, sizeof(model->head));
	return dp_hash(hash, &model->skip, sizeof(model->skip));
}

/* ---- device ---- */

static uint32_t
tail(const struct rx_model *model)
{
	return read32(&model->tail_reg, 0);
}

uint16_t
rx_model_room(const struct rx_model *model)
{
	return (tail(model) + model->q->nb_desc - model->head) % model->q->nb_desc;
}

void
rx_model_write(struct rx_model *model, const struct rx_wb *wb)
{
	uint8_t *desc = desc_bytes(model, model->head);
	struct rte_mbuf *m = model->q->sw_ring[model->head];
	uint64_t iova = read32(desc, 0) | (uint64_t)read32(desc, 4) << 32;
	uint32_t slot = (model->first_pending + model->nb_pending) % model->cap;
	uint64_t stamp = 0;

	if (rx_model_room(model) == 0) {
		dp_fail("the test wants to write a descriptor that is not the device's");
		return;
	}
	DP_EXPECT_EQ((uintptr_t)m->buf_addr + RTE_PKTMBUF_HEADROOM, iova, "posted address");
	DP_EXPECT_EQ(0, read32(desc, 8) | read32(desc, 12), "header address and done bit");
	if (wb->length >= sizeof(stamp) && wb->length <= model->q->buf_bytes) {
		stamp = ++model->stamp;
		memcpy((void *)(uintptr_t)iova, &stamp, sizeof(stamp));
	}
	write32(desc, 0, wb->info);
	write32(desc, 4, wb->hash);
	write32(desc, 8, wb->status | RXS_DD);
	write32(desc, 12, wb->length | (uint32_t)wb->tag << 16);
	model->pending[slot] = *wb;
	model->pending_stamp[slot] = stamp;
	model->nb_pending++;
	model->nb_written++;
	model->head = (model->head + 1) % model->q->nb_desc;
}

void
rx_model_packet(struct rx_model *model, uint32_t info, uint32_t status, uint16_t nb_segs,
	uint16_t last_bytes)
{
	struct rx_wb wb = {.length = model->q->buf_bytes};

	while (--nb_segs > 0)
		rx_model_write(model, &wb);
	wb.info = info;
	wb.hash = (uint32_t)dp_random();
	wb.status = status | RXS_EOP;
	wb.length = last_bytes;
	wb.tag = (uint16_t)dp_random();
	rx_model_write(model, &wb);
}

/* ---- what the driver must make of it ---- */

static void
part_add(struct rx_model *model, const struct rx_wb *wb, uint64_t stamp)
{
	struct rx_expected *part = &model->part;

	if (!model->in_part)
		memset(part, 0, sizeof(*part));
	model->in_part = true;
	part->seg_bytes[part->nb_segs] = wb->length;
	part->seg_stamp[part->nb_segs] = stamp;
	part->nb_segs++;
	part->bytes += wb->length;
	part->info = wb->info;
	part->hash = wb->hash;
	part->status = wb->status;
	part->tag = wb->tag;
}

static void
part_strip_crc(struct rx_model *model)
{
	struct rx_expected *part = &model->part;
	unsigned int i;

	for (i = 0; i < crc_bytes(model); i++) {
		part->seg_bytes[part->nb_segs - 1]--;
		part->bytes--;
		if (part->seg_bytes[part->nb_segs - 1] == 0 && part->nb_segs > 1)
			part->nb_segs--;
	}
}

static void
part_drop(struct rx_model *model, const struct rx_wb *wb, uint64_t *counter)
{
	(*counter)++;
	model->in_part = false;
	model->skip = !(wb->status & RXS_EOP);
}

/* Takes the oldest descriptor; true when it completes a packet, which is in model->part. */
static bool
take(struct rx_model *model)
{
	const struct rx_wb *wb = &model->pending[model->first_pending];
	uint64_t stamp = model->pending_stamp[model->first_pending];
	bool eop = wb->status & RXS_EOP;
	uint32_t before = model->in_part ? model->part.bytes : 0;
	uint32_t segs = model->in_part ? model->part.nb_segs : 0;

	model->first_pending = (model->first_pending + 1) % model->cap;
	model->nb_pending--;
	model->nb_taken++;
	if (model->skip) {
		model->skip = !eop;
	} else if (wb->length > model->q->buf_bytes ||
		   (!eop && (!model->scattered || segs + 1 >= RX_MODEL_MAX_SEG))) {
		part_drop(model, wb, &model->nb_oversize);
	} else if (wb->length == 0 ||
		   (eop && ((wb->status & RXS_RXE) || before + wb->length <= crc_bytes(model)))) {
		part_drop(model, wb, &model->nb_err);
	} else {
		part_add(model, wb, stamp);
		if (!eop)
			return false;
		part_strip_crc(model);
		model->in_part = false;
		return true;
	}
	return false;
}

/* ---- comparison ---- */

static void
compare_segs(const struct rx_model *model, const struct rte_mbuf *m)
{
	const struct rx_expected *e = &model->part;
	unsigned int i;

	for (i = 0; i < e->nb_segs && m != NULL; i++, m = m->next) {
		uint64_t stamp = 0;

		DP_EXPECT_EQ(e->seg_bytes[i], m->data_len, "segment length");
		DP_EXPECT_EQ(RTE_PKTMBUF_HEADROOM, m->data_off, "data offset");
		DP_EXPECT_EQ(1, rte_mbuf_refcnt_read(m), "reference count");
		if (e->seg_stamp[i] != 0 && e->seg_bytes[i] >= sizeof(stamp)) {
			memcpy(&stamp, rte_pktmbuf_mtod(m, const void *), sizeof(stamp));
			DP_EXPECT_EQ(e->seg_stamp[i], stamp, "data");
		}
	}
	if (i != e->nb_segs || m != NULL)
		dp_fail("chain of %u segments expected, %s after %u", e->nb_segs,
			m != NULL ? "goes on" : "ends", i);
}

/* Packets of other types have the bits of the filter's number for something else. */
static uint64_t
time_flags(const struct rx_model *model, const struct rx_expected *e)
{
	uint64_t flags = 0;

	if (model->ptp_filter < 0)
		return 0;
	if ((e->info & 0x8000) && (e->info >> 4 & 7) == (uint32_t)model->ptp_filter)
		flags |= RTE_MBUF_F_RX_IEEE1588_PTP;
	if (e->status & 0x10000)
		flags |= RTE_MBUF_F_RX_IEEE1588_TMST;
	return flags;
}

static void
compare(const struct rx_model *model, const struct rte_mbuf *m)
{
	const struct rx_expected *e = &model->part;
	const char *reason = "";
	uint64_t flags = rx_model_flags(model->offloads, e->info, e->status) | time_flags(model, e);

	if (rte_mbuf_check(m, 1, &reason) != 0)
		dp_fail("mbuf is not sane: %s", reason);
	DP_EXPECT_EQ(e->bytes, m->pkt_len, "packet length");
	DP_EXPECT_EQ(e->nb_segs, m->nb_segs, "segments");
	DP_EXPECT_EQ(model->q->port_id, m->port, "port");
	DP_EXPECT_EQ(flags, m->ol_flags & ~RTE_MBUF_F_EXTERNAL, "flags");
	DP_EXPECT_EQ(rx_model_ptype(e->info), m->packet_type, "packet type");
	if (flags & RTE_MBUF_F_RX_VLAN)
		DP_EXPECT_EQ(e->tag, m->vlan_tci, "tag");
	if (flags & RTE_MBUF_F_RX_RSS_HASH)
		DP_EXPECT_EQ(e->hash, m->hash.rss, "RSS hash");
	compare_segs(model, m);
}

uint16_t
rx_model_burst(struct rx_model *model, const struct igbx_rx_path *path, uint16_t nb)
{
	struct rte_mbuf *pkts[BURST_MAX + 1];
	uint32_t avail = rte_mempool_avail_count(model->q->pool);
	bool plenty = avail >= model->nb_pending;
	uint64_t failed = model->q->dev_data->rx_mbuf_alloc_failed;
	uint16_t got, i = 0;
	uint32_t left;

	pkts[nb] = (void *)model;
	got = path->burst(model->q, pkts, nb);
	if (got > nb || pkts[nb] != (void *)model)
		dp_fail("burst of %u wrote more: %u", nb, got);
	while (i < got && model->nb_pending > 0) {
		if (!take(model))
			continue;
		compare(model, pkts[i]);
		rte_pktmbuf_free(pkts[i]);
		i++;
	}
	if (i < got)
		dp_fail("%u packets more than were received", got - i);
	/* Less than asked for: nothing is left that could be taken, unless the pool ran dry. */
	left = got == nb ? model->nb_pending : plenty ? 0 : (uint32_t)igbx_rx_queue_count(model->q);
	while (model->nb_pending > left)
		if (take(model))
			dp_fail("burst of %u gave %u, one more is complete", nb, got);
	if (plenty)
		DP_EXPECT_EQ(
			failed, model->q->dev_data->rx_mbuf_alloc_failed, "failed allocations");
	model->nb_alloc_failed = model->q->dev_data->rx_mbuf_alloc_failed;
	model->nb_given += got;
	DP_EXPECT_EQ(model->nb_given, igbx_rxq_nb_pkts(model->q), "packets of the queue");
	return got;
}

static void
check_status(const struct rx_model *model, uint32_t held)
{
	const uint32_t nb_desc = model->q->nb_desc;
	uint32_t offset;

	for (offset = 0; offset < nb_desc; offset++) {
		int expected = offset < model->nb_pending    ? RTE_ETH_RX_DESC_DONE
			       : offset < nb_desc - 1 - held ? RTE_ETH_RX_DESC_AVAIL
							     : RTE_ETH_RX_DESC_UNAVAIL;
		int status = igbx_rx_descriptor_status(model->q, offset);

		if (status != expected)
			dp_fail("descriptor status at %u: expected %d, observed %d", offset,
				expected, status);
	}
	DP_EXPECT_EQ(-EINVAL, igbx_rx_descriptor_status(model->q, nb_desc), "status behind ring");
}

/* Only when the driver took all that it could: model and driver then agree on what is pending. */
void
rx_model_check(struct rx_model *model)
{
	uint32_t nb_desc = model->q->nb_desc;
	uint32_t next = model->nb_taken % nb_desc;
	uint32_t held = (next + nb_desc - 1 - tail(model)) % nb_desc;

	if (held >= RTE_MAX(model->hold_limit, 1u))
		dp_fail("%u refilled descriptors are kept from the device, limit %u", held,
			model->hold_limit);
	DP_EXPECT_EQ(model->nb_pending, igbx_rx_queue_count(model->q), "queue count");
	DP_EXPECT_EQ(model->nb_err, model->q->nb_rx_err, "error count");
	DP_EXPECT_EQ(model->nb_oversize, model->q->nb_rx_oversize, "oversize count");
	check_status(model, held);
}
