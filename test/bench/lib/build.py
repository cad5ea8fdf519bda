# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Finds or builds what is measured: the driver and igbx-bench."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

TARGETS = ("rte_net_igbx", "igbx-bench")
SETUP = "usertools/igbx-setup build"
OUTPUT_LINES = 15


class BuildError(Exception):
    """Why there is nothing to measure, in one line or with a tool's last words."""


class Build(NamedTuple):
    driver: Path
    bench: Path
    source: object  # the tree it was built from, None where the folder does not tell


def _outputs(folder):
    return Build(folder / "drivers/net/igbx/librte_net_igbx.so", folder / "test/bench/igbx-bench",
                 _source(folder))


def _source(folder):
    try:
        told = json.loads((folder / "meson-info/meson-info.json").read_text(encoding="utf-8"))
        return Path(told["directories"]["source"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _command(words, what):
    environment = dict(os.environ, PATH="/usr/bin:" + os.environ.get("PATH", ""))
    done = subprocess.run([str(word) for word in words], env=environment, text=True, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-OUTPUT_LINES:])
        raise BuildError(f"{what} failed:\n{tail}")


def _check_options(folder):
    """A build whose figures would mean nothing is refused."""
    done = subprocess.run(["/usr/bin/env", "PATH=/usr/bin:" + os.environ.get("PATH", ""), "meson",
                           "introspect", "--buildoptions", str(folder)],
                          text=True, capture_output=True, check=False)
    if done.returncode:
        raise BuildError(f"{folder}: not a build folder of meson")
    options = {row["name"]: row["value"] for row in json.loads(done.stdout)}
    if options.get("b_sanitize", "none") not in ("none", "", []):
        raise BuildError(f"{folder}: built with sanitizers, whose figures mean nothing")
    if options.get("optimization") not in ("2", "3"):
        raise BuildError(f"{folder}: built without optimization "
                         f"(buildtype {options.get('buildtype')}): give a release build")


def find(top, folder, say):
    """The programs of a build folder, brought up to date, or configured if there is none."""
    given, folder = folder is not None, Path(folder or top / "build-bench").absolute()
    found = _outputs(folder)
    if not (folder / "build.ninja").exists():
        if found.driver.exists() and found.bench.exists():
            return found
        if given:
            raise BuildError(f"{folder}: neither a build folder nor one with "
                             "drivers/net/igbx/librte_net_igbx.so and test/bench/igbx-bench in it")
    for tool in ("meson", "ninja"):
        if not shutil.which(tool, path="/usr/bin:" + os.environ.get("PATH", "")):
            raise BuildError(f"{tool} is not installed: run {SETUP}")
    if not (folder / "build.ninja").exists():
        say(f"configuring a release build in {folder}")
        _command(["meson", "setup", "--buildtype=release", folder, top], "the configuration")
    _check_options(folder)
    say(f"building in {folder}")
    _command(["meson", "compile", "-C", folder, *TARGETS], "the build")
    found = _outputs(folder)
    for path in (found.driver, found.bench):
        if not path.exists():
            raise BuildError(f"{path}: not there after the build")
    return found
