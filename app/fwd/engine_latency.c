/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include <errno.h>

#include <rte_byteorder.h>
#include <rte_udp.h>

#include "burst.h"
#include "engine.h"
#include "generate.h"
#include "latency.h"
#include "log.h"

/** Bytes up to the end of the mark. */
#define MARK_END (FWD_GENERATED_HEADERS + (uint32_t)sizeof(struct latency_mark))

/** Each Tx queue is a flow: RSS brings all of it to one Rx queue, where its order can be seen. */
static void
vary(struct fwd_stream *s, const struct fwd_generator *g, struct rte_mbuf *m)
{
	struct rte_udp_hdr *udp = rte_pktmbuf_mtod_offset(m, struct rte_udp_hdr *,
		sizeof(struct rte_ether_hdr) + sizeof(struct rte_ipv4_hdr));

	(void)g;
	udp->src_port = rte_cpu_to_be_16(rte_be_to_cpu_16(udp->src_port) + s->tx_queue);
}

static inline uint64_t
read_count(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

/** All packets of a burst have the time at which it is handed to the driver. */
static unsigned int
send_marked(struct fwd_stream *s)
{
	const struct fwd_generator *g = s->ctx;
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint32_t turn = s->next_turn;
	uint16_t nb = fwd_generate_make(s, g, vary, pkts);
	uint64_t tsc, nb_before;

	if (nb == 0)
		return 0;
	latency_begin(s->latency, s->latency_tx);
	tsc = rte_rdtsc();
	for (uint16_t i = 0; i < nb; i++) {
		latency_mark(s->latency_tx, pkts[i], g->turn[turn]->crc, tsc);
		turn = turn + 1 == g->nb ? 0 : turn + 1;
	}
	nb_before = read_count(&s->count.tx);
	fwd_transmit(s, pkts, nb);
	latency_sent(s->latency_tx, nb, (uint16_t)(read_count(&s->count.tx) - nb_before), tsc);
	return nb;
}

static unsigned int
receive_marked(struct fwd_stream *s)
{
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_poll(s, pkts);

	if (nb == 0)
		return 0;
	latency_take(s->latency, s->latency_rx, s->rx_port, pkts, nb, rte_rdtsc());
	fwd_count(&s->count.rx, nb);
	rte_pktmbuf_free_bulk(pkts, nb);
	return nb;
}

static unsigned int
latency_burst(struct fwd_stream *s)
{
	return s->transmits ? send_marked(s) : receive_marked(s);
}

static int
latency_port_init(const struct fwd_app *app, struct fwd_port *port)
{
	int ret = fwd_generator_init(app, port);
	struct fwd_generator *g = port->engine_ctx;

	for (uint32_t i = 0; ret == 0 && i < g->nb; i++) {
		struct fwd_template *t = g->turn[i];

		if (t->seg_len[0] < MARK_END) {
			fwd_err("latency: a packet, or its first segment, has %u bytes: its mark "
				"needs %u",
				t->seg_len[0], MARK_END);
			fwd_generator_fini(port);
			return -EINVAL;
		}
		t->crc = latency_crc_bytes(t->bytes + MARK_END, t->len - MARK_END, 0);
	}
	return ret;
}

const struct fwd_engine fwd_engine_latency = {
	.name = "latency",
	.help = "send marked packets out of every port, and measure what arrives at its peer",
	.receives = true,
	.transmits = true,
	.generates = true,
	.separate = true,
	.port_init = latency_port_init,
	.port_fini = fwd_generator_fini,
	.run_init = latency_init,
	.drained = latency_drained,
	.burst = latency_burst,
};
