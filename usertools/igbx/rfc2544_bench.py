# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""A whole run: every test for every frame, each trial until it can be believed."""

import datetime
import time

from igbx import ToolError, rfc2544_tests
from igbx.rfc2544_progress import Step
from igbx.rfc2544_trial import TesterError, Trial, problems


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


class Bench:
    """options: those of the command line; tester: see rfc2544_fwd.Tester."""

    # Learning frames, commands and their answers.
    trial_overhead_s = 0.3

    def __init__(self, options, tester, journal, progress, line_bps):
        self.options = options
        self.tester = tester
        self.journal = journal
        self.progress = progress
        self.line_bps = line_bps
        self.trials = []
        self.results = {test.name: [] for test in rfc2544_tests.ALL if test.name in options.tests}

    def max_pps(self, frame):
        """The highest rate that is offered."""
        most = frame.line_pps(self.line_bps)
        if self.options.max_rate:
            most = min(most, self.options.max_rate.pps(frame, self.line_bps))
        if most < 1:
            raise ToolError("--max-rate: less than one frame per second")
        return int(most + 1e-6)

    def result(self, name, frame):
        for result in self.results.get(name, ()):
            if result["frame"] == frame.name:
                return result
        return None

    def run(self):
        tests = [test(self) for test in rfc2544_tests.ALL if test.name in self.results]
        steps = [(Step(test.title.lower(), frame.label(), test.estimate_s(frame)), test, frame)
                 for frame in self.options.frames for test in tests]
        self.progress.plan([step for step, _, _ in steps])
        for step, test, frame in steps:
            self.progress.begin(step)
            result = test.run(frame)
            self.results[test.name].append(result)
            self.progress.end(step, test.say(result))

    def trial(self, spec):
        trial = self.journal.find(spec)
        if trial is None:
            trial = self._measure(spec)
            self.journal.add(trial)
            self.progress.trial_done(trial)
        self.trials.append(trial)
        return trial

    def _measure(self, spec):
        """Repeat a trial that cannot be believed; each time the reason is kept."""
        restarts = []
        while True:
            started_at = now()
            outcome, wrong = self._attempt(spec)
            last = len(restarts) == self.options.retries
            if outcome and (last or not wrong):
                return Trial(spec, outcome, started_at, restarts, wrong)
            reason = "; ".join(text for _, text in wrong)
            if last:
                raise ToolError(f"{spec.key()}: {reason}")
            restarts.append({"reason": reason, "at": started_at,
                             "outcome": outcome and Trial(spec, outcome, started_at).as_dict()[
                                 "outcome"]})
            self.progress.note(f"trial restarted: {reason}")

    def _attempt(self, spec):
        """(outcome or None, problems)"""
        frame = self.options.frame(spec.frame)
        self.progress.trial_begins(spec, frame)
        try:
            # The device comes to rest after what was before.
            time.sleep(self.options.settle_s)
            outcome = self.tester.run(spec, frame)
        except TesterError as err:
            self.tester.restart()
            return None, [("tester", str(err))]
        return outcome, problems(spec, outcome, self.options.rate_tolerance)
