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
    kinds: str = "udp"
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
    "kinds": ("udp", "mixed"),
    "offloads": ("off", "on"),
    "cold": ("none", "desc", "touch"),
    "queues": (1, 2, 4, 8, 16),
    "ports": (1, 2, 3, 4),
    "fast_free": ("off", "on"),
}

# What memory of the last packet is good for is seen where no packet is like it.
_MIXED = REFERENCE._replace(kinds="mixed")
EXTRA = {"kinds": (_MIXED._replace(burst=4), _MIXED._replace(burst=1), _MIXED._replace(offloads="on"))}

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
    "kinds": "{} packets",
    "offloads": "offloads {}",
    "cold": "cold: {}",
    "queues": "{} queues",
    "ports": "{} ports",
    "fast_free": "fast free {}",
}


def axis_value(axis, value):
    return _WORDS[axis].format(str(value).upper() if value == IMIX else value)


# By how much they are missed where there is no room for all. An EAL has room for so many ports.
BY_RANK = ("igbx", "igb", "ixgbe-sse", "igbx-sse", "igbx-avx2", "igbx-avx512", "igbx-scalar",
           "ixgbe-bulk", "ixgbe-full", "ring", "null")
MAX_PORTS = 32
# A quick run takes so many to the cells other than the reference.
QUICK_DRIVERS = BY_RANK[:3]
CONTROLLED = BY_RANK[0]
# How long things take, in any unit: a process, a driver in it, and to count its instructions by
# stepping through each.
PROCESS_WEIGHT, DRIVER_WEIGHT, COUNT_WEIGHT = 3, 1, 4
COUNTED_AXES = {"quick": (), "default": ("burst", "kinds", "offloads", "fast_free"), "full": tuple(AXES)}


class Job(NamedTuple):
    """One process."""

    cell: Cell
    repetition: int
    seed: int


# processes per cell, rounds per process
MODES = {
    "quick": {"repeat": 8, "samples": 100},
    "default": {"repeat": 6, "samples": 100},
    "full": {"repeat": 20, "samples": 200},
}


def cells(mode, axes=None):
    """The reference cell, then one axis after the other."""
    chosen = []
    for axis in axes or AXES:
        values = QUICK.get(axis, ()) if mode == "quick" and not axes else AXES[axis]
        chosen += [REFERENCE._replace(**{axis: value}) for value in values]
        chosen += EXTRA.get(axis, ()) if values else ()
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


def drivers_of(cell, chosen, mode):
    """The drivers of one process. One is named twice: a control, what is no difference."""
    if mode == "quick" and cell != REFERENCE:
        chosen = [name for name in chosen if name in QUICK_DRIVERS] or chosen
    room = MAX_PORTS // cell.ports - 1
    if len(chosen) > room:
        ranked = sorted(chosen, key=lambda name: BY_RANK.index(name) if name in BY_RANK else 0)
        chosen = [name for name in chosen if name in ranked[:room]]
    return [*chosen, CONTROLLED if CONTROLLED in chosen else chosen[-1]]


def counts(job, mode):
    """Counts are exact: one process of a cell is enough, in cells that they may depend on."""
    return job.repetition == 0 and all(axis in COUNTED_AXES[mode] for axis in job.cell.differs())


def operations_of(job, mode):
    words = ["fwd", "rx", "tx"]
    if job.cell == REFERENCE:
        words.append("empty")
    if counts(job, mode):
        words.append("instr")
    return words


def weight(job, nb_drivers, mode):
    """How long a process takes, about."""
    return PROCESS_WEIGHT + nb_drivers * (DRIVER_WEIGHT + COUNT_WEIGHT * counts(job, mode))
