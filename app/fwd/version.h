/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

#ifndef FWD_VERSION_H
#define FWD_VERSION_H

/* The build gives the project's version. */
#ifndef IGBX_VERSION
#define IGBX_VERSION "unversioned"
#endif

#endif /* FWD_VERSION_H */
