/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * A command is one row in the table of its topic, in cmd_TOPIC.c: syntax, help and function. What
 * the prompt completes, what help prints and what an error expects all come from the syntax, whose
 * words are
 *
 *   set         the word itself
 *   on|off      one of these words; an argument (its index and text)
 *   <n:1-512>   a number in a range, decimal or with 0x
 *   <port>      a value of the type that the name tells, or that follows it: <from:port>
 *
 * The types are in cli_value.c. Values and choices become the function's arguments, in order.
 */

#ifndef FWD_CMD_H
#define FWD_CMD_H

#include "doc.h"
#include "fwd.h"

#define FWD_MAX_WORDS 128
#define FWD_MAX_ARGS  16

/** A value, in the member that its type fills. */
struct fwd_arg {
	uint64_t u;    /**< number, or index of a choice */
	const char *s; /**< the word */
	double seconds;
	struct fwd_port *port; /**< NULL: all */
	const struct fwd_engine *engine;
	struct rte_ether_addr mac;
	struct fwd_numbers list;
};

struct fwd_cli {
	struct fwd_app *app;
	struct doc *out;  /**< what the command shows */
	struct doc *list; /**< in it, that functions called for each port add to */
	int tag;	  /**< of the row */
	bool hide_zero;	  /**< extended statistics that are zero are not shown */
	bool json;	  /**< set output json */
	bool as_json;	  /**< this command's result is printed as JSON */
	bool quit;
	bool terminal;
	unsigned int depth; /**< of files that load files */
	unsigned int nb_failed;
};

/** @return 0, or -errno after saying what is wrong. */
typedef int (*fwd_cmd_run_t)(struct fwd_cli *cli, const struct fwd_arg *a);

struct fwd_cmd {
	const char *syntax;
	const char *help;
	fwd_cmd_run_t run;
	int tag; /**< tells rows with the same function apart */
};

struct fwd_topic {
	const char *name;
	const char *help;
	const struct fwd_cmd *cmds;
	unsigned int nb_cmds;
};

extern const struct fwd_topic fwd_topic_control;
extern const struct fwd_topic fwd_topic_show;
extern const struct fwd_topic fwd_topic_stats;
extern const struct fwd_topic fwd_topic_set;
extern const struct fwd_topic fwd_topic_port;
extern const struct fwd_topic fwd_topic_config;
extern const struct fwd_topic fwd_topic_queue;
extern const struct fwd_topic fwd_topic_rss;
extern const struct fwd_topic fwd_topic_filter;
extern const struct fwd_topic fwd_topic_offload;
extern const struct fwd_topic fwd_topic_flow;
extern const struct fwd_topic fwd_topic_pace;
extern const struct fwd_topic fwd_topic_exception;
extern const struct fwd_topic fwd_topic_capture;
extern const struct fwd_topic fwd_topic_replay;
extern const struct fwd_topic fwd_topic_segments;
extern const struct fwd_topic fwd_topic_device;
extern const struct fwd_topic fwd_topic_dump;

/** The i-th topic, or NULL after the last. */
const struct fwd_topic *fwd_topic_at(unsigned int i);

/* cli_match.c */

/** A line taken apart. */
struct fwd_words {
	char *text; /**< the line, with zeros between the words */
	const char *line;
	unsigned int nb;
	const char *at[FWD_MAX_WORDS];
	size_t offset[FWD_MAX_WORDS]; /**< in the line */
};

/** Take a line apart. @return 0, or -errno, said. */
int fwd_words_split(struct fwd_words *w, const char *line);
void fwd_words_free(struct fwd_words *w);
/** Find the command. @return it and its arguments, or NULL after saying what was expected. */
const struct fwd_cmd *fwd_cli_match(
	struct fwd_cli *cli, const struct fwd_words *words, struct fwd_arg *args);
/** Called for each word that may follow. */
typedef void (*fwd_candidate_t)(void *opaque, const char *word, const char *help, bool whole);
/** What may stand after the first words: NULL-ended text up to the cursor. */
void fwd_cli_complete(struct fwd_cli *cli, const char *text, fwd_candidate_t add, void *opaque);
/** The syntax as people read it. */
void fwd_cmd_syntax(const struct fwd_cmd *cmd, char *text, size_t size);

/* cmd_absent.c */

/** Say what there is in the place of a command of testpmd's that is not here. @return false: it is
 * none. */
bool fwd_absent_explain(const struct fwd_words *words);

/* cli_value.c */

/** A value's place in a syntax. */
struct fwd_place {
	char label[32];
	char type[32]; /**< or empty, with a range */
	bool ranged;
	uint64_t min;
	uint64_t max;
};

/** Parse a word. @return 0, or -EINVAL with the reason. */
int fwd_value_parse(struct fwd_cli *cli, const struct fwd_place *place, const char *word,
	struct fwd_arg *arg, char *why, size_t size);
/** What is expected, for people. */
void fwd_value_describe(const struct fwd_place *place, char *text, size_t size);
/** Whether the value is all that is left of the line. */
bool fwd_value_is_rest(const struct fwd_place *place);
/** Offer the values that there are. @return false if they cannot be listed. */
bool fwd_value_list(
	struct fwd_cli *cli, const struct fwd_place *place, fwd_candidate_t add, void *opaque);

/* cli.c */

/** Run a line. @return 0, or -errno after saying what is wrong. */
int fwd_cli_line(struct fwd_cli *cli, const char *line);
int fwd_cli_load(struct fwd_cli *cli, const char *path);
/** Look after a run that may have ended; to be called now and then. @return whether it did. */
bool fwd_cli_tick(struct fwd_cli *cli);

/* cli_term.c */

/** Read commands from a terminal. */
int fwd_term_run(struct fwd_cli *cli);

/* what commands share: cmd_common.c */

/** Say what failed on a port. @return ret */
int fwd_cmd_failed(const struct fwd_port *port, const char *what, int ret);
/** Run a function for one port or for all. @return the first error. */
int fwd_cmd_each(struct fwd_cli *cli, struct fwd_port *port,
	int (*fn)(struct fwd_cli *cli, struct fwd_port *port, const struct fwd_arg *a),
	const struct fwd_arg *a);
/** Refuse what needs a stopped port. @return 0, or -EBUSY, said. */
int fwd_cmd_need_stopped(const struct fwd_port *port);
int fwd_cmd_need_started(const struct fwd_port *port);
/** Refuse what changes all ports while one is started. */
int fwd_cmd_need_all_stopped(const struct fwd_cli *cli);
/** Refuse what may not change during a run. */
int fwd_cmd_need_rest(const struct fwd_cli *cli);
/** Refuse a queue that is not there. */
int fwd_cmd_need_queue(const struct fwd_port *port, bool rx, uint64_t queue);
/** Plan all ports anew with changed options; on failure the old options come back. */
int fwd_cmd_replan(struct fwd_cli *cli, const struct fwd_options *old);
/** The same after options changed that only offloads follow from; started ports keep theirs. */
int fwd_cmd_replan_offloads(struct fwd_cli *cli, const struct fwd_options *old);
bool fwd_cmd_is_forwarding(const struct fwd_cli *cli, const struct fwd_port *port);
/** Close the ports whose devices are gone. @return whether there were any. */
bool fwd_cmd_close_removed(struct fwd_cli *cli);
void fwd_cmd_mac(struct doc *d, const char *key, const struct rte_ether_addr *mac);
/** Names of the bits of a mask. */
void fwd_cmd_bits(struct doc *d, const char *key, uint64_t bits, const char *(*name)(uint64_t));

#endif /* FWD_CMD_H */
