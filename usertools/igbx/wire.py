# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""The wire between a process on the host and the guest's ports.

A port's end is a stream socket on which each frame is preceded by its length, four bytes big
endian (QEMU's -netdev stream). Wire.replay() sends frames into one port, takes what leaves another
and compares.

A limit on what is under way, counted in receive buffers, makes sure that no ring between the two
can overflow: a frame that does not come back was lost by the device or its driver. Whether one is
lost is not decided by time but by markers: a frame of the wire's own that is sent after the others
and, on a path that keeps order, comes back after them.
"""

import os
import select
import socket
import struct
import time

from . import ToolError
from .compare import FlowStreams, Sent, Stream, Tally, padded
from .txparser import verdict

_LENGTH = struct.Struct(">I")
_PREFIX = [_LENGTH.pack(n) for n in range(16384)]
# QEMU's own limit of a frame on such a socket.
MAX_FRAME = 68 * 1024
RECEIVE_BYTES = 1 << 20
BATCH = 64
BUFFER_BYTES = 2048
MARKER_TYPE = b"\x88\xb5"
MARKER_MAGIC = b"igbx wire marker"


class WireError(ToolError):
    """The wire cannot be used, or nothing comes through it."""


class Port:
    """One end of a wire. Sends never block; receive() returns what has come."""

    def __init__(self, target):
        """target: a connected socket, or the path of a unix socket to connect to."""
        self.socket = target if isinstance(target, socket.socket) else connect(target)
        self.socket.setblocking(False)
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            self.socket.setsockopt(socket.SOL_SOCKET, option, RECEIVE_BYTES)
        self._unsent = b""
        self._partial = b""
        self._space = bytearray(RECEIVE_BYTES)

    def queue(self, frames):
        parts = [self._unsent] if self._unsent else []
        for frame in frames:
            length = len(frame)
            parts.append(_PREFIX[length] if length < 16384 else _LENGTH.pack(length))
            parts.append(frame)
        self._unsent = b"".join(parts)

    def flush(self):
        """Send what the socket takes; return whether all is sent."""
        try:
            while self._unsent:
                count = self.socket.send(self._unsent)
                self._unsent = self._unsent[count:]
        except BlockingIOError:
            return False
        except OSError as error:
            raise WireError(f"the guest has closed its port: {error.strerror}") from error
        return True

    def pending(self):
        return bool(self._unsent)

    def receive(self):
        """Whole frames that have arrived, as a list that may be empty."""
        try:
            count = self.socket.recv_into(self._space)
        except BlockingIOError:
            return []
        except OSError as error:
            raise WireError(f"the guest has closed its port: {error.strerror}") from error
        if not count:
            raise WireError("the guest has closed its port")
        data = self._partial + bytes(memoryview(self._space)[:count])
        frames = []
        position, end = 0, len(data)
        while end - position >= 4:
            after = position + 4 + _LENGTH.unpack_from(data, position)[0]
            if after > end:
                break
            frames.append(data[position + 4:after])
            position = after
        if end - position >= 4 and _LENGTH.unpack_from(data, position)[0] > MAX_FRAME:
            raise WireError("the peer does not speak the length and frame protocol")
        self._partial = data[position:]
        return frames

    def send(self, frames):
        """Send all of the frames, however long that takes."""
        self.queue(frames)
        poll = select.poll()
        poll.register(self.socket, select.POLLOUT)
        while not self.flush():
            poll.poll()

    def collect(self, count=None, seconds=10.0, until=None):
        """Frames that arrive until there are count, until(frame) holds, or seconds have passed."""
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        frames = []
        while count is None or len(frames) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            if poll.poll(left * 1000):
                new = self.receive()
                frames += new
                if until and any(until(frame) for frame in new):
                    break
        return frames

    def close(self):
        self.socket.close()


def connect(path, wait_s=30.0):
    """Connect to a unix socket, which may yet have to appear."""
    deadline = time.monotonic() + wait_s
    while True:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.connect(path)
            return sock
        except OSError as error:
            sock.close()
            if time.monotonic() > deadline or not isinstance(
                    error, (FileNotFoundError, ConnectionRefusedError)):
                raise WireError(f"{path}: {error.strerror or error}") from error
            time.sleep(0.1)


class Report(Tally):
    """Result of a replay: the counts of the comparison and the time it took."""

    def __init__(self):
        super().__init__()
        self.seconds = 0.0
        self.dead = False
        self.strays = 0

    def ok(self):
        return not self.faults() and not self.dead

    def rate(self):
        return self.received / self.seconds if self.seconds else 0.0

    def as_dict(self):
        return {"sent": self.sent, "sent_bytes": self.sent_bytes, "received": self.received,
                "received_bytes": self.received_bytes, "identical": self.identical,
                "padded": self.padded, "lost": self.lost, "different": self.different,
                "reordered": self.reordered, "unexpected": self.unexpected,
                "refused_by_emulator": dict(self.refused),
                "rewritten_by_emulator": dict(self.rewritten),
                "passed_against_verdict": self.passed_verdict, "dead": self.dead,
                "seconds": round(self.seconds, 6), "packets_per_second": round(self.rate()),
                "ok": self.ok()}


class Wire:
    """Two ports of a forwarder: what goes into the first is to come out of the second.

    window: receive buffers of 2 KiB that may be in use under way.
    patience: seconds without any progress after which the path counts as dead.
    in_order: False where several receive queues keep order within flows only.
    expect: function from a frame to the frame that must come out (None: the same).
    """

    def __init__(self, into, out_of, window=256, patience=30.0, in_order=True, expect=None):
        self.into = into if isinstance(into, Port) else Port(into)
        self.out_of = out_of if isinstance(out_of, Port) else Port(out_of)
        self.window = window
        self.patience = patience
        self.in_order = in_order
        self.expect = expect or (lambda frame: frame)
        self._run_id = os.urandom(8)
        self._marks = 0
        self._seen_mark = 0
        self._poll = select.poll()
        self._in_fd = self.into.socket.fileno()
        self._out_fd = self.out_of.socket.fileno()
        self._strays = 0

    # Markers

    def _marker(self):
        self._marks += 1
        return (b"\xff" * 6 + b"\x02igbx\0" + MARKER_TYPE + MARKER_MAGIC + self._run_id
                + _LENGTH.pack(self._marks) + bytes(18))

    def _is_marker(self, frame):
        if frame[12:14] != MARKER_TYPE or frame[14:30] != MARKER_MAGIC:
            return False
        if frame[30:38] == self._run_id:
            self._seen_mark = max(self._seen_mark, _LENGTH.unpack_from(frame, 38)[0])
        return True

    def wait_ready(self, seconds=60.0, alive=None):
        """Send markers until one comes back: both ports and the forwarder are up.

        alive: function that says whether waiting still makes sense.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and (alive is None or alive()):
            self.into.queue([self._marker()])
            pause = time.monotonic() + 0.25
            while time.monotonic() < pause:
                # A list: each marker of the batch is to be seen, not only the first.
                if any([self._is_marker(frame) for frame in self._exchange(0.05)]):
                    self._drain_marks()
                    return
        raise WireError(f"nothing comes through within {seconds:.0f} s: no link, or nobody forwards")

    def _drain_marks(self):
        """Let markers that are still under way come in."""
        deadline = time.monotonic() + self.patience
        while self._seen_mark < self._marks and time.monotonic() < deadline:
            for frame in self._exchange(0.1):
                self._is_marker(frame)

    # Replay

    def replay(self, frames, progress=None):
        """Send the frames, compare what comes back; return a Report."""
        report = Report()
        state = _Replay(self, report, iter(frames))
        started = time.monotonic()
        state.run(progress)
        report.seconds = max(state.last_arrival - started, 1e-9) if report.received else 0.0
        report.strays = self._strays
        return report

    def _exchange(self, wait_s):
        """Flush, wait for something to happen, return the frames that came."""
        self.into.flush()
        self._poll.register(self._out_fd, select.POLLIN)
        self._poll.register(self._in_fd, select.POLLIN
                            | (select.POLLOUT if self.into.pending() else 0))
        frames = []
        for descriptor, _ in self._poll.poll(wait_s * 1000):
            if descriptor == self._out_fd:
                frames = self.out_of.receive()
            elif self._in_fd != self._out_fd:
                self._strays += len(self.into.receive())
        return frames

    def close(self):
        self.into.close()
        self.out_of.close()


class _Replay:
    """State of one replay.

    mark: number of the marker that is under way, and mark_end: how many frames went before it.
    """

    STALL_S = 0.5

    def __init__(self, wire, report, frames):
        self.wire = wire
        self.report = report
        self.frames = frames
        self.stream = Stream(report) if wire.in_order else FlowStreams(report)
        self.under_way = 0
        self.exhausted = False
        self.number = 0
        self.mark = None
        self.mark_end = 0
        self.last_arrival = self.last_progress = self.quiet_since = time.monotonic()

    def run(self, progress):
        next_report = time.monotonic() + 0.5
        while True:
            self._fill()
            if self.exhausted and not self.under_way:
                self._probe()
            frames = self.wire._exchange(0.05)
            now = time.monotonic()
            if frames:
                self._take(frames, now)
            if self._mark_is_back(now):
                break
            if now - self.last_progress > self.wire.patience:
                if self._give_up(now):
                    break
            elif self.under_way and now - self.quiet_since > self.STALL_S:
                self._probe()
            if progress and now > next_report:
                next_report = now + 0.5
                progress(self.report)
        self.stream.finish()

    def _probe(self):
        """Ask with a marker whether what is under way is lost; one marker at a time."""
        if self.mark is None:
            self.wire.into.queue([self.wire._marker()])
            self.mark = self.wire._marks
            self.mark_end = self.number

    def _mark_is_back(self, now):
        """Draw the conclusions from a marker; return whether it was the last one."""
        if self.mark is None or self.wire._seen_mark < self.mark:
            return False
        self.mark = None
        self.quiet_since = now
        if self.wire.in_order:
            self.last_progress = now
            self._settle(self.stream.settle(self.mark_end))
        return self.exhausted and not self.under_way and self.mark_end == self.number

    def _give_up(self, now):
        """Nothing has moved for long. Where flows overtake each other a marker proves nothing:
        there the frames count as lost, and the rest is still sent."""
        self.report.dead = self.wire.in_order or now - self.quiet_since > self.wire.patience
        self._settle(self.stream.settle())
        self.last_progress = now
        return self.report.dead

    def _fill(self):
        if self.exhausted or self.wire.into.pending() or self.under_way >= self.wire.window:
            return
        batch = []
        for frame in self.frames:
            batch.append(frame)
            self._expect(frame)
            if len(batch) >= BATCH or self.under_way >= self.wire.window:
                break
        else:
            self.exhausted = True
        self.wire.into.queue(batch)

    def _expect(self, frame):
        report = self.report
        report.sent += 1
        report.sent_bytes += len(frame)
        if len(frame) < 60:
            report.padded += 1
        data = self.wire.expect(padded(frame))
        sent = Sent(self.number, data, verdict(data))
        self.number += 1
        self.stream.expect(sent)
        self.under_way += _cost(sent)

    def _take(self, frames, now):
        wire, report, stream = self.wire, self.report, self.stream
        for frame in frames:
            if frame[12:14] == MARKER_TYPE and wire._is_marker(frame):
                continue
            report.received += 1
            report.received_bytes += len(frame)
            self.last_arrival = self.last_progress = self.quiet_since = now
            self._settle(stream.arrived(frame))

    def _settle(self, settled):
        for sent in settled:
            self.under_way -= _cost(sent)


def _cost(sent):
    """Receive buffers that the frame holds up; none if the emulator is known to drop it."""
    if sent.verdict is not None and sent.verdict[1] is None:
        return 0
    return 1 + len(sent.data) // BUFFER_BYTES
