# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""igbx-fwd's prompt on pipes: a command goes in, one line of JSON comes out."""

import json
import os
import select
import signal
import subprocess
import time

from igbx import ToolError

TICK_S = 0.25
# Starting ports and waiting for links takes some seconds, on a slow machine many.
START_LIMIT_S = 120
ANSWER_LIMIT_S = 60
END_LIMIT_S = 20


class SessionError(ToolError):
    """The program ended, is silent, or says what cannot be understood."""


class Refused(ToolError):
    """A command was refused; the program is well."""


class Session:
    """A process of igbx-fwd -i; log is the file that takes its messages."""

    def __init__(self, name, command, log, tick=None):
        self.name = name
        self.tick = tick or (lambda: None)
        self.buffer = b""
        self.busy = False
        self.log = log
        self.log_begins = os.path.getsize(log) if os.path.exists(log) else 0
        try:
            with open(log, "ab") as errors:
                # Ctrl-C on the terminal is for us; the program's input ends when we do.
                self.process = subprocess.Popen(command, stdin=subprocess.PIPE,
                                                stdout=subprocess.PIPE, stderr=errors,
                                                start_new_session=True)
        except OSError as err:
            raise ToolError(f"{command[0]}: {err.strerror}") from err
        try:
            self._start()
        except BaseException:
            self.kill()
            raise

    def _start(self):
        self._send("set output json")
        limit = time.monotonic() + START_LIMIT_S
        # Until then text for people is printed.
        while True:
            line = self._read_line(limit, "does not start")
            at = line.find(b'{"command"')
            if at >= 0:
                self._check(line[at:], "set output json")
                return

    def ask(self, line, limit_s=ANSWER_LIMIT_S):
        """What a command shows."""
        self._send(line)
        return self._check(self._read_line(time.monotonic() + limit_s, f"no answer to: {line}"),
                           line)

    def _check(self, text, line):
        try:
            answer = json.loads(text)
        except ValueError:
            raise SessionError(f"{self.name}: not JSON: {text[:80]!r}") from None
        if not isinstance(answer, dict) or answer.get("command") != line:
            raise SessionError(f"{self.name}: not the answer to {line}: {text[:80]!r}")
        if not answer.get("ok"):
            raise Refused(f"{self.name}: {answer.get('error', line)}")
        return answer.get("data", {})

    def _send(self, line):
        self.busy = True
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def _read_line(self, limit, silence):
        while b"\n" not in self.buffer:
            left = limit - time.monotonic()
            if left <= 0:
                raise SessionError(f"{self.name}: {silence}")
            if not select.select([self.process.stdout], [], [], min(TICK_S, left))[0]:
                self.tick()
                continue
            part = os.read(self.process.stdout.fileno(), 65536)
            if not part:
                raise self._ended()
            self.buffer += part
        line, _, self.buffer = self.buffer.partition(b"\n")
        self.busy = False
        return line

    def _ended(self):
        status = self.process.wait()
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        said = self._last_error()
        return SessionError(f"{self.name} ended with {how}" + (f": {said}" if said else ""))

    def _last_error(self):
        """The last line of error that this process has written."""
        with open(self.log, encoding="utf-8", errors="replace") as file:
            file.seek(self.log_begins)
            lines = [line.strip() for line in file if line.strip()]
        errors = [line for line in lines if line.startswith("igbx-fwd: ")
                  and not line.startswith("igbx-fwd: warning: ")]
        return (errors or lines or [""])[-1].removeprefix("igbx-fwd: ")

    def close(self):
        """End it: by quit, in the middle of a command by a signal; else it is killed."""
        try:
            if self.busy:
                self.process.terminate()
            else:
                self._send("quit")
            self.process.stdin.close()
            self.process.wait(END_LIMIT_S)
        except (SessionError, OSError, subprocess.TimeoutExpired):
            pass
        self.kill()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        try:
            self.process.stdin.close()
        except OSError:
            pass
