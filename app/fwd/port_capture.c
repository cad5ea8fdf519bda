/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Captures of ports: begun by options or at the prompt, and ended. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "engine.h"
#include "fwd.h"
#include "log.h"
#include "replay.h"

/** A capture must not write over a file that is replayed, or that another capture writes. */
static int
check_path(const struct fwd_app *app, const char *path)
{
	char *mine = realpath(path, NULL);
	int ret = fwd_capture_check_path(path);

	for (unsigned int i = 0; ret == 0 && i < app->nb_ports; i++) {
		const struct fwd_port *p = app->ports[i];
		char *other = p->replay != NULL ? realpath(p->replay->file.path, NULL) : NULL;

		if (mine != NULL && other != NULL && strcmp(mine, other) == 0) {
			fwd_err("--capture: %s is being replayed", path);
			ret = -EINVAL;
		} else if (p->capture != NULL && fwd_capture_is_file(p->capture, path)) {
			fwd_err("--capture: %s is the capture of port %u", path, p->id);
			ret = -EINVAL;
		}
		free(other);
	}
	free(mine);
	return ret;
}

int
fwd_capture_start(struct fwd_app *app, const char *path, const struct fwd_capture_conf *conf,
	struct fwd_port **ports, unsigned int nb)
{
	struct capture *capture;
	int ret = check_path(app, path);

	for (unsigned int i = 0; ret == 0 && i < nb; i++) {
		if (ports[i]->capture == NULL)
			continue;
		fwd_err("port %u is captured: capture stop %u first", ports[i]->id, ports[i]->id);
		ret = -EBUSY;
	}
	if (ret == 0 && app->running && !app->engine->receives) {
		fwd_err("%s receives nothing: stop, capture start, start", app->engine->name);
		ret = -EBUSY;
	}
	if (ret == 0)
		ret = fwd_capture_open(path, conf, ports, nb, &capture);
	if (ret < 0)
		return ret;
	for (unsigned int i = 0; i < nb; i++)
		ports[i]->capture = capture;
	if (app->running)
		fwd_run_update_captures(app);
	return 0;
}

/** Let no port have a capture any more. */
static void
detach(struct fwd_app *app, const struct capture *capture)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		if (app->ports[i]->capture == capture)
			app->ports[i]->capture = NULL;
	}
	if (app->running)
		fwd_run_update_captures(app);
}

int
fwd_capture_stop(struct fwd_app *app, struct capture *capture)
{
	detach(app, capture);
	return fwd_capture_finish(capture);
}

/** The ports of an option's capture that have the same file as this one. */
static unsigned int
find_sharing(const struct fwd_app *app, const struct fwd_port *p, struct fwd_port **ports)
{
	char *const *paths = (char *const *)(uintptr_t)app->opt->capture;
	unsigned int nb = 0;

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		const char *path = paths[app->ports[i]->id];

		if (path != NULL && strcmp(path, paths[p->id]) == 0)
			ports[nb++] = app->ports[i];
	}
	return nb;
}

int
fwd_captures_open(struct fwd_app *app)
{
	struct fwd_port *ports[RTE_MAX_ETHPORTS];

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		struct fwd_port *p = app->ports[i];
		const char *path = app->opt->capture[p->id];
		int ret;

		if (path == NULL || p->capture != NULL)
			continue;
		ret = fwd_capture_start(
			app, path, &app->opt->capture_conf, ports, find_sharing(app, p, ports));
		if (ret < 0)
			return ret;
	}
	return 0;
}

int
fwd_captures_finish(struct fwd_app *app)
{
	int first = 0;

	for (unsigned int i = 0; i < app->nb_ports; i++) {
		int ret = 0;

		if (app->ports[i]->capture != NULL)
			ret = fwd_capture_finish(app->ports[i]->capture);
		if (first == 0)
			first = ret;
	}
	return first;
}

void
fwd_captures_free(struct fwd_app *app, bool discard)
{
	for (unsigned int i = 0; i < app->nb_ports; i++) {
		struct capture *capture = app->ports[i]->capture;

		if (capture == NULL)
			continue;
		detach(app, capture);
		if (discard)
			fwd_capture_discard(capture);
		fwd_capture_free(capture);
	}
}
