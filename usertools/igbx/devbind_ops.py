# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Bind and unbind several devices: all of them, or none."""

import signal

from igbx import ToolError
from igbx.devbind_checks import module_loaded, module_missing, run_checks
from igbx.devbind_state import locked_record
from igbx.devbind_tool import DpdkDevbind

NO_RECORD = object()


class Refused(ToolError):
    """Checks that failed: one line each."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


class HeldSignals:
    """SIGINT and SIGTERM wait for the end of a step, so that no device stays between drivers."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __enter__(self):
        self.caught = None
        self.saved = {number: signal.signal(number, self.note) for number in self.SIGNALS}
        return self

    def __exit__(self, *_):
        for number, handler in self.saved.items():
            signal.signal(number, handler)

    def note(self, number, _frame):
        self.caught = number

    def check(self):
        if self.caught:
            raise ToolError(f"interrupted by {signal.Signals(self.caught).name}")


def load_module(host, driver):
    if module_loaded(host, driver):
        return
    status, _, err = host.run("modprobe", driver)
    if status != 0 or not module_loaded(host, driver):
        raise ToolError(module_missing(driver, err))


def probe(host, tool, address):
    """Let the kernel choose the driver, as it did at boot."""
    tool.set_driver(address, None)
    try:
        host.write(address, "bus", "pci", "drivers_probe")
    except OSError as err:
        raise ToolError(f"{address}: the kernel found no driver: {err.strerror}") from err


def roll_back(tool, done):
    """Undo in reverse order; what cannot be undone is returned as lines."""
    failures = []
    for address, driver in reversed(done):
        try:
            tool.set_driver(address, driver)
        except ToolError as err:
            failures.append(f"could not be undone: {err}")
    return failures


def all_or_none(tool, devices, signals, step):
    """step(dev) for each device; on any failure every device gets the driver it came with."""
    done = []
    try:
        for dev in devices:
            signals.check()
            done.append((dev.address, dev.driver))
            step(dev)
        signals.check()
    except ToolError as err:
        failures = roll_back(tool, done)
        state = "; ".join(failures) if failures else "nothing was changed"
        raise ToolError(f"{err}; {state}") from err


def checked(host, request):
    """The warnings of the checks; raises when one refuses."""
    findings = run_checks(host, request)
    refused = [finding.problem for finding in findings if finding.refuses]
    if refused:
        raise Refused(list(dict.fromkeys(refused)))
    return [finding.problem for finding in findings if finding.problem]


def bind(host, request):
    """Give the devices to the driver; returns the warnings."""
    warnings = checked(host, request)
    tool = DpdkDevbind(host)
    with locked_record(host.rundir) as record, HeldSignals() as signals:
        load_module(host, request.driver)
        all_or_none(tool, request.devices, signals,
                    lambda dev: tool.set_driver(dev.address, request.driver))
        for dev in request.devices:
            if not dev.for_dpdk:
                record.remember(dev.address, dev.driver)
    return warnings


def give_back(host, tool, address, previous):
    if previous is NO_RECORD:
        probe(host, tool, address)
        return
    if previous is not None:
        load_module(host, previous)
    tool.set_driver(address, previous)


def unbind(host, request):
    """Give the devices back to the drivers they had; returns the warnings."""
    kernel = [dev for dev in request.devices if dev.driver and not dev.for_dpdk]
    if kernel:
        raise Refused([f"{dev.address} is bound to {dev.driver}, not to a driver for DPDK: "
                       "nothing to give back" for dev in kernel])
    warnings = checked(host, request)
    tool = DpdkDevbind(host)
    with locked_record(host.rundir) as record, HeldSignals() as signals:
        all_or_none(tool, request.devices, signals, lambda dev: give_back(
            host, tool, dev.address, record.previous.get(dev.address, NO_RECORD)))
        for dev in request.devices:
            record.forget(dev.address)
    return warnings
