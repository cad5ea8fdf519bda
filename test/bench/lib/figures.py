# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What the tables, the aims and the plots take from the results."""

import zlib

import plan
import results
import stats

IGB = "igb"
VECTOR = "ixgbe-sse"
OURS = "igbx"
OPERATION_NAMES = {"fwd": "forwarding", "rx": "receive", "tx": "transmit", "empty": "empty poll"}
# Other drivers for a NIC; null and ring are the floor of the interface and of a queue.
NIC_PEERS = ("igb", "ixgbe-full", "ixgbe-bulk", "ixgbe-sse")


def is_ours(driver):
    return results.base_name(driver).split("-")[0] == OURS


def seed_of(*words):
    """The same figures give the same interval, whenever and wherever it is computed."""
    return zlib.crc32(repr(words).encode())


def ratio_groups(cell, driver, base, operation):
    """Paired ratios by process: samples of one round, of one process, belong together."""
    above, below = cell.get(driver, operation), cell.get(base, operation)
    if above is None or below is None:
        return []
    runs = [number for number in above.by_run if number in below.by_run]
    return stats.paired_ratios([above.by_run[number] for number in runs],
                               [below.by_run[number] for number in runs])


def ratio(cell, driver, base, operation):
    """Interval of the driver's cost as a ratio to another's, None where it was not measured."""
    groups = ratio_groups(cell, driver, base, operation)
    if not groups or driver == base:
        return None
    return stats.bootstrap_median(groups, seed_of(driver, base, operation))


def across_cells(cell, reference, driver, operation):
    """Interval of the cost in one cell as a ratio to that in another: processes are not paired."""
    above, below = cell.get(driver, operation), reference.get(driver, operation)
    if above is None or below is None or stats.median_of_groups(below.groups) <= 0:
        return None
    return stats.bootstrap_quotient(above.groups, below.groups, seed_of(driver, operation))


def control(cell, operation):
    """Interval of a driver against itself: what no difference looks like."""
    for driver in cell.drivers():
        if results.is_control(driver):
            return ratio(cell, driver, results.base_name(driver), operation)
    return None


def cost(cell, driver, operation):
    """The median, None where it was not measured."""
    series = cell.get(driver, operation) if cell else None
    return stats.median_of_groups(series.groups) if series else None


def axis_cells(cells, axis):
    """(value, results) along one axis through the reference cell, and what is near to it."""
    settings = [(value, plan.REFERENCE._replace(**{axis: value})) for value in plan.AXES[axis]]
    settings += [(cell.name(), cell) for cell in plan.EXTRA.get(axis, ())]
    return [(value, cells[cell]) for value, cell in settings if cell in cells]
