/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <ucontext.h>

#include <x86intrin.h>

#include "step.h"

#define EFLAGS_TF 0x100

/* Of the one thread that runs drivers; the handlers run on it. */
static struct {
	void (*after)(void);
	bool counting;
	volatile uint64_t count;
	uint64_t overhead;
} step;

static void
on_trap(int sig, siginfo_t *info, void *ctx)
{
	greg_t *flags = &((ucontext_t *)ctx)->uc_mcontext.gregs[REG_EFL];
	void (*after)(void) = step.after;

	(void)sig;
	(void)info;
	if (after != NULL) {
		step.after = NULL;
		after();
		if (!step.counting)
			*flags &= ~EFLAGS_TF;
	}
	if (step.counting)
		step.count++;
}

void
step_over(void *ucontext, void (*after)(void))
{
	step.after = after;
	((ucontext_t *)ucontext)->uc_mcontext.gregs[REG_EFL] |= EFLAGS_TF;
}

void
step_count_start(void)
{
	step.count = 0;
	step.counting = true;
	__writeeflags(__readeflags() | EFLAGS_TF);
}

uint64_t
step_count_stop(void)
{
	__writeeflags(__readeflags() & ~(unsigned long long)EFLAGS_TF);
	step.counting = false;
	return step.count - step.overhead;
}

int
step_init(void)
{
	struct sigaction act = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};

	if (sigaction(SIGTRAP, &act, NULL) != 0)
		return -errno;
	/* What starting and stopping costs by itself. */
	step.overhead = 0;
	step_count_start();
	step.overhead = step_count_stop();
	return 0;
}
