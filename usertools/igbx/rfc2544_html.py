# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The report for people: one page that needs nothing else, in light and dark."""

import os
import shlex
from html import escape

from igbx import rfc2544_plot as plot
from igbx.rfc2544_trial import LATENCIES, Spec
from igbx.rfc2544_units import percent_text, si, time_text

STYLE = os.path.join(os.path.dirname(os.path.realpath(__file__)), "rfc2544_style.css")
NONE = "–"
NO_LIMIT = "no limit found"
PERCENTILES = ("p50", "p90", "p99", "p99.9", "p99.99", "max")
DEVICES = ("port", "driver", "name", "mbps", "firmware", "mac", "numa_node", "mtu")


def table(head, rows, names=1):
    """The first columns hold names, the others figures."""
    def cells(kind, row):
        return "".join(f'<{kind}{" class=name" if i < names else ""}>{cell}</{kind}>'
                       for i, cell in enumerate(row))
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return (f'<div class="card wide"><table><thead><tr>{cells("th", head)}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>")


def facts(rows):
    body = "".join(f"<tr><th>{escape(str(name))}</th><td>{value}</td></tr>" for name, value in rows)
    return f'<div class="card wide"><table class="facts"><tbody>{body}</tbody></table></div>'


def legend(names):
    return '<div class="legend">' + "".join(
        f'<span><svg viewBox="0 0 10 10"><rect class="fill{i % plot.COLOURS}" width="10" '
        f'height="10" rx="2"/></svg>{escape(name)}</span>' for i, name in enumerate(names)) + "</div>"


def figure(drawing, names=()):
    return f'<div class="card">{legend(names) if len(names) > 1 else ""}{drawing}</div>'


def pair(*cards):
    return f'<div class="pair">{"".join(cards)}</div>'


def label(frame):
    return frame if frame == "imix" else f"{frame} B"


def number(value):
    return f"{value:,.0f}".replace(",", "\u202f")


def rate_cells(rate):
    if rate is None:
        return [NONE] * 3
    return [number(rate["pps"]), percent_text(rate["share_of_line"]), si(rate["line_bps"], "bit/s")]


# ---- the tests ----

def throughput_section(report):
    results = report["results"].get("throughput")
    if not results:
        return ""
    accepted = percent_text(results[0]["acceptable_loss"]).replace(" ", "\u00a0")
    rows = [[label(r["frame"]), *rate_cells(r["ndr"]), *rate_cells(r["pdr"]), number(r["line_pps"]),
             number(r["resolution_pps"]), "tester" if r["tester_limit"] else ""] for r in results]
    series = [(name.upper(), [r[name] and (100 * r[name]["share_of_line"],
                                           f"{label(r['frame'])}, {name.upper()}: "
                                           f"{number(r[name]['pps'])} pps") for r in results])
              for name in ("ndr", "pdr")]
    most = max([value[0] for _, values in series for value in values if value], default=1)
    drawing = plot.bars([r["frame"] for r in results], series,
                        plot.Linear(most, lambda value: f"{value:g}", 100),
                        ("frame, bytes", "% of the line", "throughput by frame size"))
    note = ("Highest rate in each direction at which nothing was lost (NDR), and at which no more "
            f"than {accepted} was lost (PDR).")
    if any(r["tester_limit"] for r in results):
        note += (" <b>tester</b>: higher rates were refused because the tester could not offer "
                 "them; the device may do more.")
    if any(r["ndr"] is None or r["pdr"] is None for r in results):
        note += f" {NONE}: below the lowest rate of the search."
    return (f"<h2>Throughput</h2><p>{note}</p>"
            + pair(figure(drawing, ("NDR", "PDR")), throughput_bits(results))
            + table(["frame", "NDR pps", "of line", "line rate", "PDR pps", "of line", "line rate",
                     "line pps", "step pps", "limit"], rows))


def throughput_bits(results):
    series = [(name.upper(), [r[name] and (r[name]["frame_bps"],
                                           f"{label(r['frame'])}, {name.upper()}: "
                                           f"{si(r[name]['frame_bps'], 'bit/s')}")
                              for r in results]) for name in ("ndr", "pdr")]
    most = max([value[0] for _, values in series for value in values if value], default=1)
    return figure(plot.bars([r["frame"] for r in results], series,
                            plot.Linear(most, lambda value: si(value)),
                            ("frame, bytes", "bit/s of frames", "bits by frame size")),
                  ("NDR", "PDR"))


def latency_section(report):
    results = [r for r in report["results"].get("latency", ()) if r["loads"]]
    if not results:
        return ""
    rows = [[label(r["frame"]) if i == 0 else "", f"{100 * load['load']:g} %", number(load["pps"]),
             *(time_text(load["latency"][name]) if load["latency"] else NONE for name in LATENCIES),
             percent_text(load["loss"])] for r in results for i, load in enumerate(r["loads"])]
    base = {"ndr": "the NDR", "pdr": "the throughput", "maximum": "the highest rate",
            "given": "the rate that was given"}
    note = (f"At shares of {base[results[0]['base']]}, of all frames; of the two directions the "
            "slower. Boxes reach from the median to the 99th percentile, lines from the least to "
            "the most.")
    return (f"<h2>Latency</h2><p>{note}</p>" + latency_plots(results)
            + table(["frame", "load", "pps", *LATENCIES, "lost"], rows, 2))


def latency_plots(results):
    loads = [load["load"] for load in results[0]["loads"]]
    series = [(f"{100 * share:g} %", [latency_range(r, i) for r in results])
              for i, share in enumerate(loads)]
    measured = [value for _, values in series for value in values if value]
    if not measured:
        return ""
    scale = plot.Log(max(min(value[0] for value in measured), 1),
                     max(value[3] for value in measured), time_text)
    by_size = plot.ranges([r["frame"] for r in results], series, scale,
                          ("frame, bytes", "latency", "latency by frame size"))
    curves = [(label(r["frame"]), [(i, r["loads"][0]["latency"][name],
                                    f"{label(r['frame'])}, {name}: "
                                    f"{time_text(r['loads'][0]['latency'][name])}")
                                   for i, name in enumerate(PERCENTILES)])
              for r in results if r["loads"][0]["latency"]]
    by_share = plot.lines(curves, plot.Names(PERCENTILES), scale,
                          ("share of the frames", f"latency at {series[0][0]}", "latency by percentile"))
    return pair(figure(by_size, [f"at {name}" for name, _ in series]),
                figure(by_share, [name for name, _ in curves]))


def latency_range(result, i):
    if i >= len(result["loads"]) or not result["loads"][i]["latency"]:
        return None
    load = result["loads"][i]
    values = load["latency"]
    return (values["min"], values["p50"], values["p99"], values["max"],
            f"{label(result['frame'])} at {100 * load['load']:g} %: "
            f"{time_text(values['min'])} to {time_text(values['max'])}, "
            f"median {time_text(values['p50'])}, p99 {time_text(values['p99'])}")


def loss_section(report):
    results = report["results"].get("loss")
    if not results:
        return ""
    series = [(label(r["frame"]), [(100 * row["share_of_max"], 100 * row["loss"],
                                    f"{label(r['frame'])} at {100 * row['share_of_max']:.4g} %, "
                                    f"{number(row['pps'])} pps: {number(row['sent'])} sent, "
                                    f"{number(row['received'])} received, "
                                    f"{percent_text(row['loss'])} lost") for row in r["rows"]])
              for r in results]
    most = max(point[1] for _, points in series for point in points) or 1
    drawing = plot.lines(series, plot.Linear(100, lambda value: f"{value:g}", 100),
                         plot.Linear(most, lambda value: f"{value:g}", 100),
                         ("offered rate, % of the highest", "lost, %", "loss by offered rate"))
    most_rows = max((r["rows"] for r in results), key=len)
    rows = [[label(r["frame"]), number(r["rows"][0]["pps"]),
             *(percent_text(row["loss"]) + ("*" if row["off_rate"] else "") for row in r["rows"]),
             *[""] * (len(most_rows) - len(r["rows"]))] for r in results]
    note = ("From the highest rate down, until two trials lost nothing; of the two directions the "
            "one that lost more.")
    if any(row["off_rate"] for r in results for row in r["rows"]):
        note += " * The tester could not offer this rate."
    head = [f"{100 * row['share_of_max']:.4g} %" for row in most_rows]
    return (f"<h2>Frame loss rate</h2><p>{note}</p>"
            + pair(figure(drawing, [name for name, _ in series]), forwarded_plot(results))
            + table(["frame", "100 % is pps", *head], rows))


def forwarded_plot(results):
    series = [(label(r["frame"]), [(100 * row["share_of_max"], 100 * row["share_of_line"]
                                    * row["received"] / max(row["sent"], 1),
                                    f"{label(r['frame'])} at {100 * row['share_of_max']:.4g} %")
                                   for row in r["rows"]]) for r in results]
    most = max(point[1] for _, points in series for point in points) or 1
    return figure(plot.lines(series, plot.Linear(100, lambda value: f"{value:g}", 100),
                             plot.Linear(most, lambda value: f"{value:g}", 100),
                             ("offered rate, % of the highest", "received, % of the line",
                              "forwarding rate by offered rate")), [name for name, _ in series])


def burst_section(report):
    results = report["results"].get("back-to-back")
    if not results:
        return ""
    rows = [[label(r["frame"]), number(r["mean_frames"]), number(r["deviation_frames"]),
             number(min(r["frames"])), number(max(r["frames"])), number(r["most_frames"]),
             str(len(r["frames"])), time_text(r["mean_frames"] / r["pps"] * 1e9), burst_limit(r)]
            for r in results]
    return ("<h2>Back-to-back frames</h2><p>Longest burst at the highest rate of which nothing was "
            "lost: mean over the repeats.</p>" + burst_plot(results)
            + table(["frame", "mean", "deviation", "least", "most", "tried to", "repeats",
                     "mean lasts", ""], rows))


def burst_plot(results):
    values = [(r["mean_frames"], f"{label(r['frame'])}: {number(r['mean_frames'])} frames")
              if r["mean_frames"] >= 1 else None for r in results]
    measured = [value[0] for value in values if value]
    if not measured:
        return ""
    scale = plot.Log(min(measured) / 2, max(max(r["frames"]) for r in results), si)
    whiskers = [(max(min(r["frames"]), 1), max(r["frames"])) if len(r["frames"]) > 1 else None
                for r in results]
    return pair(figure(plot.bars([r["frame"] for r in results], [("mean", values)], scale,
                                 ("frame, bytes", "frames", "longest burst by frame size"),
                                 whiskers)))


def burst_limit(result):
    if min(result["frames"]) == result["most_frames"]:
        return NO_LIMIT
    return "tester" if result["tester_limit"] else ""


def cycles_section(report):
    entries = [entry for entry in report["cycles"] if entry["rates"]]
    programs = sorted({name for entry in entries for rate in entry["rates"] for name in rate}
                      - {"pps"})
    if not programs:
        return ""
    titles = {"tester": "igbx-fwd as tester, sending and receiving",
              "dut": "igbx-fwd as device under test"}
    cards = []
    for program in programs:
        series = [(label(entry["frame"]),
                   [(rate["pps"], rate[program], f"{label(entry['frame'])}, "
                     f"{number(rate['pps'])} pps: {rate[program]:.0f} cycles")
                    for rate in entry["rates"] if program in rate]) for entry in entries]
        points = [point for _, values in series for point in values]
        drawing = plot.lines(series, plot.Log(min(p[0] for p in points), max(p[0] for p in points), si),
                             plot.Linear(max(p[1] for p in points), si),
                             ("offered packets per second", "cycles per packet", titles[program]))
        cards.append(figure(f"<p><b>{titles[program]}</b></p>{legend([n for n, _ in series])}{drawing}"))
    return ("<h2>Cycles per packet at rate</h2><p>Time stamp counter cycles of the forwarding "
            "lcores in rounds that moved packets, by the packets moved; polls in vain are not in "
            "it.</p>" + pair(*cards) + cycles_table(report, programs))


def cycles_table(report, programs):
    rows = [[label(r["frame"]), number(r["ndr"]["pps"]),
             *(f"{r['ndr']['cycles'][name]:.0f}" if name in r["ndr"]["cycles"] else NONE
               for name in programs)]
            for r in report["results"].get("throughput", ()) if r["ndr"]]
    names = {"tester": "tester", "dut": "device under test"}
    return table(["frame", "NDR pps", *map(names.get, programs)], rows) if rows else ""


# ---- the page ----

def of_frame(report, test, frame):
    return next((r for r in report["results"].get(test, ()) if r["frame"] == frame), None)


def summary_row(report, frame):
    throughput, latency, loss, burst = (of_frame(report, test, frame) for test in (
        "throughput", "latency", "loss", "back-to-back"))
    row = [label(frame)]
    for name in ("ndr", "pdr"):
        rate = throughput and throughput[name]
        row += [number(rate["pps"]), percent_text(rate["share_of_line"])] if rate else [NONE] * 2
    load = latency["loads"][0] if latency and latency["loads"] else None
    values = load and load["latency"]
    row += [time_text(values["mean"]), time_text(values["p99"])] if values else [NONE] * 2
    row.append(percent_text(loss["rows"][0]["loss"]) if loss else NONE)
    # What took the longest burst that was tried may take more.
    least = "≥ " if burst and burst_limit(burst) == NO_LIMIT else ""
    row.append(least + number(burst["mean_frames"]) if burst else NONE)
    return row


def summary(report):
    done = {r["frame"] for results in report["results"].values() for r in results}
    rows = [summary_row(report, frame["name"]) for frame in report["frames"]
            if frame["name"] in done]
    if not rows:
        return "<p>No test was finished.</p>"
    return table(["frame", "NDR pps", "of line", "PDR pps", "of line", "mean latency", "p99",
                  "loss at top rate", "burst"], rows)


def environment_section(report):
    environment = report["environment"]
    rows = [(name.replace("_", " "), escape(str(value)))
            for name, value in environment["machine"].items()]
    rows += [("igbx-fwd", escape(environment["fwd"]))]
    for port in environment["ports"]:
        said = [f"{name} {port[name]}" for name in DEVICES if port.get(name) is not None]
        rows.append((f"port {port['port']}", escape(", ".join(said[1:]))))
    if environment.get("dut"):
        rows.append(("device under test", f"<code>{escape(environment['dut'])}</code>"))
    rows.append(("line", escape(si(report["line_bps"], "bit/s"))))
    rows.append(("command", f"<code>{escape(shlex.join(report['command']))}</code>"))
    return "<h2>Environment</h2>" + facts(rows)


def options_section(report):
    rows = [(name.replace("_", " "), f"<code>{escape(option_text(value))}</code>")
            for name, value in sorted(report["options"].items()) if value not in (None, "", [])]
    return f"<details><summary>Options in force</summary>{facts(rows)}</details>"


def option_text(value):
    if isinstance(value, (list, tuple)):
        return ", ".join(map(option_text, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def restarts_section(report):
    wrong = [(trial, "; ".join(text for _, text in trial["problems"]))
             for trial in report["trials"] if trial["problems"]]
    if not report["restarts"] and not wrong:
        return "<h2>Trials</h2><p>No trial had to be restarted.</p>"
    rows = [[escape(restart["trial"]), "restarted", escape(restart["reason"])]
            for restart in report["restarts"]]
    rows += [[escape(trial_key(trial)), "kept", escape(reason)] for trial, reason in wrong]
    return ("<h2>Trials</h2><p>Trials that said nothing about the device were started anew; those "
            "that were no better the last time were kept and count as their figures say.</p>"
            f"<details open><summary>{len(rows)} of them</summary>"
            + table(["trial", "", "reason"], rows, 3) + "</details>")


def trial_key(trial):
    return Spec(**trial["spec"]).key()


def trials_section(report):
    rows = []
    for trial in report["trials"]:
        spec, flows = trial["spec"], trial["outcome"]["flows"]
        sent, received = (sum(flow[name] for flow in flows) for name in ("sent", "received"))
        what = f"{number(spec['frames'])} frames" if spec["frames"] else f"{spec['seconds']:g} s"
        rows.append([escape(spec["test"]), label(spec["frame"]), number(spec["pps"]), what,
                     number(sent), number(received), number(max(0, sent - received))])
    return (f"<details><summary>All {len(rows)} trials</summary>"
            + table(["test", "frame", "pps", "for", "sent", "received", "lost"], rows, 2)
            + "</details>")


def when(stamp):
    return escape(stamp.replace("T", " ").removesuffix("+00:00"))


def page(report):
    with open(STYLE, encoding="utf-8") as file:
        style = file.read()
    title = report["title"] or "RFC 2544 benchmark"
    state = '<span class="state">complete</span>' if report["complete"] else \
        '<span class="state part">partial: the run was not finished</span>'
    drivers = " – ".join(f"{port['driver']} port {port['port']}"
                         for port in report["environment"]["ports"])
    way = "both directions at once" if report["options"]["direction"] == "both" else "one direction"
    parts = [summary(report), throughput_section(report), latency_section(report),
             loss_section(report), burst_section(report), cycles_section(report),
             environment_section(report), options_section(report), restarts_section(report),
             trials_section(report)]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p class="soft">RFC 2544 · {when(report["started_at"])} to {when(report["ended_at"])} UTC ·
{escape(drivers)} · {way} · {state}</p>
{"".join(parts)}
</main>
</body>
</html>
"""
