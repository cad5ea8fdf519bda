# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What changed between two runs of the bench, beyond noise.

Cycles are compared as ratios to a driver that is the same in both runs (igb, else another of
DPDK's): a machine that is slower today is slower for both. Counts are exact and compared as such.
"""

from typing import NamedTuple

import figures
import plan
import results
import stats
import table

ANCHORS = (*figures.NIC_PEERS, "null", "ring")
CYCLES = "cycles"
# Two builds place code and data differently, which no control within a process shows.
LEAST_FLOOR = 0.02
# An exact count may differ where a burst ends at another place of the ring.
COUNT_TOLERANCE = {"instr": 0.5}
COUNT_TOLERANCE_DEFAULT = 0.02
COUNT_NAMES = {"instr": "instructions", "mmio_rx": "Rx MMIO writes", "mmio_tx": "Tx MMIO writes",
               "writebacks_rx": "Rx write-backs", "writebacks_tx": "Tx write-backs"}
SAME, BETTER, WORSE, OTHER = "same", "better", "WORSE", "changed"


class Change(NamedTuple):
    """One figure of one driver in one cell, before and after."""

    cell: plan.Cell
    driver: str
    operation: str
    what: str
    before: float
    after: float
    ratio: object  # an interval, None for a count
    floor: float
    verdict: str


def noise_floor(intervals):
    """How far from 1 these controls, of a driver against itself, reach at most."""
    return max((max(abs(one.low - 1), abs(one.high - 1)) for one in intervals if one),
               default=LEAST_FLOOR)


def judge_ratio(ratio, floor):
    """Beyond noise is what neither the interval nor the control explains."""
    if ratio.low > 1 + floor:
        return WORSE
    if ratio.high < 1 - floor:
        return BETTER
    return SAME


def judge_count(before, after, tolerance):
    if after > before + tolerance:
        return WORSE
    return BETTER if after < before - tolerance else SAME


def anchor(before, after, operation):
    """A driver that both runs have and that is not ours, or None."""
    for driver in ANCHORS:
        if before.get(driver, operation) and after.get(driver, operation):
            return driver
    return None


def _relative(cell, driver, base, operation):
    """Samples by process, as ratios to the base's where there is one."""
    if base is None or driver == base:
        return cell.get(driver, operation).groups
    return figures.ratio_groups(cell, driver, base, operation)


def _compare_cycles(cell, before, after, driver, operation, floor):
    base = anchor(before, after, operation) if figures.is_ours(driver) else None
    groups = [_relative(side, driver, base, operation) for side in (before, after)]
    if not all(groups) or stats.median_of_groups(groups[0]) <= 0:
        return None
    ratio = stats.bootstrap_quotient(groups[1], groups[0],
                                     figures.seed_of(cell, driver, operation))
    verdict = judge_ratio(ratio, floor)
    if not figures.is_ours(driver) and verdict != SAME:
        verdict = OTHER
    return Change(cell, driver, operation, CYCLES, figures.cost(before, driver, operation),
                  figures.cost(after, driver, operation), ratio, floor, verdict)


def _compare_counts(cell, before, after, driver, operation):
    changes = []
    for key, name in COUNT_NAMES.items():
        values = [side.get(driver, operation).count(key) for side in (before, after)]
        if None in values:
            continue
        tolerance = COUNT_TOLERANCE.get(key, COUNT_TOLERANCE_DEFAULT)
        verdict = judge_count(*values, tolerance)
        if not figures.is_ours(driver) and verdict != SAME:
            verdict = OTHER
        changes.append(Change(cell, driver, operation, name, *values, None, tolerance, verdict))
    return changes


def compare(before, after):
    """A change for every figure that both runs have; before and after are Results."""
    old, new = before.cells(), after.cells()
    changes = []
    for cell in old:
        if cell not in new:
            continue
        floors = {operation: max(LEAST_FLOOR, noise_floor(figures.control(side[cell], operation)
                                                          for side in (old, new)))
                  for operation in {operation for _, operation in old[cell].series}}
        for driver, operation in old[cell].series:
            if results.is_control(driver) or not new[cell].get(driver, operation):
                continue
            cycles = _compare_cycles(cell, old[cell], new[cell], driver, operation,
                                     floors[operation])
            changes += [cycles] if cycles else []
            changes += _compare_counts(cell, old[cell], new[cell], driver, operation)
    return changes


def environment_lines(before, after):
    """What differs between the runs themselves and so may explain a change."""
    lines = []
    pairs = [(name, before.header["environment"].get(key), after.header["environment"].get(key))
             for name, key in (("CPU", "model"), ("kernel", "kernel"))]
    pairs += [(name, before.bench_environment().get(key), after.bench_environment().get(key))
              for name, key in (("DPDK", "dpdk"), ("hugepages", "hugepages"),
                                ("SIMD limit", "simd_max"))]
    for name, old, new in pairs:
        if old != new:
            lines.append(f"not the same {name}: {old} before, {new} after")
    for name, one in (("first", before), ("second", after)):
        if not one.header["complete"]:
            lines.append(f"the {name} run was ended early")
    return lines


def lost_proofs(before, after):
    """Drivers that delivered what was sent before, and do not now."""
    known = {(cell, driver) for cell, driver, _ in before.unproven()}
    return [f"{driver} ({cell.name()}): {why}" for cell, driver, why in after.unproven()
            if (cell, driver) not in known]


def _rows(changes):
    rows = []
    for change in changes:
        digits = 1 if change.what in (CYCLES, "instructions") else 2
        rows.append([change.cell.name(), change.driver,
                     figures.OPERATION_NAMES.get(change.operation, change.operation), change.what,
                     table.figure(change.before, digits), table.figure(change.after, digits),
                     table.ratio(change.ratio) if change.ratio else "",
                     f"{100 * change.floor:.1f} %" if change.ratio else "exact", change.verdict])
    return rows


HEADER = ["setting", "driver", "", "", "before", "after", "after / before\n[95 % interval]",
          "noise\nfloor", ""]


def lines(before, after, changes, everything=False):
    text = [f"note: {line}" for line in environment_lines(before, after)]
    text += [""] if text else []
    shown = changes if everything else [one for one in changes if one.verdict != SAME]
    if shown:
        text += [*table.layout(HEADER, _rows(shown), left=(0, 1, 2, 3, 8)), ""]
    for line in lost_proofs(before, after):
        text.append(f"NOT PROVEN any more: {line}")
    counts = {verdict: sum(one.verdict == verdict for one in changes)
              for verdict in (WORSE, BETTER, SAME, OTHER)}
    text.append(f"{len(changes)} figures: {counts[WORSE]} worse, {counts[BETTER]} better, "
                f"{counts[SAME]} the same within the noise"
                + (f"; {counts[OTHER]} of other drivers changed: the machine or DPDK, not igbx"
                   if counts[OTHER] else ""))
    return text


def has_regression(before, after, changes):
    return any(one.verdict == WORSE for one in changes) or bool(lost_proofs(before, after))
