# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""igbx-demo: the command line, and the order of the steps."""

import argparse
import os
import signal
import sys
import time

from igbx import ToolError

PROGRAM = "igbx-demo"
DESCRIPTION = """\
Forward a real capture through the igbx driver, in an emulated machine, and compare.

Installs what is missing, builds the driver, boots a guest with two emulated 82576
ports, binds them to vfio-pci, replays captures into the wire of port 0, forwards them
to port 1, and compares what leaves port 1 with what went in, byte for byte and in order."""
EPILOG = """\
Without FILE the captures are those that tcpdump is tested with: some two hundred
protocols, also malformed, out of Debian's source package of tcpdump.

exit status: 0 all came through, 1 something was lost or different, or a step failed,
2 wrong usage or a capture that cannot be used, 130 and 143 ended by Ctrl-C and SIGTERM"""
MTU_MAX = 9216
QUEUES_MAX = 16
LOOPS_DEFAULT = 20


class Ended(BaseException):
    """SIGTERM or SIGHUP asked for the end; SIGINT comes as KeyboardInterrupt."""


class UsageError(ToolError):
    """What the user gave cannot be used."""


def number(low, high):
    def parse(text):
        value = int(text)
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{value} is not from {low} to {high}")
        return value
    parse.__name__ = "number"
    return parse


def parser():
    top = argparse.ArgumentParser(prog=PROGRAM, description=DESCRIPTION, epilog=EPILOG,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("captures", nargs="*", metavar="FILE",
                     help="captures to replay, pcap or pcapng, Ethernet")
    top.add_argument("--loops", type=number(1, 1000000), metavar="N",
                     help=f"replay everything N times (default {LOOPS_DEFAULT}, with FILE 1)")
    top.add_argument("--queues", type=number(1, QUEUES_MAX), default=1, metavar="N",
                     help="receive and transmit queues per port (default 1)")
    top.add_argument("--mtu", type=number(68, MTU_MAX), default=1500, metavar="BYTES",
                     help="default 1500; larger packets in a FILE are refused")
    top.add_argument("--app", choices=("igbx-fwd", "testpmd"), default="igbx-fwd",
                     help="what forwards: igbx-fwd (default) or DPDK's unmodified testpmd")
    top.add_argument("--pmd", choices=("igbx", "dpdk"), default="igbx",
                     help="the driver: igbx (default), or DPDK's own igb to compare with")
    top.add_argument("--accel", choices=("auto", "kvm", "tcg"), default="auto",
                     help="how QEMU runs the guest (default: KVM where that works)")
    top.add_argument("--dump", metavar="DIR", help="keep what was on the wires as pcap files")
    top.add_argument("--json", metavar="FILE", help="write the result as JSON, too")
    top.add_argument("--build", metavar="DIR", help="build folder (default: build in the checkout)")
    return top


def check_usage(options):
    """What can be refused before anything is installed or built."""
    if os.geteuid() != 0:
        raise UsageError("not root: the demo installs packages and needs root (try sudo)")
    for path in options.captures:
        try:
            with open(path, "rb"):
                pass
        except OSError as err:
            raise UsageError(f"{path}: {err.strerror}") from err
    if options.dump and not os.path.isdir(options.dump):
        raise UsageError(f"{options.dump}: no such folder")
    if options.json:
        folder = os.path.dirname(os.path.abspath(options.json))
        if not os.path.isdir(folder):
            raise UsageError(f"{folder}: no such folder")
        if os.path.isdir(options.json):
            raise UsageError(f"{options.json}: is a folder")


def describe(captures, options):
    source = "tcpdump's test captures" if not options.captures else (
        os.path.basename(captures.paths[0]) if len(captures.paths) == 1
        else f"{len(captures.paths)} files")
    text = (f"{source}: {captures.packets:,} packets of {captures.shortest} to "
            f"{captures.longest:,} bytes")
    return text + (f", {captures.loops} times" if captures.loops > 1 else "")


def prepare_captures(options, progress):
    from igbx import demo_capture
    from igbx.pcap import CaptureError

    with progress.step("capture") as step:
        def say(text):
            step.text = text

        paths = options.captures or [demo_capture.default_capture(options.mtu, say)]
        loops = options.loops or (1 if options.captures else LOOPS_DEFAULT)
        captures = demo_capture.Captures(paths, options.mtu, loops)
        try:
            captures.check()
        except CaptureError as err:
            raise UsageError(str(err)) from err
        step.text = describe(captures, options)
    return captures


def prepare(options, progress, build):
    """Packages, captures, build; bad captures are refused before anything is installed."""
    from igbx import demo_prepare, pcap

    captures = None
    if options.captures and pcap.available():
        captures = prepare_captures(options, progress)
    with progress.step("packages") as step:
        demo_prepare.install(step)
    captures = captures or prepare_captures(options, progress)
    targets = ([demo_prepare.DRIVER] if options.pmd == "igbx" else []) + (
        [demo_prepare.FORWARDER] if options.app == "igbx-fwd" else [])
    if targets:
        with progress.step("build") as step:
            demo_prepare.compile_targets(step, build, targets)
    return captures


def run(options):
    from igbx import demo_prepare, demo_progress

    started = time.monotonic()
    check_usage(options)
    build = os.path.abspath(options.build or os.path.join(demo_prepare.TOP, "build"))
    progress = demo_progress.Progress()
    progress.say("igbx-demo: a real capture through the driver, in an emulated machine")
    captures = prepare(options, progress, build)
    # Only now: these use what was installed a moment ago.
    from igbx import demo_forward, demo_report
    demo = demo_forward.Demo(options, build, progress, captures)
    report = demo.run()
    demo_report.show_table(progress, report, captures, time.monotonic() - started)
    demo_report.show_notes(progress, report)
    demo_report.show_verdict(progress, report, options.queues)
    if options.json:
        demo_report.write_json(options.json, demo, options, captures, progress)
    if report.ok():
        demo_report.show_next(progress, demo_prepare.TOOLS, build)
    return 0 if report.ok() else 1


def on_signal(number_, _frame):
    raise Ended(number_)


def fail(text, status):
    for line in str(text).splitlines():
        print(f"{PROGRAM}: {line}", file=sys.stderr)
    return status


def main(argv=None):
    options = parser().parse_args(argv)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number_ in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number_, on_signal)
    try:
        return run(options)
    except UsageError as err:
        return fail(err, 2)
    except ToolError as err:
        return fail(err, 1)
    except KeyboardInterrupt:
        return fail("interrupted", 128 + signal.SIGINT)
    except Ended as ended:
        return fail("ended by " + signal.Signals(ended.args[0]).name, 128 + ended.args[0])
    except BrokenPipeError:
        return 1
