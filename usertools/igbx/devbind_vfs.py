# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""Virtual functions: created and removed through the PF's driver, with what is in the way."""

import errno

from igbx.devbind_checks import check_holder
from igbx.devbind_host import Problem, reason
from igbx.devbind_pci import PciDevice, driver_of, virtual_functions
from igbx.devbind_plan import Step

ADVICE = {
    errno.ENOMEM: "the firmware left no room for their registers or bus numbers: turn SR-IOV on in "
                  "the firmware, or boot with pci=realloc,assign-busses",
    errno.ENOSYS: "this driver cannot do it: give the port to the kernel's driver",
    errno.ENOENT: "this driver cannot do it: give the port to the kernel's driver",
    errno.EPERM: "repeat it with sudo",
    errno.EACCES: "repeat it with sudo",
    errno.EBUSY: "a virtual function is in use, or the driver is at work: see dmesg | tail",
    errno.EINVAL: "the driver does not take this number: see dmesg | tail",
}
ENABLE_SRIOV = ("module", "vfio_pci", "parameters", "enable_sriov")


def sriov(dev):
    """{total, vfs, pf}: how many VFs the device may have, those it has, and whose VF it is."""
    return {"total": dev.host.number(*dev.base, "sriov_totalvfs"),
            "vfs": virtual_functions(dev.host, dev.address),
            "pf": dev.host.link_name(*dev.base, "physfn")}


def write_number(dev, count):
    """The kernel takes a number only from zero, and makes or removes all of them at once."""
    attribute = (*dev.base, "sriov_numvfs")
    try:
        if count and dev.host.number(*attribute):
            dev.host.write("0", *attribute)
        dev.host.write(str(count), *attribute)
    except OSError as err:
        raise Problem(f"{dev.address}: the kernel refuses {count} virtual functions: {reason(err)}",
                      ADVICE.get(err.errno, "see dmesg | tail")) from err
    have = dev.host.number(*attribute)
    if have != count:
        raise Problem(f"{dev.address}: {have} virtual functions instead of {count}",
                      "see dmesg | tail")


def problems(host, request, dev, count):
    """[(Problem, does --force override it)] of what is in the way."""
    total = dev.host.number(*dev.base, "sriov_totalvfs")
    pf = host.link_name(*dev.base, "physfn")
    if pf:
        return [(Problem(f"{dev.address} is a virtual function itself", f"name its port: {pf}"),
                 False)]
    if total is None:
        return [(Problem(f"{dev.address} has no SR-IOV", "turn it on in the firmware, if the card "
                         "has it"), False)]
    found = []
    if count > total:
        found.append((Problem(f"{dev.address} can have {total} virtual functions, not {count}",
                              f"give a number from 0 to {total}"), False))
    if dev.driver is None:
        found.append((Problem(f"{dev.address} has no driver, which would have to make its virtual "
                              "functions", "igbx-devbind unbind gives it to the kernel's"), False))
    if dev.driver == "vfio-pci" and host.read(*ENABLE_SRIOV) != "Y":
        found.append((Problem(f"{dev.address}: vfio-pci makes virtual functions only when asked to",
                              f"echo Y > {host.path(*ENABLE_SRIOV)}, or create them before the "
                              "port is bound"), False))
    return found + in_the_way(host, request, dev)


def in_the_way(host, request, dev):
    """The users of the VFs that would go."""
    found = []
    for address in virtual_functions(host, dev.address):
        vf = PciDevice(host, address)
        held = check_holder(host, None, vf)
        if held:
            found.append((held, False))
        for name in vf.interfaces:
            use = request.usage(host).of(name)
            if use:
                problem = Problem(f"{address}: interface {name} {use}", "--force goes on")
                found.append((problem, True))
    return found


class SetNumber(Step):
    """As many VFs as that. Undone, the old ones are there again with the drivers they had."""

    def __init__(self, host, tool, record, dev, count):
        self.host = host
        self.tool = tool
        self.record = record
        self.dev = dev
        self.count = count
        self.old = dev.host.number(*dev.base, "sriov_numvfs") or 0
        self.drivers = {address: driver_of(host, address)
                        for address in virtual_functions(host, dev.address)}
        lines = [f"{address}  removed" for address in self.drivers]
        super().__init__(*lines, f"{dev.address}  virtual functions: {self.old} -> {count}")

    def do(self):
        write_number(self.dev, self.count)

    def undo(self):
        if self.dev.host.number(*self.dev.base, "sriov_numvfs") != self.old:
            write_number(self.dev, self.old)
            for address, driver in self.drivers.items():
                self.tool.put_back(address, driver)


class ForgetRemoved(Step):
    """A VF that is gone has nothing to give back; another may get its address."""

    def __init__(self, record, addresses):
        super().__init__()
        self.record = record
        self.old = {address: record.entries[address] for address in addresses
                    if address in record.entries}

    def do(self):
        for address in self.old:
            self.record.put(address, None)

    def undo(self):
        for address, entry in self.old.items():
            self.record.put(address, entry)


def steps(host, tool, record, dev, count):
    if (dev.host.number(*dev.base, "sriov_numvfs") or 0) == count:
        return []
    gone = virtual_functions(host, dev.address)
    return [SetNumber(host, tool, record, dev, count), ForgetRemoved(record, gone)]
