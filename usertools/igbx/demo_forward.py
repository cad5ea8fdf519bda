# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The guest's side of the demo: boot, bind, forward, and the replay through it."""

import collections
import json
import os
import queue
import shutil
import time

from igbx import ToolError, demo_prepare, guest, guest_config
from igbx.wire import Wire

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.dirname(HERE)
REPORT = "/run/igbx/demo/report.json"
MBUFS = 16384
MTU_DEFAULT = 1500
# What each driver adds to the MTU for the frame: Ethernet header, FCS, and two VLAN tags or one.
FRAME_OVERHEAD = {"igbx": 14 + 4 + 8, "dpdk": 14 + 4 + 4}
BIND_LIMIT_S = 90.0
READY_LIMIT_S = 60.0
END_LIMIT_S = 30.0
LAST_LINES = 6


def forwarder_command(options, build):
    """Program and arguments (after EAL's) for the guest."""
    common = ["--forward-mode=io", f"--rxq={options.queues}", f"--txq={options.queues}"]
    if options.app == "testpmd":
        testpmd = shutil.which("dpdk-testpmd")
        if testpmd is None:
            raise ToolError("dpdk-testpmd not found: install the package dpdk")
        # testpmd knows no MTU, only frames; 1500 is what a port has without being told.
        frame = [] if options.mtu == MTU_DEFAULT else [
            f"--max-pkt-len={options.mtu + FRAME_OVERHEAD[options.pmd]}"]
        return [testpmd, *common, "--auto-start", "--nb-cores=1", f"--total-num-mbufs={MBUFS}",
                *frame]
    return [os.path.join(build, demo_prepare.FORWARDER), *common, f"--mtu={options.mtu}",
            f"--json={REPORT}"]


def guest_command(options, build):
    driver = "-" if options.pmd == "dpdk" else os.path.join(build, demo_prepare.DRIVER)
    return ["/bin/sh", os.path.join(HERE, "demo-guest.sh"), TOOLS, driver,
            *forwarder_command(options, build)]


class Stages:
    """What the guest's script says, line by line: its stages, and the rest for a failure's sake."""

    def __init__(self):
        self.marks = queue.Queue()
        self.ended = None
        self.report = None
        self.last = collections.deque(maxlen=LAST_LINES)
        self._partial = {"out": b"", "err": b""}

    def take(self, stream, data):
        *lines, self._partial[stream] = (self._partial[stream] + data).split(b"\n")
        for line in lines:
            self._line(line.decode(errors="replace").rstrip())

    def _line(self, line):
        if not line.startswith("@"):
            if line.strip():
                self.last.append(line)
            return
        word, _, rest = line[1:].partition(" ")
        if word == "report":
            self.report = rest
        elif word == "ended":
            self.ended = int(rest)
        else:
            self.marks.put((word, rest))

    def wait(self, word, machine, limit):
        """The rest of the line of a stage, once it comes."""
        deadline = time.monotonic() + limit
        while True:
            try:
                found, rest = self.marks.get(timeout=0.1)
            except queue.Empty:
                if not machine.running() or time.monotonic() > deadline:
                    raise ToolError(self.failure(f"the guest did not get to '{word}'")) from None
                continue
            if found == word:
                return rest

    def failure(self, text):
        said = "; ".join(self.last)
        return f"{text}: {said}" if said else text


class Demo:
    """One run through the guest, from boot to the forwarder's report."""

    def __init__(self, options, build, progress, captures):
        self.options = options
        self.build = build
        self.progress = progress
        self.captures = captures
        self.stages = Stages()
        self.accel = None
        self.ports = []
        self.forwarder = None
        self.wire_report = None
        self.boot = None

    def run(self):
        """Returns the wire's report."""
        config = guest.Config(
            command=guest_command(self.options, self.build), accel=self.options.accel,
            wires=[guest_config.PortWire("socket") for _ in range(2)],
            dump=self.options.dump or "", cwd="/",
            environment={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"})
        # The step "guest" begins before the scenario and ends in it, when the kernel is up.
        self.boot = self.progress.step("guest", "booting")
        self.boot.__enter__()
        try:
            return guest.run(config, self._scenario, self._log,
                             on_stdout=lambda data: self.stages.take("out", data),
                             on_stderr=lambda data: self.stages.take("err", data))
        except BaseException as err:
            self._end_boot(type(err))
            raise

    def _log(self, text):
        if self.boot:
            self.boot.step.text = text

    def _end_boot(self, kind=None):
        boot, self.boot = self.boot, None
        if boot:
            boot.__exit__(kind)

    def _scenario(self, machine):
        self.stages = Stages()
        self.accel = "kvm" if machine.qmp("query-kvm")["enabled"] else "tcg"
        if self.boot:
            self.boot.step.text = f"QEMU, {self.accel}, two 82576 ports behind an Intel IOMMU"
            self._end_boot()
        with self.progress.step("bind", "igbx-devbind bind") as step:
            self.ports = self.stages.wait("bound", machine, BIND_LIMIT_S).split()
            step.text = f"{', '.join(self.ports)} to vfio-pci"
        wire = Wire(machine.wire_sockets[0], machine.wire_sockets[1],
                    in_order=self.options.queues == 1)
        with self.progress.step("forward", "starting") as step:
            self._await_forwarder(wire, machine)
            step.text = self._describe_forwarder()
        with self.progress.step("replay") as step:
            self.wire_report = self._replay(wire, step)
        with self.progress.step("end", "stopping the forwarder") as step:
            self._stop_forwarder(machine)
            step.text = "forwarder and guest have ended"
        return self.wire_report

    def _describe_forwarder(self):
        queues = f"{self.options.queues} queue{'s' if self.options.queues > 1 else ''}"
        driver = "net_igbx" if self.options.pmd == "igbx" else "DPDK's net_e1000_igb"
        return f"{self.options.app}, engine io, {queues}, driver {driver}, link up"

    def _await_forwarder(self, wire, machine):
        def alive():
            return self.stages.ended is None and machine.running()
        try:
            wire.wait_ready(READY_LIMIT_S, alive)
        except ToolError as err:
            if self.stages.ended is not None:
                err = f"{self.options.app} ended with status {self.stages.ended}"
            raise ToolError(self.stages.failure(str(err))) from None

    def _replay(self, wire, step):
        total = self.captures.total
        started = time.monotonic()

        def show(report):
            rate = report.received / max(time.monotonic() - started, 1e-3)
            step.text = f"{report.received:,} of {total:,} packets, {rate:,.0f} packets/s"

        report = wire.replay(self.captures.frames(), show)
        step.text = f"{report.received:,} packets back from port 1"
        return report

    def _stop_forwarder(self, machine):
        machine.send(b"stop\n")
        status = machine.wait(END_LIMIT_S)
        if status is None:
            raise ToolError(f"{self.options.app} did not stop within {END_LIMIT_S:.0f} s")
        if status:
            raise ToolError(self.stages.failure(f"{self.options.app} ended with status {status}"))
        if self.stages.report:
            try:
                self.forwarder = json.loads(self.stages.report)
            except ValueError as err:
                raise ToolError(f"the report of {self.options.app} is not JSON: {err}") from err
