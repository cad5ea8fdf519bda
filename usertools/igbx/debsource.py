# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Upstream sources out of Debian source packages, kept in the cache.

apt works on a private copy of the configured sources, in which every "deb" reads "deb-src", and
checks what it downloads against the archive's signature: the system's own configuration and state
stay as they are.
"""

import glob
import os
import subprocess
import tempfile

from igbx import ToolError
from igbx.guest_image import cache_dir

CONFIGURED = ("/etc/apt/sources.list", "/etc/apt/sources.list.d/*.list",
              "/etc/apt/sources.list.d/*.sources")


def fetch(package):
    """Folder with the unpacked upstream source of a package; downloaded when it is not there."""
    target = os.path.join(cache_dir(), "sources", package)
    if os.path.isdir(target):
        return target
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=os.path.dirname(target)) as work:
            unpacked = unpack(package, work)
            try:
                os.rename(unpacked, target)
            except OSError:
                # Somebody else was faster: that copy is as good.
                if not os.path.isdir(target):
                    raise
    except OSError as err:
        raise ToolError(f"{err.filename or target}: {err.strerror}") from err
    return target


def unpack(package, work, version=None):
    """Downloads the source package, of that version or the newest, and unpacks what upstream
    released; returns the folder, which lies in work.
    """
    return _unpack(package, _download(package, work, version), work)


def _download(package, work, version):
    """The path of the package's upstream archive."""
    name = f"{package}={version}" if version else package
    options = _private_options(work)
    # Another archive's failure does not matter, as long as this package is found.
    _run(work, "apt-get", *options, "update")
    done = _run(work, "apt-get", *options, "source", "--download-only", "--only-source", name)
    archives = [path for path in glob.glob(os.path.join(work, f"{package}_*.orig.tar.*"))
                if not path.endswith(".asc")]
    if done.returncode or len(archives) != 1:
        reason = (done.stderr.strip().splitlines() or ["no upstream archive in it"])[-1]
        raise ToolError(f"the source package {name} cannot be had: {reason}")
    return archives[0]


def _unpack(package, archive, work):
    unpacked = os.path.join(work, "unpacked")
    os.mkdir(unpacked)
    done = _run(work, "tar", "-x", "--strip-components=1", "--no-same-owner", "-C", unpacked, "-f",
                archive)
    if done.returncode:
        raise ToolError(f"the source package {package} cannot be unpacked: {done.stderr.strip()}")
    return unpacked


def _private_options(work):
    parts = os.path.join(work, "parts")
    for folder in ("lists/partial", "archives/partial", "parts"):
        os.makedirs(os.path.join(work, folder))
    for path in (path for pattern in CONFIGURED for path in glob.glob(pattern)):
        with open(path, encoding="utf-8", errors="replace") as source:
            lines = [_as_source(line) for line in source if not line.startswith("deb-src")]
        with open(os.path.join(parts, os.path.basename(path)), "w", encoding="utf-8") as copy:
            copy.writelines(lines)
    return ["-q", "-o", "Dir::Etc::sourcelist=/dev/null", "-o", f"Dir::Etc::sourceparts={parts}",
            "-o", f"Dir::State::lists={work}/lists", "-o", f"Dir::Cache={work}",
            "-o", "Acquire::Languages=none", "-o", "APT::Sandbox::User="]


def _as_source(line):
    if line.split()[:1] == ["deb"]:
        return line.replace("deb", "deb-src", 1)
    return "Types: deb-src\n" if line.startswith("Types:") else line


def _run(folder, *command):
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
