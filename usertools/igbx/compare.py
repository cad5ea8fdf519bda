# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Comparison of the frames that come off a wire with those that were put on another.

A Stream holds what was sent and has not come back, in order, and judges each frame that arrives.
With several receive queues order holds within a flow only: FlowStreams keeps a Stream per flow.
"""

import collections

from . import txparser

MIN_FRAME = 60

# A frame under way: its number, its bytes as expected back, and what the emulator's transmit
# parser is known to do with it (a reason and the frame that comes out or None), if anything.
Sent = collections.namedtuple("Sent", "number data verdict")


def padded(frame):
    """The frame as a MAC sends it: zero bytes up to the minimum length."""
    return frame if len(frame) >= MIN_FRAME else frame + bytes(MIN_FRAME - len(frame))


class Tally:
    """Counts of a comparison, and its first differences."""

    KEEP = 10

    def __init__(self):
        self.sent = self.sent_bytes = 0
        self.received = self.received_bytes = 0
        self.identical = self.padded = 0
        self.lost = self.different = self.reordered = self.unexpected = 0
        self.refused = collections.Counter()
        self.rewritten = collections.Counter()
        self.passed_verdict = 0
        self.differences = []

    def note(self, kind, number, expected, observed):
        if len(self.differences) < self.KEEP:
            self.differences.append((kind, number, expected, observed))

    def faults(self):
        return (self.lost + self.different + self.reordered + self.unexpected
                + self.passed_verdict)


class Stream:
    """Frames that come back in the order in which they were sent."""

    def __init__(self, tally):
        self.tally = tally
        self.waiting = collections.deque()
        self.missing = []
        self.extra = []

    def expect(self, sent):
        self.waiting.append(sent)

    def arrived(self, data):
        """Judge a frame; return the sent frames that are thereby settled."""
        waiting = self.waiting
        if waiting and waiting[0].data == data and waiting[0].verdict is None:
            self.tally.identical += 1
            return (waiting.popleft(),)
        return self._search(data)

    def _search(self, data):
        for position, sent in enumerate(self.waiting):
            out = sent.data if sent.verdict is None else sent.verdict[1]
            if out == data:
                break
            if sent.verdict is not None and sent.data == data:
                break
        else:
            self._stray(data)
            return ()
        settled = [self.waiting.popleft() for _ in range(position + 1)]
        for skipped in settled[:-1]:
            self._skip(skipped)
        self._found(settled[-1], data)
        return settled

    def _found(self, sent, data):
        if sent.verdict is None:
            self.tally.identical += 1
        elif sent.verdict[1] == data:
            self.tally.rewritten[sent.verdict[0]] += 1
        else:
            self.tally.identical += 1
            self.tally.passed_verdict += 1
            self.tally.note("passed though named as refused or rewritten: " + sent.verdict[0],
                            sent.number, sent.data, data)

    def _skip(self, sent):
        """It did not come in its turn: refused by the emulator, or missing."""
        if sent.verdict is not None and sent.verdict[1] is None:
            self.tally.refused[sent.verdict[0]] += 1
        else:
            self.missing.append(sent)

    def _stray(self, data):
        for position, sent in enumerate(self.missing):
            if sent.data == data:
                del self.missing[position]
                self.tally.reordered += 1
                self.tally.note("late", sent.number, sent.data, data)
                return
        head = self.waiting[0].number if self.waiting else None
        self.extra.append((head, data))

    def settle(self, end=None):
        """Frames with a number below end (all, if None) will not come any more; return them."""
        settled = []
        while self.waiting and (end is None or self.waiting[0].number < end):
            settled.append(self.waiting.popleft())
            self._skip(settled[-1])
        return settled

    def finish(self):
        """Settle, and pair frames that came unexpected with those that did not come."""
        self.settle()
        for head, data in self.extra:
            # A changed frame arrives where the original one was due.
            match = next((sent for sent in self.missing
                          if head is not None and sent.number >= head), None)
            if match is None and self.missing:
                match = self.missing[-1]
            if match is None:
                self.tally.unexpected += 1
                self.tally.note("unexpected", None, b"", data)
            else:
                self.missing.remove(match)
                self.tally.different += 1
                self.tally.note("different", match.number, match.data, data)
        self.extra = []
        for sent in self.missing:
            self.tally.lost += 1
            self.tally.note("lost", sent.number, sent.data, b"")
        self.missing = []


class FlowStreams:
    """Frames that keep their order within their flow, as with several receive queues."""

    def __init__(self, tally):
        self.tally = tally
        self.streams = collections.defaultdict(lambda: Stream(tally))

    def expect(self, sent):
        self.streams[flow_key(sent.data)].expect(sent)

    def arrived(self, data):
        return self.streams[flow_key(data)].arrived(data)

    def settle(self, end=None):
        return [sent for stream in self.streams.values() for sent in stream.settle(end)]

    def finish(self):
        for stream in self.streams.values():
            stream.finish()


def flow_key(frame):
    """Bytes that decide the receive queue: no two frames of one key go to different queues.

    The key may be finer than the hash of receive-side scaling, but never coarser.
    """
    protocol = int.from_bytes(frame[12:14], "big")
    offset = 14
    if protocol == txparser.VLAN:
        offset = 18
    elif protocol == txparser.QINQ:
        offset = 22 if frame[16:18] == b"\x81\x00" else 18
    if offset > 14:
        protocol = int.from_bytes(frame[offset - 2:offset], "big")
    if protocol == txparser.IPV4:
        ports = offset + (frame[offset] & 15) * 4
        return (frame[offset + 9:offset + 10] + frame[offset + 12:offset + 20]
                + frame[offset + 6:offset + 8] + frame[ports:ports + 4])
    if protocol == txparser.IPV6:
        following = frame[offset + 6:offset + 7]
        # With extension headers the hash may take addresses from within them.
        end = offset + 40 + (128 if following and following[0] in txparser.WALKED else 4)
        return following + frame[offset + 8:end]
    return b""
