# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What must be there before the guest boots: the packages, and the build."""

import os
import shutil
import signal
import subprocess
import sys
import time

from igbx import ToolError

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.dirname(HERE)
TOP = os.path.dirname(TOOLS)
DRIVER = "drivers/net/igbx/librte_net_igbx.so"
FORWARDER = "app/fwd/igbx-fwd"
# The distribution's python has the modules that meson needs.
ENVIRON = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
LAST_LINES = 20


def follow(command, on_line, finish=False, **options):
    """Run a program in a session of its own; (status, lines). on_line sees each line.

    When this program is interrupted the other one ends, too: at once, or with finish in its own
    time, since half an installation would be left behind. A second interrupt ends it at once.
    """
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, errors="replace",
                             start_new_session=True, env={**os.environ, **ENVIRON}, **options)
    lines = []
    try:
        for line in child.stdout:
            lines.append(line.rstrip())
            on_line(lines[-1])
        return child.wait(), lines
    except BaseException:
        if finish and child.poll() is None:
            on_line("interrupted; letting the installation that has begun end (once more: stop it)")
            try:
                child.stdout.read()
                child.wait()
            except BaseException:
                end(child)
                raise
        end(child)
        raise


def end(child):
    """The program and what it started."""
    for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            break
        deadline = time.monotonic() + patience
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)


def install(step):
    """igbx-setup installs what is missing."""
    def show(line):
        step.text = line.removeprefix("igbx-setup: ")

    status, lines = follow([os.path.join(TOOLS, "igbx-setup"), "build", "guest"], show, finish=True)
    if status:
        raise ToolError(lines[-1] if lines else f"igbx-setup ended with status {status}")
    step.text = lines[-1].removeprefix("igbx-setup: ") if lines else "all are there"


def compile_targets(step, build, targets):
    """meson and ninja; only what the demo runs."""
    for program, package in (("meson", "meson"), ("ninja", "ninja-build")):
        if shutil.which(program, path=ENVIRON["PATH"]) is None:
            raise ToolError(f"{program} not found: install the package {package}")
    if not os.path.exists(os.path.join(build, "build.ninja")):
        step.text = "meson setup"
        run_or_show(["meson", "setup", build, TOP], "the configuration", step)
    run_or_show(["ninja", "-C", build, *targets], "the build", step)
    step.text = " and ".join(os.path.basename(target) for target in targets)


def run_or_show(command, what, step):
    def show(line):
        if line.startswith("["):
            step.text = line.partition("]")[0] + "]"

    status, lines = follow(command, show)
    if status:
        print("\n".join(lines[-LAST_LINES:]), file=sys.stderr)
        raise ToolError(f"{what} failed ({command[0]}), see above")
