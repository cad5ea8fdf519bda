# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""How far the run is and how long it will still take, on standard error."""

import shutil
import sys
import time

PLAIN_EVERY_S = 10


def duration(seconds):
    seconds = max(0, round(seconds))
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


class Progress:
    """One line that changes on a terminal, a line now and then elsewhere."""

    def __init__(self, weights, out=None, clock=time.monotonic):
        self.weights = weights  # of each process, in any unit: how long it takes, about
        self.out = out or sys.stderr
        self.clock = clock
        self.terminal = self.out.isatty()
        self.begin = clock()
        self.last_plain = None

    def left(self, done):
        """Seconds, None before anything is known."""
        spent = sum(self.weights[:done])
        if not spent:
            return None
        return (self.clock() - self.begin) / spent * sum(self.weights[done:])

    def show(self, done, text):
        """Before the process number done begins."""
        left = self.left(done)
        remaining = f"{duration(left)} left" if left is not None else "estimating"
        total = str(len(self.weights))
        line = f"[{done + 1:>{len(total)}}/{total}] {remaining}: {text}"
        if self.terminal:
            width = shutil.get_terminal_size().columns - 1
            self.out.write("\r\033[K" + line[:width])
        elif self.last_plain is None or self.clock() - self.last_plain >= PLAIN_EVERY_S:
            self.last_plain = self.clock()
            self.out.write(line + "\n")
        self.out.flush()

    def clear(self):
        if self.terminal:
            self.out.write("\r\033[K")
            self.out.flush()

    def note(self, text):
        """A line of its own that stays."""
        self.clear()
        self.out.write(text + "\n")
        self.out.flush()
