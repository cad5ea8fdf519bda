/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Parsers of option values: masks, lists, addresses, speeds, events. */

#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_ethdev.h>

#include "engine.h"
#include "log.h"
#include "segments.h"

static void *
field(const struct fwd_option *row, struct fwd_options *o)
{
	return (char *)o + row->offset;
}

static int
not_of_form(const struct fwd_option *row, const char *value)
{
	fwd_err("--%s: '%s' is not of the form %s", row->name, value, row->arg);
	return -EINVAL;
}

static int
read_hex(const struct fwd_option *row, const char *value, uint64_t *at)
{
	char *end;

	errno = 0;
	*at = strtoull(value, &end, 16);
	if (value[0] == '-' || value[0] == '+' || end == value || *end != '\0' || errno != 0 ||
		*at < row->min || *at > row->max) {
		fwd_err("--%s: '%s' is not a hexadecimal number, 0x%" PRIx64 " to 0x%" PRIx64,
			row->name, value, row->min, row->max);
		return -EINVAL;
	}
	return 0;
}

int
fwd_parse_hex(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	return read_hex(row, value, field(row, o));
}

int
fwd_parse_set(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	(void)value;
	*(uint64_t *)field(row, o) = row->max;
	return 0;
}

int
fwd_parse_or(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	(void)value;
	*(uint64_t *)field(row, o) |= row->max;
	return 0;
}

int
fwd_read_list(const char *text, uint64_t max, struct fwd_numbers *list)
{
	list->nb = 0;
	for (;;) {
		uint64_t first, last;

		if (fwd_read_uint(text, "-,", &first, &text) < 0)
			return -EINVAL;
		last = first;
		if (*text == '-' && fwd_read_uint(text + 1, ",", &last, &text) < 0)
			return -EINVAL;
		if (last < first || last > max)
			return -EINVAL;
		for (; first <= last; first++) {
			for (unsigned int i = 0; i < list->nb; i++) {
				if (list->v[i] == first)
					return -EINVAL;
			}
			if (list->nb == RTE_DIM(list->v))
				return -EINVAL;
			list->v[list->nb++] = (uint16_t)first;
		}
		if (*text == '\0')
			return 0;
		text++;
	}
}

int
fwd_parse_portlist(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	struct fwd_numbers list;

	if (fwd_read_list(value, row->max, &list) < 0) {
		fwd_err("--%s: '%s' is not a list of different numbers, 0 to %" PRIu64
			", like 0,2-3",
			row->name, value, row->max);
		return -EINVAL;
	}
	o->nb_portlist = list.nb;
	memcpy(o->portlist, list.v, list.nb * sizeof(list.v[0]));
	return 0;
}

void
fwd_list_bits(uint64_t mask, struct fwd_numbers *list)
{
	list->nb = 0;
	for (unsigned int i = 0; i < 64; i++) {
		if ((mask >> i & 1) != 0)
			list->v[list->nb++] = (uint16_t)i;
	}
}

static int
parse_mask(const struct fwd_option *row, const char *value, struct fwd_numbers *list)
{
	uint64_t mask;

	if (read_hex(row, value, &mask) < 0)
		return -EINVAL;
	fwd_list_bits(mask, list);
	return 0;
}

int
fwd_parse_portmask(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	struct fwd_numbers list;

	if (parse_mask(row, value, &list) < 0)
		return -EINVAL;
	o->nb_portlist = list.nb;
	memcpy(o->portlist, list.v, list.nb * sizeof(list.v[0]));
	return 0;
}

int
fwd_parse_coremask(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	struct fwd_numbers list;

	if (parse_mask(row, value, &list) < 0)
		return -EINVAL;
	o->nb_corelist = list.nb;
	memcpy(o->corelist, list.v, list.nb * sizeof(list.v[0]));
	return 0;
}

static const struct {
	uint32_t mbps;
	uint32_t full;
	uint32_t half;
} speeds[] = {
	{10, RTE_ETH_LINK_SPEED_10M, RTE_ETH_LINK_SPEED_10M_HD},
	{100, RTE_ETH_LINK_SPEED_100M, RTE_ETH_LINK_SPEED_100M_HD},
	{1000, RTE_ETH_LINK_SPEED_1G, 0},
	{2500, RTE_ETH_LINK_SPEED_2_5G, 0},
	{5000, RTE_ETH_LINK_SPEED_5G, 0},
	{10000, RTE_ETH_LINK_SPEED_10G, 0},
	{25000, RTE_ETH_LINK_SPEED_25G, 0},
	{40000, RTE_ETH_LINK_SPEED_40G, 0},
	{50000, RTE_ETH_LINK_SPEED_50G, 0},
	{100000, RTE_ETH_LINK_SPEED_100G, 0},
	{200000, RTE_ETH_LINK_SPEED_200G, 0},
};

int
fwd_read_speed(const char *text, bool full_duplex, uint32_t *bits)
{
	const char *end;
	uint64_t mbps;

	*bits = RTE_ETH_LINK_SPEED_AUTONEG;
	if (strcmp(text, "auto") == 0)
		return 0;
	if (fwd_read_uint(text, "", &mbps, &end) < 0)
		return -EINVAL;
	for (unsigned int i = 0; i < RTE_DIM(speeds); i++) {
		uint32_t bit = full_duplex ? speeds[i].full : speeds[i].half;

		if (speeds[i].mbps != mbps || bit == 0)
			continue;
		*bits = bit | RTE_ETH_LINK_SPEED_FIXED;
		return 0;
	}
	return -EINVAL;
}

int
fwd_parse_speed(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	if (fwd_read_speed(value, true, &o->link_speeds) == 0)
		return 0;
	fwd_err("--%s: '%s' is not auto, or a speed in Mb/s: 10, 100, 1000, 2500, 5000, 10000, "
		"25000, 40000, 50000, 100000 or 200000",
		row->name, value);
	return -EINVAL;
}

int
fwd_parse_tx_ip(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	const char *comma = strchr(value, ',');
	struct in_addr src, dst;
	char first[32];

	if (comma == NULL)
		return not_of_form(row, value);
	snprintf(first, sizeof(first), "%.*s", (int)(comma - value), value);
	if (inet_pton(AF_INET, first, &src) != 1 || inet_pton(AF_INET, comma + 1, &dst) != 1)
		return not_of_form(row, value);
	o->tx_ip_src = ntohl(src.s_addr);
	o->tx_ip_dst = ntohl(dst.s_addr);
	return 0;
}

int
fwd_parse_tx_udp(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	uint64_t src, dst;
	const char *end;

	if (fwd_read_uint(value, ",", &src, &end) < 0 || src > row->max)
		return not_of_form(row, value);
	dst = src;
	if (*end == ',' && (fwd_read_uint(end + 1, "", &dst, &end) < 0 || dst > row->max))
		return not_of_form(row, value);
	o->tx_udp_src = (uint16_t)src;
	o->tx_udp_dst = (uint16_t)dst;
	return 0;
}

int
fwd_parse_rx_segments(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	char who[32];

	snprintf(who, sizeof(who), "--%s", row->name);
	return fwd_segments_read(&o->rx_segments, (enum fwd_rx_segment_kind)row->min, value, who);
}

/** The addresses of the peers of port 0, 1 ..., one in each line. */
int
fwd_parse_eth_peers_file(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	FILE *f = fopen(value, "re");
	int ret = 0;
	char line[128];

	if (f == NULL) {
		fwd_err("--%s: %s: %s", row->name, value, strerror(errno));
		return -EINVAL;
	}
	for (unsigned int i = 0; ret == 0 && fgets(line, sizeof(line), f) != NULL; i++) {
		line[strcspn(line, "\r\n")] = '\0';
		if (i >= RTE_MAX_ETHPORTS || rte_ether_unformat_addr(line, &o->eth_peer[i]) != 0) {
			fwd_err("--%s: %s:%u: '%s' is not the MAC address of a peer", row->name,
				value, i + 1, line);
			ret = -EINVAL;
		} else {
			o->has_eth_peer[i] = true;
		}
	}
	if (ret == 0 && ferror(f)) {
		fwd_err("--%s: %s: %s", row->name, value, strerror(errno));
		ret = -EINVAL;
	}
	fclose(f);
	return ret;
}

static const char *const events[] = {
	[RTE_ETH_EVENT_UNKNOWN] = "unknown",
	[RTE_ETH_EVENT_INTR_LSC] = "intr_lsc",
	[RTE_ETH_EVENT_QUEUE_STATE] = "queue_state",
	[RTE_ETH_EVENT_INTR_RESET] = "intr_reset",
	[RTE_ETH_EVENT_VF_MBOX] = "vf_mbox",
	[RTE_ETH_EVENT_MACSEC] = "macsec",
	[RTE_ETH_EVENT_INTR_RMV] = "intr_rmv",
	[RTE_ETH_EVENT_NEW] = "dev_probed",
	[RTE_ETH_EVENT_DESTROY] = "dev_released",
	[RTE_ETH_EVENT_IPSEC] = "ipsec",
	[RTE_ETH_EVENT_FLOW_AGED] = "flow_aged",
};

const char *
fwd_event_name(unsigned int event)
{
	return event < RTE_DIM(events) ? events[event] : NULL;
}

int
fwd_parse_event(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	uint64_t bits = 0;

	if (strcmp(value, "all") == 0)
		bits = UINT64_MAX;
	for (unsigned int i = 0; i < RTE_DIM(events); i++) {
		if (strcmp(value, events[i]) == 0)
			bits = RTE_BIT64(i);
	}
	if (bits == 0) {
		int near = fwd_nearest(value, fwd_event_name);

		fwd_err("--%s: no event '%s'; %s%s", row->name, value,
			near >= 0 ? "did you mean " : "there are all, intr_lsc, intr_rmv, ...",
			near >= 0 ? events[near] : "");
		return -EINVAL;
	}
	if (row->max != 0)
		o->print_events |= bits;
	else
		o->mask_events |= bits;
	return 0;
}

int
fwd_exception_name(const char *name, uint16_t port, struct fwd_exception_ask *ask)
{
	size_t len;

	if (name == NULL) {
		snprintf(ask->name, sizeof(ask->name), "fwd%u", port);
		return 0;
	}
	/* What the kernel takes, and the lists of device arguments. */
	len = strcspn(name, "/:,=%;\"' \t\n");
	if (len == 0 || name[len] != '\0' || len >= sizeof(ask->name) || strcmp(name, ".") == 0 ||
		strcmp(name, "..") == 0)
		return -EINVAL;
	memcpy(ask->name, name, len + 1);
	return 0;
}

/** PORT[:IFNAME][,tap|virtio-user] */
int
fwd_parse_exception(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	struct fwd_exception_ask ask = {.kind = FWD_EXCEPTION_TAP};
	const char *name = NULL, *end;
	char buffer[64];
	uint64_t port;

	if (fwd_read_uint(value, ":,", &port, &end) < 0)
		return not_of_form(row, value);
	if (port > row->max) {
		fwd_err("--%s: port %.*s is out of range, 0 to %" PRIu64, row->name,
			(int)(end - value), value, row->max);
		return -EINVAL;
	}
	if (*end == ':') {
		size_t len = strcspn(++end, ",");

		snprintf(
			buffer, sizeof(buffer), "%.*s", (int)RTE_MIN(len, sizeof(buffer) - 1), end);
		name = buffer;
		end += len;
	}
	if (strcmp(end, ",virtio-user") == 0)
		ask.kind = FWD_EXCEPTION_VIRTIO_USER;
	else if (*end != '\0' && strcmp(end, ",tap") != 0)
		return not_of_form(row, value);
	if (fwd_exception_name(name, (uint16_t)port, &ask) < 0) {
		fwd_err("--%s: '%s' is not the name of an interface, 1 to 15 characters", row->name,
			name);
		return -EINVAL;
	}
	if (o->exception[port].kind != FWD_EXCEPTION_NONE) {
		fwd_err("--%s: port %" PRIu64 " has two interfaces", row->name, port);
		return -EINVAL;
	}
	o->exception[port] = ask;
	return 0;
}

int
fwd_parse_match(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	if (strcmp(value, "mac") != 0 && strcmp(value, "ip") != 0) {
		fwd_err("--%s: '%s' is not mac or ip", row->name, value);
		return -EINVAL;
	}
	o->exception_match =
		strcmp(value, "ip") == 0 ? FWD_EXCEPTION_MATCH_IP : FWD_EXCEPTION_MATCH_MAC;
	return 0;
}

int
fwd_parse_noisy_mode(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	const struct fwd_engine *e = fwd_engine_by_name(value);

	o->noisy.engine = NULL;
	if (strcmp(value, "io") == 0)
		return 0;
	if (e == NULL || e->edit == NULL) {
		fwd_err("--%s: '%s' is not io, mac, macswap or 5tswap", row->name, value);
		return -EINVAL;
	}
	o->noisy.engine = e;
	return 0;
}

/** Numbers in brackets: (A,B) or (A,B,C). @return what follows, or NULL */
static const char *
read_tuple(const char *at, unsigned int nb, uint64_t *numbers)
{
	if (*at++ != '(')
		return NULL;
	for (unsigned int i = 0; i < nb; i++) {
		const char *stop = i + 1 < nb ? "," : ")";

		if (fwd_read_uint(at, stop, &numbers[i], &at) < 0 || *at++ != *stop)
			return NULL;
	}
	if (*at == ',' && at[1] != '\0')
		return at + 1;
	return *at == '\0' ? at : NULL;
}

/** (port,socket)[,(port,socket)...] */
int
fwd_parse_port_socket(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	const char *at = value;
	uint64_t v[2];

	do {
		at = read_tuple(at, RTE_DIM(v), v);
		if (at == NULL || v[0] > row->max || v[1] >= RTE_MAX_NUMA_NODES)
			return not_of_form(row, value);
		o->port_socket[v[0]] = (int8_t)v[1];
	} while (*at != '\0');
	return 0;
}

/** (port,flag,socket)[,(port,flag,socket)...] */
int
fwd_parse_ring_socket(const struct fwd_option *row, const char *value, struct fwd_options *o)
{
	const char *at = value;
	uint64_t v[3];

	do {
		at = read_tuple(at, RTE_DIM(v), v);
		if (at == NULL || v[0] > row->max || v[1] < 1 || v[1] > 3 ||
			v[2] >= RTE_MAX_NUMA_NODES)
			return not_of_form(row, value);
		if ((v[1] & 1) != 0)
			o->rx_ring_socket[v[0]] = (int8_t)v[2];
		if ((v[1] & 2) != 0)
			o->tx_ring_socket[v[0]] = (int8_t)v[2];
	} while (*at != '\0');
	return 0;
}
