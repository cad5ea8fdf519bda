/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "options.h"

#include <errno.h>
#include <string.h>

#include <rte_common.h>
#include <rte_ethdev.h>
#include <rte_ip.h>
#include <rte_mbuf.h>

#include "capture.h"
#include "engine.h"
#include "fwd.h"
#include "log.h"

/** What is spread over several Rx queues when nothing else is asked. */
#define RSS_HF (RTE_ETH_RSS_IP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP | RTE_ETH_RSS_SCTP)

/** The port that txonly sends to and from (RFC 863). */
#define UDP_DISCARD 9

/** Column of the help texts, and the width they are wrapped at. */
#define HELP_COLUMN 32
#define HELP_WIDTH  80

static const char *
option_name(unsigned int i)
{
	const struct fwd_option *row = fwd_option_at(i);

	return row != NULL ? row->name : NULL;
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
	o->retry_delay_us = 1;
	o->replay_loops = 1;
	o->replay_speed = 1;
	o->nb_txpkts = 1;
	o->txpkts[0] = FWD_TXPKTS_DEFAULT;
	o->flowgen_flows = 1024;
	o->drain_ms = 1000;
	o->rss_hf = RSS_HF;
	o->mbcache = 256;
	o->rx_mq_mode = RTE_ETH_MQ_RX_VMDQ_DCB_RSS;
	o->bitrate_lcore = UINT64_MAX;
	o->latency_lcore = UINT64_MAX;
	o->socket_num = UINT64_MAX;
	o->prompt = "igbx-fwd> ";
	o->tx_ip_src = RTE_IPV4(198u, 18, 0, 1);
	o->tx_ip_dst = RTE_IPV4(198u, 18, 0, 2);
	o->tx_udp_src = UDP_DISCARD;
	o->tx_udp_dst = UDP_DISCARD;
	memset(&o->thresholds, 0xff, sizeof(o->thresholds));
	memset(o->port_socket, -1, sizeof(o->port_socket));
	memset(o->rx_ring_socket, -1, sizeof(o->rx_ring_socket));
	memset(o->tx_ring_socket, -1, sizeof(o->tx_ring_socket));
}

static const struct fwd_option *
find(const char *name, size_t len)
{
	const struct fwd_option *row;

	for (unsigned int i = 0; (row = fwd_option_at(i)) != NULL; i++) {
		if (strlen(row->name) == len && memcmp(row->name, name, len) == 0)
			return row;
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
		fwd_err("unknown option --%s; did you mean --%s?", typed,
			option_name((unsigned int)near));
	else
		fwd_err("unknown option --%s; --help lists the options", typed);
	return -EINVAL;
}

static bool
has_replay(const struct fwd_options *o)
{
	for (unsigned int i = 0; i < RTE_MAX_ETHPORTS; i++) {
		if (o->replay[i] != NULL)
			return true;
	}
	return false;
}

/** Conditions between options. */
static int
check(const struct fwd_options *o)
{
	if (o->mtu != 0 && o->max_pkt_len != 0) {
		fwd_err("--mtu and --max-pkt-len set the same limit: give one of them");
		return -EINVAL;
	}
	if (!o->interactive && o->tx_rate.kind != FWD_RATE_OFF && !o->engine->generates &&
		!has_replay(o)) {
		fwd_err("--tx-rate: %s makes no packets that could be paced", o->engine->name);
		return -EINVAL;
	}
	if (!o->interactive && (o->auto_start || o->disable_device_start)) {
		fwd_err("--%s is for the prompt: --interactive is missing",
			o->auto_start ? "auto-start" : "disable-device-start");
		return -EINVAL;
	}
	if (o->interactive && o->json != NULL) {
		fwd_err("--json reports one run: at the prompt, ask show fwd stats all json");
		return -EINVAL;
	}
	if (o->tui && (o->interactive || o->stats_period_s > 0)) {
		fwd_err("--tui and --%s both want the terminal: igbx-top shows the run elsewhere",
			o->interactive ? "interactive" : "stats-period");
		return -EINVAL;
	}
	if (o->no_numa && (o->numa || o->socket_num != UINT64_MAX)) {
		fwd_err("--no-numa contradicts --%s", o->numa ? "numa" : "socket-num");
		return -EINVAL;
	}
	if (o->mlockall && o->no_mlockall) {
		fwd_err("--mlockall contradicts --no-mlockall");
		return -EINVAL;
	}
	if (o->rx_mode != FWD_RX_POLL && !o->engine->receives) {
		fwd_err("--rx-mode: %s receives nothing that could wake it up: only poll",
			o->engine->name);
		return -EINVAL;
	}
	if (!o->interactive && o->tx_rate.kind != FWD_RATE_OFF && !o->engine->generates &&
		o->replay_recorded) {
		fwd_err("--tx-rate and --replay-gaps=recorded both say when frames go: give one of "
			"them");
		return -EINVAL;
	}
	if (o->replay_speed != 1 && !o->replay_recorded && !o->interactive) {
		fwd_err("--replay-speed is that of --replay-gaps=recorded, which is missing");
		return -EINVAL;
	}
	for (unsigned int i = 0; i < RTE_MAX_ETHPORTS; i++) {
		if (o->capture[i] != NULL && fwd_capture_check_path(o->capture[i]) < 0)
			return -EINVAL;
	}
	if (fwd_capture_conf_check(&o->capture_conf) < 0)
		return -EINVAL;
	if (o->rx_mode != FWD_RX_POLL && has_replay(o)) {
		fwd_err("--rx-mode: a replay sends all the time: only poll");
		return -EINVAL;
	}
	for (unsigned int i = 0; i < RTE_MAX_ETHPORTS && o->rx_mode == FWD_RX_MONITOR; i++) {
		if (o->exception[i].kind != FWD_EXCEPTION_NONE) {
			fwd_err("--rx-mode=monitor: what the kernel sends by an --exception-path "
				"would not wake an lcore up");
			return -EINVAL;
		}
	}
	if (o->tx_mix.nb != 0 && (o->nb_txpkts != 1 || o->txpkts[0] != FWD_TXPKTS_DEFAULT)) {
		fwd_err("--tx-mix and --txpkts both say how long packets are: give one of them");
		return -EINVAL;
	}
	return fwd_check_txpkts(o, "--txpkts");
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
		else if (strcmp(arg, "-i") == 0)
			arg = "--interactive";
		else if (strcmp(arg, "-a") == 0)
			arg = "--auto-start";
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

static void
set8(uint8_t *at, uint64_t value)
{
	if (value != UINT64_MAX)
		*at = (uint8_t)value;
}

static void
set16(uint16_t *at, uint64_t value)
{
	if (value != UINT64_MAX)
		*at = (uint16_t)value;
}

void
fwd_options_rxconf(const struct fwd_options *o, struct rte_eth_rxconf *conf)
{
	const struct fwd_thresholds *t = &o->thresholds;

	set8(&conf->rx_thresh.pthresh, t->rx_prefetch);
	set8(&conf->rx_thresh.hthresh, t->rx_host);
	set8(&conf->rx_thresh.wthresh, t->rx_write_back);
	set16(&conf->rx_free_thresh, t->rx_free);
	if (o->enable_drop_en)
		conf->rx_drop_en = 1;
}

void
fwd_options_txconf(const struct fwd_options *o, struct rte_eth_txconf *conf)
{
	const struct fwd_thresholds *t = &o->thresholds;

	set8(&conf->tx_thresh.pthresh, t->tx_prefetch);
	set8(&conf->tx_thresh.hthresh, t->tx_host);
	set8(&conf->tx_thresh.wthresh, t->tx_write_back);
	set16(&conf->tx_free_thresh, t->tx_free);
	set16(&conf->tx_rs_thresh, t->tx_rs);
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
	const struct fwd_option *row;
	const struct fwd_engine *e;

	fprintf(out,
		"Forward packets between the ports of any DPDK driver.\n\n"
		"Usage: igbx-fwd [EAL options] -- [options]\n"
		"       igbx-fwd -l 0-1 -a 0000:03:00.0 -a 0000:03:00.1 -- --stats-period=1\n\n"
		"EAL needs two lcores or more: the main one controls, the others forward.\n\n"
		"Options:\n");
	for (unsigned int i = 0; (row = fwd_option_at(i)) != NULL; i++)
		print_row(out, "--", row->name, row->arg, row->help);
	fprintf(out, "\nEngines:\n");
	for (unsigned int i = 0; (e = fwd_engine_at(i)) != NULL; i++)
		print_row(out, "", e->name, NULL, e->help);
	fprintf(out,
		"\nExit status: 0 the run ended as asked, by SIGINT and SIGTERM too; 1 a failure;\n"
		"2 wrong options or input; 128 + signal when interrupted before the start.\n");
}
