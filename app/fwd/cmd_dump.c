/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: what DPDK's own dump functions tell, as they write it. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_devargs.h>
#include <rte_log.h>
#include <rte_malloc.h>
#include <rte_memory.h>
#include <rte_memzone.h>
#include <rte_mempool.h>
#include <rte_ring.h>

#include "cmd.h"
#include "log.h"

enum {
	DUMP_PHYSMEM,
	DUMP_MEMZONE,
	DUMP_SOCKET_MEM,
	DUMP_STRUCT_SIZES,
	DUMP_RING,
	DUMP_MEMPOOL,
	DUMP_DEVARGS,
	DUMP_LOG_TYPES,
};

static void
write_all(int what, FILE *f)
{
	switch (what) {
	case DUMP_PHYSMEM:
		rte_dump_physmem_layout(f);
		break;
	case DUMP_MEMZONE:
		rte_memzone_dump(f);
		break;
	case DUMP_SOCKET_MEM:
		rte_malloc_dump_stats(f, NULL);
		break;
	case DUMP_STRUCT_SIZES:
		fprintf(f, "rte_mbuf %zu\nrte_mempool %zu\nrte_ring %zu\n", sizeof(struct rte_mbuf),
			sizeof(struct rte_mempool), sizeof(struct rte_ring));
		break;
	case DUMP_RING:
		rte_ring_list_dump(f);
		break;
	case DUMP_MEMPOOL:
		rte_mempool_list_dump(f);
		break;
	case DUMP_DEVARGS:
		rte_devargs_dump(f);
		break;
	default:
		rte_log_dump(f);
		break;
	}
}

/** Text line by line: in JSON a list of strings. */
static void
add_lines(struct doc *out, char *text)
{
	struct doc *list = doc_list(out, "lines");
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (rest != NULL || line[0] != '\0')
			doc_str(list, NULL, line);
	}
}

static int
dump_to(struct fwd_cli *cli, const struct rte_ring *ring, struct rte_mempool *pool)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		return -ENOMEM;
	if (ring != NULL)
		rte_ring_dump(f, ring);
	else if (pool != NULL)
		rte_mempool_dump(f, pool);
	else
		write_all(cli->tag, f);
	fclose(f);
	if (cli->as_json)
		add_lines(cli->out, text);
	else
		fputs(text, stdout);
	free(text);
	return 0;
}

static int
dump(struct fwd_cli *cli, const struct fwd_arg *a)
{
	(void)a;
	return dump_to(cli, NULL, NULL);
}

static int
dump_named(struct fwd_cli *cli, const struct fwd_arg *a)
{
	const struct rte_ring *ring = NULL;
	struct rte_mempool *pool = NULL;

	if (cli->tag == DUMP_RING)
		ring = rte_ring_lookup(a[0].s);
	else
		pool = rte_mempool_lookup(a[0].s);
	if (ring == NULL && pool == NULL) {
		fwd_err("there is no %s '%s'", cli->tag == DUMP_RING ? "ring" : "mempool", a[0].s);
		return -ENOENT;
	}
	return dump_to(cli, ring, pool);
}

static int
set_log(struct fwd_cli *cli, const struct fwd_arg *a)
{
	(void)cli;
	if (strcmp(a[0].s, "global") == 0) {
		rte_log_set_global_level((uint32_t)a[1].u);
		return 0;
	}
	if (rte_log_set_level_pattern(a[0].s, (uint32_t)a[1].u) == 0)
		return 0;
	fwd_err("set log: '%s' is no pattern of log types", a[0].s);
	return -EINVAL;
}

static const struct fwd_cmd cmds[] = {
	{"dump_physmem", "memory that EAL has", dump, DUMP_PHYSMEM},
	{"dump_memzone", "memory zones", dump, DUMP_MEMZONE},
	{"dump_socket_mem", "heaps of NUMA nodes", dump, DUMP_SOCKET_MEM},
	{"dump_struct_sizes", "bytes of some structures", dump, DUMP_STRUCT_SIZES},
	{"dump_ring", "rings", dump, DUMP_RING},
	{"dump_ring <name:word>", "one of them", dump_named, DUMP_RING},
	{"dump_mempool", "memory pools", dump, DUMP_MEMPOOL},
	{"dump_mempool <name:word>", "one of them", dump_named, DUMP_MEMPOOL},
	{"dump_devargs", "device arguments", dump, DUMP_DEVARGS},
	{"dump_log_types", "log types and their levels", dump, DUMP_LOG_TYPES},
	{"set log <type:word> <level:0-8>", "how much is logged: global, or a pattern", set_log, 0},
};

const struct fwd_topic fwd_topic_dump = {
	.name = "dump",
	.help = "DPDK's memory, rings, pools, log types",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
