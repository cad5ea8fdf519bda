# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""A machine of plain files for igbx-devbind: a sysfs tree, a procfs, and stand-ins for the programs.

The stand-ins (dpdk-devbind.py, modprobe, ip) act on the tree as the kernel would.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "usertools"

# Acts on the tree as dpdk-devbind.py does on sysfs; used as a library.
FAKE_DEVBIND = '''
import json, os, signal, sys
root, state = os.environ["IGBX_SYSFS"], json.load(open(os.environ["FAKE_STATE"]))
pci = os.path.join(root, "bus/pci")
devices = {}

def step(address, driver):
    with open(os.environ["FAKE_LOG"], "a") as log:
        log.write(f"{address} {driver or 'none'}\\n")
    if state["signal"]:
        os.kill(os.getpid(), state["signal"])
    link = os.path.join(pci, "devices", address, "driver")
    now = os.path.basename(os.readlink(link)) if os.path.lexists(link) else None
    assert devices[address].get("Driver_str") == now, "told of a driver that it has not"
    if [address, driver] in state["stuck"]:
        print(f"Error: bind failed for {address} - Cannot bind to driver {driver}: [Errno 16] "
              "Device or resource busy", file=sys.stderr)
        return
    if now:
        os.unlink(link)
    if driver:
        os.symlink(f"../../drivers/{driver}", link)

def bind_one(dev_id, driver, force):
    step(dev_id, driver)

def unbind_one(dev_id, force):
    step(dev_id, None)
'''

FAKE = f'''#!{sys.executable}
import json, os, sys
root, state = os.environ["IGBX_SYSFS"], json.load(open(os.environ["FAKE_STATE"]))
name, args = os.path.basename(sys.argv[0]), sys.argv[1:]

def modprobe():
    module = args[-1]
    if module not in state["modules"]:
        print(f"modprobe: FATAL: Module {{module}} not found in directory /lib/modules/0",
              file=sys.stderr)
        return 1
    if "--dry-run" not in args:
        os.makedirs(os.path.join(root, "bus/pci/drivers", module), exist_ok=True)
    return 0

def ip():
    args.remove("-j")
    family = args.pop(0) if args[0] in ("-4", "-6") else ""
    key = (args[0] if args[0] != "route" else "route" + family)
    print(json.dumps(state["ip"].get(args[-1], {{}}).get(key, [])))
    return 0

sys.exit({{"modprobe": modprobe, "ip": ip}}[name]())
'''


class FakeMachine:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="igbx-devbind-")
        self.top = Path(self.folder.name)
        self.sysfs = self.top / "sys"
        self.state = {"modules": ["vfio-pci", "uio_pci_generic", "igb"], "stuck": [], "ip": {},
                      "signal": 0}
        for name in ("bus/pci/devices", "bus/pci/drivers", "class/iommu/dmar0"):
            (self.sysfs / name).mkdir(parents=True)
        (self.sysfs / "bus/pci/drivers_probe").write_text("")
        (self.top / "proc").mkdir()
        (self.top / "bin").mkdir()
        for name, text in (("dpdk-devbind.py", FAKE_DEVBIND), ("modprobe", FAKE), ("ip", FAKE)):
            path = self.top / "bin" / name
            path.write_text(text)
            path.chmod(0o755)
        self.put("kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "512")
        self.load("igb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def put(self, name, text):
        path = self.sysfs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n")

    def load(self, driver):
        (self.sysfs / "bus/pci/drivers" / driver).mkdir(exist_ok=True)

    def device(self, address, driver="igb", group=None, ids=(0x8086, 0x10c9), pci_class=0x020000,
               interface=None):
        base = self.sysfs / "bus/pci/devices" / address
        base.mkdir()
        for name, value in (("vendor", f"{ids[0]:#06x}"), ("device", f"{ids[1]:#06x}"),
                            ("class", f"{pci_class:#08x}"), ("irq", "11")):
            (base / name).write_text(f"{value}\n")
        if driver:
            self.load(driver)
            (base / "driver").symlink_to(f"../../drivers/{driver}")
        if group is not None:
            members = self.sysfs / "kernel/iommu_groups" / str(group) / "devices"
            members.mkdir(parents=True, exist_ok=True)
            (members / address).symlink_to(base)
            (members.parent / "type").write_text("DMA\n")
            (base / "iommu_group").symlink_to(members.parent)
        if interface:
            (base / "net" / interface).mkdir(parents=True)
            self.put(f"class/net/{interface}/flags", "0x1002")
        return base

    def driver(self, address):
        link = self.sysfs / "bus/pci/devices" / address / "driver"
        return os.path.basename(os.readlink(link)) if link.is_symlink() else None

    def up(self, interface, address=None, routes=()):
        self.put(f"class/net/{interface}/flags", "0x1003")
        infos = [{"family": "inet", "local": address, "scope": "global"}] if address else []
        infos.append({"family": "inet6", "local": "fe80::1", "scope": "link"})
        self.state["ip"][interface] = {
            "addr": [{"ifname": interface, "addr_info": infos}],
            "route-4": [{"dst": route} for route in routes],
            "route-6": [{"dst": "fe80::/64"}],
        }

    @property
    def environ(self):
        return dict(os.environ, PATH=f"{self.top / 'bin'}:{os.environ['PATH']}",
                    IGBX_SYSFS=str(self.sysfs), IGBX_PROCFS=str(self.top / "proc"),
                    IGBX_RUNDIR=str(self.top / "run"), FAKE_STATE=str(self.top / "state.json"),
                    FAKE_LOG=str(self.top / "log"), SSH_CONNECTION="")

    @property
    def steps(self):
        """What dpdk-devbind.py was asked, in order."""
        path = self.top / "log"
        return path.read_text().splitlines() if path.exists() else []

    def devbind(self, *args, wrapper=(), **environ):
        """Run the program; (status, stdout, stderr)."""
        (self.top / "state.json").write_text(json.dumps(self.state))
        done = subprocess.run([*wrapper, str(TOOLS / "igbx-devbind"), *args], text=True,
                              capture_output=True, env={**self.environ, **environ}, check=False)
        return done.returncode, done.stdout, done.stderr
