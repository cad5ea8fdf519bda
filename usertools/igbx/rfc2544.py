# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""igbx-rfc2544: the order of things, signals, and what is left when a run ends early."""

import datetime
import os
import signal
import sys

from igbx import ToolError, rfc2544_args, rfc2544_env, rfc2544_html, rfc2544_report
from igbx.rfc2544_bench import Bench, now
from igbx.rfc2544_fwd import Tester, find_fwd
from igbx.rfc2544_journal import NAME as STATE
from igbx.rfc2544_journal import Journal
from igbx.rfc2544_progress import Progress

PROGRAM = rfc2544_args.PROGRAM
# What must be the same when a run goes on.
SAME = ("driver", "name", "mbps")


class Ended(BaseException):
    """SIGTERM or SIGHUP asked for the end; SIGINT comes as KeyboardInterrupt."""


def new_folder(options):
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d-%H%M%S")
    folder = options.output or f"rfc2544-{stamp}"
    if os.path.exists(os.path.join(folder, STATE)):
        raise ToolError(f"{folder} holds a run already: --resume {folder} goes on with it, "
                        "--output takes another folder")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as err:
        raise ToolError(f"{folder}: {err.strerror}") from err
    return folder


def check_same_ports(header, ports):
    for before, port in zip(header["ports"], ports):
        for name in SAME:
            if before.get(name) != port.get(name):
                raise ToolError(f"port {port['port']}: {name} was {before.get(name)}, and is "
                                f"{port.get(name)}: the trials could not be compared")


class Run:
    """A folder, what it is to hold, and the programs that measure."""

    def __init__(self, argv):
        self.options = rfc2544_args.parse(argv)
        self.journal = None
        self.quiet = self.options.quiet
        if self.options.resume:
            self.folder = self.options.resume
            self.journal = Journal.resume(self.folder)
            argv = self.journal.header["argv"]
            self.options = rfc2544_args.parse(argv)
        self.program = find_fwd(self.options.fwd)
        if self.journal is None:
            self.folder = new_folder(self.options)
        self.argv = argv
        self.progress = Progress(quiet=self.quiet)
        self.bench = None
        self.environment = None

    def measure(self):
        """Returns whether all was measured; an error or a signal comes after the reports."""
        tester = Tester(self.options, self.program, self.folder, self.progress)
        try:
            tester.start()
            self._begin(tester)
            self.bench.run()
            self._report(True)
        except BaseException:
            self.progress.clear()
            if self.bench is not None:
                self._report(False)
            raise
        finally:
            tester.close()
            if self.journal is not None:
                self.journal.close()

    def _begin(self, tester):
        ports = tester.ports()
        line_bps = self.options.line_rate or tester.line_bps()
        self.environment = {"machine": rfc2544_env.machine(), "fwd": tester.version(),
                            "ports": ports, "dut": tester.dut_command()}
        if self.journal is None:
            self.journal = Journal.create(self.folder, {
                "argv": self.argv, "command": [PROGRAM, *self.argv], "started_at": now(),
                "ports": ports})
        else:
            check_same_ports(self.journal.header, ports)
            self.progress.say(f"going on after {len(self.journal.trials)} trials")
        self.bench = Bench(self.options, tester, self.journal, self.progress, line_bps)

    def _report(self, complete):
        report = rfc2544_report.build(self.bench, self.journal.header, self.environment, now(),
                                      complete)
        names = rfc2544_report.write(self.folder, report, rfc2544_html.page(report))
        kind = "reports" if complete else "partial reports"
        self.progress.note(f"{kind} in {self.folder}: {', '.join(names)}")
        if not complete:
            self.progress.note(f"to go on: {PROGRAM} --resume {self.folder}")


def on_signal(number, _frame):
    raise Ended(number)


def fail(text, status):
    for line in str(text).splitlines():
        print(f"{PROGRAM}: {line}", file=sys.stderr)
    return status


def main(argv=None):
    argv = sys.argv[1:] if argv is None else argv
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    run = None
    try:
        run = Run(argv)
        run.measure()
        return 0
    except ToolError as err:
        # Before there is a bench, it is what was asked for that is wrong.
        return fail(err, 2 if run is None or run.bench is None else 1)
    except KeyboardInterrupt:
        return fail("interrupted", 128 + signal.SIGINT)
    except Ended as ended:
        return fail("ended by " + signal.Signals(ended.args[0]).name, 128 + ended.args[0])
    except BrokenPipeError:
        return 1
