/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Packets of a queue, told from how far its ring has moved on: no burst counts them. What adds up
 * is the descriptors, a whole round of the ring or a large part at a time, where the queue does
 * something costly anyway (the write of the tail register, the return of mbufs); the position in
 * the ring tells the rest. Descriptors that are no packet of their own, as those of a packet of
 * many segments, are counted by the functions that handle these, which are not the fast ones.
 *
 * Any thread may ask while another one works on the queue. It may be told a little less than the
 * truth then, and never more: hence the order in which things are read and written.
 */
#include "igbx_queue_count.h"

/* The base is a multiple of the ring's size behind a descriptor that stood at position 0. More than
 * base and less than base + nb_desc descriptors were handled. A base that has moved between two
 * looks is looked at again.
 */
static uint64_t
nb_descs(const uint64_t *before, const uint64_t *base, const uint16_t *position, uint16_t nb_desc)
{
	uint64_t earlier = __atomic_load_n(before, __ATOMIC_ACQUIRE), first, again;
	unsigned int tries = 100;
	uint16_t at;

	again = __atomic_load_n(base, __ATOMIC_ACQUIRE);
	do {
		first = again;
		at = __atomic_load_n(position, __ATOMIC_ACQUIRE);
		again = __atomic_load_n(base, __ATOMIC_ACQUIRE);
	} while (again != first && --tries > 0);
	/* When it never stands still, what it was is the least that it can be. */
	if (again != first)
		return earlier + first;
	return earlier + first + (at + nb_desc - first % nb_desc) % nb_desc;
}

/* The ring begins anew; nobody works on the queue. */
static void
descs_fold(uint64_t *before, uint64_t *base, uint16_t *position, uint16_t nb_desc)
{
	uint64_t all = nb_descs(before, base, position, nb_desc);

	__atomic_store_n(base, 0, __ATOMIC_RELEASE);
	__atomic_store_n(position, 0, __ATOMIC_RELEASE);
	__atomic_store_n(before, all, __ATOMIC_RELEASE);
}

uint64_t
igbx_rxq_nb_pkts(const struct igbx_rxq *q)
{
	uint64_t descs = nb_descs(&q->nb_before, &q->nb_told, &q->next, q->nb_desc);

	return descs - __atomic_load_n(&q->nb_not_pkts, __ATOMIC_RELAXED);
}

uint64_t
igbx_txq_nb_pkts(const struct igbx_txq *q)
{
	uint64_t descs = nb_descs(&q->nb_before, &q->nb_reclaimed, &q->tail, q->nb_desc);

	return descs - __atomic_load_n(&q->nb_not_pkts, __ATOMIC_RELAXED);
}

void
igbx_rxq_count_fold(struct igbx_rxq *q)
{
	descs_fold(&q->nb_before, &q->nb_told, &q->next, q->nb_desc);
}

void
igbx_txq_count_fold(struct igbx_txq *q)
{
	descs_fold(&q->nb_before, &q->nb_reclaimed, &q->tail, q->nb_desc);
}
