# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Captures out of Debian source packages, fetched once into the cache."""

import glob
import os

from machine import TOP  # noqa: F401  sets the module path of the tools

from igbx.debsource import fetch  # noqa: E402
from igbx.pcap import Capture, CaptureError  # noqa: E402


def captures(package, folder, max_frame):
    """Paths of the package's Ethernet captures that can be replayed whole."""
    usable = []
    for path in sorted(glob.glob(os.path.join(fetch(package), folder, "*"))):
        try:
            Capture(path, max_frame).check()
        except CaptureError:
            continue
        usable.append(path)
    return usable
