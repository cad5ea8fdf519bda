# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What must hold before a device can be bound, one function per condition.

A check looks and never changes anything. It returns None when all is well, or one line that says
what is wrong and what to do. CHECKS is the whole list: bind, unbind and check walk it.
"""

import os
from collections import namedtuple

from igbx import devbind_netif
from igbx.devbind_host import DPDK_DEVBIND, read_text
from igbx.devbind_pci import CLASS_BRIDGE, CLASS_NETWORK, DPDK_DRIVERS, describe, group_members

MODULE_PACKAGES = {"igb_uio": "dpdk-kmods-dkms"}
ERROR, WARNING = "error", "warning"
NOT_ASKED = object()    # the answer of a check that has nothing to look at
BIND, UNBIND, DRY_RUN = "bind", "unbind", "check"


class Request:
    """What the user asked for; the checks see the whole of it."""

    def __init__(self, action, devices, driver=None, force=False):
        self.action = action
        self.devices = devices
        self.driver = driver
        self.force = force

    def names(self, address):
        return any(dev.address == address for dev in self.devices)


class Check(namedtuple("Check", "name title func actions drivers severity per_device forceable",
                       defaults=((BIND, DRY_RUN), DPDK_DRIVERS, ERROR, True, False))):
    """A condition. drivers are those that it matters for; --force overrides a forceable one."""

    def applies(self, request):
        return request.action in self.actions and (
            request.driver is None or request.driver in self.drivers)


class Finding(namedtuple("Finding", "check device problem forced")):
    """What a check said about a device, or about the machine where device is None."""

    @property
    def refuses(self):
        return bool(self.problem) and self.check.severity == ERROR and not self.forced


def check_root(host, request):
    if host.euid != 0:
        return f"not root: {BIND if request.action == DRY_RUN else request.action} needs root (try sudo)"
    return None


def check_tool(host, _request):
    if host.program(DPDK_DEVBIND) is None:
        return f"{DPDK_DEVBIND} not found: install the package dpdk"
    return None


def module_loaded(host, driver):
    return os.path.isdir(host.path("bus", "pci", "drivers", driver))


def module_missing(driver, message):
    lines = message.strip().splitlines()
    cause = lines[-1] if lines else "modprobe cannot find it"
    package = MODULE_PACKAGES.get(driver)
    hint = f"; it comes with the package {package}" if package else ""
    return f"kernel module {driver} is missing or does not load: {cause}{hint}"


def check_module(host, request):
    """Only asks. Not for a bind: its first step is to load the module, which says the same."""
    if module_loaded(host, request.driver):
        return None
    status, _, err = host.run("modprobe", "--dry-run", request.driver)
    return None if status == 0 else module_missing(request.driver, err)


def check_network(_host, _request, dev):
    if dev.base_class != CLASS_NETWORK:
        return f"{describe(dev)} is not a network device (class {dev.pci_class:06x})"
    return None


def check_iommu(host, _request, dev):
    if dev.group is not None:
        return None
    noiommu = host.read("module", "vfio", "parameters", "enable_unsafe_noiommu_mode")
    if noiommu == "Y":
        return None
    if not host.entries("class", "iommu"):
        return ("IOMMU off: vfio-pci needs it; turn on VT-d or AMD-Vi in the firmware and boot with "
                "intel_iommu=on (or use --driver uio_pci_generic)")
    return f"{dev.address} has no IOMMU group although the IOMMU is on: vfio-pci cannot take it"


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
    return (f"IOMMU group {dev.group} of {dev.address} is not viable because of "
            f"{', '.join(blocking)}; members: {names}; bind them too or take their drivers away")


def check_uio_dma(host, _request, dev):
    """A UIO driver's DMA uses physical addresses, which a translating IOMMU faults."""
    if dev.group is None:
        return None
    kind = host.read("kernel", "iommu_groups", dev.group, "type")
    if kind in (None, "identity"):
        return None
    return (f"the IOMMU translates for {dev.address} (group {dev.group} is of type {kind}): DMA of a "
            "UIO driver would fault; boot with iommu=pt or use vfio-pci")


def check_interrupt(host, _request, dev):
    """uio_pci_generic drives a legacy interrupt line; virtual functions have none."""
    if host.read_int("bus", "pci", "devices", dev.address, "irq"):
        return None
    return f"{dev.address} has no legacy interrupt, which uio_pci_generic needs; use vfio-pci"


def check_netif(host, _request, dev):
    for name in dev.interfaces:
        use = devbind_netif.interface_use(host, name)
        if use:
            return f"{dev.address}: interface {name} {use} (--force binds it all the same)"
    return None


def check_vfs(host, _request, dev):
    """Taking the kernel's PF driver away removes its virtual functions under their users."""
    count = host.read_int("bus", "pci", "devices", dev.address, "sriov_numvfs")
    if count and not dev.for_dpdk:
        return f"{dev.address} has {count} virtual functions, which would go (--force to go on)"
    return None


def device_nodes(host, dev):
    """The nodes through which a process holds the device."""
    nodes = [f"/dev/{uio}" for uio in host.entries("bus", "pci", "devices", dev.address, "uio")]
    if dev.driver == "vfio-pci" and dev.group is not None:
        nodes += [f"/dev/vfio/{dev.group}", f"/dev/vfio/noiommu-{dev.group}"]
    return nodes


def holders(host, nodes):
    """'name (pid)' of each process that has one of the nodes open."""
    found = []
    for pid in filter(str.isdigit, os.listdir(host.procfs)):
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
    nodes = device_nodes(host, dev)
    users = holders(host, nodes) if nodes else []
    if users:
        return f"{dev.address} is in use by {', '.join(users)}: end it first"
    return None


def check_hugepages(host, _request):
    sizes = host.entries("kernel", "mm", "hugepages")
    if any(host.read_int("kernel", "mm", "hugepages", size, "nr_hugepages") for size in sizes):
        return None
    return ("no hugepages: DPDK will not start without --no-huge "
            "(echo 512 > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages)")


CHECKS = (
    Check("root", "runs as root", check_root, actions=(BIND, UNBIND, DRY_RUN), per_device=False),
    Check("tool", "dpdk-devbind.py is installed", check_tool, actions=(BIND, UNBIND, DRY_RUN),
          per_device=False),
    Check("module", "kernel module can be loaded", check_module, actions=(DRY_RUN,),
          per_device=False),
    Check("network", "is a network device", check_network, actions=(BIND, UNBIND, DRY_RUN)),
    Check("iommu", "has an IOMMU group", check_iommu, drivers=("vfio-pci",)),
    Check("group", "IOMMU group is viable", check_group, drivers=("vfio-pci",)),
    Check("uio-dma", "IOMMU does not translate", check_uio_dma,
          drivers=("uio_pci_generic", "igb_uio"), forceable=True),
    Check("interrupt", "has a legacy interrupt", check_interrupt, drivers=("uio_pci_generic",)),
    Check("netif", "interface is not in use", check_netif, forceable=True),
    Check("vfs", "has no virtual functions", check_vfs, forceable=True),
    Check("holder", "no process holds it", check_holder, actions=(BIND, UNBIND, DRY_RUN)),
    Check("hugepages", "hugepages are reserved", check_hugepages, severity=WARNING,
          per_device=False),
)


def run_checks(host, request, checks=CHECKS):
    """Every finding, good ones too, in the order of the list."""
    findings = []
    for check in checks:
        if not check.applies(request):
            continue
        for dev in request.devices if check.per_device else (None,):
            problem = check.func(host, request, *((dev,) if check.per_device else ()))
            if problem is NOT_ASKED:
                continue
            forced = bool(problem) and check.forceable and request.force
            findings.append(Finding(check, dev, problem, forced))
    return findings
