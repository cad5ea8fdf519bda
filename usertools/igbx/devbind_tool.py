# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The single step, a device from one driver to another, done by DPDK's own dpdk-devbind.py.

It is used as a library: as a program it first runs lspci for each class of device, which takes ten
times as long as the step itself in an emulated machine. It reports most failures by printing them,
and some by ending the program, so what sysfs says afterwards decides whether a step worked. When
its bind fails it leaves its driver_override behind, which keeps every other driver from the device,
and the device without the driver that it had: both are put right here.
"""

import contextlib
import io
import os
import types

from igbx.devbind_host import DPDK_DEVBIND, Problem, reason
from igbx.devbind_pci import PciDevice, driver_of

# What sysfs shows where no driver_override is set.
UNSET = ("", "(null)")


class SysfsFile:
    """What the tool gets for a file below /sys: each write reaches the attribute at once."""

    def __init__(self, host, path):
        self.host = host
        self.path = path

    def write(self, text):
        self.host.write(text, self.path)

    def close(self):
        """There is nothing left to write."""


class DpdkDevbind:
    """dpdk-devbind.py, loaded when the first step needs it."""

    def __init__(self, host):
        self.host = host
        self.module = None

    def set_driver(self, address, driver):
        """The device has this driver (None: no driver) afterwards, or an error is raised."""
        current = driver_of(self.host, address)
        said = "nothing to do"
        try:
            if current != driver:
                self._load()
                # One that a killed run left keeps every other driver away.
                self.clear_override(address)
                # its --force: whether the interface is in use was checked before, more closely
                function = "unbind_one" if driver is None else "bind_one"
                said = self._call(address, current, function, address,
                                  *(() if driver is None else (driver,)), True)
        finally:
            self.clear_override(address)
        if driver_of(self.host, address) != driver:
            raise Problem(f"{address}: cannot be given to {driver or 'no driver'}: {said}",
                          "dmesg | tail may hold the kernel's reason")

    def put_back(self, address, driver):
        """Like set_driver, and where the tool cannot do it, by asking the kernel."""
        try:
            self.set_driver(address, driver)
        except Problem:
            with contextlib.suppress(Problem):
                self.clear_override(address)
                self.probe(address)
            if driver_of(self.host, address) != driver:
                raise

    def probe(self, address):
        """Let the kernel choose a driver, as it did at boot."""
        try:
            self.host.write(address, "bus", "pci", "drivers_probe")
        except OSError as err:
            raise Problem(f"{address}: the kernel found no driver: {reason(err)}") from err

    def clear_override(self, address):
        attribute = ("bus", "pci", "devices", address, "driver_override")
        if (self.host.read(*attribute) or "") in UNSET:
            return
        try:
            self.host.write("\n", *attribute)
        except OSError as err:
            raise Problem(f"{self.host.path(*attribute)} cannot be cleared: {reason(err)}") from err

    def _open(self, path, *_mode):
        """The tool only opens files of sysfs, and only to write."""
        place = os.path.relpath(path, "/sys")
        if not self.host.exists(place):
            raise FileNotFoundError(2, "No such file or directory", path)
        return SysfsFile(self.host, place)

    def _load(self):
        if self.module is not None:
            return
        path = self.host.program(DPDK_DEVBIND)
        try:
            with open(path or DPDK_DEVBIND, encoding="utf-8") as source:
                code = compile(source.read(), path, "exec")
            # Not imported: that would leave compiled code beside a program of the system.
            module = types.ModuleType("dpdk_devbind")
            exec(code, module.__dict__)
        except Exception as err:  # another program of that name may do anything
            raise Problem(f"{DPDK_DEVBIND} cannot be loaded: {type(err).__name__}: {err}",
                          "install the package dpdk anew") from err
        module.open = self._open
        module.exists = lambda name: self.host.exists(os.path.relpath(name, "/sys"))
        self.module = module

    def _call(self, address, current, name, *args):
        """Tell the tool what it would have learnt from lspci, and have it do the step."""
        dev = PciDevice(self.host, address)
        details = {"Slot": address, "Vendor": f"{dev.vendor:04x}", "Device": f"{dev.device:04x}",
                   "Device_str": "", "Interface": ",".join(dev.interfaces), "Ssh_if": False}
        if current is not None:
            details["Driver_str"] = current
        self.module.devices = {address: details}
        # Only asked after a failed bind, through lspci; sysfs has the answer.
        self.module.get_pci_device_details = lambda *_: {
            "Driver_str": driver_of(self.host, address)}
        return self._run(name, *args)

    def _run(self, name, *args):
        """Call a function of the tool; its last words."""
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                getattr(self.module, name)(*args)
        except SystemExit as err:
            said.write(str(err.code))
        except Exception as err:  # whatever it is, sysfs tells whether the step was done
            said.write(f"{type(err).__name__}: {err}")
        # Its first error is the cause; what follows comes of its own attempt to go back.
        lines = [line for line in said.getvalue().splitlines() if line.strip()]
        return lines[0].removeprefix("Error: ") if lines else "no reason given"
