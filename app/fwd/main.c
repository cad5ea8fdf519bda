/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The phases of a run, and their undoing. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_version.h>

#include "capture.h"
#include "cli.h"
#include "engine.h"
#include "events.h"
#include "exception.h"
#include "fwd.h"
#include "idle.h"
#include "live.h"
#include "log.h"
#include "metrics.h"
#include "replay.h"
#include "report_json.h"
#include "signals.h"
#include "telemetry.h"
#include "tui.h"
#include "version.h"

#define WATCH_PERIOD_US 5000

enum {
	EXIT_USAGE = 2, /**< wrong options, wrong input */
	EXIT_SIGNAL = 128,
};

/** A run: too large for the stack, and the only one of the process. */
static struct fwd_app app;
static struct fwd_options options;
static struct fwd_report report;

/** Files are read before EAL starts: what is wrong with them is told at once. */
static int
load_replays(struct replay **replays)
{
	for (uint16_t id = 0; id < RTE_MAX_ETHPORTS; id++) {
		int ret;

		if (options.replay[id] == NULL)
			continue;
		ret = fwd_replay_open(options.replay[id], options.replay_cut, &replays[id]);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int
attach_replays(struct replay **replays)
{
	for (unsigned int i = 0; i < app.nb_ports; i++) {
		struct fwd_port *p = app.ports[i];
		int ret;

		p->replay = replays[p->id];
		replays[p->id] = NULL;
		if (p->replay == NULL)
			continue;
		ret = replay_file_check_mtu(&p->replay->file, p->id, p->mtu);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/** Everything up to the moment where packets could flow. */
static int
set_up(struct replay **replays, int argc, char **argv)
{
	int ret;

	ret = fwd_devices_find(&app, argc, argv);
	if (ret == 0)
		ret = fwd_events_start(&options);
	if (ret == 0)
		ret = fwd_plan_check(&app);
	if (ret == 0)
		ret = fwd_plan_all(&app);
	if (ret == 0)
		ret = attach_replays(replays);
	if (ret == 0)
		ret = fwd_report_open(&report, options.json);
	if (ret == 0)
		ret = fwd_captures_open(&app);
	if (ret == 0 && !options.interactive)
		ret = fwd_topology_build(&app);
	if (ret == 0)
		ret = fwd_pools_create(&app);
	if (ret == 0 && fwd_signals_received())
		ret = -EINTR;
	if (ret == 0)
		ret = fwd_exception_open_all(&app);
	if (ret == 0)
		ret = options.disable_device_start ? 0 : fwd_ports_start(&app);
	if (ret == 0 && !options.disable_device_start)
		ret = fwd_ports_wait_links(&app);
	if (ret == 0)
		ret = fwd_metrics_start(&app);
	return ret;
}

static int
close_ports(void)
{
	fwd_metrics_stop();
	return fwd_ports_close(&app);
}

static int
exit_status(int ret)
{
	if (ret == 0)
		return EXIT_SUCCESS;
	if (ret == -EINTR && fwd_signals_received())
		return EXIT_SIGNAL + fwd_signals_received();
	return ret == -EINVAL || ret == -ENODEV || ret == -ENOTSUP ? EXIT_USAGE : EXIT_FAILURE;
}

/** Stop, take stock, report. @return the exit status. */
static int
end_run(void)
{
	struct fwd_port_stats *stats = calloc(app.nb_fwd, sizeof(*stats));
	int status, ret;

	ret = fwd_captures_finish(&app);
	if (app.end == FWD_END_REMOVED) {
		fwd_err("a device was removed while it forwarded");
		ret = -ENODEV;
	}
	for (unsigned int i = 0; stats != NULL && i < app.nb_fwd; i++)
		fwd_stats_port(&app, app.fwd[i], &stats[i]);
	if (close_ports() < 0 && ret == 0)
		ret = -EIO;
	fwd_pools_check(&app);

	status = ret == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	if (stats == NULL)
		return EXIT_FAILURE;
	fwd_summary_print(&app, stats);
	if (fwd_report_write(&report, &app, stats, status) < 0)
		status = EXIT_FAILURE;
	free(stats);
	return status;
}

/** One run, from the options alone. */
static int
run_once(void)
{
	int ret = fwd_run_start(&app, options.tx_first);

	if (ret < 0)
		return ret;
	if (options.tui)
		ret = fwd_tui_start();
	app.end = ret < 0 ? FWD_END_STOP : FWD_END_NONE;
	while (app.end == FWD_END_NONE) {
		fwd_idle_us(WATCH_PERIOD_US);
		fwd_loop_show(&app);
		fwd_exception_tick(&app);
		app.end = fwd_tui_quit() ? FWD_END_STOP : fwd_loop_end(&app);
		fwd_metrics_tick(&app);
	}
	fwd_tui_stop();
	fwd_run_stop(&app);
	return ret;
}

/** Commands, which make as many runs as they like. @return the exit status. */
static int
end_session(int status)
{
	int ret = fwd_captures_finish(&app);

	/* That ports are closed now is no news. */
	fwd_events_stop();
	if (close_ports() < 0 && ret == 0)
		ret = -EIO;
	fwd_pools_check(&app);
	return ret == 0 ? status : EXIT_FAILURE;
}

static int
run(struct replay **replays, int argc, char **argv)
{
	int ret, status = EXIT_SUCCESS;

	if (options.mlockall && mlockall(MCL_CURRENT | MCL_FUTURE) < 0)
		fwd_warn("--mlockall: %s", strerror(errno));
	fwd_idle_begin();
	fwd_telemetry_start(&app);
	ret = set_up(replays, argc, argv);
	if (ret == 0 && options.cmdline_file != NULL)
		status = fwd_cli_file(&app, options.cmdline_file);
	if (ret == 0 && options.interactive) {
		status = end_session(fwd_cli_run(&app, status));
	} else if (ret == 0 && (ret = run_once()) == 0) {
		ret = end_run();
		status = ret != EXIT_SUCCESS ? ret : status;
	} else {
		status = exit_status(ret);
		close_ports();
		fwd_report_discard(&report);
		fwd_captures_free(&app, true);
	}
	fwd_idle_end();
	fwd_captures_free(&app, false);
	fwd_events_stop();
	fwd_topology_free(&app);
	fwd_pools_free(&app);
	while (app.nb_ports > 0)
		fwd_devices_remove(&app, app.ports[app.nb_ports - 1]);
	return status;
}

/** Index of the "--" between EAL's arguments and ours, or argc. */
static int
find_separator(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return i;
	}
	return argc;
}

/** Options before "--" that need no EAL. */
static bool
wants(int argc, char **argv, const char *name)
{
	return argc == 2 && strcmp(argv[1], name) == 0;
}

static int
start_eal(int argc, char **argv)
{
	int ret;

	/* EAL may reorder its arguments: ours are not shown to it. */
	ret = rte_eal_init(argc, argv);
	if (ret < 0) {
		fwd_devices_explain_eal(rte_errno, argc, argv);
		return -ENODEV;
	}
	return fwd_signals_received() ? -EINTR : 0;
}

/** EAL's start, the run, EAL's end. */
static int
run_in_eal(struct replay **replays, int argc, char **argv)
{
	/* rte_eal_init() may change the order of the array, not the strings. */
	char **eal_argv = calloc((size_t)argc + 1, sizeof(*eal_argv));
	int ret, status;

	if (eal_argv == NULL)
		return EXIT_FAILURE;
	memcpy(eal_argv, argv, (size_t)argc * sizeof(*eal_argv));
	ret = start_eal(argc, eal_argv);
	free(eal_argv);
	if (ret == -ENODEV)
		return EXIT_FAILURE;
	status = ret < 0 ? exit_status(ret) : run(replays, argc, argv);
	rte_eal_cleanup();
	return status;
}

int
main(int argc, char **argv)
{
	static struct replay *replays[RTE_MAX_ETHPORTS];
	int separator = find_separator(argc, argv), ret, status;

	fwd_signals_setup();
	fwd_options_init(&options);
	options.help = wants(argc, argv, "--help") || wants(argc, argv, "-h");
	options.version = wants(argc, argv, "--version");
	if (separator < argc &&
		fwd_options_parse(&options, argc - separator - 1, argv + separator + 1) < 0)
		return EXIT_USAGE;
	if (options.help) {
		fwd_options_help(stdout);
		return EXIT_SUCCESS;
	}
	if (options.version) {
		printf("igbx-fwd %s, %s\n", IGBX_VERSION, rte_version());
		return EXIT_SUCCESS;
	}
	fwd_log_setup(options.json != NULL && strcmp(options.json, "-") == 0, options.quiet);

	app.opt = &options;
	if (options.tui && fwd_tui_check(separator, argv) < 0)
		return EXIT_USAGE;
	ret = load_replays(replays);
	status = ret < 0 ? exit_status(ret) : run_in_eal(replays, separator, argv);
	for (unsigned int i = 0; i < RTE_MAX_ETHPORTS; i++)
		fwd_replay_free(replays[i]);
	return status;
}
