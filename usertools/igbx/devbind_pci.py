# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""PCI devices, their drivers, interfaces and IOMMU groups, read from sysfs."""

import os
import re

from igbx import ToolError

DPDK_DRIVERS = ("vfio-pci", "uio_pci_generic", "igb_uio")
PCI_IDS = ("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids")
CLASS_NETWORK = 0x02
CLASS_BRIDGE = 0x06

ADDRESS = re.compile(r"^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$", re.IGNORECASE)


class PciDevice:
    """A device as it was when it was read: the driver is the one before anything is changed."""

    def __init__(self, host, address):
        base = ("bus", "pci", "devices", address)
        self.address = address
        self.vendor = host.read_int(*base, "vendor")
        self.device = host.read_int(*base, "device")
        self.pci_class = host.read_int(*base, "class")
        self.driver = driver_of(host, address)
        self.group = host.link_name(*base, "iommu_group")
        self.interfaces = interfaces_of(host, address)

    @property
    def ids(self):
        return f"{self.vendor:04x}:{self.device:04x}"

    @property
    def base_class(self):
        return self.pci_class >> 16

    @property
    def for_dpdk(self):
        return self.driver in DPDK_DRIVERS


def interfaces_of(host, address):
    """The network interfaces of a device; virtio has one more level of folders."""
    base = ("bus", "pci", "devices", address)
    names = set(host.entries(*base, "net"))
    for child in host.entries(*base):
        if child.startswith("virtio"):
            names.update(host.entries(*base, child, "net"))
    return sorted(names)


def driver_of(host, address):
    """The driver a device is bound to at this moment, or None."""
    return host.link_name("bus", "pci", "devices", address, "driver")


def network_devices(host):
    found = (PciDevice(host, address) for address in host.entries("bus", "pci", "devices"))
    return [dev for dev in found if dev.base_class == CLASS_NETWORK]


def group_members(host, group):
    """Every device of an IOMMU group."""
    names = host.entries("kernel", "iommu_groups", group, "devices")
    return [PciDevice(host, name) for name in names]


def describe(dev):
    """'0000:01:00.0 (eth1, igb)' for messages."""
    facts = [*dev.interfaces, dev.driver or "no driver"]
    return f"{dev.address} ({', '.join(facts)})"


def unknown_device(host, name):
    """The refusal of a name that is no device, with those that there are."""
    known = network_devices(host)
    if not known:
        return ToolError(f"{name}: no such device; this machine has no PCI network device")
    return ToolError(f"{name}: no such device; known: " + ", ".join(describe(d) for d in known))


def resolve(host, name):
    """A device from '0000:01:00.0', '01:00.0' or the name of its interface."""
    match = ADDRESS.match(name)
    if match:
        domain, bus, slot, function = match.groups()
        address = f"{domain or '0000'}:{bus}:{slot}.{function}".lower()
        if address in host.entries("bus", "pci", "devices"):
            return PciDevice(host, address)
    else:
        for dev in network_devices(host):
            if name in dev.interfaces:
                return dev
    raise unknown_device(host, name)


def resolve_all(host, names):
    """The devices of all names, each once, in the order given."""
    found = {}
    for name in names:
        dev = resolve(host, name)
        found.setdefault(dev.address, dev)
    return list(found.values())


def product_names(devices):
    """{(vendor, device): name} for these devices, out of the system's pci.ids."""
    wanted = {(dev.vendor, dev.device) for dev in devices}
    names = {}
    path = next(filter(os.path.isfile, PCI_IDS), None)
    if path is None:
        return names
    vendor = None
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("C "):
                break
            if re.match(r"[0-9a-f]{4}  ", line):
                vendor = int(line[:4], 16)
            elif re.match(r"\t[0-9a-f]{4}  ", line):
                key = (vendor, int(line[1:5], 16))
                if key in wanted:
                    names[key] = line[7:].strip()
    return names
