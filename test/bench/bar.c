/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "bar.h"
#include "step.h"

#define MAX_BARS   64
#define PAGE_BYTES 4096u
#define ERR_WRITE  2 /* page fault error code: the access was a write */
#define ACCESS_US  1 /* what a register access takes: loops without a delay come to an end */
#define NO_TAIL	   UINT32_MAX

static struct {
	struct bar *bars[MAX_BARS];
	/* The access that is under way. */
	struct bar *bar;
	uint32_t offset;
	bool write;
} trap;

static void
page_protect(struct bar *bar, uint32_t offset, bool open)
{
	if (mprotect(bar->view + offset / PAGE_BYTES * PAGE_BYTES, PAGE_BYTES,
		    open ? PROT_READ | PROT_WRITE : PROT_NONE) != 0)
		abort();
}

static uint32_t *
word(struct bar *bar, uint32_t offset)
{
	return (uint32_t *)(void *)(bar->mem + offset);
}

static struct bar *
bar_at(const void *addr)
{
	uintptr_t at = (uintptr_t)addr;
	unsigned int i;

	for (i = 0; i < MAX_BARS; i++) {
		struct bar *bar = trap.bars[i];

		if (bar != NULL && at >= (uintptr_t)bar->view &&
			at < (uintptr_t)bar->view + NIC_BAR_BYTES)
			return bar;
	}
	return NULL;
}

/* The instruction has run. */
static void
access_done(void)
{
	struct bar *bar = trap.bar;
	uint32_t value = *word(bar, trap.offset);
	unsigned int queue;
	bool rx;

	page_protect(bar, trap.offset, false);
	if (!trap.write)
		return;
	if (bar->ops->tail(trap.offset, &rx, &queue)) {
		bar->tail_at[rx][queue] = trap.offset;
		bar->tail_writes[rx]++;
		return;
	}
	bar->ops->write(bar->nic, trap.offset, value);
}

static void
on_segv(int sig, siginfo_t *info, void *ctx)
{
	const ucontext_t *uc = ctx;
	struct bar *bar = bar_at(info->si_addr);
	unsigned int queue;
	bool rx;

	if (bar == NULL) {
		/* Not ours: the same instruction faults again, for good. */
		signal(sig, SIG_DFL);
		return;
	}
	trap.bar = bar;
	trap.offset = (uint32_t)((uintptr_t)info->si_addr - (uintptr_t)bar->view) & ~3u;
	trap.write = (uc->uc_mcontext.gregs[REG_ERR] & ERR_WRITE) != 0;
	bar->ops->elapse(bar->nic, ACCESS_US);
	if (!trap.write && !bar->ops->tail(trap.offset, &rx, &queue))
		*word(bar, trap.offset) = bar->ops->read(bar->nic, trap.offset);
	page_protect(bar, trap.offset, true);
	step_over(ctx, access_done);
}

static int
handlers_install(void)
{
	struct sigaction act = {.sa_sigaction = on_segv, .sa_flags = SA_SIGINFO | SA_NODEFER};
	static bool installed;
	int ret;

	if (installed)
		return 0;
	ret = step_init();
	if (ret != 0)
		return ret;
	if (sigaction(SIGSEGV, &act, NULL) != 0)
		return -errno;
	installed = true;
	return 0;
}

static int
bar_map(struct bar *bar)
{
	int fd = memfd_create("bar0", MFD_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, NIC_BAR_BYTES) != 0) {
		ret = -errno;
		goto close_fd;
	}
	bar->mem = mmap(NULL, NIC_BAR_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bar->mem == MAP_FAILED) {
		ret = -errno;
		goto close_fd;
	}
	bar->view = mmap(NULL, NIC_BAR_BYTES, PROT_NONE, MAP_SHARED, fd, 0);
	if (bar->view == MAP_FAILED) {
		ret = -errno;
		munmap(bar->mem, NIC_BAR_BYTES);
	}
close_fd:
	close(fd);
	return ret;
}

int
bar_create(struct bar *bar, const struct nic_ops *ops, unsigned int index)
{
	unsigned int i = 0;
	int ret;

	memset(bar, 0, sizeof(*bar));
	memset(bar->tail_at, 0xFF, sizeof(bar->tail_at));
	bar->ops = ops;
	while (i < MAX_BARS && trap.bars[i] != NULL)
		i++;
	if (i == MAX_BARS)
		return -ENOSPC;
	ret = handlers_install();
	if (ret != 0)
		return ret;
	bar->nic = ops->create(index);
	if (bar->nic == NULL)
		return -ENOMEM;
	ret = bar_map(bar);
	if (ret != 0) {
		ops->destroy(bar->nic);
		return ret;
	}
	trap.bars[i] = bar;
	return 0;
}

void
bar_destroy(struct bar *bar)
{
	unsigned int i;

	for (i = 0; i < MAX_BARS; i++) {
		if (trap.bars[i] == bar)
			trap.bars[i] = NULL;
	}
	munmap(bar->view, NIC_BAR_BYTES);
	munmap(bar->mem, NIC_BAR_BYTES);
	bar->ops->destroy(bar->nic);
}

void
bar_open(struct bar *bar, bool open)
{
	unsigned int rx, q;

	for (rx = 0; rx < 2; rx++) {
		for (q = 0; q < NIC_MAX_QUEUES; q++) {
			if (bar->tail_at[rx][q] != NO_TAIL)
				page_protect(bar, bar->tail_at[rx][q], open);
		}
	}
}

volatile uint32_t *
bar_tail(struct bar *bar, bool rx, unsigned int queue)
{
	return bar->tail_at[rx][queue] == NO_TAIL ? NULL : word(bar, bar->tail_at[rx][queue]);
}

void
bar_elapse_all(uint32_t us)
{
	unsigned int i;

	for (i = 0; i < MAX_BARS; i++) {
		if (trap.bars[i] != NULL)
			trap.bars[i]->ops->elapse(trap.bars[i]->nic, us);
	}
}
