# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The tester: igbx-fwd's engine latency, and another igbx-fwd as device under test if asked for."""

import os
import shlex
import shutil
import subprocess
import time

from igbx import ToolError
from igbx.rfc2544_args import TOP
from igbx.rfc2544_session import Session, SessionError
from igbx.rfc2544_trial import (BACK, BOTH, FORWARD, LATENCIES, Flow, Outcome,
                                    TesterError)
from igbx.rfc2544_units import FCS_BYTES

BUILT = "app/fwd/igbx-fwd"
FRAME_USUAL = 1518
LEARNING_FRAMES = 8
LEARNING_PPS = 1000
LEARNING_PAUSE_S = 0.25
# A tester that cannot keep the rate need not send all frames of a trial.
SLOW_S = 5
# Beyond the time that a run takes by itself.
RUN_LIMIT_S = 60
# The pace of a port that is to be silent; the first frame goes at once.
SILENT = "0.000001pps"


def find_fwd(given):
    """The program of --fwd, of the build folder of the checkout, or of PATH."""
    if given:
        path = shutil.which(given)
        if path is None:
            raise ToolError(f"--fwd: {given} is not a program")
        return path
    for folder in ("build", "build-test/gcc"):
        path = os.path.join(TOP, folder, BUILT)
        if os.access(path, os.X_OK):
            return path
    path = shutil.which("igbx-fwd")
    if path is None:
        raise ToolError("igbx-fwd is not there: build it, or name it with --fwd")
    return path


class Tester:
    """program: igbx-fwd, see find_fwd()."""

    def __init__(self, options, program, folder, progress):
        self.options = options
        self.progress = progress
        self.program = program
        self.logs = {name: os.path.join(folder, f"{name}.log") for name in ("tester", "dut")}
        self.session = self.dut = None
        self.frame = None

    # ---- life ----

    def start(self):
        try:
            if self.options.dut:
                self.dut = self._start_dut()
            self.session = self._open("tester", self.options.eal, self._fwd_options())
            self._configure()
        except SessionError as err:
            self.close()
            raise ToolError(str(err)) from err
        except BaseException:
            self.close()
            raise

    def restart(self):
        """After the programs failed: fresh ones."""
        self.close()
        self.frame = None
        self.start()

    def close(self):
        for session in (self.session, self.dut):
            if session is not None:
                session.close()
        self.session = self.dut = None

    def _open(self, name, eal, options):
        return Session(name, [self.program, *eal, "--", "-i", *options], self.logs[name],
                       self.progress.tick)

    def _fwd_options(self):
        longest = max(frame.longest for frame in self.options.frames)
        size = [f"--max-pkt-len={longest}"] if longest > FRAME_USUAL else []
        return [f"--drain-ms={self.options.drain_s * 1000:.0f}", *size, *self.options.fwd_options]

    def _start_dut(self):
        dut = self._open("dut", *self.options.dut)
        dut.ask("set record-core-cycles on")
        dut.ask("start")
        return dut

    def _configure(self):
        first, second = self.options.ports
        for line in (f"set portlist {first},{second}", "set port-topology paired",
                     "set fwd latency", "set record-core-cycles on"):
            self.session.ask(line)
        given = dict(word.split(",", 1) for word in self.options.dst_macs)
        macs = {str(port["port"]): port["mac"] for port in self.ports()}
        for port, other in ((first, second), (second, first)):
            mac = given.get(str(port), macs[str(other)])
            self.session.ask(f"set eth-peer {port} {mac}")

    # ---- what it is ----

    def version(self):
        done = subprocess.run([self.program, "--version"], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, check=False)
        return done.stdout.strip() or "not known"

    def ports(self):
        known = {port["port"]: port for port in self.session.ask("show port info all")["ports"]}
        missing = [port for port in self.options.ports if port not in known]
        if missing:
            raise ToolError(f"there is no port {missing[0]}; EAL found {len(known)}")
        return [known[port] for port in self.options.ports]

    def line_bps(self):
        """The slower of the two links."""
        speeds = [port.get("mbps") for port in self.ports()]
        if None in speeds:
            raise ToolError("a link is down or does not tell its speed: give it with --line-rate")
        return min(speeds) * 10**6

    def dut_command(self):
        if not self.options.dut:
            return None
        eal, own = self.options.dut
        return shlex.join([self.program, *eal, "--", "-i", *own])

    # ---- trials ----

    def run(self, spec, frame):
        """An outcome; TesterError when there is none, after which a restart may help."""
        try:
            self._set_frame(frame)
            self._learn(spec.pps)
            self._set_rates(spec)
            before = self._dut_stats()
            # One frame is that of the silent port.
            nb = 2 * spec.nb_frames() if spec.way == BOTH else spec.nb_frames() + 1
            self._send(nb, spec.nb_frames() / spec.pps)
            return self._outcome(spec, before)
        except SessionError as err:
            raise TesterError(str(err)) from err

    def _set_frame(self, frame):
        if self.frame == frame:
            return
        parts = [(size - FCS_BYTES, weight) for size, weight in frame.parts]
        self.session.ask("set tx_mix " + ",".join(f"{size}:{weight}" for size, weight in parts)
                         if frame.is_mix else f"set txpkts {parts[0][0]}")
        self.frame = frame

    def _learn(self, pps):
        """Send some frames both ways: a bridge learns, caches fill, and the path is shown to work.

        RFC 2544, section 23, step a.
        """
        pps = min(pps, LEARNING_PPS)
        limit = time.monotonic() + self.options.path_wait_s
        self.session.ask(f"set tx_rate all {pps}pps")
        while True:
            self._send(LEARNING_FRAMES * len(self.options.ports), LEARNING_FRAMES / pps)
            silent = [flow for flow in self._flows(BOTH) if not flow.received]
            if not silent:
                return
            if time.monotonic() >= limit:
                raise TesterError(f"learning: of {silent[0].sent} frames from port "
                                  f"{silent[0].source} none came to port {silent[0].sink}")
            time.sleep(LEARNING_PAUSE_S)

    def _set_rates(self, spec):
        first, second = self.options.ports
        for port, silent_way in ((first, BACK), (second, FORWARD)):
            rate = SILENT if spec.way == silent_way else f"{spec.pps}pps"
            self.session.ask(f"set tx_rate {port} {rate}")

    def _send(self, nb, seconds):
        """A run of so many frames, which gives up when it takes far too long."""
        limit = 2 * seconds + SLOW_S
        for line in (f"set packets {nb}", f"set duration {limit:g}", "start"):
            self.session.ask(line)
        self.session.ask("wait", limit + self.options.drain_s + RUN_LIMIT_S)

    def _flows(self, way):
        first, second = self.options.ports
        wanted = {BOTH: [(first, second), (second, first)], FORWARD: [(first, second)],
                  BACK: [(second, first)]}[way]
        rows = {(row["tx_port"], row["rx_port"]): row
                for row in self.session.ask("show latency all")["latency"]}
        try:
            return [flow_of(rows[path]) for path in wanted]
        except KeyError as err:
            raise SessionError(f"tester: show latency has no {err}") from None

    def _outcome(self, spec, before):
        flows = self._flows(spec.way)
        stats = self.session.ask("show fwd stats all")
        total = next(port for port in stats["ports"] if port["port"] == "total")
        cycles = {"tester": cycles_per_packet(stats)}
        if self.dut is not None:
            cycles["dut"] = cycles_between(before, self._dut_stats())
        return Outcome(flows, stats["seconds"], rx_missed=total["rx_missed"] + total["rx_no_mbuf"],
                       rx_errors=total["rx_errors"], tx_errors=total["tx_errors"],
                       tx_dropped=total["tx_dropped"],
                       cycles={name: value for name, value in cycles.items() if value})

    def _dut_stats(self):
        return self.dut.ask("show fwd stats all") if self.dut is not None else None


def flow_of(row):
    """A path of show latency."""
    sent = row["sent_packets"]
    latency = None
    if row["latency_mean_us"] is not None:
        latency = {name: row[f"latency_{name}_us"] * 1000 for name in LATENCIES}
    return Flow(row["tx_port"], row["rx_port"], sent, sent - row["lost_packets"],
                pps=row["tx_pps"], duplicates=row["duplicate_packets"],
                reordered=row["out_of_order_packets"], corrupted=row["corrupted_packets"],
                latency=latency)


def work_of(stats):
    """(busy cycles, packets) of all lcores; packets as each lcore counts them."""
    cycles = packets = 0
    for lcore in stats["lcores"]:
        if lcore.get("cycles_per_packet"):
            cycles += lcore["busy_cycles"]
            packets += lcore["busy_cycles"] / lcore["cycles_per_packet"]
    return cycles, packets


def cycles_per_packet(stats):
    cycles, packets = work_of(stats)
    return cycles / packets if packets else None


def cycles_between(before, after):
    """Of a program that goes on forwarding."""
    (cycles, packets), (cycles_then, packets_then) = work_of(after), work_of(before)
    # Packets are a quotient here: less than one is none.
    return (cycles - cycles_then) / (packets - packets_then) if packets - packets_then >= 1 else None
