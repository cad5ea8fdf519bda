/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Options, and the run from the first probe to the report.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_mbuf.h>

#include "longrun.h"

#define MINUTES_DEFAULT 60
#define MINUTES_MAX	100000
#define SAMPLE_OPS	200

static struct lr lr;

static void
usage(FILE *out)
{
	fprintf(out,
		"usage: soak [--minutes N | --ops N] [--seed N] [--json FILE] [--tap]\n"
		"  --minutes N  how long, default 60\n"
		"  --ops N      so many operations instead\n"
		"  --seed N     the same operations as another run had; default: by the clock\n"
		"  --json FILE  the report for programs, too; - is standard output\n"
		"  --tap        no lines while it runs, and the result as a test's\n");
}

static uint64_t
number(const char *name, const char *text, uint64_t least, uint64_t most)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0' || *text < '0' || *text > '9' || value < least ||
		value > most) {
		fprintf(stderr, "soak: --%s %s: a number from %" PRIu64 " to %" PRIu64 "\n", name,
			text, least, most);
		exit(2);
	}
	return value;
}

static void
options(int argc, char **argv)
{
	static const struct option known[] = {{"minutes", required_argument, NULL, 'm'},
		{"ops", required_argument, NULL, 'o'}, {"seed", required_argument, NULL, 's'},
		{"json", required_argument, NULL, 'j'}, {"tap", no_argument, NULL, 't'},
		{"help", no_argument, NULL, 'h'}, {0}};
	int c;

	lr.seed = (uint64_t)time(NULL);
	lr.seconds = MINUTES_DEFAULT * 60;
	while ((c = getopt_long(argc, argv, "h", known, NULL)) != -1) {
		if (c == 'm') {
			lr.seconds = 60.0 * number("minutes", optarg, 1, MINUTES_MAX);
		} else if (c == 'o') {
			lr.max_ops = number("ops", optarg, 1, UINT64_MAX);
		} else if (c == 's') {
			lr.seed = number("seed", optarg, 0, UINT64_MAX);
		} else if (c == 'j') {
			lr.json = optarg;
		} else if (c == 't') {
			lr.tap = true;
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? 0 : 2);
		}
	}
	if (optind < argc) {
		fprintf(stderr, "soak: unexpected argument %s\n", argv[optind]);
		exit(2);
	}
}

#ifdef __SANITIZE_ADDRESS__
/* What is freed is kept for a while, to notice who uses it: not so much that memory seems to grow.
 */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "quarantine_size_mb=4";
}
#endif

/* Memory counts as the process's when it is written for the first time: now. */
static bool
touch(struct rte_mempool *pool)
{
	struct rte_mbuf **all = calloc(pool->size, sizeof(all[0]));
	unsigned int i;

	if (all == NULL || rte_pktmbuf_alloc_bulk(pool, all, pool->size) != 0) {
		free(all);
		return false;
	}
	for (i = 0; i < pool->size; i++)
		memset(all[i]->buf_addr, (int)i, all[i]->buf_len);
	rte_pktmbuf_free_bulk(all, pool->size);
	free(all);
	return true;
}

static bool
fifo_create(struct lr_fifo *f)
{
	size_t bytes = LR_FIFO_MAX * sizeof(f->entries[0]);

	f->entries = malloc(bytes);
	if (f->entries == NULL)
		return false;
	memset(f->entries, 0xFF, bytes);
	return true;
}

static int
prepare(const char *program)
{
	unsigned int q;

	if (rig_eal_init(program) != 0)
		return 1;
	lr.pools[0] = rig_pool();
	lr.pools[1] = rig_pool_create("small", 4095, RTE_PKTMBUF_HEADROOM + 256);
	lr.pools[2] = rig_pool_create("large", 4095, RTE_PKTMBUF_HEADROOM + 4096);
	lr.pools[3] = rig_pool_create("headers", 4095, RTE_PKTMBUF_HEADROOM + 256);
	for (q = 0; q < LR_QUEUES; q++) {
		if (!fifo_create(&lr.rxq[q].fifo) || !fifo_create(&lr.txq[q].fifo))
			return 1;
	}
	for (q = 0; q < RTE_DIM(lr.pools); q++) {
		if (lr.pools[q] != NULL && touch(lr.pools[q]))
			continue;
		fprintf(stderr, "soak: no memory for mbufs\n");
		return 1;
	}
	rig_create(&lr.rig, 0);
	lr.rig.on_frame = lr_on_wire;
	/* ethdev's own shared memory comes with the first port and stays. */
	lr_expect(&lr, "probe", 0, rig_probe(&lr.rig, NULL));
	lr_expect(&lr, "remove", 0, rig_remove(&lr.rig));
	lr.empty = rig_usage();
	return 0;
}

static bool
goes_on(double seconds)
{
	return lr.max_ops != 0 ? lr.nb_ops < lr.max_ops : seconds < lr.seconds;
}

int
main(int argc, char **argv)
{
	double seconds;
	unsigned int q;
	int ret;

	options(argc, argv);
	if (prepare(argv[0]) != 0)
		return 1;
	/* It stands there also when the run is killed. */
	fprintf(stderr, "seed %" PRIu64 "\n", lr.seed);
	lr_seed(lr.seed);
	lr_clock_start();
	lr_probe(&lr);
	lr_configure(&lr);
	lr_start(&lr);
	while (goes_on(seconds = lr_clock_s())) {
		lr_op_one(&lr);
		if (lr.nb_ops % SAMPLE_OPS == 0) {
			lr_sample_memory(&lr);
			lr_progress(&lr, seconds, false);
		}
	}
	lr_settle(&lr);
	lr_close(&lr);
	lr_sample_memory(&lr);
	lr_progress(&lr, seconds, true);
	ret = lr_report(&lr, NULL);
	for (q = 0; q < LR_QUEUES; q++) {
		free(lr.rxq[q].fifo.entries);
		free(lr.txq[q].fifo.entries);
	}
	rig_destroy(&lr.rig);
	rig_eal_end();
	return ret;
}
