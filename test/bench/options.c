/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_build_config.h>

#include "options.h"

const char *const op_names[NB_OPS] = {"rx", "tx", "fwd", "empty", "instr"};
static const char *const cold_names[] = {"none", "desc", "touch"};
static const char *const spoil_names[] = {"nothing", "rx-byte", "rx-length", "rx-order", "rx-flags",
	"rx-lost", "tx-byte", "tx-lost", "leak"};
static const char *const switch_names[] = {"off", "on"};
static const char *const kind_names[] = {"udp", "mixed"};

#define NB_OF(a) (sizeof(a) / sizeof((a)[0]))

static const char help[] =
	"usage: igbx-bench [options]\n"
	"\n"
	"Cycles per packet of network drivers without a NIC: shared drivers run in this process\n"
	"over software NICs and take turns. Prints one JSON object per line.\n"
	"\n"
	"  --igbx FILE       librte_net_igbx.so; needed for drivers named igbx...\n"
	"  --pmds DIR        folder of DPDK's own drivers (" RTE_EAL_PMD_PATH ")\n"
	"  --list            drivers and paths that this machine can run\n"
	"  --drivers A,B,...  what to measure, in this order; may name a driver twice (igb)\n"
	"  --op LIST         of rx, tx, fwd, empty; with instr, their instructions are counted, "
	"too\n"
	"                    (rx,tx,fwd)\n"
	"  --burst N         packets per call, 1 to 64 (32)\n"
	"  --ring N          descriptors per ring, 64 to 4096, a power of two (512)\n"
	"  --size N          bytes of a frame with CRC, 64 to 1518, or imix (64)\n"
	"  --kinds K         of packets: udp, or mixed: UDP, TCP, IPv4, IPv6 and others in turns "
	"(udp)\n"
	"  --offloads S      on: checksums, VLAN and RSS (off)\n"
	"  --cold C          none, desc: the device writes to memory, touch: as much as L2 holds, "
	"at least\n"
	"                    1 MiB, is touched before each chunk (none)\n"
	"  --queues N        per port, all on one core, 1 to 16 (1)\n"
	"  --ports N         1 to 4 (1)\n"
	"  --fast-free S     on: MBUF_FAST_FREE where the driver has it (off)\n"
	"  --samples N       rounds, to 100000; 0: nothing but the proof, with status 1 when it "
	"fails (200)\n"
	"  --seed N          of packets and their order (1)\n"
	"  --spoil WHAT      one packet of the proof goes wrong: rx-byte, rx-length, rx-order, "
	"rx-flags,\n"
	"                    rx-lost, tx-byte, tx-lost, leak; the proof has to notice\n"
	"\n"
	"Exit status: 0; 1 after an error; 2 for wrong options.\n";

static bool
number(const char *name, const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	char *end;

	*value = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && *value >= min && *value <= max)
		return true;
	fprintf(stderr, "igbx-bench: --%s %s: a number from %llu to %llu is needed\n", name, text,
		(unsigned long long)min, (unsigned long long)max);
	return false;
}

static bool
small_number(
	const char *name, const char *text, unsigned int min, unsigned int max, unsigned int *value)
{
	uint64_t v;

	if (!number(name, text, min, max, &v))
		return false;
	*value = (unsigned int)v;
	return true;
}

static bool
choice(const char *name, const char *text, const char *const *names, unsigned int nb,
	unsigned int *value)
{
	unsigned int i;

	for (i = 0; i < nb; i++) {
		if (strcmp(text, names[i]) == 0) {
			*value = i;
			return true;
		}
	}
	fprintf(stderr, "igbx-bench: --%s %s: known are", name, text);
	for (i = 0; i < nb; i++)
		fprintf(stderr, "%s %s", i == 0 ? "" : ",", names[i]);
	fprintf(stderr, "\n");
	return false;
}

static bool
parse_switch(const char *name, const char *text, bool *value)
{
	unsigned int v;

	if (!choice(name, text, switch_names, NB_OF(switch_names), &v))
		return false;
	*value = v != 0;
	return true;
}

static bool
parse_ops(struct options *opt, char *text)
{
	char *save = NULL, *word;
	unsigned int op;

	memset(opt->ops, 0, sizeof(opt->ops));
	for (word = strtok_r(text, ",", &save); word != NULL; word = strtok_r(NULL, ",", &save)) {
		if (!choice("op", word, op_names, NB_OPS, &op))
			return false;
		opt->ops[op] = true;
	}
	for (op = OP_RX; op < OP_INSTR; op++) {
		if (opt->ops[op])
			return true;
	}
	fprintf(stderr,
		"igbx-bench: --op: instr counts the instructions of rx, tx, fwd or empty\n");
	return false;
}

static bool
parse_drivers(struct options *opt, char *text)
{
	char *save = NULL, *word;

	opt->nb_drivers = 0;
	for (word = strtok_r(text, ",", &save); word != NULL; word = strtok_r(NULL, ",", &save)) {
		if (opt->nb_drivers == MAX_DRIVERS) {
			fprintf(stderr, "igbx-bench: more than %d drivers\n", MAX_DRIVERS);
			return false;
		}
		opt->drivers[opt->nb_drivers++] = word;
	}
	return true;
}

static bool
parse_size(struct options *opt, const char *text)
{
	if (strcmp(text, "imix") == 0) {
		opt->size = SIZE_IMIX;
		return true;
	}
	return small_number("size", text, 64, 1518, &opt->size);
}

static bool
fits(const struct options *opt)
{
	if ((opt->ring & (opt->ring - 1)) != 0) {
		fprintf(stderr, "igbx-bench: --ring %u: a power of two is needed\n", opt->ring);
		return false;
	}
	if (opt->burst > opt->ring / 2) {
		fprintf(stderr, "igbx-bench: --burst %u: more than half of a ring of %u\n",
			opt->burst, opt->ring);
		return false;
	}
	return true;
}

enum {
	O_IGBX = 1,
	O_PMDS,
	O_LIST,
	O_DRIVERS,
	O_OP,
	O_BURST,
	O_RING,
	O_SIZE,
	O_KINDS,
	O_OFFLOADS,
	O_COLD,
	O_QUEUES,
	O_PORTS,
	O_FAST_FREE,
	O_SAMPLES,
	O_SEED,
	O_SPOIL,
	O_HELP
};

static const struct option long_options[] = {
	{"igbx", required_argument, NULL, O_IGBX},
	{"pmds", required_argument, NULL, O_PMDS},
	{"list", no_argument, NULL, O_LIST},
	{"drivers", required_argument, NULL, O_DRIVERS},
	{"op", required_argument, NULL, O_OP},
	{"burst", required_argument, NULL, O_BURST},
	{"ring", required_argument, NULL, O_RING},
	{"size", required_argument, NULL, O_SIZE},
	{"kinds", required_argument, NULL, O_KINDS},
	{"offloads", required_argument, NULL, O_OFFLOADS},
	{"cold", required_argument, NULL, O_COLD},
	{"queues", required_argument, NULL, O_QUEUES},
	{"ports", required_argument, NULL, O_PORTS},
	{"fast-free", required_argument, NULL, O_FAST_FREE},
	{"samples", required_argument, NULL, O_SAMPLES},
	{"seed", required_argument, NULL, O_SEED},
	{"spoil", required_argument, NULL, O_SPOIL},
	{"help", no_argument, NULL, O_HELP},
	{NULL, 0, NULL, 0},
};

static bool
take(struct options *opt, int which, char *arg)
{
	unsigned int v;

	switch (which) {
	case O_IGBX:
		opt->igbx = arg;
		return true;
	case O_PMDS:
		opt->pmds = arg;
		return true;
	case O_LIST:
		opt->list = true;
		return true;
	case O_DRIVERS:
		return parse_drivers(opt, arg);
	case O_OP:
		return parse_ops(opt, arg);
	case O_BURST:
		return small_number("burst", arg, 1, 64, &opt->burst);
	case O_RING:
		return small_number("ring", arg, 64, 4096, &opt->ring);
	case O_SIZE:
		return parse_size(opt, arg);
	case O_KINDS:
		if (!choice("kinds", arg, kind_names, NB_OF(kind_names), &v))
			return false;
		opt->mixed = v != 0;
		return true;
	case O_OFFLOADS:
		return parse_switch("offloads", arg, &opt->offloads);
	case O_COLD:
		if (!choice("cold", arg, cold_names, NB_OF(cold_names), &v))
			return false;
		opt->cold = (enum cold)v;
		return true;
	case O_QUEUES:
		return small_number("queues", arg, 1, MAX_QUEUES, &opt->queues);
	case O_PORTS:
		return small_number("ports", arg, 1, MAX_PORTS, &opt->ports);
	case O_FAST_FREE:
		return parse_switch("fast-free", arg, &opt->fast_free);
	case O_SAMPLES:
		return small_number("samples", arg, 0, 100000, &opt->samples);
	case O_SEED:
		return number("seed", arg, 0, UINT32_MAX, &opt->seed);
	case O_SPOIL:
		if (!choice("spoil", arg, spoil_names, NB_OF(spoil_names), &v))
			return false;
		opt->spoil = (enum spoil)v;
		return true;
	default:
		return false;
	}
}

int
options_parse(struct options *opt, int argc, char **argv)
{
	int which;

	*opt = (struct options){
		.pmds = RTE_EAL_PMD_PATH,
		.drivers = {"igb"},
		.nb_drivers = 1,
		.ops = {[OP_RX] = true, [OP_TX] = true, [OP_FWD] = true},
		.burst = 32,
		.ring = 512,
		.size = 64,
		.queues = 1,
		.ports = 1,
		.samples = 200,
		.seed = 1,
	};
	while ((which = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (which == O_HELP) {
			fputs(help, stdout);
			return 1;
		}
		if (!take(opt, which, optarg))
			return -1;
	}
	if (optind < argc) {
		fprintf(stderr, "igbx-bench: %s: not an option\n", argv[optind]);
		return -1;
	}
	return fits(opt) ? 0 : -1;
}
