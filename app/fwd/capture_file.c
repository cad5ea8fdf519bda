/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#include "capture_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

#define FILE_BUFFER_SIZE (1u << 20)

/** Sizes of the file's header and of a record's header (draft-ietf-opsawg-pcap, 4 and 5). */
#define FILE_HEADER_LEN	  24
#define RECORD_HEADER_LEN 16
#define RECORD_CAPLEN_AT  8

/** Room for what a name has more in a ring. */
#define NUMBER_LEN 24

/** The name of a file of the ring: its number stands before the extension. */
static char *
make_name(const struct capture_file *f, uint64_t number)
{
	const char *slash = strrchr(f->path, '/'), *dot = strrchr(f->path, '.');
	size_t len = strlen(f->path), size;
	char *name;

	if (f->conf->file_bytes == 0 && f->conf->file_seconds == 0)
		return strdup(f->path);
	if (dot != NULL && (slash == NULL ? dot > f->path : dot > slash + 1))
		len = (size_t)(dot - f->path);
	size = strlen(f->path) + NUMBER_LEN;
	name = malloc(size);
	if (name != NULL)
		snprintf(name, size, "%.*s_%05" PRIu64 "%s", (int)len, f->path, number,
			f->path + len);
	return name;
}

static int
begin_file(struct capture_file *f)
{
	struct stat st;

	/* Readable too: a file that the disk cut is read back to find its last whole record. */
	f->file = fopen(f->name, "w+b");
	if (f->file == NULL || fstat(fileno(f->file), &st) < 0)
		return -errno;
	f->regular = S_ISREG(st.st_mode);
	f->dev = st.st_dev;
	f->ino = st.st_ino;
	setvbuf(f->file, f->buffer, _IOFBF, FILE_BUFFER_SIZE);
	f->frames = 0;
	f->nb_unflushed = 0;
	f->size = FILE_HEADER_LEN;
	f->flushed_size = FILE_HEADER_LEN;
	f->dumper = pcap_dump_fopen(f->pcap, f->file);
	if (f->dumper == NULL)
		return -EIO;
	errno = 0;
	return capture_file_flush(f);
}

/** @return 0 or -errno of what was not written yet. */
static int
end_file(struct capture_file *f)
{
	int ret = capture_file_flush(f);

	if (ret < 0)
		return ret;
	pcap_dump_close(f->dumper);
	f->dumper = NULL;
	f->file = NULL;
	return 0;
}

/** End the present file and begin the next; the oldest of the ring goes. */
static int
next_file(struct capture_file *f)
{
	uint64_t number = atomic_load(&f->nb_files) + 1;
	char *old, *name = make_name(f, number);
	int ret = name == NULL ? -ENOMEM : end_file(f);

	if (ret < 0) {
		free(name);
		return ret;
	}
	free(f->name);
	f->name = name;
	atomic_store(&f->nb_files, number);
	if (f->conf->nb_files != 0 && number > f->conf->nb_files) {
		old = make_name(f, number - f->conf->nb_files);
		if (old != NULL && unlink(old) < 0 && errno != ENOENT)
			fwd_warn("capture: %s: %s", old, strerror(errno));
		free(old);
	}
	return begin_file(f);
}

int
capture_file_open(struct capture_file *f, const char *path, const struct fwd_capture_conf *conf)
{
	uint32_t snaplen = (uint32_t)conf->snaplen;

	f->conf = conf;
	f->path = strdup(path);
	f->buffer = malloc(FILE_BUFFER_SIZE);
	f->pcap = pcap_open_dead_with_tstamp_precision(
		DLT_EN10MB, (int)snaplen, PCAP_TSTAMP_PRECISION_NANO);
	if (f->path == NULL || f->buffer == NULL || f->pcap == NULL)
		return -ENOMEM;
	f->name = make_name(f, 1);
	if (f->name == NULL)
		return -ENOMEM;
	atomic_store(&f->nb_files, 1);
	f->created = access(f->name, F_OK) != 0;
	return begin_file(f);
}

static bool
is_next_due(const struct capture_file *f, const struct capture_frame *frame)
{
	const struct fwd_capture_conf *conf = f->conf;

	if (f->frames == 0)
		return false;
	if (conf->file_bytes != 0 && f->size + RECORD_HEADER_LEN + frame->caplen > conf->file_bytes)
		return true;
	return conf->file_seconds != 0 &&
	       (double)(frame->ns - f->first_ns) >= conf->file_seconds * 1e9;
}

int
capture_file_prepare(struct capture_file *f, const struct capture_frame *frame)
{
	return is_next_due(f, frame) ? next_file(f) : 0;
}

int
capture_file_write(struct capture_file *f, const struct capture_frame *frame)
{
	struct pcap_pkthdr header = {
		.ts.tv_sec = (time_t)(frame->ns / 1000000000),
		/* With nanosecond precision libpcap takes nanoseconds here. */
		.ts.tv_usec = (suseconds_t)(frame->ns % 1000000000),
		.caplen = frame->caplen,
		.len = frame->len,
	};

	if (f->frames == 0)
		f->first_ns = frame->ns;
	errno = 0;
	pcap_dump((u_char *)f->dumper, &header, frame->bytes);
	f->frames++;
	f->nb_unflushed++;
	f->size += RECORD_HEADER_LEN + frame->caplen;
	atomic_fetch_add_explicit(&f->bytes, frame->caplen, memory_order_relaxed);
	if (ferror(f->file))
		return -(errno != 0 ? errno : EIO);
	return 0;
}

int
capture_file_flush(struct capture_file *f)
{
	errno = 0;
	if (fflush(f->file) != 0 || ferror(f->file))
		return -(errno != 0 ? errno : EIO);
	f->flushed_size = f->size;
	f->flushed_bytes = atomic_load(&f->bytes);
	f->nb_unflushed = 0;
	return 0;
}

int
capture_file_check(struct capture_file *f)
{
	struct stat st;
	int ret;

	if (!f->regular)
		return 0;
	/* Who moved it away still has it; who removed it wants the room, or made a mistake. */
	if (fstat(fileno(f->file), &st) < 0 || st.st_nlink != 0)
		return 0;
	fwd_warn("capture: %s was removed, and %" PRIu64
		 " frames with it: the capture goes on in a new file",
		f->name, f->frames);
	ret = end_file(f);
	return ret < 0 ? ret : begin_file(f);
}

/** Bring the file to its last whole record. @return frames behind the last good flush. */
static uint32_t
trim(struct capture_file *f, int fd)
{
	uint64_t at = f->flushed_size, bytes = f->flushed_bytes;
	uint8_t header[RECORD_HEADER_LEN];
	uint32_t frames = 0;
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		while (frames < f->nb_unflushed &&
			pread(fd, header, sizeof(header), (off_t)at) == (ssize_t)sizeof(header)) {
			uint32_t caplen;

			memcpy(&caplen, header + RECORD_CAPLEN_AT, sizeof(caplen));
			if (at + sizeof(header) + caplen > (uint64_t)st.st_size)
				break;
			at += sizeof(header) + caplen;
			bytes += caplen;
			frames++;
		}
		if (ftruncate(fd, (off_t)at) != 0)
			fwd_warn("capture: %s: its last record is not whole", f->name);
	}
	f->frames -= f->nb_unflushed - frames;
	atomic_store(&f->bytes, bytes);
	return frames;
}

uint32_t
capture_file_give_up(struct capture_file *f)
{
	uint32_t nb = 0;
	int fd;

	/* The next one could not be begun: the one before is whole. */
	if (f->dumper == NULL) {
		if (f->file != NULL)
			fclose(f->file);
		f->file = NULL;
		return 0;
	}
	/* Closing tries to write the buffer once more: trim after it. */
	fd = dup(fileno(f->file));
	pcap_dump_close(f->dumper);
	f->dumper = NULL;
	f->file = NULL;
	if (fd >= 0) {
		nb = trim(f, fd);
		close(fd);
	}
	return nb;
}

void
capture_file_close(struct capture_file *f)
{
	if (f->dumper != NULL)
		pcap_dump_close(f->dumper);
	else if (f->file != NULL)
		fclose(f->file);
	if (f->pcap != NULL)
		pcap_close(f->pcap);
	free(f->buffer);
	free(f->name);
	free(f->path);
}
