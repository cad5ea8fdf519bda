# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The reports for programs: JSON with everything, CSV of the results and of the trials."""

import csv
import io
import json
import os

from igbx import ToolError
from igbx.rfc2544_trial import LATENCIES

VERSION = 1
RATE_FIELDS = ("pps", "share_of_line", "frame_bps", "line_bps", "loss")
TRIAL_FIELDS = ("test", "frame", "way", "number", "started_at", "rate_pps", "seconds_asked", "frames_asked",
                "seconds", "sent", "received", "lost", "loss", "duplicates", "reordered", "corrupted",
                "rx_missed", "rx_errors", "tx_errors", "tx_dropped", "restarts", "problems")


def build(bench, header, environment, ended_at, complete):
    """The whole report; frames of steps that were not reached are not in it."""
    options = bench.options
    return {
        "report": "igbx-rfc2544", "format": VERSION, "title": options.title,
        "complete": complete, "started_at": header["started_at"], "ended_at": ended_at,
        "command": header["command"], "options": option_values(options),
        "environment": environment, "line_bps": bench.line_bps,
        "frames": [{"name": frame.name, "mean_bytes": frame.mean, "parts": frame.parts,
                    "line_pps": frame.line_pps(bench.line_bps)} for frame in options.frames],
        "results": bench.results,
        "cycles": [{"frame": frame.name, "rates": cycles(bench.trials, frame.name)}
                   for frame in options.frames],
        "restarts": [{"trial": trial.spec.key(), **restart}
                     for trial in bench.trials for restart in trial.restarts],
        "trials": [trial.as_dict() for trial in bench.trials],
    }


def option_values(options):
    """As they were in force, defaults included."""
    hidden = ("frames", "resume", "quiet", "output", "eal", "dut", "line_rate")
    values = {name: value for name, value in vars(options).items() if name not in hidden}
    for name in ("max_rate", "min_rate", "latency_rate"):
        rate = values[name]
        values[name] = rate and f"{rate.number:g}{rate.unit}"
    return values


def cycles(trials, frame):
    """Cycles per packet at each rate that was tried for a time, by program."""
    found = {}
    for trial in trials:
        if trial.spec.frame == frame and not trial.spec.frames:
            for program, value in trial.outcome.cycles.items():
                found.setdefault(trial.spec.pps, {}).setdefault(program, []).append(value)
    return [{"pps": pps, **{name: sum(values) / len(values) for name, values in by_name.items()}}
            for pps, by_name in sorted(found.items())]


def result_rows(report):
    """(test, frame, what, value, unit) for each figure."""
    for result in report["results"].get("throughput", ()):
        for name in ("ndr", "pdr"):
            for field in RATE_FIELDS:
                value = result[name][field] if result[name] else None
                yield "throughput", result["frame"], f"{name} {field}", value
    for result in report["results"].get("latency", ()):
        for load in result["loads"]:
            for direction in load["directions"]:
                what = f"{100 * load['load']:g}% {direction['source']}-{direction['sink']}"
                for name in LATENCIES:
                    value = direction["latency"] and direction["latency"][name]
                    yield "latency", result["frame"], f"{what} {name} ns", value
    for result in report["results"].get("loss", ()):
        for row in result["rows"]:
            yield "loss", result["frame"], f"{100 * row['share_of_max']:.6g}%", row["loss"]
    for result in report["results"].get("back-to-back", ()):
        yield "back-to-back", result["frame"], "mean frames", result["mean_frames"]
        yield "back-to-back", result["frame"], "deviation frames", result["deviation_frames"]
    for entry in report["cycles"]:
        for rate in entry["rates"]:
            for program in sorted(rate.keys() - {"pps"}):
                yield "cycles", entry["frame"], f"{program} at {rate['pps']} pps", rate[program]


def trial_row(trial):
    spec, outcome = trial["spec"], trial["outcome"]
    total = {name: sum(flow[name] for flow in outcome["flows"])
             for name in ("sent", "received", "duplicates", "reordered", "corrupted")}
    lost = sum(max(0, flow["sent"] - flow["received"]) for flow in outcome["flows"])
    return {**total, "lost": lost, "loss": lost / total["sent"] if total["sent"] else 0,
            "test": spec["test"], "frame": spec["frame"], "number": spec["number"],
            "way": spec["way"],
            "started_at": trial["started_at"], "rate_pps": spec["pps"],
            "seconds_asked": spec["seconds"] or None, "frames_asked": spec["frames"] or None,
            **{name: outcome[name] for name in ("seconds", "rx_missed", "rx_errors", "tx_errors",
                                                "tx_dropped")},
            "restarts": "; ".join(restart["reason"] for restart in trial["restarts"]),
            "problems": "; ".join(text for _, text in trial["problems"])}


def results_csv(report):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("test", "frame", "what", "value"))
    writer.writerows(result_rows(report))
    return out.getvalue()


def trials_csv(report):
    out = io.StringIO()
    writer = csv.DictWriter(out, TRIAL_FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(trial_row, report["trials"]))
    return out.getvalue()


def write_whole(path, text):
    """The file is there as a whole, or as it was."""
    part = path + ".part"
    try:
        with open(part, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(part, path)
    except OSError as err:
        raise ToolError(f"{path}: {err.strerror}") from err


def write(folder, report, html):
    """All reports; returns their names."""
    files = {"report.json": json.dumps(report, indent=1) + "\n",
             "results.csv": results_csv(report), "trials.csv": trials_csv(report),
             "report.html": html}
    for name, text in files.items():
        write_whole(os.path.join(folder, name), text)
    return list(files)
