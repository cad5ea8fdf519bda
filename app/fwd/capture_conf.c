/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* What captures are told: the same values as options and at the prompt. */

#include <errno.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_ether.h>

#include "capture.h"
#include "log.h"

#define FIELD(name) offsetof(struct fwd_capture_conf, name)

enum kind {
	NUMBER,
	SIZE, /**< a number with k, M or G */
	SECONDS,
	FILTER,
};

static const struct value {
	const char *key;
	enum kind kind;
	size_t offset;
	uint64_t min;
	uint64_t max;
} values[] = {
	{"filter", FILTER, FIELD(filter), 0, 0},
	{"snaplen", NUMBER, FIELD(snaplen), RTE_ETHER_HDR_LEN, FWD_SNAPLEN_MAX},
	{"packets", NUMBER, FIELD(packets), 1, UINT64_MAX / 2},
	{"bytes", SIZE, FIELD(bytes), 1, UINT64_MAX / 2},
	{"seconds", SECONDS, FIELD(seconds), 0, 31536000},
	{"files", NUMBER, FIELD(nb_files), 1, 99999},
	{"file-size", SIZE, FIELD(file_bytes), 1, UINT64_MAX / 2},
	{"file-seconds", SECONDS, FIELD(file_seconds), 0, 31536000},
};

static int
read_size(const char *text, uint64_t *value)
{
	static const char units[] = "kMG";
	const char *end, *unit;

	if (fwd_read_uint(text, units, value, &end) < 0)
		return -EINVAL;
	if (*end == '\0')
		return 0;
	unit = strchr(units, *end);
	for (; end[1] == '\0' && unit >= units; unit--)
		*value = *value > UINT64_MAX / 1000 ? UINT64_MAX : *value * 1000;
	return end[1] == '\0' ? 0 : -EINVAL;
}

/** A filter must compile. */
static int
check_filter(const char *text, char *why, size_t size)
{
	pcap_t *pcap = pcap_open_dead(DLT_EN10MB, FWD_SNAPLEN_MAX);
	struct bpf_program program;
	int ret = pcap == NULL ? -ENOMEM : 0;

	if (ret == 0 && pcap_compile(pcap, &program, text, 1, PCAP_NETMASK_UNKNOWN) < 0) {
		snprintf(why, size, "filter '%s': %s", text, pcap_geterr(pcap));
		ret = -EINVAL;
	} else if (ret == 0) {
		pcap_freecode(&program);
	}
	if (pcap != NULL)
		pcap_close(pcap);
	return ret;
}

static int
read_number(const struct value *v, const char *text, void *field)
{
	uint64_t number;
	const char *end;
	int ret =
		v->kind == SIZE ? read_size(text, &number) : fwd_read_uint(text, "", &number, &end);

	if (ret < 0 || number < v->min || number > v->max)
		return -EINVAL;
	*(uint64_t *)field = number;
	return 0;
}

static int
set(struct fwd_capture_conf *conf, const struct value *v, const char *text, char *why, size_t size)
{
	void *field = (char *)conf + v->offset;
	int ret;

	switch (v->kind) {
	case FILTER:
		ret = check_filter(text, why, size);
		if (ret == 0)
			*(const char **)field = text;
		return ret;
	case SECONDS:
		ret = fwd_read_real(text, 0.001, (double)v->max, field);
		break;
	default:
		ret = read_number(v, text, field);
	}
	if (ret < 0)
		snprintf(why, size, "%s '%s' is not a number, %" PRIu64 " to %" PRIu64, v->key,
			text, v->min, v->max);
	return ret;
}

int
fwd_capture_conf_set(
	struct fwd_capture_conf *conf, const char *key, const char *text, char *why, size_t size)
{
	size_t used;

	for (unsigned int i = 0; i < RTE_DIM(values); i++) {
		if (strcmp(values[i].key, key) == 0)
			return set(conf, &values[i], text, why, size);
	}
	used = (size_t)snprintf(why, size, "there is no '%s'; there are", key);
	for (unsigned int i = 0; i < RTE_DIM(values) && used < size; i++)
		used += (size_t)snprintf(
			why + used, size - used, "%s %s", i == 0 ? "" : ",", values[i].key);
	return -EINVAL;
}

int
fwd_capture_conf_read(struct fwd_capture_conf *conf, char *text)
{
	char why[256];

	while (*(text += strspn(text, " ")) != '\0') {
		char *equal = text + strcspn(text, "= "), *value = equal + 1, *rest;

		if (*equal != '=') {
			fwd_err("capture start: '%s' is not NAME=VALUE", text);
			return -EINVAL;
		}
		*equal = '\0';
		/* A filter is all that follows. */
		rest = value + (strcmp(text, "filter") == 0 ? strlen(value) : strcspn(value, " "));
		if (*rest != '\0')
			*rest++ = '\0';
		if (fwd_capture_conf_set(conf, text, value, why, sizeof(why)) < 0) {
			fwd_err("capture start: %s", why);
			return -EINVAL;
		}
		text = rest;
	}
	return fwd_capture_conf_check(conf);
}

int
fwd_capture_conf_check(const struct fwd_capture_conf *conf)
{
	if (conf->nb_files == 0 || conf->file_bytes != 0 || conf->file_seconds != 0)
		return 0;
	fwd_err("capture: a ring of %" PRIu64 " files needs a file-size or file-seconds",
		conf->nb_files);
	return -EINVAL;
}

int
fwd_capture_check_path(const char *path)
{
	size_t len = strlen(path);

	if (len < 7 || strcmp(path + len - 7, ".pcapng") != 0)
		return 0;
	fwd_err("capture: %s: libpcap writes classic pcap, not pcapng: name it .pcap", path);
	return -EINVAL;
}
