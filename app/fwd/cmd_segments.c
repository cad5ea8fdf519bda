/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: how packets are cut into mbufs. */

#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "log.h"
#include "segments.h"

static const char *const whos[] = {"set rxpkts", "set rxoffs", "set rxhdrs"};

static int
set_rx(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_options *opt = cli->app->opt, old = *opt;
	int ret;

	if (fwd_cmd_need_all_stopped(cli) < 0)
		return -EBUSY;
	ret = fwd_segments_read(
		&opt->rx_segments, (enum fwd_rx_segment_kind)cli->tag, a[0].s, whos[cli->tag]);
	return ret < 0 ? ret : fwd_cmd_replan(cli, &old);
}

static int
show_rx(struct fwd_cli *cli, const struct fwd_arg *a)
{
	const struct fwd_rx_segments *seg = &cli->app->opt->rx_segments;
	struct doc *list = doc_list(cli->out, a[0].s);

	for (unsigned int i = 0; a[0].u == FWD_RXPKTS && i < seg->nb_lengths; i++)
		doc_uint(list, NULL, seg->length[i]);
	for (unsigned int i = 0; a[0].u == FWD_RXOFFS && i < seg->nb_offsets; i++)
		doc_uint(list, NULL, seg->offset[i]);
	for (unsigned int i = 0; a[0].u == FWD_RXHDRS && i < seg->nb_headers; i++)
		doc_str(list, NULL, fwd_segments_header(seg->header[i]));
	return 0;
}

static int
set_split(struct fwd_cli *cli, const struct fwd_arg *a)
{
	static const enum fwd_txsplit of[] = {FWD_TXSPLIT_OFF, FWD_TXSPLIT_ON, FWD_TXSPLIT_RAND};
	struct fwd_options *opt = cli->app->opt, old = *opt;

	opt->txsplit = of[a[0].u];
	return fwd_cmd_replan_offloads(cli, &old);
}

static const struct fwd_cmd cmds[] = {
	{"set txsplit off|on|rand",
		"csum: copy into segments as txpkts says, or up to as many by chance; txonly: rand",
		set_split, 0},
	{"set rxpkts <sizes:word>",
		"split what is received: bytes of each segment, 0: the rest; with the offload "
		"buffer_split",
		set_rx, FWD_RXPKTS},
	{"set rxoffs <offsets:word>", "where in its buffer each segment begins", set_rx,
		FWD_RXOFFS},
	{"set rxhdrs <headers:word>", "split behind headers: eth, ipv4, ipv4-tcp ...", set_rx,
		FWD_RXHDRS},
	{"show config rxpkts|rxoffs|rxhdrs", "how it is split", show_rx, 0},
};

const struct fwd_topic fwd_topic_segments = {
	.name = "segments",
	.help = "how packets are cut into mbufs",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
