# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""igbx-rfc2544's arguments."""

import argparse
import os
import re
import shlex

from igbx import ToolError
from igbx.rfc2544_units import IMIX, read_frames, read_percent, read_rate

PROGRAM = "igbx-rfc2544"
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
TESTS = ("throughput", "latency", "loss", "back-to-back")
SIZES = "64,128,256,512,1024,1280,1518,imix"
PORTS_MAX = 31
# What the RFC asks for, sections 23, 24 and 26.
RFC_TIMES = {"duration_s": 60.0, "latency_duration_s": 120.0, "latency_repeats": 20,
             "burst_repeats": 50, "settle_s": 5.0}
TIMES = {"duration_s": 10.0, "latency_duration_s": 10.0, "latency_repeats": 1,
         "burst_repeats": 5, "settle_s": 0.5}
DESCRIPTION = """\
Measure a device under test between two ports as RFC 2544 says: throughput, latency, frame loss
rate, back-to-back frames.

igbx-fwd sends and receives on two ports of any DPDK driver; everything after "--" is for EAL."""
EPILOG = """\
RATE is N% of the line, N[k|M|G]pps, or N[k|M|G]bps of the line: with preamble, FCS and gap.

examples
  igbx-rfc2544 -- -l 0,1 -a 03:00.0 -a 03:00.1
  igbx-rfc2544 --sizes 64,imix --tests throughput,latency --duration 30 -- -l 0-2 -a ...
  igbx-rfc2544 --dut '-l 2,3 -a 04:00.0 -a 04:00.1 -- --forward-mode=io' -- -l 0,1 -a ...
  igbx-rfc2544 --resume rfc2544-20260102-030405

exit status
  0  measured, and the reports are written
  1  a failure: the tester, its ports, a file; --resume goes on
  2  wrong usage, or what the ports cannot do
  130, 143  ended by Ctrl-C, SIGTERM: the reports hold what was measured; --resume goes on"""


def checked(read, *more):
    """A parser of a value whose errors argparse shows as they are."""
    def parse(text):
        try:
            return read(text, *more)
        except ToolError as err:
            raise argparse.ArgumentTypeError(str(err)) from None
    return parse


def number(kind, low, high):
    def read(text):
        try:
            value = kind(text)
        except ValueError:
            value = None
        # The other way round, so that what is not a number fails, too.
        if value is None or not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r}: expected {low:g} to {high:g}")
        return value
    return read


def ports(text):
    found = re.fullmatch(r"(\d{1,2}),(\d{1,2})", text)
    if not found or found[1] == found[2] or max(int(found[1]), int(found[2])) > PORTS_MAX:
        raise argparse.ArgumentTypeError(f"{text!r}: expected two ports, as 0,1")
    return int(found[1]), int(found[2])


def tests(text):
    names = text.split(",")
    for name in names:
        if name not in TESTS:
            raise argparse.ArgumentTypeError(f"{name!r}: expected some of {', '.join(TESTS)}")
    return names


def loads(text):
    try:
        return [read_percent(part, 0.001, 100) for part in text.split(",")]
    except ToolError as err:
        raise argparse.ArgumentTypeError(str(err)) from None


def mac_of_port(text):
    if not re.fullmatch(r"\d{1,2},[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}", text):
        raise argparse.ArgumentTypeError(f"{text!r}: expected PORT,MAC")
    return text


def add_what(top):
    group = top.add_argument_group("what is measured")
    group.add_argument("--tests", type=tests, default=list(TESTS), metavar="NAME,...",
                       help=f"default: {','.join(TESTS)}")
    group.add_argument("--sizes", default=SIZES, metavar="SIZE,...",
                       help=f"frame sizes with FCS, and imix; default {SIZES}")
    group.add_argument("--imix", default=IMIX, metavar="SIZE:WEIGHT,...",
                       help=f"what imix is; default {IMIX}")
    group.add_argument("--ports", type=ports, default=(0, 1), metavar="A,B",
                       help="the two ports of the tester; default 0,1")
    group.add_argument("--direction", choices=("both", "forward"), default="both",
                       help="send on both ports (default), or from A to B only")
    group.add_argument("--title", default="", metavar="TEXT",
                       help="what is under test, for the reports")


def add_rates(top):
    rate, percent = checked(read_rate), read_percent
    group = top.add_argument_group("rates")
    group.add_argument("--line-rate", type=rate, metavar="RATE",
                       help="bits per second of the line; default: the speed of the links")
    group.add_argument("--max-rate", type=rate, metavar="RATE",
                       help="the highest rate that is offered; default: 100%%")
    group.add_argument("--min-rate", type=rate, metavar="RATE",
                       help="the lowest rate of the search; default: one step of it")
    group.add_argument("--resolution", type=checked(percent, 0.001, 50), default=0.005,
                       metavar="PERCENT",
                       help="step of the rates, of the highest rate; default 0.5")
    group.add_argument("--acceptable-loss", dest="acceptable", type=checked(percent, 0, 99),
                       default=0.001, metavar="PERCENT",
                       help="loss that the PDR accepts; default 0.1")
    group.add_argument("--rate-tolerance", type=checked(percent, 0, 100), default=0.01,
                       metavar="PERCENT",
                       help="how far the tester may stay below the rate of a trial; default 1, "
                            "100: as far as it likes")
    group.add_argument("--loads", type=loads, default=[1.0, 0.5, 0.1], metavar="PERCENT,...",
                       help="latency is measured at these shares of the throughput; "
                            "default 100,50,10")
    group.add_argument("--latency-rate", type=rate, metavar="RATE",
                       help="the rate that is 100 %% for the latency; default: the throughput, "
                            "or without that test the highest rate")
    group.add_argument("--loss-step", type=checked(percent, 0.1, 50), default=0.1,
                       metavar="PERCENT", help="step of the frame loss test; default 10")


def add_times(top):
    seconds = number(float, 0.05, 100000)
    repeats = number(int, 1, 1000)
    group = top.add_argument_group("times and repeats")
    group.add_argument("--duration", dest="duration_s", type=seconds, metavar="S",
                       help="of a trial of throughput and frame loss; default 10")
    group.add_argument("--confirm", type=number(int, 0, 100), default=1, metavar="N",
                       help="a throughput that was found must hold N times more; default 1")
    group.add_argument("--latency-duration", dest="latency_duration_s", type=seconds,
                       metavar="S", help="default 10")
    group.add_argument("--latency-repeats", type=repeats, metavar="N", help="default 1")
    group.add_argument("--burst-duration", dest="burst_duration_s", type=seconds, default=2.0,
                       metavar="S", help="the longest burst at the highest rate; default 2")
    group.add_argument("--burst-resolution", type=checked(read_percent, 0, 50), default=0.01,
                       metavar="PERCENT",
                       help="of the length that is found, 0: exact; default 1")
    group.add_argument("--burst-repeats", type=repeats, metavar="N",
                       help="searches that are averaged; default 5")
    group.add_argument("--drain", dest="drain_s", type=number(float, 0, 60), default=2.0,
                       metavar="S", help="how long late frames are waited for; default 2")
    group.add_argument("--settle", dest="settle_s", type=number(float, 0, 1000), metavar="S",
                       help="pause before each trial; default 0.5")
    group.add_argument("--path-wait", dest="path_wait_s", type=number(float, 0, 1000), default=10,
                       metavar="S", help="how long a path may take until frames come through; "
                                         "default 10")
    group.add_argument("--strict", action="store_true",
                       help="times and repeats of the RFC: trials of 60 s, latency 20 times "
                            "120 s, 50 bursts, pauses of 5 s, as far as not given")
    group.add_argument("--retries", type=number(int, 0, 100), default=2, metavar="N",
                       help="how often a trial that says nothing is started anew; default 2")


def add_programs(top):
    group = top.add_argument_group("programs and files")
    group.add_argument("--output", metavar="DIR",
                       help="new folder for state and reports; default rfc2544-DATE-TIME")
    group.add_argument("--resume", metavar="DIR",
                       help="go on with an interrupted run, with its options; only --quiet may follow")
    group.add_argument("--fwd", metavar="FILE",
                       help="igbx-fwd; default: that of the build folder, or of PATH")
    group.add_argument("--fwd-option", dest="fwd_options", action="append", default=[],
                       metavar="OPTION", help="an option for igbx-fwd, as --fwd-option=--rxd=1024")
    group.add_argument("--dst-mac", dest="dst_macs", type=mac_of_port, action="append",
                       default=[], metavar="PORT,MAC",
                       help="destination of what PORT sends; default: the other port's address")
    group.add_argument("--dut", metavar="'EAL -- OPTIONS'",
                       help="start another igbx-fwd as device under test, and tell its cycles")
    group.add_argument("--quiet", action="store_true", help="print results only")


def parser():
    top = argparse.ArgumentParser(prog=PROGRAM, description=DESCRIPTION, epilog=EPILOG,
                                  usage=f"{PROGRAM} [options] -- EAL-OPTIONS",
                                  formatter_class=argparse.RawDescriptionHelpFormatter,
                                  allow_abbrev=False)
    for add in (add_what, add_rates, add_times, add_programs):
        add(top)
    return top


class Options(argparse.Namespace):
    """What was asked for."""

    def frame(self, name):
        return next(frame for frame in self.frames if frame.name == name)


def split(argv):
    """Options of this program, and of EAL."""
    if "--" not in argv:
        return list(argv), []
    at = argv.index("--")
    return list(argv[:at]), list(argv[at + 1:])


def parse(argv):
    """The options of a command line; exits or raises ToolError when they are wrong."""
    own, eal = split(argv)
    top = parser()
    if any(word.partition("=")[0] == "--resume" for word in own):
        return parse_resume(argv)
    options = top.parse_args(own, Options())
    if not eal:
        top.error("EAL's options are missing, such as -- -l 0,1 -a 03:00.0 -a 03:00.1")
    options.eal = eal
    for name, value in (RFC_TIMES if options.strict else TIMES).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    options.frames = read_frames(options.sizes, options.imix)
    options.line_rate = line_rate(options.line_rate)
    options.dut = split_dut(options.dut)
    return options


def parse_resume(argv):
    """A run goes on with the options that it began with."""
    top = argparse.ArgumentParser(prog=PROGRAM, usage=f"{PROGRAM} --resume DIR [--quiet]",
                                  allow_abbrev=False)
    top.add_argument("--resume", required=True)
    top.add_argument("--quiet", action="store_true")
    return top.parse_args(argv, Options())


def line_rate(rate):
    if rate is None:
        return None
    if rate.unit != "bps":
        raise ToolError("--line-rate: expected bits per second, as 1Gbps")
    return rate.number


def split_dut(text):
    if text is None:
        return None
    try:
        words = shlex.split(text)
    except ValueError as err:
        raise ToolError(f"--dut: {err}") from None
    eal, own = (words[:words.index("--")], words[words.index("--") + 1:]) \
        if "--" in words else (words, [])
    if not eal:
        raise ToolError("--dut: expected EAL's options, --, and options of igbx-fwd")
    return eal, own
