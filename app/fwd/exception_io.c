/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The packets of the exception path: between lcores, its thread and its interface. */

#define _GNU_SOURCE /* ppoll() */

#include "exception.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_ring.h>

#include "burst.h"
#include "headers.h"

/** How long the thread may sleep: until it is woken, or, where that cannot be, in between. */
#define SLEEP_MS   100
#define BLIND_US   200
#define BLOCKED_US 1000

enum verdict {
	ENGINE, /**< not for this host */
	TAKE,
	COPY,
};

uint64_t
fwd_exception_mac(const struct rte_ether_addr *mac)
{
	uint64_t value = 0;

	memcpy(&value, mac, sizeof(*mac));
	return value;
}

static void
add(_Atomic uint64_t *counter, uint64_t n)
{
	if (n != 0)
		atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static bool
is_host4(const struct fwd_exception_hosts *hosts, const struct rte_ipv4_hdr *ip)
{
	for (unsigned int i = 0; i < hosts->nb4; i++) {
		if (hosts->ip4[i] == ip->dst_addr)
			return true;
	}
	return false;
}

static bool
is_host6(const struct fwd_exception_hosts *hosts, const struct rte_ipv6_hdr *ip)
{
	for (unsigned int i = 0; i < hosts->nb6; i++) {
		if (memcmp(hosts->ip6[i], &ip->dst_addr, sizeof(hosts->ip6[i])) == 0)
			return true;
	}
	return false;
}

/** Of a frame to the port's MAC address: whether it has no IP, or that is to the interface, too. */
static bool
is_to_host(const struct fwd_exception_hosts *hosts, const struct rte_mbuf *m)
{
	struct fwd_headers h;

	if (!fwd_headers_find(m, &h))
		return false;
	if (fwd_headers_are_ipv4(&h))
		return is_host4(
			hosts, rte_pktmbuf_mtod_offset(m, const struct rte_ipv4_hdr *, h.l2_len));
	if (fwd_headers_are_ipv6(&h))
		return is_host6(
			hosts, rte_pktmbuf_mtod_offset(m, const struct rte_ipv6_hdr *, h.l2_len));
	return true;
}

static inline enum verdict
judge(const struct fwd_exception_hosts *hosts, uint64_t mac, const struct rte_mbuf *m)
{
	const struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, const struct rte_ether_hdr *);

	if (unlikely(m->data_len < sizeof(*eth)))
		return ENGINE;
	if (rte_is_multicast_ether_addr(&eth->dst_addr))
		return COPY;
	if (fwd_exception_mac(&eth->dst_addr) != mac)
		return ENGINE;
	return hosts == NULL || is_to_host(hosts, m) ? TAKE : ENGINE;
}

void
fwd_exception_wake(struct fwd_exception *e)
{
	const uint64_t one = 1;

	/* It either sees what was done before, or is seen to sleep. */
	atomic_thread_fence(memory_order_seq_cst);
	if (atomic_load(&e->asleep) && atomic_exchange(&e->asleep, false)) {
		/* An eventfd takes 2^64 - 2 of them. */
		ssize_t ret = write(e->wake_fd, &one, sizeof(one));

		(void)ret;
	}
}

uint16_t
fwd_exception_filter(struct fwd_stream *s, struct rte_mbuf **pkts, uint16_t nb)
{
	struct fwd_exception *e = s->to_kernel;
	const struct fwd_exception_hosts *hosts = atomic_load(&e->match);
	uint64_t mac = atomic_load_explicit(&e->mac, memory_order_relaxed);
	unsigned int room = rte_ring_free_count(e->to_kernel), nb_host = 0, nb_in;
	struct rte_mbuf *host[FWD_MAX_BURST];
	uint16_t nb_taken = 0, nb_copied = 0, nb_left = 0;

	for (uint16_t i = 0; i < nb; i++) {
		struct rte_mbuf *copy;

		switch (judge(hosts, mac, pkts[i])) {
		case TAKE:
			nb_taken++;
			host[nb_host++] = pkts[i];
			break;
		case COPY:
			nb_copied++;
			copy = nb_host < room
				       ? rte_pktmbuf_copy(pkts[i], pkts[i]->pool, 0, UINT32_MAX)
				       : NULL;
			if (copy != NULL)
				host[nb_host++] = copy;
			__attribute__((fallthrough));
		default:
			pkts[nb_left++] = pkts[i];
			break;
		}
	}
	if (nb_taken + nb_copied == 0)
		return nb;

	nb_in = rte_ring_mp_enqueue_burst(e->to_kernel, (void **)host, nb_host, NULL);
	rte_pktmbuf_free_bulk(host + nb_in, nb_host - nb_in);
	if (nb_in != 0)
		fwd_exception_wake(e);
	fwd_count(&s->count.taken, nb_taken);
	add(&e->count.taken, nb_taken);
	add(&e->count.copied, nb_copied);
	add(&e->count.lost, nb_taken + nb_copied - nb_in);
	return nb_left;
}

unsigned int
fwd_exception_burst(struct fwd_stream *s)
{
	struct fwd_exception *e = s->from_kernel;
	uint16_t nb = e->nb_pending, nb_tx;

	/* What the port does not take now is offered again before anything else. */
	if (nb == 0) {
		nb = (uint16_t)rte_ring_sc_dequeue_burst(
			e->to_wire, (void **)e->pending, FWD_EXCEPTION_BURST, NULL);
		if (nb == 0)
			return 0;
		e->first_pending = 0;
		if (unlikely(atomic_load_explicit(&s->tx_taps, memory_order_relaxed) != 0))
			fwd_tap_tx(s, e->pending, nb);
	}
	nb_tx = rte_eth_tx_burst(s->tx_port, s->tx_queue, e->pending + e->first_pending, nb);
	e->first_pending += nb_tx;
	e->nb_pending = nb - nb_tx;
	fwd_count(&s->count.tx, nb_tx);
	add(&e->count.sent, nb_tx);
	return nb;
}

/** Undo what the device did to a frame: the kernel gets it as it was on the wire, without FCS. */
static bool
restore(const struct fwd_exception *e, struct rte_mbuf **m)
{
	bool qinq = ((*m)->ol_flags & RTE_MBUF_F_RX_QINQ_STRIPPED) != 0;
	uint16_t outer = (*m)->vlan_tci_outer;

	if (atomic_load_explicit(&e->keeps_crc, memory_order_relaxed) &&
		rte_pktmbuf_trim(*m, RTE_ETHER_CRC_LEN) < 0)
		return false;
	if (((*m)->ol_flags & RTE_MBUF_F_RX_VLAN_STRIPPED) != 0 && rte_vlan_insert(m) < 0)
		return false;
	if (!qinq)
		return true;
	(*m)->vlan_tci = outer;
	if (rte_vlan_insert(m) < 0)
		return false;
	rte_pktmbuf_mtod(*m, struct rte_ether_hdr *)->ether_type = RTE_BE16(RTE_ETHER_TYPE_QINQ);
	return true;
}

/** Frames to the kernel, one by one: one that it refuses is no reason to drop the next. */
static unsigned int
serve_kernel(struct fwd_exception *e)
{
	struct rte_mbuf *pkts[FWD_EXCEPTION_BURST];
	unsigned int nb = rte_ring_sc_dequeue_burst(
			     e->to_kernel, (void **)pkts, FWD_EXCEPTION_BURST, NULL),
		     nb_given = 0;

	for (unsigned int i = 0; i < nb; i++) {
		if (restore(e, &pkts[i]) && rte_eth_tx_burst(e->id, 0, &pkts[i], 1) == 1)
			nb_given++;
		else
			rte_pktmbuf_free(pkts[i]);
	}
	add(&e->count.to_kernel, nb_given);
	add(&e->count.lost, nb - nb_given);
	return nb;
}

/** Whether the lcore has room for what the kernel sends; else that waits in the kernel. */
static bool
has_room(const struct fwd_exception *e)
{
	return rte_ring_free_count(e->to_wire) >= FWD_EXCEPTION_BURST;
}

/** Frames from the kernel. */
static unsigned int
serve_wire(struct fwd_exception *e)
{
	uint32_t max = atomic_load_explicit(&e->max_frame, memory_order_relaxed);
	struct rte_mbuf *pkts[FWD_EXCEPTION_BURST];
	unsigned int nb = 0, nb_good = 0;
	const uint64_t one = 1;
	ssize_t ret;

	if (has_room(e))
		nb = rte_eth_rx_burst(e->id, 0, pkts, FWD_EXCEPTION_BURST);
	for (unsigned int i = 0; i < nb; i++) {
		/* A port that never takes a frame would hold up all others. */
		if (pkts[i]->pkt_len > max)
			rte_pktmbuf_free(pkts[i]);
		else
			pkts[nb_good++] = pkts[i];
	}
	add(&e->count.from_kernel, nb);
	add(&e->count.unsent, nb - nb_good);
	if (nb_good == 0)
		return nb;
	rte_ring_sp_enqueue_bulk(e->to_wire, (void **)pkts, nb_good, NULL);
	if (e->rouse) {
		ret = write(e->wire_fd, &one, sizeof(one));
		(void)ret;
	}
	return nb;
}

/** Sleep until a side has something, as far as that can be known. */
static void
wait_for_work(struct fwd_exception *e, int rx_fd)
{
	struct pollfd fds[] = {
		{.fd = e->wake_fd, .events = POLLIN},
		{.fd = rx_fd, .events = POLLIN},
	};
	struct timespec limit = {.tv_nsec = SLEEP_MS * 1000000L};
	uint64_t nb;
	ssize_t ret;

	if (!has_room(e)) {
		fds[1].fd = -1;
		limit.tv_nsec = BLOCKED_US * 1000L;
	} else if (rx_fd < 0) {
		limit.tv_nsec = BLIND_US * 1000L;
	}
	atomic_store(&e->asleep, true);
	atomic_thread_fence(memory_order_seq_cst);
	if (rte_ring_empty(e->to_kernel) && !atomic_load(&e->stop))
		ppoll(fds, RTE_DIM(fds), &limit, NULL);
	atomic_store(&e->asleep, false);
	if ((fds[0].revents & POLLIN) != 0) {
		ret = read(e->wake_fd, &nb, sizeof(nb));
		(void)ret;
	}
}

void *
fwd_exception_main(void *exception)
{
	struct fwd_exception *e = exception;
	/* That of virtio-user is another thing: it must be armed. */
	int rx_fd = e->kind == FWD_EXCEPTION_TAP ? rte_eth_dev_rx_intr_ctl_q_get_fd(e->id, 0) : -1;

	while (!atomic_load(&e->stop)) {
		if (serve_kernel(e) + serve_wire(e) == 0)
			wait_for_work(e, rx_fd);
	}
	return NULL;
}
