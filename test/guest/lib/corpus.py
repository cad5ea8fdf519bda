# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Captures out of Debian source packages, fetched once into the cache."""

import glob
import os
import subprocess
import tempfile

from machine import TOP  # noqa: F401  sets the module path of the tools

from igbx import ToolError  # noqa: E402
from igbx.guest_image import cache_dir  # noqa: E402
from igbx.pcap import Capture, CaptureError  # noqa: E402

# Suites for which a deb-src line is derived from the configured deb lines.
SOURCES = ("/etc/apt/sources.list", "/etc/apt/sources.list.d/*.list",
           "/etc/apt/sources.list.d/*.sources")


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


def fetch(package):
    """Folder with the unpacked upstream source of a Debian package."""
    target = os.path.join(cache_dir(), "sources", package)
    if os.path.isdir(target):
        return target
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=os.path.dirname(target)) as work:
        options = _source_options(work)
        _apt(work, "apt-get", *options, "update")
        _apt(work, "apt-get", *options, "source", "--download-only", package)
        archives = glob.glob(os.path.join(work, "*.orig.tar.*[!c]"))
        if len(archives) != 1:
            raise ToolError(f"source package {package}: no upstream archive was downloaded")
        unpacked = os.path.join(work, "unpacked")
        os.mkdir(unpacked)
        _apt(work, "tar", "-x", "--strip-components=1", "--no-same-owner", "-C", unpacked, "-f",
             archives[0])
        os.rename(unpacked, target)
    return target


def _source_options(work):
    """Options that give apt a state of its own and the source lines of the configured mirrors."""
    parts = os.path.join(work, "parts")
    for folder in ("lists/partial", "cache/archives/partial", "parts"):
        os.makedirs(os.path.join(work, folder))
    for pattern in SOURCES:
        for path in glob.glob(pattern):
            with open(path, encoding="utf-8") as f:
                text = f.read()
            with open(os.path.join(parts, os.path.basename(path)), "w", encoding="utf-8") as f:
                f.writelines(map(_as_source, text.splitlines(keepends=True)))
    return ["-o", f"Dir::State::lists={work}/lists", "-o", f"Dir::Cache={work}/cache",
            "-o", "Dir::Etc::sourcelist=/dev/null", "-o", f"Dir::Etc::sourceparts={parts}",
            "-o", "APT::Sandbox::User="]


def _as_source(line):
    if line.startswith("deb "):
        return "deb-src " + line[4:]
    return "Types: deb-src\n" if line.startswith("Types:") else line


def _apt(work, *command):
    done = subprocess.run(command, cwd=work, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    if done.returncode and command[-1] != "update":
        raise ToolError(f"{' '.join(command)}: {done.stderr.strip().splitlines()[-1:]}")
