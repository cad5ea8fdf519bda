/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Parsers of the values of --replay-* and --capture-*. */

#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "capture.h"
#include "log.h"

/** The index of a word in a list, or -EINVAL, said. */
static int
find_word(const char *name, const char *value, const char *const *words, unsigned int nb)
{
	char list[64] = "";

	for (unsigned int i = 0; i < nb; i++) {
		size_t used = strlen(list);

		if (strcmp(value, words[i]) == 0)
			return (int)i;
		snprintf(list + used, sizeof(list) - used, "%s%s",
			i == 0	      ? ""
			: i + 1 == nb ? " or "
				      : ", ",
			words[i]);
	}
	fwd_err("--%s: '%s' is not %s", name, value, list);
	return -EINVAL;
}

int
fwd_parse_gaps(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	static const char *const words[] = {"none", "recorded"};
	int ret = find_word(row->name, value, words, RTE_DIM(words));

	o->replay_recorded = ret == 1;
	return RTE_MIN(ret, 0);
}

static const char *const cuts[] = {
	[FWD_REPLAY_PART] = "part",
	[FWD_REPLAY_PAD] = "pad",
	[FWD_REPLAY_REFUSE] = "refuse",
};

int
fwd_parse_cut(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	int ret = find_word(row->name, value, cuts, RTE_DIM(cuts));

	if (ret < 0)
		return ret;
	o->replay_cut = (enum fwd_replay_cut)ret;
	return 0;
}

int
fwd_read_real(const char *text, double min, double max, double *value)
{
	char *end;
	double v;

	/* strtod() would take a sign, blanks, hexadecimal digits and infinity. */
	if (strspn(text, "0123456789.") != strlen(text) || !isdigit((unsigned char)text[0]))
		return -EINVAL;
	v = strtod(text, &end);
	if (*end != '\0' || v < min || v > max)
		return -EINVAL;
	*value = v;
	return 0;
}

int
fwd_parse_speed_factor(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	if (fwd_read_real(value, FWD_REPLAY_SPEED_MIN, FWD_REPLAY_SPEED_MAX, &o->replay_speed) == 0)
		return 0;
	fwd_err("--%s: '%s' is not a number, %g to %g", row->name, value, FWD_REPLAY_SPEED_MIN,
		FWD_REPLAY_SPEED_MAX);
	return -EINVAL;
}

int
fwd_parse_loop_gap(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	if (fwd_read_real(value, 0, (double)row->max, &o->replay_loop_gap_s) == 0)
		return 0;
	fwd_err("--%s: '%s' is not a number of seconds, 0 to %" PRIu64, row->name, value, row->max);
	return -EINVAL;
}

int
fwd_parse_capture(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	char why[256];
	/* Named capture-KEY. */
	int ret = fwd_capture_conf_set(
		&o->capture_conf, row->name + strlen("capture-"), value, why, sizeof(why));

	if (ret < 0)
		fwd_err("--%s: %s", row->name, why);
	return ret;
}
