# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""What a guest is made of: its settings, the wiring of its ports, QEMU's command line."""

import dataclasses
import os
import re
import socket

from . import ToolError

MAX_PORTS = 16
# Functions of one slot.
MAX_ONE_GROUP = 8
# Slots of the root ports on bus 0, clear of what q35 itself puts there.
FIRST_SLOT = 4
# Environment that a command may rely on; everything else is asked for with --env.
KEPT_ENVIRONMENT = re.compile(
    r"(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TERM|TZ|COLUMNS|LINES|LD_LIBRARY_PATH|PYTHONPATH"
    r"|ASAN_OPTIONS|UBSAN_OPTIONS|LSAN_OPTIONS|IGBX_.*)\Z")
# PMDs and other plugins that stock dpdk-testpmd is linked to or cannot do without, and small ones
# that are handy in a guest.
SMALL_PLUGINS = (
    "bus_auxiliary", "bus_dpaa", "bus_pci", "bus_vdev", "mempool_ring", "mempool_dpaa",
    "common_dpaax", "common_iavf", "common_mlx5", "crypto_scheduler", "net_bnxt", "net_bond",
    "net_dpaa", "net_e1000", "net_i40e", "net_iavf", "net_ice", "net_ixgbe", "net_mlx5",
    "net_null", "net_pcap", "net_ring", "net_tap", "net_af_packet")


@dataclasses.dataclass
class Config:
    """Settings of a guest. Memory is in MiB; hugepages counts pages of 2 MiB."""

    command: list
    ports: int = 2
    wires: list = dataclasses.field(default_factory=list)
    dump: str = ""
    memory: int = 1536
    cpus: int = 2
    hugepages: int = 256
    accel: str = "auto"
    # "single": all emulated CPUs on one host thread, which is free of a race in QEMU between a NIC
    # that is opened and the other CPU, and mostly faster when a host process is the wire. "multi": a
    # thread each, for programs whose CPUs wait for each other.
    tcg_thread: str = "single"
    iommu: bool = True
    # All ports in one IOMMU group, as behind a bridge that cannot keep its devices apart.
    one_group: bool = False
    kernel_args: str = ""
    shares: list = dataclasses.field(default_factory=list)
    cwd: str = dataclasses.field(default_factory=os.getcwd)
    environment: dict = dataclasses.field(default_factory=dict)
    driver: str = ""
    plugins: tuple = SMALL_PLUGINS
    kernel_dir: str = ""
    qemu: str = "qemu-system-x86_64"
    qemu_args: list = dataclasses.field(default_factory=list)
    boot_timeout: float = 180.0
    verbose: bool = False
    keep: bool = False

    def check(self):
        """Refuse what cannot work, before anything is started."""
        if not 0 <= self.ports <= MAX_PORTS:
            raise ToolError(f"--ports {self.ports}: 0 to {MAX_PORTS} are possible")
        if self.one_group and self.ports > MAX_ONE_GROUP:
            raise ToolError(f"--one-group: {self.ports} ports, at most {MAX_ONE_GROUP} are possible")
        if self.memory < 256:
            raise ToolError(f"--memory {self.memory}: the guest needs 256 MiB at least")
        if self.cpus < 1:
            raise ToolError(f"--cpus {self.cpus}: one at least")
        if self.hugepages < 0 or self.hugepages * 2 > self.memory - 160:
            raise ToolError(f"--hugepages {self.hugepages}: 0 to {(self.memory - 160) // 2} pages "
                            f"of 2 MiB fit into {self.memory} MiB")
        self.shares = [os.path.realpath(folder) for folder in self.shares]
        for folder in [*self.shares, self.dump]:
            if folder and not os.path.isdir(folder):
                raise ToolError(f"{folder}: no such folder")
        self.wires = parse_wires(self.wires, self.ports)


@dataclasses.dataclass
class PortWire:
    """What a port is wired to: hub NUMBER, stream PATH, socket (an own end), or none."""

    kind: str
    target: object = None


def parse_wires(specs, ports):
    """One PortWire per port from texts such as "hub", "1=stream:/run/x", "none"."""
    wires = [PortWire("hub", port // 2) for port in range(ports)]
    for spec in specs:
        if isinstance(spec, PortWire):
            return list(specs)
        number, equals, mode = spec.rpartition("=") if re.match(r"\d+=", spec) else ("", "", spec)
        if equals and int(number) >= ports:
            raise ToolError(f"--wire {spec}: there is no port {number}, only {ports}")
        kind, _, target = mode.partition(":")
        for port in [int(number)] if equals else range(ports):
            wires[port] = _parse_mode(spec, kind, target, port, bool(equals))
    return wires


def _parse_mode(spec, kind, target, port, one_port):
    if kind == "hub" and (target.isdigit() or not target):
        return PortWire("hub", int(target) if target else port // 2)
    if kind == "stream" and target:
        # A path for all ports is a folder with a socket for each.
        path = target if one_port else os.path.join(target, f"port{port}.sock")
        if len(os.path.abspath(path).encode()) > 100:
            raise ToolError(f"--wire {spec}: the socket's path is too long for a unix socket")
        return PortWire("stream", os.path.abspath(path))
    if kind in ("none", "socket") and not target:
        return PortWire(kind)
    raise ToolError(f"--wire {spec}: expected [PORT=]hub[:NUMBER], [PORT=]stream:PATH or "
                    "[PORT=]none")


def mac_address(port):
    """Locally administered, the same in each run."""
    return f"02:49:47:42:58:{port:02x}"


def port_arguments(config, descriptors):
    """QEMU arguments of the ports. Sockets for kind "socket" are made and recorded here."""
    args = []
    for port, wire in enumerate(config.wires):
        net = f"net{port}"
        if wire.kind == "hub":
            args += ["-netdev", f"hubport,id={net},hubid={wire.target}"]
        elif wire.kind == "stream":
            args += ["-netdev", f"stream,id={net},server=on,addr.type=unix,"
                                f"addr.path={escape(wire.target)}"]
        elif wire.kind == "socket":
            wire.target, theirs = socket.socketpair()
            descriptors.append(theirs)
            args += ["-netdev", f"stream,id={net},server=off,addr.type=fd,"
                                f"addr.str={theirs.fileno()}"]
        elif config.dump:
            # A filter needs a netdev: an own hub with one member is a wire that leads nowhere.
            args += ["-netdev", f"hubport,id={net},hubid={1000 + port}"]
        connected = wire.kind != "none" or config.dump
        args += ["-device", f"pcie-root-port,id=root{port},chassis={port + 1},slot={port + 1},"
                            + root_port_place(config, port),
                 "-device", f"igb,id=port{port},bus=root{port},mac={mac_address(port)}"
                            + (f",netdev={net}" if connected else "")]
        if config.dump:
            path = os.path.join(os.path.abspath(config.dump), f"port{port}.pcap")
            args += ["-object", f"filter-dump,id=dump{port},netdev={net},file={escape(path)}"]
    return args


def root_port_place(config, port):
    """Where on bus 0 a root port is. Functions of one slot without ACS are in one group."""
    if config.one_group:
        return f"addr={FIRST_SLOT:#x}.{port},multifunction=on,disable-acs=on"
    return f"addr={FIRST_SLOT + port:#x}"


def machine_arguments(config, accel, image):
    """QEMU arguments of everything but ports, channels and initramfs."""
    host_cpu = "host" if accel.startswith("kvm") else "max"
    # On a loaded host the kernel's one look at the emulated timer may miss it: no_timer_check.
    command_line = ["console=ttyS0", "panic=-1", "mitigations=off", "random.trust_cpu=on",
                    "init_on_alloc=0", "no_timer_check"]
    command_line += [] if config.verbose else ["quiet"]
    args = [config.qemu, "-machine", "q35,kernel-irqchip=split",
            "-accel", f"tcg,thread={config.tcg_thread}" if accel == "tcg" else accel, "-cpu", host_cpu,
            "-smp", str(config.cpus), "-m", str(config.memory), "-nodefaults", "-display", "none",
            "-no-reboot", "-no-user-config", "-kernel", image.kernel]
    if config.iommu:
        args += ["-device", "intel-iommu,intremap=on,caching-mode=on"]
        command_line += ["intel_iommu=on", "iommu=pt"]
    if config.hugepages:
        command_line += ["hugepagesz=2M", f"hugepages={config.hugepages}"]
    command_line += config.kernel_args.split()
    args += ["-append", " ".join(command_line)]
    args += share_arguments("root", "/", readonly=True)
    for index, folder in enumerate(config.shares):
        args += share_arguments(f"share{index}", folder, readonly=False)
    return args + config.qemu_args


def share_arguments(tag, folder, readonly):
    # Files made in the guest belong to whoever runs QEMU: a changed owner is not insisted on.
    return ["-fsdev", f"local,id={tag},path={escape(folder)},security_model=none,multidevs=remap"
                      + (",readonly=on" if readonly else ""),
            "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"]


def escape(value):
    """A value within QEMU's comma-separated options."""
    return value.replace(",", ",,")
