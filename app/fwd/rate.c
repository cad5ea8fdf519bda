/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "rate.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#define MILLION UINT64_C(1000000)

static const struct {
	const char *name;
	enum fwd_rate_kind kind;
	uint64_t unit; /**< of the number before it, in that of the kind */
	uint64_t max;
} units[] = {
	{"pps", FWD_RATE_PACKETS, MILLION, FWD_RATE_MAX_PPS},
	{"kpps", FWD_RATE_PACKETS, MILLION * 1000, FWD_RATE_MAX_PPS},
	{"Mpps", FWD_RATE_PACKETS, MILLION * 1000000, FWD_RATE_MAX_PPS},
	{"Gpps", FWD_RATE_PACKETS, MILLION * 1000000000, FWD_RATE_MAX_PPS},
	{"bps", FWD_RATE_BITS, 1, FWD_RATE_MAX_BPS},
	{"kbps", FWD_RATE_BITS, 1000, FWD_RATE_MAX_BPS},
	{"Mbps", FWD_RATE_BITS, 1000000, FWD_RATE_MAX_BPS},
	{"Gbps", FWD_RATE_BITS, 1000000000, FWD_RATE_MAX_BPS},
	{"%", FWD_RATE_PERCENT, MILLION, 100 * MILLION},
};

/**
 * A decimal number times a unit, rounded to the nearest whole.
 * @return what follows it, or NULL when there is none; values above the limit become UINT64_MAX
 */
static const char *
read_decimal(const char *text, uint64_t unit, uint64_t *value)
{
	unsigned __int128 sum = 0;
	const char *at = text;

	for (; isdigit((unsigned char)*at); at++) {
		sum = sum * 10 + (unsigned int)(*at - '0') * (unsigned __int128)unit;
		if (sum > UINT64_MAX)
			sum = UINT64_MAX;
	}
	if (at == text)
		return NULL;
	if (*at == '.' && isdigit((unsigned char)at[1])) {
		/* Digits beyond the unit's resolution only round. */
		unsigned __int128 scale = 1, rest = 0;

		for (at++; isdigit((unsigned char)*at); at++) {
			if (scale > (unsigned __int128)unit * 10)
				continue;
			scale *= 10;
			rest = rest * 10 + (unsigned int)(*at - '0');
		}
		rest *= unit;
		sum += rest / scale + (rest % scale * 2 >= scale);
	}
	*value = sum > UINT64_MAX ? UINT64_MAX : (uint64_t)sum;
	return at;
}

int
fwd_rate_read(const char *text, struct fwd_rate *rate, char *why, size_t size)
{
	size_t len = strspn(text, "0123456789.");

	if (strcmp(text, "off") == 0) {
		*rate = (struct fwd_rate){0};
		return 0;
	}
	for (unsigned int i = 0; i < RTE_DIM(units); i++) {
		uint64_t value;

		if (strcmp(text + len, units[i].name) != 0 ||
			read_decimal(text, units[i].unit, &value) != text + len)
			continue;
		if (value == 0) {
			snprintf(why, size, "'%s' is no rate: off means none", text);
			return -EINVAL;
		}
		if (value > units[i].max) {
			snprintf(why, size, "'%s' is more than 1 Gpps, 1000 Gbps or 100%%", text);
			return -EINVAL;
		}
		*rate = (struct fwd_rate){units[i].kind, value};
		return 0;
	}
	snprintf(why, size, "'%s' is not %s", text, FWD_RATE_FORMS);
	return -EINVAL;
}

void
fwd_rate_write(const struct fwd_rate *rate, char text[FWD_RATE_TEXT])
{
	size_t len;

	if (rate->kind == FWD_RATE_OFF) {
		snprintf(text, FWD_RATE_TEXT, "off");
		return;
	}
	if (rate->kind == FWD_RATE_BITS) {
		snprintf(text, FWD_RATE_TEXT, "%" PRIu64 "bps", rate->value);
		return;
	}
	len = (size_t)snprintf(text, FWD_RATE_TEXT, "%" PRIu64 ".%06" PRIu64, rate->value / MILLION,
		rate->value % MILLION);
	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	snprintf(text + len, FWD_RATE_TEXT - len, rate->kind == FWD_RATE_PACKETS ? "pps" : "%%");
}
