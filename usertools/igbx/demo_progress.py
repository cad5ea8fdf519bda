# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What the demo shows while it works: one line per step, alive on a terminal, plain elsewhere."""

import shutil
import sys
import threading
import time

NAME_WIDTH = 9
TERMINAL_REFRESH_S = 0.2
PLAIN_REFRESH_S = 5.0


class Step:
    """A step that runs. text is what its line says; it may change while the step runs."""

    def __init__(self, name):
        self.name = name
        self.text = ""
        self.started = time.monotonic()
        self.seconds = 0.0

    def line(self):
        seconds = self.seconds or time.monotonic() - self.started
        return f"  {self.name:<{NAME_WIDTH}}{seconds:6.1f} s  {self.text}".rstrip()


class Progress:
    def __init__(self, out=None):
        self.out = out or sys.stdout
        self.terminal = self.out.isatty()
        self.steps = {}
        self._live = False
        self._lock = threading.Lock()

    def step(self, name, text=""):
        """Context manager: the step's line is written when it ends, or fails."""
        return _Running(self, name, text)

    def note(self, text):
        """A line of its own between the steps."""
        self._print(f"  {'':<{NAME_WIDTH}}          {text}")

    def style(self, text, code):
        """Colours only where a person looks."""
        return f"\033[{code}m{text}\033[0m" if self.terminal else text

    def say(self, text=""):
        self._print(text)

    def _clear(self):
        if self._live:
            self.out.write("\r\033[K")
            self._live = False

    def _print(self, text):
        with self._lock:
            self._clear()
            self.out.write(text + "\n")
            self.out.flush()

    def show(self, step, last_text):
        """Refresh the line of a running step; returns the text shown."""
        if self.terminal:
            width = shutil.get_terminal_size().columns - 1
            with self._lock:
                self._clear()
                self.out.write(step.line()[:width])
                self.out.flush()
                self._live = True
        elif step.text != last_text:
            self._print(step.line())
        return step.text


class _Running:
    def __init__(self, progress, name, text):
        self.progress = progress
        self.step = Step(name)
        self.step.text = text
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._refresh, daemon=True)

    def _refresh(self):
        shown = self.step.text
        pause = TERMINAL_REFRESH_S if self.progress.terminal else PLAIN_REFRESH_S
        while not self.done.wait(pause):
            shown = self.progress.show(self.step, shown)

    def __enter__(self):
        self.progress.steps[self.step.name] = self.step
        if self.progress.terminal:
            self.progress.show(self.step, None)
        self.thread.start()
        return self.step

    def __exit__(self, kind, *_):
        self.done.set()
        self.thread.join()
        self.step.seconds = time.monotonic() - self.step.started
        if kind is not None:
            self.step.text = self.progress.style(
                "interrupted" if not issubclass(kind, Exception) else "failed", "31")
        self.progress.say(self.step.line())
