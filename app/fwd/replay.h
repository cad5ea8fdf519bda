/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Replay of a capture file out of a port.
 *
 * The file is read and checked as a whole before any port is touched, and kept in memory in one
 * piece. Frames are copied into fresh mbufs when they are sent: this costs some tens of cycles for
 * a 64-byte frame, keeps every mbuf direct and singly referenced (which the fast release of mbufs
 * needs, and software ports that pass mbufs on), and does not tie the size of a file to that of a
 * pool.
 */

#ifndef FWD_REPLAY_H
#define FWD_REPLAY_H

#include <stdint.h>

#include "fwd.h"

/** A frame of the file; its time is what a paced replay will go by. */
struct replay_frame {
	uint64_t ns;	 /**< recorded time, since the epoch */
	uint64_t offset; /**< of its first byte in the file's bytes */
	uint32_t len;
};

struct replay_file {
	const char *path;
	struct replay_frame *frames;
	uint64_t nb_frames;
	uint8_t *bytes;
	uint64_t nb_bytes;
	uint64_t nb_cut; /**< frames that were recorded only in part (snap length) */
};

struct replay {
	struct replay_file file;
	uint64_t nb_loops; /**< 0: without end */

	/* The sending lcore's. */
	uint64_t next; /**< index of the next frame */
	uint64_t loop; /**< complete loops */
	uint16_t nb_pending;
	uint16_t first_pending;
	struct rte_mbuf *pending[FWD_MAX_BURST]; /**< built, and not yet accepted by the port */
	uint64_t start_tsc;			 /**< when the first frame was sent, or 0 */
	uint64_t end_tsc;			 /**< when the last one was, or 0 */
	_Atomic bool done;
};

/** Read and check a file. @return 0, or -errno after saying what is wrong with it. */
int replay_file_load(struct replay_file *file, const char *path);
void replay_file_free(struct replay_file *file);
/** Check that every frame fits the MTU. @return 0, or -EINVAL after naming the first that does not.
 */
int replay_file_check_mtu(const struct replay_file *file, uint16_t port, uint16_t mtu);
/** Seconds between the first and the last frame. */
double replay_file_seconds(const struct replay_file *file);

int fwd_replay_open(const char *path, uint64_t nb_loops, struct replay **replay);
void fwd_replay_free(struct replay *replay);
/** Make ready to send the file anew; nothing may be pending. */
void fwd_replay_rewind(struct replay *replay);
/** Seconds from the first frame sent to the last, or to the end of the run. */
double fwd_replay_seconds(const struct replay *replay, uint64_t run_end_tsc);
/** The burst function of the stream that replays. */
unsigned int fwd_replay_burst(struct fwd_stream *s);

#endif /* FWD_REPLAY_H */
