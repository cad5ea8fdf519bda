/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_vect.h>
#include <rte_version.h>

#include "cell.h"
#include "eal.h"
#include "json.h"
#include "measure.h"
#include "port.h"
#include "proof.h"

#define MBUF_ROOM_BYTES	 2560 /* header, data, mempool's share */
#define SPARE_MEGABYTES	 96
#define QUEUE_ROOM_BYTES 65536 /* beside 64 bytes per descriptor */
#define WARM_UP_PARTS	 8

struct result {
	float *samples;
	double instr;
	struct traffic traffic;
};

struct cell {
	const struct options *opt;
	struct unit *units;
	struct result results[NB_OPS][MAX_DRIVERS];
};

static unsigned int
megabytes_needed(const struct options *opt, unsigned int nb_units)
{
	uint64_t lanes = opt->ports * opt->queues;
	uint64_t each = (uint64_t)unit_nb_mbufs(opt) * MBUF_ROOM_BYTES +
			lanes * 2 * (QUEUE_ROOM_BYTES + (uint64_t)opt->ring * 64);

	return (unsigned int)(each * nb_units >> 20) + SPARE_MEGABYTES;
}

static void
cpu_name(char *name, size_t len)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	char line[256];

	snprintf(name, len, "unknown");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		const char *colon = strchr(line, ':');

		if (strncmp(line, "model name", 10) == 0 && colon != NULL) {
			snprintf(name, len, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
			break;
		}
	}
	if (f != NULL)
		fclose(f);
}

static void
env_print(const struct eal_info *info)
{
	char cpu[128];

	cpu_name(cpu, sizeof(cpu));
	json_begin();
	json_text("type", "env");
	json_text("cpu", cpu);
	json_int("cpu_id", info->cpu);
	json_real("tsc_mhz", (double)rte_get_tsc_hz() / 1e6);
	json_real("core_per_tsc", measure_core_per_tsc());
	json_text("dpdk", rte_version());
	json_bool("hugepages", info->hugepages);
	json_int("simd_max", rte_vect_get_max_simd_bitwidth());
	json_end();
}

static void
proof_print(const struct unit *u)
{
	json_begin();
	json_text("type", "proof");
	json_text("driver", u->drv->name);
	json_int("slot", u->index);
	json_text("path", u->path);
	json_bool("ok", !u->failed);
	if (u->failed)
		json_text("why", u->why);
	json_end();
}

static void
skip_print(const struct unit *u)
{
	json_begin();
	json_text("type", "skip");
	json_text("driver", u->drv->name);
	json_int("slot", u->index);
	json_text("why", u->why);
	json_end();
}

/* ---- measuring ---- */

static bool
op_applies(const struct unit *u, enum op op)
{
	/* net_null always has packets. */
	return !u->failed && !(u->drv->kind == DRIVER_NULL && op == OP_EMPTY);
}

static void
warm_up(struct unit *u, struct result *r, enum op op, bool instr)
{
	struct chunk chunk;
	unsigned int i;
	bool ok = true;

	if (op != OP_EMPTY)
		ok = measure_traffic(u, op, &r->traffic);
	unit_open(u, true);
	for (i = 0; ok && i < WARM_UP_PARTS; i++)
		ok = measure_part(u, op, ACCOUNT_NONE, &chunk);
	r->instr = NAN;
	if (ok && instr && measure_part(u, op, ACCOUNT_INSTR, &chunk))
		r->instr = (double)chunk.amount / (double)chunk.nb;
}

/* Drivers in random order, none twice in a row: it would find its own caches. */
static void
order_shuffle(unsigned int *order, unsigned int nb, uint64_t *rnd)
{
	unsigned int last = order[nb - 1], i, j, other;

	for (i = nb; i > 1; i--) {
		j = random_next(rnd) % i;
		other = order[j];
		order[j] = order[i - 1];
		order[i - 1] = other;
	}
	if (nb > 1 && order[0] == last) {
		order[0] = order[nb - 1];
		order[nb - 1] = last;
	}
}

static void
rounds_run(struct cell *c, enum op op)
{
	unsigned int order[MAX_DRIVERS], round, turn, i;
	uint64_t rnd = c->opt->seed + 1;
	struct chunk chunk;

	for (i = 0; i < c->opt->nb_drivers; i++)
		order[i] = i;
	for (round = 0; round < c->opt->samples; round++) {
		order_shuffle(order, c->opt->nb_drivers, &rnd);
		for (turn = 0; turn < c->opt->nb_drivers; turn++) {
			i = order[turn];
			if (op_applies(&c->units[i], op) &&
				measure_sample(&c->units[i], op, &chunk))
				c->results[op][i].samples[round] =
					(float)chunk.amount / (float)chunk.nb;
		}
	}
}

static void
op_run(struct cell *c, enum op op)
{
	unsigned int i;

	for (i = 0; i < c->opt->nb_drivers; i++) {
		struct result *r = &c->results[op][i];

		r->samples = calloc(c->opt->samples, sizeof(r->samples[0]));
		if (r->samples == NULL)
			unit_fail(&c->units[i], "no memory for samples");
		else if (op_applies(&c->units[i], op))
			warm_up(&c->units[i], r, op, c->opt->ops[OP_INSTR]);
	}
	rounds_run(c, op);
}

/* ---- printing ---- */

static void
result_print(const struct cell *c, const struct unit *u, enum op op)
{
	const struct result *r = &c->results[op][u->index];

	if (u->failed)
		return;
	json_begin();
	json_text("type", op_applies(u, op) ? "result" : "skip");
	json_text("driver", u->drv->name);
	json_int("slot", u->index);
	json_text("path", u->path);
	json_text("op", op_names[op]);
	if (!op_applies(u, op)) {
		json_text("why", "it always has packets");
		json_end();
		return;
	}
	json_text("unit", op == OP_EMPTY ? "tsc cycles/poll" : "tsc cycles/packet");
	json_bool("fast_free", u->fast_free);
	json_real("instr", r->instr);
	if (op != OP_EMPTY && u->drv->kind == DRIVER_PCI) {
		json_real("mmio_rx", r->traffic.mmio[1]);
		json_real("mmio_tx", r->traffic.mmio[0]);
		json_real("writebacks_rx", r->traffic.writebacks[1]);
		json_real("writebacks_tx", r->traffic.writebacks[0]);
	}
	json_reals("samples", r->samples, c->opt->samples);
	json_end();
}

static void
results_print(const struct cell *c)
{
	unsigned int i, op;

	for (i = 0; i < c->opt->nb_drivers; i++) {
		for (op = OP_RX; op < OP_INSTR; op++) {
			if (c->opt->ops[op])
				result_print(c, &c->units[i], (enum op)op);
		}
	}
}

/* ---- a run ---- */

static struct unit *
units_make(const struct options *opt, unsigned int nb, struct eal_info *info)
{
	struct unit *units;

	if (nb * opt->ports > RTE_MAX_ETHPORTS) {
		fprintf(stderr, "igbx-bench: %u drivers of %u ports: EAL has room for %u ports\n",
			nb, opt->ports, RTE_MAX_ETHPORTS);
		return NULL;
	}
	if (eal_start(megabytes_needed(opt, nb), info) != 0)
		return NULL;
	measure_init();
	units = calloc(nb, sizeof(*units));
	if (units == NULL)
		fprintf(stderr, "igbx-bench: no memory\n");
	return units;
}

static void
unit_finish(struct unit *u, bool was_ok)
{
	if (was_ok && unit_stop(u))
		unit_pool_full(u);
	/* What went wrong after the proof. */
	if (was_ok && u->failed)
		proof_print(u);
}

/* Proven, and started again to be measured. */
static bool
unit_prove(const struct cell *c, struct unit *u, unsigned int i)
{
	const struct driver *drv = driver_find(c->opt->drivers[i]);

	if (c->opt->burst < drv->min_burst) {
		u->drv = drv;
		u->opt = c->opt;
		u->index = i;
		u->skipped = true;
		unit_fail(u, "its vector receive takes bursts of %u or more", drv->min_burst);
		skip_print(u);
		return false;
	}
	if (unit_create(u, drv, c->opt, i) && unit_start(u) && proof_run(u))
		(void)unit_start(u);
	proof_print(u);
	return !u->failed;
}

static void
cell_measure(struct cell *c)
{
	bool ok[MAX_DRIVERS];
	unsigned int i, op;

	for (i = 0; i < c->opt->nb_drivers; i++)
		ok[i] = unit_prove(c, &c->units[i], i);
	for (op = OP_RX; c->opt->samples > 0 && op < OP_INSTR; op++) {
		if (c->opt->ops[op])
			op_run(c, (enum op)op);
	}
	for (i = 0; i < c->opt->nb_drivers; i++)
		unit_finish(&c->units[i], ok[i]);
	if (c->opt->samples > 0)
		results_print(c);
}

int
cell_run(const struct options *opt)
{
	struct cell c = {.opt = opt};
	struct eal_info info;
	unsigned int i, op;
	bool failed = false;

	c.units = units_make(opt, opt->nb_drivers, &info);
	if (c.units == NULL)
		return 1;
	env_print(&info);
	cell_measure(&c);
	for (i = 0; i < opt->nb_drivers; i++) {
		failed |= c.units[i].failed && !c.units[i].skipped;
		unit_destroy(&c.units[i]);
		for (op = 0; op < NB_OPS; op++)
			free(c.results[op][i].samples);
	}
	free(c.units);
	rte_eal_cleanup();
	return failed && opt->samples == 0 ? 1 : 0;
}

int
cell_list(const struct options *opt)
{
	struct eal_info info;
	struct unit *units;
	unsigned int i;

	units = units_make(opt, nb_drivers, &info);
	if (units == NULL)
		return 1;
	for (i = 0; i < nb_drivers; i++) {
		struct unit *u = &units[i];

		if (!driver_cpu_fits(&drivers[i]) || (drivers[i].file == NULL && opt->igbx == NULL))
			continue;
		if (unit_create(u, &drivers[i], opt, i) && unit_start(u)) {
			json_begin();
			json_text("driver", drivers[i].name);
			json_text("path", u->path);
			json_end();
			unit_stop(u);
		} else {
			fprintf(stderr, "igbx-bench: %s: %s\n", drivers[i].name, u->why);
		}
		unit_destroy(u);
	}
	free(units);
	rte_eal_cleanup();
	return 0;
}
