# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Frames, rates and the line: what fits, what a rate means, how numbers are written."""

import re
from dataclasses import dataclass

from igbx import ToolError

FCS_BYTES = 4
# Preamble and start of frame (8) and the gap between frames (12), IEEE 802.3 3.1 and 4.4.2.
GAP_BYTES = 20
FRAME_MIN, FRAME_MAX = 64, 9728
IMIX = "64:7,570:4,1518:1"
MIX_SIZES_MAX, MIX_WEIGHT_MAX = 8, 100
PREFIXES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}


@dataclass(frozen=True)
class Frame:
    """Frames of one size, or of several in turns; sizes are with FCS, as RFC 2544 counts."""

    name: str
    parts: tuple

    @property
    def mean(self):
        weights = sum(weight for _, weight in self.parts)
        return sum(size * weight for size, weight in self.parts) / weights

    @property
    def longest(self):
        return max(size for size, _ in self.parts)

    @property
    def is_mix(self):
        return len(self.parts) > 1

    def line_pps(self, line_bps):
        """The most frames per second of a line of so many bits per second."""
        return line_bps / (8 * (self.mean + GAP_BYTES))

    def label(self):
        return self.name if self.is_mix else f"{self.name} B"


def read_size(text):
    if not text.isdecimal() or not FRAME_MIN <= int(text) <= FRAME_MAX:
        raise ToolError(f"frame size {text!r}: expected {FRAME_MIN} to {FRAME_MAX} bytes, with FCS")
    return int(text)


def read_mix(text):
    """SIZE[:WEIGHT],... as ((size, weight), ...)."""
    parts = []
    for part in text.split(","):
        size, colon, weight = part.partition(":")
        if colon and not (weight.isdecimal() and 1 <= int(weight) <= MIX_WEIGHT_MAX):
            raise ToolError(f"mix {text!r}: the weight {weight!r} is not 1 to {MIX_WEIGHT_MAX}")
        parts.append((read_size(size), int(weight) if colon else 1))
    if not 2 <= len(parts) <= MIX_SIZES_MAX:
        raise ToolError(f"mix {text!r}: expected 2 to {MIX_SIZES_MAX} sizes")
    return tuple(parts)


def read_frames(text, mix):
    """The frames of --sizes, in the order given."""
    frames = []
    for name in text.split(","):
        parts = read_mix(mix) if name == "imix" else ((read_size(name), 1),)
        frames.append(Frame(name if name == "imix" else str(parts[0][0]), parts))
    if len({frame.name for frame in frames}) != len(frames):
        raise ToolError(f"frame sizes {text!r}: one is there twice")
    return frames


@dataclass(frozen=True)
class Rate:
    """What a rate option says: a number of percent of the line, packets or bits of the line."""

    number: float
    unit: str

    def pps(self, frame, line_bps):
        if self.unit == "pps":
            return self.number
        bps = self.number if self.unit == "bps" else line_bps * self.number / 100
        return frame.line_pps(bps)


def read_rate(text):
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:([kMG]?)(pps|bps)|%)", text)
    if not found or not float(found[1]) > 0:
        raise ToolError(f"rate {text!r}: expected N%, N[k|M|G]pps or N[k|M|G]bps, above 0")
    number = float(found[1]) * PREFIXES[found[2] or ""]
    if found[3] is None and number > 100:
        raise ToolError(f"rate {text!r}: a line has 100 %")
    return Rate(number, found[3] or "%")


def read_percent(text, low, high):
    """A share: 0.1% as 0.001."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)%?", text)
    if not found or not low <= float(found[1]) <= high:
        raise ToolError(f"{text!r}: expected {low:g} to {high:g} percent")
    return float(found[1]) / 100


def si(value, unit=""):
    """Three digits or more and a prefix: 1.488 M."""
    for prefix, factor in (("G", 10**9), ("M", 10**6), ("k", 10**3)):
        if abs(value) >= factor:
            return f"{value / factor:.4g} {prefix}{unit}"
    return f"{value:.4g} {unit}".rstrip()


def time_text(ns):
    """A delay."""
    for unit, factor in (("s", 10**9), ("ms", 10**6), ("µs", 10**3)):
        if abs(ns) >= factor:
            return f"{ns / factor:.4g} {unit}"
    return f"{ns:.0f} ns"


def percent_text(share):
    """A share of frames: small ones keep their digits, and what is not zero is not shown as 0."""
    if share == 0:
        return "0 %"
    value = 100 * share
    return f"{value:.4g} %" if value >= 0.1 else f"{value:.3g} %"


def span_text(seconds):
    """How long something takes."""
    seconds = max(0, round(seconds))
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds:02} s" if minutes < 10 else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02} min"
