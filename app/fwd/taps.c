/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* What looks at packets besides the engine: capture, printing, burst sizes; and VLAN tags. */

#include <inttypes.h>
#include <stdlib.h>

#include <rte_ether.h>
#include <rte_mbuf_ptype.h>
#include <rte_net.h>

#include "burst.h"
#include "exception.h"
#include "log.h"

static void
print_packet(FILE *out, const struct rte_mbuf *m)
{
	const struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, const struct rte_ether_hdr *);
	char src[RTE_ETHER_ADDR_FMT_SIZE], dst[RTE_ETHER_ADDR_FMT_SIZE], text[256];

	if (m->data_len < sizeof(*eth)) {
		fprintf(out, "  %u bytes\n", m->pkt_len);
		return;
	}
	rte_ether_format_addr(src, sizeof(src), &eth->src_addr);
	rte_ether_format_addr(dst, sizeof(dst), &eth->dst_addr);
	fprintf(out, "  %s > %s, type 0x%04x, %u bytes in %u segment%s\n", src, dst,
		rte_be_to_cpu_16(eth->ether_type), m->pkt_len, m->nb_segs,
		m->nb_segs == 1 ? "" : "s");
	rte_get_ptype_name(m->packet_type, text, sizeof(text));
	fprintf(out, "    device: %s", text);
	rte_get_ptype_name(rte_net_get_ptype(m, NULL, RTE_PTYPE_ALL_MASK), text, sizeof(text));
	fprintf(out, "; software: %s", text);
	if ((m->ol_flags & RTE_MBUF_F_RX_RSS_HASH) != 0)
		fprintf(out, "; RSS hash 0x%08x", m->hash.rss);
	if ((m->ol_flags & RTE_MBUF_F_RX_FDIR_ID) != 0)
		fprintf(out, "; mark 0x%x", m->hash.fdir.hi);
	if ((m->ol_flags & RTE_MBUF_F_RX_VLAN_STRIPPED) != 0)
		fprintf(out, "; VLAN tag 0x%04x", m->vlan_tci);
	if ((m->ol_flags & RTE_MBUF_F_RX_QINQ_STRIPPED) != 0)
		fprintf(out, "; outer VLAN tag 0x%04x", m->vlan_tci_outer);
	fputc('\n', out);
}

static void
print_burst(uint16_t port, uint16_t queue, bool sent, struct rte_mbuf **pkts, uint16_t nb)
{
	FILE *out = fwd_log_always();
	char flags[256];

	/* Lines of several lcores do not mix. */
	flockfile(out);
	fprintf(out, "port %u queue %u: %s %u packet%s\n", port, queue, sent ? "sends" : "received",
		nb, nb == 1 ? "" : "s");
	for (uint16_t i = 0; i < nb; i++) {
		print_packet(out, pkts[i]);
		if (sent)
			rte_get_tx_ol_flag_list(pkts[i]->ol_flags, flags, sizeof(flags));
		else
			rte_get_rx_ol_flag_list(pkts[i]->ol_flags, flags, sizeof(flags));
		fprintf(out, "    flags: %s\n", flags);
	}
	fflush(out);
	funlockfile(out);
}

uint16_t
fwd_tap_rx(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb)
{
	/* What a tap works with is there before its bit. */
	uint8_t taps = atomic_load_explicit(&s->rx_taps, memory_order_acquire);

	if ((taps & FWD_TAP_BURSTS) != 0)
		fwd_count(&s->bursts->rx[nb], 1);
	if (nb == 0)
		return 0;
	if ((taps & FWD_TAP_CAPTURE) != 0)
		fwd_capture_burst(s->capture, pkts, nb);
	if ((taps & FWD_TAP_CKSUM) != 0)
		fwd_count_bad_cksum(s, pkts, nb);
	if ((taps & FWD_TAP_VERBOSE) != 0)
		print_burst(s->rx_port, s->rx_queue, false, pkts, nb);
	return (taps & FWD_TAP_KERNEL) != 0 ? fwd_exception_filter(s, pkts, nb) : nb;
}

static void
tag(const struct fwd_stream *s, struct rte_mbuf *m, bool qinq)
{
	m->ol_flags |= RTE_MBUF_F_TX_VLAN;
	m->vlan_tci = s->vlan;
	if (!qinq)
		return;
	m->ol_flags |= RTE_MBUF_F_TX_QINQ;
	m->vlan_tci_outer = s->vlan_outer;
}

void
fwd_tap_tx(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb)
{
	uint8_t taps = atomic_load_explicit(&s->tx_taps, memory_order_relaxed);

	for (uint16_t i = 0; (taps & (FWD_TAP_VLAN | FWD_TAP_QINQ)) != 0 && i < nb; i++)
		tag(s, pkts[i], (taps & FWD_TAP_QINQ) != 0);
	if ((taps & FWD_TAP_BURSTS) != 0)
		fwd_count(&s->bursts->tx[nb], 1);
	if ((taps & FWD_TAP_VERBOSE) != 0)
		print_burst(s->tx_port, s->tx_queue, true, pkts, nb);
}

static bool
is_captured(struct fwd_app *app, const struct fwd_stream *s)
{
	const struct fwd_port *p = fwd_port_by_id(app, s->rx_port);

	return s->capture != NULL && p != NULL && p->capture != NULL;
}

void
fwd_run_update_captures(struct fwd_app *app)
{
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		struct fwd_stream *s = &app->streams[i];
		const struct fwd_port *p = s->receives ? fwd_port_by_id(app, s->rx_port) : NULL;

		if (p != NULL && p->capture != NULL)
			s->capture = fwd_capture_ring(p->capture, p->id, s->rx_queue);
	}
	fwd_run_update_taps(app);
	fwd_run_wait_round(app);
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		if (!is_captured(app, &app->streams[i]))
			app->streams[i].capture = NULL;
	}
}

void
fwd_run_update_taps(struct fwd_app *app)
{
	const struct fwd_options *opt = app->opt;

	for (unsigned int i = 0; i < app->nb_streams; i++) {
		struct fwd_stream *s = &app->streams[i];
		const struct fwd_port *out = s->transmits ? fwd_port_by_id(app, s->tx_port) : NULL;
		uint8_t rx = is_captured(app, s) ? FWD_TAP_CAPTURE : 0, tx = 0;

		if (out != NULL && s->replay == NULL && s->from_kernel == NULL) {
			s->vlan = out->vlan;
			s->vlan_outer = out->vlan_outer;
			tx |= out->vlan_taps;
		}
		/* Lcores may be in the counters: they stay until the streams go. */
		if (opt->record_burst_stats && s->bursts == NULL)
			s->bursts = calloc(1, sizeof(*s->bursts));
		if (opt->record_burst_stats && s->bursts != NULL) {
			rx |= FWD_TAP_BURSTS;
			tx |= FWD_TAP_BURSTS;
		}
		if (s->check_cksum)
			rx |= FWD_TAP_CKSUM;
		if (s->budget != NULL) {
			rx |= FWD_TAP_LIMIT;
			tx |= FWD_TAP_LIMIT;
		}
		if (s->to_kernel != NULL)
			rx |= FWD_TAP_KERNEL;
		if ((opt->verbose & 1) != 0)
			rx |= FWD_TAP_VERBOSE;
		if ((opt->verbose & 2) != 0)
			tx |= FWD_TAP_VERBOSE;
		atomic_store(&s->rx_taps, rx);
		atomic_store(&s->tx_taps, tx);
	}
}
