# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What is measured: cells (one setting of every axis), and the order of the processes."""

import random
from typing import NamedTuple

IMIX = "imix"


class Cell(NamedTuple):
    """One setting of every axis; the defaults are the reference cell."""

    burst: int = 32
    ring: int = 512
    size: object = 64
    offloads: str = "off"
    cold: str = "none"
    queues: int = 1
    ports: int = 1
    fast_free: str = "off"

    def options(self):
        """As igbx-bench wants them."""
        words = []
        for axis, value in self._asdict().items():
            words += [f"--{axis.replace('_', '-')}", str(value)]
        return words

    def differs(self):
        """The axes on which this is not the reference cell."""
        return {axis: value for axis, value in self._asdict().items()
                if value != getattr(REFERENCE, axis)}

    def name(self):
        return ", ".join(axis_value(axis, value) for axis, value in self.differs().items()) \
            or "reference"


REFERENCE = Cell()

AXES = {
    "burst": (1, 2, 4, 8, 16, 32, 64),
    "ring": (64, 128, 256, 512, 1024, 2048, 4096),
    "size": (64, 128, 256, 512, 1024, 1280, 1518, IMIX),
    "offloads": ("off", "on"),
    "cold": ("none", "desc", "touch"),
    "queues": (1, 2, 4, 8, 16),
    "ports": (1, 2, 3, 4),
    "fast_free": ("off", "on"),
}

# The values that the figures to reach are about.
QUICK = {
    "burst": (1, 4),
    "ring": (4096,),
    "offloads": ("on",),
    "cold": ("desc",),
    "queues": (16,),
}

_WORDS = {
    "burst": "burst {}",
    "ring": "ring {}",
    "size": "frames {}",
    "offloads": "offloads {}",
    "cold": "cold: {}",
    "queues": "{} queues",
    "ports": "{} ports",
    "fast_free": "fast free {}",
}


def axis_value(axis, value):
    return _WORDS[axis].format(str(value).upper() if value == IMIX else value)


class Job(NamedTuple):
    """One process."""

    cell: Cell
    repetition: int
    seed: int


# processes per cell, rounds per process
MODES = {
    "quick": {"repeat": 5, "samples": 60},
    "default": {"repeat": 6, "samples": 100},
    "full": {"repeat": 15, "samples": 150},
}


def cells(mode, axes=None):
    """The reference cell, then one axis after the other."""
    chosen = []
    for axis in axes or AXES:
        values = QUICK.get(axis, ()) if mode == "quick" and not axes else AXES[axis]
        chosen += [REFERENCE._replace(**{axis: value}) for value in values]
    return list(dict.fromkeys([REFERENCE, *chosen]))


def jobs(chosen, repeat, seed):
    """Every repetition runs all cells once, in an order of its own: cells take turns."""
    rng = random.Random(seed)
    planned = []
    for repetition in range(repeat):
        turn = [Job(cell, repetition, rng.randrange(1, 1 << 32)) for cell in chosen]
        rng.shuffle(turn)
        planned += turn
    return planned
