/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: capture of what ports receive. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "cmd.h"
#include "log.h"

static int
start(struct fwd_cli *cli, const struct fwd_arg *a)
{
	struct fwd_capture_conf conf = cli->app->opt->capture_conf;
	struct fwd_port **ports =
		a[0].port != NULL ? (struct fwd_port **)(uintptr_t)&a[0].port : cli->app->ports;
	unsigned int nb = a[0].port != NULL ? 1 : cli->app->nb_ports;
	char *text = strdup(cli->tag != 0 ? a[2].s : "");
	int ret;

	if (text == NULL)
		return -ENOMEM;
	ret = fwd_capture_conf_read(&conf, text);
	if (ret == 0)
		ret = fwd_capture_start(cli->app, a[1].s, &conf, ports, nb);
	free(text);
	return ret;
}

static void
add_capture(struct doc *list, const struct capture *capture)
{
	struct doc *d = doc_object(list, NULL), *ports;
	struct fwd_capture_result r;
	int port;

	fwd_capture_result(capture, &r);
	doc_str(d, "file", r.path);
	ports = doc_list(d, "ports");
	for (unsigned int i = 0; (port = fwd_capture_port(capture, i)) >= 0; i++)
		doc_uint(ports, NULL, (uint64_t)port);
	if (r.filter != NULL)
		doc_str(d, "filter", r.filter);
	else
		doc_null(d, "filter");
	doc_uint(d, "frames", r.frames);
	doc_uint(d, "bytes", r.bytes);
	doc_uint(d, "dropped", r.dropped);
	doc_uint(d, "filtered", r.filtered);
	doc_uint(d, "files", r.files);
	if (r.end != NULL)
		doc_str(d, "end", r.end);
	else
		doc_null(d, "end");
}

/** Whether an earlier port of the list has the same capture. */
static bool
is_seen(const struct fwd_app *app, unsigned int i)
{
	for (unsigned int j = 0; j < i; j++) {
		if (app->ports[j]->capture == app->ports[i]->capture)
			return true;
	}
	return false;
}

static int
show(struct fwd_cli *cli, const struct fwd_arg *a)
{
	const struct fwd_app *app = cli->app;
	struct doc *list = doc_list(cli->out, "captures");

	(void)a;
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		if (app->ports[i]->capture != NULL && !is_seen(app, i))
			add_capture(list, app->ports[i]->capture);
	}
	return 0;
}

static int
stop_port(struct fwd_cli *cli, struct fwd_port *p, const struct fwd_arg *a)
{
	struct capture *capture = p->capture;
	int ret;

	if (capture == NULL && a[0].port == NULL)
		return 0;
	if (capture == NULL) {
		fwd_err("port %u is not captured", p->id);
		return -EINVAL;
	}
	ret = fwd_capture_stop(cli->app, capture);
	add_capture(cli->list, capture);
	fwd_capture_free(capture);
	return ret;
}

static int
stop(struct fwd_cli *cli, const struct fwd_arg *a)
{
	cli->list = doc_list(cli->out, "captures");
	return fwd_cmd_each(cli, a[0].port, stop_port, a);
}

static const struct fwd_cmd cmds[] = {
	{"capture start <ports> <file:word>", "write what ports receive to a file", start, 0},
	{"capture start <ports> <file:word> <settings:rest>",
		"the same; settings are snaplen=N packets=N bytes=N seconds=S file-size=N "
		"file-seconds=S files=N filter=EXPRESSION, the filter last",
		start, 1},
	{"capture stop <ports>", "end captures, with all ports that share their files", stop, 0},
	{"show capture", "captures, what they have and have lost", show, 0},
};

const struct fwd_topic fwd_topic_capture = {
	.name = "capture",
	.help = "files of what ports receive",
	.cmds = cmds,
	.nb_cmds = RTE_DIM(cmds),
};
