/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Commands: from a terminal, a pipe or a file, one after the other. */

#ifndef FWD_CLI_H
#define FWD_CLI_H

#include "fwd.h"

struct doc;

/** Run the commands of a file. @return 0, or the exit status that tells that some failed. */
int fwd_cli_file(struct fwd_app *app, const char *path);
/**
 * Read and run commands from standard input until its end, quit or a signal.
 * @param status the exit status so far
 * @return the exit status
 */
int fwd_cli_run(struct fwd_app *app, int status);
/** What a command that begins with "show" shows. @return 0, or -errno after saying what is wrong.
 */
int fwd_cli_show(struct fwd_app *app, const char *line, struct doc *out);

#endif /* FWD_CLI_H */
