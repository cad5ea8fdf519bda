/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/*
 * --tui: igbx-top on the terminal of a run. It is a process of its own that asks telemetry, so it
 * shares nothing with the data path, and gives the terminal back even when this process dies.
 */

#ifndef FWD_TUI_H
#define FWD_TUI_H

#include <stdbool.h>

/** Before EAL starts: there is a terminal, and telemetry. @return 0 or -EINVAL, said. */
int fwd_tui_check(int argc, char **argv);
/** Show; what is printed from now on comes when the view has ended. @return 0 or -errno, said. */
int fwd_tui_start(void);
/** Whether the user has ended the view, and means the run. */
bool fwd_tui_quit(void);
/** End the view, if there is one, and give the terminal back. */
void fwd_tui_stop(void);

#endif /* FWD_TUI_H */
