/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "options.h"

#include <errno.h>
#include <string.h>

#include <rte_common.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include "engine.h"
#include "fwd.h"
#include "log.h"

#define FIELD(name) offsetof(struct fwd_options, name)

/** Column of the help texts, and the width they are wrapped at. */
#define HELP_COLUMN 32
#define HELP_WIDTH  80

/* Names are testpmd's where testpmd has the option. */
static const struct fwd_option options[] = {
	{"forward-mode", "ENGINE", fwd_parse_engine, FIELD(engine), 0, 0,
		"what is done with packets (engines below; default io)"},
	{"rxq", "N", fwd_parse_uint, FIELD(rxq), 1, RTE_MAX_QUEUES_PER_PORT,
		"Rx queues of each port, spread by RSS (default 1)"},
	{"txq", "N", fwd_parse_uint, FIELD(txq), 1, RTE_MAX_QUEUES_PER_PORT,
		"Tx queues of each port (default 1)"},
	{"rxd", "N", fwd_parse_uint, FIELD(rxd), 1, UINT16_MAX,
		"descriptors of each Rx queue (default: the driver's choice, or 512)"},
	{"txd", "N", fwd_parse_uint, FIELD(txd), 1, UINT16_MAX,
		"descriptors of each Tx queue (default: the driver's choice, or 512)"},
	{"burst", "N", fwd_parse_uint, FIELD(burst), 1, FWD_MAX_BURST,
		"packets of a burst (default 32)"},
	{"nb-cores", "N", fwd_parse_uint, FIELD(nb_cores), 1, RTE_MAX_LCORE,
		"forwarding lcores (default: all but the main lcore, as far as there is work)"},
	{"mbuf-size", "BYTES", fwd_parse_uint, FIELD(mbuf_size), RTE_PKTMBUF_HEADROOM + 128,
		UINT16_MAX,
		"data room of an mbuf, headroom included (default 2176, or more when "
		"the device cannot chain mbufs)"},
	{"total-num-mbufs", "N", fwd_parse_uint, FIELD(total_mbufs), 64, UINT32_MAX / 2,
		"mbufs of each pool (default: from ports, queues, descriptors and bursts)"},
	{"mtu", "BYTES", fwd_parse_uint, FIELD(mtu), RTE_ETHER_MIN_MTU, UINT16_MAX,
		"MTU of each port, set before it is started (default 1500)"},
	{"max-pkt-len", "BYTES", fwd_parse_uint, FIELD(max_pkt_len), RTE_ETHER_MIN_LEN, UINT16_MAX,
		"largest frame with FCS; another way to set the MTU"},
	{"port-topology", "NAME", fwd_parse_topology, FIELD(topology), 0, 0,
		"paired (0 with 1, 2 with 3; default), chained (to the next port) or loop (back "
		"out of the same port)"},
	{"rx-mode", "NAME", fwd_parse_rx_mode, FIELD(rx_mode), 0, 0,
		"poll (default); interrupt: sleep whenever there is nothing to receive; adaptive: "
		"sleep after --idle-us without a packet"},
	{"idle-us", "US", fwd_parse_uint, FIELD(idle_us), 1, 1000000,
		"with --rx-mode=adaptive (default 100)"},
	{"stats-period", "S", fwd_parse_seconds, FIELD(stats_period_s), 0, 86400,
		"print rates and drops of each port every S seconds"},
	{"duration", "S", fwd_parse_seconds, FIELD(duration_s), 0, 31536000,
		"stop after S seconds of forwarding"},
	{"packets", "N", fwd_parse_uint, FIELD(packets), 1, UINT64_MAX / 2,
		"stop after exactly N packets of all ports together: forwarded (io, mac, macswap), "
		"received (rxonly) or sent (txonly)"},
	{"retry", "N", fwd_parse_uint, FIELD(retry), 1, UINT16_MAX,
		"offer the rest of a partial Tx burst up to N times more, 1 us apart, before it "
		"is dropped (default: drop at once)"},
	{"eth-peer", "PORT,MAC", fwd_parse_eth_peer, FIELD(eth_peer), 0, RTE_MAX_ETHPORTS - 1,
		"destination of what mac and txonly send out of PORT (default "
		"02:00:00:00:00:PORT)"},
	{"txpkts", "SIZE[,SIZE...]", fwd_parse_txpkts, FIELD(txpkts), 1, UINT16_MAX,
		"segment sizes of the packets of txonly, without FCS (default 64)"},
	{"no-promiscuous", NULL, fwd_parse_flag, FIELD(no_promiscuous), 0, 0,
		"leave promiscuous mode off"},
	{"enable-rx-cksum", NULL, fwd_parse_flag, FIELD(enable_rx_cksum), 0, 0,
		"let the device check IPv4, TCP and UDP checksums, and count the bad ones"},
	{"replay", "PORT=FILE", fwd_parse_port_file, FIELD(replay), 0, RTE_MAX_ETHPORTS - 1,
		"send the frames of a pcap or pcapng file out of PORT, as fast as possible"},
	{"replay-loops", "N", fwd_parse_uint, FIELD(replay_loops), 0, UINT32_MAX,
		"send the files N times, 0: until the run ends (default 1)"},
	{"capture", "PORT=FILE", fwd_parse_port_file, FIELD(capture), 0, RTE_MAX_ETHPORTS - 1,
		"write what PORT receives to a pcap file with nanosecond stamps"},
	{"json", "FILE", fwd_parse_string, FIELD(json), 0, 0,
		"write the report as JSON; - is standard output, text for people then goes to "
		"standard error"},
	{"no-link-wait", NULL, fwd_parse_flag, FIELD(no_link_wait), 0, 0,
		"start without waiting for the links (default: wait up to 9 s)"},
	{"quiet", NULL, fwd_parse_flag, FIELD(quiet), 0, 0,
		"print only errors and the line that forwarding started"},
	{"help", NULL, fwd_parse_flag, FIELD(help), 0, 0, "print this text"},
	{"version", NULL, fwd_parse_flag, FIELD(version), 0, 0, "print the version"},
};

static const char *
option_name(unsigned int i)
{
	return i < RTE_DIM(options) ? options[i].name : NULL;
}

void
fwd_options_init(struct fwd_options *o)
{
	memset(o, 0, sizeof(*o));
	o->engine = fwd_engine_by_name("io");
	o->topology = FWD_TOPOLOGY_PAIRED;
	o->rxq = 1;
	o->txq = 1;
	o->burst = 32;
	o->idle_us = 100;
	o->replay_loops = 1;
	o->nb_txpkts = 1;
	o->txpkts[0] = 64;
}

static const struct fwd_option *
find(const char *name, size_t len)
{
	for (unsigned int i = 0; i < RTE_DIM(options); i++) {
		if (strlen(options[i].name) == len && memcmp(options[i].name, name, len) == 0)
			return &options[i];
	}
	return NULL;
}

static int
unknown(const char *name, size_t len)
{
	char typed[64];
	int near;

	snprintf(typed, sizeof(typed), "%.*s", (int)RTE_MIN(len, sizeof(typed) - 1), name);
	near = fwd_nearest(typed, option_name);
	if (near >= 0)
		fwd_err("unknown option --%s; did you mean --%s?", typed, options[near].name);
	else
		fwd_err("unknown option --%s; --help lists the options", typed);
	return -EINVAL;
}

/** Conditions between options. */
static int
check(const struct fwd_options *o)
{
	uint32_t len = 0;

	if (o->mtu != 0 && o->max_pkt_len != 0) {
		fwd_err("--mtu and --max-pkt-len set the same limit: give one of them");
		return -EINVAL;
	}
	if (o->rx_mode != FWD_RX_POLL && !o->engine->receives) {
		fwd_err("--rx-mode: %s receives nothing that could wake it up: only poll",
			o->engine->name);
		return -EINVAL;
	}
	for (unsigned int i = 0; i < RTE_MAX_ETHPORTS && o->rx_mode != FWD_RX_POLL; i++) {
		if (o->replay[i] != NULL) {
			fwd_err("--rx-mode: a replay sends all the time: only poll");
			return -EINVAL;
		}
	}
	for (unsigned int i = 0; i < o->nb_txpkts; i++)
		len += o->txpkts[i];
	if (o->txpkts[0] < FWD_TXONLY_HEADER_LEN) {
		fwd_err("--txpkts: the first segment holds %u bytes, the headers alone take %u",
			o->txpkts[0], FWD_TXONLY_HEADER_LEN);
		return -EINVAL;
	}
	if (len > UINT16_MAX) {
		fwd_err("--txpkts: packets of %u bytes are longer than %u", len, UINT16_MAX);
		return -EINVAL;
	}
	return 0;
}

int
fwd_options_parse(struct fwd_options *o, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		const char *arg = argv[i], *value = NULL;
		const struct fwd_option *row;
		size_t len;
		int ret;

		if (strcmp(arg, "-h") == 0)
			arg = "--help";
		if (strncmp(arg, "--", 2) != 0 || arg[2] == '\0') {
			fwd_err("unexpected argument '%s'; --help lists the options", arg);
			return -EINVAL;
		}
		arg += 2;
		len = strcspn(arg, "=");
		row = find(arg, len);
		if (row == NULL)
			return unknown(arg, len);
		if (arg[len] == '=')
			value = arg + len + 1;
		if (row->arg == NULL && value != NULL) {
			fwd_err("--%s takes no argument", row->name);
			return -EINVAL;
		}
		if (row->arg != NULL && value == NULL) {
			if (i + 1 == argc) {
				fwd_err("--%s needs an argument: %s", row->name, row->arg);
				return -EINVAL;
			}
			value = argv[++i];
		}
		ret = row->parse(row, value, o);
		if (ret < 0)
			return ret;
	}
	return check(o);
}

/** Print text in a column, wrapped at words. */
static void
print_wrapped(FILE *out, const char *text)
{
	size_t column = HELP_COLUMN;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (column != HELP_COLUMN && column + 1 + len > HELP_WIDTH) {
			fprintf(out, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		} else if (column != HELP_COLUMN) {
			fputc(' ', out);
			column++;
		}
		fprintf(out, "%.*s", (int)len, text);
		column += len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static void
print_row(FILE *out, const char *prefix, const char *name, const char *arg, const char *help)
{
	char left[64];

	snprintf(left, sizeof(left), "  %s%s%s%s", prefix, name, arg ? "=" : "", arg ? arg : "");
	fprintf(out, "%-*s", HELP_COLUMN, left);
	if (strlen(left) >= HELP_COLUMN)
		fprintf(out, "\n%*s", HELP_COLUMN, "");
	print_wrapped(out, help);
}

void
fwd_options_help(FILE *out)
{
	const struct fwd_engine *e;

	fprintf(out,
		"Forward packets between the ports of any DPDK driver.\n\n"
		"Usage: igbx-fwd [EAL options] -- [options]\n"
		"       igbx-fwd -l 0-1 -a 0000:03:00.0 -a 0000:03:00.1 -- --stats-period=1\n\n"
		"EAL needs two lcores or more: the main one controls, the others forward.\n\n"
		"Options:\n");
	for (unsigned int i = 0; i < RTE_DIM(options); i++)
		print_row(out, "--", options[i].name, options[i].arg, options[i].help);
	fprintf(out, "\nEngines:\n");
	for (unsigned int i = 0; (e = fwd_engine_at(i)) != NULL; i++)
		print_row(out, "", e->name, NULL, e->help);
	fprintf(out,
		"\nExit status: 0 the run ended as asked, by SIGINT and SIGTERM too; 1 a failure;\n"
		"2 wrong options or input; 128 + signal when interrupted before the start.\n");
}
