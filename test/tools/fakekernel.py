# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""What Linux, modprobe, ip and driverctl do to the files of a FakeMachine.

Links, addresses and routes are in state, which is stored in a file after each change, so that a
killed process leaves what it had done.
"""

import errno
import json
import os
import shutil
from pathlib import Path

VF_IDS = (0x8086, 0x10ca)
KERNEL_DRIVERS = {(0x8086, 0x10c9): "igb", VF_IDS: "igbvf"}
DPDK_DRIVERS = ("vfio-pci", "uio_pci_generic", "igb_uio")
TOTAL_VFS = 7


def fail(number, what):
    raise OSError(number, os.strerror(number), what)


def lasting(value):
    """A record without what differs from run to run."""
    if isinstance(value, list):
        return [lasting(each) for each in value]
    if isinstance(value, dict):
        return {key: lasting(each) for key, each in value.items()
                if key not in ("ifindex", "taken")}
    return value


class Kernel:
    def __init__(self, top):
        self.top = Path(top)
        self.sysfs = self.top / "sys"
        self.pci = self.sysfs / "bus/pci"
        self.file = self.top / "state.json"
        # refuses: [address, driver] that the driver's probe fails for
        self.state = {"modules": ["vfio-pci", "uio_pci_generic", "igb", "igbvf"], "refuses": [],
                      "programs": ["ip", "modprobe", "modinfo"], "names": {}, "links": {},
                      "routes": {"-4": [], "-6": []}, "next_index": 2, "parameters": [],
                      "native": {}, "hidden": []}
        if self.file.exists():
            self.restore()

    def save(self):
        self.file.write_text(json.dumps(self.state))

    def restore(self):
        self.state = json.loads(self.file.read_text())

    # Devices

    def load(self, driver):
        folder = self.pci / "drivers" / driver
        folder.mkdir(exist_ok=True)
        for name in ("bind", "unbind", "new_id"):
            (folder / name).write_text("")
        if driver == "vfio-pci":
            parameter = self.sysfs / "module/vfio/parameters/enable_unsafe_noiommu_mode"
            if not parameter.exists():
                parameter.parent.mkdir(parents=True, exist_ok=True)
                if "enable_unsafe_noiommu_mode" in self.state["parameters"]:
                    parameter.write_text("N\n")

    def device(self, address, driver, group, ids, pci_class, interface):
        base = self.pci / "devices" / address
        base.mkdir()
        for name, value in (("vendor", f"{ids[0]:#06x}"), ("device", f"{ids[1]:#06x}"),
                            ("class", f"{pci_class:#08x}"), ("irq", "11"),
                            ("driver_override", "(null)"), ("numa_node", "-1")):
            (base / name).write_text(f"{value}\n")
        if ids == (0x8086, 0x10c9):
            (base / "sriov_totalvfs").write_text(f"{TOTAL_VFS}\n")
            (base / "sriov_numvfs").write_text("0\n")
        if group is not None:
            members = self.sysfs / "kernel/iommu_groups" / str(group) / "devices"
            members.mkdir(parents=True, exist_ok=True)
            (members / address).symlink_to(base)
            (members.parent / "type").write_text("DMA\n")
            (base / "iommu_group").symlink_to(members.parent)
        if interface:
            self.state["names"][address] = interface
        if driver:
            self.load(driver)
            self.attach(address, driver)
            if driver not in DPDK_DRIVERS:
                self.state["native"][address] = driver
        return base

    def driver(self, address):
        link = self.pci / "devices" / address / "driver"
        return os.path.basename(os.readlink(link)) if link.is_symlink() else None

    def override(self, address):
        text = (self.pci / "devices" / address / "driver_override").read_text().strip()
        return None if text in ("", "(null)") else text

    def ids(self, address):
        return tuple(int((self.pci / "devices" / address / name).read_text(), 0)
                     for name in ("vendor", "device"))

    def matching(self, address):
        """The driver that the kernel would choose."""
        return (self.override(address) or self.state["native"].get(address)
                or KERNEL_DRIVERS.get(self.ids(address)))

    def attach(self, address, driver):
        if [address, driver] in self.state["refuses"]:
            fail(errno.EBUSY, address)
        (self.pci / "devices" / address / "driver").symlink_to(f"../../drivers/{driver}")
        if driver == "vfio-pci":
            node = self.node(address)
            if node and not node.exists():
                node.write_text("")
                node.chmod(0o600)
        elif driver not in DPDK_DRIVERS and address in self.state["names"]:
            self.make_interface(address, self.state["names"][address])

    def detach(self, address):
        base = self.pci / "devices" / address
        driver = self.driver(address)
        (base / "driver").unlink()
        if (base / "net").exists():
            for name in os.listdir(base / "net"):
                self.drop_link(name)
            shutil.rmtree(base / "net")
        if driver == "vfio-pci":
            self.drop_node(address)
        if (base / "sriov_numvfs").exists():
            self.set_vfs(address, 0)

    def node(self, address):
        link = self.pci / "devices" / address / "iommu_group"
        return self.top / "dev/vfio" / os.path.basename(os.readlink(link)) if link.is_symlink() \
            else None

    def drop_node(self, address):
        """With the last of the group's devices."""
        node = self.node(address)
        if node and not any(self.driver(other) == "vfio-pci" and self.node(other) == node
                            for other in os.listdir(self.pci / "devices")):
            node.unlink(missing_ok=True)

    def set_vfs(self, address, count):
        base = self.pci / "devices" / address
        have = int((base / "sriov_numvfs").read_text())
        if count and have:
            fail(errno.EBUSY, address)
        if count > TOTAL_VFS:
            fail(errno.ERANGE, address)
        for number in range(have):
            gone = os.path.basename(os.readlink(base / f"virtfn{number}"))
            if self.driver(gone):
                self.detach(gone)
            (base / f"virtfn{number}").unlink()
            (self.sysfs / "kernel/iommu_groups" / str(100 + number) / "devices" / gone).unlink()
            shutil.rmtree(self.pci / "devices" / gone)
        for number in range(count):
            new = f"{address[:8]}10.{number}"
            driver = "igbvf" if (self.pci / "drivers/igbvf").exists() else None
            self.device(new, driver, 100 + number, VF_IDS, 0x020000, f"v{address[5:7]}{number}")
            (self.pci / "devices" / new / "physfn").symlink_to(f"../{address}")
            (base / f"virtfn{number}").symlink_to(f"../{new}")
        (base / "sriov_numvfs").write_text(f"{count}\n")

    # Writes to sysfs

    def write(self, text, place):
        path = self.sysfs / place
        if not path.exists():
            fail(errno.ENOENT, place)
        parts = place.split("/")
        text = text.strip("\n\0 ")
        if parts[-1] == "bind":
            self.bind(text, parts[-2])
        elif parts[-1] == "unbind":
            if self.driver(text) != parts[-2]:
                fail(errno.ENODEV, place)
            self.detach(text)
        elif parts[-1] == "drivers_probe":
            driver = self.matching(text)
            if driver and not self.driver(text) and (self.pci / "drivers" / driver).exists():
                self.attach(text, driver)
        elif parts[-1] == "sriov_numvfs":
            self.set_vfs(parts[-2], int(text))
        elif parts[-1] == "driver_override":
            path.write_text(f"{text or '(null)'}\n")
        else:
            path.write_text(f"{text}\n")
        self.save()

    def bind(self, address, driver):
        override = self.override(address)
        fits = override == driver if override else self.matching(address) == driver
        if self.driver(address) or not fits:
            fail(errno.ENODEV, address)
        self.attach(address, driver)

    # Links

    def make_interface(self, address, name):
        (self.pci / "devices" / address / "net" / name).mkdir(parents=True)
        self.make_link(name, address=f"02:00:00:00:00:{int(address[5:7], 16):02x}")

    def make_link(self, name, **facts):
        index = self.state["next_index"]
        self.state["next_index"] += 1
        self.state["links"][name] = {"ifindex": index, "ifname": name, "flags": ["BROADCAST"],
                                     "mtu": 1500, "txqlen": 1000, "addr_info": [], **facts}
        for attribute, value in (("flags", "0x1002"), ("ifindex", index)):
            path = self.sysfs / "class/net" / name / attribute
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{value}\n")

    def drop_link(self, name):
        for upper in [link["ifname"] for link in self.state["links"].values()
                      if link.get("link") == name]:
            self.drop_link(upper)
        del self.state["links"][name]
        shutil.rmtree(self.sysfs / "class/net" / name)
        for family, routes in self.state["routes"].items():
            self.state["routes"][family] = [route for route in routes
                                            if f"dev {name}" not in route]

    # Programs

    def program(self, name, args):
        """(status, stdout, stderr)"""
        try:
            done = {"modprobe": self.modprobe, "ip": self.ip, "driverctl": self.driverctl,
                    "modinfo": lambda _: "".join(f"{parameter}:bool\n" for parameter
                                                 in self.state["parameters"])}[name](args)
        except OSError as err:
            return 2, "", f"{name}: {err.strerror}"
        self.save()
        return 0, done or "", ""

    def modprobe(self, args):
        module = args[-1]
        if module not in self.state["modules"]:
            raise OSError(1, f"FATAL: Module {module} not found in directory /lib/modules/0")
        if "--dry-run" not in args and not self.state.get("useless_modprobe"):
            self.load(module)

    def driverctl(self, args):
        saved = self.top / "etc/driverctl.d" / f"pci-{args[1]}"
        if self.driver(args[1]):
            self.detach(args[1])
        saved.parent.mkdir(exist_ok=True)
        override = self.pci / "devices" / args[1] / "driver_override"
        if args[0] == "set-override":
            saved.write_text(f"{args[2]}\n")
            override.write_text(f"{args[2]}\n")
        else:
            saved.unlink()
            override.write_text("(null)\n")
        self.attach(args[1], self.matching(args[1]))

    def ip(self, args):
        family = next((arg for arg in args if arg in ("-4", "-6")), None)
        args = [arg for arg in args if not arg.startswith("-")]
        if args[:2] == ["addr", "show"]:
            return json.dumps(list(self.state["links"].values()))
        if args[:2] == ["route", "show"]:
            return "".join(f"{route} \n" for route in self.state["routes"][family])
        if args[:2] == ["route", "get"]:
            return f"{args[2]} dev {self.state.get('way', 'lo')} src 192.0.2.77 \\    cache \n"
        if args[:2] == ["route", "replace"]:
            self.known(args[args.index("dev") + 1])
            if " ".join(args[2:]) not in self.state["routes"][family]:
                self.state["routes"][family].append(" ".join(args[2:]))
        elif args[:2] == ["addr", "replace"]:
            self.add_address(args[2:])
        elif args[:2] == ["link", "add"]:
            words = dict(zip(args[2::2], args[3::2]))
            self.known(words["link"])
            self.make_link(words["name"], link=words["link"], linkinfo={
                "info_kind": "vlan", "info_data": {"protocol": words["protocol"],
                                                   "id": int(words["id"])}})
        else:
            self.set_link(args[3], args[4:])
        return ""

    def known(self, name):
        if name not in self.state["links"]:
            raise OSError(1, f'Cannot find device "{name}"')
        return self.state["links"][name]

    def add_address(self, words):
        named = dict(zip(words[1::2], words[2::2]))
        local, _, prefix = words[0].partition("/")
        link = self.known(named["dev"])
        kept = [info for info in link["addr_info"] if info["local"] != local]
        link["addr_info"] = [*kept, {
            "family": "inet6" if ":" in local else "inet", "local": local,
            "prefixlen": int(prefix), "scope": named.get("scope", "global"),
            **{key: named[key] for key in ("broadcast", "label") if key in named}}]

    def set_link(self, name, words):
        link = self.known(name)
        flags = {"up": "UP", "down": "UP", "promisc": "PROMISC", "allmulticast": "ALLMULTI"}
        if words[0] in flags:
            kept = [flag for flag in link["flags"] if flag != flags[words[0]]]
            link["flags"] = kept if words[0] == "down" else [*kept, flags[words[0]]]
        elif words[0] in ("mtu", "txqueuelen"):
            link[{"mtu": "mtu"}.get(words[0], "txqlen")] = int(words[1])
        elif words[0] == "address":
            link.setdefault("permaddr", link["address"])
            link["address"] = words[1]
        elif words[0] == "master":
            self.known(words[1])
            link["master"] = words[1]
        elif words[0] == "name":
            self.rename(link, name, words[1])
        else:
            raise OSError(1, f"unknown word {words[0]}")
        path = self.sysfs / "class/net" / link["ifname"] / "flags"
        path.write_text("0x1003\n" if "UP" in link["flags"] else "0x1002\n")

    def rename(self, link, old, new):
        if new in self.state["links"]:
            raise OSError(1, "RTNETLINK answers: File exists")
        link["ifname"] = new
        self.state["links"][new] = self.state["links"].pop(old)
        os.rename(self.sysfs / "class/net" / old, self.sysfs / "class/net" / new)
        for folder in self.pci.glob(f"devices/*/net/{old}"):
            os.rename(folder, folder.parent / new)

    # Comparison

    def world(self):
        """Drivers, overrides, VFs, links with all their settings, files and nodes; no indices."""
        devices = {address: (self.driver(address), self.override(address))
                   for address in os.listdir(self.pci / "devices")}
        links = {name: {key: sorted(value) if key == "flags" else
                        sorted(value, key=lambda info: info["family"]) if key == "addr_info" else value
                        for key, value in link.items() if key != "ifindex"}
                 for name, link in self.state["links"].items()}
        routes = {family: sorted(routes) for family, routes in self.state["routes"].items()}
        files = {str(path.relative_to(self.top)): path.read_text()
                 for folder in ("etc", "run") for path in (self.top / folder).rglob("*")
                 if path.is_file() and path.name not in ("devbind.json", "devbind.lock")}
        record = self.top / "run/devbind.json"
        files["record"] = lasting(json.loads(record.read_text())["devices"]
                                  if record.exists() else {})
        nodes = {path.name: (path.stat().st_uid, path.stat().st_gid, path.stat().st_mode)
                 for path in (self.top / "dev/vfio").iterdir()}
        parameters = {str(path.relative_to(self.top)): path.read_text()
                      for path in self.sysfs.glob("module/*/parameters/*")}
        return {"devices": devices, "links": links, "routes": routes, "files": files,
                "nodes": nodes, "parameters": {path: text for path, text in parameters.items()
                                               if text.strip() != "N"}}
