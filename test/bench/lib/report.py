# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The report for people."""

import aims
import figures
import plan
import results
import stats
import table
from figures import IGB, OPERATION_NAMES, VECTOR

HEADER = ["driver", "median", "min", "spread", "instr", "MMIO writes\nrx / tx",
          "write-backs\nrx / tx", f"ratio to {IGB}\n[95 % interval]",
          f"ratio to {VECTOR}\n[95 % interval]"]


def header_lines(results_):
    machine, bench = results_.header["environment"], results_.bench_environment()
    simd = bench.get("simd_max")
    parts = [machine.get("model") or bench.get("cpu") or "unknown CPU"]
    if bench.get("tsc_mhz"):
        parts.append(f"TSC {bench['tsc_mhz']:.0f} MHz")
    if results_.core_per_tsc():
        parts.append(f"a TSC cycle is {_range(*results_.core_per_tsc())} core cycles")
    if simd:
        parts.append(f"SIMD up to {simd} bits")
    tree = machine.get("tree") or {}
    second = [str(bench.get("dpdk") or "unknown DPDK"), hugepages(results_)]
    if tree:
        second.append(f"igbx {tree['commit'][:12]}{' with changes' if tree['changed'] else ''}")
    second.append(f"seed {results_.header['seed']}")
    return [f"igbx bench, {results_.header['mode']}: {len(results_.runs)} processes, "
            f"{results_.header['created']}", ", ".join(parts), ", ".join(second)]


def _range(low, high):
    low, high = f"{low:.2f}", f"{high:.2f}"
    return low if low == high else f"{low} to {high}"


def hugepages(results_):
    """Each process takes them when there are enough for it."""
    found = [bool(run["env"].get("hugepages")) for _, run in results_.runs]
    if all(found):
        return "hugepages"
    if not any(found):
        return "no hugepages"
    without = {cell.name() for cell, run in results_.runs if not run["env"].get("hugepages")}
    return "NOT ENOUGH HUGEPAGES for " + "; ".join(sorted(without))


def _setting():
    cell = plan.REFERENCE
    return (f"{cell.size} B frames, bursts of {cell.burst}, rings of {cell.ring}, one queue, one "
            "port, no offloads, no fast free")


def _path(words):
    """DPDK's older drivers have no burst mode information."""
    return words if words.strip("-/ ") else "not told by the driver"


def _row(cell, driver, operation):
    series = cell.get(driver, operation)
    middle = stats.median_of_groups(series.groups)
    everything = [value for group in series.groups for value in group]
    return [driver, table.figure(middle), table.figure(min(everything)),
            table.percent(stats.spread(everything)), table.figure(series.count("instr")),
            table.count_pair(series.count("mmio_rx"), series.count("mmio_tx")),
            table.count_pair(series.count("writebacks_rx"), series.count("writebacks_tx")),
            *(_against(cell, driver, base, operation) for base in (IGB, VECTOR))]


def _against(cell, driver, base, operation):
    if driver == base:
        return "1"
    return table.ratio(figures.ratio(cell, driver, base, operation))


def _skips(cell, operation):
    """Drivers without a figure for the operation, each with its reason."""
    return [f"{driver}: {why}" for (driver, skipped), why in cell.skipped.items()
            if skipped in (None, operation) and not results.is_control(driver)]


def reference_lines(cell, paths):
    """Everything about one cell, an operation after the other."""
    rows = [[driver, _path(cell.paths.get(driver) or paths.get(driver, ""))]
            for driver in cell.drivers() if not results.is_control(driver)]
    lines = [f"All drivers: {_setting()}", "",
             *table.layout(["driver", "receive / transmit path"], rows, left=(0, 1)), ""]
    for operation, name in OPERATION_NAMES.items():
        drivers = [driver for driver in cell.drivers() if cell.get(driver, operation)]
        if not drivers:
            continue
        unit = "poll" if operation == "empty" else "packet"
        lines += [f"{name.capitalize()}, TSC cycles per {unit}", ""]
        rows = [_row(cell, driver, operation) for driver in drivers]
        lines += table.layout(HEADER, rows)
        lines += _control_line(cell, operation) + _skips(cell, operation) + [""]
    return lines


def _control_line(cell, operation):
    interval = figures.control(cell, operation)
    if interval is None:
        return []
    name = next(driver for driver in cell.drivers() if results.is_control(driver))
    return [f"A/A control, {name} against {results.base_name(name)}: {table.ratio(interval)}"]


def axis_lines(cells, axis):
    """Forwarding along one axis: a row per driver, then the ratios of this driver."""
    columns = figures.axis_cells(cells, axis)
    measured = [cell for _, cell in columns]
    found = [driver for cell in sorted(measured, key=lambda cell: -len(cell.series))
             for driver in cell.drivers() if cell.get(driver, "fwd")]
    drivers = [driver for driver in dict.fromkeys(found)
               if found.count(driver) > 1 and not results.is_control(driver)]
    if len(columns) < 2 or not drivers:
        return []
    header = [axis.replace("_", " "), *(_column(value) for value, _ in columns)]
    rows = [[driver, *(table.figure(figures.cost(cell, driver, "fwd")) for cell in measured)]
            for driver in drivers]
    for driver in drivers:
        for base in (IGB, VECTOR):
            if driver == figures.OURS and base in drivers:
                rows.append([f"{driver} / {base}", *(_short_ratio(cell, driver, base)
                                                     for cell in measured)])
    return [f"Forwarding, TSC cycles per packet, by {axis.replace('_', ' ')}", "",
            *table.layout(header, rows), *_axis_skips(columns), ""]


def _axis_skips(columns):
    """Why a driver has no figure, with the values where."""
    found = {}
    for value, cell in columns:
        for line in _skips(cell, "fwd"):
            found.setdefault(line, []).append(_column(value))
    return [f"at {', '.join(values)}, {line}" for line, values in found.items()]


def _column(value):
    return str(value).upper() if value == plan.IMIX else str(value)


def _short_ratio(cell, driver, base):
    interval = figures.ratio(cell, driver, base, "fwd")
    return table.NOTHING if interval is None else f"{interval.value:.2f}"


def _noise_line(cells):
    """What the controls of all cells say about differences that are none."""
    intervals = [figures.control(cell, "fwd") for cell in cells.values()]
    floors = [max(abs(one.low - 1), abs(one.high - 1)) for one in intervals if one]
    if not floors:
        return []
    return [f"A/A controls of forwarding in {len(floors)} cells: intervals reach "
            f"{100 * stats.median(floors):.1f} % from 1 (median), "
            f"{100 * max(floors):.1f} % at most", ""]


def lines(results_):
    cells = results_.cells()
    paths = results_.header["drivers"]
    text = [*header_lines(results_), ""]
    if not results_.header["complete"]:
        text += ["NOT COMPLETE: the run was ended early; this is what it had measured.", ""]
    unproven = results_.unproven()
    text += [f"NOT PROVEN, left out: {driver} ({cell.name()}): {why}"
             for cell, driver, why in unproven] + [""] * bool(unproven)
    if plan.REFERENCE in cells:
        text += reference_lines(cells[plan.REFERENCE], paths)
    for axis in plan.AXES:
        text += axis_lines(cells, axis)
    text += _noise_line(cells)
    return text + aims.lines(cells)
