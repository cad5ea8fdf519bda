# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The searches: the highest rate with an acceptable loss, and the longest burst without one."""

import math


class RateSearch:
    """Looks for rates on a grid from first to last, by halving.

    measure(point, number) is the number-th trial at a point of the grid and returns the share of
    frames that were lost. A trial serves every search that comes by, whatever loss it accepts.
    """

    def __init__(self, first, last, measure, confirmations):
        self.first, self.last = first, last
        self.measure = measure
        self.confirmations = confirmations
        self.losses = {}

    def find(self, acceptable):
        """The highest point that was tried, held in each trial, and whose next one did not.

        None: the first point did not hold.
        """
        while True:
            good, bad = self._bounds(acceptable)
            if bad - good > 1:
                # The top first: what holds there needs no search.
                self._try(self.last if bad > self.last else (good + bad) // 2)
            elif good < self.first:
                return None
            elif len(self.losses[good]) > self.confirmations:
                return good
            else:
                self._try(good)

    def _bounds(self, acceptable):
        bad = min((point for point, losses in self.losses.items() if max(losses) > acceptable),
                  default=self.last + 1)
        good = max((point for point in self.losses if point < bad), default=self.first - 1)
        return good, bad

    def _try(self, point):
        losses = self.losses.setdefault(point, [])
        losses.append(self.measure(point, len(losses) + 1))


def longest_burst(most, resolution, passes):
    """The longest burst up to most of which passes(frames) is true, to a share of its length.

    Lengths are halved by their ratio: buffers may hold ten frames or a million.
    """
    if passes(most):
        return most
    good, bad = 0, most
    while bad - good > max(1, int(resolution * good)):
        middle = math.isqrt(max(good, 1) * bad)
        middle = min(max(middle, good + 1), bad - 1)
        if passes(middle):
            good = middle
        else:
            bad = middle
    return good


def rate_trials_most(points, confirmations):
    """How many trials a search over so many points takes, unless confirmations fail."""
    return 1 + math.ceil(math.log2(points + 1)) + confirmations


def burst_trials_most(most, resolution):
    ratio = math.log(most) if most > 1 else 1
    return 2 + math.ceil(math.log2(ratio / max(resolution, 1 / most) + 1))
