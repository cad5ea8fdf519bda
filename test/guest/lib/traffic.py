# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Frames all the time, for cases in which something happens in the middle of them."""

import threading

import frames

# What a ring holds while nobody looks at it must not be more than the emulator keeps.
AT_ONCE = 100
BEFORE = 500
SENT = [frames.udp(60 + 7 * n, flow=n % 16, seed=n) for n in range(200)]


class Traffic(threading.Thread):
    """Frames into port 0 all the time; enough is set when so many have come out of port 1."""

    def __init__(self, box):
        super().__init__(daemon=True)
        self.box = box
        self.back = 0
        self.over = threading.Event()
        self.enough = threading.Event()
        self.start()

    def run(self):
        while not self.over.is_set():
            self.box.sockets[0].send(SENT[:AT_ONCE])
            self.back += len(self.box.sockets[1].collect(count=AT_ONCE, seconds=0.2))
            if self.back >= BEFORE:
                self.enough.set()

    def finish(self):
        """Stop, and let what is on its way arrive: the next program must not be given it."""
        self.over.set()
        self.join()
        while self.box.sockets[1].collect(count=AT_ONCE, seconds=1):
            pass
