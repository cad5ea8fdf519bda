# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What bind and unbind consist of: the plans of steps."""

from igbx import devbind_machine as machine, devbind_netconf as netconf, devbind_persist as persist
from igbx.devbind_host import Problem, reason
from igbx.devbind_pci import DPDK_DRIVERS, NO_DRIVER, driver_of
from igbx.devbind_plan import Step
from igbx.devbind_users import give_node_back
from igbx.devbind_vfs import write_number


class LoadModule(Step):
    """Not undone: a module without a device does no harm."""

    def __init__(self, host, driver):
        super().__init__(f"modprobe {driver}")
        self.host = host
        self.driver = driver

    def do(self):
        try:
            self.host.run("modprobe", self.driver)
        except Problem as problem:
            raise machine.module_problem(self.driver, problem.text) from problem
        if not machine.driver_is_there(self.host, self.driver):
            raise machine.module_problem(self.driver, "")


class NoIommuMode(Step):
    def __init__(self, host):
        super().__init__(f"echo Y > {host.path(*machine.NOIOMMU)}")
        self.host = host

    def do(self):
        self._set("Y")

    def undo(self):
        if machine.noiommu_is_on(self.host):
            self._set("N")

    def _set(self, text):
        try:
            self.host.write(text, *machine.NOIOMMU)
        except FileNotFoundError:
            raise machine.noiommu_problem(self.host) or Problem("vfio is not loaded") from None
        except OSError as err:
            raise Problem(f"{self.host.path(*machine.NOIOMMU)}: {reason(err)}") from err


class Device(Step):
    """A device from the driver that it has to another (None: to none).

    entry is what the record says of it from now on (None: nothing).
    """

    def __init__(self, host, tool, record, network, dev, driver, entry):
        super().__init__(f"{dev.address}  {dev.driver or 'no driver'} -> {driver or 'no driver'}")
        self.host = host
        self.tool = tool
        self.record = record
        self.dev = dev
        self.driver = driver
        self.entry = entry
        self.old_entry = record.entries.get(dev.address)
        self.interfaces = [netconf.snapshot(network, name) for name in dev.interfaces
                           if network.known]
        self.vfs = dev.host.number(*dev.base, "sriov_numvfs") or 0
        self.node = host.stat(dev.node) if dev.node and dev.driver == "vfio-pci" else None

    def do(self):
        if self.entry is not None:
            self.record.put(self.dev.address, self.entry)
        self.tool.set_driver(self.dev.address, self.driver)

    def undo(self):
        address = self.dev.address
        self.tool.put_back(address, self.dev.driver)
        lost = netconf.restore(self.host, address, self.interfaces)
        if self.vfs and not self.host.number(*self.dev.base, "sriov_numvfs"):
            write_number(self.dev, self.vfs)
        give_node_back(self.host, self.dev.node, self.node)
        if lost:
            raise Problem("; ".join(lost))
        self.record.put(address, self.old_entry)


class Probe(Device):
    """A device that nobody remembers the driver of: the kernel chooses, as it did at boot."""

    def __init__(self, host, tool, record, network, dev):
        super().__init__(host, tool, record, network, dev, None, None)
        self.lines = [f"{dev.address}  {dev.driver or 'no driver'} -> what the kernel chooses"]

    def do(self):
        if driver_of(self.host, self.dev.address) in (None, *DPDK_DRIVERS):
            self.tool.set_driver(self.dev.address, None)
            self.tool.probe(self.dev.address)
        now = driver_of(self.host, self.dev.address) or "no driver"
        self.lines = [f"{self.dev.address}  {self.dev.driver or 'no driver'} -> {now}"]


class Network(Step):
    """Addresses, routes and the rest of a device's interfaces. What cannot be had is told: the
    device is with its driver all the same."""

    def __init__(self, host, address, recorded):
        recorded = [settings for settings in recorded
                    if not netconf.is_untouched(host, settings)]
        super().__init__(*(f"ip {' '.join(words)}" for settings in recorded
                           for words in netconf.commands(settings)))
        self.host = host
        self.address = address
        self.recorded = recorded

    def do(self):
        self.leftovers = netconf.restore(self.host, self.address, self.recorded)
        self.lines = [line for line in self.lines
                      if not any(left.startswith(line + ":") for left in self.leftovers)]


class VirtualFunctions(Step):
    """As many as the port had."""

    def __init__(self, dev, count):
        super().__init__(f"{dev.address}  virtual functions: 0 -> {count}")
        self.dev = dev
        self.count = count

    def do(self):
        try:
            write_number(self.dev, self.count)
        except Problem as problem:
            self.lines = []
            self.leftovers = [problem.text]


class Forget(Step):
    def __init__(self, record, address):
        super().__init__()
        self.record = record
        self.address = address
        self.entry = record.entries.get(address)

    def do(self):
        self.record.put(self.address, None)

    def undo(self):
        self.record.put(self.address, self.entry)


class Own(Step):
    """The node of a group to a user; it exists once the group's device is bound."""

    def __init__(self, host, dev, owner):
        super().__init__(f"{dev.node}  owner {owner}, mode {owner.mode:04o}")
        self.host = host
        self.dev = dev
        self.owner = owner
        self.old = None

    def do(self):
        self.old = self.host.stat(self.dev.node)
        if self.old is None:
            raise Problem(f"{self.dev.node} is not there although {self.dev.address} is bound",
                          "udevadm settle, then repeat it")
        self.host.own(self.dev.node, self.owner.uid, self.owner.gid, self.owner.mode)

    def undo(self):
        give_node_back(self.host, self.dev.node, self.old)


def entry_of(record, network, dev):
    """What the record is to say of a device that is about to be bound.

    A kernel driver replaces what is there; no driver, or one of DPDK's, is news only where
    nothing is.
    """
    old = record.entries.get(dev.address)
    if old is not None and (dev.driver is None or dev.for_dpdk):
        return old
    if dev.for_dpdk:
        return None
    return {"driver": dev.driver, "vfs": dev.host.number(*dev.base, "sriov_numvfs") or 0,
            "interfaces": [netconf.snapshot(network, name) for name in dev.interfaces
                           if network.known]}


def target_of(request):
    return None if request.driver == NO_DRIVER else request.driver


def plan_bind(host, tool, record, request, lasting):
    """Devices to a driver for DPDK, or to none. lasting: at every boot, too."""
    target = target_of(request)
    network = request.usage(host).network
    moving = [dev for dev in request.devices if dev.driver != target]
    steps = []
    if moving and target and not machine.driver_is_there(host, target):
        steps.append(LoadModule(host, target))
    if moving and request.noiommu and not machine.iommu_is_on(host) \
            and not machine.noiommu_is_on(host):
        steps.append(NoIommuMode(host))
    steps += [Device(host, tool, record, network, dev, target, entry_of(record, network, dev))
              for dev in moving]
    if lasting:
        steps += [step for dev in request.devices for step in
                  persist.steps_to_add(host, dev, target, request.noiommu, request.owner)]
    if request.owner:
        nodes = {dev.node: dev for dev in request.devices}
        steps += [Own(host, dev, request.owner) for dev in nodes.values()
                  if dev in moving or not request.owner.has(host.stat(dev.node))]
    return steps


def plan_unbind(host, tool, record, request, keep_rules):
    """Devices to the drivers they had, or to a kernel driver that is named; addresses come back."""
    network = request.usage(host).network
    steps = []
    for dev in request.devices:
        entry = record.entries.get(dev.address)
        if not keep_rules:
            steps += persist.steps_to_remove(host, dev)
        steps += driver_steps(host, tool, record, network, dev, entry, request.driver)
        if entry:
            restored = [Network(host, dev.address, entry["interfaces"])]
            if entry["vfs"] and not dev.host.number(*dev.base, "sriov_numvfs"):
                restored.append(VirtualFunctions(dev, entry["vfs"]))
            steps += [*restored, Forget(record, dev.address)]
    return steps


def driver_steps(host, tool, record, network, dev, entry, named):
    if named is None and dev.driver and not dev.for_dpdk:
        return []
    if named is None and entry is None:
        return [Probe(host, tool, record, network, dev)]
    driver = named or entry["driver"]
    if dev.driver == driver:
        return []
    steps = [Device(host, tool, record, network, dev, driver, entry)]
    if driver and not machine.driver_is_there(host, driver):
        steps.insert(0, LoadModule(host, driver))
    return steps


def is_kernels(driver):
    """Is a bind to this driver one that gives a device back?"""
    return driver not in (*DPDK_DRIVERS, NO_DRIVER)
