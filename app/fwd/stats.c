/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "stats.h"

#include <stdio.h>
#include <string.h>

#include "capture.h"
#include "engine.h"
#include "signals.h"

static uint64_t
read_counter(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

static void
read_device(const struct fwd_port *p, struct fwd_port_stats *st)
{
	const struct rte_eth_stats *base = &p->base;
	struct rte_eth_stats now;

	memset(&now, 0, sizeof(now));
	if (rte_eth_stats_get(p->id, &now) != 0)
		return;
	st->rx_packets = now.ipackets - base->ipackets;
	st->rx_bytes = now.ibytes - base->ibytes;
	st->tx_packets = now.opackets - base->opackets;
	st->tx_bytes = now.obytes - base->obytes;
	st->rx_missed = now.imissed - base->imissed;
	st->rx_errors = now.ierrors - base->ierrors;
	st->rx_no_mbuf = now.rx_nombuf - base->rx_nombuf;
	st->tx_errors = now.oerrors - base->oerrors;
}

#define COUNT(stream, member) \
	(read_counter(&(stream)->count.member) - read_counter(&(stream)->zero.member))

static void
add_rx_stream(struct fwd_port_stats *st, const struct fwd_stream *s)
{
	st->engine_rx += COUNT(s, rx);
	st->bad_ip += COUNT(s, bad_ip);
	st->bad_l4 += COUNT(s, bad_l4);
}

static void
add_tx_stream(struct fwd_port_stats *st, const struct fwd_stream *s)
{
	st->engine_tx += COUNT(s, tx);
	st->tx_dropped += COUNT(s, dropped);
	st->tx_no_mbuf += COUNT(s, no_mbuf);
	if (s->replay != NULL)
		st->replayed += COUNT(s, tx);
}

void
fwd_stats_stream(const struct fwd_stream *s, struct fwd_port_stats *st)
{
	if (s->receives)
		add_rx_stream(st, s);
	if (s->transmits)
		add_tx_stream(st, s);
}

void
fwd_stats_port(const struct fwd_app *app, const struct fwd_port *p, struct fwd_port_stats *st)
{
	memset(st, 0, sizeof(*st));
	read_device(p, st);
	st->rx_left = p->nb_left;
	st->engine_tx = p->nb_first;
	st->replayed = p->nb_first;
	for (unsigned int i = 0; i < app->nb_streams; i++) {
		const struct fwd_stream *s = &app->streams[i];

		if (s->receives && s->rx_port == p->id)
			add_rx_stream(st, s);
		if (s->transmits && s->tx_port == p->id)
			add_tx_stream(st, s);
	}
	if (p->capture != NULL) {
		struct fwd_capture_result result;

		fwd_capture_result(p->capture, &result);
		st->captured = result.frames;
		st->capture_dropped = result.dropped;
	}
}

uint64_t
fwd_stats_lcore_packets(const struct fwd_lcore *l)
{
	uint64_t nb = 0;

	for (unsigned int i = 0; i < l->nb_streams; i++) {
		const struct fwd_stream *s = l->streams[i];

		nb += s->receives ? read_counter(&s->count.rx) : read_counter(&s->count.tx);
	}
	return nb;
}

void
fwd_stats_add(struct fwd_port_stats *sum, const struct fwd_port_stats *st)
{
	sum->rx_packets += st->rx_packets;
	sum->rx_bytes += st->rx_bytes;
	sum->tx_packets += st->tx_packets;
	sum->tx_bytes += st->tx_bytes;
	sum->rx_missed += st->rx_missed;
	sum->rx_errors += st->rx_errors;
	sum->rx_no_mbuf += st->rx_no_mbuf;
	sum->tx_errors += st->tx_errors;
	sum->engine_rx += st->engine_rx;
	sum->engine_tx += st->engine_tx;
	sum->replayed += st->replayed;
	sum->tx_dropped += st->tx_dropped;
	sum->tx_no_mbuf += st->tx_no_mbuf;
	sum->rx_left += st->rx_left;
	sum->bad_ip += st->bad_ip;
	sum->bad_l4 += st->bad_l4;
	sum->captured += st->captured;
	sum->capture_dropped += st->capture_dropped;
}

bool
fwd_stats_has_rx_bytes(const struct fwd_port_stats *st)
{
	return st->rx_bytes != 0 || st->rx_packets == 0;
}

bool
fwd_stats_has_tx_bytes(const struct fwd_port_stats *st)
{
	return st->tx_bytes != 0 || st->tx_packets == 0;
}

bool
fwd_stats_has_lost(const struct fwd_app *app)
{
	return app->engine->forwards;
}

int64_t
fwd_stats_lost(const struct fwd_port_stats *total)
{
	return (int64_t)(total->rx_packets - (total->tx_packets - total->replayed) -
			 total->tx_dropped - total->rx_left);
}

void
fwd_stats_end(const struct fwd_app *app, char *text, size_t size)
{
	switch (app->end) {
	case FWD_END_SIGNAL:
		snprintf(text, size, "%s", fwd_signals_name(fwd_signals_received()));
		break;
	case FWD_END_DURATION:
		snprintf(text, size, "duration");
		break;
	case FWD_END_PACKETS:
		snprintf(text, size, "packets");
		break;
	case FWD_END_REPLAY:
		snprintf(text, size, "replay");
		break;
	case FWD_END_REMOVED:
		snprintf(text, size, "removal");
		break;
	case FWD_END_STOP:
		snprintf(text, size, "stop");
		break;
	default:
		snprintf(text, size, "none");
		break;
	}
}
