# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What devices were before they were bound, kept until the next boot.

An entry is written before its device is touched: whatever ends a run, the next unbind finds what
to restore. Two runs at the same time would undo each other's work, so the record has a lock.
"""

import contextlib
import fcntl
import json
import os

from igbx.devbind_host import Problem, reason

RECORD = "devbind.json"
LOCK = "devbind.lock"
VERSION = 1


def path_of(host):
    return os.path.join(host.rundir, RECORD)


class Record:
    """entries: {address: {"driver": name or None, "interfaces": [...], "vfs": number}}"""

    def __init__(self, host):
        self.host = host
        self.path = path_of(host)
        self.entries = {}
        self.load()

    def load(self):
        try:
            with open(self.path, encoding="utf-8") as source:
                stored = json.load(source)
            if stored["version"] != VERSION:
                raise ValueError(f"version {stored['version']}")
            self.entries = {address: self.valid(entry)
                            for address, entry in stored["devices"].items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as err:
            raise Problem(f"{self.path}: unreadable record of previous drivers ({err})",
                          "remove it to go on without") from err

    @staticmethod
    def valid(entry):
        if not (isinstance(entry["driver"], (str, type(None))) and isinstance(entry["vfs"], int)
                and isinstance(entry["interfaces"], list)):
            raise ValueError("odd entry")
        return entry

    def put(self, address, entry):
        """Set an entry, or remove it where entry is None."""
        entries = dict(self.entries)
        entries.pop(address, None)
        if entry is not None:
            entries[address] = entry
        if entries != self.entries:
            text = json.dumps({"version": VERSION, "devices": entries}, indent=1)
            self.host.store(self.path, text + "\n")
            self.entries = entries


@contextlib.contextmanager
def locked(host):
    """While no other igbx-devbind changes anything."""
    try:
        os.makedirs(host.rundir, mode=0o755, exist_ok=True)
        lock = open(os.path.join(host.rundir, LOCK), "w", encoding="ascii")
    except OSError as err:
        raise Problem(f"{host.rundir}: cannot keep the record of previous drivers: {reason(err)}"
                      ) from err
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"another igbx-devbind is at work ({lock.name} is locked)",
                          "wait until it has ended") from None
        yield
