/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#define _GNU_SOURCE /* pthread_mutex_clocklock() */

#include "idle.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include <rte_cycles.h>

/** How long another thread waits for its turn: long commands start and stop ports. */
#define PATIENCE_S 3

static struct {
	pthread_mutex_t lock;
	bool ended;
} idle = {.lock = PTHREAD_MUTEX_INITIALIZER, .ended = true};

void
fwd_idle_begin(void)
{
	pthread_mutex_lock(&idle.lock);
	idle.ended = false;
}

void
fwd_idle_end(void)
{
	idle.ended = true;
	pthread_mutex_unlock(&idle.lock);
}

void
fwd_idle_us(unsigned int us)
{
	pthread_mutex_unlock(&idle.lock);
	rte_delay_us_sleep(us);
	pthread_mutex_lock(&idle.lock);
}

int
fwd_idle_poll(struct pollfd *fd, int ms)
{
	int ret, error;

	pthread_mutex_unlock(&idle.lock);
	ret = poll(fd, 1, ms);
	error = errno;
	pthread_mutex_lock(&idle.lock);
	errno = error;
	return ret;
}

bool
fwd_idle_enter(void)
{
	struct timespec limit;

	clock_gettime(CLOCK_MONOTONIC, &limit);
	limit.tv_sec += PATIENCE_S;
	if (pthread_mutex_clocklock(&idle.lock, CLOCK_MONOTONIC, &limit) != 0)
		return false;
	if (!idle.ended)
		return true;
	pthread_mutex_unlock(&idle.lock);
	return false;
}

void
fwd_idle_leave(void)
{
	pthread_mutex_unlock(&idle.lock);
}
