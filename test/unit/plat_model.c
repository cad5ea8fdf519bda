/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plat_model.h"

#define LOG_LEVELS (IGBX_LOG_DEBUG + 1)
#define LOG_BYTES  512

static struct {
	struct nm *nics[PLAT_MODEL_MAX_NICS];
	unsigned int log_count[LOG_LEVELS];
	char log_last[LOG_BYTES];
	char log_last_of[LOG_LEVELS][LOG_BYTES];
	bool log_echo;
	uint64_t reads;
	uint64_t writes;
	uint64_t delayed_us;
	void (*on_read)(void *ctx);
	void *on_read_ctx;
	uint32_t (*answer)(void *ctx, uint32_t offset, uint32_t value);
	void *answer_ctx;
	uint64_t clock_us; /* when no model is attached */
	bool cut;
} plat;

void
plat_model_attach(struct nm *nm)
{
	unsigned int i;

	for (i = 0; i < PLAT_MODEL_MAX_NICS; i++) {
		if (plat.nics[i] == NULL) {
			plat.nics[i] = nm;
			return;
		}
	}
	fprintf(stderr, "plat_model: more than %d NICs attached\n", PLAT_MODEL_MAX_NICS);
	abort();
}

void
plat_model_detach(struct nm *nm)
{
	unsigned int i;

	for (i = 0; i < PLAT_MODEL_MAX_NICS; i++) {
		if (plat.nics[i] == nm)
			plat.nics[i] = NULL;
	}
}

void
plat_model_cut(bool cut)
{
	plat.cut = cut;
}

void
plat_model_on_read(void (*happens)(void *ctx), void *ctx)
{
	plat.on_read = happens;
	plat.on_read_ctx = ctx;
}

void
plat_model_on_answer(uint32_t (*answer)(void *ctx, uint32_t offset, uint32_t value), void *ctx)
{
	plat.answer = answer;
	plat.answer_ctx = ctx;
}

static struct nm *
nic_at(uintptr_t addr, uint32_t *offset)
{
	unsigned int i;

	for (i = 0; i < PLAT_MODEL_MAX_NICS; i++) {
		uintptr_t bar;

		if (plat.nics[i] == NULL)
			continue;
		bar = (uintptr_t)nm_bar(plat.nics[i]);
		if (addr >= bar && addr - bar < NM_BAR_BYTES) {
			*offset = (uint32_t)(addr - bar);
			return plat.nics[i];
		}
	}
	fprintf(stderr, "plat_model: register access outside of every BAR: %#zx\n", (size_t)addr);
	abort();
}

uint32_t
igbx_plat_read32(const volatile void *addr)
{
	uint32_t offset = 0, value;
	struct nm *nm = nic_at((uintptr_t)addr, &offset);

	plat.reads++;
	if (plat.on_read != NULL)
		plat.on_read(plat.on_read_ctx);
	value = plat.cut ? UINT32_MAX : nm_read(nm, offset);
	return plat.answer == NULL ? value : plat.answer(plat.answer_ctx, offset, value);
}

void
igbx_plat_write32(volatile void *addr, uint32_t value)
{
	uint32_t offset = 0;
	struct nm *nm = nic_at((uintptr_t)addr, &offset);

	plat.writes++;
	if (!plat.cut)
		nm_write(nm, offset, value);
}

void
igbx_plat_delay_us(uint32_t delay_us)
{
	unsigned int i;

	plat.delayed_us += delay_us;
	plat.clock_us += delay_us;
	for (i = 0; i < PLAT_MODEL_MAX_NICS; i++) {
		if (plat.nics[i] != NULL)
			nm_advance_us(plat.nics[i], delay_us);
	}
}

uint64_t
igbx_plat_now_us(void)
{
	unsigned int i;

	for (i = 0; i < PLAT_MODEL_MAX_NICS; i++) {
		if (plat.nics[i] != NULL)
			return nm_now_us(plat.nics[i]);
	}
	return plat.clock_us;
}

bool
igbx_plat_is_present(const void *bus_dev)
{
	unsigned int i;

	(void)bus_dev;
	for (i = 0; i < PLAT_MODEL_MAX_NICS; i++) {
		if (plat.nics[i] != NULL && nm_is_removed(plat.nics[i]))
			return false;
	}
	return true;
}

void
igbx_plat_log(enum igbx_log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(plat.log_last, sizeof(plat.log_last), fmt, ap);
	va_end(ap);
	memcpy(plat.log_last_of[level], plat.log_last, sizeof(plat.log_last));
	plat.log_count[level]++;
	if (plat.log_echo)
		printf("# log %d: %s\n", (int)level, plat.log_last);
}

unsigned int
plat_model_log_count(enum igbx_log_level level)
{
	return plat.log_count[level];
}

const char *
plat_model_log_last(void)
{
	return plat.log_last;
}

const char *
plat_model_log_last_of(enum igbx_log_level level)
{
	return plat.log_last_of[level];
}

void
plat_model_log_clear(void)
{
	memset(plat.log_count, 0, sizeof(plat.log_count));
	memset(plat.log_last_of, 0, sizeof(plat.log_last_of));
	plat.log_last[0] = '\0';
}

void
plat_model_log_echo(bool on)
{
	plat.log_echo = on;
}

uint64_t
plat_model_reads(void)
{
	return plat.reads;
}

uint64_t
plat_model_writes(void)
{
	return plat.writes;
}

uint64_t
plat_model_delayed_us(void)
{
	return plat.delayed_us;
}
