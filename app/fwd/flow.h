/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Flow rules in testpmd's syntax: parsed by tables of items and actions, kept per port. */

#ifndef FWD_FLOW_H
#define FWD_FLOW_H

#include <rte_flow.h>

#include "cmd.h"

#define FLOW_MAX_ITEMS	 16
#define FLOW_MAX_ACTIONS 16
#define FLOW_MAX_CONF	 64
#define FLOW_MAX_QUEUES	 256
#define FLOW_MAX_KEY	 128

/** The configuration of any action. */
union flow_conf {
	struct rte_flow_action_queue queue;
	struct rte_flow_action_mark mark;
	struct rte_flow_action_jump jump;
	struct rte_flow_action_count count;
	struct rte_flow_action_rss rss;
};

/** A rule as it was parsed. */
struct flow_rule {
	struct rte_flow_attr attr;
	unsigned int nb_items;
	struct rte_flow_item items[FLOW_MAX_ITEMS];
	uint8_t spec[FLOW_MAX_ITEMS][FLOW_MAX_CONF];
	uint8_t last[FLOW_MAX_ITEMS][FLOW_MAX_CONF];
	uint8_t mask[FLOW_MAX_ITEMS][FLOW_MAX_CONF];
	const char *item_names[FLOW_MAX_ITEMS];
	unsigned int nb_actions;
	struct rte_flow_action actions[FLOW_MAX_ACTIONS];
	union flow_conf confs[FLOW_MAX_ACTIONS];
	const char *action_names[FLOW_MAX_ACTIONS];
	uint16_t queues[FLOW_MAX_QUEUES]; /**< of the RSS action */
	uint8_t key[FLOW_MAX_KEY];
};

/** How far the parser is, and what it would take next. */
struct flow_parser {
	const struct fwd_words *words;
	unsigned int at;
	unsigned int nb;
	struct flow_rule *rule;
	unsigned int nb_expected;
	char expected[96][40];
	bool expects_word[96]; /**< not a description of a value */
	char why[160];	       /**< about the word that is wrong */
};

/** What a field holds. */
enum flow_kind {
	FLOW_NUMBER, /**< big endian on the wire */
	FLOW_MAC,
	FLOW_IPV4,
	FLOW_IPV6,
};

struct flow_field {
	const char *name;
	enum flow_kind kind;
	uint8_t offset;
	uint8_t bytes;
	uint8_t shift; /**< of a number within its bytes */
	uint8_t bits;  /**< 0: all of its bytes */
};

struct flow_item {
	const char *name;
	enum rte_flow_item_type type;
	const struct flow_field *fields;
	unsigned int nb_fields;
};

/** The i-th item, or NULL after the last. */
const struct flow_item *flow_item_at(unsigned int i);

/* flow_parse.c */

/** Whether the next word is this one; it is then taken. */
bool flow_accept(struct flow_parser *p, const char *word);
/** Take a number. @return 0 or -EINVAL */
int flow_number(struct flow_parser *p, const char *what, uint64_t max, uint64_t *value);
/** Take any word. @return it, or NULL. */
const char *flow_word(struct flow_parser *p, const char *what);
/** Parse from attributes to the last end. @return 0 or -EINVAL */
int flow_parse_rule(struct flow_parser *p);
/** Say what is wrong where the parser stopped. */
void flow_complain(const struct flow_parser *p);

/* flow_actions.c */

int flow_parse_actions(struct flow_parser *p);

/* cmd_flow.c */

/** Offer what may follow in a rule. @return false when the line is none. */
bool fwd_flow_complete(struct fwd_cli *cli, const struct fwd_words *words, unsigned int nb,
	fwd_candidate_t add, void *opaque);
/** Destroy the rules of a port that is closed. */
void fwd_flow_flush(struct fwd_port *port);
/** Forget the rules that a driver does not keep while a port is stopped. */
void fwd_flow_forget_unkept(struct fwd_port *port);

#endif /* FWD_FLOW_H */
