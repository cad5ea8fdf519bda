/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Timed and counted chunks of work of one driver.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "port.h"

/* How a chunk is accounted for. */
enum account { ACCOUNT_TIME, ACCOUNT_INSTR, ACCOUNT_NONE };

struct chunk {
	uint64_t amount; /* TSC cycles or instructions */
	uint64_t nb;	 /* packets, or calls of an empty poll */
};

void measure_init(void);
double measure_core_per_tsc(void);

/* The packets between two turns of the device. op: OP_RX, OP_TX, OP_FWD or OP_EMPTY. False after
 * unit_fail().
 */
bool measure_part(struct unit *u, enum op op, enum account account, struct chunk *chunk);
/* A driver's turn: chunks that warm the caches up, then timed ones. */
bool measure_sample(struct unit *u, enum op op, struct chunk *chunk);

/* Doorbells and write-backs of a kilo of packets: per packet, each way. */
struct traffic {
	double mmio[2]; /* [1] is receive */
	double writebacks[2];
};
bool measure_traffic(struct unit *u, enum op op, struct traffic *traffic);

#endif
