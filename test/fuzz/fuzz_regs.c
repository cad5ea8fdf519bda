/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A hostile device: registers that answer what the input says, and not what the device holds, while
 * an application does with the port what the input says. Every call ends, and soon; nothing is left
 * of the port; no memory is touched that is not the driver's.
 */
#include <inttypes.h>

#include "plat_model.h"
#include "pool.h"
#include "port.h"
#include "port_calls.h"

#define MAX_RULES 8
#define MAX_CALLS 48
/* What a call may wait in all, and how many registers it may read. */
#define LIMIT_US    UINT64_C(60000000)
#define LIMIT_READS UINT64_C(2000000)

enum lie { LIE_ONES, LIE_VALUE, LIE_SET, LIE_CLEAR, LIE_FLIP, LIE_RANDOM, LIE_TURNS, NB_LIES };

struct rule {
	uint32_t first, last; /* of the registers, in bytes */
	enum lie lie;
	uint32_t value;
	uint8_t from, nb; /* reads of these registers; nb 0: for good */
	unsigned int nb_seen;
};

static struct {
	struct rule rules[MAX_RULES];
	unsigned int nb_rules;
	uint64_t random;
} device;

static uint32_t
lie_of(struct rule *rule, uint32_t value)
{
	switch (rule->lie) {
	case LIE_ONES:
		return UINT32_MAX;
	case LIE_VALUE:
		return rule->value;
	case LIE_SET:
		return value | rule->value;
	case LIE_CLEAR:
		return value & ~rule->value;
	case LIE_FLIP:
		return value ^ rule->value;
	case LIE_RANDOM:
		device.random = device.random * 6364136223846793005ull + 1442695040888963407ull;
		return (uint32_t)(device.random >> 32);
	default:
		return rule->nb_seen & 1 ? value : rule->value;
	}
}

static uint32_t
answer(void *ctx, uint32_t offset, uint32_t value)
{
	unsigned int i;

	RTE_SET_USED(ctx);
	for (i = 0; i < device.nb_rules; i++) {
		struct rule *rule = &device.rules[i];
		unsigned int n;

		if (offset < rule->first || offset > rule->last)
			continue;
		n = rule->nb_seen++;
		if (n >= rule->from && (rule->nb == 0 || n < (unsigned int)rule->from + rule->nb))
			value = lie_of(rule, value);
	}
	return value;
}

/* One register of a row, or all of them, or all there are. */
static void
rule_read(struct rule *rule, struct input *in)
{
	size_t nb_rows;
	const struct nm_reg_row *rows = nm_reg_rows(&nb_rows);
	const struct nm_reg_row *row = &rows[input_u8(in) % nb_rows];
	uint8_t which = input_u8(in), kind = input_u8(in);
	uint32_t end = row->offset + (row->count - 1u) * row->stride;

	rule->lie = kind % NB_LIES;
	rule->first = row->offset;
	rule->last = end;
	if (which == 0xFF) {
		rule->first = 0;
		rule->last = UINT32_MAX;
	} else if (which & 0x80) {
		rule->first += (which & 0x7Fu) % row->count * row->stride;
		rule->last = rule->first;
	}
	rule->from = input_u8(in);
	rule->nb = input_u8(in);
	rule->value = input_u32(in);
	rule->nb_seen = 0;
}

static void
call_limited(struct input *in)
{
	uint64_t reads = plat_model_reads(), waited_us = plat_model_delayed_us();
	const char *name = port_call(&fuzz_rig, in);

	reads = plat_model_reads() - reads;
	waited_us = plat_model_delayed_us() - waited_us;
	FUZZ_CHECK(reads <= LIMIT_READS, "%s reads %" PRIu64 " registers", name, reads);
	FUZZ_CHECK(waited_us <= LIMIT_US, "%s waits %" PRIu64 " us", name, waited_us);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	RTE_SET_USED(argc);
	fuzz_port_init(*argv);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t ids[] = {0x10C9, 0x10C9, 0x10E6, 0x10E7};
	struct input in = {data, size};
	unsigned int i;

	fuzz_port_plug(ids[input_below(&in, RTE_DIM(ids))]);
	device.nb_rules = input_below(&in, MAX_RULES + 1);
	device.random = size;
	for (i = 0; i < device.nb_rules; i++)
		rule_read(&device.rules[i], &in);
	plat_model_on_answer(answer, NULL);
	if (rig_probe(&fuzz_rig, NULL) == 0)
		for (i = 0; i < MAX_CALLS && in.left > 0 && fuzz_rig.probed; i++)
			call_limited(&in);
	fuzz_port_unplug();
	plat_model_on_answer(NULL, NULL);
	return 0;
}
