/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "replay.h"

#include <errno.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include <rte_byteorder.h>

#include "log.h"
#include "signals.h"

#define NS_PER_S_U64 UINT64_C(1000000000)

/** VLAN tags that a frame may have beyond the MTU. */
#define MAX_VLAN_TAGS 2

/** Grow an array to hold at least `needed` elements. */
static int
grow(void **array, uint64_t *capacity, uint64_t needed, size_t size)
{
	uint64_t wanted = *capacity == 0 ? 4096 : *capacity;
	void *bigger;

	if (needed <= *capacity)
		return 0;
	while (wanted < needed)
		wanted *= 2;
	bigger = reallocarray(*array, wanted, size);
	if (bigger == NULL)
		return -ENOMEM;
	*array = bigger;
	*capacity = wanted;
	return 0;
}

struct loader {
	struct replay_file *file;
	uint64_t max_frames;
	uint64_t max_bytes;
};

static int
add_frame(struct loader *l, const struct pcap_pkthdr *header, const u_char *data)
{
	struct replay_file *f = l->file;
	void *frames = f->frames, *bytes = f->bytes;
	int ret;

	if (header->caplen < RTE_ETHER_HDR_LEN) {
		fwd_err("replay: %s: frame %" PRIu64 " has %u bytes, less than an Ethernet header",
			f->path, f->nb_frames + 1, header->caplen);
		return -EINVAL;
	}
	ret = grow(&frames, &l->max_frames, f->nb_frames + 1, sizeof(*f->frames));
	f->frames = frames;
	if (ret == 0)
		ret = grow(&bytes, &l->max_bytes, f->nb_bytes + header->caplen, 1);
	f->bytes = bytes;
	if (ret < 0) {
		fwd_err("replay: %s: no memory beyond frame %" PRIu64, f->path, f->nb_frames);
		return ret;
	}

	f->frames[f->nb_frames++] = (struct replay_frame){
		/* With nanosecond precision libpcap gives nanoseconds here. */
		.ns = (uint64_t)header->ts.tv_sec * NS_PER_S_U64 + (uint64_t)header->ts.tv_usec,
		.offset = f->nb_bytes,
		.len = header->caplen,
	};
	memcpy(f->bytes + f->nb_bytes, data, header->caplen);
	f->nb_bytes += header->caplen;
	f->nb_cut += header->caplen < header->len;
	return 0;
}

static int
read_frames(struct loader *l, pcap_t *pcap)
{
	struct replay_file *f = l->file;
	struct pcap_pkthdr *header;
	const u_char *data;
	int ret;

	while ((ret = pcap_next_ex(pcap, &header, &data)) == 1) {
		ret = add_frame(l, header, data);
		if (ret < 0)
			return ret;
		if (fwd_signals_received())
			return -EINTR;
	}
	if (fwd_signals_received())
		return -EINTR;
	if (ret != PCAP_ERROR_BREAK) {
		fwd_err("replay: %s: truncated or damaged after frame %" PRIu64 ": %s", f->path,
			f->nb_frames, pcap_geterr(pcap));
		return -EINVAL;
	}
	if (f->nb_frames == 0) {
		fwd_err("replay: %s: has no frames", f->path);
		return -EINVAL;
	}
	return 0;
}

static int
read_file(struct replay_file *f)
{
	struct loader loader = {.file = f};
	char error[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap;
	int link, ret;

	pcap = pcap_open_offline_with_tstamp_precision(f->path, PCAP_TSTAMP_PRECISION_NANO, error);
	if (pcap == NULL && fwd_signals_received())
		return -EINTR;
	if (pcap == NULL) {
		/* Some of libpcap's messages begin with the name of the file. */
		if (strncmp(error, f->path, strlen(f->path)) == 0)
			fwd_err("replay: %s", error);
		else
			fwd_err("replay: %s: not a capture file: %s", f->path, error);
		return -EINVAL;
	}
	link = pcap_datalink(pcap);
	if (link != DLT_EN10MB) {
		const char *name = pcap_datalink_val_to_name(link);

		fwd_err("replay: %s: is not Ethernet, its link type is %s (%d)", f->path,
			name != NULL ? name : "unknown", link);
		ret = -EINVAL;
	} else {
		ret = read_frames(&loader, pcap);
	}
	pcap_close(pcap);
	return ret;
}

int
replay_file_load(struct replay_file *f, const char *path)
{
	int ret;

	*f = (struct replay_file){.path = path};
	ret = read_file(f);
	if (ret < 0) {
		replay_file_free(f);
		return ret;
	}
	if (f->nb_cut != 0)
		fwd_warn("replay: %s: %" PRIu64 " of %" PRIu64
			 " frames were recorded only in part; that part is sent",
			path, f->nb_cut, f->nb_frames);
	return 0;
}

void
replay_file_free(struct replay_file *f)
{
	free(f->frames);
	free(f->bytes);
	*f = (struct replay_file){0};
}

static uint32_t
vlan_len(const uint8_t *frame, uint32_t len)
{
	uint32_t at = 2 * RTE_ETHER_ADDR_LEN, tags = 0;

	for (; tags < MAX_VLAN_TAGS && at + sizeof(uint16_t) <= len; tags++) {
		uint16_t type = (uint16_t)(frame[at] << 8 | frame[at + 1]);

		if (type != RTE_ETHER_TYPE_VLAN && type != RTE_ETHER_TYPE_QINQ)
			break;
		at += RTE_VLAN_HLEN;
	}
	return tags * RTE_VLAN_HLEN;
}

int
replay_file_check_mtu(const struct replay_file *f, uint16_t port, uint16_t mtu)
{
	uint64_t i, nb_over = 0, first = 0;

	for (i = 0; i < f->nb_frames; i++) {
		const struct replay_frame *frame = &f->frames[i];
		uint32_t max = (uint32_t)mtu + RTE_ETHER_HDR_LEN +
			       vlan_len(f->bytes + frame->offset, frame->len);

		if (frame->len > max && nb_over++ == 0)
			first = i;
	}
	if (nb_over == 0)
		return 0;
	fwd_err("replay: %s: %" PRIu64 " frames are larger than the MTU %u of port %u allows; the "
		"first is frame %" PRIu64 " with %u bytes; raise --mtu",
		f->path, nb_over, mtu, port, first + 1, f->frames[first].len);
	return -EINVAL;
}

double
replay_file_seconds(const struct replay_file *f)
{
	/* Captures may be out of order. */
	uint64_t first = f->frames[0].ns, last = f->frames[f->nb_frames - 1].ns;

	return last > first ? (double)(last - first) / 1e9 : 0;
}
