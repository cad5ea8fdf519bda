/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Marking packets, and recognising them. */

#include "latency.h"

#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_hash_crc.h>
#include <rte_udp.h>

#include "headers.h"
#include "options.h"

#define GENERATION_MASK ((UINT16_C(1) << LATENCY_GENERATION_BITS) - 1)
#define STAMP_MASK	(RTE_BIT64(LATENCY_STAMP_BITS) - 1)

/** Add to a counter that this lcore alone writes. */
static inline void
add(_Atomic uint64_t *counter, uint64_t n)
{
	uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);

	atomic_store_explicit(counter, value + n, memory_order_relaxed);
}

static inline void
set(_Atomic uint64_t *counter, uint64_t value)
{
	atomic_store_explicit(counter, value, memory_order_relaxed);
}

static uint16_t
key_of(const struct latency *all, uint32_t generation)
{
	return (uint16_t)(all->key | (generation & GENERATION_MASK));
}

/** The generation that counts; what a counter holds of an older one is cleared by its writer. */
static inline bool
is_old(const struct latency *all, _Atomic uint32_t *generation, uint32_t *now)
{
	*now = atomic_load_explicit(&all->generation, memory_order_acquire);
	return unlikely(atomic_load_explicit(generation, memory_order_relaxed) != *now);
}

static void
clear_tx(struct latency_tx *tx, uint32_t generation)
{
	tx->next = 0;
	set(&tx->sent, 0);
	set(&tx->first_tsc, 0);
	set(&tx->last_tsc, 0);
	set(&tx->nb_last, 0);
	atomic_store_explicit(&tx->generation, generation, memory_order_release);
}

static void
clear_flow(struct latency_flow *f, uint32_t generation)
{
	f->next = 0;
	f->last = 0;
	set(&f->unique, 0);
	set(&f->duplicates, 0);
	set(&f->late, 0);
	set(&f->jitter_sum, 0);
	set(&f->jitter_max, 0);
	histogram_clear(&f->delay);
	memset(f->window, 0, sizeof(f->window));
	atomic_store_explicit(&f->generation, generation, memory_order_release);
}

static void
clear_rx(struct latency_rx *rx, uint32_t generation)
{
	set(&rx->foreign, 0);
	set(&rx->corrupted, 0);
	set(&rx->misdirected, 0);
	set(&rx->stale, 0);
	atomic_store_explicit(&rx->generation, generation, memory_order_release);
}

/* rte_hash_crc() takes for granted that data are aligned. */
uint32_t
latency_crc_bytes(const void *data, uint32_t len, uint32_t crc)
{
	const uint8_t *at = data;

	for (; len >= sizeof(uint64_t); len -= (uint32_t)sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, at, sizeof(word));
		crc = rte_hash_crc_8byte(word, crc);
		at += sizeof(word);
	}
	while (len-- > 0)
		crc = rte_hash_crc_1byte(*at++, crc);
	return crc;
}

uint32_t
latency_crc(const struct rte_mbuf *m, uint32_t offset, uint32_t len)
{
	uint32_t crc = 0;

	for (; m != NULL && len != 0; m = m->next) {
		uint32_t part;

		if (offset >= m->data_len) {
			offset -= m->data_len;
			continue;
		}
		part = RTE_MIN(len, m->data_len - offset);
		crc = latency_crc_bytes(
			rte_pktmbuf_mtod_offset(m, const void *, offset), part, crc);
		len -= part;
		offset = 0;
	}
	return crc;
}

void
latency_begin(const struct latency *all, struct latency_tx *tx)
{
	uint32_t generation;

	if (!is_old(all, &tx->generation, &generation))
		return;
	clear_tx(tx, generation);
	tx->key = key_of(all, generation);
}

void
latency_mark(struct latency_tx *tx, struct rte_mbuf *m, uint32_t crc, uint64_t tsc)
{
	struct latency_mark *mark = rte_pktmbuf_mtod_offset(m, void *, FWD_GENERATED_HEADERS);
	uint64_t stamp = rte_cpu_to_be_64(tsc << (64 - LATENCY_STAMP_BITS));

	mark->key = rte_cpu_to_be_16(tx->key);
	mark->stream = rte_cpu_to_be_16(tx->id);
	mark->seq = rte_cpu_to_be_32(tx->next++);
	memcpy(mark->stamp, &stamp, sizeof(mark->stamp));
	mark->crc = rte_cpu_to_be_32(latency_crc_bytes(mark, LATENCY_MARKED, crc));
}

void
latency_sent(struct latency_tx *tx, uint16_t nb_marked, uint16_t nb_sent, uint64_t tsc)
{
	tx->next -= nb_marked - nb_sent;
	if (nb_sent == 0)
		return;
	if (atomic_load_explicit(&tx->sent, memory_order_relaxed) == 0)
		set(&tx->first_tsc, tsc);
	set(&tx->last_tsc, tsc);
	set(&tx->nb_last, nb_sent);
	add(&tx->sent, nb_sent);
}

/** Where the UDP payload of a packet begins, or 0. */
static uint32_t
find_payload(const struct rte_mbuf *m)
{
	struct fwd_headers h;

	if (!fwd_headers_find(m, &h) || h.l4 != RTE_PTYPE_L4_UDP)
		return 0;
	return (uint32_t)h.l2_len + h.l3_len + h.l4_len;
}

/** Whether all that was marked is there as it was sent. */
static bool
is_whole(const struct rte_mbuf *m, uint32_t offset, const struct latency_mark *mark)
{
	struct rte_udp_hdr buf;
	const struct rte_udp_hdr *udp =
		rte_pktmbuf_read(m, offset - sizeof(buf), sizeof(buf), &buf);
	uint32_t len = udp == NULL ? 0 : rte_be_to_cpu_16(udp->dgram_len);
	uint32_t crc;

	if (len < sizeof(buf) + sizeof(*mark) || offset - sizeof(buf) + len > m->pkt_len)
		return false;
	len -= (uint32_t)(sizeof(buf) + sizeof(*mark));
	crc = latency_crc(m, offset + (uint32_t)sizeof(*mark), len);
	return latency_crc_bytes(mark, LATENCY_MARKED, crc) == rte_be_to_cpu_32(mark->crc);
}

/** Remember a sequence number of the window. @return whether it was there already. */
static bool
see(struct latency_flow *f, uint32_t seq)
{
	uint64_t *word = &f->window[seq % LATENCY_WINDOW / 64], bit = RTE_BIT64(seq % 64);
	bool seen = (*word & bit) != 0;

	*word |= bit;
	return seen;
}

/** Make room in the window for the sequence numbers from next to the new highest. */
static void
advance(struct latency_flow *f, uint32_t seq)
{
	uint32_t nb = RTE_MIN(seq - f->next + 1, LATENCY_WINDOW);

	for (uint32_t i = 0; i < nb;) {
		uint32_t at = (seq - i) % LATENCY_WINDOW;

		if (at % 64 == 63 && nb - i >= 64) {
			f->window[at / 64] = 0;
			i += 64;
			continue;
		}
		f->window[at / 64] &= ~RTE_BIT64(at % 64);
		i++;
	}
	f->next = seq + 1;
}

static void
count_delay(struct latency_flow *f, uint64_t delay)
{
	/* The first packet has none before it. */
	if (likely(atomic_load_explicit(&f->unique, memory_order_relaxed) != 0)) {
		uint64_t jitter = delay > f->last ? delay - f->last : f->last - delay;

		add(&f->jitter_sum, jitter);
		if (jitter > atomic_load_explicit(&f->jitter_max, memory_order_relaxed))
			set(&f->jitter_max, jitter);
	}
	f->last = delay;
	histogram_add(&f->delay, delay);
	add(&f->unique, 1);
}

/** Count a packet of a stream. */
static void
count_packet(struct latency_flow *f, uint32_t seq, uint64_t delay)
{
	/* Numbers wrap around: what is less than half of all of them ahead is new. */
	int32_t ahead = (int32_t)(seq - f->next);

	if (ahead >= 0) {
		advance(f, seq);
		(void)see(f, seq);
	} else if ((uint32_t)-ahead <= LATENCY_WINDOW && see(f, seq)) {
		add(&f->duplicates, 1);
		return;
	} else {
		add(&f->late, 1);
	}
	count_delay(f, delay);
}

static uint64_t
delay_of(const struct latency_mark *mark, uint64_t tsc)
{
	uint64_t stamp = 0, delay;

	memcpy(&stamp, mark->stamp, sizeof(mark->stamp));
	stamp = rte_be_to_cpu_64(stamp) >> (64 - LATENCY_STAMP_BITS);
	delay = (tsc - stamp) & STAMP_MASK;
	/* Counters of different CPUs may differ a little. */
	return delay >> (LATENCY_STAMP_BITS - 1) != 0 ? 0 : delay;
}

static void
take(const struct latency *all, struct latency_rx *rx, uint16_t port, const struct rte_mbuf *m,
	uint64_t tsc)
{
	uint32_t offset = find_payload(m), generation;
	const struct latency_mark *mark = NULL;
	struct latency_mark buf;
	struct latency_flow *f;
	uint16_t key, stream;

	if (likely(offset != 0))
		mark = rte_pktmbuf_read(m, offset, sizeof(buf), &buf);
	key = mark == NULL ? 0 : rte_be_to_cpu_16(mark->key);
	if (mark == NULL || (key & ~GENERATION_MASK) != all->key) {
		add(&rx->foreign, 1);
		return;
	}
	if (!is_whole(m, offset, mark)) {
		add(&rx->corrupted, 1);
		return;
	}
	if (key != key_of(all, rx->generation)) {
		add(&rx->stale, 1);
		return;
	}
	stream = rte_be_to_cpu_16(mark->stream);
	if (stream >= all->nb_tx || all->tx[stream].rx_port != port) {
		add(&rx->misdirected, 1);
		return;
	}
	f = rx->flows[stream];
	if (is_old(all, &f->generation, &generation))
		clear_flow(f, generation);
	count_packet(f, rte_be_to_cpu_32(mark->seq), delay_of(mark, tsc));
}

void
latency_take(const struct latency *all, struct latency_rx *rx, uint16_t port,
	struct rte_mbuf **pkts, uint16_t nb, uint64_t tsc)
{
	uint32_t generation;

	if (is_old(all, &rx->generation, &generation))
		clear_rx(rx, generation);
	for (uint16_t i = 0; i < nb; i++)
		take(all, rx, port, pkts[i], tsc);
}
