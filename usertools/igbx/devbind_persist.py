# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Binding at every boot: by driverctl where it is installed, else by a udev rule of our own.

The rule acts when the device appears: it sets the driver_override before the kernel's driver is
loaded, and takes the device from that driver where the initial RAM disk loaded it earlier. The
node's owner is set by the group's members, for the number of a group may change from boot to boot.
"""

import os
import re

from igbx import devbind_users as users
from igbx.devbind_host import Problem, read_text
from igbx.devbind_machine import NOIOMMU
from igbx.devbind_plan import Step

DRIVERCTL = "driverctl"
# Before the rules that load modules for devices, which are 80-drivers.rules.
RULE = "udev/rules.d/61-igbx-devbind-{}.rules"
OVERRIDE = re.compile(r'ATTR\{driver_override\}="([^"]*)"')


def rule_path(host, address):
    return os.path.join(host.etc, RULE.format(address))


def driverctl_path(host, address):
    return os.path.join(host.etc, "driverctl.d", f"pci-{address}")


def persistent(host, address):
    """{"by": ..., "driver": ...} of a device that is bound at every boot, or None."""
    saved = (read_text(driverctl_path(host, address)) or "").strip()
    if saved:
        return {"by": DRIVERCTL, "driver": saved}
    match = OVERRIDE.search(read_text(rule_path(host, address)) or "")
    return {"by": "udev", "driver": match.group(1)} if match else None


def device_rule(dev, driver, noiommu):
    unsafe = f"echo 1 > /sys/{'/'.join(NOIOMMU)}; " if noiommu else ""
    command = (f"/sbin/modprobe {driver}; {unsafe}test -e /sys%p/driver && "
               f"test ! /sys%p/driver -ef /sys/bus/pci/drivers/{driver} && "
               "echo %k > /sys%p/driver/unbind; echo %k > /sys/bus/pci/drivers_probe")
    return (f'ACTION=="add", SUBSYSTEM=="pci", KERNEL=="{dev.address}", '
            f'ATTR{{vendor}}=="{dev.vendor:#06x}", ATTR{{device}}=="{dev.device:#06x}", '
            f'ATTR{{driver_override}}="{driver}", RUN+="/bin/sh -c \'{command}\'"\n')


def owner_rule(dev, owner):
    given = [f'OWNER="{users.user_name(owner.uid)}"'] if owner.uid != users.KEEP else []
    given += [f'GROUP="{users.group_name(owner.gid)}"'] if owner.gid != users.KEEP else []
    return (f'SUBSYSTEM=="vfio", TEST=="/sys/kernel/iommu_groups/%k/devices/{dev.address}", '
            f'{", ".join(given)}, MODE="{owner.mode:04o}"\n')


def rule_text(dev, driver, noiommu, owner, with_driver):
    """The whole file; empty where there is nothing to say."""
    rules = device_rule(dev, driver, noiommu) if with_driver else ""
    rules += owner_rule(dev, owner) if owner else ""
    head = (f'# Written by "igbx-devbind bind --persist"; "igbx-devbind unbind {dev.address}" '
            'removes it.\n')
    return head + rules if rules else ""


class Rule(Step):
    """A rule file with this text; an empty text removes it."""

    def __init__(self, host, address, text):
        self.host = host
        self.path = rule_path(host, address)
        self.text = text
        self.old = read_text(self.path) or ""
        if text:
            super().__init__(f"{self.path}  written", details=text.splitlines())
        else:
            super().__init__(f"{self.path}  removed")

    def do(self):
        self._set(self.text)

    def undo(self):
        if (read_text(self.path) or "") != self.old:
            self._set(self.old)

    def _set(self, text):
        if text:
            self.host.store(self.path, text)
        else:
            self.host.remove(self.path)


class Driverctl(Step):
    """driverctl's own override for a driver (None: removed). It binds the device anew."""

    def __init__(self, host, dev, driver):
        self.host = host
        self.address = dev.address
        self.driver = driver
        self.old = (persistent(host, dev.address) or {}).get("driver")
        self.node = dev.node
        self.old_node = host.stat(dev.node) if dev.node else None
        super().__init__(" ".join((DRIVERCTL, *self._words(driver))))

    def _words(self, driver):
        if driver is None:
            return "unset-override", self.address
        return "set-override", self.address, driver

    def do(self):
        self.host.run(DRIVERCTL, *self._words(self.driver))

    def undo(self):
        now = persistent(self.host, self.address)
        if (now or {}).get("driver") != self.old:
            self.host.run(DRIVERCTL, *self._words(self.old))
            users.give_node_back(self.host, self.node, self.old_node)


def steps_to_add(host, dev, driver, noiommu, owner):
    """What makes a bind last; nothing where it does already."""
    steps = []
    by_driverctl = host.program(DRIVERCTL) is not None and not noiommu
    if by_driverctl and persistent(host, dev.address) != {"by": DRIVERCTL, "driver": driver}:
        steps.append(Driverctl(host, dev, driver))
    text = rule_text(dev, driver, noiommu, owner, not by_driverctl)
    if text != (read_text(rule_path(host, dev.address)) or ""):
        steps.append(Rule(host, dev.address, text))
    return steps


def steps_to_remove(host, dev):
    """What ends it."""
    steps, address = [], dev.address
    if os.path.exists(driverctl_path(host, address)):
        if host.program(DRIVERCTL) is None:
            raise Problem(f"{driverctl_path(host, address)} binds {address} at boot, and there is "
                          "no driverctl to undo it", "install the package driverctl, or remove "
                          "that file")
        steps.append(Driverctl(host, dev, None))
    if os.path.exists(rule_path(host, address)):
        steps.append(Rule(host, address, ""))
    return steps
