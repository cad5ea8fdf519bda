# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The tests of RFC 2544, section 26: which trials they ask for, and what follows from them."""

import math
import statistics

from igbx import rfc2544_search as search
from igbx.rfc2544_trial import BACK, BOTH, FORWARD, LATENCIES, Spec
from igbx.rfc2544_units import percent_text, si, time_text


class Test:
    """name and what a step of it costs; run(frame) gives the result for frames of one size."""

    name = title = None

    def __init__(self, bench):
        self.bench = bench
        self.options = bench.options

    def trial_seconds(self, sending):
        return sending + self.options.settle_s + self.bench.trial_overhead_s

    def rate(self, frame, pps, trials):
        """A rate that was found, in the units that people compare."""
        line_bps = self.bench.line_bps
        return {"pps": pps, "share_of_line": pps / frame.line_pps(line_bps),
                "frame_bps": pps * frame.mean * 8,
                "line_bps": pps / frame.line_pps(line_bps) * line_bps,
                "loss": max(trial.outcome.loss for trial in trials),
                "cycles": trials[-1].outcome.cycles}


class Throughput(Test):
    """26.1: the fastest rate at which nothing is lost (NDR), and not more than a share (PDR)."""

    name, title = "throughput", "Throughput"

    def grid(self, frame):
        """(first, last point, rate of a point) of the search."""
        most = self.bench.max_pps(frame)
        steps = math.ceil(1 / self.options.resolution - 1e-9)
        least = self.options.min_rate.pps(frame, self.bench.line_bps) \
            if self.options.min_rate else 0
        first = max(1, math.ceil(steps * least / most), math.ceil(steps / most))
        return min(first, steps), steps, lambda point: most * point // steps

    def estimate_s(self, frame):
        first, last, _ = self.grid(frame)
        trials = search.rate_trials_most(last - first + 1, self.options.confirm)
        return 2 * trials * self.trial_seconds(self.options.duration_s)

    def run(self, frame):
        first, last, rate_of = self.grid(frame)
        trials = {}

        def measure(point, number):
            trial = self.bench.trial(Spec(self.name, frame.name, rate_of(point),
                                          seconds=self.options.duration_s, number=number,
                                          way=self.options.direction))
            trials.setdefault(point, []).append(trial)
            # A rate that the tester cannot offer was not shown to be held.
            return math.inf if trial.off_rate else trial.outcome.loss

        rates = search.RateSearch(first, last, measure, self.options.confirm)
        found = {}
        for name, acceptable in (("ndr", 0), ("pdr", self.options.acceptable)):
            point = rates.find(acceptable)
            found[name] = None if point is None else \
                self.rate(frame, rate_of(point), trials[point])
        return {"frame": frame.name, "frame_bytes": frame.mean,
                "line_pps": frame.line_pps(self.bench.line_bps), "max_pps": rate_of(last),
                "resolution_pps": rate_of(last) / last, "least_pps": rate_of(first),
                "acceptable_loss": self.options.acceptable, **found,
                "tester_limit": any(trial.off_rate for tried in trials.values()
                                    for trial in tried),
                "trials": sum(map(len, trials.values()))}

    def say(self, result):
        return ", ".join(f"{name.upper()} " + rate_text(result[name], result)
                         for name in ("ndr", "pdr"))


def rate_text(rate, result):
    if rate is None:
        return f"below {si(result['least_pps'], 'pps')}"
    return f"{si(rate['pps'], 'pps')} ({percent_text(rate['share_of_line'])})"


class Latency(Test):
    """26.2: how long frames are under way at the throughput, and at shares of it."""

    name, title = "latency", "Latency"

    def estimate_s(self, _frame):
        return len(self.options.loads) * self.options.latency_repeats * \
            self.trial_seconds(self.options.latency_duration_s)

    def base(self, frame):
        """(rate that is 100 %, which one it is)"""
        if self.options.latency_rate:
            rate = self.options.latency_rate.pps(frame, self.bench.line_bps)
            return min(int(rate), self.bench.max_pps(frame)), "given"
        found = self.bench.result("throughput", frame)
        if found is None:
            return self.bench.max_pps(frame), "maximum"
        for name in ("ndr", "pdr"):
            if found[name]:
                return found[name]["pps"], name
        return None, "throughput"

    def run(self, frame):
        base_pps, base = self.base(frame)
        result = {"frame": frame.name, "base": base, "base_pps": base_pps, "loads": []}
        for load in self.options.loads if base_pps else ():
            pps = max(1, int(base_pps * load))
            trials = [self.bench.trial(Spec(self.name, frame.name, pps,
                                            seconds=self.options.latency_duration_s,
                                            number=number, way=self.options.direction))
                      for number in range(1, self.options.latency_repeats + 1)]
            result["loads"].append({"load": load, **self.rate(frame, pps, trials),
                                    "repeats": len(trials), **combine_latencies(trials)})
        return result

    def say(self, result):
        if result["base_pps"] is None:
            return "not measured: the throughput is below the least rate"
        return "; ".join(f"at {100 * load['load']:g} % " + latency_text(load["latency"])
                         for load in result["loads"])


def latency_text(latency):
    if latency is None:
        return "nothing came through"
    return f"mean {time_text(latency['mean'])}, p99 {time_text(latency['p99'])}"


def combine_latencies(trials):
    """Means over the trials for each direction; and of the directions the slower one."""
    directions = []
    for flows in zip(*(trial.outcome.flows for trial in trials)):
        measured = [flow.latency for flow in flows if flow.latency]
        latency = None
        if measured:
            latency = {name: statistics.fmean(values[name] for values in measured)
                       for name in LATENCIES}
            latency["min"] = min(values["min"] for values in measured)
            latency["max"] = max(values["max"] for values in measured)
        directions.append({"source": flows[0].source, "sink": flows[0].sink, "latency": latency})
    measured = [direction["latency"] for direction in directions if direction["latency"]]
    worst = {name: (min if name == "min" else max)(values[name] for values in measured)
             for name in LATENCIES} if measured else None
    return {"directions": directions, "latency": worst}


class FrameLoss(Test):
    """26.3: which share is lost at rates from the highest down, until two lose nothing."""

    name, title = "loss", "Frame loss rate"

    def shares(self):
        steps = math.ceil(1 / self.options.loss_step - 1e-9)
        return [1 - step * self.options.loss_step for step in range(steps)]

    def estimate_s(self, _frame):
        return len(self.shares()) * self.trial_seconds(self.options.duration_s)

    def run(self, frame):
        rows, clean = [], 0
        for share in self.shares():
            pps = max(1, int(self.bench.max_pps(frame) * share + 1e-6))
            trial = self.bench.trial(Spec(self.name, frame.name, pps,
                                          seconds=self.options.duration_s,
                                          way=self.options.direction))
            rows.append({"share_of_max": share, **self.rate(frame, pps, [trial]),
                         "sent": trial.outcome.sent, "received": trial.outcome.received,
                         "off_rate": trial.off_rate})
            clean = 0 if trial.outcome.lost or trial.off_rate else clean + 1
            if clean == 2:
                break
        return {"frame": frame.name, "rows": rows, "two_without_loss": clean == 2}

    def say(self, result):
        rows = result["rows"]
        if not any(row["loss"] for row in rows):
            return f"none at {100 * rows[0]['share_of_max']:g} % of the highest rate"
        return ", ".join(f"{percent_text(row['loss'])} at {100 * row['share_of_max']:.3g} %"
                         for row in rows)


class BackToBack(Test):
    """26.4: the longest burst at the highest rate of which nothing is lost."""

    name, title = "back-to-back", "Back-to-back frames"

    def most(self, frame):
        return max(2, int(self.bench.max_pps(frame) * self.options.burst_duration_s))

    def ways(self):
        """A burst goes one way at a time."""
        return (FORWARD, BACK) if self.options.direction == BOTH else (FORWARD,)

    def estimate_s(self, frame):
        trials = search.burst_trials_most(self.most(frame), self.options.burst_resolution)
        return len(self.ways()) * self.options.burst_repeats * (
            self.trial_seconds(self.options.burst_duration_s)
            + trials * self.trial_seconds(self.options.burst_duration_s / 4))

    def run(self, frame):
        pps, most = self.bench.max_pps(frame), self.most(frame)
        trials = []

        def search_once(way, number):
            def passes(frames):
                trials.append(self.bench.trial(Spec(self.name, frame.name, pps, frames=frames,
                                                    number=number, way=way)))
                return not trials[-1].outcome.lost
            return search.longest_burst(most, self.options.burst_resolution, passes)

        found = {way: [search_once(way, number)
                       for number in range(1, self.options.burst_repeats + 1)]
                 for way in self.ways()}
        # Of the two directions the one that holds less.
        frames = min(found.values(), key=statistics.fmean)
        return {"frame": frame.name, "pps": pps, "most_frames": most, "directions": found,
                "frames": frames, "mean_frames": statistics.fmean(frames),
                "deviation_frames": statistics.pstdev(frames),
                "tester_limit": any(trial.off_rate for trial in trials)}

    def say(self, result):
        if min(result["frames"]) == result["most_frames"]:
            return f"all of {result['most_frames']} frames, no longer burst was tried"
        return f"{result['mean_frames']:.6g} frames of {result['most_frames']} at most"


ALL = (Throughput, Latency, FrameLoss, BackToBack)
