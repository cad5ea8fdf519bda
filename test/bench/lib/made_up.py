# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""For the tests: results that were never measured, and a build folder with nothing real in it."""

import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

import plan
import results

BENCH = Path(__file__).resolve().parents[1]
COSTS = {"igb": 46.0, "ixgbe-sse": 20.0, "igbx-scalar": 24.0, "igbx-sse": 18.0, "igbx-avx2": 15.0,
         "igbx": 12.0, "igbx" + results.CONTROL_MARK: 12.0}
INSTRUCTIONS = {"rx": 18.0, "tx": 17.0, "fwd": 35.0, "empty": 12.0}


def run_of(costs, rng, samples=31, noise=0.01, operations=("fwd", "rx", "tx", "empty"), **counts):
    """One process: all drivers share the weather of a round."""
    weather = [rng.gauss(1, 0.05) for _ in range(samples)]
    rows = []
    for driver, cost in costs.items():
        for operation in operations:
            share = {"rx": 0.5, "tx": 0.5}.get(operation, 1)
            row = {"driver": driver, "op": operation, "instr": INSTRUCTIONS[operation],
                   "mmio_rx": 0.03, "mmio_tx": 0.03, "writebacks_rx": 1.0, "writebacks_tx": 0.03,
                   "samples": [share * cost * mood * rng.gauss(1, noise) for mood in weather]}
            row.update(counts if driver.startswith("igbx") else {})
            rows.append(row)
    return {"env": {"dpdk": "DPDK 22.11.11", "tsc_mhz": 2600, "hugepages": 2048}, "skips": [],
            "proofs": [{"driver": driver, "ok": True} for driver in costs], "results": rows}


def results_of(cells, costs=None, seed=1, processes=6, **options):
    """cells: the cells, or cell -> factor on all costs."""
    rng = random.Random(seed)
    factors = cells if isinstance(cells, dict) else dict.fromkeys(cells, 1.0)
    outcome = results.Results({
        "created": "2026-01-01T00:00:00+00:00", "mode": "quick", "seed": seed, "repeat": processes,
        "complete": True, "environment": {"model": "made up", "tree": {}},
        "drivers": {driver: "paths" for driver in COSTS if not results.is_control(driver)},
        "cells": [cell._asdict() for cell in factors], "failures": []})
    for _ in range(processes):
        for cell, factor in factors.items():
            scaled = {driver: cost * factor for driver, cost in (costs or COSTS).items()}
            outcome.add(cell, run_of(scaled, rng, **options))
    return outcome


def reference_results(**options):
    return results_of([plan.REFERENCE], **options)


class Folder:
    """A folder with what run takes for a build, fake-bench for igbx-bench."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="igbx-bench-")
        self.top = Path(self.folder.name)
        for path in ("test/bench", "drivers/net/igbx"):
            (self.top / path).mkdir(parents=True)
        shutil.copy(BENCH / "fake-bench", self.top / "test/bench/igbx-bench")
        (self.top / "drivers/net/igbx/librte_net_igbx.so").touch()
        self.mark = self.top / "mark"
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def environ(self, faults=""):
        return dict(os.environ, FAKE_BENCH=faults, FAKE_BENCH_MARK=str(self.mark))

    def command(self, *options):
        return [str(BENCH / "run"), "--build", str(self.top), *map(str, options)]

    def left_behind(self):
        """Command lines of processes that a run has started and not ended."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if str(self.top) in words:
                found.append(words)
        return found

    def run(self, *options, faults=""):
        """Exit status, standard output, standard error."""
        done = subprocess.run(self.command(*options), text=True, capture_output=True, check=False,
                              env=self.environ(faults), stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr


def compare(*arguments):
    done = subprocess.run([str(BENCH / "compare"), *map(str, arguments)], text=True,
                          capture_output=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr
