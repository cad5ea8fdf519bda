/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * What a command shows, before it is text: values with names, in objects and lists. It is printed
 * as aligned text for people or as JSON for programs, from the same tree.
 *
 * Memory that runs out while a tree is built leaves values out, and doc_complete() tells.
 */

#ifndef FWD_DOC_H
#define FWD_DOC_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct doc;
struct json;

/** An empty object. */
struct doc *doc_new(void);
void doc_free(struct doc *root);
/** Take all members away. */
void doc_clear(struct doc *root);
/** Whether it has no members. */
bool doc_is_bare(const struct doc *root);
bool doc_complete(const struct doc *root);
/** Whether there is no value in it. */
bool doc_is_empty(const struct doc *root);

/* Members; a NULL key means an element of a list. Names are in JSON's style: rx_packets. */
struct doc *doc_object(struct doc *parent, const char *key);
struct doc *doc_list(struct doc *parent, const char *key);
void doc_str(struct doc *parent, const char *key, const char *value);
void doc_fmt(struct doc *parent, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void doc_uint(struct doc *parent, const char *key, uint64_t value);
void doc_int(struct doc *parent, const char *key, int64_t value);
void doc_real(struct doc *parent, const char *key, double value);
void doc_bool(struct doc *parent, const char *key, bool value);
void doc_null(struct doc *parent, const char *key);

/** Aligned, at most 80 columns wide where names and values allow it. */
void doc_print(const struct doc *root, FILE *out);
/** On one line, without a line end. */
void doc_print_json(const struct doc *root, FILE *out);
/** Its members, into something that is being written. */
void doc_write_members(const struct doc *root, struct json *j);
/** As a member of something that is being written. */
void doc_write_json(const struct doc *root, const char *key, struct json *j);

#endif /* FWD_DOC_H */
