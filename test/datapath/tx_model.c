/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dp.h"
#include "tx_model.h"

#define BURST_MAX 512

/* dword 2 of both kinds */
#define DTYP(dword) ((dword) >> 20 & 15)
#define DTYP_CTX    2
#define DTYP_DATA   3
#define EOP	    (1u << 24)
#define IFCS	    (1u << 25)
#define RS	    (1u << 27)
#define DEXT	    (1u << 29)
#define MAC_1588    (1u << 19)
#define VLE	    (1u << 30)
#define TSE	    (1u << 31)
/* dword 3 of data */
#define DD   (1u << 0)
#define IXSM (1u << 8)
#define TXSM (1u << 9)
/* dword 3 of both */
#define IDX(dword) ((dword) >> 4 & 7)

static uint8_t *
desc_bytes(const struct tx_model *model, uint32_t i)
{
	return (uint8_t *)model->q->mz->addr + (size_t)i * 16;
}

static uint32_t
dword(const uint8_t *desc, unsigned int n)
{
	const uint8_t *b = desc + 4 * n;

	return b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint32_t
tail(const struct tx_model *model)
{
	return rte_le_to_cpu_32(model->tail_reg);
}

/* ---- what a packet asks for ---- */

static void
expect_meaning(const struct rte_mbuf *m, struct tx_meaning *meaning)
{
	uint64_t flags = m->ol_flags, l4 = flags & RTE_MBUF_F_TX_L4_MASK;

	*meaning = (struct tx_meaning){.l4_csum = TX_L4_NONE};
	meaning->stamped = (flags & RTE_MBUF_F_TX_IEEE1588_TMST) != 0;
	meaning->tagged = (flags & RTE_MBUF_F_TX_VLAN) != 0;
	meaning->tci = meaning->tagged ? m->vlan_tci : 0;
	meaning->tso = (flags & (RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_UDP_SEG)) != 0;
	meaning->ip_csum = (flags & RTE_MBUF_F_TX_IP_CKSUM) != 0;
	if (l4 == RTE_MBUF_F_TX_UDP_CKSUM)
		meaning->l4_csum = TX_L4_UDP;
	if (l4 == RTE_MBUF_F_TX_SCTP_CKSUM)
		meaning->l4_csum = TX_L4_SCTP;
	if (l4 == RTE_MBUF_F_TX_TCP_CKSUM)
		meaning->l4_csum = TX_L4_TCP;
	if (meaning->tso) {
		meaning->l4_csum = flags & RTE_MBUF_F_TX_TCP_SEG ? TX_L4_TCP : TX_L4_UDP;
		meaning->ip_csum |= (flags & RTE_MBUF_F_TX_IPV4) != 0;
		meaning->mss = m->tso_segsz;
		meaning->l4len = m->l4_len;
	}
	if (meaning->ip_csum || meaning->l4_csum != TX_L4_NONE) {
		meaning->ipv4 = (flags & (RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM)) != 0;
		meaning->maclen = m->l2_len;
		meaning->iplen = m->l3_len;
	}
}

static bool
tso_possible(const struct rte_mbuf *m, uint32_t bytes)
{
	uint32_t headers = m->l2_len + m->l3_len + m->l4_len;
	uint32_t longest = headers + (m->ol_flags & RTE_MBUF_F_TX_VLAN ? 4 : 0);
	uint64_t both = RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_UDP_SEG;

	if (bytes > headers)
		longest += RTE_MIN(bytes - headers, (uint32_t)m->tso_segsz);
	return longest <= 9724 && (m->ol_flags & both) != both && m->l2_len && m->l3_len &&
	       m->l4_len && headers <= 512 && m->tso_segsz > 0 && m->tso_segsz <= 9216 &&
	       bytes > headers && bytes - headers < 1u << 18;
}

bool
tx_model_expect(const struct rte_mbuf *m, uint16_t nb_desc, struct tx_frame *frame,
	uint16_t *nb_data, bool *needs_ctx)
{
	const struct rte_mbuf *seg;
	unsigned int descs = 0;
	const uint8_t zero = 0;

	memset(frame, 0, sizeof(*frame));
	frame->hash = DP_HASH_INIT;
	for (seg = m; seg != NULL; seg = seg->next) {
		frame->hash = dp_hash(frame->hash, rte_pktmbuf_mtod(seg, void *), seg->data_len);
		frame->bytes += seg->data_len;
		descs += (seg->data_len + 16383) / 16384;
	}
	expect_meaning(m, &frame->meaning);
	*needs_ctx = frame->meaning.tagged || frame->meaning.ip_csum ||
		     frame->meaning.l4_csum != TX_L4_NONE;
	if (frame->bytes == 0)
		return false;
	if (frame->meaning.tso ? !tso_possible(m, frame->bytes)
			       : frame->bytes + 4u * frame->meaning.tagged > 9724)
		return false;
	if (frame->bytes < 17)
		descs++;
	while (frame->bytes < 17) {
		frame->hash = dp_hash(frame->hash, &zero, 1);
		frame->bytes++;
	}
	*nb_data = descs;
	return descs <= 40 && descs + *needs_ctx <= nb_desc - 1u;
}

/* ---- life ---- */

struct tx_model *
tx_model_create(uint16_t port_id, uint16_t nb_desc, uint16_t rs_thresh, uint16_t free_thresh,
	uint64_t offloads)
{
	struct tx_model *model = calloc(1, sizeof(*model));

	model->q = igbx_txq_alloc(dp_port(port_id), 0, nb_desc, rte_socket_id());
	if (model->q == NULL) {
		dp_fail("no queue of %u descriptors: %s", nb_desc, dp_log_last());
		free(model);
		return NULL;
	}
	model->cap = nb_desc;
	model->expected = calloc(model->cap, sizeof(model->expected[0]));
	model->rs_thresh = RTE_MAX(rs_thresh, 1);
	model->q->tail_reg = &model->tail_reg;
	model->q->rs_thresh = rs_thresh;
	model->q->free_thresh = free_thresh;
	igbx_txq_offloads_set(model->q, offloads);
	igbx_txq_reset(model->q);
	model->fresh = *model->q;
	return model;
}

void
tx_model_destroy(struct tx_model *model)
{
	igbx_txq_free(model->q);
	free(model->expected);
	free(model);
}

void
tx_model_restart(struct tx_model *model)
{
	igbx_txq_reset(model->q);
	*model->q = model->fresh;
	model->nb_taken = 0;
	model->tail_reg = 0;
	model->head = 0;
	model->nb_sent = 0;
	model->nb_done = 0;
	model->nb_interpreted = 0;
	model->since_rs = 0;
	memset(model->ctx_valid, 0, sizeof(model->ctx_valid));
	model->nb_errors = 0;
	model->first = 0;
	model->nb = 0;
}

uint64_t
tx_model_state(const struct tx_model *model)
{
	struct igbx_txq q = *model->q;
	uint64_t hash = DP_HASH_INIT;
	unsigned int i;

	/* Where data is does not matter, nor what has been counted. */
	q.nb_tx_err = 0;
	q.nb_reclaimed = 0;
	q.nb_before = 0;
	q.nb_not_pkts = 0;
	hash = dp_hash(hash, &q, sizeof(q));
	for (i = 0; i < q.nb_desc; i++) {
		/* Flags, and whether there is an mbuf. */
		uint8_t kind = ((uintptr_t)q.sw_ring[i] & 3) | ((uintptr_t)q.sw_ring[i] > 3) << 2;

		hash = dp_hash(hash, &kind, sizeof(kind));
		hash = dp_hash(hash, &q.ring[i].qword[1], sizeof(q.ring[i].qword[1]));
	}
	hash = dp_hash(hash, q.marks, (q.nb_desc + 63) / 64 * sizeof(q.marks[0]));
	hash = dp_hash(hash, &model->head, sizeof(model->head));
	hash = dp_hash(hash, &model->since_rs, sizeof(model->since_rs));
	hash = dp_hash(hash, model->ctx_valid, sizeof(model->ctx_valid));
	hash = dp_hash(hash, &model->nb, sizeof(model->nb));
	return hash;
}

/* ---- the application's side ---- */

static void
check_refusal(const struct tx_model *model, const struct rte_mbuf *m)
{
	uint16_t nb_data = 0;
	struct tx_frame frame;
	bool needs_ctx;
	uint64_t room = model->q->nb_desc - 1 - (model->nb_sent - model->nb_done);

	if (!tx_model_expect(m, model->q->nb_desc, &frame, &nb_data, &needs_ctx))
		dp_fail("a packet that can never be sent blocks the queue");
	else if ((uint64_t)nb_data + needs_ctx <= room)
		dp_fail("a packet of %u descriptors is refused while %u are free", nb_data,
			(unsigned int)room);
}

uint16_t
tx_model_burst(struct tx_model *model, const struct igbx_tx_path *path, struct rte_mbuf **pkts,
	uint16_t nb)
{
	static struct tx_frame frames[BURST_MAX];
	static bool possible[BURST_MAX];
	uint32_t old_tail = tail(model);
	uint16_t sent, i, nb_data, last = UINT16_MAX;
	bool needs_ctx;

	for (i = 0; i < nb; i++)
		possible[i] = tx_model_expect(
			pkts[i], model->q->nb_desc, &frames[i], &nb_data, &needs_ctx);
	sent = path->burst(model->q, pkts, nb);
	model->nb_sent += (tail(model) + model->q->nb_desc - old_tail) % model->q->nb_desc;
	if (sent > nb)
		dp_fail("burst of %u took %u", nb, sent);
	for (i = 0; i < sent; i++) {
		if (!possible[i]) {
			model->nb_errors++;
			continue;
		}
		model->nb_taken++;
		if (model->nb == model->cap) {
			dp_fail("more packets taken than the ring has descriptors");
			break;
		}
		last = (model->first + model->nb++) % model->cap;
		model->expected[last] = frames[i];
	}
	if (last != UINT16_MAX)
		model->expected[last].last_of_burst = true;
	if (model->nb_sent - model->nb_done > model->q->nb_desc - 1u)
		dp_fail("ring overrun");
	DP_EXPECT_EQ(model->nb_taken, igbx_txq_nb_pkts(model->q), "packets of the queue");
	if (sent < nb)
		check_refusal(model, pkts[sent]);
	return sent;
}

/* ---- the device's side ---- */

struct gathered {
	uint32_t cmd, olinfo; /* common to all */
	uint32_t bytes;
	uint64_t hash;
	uint16_t nb_data;
};

static void
add_data(struct gathered *frame, const uint8_t *desc)
{
	const uint8_t *data =
		(const uint8_t *)(uintptr_t)(dword(desc, 0) | (uint64_t)dword(desc, 1) << 32);
	uint32_t cmd = dword(desc, 2), len = cmd & 0xFFFF;
	uint32_t common = cmd & ~(0xFFFFu | EOP | RS);

	if (frame->nb_data == 0) {
		frame->cmd = common;
		frame->olinfo = dword(desc, 3);
		frame->hash = DP_HASH_INIT;
	}
	DP_EXPECT_EQ(frame->cmd, common, "command of all descriptors of a packet");
	DP_EXPECT_EQ(frame->olinfo, dword(desc, 3), "olinfo of all descriptors of a packet");
	if (len == 0 || len > 16384)
		dp_fail("descriptor of %u bytes", len);
	frame->hash = dp_hash(frame->hash, data, len);
	frame->bytes += len;
	frame->nb_data++;
}

static void
take_ctx(struct tx_model *model, const uint8_t *desc)
{
	unsigned int i, idx = IDX(dword(desc, 3));

	model->nb_ctx++;
	if (dword(desc, 2) & (EOP | RS))
		dp_fail("context 0x%x has data bits", dword(desc, 2));
	if (idx > 1) {
		dp_fail("context index %u, the device has two", idx);
		return;
	}
	for (i = 0; i < 4; i++)
		model->ctx[idx][i] = dword(desc, i);
	model->ctx_valid[idx] = true;
}

static struct tx_meaning
gathered_meaning(const struct tx_model *model, const struct gathered *frame)
{
	struct tx_meaning meaning = {.l4_csum = TX_L4_NONE};
	const uint32_t *ctx = model->ctx[IDX(frame->olinfo) & 1];

	meaning.stamped = (frame->cmd & MAC_1588) != 0;
	meaning.tagged = (frame->cmd & VLE) != 0;
	meaning.tci = meaning.tagged ? ctx[0] >> 16 : 0;
	meaning.ip_csum = (frame->olinfo & IXSM) != 0;
	if (frame->olinfo & TXSM)
		meaning.l4_csum = ctx[2] >> 11 & 3;
	if (frame->olinfo & (IXSM | TXSM)) {
		meaning.ipv4 = ctx[2] >> 10 & 1;
		meaning.maclen = ctx[0] >> 9 & 127;
		meaning.iplen = ctx[0] & 511;
	}
	meaning.tso = (frame->cmd & TSE) != 0;
	if (meaning.tso) {
		meaning.mss = ctx[3] >> 16;
		meaning.l4len = ctx[3] >> 8 & 255;
	}
	return meaning;
}

static void
compare_meaning(const struct tx_meaning *e, const struct tx_meaning *o)
{
	DP_EXPECT_EQ(e->stamped, o->stamped, "stamp asked for");
	DP_EXPECT_EQ(e->tagged, o->tagged, "tag inserted");
	DP_EXPECT_EQ(e->tci, o->tci, "tag");
	DP_EXPECT_EQ(e->ip_csum, o->ip_csum, "IP checksum");
	DP_EXPECT_EQ(e->l4_csum, o->l4_csum, "L4 checksum");
	DP_EXPECT_EQ(e->ipv4, o->ipv4, "IPv4");
	DP_EXPECT_EQ(e->maclen, o->maclen, "L2 header length");
	DP_EXPECT_EQ(e->iplen, o->iplen, "L3 header length");
	DP_EXPECT_EQ(e->tso, o->tso, "segmentation");
	DP_EXPECT_EQ(e->mss, o->mss, "MSS");
	DP_EXPECT_EQ(e->l4len, o->l4len, "L4 header length");
}

static void
compare_frame(struct tx_model *model, const struct gathered *frame)
{
	const struct tx_frame *e = &model->expected[model->first];
	struct tx_meaning meaning = gathered_meaning(model, frame);
	uint32_t payload = e->bytes;

	if (model->nb == 0) {
		dp_fail("a frame of %u bytes that nobody sent", frame->bytes);
		return;
	}
	if (e->meaning.tso)
		payload -= e->meaning.maclen + e->meaning.iplen + e->meaning.l4len;
	DP_EXPECT_EQ(
		DTYP_DATA << 20 | IFCS | DEXT, frame->cmd & ~(MAC_1588 | VLE | TSE), "command");
	DP_EXPECT_EQ(
		payload << 14, frame->olinfo & ~(IXSM | TXSM | 7u << 4), "PAYLEN and nothing else");
	if ((frame->cmd & (VLE | TSE)) || (frame->olinfo & (IXSM | TXSM))) {
		if (IDX(frame->olinfo) > 1 || !model->ctx_valid[IDX(frame->olinfo)])
			dp_fail("context %u is used and was never written", IDX(frame->olinfo));
	} else {
		DP_EXPECT_EQ(0, IDX(frame->olinfo), "context of a packet without offload");
	}
	DP_EXPECT_EQ(e->bytes, frame->bytes, "frame length");
	DP_EXPECT_EQ(e->hash, frame->hash, "frame data");
	compare_meaning(&e->meaning, &meaning);
}

/* A report is due at the end of a burst and every rs_thresh descriptors, and else not. */
static void
check_report(struct tx_model *model, bool reported)
{
	bool due =
		model->since_rs >= model->rs_thresh || model->expected[model->first].last_of_burst;

	if (reported != due)
		dp_fail("RS %s after %u descriptors, rs_thresh %u", reported ? "set" : "not set",
			model->since_rs, model->rs_thresh);
	if (!reported)
		return;
	model->since_rs = 0;
	model->nb_reports++;
}

/* The device may write anything but the done bit over what it no longer needs. */
static void
write_back(struct tx_model *model, uint8_t *desc)
{
	memset(desc, 0xA5, 12);
	memset(desc + 12, 0, 4);
	desc[12] = DD;
	model->nb_done = model->nb_interpreted;
}

static bool
run_frame(struct tx_model *model)
{
	struct gathered frame = {.nb_data = 0};
	bool ctx_before = false;

	while (model->head != tail(model) && !dp_failed()) {
		uint8_t *desc = desc_bytes(model, model->head);
		uint32_t cmd = dword(desc, 2);

		model->head = (model->head + 1) % model->q->nb_desc;
		model->nb_interpreted++;
		model->since_rs++;
		if (!(cmd & DEXT) || (DTYP(cmd) != DTYP_CTX && DTYP(cmd) != DTYP_DATA)) {
			dp_fail("descriptor 0x%x is neither context nor data", cmd);
		} else if (DTYP(cmd) == DTYP_CTX) {
			if (frame.nb_data > 0 || ctx_before)
				dp_fail("context inside of a packet or behind another");
			take_ctx(model, desc);
			ctx_before = true;
			continue;
		}
		add_data(&frame, desc);
		if (!(cmd & EOP)) {
			if (cmd & RS)
				dp_fail("RS before the end of a packet");
			continue;
		}
		compare_frame(model, &frame);
		check_report(model, (cmd & RS) != 0);
		if (cmd & RS)
			write_back(model, desc);
		model->first = (model->first + 1) % model->cap;
		model->nb--;
		model->nb_frames++;
		return true;
	}
	if (frame.nb_data > 0 || ctx_before)
		dp_fail("the tail was written inside of a packet");
	return false;
}

unsigned int
tx_model_run(struct tx_model *model, unsigned int nb_frames)
{
	unsigned int nb = 0;

	while (nb < nb_frames && run_frame(model))
		nb++;
	if (model->head == tail(model) && model->nb > 0)
		dp_fail("%u packets were taken and not sent", model->nb);
	return nb;
}

void
tx_model_check(struct tx_model *model)
{
	uint32_t nb_desc = model->q->nb_desc, offset;

	DP_EXPECT_EQ(model->nb_errors, model->q->nb_tx_err, "error count");
	DP_EXPECT_EQ(model->nb_sent - model->nb_done, igbx_tx_queue_count(model->q), "queue count");
	for (offset = 0; offset < nb_desc; offset++) {
		/* The descriptor at tail + offset was last used for this one, counted from 0. */
		int64_t n = (int64_t)model->nb_sent - nb_desc + offset;
		int expected =
			n >= (int64_t)model->nb_done ? RTE_ETH_TX_DESC_FULL : RTE_ETH_TX_DESC_DONE;
		int status = igbx_tx_descriptor_status(model->q, offset);

		if (status != expected)
			dp_fail("descriptor status at %u: expected %d, observed %d", offset,
				expected, status);
	}
	DP_EXPECT_EQ(-EINVAL, igbx_tx_descriptor_status(model->q, nb_desc), "status behind ring");
}
