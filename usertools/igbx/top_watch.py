# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Follows an application: finds it, samples it, waits for it when it has ended."""

from . import telemetry, top_sample
from .telemetry import Gone, Late


class Watch:
    """Applications with a prefix, instance or process id, one of them at a time."""

    def __init__(self, prefix=None, instance=None, pid=None):
        self.prefix, self.instance, self.pid = prefix, instance, pid
        self.client = None
        self.before = None
        self.others = 0
        self.ended = None
        self.said = None

    def wanted(self):
        words = [] if self.prefix is None else [f"prefix {self.prefix}"]
        words += [] if self.instance is None else [f"instance {self.instance}"]
        words += [] if self.pid is None else [f"process {self.pid}"]
        return ("an application with " + ", ".join(words) if words
                else "an application with telemetry")

    def find(self):
        return telemetry.applications(self.prefix, self.instance, self.pid)

    def choose(self, clients, path=None):
        """Keep the one with the path, or else the first; let the others go."""
        self.others = len(clients) - 1
        for client in clients:
            if self.client is None and path in (None, client.path):
                self.client = client
            else:
                client.close()

    def connect(self):
        """@return whether there is an application"""
        if self.client is None:
            self.choose(self.find())
        return self.client is not None

    def next(self):
        """Go on with the next application, if there is another."""
        here = self.client.path if self.client is not None else None
        self.close()
        clients = self.find()
        paths = [client.path for client in clients]
        after = paths[(paths.index(here) + 1) % len(paths)] if here in paths else None
        self.choose(clients, after)

    def close(self):
        if self.client is not None:
            self.client.close()
        self.client = None
        self.before = None

    def frame(self):
        """What there is to show; None while there is no application, and self.said tells why."""
        if not self.connect():
            self.said = f"waiting for {self.wanted()}"
            if self.ended is not None:
                self.said = f"{self.ended}; {self.said}"
            return None
        try:
            now = top_sample.read(self.client)
        except Late as error:
            self.said = f"{self.client.program} {self.client.pid} {error}"
            return None
        except Gone as error:
            self.ended = f"{self.client.program} {self.client.pid} {error}"
            self.close()
            self.said = f"{self.ended}; waiting for {self.wanted()}"
            return None
        frame = top_sample.compare(self.before, now)
        self.before = now
        self.ended = self.said = None
        return frame
