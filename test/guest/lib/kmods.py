# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Kernel modules of the distribution's dpdk-kmods package, built for the guest's kernel."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../usertools"))

from igbx import ToolError, guest_image  # noqa: E402  pylint: disable=wrong-import-position

# Headers of a release need those common to all its flavours, and the tools of its series.
HEADERS = ("linux-headers-{release}", "linux-headers-{version}-common", "linux-kbuild-{series}")


def igb_uio():
    """Path of igb_uio.ko for the guest's kernel; fetched and built when it is not in the cache."""
    image = guest_image.prepare(lambda text: print(f"# {text}", flush=True))
    module = os.path.join(image.folder, "igb_uio.ko")
    if not os.path.exists(module):
        with tempfile.TemporaryDirectory(prefix="kmods-", dir=guest_image.cache_dir()) as work:
            os.rename(_build(image.release, work), module)
    return module


def _build(release, work):
    version = release.rsplit("-", 1)[0]
    series = ".".join(release.split(".")[:2])
    names = [name.format(release=release, version=version, series=series) for name in HEADERS]
    _run(["apt-get", "-q", "-o", "APT::Sandbox::User=", "download", *names,
          "dpdk-kmods-dkms"], work)
    root = os.path.join(work, "root")
    for package in glob.glob(os.path.join(work, "*.deb")):
        _run(["dpkg-deb", "-x", package, root], work)
    headers = os.path.join(root, "usr/src", names[0])
    with open(os.path.join(headers, "Makefile"), "w", encoding="ascii") as file:
        file.write(f"include {root}/usr/src/{names[1]}/Makefile\n")
    source = os.path.join(work, "igb_uio")
    shutil.copytree(glob.glob(os.path.join(root, "usr/src/dpdk-kmods-*"))[0], source)
    _run(["make", "-C", headers, f"M={source}", "CC=gcc", "modules"], work)
    return os.path.join(source, "igb_uio.ko")


def _run(command, folder):
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ToolError(f"igb_uio for the guest's kernel: {command[0]} fails: {reason}")
