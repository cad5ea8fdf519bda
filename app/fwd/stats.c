/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "stats.h"

#include <stddef.h>
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
	st->to_kernel += COUNT(s, taken);
}

static void
add_tx_stream(struct fwd_port_stats *st, const struct fwd_stream *s)
{
	st->engine_tx += COUNT(s, tx);
	st->tx_dropped += COUNT(s, dropped);
	st->tx_no_mbuf += COUNT(s, no_mbuf);
	if (s->replay != NULL)
		st->replayed += COUNT(s, tx);
	if (s->from_kernel != NULL)
		st->from_kernel += COUNT(s, tx);
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

		fwd_capture_port_result(p->capture, p->id, &result);
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

#define COUNTER(name, member)                                 \
	{                                                     \
		name, offsetof(struct fwd_port_stats, member) \
	}

/** All of them, as reports name them. */
static const struct {
	const char *name;
	size_t offset;
} counters[] = {
	COUNTER("rx_packets", rx_packets),
	COUNTER("tx_packets", tx_packets),
	COUNTER("tx_dropped", tx_dropped),
	COUNTER("rx_missed", rx_missed),
	COUNTER("rx_errors", rx_errors),
	COUNTER("rx_no_mbuf", rx_no_mbuf),
	COUNTER("tx_errors", tx_errors),
	COUNTER("rx_bytes", rx_bytes),
	COUNTER("tx_bytes", tx_bytes),
	COUNTER("engine_rx_packets", engine_rx),
	COUNTER("engine_tx_packets", engine_tx),
	COUNTER("replayed_packets", replayed),
	COUNTER("tx_no_mbuf_bursts", tx_no_mbuf),
	COUNTER("rx_left", rx_left),
	COUNTER("rx_bad_ip_cksum", bad_ip),
	COUNTER("rx_bad_l4_cksum", bad_l4),
	COUNTER("to_kernel_packets", to_kernel),
	COUNTER("from_kernel_packets", from_kernel),
	COUNTER("captured_packets", captured),
	COUNTER("capture_dropped", capture_dropped),
};

_Static_assert(RTE_DIM(counters) * sizeof(uint64_t) == sizeof(struct fwd_port_stats),
	"every counter has its row");

static uint64_t *
counter_of(struct fwd_port_stats *st, unsigned int i)
{
	return RTE_PTR_ADD(st, counters[i].offset);
}

bool
fwd_stats_counter(
	const struct fwd_port_stats *st, unsigned int i, const char **name, uint64_t *value)
{
	if (i >= RTE_DIM(counters))
		return false;
	*name = counters[i].name;
	memcpy(value, (const char *)st + counters[i].offset, sizeof(*value));
	return true;
}

void
fwd_stats_averages(const struct fwd_port_stats *st, struct fwd_average averages[FWD_NB_AVERAGES])
{
	averages[0] = (struct fwd_average){"rx_pps", st->rx_packets, true};
	averages[1] = (struct fwd_average){"tx_pps", st->tx_packets, true};
	averages[2] = (struct fwd_average){"rx_bps", 8 * st->rx_bytes, fwd_stats_has_rx_bytes(st)};
	averages[3] = (struct fwd_average){"tx_bps", 8 * st->tx_bytes, fwd_stats_has_tx_bytes(st)};
}

void
fwd_stats_add(struct fwd_port_stats *sum, const struct fwd_port_stats *st)
{
	const char *name;
	uint64_t value;

	for (unsigned int i = 0; fwd_stats_counter(st, i, &name, &value); i++)
		*counter_of(sum, i) += value;
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
	uint64_t in = total->rx_packets - total->to_kernel;
	uint64_t out = total->tx_packets - total->replayed - total->from_kernel;

	return (int64_t)(in - out - total->tx_dropped - total->rx_left);
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
