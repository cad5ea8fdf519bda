/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Lines against the syntax of commands: match, error, completion. */

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "flow.h"
#include "log.h"

/** One word of a syntax. */
struct token {
	const char *text;
	size_t len;
	bool is_value;
	bool is_choice;
	struct fwd_place place;
};

static void
read_place(struct token *t)
{
	const char *colon = memchr(t->text, ':', t->len);
	size_t label = (colon != NULL ? (size_t)(colon - t->text) : t->len - 1) - 1;
	struct fwd_place *p = &t->place;

	memset(p, 0, sizeof(*p));
	snprintf(p->label, sizeof(p->label), "%.*s", (int)label, t->text + 1);
	if (colon == NULL)
		return;
	if (isdigit((unsigned char)colon[1])) {
		char *end;

		p->ranged = true;
		p->min = strtoull(colon + 1, &end, 10);
		p->max = strtoull(end + 1, NULL, 10);
		return;
	}
	snprintf(p->type, sizeof(p->type), "%.*s", (int)(t->len - label - 3), colon + 1);
}

/** The next word of a syntax. @return false at its end. */
static bool
next_token(const char **syntax, struct token *t)
{
	const char *at = *syntax + strspn(*syntax, " ");

	if (*at == '\0')
		return false;
	t->text = at;
	t->len = strcspn(at, " ");
	t->is_value = *at == '<';
	t->is_choice = !t->is_value && memchr(at, '|', t->len) != NULL;
	if (t->is_value)
		read_place(t);
	*syntax = at + t->len;
	return true;
}

/** Copy the i-th of the words that a token allows. @return false if there are fewer. */
static bool
choice(const struct token *t, unsigned int i, char *word, size_t size)
{
	const char *at = t->text, *end = t->text + t->len;

	for (;;) {
		const char *bar = memchr(at, '|', (size_t)(end - at));
		const char *stop = bar != NULL ? bar : end;

		if (i-- == 0) {
			snprintf(word, size, "%.*s", (int)(stop - at), at);
			return true;
		}
		if (bar == NULL)
			return false;
		at = bar + 1;
	}
}

static int
match_choice(const struct token *t, const char *word, struct fwd_arg *arg)
{
	char allowed[64];

	for (unsigned int i = 0; choice(t, i, allowed, sizeof(allowed)); i++) {
		if (strcmp(allowed, word) != 0)
			continue;
		arg->u = i;
		arg->s = word;
		return 0;
	}
	return -EINVAL;
}

/** How far a line follows a syntax. */
struct match {
	unsigned int nb; /**< words that do */
	bool whole;
	char why[256]; /**< about the first that does not */
	struct token next;
	bool has_next; /**< the syntax goes on */
};

static void
match_row(struct fwd_cli *cli, const struct fwd_cmd *cmd, const struct fwd_words *w,
	unsigned int nb_words, struct fwd_arg *args, struct match *m)
{
	const char *syntax = cmd->syntax;
	unsigned int nb_args = 0;

	memset(m, 0, sizeof(*m));
	while ((m->has_next = next_token(&syntax, &m->next))) {
		const struct token *t = &m->next;
		struct fwd_arg *arg = &args[nb_args];
		int ret;

		if (m->nb == nb_words)
			return;
		if (t->is_value && fwd_value_is_rest(&t->place)) {
			arg->s = w->line + w->offset[m->nb];
			m->nb = nb_words;
			m->whole = true;
			return;
		}
		if (t->is_value)
			ret = fwd_value_parse(
				cli, &t->place, w->at[m->nb], arg, m->why, sizeof(m->why));
		else
			ret = match_choice(t, w->at[m->nb], arg);
		if (ret < 0)
			return;
		nb_args += t->is_value || t->is_choice;
		m->nb++;
	}
	m->whole = m->nb == nb_words;
}

int
fwd_words_split(struct fwd_words *w, const char *line)
{
	char *at;

	memset(w, 0, sizeof(*w));
	w->line = line;
	for (const char *c = line; *c != '\0'; c++) {
		if (!iscntrl((unsigned char)*c) || *c == '\t')
			continue;
		fwd_err("the line has a control character (0x%02x)", (unsigned char)*c);
		return -EINVAL;
	}
	w->text = strdup(line);
	if (w->text == NULL)
		return -ENOMEM;
	for (at = w->text + strspn(w->text, " \t"); *at != '\0'; at += strspn(at, " \t")) {
		if (w->nb == FWD_MAX_WORDS) {
			fwd_err("the line has more than %u words", FWD_MAX_WORDS);
			fwd_words_free(w);
			return -EINVAL;
		}
		w->offset[w->nb] = (size_t)(at - w->text);
		w->at[w->nb++] = at;
		at += strcspn(at, " \t");
		if (*at != '\0')
			*at++ = '\0';
	}
	return 0;
}

void
fwd_words_free(struct fwd_words *w)
{
	free(w->text);
	w->text = NULL;
}

/** The words that could have stood where a line went wrong. */
struct expected {
	unsigned int nb;
	char words[64][96];
	unsigned int nb_values;
	char value[96];
	char why[256];
	bool may_end;
};

static void
expect_word(struct expected *e, const char *word)
{
	for (unsigned int i = 0; i < e->nb; i++) {
		if (strcmp(e->words[i], word) == 0)
			return;
	}
	if (e->nb < RTE_DIM(e->words))
		snprintf(e->words[e->nb++], sizeof(e->words[0]), "%s", word);
}

static void
expect_token(struct expected *e, const struct match *m)
{
	char text[96];

	if (!m->has_next) {
		e->may_end = true;
		return;
	}
	if (!m->next.is_value) {
		for (unsigned int i = 0; choice(&m->next, i, text, sizeof(text)); i++)
			expect_word(e, text);
		return;
	}
	fwd_value_describe(&m->next.place, text, sizeof(text));
	if (e->nb_values == 0 || strcmp(e->value, text) != 0)
		e->nb_values++;
	snprintf(e->value, sizeof(e->value), "%s", text);
	snprintf(e->why, sizeof(e->why), "%s", m->why);
}

/** What fwd_nearest() chooses from; commands run on the main lcore only. */
static const struct expected *nearest_of;

static const char *
nearest_word(unsigned int i)
{
	return i < nearest_of->nb ? nearest_of->words[i] : NULL;
}

/** The words before the wrong one, as a prefix of the message. */
static void
said_so_far(const struct fwd_words *w, unsigned int nb, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (unsigned int i = 0; i < nb && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "", w->at[i]);
	if (nb != 0 && used < size)
		snprintf(text + used, size - used, ": ");
}

static void
list_expected(const struct expected *e, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (unsigned int i = 0; i < e->nb && used < size; i++)
		used += (size_t)snprintf(
			text + used, size - used, "%s%s", i ? ", " : "", e->words[i]);
	if (e->nb_values != 0 && used < size)
		snprintf(text + used, size - used, "%s%s", e->nb ? ", or " : "", e->value);
}

static void
complain(const struct fwd_words *w, unsigned int nb, const struct expected *e)
{
	char before[160], list[400];
	int near = -1;

	said_so_far(w, nb, before, sizeof(before));
	list_expected(e, list, sizeof(list));
	if (nb < w->nb) {
		nearest_of = e;
		near = fwd_nearest(w->at[nb], nearest_word);
	}
	if (nb == w->nb)
		fwd_err("%sexpected next: %s", before, list);
	else if (near >= 0)
		fwd_err("%sunknown '%s'; did you mean %s?", before, w->at[nb], e->words[near]);
	else if (list[0] == '\0')
		fwd_err("%snothing more is expected, not '%s'", before, w->at[nb]);
	else if (e->nb == 0 && e->nb_values == 1 && e->why[0] != '\0')
		fwd_err("%s%s", before, e->why);
	else if (nb == 0)
		fwd_err("unknown command '%s'; help lists the commands", w->at[nb]);
	else
		fwd_err("%sexpected %s; not '%s'", before, list, w->at[nb]);
}

const struct fwd_cmd *
fwd_cli_match(struct fwd_cli *cli, const struct fwd_words *w, struct fwd_arg *args)
{
	struct expected e = {0};
	const struct fwd_topic *topic;
	unsigned int best = 0;

	for (unsigned int t = 0; (topic = fwd_topic_at(t)) != NULL; t++) {
		for (unsigned int i = 0; i < topic->nb_cmds; i++) {
			struct match m;

			memset(args, 0, FWD_MAX_ARGS * sizeof(args[0]));
			match_row(cli, &topic->cmds[i], w, w->nb, args, &m);
			if (m.whole)
				return &topic->cmds[i];
			if (m.nb > best) {
				best = m.nb;
				memset(&e, 0, sizeof(e));
			}
			if (m.nb == best)
				expect_token(&e, &m);
		}
	}
	if (!fwd_absent_explain(w))
		complain(w, best, &e);
	return NULL;
}

static void
offer(struct fwd_cli *cli, const struct fwd_cmd *cmd, const struct match *m, fwd_candidate_t add,
	void *opaque)
{
	char text[96];

	if (!m->has_next) {
		add(opaque, "", cmd->help, false);
		return;
	}
	if (!m->next.is_value) {
		for (unsigned int i = 0; choice(&m->next, i, text, sizeof(text)); i++)
			add(opaque, text, cmd->help, true);
		return;
	}
	if (fwd_value_list(cli, &m->next.place, add, opaque))
		return;
	fwd_value_describe(&m->next.place, text, sizeof(text));
	add(opaque, text, cmd->help, false);
}

void
fwd_cli_complete(struct fwd_cli *cli, const char *text, fwd_candidate_t add, void *opaque)
{
	struct fwd_arg args[FWD_MAX_ARGS];
	const struct fwd_topic *topic;
	size_t len = strlen(text);
	struct fwd_words w;
	unsigned int nb;

	if (fwd_words_split(&w, text) < 0)
		return;
	nb = w.nb;
	if (nb > 0 && len > 0 && text[len - 1] != ' ' && text[len - 1] != '\t')
		nb--;
	if (nb >= 2 && fwd_flow_complete(cli, &w, nb, add, opaque)) {
		fwd_words_free(&w);
		return;
	}
	for (unsigned int t = 0; (topic = fwd_topic_at(t)) != NULL; t++) {
		for (unsigned int i = 0; i < topic->nb_cmds; i++) {
			struct match m;

			match_row(cli, &topic->cmds[i], &w, nb, args, &m);
			if (m.nb == nb)
				offer(cli, &topic->cmds[i], &m, add, opaque);
		}
	}
	fwd_words_free(&w);
}

void
fwd_cmd_syntax(const struct fwd_cmd *cmd, char *text, size_t size)
{
	const char *syntax = cmd->syntax;
	size_t used = 0;
	struct token t;

	text[0] = '\0';
	while (next_token(&syntax, &t) && used < size) {
		used += (size_t)snprintf(text + used, size - used, "%s", used ? " " : "");
		if (used >= size)
			break;
		if (t.is_value && !t.place.ranged)
			used += (size_t)snprintf(text + used, size - used, "<%s>", t.place.label);
		else
			used += (size_t)snprintf(
				text + used, size - used, "%.*s", (int)t.len, t.text);
	}
}
