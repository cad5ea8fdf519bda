# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The single step, a device from one driver to another, done by DPDK's own dpdk-devbind.py.

It is used as a library: as a program it first runs lspci for each class of device, which takes ten
times as long as the step itself in an emulated machine. It reports most failures by printing them,
and some by ending the program, so what sysfs says afterwards decides whether a step worked.
"""

import contextlib
import io
import types

from igbx import ToolError
from igbx.devbind_host import DPDK_DEVBIND
from igbx.devbind_pci import PciDevice, driver_of


class DpdkDevbind:
    """dpdk-devbind.py, loaded when the first step needs it."""

    def __init__(self, host):
        self.host = host
        self.module = None

    def set_driver(self, address, driver):
        """The device has this driver (None: no driver) afterwards, or an error is raised."""
        current = driver_of(self.host, address)
        if current == driver:
            return
        self._load()
        # --force of the tool: whether the interface is in use was checked before, more closely
        if driver is None:
            said = self._call(address, current, "unbind_one", address, True)
        else:
            said = self._call(address, current, "bind_one", address, driver, True)
        if driver_of(self.host, address) != driver:
            raise ToolError(f"{address}: cannot be given to {driver or 'no driver'}: {said}")

    def _load(self):
        if self.module is not None:
            return
        path = self.host.program(DPDK_DEVBIND)
        try:
            with open(path, encoding="utf-8") as source:
                code = compile(source.read(), path, "exec")
        except (OSError, SyntaxError) as err:
            raise ToolError(f"{DPDK_DEVBIND} cannot be loaded: {err}") from err
        # Not imported: that would leave compiled code beside a program of the system.
        self.module = types.ModuleType("dpdk_devbind")
        exec(code, self.module.__dict__)

    def _call(self, address, current, name, *args):
        """Tell the tool what it would have learnt from lspci, and have it do the step."""
        dev = PciDevice(self.host, address)
        details = {"Slot": address, "Vendor": f"{dev.vendor:04x}", "Device": f"{dev.device:04x}",
                   "Device_str": "", "Interface": ",".join(dev.interfaces), "Ssh_if": False}
        if current is not None:
            details["Driver_str"] = current
        self.module.devices = {address: details}
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
        lines = [line for line in said.getvalue().splitlines() if line.strip()]
        return lines[-1].removeprefix("Error: ") if lines else "no reason given"
