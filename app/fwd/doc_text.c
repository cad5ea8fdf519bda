/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * A tree as text: values of an object one below the other, their names aligned; a list of objects
 * that hold values only as a table, upright or, when that is too wide, with a column for each
 * object.
 */

#include <stdlib.h>
#include <string.h>

#include "doc.h"
#include "doc_tree.h"

#define WIDTH	    80
#define MAX_COLUMNS 32
#define INDENT	    2

static bool
is_value(const struct doc *d)
{
	return d->kind != DOC_OBJECT && d->kind != DOC_LIST;
}

static bool
has_values_only(const struct doc *d)
{
	for (const struct doc *child = d->first; child != NULL; child = child->next) {
		if (!is_value(child))
			return false;
	}
	return true;
}

static const char *
value_text(const struct doc *d)
{
	if (d->kind == DOC_BOOL)
		return d->text[0] == 't' ? "on" : "off";
	if (d->kind == DOC_NULL || d->text == NULL)
		return "-";
	return d->text;
}

/** A name as people write it: blanks for underscores. */
static void
print_name(FILE *out, const char *key, int width)
{
	int len = 0;

	for (; *key != '\0'; key++, len++)
		fputc(*key == '_' ? ' ' : *key, out);
	if (width > len)
		fprintf(out, "%*s", width - len, "");
}

static unsigned int
count(const struct doc *d)
{
	unsigned int nb = 0;

	for (const struct doc *child = d->first; child != NULL; child = child->next)
		nb++;
	return nb;
}

static const struct doc *
nth(const struct doc *d, unsigned int n)
{
	const struct doc *child = d->first;

	while (child != NULL && n-- > 0)
		child = child->next;
	return child;
}

/** Whether all elements of a list are objects of values with the same names. */
static bool
is_table(const struct doc *list)
{
	const struct doc *head = list->first;

	if (head == NULL || head->kind != DOC_OBJECT || head->first == NULL)
		return false;
	for (const struct doc *row = head; row != NULL; row = row->next) {
		const struct doc *a = head->first, *b;

		if (row->kind != DOC_OBJECT || !has_values_only(row))
			return false;
		for (b = row->first; a != NULL && b != NULL; a = a->next, b = b->next) {
			if (strcmp(a->key, b->key) != 0)
				return false;
		}
		if (a != NULL || b != NULL)
			return false;
	}
	return true;
}

/** The widths of a table's columns. @return the width of all, or more than any page has. */
static int
measure(const struct doc *list, int *widths, unsigned int nb)
{
	int total = (int)nb * INDENT - INDENT;

	if (nb > MAX_COLUMNS)
		return WIDTH + 1;
	for (unsigned int i = 0; i < nb; i++) {
		widths[i] = (int)strlen(nth(list->first, i)->key);
		for (const struct doc *row = list->first; row != NULL; row = row->next) {
			int len = (int)strlen(value_text(nth(row, i)));

			widths[i] = len > widths[i] ? len : widths[i];
		}
		total += widths[i];
	}
	return total;
}

static void
print_cell(FILE *out, const struct doc *d, int width, bool last)
{
	if (d->kind == DOC_NUMBER || d->kind == DOC_NULL)
		fprintf(out, "%*s", width, value_text(d));
	else if (last)
		fputs(value_text(d), out);
	else
		fprintf(out, "%-*s", width, value_text(d));
}

static void
print_upright(FILE *out, const struct doc *list, const int *widths, int indent)
{
	const struct doc *cell;

	fprintf(out, "%*s", indent, "");
	cell = list->first->first;
	for (unsigned int i = 0; cell != NULL; i++, cell = cell->next) {
		int pad = widths[i] - (int)strlen(cell->key);
		bool right = cell->kind == DOC_NUMBER || cell->kind == DOC_NULL;

		fprintf(out, "%*s%*s", i ? INDENT : 0, "", right ? pad : 0, "");
		print_name(out, cell->key, right || cell->next == NULL ? 0 : widths[i]);
	}
	fputc('\n', out);
	for (const struct doc *row = list->first; row != NULL; row = row->next) {
		fprintf(out, "%*s", indent, "");
		cell = row->first;
		for (unsigned int i = 0; cell != NULL; i++, cell = cell->next) {
			fprintf(out, "%*s", i ? INDENT : 0, "");
			print_cell(out, cell, widths[i], cell->next == NULL);
		}
		fputc('\n', out);
	}
}

/** Rows and columns exchanged, as many objects side by side as fit. */
static void
print_turned(FILE *out, const struct doc *list, int indent)
{
	const struct doc *start = list->first;
	int name_width = 0;

	for (const struct doc *cell = start->first; cell != NULL; cell = cell->next) {
		int len = (int)strlen(cell->key);

		name_width = len > name_width ? len : name_width;
	}
	while (start != NULL) {
		int width = indent + name_width, widths[MAX_COLUMNS];
		unsigned int nb = 0;

		for (const struct doc *row = start; row != NULL && nb < MAX_COLUMNS;
			row = row->next) {
			int w = 0;

			for (const struct doc *cell = row->first; cell != NULL; cell = cell->next) {
				int len = (int)strlen(value_text(cell));

				w = len > w ? len : w;
			}
			if (nb != 0 && width + INDENT + w > WIDTH)
				break;
			widths[nb++] = w;
			width += INDENT + w;
		}
		for (unsigned int i = 0; i < count(list->first); i++) {
			const struct doc *row = start;

			fprintf(out, "%*s", indent, "");
			print_name(out, nth(row, i)->key, name_width);
			for (unsigned int c = 0; c < nb; c++, row = row->next)
				fprintf(out, "%*s%*s", INDENT, "", widths[c],
					value_text(nth(row, i)));
			fputc('\n', out);
		}
		while (nb-- > 0)
			start = start->next;
		if (start != NULL)
			fputc('\n', out);
	}
}

/** Values one after the other, wrapped. */
static void
print_values(FILE *out, const struct doc *list, int indent)
{
	int column = indent;

	for (const struct doc *d = list->first; d != NULL; d = d->next) {
		const char *text = value_text(d);
		int len = (int)strlen(text) + (d->next != NULL ? 1 : 0);

		if (column != indent && column + 1 + len > WIDTH) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
		} else if (column != indent) {
			fputc(' ', out);
			column++;
		}
		fprintf(out, "%s%s", text, d->next != NULL ? "," : "");
		column += len;
	}
	fputs(list->first == NULL ? "-\n" : "\n", out);
}

static void print_object(FILE *out, const struct doc *d, int indent);

static void
print_list(FILE *out, const struct doc *list, int indent)
{
	int widths[MAX_COLUMNS];

	if (is_table(list)) {
		if (indent + measure(list, widths, count(list->first)) <= WIDTH)
			print_upright(out, list, widths, indent);
		else
			print_turned(out, list, indent);
		return;
	}
	for (const struct doc *d = list->first; d != NULL; d = d->next) {
		if (d->kind == DOC_OBJECT) {
			print_object(out, d, indent);
			if (d->next != NULL)
				fputc('\n', out);
		} else if (is_value(d)) {
			fprintf(out, "%*s%s\n", indent, "", value_text(d));
		} else {
			print_list(out, d, indent);
		}
	}
}

static void
print_object(FILE *out, const struct doc *d, int indent)
{
	int width = 0;

	for (const struct doc *child = d->first; child != NULL; child = child->next) {
		bool flat = is_value(child) || (child->kind == DOC_LIST && has_values_only(child));
		int len = (int)strlen(child->key);

		width = flat && len > width ? len : width;
	}
	for (const struct doc *child = d->first; child != NULL; child = child->next) {
		bool values = child->kind == DOC_LIST && has_values_only(child);

		fprintf(out, "%*s", indent, "");
		print_name(out, child->key, is_value(child) || values ? width : 0);
		if (is_value(child)) {
			fprintf(out, "  %s\n", value_text(child));
		} else if (values) {
			fputs("  ", out);
			print_values(out, child, indent + width + 2);
		} else {
			fputc('\n', out);
			if (child->kind == DOC_OBJECT)
				print_object(out, child, indent + INDENT);
			else
				print_list(out, child, indent + INDENT);
		}
	}
}

/* A single list needs no name above it: the command has named it. */
void
doc_print(const struct doc *root, FILE *out)
{
	const struct doc *only = root->first;

	if (only != NULL && only->next == NULL && only->kind == DOC_LIST && only->first != NULL &&
		!is_value(only->first))
		print_list(out, only, 0);
	else
		print_object(out, root, 0);
}
