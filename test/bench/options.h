/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * What one run measures.
 */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define MAX_DRIVERS 16
#define MAX_QUEUES  16
#define MAX_PORTS   4
#define SIZE_IMIX   0

enum op { OP_RX, OP_TX, OP_FWD, OP_EMPTY, OP_INSTR, NB_OPS };
enum cold { COLD_NONE, COLD_DESC, COLD_TOUCH };
/* What goes wrong with one packet of the proof, so that it can be seen to fail. */
enum spoil {
	SPOIL_NOTHING,
	SPOIL_RX_BYTE,
	SPOIL_RX_LENGTH,
	SPOIL_RX_ORDER,
	SPOIL_RX_FLAGS,
	SPOIL_RX_LOST,
	SPOIL_TX_BYTE,
	SPOIL_TX_LOST,
	SPOIL_LEAK,
};

struct options {
	const char *igbx; /* the driver's shared object; NULL: not given */
	const char *pmds; /* folder of DPDK's drivers */
	bool list;
	const char *drivers[MAX_DRIVERS];
	unsigned int nb_drivers;
	bool ops[NB_OPS];
	unsigned int burst;
	unsigned int ring;
	unsigned int size; /* of the frame with CRC; SIZE_IMIX */
	bool mixed;	   /* all kinds of packets; otherwise UDP */
	bool offloads;
	enum cold cold;
	unsigned int queues;
	unsigned int ports;
	bool fast_free;
	unsigned int samples; /* 0: proof only */
	uint64_t seed;
	enum spoil spoil;
};

extern const char *const op_names[NB_OPS];

/* 0, 1 when help was asked for and printed, or -1 after a message. */
int options_parse(struct options *opt, int argc, char **argv);

#endif
