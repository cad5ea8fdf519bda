# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""igbx-devbind's arguments: commands, and dpdk-devbind.py's options for those who know them."""

import argparse

from igbx.devbind_pci import DPDK_DRIVERS, NO_DRIVER
from igbx.devbind_term import PROGRAM
from igbx.devbind_users import KEEP, Owner, group_id, user_id

STATUS, CHECK, BOUND, UNBOUND, VFS = "status", "check", "bind", "unbind", "vfs"
KINDS = ("net", "all", "baseband", "compress", "crypto", "dma", "event", "mempool", "misc", "ml",
         "regex")
DESCRIPTION = """\
Give network devices to DPDK, and give them back as they were.

A DEVICE is a PCI address (0000:01:00.0, 01:00.0, 01:00.*) or the name of its interface (eth1).
All devices of one command change, or none."""
EPILOG = """\
every day
  igbx-devbind status                    what there is, and who uses it
  igbx-devbind check                     what this machine lacks to run DPDK
  igbx-devbind check 01:00.0             what would stop a bind, and what to do about it
  igbx-devbind bind 01:00.0 01:00.1      to vfio-pci; --dry-run shows the steps
  igbx-devbind bind --uid joe 01:00.0    for an application that joe runs
  igbx-devbind bind --persist 01:00.0    now and at every boot
  igbx-devbind unbind 01:00.0 01:00.1    back to the drivers, addresses and routes they had
  igbx-devbind vfs 01:00.0 2             two virtual functions; 0 removes them
  igbx-devbind COMMAND --help            all options

as with dpdk-devbind.py
  -s, --status, --status-dev TYPE, -b DRIVER, -u, --force, --noiommu-mode, -U USER, -G GROUP.
  -u restores, where dpdk-devbind.py leaves a device without a driver: that is -b none here.

exit status
  0  done, or nothing to do
  1  failed in the middle, and everything is as it was
  2  wrong usage, or refused before anything was changed
  3  done or undone in part: the lines tell what could not be restored"""


def user(text):
    return number_of(user_id, text)


def group(text):
    return number_of(group_id, text)


def number_of(lookup, text):
    try:
        return lookup(text)
    except ValueError as err:
        raise argparse.ArgumentTypeError(str(err)) from None


def count(text):
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of virtual functions")
    return int(text)


def driver_name(text):
    if not text or text.startswith("-") or "/" in text or ":" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is no driver: the driver comes first, then the "
                                         "devices")
    return text


def add_changes(sub):
    sub.add_argument("--dry-run", action="store_true", help="show the steps, change nothing")
    sub.add_argument("--force", action="store_true",
                     help="also interfaces that are in use; never what a process holds")


def add_devices(sub, number="+"):
    sub.add_argument("devices", nargs=number, metavar="DEVICE",
                     help="PCI address, pattern of addresses, or interface")


def add_bind(sub):
    sub.add_argument("--group", action="store_true",
                     help="all devices that share an IOMMU group with these")
    sub.add_argument("--noiommu-mode", action="store_true",
                     help="vfio-pci without an IOMMU, where there is none: no protection")
    sub.add_argument("-U", "--uid", type=user, default=KEEP, metavar="USER",
                     help="whom /dev/vfio/GROUP is to belong to")
    sub.add_argument("-G", "--gid", type=group, default=KEEP, metavar="GROUP",
                     help="the same for a group of users; mode 0660 instead of 0600")
    sub.add_argument("--persist", action="store_true",
                     help="at every boot, too: by driverctl if it is installed, else by a udev "
                          "rule")


def add_unbind(sub):
    sub.add_argument("--keep-rules", action="store_true",
                     help="at the next boot they are bound again, if they were bound with "
                          "--persist")


def parser():
    top = argparse.ArgumentParser(prog=PROGRAM, description=DESCRIPTION, epilog=EPILOG,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    def command(name, text):
        return commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")

    sub = command(STATUS, "the network devices, their drivers and their use")
    sub.add_argument("--json", action="store_true", help="for programs")
    sub.set_defaults(kind="net")
    add_devices(sub, "*")
    sub = command(CHECK, "what would stop a bind; without DEVICE, what the machine lacks; changes "
                         "nothing")
    sub.add_argument("--json", action="store_true", help="for programs")
    sub.add_argument("--driver", type=driver_name, default=DPDK_DRIVERS[0], metavar="DRIVER",
                     help="default: %(default)s")
    sub.add_argument("--force", action="store_true", help="as with bind --force")
    add_bind(sub)
    add_devices(sub, "*")
    sub = command(BOUND, "give devices to a driver for DPDK")
    sub.add_argument("--driver", type=driver_name, default=DPDK_DRIVERS[0], metavar="DRIVER",
                     help="vfio-pci (default), uio_pci_generic, igb_uio; or a kernel driver, or "
                          "none")
    add_bind(sub)
    add_changes(sub)
    add_devices(sub)
    sub = command(UNBOUND, "give devices back to the drivers they had, with their addresses")
    sub.add_argument("--group", action="store_true",
                     help="all devices that share an IOMMU group with these")
    add_unbind(sub)
    add_changes(sub)
    add_devices(sub)
    sub = command(VFS, "create virtual functions of a port, or remove them")
    add_changes(sub)
    add_devices(sub, 1)
    sub.add_argument("number", type=count, metavar="NUMBER", help="0 removes them")
    return top


def old_parser(usage):
    """The options of dpdk-devbind.py; with them those of bind and unbind."""
    old = argparse.ArgumentParser(prog=PROGRAM, usage=usage, add_help=False)
    old.add_argument("-s", "--status", action="store_true")
    old.add_argument("--status-dev", dest="kind", choices=KINDS)
    old.add_argument("--check", action="store_true")
    old.add_argument("--json", action="store_true")
    action = old.add_mutually_exclusive_group()
    action.add_argument("-b", "--bind", dest="driver", type=driver_name)
    action.add_argument("-u", "--unbind", action="store_true")
    add_bind(old)
    add_unbind(old)
    add_changes(old)
    add_devices(old, "*")
    return old


def parse_old(words, top):
    """--status, -b and -u as commands."""
    args = old_parser(top.format_usage().removeprefix("usage: ")).parse_args(words)
    shows = args.status or args.kind is not None
    args.kind = args.kind or "net"
    if args.driver or args.unbind:
        args.command = UNBOUND if args.unbind else BOUND
        args.then_status = shows
        if not args.devices:
            top.error("no devices given")
    elif args.check:
        args.command = CHECK
        args.driver = DPDK_DRIVERS[0]
    elif shows:
        args.command = STATUS
    else:
        top.error("nothing to do: give a COMMAND, or --status, --bind or --unbind")
    return args


def parse(words):
    """The arguments; wrong ones end the program with status 2."""
    top = parser()
    if words and words[0].startswith("-") and words[0] not in ("-h", "--help"):
        args = parse_old(words, top)
    else:
        args = top.parse_args(words)
        if args.command is None:
            top.error("no COMMAND: igbx-devbind --help shows what there is")
    for name, value in (("driver", None), ("keep_rules", False), ("group", False),
                        ("persist", False), ("force", False)):
        if not hasattr(args, name):
            setattr(args, name, value)
    args.owner = Owner(getattr(args, "uid", KEEP), getattr(args, "gid", KEEP))
    if args.command == BOUND and args.driver not in DPDK_DRIVERS and (args.persist or args.owner):
        top.error(f"--persist, --uid and --gid are for drivers of DPDK: {', '.join(DPDK_DRIVERS)}")
    if args.command == UNBOUND and (args.persist or args.owner):
        top.error("--persist, --uid and --gid belong to bind")
    if args.driver and args.driver.lower() == NO_DRIVER:
        args.driver = NO_DRIVER
    return args
