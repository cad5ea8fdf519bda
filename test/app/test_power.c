/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * --rx-mode=monitor and pause of igbx-fwd on CPUs that there are and are not: the intrinsics are
 * the test's. What the lcore is told to monitor, and for how long, and what is refused.
 */
#include <errno.h>
#include <string.h>

#include <rte_cpuflags.h>
#include <rte_cycles.h>
#include <rte_ethdev.h>
#include <rte_power_intrinsics.h>

#include "log.h"
#include "power.h"
#include "tap.h"

#define NB_QUEUES 3

static struct rte_cpu_intrinsics cpu;
static int addr_answer;
static uint64_t descs[NB_QUEUES];

static struct {
	unsigned int nb_one, nb_multi, nb_pause, nb_block;
	unsigned int nb_conds;
	const volatile void *addr[NB_QUEUES];
	uint64_t end_tsc;
} seen;

static struct fwd_options opt;
static struct fwd_app app = {.opt = &opt};
static struct fwd_stream streams[NB_QUEUES];
static struct fwd_stream *stream_list[NB_QUEUES];
static struct fwd_lcore lcore = {.app = &app, .streams = stream_list, .id = 1};

/* The names are the linker's: __wrap_f is called for f. */
void __wrap_rte_cpu_get_intrinsics_support(struct rte_cpu_intrinsics *intrinsics);
int __wrap_rte_eth_get_monitor_addr(
	uint16_t port, uint16_t queue, struct rte_power_monitor_cond *cond);
int __wrap_rte_power_monitor(const struct rte_power_monitor_cond *cond, uint64_t tsc);
int __wrap_rte_power_monitor_multi(
	const struct rte_power_monitor_cond conds[], uint32_t nb, uint64_t tsc);
int __wrap_rte_power_pause(uint64_t tsc);
void __wrap_rte_delay_us_block(unsigned int us);
uint64_t __wrap_rte_get_tsc_hz(void);

/* EAL, which would have measured it, is not there. */
uint64_t
__wrap_rte_get_tsc_hz(void)
{
	return UINT64_C(2000000000);
}

void
__wrap_rte_cpu_get_intrinsics_support(struct rte_cpu_intrinsics *intrinsics)
{
	*intrinsics = cpu;
}

int
__wrap_rte_eth_get_monitor_addr(uint16_t port, uint16_t queue, struct rte_power_monitor_cond *cond)
{
	if (port != 7 || queue >= NB_QUEUES)
		return -ENODEV;
	cond->addr = &descs[queue];
	cond->size = sizeof(descs[queue]);
	return addr_answer;
}

int
__wrap_rte_power_monitor(const struct rte_power_monitor_cond *cond, uint64_t tsc)
{
	seen.nb_one++;
	seen.addr[0] = cond->addr;
	seen.end_tsc = tsc;
	return 0;
}

int
__wrap_rte_power_monitor_multi(
	const struct rte_power_monitor_cond conds[], uint32_t nb, uint64_t tsc)
{
	seen.nb_multi++;
	seen.nb_conds = nb;
	for (uint32_t i = 0; i < nb && i < NB_QUEUES; i++)
		seen.addr[i] = conds[i].addr;
	seen.end_tsc = tsc;
	return 0;
}

int
__wrap_rte_power_pause(uint64_t tsc)
{
	seen.nb_pause++;
	seen.end_tsc = tsc;
	return 0;
}

void
__wrap_rte_delay_us_block(unsigned int us)
{
	seen.nb_block++;
	seen.nb_conds = us;
}

static void
refused(const char *name, int expected, const char *word)
{
	unsigned int nb = 0;

	while (fwd_log_error(nb) != NULL)
		nb++;
	TAP_EQ_INT(name, expected, fwd_power_check(&lcore));
	TAP_CHECK(fwd_log_error(nb) != NULL && strstr(fwd_log_error(nb), word) != NULL &&
			  fwd_log_error(nb + 1) == NULL,
		"  one line says why", "%s",
		fwd_log_error(nb) == NULL ? "none" : fwd_log_error(nb));
}

static void
test_refusals(void)
{
	opt.rx_mode = FWD_RX_MONITOR;
	lcore.nb_streams = 1;
	cpu = (struct rte_cpu_intrinsics){.power_pause = 1};
	refused("monitor without WAITPKG", -ENOTSUP, "WAITPKG");
	cpu.power_monitor = 1;
	lcore.nb_streams = 2;
	refused("two queues without monitor_multi", -ENOTSUP, "RTM");
	lcore.nb_streams = 1;
	addr_answer = -ENOTSUP;
	refused("a driver that says nothing", -ENOTSUP, "the driver does not say");
	addr_answer = 0;
	TAP_EQ_INT("one queue", 0, fwd_power_check(&lcore));
	cpu.power_monitor_multi = 1;
	lcore.nb_streams = NB_QUEUES;
	TAP_EQ_INT("many queues with monitor_multi", 0, fwd_power_check(&lcore));
	cpu = (struct rte_cpu_intrinsics){0};
	opt.rx_mode = FWD_RX_PAUSE;
	TAP_EQ_INT("pause goes with any CPU", 0, fwd_power_check(&lcore));
}

/* Whether the wait ends so many microseconds after it begins. */
static void
check_end(const char *name, uint64_t began_tsc, uint64_t us)
{
	uint64_t us_tsc = rte_get_tsc_hz() / 1000000 * us;

	TAP_CHECK(seen.end_tsc >= began_tsc + us_tsc && seen.end_tsc <= rte_rdtsc() + us_tsc, name,
		"%" PRIu64 " cycles after the beginning, %" PRIu64 " expected",
		seen.end_tsc - began_tsc, us_tsc);
}

static void
wait_once(enum fwd_rx_mode mode, unsigned int nb)
{
	memset(&seen, 0, sizeof(seen));
	opt.rx_mode = mode;
	lcore.nb_streams = nb;
	(void)fwd_power_check(&lcore);
	fwd_power_wait(&lcore);
}

static void
test_waits(void)
{
	uint64_t began = rte_rdtsc();

	cpu = (struct rte_cpu_intrinsics){
		.power_monitor = 1, .power_monitor_multi = 1, .power_pause = 1};
	wait_once(FWD_RX_MONITOR, 1);
	TAP_EQ_INT("one queue is monitored", 1, seen.nb_one);
	TAP_CHECK(seen.addr[0] == &descs[0], "  where its driver says", "elsewhere");
	check_end("  for a tenth of a second at most", began, 100000);
	wait_once(FWD_RX_MONITOR, NB_QUEUES);
	TAP_EQ_INT("all queues are monitored at once", 1, seen.nb_multi);
	TAP_EQ_INT("  all", NB_QUEUES, seen.nb_conds);
	TAP_CHECK(seen.addr[0] == &descs[0] && seen.addr[NB_QUEUES - 1] == &descs[NB_QUEUES - 1],
		"  where their driver says", "elsewhere");
	addr_answer = -EIO;
	wait_once(FWD_RX_MONITOR, 1);
	TAP_EQ_INT("nothing to monitor: no wait", 0, seen.nb_one);
	addr_answer = 0;
	began = rte_rdtsc();
	wait_once(FWD_RX_PAUSE, NB_QUEUES);
	TAP_EQ_INT("a pause", 1, seen.nb_pause);
	check_end("  of 10 us", began, 10);
	cpu.power_pause = 0;
	wait_once(FWD_RX_PAUSE, 1);
	TAP_EQ_INT("without the instruction", 0, seen.nb_pause);
	TAP_EQ_INT("  a delay", 1, seen.nb_block);
	TAP_EQ_INT("  of 10 us", 10, seen.nb_conds);
	TAP_EQ_U64("each is counted", 5, atomic_load(&lcore.sleeps));
}

int
main(void)
{
	for (unsigned int i = 0; i < NB_QUEUES; i++) {
		streams[i].rx_port = 7;
		streams[i].rx_queue = i;
		stream_list[i] = &streams[i];
	}
	fwd_log_setup(false, true);
	test_refusals();
	test_waits();
	return tap_done();
}
