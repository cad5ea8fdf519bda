# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""A client of DPDK's telemetry socket: which applications there are, and what they answer.

An application writes its answer whether or not anybody still reads; one that does not ignore
SIGPIPE would be ended by that. So a question that was sent is waited for, and one that is answered
late stays open.
"""

import glob
import json
import os
import re
import socket

SOCKET = "dpdk_telemetry.v2"
ANSWER_S = 5.0


class Gone(Exception):
    """The application is not there, or no longer."""


class Late(Exception):
    """It does not answer now; the next question waits for this answer first."""


def runtime_dirs():
    """Where EAL keeps its files: of this user, and for root of all users."""
    given = os.environ.get("RUNTIME_DIRECTORY")
    if given:
        return [os.path.join(given, "dpdk")]
    if os.getuid() != 0:
        return [os.path.join(os.environ.get("XDG_RUNTIME_DIR") or "/tmp", "dpdk"),
                "/var/run/dpdk"]
    return ["/var/run/dpdk", *sorted(glob.glob("/run/user/*/dpdk")), "/tmp/dpdk"]


def instance_of(path):
    """Applications without files of their own (--in-memory) share a folder: v2, v2:1, v2:2, ..."""
    found = re.fullmatch(re.escape(SOCKET) + r"(?::(\d+))?", os.path.basename(path))
    return None if not found else int(found[1] or 0)


def sockets(prefix=None, instance=None):
    """Paths of all sockets with a file prefix and an instance, or of all."""
    found = []
    for top in runtime_dirs():
        for path in glob.glob(os.path.join(glob.escape(top), glob.escape(prefix) if prefix else "*",
                                           SOCKET + "*")):
            number = instance_of(path)
            if number is not None and instance in (None, number):
                found.append(((os.path.dirname(path), number), path))
    return [path for _, path in sorted(found)]


def program_of(pid):
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return "?"


class Client:
    """A connection to one application."""

    def __init__(self, path):
        self.path = path
        self.prefix = os.path.basename(os.path.dirname(path))
        self.instance = instance_of(path) or 0
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.sock.settimeout(ANSWER_S)
        try:
            self.sock.connect(path)
            self.size = 16384
            hello = self.receive()
        except (OSError, Gone, Late) as error:
            self.sock.close()
            raise Gone(f"{path}: {error}") from None
        self.version = str(hello.get("version", "?"))
        self.pid = int(hello.get("pid", 0))
        self.size = int(hello.get("max_output_len", self.size))
        self.program = program_of(self.pid)
        self.known = None
        self.waiting = False

    def receive(self):
        """One answer. Telemetry closes a connection that is one too many, without a word."""
        try:
            data = self.sock.recv(max(self.size, 1024) + 64)
        except TimeoutError:
            raise Late(f"does not answer for {ANSWER_S:g} s") from None
        except ConnectionError:
            data = b""
        if not data:
            raise Gone("has ended, or does not take more clients")
        try:
            answer = json.loads(data.decode(errors="replace"))
        except ValueError:
            raise Gone("the answer is not JSON") from None
        if not isinstance(answer, dict):
            raise Gone("the answer is not an object")
        return answer

    def ask(self, command, parameter=None):
        """What the application answers; None when it refuses, or does not know the command."""
        line = command if parameter is None else f"{command},{parameter}"
        try:
            if self.waiting:
                self.receive()
            self.sock.send(line.encode())
            self.waiting = True
            answer = self.receive()
            self.waiting = False
            return answer.get(command)
        except ConnectionError:
            raise Gone("has ended") from None
        except OSError as error:
            raise Gone(error.strerror or str(error)) from None

    def has(self, command):
        if self.known is None:
            self.known = frozenset(self.ask("/") or ())
        return command in self.known

    def close(self):
        self.sock.close()


def applications(prefix=None, instance=None, pid=None):
    """Connections to all applications that answer; the caller closes them."""
    found = []
    for path in sockets(prefix, instance):
        try:
            client = Client(path)
        except Gone:
            continue
        if pid in (None, client.pid):
            found.append(client)
        else:
            client.close()
    return found
