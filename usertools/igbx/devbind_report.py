# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""status and check: what there is, for people and for programs (doc/binding.md has the members)."""

import json

from igbx import devbind_machine as machine
from igbx.devbind_checks import (BIND, ERROR, USE, WARNING, Request, device_nodes, holders,
                                 run_checks)
from igbx.devbind_host import DPDK_DEVBIND, Problem
from igbx.devbind_persist import DRIVERCTL, persistent
from igbx.devbind_pci import DPDK_DRIVERS, group_members, network_devices, product_names
from igbx.devbind_state import Record
from igbx.devbind_term import table, tell, verdict
from igbx.devbind_users import node_facts, user_name
from igbx.devbind_vfs import sriov

JSON_VERSION = 1
INTERFACE_MEMBERS = ("name", "up", "mac", "mtu", "addresses", "in_use")
# Of no interest for what a device is, only for who asks.
NOT_IN_STATUS = ("root", "tool")
COLOURS = {"ready": "green", "held": "green", "in use": "yellow", "unusable": "red", "odd": "red"}


def print_json(members):
    print(json.dumps({"version": JSON_VERSION, **members}, indent=1))


# The devices

def problems_of(host, dev, usage):
    """What keeps a bound device from being used, and another from being bound to vfio-pci."""
    action, driver = (USE, dev.driver) if dev.for_dpdk else (BIND, DPDK_DRIVERS[0])
    request = Request(action, [dev], driver, dry=True)
    request.share(usage)
    return [finding.facts() for finding in run_checks(host, request)
            if finding.problem and finding.check.name not in NOT_IN_STATUS]


def interface_facts(usage, name):
    network = usage.network
    link = network.link(name)
    return dict(zip(INTERFACE_MEMBERS, (
        name, network.is_up(name), link.get("address"), link.get("mtu"), network.addresses(name),
        usage.of(name))))


def state_of(row):
    """In one word or two."""
    if any(problem["code"] == "sysfs" for problem in row["problems"]):
        return "odd"
    if row["driver"] is None:
        return "no driver"
    if not row["for_dpdk"]:
        return "in use" if row["in_use"] else "free"
    if row["held_by"]:
        return "held"
    return "unusable" if any(p["severity"] == ERROR for p in row["problems"]) else "ready"


def device_row(host, dev, name, entry, usage):
    try:
        interfaces = [interface_facts(usage, name) for name in dev.interfaces]
        use = next(filter(None, (interface["in_use"] for interface in interfaces)), None)
    except Problem as problem:      # said once more by the check
        interfaces, use = [dict.fromkeys(INTERFACE_MEMBERS) | {"name": name}
                           for name in dev.interfaces], problem.text
    row = {
        "address": dev.address, "vendor": f"{dev.vendor:04x}", "device": f"{dev.device:04x}",
        "class": f"{dev.pci_class:06x}", "name": name,
        "numa_node": int_or_none(host.read(*dev.base, "numa_node")),
        "driver": dev.driver, "for_dpdk": dev.for_dpdk,
        "previous_driver": entry["driver"] if entry else None,
        "persistent": persistent(host, dev.address),
        "iommu_group": dev.group,
        "group_members": [member.address for member in group_members(host, dev.group)]
        if dev.group is not None else [],
        "interfaces": interfaces, "in_use": use,
        "node": node_facts(dev) if dev.driver == "vfio-pci" else None,
        "held_by": holders(host, device_nodes(host, dev)),
    }
    try:
        row["sriov"] = sriov(dev)
    except Problem:
        row["sriov"] = {"total": None, "vfs": [], "pf": None}
    row["problems"] = problems_of(host, dev, usage)
    row["state"] = state_of(row)
    return row


def int_or_none(text):
    try:
        number = int(text or "")
    except ValueError:
        return None
    return number if number >= 0 else None


def device_rows(host, devices):
    names = product_names(devices)
    entries = Record(host).entries
    usage = Request(USE, []).usage(host)
    return [device_row(host, dev, names.get((dev.vendor, dev.device)), entries.get(dev.address),
                       usage) for dev in devices]


def notes_of(row):
    """What the table has no room for."""
    if row["in_use"]:
        yield f"{'/'.join(each['name'] for each in row['interfaces'])} {row['in_use']}", None
    if row["held_by"]:
        yield f"is held by {', '.join(row['held_by'])}", None
    if row["previous_driver"] and row["for_dpdk"]:
        yield f"unbind gives it back to {row['previous_driver']}", None
    if row["previous_driver"] and row["driver"] is None:
        yield (f"had {row['previous_driver']}",
               f"igbx-devbind unbind {row['address']} gives it back")
    if row["persistent"]:
        yield (f"is bound to {row['persistent']['driver']} at every boot, by "
               f"{row['persistent']['by']}"), None
    if row["sriov"]["vfs"]:
        yield f"has the virtual functions {' '.join(row['sriov']['vfs'])}", None
    if row["sriov"]["pf"]:
        yield f"is a virtual function of {row['sriov']['pf']}", None


def show_status(host, devices, as_json):
    rows = device_rows(host, devices)
    if as_json:
        print_json({"devices": rows})
        return
    if not rows:
        tell("no PCI network devices")
        return
    table(("DEVICE", "DRIVER", "GROUP", "INTERFACE", "STATE", "NAME"),
          [(row["address"], row["driver"] or "-", row["iommu_group"] or "-",
            ",".join(each["name"] for each in row["interfaces"]) or "-", row["state"],
            row["name"] or f"{row['vendor']}:{row['device']}") for row in rows],
          {(4, state): colour for state, colour in COLOURS.items()})
    notes = [(f"{row['address']} {text}", advice) for row in rows for text, advice in notes_of(row)]
    # Use is told above; what holds for the machine is told once.
    notes += dict.fromkeys((problem["text"], problem["advice"]) for row in rows
                           for problem in row["problems"] if problem["code"] != "netif")
    if notes:
        print()
    for text, advice in notes:
        tell(text, advice)


# The conditions of a bind

def show_findings(findings, as_json):
    """Each condition with its verdict."""
    if as_json:
        print_json({"conditions": [finding.condition() for finding in findings]})
        return
    for finding in findings:
        subject = f"{finding.device.address}: " if finding.device else ""
        if not finding.problem:
            verdict("ok", subject + finding.check.title)
        else:
            verdict("FAIL" if finding.refuses else "warn", finding.problem.text,
                    finding.problem.advice)


# The machine

def modules(host):
    """{driver: loaded, available or missing}"""
    return {driver: "loaded" if machine.driver_is_there(host, driver)
            else "missing" if machine.can_load(host, driver) else "available"
            for driver in DPDK_DRIVERS}


def machine_facts(host):
    return {
        "iommu": {"on": machine.iommu_is_on(host),
                  "groups": len(host.entries("kernel", "iommu_groups")),
                  "noiommu_mode": machine.noiommu_is_on(host)},
        "hugepages": machine.hugepages(host),
        "modules": modules(host),
        "memlock_bytes": machine.own_memlock(host),
        "lockdown": machine.lockdown_of(host),
        "programs": {name: host.program(name)
                     for name in (DPDK_DEVBIND, "ip", "modprobe", "lspci", DRIVERCTL)},
    }


def machine_findings(host, facts):
    """(severity or None, code, text, advice) for each thing that DPDK needs."""
    yield iommu_finding(host, facts["iommu"])
    huge = machine.hugepages_problem(host)
    if huge:
        yield WARNING, "hugepages", huge.text, huge.advice
    for row in facts["hugepages"]:
        if row["total"]:
            yield hugepages_finding(row)
    states = ", ".join(f"{driver} {state}" for driver, state in facts["modules"].items())
    problem = machine.can_load(host, DPDK_DRIVERS[0])
    yield (ERROR if problem else None, "module",
           f"kernel modules, of which one is enough: {states}",
           problem.advice if problem else None)
    limit = facts["memlock_bytes"]
    problem = None if host.euid == 0 else machine.memlock_problem(
        user_name(host.euid), limit, machine.needed_memlock(host))
    yield (WARNING if problem else None, "memlock", problem.text if problem else
           f"limit on locked memory: {'none' if limit is None else machine.size_text(limit)}"
           + (", which root is above" if host.euid == 0 and limit is not None else ""),
           problem.advice if problem else None)
    if facts["lockdown"] != "none":
        yield (WARNING, "lockdown", f"kernel lockdown is on ({facts['lockdown']}): UIO drivers "
               "cannot be used", "vfio-pci works")
    yield program_finding(facts, DPDK_DEVBIND, ERROR, "install the package dpdk")
    yield program_finding(facts, "ip", WARNING, "install the package iproute2: without it "
                          "addresses are neither seen nor restored")


def hugepages_finding(row):
    size = machine.size_text(row["size_kib"] * 1024)
    node = "" if row["node"] is None else f" on node {row['node']}"
    text = f"hugepages of {size}{node}: {row['free']} of {row['total']} free, "
    if row["mount"]:
        return None, "hugepages", f"{text}mounted on {row['mount']}", None
    option = size.replace(" MiB", "M").replace(" GiB", "G")
    return (WARNING, "hugepages", f"{text}not mounted: DPDK takes them with --in-memory only",
            f"dpdk-hugepages.py --mount --pagesize {option}")


def iommu_finding(host, iommu):
    if iommu["on"]:
        return None, "iommu", f"IOMMU is on, {iommu['groups']} groups", None
    if iommu["noiommu_mode"]:
        return WARNING, "iommu", "IOMMU off; VFIO's no-IOMMU mode is on: no protection", None
    return ERROR, "iommu", "IOMMU off: vfio-pci needs it", machine.iommu_advice(host)


def program_finding(facts, name, severity, advice):
    path = facts["programs"][name]
    return (None, "program", f"{name}: {path}", None) if path else (severity, "program",
                                                                    f"{name} not found", advice)


def device_summary(host):
    rows = network_devices(host)
    bound = sum(dev.for_dpdk for dev in rows)
    if rows:
        text = f"PCI network devices: {len(rows)}, of which {bound} bound for DPDK"
        return None, "devices", text, None
    return WARNING, "devices", "no PCI network devices", "lspci lists all devices there are"


def show_machine(host, as_json):
    """What the machine lacks to run DPDK; returns whether it lacks something."""
    facts = machine_facts(host)
    findings = [*machine_findings(host, facts), device_summary(host)]
    if as_json:
        print_json({"machine": facts, "problems": [
            {"code": code, "severity": severity, "text": text, "advice": advice}
            for severity, code, text, advice in findings if severity]})
    else:
        for severity, _, text, advice in findings:
            verdict({None: "ok", WARNING: "warn", ERROR: "FAIL"}[severity], text, advice)
    return any(severity == ERROR for severity, *_ in findings)
