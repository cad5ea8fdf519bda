# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What a run shows: a line that lives on a terminal, plain lines elsewhere."""

import shutil
import sys
import time
from dataclasses import dataclass

from igbx.rfc2544_units import percent_text, si, span_text

TITLE_WIDTH, FRAME_WIDTH = 21, 8


@dataclass
class Step:
    """One test with frames of one size."""

    title: str
    frame: str
    estimate_s: float


class Progress:
    def __init__(self, out=None, quiet=False):
        self.out = out or sys.stdout
        self.terminal = self.out.isatty()
        self.quiet = quiet
        self.steps = []
        self.at = 0
        self.nb_trials = 0
        self._step_began = 0.0
        self._live = False
        self._trial = ""

    def plan(self, steps):
        self.steps = steps
        total = sum(step.estimate_s for step in steps)
        self.say(f"{len(steps)} steps, at most about {span_text(total)}")

    def begin(self, step):
        self.at = self.steps.index(step)
        self.nb_trials = 0
        self._step_began = time.monotonic()
        self._trial = ""
        self.tick()

    def end(self, step, text):
        self._print(f"{step.title:<{TITLE_WIDTH}}{step.frame:<{FRAME_WIDTH}}{text}")
        self.at += 1

    def left_s(self):
        """Searches end earlier than they could, so that this is the most."""
        spent = time.monotonic() - self._step_began
        left = max(0, self.steps[self.at].estimate_s - spent)
        return left + sum(step.estimate_s for step in self.steps[self.at + 1:])

    def trial_begins(self, spec, frame):
        self.nb_trials += 1
        what = f"{spec.frames} frames" if spec.frames else f"{spec.seconds:g} s"
        self._trial = f"trial {self.nb_trials}: {si(spec.pps, 'pps')} of {frame.label()}, {what}"
        self.tick()

    def trial_done(self, trial):
        """Off a terminal each trial is told; on one the live line says it."""
        if self.terminal or self.quiet or not self.steps:
            return
        outcome, frames = trial.outcome, trial.spec.frames
        what = f"{frames} frames at " if frames else ""
        self._print(f"  {self._head()}{what}{si(trial.spec.pps, 'pps')}: {outcome.sent} sent, "
                    f"{outcome.lost} lost ({percent_text(outcome.loss)}), "
                    f"at most {span_text(self.left_s())} left")

    def tick(self):
        """Draw the live line anew; to be called while something is waited for."""
        if not self.terminal or self.quiet or not self.steps:
            return
        line = f"{self._head()}{self._trial}, at most {span_text(self.left_s())} left"
        width = shutil.get_terminal_size().columns - 1
        self.out.write("\r\033[K" + line[:width])
        self.out.flush()
        self._live = True

    def _head(self):
        step = self.steps[min(self.at, len(self.steps) - 1)]
        return f"[{self.at + 1}/{len(self.steps)}] {step.title} {step.frame}, "

    def say(self, text=""):
        if not self.quiet:
            self._print(text)

    def note(self, text):
        self._print(f"  {text}")

    def clear(self):
        if self._live:
            self.out.write("\r\033[K")
            self.out.flush()
            self._live = False

    def _print(self, text):
        self.clear()
        self.out.write(text + "\n")
        self.out.flush()
