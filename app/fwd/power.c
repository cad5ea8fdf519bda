/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * A core that monitors is woken by the write to the descriptor that comes next, through the cache
 * line it lies in (UMONITOR, UMWAIT); no interrupt and no call into the kernel. The driver says
 * what to monitor, and aborts a wait that would begin after the packet came. A core that pauses
 * looks again after a fixed time (TPAUSE); packets wait for it in the ring meanwhile.
 */

#include "power.h"

#include <errno.h>

#include <rte_cpuflags.h>
#include <rte_cycles.h>
#include <rte_ethdev.h>
#include <rte_power_intrinsics.h>

#include "burst.h"
#include "log.h"

/** Longest wait for a packet: how late the end of the run may be noticed. */
#define MAX_WAIT_MS 100

/** A ring of 512 descriptors holds the smallest packets of some 340 us at 1 Gb/s. */
#define PAUSE_US 10

static int
monitor_check(const struct fwd_lcore *l, const struct rte_cpu_intrinsics *cpu)
{
	struct rte_power_monitor_cond cond;

	if (!cpu->power_monitor) {
		fwd_err("--rx-mode=monitor: this CPU has no instruction that waits for a write to "
			"memory (WAITPKG), or DPDK does not use it; adaptive, interrupt and pause "
			"do without");
		return -ENOTSUP;
	}
	if (l->nb_streams > 1 && !cpu->power_monitor_multi) {
		fwd_err("--rx-mode=monitor: lcore %u has %u Rx queues, this CPU monitors one "
			"(more take WAITPKG and RTM): give EAL as many lcores as there are Rx "
			"queues and one more, or --rxq less",
			l->id, l->nb_streams);
		return -ENOTSUP;
	}
	for (unsigned int i = 0; i < l->nb_streams; i++) {
		const struct fwd_stream *s = l->streams[i];
		int ret = rte_eth_get_monitor_addr(s->rx_port, s->rx_queue, &cond);

		if (ret < 0) {
			fwd_err("--rx-mode=monitor: port %u: the driver does not say what to "
				"monitor for Rx queue %u (%d)",
				s->rx_port, s->rx_queue, ret);
			return ret;
		}
	}
	return 0;
}

int
fwd_power_check(const struct fwd_lcore *l)
{
	struct rte_cpu_intrinsics cpu;

	rte_cpu_get_intrinsics_support(&cpu);
	l->app->power_pause = cpu.power_pause;
	return l->app->opt->rx_mode == FWD_RX_MONITOR ? monitor_check(l, &cpu) : 0;
}

static void
monitor(const struct fwd_lcore *l)
{
	struct rte_power_monitor_cond conds[FWD_MAX_MONITORED];
	uint64_t end_tsc = rte_rdtsc() + rte_get_tsc_hz() / 1000 * MAX_WAIT_MS;
	unsigned int nb = RTE_MIN(l->nb_streams, (unsigned int)FWD_MAX_MONITORED);

	/* What comes next is another descriptor each time. */
	for (unsigned int i = 0; i < nb; i++) {
		const struct fwd_stream *s = l->streams[i];

		if (rte_eth_get_monitor_addr(s->rx_port, s->rx_queue, &conds[i]) < 0)
			return;
	}
	if (nb == 1)
		(void)rte_power_monitor(&conds[0], end_tsc);
	else
		(void)rte_power_monitor_multi(conds, nb, end_tsc);
}

static void
pause_a_moment(const struct fwd_lcore *l)
{
	if (l->app->power_pause)
		(void)rte_power_pause(rte_rdtsc() + rte_get_tsc_hz() / 1000000 * PAUSE_US);
	else
		rte_delay_us_block(PAUSE_US);
}

void
fwd_power_wait(struct fwd_lcore *l)
{
	uint64_t start_tsc = rte_get_timer_cycles();

	if (l->app->opt->rx_mode == FWD_RX_MONITOR)
		monitor(l);
	else
		pause_a_moment(l);
	fwd_count(&l->sleeps, 1);
	fwd_count(&l->slept_tsc, rte_get_timer_cycles() - start_tsc);
}
