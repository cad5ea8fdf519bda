/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The command line of igbx-fwd: words, each on a line of its own. An error is one line.
 */
#include "fwd_lines.h"
#include "input.h"
#include "options.h"

#define MAX_WORDS 32

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct fwd_options options;
	char *text = input_string(&in), *words[MAX_WORDS + 1];
	unsigned int nb = 0;
	size_t i;
	int ret;

	for (i = 0; i < size && nb < MAX_WORDS; i += strlen(&text[i]) + 1) {
		text[i + strcspn(&text[i], "\n")] = '\0';
		words[nb++] = &text[i];
	}
	words[nb] = NULL;
	fwd_lines = 0;
	fwd_options_init(&options);
	ret = fwd_options_parse(&options, (int)nb, words);
	FUZZ_CHECK(fwd_lines == (ret != 0), "%d with %u lines", ret, fwd_lines);
	free(text);
	return 0;
}
