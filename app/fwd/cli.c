/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Runs lines: from files, from a pipe, for the terminal. */

#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "exception.h"
#include "idle.h"
#include "json.h"
#include "live.h"
#include "log.h"
#include "metrics.h"
#include "signals.h"

/** How often a run is looked after while no command comes. */
#define TICK_MS 20

/** Deepest nesting of files, and longest line of a pipe. */
#define MAX_DEPTH 8
#define MAX_LINE  65536

/** The exit status when commands failed. */
#define EXIT_COMMANDS 2

/** The session of the process: telemetry and files share its settings. */
static struct fwd_cli session;

static struct fwd_cli *
open_session(struct fwd_app *app)
{
	session.app = app;
	return &session;
}

static void
print_summary(struct fwd_cli *cli)
{
	struct fwd_app *app = cli->app;
	struct fwd_port_stats *stats = calloc(RTE_MAX(app->nb_fwd, 1u), sizeof(*stats));

	if (stats == NULL)
		return;
	for (unsigned int i = 0; i < app->nb_fwd; i++)
		fwd_stats_port(app, app->fwd[i], &stats[i]);
	fwd_summary_print(app, stats);
	free(stats);
}

bool
fwd_cli_tick(struct fwd_cli *cli)
{
	struct fwd_app *app = cli->app;
	bool restart = false;

	fwd_exception_tick(app);
	fwd_metrics_tick(app);
	if (!app->running)
		return fwd_cmd_close_removed(cli);
	app->end = fwd_loop_end(app);
	if (app->end == FWD_END_NONE)
		return false;
	restart = app->end == FWD_END_REMOVED;
	fwd_run_stop(app);
	print_summary(cli);
	/* As testpmd does: the others go on. */
	if (restart && fwd_cmd_close_removed(cli) && app->nb_fwd != 0)
		(void)fwd_run_start(app, 0);
	return true;
}

/** Whether the last word asks for JSON; it is taken away. */
static bool
takes_json(struct fwd_words *w)
{
	if (w->nb < 2 || strcmp(w->at[w->nb - 1], "json") != 0 ||
		(strcmp(w->at[0], "show") != 0 && strcmp(w->at[0], "help") != 0 &&
			strcmp(w->at[0], "csum") != 0 && strcmp(w->at[0], "tso") != 0 &&
			(strcmp(w->at[0], "flow") != 0 ||
				(strcmp(w->at[1], "list") != 0 && strcmp(w->at[1], "query") != 0))))
		return false;
	w->nb--;
	return true;
}

/** Match and run; what is shown is in cli->out. */
static int
run_words(struct fwd_cli *cli, const struct fwd_words *w)
{
	struct fwd_arg args[FWD_MAX_ARGS];
	const struct fwd_cmd *cmd = fwd_cli_match(cli, w, args);

	if (cmd == NULL)
		return -EINVAL;
	cli->tag = cmd->tag;
	return cmd->run(cli, args);
}

static void
print_result(const struct fwd_cli *cli, const char *line, int ret, const char *errors)
{
	struct json j = {.out = stdout, .one_line = true};

	json_open(&j, NULL, '{');
	json_str(&j, "command", line);
	json_bool(&j, "ok", ret == 0);
	if (ret != 0)
		json_str(&j, "error", errors);
	if (cli->out != NULL && !doc_is_bare(cli->out))
		doc_write_json(cli->out, "data", &j);
	json_close(&j, '}');
	fputc('\n', stdout);
}

static int
run_split(struct fwd_cli *cli, struct fwd_words *w)
{
	struct doc *before = cli->out;
	bool json = takes_json(w), was_json = cli->json;
	char errors[1024] = "";
	int ret;

	cli->out = doc_new();
	if (cli->out == NULL) {
		cli->out = before;
		return -ENOMEM;
	}
	cli->as_json = json || was_json;
	if (was_json)
		fwd_log_divert(errors, sizeof(errors));
	ret = run_words(cli, w);
	if (!doc_complete(cli->out) && ret == 0) {
		fwd_err("no memory for what is to be shown");
		ret = -ENOMEM;
	}
	/* What failed shows what it found before, if anything. */
	if (ret < 0 && doc_is_empty(cli->out))
		doc_clear(cli->out);
	fwd_log_divert(NULL, 0);
	/* The command that turns JSON on is answered in it, too. */
	if (was_json || cli->json) {
		print_result(cli, w->line, ret, errors);
	} else if (json && !doc_is_bare(cli->out)) {
		doc_print_json(cli->out, stdout);
		fputc('\n', stdout);
	} else if (!doc_is_bare(cli->out)) {
		doc_print(cli->out, stdout);
	}
	fflush(stdout);
	doc_free(cli->out);
	cli->out = before;
	return ret;
}

/** What are no words is answered, too. */
static int
split(struct fwd_cli *cli, struct fwd_words *w, const char *line)
{
	char errors[1024] = "";
	int ret;

	if (cli->json)
		fwd_log_divert(errors, sizeof(errors));
	ret = fwd_words_split(w, line);
	fwd_log_divert(NULL, 0);
	if (ret < 0 && cli->json) {
		print_result(cli, line, ret, errors);
		fflush(stdout);
	}
	return ret;
}

int
fwd_cli_line(struct fwd_cli *cli, const char *line)
{
	struct fwd_words w;
	int ret = split(cli, &w, line);

	if (ret == 0 && w.nb > 0 && w.at[0][0] != '#')
		ret = run_split(cli, &w);
	if (ret < 0 && !cli->terminal)
		cli->nb_failed++;
	fwd_words_free(&w);
	return ret;
}

/** Run a line that may have a zero byte: what is before it was not meant alone. */
static void
run_line(struct fwd_cli *cli, const char *line, size_t len)
{
	char errors[128] = "";

	if (strlen(line) == len) {
		(void)fwd_cli_line(cli, line);
		return;
	}
	if (cli->json)
		fwd_log_divert(errors, sizeof(errors));
	fwd_err("the line has a zero byte");
	fwd_log_divert(NULL, 0);
	if (cli->json)
		print_result(cli, line, -EINVAL, errors);
	fflush(stdout);
	cli->nb_failed++;
}

/** The lines of a file that is open. @return 0, or -errno when it cannot be read. */
static int
run_file(struct fwd_cli *cli, const char *path, FILE *f)
{
	unsigned int number = 0;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int ret;

	errno = 0;
	while (!cli->quit && !fwd_signals_received() && (len = getline(&line, &size, f)) >= 0) {
		const char *outer;
		char where[512];

		if (len > 0 && line[len - 1] == '\n')
			line[--len] = '\0';
		if (len > 0 && line[len - 1] == '\r')
			line[--len] = '\0';
		snprintf(where, sizeof(where), "%s:%u: ", path, ++number);
		outer = fwd_log_where(where);
		run_line(cli, line, (size_t)len);
		fwd_log_where(outer);
		fwd_cli_tick(cli);
		errno = 0;
	}
	ret = ferror(f) ? -(errno != 0 ? errno : EIO) : 0;
	free(line);
	return ret;
}

int
fwd_cli_load(struct fwd_cli *cli, const char *path)
{
	unsigned int nb_failed = cli->nb_failed;
	bool terminal = cli->terminal;
	FILE *f;
	int ret;

	if (cli->depth == MAX_DEPTH) {
		fwd_err("%s: files that load files are %u deep already", path, MAX_DEPTH);
		return -ELOOP;
	}
	f = fopen(path, "re");
	if (f == NULL) {
		ret = -errno;
		fwd_err("%s: %s", path, strerror(-ret));
		return ret;
	}
	cli->depth++;
	cli->terminal = false;
	ret = run_file(cli, path, f);
	cli->terminal = terminal;
	cli->depth--;
	fclose(f);
	if (ret < 0)
		fwd_err("%s: %s", path, strerror(-ret));
	/* Its lines have said what was wrong with them. */
	if (ret == 0 && cli->nb_failed != nb_failed)
		fwd_warn("%s: %u commands failed", path, cli->nb_failed - nb_failed);
	return ret;
}

int
fwd_cli_file(struct fwd_app *app, const char *path)
{
	struct fwd_cli *cli = open_session(app);

	if (fwd_cli_load(cli, path) < 0)
		cli->nb_failed++;
	return cli->nb_failed != 0 ? EXIT_COMMANDS : EXIT_SUCCESS;
}

int
fwd_cli_show(struct fwd_app *app, const char *line, struct doc *out)
{
	struct fwd_cli cli = {.app = app, .out = out, .as_json = true};
	struct fwd_words w;
	int ret = fwd_words_split(&w, line);

	if (ret == 0 && (w.nb == 0 || strcmp(w.at[0], "show") != 0)) {
		fwd_err("'%s' does not begin with show", line);
		ret = -EINVAL;
	}
	if (ret == 0)
		ret = run_words(&cli, &w);
	fwd_words_free(&w);
	return ret;
}

/** Lines that come in pieces. */
struct input {
	char text[MAX_LINE];
	size_t len;
	bool skipping; /**< the rest of a line that was too long */
};

static void
show_prompt(const struct fwd_cli *cli)
{
	/* In JSON every answer is a line: nothing else marks its end. */
	if (cli->json || cli->quit)
		return;
	fputs(cli->app->opt->prompt, stdout);
	fflush(stdout);
}

static void
take_line(struct fwd_cli *cli, struct input *in, char *line, size_t len)
{
	if (len > 0 && line[len - 1] == '\r')
		line[--len] = '\0';
	if (!in->skipping)
		run_line(cli, line, len);
	in->skipping = false;
	show_prompt(cli);
}

/** Run the lines that are complete. */
static void
take_lines(struct fwd_cli *cli, struct input *in)
{
	char *start = in->text, *end;

	while (!cli->quit && (end = memchr(start, '\n', (size_t)(in->text + in->len - start)))) {
		*end = '\0';
		fwd_cli_tick(cli);
		take_line(cli, in, start, (size_t)(end - start));
		start = end + 1;
	}
	in->len -= (size_t)(start - in->text);
	memmove(in->text, start, in->len);
	if (in->len < sizeof(in->text) - 1)
		return;
	if (!in->skipping) {
		fwd_err("a command is longer than %u bytes", MAX_LINE - 1);
		cli->nb_failed++;
	}
	in->skipping = true;
	in->len = 0;
}

static void
run_pipe(struct fwd_cli *cli)
{
	struct input *in = calloc(1, sizeof(*in));
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};

	if (in == NULL)
		return;
	show_prompt(cli);
	while (!cli->quit && !fwd_signals_received()) {
		ssize_t nb;

		if (fwd_idle_poll(&fd, TICK_MS) <= 0) {
			if (fwd_cli_tick(cli))
				show_prompt(cli);
			continue;
		}
		nb = read(STDIN_FILENO, in->text + in->len, sizeof(in->text) - 1 - in->len);
		if (nb < 0 && errno == EINTR)
			continue;
		if (nb <= 0)
			break;
		in->len += (size_t)nb;
		take_lines(cli, in);
	}
	/* The last line may lack its end. */
	if (!cli->quit && !fwd_signals_received() && in->len > 0) {
		in->text[in->len] = '\0';
		take_line(cli, in, in->text, in->len);
	}
	if (!cli->json)
		fputc('\n', stdout);
	free(in);
}

int
fwd_cli_run(struct fwd_app *app, int status)
{
	struct fwd_cli *cli = open_session(app);

	if (!cli->quit && app->opt->auto_start && !app->running &&
		fwd_run_start(app, app->opt->tx_first) < 0)
		cli->nb_failed++;
	if (!cli->quit && isatty(STDIN_FILENO)) {
		cli->terminal = true;
		if (fwd_term_run(cli) < 0)
			status = EXIT_FAILURE;
	} else if (!cli->quit) {
		run_pipe(cli);
	}
	if (app->running) {
		app->end = fwd_signals_received() ? FWD_END_SIGNAL : FWD_END_STOP;
		fwd_run_stop(app);
		print_summary(cli);
	}
	return status == EXIT_SUCCESS && cli->nb_failed != 0 ? EXIT_COMMANDS : status;
}
