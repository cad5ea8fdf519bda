# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""An application that only has a telemetry socket, and a terminal that can be looked at."""

import errno
import fcntl
import json
import os
import pathlib
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import time

import pyte

import fwdlib
from fwdlib import Failure

TOOLS = pathlib.Path(__file__).resolve().parent.parent.parent / "usertools"
TOP = TOOLS / "igbx-top"
RUN_DIR = fwdlib.work_dir()

sys.path.insert(0, str(TOOLS))
# Of what the test starts, and of the client in it.
os.environ["RUNTIME_DIRECTORY"] = str(RUN_DIR)


def environment():
    return {**fwdlib.environment(), "TERM": "linux"}


def wait_for(what, found, look=lambda: ""):
    """Until a condition holds; returns what it returned."""
    end = time.monotonic() + fwdlib.LIMIT_S
    while True:
        result = found()
        if result:
            return result
        if time.monotonic() > end:
            raise Failure(f"{what}\nexpected: it happens\nobserved: {look()}")
        time.sleep(0.01)


class Application:
    """Answers from a table, as an application with EAL's telemetry does."""

    def __init__(self, prefix, answers, pid=None):
        self.folder = RUN_DIR / "dpdk" / prefix
        self.folder.mkdir(parents=True, exist_ok=True)
        self.path = self.folder / "dpdk_telemetry.v2"
        self.answers = dict(answers)
        self.pid = pid or os.getpid()
        self.asked = 0
        self.unread = 0
        self.free = threading.Event()
        self.free.set()
        self.clients = []
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.path.unlink(missing_ok=True)
        self.listener.bind(str(self.path))
        self.listener.listen(5)
        self.threads = [threading.Thread(target=self.accept, daemon=True)]
        self.threads[0].start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.clients.append(client)
            thread = threading.Thread(target=self.serve, args=(client,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def serve(self, client):
        try:
            client.send(json.dumps({"version": "DPDK 1.2.3", "pid": self.pid,
                                    "max_output_len": 16384}).encode())
            while True:
                question = client.recv(1024).decode()
                if not question:
                    return
                self.asked += 1
                self.free.wait()
                command = question.partition(",")[0]
                answer = self.answers.get(question)
                if command == "/":
                    answer = sorted({name.partition(",")[0] for name in self.answers})
                client.send(json.dumps({command: answer}).encode())
        except OSError as error:
            if error.errno in (errno.EPIPE, errno.ECONNRESET):
                self.unread += 1
        finally:
            client.close()

    def end(self):
        """As a process that ends: all connections are closed."""
        self.free.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for client in self.clients:
            try:
                client.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self.threads:
            thread.join()


class Terminal:
    """A program on a pseudo terminal, whose screen is kept."""

    def __init__(self, command, columns=80, lines=24, env=None):
        self.master, slave = pty.openpty()
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.set_size(columns, lines)
        self.modes = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**environment(), **(env or {})})
        # Kept open: the modes are looked at when the program has ended.
        self.slave = slave

    def set_size(self, columns, lines):
        self.screen.resize(lines, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def take(self):
        """What has been written so far."""
        while self.master is not None and select.select([self.master], [], [], 0)[0]:
            self.stream.feed(os.read(self.master, 65536))

    def text(self):
        self.take()
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, words):
        """Until the words are on the screen; returns the screen's lines."""
        wait_for(f"'{words}' on the screen", lambda: words in self.text(), self.text)
        return self.text().splitlines()

    def wait_not(self, words):
        wait_for(f"no '{words}' on the screen", lambda: words not in self.text(), self.text)

    def type(self, keys):
        os.write(self.master, keys.encode())

    def hang_up(self):
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = None

    def status(self):
        """The exit status; the screen is read meanwhile, or the program could not write."""
        wait_for("the program ends", lambda: self.text() is None or self.process.poll() is not None
                 if self.master is not None else self.process.poll() is not None)
        return self.process.returncode

    def restored(self):
        """Whether the terminal's modes are those of before."""
        return termios.tcgetattr(self.slave)[:4] == self.modes[:4]

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.master is not None:
            self.hang_up()


def port(name, **more):
    """The answers of one port of any application."""
    stats = {"ipackets": 0, "opackets": 0, "ibytes": 0, "obytes": 0, "imissed": 0, "ierrors": 0,
             "oerrors": 0, "rx_nombuf": 0}
    info = {"name": name, "nb_rx_queues": 2, "nb_tx_queues": 1, "mtu": 1500, "dev_started": 1,
            "mac_addr": "02:00:00:00:00:01"}
    return {"stats": {**stats, **more}, "info": info,
            "link_status": {"status": "UP", "speed": 1000, "duplex": "full-duplex"}}


def ports_answers(*ports):
    answers = {"/ethdev/list": list(range(len(ports)))}
    for number, one in enumerate(ports):
        answers.update({f"/ethdev/{name},{number}": value for name, value in one.items()})
    return answers
