/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "replay.h"

#include <errno.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
	enum fwd_replay_cut cut;
	uint64_t max_frames;
	uint64_t max_bytes;
	uint64_t first_ns;
};

/** The length a frame is sent in. @return 0 if it cannot be sent, said. */
static uint32_t
choose_len(const struct loader *l, const struct pcap_pkthdr *header)
{
	const struct replay_file *f = l->file;

	if (header->caplen < RTE_ETHER_HDR_LEN) {
		fwd_err("replay: %s: frame %" PRIu64 " has %u bytes, less than an Ethernet header",
			f->path, f->nb_frames + 1, header->caplen);
		return 0;
	}
	if (header->caplen >= header->len || l->cut == FWD_REPLAY_PART)
		return header->caplen;
	if (l->cut == FWD_REPLAY_PAD && header->len <= UINT16_MAX)
		return header->len;
	fwd_err("replay: %s: of frame %" PRIu64 " only %u of %u bytes were recorded", f->path,
		f->nb_frames + 1, header->caplen, header->len);
	return 0;
}

/** Recorded time after the first frame; time does not go back. */
static uint64_t
recorded_ns(struct loader *l, const struct pcap_pkthdr *header)
{
	struct replay_file *f = l->file;
	/* With nanosecond precision libpcap gives nanoseconds here. */
	uint64_t ns = (uint64_t)header->ts.tv_sec * NS_PER_S_U64 + (uint64_t)header->ts.tv_usec;
	uint64_t last = f->nb_frames == 0 ? 0 : f->frames[f->nb_frames - 1].ns;

	if (f->nb_frames == 0)
		l->first_ns = ns;
	if (ns >= l->first_ns && ns - l->first_ns >= last)
		return ns - l->first_ns;
	f->nb_back++;
	return last;
}

static int
add_frame(struct loader *l, const struct pcap_pkthdr *header, const u_char *data)
{
	uint32_t len = choose_len(l, header);
	struct replay_file *f = l->file;
	void *frames = f->frames, *bytes = f->bytes;
	int ret;

	if (len == 0)
		return -EINVAL;
	ret = grow(&frames, &l->max_frames, f->nb_frames + 1, sizeof(*f->frames));
	f->frames = frames;
	if (ret == 0)
		ret = grow(&bytes, &l->max_bytes, f->nb_bytes + len, 1);
	f->bytes = bytes;
	if (ret < 0) {
		fwd_err("replay: %s: no memory beyond frame %" PRIu64, f->path, f->nb_frames);
		return ret;
	}

	f->frames[f->nb_frames] = (struct replay_frame){
		.ns = recorded_ns(l, header),
		.offset = f->nb_bytes,
		.len = len,
	};
	f->nb_frames++;
	memcpy(f->bytes + f->nb_bytes, data, header->caplen);
	memset(f->bytes + f->nb_bytes + header->caplen, 0, len - header->caplen);
	f->nb_bytes += len;
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

/** Read what libpcap opened. */
static int
read_pcap(struct replay_file *f, pcap_t *pcap, enum fwd_replay_cut cut)
{
	struct loader loader = {.file = f, .cut = cut};
	int link = pcap_datalink(pcap);
	const char *name;

	if (link == DLT_EN10MB)
		return read_frames(&loader, pcap);
	name = pcap_datalink_val_to_name(link);
	fwd_err("replay: %s: is not Ethernet, its link type is %s (%d)", f->path,
		name != NULL ? name : "unknown", link);
	return -EINVAL;
}

/** Bytes that the kernel says are to be had; 0: it does not say. */
static uint64_t
memory_available(void)
{
	FILE *info = fopen("/proc/meminfo", "r");
	unsigned long long kib = 0;
	char line[128];

	if (info == NULL)
		return 0;
	while (fgets(line, sizeof(line), info) != NULL &&
		sscanf(line, "MemAvailable: %llu kB", &kib) != 1)
		;
	fclose(info);
	return (uint64_t)kib << 10;
}

/** A file must fit the memory that there is, with its index. */
static int
check_size(const struct replay_file *f, const struct stat *st)
{
	uint64_t needed, available = memory_available();

	if (!S_ISREG(st->st_mode))
		return 0;
	needed = (uint64_t)st->st_size + (uint64_t)st->st_size / 2;
	if (available == 0 || needed <= available)
		return 0;
	fwd_err("replay: %s: has %" PRIu64 " MiB, and is kept in memory, of which %" PRIu64
		" MiB are free: split it (editcap -c)",
		f->path, (uint64_t)st->st_size >> 20, available >> 20);
	return -EINVAL;
}

/** A file that someone still writes would be replayed as no one recorded it. */
static int
check_same(const struct replay_file *f, int fd, const struct stat *before)
{
	struct stat now;

	if (!S_ISREG(before->st_mode))
		return 0;
	if (fstat(fd, &now) == 0 && now.st_size == before->st_size &&
		now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
		now.st_mtim.tv_nsec == before->st_mtim.tv_nsec)
		return 0;
	fwd_err("replay: %s: changed while it was read", f->path);
	return -EINVAL;
}

/** Read an open file, which pcap_close() closes. */
static int
read_stream(struct replay_file *f, FILE *stream, enum fwd_replay_cut cut)
{
	char error[PCAP_ERRBUF_SIZE] = "";
	struct stat st = {0};
	pcap_t *pcap = NULL;
	int ret = fstat(fileno(stream), &st) < 0 ? -errno : check_size(f, &st);

	if (ret == 0)
		pcap = pcap_fopen_offline_with_tstamp_precision(
			stream, PCAP_TSTAMP_PRECISION_NANO, error);
	if (pcap == NULL) {
		fclose(stream);
		if (ret == 0 && fwd_signals_received())
			return -EINTR;
		if (ret == 0)
			fwd_err("replay: %s: not a capture file: %s", f->path, error);
		return ret == 0 ? -EINVAL : ret;
	}
	ret = read_pcap(f, pcap, cut);
	if (ret == 0)
		ret = check_same(f, fileno(stream), &st);
	pcap_close(pcap);
	return ret;
}

static int
read_file(struct replay_file *f, enum fwd_replay_cut cut)
{
	FILE *stream = fopen(f->path, "rb");

	if (stream != NULL)
		return read_stream(f, stream, cut);
	if (fwd_signals_received())
		return -EINTR;
	fwd_err("replay: %s: %s", f->path, strerror(errno));
	return -EINVAL;
}

int
replay_file_load(struct replay_file *f, const char *path, enum fwd_replay_cut cut)
{
	int ret;

	*f = (struct replay_file){.path = strdup(path)};
	ret = f->path == NULL ? -ENOMEM : read_file(f, cut);
	if (ret < 0) {
		replay_file_free(f);
		return ret;
	}
	if (f->nb_cut != 0)
		fwd_warn("replay: %s: %" PRIu64 " of %" PRIu64
			 " frames were recorded only in part; %s",
			path, f->nb_cut, f->nb_frames,
			cut == FWD_REPLAY_PAD ? "the rest is sent as zeros" : "that part is sent");
	return 0;
}

void
replay_file_free(struct replay_file *f)
{
	free(f->path);
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
	return (double)f->frames[f->nb_frames - 1].ns / 1e9;
}
