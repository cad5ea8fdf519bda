# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Runs igbx-rfc2544 with the tester of fakefwd.py, on devices whose behaviour is known."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parents[1] / "usertools"
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(TOOLS))

import tap  # noqa: E402

TOOL = str(TOOLS / "igbx-rfc2544")
LIMIT_S = 120
# Trials take no time with the fake; nor shall the pauses.
QUICK = ["--fwd", str(HERE / "fakefwd.py"), "--settle", "0"]


def refused(done, status, because):
    tap.expect("exit status", status, done.status)
    tap.expect_in("the reason", because, done.err)
    tap.expect("lines of error", 1, len(done.err.splitlines()))


class Done:
    """A run that is over, and what it has written."""

    def __init__(self, status, out, err, folder):
        self.status, self.out, self.err, self.folder = status, out, err, Path(folder)

    def report(self):
        return json.loads((self.folder / "report.json").read_text(encoding="utf-8"))

    def one(self, test):
        """The only result of a test."""
        results = self.report()["results"][test]
        tap.expect(f"results of {test}", 1, len(results))
        return results[0]


class Box:
    """A folder for a test."""

    def __enter__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="igbx-rfc2544-")
        self.top = Path(self.holder.name)
        self.out = self.top / "out"
        return self

    def __exit__(self, *_):
        self.holder.cleanup()

    def environ(self, device):
        return dict(os.environ, LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1",
                    FAKEFWD=json.dumps(device), IGBX_TEST_MARK=self.top.name)

    def left_behind(self):
        """Command lines of processes that a run has started and not ended."""
        mark = f"IGBX_TEST_MARK={self.top.name}\0".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes() + b"\0":
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found

    def command(self, *options, eal=("-l", "0,1"), out=None):
        return [TOOL, *QUICK, "--output", str(out or self.out), *options, "--", *eal]

    def start(self, device, command):
        return subprocess.Popen(command, env=self.environ(device), text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def finish(self, process, folder=None):
        try:
            out, err = process.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise tap.Failure(f"the run does not end within {LIMIT_S} s") from None
        return Done(process.returncode, out, err, folder or self.out)

    def run(self, device, *options, out=None):
        return self.finish(self.start(device, self.command(*options, out=out)), out)

    def run_ok(self, device, *options, out=None):
        done = self.run(device, *options, out=out)
        tap.expect(f"exit status ({done.err.strip()})", 0, done.status)
        tap.expect("standard error", "", done.err)
        return done

    def resume(self, device, out=None):
        folder = out or self.out
        return self.finish(self.start(device, [TOOL, "--resume", str(folder)]), folder)
