# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""igbx-devbind: the command line."""

import argparse
import json
import os
import sys

from igbx import ToolError, devbind_ops as ops
from igbx.devbind_checks import BIND, DRY_RUN, WARNING, Request, run_checks
from igbx.devbind_host import Host, rundir_default
from igbx.devbind_netif import interface_use
from igbx.devbind_pci import (DPDK_DRIVERS, driver_of, network_devices, product_names, resolve_all)
from igbx.devbind_state import Record

PROGRAM = "igbx-devbind"
DESCRIPTION = """\
Give network devices to DPDK, and give them back.

A DEVICE is a PCI address (0000:01:00.0 or 01:00.0) or the name of its interface (eth1).
All devices of one command change, or none."""
EXAMPLES = """\
examples:
  igbx-devbind status
  igbx-devbind check 01:00.0 01:00.1     what would stop a bind, and why
  igbx-devbind bind 01:00.0 01:00.1      to vfio-pci
  igbx-devbind unbind 01:00.0 01:00.1    back to the drivers they had
exit status: 0 done, 1 refused or failed (nothing changed), 2 wrong usage"""


def parser():
    top = argparse.ArgumentParser(prog=PROGRAM, description=DESCRIPTION, epilog=EXAMPLES,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--sysfs", metavar="DIR", help=argparse.SUPPRESS)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    status = commands.add_parser("status", help="show the network devices and their drivers")
    status.add_argument("--json", action="store_true", help="for programs")
    for name, text in (("bind", "give devices to a driver for DPDK"),
                       ("check", "say what would stop a bind; changes nothing")):
        sub = commands.add_parser(name, help=text)
        sub.add_argument("--driver", choices=DPDK_DRIVERS, default=DPDK_DRIVERS[0],
                         help="default: %(default)s")
        sub.add_argument("--force", action="store_true",
                         help="also interfaces that are in use")
        sub.add_argument("devices", nargs="+", metavar="DEVICE")
        if name == "bind":
            sub.add_argument("--dry-run", action="store_true", help="the same as check")
    sub = commands.add_parser("unbind", help="give devices back to the drivers they had")
    sub.add_argument("devices", nargs="+", metavar="DEVICE")
    return top


def make_host(args, environ, euid):
    root = args.sysfs or environ.get("IGBX_SYSFS") or "/sys"
    proc = environ.get("IGBX_PROCFS") or "/proc"
    return Host(sysfs=root, procfs=proc, rundir=rundir_default(environ, euid),
                euid=euid, environ=environ)


def status_rows(host):
    devices = network_devices(host)
    names = product_names(devices)
    previous = Record(host.rundir).previous
    return [{
        "device": dev.address,
        "id": dev.ids,
        "name": names.get((dev.vendor, dev.device)),
        "driver": dev.driver,
        "previous_driver": previous.get(dev.address),
        "iommu_group": dev.group,
        "interfaces": dev.interfaces,
        "in_use": next(filter(None, (interface_use(host, name) for name in dev.interfaces)), None),
    } for dev in devices]


def line_width():
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        return 80


def table(head, rows):
    """Columns as wide as their contents; the last one is cut where the line ends."""
    columns = line_width()
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head) - 1)]
    for row in (head, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths)]
        print("  ".join((*cells, row[-1])).rstrip()[:columns])


def show_status(host, as_json):
    rows = status_rows(host)
    if as_json:
        print(json.dumps(rows, indent=1))
        return 0
    if not rows:
        print("no PCI network devices")
        return 0
    table(("DEVICE", "DRIVER", "GROUP", "INTERFACE", "ID", "NAME"),
          [(row["device"], row["driver"] or "-", row["iommu_group"] or "-",
            ",".join(row["interfaces"]) or "-", row["id"], row["name"] or "")
           for row in rows])
    for row in rows:
        if row["in_use"]:
            print(f"{row['device']} {row['in_use']}")
        if row["previous_driver"] and row["driver"] in DPDK_DRIVERS:
            print(f"{row['device']} had the driver {row['previous_driver']}")
    return 0


def request_of(host, args):
    devices = resolve_all(host, args.devices)
    return Request(args.command, devices, getattr(args, "driver", None),
                   getattr(args, "force", False))


def check_devices(host, request):
    """Each condition with its verdict."""
    request.action = DRY_RUN
    findings = run_checks(host, request)
    for finding in findings:
        verdict = "ok"
        if finding.problem:
            weak = finding.forced or finding.check.severity == WARNING
            verdict = "warn" if weak else "FAIL"
        subject = f"{finding.device.address} " if finding.device else ""
        print(f"{verdict:5} {finding.problem or subject + finding.check.title}")
    return int(any(finding.refuses for finding in findings))


def drop_finished(request):
    """Say which devices have the driver already, and go on with the others."""
    for dev in request.devices:
        if dev.driver == request.driver:
            print(f"{dev.address}  is bound to {dev.driver} already")
    request.devices = [dev for dev in request.devices if dev.driver != request.driver]
    return not request.devices


def change(host, request):
    if request.action == BIND and drop_finished(request):
        return 0
    warnings = (ops.bind if request.action == BIND else ops.unbind)(host, request)
    for warning in warnings:
        print(f"{PROGRAM}: warning: {warning}", file=sys.stderr)
    for dev in request.devices:
        now = driver_of(host, dev.address)
        print(f"{dev.address}  {dev.driver or 'no driver'} -> {now or 'no driver'}")
    return 0


def run(host, args):
    if args.command == "status":
        return show_status(host, args.json)
    request = request_of(host, args)
    if args.command == "check" or getattr(args, "dry_run", False):
        return check_devices(host, request)
    return change(host, request)


def main(argv=None):
    args = parser().parse_args(argv)
    base = Host()
    try:
        return run(make_host(args, base.environ, base.euid), args)
    except ops.Refused as err:
        for problem in err.problems:
            print(f"{PROGRAM}: {problem}", file=sys.stderr)
        return 1
    except ToolError as err:
        print(f"{PROGRAM}: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{PROGRAM}: interrupted; nothing was changed", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 1
