# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""igbx-devbind: the command line."""

import os
import sys

from igbx import devbind_ops as ops, devbind_vfs as vfs
from igbx.devbind_args import CHECK, STATUS, UNBOUND, VFS, parse
from igbx.devbind_checks import BIND, UNBIND, Request, run_checks
from igbx.devbind_host import DPDK_DEVBIND, Host, Problem
from igbx.devbind_pci import network_devices, resolve_all, virtual_functions, with_groups
from igbx.devbind_plan import HeldSignals, RolledBack, execute
from igbx.devbind_report import show_findings, show_machine, show_status
from igbx.devbind_state import Record, locked
from igbx.devbind_term import complain
from igbx.devbind_tool import DpdkDevbind

DONE, FAILED, REFUSED, HALF_DONE = 0, 1, 2, 3


class Refused(Exception):
    """problems: why nothing was begun."""

    def __init__(self, problems):
        super().__init__()
        self.problems = problems


def make_request(host, args, dry):
    named = resolve_all(host, args.devices)
    devices = with_groups(host, named) if args.group else named
    added = [dev.address for dev in devices if dev not in named]
    gives_back = args.command == UNBOUND or ops.is_kernels(args.driver)
    return Request(UNBIND if gives_back else BIND, devices, args.driver, args.force, dry, added,
                   getattr(args, "noiommu_mode", False), getattr(args, "owner", None))


def warn(findings):
    told = dict.fromkeys((finding.problem.text, None if finding.forced else finding.problem.advice)
                         for finding in findings if finding.problem and not finding.refuses)
    for text, advice in told:
        complain(text, advice, kind="warning: ")


def refuse(problems):
    if problems:
        raise Refused(list({problem.text: problem for problem in problems}.values()))


def plan_drivers(host, args, record, tool, dry):
    """The steps of bind and unbind, once nothing is in the way."""
    request = make_request(host, args, dry)
    every = request.devices
    if request.action == BIND and not args.persist and not request.owner:
        # Whatever holds a device that is bound already, nothing will be done to it.
        request.devices = [dev for dev in every if dev.driver != ops.target_of(request)]
    findings = run_checks(host, request) if request.devices else []
    refuse([finding.problem for finding in findings if finding.refuses])
    warn(findings)
    if request.action == UNBIND:
        steps = ops.plan_unbind(host, tool, record, request, args.keep_rules)
    else:
        steps = ops.plan_bind(host, tool, record, request, args.persist)
    idle = [f"{dev.address}  has {dev.driver or 'no driver'} already" for dev in every
            if not any(isinstance(step, ops.Device) and step.dev is dev for step in steps)]
    return steps, idle


def port_of_vfs(host, args):
    found = resolve_all(host, args.devices)
    if len(found) != 1:
        raise Problem(f"{args.devices[0]} names {len(found)} devices, and vfs takes one",
                      "name them one by one")
    return found[0]


def plan_vfs(host, args, record, tool, dry):
    request = Request("vfs", [], force=args.force, dry=dry)
    dev = port_of_vfs(host, args)
    if host.euid != 0:
        complain("not root: vfs needs root", "repeat it with sudo", kind="warning: ")
    found = vfs.problems(host, request, dev, args.number)
    refuse([problem for problem, forceable in found if not (forceable and args.force)])
    for problem, _ in found:
        complain(problem.text, kind="warning: ")
    steps = vfs.steps(host, tool, record, dev, args.number)
    return steps, [] if steps else [f"{dev.address}  has {args.number} virtual functions already"]


def show_plan(steps, idle):
    for line in idle:
        print(line)
    print("would do, in this order:" if steps else "nothing to do")
    for step in steps:
        for line in (*step.lines, *(f"  | {line}" for line in step.details)):
            print(f"  {line}")
    return DONE


def change(host, args, plan):
    """Make a plan and carry it out, or show it."""
    tool = DpdkDevbind(host)
    if args.dry_run:
        return show_plan(*plan(host, args, Record(host), tool, True))
    if host.euid != 0:
        raise Refused([Problem(f"not root: {args.command} needs root", "repeat it with sudo")])
    with locked(host), HeldSignals() as signals:
        steps, idle = plan(host, args, Record(host), tool, False)
        lines, leftovers = execute(steps, signals)
    for line in (*idle, *lines):
        print(line)
    if args.command == VFS:
        for address in virtual_functions(host, port_of_vfs(host, args).address):
            print(address)
    for line in leftovers:
        complain(line, kind="not restored: ")
    return HALF_DONE if leftovers else DONE


def check(host, args):
    if not args.devices:
        return REFUSED if show_machine(host, args.json) else DONE
    findings = run_checks(host, make_request(host, args, True))
    show_findings(findings, args.json)
    return REFUSED if any(finding.refuses for finding in findings) else DONE


def show(host, args):
    if args.kind != "net":
        path = host.program(DPDK_DEVBIND)
        if path is None:
            raise Refused([Problem(f"{DPDK_DEVBIND} not found", "install the package dpdk")])
        os.execv(path, [path, *(("--status",) if args.kind == "all" else
                                ("--status-dev", args.kind))])
    devices = resolve_all(host, args.devices) if args.devices else network_devices(host)
    show_status(host, devices, args.json)
    return DONE


def run(host, args):
    if args.command == STATUS:
        return show(host, args)
    if args.command == CHECK:
        return check(host, args)
    done = change(host, args, plan_vfs if args.command == VFS else plan_drivers)
    if getattr(args, "then_status", False):
        show_status(host, network_devices(host), False)
    return done


def main(argv=None, host=None):
    args = parse(sys.argv[1:] if argv is None else argv)
    try:
        status = run(host or Host(), args)
        sys.stdout.flush()
        return status
    except Refused as refused:
        for problem in refused.problems:
            complain(problem.text, problem.advice)
        return REFUSED
    except RolledBack as failure:
        complain(str(failure), failure.advice)
        for line in failure.remains:
            complain(line, kind="could not be undone: ")
        if failure.remains:
            if args.command != VFS:
                complain("what remains is on record", "igbx-devbind unbind DEVICE... tries again")
            return HALF_DONE
        complain("everything is as it was")
        return FAILED
    except Problem as problem:
        complain(problem.text, problem.advice)
        return REFUSED
    except KeyboardInterrupt:
        complain("interrupted before anything was changed")
        return FAILED
    except BrokenPipeError:
        # Nobody reads on, and what there was to do is done; Python would complain when it closes
        # the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
