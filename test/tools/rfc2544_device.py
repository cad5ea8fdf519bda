#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""A device under test between two interfaces, which delays and drops exactly.

usage: rfc2544_device.py A B DELAY_US HOLDS DROP_EVERY

It passes UDP frames of igbx-fwd's engine latency, and nothing else. What it drops follows from the
number that each frame has in its run, not from time, so that a busy machine changes nothing: frames
from number HOLDS on, as a buffer of that size would that nobody empties; and each DROP_EVERY-th. 0
switches either off. A frame leaves DELAY_US or more after it came.
"""

import collections
import select
import socket
import struct
import sys
import time

ETH_P_ALL = 3
BUFFER_BYTES = 64 << 20
HEADERS = 42
# Key, stream, number: see struct latency_mark.
MARK = struct.Struct(">HHI")
PASSED_PORT = struct.pack(">H", 9)


def open_wire(name):
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    # SO_RCVBUFFORCE: Python's module has no name for it.
    wire.setsockopt(socket.SOL_SOCKET, 33, BUFFER_BYTES)
    wire.bind((name, 0))
    return wire


def passes(frame, holds, drop_every):
    if frame[12:14] != b"\x08\x00" or frame[23] != socket.IPPROTO_UDP \
            or frame[36:38] != PASSED_PORT:
        return False
    number = MARK.unpack_from(frame, HEADERS)[2]
    return not (holds and number >= holds) and not (drop_every and (number + 1) % drop_every == 0)


def main():
    first, second = map(open_wire, sys.argv[1:3])
    delay_us, holds, drop_every = map(int, sys.argv[3:6])
    other = {first: second, second: first}
    waiting = collections.deque()
    print("ready", flush=True)
    while True:
        left = max(0, waiting[0][0] - time.monotonic_ns()) / 1e9 if waiting else None
        for wire in select.select([first, second], [], [], left)[0]:
            frame, address = wire.recvfrom(65536)
            if address[2] != socket.PACKET_OUTGOING and passes(frame, holds, drop_every):
                waiting.append((time.monotonic_ns() + delay_us * 1000, other[wire], frame))
        while waiting and waiting[0][0] <= time.monotonic_ns():
            _, wire, frame = waiting.popleft()
            wire.send(frame)


if __name__ == "__main__":
    main()
