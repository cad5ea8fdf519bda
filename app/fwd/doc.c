/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "doc.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "doc_tree.h"
#include "json.h"

static struct doc *
add(struct doc *parent, const char *key, enum doc_kind kind)
{
	struct doc *d;

	if (parent == NULL)
		return NULL;
	d = calloc(1, sizeof(*d));
	if (d != NULL && key != NULL) {
		d->key = strdup(key);
		if (d->key == NULL) {
			free(d);
			d = NULL;
		}
	}
	if (d == NULL) {
		parent->root->incomplete = true;
		return NULL;
	}
	d->kind = kind;
	d->root = parent->root;
	if (parent->last != NULL)
		parent->last->next = d;
	else
		parent->first = d;
	parent->last = d;
	return d;
}

struct doc *
doc_new(void)
{
	struct doc *d = calloc(1, sizeof(*d));

	if (d != NULL) {
		d->kind = DOC_OBJECT;
		d->root = d;
	}
	return d;
}

void
doc_clear(struct doc *d)
{
	struct doc *child, *next;

	for (child = d->first; child != NULL; child = next) {
		next = child->next;
		doc_free(child);
	}
	d->first = NULL;
	d->last = NULL;
}

void
doc_free(struct doc *d)
{
	if (d == NULL)
		return;
	doc_clear(d);
	free(d->key);
	free(d->text);
	free(d);
}

bool
doc_is_bare(const struct doc *d)
{
	return d->first == NULL;
}

bool
doc_complete(const struct doc *d)
{
	return d != NULL && !d->incomplete;
}

bool
doc_is_empty(const struct doc *d)
{
	if (d == NULL)
		return true;
	if (d->text != NULL)
		return false;
	for (const struct doc *child = d->first; child != NULL; child = child->next) {
		if (!doc_is_empty(child))
			return false;
	}
	return true;
}

struct doc *
doc_object(struct doc *parent, const char *key)
{
	return add(parent, key, DOC_OBJECT);
}

struct doc *
doc_list(struct doc *parent, const char *key)
{
	return add(parent, key, DOC_LIST);
}

static void
set_text(struct doc *d, const char *text)
{
	if (d == NULL)
		return;
	d->text = strdup(text);
	if (d->text == NULL)
		d->root->incomplete = true;
}

void
doc_str(struct doc *parent, const char *key, const char *value)
{
	set_text(add(parent, key, DOC_STR), value);
}

void
doc_fmt(struct doc *parent, const char *key, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	doc_str(parent, key, text);
}

static void
add_number(struct doc *parent, const char *key, enum doc_kind kind, const char *fmt, ...)
{
	char text[64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	set_text(add(parent, key, kind), text);
}

void
doc_uint(struct doc *parent, const char *key, uint64_t value)
{
	add_number(parent, key, DOC_NUMBER, "%" PRIu64, value);
}

void
doc_int(struct doc *parent, const char *key, int64_t value)
{
	add_number(parent, key, DOC_NUMBER, "%" PRId64, value);
}

void
doc_real(struct doc *parent, const char *key, double value)
{
	add_number(parent, key, DOC_NUMBER, "%.3f", value);
}

void
doc_bool(struct doc *parent, const char *key, bool value)
{
	set_text(add(parent, key, DOC_BOOL), value ? "true" : "false");
}

void
doc_null(struct doc *parent, const char *key)
{
	set_text(add(parent, key, DOC_NULL), "null");
}

void
doc_write_members(const struct doc *d, struct json *j)
{
	for (const struct doc *child = d->first; child != NULL; child = child->next)
		doc_write_json(child, child->key, j);
}

void
doc_write_json(const struct doc *d, const char *key, struct json *j)
{
	switch (d->kind) {
	case DOC_OBJECT:
	case DOC_LIST:
		json_open(j, key, d->kind == DOC_OBJECT ? '{' : '[');
		doc_write_members(d, j);
		json_close(j, d->kind == DOC_OBJECT ? '}' : ']');
		break;
	case DOC_STR:
		json_str(j, key, d->text);
		break;
	default:
		json_raw(j, key, d->text);
		break;
	}
}

void
doc_print_json(const struct doc *d, FILE *out)
{
	struct json j = {.out = out, .one_line = true};

	doc_write_json(d, NULL, &j);
}
