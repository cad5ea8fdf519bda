# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What a machine has and lacks to run DPDK: IOMMU, modules, huge pages, limits, lockdown."""

import os
import re
import resource

from igbx.devbind_host import NOT_FOUND, Problem, read_text
from igbx.devbind_pci import DPDK_DRIVERS

MODULE_PACKAGES = {"igb_uio": "dpdk-kmods-dkms"}
NOIOMMU = ("module", "vfio", "parameters", "enable_unsafe_noiommu_mode")
LIMITS = "security/limits.conf"
LIMITS_FOLDER = "security/limits.d"
KIB = 1024


# IOMMU

def iommu_is_on(host):
    return bool(host.entries("class", "iommu"))


def iommu_advice(host):
    """Where to turn it on: the firmware describes an IOMMU that is on in a table of its own."""
    if host.exists("firmware", "acpi", "tables", "DMAR"):
        return ("the firmware has VT-d on, the kernel has not: boot with intel_iommu=on iommu=pt "
                "on its command line")
    if host.exists("firmware", "acpi", "tables", "IVRS"):
        return ("the firmware has AMD-Vi on, the kernel has not: remove amd_iommu=off or iommu=off "
                "from its command line")
    return ("turn on VT-d or AMD-Vi in the firmware and boot with intel_iommu=on iommu=pt; or "
            "--noiommu-mode, or --driver uio_pci_generic, without protection")


def noiommu_is_on(host):
    return host.read(*NOIOMMU) in ("Y", "1", "y")


def noiommu_problem(host):
    """None if the kernel has, or will have once vfio is loaded, a no-IOMMU mode."""
    if host.exists(*NOIOMMU):
        return None
    if not host.exists("module", "vfio"):
        status, out, _ = host.ask("modinfo", "-F", "parm", "vfio")
        if status == NOT_FOUND or NOIOMMU[-1] in out:
            return None
    return Problem("no-IOMMU mode is not in this kernel (CONFIG_VFIO_NOIOMMU)",
                   "use --driver uio_pci_generic, or turn the IOMMU on")


# Modules

def driver_is_there(host, driver):
    return host.exists("bus", "pci", "drivers", driver)


def module_problem(driver, message):
    lines = message.strip().splitlines()
    cause = lines[-1] if lines else "modprobe loads it, and no driver appears"
    advice = "it is in the kernel's own package: reboot if the kernel was updated"
    if driver in MODULE_PACKAGES:
        advice = f"it comes with the package {MODULE_PACKAGES[driver]}"
    elif driver not in DPDK_DRIVERS:
        advice = "lspci -k names the kernel's drivers for a device"
    return Problem(f"kernel module {driver} is missing or does not load: {cause}", advice)


def can_load(host, driver):
    """None, or why the module cannot be loaded; only asks."""
    if driver_is_there(host, driver):
        return None
    status, _, err = host.ask("modprobe", "--dry-run", driver)
    return None if status == 0 else module_problem(driver, err)


def lockdown_of(host):
    """The kernel's lockdown mode: none, integrity or confidentiality."""
    match = re.search(r"\[(\w+)\]", host.read("kernel", "security", "lockdown") or "")
    return match.group(1) if match else "none"


# Huge pages

def hugepage_mounts(host):
    """{size in KiB: folder} of the hugetlbfs that are mounted."""
    found = {}
    for line in (read_text(os.path.join(host.procfs, "mounts")) or "").splitlines():
        words = line.split()
        size = re.search(r"\bpagesize=(\d+)([KMG])", line)
        if len(words) > 3 and words[2] == "hugetlbfs" and size:
            factor = {"K": 1, "M": 1 << 10, "G": 1 << 20}[size.group(2)]
            found.setdefault(int(size.group(1)) * factor, words[1])
    return found


def hugepages(host):
    """[{size_kib, node, total, free, mount}] per size and NUMA node; node None where there are
    none."""
    found = []
    mounts = hugepage_mounts(host)
    nodes = [name for name in host.entries("devices", "system", "node")
             if re.fullmatch(r"node\d+", name)]
    places = [(int(name[4:]), ("devices", "system", "node", name, "hugepages")) for name in nodes]
    for node, base in places or [(None, ("kernel", "mm", "hugepages"))]:
        for name in host.entries(*base):
            match = re.fullmatch(r"hugepages-(\d+)kB", name)
            if match:
                found.append({"size_kib": int(match.group(1)), "node": node,
                              "total": host.number(*base, name, "nr_hugepages") or 0,
                              "free": host.number(*base, name, "free_hugepages") or 0,
                              "mount": mounts.get(int(match.group(1)))})
    return sorted(found, key=lambda row: (row["size_kib"], row["node"] or 0))


def hugepages_problem(host):
    if any(row["total"] for row in hugepages(host)):
        return None
    return Problem("no hugepages: DPDK will not start without --no-huge",
                   "dpdk-hugepages.py --setup 1G reserves and mounts them, until the next boot")


# The limit on locked memory, which VFIO counts all memory of a DMA mapping against

def own_memlock(host):
    """The limit of this process in bytes, None for no limit."""
    text = read_text(os.path.join(host.procfs, "self", "limits"))
    match = re.search(r"^Max locked memory\s+(\S+)", text or "", re.MULTILINE)
    if match:
        return None if match.group(1) == "unlimited" else int(match.group(1))
    limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def limits_files(host):
    folder = os.path.join(host.etc, LIMITS_FOLDER)
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [os.path.join(host.etc, LIMITS),
            *(os.path.join(folder, name) for name in names if name.endswith(".conf"))]


def users_memlock(host, user, groups):
    """(limit in bytes or None for no limit, whether a file of pam_limits sets it) for a user."""
    found = None
    for path in limits_files(host):
        for line in (read_text(path) or "").splitlines():
            words = line.partition("#")[0].split()
            if len(words) != 4 or words[2] != "memlock" or words[1] not in ("-", "soft"):
                continue
            domain = words[0]
            rank = ("*" == domain) + 2 * (domain[:1] == "@" and domain[1:] in groups) \
                + 4 * (domain == user)
            if rank and (found is None or rank >= found[0]):
                found = (rank, words[3])
    if found is None:
        return None, False
    if found[1] in ("unlimited", "infinity", "-1"):
        return None, True
    return int(found[1]) * KIB if found[1].isdigit() else 0, True


def needed_memlock(host):
    """What DPDK may map: all hugepages."""
    return sum(row["size_kib"] * row["total"] for row in hugepages(host)) * KIB


def size_text(number):
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if number >= factor and number % (factor // 4) == 0:
            return f"{number / factor:g} {unit}"
    return f"{number} bytes"


def memlock_problem(who, limit, need):
    if limit is None or limit >= max(need, 1 << 20):
        return None
    return Problem(f"memlock limit of {who} is {size_text(limit)}, and the hugepages alone are "
                   f"{size_text(need)}: VFIO will refuse to map them", memlock_advice(who))


def memlock_advice(who):
    return (f"put the line '{who} - memlock unlimited' into /etc/{LIMITS_FOLDER}/igbx.conf and log "
            "in anew")
