/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The tree behind doc.h, for what builds and what prints it. */

#ifndef FWD_DOC_TREE_H
#define FWD_DOC_TREE_H

#include <stdbool.h>

enum doc_kind {
	DOC_OBJECT,
	DOC_LIST,
	DOC_STR,
	DOC_NUMBER,
	DOC_BOOL,
	DOC_NULL,
};

struct doc {
	enum doc_kind kind;
	char *key;
	char *text; /**< of a value, as JSON writes it but for strings */
	struct doc *first;
	struct doc *last;
	struct doc *next;
	struct doc *root;
	bool incomplete; /**< of the root: memory ran out */
};

#endif /* FWD_DOC_TREE_H */
