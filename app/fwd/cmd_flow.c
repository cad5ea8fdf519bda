/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: flow rules. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "log.h"

/** A rule that a device has. */
struct kept_rule {
	struct kept_rule *next; /**< older ones */
	struct rte_flow *flow;
	uint32_t id;
	struct rte_flow_attr attr;
	char text[];
};

/** Words of a rule: flow create PORT. */
#define RULE_WORDS 3

/** Where in the rule the driver found what it refuses. */
static void
find_cause(const struct flow_rule *r, const struct rte_flow_error *error, char *text, size_t size)
{
	const char *cause = error->cause;

	text[0] = '\0';
	for (unsigned int i = 0; cause != NULL && i + 1 < r->nb_items; i++) {
		if (cause == (const char *)&r->items[i])
			snprintf(text, size, "item %u (%s): ", i + 1, r->item_names[i]);
	}
	for (unsigned int i = 0; cause != NULL && i + 1 < r->nb_actions; i++) {
		if (cause == (const char *)&r->actions[i])
			snprintf(text, size, "action %u (%s): ", i + 1, r->action_names[i]);
	}
}

static int
refused(const struct fwd_port *p, const struct flow_rule *r, const struct rte_flow_error *error,
	int ret)
{
	char where[64] = "";

	if (r != NULL)
		find_cause(r, error, where, sizeof(where));
	fwd_err("port %u (%s): flow: %s%s%s", p->id, p->driver, where,
		error->message != NULL ? error->message : "refused without a reason: ",
		error->message != NULL ? "" : strerror(-ret));
	return ret;
}

static char *
rule_text(const struct flow_rule *r, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (unsigned int i = 0; i + 1 < r->nb_items && used < size; i++)
		used += (size_t)snprintf(
			text + used, size - used, "%s%s", i ? " / " : "", r->item_names[i]);
	for (unsigned int i = 0; i + 1 < r->nb_actions && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s",
			i ? " / " : (used ? " => " : "any => "), r->action_names[i]);
	return text;
}

static int
keep(struct fwd_port *p, const struct flow_rule *r, struct rte_flow *flow)
{
	struct kept_rule *k, *list = p->flows;
	char text[256];

	rule_text(r, text, sizeof(text));
	k = calloc(1, sizeof(*k) + strlen(text) + 1);
	if (k == NULL)
		return -ENOMEM;
	strcpy(k->text, text);
	k->flow = flow;
	k->attr = r->attr;
	k->id = list != NULL ? list->id + 1 : 0;
	k->next = list;
	p->flows = k;
	return (int)k->id;
}

static int
create(struct fwd_cli *cli, struct fwd_port *p, const struct flow_rule *r)
{
	struct rte_flow_error error = {0};
	struct rte_flow *flow;
	int id;

	if (cli->tag != 0) {
		int ret = rte_flow_validate(p->id, &r->attr, r->items, r->actions, &error);

		if (ret < 0)
			return refused(p, r, &error, ret);
		doc_bool(cli->out, "valid", true);
		return 0;
	}
	flow = rte_flow_create(p->id, &r->attr, r->items, r->actions, &error);
	if (flow == NULL)
		return refused(p, r, &error, -EINVAL);
	id = keep(p, r, flow);
	if (id < 0) {
		rte_flow_destroy(p->id, flow, &error);
		return id;
	}
	doc_int(cli->out, "rule", id);
	return 0;
}

static int
add_rule(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct flow_rule *rule = calloc(1, sizeof(*rule));
	struct flow_parser *p = calloc(1, sizeof(*p));
	struct fwd_words words;
	int ret = -ENOMEM;

	if (rule != NULL && p != NULL && fwd_words_split(&words, a[1].s) == 0) {
		p->words = &words;
		p->nb = words.nb - (cli->as_json && words.nb > 0 &&
					   strcmp(words.at[words.nb - 1], "json") == 0);
		p->rule = rule;
		ret = flow_parse_rule(p);
		if (ret < 0)
			flow_complain(p);
		else
			ret = create(cli, a[0].port, rule);
		fwd_words_free(&words);
	}
	free(p);
	free(rule);
	return ret;
}

bool
fwd_flow_complete(struct fwd_cli *cli, const struct fwd_words *words, unsigned int nb,
	fwd_candidate_t add, void *opaque)
{
	struct flow_rule *rule;
	struct flow_parser *p;

	(void)cli;
	if (nb < RULE_WORDS || strcmp(words->at[0], "flow") != 0 ||
		(strcmp(words->at[1], "create") != 0 && strcmp(words->at[1], "validate") != 0))
		return false;
	rule = calloc(1, sizeof(*rule));
	p = calloc(1, sizeof(*p));
	if (rule != NULL && p != NULL) {
		p->words = words;
		p->at = RULE_WORDS;
		p->nb = nb;
		p->rule = rule;
		if (flow_parse_rule(p) == 0)
			add(opaque, "", "the rule is whole", false);
		for (unsigned int i = 0; p->at == p->nb && i < p->nb_expected; i++)
			add(opaque, p->expected[i], "", p->expects_word[i]);
	}
	free(p);
	free(rule);
	return true;
}

static struct kept_rule **
find(struct fwd_port *p, uint64_t id)
{
	struct kept_rule **at = (struct kept_rule **)&p->flows;

	while (*at != NULL && (*at)->id != id)
		at = &(*at)->next;
	if (*at != NULL)
		return at;
	fwd_err("port %u has no rule %u", p->id, (unsigned int)id);
	return NULL;
}

static int
destroy_one(struct fwd_port *p, uint64_t id)
{
	struct kept_rule **at = find(p, id), *k;
	struct rte_flow_error error = {0};
	int ret;

	if (at == NULL)
		return -ENOENT;
	k = *at;
	ret = rte_flow_destroy(p->id, k->flow, &error);
	if (ret < 0)
		return refused(p, NULL, &error, ret);
	*at = k->next;
	free(k);
	return 0;
}

/** rule N [rule N ...] */
static int
destroy(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct flow_parser *p = calloc(1, sizeof(*p));
	struct fwd_words words;
	int ret = 0;

	(void)cli;
	if (p == NULL || fwd_words_split(&words, a[1].s) < 0) {
		free(p);
		return -EINVAL;
	}
	p->words = &words;
	p->nb = words.nb;
	while (ret == 0 && p->at < p->nb) {
		uint64_t id;

		if (!flow_accept(p, "rule") || flow_number(p, "rule", UINT32_MAX, &id) < 0) {
			flow_complain(p);
			ret = -EINVAL;
		} else {
			ret = destroy_one(a[0].port, id);
		}
	}
	fwd_words_free(&words);
	free(p);
	return ret;
}

static void
forget(struct fwd_port *p)
{
	struct kept_rule *k = p->flows, *next;

	for (; k != NULL; k = next) {
		next = k->next;
		free(k);
	}
	p->flows = NULL;
}

void
fwd_flow_flush(struct fwd_port *p)
{
	struct rte_flow_error error;

	if (p->flows != NULL)
		(void)rte_flow_flush(p->id, &error);
	forget(p);
}

void
fwd_flow_forget_unkept(struct fwd_port *p)
{
	if ((p->info.dev_capa & RTE_ETH_DEV_CAPA_FLOW_RULE_KEEP) == 0 && p->flows != NULL) {
		fwd_warn("port %u (%s): its flow rules end here: the driver does not keep them",
			p->id, p->driver);
		fwd_flow_flush(p);
	}
}

static int
flush(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_flow_error error = {0};
	struct fwd_port *p = a[0].port;
	int ret = rte_flow_flush(p->id, &error);

	(void)cli;
	if (ret < 0)
		return refused(p, NULL, &error, ret);
	forget(p);
	return 0;
}

static void
add_listed(struct doc *list, const struct kept_rule *k)
{
	struct doc *d = doc_object(list, NULL);

	doc_uint(d, "id", k->id);
	doc_uint(d, "group", k->attr.group);
	doc_uint(d, "priority", k->attr.priority);
	doc_fmt(d, "attributes", "%s%s%s", k->attr.ingress ? "i" : "-", k->attr.egress ? "e" : "-",
		k->attr.transfer ? "t" : "-");
	doc_str(d, "rule", k->text);
}

static int
list_rules(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct doc *list = doc_list(cli->out, "rules");
	const struct kept_rule *k, *newest = a[0].port->flows;

	/* The oldest first. */
	for (uint64_t id = 0; newest != NULL && id <= newest->id; id++) {
		for (k = newest; k != NULL; k = k->next) {
			if (k->id == id && (cli->tag == 0 || k->attr.group == a[1].u))
				add_listed(list, k);
		}
	}
	return 0;
}

static int
query(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_flow_query_count count = {0};
	const struct rte_flow_action action[] = {
		{.type = RTE_FLOW_ACTION_TYPE_COUNT},
		{.type = RTE_FLOW_ACTION_TYPE_END},
	};
	struct rte_flow_error error = {0};
	struct fwd_port *p = a[0].port;
	struct kept_rule **at = find(p, a[1].u);
	int ret;

	if (at == NULL)
		return -ENOENT;
	ret = rte_flow_query(p->id, (*at)->flow, action, &count, &error);
	if (ret < 0)
		return refused(p, NULL, &error, ret);
	if (count.hits_set)
		doc_uint(cli->out, "packets", count.hits);
	if (count.bytes_set)
		doc_uint(cli->out, "bytes", count.bytes);
	return 0;
}

static int
isolate(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_flow_error error = {0};
	struct fwd_port *p = a[0].port;
	int ret;

	(void)cli;
	/* The first half of the words means yes. */
	ret = rte_flow_isolate(p->id, a[1].u < 4, &error);
	return ret < 0 ? refused(p, NULL, &error, ret) : 0;
}

static int
dump(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct rte_flow_error error = {0};
	struct fwd_port *p = a[0].port;
	struct rte_flow *flow = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *f;
	int ret;

	if (cli->tag != 0) {
		struct kept_rule **at = find(p, a[1].u);

		if (at == NULL)
			return -ENOENT;
		flow = (*at)->flow;
	}
	f = open_memstream(&text, &size);
	if (f == NULL)
		return -ENOMEM;
	ret = rte_flow_dev_dump(p->id, flow, f, &error);
	fclose(f);
	if (ret < 0)
		refused(p, NULL, &error, ret);
	else if (cli->as_json)
		doc_str(cli->out, "text", text);
	else
		fputs(text, stdout);
	free(text);
	return ret;
}

static const struct fwd_cmd cmds[] = {
	{"flow create <port> <rule:rest>",
		"a rule: ingress pattern eth / ipv4 / end actions queue index 1 / end", add_rule,
		0},
	{"flow validate <port> <rule:rest>", "would it be taken?", add_rule, 1},
	{"flow destroy <port> <rules:rest>", "rules by their numbers: rule 0 rule 3", destroy, 0},
	{"flow flush <port>", "all rules", flush, 0},
	{"flow list <port>", "the rules that were created here", list_rules, 0},
	{"flow list <port> group <group:0-4294967295>", "those of a group", list_rules, 1},
	{"flow query <port> <rule:0-4294967295> count", "packets that a rule has counted", query,
		0},
	{"flow isolate <port> true|yes|on|1|false|no|off|0", "receive what rules name, and no more",
		isolate, 0},
	{"flow dump <port> all", "the driver's own description", dump, 0},
	{"flow dump <port> rule <rule:0-4294967295>", "of one rule", dump, 1},
};

const struct fwd_topic fwd_topic_flow = {
	.name = "flow",
	.help = "which packets go to which queue",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
