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
#include <rte_cycles.h>

#include "capture_clock.h"
#include "capture_file.h"
#include "capture_ring.h"
#include "fwd.h"
#include "log.h"

/** Memory of all rings, and the least of one: 140 ms of 64-byte frames at 1 Gbit/s. */
#define RINGS_SIZE    (UINT64_C(64) << 20)
#define RING_SIZE_MIN (UINT64_C(16) << 20)

/** Frames after which the file is flushed, idle or not. */
#define FLUSH_FRAMES 8192
#define IDLE_NS	     1000000

/** Rings of a port. */
struct capture_port {
	uint16_t id;
	uint16_t nb;
	unsigned int first;
};

struct capture {
	struct fwd_capture_conf conf;
	char *filter; /**< its text */
	struct bpf_program program;
	struct capture_file file;
	struct capture_clock clock;
	uint64_t start_ns;
	pthread_t thread;
	bool running;
	unsigned int nb_ports;
	struct capture_port ports[RTE_MAX_ETHPORTS];
	unsigned int nb_rings;
	struct capture_ring *rings;
	struct capture_ring *order[FLUSH_FRAMES]; /**< where the frames not yet flushed came from */
	uint64_t written;

	_Atomic bool finish; /**< nothing is recorded any more: write what there is and end */
	_Atomic int state;
	_Atomic(const char *) end;
	int error;
};

static void
end(struct capture *c, const char *why)
{
	atomic_store(&c->end, why);
	atomic_store(&c->state, CAPTURE_ENDED);
}

/** Close the file after a write failed. */
static void
give_up(struct capture *c, int error)
{
	uint32_t nb = c->file.nb_unflushed, kept;

	atomic_store(&c->state, CAPTURE_FAILED);
	atomic_store(&c->end, "error");
	c->error = error;
	kept = capture_file_give_up(&c->file);
	for (uint32_t i = kept; i < nb; i++) {
		atomic_fetch_sub(&c->order[i]->written, 1);
		atomic_fetch_add(&c->order[i]->lost, 1);
	}
	fwd_err("capture of port %u stopped: %s: %s; the file holds %llu whole frames",
		c->ports[0].id, c->file.name, strerror(error), (unsigned long long)c->file.frames);
}

/** Whether the next frame is beyond a limit. */
static bool
is_over(struct capture *c, uint64_t ns, uint32_t caplen)
{
	const struct fwd_capture_conf *conf = &c->conf;

	if (conf->bytes != 0 && atomic_load(&c->file.bytes) + caplen > conf->bytes)
		end(c, "bytes");
	else if (conf->seconds != 0 && ns > c->start_ns &&
		 (double)(ns - c->start_ns) >= conf->seconds * 1e9)
		end(c, "seconds");
	else
		return false;
	return true;
}

static int
write_record(struct capture *c, struct capture_ring *ring, const struct capture_record *record)
{
	struct capture_frame frame = {
		.ns = capture_clock_ns(&c->clock, record->tsc),
		.len = record->len,
		.caplen = record->caplen,
		.bytes = record + 1,
	};
	int ret;

	/* The clock may be corrected backwards, a capture must not go backwards. */
	if (frame.ns <= ring->ns_last)
		frame.ns = ring->ns_last + 1;
	if (is_over(c, frame.ns, frame.caplen))
		return 0;
	ring->ns_last = frame.ns;
	ret = capture_file_prepare(&c->file, &frame);
	if (ret < 0) {
		atomic_fetch_add(&ring->lost, 1);
		return ret;
	}
	ret = capture_file_write(&c->file, &frame);
	c->order[c->file.nb_unflushed - 1] = ring;
	atomic_fetch_add_explicit(&ring->written, 1, memory_order_relaxed);
	if (++c->written == c->conf.packets)
		end(c, "packets");
	return ret;
}

/** Write the oldest frame of all rings. @return 1, 0 when there is none, or -errno. */
static int
write_oldest(struct capture *c)
{
	const struct capture_record *oldest = NULL;
	struct capture_ring *from = NULL;
	int ret;

	for (unsigned int i = 0; i < c->nb_rings; i++) {
		const struct capture_record *record = capture_ring_peek(&c->rings[i]);

		if (record != NULL && (oldest == NULL || record->tsc < oldest->tsc)) {
			oldest = record;
			from = &c->rings[i];
		}
	}
	if (oldest == NULL)
		return 0;
	ret = write_record(c, from, oldest);
	capture_ring_pop(from, oldest);
	return ret < 0 ? ret : 1;
}

/** Write what there is, up to a number of frames. @return how many, or -errno. */
static int
write_some(struct capture *c)
{
	int nb = 0, ret = 1;

	while (ret > 0 && nb < FLUSH_FRAMES && atomic_load(&c->state) == CAPTURE_ON) {
		ret = write_oldest(c);
		nb += ret > 0;
	}
	if (ret < 0)
		return ret;
	ret = nb == 0 ? 0 : capture_file_flush(&c->file);
	return ret < 0 ? ret : nb;
}

static void *
writer_main(void *arg)
{
	const struct timespec idle = {.tv_nsec = IDLE_NS};
	struct capture *c = arg;

	while (atomic_load(&c->state) == CAPTURE_ON) {
		/* Read before the rings: what was recorded before "finish" is then seen. */
		bool finish = atomic_load_explicit(&c->finish, memory_order_acquire);
		int nb;

		capture_clock_update(&c->clock);
		nb = capture_file_check(&c->file);
		if (nb == 0)
			nb = write_some(c);
		if (nb < 0) {
			give_up(c, -nb);
			break;
		}
		if (nb == FLUSH_FRAMES || atomic_load(&c->state) != CAPTURE_ON)
			continue;
		if (finish)
			break;
		if (!is_over(c, capture_clock_ns(&c->clock, rte_rdtsc()), 0))
			nanosleep(&idle, NULL);
	}
	return NULL;
}

static int
open_rings(struct capture *c, struct fwd_port **ports, unsigned int nb_ports)
{
	unsigned int nb = 0;
	uint64_t size;

	for (unsigned int i = 0; i < nb_ports; i++) {
		c->ports[i] = (struct capture_port){ports[i]->id, ports[i]->nb_rxq, nb};
		nb += ports[i]->nb_rxq;
	}
	c->nb_ports = nb_ports;
	size = RTE_MAX(rte_align64prevpow2(RINGS_SIZE / nb), RING_SIZE_MIN);
	c->rings = aligned_alloc(RTE_CACHE_LINE_SIZE, nb * sizeof(c->rings[0]));
	if (c->rings == NULL)
		return -ENOMEM;
	for (; c->nb_rings < nb; c->nb_rings++) {
		int ret = capture_ring_init(&c->rings[c->nb_rings], size, &c->state,
			c->program.bf_insns, (uint32_t)c->conf.snaplen);

		if (ret < 0)
			return ret;
	}
	return 0;
}

/** A filter was tried when it was set. */
static int
open_filter(struct capture *c, const char *text)
{
	int ret;

	if (text == NULL)
		return 0;
	c->filter = strdup(text);
	if (c->filter == NULL)
		return -ENOMEM;
	ret = pcap_compile(c->file.pcap, &c->program, text, 1, PCAP_NETMASK_UNKNOWN);
	return ret == 0 ? 0 : -EINVAL;
}

int
fwd_capture_open(const char *path, const struct fwd_capture_conf *conf, struct fwd_port **ports,
	unsigned int nb_ports, struct capture **capture)
{
	struct capture *c = calloc(1, sizeof(*c));
	int ret;

	if (c == NULL)
		return -ENOMEM;
	c->conf = *conf;
	if (c->conf.snaplen == 0)
		c->conf.snaplen = FWD_SNAPLEN_MAX;
	c->ports[0].id = ports[0]->id;
	*capture = c;

	ret = capture_file_open(&c->file, path, &c->conf);
	if (ret < 0) {
		fwd_err("capture of port %u: %s: %s", ports[0]->id,
			c->file.name != NULL ? c->file.name : path, strerror(-ret));
		goto fail;
	}
	capture_clock_init(&c->clock, rte_get_tsc_hz());
	c->start_ns = c->clock.ns;
	ret = open_filter(c, conf->filter);
	if (ret == 0)
		ret = open_rings(c, ports, nb_ports);
	if (ret == 0)
		ret = -pthread_create(&c->thread, NULL, writer_main, c);
	if (ret < 0) {
		fwd_err("capture of port %u: no memory or thread for %u rings: %s", ports[0]->id,
			c->nb_rings, strerror(-ret));
		goto fail;
	}
	c->running = true;
	return 0;

fail:
	fwd_capture_discard(c);
	fwd_capture_free(c);
	*capture = NULL;
	return ret;
}

static const struct capture_port *
find_port(const struct capture *c, uint16_t port)
{
	unsigned int i = 0;

	while (c->ports[i].id != port)
		i++;
	return &c->ports[i];
}

uint16_t
fwd_capture_nb_rings(const struct capture *c, uint16_t port)
{
	return find_port(c, port)->nb;
}

int
fwd_capture_port(const struct capture *c, unsigned int i)
{
	return i < c->nb_ports ? c->ports[i].id : -1;
}

int
fwd_capture_is_file(const struct capture *c, const char *path)
{
	struct stat other;

	return c->file.regular && stat(path, &other) == 0 && c->file.dev == other.st_dev &&
	       c->file.ino == other.st_ino;
}

struct capture_ring *
fwd_capture_ring(struct capture *c, uint16_t port, uint16_t queue)
{
	return &c->rings[find_port(c, port)->first + queue];
}

static void
count_unwritten(struct capture *c)
{
	bool lost = atomic_load(&c->state) == CAPTURE_FAILED;

	for (unsigned int i = 0; i < c->nb_rings; i++) {
		const struct capture_record *record;

		while ((record = capture_ring_peek(&c->rings[i])) != NULL) {
			capture_ring_pop(&c->rings[i], record);
			atomic_fetch_add(&c->rings[i].lost, lost);
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

static void
add_rings(const struct capture *c, unsigned int first, unsigned int nb,
	struct fwd_capture_result *result)
{
	result->path = c->file.path;
	result->filter = c->filter;
	result->files = atomic_load(&c->file.nb_files);
	result->bytes = atomic_load(&c->file.bytes);
	result->end = atomic_load(&c->end);
	result->error = c->running ? 0 : c->error;
	for (unsigned int i = first; i < first + nb; i++) {
		const struct capture_ring *r = &c->rings[i];

		result->frames += atomic_load_explicit(&r->written, memory_order_relaxed);
		result->dropped += atomic_load_explicit(&r->lost, memory_order_relaxed) +
				   atomic_load_explicit(&r->dropped, memory_order_relaxed);
		result->filtered += atomic_load_explicit(&r->filtered, memory_order_relaxed);
	}
}

void
fwd_capture_result(const struct capture *c, struct fwd_capture_result *result)
{
	*result = (struct fwd_capture_result){0};
	add_rings(c, 0, c->nb_rings, result);
}

void
fwd_capture_port_result(const struct capture *c, uint16_t port, struct fwd_capture_result *result)
{
	const struct capture_port *p = find_port(c, port);

	*result = (struct fwd_capture_result){0};
	add_rings(c, p->first, p->nb, result);
}

void
fwd_capture_discard(struct capture *c)
{
	/* The writer would begin a file anew that is gone. */
	fwd_capture_finish(c);
	if (c->file.created && c->file.name != NULL)
		unlink(c->file.name);
}

void
fwd_capture_free(struct capture *c)
{
	if (c == NULL)
		return;
	fwd_capture_finish(c);
	for (unsigned int i = 0; i < c->nb_rings; i++)
		capture_ring_free(&c->rings[i]);
	free(c->rings);
	pcap_freecode(&c->program);
	free(c->filter);
	capture_file_close(&c->file);
	free(c);
}
