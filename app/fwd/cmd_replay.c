/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: replay of capture files. */

#include <errno.h>

#include "capture.h"
#include "cmd.h"
#include "log.h"
#include "replay.h"

enum {
	SET_GAPS,
	SET_SPEED,
	SET_LOOPS,
	SET_LOOP_GAP,
};

static int
set_replay(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options *opt = cli->app->opt;

	switch (cli->tag) {
	case SET_GAPS:
		opt->replay_recorded = a[0].u == 1;
		return 0;
	case SET_LOOPS:
		opt->replay_loops = a[0].u;
		return 0;
	case SET_LOOP_GAP:
		opt->replay_loop_gap_s = a[0].seconds;
		return 0;
	default:
		if (fwd_read_real(a[0].s, FWD_REPLAY_SPEED_MIN, FWD_REPLAY_SPEED_MAX,
			    &opt->replay_speed) == 0)
			return 0;
		fwd_err("set replay speed: '%s' is not a number, %g to %g", a[0].s,
			FWD_REPLAY_SPEED_MIN, FWD_REPLAY_SPEED_MAX);
		return -EINVAL;
	}
}

static int
load(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_port *p = a[0].port;
	struct replay *r;
	int ret;

	if (fwd_cmd_need_rest(cli) < 0)
		return -EBUSY;
	ret = fwd_replay_open(a[1].s, cli->app->opt->replay_cut, &r);
	if (ret < 0)
		return ret;
	ret = replay_file_check_mtu(&r->file, p->id, p->mtu);
	if (ret < 0) {
		fwd_replay_free(r);
		return ret;
	}
	fwd_replay_free(p->replay);
	p->replay = r;
	return 0;
}

static int
unload(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	(void)a;
	if (fwd_cmd_need_rest(cli) < 0)
		return -EBUSY;
	fwd_replay_free(p->replay);
	p->replay = NULL;
	return 0;
}

static int
run_unload(struct fwd_cli *cli, const struct fwd_arg *a)
{
	return fwd_cmd_each(cli, a[0].port, unload, a);
}

static int
add_replay(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	const struct fwd_options *opt = cli->app->opt;
	struct replay *r = p->replay;
	struct doc *d;

	(void)a;
	if (r == NULL)
		return 0;
	d = doc_object(cli->list, NULL);
	doc_uint(d, "port", p->id);
	doc_str(d, "file", r->file.path);
	doc_uint(d, "frames", r->file.nb_frames);
	doc_uint(d, "bytes", r->file.nb_bytes);
	doc_uint(d, "cut_frames", r->file.nb_cut);
	doc_uint(d, "back_in_time", r->file.nb_back);
	doc_real(d, "recorded_s", replay_file_seconds(&r->file));
	doc_str(d, "gaps", opt->replay_recorded ? "recorded" : "none");
	doc_real(d, "speed", opt->replay_speed);
	doc_uint(d, "loops", opt->replay_loops);
	doc_real(d, "loop_gap_s", opt->replay_loop_gap_s);
	doc_uint(d, "complete_loops", fwd_replay_loops(r));
	doc_real(d, "late_max_s", fwd_replay_late_seconds(r));
	return 0;
}

static int
show_replay(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->list = doc_list(cli->out, "replays");
	return fwd_cmd_each(cli, a[0].port, add_replay, a);
}

static const struct fwd_cmd cmds[] = {
	{"replay load <port> <file:word>", "send the frames of a file with each run", load, 0},
	{"replay unload <ports>", "no longer", run_unload, 0},
	{"set replay gaps none|recorded",
		"as fast as possible or at the rate of the port, or as the file was recorded",
		set_replay, SET_GAPS},
	{"set replay speed <factor:word>", "with recorded gaps: so many times as fast", set_replay,
		SET_SPEED},
	{"set replay loops <n:0-4294967295>", "send files n times, 0: until the run ends",
		set_replay, SET_LOOPS},
	{"set replay loop-gap <seconds>", "time between two loops", set_replay, SET_LOOP_GAP},
	{"show replay <ports>", "files that are replayed, and how far", show_replay, 0},
};

const struct fwd_topic fwd_topic_replay = {
	.name = "replay",
	.help = "capture files that are sent, from the next start on",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
