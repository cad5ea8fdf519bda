# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""PCI devices, their drivers, interfaces and IOMMU groups, read from sysfs."""

import fnmatch
import os
import re

from igbx.devbind_host import Problem, read_text

DPDK_DRIVERS = ("vfio-pci", "uio_pci_generic", "igb_uio")
NO_DRIVER = "none"
PCI_IDS = ("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids")
VENDOR_LINE = re.compile(r"^[0-9A-Za-z]", re.MULTILINE)
CLASS_STORAGE = 0x01
CLASS_NETWORK = 0x02
CLASS_BRIDGE = 0x06

ADDRESS = re.compile(r"^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$", re.IGNORECASE)


class PciDevice:
    """A device as it was when it was read: the driver is the one before anything is changed.

    What sysfs does not say, or says in an unexpected way, is in faults; the value is then 0.
    """

    def __init__(self, host, address):
        self.address = address
        self.host = host
        self.faults = []
        self.vendor = self._number("vendor")
        self.device = self._number("device")
        self.pci_class = self._number("class")
        self.driver = driver_of(host, address)
        self.group = host.link_name(*self.base, "iommu_group")
        self.interfaces = interfaces_of(host, address)

    def _number(self, name):
        try:
            value = self.host.number(*self.base, name)
        except Problem as problem:
            self.faults.append(problem.text)
            return 0
        if value is None:
            self.faults.append(f"{self.host.path(*self.base, name)} cannot be read")
        return value or 0

    @property
    def base(self):
        """Its folder, for the functions of Host."""
        return ("bus", "pci", "devices", self.address)

    @property
    def ids(self):
        return f"{self.vendor:04x}:{self.device:04x}"

    @property
    def base_class(self):
        return self.pci_class >> 16

    @property
    def for_dpdk(self):
        return self.driver in DPDK_DRIVERS

    @property
    def node(self):
        """The node through which VFIO hands the group out, or None."""
        if self.group is None:
            return None
        path = os.path.join(self.host.devfs, "vfio", self.group)
        unsafe = os.path.join(self.host.devfs, "vfio", f"noiommu-{self.group}")
        return unsafe if os.path.exists(unsafe) else path


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


def virtual_functions(host, address):
    """The addresses of the VFs of a PF, in their order."""
    base = ("bus", "pci", "devices", address)
    links = [name for name in host.entries(*base) if re.fullmatch(r"virtfn\d+", name)]
    return [host.link_name(*base, name) for name in sorted(links, key=lambda name: int(name[6:]))]


def network_devices(host):
    """Every network device, and those that sysfs does not tell enough about to know."""
    found = (PciDevice(host, address) for address in host.entries("bus", "pci", "devices"))
    return [dev for dev in found if dev.base_class == CLASS_NETWORK or dev.faults]


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
        return Problem(f"{name}: no such device; this machine has no PCI network device",
                       "lspci lists all that there is; a card that it misses is not seen by the "
                       "firmware")
    return Problem(f"{name}: no such device; known: " + ", ".join(describe(d) for d in known),
                   "give a PCI address or the name of an interface")


def canonical(name):
    """'0000:01:00.0' from '01:00.0'; None if it is no address."""
    match = ADDRESS.match(name)
    if not match:
        return None
    domain, bus, slot, function = match.groups()
    return f"{domain or '0000'}:{bus}:{slot}.{function}".lower()


def resolve(host, name):
    """The devices that an address, a pattern of addresses, or an interface's name stands for."""
    addresses = host.entries("bus", "pci", "devices")
    if canonical(name) in addresses:
        return [PciDevice(host, canonical(name))]
    if any(sign in name for sign in "*?["):
        patterns = (name.lower(), "0000:" + name.lower())
        found = [address for address in addresses
                 if any(fnmatch.fnmatchcase(address, pattern) for pattern in patterns)]
        if found:
            return [PciDevice(host, address) for address in found]
    if name == "dpdk":
        return [dev for dev in network_devices(host) if dev.for_dpdk]
    owners = [dev for dev in network_devices(host) if name in dev.interfaces]
    if not owners:
        raise unknown_device(host, name)
    return owners


def resolve_all(host, names):
    """The devices of all names, each once, in the order given."""
    found = {}
    for name in names:
        for dev in resolve(host, name):
            found.setdefault(dev.address, dev)
    return list(found.values())


def with_groups(host, devices):
    """The devices and all that share their IOMMU groups, but for bridges, which may stay."""
    found = {dev.address: dev for dev in devices}
    for group in dict.fromkeys(dev.group for dev in devices if dev.group is not None):
        for member in group_members(host, group):
            if member.base_class != CLASS_BRIDGE:
                found.setdefault(member.address, member)
    return list(found.values())


def product_names(devices):
    """{(vendor, device): name} for these devices, out of the system's pci.ids."""
    path = next(filter(os.path.isfile, PCI_IDS), None)
    text = read_text(path) if path else None
    names = {}
    for vendor in {dev.vendor for dev in devices} if text else ():
        # A vendor's line, and below it a line for each of its devices, after a tab.
        section = text.partition(f"\n{vendor:04x}  ")[2]
        section = section[section.find("\n"):]
        following = VENDOR_LINE.search(section)
        section = section[:following.start()] if following else section
        for device in {dev.device for dev in devices if dev.vendor == vendor}:
            begin = section.find(f"\n\t{device:04x}  ")
            if begin >= 0:
                names[vendor, device] = section[begin + 8:].partition("\n")[0].strip()
    return names
