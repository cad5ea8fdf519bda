/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Capture of what a port receives.
 *
 * The lcore that received a burst copies the frames into a byte ring, one for each Rx queue, with
 * one producer and one consumer and so without a lock. A thread of its own writes them to the file.
 * When the ring is full, because the disk is slow, frames are dropped from the capture, not from
 * forwarding, and counted.
 */

#ifndef FWD_CAPTURE_H
#define FWD_CAPTURE_H

#include <stdint.h>

struct capture;
struct capture_ring;
struct rte_mbuf;

struct fwd_capture_result {
	const char *path;
	uint64_t frames;  /**< whole records in the file */
	uint64_t bytes;	  /**< frame bytes in them */
	uint64_t dropped; /**< frames that are not in the file */
	int error;	  /**< what ended the capture early, an errno, or 0 */
};

/** Create the file, the rings and the thread. @return 0 or -errno, after saying what failed. */
int fwd_capture_open(uint16_t port, const char *path, uint16_t nb_queues, struct capture **capture);
/** Whether a file is the one this capture writes. */
int fwd_capture_is_file(const struct capture *capture, const char *path);
/** Rx queues that it was opened for. */
uint16_t fwd_capture_nb_rings(const struct capture *capture);
/** The ring of a queue. */
struct capture_ring *fwd_capture_ring(struct capture *capture, uint16_t queue);
/** Record a burst; frames of one queue get stamps that rise by at least 1 ns. */
void fwd_capture_burst(struct capture_ring *ring, struct rte_mbuf **pkts, uint16_t nb);
/** Write what is still in the rings, end the thread, close the file. @return 0 or -errno. */
int fwd_capture_finish(struct capture *capture);
/** Frames in the file and lost, also while the capture runs. */
void fwd_capture_result(const struct capture *capture, struct fwd_capture_result *result);
/** Remove the file, if it is new: there was no run. */
void fwd_capture_discard(struct capture *capture);
/** Free a capture, finished or not. */
void fwd_capture_free(struct capture *capture);

#endif /* FWD_CAPTURE_H */
