/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "telemetry.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_lcore.h>
#include <rte_version.h>

#include "cli.h"
#include "doc.h"
#include "idle.h"
#include "log.h"

/** The only application of the process: telemetry hands no argument to its callbacks. */
static struct fwd_app *answering;

/** A name for a command of the prompt. */
struct endpoint {
	const char *path;
	const char *line;     /**< "%s" is the parameter */
	const char *fallback; /**< in place of a parameter that is not given; NULL: there is none */
	const char *help;
};

static const struct endpoint endpoints[] = {
	{"/fwd/run", "show fwd stats run", NULL, "Engine, state and time of the run"},
	{"/fwd/ports", "show fwd stats ports %s", "all",
		"Counters of ports. Parameters: int port_id (optional)"},
	{"/fwd/streams", "show fwd stats streams %s", "all",
		"Pairs of queues, by Rx port. Parameters: int port_id (optional)"},
	{"/fwd/lcores", "show fwd stats lcores", NULL, "What each forwarding lcore did"},
	{"/fwd/queues", "show port fill %s", "all",
		"Descriptors in use. Parameters: int port_id (optional)"},
	{"/fwd/config", "show config fwd", NULL, "How forwarding is done"},
	{"/fwd/engines", "show config engines", NULL, "The forwarding engines that there are"},
	{"/fwd/show", "show %s", "",
		"What the prompt shows. Parameters: the words after show, such as port info 0"},
};

static const struct endpoint *
find(const char *path)
{
	for (unsigned int i = 0; i < RTE_DIM(endpoints); i++) {
		if (strcmp(endpoints[i].path, path) == 0)
			return &endpoints[i];
	}
	return NULL;
}

/** The command that answers. @return 0, or -EINVAL after saying what is wrong. */
static int
line_of(const struct endpoint *e, const char *params, char *line, size_t size)
{
	int len;

	if (params == NULL || params[0] == '\0')
		params = e->fallback;
	else if (e->fallback == NULL) {
		fwd_err("%s takes no parameter", e->path);
		return -EINVAL;
	}
	if (params == NULL)
		len = snprintf(line, size, "%s", e->line);
	else
		len = snprintf(line, size, "%.*s%s", (int)strcspn(e->line, "%"), e->line, params);
	if ((size_t)len < size)
		return 0;
	fwd_err("%s: the parameter is too long", e->path);
	return -EINVAL;
}

static int
show(const struct endpoint *e, const char *params, struct doc *out)
{
	char line[512];
	int ret = line_of(e, params, line, sizeof(line));

	if (ret < 0)
		return ret;
	if (!fwd_idle_enter()) {
		fwd_err("the application is busy");
		return -EBUSY;
	}
	ret = fwd_cli_show(answering, line, out);
	fwd_idle_leave();
	return ret;
}

static int
answer(const char *cmd, const char *params, struct rte_tel_data *data)
{
	const struct endpoint *e = find(cmd);
	struct doc *out = doc_new();
	char errors[512] = "";
	int ret;

	if (e == NULL || out == NULL) {
		doc_free(out);
		return -ENOMEM;
	}
	fwd_log_answer(errors, sizeof(errors));
	ret = show(e, params, out);
	if (ret == 0 && !doc_complete(out)) {
		fwd_err("no memory for the answer");
		ret = -ENOMEM;
	}
	if (ret == 0 && fwd_telemetry_doc(out, data) < 0) {
		fwd_err("the answer is longer than telemetry's: ask for one port");
		ret = -EMSGSIZE;
	}
	fwd_log_divert(NULL, 0);
	if (ret < 0) {
		doc_clear(out);
		doc_str(out, "error", errors);
		ret = fwd_telemetry_doc(out, data);
	}
	doc_free(out);
	return ret;
}

#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
/** For EAL's own /eal/lcore/: cycles are known while they are measured. */
static int
report_usage(unsigned int id, struct rte_lcore_usage *usage)
{
	const struct fwd_app *app = answering;
	int ret = -ENOENT;

	if (!fwd_idle_enter())
		return -EBUSY;
	for (unsigned int i = 0; app->opt->record_core_cycles && i < app->nb_lcores; i++) {
		if (app->lcores[i].id != id)
			continue;
		usage->busy_cycles = atomic_load(&app->lcores[i].busy_cycles);
		usage->total_cycles =
			(app->running ? rte_get_timer_cycles() : app->end_tsc) - app->begin_tsc;
		ret = 0;
	}
	fwd_idle_leave();
	return ret;
}
#endif

void
fwd_telemetry_start(struct fwd_app *app)
{
	int ret = 0;

	answering = app;
	for (unsigned int i = 0; i < RTE_DIM(endpoints) && ret == 0; i++)
		ret = rte_telemetry_register_cmd(endpoints[i].path, answer, endpoints[i].help);
	if (ret != 0)
		fwd_warn("telemetry: /fwd/ is not there: %s", strerror(-ret));
#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
	rte_lcore_register_usage_cb(report_usage);
#endif
}
