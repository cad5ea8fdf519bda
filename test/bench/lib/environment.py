# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The machine and the tree, as far as they explain a figure."""

import os
import subprocess
from pathlib import Path

MEMINFO = Path("/proc/meminfo")


def _cpuinfo(key):
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == key:
                return value.strip()
    except OSError:
        pass
    return ""


def hugepages():
    """Sizes with free pages: {"2048 kB": 512}."""
    found = {}
    for folder in sorted(Path("/sys/kernel/mm/hugepages").glob("hugepages-*kB")):
        try:
            free = int((folder / "free_hugepages").read_text(encoding="ascii"))
        except (OSError, ValueError):
            continue
        if free:
            found[folder.name.removeprefix("hugepages-").replace("kB", " kB")] = free
    return found


def _git(top, *words):
    done = subprocess.run(["git", "-c", "safe.directory=*", "-C", str(top), *words], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def tree(source):
    """The commit that was measured; without git, nothing is known."""
    try:
        commit = _git(source, "rev-parse", "HEAD")
        changed = bool(_git(source, "status", "--porcelain", "--untracked-files=no"))
    except OSError:
        return {}
    return {"commit": commit, "changed": changed} if commit else {}


def describe(source):
    """source: the tree of the driver, None where it is not known."""
    return {
        "model": _cpuinfo("model name"),
        "flags": _cpuinfo("flags").split() or _cpuinfo("Features").split(),
        "microcode": _cpuinfo("microcode"),
        "cpus": os.cpu_count(),
        "kernel": os.uname().release,
        "load": os.getloadavg()[0],
        "free_hugepages": hugepages(),
        "tree": tree(source) if source else {},
    }


def default_cpu():
    """The last of those that this process may use: interrupts like the first."""
    return max(os.sched_getaffinity(0))
