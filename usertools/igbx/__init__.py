# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Tools around the igbx driver: guest, wire, captures."""


class ToolError(Exception):
    """A failure that the user can act on; its text is one line."""
