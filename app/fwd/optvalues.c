/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Parsers of option values. */

#include "options.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "engine.h"
#include "log.h"

static void *
field(const struct fwd_option *row, struct fwd_options *o)
{
	return (char *)o + row->offset;
}

int
fwd_read_uint(const char *text, const char *stop, uint64_t *value, const char **end)
{
	char *rest;

	/* strtoull() would take a sign and blanks. */
	if (text[0] < '0' || text[0] > '9')
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, &rest, 10);
	if (errno == ERANGE)
		*value = UINT64_MAX;
	if (*rest != '\0' && strchr(stop, *rest) == NULL)
		return -EINVAL;
	*end = rest;
	return 0;
}

static int
check_range(const struct fwd_option *row, const char *text, uint64_t value)
{
	if (value >= row->min && value <= row->max)
		return 0;
	fwd_err("--%s: %s is out of range, %" PRIu64 " to %" PRIu64, row->name, text, row->min,
		row->max);
	return -EINVAL;
}

int
fwd_parse_flag(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	(void)value;
	*(bool *)field(row, o) = true;
	return 0;
}

int
fwd_parse_uint(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	const char *end;
	uint64_t number;

	if (fwd_read_uint(value, "", &number, &end) < 0) {
		fwd_err("--%s: '%s' is not a whole number, %" PRIu64 " to %" PRIu64, row->name,
			value, row->min, row->max);
		return -EINVAL;
	}
	if (check_range(row, value, number) < 0)
		return -EINVAL;
	*(uint64_t *)field(row, o) = number;
	return 0;
}

int
fwd_parse_seconds(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	char *end;
	double seconds;

	seconds = strtod(value, &end);
	if (end == value || *end != '\0' || !isfinite(seconds)) {
		fwd_err("--%s: '%s' is not a number of seconds", row->name, value);
		return -EINVAL;
	}
	/* A period of zero would be no period. */
	if (seconds < 0.01 || seconds > (double)row->max) {
		fwd_err("--%s: %s is out of range, 0.01 to %" PRIu64 " seconds", row->name, value,
			row->max);
		return -EINVAL;
	}
	*(double *)field(row, o) = seconds;
	return 0;
}

int
fwd_parse_string(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	if (value[0] == '\0') {
		fwd_err("--%s needs an argument: %s", row->name, row->arg);
		return -EINVAL;
	}
	*(const char **)field(row, o) = value;
	return 0;
}

int
fwd_parse_prompt(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	(void)row;
	o->prompt = value;
	return 0;
}

static const char *
engine_name(unsigned int i)
{
	const struct fwd_engine *e = fwd_engine_at(i);

	return e == NULL ? NULL : e->name;
}

int
fwd_parse_engine(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	char names[128] = "";
	int near;

	o->engine = fwd_engine_by_name(value);
	if (o->engine != NULL)
		return 0;

	near = fwd_nearest(value, engine_name);
	for (unsigned int i = 0; engine_name(i) != NULL; i++) {
		size_t used = strlen(names);

		snprintf(names + used, sizeof(names) - used, "%s%s", used ? ", " : "",
			engine_name(i));
	}
	if (near >= 0)
		fwd_err("--%s: no engine '%s'; did you mean %s? (%s)", row->name, value,
			engine_name((unsigned int)near), names);
	else
		fwd_err("--%s: no engine '%s'; there are %s", row->name, value, names);
	return -EINVAL;
}

static const char *const topologies[] = {
	[FWD_TOPOLOGY_PAIRED] = "paired",
	[FWD_TOPOLOGY_CHAINED] = "chained",
	[FWD_TOPOLOGY_LOOP] = "loop",
};

const char *
fwd_topology_name(enum fwd_topology topology)
{
	return topologies[topology];
}

int
fwd_topology_by_name(const char *name, enum fwd_topology *topology)
{
	for (unsigned int i = 0; i < RTE_DIM(topologies); i++) {
		if (strcmp(name, topologies[i]) == 0) {
			*topology = (enum fwd_topology)i;
			return 0;
		}
	}
	return -EINVAL;
}

int
fwd_parse_topology(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	if (fwd_topology_by_name(value, &o->topology) == 0)
		return 0;
	fwd_err("--%s: '%s' is not paired, chained or loop", row->name, value);
	return -EINVAL;
}

static const char *const rx_modes[] = {
	[FWD_RX_POLL] = "poll",
	[FWD_RX_INTERRUPT] = "interrupt",
	[FWD_RX_ADAPTIVE] = "adaptive",
	[FWD_RX_MONITOR] = "monitor",
	[FWD_RX_PAUSE] = "pause",
};

const char *
fwd_rx_mode_name(enum fwd_rx_mode mode)
{
	return rx_modes[mode];
}

bool
fwd_rx_mode_sleeps(enum fwd_rx_mode mode)
{
	return mode == FWD_RX_INTERRUPT || mode == FWD_RX_ADAPTIVE;
}

int
fwd_parse_rx_mode(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	for (unsigned int i = 0; i < RTE_DIM(rx_modes); i++) {
		if (strcmp(value, rx_modes[i]) == 0) {
			o->rx_mode = (enum fwd_rx_mode)i;
			return 0;
		}
	}
	fwd_err("--%s: '%s' is not poll, interrupt, adaptive, monitor or pause", row->name, value);
	return -EINVAL;
}

/** The port number that a value begins with, up to the separator; @return what follows it. */
static const char *
read_port(const struct fwd_option *row, const char *value, char separator, uint16_t *port)
{
	const char stop[] = {separator, '\0'};
	const char *end;
	uint64_t number;

	if (fwd_read_uint(value, stop, &number, &end) < 0 || *end != separator || end[1] == '\0') {
		fwd_err("--%s: '%s' is not of the form %s", row->name, value, row->arg);
		return NULL;
	}
	if (check_range(row, value, number) < 0)
		return NULL;
	*port = (uint16_t)number;
	return end + 1;
}

int
fwd_parse_eth_peer(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	struct rte_ether_addr mac;
	const char *rest;
	uint16_t port;

	rest = read_port(row, value, ',', &port);
	if (rest == NULL)
		return -EINVAL;
	if (rte_ether_unformat_addr(rest, &mac) != 0) {
		fwd_err("--%s: '%s' is not a MAC address", row->name, rest);
		return -EINVAL;
	}
	o->eth_peer[port] = mac;
	o->has_eth_peer[port] = true;
	return 0;
}

int
fwd_read_sizes(const char *text, uint16_t *sizes, unsigned int max, uint16_t least)
{
	unsigned int nb = 0;

	for (;; text++) {
		uint64_t size;

		if (fwd_read_uint(text, ",", &size, &text) < 0)
			return -EINVAL;
		if (size < least || size > UINT16_MAX)
			return -ERANGE;
		if (nb == max)
			return -E2BIG;
		sizes[nb++] = (uint16_t)size;
		if (*text == '\0')
			return (int)nb;
	}
}

int
fwd_parse_txpkts(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	int nb = fwd_read_sizes(value, o->txpkts, RTE_DIM(o->txpkts), 1);

	if (nb == -E2BIG)
		fwd_err("--%s: more than %u segments", row->name, FWD_MAX_TXPKTS);
	else if (nb == -ERANGE)
		fwd_err("--%s: a size of %s is out of range, %" PRIu64 " to %" PRIu64, row->name,
			value, row->min, row->max);
	else if (nb < 0)
		fwd_err("--%s: '%s' is not of the form %s", row->name, value, row->arg);
	if (nb < 0)
		return -EINVAL;
	o->nb_txpkts = (unsigned int)nb;
	return 0;
}

int
fwd_check_txpkts(const struct fwd_options *o, const char *who)
{
	uint32_t len = 0;

	for (unsigned int i = 0; i < o->nb_txpkts; i++)
		len += o->txpkts[i];
	if (o->txpkts[0] < FWD_GENERATED_HEADERS) {
		fwd_err("%s: the first segment holds %u bytes, the headers alone take %u", who,
			o->txpkts[0], FWD_GENERATED_HEADERS);
		return -EINVAL;
	}
	if (len > UINT16_MAX) {
		fwd_err("%s: packets of %u bytes are longer than %u", who, len, UINT16_MAX);
		return -EINVAL;
	}
	return 0;
}

int
fwd_parse_mix(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	/* 64, 570 and 1518 bytes with FCS. */
	static const struct fwd_mix imix = {3, {60, 566, 1514}, {7, 4, 1}};
	struct fwd_mix *mix = &o->tx_mix;
	const char *at = value;

	if (strcmp(value, "imix") == 0) {
		*mix = imix;
		return 0;
	}
	mix->nb = 0;
	for (;;) {
		uint64_t size, weight = 1;
		int ret = fwd_read_uint(at, ":,", &size, &at);

		if (ret == 0 && *at == ':')
			ret = fwd_read_uint(at + 1, ",", &weight, &at);
		if (ret < 0) {
			fwd_err("--%s: '%s' is neither imix nor %s", row->name, value, row->arg);
			return -EINVAL;
		}
		if (check_range(row, value, size) < 0)
			return -EINVAL;
		if (weight < 1 || weight > FWD_MAX_WEIGHT || mix->nb == FWD_MAX_MIX) {
			fwd_err("--%s: up to %u sizes, with weights of 1 to %u each", row->name,
				FWD_MAX_MIX, FWD_MAX_WEIGHT);
			return -EINVAL;
		}
		mix->size[mix->nb] = (uint16_t)size;
		mix->weight[mix->nb++] = (uint8_t)weight;
		if (*at == '\0')
			return 0;
		at++;
	}
}

int
fwd_parse_rate(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	char why[128];
	int ret = fwd_rate_read(value, field(row, o), why, sizeof(why));

	if (ret < 0)
		fwd_err("--%s: %s", row->name, why);
	return ret;
}

int
fwd_parse_port_file(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	const char **files = field(row, o);
	const char *path;
	uint16_t port;

	path = read_port(row, value, '=', &port);
	if (path == NULL)
		return -EINVAL;
	if (files[port] != NULL) {
		fwd_err("--%s: port %u has two files", row->name, port);
		return -EINVAL;
	}
	files[port] = path;
	return 0;
}
