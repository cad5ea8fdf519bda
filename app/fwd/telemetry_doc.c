/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* From the tree of a document to that of an answer. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_version.h>

#include "doc.h"
#include "doc_tree.h"
#include "telemetry.h"

/** What an answer holds as JSON (16 KiB), less its name and brackets. */
#define MAX_JSON (16384 - 128)

#if RTE_VERSION < RTE_VERSION_NUM(23, 3, 0, 0)
#define RTE_TEL_UINT_VAL	    RTE_TEL_U64_VAL
#define rte_tel_data_add_dict_uint  rte_tel_data_add_dict_u64
#define rte_tel_data_add_array_uint rte_tel_data_add_array_u64
/** Signed numbers had 32 bits. */
#define MAX_SIGNED_DIGITS 9
#else
#define MAX_SIGNED_DIGITS 18
#endif

enum number {
	UNSIGNED,
	SIGNED,
	TEXT,
};

/** @param wanted UNSIGNED, or SIGNED in a list with negative numbers */
static enum number
number_of(const struct doc *d, enum number wanted)
{
	if (d->kind != DOC_NUMBER || strchr(d->text, '.') != NULL)
		return TEXT;
	if (d->text[0] != '-' && wanted == UNSIGNED)
		return UNSIGNED;
	return strlen(d->text) <= MAX_SIGNED_DIGITS ? SIGNED : TEXT;
}

/** Names may consist of letters, digits and "_" only. */
static void
name_of(const struct doc *d, unsigned int index, char name[RTE_TEL_MAX_STRING_LEN])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_";

	if (d->key == NULL) {
		snprintf(name, RTE_TEL_MAX_STRING_LEN, "%u", index);
		return;
	}
	snprintf(name, RTE_TEL_MAX_STRING_LEN, "%s", d->key);
	for (char *bad = name + strspn(name, letters); *bad != '\0'; bad += strspn(bad, letters))
		*bad++ = '_';
}

static void
text_of(const struct doc *d, char text[RTE_TEL_MAX_STRING_LEN])
{
	static const char dots[] = "...";

	if (snprintf(text, RTE_TEL_MAX_STRING_LEN, "%s", d->text) >= RTE_TEL_MAX_STRING_LEN)
		memcpy(text + RTE_TEL_MAX_STRING_LEN - sizeof(dots), dots, sizeof(dots));
}

/** Whether a list holds objects or lists. */
static bool
is_deep(const struct doc *list)
{
	return list->first != NULL && list->first->text == NULL;
}

static int
add_list(const struct doc *list, struct rte_tel_data *data)
{
	enum number kind = list->first != NULL ? UNSIGNED : TEXT;
	int sum = 0;

	for (const struct doc *d = list->first; d != NULL && kind == UNSIGNED; d = d->next)
		kind = number_of(d, UNSIGNED);
	for (const struct doc *d = list->first; d != NULL && kind == SIGNED; d = d->next)
		kind = number_of(d, SIGNED);
	rte_tel_data_start_array(data, kind == UNSIGNED ? RTE_TEL_UINT_VAL
				       : kind == SIGNED ? RTE_TEL_INT_VAL
							: RTE_TEL_STRING_VAL);
	for (const struct doc *d = list->first; d != NULL; d = d->next) {
		char text[RTE_TEL_MAX_STRING_LEN];

		text_of(d, text);
		if (kind == UNSIGNED)
			sum |= rte_tel_data_add_array_uint(data, strtoull(text, NULL, 10));
		else if (kind == SIGNED)
			sum |= rte_tel_data_add_array_int(data, strtoll(text, NULL, 10));
		else
			sum |= rte_tel_data_add_array_string(data, text);
	}
	return sum;
}

static int add_members(const struct doc *parent, struct rte_tel_data *data);

static int
add_nested(const struct doc *d, const char *name, struct rte_tel_data *data)
{
	struct rte_tel_data *nested = rte_tel_data_alloc();
	int sum;

	if (nested == NULL)
		return -ENOMEM;
	sum = d->kind == DOC_LIST && !is_deep(d) ? add_list(d, nested) : add_members(d, nested);
	if (rte_tel_data_add_dict_container(data, name, nested, 0) == 0)
		return sum;
	rte_tel_data_free(nested);
	return -ENOSPC;
}

static int
add_value(const struct doc *d, const char *name, struct rte_tel_data *data)
{
	char text[RTE_TEL_MAX_STRING_LEN];

	if (d->kind == DOC_BOOL)
		return rte_tel_data_add_dict_int(data, name, d->text[0] == 't');
	switch (number_of(d, UNSIGNED)) {
	case UNSIGNED:
		return rte_tel_data_add_dict_uint(data, name, strtoull(d->text, NULL, 10));
	case SIGNED:
		return rte_tel_data_add_dict_int(data, name, strtoll(d->text, NULL, 10));
	default:
		text_of(d, text);
		return rte_tel_data_add_dict_string(data, name, text);
	}
}

static int
add_members(const struct doc *parent, struct rte_tel_data *data)
{
	unsigned int index = 0;
	int sum = 0;

	rte_tel_data_start_dict(data);
	for (const struct doc *d = parent->first; d != NULL; d = d->next) {
		char name[RTE_TEL_MAX_STRING_LEN];

		name_of(d, index++, name);
		if (d->kind == DOC_OBJECT || d->kind == DOC_LIST)
			sum |= add_nested(d, name, data);
		else if (d->kind != DOC_NULL && d->text != NULL)
			sum |= add_value(d, name, data);
	}
	return sum;
}

/** Bytes of JSON, at most; and whether each list and object is short enough. */
static bool
measure(const struct doc *d, size_t *nb_bytes)
{
	unsigned int nb = 0;

	/* A quote or a backslash takes two bytes; index names have up to three. */
	*nb_bytes += 8 + (d->key != NULL ? strlen(d->key) : 3);
	for (const char *c = d->text; c != NULL && *c != '\0'; c++)
		*nb_bytes += *c == '"' || *c == '\\' || (unsigned char)*c < ' ' ? 2 : 1;
	for (const struct doc *child = d->first; child != NULL; child = child->next) {
		nb++;
		if (!measure(child, nb_bytes))
			return false;
	}
	return nb <= (d->kind == DOC_OBJECT || is_deep(d) ? RTE_TEL_MAX_DICT_ENTRIES
							  : RTE_TEL_MAX_ARRAY_ENTRIES);
}

int
fwd_telemetry_doc(const struct doc *root, struct rte_tel_data *data)
{
	size_t nb_bytes = 0;

	if (!measure(root, &nb_bytes) || nb_bytes > MAX_JSON)
		return -EMSGSIZE;
	return add_members(root, data) == 0 ? 0 : -EMSGSIZE;
}
