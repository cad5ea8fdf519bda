/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* Events of ports and devices: printed, and devices that are gone are noted. */

#ifndef FWD_EVENTS_H
#define FWD_EVENTS_H

#include "fwd.h"

/** Watch all ports, and with --hot-plug all devices. @return 0 or -errno, said. */
int fwd_events_start(const struct fwd_options *options);
void fwd_events_stop(void);
/** Say nothing of ports that the application makes for itself. */
void fwd_events_mute(bool mute);
/** Whether a port's device is gone; the note is kept until fwd_events_forget(). */
bool fwd_events_removed(uint16_t port);
void fwd_events_forget(uint16_t port);

#endif /* FWD_EVENTS_H */
