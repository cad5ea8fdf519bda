/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The types of values in commands. */

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "engine.h"

struct value_type {
	const char *name;
	const char *expected;
	int (*parse)(struct fwd_cli *cli, const char *word, struct fwd_arg *arg);
	/** More about what is wrong with a word; NULL: nothing more. */
	void (*explain)(struct fwd_cli *cli, const char *word, char *why, size_t size);
	void (*list)(struct fwd_cli *cli, fwd_candidate_t add, void *opaque);
};

static int
read_number(const char *word, int base, uint64_t *value)
{
	char *end;

	if (strspn(word, base == 16 ? "0123456789abcdefABCDEFxX" : "0123456789xXabcdefABCDEF") !=
		strlen(word))
		return -EINVAL;
	/* A leading zero is no octal number. */
	if (base == 10 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X'))
		base = 16;
	errno = 0;
	*value = strtoull(word, &end, base);
	return end == word || *end != '\0' || errno != 0 ? -EINVAL : 0;
}

static int
parse_port(struct fwd_cli *cli, const char *word, struct fwd_arg *arg)
{
	if (read_number(word, 10, &arg->u) < 0 || arg->u >= RTE_MAX_ETHPORTS)
		return -EINVAL;
	arg->port = fwd_port_by_id(cli->app, (uint16_t)arg->u);
	return arg->port != NULL ? 0 : -EINVAL;
}

static int
parse_ports(struct fwd_cli *cli, const char *word, struct fwd_arg *arg)
{
	arg->port = NULL;
	return strcmp(word, "all") == 0 ? 0 : parse_port(cli, word, arg);
}

static void
explain_port(struct fwd_cli *cli, const char *word, char *why, size_t size)
{
	size_t used;
	uint64_t id;

	if (read_number(word, 10, &id) < 0)
		return;
	used = (size_t)snprintf(why, size, "there is no port %" PRIu64 "; ", id);
	if (cli->app->nb_ports == 0) {
		snprintf(why + used, size - used, "there are none");
		return;
	}
	for (unsigned int i = 0; i < cli->app->nb_ports && used < size; i++)
		used += (size_t)snprintf(why + used, size - used, "%s%u",
			i == 0 ? "there are " : ", ", cli->app->ports[i]->id);
}

static void
list_port(struct fwd_cli *cli, fwd_candidate_t add, void *opaque)
{
	for (unsigned int i = 0; i < cli->app->nb_ports; i++) {
		char id[8];

		snprintf(id, sizeof(id), "%u", cli->app->ports[i]->id);
		add(opaque, id, cli->app->ports[i]->name, true);
	}
}

static void
list_ports(struct fwd_cli *cli, fwd_candidate_t add, void *opaque)
{
	list_port(cli, add, opaque);
	add(opaque, "all", "", true);
}

static int
parse_engine(struct fwd_cli *cli, const char *word, struct fwd_arg *arg)
{
	(void)cli;
	arg->engine = fwd_engine_by_name(word);
	return arg->engine != NULL ? 0 : -EINVAL;
}

static const char *
engine_name(unsigned int i)
{
	const struct fwd_engine *e = fwd_engine_at(i);

	return e == NULL ? NULL : e->name;
}

static void
explain_engine(struct fwd_cli *cli, const char *word, char *why, size_t size)
{
	int near = fwd_nearest(word, engine_name);
	size_t used;

	(void)cli;
	used = (size_t)snprintf(why, size, "there is no engine '%s'; ", word);
	if (near >= 0) {
		snprintf(why + used, size - used, "did you mean %s?",
			engine_name((unsigned int)near));
		return;
	}
	for (unsigned int i = 0; engine_name(i) != NULL && used < size; i++)
		used += (size_t)snprintf(why + used, size - used, "%s%s",
			i == 0 ? "there are " : ", ", engine_name(i));
}

static void
list_engine(struct fwd_cli *cli, fwd_candidate_t add, void *opaque)
{
	(void)cli;
	for (unsigned int i = 0; engine_name(i) != NULL; i++)
		add(opaque, engine_name(i), fwd_engine_at(i)->help, true);
}

static int
parse_mac(struct fwd_cli *cli, const char *word, struct fwd_arg *arg)
{
	(void)cli;
	return rte_ether_unformat_addr(word, &arg->mac) == 0 ? 0 : -EINVAL;
}

static int
parse_hex(struct fwd_cli *cli, const char *word, struct fwd_arg *arg)
{
	(void)cli;
	return read_number(word, 16, &arg->u);
}

static int
parse_seconds(struct fwd_cli *cli, const char *word, struct fwd_arg *arg)
{
	char *end;

	(void)cli;
	arg->seconds = strtod(word, &end);
	return end == word || *end != '\0' || !isfinite(arg->seconds) || arg->seconds < 0 ||
			       arg->seconds > 86400
		       ? -EINVAL
		       : 0;
}

static int
parse_list(struct fwd_cli *cli, const char *word, struct fwd_arg *arg)
{
	(void)cli;
	return fwd_read_list(word, UINT16_MAX, &arg->list);
}

static int
parse_word(struct fwd_cli *cli, const char *word, struct fwd_arg *arg)
{
	(void)cli;
	(void)word;
	(void)arg;
	return 0;
}

static const struct value_type types[] = {
	{"port", "a port", parse_port, explain_port, list_port},
	{"ports", "a port, or all", parse_ports, explain_port, list_ports},
	{"engine", "an engine", parse_engine, explain_engine, list_engine},
	{"mac", "a MAC address", parse_mac, NULL, NULL},
	{"hex", "a hexadecimal number", parse_hex, NULL, NULL},
	{"seconds", "seconds, 0 to 86400", parse_seconds, NULL, NULL},
	{"list", "different numbers like 0,2-3", parse_list, NULL, NULL},
	{"word", NULL, parse_word, NULL, NULL},
	{"rest", NULL, parse_word, NULL, NULL},
};

/** The type that is named, or that the label is. */
static const struct value_type *
type_of(const struct fwd_place *place)
{
	const char *name = place->type[0] != '\0' ? place->type : place->label;

	for (unsigned int i = 0; i < RTE_DIM(types); i++) {
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	}
	return &types[RTE_DIM(types) - 2];
}

bool
fwd_value_is_rest(const struct fwd_place *place)
{
	return strcmp(type_of(place)->name, "rest") == 0;
}

void
fwd_value_describe(const struct fwd_place *place, char *text, size_t size)
{
	const struct value_type *type = type_of(place);

	if (place->ranged)
		snprintf(text, size, "<%s>, a number %" PRIu64 " to %" PRIu64, place->label,
			place->min, place->max);
	else if (type->expected != NULL)
		snprintf(text, size, "<%s>, %s", place->label, type->expected);
	else
		snprintf(text, size, "<%s>", place->label);
}

int
fwd_value_parse(struct fwd_cli *cli, const struct fwd_place *place, const char *word,
	struct fwd_arg *arg, char *why, size_t size)
{
	const struct value_type *type = type_of(place);

	arg->s = word;
	why[0] = '\0';
	if (place->ranged) {
		if (read_number(word, 10, &arg->u) < 0)
			return -EINVAL;
		if (arg->u >= place->min && arg->u <= place->max)
			return 0;
		snprintf(why, size, "%s is out of range, %" PRIu64 " to %" PRIu64, word, place->min,
			place->max);
		return -EINVAL;
	}
	if (type->parse(cli, word, arg) == 0)
		return 0;
	if (type->explain != NULL)
		type->explain(cli, word, why, size);
	return -EINVAL;
}

bool
fwd_value_list(
	struct fwd_cli *cli, const struct fwd_place *place, fwd_candidate_t add, void *opaque)
{
	const struct value_type *type = type_of(place);

	if (place->ranged || type->list == NULL)
		return false;
	type->list(cli, add, opaque);
	return true;
}
