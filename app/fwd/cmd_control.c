/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: start, stop, quit, help, files, waiting. */

#include <errno.h>
#include <string.h>

#include <rte_cycles.h>

#include "cmd.h"
#include "idle.h"
#include "live.h"
#include "log.h"
#include "signals.h"

#define TICK_US 5000

static int
start(struct fwd_cli *cli, const struct fwd_arg *a)
{
	unsigned int nb_first = 0;

	if (cli->app->running) {
		fwd_err("forwarding runs already: stop it first");
		return -EBUSY;
	}
	if (cli->tag != 0)
		nb_first = cli->tag == 1 ? 1 : (unsigned int)a[0].u;
	return fwd_run_start(cli->app, nb_first);
}

static int
stop(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_app *app = cli->app;

	(void)a;
	if (!app->running) {
		fwd_err("forwarding does not run");
		return -EINVAL;
	}
	app->end = FWD_END_STOP;
	fwd_run_stop(app);
	fwd_stats_doc(app, cli->out);
	return 0;
}

static int
quit(struct fwd_cli *cli, const struct fwd_arg *a)
{
	(void)a;
	cli->quit = true;
	return 0;
}

static int
wait_end(struct fwd_cli *cli, const struct fwd_arg *a)
{
	const struct fwd_options *opt = cli->app->opt;
	bool replays = false;

	(void)a;
	for (unsigned int i = 0; i < cli->app->nb_fwd; i++)
		replays |= cli->app->fwd[i]->replay != NULL;
	if (cli->app->running && opt->duration_s <= 0 && opt->packets == 0 && !replays) {
		fwd_err("this run has no end of its own: neither --duration nor --packets nor a "
			"replay");
		return -EINVAL;
	}
	while (cli->app->running && !fwd_signals_received()) {
		fwd_idle_us(TICK_US);
		fwd_cli_tick(cli);
	}
	return 0;
}

static int
sleep_for(struct fwd_cli *cli, const struct fwd_arg *a)
{
	uint64_t end =
		rte_get_timer_cycles() + (uint64_t)(a[0].seconds * (double)rte_get_timer_hz());

	while (rte_get_timer_cycles() < end && !fwd_signals_received()) {
		fwd_idle_us(TICK_US);
		fwd_cli_tick(cli);
	}
	return 0;
}

static int
load(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cli_load(cli, a[0].s);
}

static int
set_output(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->json = a[0].u == 1;
	fwd_log_to_stderr(cli->json);
	return 0;
}

/** Whether a command's first words are the given ones, or its topic is. */
static bool
is_wanted(const struct fwd_topic *topic, const struct fwd_cmd *cmd, const char *wanted)
{
	size_t len = wanted != NULL ? strlen(wanted) : 0;

	if (len == 0 || strcmp(wanted, "all") == 0 || strcmp(wanted, topic->name) == 0)
		return true;
	while (len > 0 && wanted[len - 1] == ' ')
		len--;
	return strncmp(cmd->syntax, wanted, len) == 0 &&
	       (cmd->syntax[len] == ' ' || cmd->syntax[len] == '\0');
}

static int
help_all(struct fwd_cli *cli, const struct fwd_arg *a)
{
	const char *wanted = cli->tag == 0 ? NULL : a[0].s;
	struct doc *list = cli->as_json ? doc_list(cli->out, "commands") : NULL;
	const struct fwd_topic *topic;
	unsigned int nb = 0;

	for (unsigned int t = 0; (topic = fwd_topic_at(t)) != NULL; t++) {
		for (unsigned int i = 0; i < topic->nb_cmds; i++) {
			const struct fwd_cmd *cmd = &topic->cmds[i];
			char syntax[256];
			struct doc *d;

			if (!is_wanted(topic, cmd, wanted))
				continue;
			fwd_cmd_syntax(cmd, syntax, sizeof(syntax));
			nb++;
			if (!cli->as_json) {
				printf("%s\n    %s\n", syntax, cmd->help);
				continue;
			}
			d = doc_object(list, NULL);
			doc_str(d, "command", syntax);
			doc_str(d, "help", cmd->help);
			doc_str(d, "topic", topic->name);
		}
	}
	if (nb != 0)
		return 0;
	fwd_err("help: no command begins with '%s', and no topic is called so", wanted);
	return -EINVAL;
}

static int
help(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct doc *list = doc_list(cli->out, "topics");
	const struct fwd_topic *topic;

	(void)a;
	for (unsigned int t = 0; (topic = fwd_topic_at(t)) != NULL; t++) {
		struct doc *d = doc_object(list, NULL);

		doc_str(d, "help", topic->name);
		doc_uint(d, "commands", topic->nb_cmds);
		doc_str(d, "about", topic->help);
	}
	return 0;
}

static const struct fwd_cmd cmds[] = {
	{"start", "start forwarding", start, 0},
	{"start tx_first", "send one burst out of every queue, then start forwarding", start, 1},
	{"start tx_first <bursts:1-65535>", "the same with several bursts", start, 2},
	{"stop", "stop forwarding, and show what was forwarded", stop, 0},
	{"quit", "stop forwarding, close the ports, end the program", quit, 0},
	{"wait", "wait until a run with an end of its own is over", wait_end, 0},
	{"sleep <seconds>", "wait", sleep_for, 0},
	{"load <file:rest>", "run the commands of a file", load, 0},
	{"set output text|json", "answer every command in text, or with one line of JSON",
		set_output, 0},
	{"help", "list the topics", help, 0},
	{"help <what:rest>", "list the commands of a topic, those that begin so, or all", help_all,
		1},
};

const struct fwd_topic fwd_topic_control = {
	.name = "control",
	.help = "start, stop, quit, files",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
