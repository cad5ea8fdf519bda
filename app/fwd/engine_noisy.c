/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * A virtual network function with neighbours: it forwards, but holds packets in a FIFO first, and
 * spoils the caches by random accesses to memory.
 */

#include <errno.h>

#include <rte_cycles.h>
#include <rte_malloc.h>
#include <rte_random.h>

#include "burst.h"
#include "engine.h"
#include "log.h"

#define MB (UINT64_C(1) << 20)

/** What a stream holds. */
struct noisy {
	struct fwd_noisy_ask ask;
	void *memory; /**< that of the Rx port, shared by its streams */
	bool owns_memory;
	uint64_t flush_tsc; /**< 0: never */
	uint64_t flushed_tsc;
	uint32_t first; /**< the oldest packet of the FIFO */
	uint32_t nb;
	struct rte_mbuf *fifo[];
};

/** A random cache line. */
static _Atomic uint8_t *
pick(const struct noisy *n)
{
	uint64_t nb_lines = n->ask.memory_mb * (MB / RTE_CACHE_LINE_SIZE);

	return (_Atomic uint8_t *)n->memory + rte_rand() % nb_lines * RTE_CACHE_LINE_SIZE;
}

static void
look_up(const struct noisy *n, uint16_t nb)
{
	uint64_t reads = nb * (n->ask.reads + n->ask.reads_writes);
	uint64_t writes = nb * (n->ask.writes + n->ask.reads_writes);

	for (uint64_t i = 0; i < writes; i++)
		atomic_store_explicit(pick(n), (uint8_t)i, memory_order_relaxed);
	for (uint64_t i = 0; i < reads; i++)
		(void)atomic_load_explicit(pick(n), memory_order_relaxed);
}

static void
send_burst(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb)
{
	if (unlikely(atomic_load_explicit(&s->tx_taps, memory_order_relaxed) != 0))
		fwd_tap_tx(s, pkts, nb);
	(void)fwd_send(s, pkts, nb);
}

/** Send the oldest packets. */
static void
pop(struct fwd_stream *s, struct noisy *n, uint32_t nb)
{
	while (nb > 0) {
		/* Up to a burst, and to where the FIFO begins anew. */
		uint32_t part = RTE_MIN(nb, (uint32_t)n->ask.buffer - n->first);

		part = RTE_MIN(part, (uint32_t)s->nb_burst);
		send_burst(s, n->fifo + n->first, (uint16_t)part);
		n->first = (n->first + part) % (uint32_t)n->ask.buffer;
		n->nb -= part;
		nb -= part;
	}
}

/** Put packets into the FIFO; what it cannot hold leaves, the oldest first. @return how many did.
 */
static uint32_t
push(struct fwd_stream *s, struct noisy *n, struct rte_mbuf **pkts, uint32_t nb)
{
	uint32_t size = (uint32_t)n->ask.buffer, out = 0, through = 0;

	if (n->nb + nb > size)
		out = n->nb + nb - size;
	if (out > n->nb)
		through = out - n->nb;
	pop(s, n, out - through);
	if (through != 0)
		send_burst(s, pkts, (uint16_t)through);
	for (uint32_t i = through; i < nb; i++)
		n->fifo[(n->first + n->nb++) % size] = pkts[i];
	return out;
}

/** Empty the FIFO when it is time. @return how many packets left. */
static uint32_t
flush(struct fwd_stream *s, struct noisy *n)
{
	uint64_t now_tsc = rte_get_timer_cycles();
	uint32_t nb = n->nb;

	if (now_tsc - n->flushed_tsc < n->flush_tsc)
		return 0;
	n->flushed_tsc = now_tsc;
	pop(s, n, nb);
	return nb;
}

static unsigned int
noisy_burst(struct fwd_stream *s)
{
	struct noisy *n = s->state;
	struct rte_mbuf *pkts[FWD_MAX_BURST];
	uint16_t nb = fwd_receive(s, pkts);
	uint32_t out = 0;

	if (nb != 0) {
		if (n->ask.engine != NULL)
			fwd_edit(pkts, nb, n->ask.engine->edit, s->ctx);
		look_up(n, nb);
		if (n->ask.buffer == 0) {
			fwd_transmit(s, pkts, nb);
			return nb;
		}
		/* For the limit they have been forwarded: they leave in any case. */
		fwd_settle(s, nb);
		out = push(s, n, pkts, nb);
	}
	if (n->flush_tsc != 0 && out == 0)
		out = flush(s, n);
	return nb + out;
}

/** The memory of a port that has it already, or NULL. */
static void *
find_memory(const struct fwd_app *app, const struct fwd_stream *s)
{
	for (const struct fwd_stream *other = app->streams; other < s; other++) {
		const struct noisy *n = other->state;

		if (n != NULL && other->rx_port == s->rx_port)
			return n->memory;
	}
	return NULL;
}

static int
start_stream(struct fwd_app *app, struct fwd_stream *s)
{
	const struct fwd_noisy_ask *ask = &app->opt->noisy;
	int socket = fwd_port_by_id(app, s->rx_port)->socket;
	struct noisy *n = rte_zmalloc_socket("noisy", sizeof(*n) + ask->buffer * sizeof(n->fifo[0]),
		RTE_CACHE_LINE_SIZE, socket);

	s->state = n;
	if (n == NULL)
		return -ENOMEM;
	n->ask = *ask;
	n->flush_tsc = ask->buffer != 0 ? rte_get_timer_hz() / MS_PER_S * ask->flush_ms : 0;
	n->flushed_tsc = rte_get_timer_cycles();
	if (ask->memory_mb == 0)
		return 0;
	n->memory = find_memory(app, s);
	n->owns_memory = n->memory == NULL;
	if (n->owns_memory)
		n->memory = rte_zmalloc_socket(
			"noisy memory", ask->memory_mb * MB, RTE_CACHE_LINE_SIZE, socket);
	return n->memory != NULL ? 0 : -ENOMEM;
}

static void
noisy_run_fini(struct fwd_app *app)
{
	/* Those that share memory come after the one that owns it. */
	for (unsigned int i = app->nb_streams; i-- > 0;) {
		struct fwd_stream *s = &app->streams[i];
		struct noisy *n = s->state;

		if (n == NULL)
			continue;
		pop(s, n, n->nb);
		if (n->owns_memory)
			rte_free(n->memory);
		rte_free(n);
		s->state = NULL;
	}
}

static int
noisy_run_init(struct fwd_app *app)
{
	const struct fwd_noisy_ask *ask = &app->opt->noisy;
	int ret = 0;

	if (ask->memory_mb == 0 && ask->reads + ask->writes + ask->reads_writes != 0) {
		fwd_err("--noisy-lkup-memory: there is none to read and write: 1 MB or more");
		return -EINVAL;
	}
	if (app->opt->rx_mode != FWD_RX_POLL && ask->flush_ms != 0) {
		fwd_err("--rx-mode: an lcore that sleeps cannot keep "
			"--noisy-tx-sw-buffer-flushtime: only poll");
		return -EINVAL;
	}
	for (unsigned int i = 0; ret == 0 && i < app->nb_streams; i++) {
		if (app->streams[i].receives)
			ret = start_stream(app, &app->streams[i]);
	}
	if (ret == 0)
		return 0;
	fwd_err("noisy: no memory for FIFOs of %u packets and %u MB for each port",
		(unsigned int)ask->buffer, (unsigned int)ask->memory_mb);
	noisy_run_fini(app);
	return ret;
}

const struct fwd_engine fwd_engine_noisy = {
	.name = "noisy",
	.help = "forward as a function with noisy neighbours: through a FIFO, with random accesses "
		"to memory (--noisy-...)",
	.receives = true,
	.transmits = true,
	.forwards = true,
	.port_init = fwd_engine_needs_port,
	.run_init = noisy_run_init,
	.run_fini = noisy_run_fini,
	.burst = noisy_burst,
};
