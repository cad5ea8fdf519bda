/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * The order that loses no wake-up is: arm the queues, look into them once more, sleep. A packet
 * that comes before the queue is armed is found by that look; one that comes later raises the
 * interrupt, also when that is before the lcore sleeps. Descriptors are watched for edges, so that
 * nothing has to be read from them, and queues may share one.
 */

#include "sleep.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_ethdev.h>

#include "burst.h"
#include "exception.h"
#include "log.h"

/** Longest sleep: how late the end of the run may be noticed. */
#define MAX_SLEEP_MS 100

static int
watch(const struct fwd_lcore *l, const struct fwd_stream *s)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLPRI | EPOLLET};
	int fd = s->from_kernel != NULL ? s->from_kernel->wire_fd
					: rte_eth_dev_rx_intr_ctl_q_get_fd(s->rx_port, s->rx_queue);

	if (fd < 0) {
		fwd_err("--rx-mode: port %u: the driver has no interrupt for Rx queue %u",
			s->rx_port, s->rx_queue);
		return -ENOTSUP;
	}
	if (epoll_ctl(l->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 && errno != EEXIST) {
		fwd_err("--rx-mode: port %u Rx queue %u: epoll: %s", s->rx_port, s->rx_queue,
			strerror(errno));
		return -errno;
	}
	return 0;
}

int
fwd_sleep_open(struct fwd_lcore *l)
{
	int ret = 0;

	l->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll_fd < 0) {
		fwd_err("--rx-mode: epoll: %s", strerror(errno));
		return -errno;
	}
	for (unsigned int i = 0; i < l->nb_streams && ret == 0; i++)
		ret = watch(l, l->streams[i]);
	if (ret < 0)
		fwd_sleep_close(l);
	return ret;
}

void
fwd_sleep_close(struct fwd_lcore *l)
{
	if (l->epoll_fd >= 0)
		close(l->epoll_fd);
	l->epoll_fd = -1;
}

void
fwd_sleep_arm(struct fwd_lcore *l, bool on)
{
	for (unsigned int i = 0; i < l->nb_streams; i++) {
		const struct fwd_stream *s = l->streams[i];

		if (!s->receives)
			continue;
		if (on)
			rte_eth_dev_rx_intr_enable(s->rx_port, s->rx_queue);
		else
			rte_eth_dev_rx_intr_disable(s->rx_port, s->rx_queue);
	}
}

bool
fwd_sleep(struct fwd_lcore *l)
{
	uint64_t start_tsc = rte_get_timer_cycles();
	struct epoll_event event;
	int nb = epoll_wait(l->epoll_fd, &event, 1, MAX_SLEEP_MS);

	fwd_count(&l->sleeps, 1);
	fwd_count(&l->slept_tsc, rte_get_timer_cycles() - start_tsc);
	return nb > 0;
}
