/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Transmit: packets of any kind, and what the device writes over their descriptors. One that
 * reports in order sends what the model says, byte for byte. One that reports what it likes, when
 * it likes, gets no mbuf freed twice and none lost.
 */
#include "rings.h"
#include "tx_model.h"
#include "tx_packets.h"

#define MAX_STEPS 150
#define MAX_BURST 40

static struct tx_packets packets;

static const struct igbx_tx_path *
path_of(struct input *in)
{
	const struct igbx_tx_path *path;

	do
		path = &igbx_tx_paths[input_below(in, igbx_tx_nb_paths)];
	while (!igbx_isa_usable(path->isa) && in->left > 0);
	return igbx_isa_usable(path->isa) ? path : &igbx_tx_paths[0];
}

static void
offload_read(struct rte_mbuf *m, struct input *in)
{
	static const uint64_t l4[] = {
		0, RTE_MBUF_F_TX_UDP_CKSUM, RTE_MBUF_F_TX_TCP_CKSUM, RTE_MBUF_F_TX_SCTP_CKSUM};
	uint8_t how = input_u8(in);

	if (how & 1) {
		m->ol_flags |= RTE_MBUF_F_TX_VLAN;
		m->vlan_tci = input_u8(in) & 3;
	}
	if (!(how & 2))
		return;
	m->ol_flags |= how & 4 ? RTE_MBUF_F_TX_IPV4 : RTE_MBUF_F_TX_IPV6;
	if ((how & 12) == 12)
		m->ol_flags |= RTE_MBUF_F_TX_IP_CKSUM;
	m->ol_flags |= l4[how >> 4 & 3];
	if (how & 64)
		m->ol_flags |= RTE_MBUF_F_TX_TCP_SEG;
	m->l2_len = how & 128 ? input_u8(in) & 127 : 14;
	m->l3_len = how & 128 ? input_u16(in) & 511 : 20;
	m->l4_len = how & 128 ? input_u8(in) : 20;
	m->tso_segsz = input_u16(in);
}

static struct rte_mbuf *
packet_read(struct input *in, bool plain_only)
{
	uint8_t how = input_u8(in);
	unsigned int nb_segs = how & 64 ? 1 + input_below(in, 48) : 1;
	enum tx_seg_kind kind = plain_only ? TX_SEG_PLAIN : how % TX_SEG_KINDS;
	uint16_t bytes = how & 128 ? input_u16(in) % (DP_ROOM + 1) : input_u8(in);
	struct rte_mbuf *m = tx_packet(&packets, kind, nb_segs, bytes);

	if (m != NULL && (how & 32))
		offload_read(m, in);
	return m;
}

static uint16_t
packets_read(struct input *in, struct rte_mbuf **pkts, bool plain_only)
{
	uint16_t nb = input_below(in, MAX_BURST + 1), i;
	bool alike = input_bool(in);
	struct input first = *in;

	for (i = 0; i < nb; i++) {
		if (alike)
			*in = first;
		pkts[i] = packet_read(in, plain_only);
		if (pkts[i] == NULL)
			break;
	}
	return i;
}

static void
burst(struct tx_model *model, const struct igbx_tx_path *path, struct input *in, bool in_order)
{
	struct rte_mbuf *pkts[MAX_BURST];
	uint16_t nb = packets_read(in, pkts, model->q->fast_free), sent;

	if (in_order)
		sent = tx_model_burst(model, path, pkts, nb);
	else
		sent = path->burst(model->q, pkts, nb);
	FUZZ_CHECK(sent <= nb, "%u packets of %u", sent, nb);
	FUZZ_CHECK(model->tail_reg < model->q->nb_desc, "tail %u", model->tail_reg);
	rte_pktmbuf_free_bulk(&pkts[sent], nb - sent);
}

static void
cleanup(struct tx_model *model, uint32_t max)
{
	int nb = igbx_tx_done_cleanup(model->q, max);

	FUZZ_CHECK(nb >= 0 && (max == 0 || nb <= (int)max), "%d packets of %u freed", nb, max);
}

/* Any contents for any descriptor; mostly a report and nothing else. */
static void
write_back(const struct tx_model *model, struct input *in)
{
	union igbx_tx_desc *desc = &model->q->ring[input_below(in, 256) % model->q->nb_desc];

	if (input_below(in, 4) == 0)
		input_bytes(in, desc, sizeof(*desc));
	else
		desc->dword[3] = rte_cpu_to_le_32(IGBX_TXD_STA_DD);
}

static void
step(struct tx_model *model, const struct igbx_tx_path *path, struct input *in, bool in_order)
{
	switch (input_below(in, 8)) {
	case 0:
	case 1:
	case 2:
		burst(model, path, in, in_order);
		break;
	case 3:
		cleanup(model, input_u8(in));
		break;
	case 4:
		tx_packets_release(&packets);
		break;
	default:
		if (in_order)
			tx_model_run(model, input_u8(in));
		else
			write_back(model, in);
		break;
	}
	if (in_order)
		tx_model_check(model);
	FUZZ_CHECK(igbx_tx_queue_count(model->q) < model->q->nb_desc, "%d descriptors wait",
		igbx_tx_queue_count(model->q));
	(void)igbx_tx_descriptor_status(model->q, input_u8(in));
	rings_check();
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	RTE_SET_USED(argc);
	rings_init(*argv);
	tx_packets_init(&packets, "tx", 32);
	rings_watch(packets.pool[0]);
	rings_watch(packets.pool[1]);
	rings_watch(packets.bare);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t sizes[] = {32, 40, 64, 128};
	struct input in = {data, size};
	const struct igbx_tx_path *path = path_of(&in);
	uint8_t how = input_u8(&in);
	bool in_order = how & 1;
	uint16_t nb_desc = sizes[how >> 1 & 3];
	struct tx_model *model = tx_model_create(0, nb_desc, input_u8(&in) % nb_desc,
		input_u8(&in) % nb_desc, how & 8 ? RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE : 0);
	unsigned int i;

	rings_check();
	for (i = 0; i < MAX_STEPS && in.left > 0; i++)
		step(model, path, &in, in_order);
	tx_model_destroy(model);
	tx_packets_release(&packets);
	tx_packets_check(&packets);
	rings_check();
	return 0;
}
