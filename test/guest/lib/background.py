# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Several programs with testpmd's prompt at once: each has its own input and its own log."""

import time

import machine
from igbx import ToolError


class Background:
    """A program behind the guest's shell. command() talks to it, while others run besides."""

    def __init__(self, shell, name, command, descriptor):
        self.shell = shell
        self.name = name
        self.log = f"/run/igbx/{name}.log"
        self.pipe = f"/run/igbx/{name}.in"
        self.seen = 0
        shell.check(f"rm -f {self.pipe}; mkfifo {self.pipe}; : > {self.log}")
        # The program must not keep the other programs' inputs open.
        shell.send(f"exec {descriptor}<>{self.pipe}; ( {self._closed(descriptor)} exec {command} )"
                   f" < {self.pipe} > {self.log} 2>&1 & pid_{name}=$!\n")
        self.descriptor = descriptor
        self.expect(machine.PROMPT)

    @staticmethod
    def _closed(descriptor):
        return " ".join(f"exec {other}>&-;" for other in range(5, 10) if other != descriptor)

    def text(self):
        """What it has written since the last look."""
        return self.shell.check(f"tail -c +{self.seen + 1} {self.log}")

    def expect(self, part, timeout=machine.LONG_S):
        """Wait until it has written part; return what it wrote, and look behind it next time."""
        deadline = time.monotonic() + timeout
        while True:
            text = self.text()
            if part in text:
                self.seen += len(text.encode())
                return text
            if time.monotonic() > deadline or not self.running():
                raise ToolError(f"{self.name}: waiting for {part!r}; last output:\n{text[-2000:]}")
            time.sleep(0.2)

    def write(self, line):
        self.shell.check(f"echo '{line}' > {self.pipe}")

    def command(self, line):
        """A command and its output."""
        self.write(line)
        return self.expect(machine.PROMPT)

    def running(self):
        return self.shell.run(f"kill -0 $pid_{self.name}")[0] == 0

    def kill(self):
        self.shell.check(f"kill -9 $pid_{self.name}")
        self.shell.run(f"wait $pid_{self.name}")

    def end(self):
        """End it in its own way; return its exit status."""
        self.write("quit")
        return self.shell.run(f"wait $pid_{self.name}")[0]

    def whole_log(self):
        return self.shell.check(f"cat {self.log}")
