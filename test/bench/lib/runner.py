# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Runs igbx-bench, a process of its own for each measurement, and reads what it says."""

import json
import os
import signal
import subprocess

import results

TIMEOUT_S = 300


class BenchError(Exception):
    """What igbx-bench said, or did not say, in one line."""


def _last_words(text, status):
    lines = [line for line in text.splitlines() if line.strip()]
    ended = f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
    return f"{lines[-1].strip()} ({ended})" if lines else ended


def _stop(process):
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(3)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def execute(command, cpu, timeout_s=TIMEOUT_S):
    """Standard output of the command, pinned to one CPU.

    It has a process group of its own: the terminal's interrupt reaches this program alone, which
    ends what it started, whatever that has started itself.
    """
    process = subprocess.Popen(
        [str(word) for word in command], text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {cpu}))
    try:
        out, err = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        raise BenchError(f"still running after {timeout_s} s") from None
    finally:
        if process.poll() is None:
            _stop(process)
            process.communicate()
    if process.returncode:
        raise BenchError(_last_words(err, process.returncode))
    return out


def _json_lines(text):
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            row = None
        if not isinstance(row, dict):
            raise BenchError(f"not a line of JSON: {line[:60]}")
        yield row


class Bench:
    """igbx-bench with the driver it measures."""

    def __init__(self, program, driver, cpu, pmds=None):
        self.base = [program, "--igbx", driver, *(["--pmds", pmds] if pmds else [])]
        self.cpu = cpu

    def drivers(self):
        """Driver -> path of those that this machine can run."""
        found = {}
        for row in _json_lines(execute([*self.base, "--list"], self.cpu)):
            found[row["driver"]] = row.get("path", "")
        if not found:
            raise BenchError("igbx-bench knows no driver")
        return found

    def measure(self, cell, drivers, operations, samples, seed):
        """One process: {"env", "proofs", "skips", "results"}; drivers may name one twice."""
        out = execute([*self.base, "--drivers", ",".join(drivers), "--op", ",".join(operations),
                       *cell.options(), "--samples", samples, "--seed", seed], self.cpu)
        return read_run(out, drivers)


def read_run(text, drivers):
    """The lines of one process. A driver that was named twice becomes its own control."""
    run = {"env": {}, "proofs": [], "skips": [], "results": []}
    turns = {}
    for row in _json_lines(text):
        kind = row.pop("type", None)
        if kind == "env":
            run["env"] = row
            continue
        if kind not in ("result", "proof", "skip"):
            raise BenchError(f"a line of an unknown type: {kind}")
        try:
            slot = row.get("slot")
            if slot is None:
                key = (kind, row["driver"], row.get("op"))
                turns[key] = turns.get(key, 0) + 1
                again = turns[key] > 1
            else:
                again = row["driver"] in drivers[:slot]
            if again:
                row["driver"] += results.CONTROL_MARK
            if kind == "result":
                results.check_result(row)
                run["results"].append(row)
            elif kind == "proof":
                row["ok"] = bool(row["ok"])
                run["proofs"].append(row)
            else:
                row["why"] = str(row.get("why", "no reason given"))
                run["skips"].append(row)
        except (KeyError, TypeError, ValueError) as error:
            raise BenchError(f"a {kind} line is not as it should be: {error}") from None
    _check_proofs(run)
    return run


def _check_proofs(run):
    """No figure counts without a proof that the packets arrived."""
    proven = {results.base_name(row["driver"]) for row in run["proofs"]}
    for row in run["results"]:
        if results.base_name(row["driver"]) not in proven:
            raise BenchError(f"{row['driver']}: measured without a proof")
