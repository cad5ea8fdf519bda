# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The captures that the demo replays: the user's own, or the ones that tcpdump is tested with.

The tests of tcpdump's source package are real captures of some two hundred protocols, well formed
and malformed, collected from bug reports. apt fetches the package with sources of its own and
checks it against the archive's signature; the Ethernet captures go into one file in the cache.
"""

import glob
import os
import struct
import subprocess
import tarfile
import tempfile

from igbx import ToolError
from igbx.compare import MIN_FRAME
from igbx.guest_image import cache_dir, write_atomic
from igbx.pcap import DLT_EN10MB, Capture, CaptureError

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
    cache = cache_dir()
    target = os.path.join(cache, f"capture-{mtu}.pcap")
    if os.path.exists(target):
        return target
    try:
        os.makedirs(cache, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="capture-", dir=cache) as work:
            say(f"fetching the source package {PACKAGE}")
            archive = fetch_source(PACKAGE, work)
            files = unpack_captures(archive, work)
            say("reading its captures")
            merge(files, mtu, target)
    except OSError as err:
        raise ToolError(f"{err.filename or cache}: {err.strerror}") from err
    return target


def source_lists(folder):
    """Copies of the configured package sources that name source packages."""
    os.makedirs(folder)
    for path in ["/etc/apt/sources.list", *glob.glob("/etc/apt/sources.list.d/*")]:
        if not os.path.isfile(path) or not path.endswith((".list", ".sources")):
            continue
        lines = []
        with open(path, encoding="utf-8", errors="replace") as source:
            for line in source:
                words = line.split()
                if words[:1] == ["deb"]:
                    line = line.replace("deb", "deb-src", 1)
                elif words[:1] == ["Types:"]:
                    line = "Types: deb-src\n"
                elif words[:1] == ["deb-src"]:
                    continue
                lines.append(line)
        with open(os.path.join(folder, os.path.basename(path)), "w", encoding="utf-8") as copy:
            copy.writelines(lines)


def fetch_source(package, work):
    """Download a source package without touching apt's own state; the path of its archive."""
    for name in ("lists/partial", "archives/partial"):
        os.makedirs(os.path.join(work, name))
    source_lists(os.path.join(work, "sources"))
    options = ["-q", "-o", "Dir::Etc::sourcelist=/dev/null",
               "-o", f"Dir::Etc::sourceparts={work}/sources", "-o", f"Dir::State::lists={work}/lists",
               "-o", f"Dir::Cache={work}", "-o", "Acquire::Languages=none",
               "-o", "APT::Sandbox::User="]
    environ = {**os.environ, "LC_ALL": "C.UTF-8"}
    for action in (["update"], ["source", "--download-only", "--only-source", package]):
        done = subprocess.run(["apt-get", *options, *action], cwd=work, env=environ, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
    archives = glob.glob(os.path.join(work, f"{package}_*.orig.tar.*[0-9a-z]"))
    archives = [path for path in archives if not path.endswith(".asc")]
    if done.returncode or len(archives) != 1:
        reason = (done.stderr.strip().splitlines() or ["no archive in it"])[-1]
        raise ToolError(f"the source package {package} cannot be had: {reason}; "
                        "name captures of your own: igbx-demo FILE...")
    return archives[0]


def unpack_captures(archive, work):
    """The captures below tests/, as files."""
    files = []
    with tarfile.open(archive) as tar:
        for member in sorted(tar, key=lambda member: member.name):
            parts = member.name.split("/")
            if member.isfile() and parts[1:2] == ["tests"] and member.name.endswith(".pcap"):
                path = os.path.join(work, parts[-1])
                with open(path, "wb") as out:
                    out.write(tar.extractfile(member).read())
                files.append(path)
    return files


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
                        "name captures of your own: igbx-demo FILE...")
    write_atomic(target, b"".join(parts))
