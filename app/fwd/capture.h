/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * Capture of what ports receive.
 *
 * The lcore that received a burst copies the frames that the filter wants, up to the snap length,
 * into a byte ring, one for each Rx queue, with one producer and one consumer and so without a
 * lock. A thread of its own writes them to the file. When the ring is full, because the disk is
 * slow, frames are dropped from the capture, not from forwarding, and counted.
 */

#ifndef FWD_CAPTURE_H
#define FWD_CAPTURE_H

#include <stdint.h>

#include "options.h"

struct capture;
struct capture_ring;
struct fwd_port;
struct rte_mbuf;

/** The longest frame that a capture takes whole. */
#define FWD_SNAPLEN_MAX 262144

struct fwd_capture_result {
	const char *path;
	const char *filter; /**< NULL: none */
	uint64_t frames;    /**< written */
	uint64_t bytes;	    /**< of them, of the whole capture */
	uint64_t dropped;   /**< wanted, and not written */
	uint64_t filtered;  /**< not wanted by the filter */
	uint64_t files;	    /**< begun */
	const char *end;    /**< the limit that was reached, "error", or NULL */
	int error;	    /**< what ended the capture early, an errno, or 0 */
};

/** Set one value by its name, such as snaplen. @return 0, or -EINVAL with the reason in why. */
int fwd_capture_conf_set(
	struct fwd_capture_conf *conf, const char *key, const char *value, char *why, size_t size);
/** Set values as at the prompt, and cut the text up: "snaplen=96 filter=tcp port 80". @return 0 or
 * -EINVAL, said */
int fwd_capture_conf_read(struct fwd_capture_conf *conf, char *text);
/** Whether values go together. @return 0 or -EINVAL, said. */
int fwd_capture_conf_check(const struct fwd_capture_conf *conf);
/** Whether a file can be written, by its name. @return 0 or -EINVAL, said. */
int fwd_capture_check_path(const char *path);

/**
 * Create the file, the rings and the thread, for ports that are captured into one file, and let
 * the ports know.
 * @return 0 or -errno, after saying what failed
 */
int fwd_capture_open(const char *path, const struct fwd_capture_conf *conf, struct fwd_port **ports,
	unsigned int nb_ports, struct capture **capture);
/** Whether a file is the one this capture writes. */
int fwd_capture_is_file(const struct capture *capture, const char *path);
/** Rx queues of a port that it was opened for. */
uint16_t fwd_capture_nb_rings(const struct capture *capture, uint16_t port);
/** The ring of a queue. */
struct capture_ring *fwd_capture_ring(struct capture *capture, uint16_t port, uint16_t queue);
/** Record a burst. */
void fwd_capture_burst(struct capture_ring *ring, struct rte_mbuf **pkts, uint16_t nb);
/** Write what is still in the rings, end the thread. @return 0 or -errno. */
int fwd_capture_finish(struct capture *capture);
/** Frames of all ports, or of one, also while the capture runs. */
void fwd_capture_result(const struct capture *capture, struct fwd_capture_result *result);
void fwd_capture_port_result(
	const struct capture *capture, uint16_t port, struct fwd_capture_result *result);
/** The i-th port's number, or -1 after the last. */
int fwd_capture_port(const struct capture *capture, unsigned int i);
/** Remove the file, if it is new: there was no run. */
void fwd_capture_discard(struct capture *capture);
/** Free a capture, finished or not. */
void fwd_capture_free(struct capture *capture);

#endif /* FWD_CAPTURE_H */
