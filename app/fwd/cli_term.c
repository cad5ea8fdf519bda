/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * The prompt on a terminal: editing, history and the keys are those of DPDK's librte_cmdline, which
 * testpmd has too; completion comes from the table of commands.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <cmdline_rdline.h>

#include "cmd.h"
#include "idle.h"
#include "log.h"
#include "signals.h"

#define TICK_MS		20
#define MAX_CANDIDATES	256
#define MAX_CANDIDATE	80
#define CANDIDATE_WIDTH 30

struct candidate {
	char word[MAX_CANDIDATE];
	char help[MAX_CANDIDATE];
	bool whole;
};

struct terminal {
	struct fwd_cli *cli;
	struct rdline *line;
	struct termios old;
	unsigned int nb;
	struct candidate candidates[MAX_CANDIDATES];
	const char *partial; /**< the word that the cursor is in */
};

static int
write_char(struct rdline *line, char c)
{
	(void)line;
	return fputc(c, stdout) == EOF ? -1 : 1;
}

static void
run_line(struct rdline *line, const char *text, unsigned int size)
{
	struct terminal *t = rdline_get_opaque(line);
	char *copy = strndup(text, size);

	if (copy == NULL)
		return;
	copy[strcspn(copy, "\n")] = '\0';
	if (copy[strspn(copy, " ")] != '\0')
		rdline_add_history(line, copy);
	fflush(stdout);
	(void)fwd_cli_line(t->cli, copy);
	free(copy);
	if (t->cli->quit)
		rdline_quit(line);
}

static void
add(void *opaque, const char *word, const char *help, bool whole)
{
	struct terminal *t = opaque;
	struct candidate *c = &t->candidates[t->nb];

	if (whole && strncmp(word, t->partial, strlen(t->partial)) != 0)
		return;
	for (unsigned int i = 0; i < t->nb; i++) {
		if (strcmp(t->candidates[i].word, word) == 0)
			return;
	}
	if (t->nb == MAX_CANDIDATES)
		return;
	snprintf(c->word, sizeof(c->word), "%s", word);
	snprintf(c->help, sizeof(c->help), "%s", help);
	c->whole = whole;
	t->nb++;
}

static void
collect(struct terminal *t, const char *text)
{
	const char *blank = strrchr(text, ' ');

	t->nb = 0;
	t->partial = blank != NULL ? blank + 1 : text;
	fwd_cli_complete(t->cli, text, add, t);
}

/** What all candidates begin with, beyond what is typed. */
static size_t
common(const struct terminal *t, char *text, size_t size)
{
	size_t typed = strlen(t->partial), len = 0;
	const char *first = t->candidates[0].word + typed;

	for (unsigned int i = 0; i < t->nb; i++) {
		if (!t->candidates[i].whole)
			return 0;
	}
	for (; first[len] != '\0' && len + 2 < size; len++) {
		for (unsigned int i = 1; i < t->nb; i++) {
			if (t->candidates[i].word[typed + len] != first[len])
				goto end;
		}
	}
end:
	memcpy(text, first, len);
	if (t->nb == 1)
		text[len++] = ' ';
	text[len] = '\0';
	return len;
}

static void
describe(const struct candidate *c, char *text, size_t size)
{
	const char *word = c->word[0] != '\0' ? c->word : "[return]";

	if (c->help[0] != '\0')
		snprintf(text, size, "%-*s %s", CANDIDATE_WIDTH, word, c->help);
	else
		snprintf(text, size, "%s", word);
}

/*
 * Called with state 0 by the completion key, with -1 by the help key, and then for one candidate
 * after the other until 0 is returned.
 */
static int
complete(struct rdline *line, const char *text, char *out, unsigned int size, int *state)
{
	struct terminal *t = rdline_get_opaque(line);

	if (*state <= 0) {
		collect(t, text);
		if (t->nb == 0)
			return 0;
		if (*state == 0 && common(t, out, size) > 0)
			return RDLINE_RES_COMPLETE;
		*state = 0;
	}
	if ((unsigned int)*state >= t->nb)
		return 0;
	describe(&t->candidates[(*state)++], out, size);
	return 1;
}

static int
set_raw(struct terminal *t)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &t->old) < 0)
		return -errno;
	raw = t->old;
	/* Keys come one by one and are not echoed; Ctrl-C clears the line. */
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return tcsetattr(STDIN_FILENO, TCSANOW, &raw) < 0 ? -errno : 0;
}

/** Feed keys. @return false at the end of input. */
static bool
take_keys(struct terminal *t, const char *keys, ssize_t nb)
{
	for (ssize_t i = 0; i < nb; i++) {
		int ret = rdline_char_in(t->line, keys[i]);

		if (ret == RDLINE_RES_EOF || ret == RDLINE_RES_EXITED || t->cli->quit)
			return false;
		if (ret == RDLINE_RES_VALIDATED)
			rdline_newline(t->line, t->cli->app->opt->prompt);
	}
	return true;
}

static void
read_keys(struct terminal *t)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};

	rdline_newline(t->line, t->cli->app->opt->prompt);
	for (;;) {
		char keys[256];
		ssize_t nb;

		fflush(stdout);
		if (fwd_signals_received())
			return;
		if (fwd_idle_poll(&fd, TICK_MS) <= 0) {
			if (fwd_cli_tick(t->cli))
				rdline_redisplay(t->line);
			continue;
		}
		nb = read(STDIN_FILENO, keys, sizeof(keys));
		if (nb < 0 && errno == EINTR)
			continue;
		/* A terminal that is closed reads as the end, or as EIO. */
		if (nb <= 0 || !take_keys(t, keys, nb))
			return;
	}
}

int
fwd_term_run(struct fwd_cli *cli)
{
	struct terminal *t = calloc(1, sizeof(*t));
	int ret;

	if (t == NULL)
		return -ENOMEM;
	t->cli = cli;
	t->line = rdline_new(write_char, run_line, complete, t);
	ret = t->line != NULL ? set_raw(t) : -ENOMEM;
	if (ret == 0) {
		read_keys(t);
		fputc('\n', stdout);
		fflush(stdout);
		tcsetattr(STDIN_FILENO, TCSANOW, &t->old);
	} else {
		fwd_err("the terminal cannot be set up: %s", strerror(-ret));
	}
	rdline_free(t->line);
	free(t);
	return ret;
}
