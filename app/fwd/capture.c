/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "capture.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <rte_bitops.h>

#include "capture_ring.h"
#include "log.h"

/** Memory of all rings of a port, and the least of one: 140 ms of 64-byte frames at 1 Gbit/s. */
#define RINGS_SIZE    (UINT64_C(64) << 20)
#define RING_SIZE_MIN (UINT64_C(16) << 20)

#define FILE_BUFFER_SIZE (1u << 20)
/** Frames after which the file is flushed, idle or not. */
#define FLUSH_FRAMES 8192
#define IDLE_NS	     1000000

/** The longest frame that an mbuf chain can describe to the file's header. */
#define SNAPLEN 262144

/** Sizes of the file's header and of a record's header (draft-ietf-opsawg-pcap, 4 and 5). */
#define FILE_HEADER_LEN	  24
#define RECORD_HEADER_LEN 16
#define RECORD_CAPLEN_AT  8

struct capture {
	uint16_t port;
	const char *path;
	FILE *file;
	char *buffer;
	pcap_t *pcap;
	pcap_dumper_t *dumper;
	pthread_t thread;
	bool running;
	bool created; /**< the file was not there before */
	uint16_t nb_rings;
	struct capture_ring *rings;

	_Atomic bool finish; /**< nothing is recorded any more: write what there is and end */
	_Atomic bool failed;
	_Atomic uint64_t frames;
	_Atomic uint64_t bytes;
	_Atomic uint64_t lost; /**< taken out of a ring, or left in it, after a write failed */
	int error;

	/* The file as far as the disk took it. */
	uint64_t flushed_size;
	uint64_t flushed_frames;
	uint64_t flushed_bytes;
};

/** Bring the file to its last whole record, counting those that follow the last good flush. */
static void
trim_file(struct capture *c, int fd)
{
	uint64_t at = c->flushed_size, frames = c->flushed_frames, bytes = c->flushed_bytes;
	uint8_t header[RECORD_HEADER_LEN];
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		while (pread(fd, header, sizeof(header), (off_t)at) == (ssize_t)sizeof(header)) {
			uint32_t caplen;

			memcpy(&caplen, header + RECORD_CAPLEN_AT, sizeof(caplen));
			if (at + sizeof(header) + caplen > (uint64_t)st.st_size)
				break;
			at += sizeof(header) + caplen;
			bytes += caplen;
			frames++;
		}
		if (ftruncate(fd, (off_t)at) != 0)
			fwd_warn("capture of port %u: %s: its last record is not whole", c->port,
				c->path);
	}
	atomic_store(&c->frames, frames);
	atomic_store(&c->bytes, bytes);
}

/** Close the file after a write failed. */
static void
give_up(struct capture *c, int error)
{
	uint64_t left = atomic_load(&c->frames);
	int fd;

	atomic_store(&c->failed, true);
	c->error = error;
	/* Closing tries to write the buffer once more: trim after it. */
	fd = dup(fileno(c->file));
	pcap_dump_close(c->dumper);
	c->dumper = NULL;
	if (fd >= 0) {
		trim_file(c, fd);
		close(fd);
	}
	left -= atomic_load(&c->frames);
	atomic_fetch_add(&c->lost, left);
	fwd_err("capture of port %u stopped: %s: %s; the file holds %llu whole frames", c->port,
		c->path, strerror(error), (unsigned long long)atomic_load(&c->frames));
}

static int
flush(struct capture *c)
{
	if (fflush(c->file) != 0 || ferror(c->file))
		return -(errno != 0 ? errno : EIO);
	c->flushed_frames = atomic_load(&c->frames);
	c->flushed_bytes = atomic_load(&c->bytes);
	c->flushed_size =
		FILE_HEADER_LEN + c->flushed_frames * RECORD_HEADER_LEN + c->flushed_bytes;
	return 0;
}

static void
write_record(struct capture *c, const struct capture_record *record)
{
	struct pcap_pkthdr header = {
		.ts.tv_sec = (time_t)(record->ns / 1000000000),
		/* With nanosecond precision libpcap takes nanoseconds here. */
		.ts.tv_usec = (suseconds_t)(record->ns % 1000000000),
		.caplen = record->len,
		.len = record->len,
	};

	pcap_dump((u_char *)c->dumper, &header, (const u_char *)(record + 1));
	atomic_fetch_add_explicit(&c->frames, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&c->bytes, record->len, memory_order_relaxed);
}

/** Write the oldest frame of all rings. @return false when there is none. */
static bool
write_oldest(struct capture *c)
{
	const struct capture_record *oldest = NULL;
	struct capture_ring *from = NULL;

	for (uint16_t i = 0; i < c->nb_rings; i++) {
		const struct capture_record *record = capture_ring_peek(&c->rings[i]);

		if (record != NULL && (oldest == NULL || record->ns < oldest->ns)) {
			oldest = record;
			from = &c->rings[i];
		}
	}
	if (oldest == NULL)
		return false;
	write_record(c, oldest);
	capture_ring_pop(from, oldest);
	return true;
}

static void *
writer_main(void *arg)
{
	const struct timespec idle = {.tv_nsec = IDLE_NS};
	struct capture *c = arg;

	for (;;) {
		/* Read before the rings: what was recorded before "finish" is then seen. */
		bool finish = atomic_load_explicit(&c->finish, memory_order_acquire);
		unsigned int nb = 0;

		errno = 0;
		while (nb < FLUSH_FRAMES && !ferror(c->file) && write_oldest(c))
			nb++;
		if (ferror(c->file) || flush(c) < 0) {
			give_up(c, errno != 0 ? errno : EIO);
			return NULL;
		}
		if (nb == FLUSH_FRAMES)
			continue;
		if (finish)
			return NULL;
		nanosleep(&idle, NULL);
	}
}

static int
open_file(struct capture *c)
{
	c->created = access(c->path, F_OK) != 0;
	/* Readable too: a file that the disk cut is read back to find its last whole record. */
	c->file = fopen(c->path, "w+b");
	if (c->file == NULL)
		return -errno;
	c->buffer = malloc(FILE_BUFFER_SIZE);
	c->pcap = pcap_open_dead_with_tstamp_precision(
		DLT_EN10MB, SNAPLEN, PCAP_TSTAMP_PRECISION_NANO);
	if (c->buffer == NULL || c->pcap == NULL)
		return -ENOMEM;
	setvbuf(c->file, c->buffer, _IOFBF, FILE_BUFFER_SIZE);

	c->dumper = pcap_dump_fopen(c->pcap, c->file);
	if (c->dumper == NULL)
		return -EIO;
	errno = 0;
	return flush(c);
}

static int
open_rings(struct capture *c, uint16_t nb_queues)
{
	uint64_t size = RTE_MAX(rte_align64prevpow2(RINGS_SIZE / nb_queues), RING_SIZE_MIN);

	c->rings = aligned_alloc(RTE_CACHE_LINE_SIZE, nb_queues * sizeof(c->rings[0]));
	if (c->rings == NULL)
		return -ENOMEM;
	for (; c->nb_rings < nb_queues; c->nb_rings++) {
		int ret = capture_ring_init(&c->rings[c->nb_rings], size, &c->failed);

		if (ret < 0)
			return ret;
	}
	return 0;
}

int
fwd_capture_open(uint16_t port, const char *path, uint16_t nb_queues, struct capture **capture)
{
	struct capture *c = calloc(1, sizeof(*c));
	int ret;

	if (c == NULL)
		return -ENOMEM;
	c->port = port;
	c->path = path;
	*capture = c;

	ret = open_file(c);
	if (ret < 0) {
		fwd_err("capture of port %u: %s: %s", port, path, strerror(-ret));
		return ret;
	}
	ret = open_rings(c, nb_queues);
	if (ret == 0)
		ret = -pthread_create(&c->thread, NULL, writer_main, c);
	if (ret < 0) {
		fwd_err("capture of port %u: no memory or thread for %u queues: %s", port,
			nb_queues, strerror(-ret));
		return ret;
	}
	c->running = true;
	return 0;
}

uint16_t
fwd_capture_nb_rings(const struct capture *c)
{
	return c->nb_rings;
}

int
fwd_capture_is_file(const struct capture *capture, const char *path)
{
	struct stat mine, other;

	return fstat(fileno(capture->file), &mine) == 0 && stat(path, &other) == 0 &&
	       S_ISREG(mine.st_mode) && mine.st_dev == other.st_dev && mine.st_ino == other.st_ino;
}

struct capture_ring *
fwd_capture_ring(struct capture *capture, uint16_t queue)
{
	return &capture->rings[queue];
}

static void
count_unwritten(struct capture *c)
{
	for (uint16_t i = 0; i < c->nb_rings; i++) {
		const struct capture_record *record;

		while ((record = capture_ring_peek(&c->rings[i])) != NULL) {
			capture_ring_pop(&c->rings[i], record);
			atomic_fetch_add(&c->lost, 1);
		}
	}
}

int
fwd_capture_finish(struct capture *c)
{
	if (!c->running)
		return -c->error;
	atomic_store_explicit(&c->finish, true, memory_order_release);
	pthread_join(c->thread, NULL);
	c->running = false;
	count_unwritten(c);
	return -c->error;
}

void
fwd_capture_result(const struct capture *c, struct fwd_capture_result *result)
{
	result->path = c->path;
	result->frames = atomic_load_explicit(&c->frames, memory_order_relaxed);
	result->bytes = atomic_load_explicit(&c->bytes, memory_order_relaxed);
	result->error = c->running ? 0 : c->error;
	result->dropped = atomic_load_explicit(&c->lost, memory_order_relaxed);
	for (uint16_t i = 0; i < c->nb_rings; i++)
		result->dropped += atomic_load_explicit(&c->rings[i].dropped, memory_order_relaxed);
}

void
fwd_capture_discard(struct capture *c)
{
	if (c != NULL && c->created)
		unlink(c->path);
}

void
fwd_capture_free(struct capture *c)
{
	if (c == NULL)
		return;
	fwd_capture_finish(c);
	for (uint16_t i = 0; i < c->nb_rings; i++)
		capture_ring_free(&c->rings[i]);
	free(c->rings);
	if (c->dumper != NULL)
		pcap_dump_close(c->dumper);
	else if (c->file != NULL && c->error == 0)
		fclose(c->file);
	if (c->pcap != NULL)
		pcap_close(c->pcap);
	free(c->buffer);
	free(c);
}
