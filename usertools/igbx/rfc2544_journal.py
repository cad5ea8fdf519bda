# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The state of a run: a line of JSON for the run itself, and one for each trial that is over.

A resumed run asks for the same trials in the same order and finds them here; so nothing else of
its state has to be kept.
"""

import fcntl
import json
import os

from igbx import ToolError
from igbx.rfc2544_trial import Trial

NAME = "state.jsonl"
FORMAT = 1


class Journal:
    def __init__(self, path, file, header, trials):
        self.path = path
        self.file = file
        self.header = header
        self.trials = trials

    @classmethod
    def create(cls, folder, header):
        path = os.path.join(folder, NAME)
        try:
            journal = cls(path, _lock(open(path, "xb"), path), {"format": FORMAT, **header}, {})
            journal._append(journal.header)
        except FileExistsError:
            raise ToolError(f"{path} is there already: --resume {folder} goes on with it, "
                            "--output takes another folder") from None
        except OSError as err:
            raise ToolError(f"{path}: {err.strerror}") from err
        return journal

    @classmethod
    def resume(cls, folder):
        path = os.path.join(folder, NAME)
        try:
            file = _lock(open(path, "r+b"), path)
            lines = file.read().split(b"\n")
        except OSError as err:
            raise ToolError(f"{path}: {err.strerror}") from err
        # What follows the last end of a line was not written to its end: that trial is done again.
        whole = sum(len(line) + 1 for line in lines[:-1])
        records = [_parse(path, number, line) for number, line in enumerate(lines[:-1], 1)]
        if not records or records[0].get("format") != FORMAT:
            raise ToolError(f"{path}: not the state of a run of this version")
        try:
            trials = [Trial.from_dict(record) for record in records[1:]]
        except (KeyError, TypeError) as err:
            raise ToolError(f"{path}: a trial is damaged ({err})") from err
        file.truncate(whole)
        file.seek(whole)
        return cls(path, file, records[0], {trial.spec.key(): trial for trial in trials})

    def find(self, spec):
        return self.trials.get(spec.key())

    def add(self, trial):
        self._append(trial.as_dict())
        self.trials[trial.spec.key()] = trial

    def _append(self, record):
        try:
            self.file.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")
            self.file.flush()
        except OSError as err:
            raise ToolError(f"{self.path}: {err.strerror}") from err

    def close(self):
        self.file.close()


def _lock(file, path):
    """Two runs must not write one state."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise ToolError(f"{path}: another run is at work on it") from None
    return file


def _parse(path, number, line):
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise ToolError(f"{path}: line {number} is damaged")
    return record
