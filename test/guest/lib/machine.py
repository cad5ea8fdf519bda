# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""A guest for a test: a shell in it, programs that are talked to, and wires in the test's hands."""

import os
import re
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.path.insert(0, os.path.join(TOP, "usertools"))

from igbx import ToolError, guest, wire  # noqa: E402  pylint: disable=wrong-import-position
from igbx.guest_config import KEPT_ENVIRONMENT  # noqa: E402  pylint: disable=wrong-import-position

BUILD = os.path.abspath(os.environ.get("IGBX_BUILD") or os.path.join(TOP, "build"))
# The driver under test. IGBX_GUEST_PMD=net_e1000 runs the cases with DPDK's own instead, to tell
# what is the driver's from what is the emulator's.
PMD = os.environ.get("IGBX_GUEST_PMD", "net_igbx")
PROMPT = "testpmd> "
LINK_EVENT = re.compile(r"\nPort \d+: link state change event\n")
MBUFS = 16384
# Nothing takes that long unless it hangs, even under emulation on a busy machine.
LONG_S = 300.0
# For a change that is a moment away; only a failure takes as long.
PATIENCE_S = 60.0


def plugin():
    """Path of the driver under test, None if it is one of DPDK's own."""
    if PMD != "net_igbx":
        return None
    path = os.path.join(BUILD, "drivers/net/igbx/librte_net_igbx.so")
    if not os.path.exists(path):
        raise ToolError(f"{path} is not there: build first (IGBX_BUILD names the build folder)")
    return path


class Session:
    """A shell in a guest. run() runs a command, start() one that is talked to."""

    def __init__(self, machine):
        self.machine = machine
        self._text = ""
        self._changed = threading.Condition()
        self._marks = 0
        self.link_events = 0

    def take(self, data):
        """Called by the guest with what the shell and its programs write.

        testpmd tells of link changes from a thread of its own, in the middle of whatever line.
        """
        with self._changed:
            self._text += data.decode(errors="replace").replace("\r", "")
            self._text, events = LINK_EVENT.subn("", self._text)
            self.link_events += events
            self._changed.notify_all()

    def run(self, command, timeout=LONG_S):
        """Return (exit status, output) of a shell command."""
        program = self.start(f"{{ {command}\n}} < /dev/null", timeout)
        return program.finish(timeout)

    def check(self, command, timeout=LONG_S):
        """The output of a command that must succeed."""
        status, output = self.run(command, timeout)
        if status:
            raise ToolError(f"in the guest: {command}: exit status {status}: {output.strip()}")
        return output

    def start(self, command, timeout=LONG_S):
        """Start a program that reads from the session and keeps the shell busy."""
        mark = self._new_mark()
        self.send(f"{command} 2>&1; {self._say(mark)}\n")
        return Program(self, mark, command, timeout)

    def start_aside(self, command, timeout=LONG_S):
        """Start a program that leaves the shell free: between its answers others can run."""
        mark = self._new_mark()
        pipe = f"/run/igbx/stdin{self._marks}"
        self.check(f"mkfifo {pipe}")
        self.send(f"exec 8<>{pipe}; {command} < {pipe} 2>&1 & pid=$!\n")
        return Aside(self, mark, command, timeout)

    def wait_link_event(self, since, timeout=LONG_S):
        """Wait until testpmd has told of more link changes than that."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while self.link_events <= since:
                left = deadline - time.monotonic()
                if left <= 0 or not self.machine.running():
                    self._complain("waiting for a link event", left <= 0, timeout)
                self._changed.wait(min(left, 0.5))

    def _new_mark(self):
        self._marks += 1
        return f"@end{self._marks}@"

    @staticmethod
    def _say(mark):
        # Put together by the shell, so that an echo of the command is not taken for the mark.
        return f"status=$?; echo; echo @'{mark[1:-1]}'@ $status"

    def send(self, text):
        self.machine.send(text.encode())

    def wait_for(self, pattern, timeout, what):
        """Text up to and with the first match of pattern, which is taken off the stream."""
        expression = re.compile(pattern, re.MULTILINE)
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                match = expression.search(self._text)
                if match:
                    text, self._text = self._text[:match.end()], self._text[match.end():]
                    return text, match
                left = deadline - time.monotonic()
                if left <= 0 or not self.machine.running():
                    self._complain(what, left <= 0, timeout)
                self._changed.wait(min(left, 0.5))

    def _complain(self, what, late, timeout):
        if not late:
            # Raises what ended the guest, among it the emulator's known abort.
            self.machine.wait()
        reason = f"not within {timeout:.0f} s" if late else "the guest has ended"
        raise ToolError(f"{what}: {reason}; last output:\n{self._text[-2000:]}")


class Program:
    """A program in the guest's shell that is still running."""

    def __init__(self, session, mark, command, timeout):
        self.session = session
        self.mark = mark
        self.name = command[:60]
        self.timeout = timeout
        self.output = ""
        self.status = None

    def expect(self, pattern, timeout=None):
        """Wait until the program has written pattern; return what it wrote up to there."""
        text, match = self.session.wait_for(
            f"(?:{pattern})|^{self.mark} (\\d+)\n", timeout or self.timeout,
            f"{self.name}: waiting for {pattern!r}")
        self.output += text
        if match.group(0).startswith(self.mark):
            self.status = int(match.group(0).split()[1])
            raise ToolError(f"{self.name} ended with exit status {self.status}:\n"
                            f"{self.output[-3000:]}")
        return text

    def write(self, text):
        """Feed its standard input."""
        self.session.send(text)

    def command(self, line):
        """A command to a program with testpmd's prompt; its output."""
        self.write(line + "\n")
        self.expect(re.escape(line) + "\n")
        return self.expect(re.escape(PROMPT))[:-len(PROMPT)]

    def finish(self, timeout=None):
        """Wait for its end; return (exit status, the rest of its output)."""
        if self.status is not None:
            return self.status, ""
        text, match = self.session.wait_for(f"\n?^{self.mark} (\\d+)\n", timeout or self.timeout,
                                            f"{self.name}: waiting for its end")
        self.status = int(match.group(1))
        self.output += text
        return self.status, text[:match.start()]


class Aside(Program):
    """A program in the background of the guest's shell; the shell's $pid is its process."""

    def write(self, text):
        self.session.send("".join(f"echo '{line}' >&8\n" for line in text.splitlines()))

    def finish(self, timeout=None):
        self.session.send(f"wait $pid; {self.session._say(self.mark)}; exec 8>&-\n")
        return super().finish(timeout)


class TestGuest:
    """What a case works with: shell, wires (by port), and the ports' addresses."""

    def __init__(self, machine, session):
        self.machine = machine
        self.shell = session
        self.addresses = session.check('echo "$IGBX_PORTS"').split()
        self.sockets = {number: wire.Port(sock) for number, sock in machine.wire_sockets.items()}
        self.eal = ""
        path = plugin()
        if path:
            # EAL refuses plugins below world-writable folders; the checkout may be in one.
            session.check(f"cp '{path}' /run/igbx/librte_net_igbx.so")
            self.eal = "-d /run/igbx/librte_net_igbx.so"

    def bind(self, driver):
        """All ports to a kernel driver, from whichever they have."""
        self.shell.check(f"""[ -e /sys/bus/pci/drivers/{driver} ] || modprobe {driver}
        for port in $IGBX_PORTS; do
            device=/sys/bus/pci/devices/$port
            [ ! -e $device/driver ] || echo $port > $device/driver/unbind
            echo {driver} > $device/driver_override
            echo $port > /sys/bus/pci/drivers_probe
            [ "$(basename "$(readlink $device/driver)")" = {driver} ] || exit 1
        done""")

    def testpmd(self, arguments="", eal="", aside=False):
        """Start dpdk-testpmd, interactive, with the driver under test.

        Its output goes out line by line, or an answer would come after the next prompt.
        """
        start = self.shell.start_aside if aside else self.shell.start
        program = start(f"stdbuf -oL dpdk-testpmd {self.eal} --in-memory -l 0,1 {eal} -- -i "
                        f"--total-num-mbufs={MBUFS} {arguments}")
        program.expect(re.escape(PROMPT))
        return program

    def path(self, into=0, out_of=1, **options):
        return wire.Wire(self.sockets[into], self.sockets[out_of], **options)


def quit_testpmd(program):
    """End testpmd in its own way; return its exit status."""
    program.write("quit\n")
    return program.finish()[0]


def port_stats(program, port):
    """The counters of testpmd's "show port stats", by name."""
    text = program.command(f"show port stats {port}")
    return {name: int(value) for name, value in re.findall(r"([RT]X-\w+): +(\d+)", text)}


def port_xstats(program, port):
    """The counters of testpmd's "show port xstats", by name."""
    text = program.command(f"show port xstats {port}")
    return {name: int(value) for name, value in re.findall(r"^(\w+): (\d+)$", text, re.MULTILINE)}


def wait_stats(program, port, name, value):
    """Wait until a counter has reached a value; return all counters."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        stats = port_stats(program, port)
        if stats[name] >= value or time.monotonic() > deadline:
            return stats
        time.sleep(0.2)


def wait_polled(program, port, queue=0):
    """Wait until the program has taken from a queue's ring what the device has written there."""
    wait_text(program, f"show port {port} rxq {queue} desc used count", "count = 0")


def wait_received(program, port, count):
    """Wait until testpmd's streams have taken count packets from the queues of a port, which is later
    than the device has counted them; return the packets of each queue.
    """
    deadline = time.monotonic() + PATIENCE_S
    while True:
        text = program.command("show fwd stats all")
        streams = re.findall(r"RX Port= *(\d+)/Queue= *(\d+) .*?\n +RX-packets: (\d+)", text)
        seen = {int(queue): int(packets) for of, queue, packets in streams if int(of) == port}
        if sum(seen.values()) >= count or time.monotonic() > deadline:
            return seen
        time.sleep(0.2)


def wait_text(program, line, part):
    """Repeat a command until its output has part in it; return the last output."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        text = program.command(line)
        if part in text or time.monotonic() > deadline:
            return text
        time.sleep(0.2)


class Collector(threading.Thread):
    """Takes in what leaves a port for as long as it runs."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.frames = []
        self._over = threading.Event()
        self.start()

    def run(self):
        while not self._over.is_set():
            self.frames += self.port.collect(count=1, seconds=0.1)

    def finish(self, count=0):
        """Stop once count frames are there, or nothing has come for long; return the frames."""
        seen, since = -1, time.monotonic()
        while len(self.frames) < count and time.monotonic() - since < 30:
            if len(self.frames) != seen:
                seen, since = len(self.frames), time.monotonic()
            time.sleep(0.05)
        self._over.set()
        self.join()
        return self.frames


def run(scenario, ports=2, wires=("socket",), bind="vfio-pci", **settings):
    """Boot a guest, hand a TestGuest to scenario."""
    environment = {name: value for name, value in os.environ.items()
                   if KEPT_ENVIRONMENT.match(name)}
    settings.setdefault("shares", [])
    config = guest.Config(command=["bash"], ports=ports, wires=list(wires), driver=bind,
                          environment=environment, cwd="/", **settings)
    sessions = []

    def on_output(data):
        sessions[-1].take(data)

    def body(machine):
        return scenario(TestGuest(machine, sessions[-1]))

    def log(text):
        print(f"# {text}", flush=True)

    class Machine(guest.Guest):
        """Each start has a session of its own."""

        def start(self):
            sessions.append(Session(self))
            super().start()

    return guest.run(config, body, log, kind=Machine, on_stdout=on_output, on_stderr=on_output)
