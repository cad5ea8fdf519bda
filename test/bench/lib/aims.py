# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The figures to reach, and how far a run is from them."""

from typing import NamedTuple

import figures
import plan
import stats
import table
from figures import IGB, OURS, VECTOR

REFERENCE = plan.REFERENCE


class Aim(NamedTuple):
    """The driver's cost as a ratio to another's in one cell is at most this."""

    name: str
    cell: plan.Cell
    driver: str
    operation: str
    against: str
    limit: float


def _pair(name, cell, igb, vector, driver=OURS, operation="fwd"):
    limits = ((IGB, igb), (VECTOR, vector))
    return [Aim(name, cell, driver, operation, against, limit)
            for against, limit in limits if limit is not None]


RATIOS = [
    *_pair("forwarding, bare", REFERENCE, 0.30, 0.65),
    *_pair("forwarding, offloads on", REFERENCE._replace(offloads="on"), 0.33, 0.70),
    *_pair("forwarding, burst 4", REFERENCE._replace(burst=4), 0.40, 0.75),
    *_pair("forwarding, burst 1", REFERENCE._replace(burst=1), 0.50, None),
    *_pair("empty poll", REFERENCE, 0.80, 0.95, operation="empty"),
    *_pair("forwarding, cache-cold", REFERENCE._replace(cold="desc"), 0.45, 0.90),
    *_pair("forwarding, AVX2 only", REFERENCE, 0.36, 0.80, driver="igbx-avx2"),
    *_pair("forwarding, SSE only", REFERENCE, 0.42, 0.95, driver="igbx-sse"),
]
FLATNESS = [
    ("forwarding, ring 4096", REFERENCE._replace(ring=4096), "ring 512", 1.3),
    ("forwarding, 16 queues", REFERENCE._replace(queues=16), "one queue", 1.3),
]
INSTRUCTIONS_LIMIT = 40


class Verdict(NamedTuple):
    """One row: None for what was not measured."""

    name: str
    against: str
    limit: float
    measured: object  # an interval or a count

    @property
    def value(self):
        return getattr(self.measured, "value", self.measured)

    @property
    def reached(self):
        return None if self.measured is None else self.value <= self.limit

    def words(self):
        if self.measured is None:
            return "not measured"
        apart = abs(self.value / self.limit - 1)
        close = isinstance(self.measured, stats.Interval) and self.measured.has(self.limit)
        if self.reached:
            text = f"reached, {table.percent(apart)} below"
        else:
            text = f"MISSED by {table.percent(apart)}"
        return text + (", within the noise" if close else "")


def _ratio_verdict(cells, aim):
    cell = cells.get(aim.cell)
    return Verdict(aim.name, aim.against, aim.limit,
                   figures.ratio(cell, aim.driver, aim.against, aim.operation) if cell else None)


def _lowest_poll(cells):
    """An empty poll costs less than that of any driver of another NIC."""
    cell = cells.get(REFERENCE)
    peers = [peer for peer in figures.NIC_PEERS if cell and cell.get(peer, "empty")]
    if not peers:
        return Verdict("empty poll", "the cheapest", 1.0, None)
    lowest = min(peers, key=lambda peer: figures.cost(cell, peer, "empty"))
    return Verdict("empty poll", f"the cheapest, {lowest}", 1.0,
                   figures.ratio(cell, OURS, lowest, "empty"))


def _instructions(cells):
    cell = cells.get(REFERENCE)
    series = [cell.get(OURS, way) if cell else None for way in ("rx", "tx")]
    counts = [one.count("instr") if one else None for one in series]
    return Verdict("instructions, receive and transmit", "", INSTRUCTIONS_LIMIT,
                   None if None in counts else sum(counts))


def judge(cells):
    """A verdict for every aim, in the order in which they are told."""
    verdicts = [_ratio_verdict(cells, aim) for aim in RATIOS]
    last_poll = max(index for index, aim in enumerate(RATIOS) if aim.operation == "empty")
    verdicts.insert(last_poll + 1, _lowest_poll(cells))
    verdicts.append(_instructions(cells))
    reference = cells.get(REFERENCE)
    for name, cell, against, limit in FLATNESS:
        measured = None
        if reference and cell in cells:
            measured = figures.across_cells(cells[cell], reference, OURS, "fwd")
        verdicts.append(Verdict(name, against, limit, measured))
    return verdicts


def lines(cells):
    verdicts = judge(cells)
    rows = []
    last = None
    for verdict in verdicts:
        measured = verdict.measured
        text = table.ratio(measured) if isinstance(measured, stats.Interval) else \
            table.figure(measured)
        limit = f"{verdict.limit:.2f}" if verdict.against else f"{verdict.limit}"
        rows.append(["" if verdict.name == last else verdict.name, verdict.against, limit, text,
                     verdict.words()])
        last = verdict.name
    found = [verdict.reached for verdict in verdicts]
    return ["The aims", "",
            *table.layout(["", "against", "at most", "measured", ""], rows, left=(0, 1, 4)), "",
            f"{found.count(True)} reached, {found.count(False)} missed, "
            f"{found.count(None)} not measured"]
