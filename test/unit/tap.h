/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Test results in the Test Anything Protocol: one line per check, the plan at
 * the end. A failed check says what was expected and what was observed; it does
 * not stop the program. Return tap_done() from main().
 */
#ifndef TAP_H
#define TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct tap_state {
	unsigned int nb_run;
	unsigned int nb_failed;
};

static struct tap_state tap_state;

static inline bool
tap_result(bool good, const char *name)
{
	printf("%s %u - %s\n", good ? "ok" : "not ok", ++tap_state.nb_run, name);
	if (!good)
		tap_state.nb_failed++;
	return good;
}

/* A condition; the format says what was observed when it does not hold. */
__attribute__((format(printf, 3, 4))) static inline bool
tap_check(bool good, const char *name, const char *fmt, ...)
{
	va_list ap;

	if (tap_result(good, name))
		return true;
	printf("# observed ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	return false;
}

static inline bool
tap_eq_u64(const char *name, uint64_t expected, uint64_t observed)
{
	if (tap_result(expected == observed, name))
		return true;
	printf("# expected %" PRIu64 " (0x%" PRIx64 ")\n", expected, expected);
	printf("# observed %" PRIu64 " (0x%" PRIx64 ")\n", observed, observed);
	return false;
}

static inline bool
tap_eq_int(const char *name, int64_t expected, int64_t observed)
{
	if (tap_result(expected == observed, name))
		return true;
	printf("# expected %" PRId64 "\n# observed %" PRId64 "\n", expected, observed);
	return false;
}

static inline bool
tap_eq_str(const char *name, const char *expected, const char *observed)
{
	if (tap_result(strcmp(expected, observed) == 0, name))
		return true;
	printf("# expected \"%s\"\n# observed \"%s\"\n", expected, observed);
	return false;
}

static inline void
tap_hex(const char *label, const uint8_t *p, size_t from, size_t len)
{
	size_t i;

	printf("# %s [%zu..]", label, from);
	for (i = from; i < len && i < from + 32; i++)
		printf(" %02x", p[i]);
	printf("\n");
}

/* Bytes; a difference is shown from where it starts. */
static inline bool
tap_eq_mem(const char *name, const void *expected, const void *observed, size_t len)
{
	const uint8_t *e = expected, *o = observed;
	size_t i = 0;

	while (i < len && e[i] == o[i])
		i++;
	if (tap_result(i == len, name))
		return true;
	tap_hex("expected", e, i, len);
	tap_hex("observed", o, i, len);
	return false;
}

static inline void
tap_skip(const char *name, const char *why)
{
	printf("ok %u - %s # SKIP %s\n", ++tap_state.nb_run, name, why);
}

/* Prints the plan; the exit code of the program: 0 when all went well. */
static inline int
tap_done(void)
{
	printf("1..%u\n", tap_state.nb_run);
	if (tap_state.nb_failed > 0)
		printf("# %u of %u failed\n", tap_state.nb_failed, tap_state.nb_run);
	return tap_state.nb_failed == 0 && tap_state.nb_run > 0 ? 0 : 1;
}

#define TAP_CHECK(cond, name, ...)		tap_check((cond), (name), __VA_ARGS__)
#define TAP_EQ_U64(name, expected, observed)	tap_eq_u64((name), (expected), (observed))
#define TAP_EQ_INT(name, expected, observed)	tap_eq_int((name), (expected), (observed))
#define TAP_EQ_STR(name, expected, observed)	tap_eq_str((name), (expected), (observed))
#define TAP_EQ_MEM(name, expected, observed, n) tap_eq_mem((name), (expected), (observed), (n))

#endif
