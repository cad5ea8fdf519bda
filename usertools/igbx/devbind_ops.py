# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Bind and unbind several devices: all of them, or none.

dpdk-devbind.py does the single step. Its exit status is 0 after most failures, so what sysfs says
afterwards decides whether a step worked.
"""

import signal

from igbx import ToolError
from igbx.devbind_checks import module_loaded, module_missing, run_checks
from igbx.devbind_host import DPDK_DEVBIND
from igbx.devbind_pci import driver_of
from igbx.devbind_state import locked_record

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


def tool_complaint(out, err):
    """dpdk-devbind.py's own reason, without its prefix."""
    lines = [line for line in (err + out).splitlines() if line.strip()]
    text = lines[-1] if lines else "no reason given"
    return text.removeprefix("Error: ").removeprefix("Warning: ")


def set_driver(host, address, driver):
    """One step: the device has this driver (None: no driver) afterwards, or an error is raised."""
    if driver_of(host, address) == driver:
        return
    action = ["--unbind"] if driver is None else [f"--bind={driver}"]
    # --force: whether the interface is in use was checked before, and more closely
    status, out, err = host.run(DPDK_DEVBIND, "--force", *action, address)
    if driver_of(host, address) != driver:
        if status == 127:
            raise ToolError(f"{address}: {err}")
        raise ToolError(f"{address}: cannot be given to {driver or 'no driver'}: "
                           f"{tool_complaint(out, err)}")


def probe(host, address):
    """Let the kernel choose the driver, as it did at boot."""
    set_driver(host, address, None)
    try:
        host.write(address, "bus", "pci", "drivers_probe")
    except OSError as err:
        raise ToolError(f"{address}: the kernel found no driver: {err.strerror}") from err


def roll_back(host, done):
    """Undo in reverse order; what cannot be undone is returned as lines."""
    failures = []
    for address, driver in reversed(done):
        try:
            set_driver(host, address, driver)
        except ToolError as err:
            failures.append(f"could not be undone: {err}")
    return failures


def all_or_none(host, devices, signals, step):
    """step(dev) for each device; on any failure every device gets the driver it came with."""
    done = []
    try:
        for dev in devices:
            signals.check()
            done.append((dev.address, dev.driver))
            step(dev)
        signals.check()
    except ToolError as err:
        failures = roll_back(host, done)
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
    with locked_record(host.rundir) as record, HeldSignals() as signals:
        load_module(host, request.driver)
        all_or_none(host, request.devices, signals,
                    lambda dev: set_driver(host, dev.address, request.driver))
        for dev in request.devices:
            if not dev.for_dpdk:
                record.remember(dev.address, dev.driver)
    return warnings


def give_back(host, address, previous):
    if previous is NO_RECORD:
        probe(host, address)
        return
    if previous is not None:
        load_module(host, previous)
    set_driver(host, address, previous)


def unbind(host, request):
    """Give the devices back to the drivers they had; returns the warnings."""
    kernel = [dev for dev in request.devices if dev.driver and not dev.for_dpdk]
    if kernel:
        raise Refused([f"{dev.address} is bound to {dev.driver}, not to a driver for DPDK: "
                       "nothing to give back" for dev in kernel])
    warnings = checked(host, request)
    with locked_record(host.rundir) as record, HeldSignals() as signals:
        all_or_none(host, request.devices, signals, lambda dev: give_back(
            host, dev.address, record.previous.get(dev.address, NO_RECORD)))
        for dev in request.devices:
            record.forget(dev.address)
    return warnings
