# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The drivers that devices had before they were bound, kept until the next boot.

Two runs at the same time would undo each other's work, so the record is also the lock.
"""

import contextlib
import fcntl
import json
import os

from igbx import ToolError

RECORD = "devbind.json"
LOCK = "devbind.lock"


class Record:
    """{address: previous driver or None}"""

    def __init__(self, rundir):
        self.path = os.path.join(rundir, RECORD)
        self.previous = {}
        self.load()

    def load(self):
        try:
            with open(self.path, encoding="utf-8") as source:
                self.previous = dict(json.load(source)["previous"])
        except FileNotFoundError:
            self.previous = {}
        except (OSError, ValueError, KeyError, TypeError) as err:
            raise ToolError(f"{self.path}: unreadable record of previous drivers ({err}); "
                               "remove it to go on without") from err

    def save(self):
        """Replace the file in one step, so that a crash leaves the old or the new one."""
        temporary = self.path + ".tmp"
        with open(temporary, "w", encoding="utf-8") as out:
            json.dump({"previous": self.previous}, out, indent=1)
            out.write("\n")
        os.replace(temporary, self.path)

    def remember(self, address, driver):
        """A kernel driver replaces what is there; no driver is news only where nothing is."""
        if driver is not None or address not in self.previous:
            self.previous[address] = driver
            self.save()

    def forget(self, address):
        if address in self.previous:
            del self.previous[address]
            self.save()


@contextlib.contextmanager
def locked_record(rundir):
    """The record, while no other igbx-devbind changes anything."""
    try:
        os.makedirs(rundir, mode=0o755, exist_ok=True)
        lock = open(os.path.join(rundir, LOCK), "w", encoding="ascii")
    except OSError as err:
        raise ToolError(f"{rundir}: cannot keep the record of previous drivers: "
                           f"{err.strerror}") from err
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            raise ToolError(f"another igbx-devbind is at work ({lock.name} is locked)") from err
        yield Record(rundir)
