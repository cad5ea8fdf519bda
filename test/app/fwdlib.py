# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Runs igbx-fwd over software ports, and reads and writes capture files for it.

The program under test is the last argument of a test, or stands in the build folder that
IGBX_BUILD names. Capture files are made and read by this module alone, not by libpcap.
"""

import json
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
sys.dont_write_bytecode = True

from tap import Failure, Skip, comment, expect, expect_in, main  # noqa: E402

__all__ = ["Failure", "Skip", "comment", "expect", "expect_in", "main"]

BUILD = pathlib.Path(os.environ.get("IGBX_BUILD", HERE.parent.parent / "build"))
FWD = pathlib.Path(sys.argv[-1] if len(sys.argv) > 1 else BUILD / "app/fwd/igbx-fwd").resolve()
LIMIT_S = 60

NSEC_MAGIC, USEC_MAGIC, ETHERNET = 0xA1B23C4D, 0xA1B2C3D4, 1

# What DPDK's libraries keep until the process ends is not the program's leak.
SUPPRESSIONS = "leak:librte_\nleak:libnuma\n"


def work_dir():
    """A folder that lives as long as the test program."""
    holder = tempfile.TemporaryDirectory(prefix="igbx-fwd-")
    work_dir.holders.append(holder)
    return pathlib.Path(holder.name)


work_dir.holders = []
DIR = work_dir()
(DIR / "lsan").write_text(SUPPRESSIONS)


def environment():
    env = dict(os.environ, LC_ALL="C")
    env["LSAN_OPTIONS"] = f"suppressions={DIR / 'lsan'}:print_suppressions=0"
    return env


def eal(*args, lcores=2, memory=192):
    """EAL arguments without hugepages, devices or traces on the machine; lcores share CPUs."""
    nb_cpus = len(os.sched_getaffinity(0))
    cpus = sorted(os.sched_getaffinity(0))
    placed = ",".join(f"{i}@{cpus[i % nb_cpus]}" for i in range(lcores))
    return ["--no-huge", "-m", str(memory), "--no-pci", "--no-shconf", "--no-telemetry",
            "--log-level=lib.eal:error", "--lcores", placed, *args]


class Result:
    """Exit status and output of a run; the errors without what EAL logs."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        self.errors = [line for line in err.splitlines() if line.startswith("igbx-fwd: ")
                       and not line.startswith("igbx-fwd: warning: ")]

    def check_sanitizers(self):
        if "Sanitizer" in self.err or "runtime error" in self.err:
            raise Failure(f"a sanitizer complained\n{self.err}")


def start(eal_args, options, prefix=(), env=None):
    command = [*prefix, str(FWD), *eal_args, "--", *[str(option) for option in options]]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env={**environment(), **(env or {})})


def check_drivers(err):
    """DPDK may have been built without a software driver that a test uses."""
    found = re.search(r'failed to parse device "([^"]+)"', err)
    if found:
        raise Skip(f"this DPDK has no driver for {found[1]}")


def finish(process):
    try:
        out, err = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise Failure(f"the run does not end\nexpected: an end within {LIMIT_S} s\n"
                      f"observed: {out}{err}") from None
    check_drivers(err)
    result = Result(process.returncode, out, err)
    result.check_sanitizers()
    return result


def run(eal_args, options, prefix=(), env=None):
    return finish(start(eal_args, options, prefix, env))


def run_ok(eal_args, options, **more):
    """A run that must succeed; returns its JSON report, after checking what holds for each."""
    path = DIR / "report.json"
    result = run(eal_args, [*options, f"--json={path}"], **more)
    expect(f"exit status ({result.err})", 0, result.status)
    report = json.loads(path.read_text(encoding="utf-8"))
    check_report(report)
    return report


COUNTERS = ["rx_packets", "rx_bytes", "tx_packets", "tx_bytes", "rx_missed", "rx_errors",
            "rx_no_mbuf", "tx_errors", "engine_rx_packets", "engine_tx_packets",
            "replayed_packets", "to_kernel_packets", "from_kernel_packets", "tx_dropped", "rx_left",
            "captured_packets", "capture_dropped"]


def check_report(report):
    """The report adds up."""
    ports, total = report["ports"], report["total"]
    for name in COUNTERS:
        expect(f"total of {name}", sum(port[name] for port in ports), total[name])
    expect("mbufs that did not come back", 0, report["mbufs_in_use_at_end"])
    if total["lost"] is not None:
        sent = total["tx_packets"] - total["replayed_packets"] - total["from_kernel_packets"]
        expect("lost", total["rx_packets"] - total["to_kernel_packets"] - sent
               - total["tx_dropped"] - total["rx_left"], total["lost"])
    for port in ports:
        expect(f"port {port['port']}: packets of the device and of the engine",
               port["rx_packets"],
               port["engine_rx_packets"] + port["to_kernel_packets"] + port["rx_left"])
        expect(f"port {port['port']}: packets given to the device and sent by it",
               port["engine_tx_packets"], port["tx_packets"])
        if "capture" in port:
            seen = sum(port["capture"][key] for key in ("frames", "dropped", "filtered"))
            if port["capture"]["end"] in (None, "error"):
                expect(f"port {port['port']}: captured, lost and unwanted packets",
                       port["rx_packets"], seen)
    for port in ports:
        if report["duration_s"] > 0:
            near(f"port {port['port']}: rate", port["rx_packets"] / report["duration_s"],
                 port["rx_pps"])


def near(what, expected, observed):
    if abs(expected - observed) > 1e-3 * max(abs(expected), 1) + 1:
        raise Failure(f"{what}\nexpected: {expected}\nobserved: {observed}")


def refused(eal_args, options, status, text, **more):
    """A run that must end with one line of error, which contains the text."""
    result = run(eal_args, options, **more)
    expect("lines of error", 1, len(result.errors))
    expect_in("the error", text, result.errors[0])
    expect(f"exit status ({result.errors[0]})", status, result.status)
    expect("no summary", "", result.out)
    return result


def wait_started(process):
    """Until the line that forwarding started, which is returned."""
    for line in process.stdout:
        if line.startswith("forwarding started"):
            return line
    process.wait()
    err = process.stderr.read()
    check_drivers(err)
    raise Failure(f"forwarding starts\nexpected: a line\nobserved: {err}")


# Frames and capture files


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def frames(nb, seed, longest=1514, shortest=60):
    """Frames of all lengths with random contents; the same for the same seed."""
    source = random.Random(seed)
    return [mac("02:ab:00:00:00:01") + mac("02:cd:00:00:00:02") + b"\x88\xb5"
            + source.randbytes(source.randint(shortest, longest) - 14) for _ in range(nb)]


def write_pcap(path, packets, magic=USEC_MAGIC, link=ETHERNET, order="<", snaplen=262144,
               stamps=None):
    """stamps: in nanoseconds; frame i is i seconds and i nanoseconds after the first without."""
    unit = 1000 if magic == USEC_MAGIC else 1
    stamps = stamps or [(1700000000 + i) * 10**9 + 123456789 + i for i in range(len(packets))]
    with open(path, "wb") as file:
        file.write(struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, link))
        for i, packet in enumerate(packets):
            kept = packet[:snaplen]
            file.write(struct.pack(order + "IIII", stamps[i] // 10**9, stamps[i] % 10**9 // unit,
                                   len(kept), len(packet)) + kept)
    return path


def write_pcapng(path, packets):
    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    with open(path, "wb") as file:
        file.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        # Option 9 is the resolution of stamps: here nanoseconds.
        file.write(block(1, struct.pack("<HHI", ETHERNET, 0, 0)
                         + struct.pack("<HHB3x", 9, 1, 9) + struct.pack("<HH", 0, 0)))
        for i, packet in enumerate(packets):
            stamp = 1700000000 * 10**9 + i
            file.write(block(6, struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF,
                                            len(packet), len(packet)) + packet))
    return path


class Capture:
    """A pcap file, read strictly: it must end with a whole record."""

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        self.magic, _, _, _, _, _, self.link = struct.unpack_from("<IHHiIII", data)
        unit = 1 if self.magic == NSEC_MAGIC else 1000
        self.packets, self.stamps = [], []
        at = 24
        while at < len(data):
            if at + 16 > len(data):
                raise Failure(f"{path}: record header at {at} is cut")
            sec, fraction, kept, length = struct.unpack_from("<IIII", data, at)
            if at + 16 + kept > len(data) or kept != length:
                raise Failure(f"{path}: record at {at} is cut: {kept} of {length} bytes")
            self.stamps.append(sec * 10**9 + fraction * unit)
            self.packets.append(data[at + 16:at + 16 + kept])
            at += 16 + kept


def expect_packets(what, expected, observed):
    """The same packets in the same order; names the first difference."""
    for i, (a, b) in enumerate(zip(expected, observed)):
        if a != b:
            raise Failure(f"{what}: packet {i + 1}\nexpected: {a.hex()}\nobserved: {b.hex()}")
    expect(f"{what}: number of packets", len(expected), len(observed))


def pcap_port(number, rx=None, tx=None):
    """A --vdev that receives the packets of one file and sends into another."""
    args = [f"net_pcap{number}"]
    if rx is not None:
        args.append(f"rx_pcap={rx}")
    if tx is not None:
        args.append(f"tx_pcap={tx}")
    return "--vdev=" + ",".join(args)
