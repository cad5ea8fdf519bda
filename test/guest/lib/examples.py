# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""DPDK's example programs, from the distribution's package of the installed release."""

import glob
import os
import subprocess
import tempfile

from igbx import ToolError, guest_image

PACKAGE = "dpdk-doc"
FOLDER = "usr/share/dpdk/examples"


def build(names):
    """Folder with the examples, those of names built in it; fetched once per release."""
    done = subprocess.run(["dpkg-query", "-W", "-f", "${source:Version}", "libdpdk-dev"],
                          capture_output=True, text=True, check=True)
    version = done.stdout
    folder = os.path.join(guest_image.cache_dir(), f"examples-{version.replace('/', '_')}")
    if not os.path.isdir(folder):
        os.makedirs(guest_image.cache_dir(), exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="examples-", dir=guest_image.cache_dir()) as work:
            _run(["apt-get", "-q", "-o", "APT::Sandbox::User=", "download",
                  f"{PACKAGE}={version}"], work)
            _run(["dpkg-deb", "-x", glob.glob(os.path.join(work, "*.deb"))[0], "root"], work)
            os.rename(os.path.join(work, "root", FOLDER), folder)
    for name in names:
        _run(["make", "-s", "shared"], os.path.join(folder, name))
    return folder


def _run(command, folder):
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ToolError(f"DPDK's examples: {' '.join(command)} fails: {reason}")
