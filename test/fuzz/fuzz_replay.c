/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Capture files as igbx-fwd reads them for a replay: pcap, pcapng, and what is neither.
 */
#define _GNU_SOURCE /* memfd_create() */
#include <sys/mman.h>
#include <unistd.h>

#include <rte_ether.h>

#include "fwd_lines.h"
#include "input.h"
#include "replay.h"

static int fd;
static char path[32];

static void
frames_check(const struct replay_file *file)
{
	uint64_t i, next = 0, ns = 0;

	FUZZ_CHECK(file->nb_frames > 0, "a file without frames is taken");
	for (i = 0; i < file->nb_frames; i++) {
		FUZZ_CHECK(
			file->frames[i].offset == next && file->frames[i].len >= RTE_ETHER_HDR_LEN,
			"frame %lu is not where it belongs", (unsigned long)i);
		next += file->frames[i].len;
		FUZZ_CHECK(
			file->frames[i].ns >= ns, "frame %lu goes back in time", (unsigned long)i);
		ns = file->frames[i].ns;
	}
	FUZZ_CHECK(next == file->nb_bytes && file->nb_cut <= file->nb_frames, "lengths");
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fd = memfd_create("replay", 0);
	FUZZ_CHECK(fd >= 0, "no file in memory");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct replay_file file;
	int ret;

	FUZZ_CHECK(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size, "no file");
	fwd_lines = 0;
	ret = replay_file_load(&file, path, (enum fwd_replay_cut)(size % 3));
	FUZZ_CHECK(fwd_lines == (ret != 0), "%d with %u lines", ret, fwd_lines);
	if (ret != 0) {
		FUZZ_CHECK(file.frames == NULL && file.bytes == NULL, "not freed");
		return 0;
	}
	frames_check(&file);
	fwd_lines = 0;
	ret = replay_file_check_mtu(&file, 0, 1500);
	FUZZ_CHECK(fwd_lines == (ret != 0), "MTU: %d with %u lines", ret, fwd_lines);
	FUZZ_CHECK(replay_file_seconds(&file) >= 0, "negative time");
	replay_file_free(&file);
	return 0;
}
