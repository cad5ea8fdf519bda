# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The demo's result: a table for people, the same as JSON for programs, and what to try next."""

import json
import os
import stat

from igbx import ToolError, demo_prepare
from igbx.devbind_host import Host
from igbx.devbind_pci import network_devices

VENDOR_INTEL = 0x8086
DEVICES_82576 = frozenset((0x10c9, 0x10e6, 0x10e7, 0x10e8, 0x1518, 0x1526, 0x150a, 0x150d))
LABEL_WIDTH = 26
SHOWN_BYTES = 24
SHOWN_REASONS = 5
PLUGIN_FOLDER = "/usr/local/lib/igbx"


def rows(report, captures):
    """(label, packets, bytes or None, is it a fault) for each line that says something."""
    refused = sum(report.refused.values())
    rewritten = sum(report.rewritten.values())
    always = [
        ("in, port 0", report.sent, captures.wire_bytes * captures.loops, False),
        ("out, port 1", report.received, report.received_bytes, False),
        ("lost", report.lost, None, report.lost > 0),
        ("different", report.different, None, report.different > 0),
        ("identical, in order", report.identical, None, False),
    ]
    sometimes = [
        ("late", report.reordered, None, True),
        ("unexpected", report.unexpected, None, True),
        ("came against the rules", report.passed_verdict, None, True),
        ("refused by the emulator", refused, None, False),
        ("rewritten by the emulator", rewritten, None, False),
    ]
    return always + [row for row in sometimes if row[1]]


def seconds_text(seconds):
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f} min {rest:.0f} s" if minutes else f"{rest:.1f} s"


def show_table(progress, report, captures, seconds):
    progress.say()
    progress.say(f"  {'':<{LABEL_WIDTH}}{'packets':>12}{'bytes':>16}")
    for label, packets, nb_bytes, fault in rows(report, captures):
        line = f"  {label:<{LABEL_WIDTH}}{packets:>12,}"
        if nb_bytes is not None:
            line += f"{nb_bytes:>16,}"
        progress.say(progress.style(line, "31") if fault else line)
    bits = report.received_bytes * 8 / report.seconds / 1e6 if report.seconds else 0
    progress.say()
    progress.say(f"  rate  {report.rate():,.0f} packets/s, {bits:,.1f} Mbit/s through the emulation")
    progress.say(f"  time  {seconds_text(seconds)} in all")


def show_notes(progress, report):
    if report.padded:
        progress.say(f"  {report.padded:,} packets shorter than 60 bytes were padded with zeros, "
                     "as any NIC does.")
    reasons = [(count, verb, reason) for verb, counts in
               (("drops", report.refused), ("changes", report.rewritten))
               for reason, count in counts.items()]
    reasons.sort(reverse=True)
    for count, verb, reason in reasons[:SHOWN_REASONS]:
        progress.say(f"  The emulator {verb} {count:,} with any driver: {reason}.")
    if len(reasons) > SHOWN_REASONS:
        rest = sum(count for count, _, _ in reasons[SHOWN_REASONS:])
        progress.say(f"  ... and {rest:,} more, of {len(reasons) - SHOWN_REASONS} other kinds.")


def excerpt(expected, observed):
    """Where two frames part, and the bytes from there on."""
    limit = min(len(expected), len(observed))
    at = next((i for i in range(limit) if expected[i] != observed[i]), limit)
    return (f"at byte {at}: expected {expected[at:at + SHOWN_BYTES].hex() or 'the end'}, "
            f"came {observed[at:at + SHOWN_BYTES].hex() or 'the end'}")


def show_faults(progress, report):
    for kind, number, expected, observed in report.differences:
        name = f"packet {number + 1}" if number is not None else "a packet"
        if expected and observed:
            detail = f", {excerpt(expected, observed)}"
        else:
            data = expected or observed
            detail = f", {len(data)} bytes: {data[:SHOWN_BYTES].hex()}..."
        progress.say(progress.style(f"  {kind}: {name}{detail}", "31"))


def show_verdict(progress, report, queues):
    progress.say()
    if report.ok():
        which = " that the emulator sends" if report.refused or report.rewritten else ""
        order = "in order" if queues == 1 else "in order within its flow"
        text = f"Every packet{which} came out of port 1, identical and {order}."
        progress.say("  " + progress.style(text, "32"))
        return
    show_faults(progress, report)
    text = "FAILED: not everything that went into port 0 came out of port 1."
    progress.say("  " + progress.style(text, "31"))


def from_here(path):
    """The way to a file as one would type it."""
    near = os.path.relpath(path)
    if len(near) > len(path):
        return path
    return near if "/" in near else f"./{near}"


def below_writable(path):
    """Does a folder above the file let everyone write?"""
    folder = os.path.dirname(os.path.abspath(path))
    while folder != "/":
        if os.path.isdir(folder) and os.stat(folder).st_mode & stat.S_IWOTH:
            return True
        folder = os.path.dirname(folder)
    return False


def show_next(progress, tools, build):
    """The way to a real port; with its address, when this machine has one."""
    here = [dev.address for dev in network_devices(Host())
            if dev.vendor == VENDOR_INTEL and dev.device in DEVICES_82576]
    ports = here[:2] if len(here) > 1 else ["0000:03:00.0", "0000:03:00.1"]
    where = "on this machine" if len(here) > 1 else "on a machine with an 82576"
    progress.say()
    progress.say(f"Next, {where}:")
    fwd = from_here(os.path.join(build, demo_prepare.FORWARDER))
    driver = from_here(os.path.join(build, demo_prepare.DRIVER))
    devbind = from_here(os.path.join(tools, "igbx-devbind"))
    if below_writable(driver):
        # EAL takes no plugin from there.
        progress.say(f"  install -D -t {PLUGIN_FOLDER} {driver}")
        driver = os.path.join(PLUGIN_FOLDER, os.path.basename(driver))
    progress.say(f"  {devbind} check {' '.join(ports)}")
    progress.say(f"  {devbind} bind {' '.join(ports)}")
    progress.say(f"  {fwd} -l 0,1 \\")
    progress.say(f"      -d {driver} \\")
    progress.say(f"      -a {ports[0]} -a {ports[1]} -- --stats-period=1")


def write_json(path, demo, options, captures, progress):
    data = {
        "captures": captures.paths,
        "loops": captures.loops,
        "packets_per_loop": captures.packets,
        "mtu": captures.mtu,
        "queues": options.queues,
        "application": options.app,
        "driver": options.pmd,
        "accelerator": demo.accel,
        "wire": demo.wire_report.as_dict(),
        "forwarder": demo.forwarder,
        "seconds": {name: round(step.seconds, 3) for name, step in progress.steps.items()},
        "ok": demo.wire_report.ok(),
    }
    try:
        with open(path, "w", encoding="utf-8") as out:
            json.dump(data, out, indent=1)
            out.write("\n")
    except OSError as err:
        raise ToolError(f"{path}: {err.strerror}") from err
