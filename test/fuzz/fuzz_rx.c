/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Receive descriptors that a device writes back with any contents, on every receive path. In the
 * order of the ring, every packet and counter is compared with the model. Out of order, over
 * descriptors that are not its own, what is delivered must still be mbufs with data within their
 * buffers, each once.
 */
#include "poison.h"
#include "rings.h"
#include "rx_model.h"

#define MAX_STEPS 200
#define NB_MBUFS  300
#define MAX_BURST 80

static struct rte_mempool *pools[2];
static struct rte_mbuf *taken[NB_MBUFS];

static const struct igbx_rx_path *
path_of(struct input *in)
{
	const struct igbx_rx_path *path;

	do
		path = &igbx_rx_paths[input_below(in, igbx_rx_nb_paths)];
	while (!igbx_isa_usable(path->isa) && in->left > 0);
	return igbx_isa_usable(path->isa) ? path : &igbx_rx_paths[0];
}

static struct rx_wb
write_back_of(struct input *in, uint16_t buf_bytes)
{
	uint8_t how = input_u8(in);
	struct rx_wb wb;

	input_bytes(in, &wb, sizeof(wb));
	if (how & 1)
		wb.length %= buf_bytes + 2;
	if (how & 2)
		wb.status |= RXS_EOP;
	if (how & 4)
		wb.status &= ~RXS_RXE;
	if (how & 8)
		wb.length = buf_bytes;
	return wb;
}

/* ---- a device that keeps the order ---- */

/* A burst while the pool has few mbufs left. */
static void
burst_dry(struct rx_model *model, const struct igbx_rx_path *path, struct input *in)
{
	struct rte_mempool *pool = model->q->pool;
	unsigned int nb = rte_mempool_avail_count(pool), left = input_below(in, 40);

	nb = nb > left ? nb - left : 0;
	if (nb > 0)
		FUZZ_CHECK(rte_mempool_get_bulk(pool, (void **)taken, nb) == 0, "no %u mbufs", nb);
	rx_model_burst(model, path, input_below(in, MAX_BURST));
	rte_mempool_put_bulk(pool, (void **)taken, nb);
}

static void
step_in_order(struct rx_model *model, const struct igbx_rx_path *path, struct input *in)
{
	uint8_t what = input_u8(in);
	unsigned int nb = 1;
	struct rx_wb wb;

	switch (what % 8) {
	case 0:
	case 1:
		rx_model_burst(model, path, input_below(in, MAX_BURST));
		break;
	case 2:
		burst_dry(model, path, in);
		break;
	default:
		if (what % 8 == 3) /* many alike */
			nb = input_below(in, 64);
		wb = write_back_of(in, model->q->buf_bytes);
		while (nb-- > 0 && rx_model_room(model) > 0)
			rx_model_write(model, &wb);
		break;
	}
	rings_check();
}

static void
drain_in_order(struct rx_model *model, const struct igbx_rx_path *path)
{
	uint32_t left = model->nb_pending;

	while (model->nb_pending > 0) {
		rx_model_burst(model, path, 32);
		FUZZ_CHECK(model->nb_pending < left, "%u descriptors stay", left);
		left = model->nb_pending;
		rings_check();
	}
	rx_model_check(model);
	rings_check();
}

/* ---- a device that does not ---- */

/* What a packet says that it has is there. */
static void
packet_look(const struct rte_mbuf *m, const struct igbx_rxq *q)
{
	const struct rte_mbuf *seg;
	const char *reason = "";
	uint32_t bytes = 0;

	FUZZ_CHECK(rte_mbuf_check(m, 1, &reason) == 0, "%s", reason);
	for (seg = m; seg != NULL; seg = seg->next) {
		FUZZ_CHECK(seg->data_len <= q->buf_bytes && seg->data_len > 0, "%u bytes in %u",
			seg->data_len, q->buf_bytes);
		FUZZ_CHECK(rte_mbuf_refcnt_read(seg) == 1, "%u owners", rte_mbuf_refcnt_read(seg));
		FUZZ_CHECK(!is_poisoned((uintptr_t)rte_pktmbuf_mtod(seg, void *), seg->data_len),
			"%u bytes reach beyond the buffer", seg->data_len);
		bytes += seg->data_len;
	}
	FUZZ_CHECK(bytes == m->pkt_len, "%u bytes, %u said", bytes, m->pkt_len);
}

static void
burst_any(const struct rx_model *model, const struct igbx_rx_path *path, unsigned int nb)
{
	struct rte_mbuf *pkts[MAX_BURST];
	uint16_t got = path->burst(model->q, pkts, nb), i;

	FUZZ_CHECK(got <= nb, "%u packets instead of %u", got, nb);
	FUZZ_CHECK(model->tail_reg < model->q->nb_desc, "tail %u", model->tail_reg);
	for (i = 0; i < got; i++)
		packet_look(pkts[i], model->q);
	rte_pktmbuf_free_bulk(pkts, got);
}

static void
step_any(const struct rx_model *model, const struct igbx_rx_path *path, struct input *in)
{
	union igbx_rx_desc *desc;
	unsigned int nb = 1, i;

	if (input_below(in, 4) == 0) {
		burst_any(model, path, input_below(in, MAX_BURST));
		return;
	}
	i = input_below(in, model->q->nb_desc);
	if (input_below(in, 8) == 0)
		nb = model->q->nb_desc - i;
	desc = &model->q->ring[i];
	input_bytes(in, desc, sizeof(*desc));
	for (i = 1; i < nb; i++)
		desc[i] = desc[0];
	(void)igbx_rx_queue_count(model->q);
	(void)igbx_rx_descriptor_status(model->q, input_u16(in));
}

/* ---- both ---- */

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	RTE_SET_USED(argc);
	rings_init(*argv);
	pools[0] = dp_pool("plain", NB_MBUFS, 0, DP_ROOM);
	pools[1] = dp_pool("cached", NB_MBUFS, 32, DP_ROOM);
	rings_watch(pools[0]);
	rings_watch(pools[1]);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t sizes[] = {32, 40, 64, 96};
	static const uint16_t bufs[] = {256, 512, 1024, 2048};
	struct input in = {data, size};
	const struct igbx_rx_path *path = path_of(&in);
	uint8_t how = input_u8(&in);
	struct rte_mempool *pool = pools[how & 1];
	uint64_t offloads = input_u32(&in) & IGBX_RX_OFFLOADS & ~RTE_ETH_RX_OFFLOAD_SCATTER;
	struct rx_model *model = rx_model_create(0, sizes[how >> 1 & 3], input_u8(&in),
		bufs[how >> 3 & 3], pool, offloads, path->scattered);
	unsigned int i;

	rings_check();
	if (how & 32)
		model->q->iova_linear = false;
	rx_model_watch(model, how & 64 ? (int)input_below(&in, 8) : -1);
	for (i = 0; i < MAX_STEPS && in.left > 0; i++) {
		if (how & 128)
			step_any(model, path, &in);
		else
			step_in_order(model, path, &in);
	}
	if (!(how & 128))
		drain_in_order(model, path);
	rx_model_destroy(model);
	FUZZ_CHECK(dp_pool_missing(pool) == 0, "%u mbufs are lost", dp_pool_missing(pool));
	return 0;
}
