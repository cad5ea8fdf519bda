/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The file that a capture writes, or the ring of files. */

#ifndef FWD_CAPTURE_FILE_H
#define FWD_CAPTURE_FILE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <pcap/pcap.h>

#include "options.h"

/** What a frame is written with. */
struct capture_frame {
	uint64_t ns; /**< since the epoch */
	uint32_t len;
	uint32_t caplen;
	const void *bytes;
};

struct capture_file {
	const struct fwd_capture_conf *conf;
	char *path; /**< as asked */
	char *name; /**< of the present file: with its number, in a ring */
	FILE *file;
	char *buffer;
	pcap_t *pcap;
	pcap_dumper_t *dumper;
	bool created; /**< the first one was not there before */
	bool regular;
	dev_t dev;
	ino_t ino;
	_Atomic uint64_t nb_files; /**< begun; the number of the present one */
	_Atomic uint64_t bytes;	   /**< of frames, in all files */
	uint64_t frames;	   /**< in the present file */
	uint64_t size;		   /**< of the present file */
	uint64_t first_ns;	   /**< of its first frame */

	/* As far as the disk took it. */
	uint64_t flushed_size;
	uint64_t flushed_bytes;
	uint32_t nb_unflushed; /**< frames since */
};

/** Open the first file. @return 0 or -errno */
int capture_file_open(
	struct capture_file *f, const char *path, const struct fwd_capture_conf *conf);
/** Begin the next file before a frame, where one is due. @return 0 or -errno */
int capture_file_prepare(struct capture_file *f, const struct capture_frame *frame);
/** Write a frame. @return 0 or -errno */
int capture_file_write(struct capture_file *f, const struct capture_frame *frame);
/** Have all frames on the disk. @return 0 or -errno */
int capture_file_flush(struct capture_file *f);
/** Begin anew where the file was removed, and say so. @return 0 or -errno */
int capture_file_check(struct capture_file *f);
/**
 * Close the file after a write failed, and cut it to its last whole frame.
 * @return how many of the frames that were not flushed are in it
 */
uint32_t capture_file_give_up(struct capture_file *f);
/** Close and free. */
void capture_file_close(struct capture_file *f);

#endif /* FWD_CAPTURE_FILE_H */
