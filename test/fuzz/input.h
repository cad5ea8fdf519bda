/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The bytes that libFuzzer gives, read as numbers from the front. Behind their end all is zero.
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct input {
	const uint8_t *bytes;
	size_t left;
};

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold whatever the input is; a find otherwise. */
#define FUZZ_CHECK(good, fmt, ...)                                                              \
	do {                                                                                    \
		if (!(good)) {                                                                  \
			fprintf(stderr, "%s:%d: " fmt "\n", __FILE__, __LINE__, ##__VA_ARGS__); \
			abort();                                                                \
		}                                                                               \
	} while (0)

/* Copies n bytes out. */
static inline void
input_bytes(struct input *in, void *out, size_t n)
{
	size_t part = n < in->left ? n : in->left;

	memset(out, 0, n);
	if (part > 0)
		memcpy(out, in->bytes, part);
	in->bytes += part;
	in->left -= part;
}

static inline uint8_t
input_u8(struct input *in)
{
	uint8_t value;

	input_bytes(in, &value, sizeof(value));
	return value;
}

static inline uint16_t
input_u16(struct input *in)
{
	uint16_t value;

	input_bytes(in, &value, sizeof(value));
	return value;
}

static inline uint32_t
input_u32(struct input *in)
{
	uint32_t value;

	input_bytes(in, &value, sizeof(value));
	return value;
}

static inline uint64_t
input_u64(struct input *in)
{
	uint64_t value;

	input_bytes(in, &value, sizeof(value));
	return value;
}

/* Below limit, which is 256 at most. */
static inline unsigned int
input_below(struct input *in, unsigned int limit)
{
	return input_u8(in) % limit;
}

static inline bool
input_bool(struct input *in)
{
	return input_u8(in) & 1;
}

/* A copy of the rest as a string of its own, to be freed. */
static inline char *
input_string(struct input *in)
{
	size_t n = in->left;
	char *text = malloc(n + 1);

	if (text == NULL)
		abort();
	input_bytes(in, text, n);
	text[n] = '\0';
	return text;
}

#endif
