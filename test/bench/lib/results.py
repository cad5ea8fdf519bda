# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What was measured, in memory and as a JSON file."""

import json
import os
import tempfile
from pathlib import Path

import plan

SCHEMA = "igbx-bench"
VERSION = 1
# Of every result line but its samples: what the bench counts exactly.
COUNTS = ("instr", "mmio_rx", "mmio_tx", "writebacks_rx", "writebacks_tx")
CONTROL_MARK = " (again)"


class BadFile(Exception):
    """Why a file holds no results, in one line."""


class Series:
    """One driver's figures for one operation in one cell: a group of samples per process."""

    def __init__(self):
        self.by_run = {}
        self.counts = {}

    @property
    def groups(self):
        return list(self.by_run.values())

    def add(self, number, result):
        self.by_run[number] = result["samples"]
        for key in COUNTS:
            if result.get(key) is not None:
                self.counts.setdefault(key, []).append(result[key])

    def count(self, key):
        """The median over the processes, None where nothing was counted."""
        values = sorted(self.counts.get(key, ()))
        return values[len(values) // 2] if values else None


class CellResults:
    """One cell's series by (driver, operation)."""

    def __init__(self):
        self.series = {}
        self.paths = {}
        self.skipped = {}  # (driver, operation or None) -> why

    def add_run(self, number, run):
        """The results of one process, unless a driver did not deliver what was sent."""
        unproven = {base_name(row["driver"]) for row in run["proofs"] if not row["ok"]}
        for result in run["results"]:
            if base_name(result["driver"]) in unproven:
                continue
            key = (result["driver"], result["op"])
            self.series.setdefault(key, Series()).add(number, result)
            if result.get("path"):
                self.paths[result["driver"]] = result["path"]
        for row in run["skips"]:
            self.skipped[(row["driver"], row.get("op"))] = row["why"]

    def drivers(self):
        """In the order in which they were measured, with the control behind its driver."""
        names = list(dict.fromkeys(driver for driver, _ in self.series))
        return sorted(names, key=lambda name: (names.index(base_name(name)), is_control(name))
                      if base_name(name) in names else (len(names), False))

    def get(self, driver, operation):
        return self.series.get((driver, operation))


def is_control(driver):
    return driver.endswith(CONTROL_MARK)


def base_name(driver):
    return driver.removesuffix(CONTROL_MARK)


class Results:
    """A whole run of the bench."""

    def __init__(self, header):
        self.header = header
        self.runs = []  # (cell, run)

    def add(self, cell, run):
        self.runs.append((cell, run))

    def cells(self):
        """Cell -> CellResults, in the order of the plan."""
        found = {}
        for number, (cell, run) in enumerate(self.runs):
            found.setdefault(cell, CellResults()).add_run(number, run)
        wanted = [plan.Cell(**cell) for cell in self.header["cells"]]
        return {cell: found[cell] for cell in wanted if cell in found and found[cell].series}

    def unproven(self):
        """(cell, driver, why) of the failed proofs: the first of each driver in each cell."""
        found = {}
        for cell, run in self.runs:
            for row in run["proofs"]:
                if not row["ok"]:
                    found.setdefault((cell, base_name(row["driver"])),
                                     row.get("why", "no reason given"))
        return [(cell, driver, why) for (cell, driver), why in found.items()]

    def core_per_tsc(self):
        """Smallest and largest clock of the core, in cycles of the TSC, of all processes."""
        clocks = [run["env"]["core_per_tsc"] for _, run in self.runs
                  if run["env"].get("core_per_tsc")]
        return (min(clocks), max(clocks)) if clocks else None

    def bench_environment(self):
        """What igbx-bench said about the machine, from the first process."""
        return self.runs[0][1]["env"] if self.runs else {}

    def save(self, path):
        """All or nothing: what was there stays until the new file is whole."""
        path = Path(path)
        document = {"schema": SCHEMA, "version": VERSION, **self.header,
                    "runs": [{"cell": cell._asdict(), **run} for cell, run in self.runs]}
        handle, name = tempfile.mkstemp(prefix=path.name + ".", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(document, stream, separators=(",", ":"))
                stream.write("\n")
            # mkstemp is private; a result file is like any other.
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise


def load(path):
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadFile(f"{path}: not a JSON file") from None
    return parse(text, path)


def parse(text, path):
    if not text.strip():
        raise BadFile(f"{path}: the file is empty")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip().startswith('{"schema":"' + SCHEMA) and not text.rstrip().endswith("}"):
            raise BadFile(f"{path}: the file is cut short after {len(text)} characters") from None
        raise BadFile(f"{path}: not a JSON file: {error}") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise BadFile(f"{path}: not written by test/bench/run (no schema {SCHEMA})")
    if document.get("version") != VERSION:
        raise BadFile(f"{path}: schema version {document.get('version')}, this program reads "
                      f"version {VERSION}")
    try:
        return _rebuild(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadFile(f"{path}: damaged: {type(error).__name__} {error}") from None


def _rebuild(document):
    header = {key: value for key, value in document.items()
              if key not in ("schema", "version", "runs")}
    results = Results(header)
    for cell in header["cells"]:
        plan.Cell(**cell)
    for row in document["runs"]:
        run = {key: value for key, value in row.items() if key != "cell"}
        for result in run["results"]:
            check_result(result)
        for row_proof in run["proofs"]:
            if not isinstance(row_proof["ok"], bool) or not isinstance(row_proof["driver"], str):
                raise ValueError("a proof without a verdict")
        results.add(plan.Cell(**row["cell"]), {"env": {}, "skips": [], **run})
    return results


def check_result(result):
    """ValueError, KeyError or TypeError where a result line is not one."""
    samples = result["samples"]
    if not isinstance(result["driver"], str) or not isinstance(result["op"], str):
        raise TypeError("driver and op are not text")
    if not samples or not all(_is_figure(value) for value in samples):
        raise ValueError(f"samples of {result['driver']} {result['op']} are not figures")
    for key in COUNTS:
        if result.get(key) is not None and not _is_figure(result[key]):
            raise ValueError(f"{key} of {result['driver']} {result['op']} is not a figure")


def _is_figure(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) \
        and abs(value) < float("inf")
