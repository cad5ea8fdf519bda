# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Statistics of the bench: medians, spreads, paired ratios and their confidence intervals.

Samples come in groups, one group per process: what one process measured shares that process's
memory layout and the machine's mood at that time, so groups and not samples are independent.
Every estimate is the median over the groups of each group's median.
"""

import random
from typing import NamedTuple

CONFIDENCE = 0.95
DRAWS = 1000


class Interval(NamedTuple):
    """An estimate and its confidence interval."""

    value: float
    low: float
    high: float

    def has(self, figure):
        return self.low <= figure <= self.high


def quantile(values, fraction):
    """By linear interpolation between the order statistics."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    position = fraction * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def median(values):
    return quantile(values, 0.5)


def spread(values):
    """Interquartile range as a fraction of the median."""
    middle = median(values)
    return (quantile(values, 0.75) - quantile(values, 0.25)) / middle if middle else 0.0


def median_of_groups(groups):
    return median([median(group) for group in groups])


def paired_ratios(groups, bases):
    """Sample by sample; groups of both belong together by index, as samples do within a group.

    A pair without a partner, or with a base of nothing, is left out.
    """
    ratios = []
    for group, base in zip(groups, bases):
        pairs = [value / other for value, other in zip(group, base) if other > 0]
        if pairs:
            ratios.append(pairs)
    return ratios


def _draw_median(ordered, rng):
    """The median of a resample of the sorted values.

    Without resampling: the rank of the median of n uniform draws is Beta distributed.
    """
    count = len(ordered)
    half = (count + 1) / 2
    return ordered[min(int(rng.betavariate(half, half) * count), count - 1)]


def _draw_medians(ordered_groups, rng):
    """One bootstrap draw of the median of the groups' medians: groups, then samples in each."""
    drawn = sorted(_draw_median(rng.choice(ordered_groups), rng) for _ in ordered_groups)
    middle = len(drawn) // 2
    return drawn[middle] if len(drawn) % 2 else (drawn[middle - 1] + drawn[middle]) / 2


def _percentile_interval(estimate, draws):
    tail = (1 - CONFIDENCE) / 2
    return Interval(estimate, min(quantile(draws, tail), estimate),
                    max(quantile(draws, 1 - tail), estimate))


def bootstrap_median(groups, seed, draws=DRAWS):
    """The median of the groups' medians with its bootstrap confidence interval."""
    ordered = [sorted(group) for group in groups if group]
    if not ordered:
        raise ValueError("no values")
    rng = random.Random(seed)
    return _percentile_interval(median_of_groups(ordered),
                                [_draw_medians(ordered, rng) for _ in range(draws)])


def bootstrap_quotient(groups, bases, seed, draws=DRAWS):
    """The quotient of two medians that were measured apart: nothing pairs their samples."""
    above = [sorted(group) for group in groups if group]
    below = [sorted(group) for group in bases if group]
    if not above or not below or median_of_groups(below) <= 0:
        raise ValueError("no values")
    rng = random.Random(seed)
    quotients = []
    for _ in range(draws):
        base = _draw_medians(below, rng)
        if base > 0:
            quotients.append(_draw_medians(above, rng) / base)
    return _percentile_interval(median_of_groups(above) / median_of_groups(below), quotients)
