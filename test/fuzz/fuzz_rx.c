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

#include "igbx_rx_split.h"

#define MAX_STEPS 200
#define NB_MBUFS  300
#define MAX_BURST 80

struct setting {
	struct rte_mempool *pool;
	uint16_t nb_desc, free_thresh, buf_bytes;
	uint64_t offloads;
	bool linear, in_order;
	int watch;
};

static struct rte_mempool *pools[2];
static struct rte_mbuf *taken[NB_MBUFS];

static const struct igbx_rx_path *
path_of(struct input *in)
{
	unsigned int n = input_below(in, igbx_rx_nb_paths + 1);

	if (n == igbx_rx_nb_paths)
		return &igbx_rx_path_split;
	return igbx_isa_usable(igbx_rx_paths[n].isa) ? &igbx_rx_paths[n] : &igbx_rx_paths[0];
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

/* Two buffers in each descriptor. */
static struct igbx_rxq *
split_queue_create(const struct setting *set, struct input *in)
{
	struct igbx_rx_split conf = {
		.pool = pools[input_bool(in)],
		.hdr_off = RTE_PKTMBUF_HEADROOM,
		.data_off = RTE_PKTMBUF_HEADROOM,
	};
	struct igbx_rxq *q = igbx_rxq_alloc(dp_port(0), 0, set->nb_desc, 0, set->pool);

	conf.always = input_bool(in);
	conf.hdr_bytes = 64 * (1 + input_below(in, 15));
	FUZZ_CHECK(q != NULL && igbx_rxq_split(q, &conf, 0) == 0, "no queue");
	q->free_thresh = set->free_thresh;
	q->buf_bytes = set->buf_bytes;
	igbx_rxq_offloads_set(q, set->offloads);
	FUZZ_CHECK(igbx_rxq_fill(q) == 0, "queue not filled");
	return q;
}

/* What a packet says that it has is there. */
static void
packet_look(const struct rte_mbuf *m)
{
	const struct rte_mbuf *seg;
	const char *reason = "";
	uint32_t bytes = 0;

	FUZZ_CHECK(rte_mbuf_check(m, 1, &reason) == 0, "%s", reason);
	for (seg = m; seg != NULL; seg = seg->next) {
		FUZZ_CHECK(seg->data_len <= DP_ROOM && seg->data_len > 0, "%u bytes in a buffer",
			seg->data_len);
		FUZZ_CHECK(rte_mbuf_refcnt_read(seg) == 1, "%u owners", rte_mbuf_refcnt_read(seg));
		FUZZ_CHECK(!is_poisoned((uintptr_t)rte_pktmbuf_mtod(seg, void *), seg->data_len),
			"%u bytes reach beyond the buffer", seg->data_len);
		bytes += seg->data_len;
	}
	FUZZ_CHECK(bytes == m->pkt_len, "%u bytes, %u said", bytes, m->pkt_len);
}

static void
burst_any(struct igbx_rxq *q, const struct igbx_rx_path *path, unsigned int nb)
{
	struct rte_mbuf *pkts[MAX_BURST];
	uint16_t got = path->burst(q, pkts, nb), i;

	FUZZ_CHECK(got <= nb, "%u packets instead of %u", got, nb);
	FUZZ_CHECK(*q->tail_reg < q->nb_desc, "tail %u", *q->tail_reg);
	for (i = 0; i < got; i++)
		packet_look(pkts[i]);
	rte_pktmbuf_free_bulk(pkts, got);
}

static void
step_any(struct igbx_rxq *q, const struct igbx_rx_path *path, struct input *in)
{
	union igbx_rx_desc *desc;
	unsigned int nb = 1, i;

	if (input_below(in, 4) == 0) {
		burst_any(q, path, input_below(in, MAX_BURST));
		return;
	}
	i = input_below(in, q->nb_desc);
	if (input_below(in, 8) == 0)
		nb = q->nb_desc - i;
	desc = &q->ring[i];
	input_bytes(in, desc, sizeof(*desc));
	for (i = 1; i < nb; i++)
		desc[i] = desc[0];
	(void)igbx_rx_queue_count(q);
	(void)igbx_rx_descriptor_status(q, input_u16(in));
}

static void
run_any(struct igbx_rxq *q, const struct igbx_rx_path *path, struct input *in)
{
	unsigned int i;

	for (i = 0; i < MAX_STEPS && in->left > 0; i++)
		step_any(q, path, in);
}

static void
run_split(const struct setting *set, struct input *in)
{
	struct igbx_rxq *q = split_queue_create(set, in);
	uint32_t tail_reg = q->nb_desc - 1;

	q->tail_reg = &tail_reg;
	run_any(q, &igbx_rx_path_split, in);
	igbx_rxq_drain(q);
	igbx_rxq_free(q);
}

static void
run_whole(const struct setting *set, const struct igbx_rx_path *path, struct input *in)
{
	struct rx_model *model = rx_model_create(0, set->nb_desc, set->free_thresh, set->buf_bytes,
		set->pool, set->offloads, path->scattered);
	unsigned int i;

	rings_check();
	if (!set->linear)
		model->q->iova_linear = false;
	rx_model_watch(model, set->watch);
	if (set->in_order) {
		for (i = 0; i < MAX_STEPS && in->left > 0; i++)
			step_in_order(model, path, in);
		drain_in_order(model, path);
	} else {
		run_any(model->q, path, in);
	}
	rx_model_destroy(model);
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
	unsigned int i;
	struct input in = {data, size};
	const struct igbx_rx_path *path = path_of(&in);
	uint8_t how = input_u8(&in);
	struct setting set = {
		.pool = pools[how & 1],
		.nb_desc = sizes[how >> 1 & 3],
		.buf_bytes = bufs[how >> 3 & 3],
		.linear = !(how & 32),
		.watch = -1,
		.in_order = !(how & 128),
	};

	set.free_thresh = input_u8(&in);
	set.offloads = input_u32(&in) & IGBX_RX_OFFLOADS & ~RTE_ETH_RX_OFFLOAD_SCATTER;
	if (how & 64)
		set.watch = input_below(&in, 8);

	if (path == &igbx_rx_path_split)
		run_split(&set, &in);
	else
		run_whole(&set, path, &in);
	for (i = 0; i < RTE_DIM(pools); i++)
		FUZZ_CHECK(dp_pool_missing(pools[i]) == 0, "%u mbufs are lost",
			dp_pool_missing(pools[i]));
	return 0;
}
