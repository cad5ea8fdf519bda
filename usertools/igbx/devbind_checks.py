# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What must hold before a device can be bound, one function per condition.

A check looks and never changes anything. It returns None when all is well, or a Problem that says
what is wrong and what to do. CHECKS is the whole list: bind, unbind, check and status walk it.
"""

import os
from collections import namedtuple

from igbx import devbind_machine as machine, devbind_users as users
from igbx.devbind_host import DPDK_DEVBIND, Problem, read_text
from igbx.devbind_netif import Usage
from igbx.devbind_pci import (CLASS_BRIDGE, CLASS_NETWORK, CLASS_STORAGE, DPDK_DRIVERS, NO_DRIVER,
                              describe, group_members)

ERROR, WARNING = "error", "warning"
NOT_ASKED = object()    # the answer of a check that has nothing to look at
# What is looked at: a bind, an unbind, and whether a device that is bound can be used.
BIND, UNBIND, USE = "bind", "unbind", "use"
VFIO, UIO = ("vfio-pci",), ("uio_pci_generic", "igb_uio")


class Request:
    """What the user asked for; the checks see the whole of it. dry: nothing will be changed."""

    def __init__(self, action, devices, driver=None, force=False, dry=False, grouped=(),
                 noiommu=False, owner=None):
        self.action = action
        self.devices = devices
        self.driver = driver
        self.force = force
        self.dry = dry
        self.grouped = grouped      # addresses that --group added
        self.noiommu = noiommu
        self.owner = owner or users.Owner()
        self._usage = None

    def names(self, address):
        return any(dev.address == address for dev in self.devices)

    def usage(self, host):
        if self._usage is None:
            self._usage = Usage(host)
        return self._usage

    def share(self, usage):
        """What another request has learnt of the network."""
        self._usage = usage


class Check(namedtuple("Check", "name title func actions drivers severity per_device forceable",
                       defaults=((BIND,), None, ERROR, True, False))):
    """A condition. drivers are those that it matters for (None: all); --force overrides a
    forceable one."""

    def applies(self, request):
        return request.action in self.actions and (
            self.drivers is None or request.driver in self.drivers)


class Finding(namedtuple("Finding", "check device problem forced severity")):
    """What a check said about a device, or about the machine where device is None."""

    @property
    def refuses(self):
        return bool(self.problem) and self.severity == ERROR and not self.forced

    def condition(self):
        """For programs, also where all is well."""
        good = {"code": self.check.name, "severity": None, "text": self.check.title, "advice": None}
        return {"device": self.device.address if self.device else None, "refuses": self.refuses,
                **(self.facts() if self.problem else good)}

    def facts(self):
        """For programs."""
        return {"code": self.check.name, "severity": self.severity, "text": self.problem.text,
                "advice": self.problem.advice}


def check_root(host, request):
    if host.euid != 0:
        return Problem(f"not root: {request.action} needs root", "repeat it with sudo")
    return None


def check_tool(host, _request):
    if host.program(DPDK_DEVBIND) is None:
        return Problem(f"{DPDK_DEVBIND} not found", "install the package dpdk")
    return None


def check_sysfs(_host, _request, dev):
    return Problem(dev.faults[0], "the kernel describes this device wrongly: it is left alone"
                   ) if dev.faults else None


def check_network(_host, request, dev):
    if dev.base_class == CLASS_NETWORK or dev.faults:
        return None
    text = f"{describe(dev)} is not a network device (class {dev.pci_class:06x})"
    if dev.address not in request.grouped or dev.base_class == CLASS_STORAGE:
        return Problem(text, "igbx-devbind gives away network devices only")
    if request.force:
        return None
    return Problem(text, "--force takes it along with its group")


def check_module(host, request):
    """Only asks. Not for a bind: its first step is to load the module, which says the same."""
    if not request.dry or request.driver in (None, NO_DRIVER):
        return NOT_ASKED
    return machine.can_load(host, request.driver)


def check_lockdown(host, request, _dev):
    mode = machine.lockdown_of(host)
    if mode == "none":
        return None
    return Problem(f"kernel lockdown is on ({mode}; secure boot turns it on): a device's registers "
                   f"cannot be mapped through {request.driver}",
                   "use vfio-pci, or turn secure boot off")


def check_iommu(host, request, dev):
    if dev.group is not None or machine.noiommu_is_on(host):
        return None
    if machine.iommu_is_on(host):
        return Problem(f"{dev.address} has no IOMMU group although the IOMMU is on: vfio-pci "
                       "cannot take it", "use --driver uio_pci_generic with --force")
    if request.noiommu:
        return machine.noiommu_problem(host)
    return Problem("IOMMU off: vfio-pci needs it", machine.iommu_advice(host))


def blocks_group(dev, request):
    """Does this member keep the group from being given to user space?

    The kernel lets members stay with no driver, with a vfio driver, with pci-stub, and bridges
    with pcieport, since none of these does DMA of its own.
    """
    if dev.driver is None or request.names(dev.address):
        return False
    if dev.driver == "pci-stub" or dev.driver.replace("_", "-").endswith("vfio-pci"):
        return False
    return not (dev.base_class == CLASS_BRIDGE and dev.driver in ("pcieport", "shpchp"))


def check_group(host, request, dev):
    if dev.group is None:
        return NOT_ASKED
    members = group_members(host, dev.group)
    blocking = [member.address for member in members if blocks_group(member, request)]
    if not blocking:
        return None
    names = ", ".join(describe(member) for member in members)
    return Problem(f"IOMMU group {dev.group} of {dev.address} is not viable because of "
                   f"{', '.join(blocking)}; members: {names}",
                   "--group binds them all; or put the card into another slot")


def check_uio_dma(host, _request, dev):
    """A UIO driver's DMA uses physical addresses, which a translating IOMMU faults."""
    if dev.group is None:
        return None
    kind = host.read("kernel", "iommu_groups", dev.group, "type")
    if kind in (None, "identity"):
        return None
    return Problem(f"the IOMMU translates for {dev.address} (group {dev.group} is of type {kind}): "
                   "DMA of a UIO driver would fault", "use vfio-pci, or boot with iommu=pt")


def check_interrupt(_host, _request, dev):
    """uio_pci_generic drives a legacy interrupt line; virtual functions have none."""
    if dev.host.number(*dev.base, "irq"):
        return None
    return Problem(f"{dev.address} has no legacy interrupt, which uio_pci_generic needs",
                   "use vfio-pci or igb_uio")


def check_owner(_host, request):
    """Only VFIO has nodes that are enough to use a device."""
    if not request.owner:
        return NOT_ASKED
    if request.driver not in VFIO:
        return Problem(f"--uid and --gid: an ordinary user cannot use a device through "
                       f"{request.driver}", "use vfio-pci with an IOMMU")
    if request.noiommu:
        return Problem("--uid and --gid: without an IOMMU only root may use a device",
                       "turn the IOMMU on, or leave them out")
    return None


def check_netif(host, request, dev):
    for name in dev.interfaces:
        use = request.usage(host).of(name)
        if use:
            return Problem(f"{dev.address}: interface {name} {use}",
                           "--force takes it all the same; unbind brings its addresses and routes "
                           "back")
    return None


def check_above(host, request, dev):
    """VLANs are restored; what else there is on an interface goes with it."""
    network = request.usage(host).network
    lost = [f"{upper} ({network.kind(upper)})" for name in dev.interfaces
            for upper in network.carried(name) if network.kind(upper) != "vlan"]
    if lost:
        return Problem(f"{dev.address}: {', '.join(lost)} on top of it will not come back",
                       "note how it was made")
    return None


def check_vfs(_host, _request, dev):
    """Taking the PF's driver away removes its virtual functions under their users."""
    count = dev.host.number(*dev.base, "sriov_numvfs")
    if count:
        return Problem(f"{dev.address} has {count} virtual functions, which would go",
                       "--force goes on")
    return None


def device_nodes(host, dev):
    """The nodes through which a process holds the device."""
    nodes = [f"/dev/{uio}" for uio in host.entries(*dev.base, "uio")]
    nodes += [f"/dev/vfio/devices/{name}" for name in host.entries(*dev.base, "vfio-dev")]
    if dev.driver == "vfio-pci" and dev.group is not None:
        nodes += [f"/dev/vfio/{dev.group}", f"/dev/vfio/noiommu-{dev.group}"]
    return nodes


def holders(host, nodes):
    """'name (pid)' of each process that has one of the nodes open, as far as one may see."""
    found = []
    for pid in filter(str.isdigit, os.listdir(host.procfs)) if nodes else ():
        folder = os.path.join(host.procfs, pid)
        try:
            links = [os.readlink(entry) for entry in os.scandir(os.path.join(folder, "fd"))]
        except OSError:
            continue
        if any(link in nodes for link in links):
            name = (read_text(os.path.join(folder, "comm")) or "?").strip()
            found.append(f"{name} ({pid})")
    return found


def check_holder(host, _request, dev):
    """The kernel makes an unbind wait, maybe for ever, until user space lets go."""
    users_ = holders(host, device_nodes(host, dev))
    if users_:
        return Problem(f"{dev.address} is in use by {', '.join(users_)}", "end it first")
    return None


def check_hugepages(host, _request):
    return machine.hugepages_problem(host)


def check_memlock(host, request):
    return users.limit_problem(host, request.owner)


def check_node(_host, _request, dev):
    return users.node_problem(dev)


CHANGES = (BIND, UNBIND)

CHECKS = (
    Check("root", "runs as root", check_root, actions=CHANGES, per_device=False),
    Check("tool", "dpdk-devbind.py is installed", check_tool, actions=CHANGES, per_device=False),
    Check("sysfs", "described by sysfs", check_sysfs, actions=(BIND, UNBIND, USE)),
    Check("network", "a network device", check_network, actions=CHANGES),
    Check("module", "kernel module can be loaded", check_module, actions=CHANGES,
          per_device=False),
    Check("lockdown", "no kernel lockdown", check_lockdown, actions=(BIND, USE), drivers=UIO),
    Check("iommu", "behind an IOMMU", check_iommu, actions=(BIND, USE), drivers=VFIO),
    Check("group", "its IOMMU group is viable", check_group, actions=(BIND, USE), drivers=VFIO),
    Check("uio-dma", "IOMMU does not translate", check_uio_dma, actions=(BIND, USE), drivers=UIO,
          forceable=True),
    Check("interrupt", "has a legacy interrupt", check_interrupt, drivers=("uio_pci_generic",)),
    Check("owner", "an ordinary user can use it", check_owner, per_device=False),
    Check("netif", "its interface is not in use", check_netif, actions=CHANGES,
          forceable=True),
    Check("above", "nothing on top of its interface gets lost", check_above, actions=CHANGES,
          severity=WARNING),
    Check("vfs", "has no virtual functions", check_vfs, actions=CHANGES, forceable=True),
    Check("holder", "no process holds it", check_holder, actions=CHANGES),
    Check("node", "you may open its node", check_node, actions=(USE,), drivers=VFIO),
    Check("hugepages", "hugepages are reserved", check_hugepages, drivers=DPDK_DRIVERS,
          severity=WARNING, per_device=False),
    Check("memlock", "the limit on locked memory is high enough", check_memlock,
          actions=(BIND, USE), drivers=VFIO, severity=WARNING, per_device=False),
)


def run_checks(host, request, checks=CHECKS):
    """Every finding, good ones too, in the order of the list."""
    findings = []
    for check in checks:
        if not check.applies(request):
            continue
        for dev in request.devices if check.per_device else (None,):
            try:
                problem = check.func(host, request, *((dev,) if check.per_device else ()))
            except Problem as err:
                problem = err       # what it looked at is not as it should be
            if problem is NOT_ASKED:
                continue
            forced = bool(problem) and check.forceable and request.force
            weak = check.name == "root" and request.dry
            findings.append(Finding(check, dev, problem, forced,
                                    WARNING if weak else check.severity))
    return findings
