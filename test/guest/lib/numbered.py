# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Traffic in which each frame says which one it is: flow, number within the flow, checksum.

A frame that arrives must be, byte for byte, one that was sent, and later in its flow than the one
before it. What was lost is decided by order, not by time: once a fence, a frame of each flow, is
back, nothing that was sent before it can still come.
"""

import collections
import random
import struct
import threading
import time
import zlib

from igbx import ToolError

import frames

FLOWS = 24
# Frames under way; far fewer than a ring of testpmd's has descriptors.
WINDOW = 128
BATCH = 32
# Where frames may be lost, more is sent after that long without an arrival, and a fence again after
# that long and twice as long each time; neither judges what is missing.
STALL_S = 0.5
FENCE_S = 1.0
MAGIC = 0x69676278
STAMP = struct.Struct(">IHHQ")
SUM = struct.Struct(">I")
HEADERS = 42
SIZES = (60, 61, 64, 128, 129, 256, 500, 590, 1024, 1400, 1513, 1514)
FILLER = random.Random(1).randbytes(1 << 16)


def build(dst, flow, number):
    """The frame of that number, the same each time."""
    mixed = (number * 2654435761 + flow * 40503) & 0xffffffff
    size = max(SIZES[mixed % len(SIZES)], HEADERS + STAMP.size + SUM.size)
    at = mixed >> 8 & 0x7fff
    body = STAMP.pack(MAGIC, flow, size, number) + FILLER[at:at + size - HEADERS - 20]
    ip = (b"\x45\0" + (size - 14).to_bytes(2, "big") + b"\0\0\0\0\x40\x11\0\0"
          + bytes([10, 0, 0, flow]) + bytes([10, 1, 0, 1]))
    ip = ip[:10] + frames.checksum(ip).to_bytes(2, "big") + ip[12:]
    ports = (1024 + flow).to_bytes(2, "big") + b"\0\x09" + (size - 34).to_bytes(2, "big") + b"\0\0"
    return (dst + b"\x02\0\0\0\0\x99\x08\0" + ip + ports + body + SUM.pack(zlib.crc32(body)))


def identity(frame):
    """(flow, number) of a frame that is whole, else None."""
    if len(frame) < HEADERS + STAMP.size + SUM.size:
        return None
    magic, flow, size, number = STAMP.unpack_from(frame, HEADERS)
    body = frame[HEADERS:size - SUM.size]
    if magic != MAGIC or size > len(frame) or flow >= FLOWS:
        return None
    whole = SUM.unpack_from(frame, size - SUM.size)[0] == zlib.crc32(body)
    return (flow, number) if whole else None


class Direction:
    """One way through the forwarder: into a port, out of the other."""

    def __init__(self, into, out_of, dst):
        self.into, self.out_of, self.dst = into, out_of, dst
        self.next_sent = [0] * FLOWS
        self.next_back = [0] * FLOWS
        self.turn = 0
        self.sent = self.sent_bytes = 0
        self.arrived = 0
        self.lost = 0
        self.faults = collections.Counter()
        self.first_fault = ""
        self.under_way = 0
        self.last_change = time.monotonic()

    def top_up(self, may_lose):
        if self.into.pending():
            self.into.flush()
            return
        if self.under_way >= WINDOW:
            if not may_lose or time.monotonic() - self.last_change < STALL_S:
                return
            self.under_way = 0
        self.send([self.turn + n for n in range(BATCH)])
        self.turn += BATCH

    def send(self, turns):
        batch = []
        for turn in turns:
            flow = turn % FLOWS
            batch.append(build(self.dst, flow, self.next_sent[flow]))
            self.next_sent[flow] += 1
        self.sent += len(batch)
        self.sent_bytes += sum(map(len, batch))
        self.under_way += len(batch)
        self.last_change = time.monotonic()
        self.into.queue(batch)
        self.into.flush()

    def take(self):
        for frame in self.out_of.receive():
            self.arrived += 1
            self.under_way = max(0, self.under_way - 1)
            self.last_change = time.monotonic()
            self._judge(frame)

    def _judge(self, frame):
        who = identity(frame)
        if who is None or frame != build(self.dst, *who):
            return self._fault("damaged or nobody's", frame)
        flow, number = who
        if number >= self.next_sent[flow]:
            return self._fault("never sent", frame)
        if number < self.next_back[flow]:
            return self._fault("twice or out of order", frame)
        self.lost += number - self.next_back[flow]
        self.next_back[flow] = number + 1
        return None

    def _fault(self, kind, frame):
        self.faults[kind] += 1
        if not self.first_fault:
            self.first_fault = (f"{kind}: {identity(frame)}, next of the flows are "
                                f"{self.next_back}: {frame.hex()}")

    def behind(self):
        """Flows of which something may still come."""
        return [flow for flow in range(FLOWS) if self.next_back[flow] < self.next_sent[flow]]


class Traffic(threading.Thread):
    """Both ways at once, until the end. All but run() is for the case's own thread."""

    def __init__(self, directions):
        super().__init__(daemon=True)
        self.directions = directions
        self.failure = None
        self._lock = threading.Lock()
        self._flowing = self._may_lose = self._over = False
        self.start()

    def run(self):
        try:
            while not self._over:
                with self._lock:
                    for way in self.directions:
                        self._serve(way)
                    quiet = not any(way.under_way for way in self.directions)
                time.sleep(0.01 if quiet else 0.0005)
        except ToolError as error:
            self.failure = error

    def _serve(self, way):
        if self._flowing:
            way.top_up(self._may_lose)
        elif way.into.pending():
            way.into.flush()
        way.take()

    def flow(self, may_lose):
        """Send from now on. Where nothing may be lost no more is under way than a ring holds."""
        self._may_lose = may_lose
        self._flowing = True

    def counts(self):
        """(sent, arrived, lost) of each way."""
        with self._lock:
            return [(way.sent, way.arrived, way.lost) for way in self.directions]

    def arrive(self, more, seconds):
        """Wait until so many more have arrived each way."""
        goal = [arrived + more for _, arrived, _ in self.counts()]
        if not self._wait(lambda: all(count[1] >= least
                                      for count, least in zip(self.counts(), goal)), seconds):
            raise ToolError(f"no {more} frames more within {seconds:.0f} s: {self.counts()}")

    def settle(self, seconds):
        """Stop sending, and wait until nothing can come any more; return how many are lost so far.

        Where frames may be lost a fence of each flow follows until one of each is back.
        """
        self._flowing = False
        deadline = time.monotonic() + seconds
        patience = FENCE_S if self._may_lose else seconds
        while not self._wait(self._nothing_behind, patience) and time.monotonic() < deadline:
            patience *= 2
            with self._lock:
                for way in self.directions:
                    way.send(way.behind())
        for way in self.directions:
            way.under_way = 0
        missing = sum(sum(way.next_sent) - sum(way.next_back) for way in self.directions)
        return sum(way.lost for way in self.directions) + missing

    def _nothing_behind(self):
        with self._lock:
            return not any(way.behind() for way in self.directions)

    def _wait(self, done, seconds):
        deadline = time.monotonic() + seconds
        while not done():
            if self.failure:
                raise self.failure
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def finish(self):
        self._over = True
        self.join()
