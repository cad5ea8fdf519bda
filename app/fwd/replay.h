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

/** A frame of the file. */
struct replay_frame {
	uint64_t ns;	 /**< after the first frame, and never before the frame before */
	uint64_t offset; /**< of its first byte in the file's bytes */
	uint32_t len;
};

struct replay_file {
	char *path;
	struct replay_frame *frames;
	uint64_t nb_frames;
	uint8_t *bytes;
	uint64_t nb_bytes;
	uint64_t nb_cut;  /**< frames that were recorded only in part (snap length) */
	uint64_t nb_back; /**< frames with a time before that of the frame before */
};

/** When the frames of a file are due. */
struct replay_clock {
	bool recorded; /**< with the gaps of the file; else as fast as it goes, or at the pace */
	double speed;  /**< of the recorded gaps: 2 halves them */
	uint64_t hz;   /**< cycles of the clock in a second */
	uint64_t loop_cycles; /**< from the first frame of a loop to that of the next */
	uint64_t gap_cycles;  /**< from the last frame of a loop to the first of the next */
};

struct replay {
	struct replay_file file;
	struct replay_clock clock;
	uint64_t nb_loops; /**< 0: without end */

	/* The sending lcore's. */
	uint64_t next;	  /**< index of the next frame to be built */
	uint64_t loop;	  /**< of that frame */
	uint64_t nb_left; /**< frames to be built yet */
	_Atomic uint64_t nb_sent;
	uint16_t nb_pending;
	uint16_t first_pending;
	uint16_t nb_due;			 /**< of those pending */
	struct rte_mbuf *pending[FWD_MAX_BURST]; /**< built, and not yet accepted by the port */
	uint64_t due[FWD_MAX_BURST];		 /**< cycles after the start, of recorded gaps */
	uint64_t resume_tsc;			 /**< end of a gap between loops, or 0 */
	_Atomic uint64_t late_max;		 /**< cycles */
	uint64_t start_tsc;			 /**< when the first frame was sent, or 0 */
	uint64_t end_tsc;			 /**< when the last one was, or 0 */
	_Atomic bool done;
};

/**
 * Read and check a file.
 * @param cut what is done with frames that were recorded only in part
 * @return 0, or -errno after saying what is wrong with it
 */
int replay_file_load(struct replay_file *file, const char *path, enum fwd_replay_cut cut);
void replay_file_free(struct replay_file *file);
/** Check that every frame fits the MTU. @return 0, or -EINVAL after naming the first that does not.
 */
int replay_file_check_mtu(const struct replay_file *file, uint16_t port, uint16_t mtu);
/** Seconds between the first and the last frame. */
double replay_file_seconds(const struct replay_file *file);

/** @param span_ns recorded time of the file */
void replay_clock_init(
	struct replay_clock *c, const struct fwd_options *opt, uint64_t span_ns, uint64_t hz);
/** Cycles after the start at which a frame of a loop is due. */
uint64_t replay_clock_due(const struct replay_clock *c, uint64_t loop, uint64_t ns);

int fwd_replay_open(const char *path, enum fwd_replay_cut cut, struct replay **replay);
void fwd_replay_free(struct replay *replay);
/** Make ready to send the file anew, as the options say now; nothing may be pending. */
void fwd_replay_rewind(struct replay *replay, const struct fwd_options *opt);
/** Loops of which every frame was sent. */
uint64_t fwd_replay_loops(const struct replay *replay);
/** Seconds from the first frame sent to the last, or to the end of the run. */
double fwd_replay_seconds(const struct replay *replay, uint64_t run_end_tsc);
/** How much later than recorded a frame was sent at most. */
double fwd_replay_late_seconds(const struct replay *replay);
/** The burst function of the stream that replays. */
unsigned int fwd_replay_burst(struct fwd_stream *s);

#endif /* FWD_REPLAY_H */
