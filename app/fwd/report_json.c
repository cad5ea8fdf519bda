/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "report_json.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <rte_lcore.h>
#include <rte_version.h>

#include "capture.h"
#include "doc.h"
#include "engine.h"
#include "json.h"
#include "latency.h"
#include "log.h"
#include "replay.h"
#include "version.h"

int
fwd_report_open(struct fwd_report *r, const char *path)
{
	*r = (struct fwd_report){.path = path};
	if (path == NULL)
		return 0;
	if (strcmp(path, "-") == 0) {
		r->out = stdout;
		return 0;
	}
	r->created = access(path, F_OK) != 0;
	r->out = fopen(path, "w");
	if (r->out == NULL) {
		int error = errno;

		fwd_err("--json: %s: %s", path, strerror(error));
		return -error;
	}
	return 0;
}

static void
write_mac(struct json *j, const char *key, const struct rte_ether_addr *mac)
{
	char text[RTE_ETHER_ADDR_FMT_SIZE];

	rte_ether_format_addr(text, sizeof(text), mac);
	json_str(j, key, text);
}

/** The counters of a port, or of all ports. */
static void
write_stats(struct json *j, const struct fwd_port_stats *st, double seconds)
{
	struct fwd_average averages[FWD_NB_AVERAGES];
	const char *name;
	uint64_t value;

	for (unsigned int i = 0; fwd_stats_counter(st, i, &name, &value); i++)
		json_uint(j, name, value);
	fwd_stats_averages(st, averages);
	for (unsigned int i = 0; i < RTE_DIM(averages); i++) {
		if (averages[i].known && seconds > 0)
			json_double(j, averages[i].name, (double)averages[i].count / seconds);
		else
			json_null(j, averages[i].name);
	}
}

static void
write_offloads(struct json *j, const struct fwd_port *p)
{
	json_open(j, "rx_offloads", '[');
	for (unsigned int bit = 0; bit < 64; bit++) {
		if ((p->rx_offloads >> bit & 1) != 0)
			json_str(j, NULL, rte_eth_dev_rx_offload_name(RTE_BIT64(bit)));
	}
	json_close(j, ']');
	json_open(j, "tx_offloads", '[');
	for (unsigned int bit = 0; bit < 64; bit++) {
		if ((p->tx_offloads >> bit & 1) != 0)
			json_str(j, NULL, rte_eth_dev_tx_offload_name(RTE_BIT64(bit)));
	}
	json_close(j, ']');
}

static void
write_files(struct json *j, const struct fwd_app *app, const struct fwd_port *p)
{
	if (p->replay != NULL) {
		const struct replay_file *f = &p->replay->file;

		json_open(j, "replay", '{');
		json_str(j, "file", f->path);
		json_uint(j, "frames", f->nb_frames);
		json_uint(j, "bytes", f->nb_bytes);
		json_uint(j, "cut_frames", f->nb_cut);
		json_double(j, "recorded_s", replay_file_seconds(f));
		json_uint(j, "complete_loops", fwd_replay_loops(p->replay));
		json_double(j, "send_s", fwd_replay_seconds(p->replay, app->end_tsc));
		if (p->replay->clock.recorded)
			json_double(j, "late_max_s", fwd_replay_late_seconds(p->replay));
		else
			json_null(j, "late_max_s");
		json_close(j, '}');
	}
	if (p->capture != NULL) {
		struct fwd_capture_result result;

		fwd_capture_port_result(p->capture, p->id, &result);
		json_open(j, "capture", '{');
		json_str(j, "file", result.path);
		json_uint(j, "frames", result.frames);
		json_uint(j, "bytes", result.bytes);
		json_uint(j, "dropped", result.dropped);
		json_uint(j, "filtered", result.filtered);
		json_uint(j, "files", result.files);
		if (result.end != NULL)
			json_str(j, "end", result.end);
		else
			json_null(j, "end");
		if (result.error != 0)
			json_str(j, "error", strerror(result.error));
		else
			json_null(j, "error");
		json_close(j, '}');
	}
}

static void
write_port(struct json *j, const struct fwd_app *app, const struct fwd_port *p,
	const struct fwd_port_stats *st)
{
	json_open(j, NULL, '{');
	json_uint(j, "port", p->id);
	json_uint(j, "peer", p->peer);
	json_str(j, "name", p->name);
	json_str(j, "driver", p->driver);
	write_mac(j, "mac", &p->mac);
	json_int(j, "numa_node", p->socket);
	json_uint(j, "mtu", p->mtu);
	json_uint(j, "rx_queues", p->nb_rxq);
	json_uint(j, "tx_queues", p->nb_txq);
	json_uint(j, "rx_descriptors", p->nb_rxd);
	json_uint(j, "tx_descriptors", p->nb_txd);
	json_bool(j, "rss", p->rss_hf != 0);
	json_bool(j, "link_up", p->link.link_status == RTE_ETH_LINK_UP);
	if (p->link.link_status == RTE_ETH_LINK_UP &&
		p->link.link_speed != RTE_ETH_SPEED_NUM_UNKNOWN)
		json_uint(j, "link_mbps", p->link.link_speed);
	else
		json_null(j, "link_mbps");
	write_offloads(j, p);
	write_stats(j, st, fwd_loop_seconds(app));
	write_files(j, app, p);
	json_close(j, '}');
}

static void
write_lcores(struct json *j, const struct fwd_app *app)
{
	json_open(j, "lcores", '[');
	for (unsigned int i = 0; i < app->nb_lcores; i++) {
		const struct fwd_lcore *l = &app->lcores[i];

		json_open(j, NULL, '{');
		json_uint(j, "lcore", l->id);
		json_uint(j, "numa_node", rte_lcore_to_socket_id(l->id));
		json_uint(j, "streams", l->nb_streams);
		json_uint(j, "rounds", atomic_load(&l->rounds));
		json_uint(j, "empty_rounds", atomic_load(&l->empty));
		if (app->opt->record_core_cycles)
			json_uint(j, "busy_cycles", atomic_load(&l->busy_cycles));
		json_uint(j, "sleeps", atomic_load(&l->sleeps));
		json_double(j, "slept_s",
			(double)atomic_load(&l->slept_tsc) / (double)rte_get_timer_hz());
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
write_latency(struct json *j, const struct fwd_app *app)
{
	struct doc *root = app->latency != NULL ? doc_new() : NULL;

	if (root != NULL && latency_doc(app, NULL, root) == 0)
		doc_write_members(root, j);
	doc_free(root);
}

static void
write_start_time(struct json *j, const struct fwd_app *app)
{
	time_t s = (time_t)(app->start_wall_ns / 1000000000);
	unsigned int ms = (unsigned int)(app->start_wall_ns % 1000000000 / 1000000);
	char date[32], text[48];
	struct tm tm;

	gmtime_r(&s, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text, sizeof(text), "%s.%03uZ", date, ms);
	json_str(j, "started_at", text);
}

static void
write_run(struct json *j, const struct fwd_app *app, int exit_status)
{
	const struct fwd_options *opt = app->opt;
	char end[32];

	fwd_stats_end(app, end, sizeof(end));
	json_str(j, "program", "igbx-fwd");
	json_str(j, "version", IGBX_VERSION);
	json_str(j, "dpdk", rte_version());
	json_str(j, "mode", app->engine->name);
	json_str(j, "topology", fwd_topology_name(opt->topology));
	json_uint(j, "burst", opt->burst);
	json_str(j, "rx_mode", fwd_rx_mode_name(opt->rx_mode));
	json_str(j, "end", end);
	json_int(j, "exit_status", exit_status);
	write_start_time(j, app);
	json_double(j, "duration_s", fwd_loop_seconds(app));
	json_bool(j, "links_up", app->links_up);
	json_uint(j, "mbufs", app->nb_mbufs);
	json_uint(j, "mbuf_room", app->mbuf_room);
	json_uint(j, "mbufs_in_use_at_end", app->nb_mbufs_in_use);
}

static void
write_all(struct json *j, const struct fwd_app *app, const struct fwd_port_stats *stats,
	int exit_status)
{
	double seconds = fwd_loop_seconds(app);
	struct fwd_port_stats total = {0};
	const char *error;

	json_open(j, NULL, '{');
	write_run(j, app, exit_status);
	json_open(j, "ports", '[');
	for (unsigned int i = 0; i < app->nb_fwd; i++) {
		write_port(j, app, app->fwd[i], &stats[i]);
		fwd_stats_add(&total, &stats[i]);
	}
	json_close(j, ']');
	json_open(j, "total", '{');
	write_stats(j, &total, seconds);
	if (fwd_stats_has_lost(app))
		json_int(j, "lost", fwd_stats_lost(&total));
	else
		json_null(j, "lost");
	json_close(j, '}');
	write_lcores(j, app);
	write_latency(j, app);
	json_open(j, "errors", '[');
	for (unsigned int i = 0; (error = fwd_log_error(i)) != NULL; i++)
		json_str(j, NULL, error);
	json_close(j, ']');
	json_close(j, '}');
}

int
fwd_report_write(struct fwd_report *r, const struct fwd_app *app,
	const struct fwd_port_stats *stats, int exit_status)
{
	struct json j = {.out = r->out};
	int error = 0;

	if (r->out == NULL)
		return 0;
	write_all(&j, app, stats, exit_status);
	errno = 0;
	if (fflush(r->out) != 0 || ferror(r->out))
		error = errno != 0 ? errno : EIO;
	if (r->out != stdout && fclose(r->out) != 0 && error == 0)
		error = errno;
	r->out = NULL;
	if (error != 0)
		fwd_err("--json: %s: %s", r->path, strerror(error));
	return -error;
}

void
fwd_report_discard(struct fwd_report *r)
{
	if (r->out == NULL)
		return;
	if (r->out != stdout) {
		fclose(r->out);
		if (r->created)
			unlink(r->path);
	}
	r->out = NULL;
}
