# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Drives igbx-fwd's prompt: through a pipe with JSON answers, and on a pseudo terminal."""

import json
import os
import pty
import re
import select
import subprocess
import time

import fwdlib
from fwdlib import Failure, expect, expect_in

PROMPT = "igbx-fwd> "


class Session:
    """A process with the prompt on a pipe; each command is answered by one line of JSON."""

    def __init__(self, eal_args, options=(), env=None):
        self.process = subprocess.Popen(
            [str(fwdlib.FWD), *eal_args, "--", "-i", *options], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1,
            env={**fwdlib.environment(), **(env or {})})
        self.failed = 0
        self.ended = False
        self.send("set output json")
        # Until then text is printed, such as the prompt.
        for line in self.process.stdout:
            at = line.find('{"command"')
            if at >= 0:
                expect("the first answer", {"command": "set output json", "ok": True},
                       json.loads(line[at:]))
                return
        fwdlib.check_drivers(self.process.stderr.read())
        raise Failure("the prompt opens\nexpected: an answer\nobserved: the end of the program")

    def send(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def ask(self, line):
        self.send(line)
        answer = self.process.stdout.readline()
        if not answer:
            raise Failure(f"{line}\nexpected: an answer\nobserved: the end of the program\n"
                          f"{self.process.stderr.read()}")
        answer = json.loads(answer)
        expect("the command that is answered", line, answer["command"])
        return answer

    def ok(self, line):
        """A command that must succeed; returns what it shows."""
        answer = self.ask(line)
        if not answer["ok"]:
            raise Failure(f"{line}\nexpected: success\nobserved: {answer['error']}")
        return answer.get("data", {})

    def refused(self, line, *words):
        """A command that must fail, with an error that has the words."""
        answer = self.ask(line)
        if answer["ok"]:
            raise Failure(f"{line}\nexpected: an error\nobserved: {answer}")
        for word in words:
            expect_in(f"{line}: the error", word, answer["error"])
        self.failed += 1
        return answer["error"]

    def end(self, status=None):
        """quit; returns the result."""
        self.send("quit")
        self.ended = True
        result = fwdlib.finish(self.process)
        expect(f"exit status ({result.err})", (2 if self.failed else 0) if status is None
               else status, result.status)
        left = re.search(r"warning: (.* did not come back .*)", result.err)
        expect("mbufs that did not come back", None, left and left[1])
        return result

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None and not self.ended:
            self.end()
        elif self.process.poll() is None:
            self.process.kill()
            self.process.communicate()

    def wait_for(self, what, line, found):
        """Ask again until an answer is as wanted."""
        end = time.monotonic() + fwdlib.LIMIT_S
        while True:
            data = self.ok(line)
            if found(data):
                return data
            if time.monotonic() > end:
                raise Failure(f"{what}\nexpected: it happens\nobserved: {data}")
            time.sleep(0.01)


def text_session(eal_args, lines, options=()):
    """All commands at once through a pipe, answers in text."""
    return subprocess.run([str(fwdlib.FWD), *eal_args, "--", "-i", *options],
                          input="".join(line + "\n" for line in lines), capture_output=True,
                          text=True, check=False, timeout=fwdlib.LIMIT_S,
                          env=fwdlib.environment())


class Terminal:
    """A process with the prompt on a pseudo terminal."""

    def __init__(self, eal_args, options=()):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [str(fwdlib.FWD), *eal_args, "--", "-i", *options], stdin=slave, stdout=slave,
            stderr=slave, start_new_session=True, env=fwdlib.environment())
        os.close(slave)
        self.text = ""
        self.wait(PROMPT)

    def read(self):
        if not select.select([self.master], [], [], fwdlib.LIMIT_S)[0]:
            raise Failure(f"the terminal\nexpected: output\nobserved: silence after {self.text}")
        try:
            return os.read(self.master, 4096).decode()
        except OSError:
            return ""

    def wait(self, text):
        """Read until the text comes; returns what came before, and the text."""
        while text not in self.text:
            part = self.read()
            if not part:
                fwdlib.check_drivers(self.text)
                raise Failure(f"the terminal\nexpected: {text}\nobserved: {self.text}")
            self.text += part
        at = self.text.index(text) + len(text)
        seen, self.text = self.text[:at], self.text[at:]
        return seen

    def type(self, keys):
        os.write(self.master, keys.encode())

    def ask(self, line):
        self.type(line + "\r")
        self.wait("\n")
        return self.wait(PROMPT)

    def close(self):
        os.close(self.master)

    def status(self):
        return self.process.wait(fwdlib.LIMIT_S)
