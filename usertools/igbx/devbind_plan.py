# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""A change of the machine as a list of steps: shown, done in order, or undone in reverse.

A step has lines, which say what it does in the words that a dry run prints and a real run reports;
do(), which does it or raises Problem; and undo(), which is also called for a step that failed in
the middle, and does nothing where there is nothing to undo.
"""

import signal

from igbx.devbind_host import Problem


class HeldSignals:
    """SIGINT, SIGTERM and SIGHUP wait for the end of a step, so that no device stays in between."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __enter__(self):
        self.caught = None
        self.saved = {number: signal.signal(number, self.note) for number in self.SIGNALS}
        return self

    def __exit__(self, *_):
        for number, handler in self.saved.items():
            signal.signal(number, handler)

    def note(self, number, _frame):
        self.caught = number

    def check(self):
        if self.caught:
            raise Problem(f"interrupted by {signal.Signals(self.caught).name}")


class Step:
    """lines: what it does. details: more of that for a dry run. leftovers: what do() could not
    do, where that stops nothing else."""

    def __init__(self, *lines, details=()):
        self.lines = list(lines)
        self.details = list(details)
        self.leftovers = []

    def do(self):
        raise NotImplementedError

    def undo(self):
        """Nothing, unless the step has something."""


class RolledBack(Problem):
    """A step failed. remains says what could not be undone; it is empty when all was."""

    def __init__(self, problem, remains):
        super().__init__(problem.text, problem.advice)
        self.remains = remains


def undo(steps):
    """Undo in reverse order; what cannot be undone is returned as lines."""
    remains = []
    for step in reversed(steps):
        try:
            step.undo()
        except Problem as problem:
            remains.append(problem.text)
    return remains


def execute(steps, signals):
    """All steps or none; returns the lines that say what was done and what was left over."""
    begun = []
    try:
        for step in steps:
            signals.check()
            begun.append(step)
            step.do()
        signals.check()
    except Problem as problem:
        raise RolledBack(problem, undo(begun)) from problem
    return ([line for step in steps for line in step.lines],
            [line for step in steps for line in step.leftovers])
