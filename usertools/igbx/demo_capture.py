# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The captures that the demo replays: the user's own, or the ones that tcpdump is tested with.

The tests of tcpdump's source package are real captures of some two hundred protocols, well formed
and malformed, collected from bug reports. The Ethernet ones go into one file in the cache.
"""

import glob
import os
import struct

from igbx import ToolError, debsource
from igbx.compare import MIN_FRAME
from igbx.guest_image import cache_dir, write_atomic
from igbx.pcap import DLT_EN10MB, Capture, CaptureError

PROGRAM = "igbx-demo"
PACKAGE = "tcpdump"
ETHERNET_HEADER = 14
VLAN_TAG = 4
VLAN_TYPES = (b"\x81\x00", b"\x88\xa8", b"\x91\x00")
MAX_VLAN_TAGS = 2
PCAP_HEADER = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, DLT_EN10MB)


def packet_length(frame):
    """What counts against the MTU: the frame without its Ethernet header and VLAN tags."""
    at = 12
    for _ in range(MAX_VLAN_TAGS):
        if frame[at:at + 2] not in VLAN_TYPES:
            break
        at += VLAN_TAG
    return len(frame) - at - 2


class Captures:
    """Files to be replayed one after the other, as often as asked."""

    def __init__(self, paths, mtu, loops=1):
        self.paths = paths
        self.mtu = mtu
        self.loops = loops
        self.packets = self.wire_bytes = self.cut = 0
        self.shortest = self.longest = None

    def check(self):
        """Read everything once; raises with a line for each file that cannot be used."""
        problems = []
        for path in self.paths:
            try:
                self._check_file(path)
            except CaptureError as err:
                problems.append(str(err))
        if problems:
            raise CaptureError("\n".join(problems))

    def _check_file(self, path):
        if os.path.isfile(path) and not os.path.getsize(path):
            raise CaptureError(f"{path}: the capture is empty")
        capture = Capture(path)
        number = 0
        for number, frame in enumerate(capture, 1):
            if packet_length(frame) > self.mtu:
                raise CaptureError(
                    f"{path}: frame {number} has {len(frame)} bytes, a packet of "
                    f"{packet_length(frame)} with the MTU at {self.mtu} (see --mtu)")
            self.wire_bytes += max(len(frame), MIN_FRAME)
            self.shortest = min(len(frame), self.shortest or len(frame))
            self.longest = max(len(frame), self.longest or 0)
        if not number:
            raise CaptureError(f"{path}: the capture is empty")
        self.packets += number
        self.cut += capture.cut

    def frames(self):
        for _ in range(self.loops):
            for path in self.paths:
                yield from Capture(path)

    @property
    def total(self):
        return self.packets * self.loops


def default_capture(mtu, say):
    """The path of the default capture, fetched when it is not in the cache yet."""
    target = os.path.join(cache_dir(), f"capture-{mtu}.pcap")
    if not os.path.exists(target):
        say(f"fetching the source package {PACKAGE}")
        try:
            folder = debsource.fetch(PACKAGE)
        except ToolError as err:
            raise ToolError(f"{err}; name captures of your own: {PROGRAM} FILE...") from err
        say("reading its captures")
        merge(sorted(glob.glob(os.path.join(folder, "tests", "*.pcap"))), mtu, target)
    return target


def merge(files, mtu, target):
    """One pcap file with every Ethernet frame that fits the MTU."""
    parts = [PCAP_HEADER]
    number = 0
    for path in files:
        try:
            for frame in Capture(path, skip_unfit=True):
                if packet_length(frame) > mtu:
                    continue
                parts.append(struct.pack("<IIII", number // 1000000, number % 1000000,
                                         len(frame), len(frame)))
                parts.append(frame)
                number += 1
        except CaptureError:
            # Of another link type, or damaged on purpose: what came before the damage counts.
            continue
    if not number:
        raise ToolError(f"the source package {PACKAGE} holds no Ethernet capture any more; "
                        f"name captures of your own: {PROGRAM} FILE...")
    try:
        write_atomic(target, b"".join(parts))
    except OSError as err:
        raise ToolError(f"{target}: {err.strerror}") from err
