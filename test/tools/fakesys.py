# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""A machine of plain files for igbx-devbind, and a kernel that acts on them.

FakeHost takes the place of igbx-devbind's Host. The distribution's own dpdk-devbind.py does the
steps, on the made-up sysfs; modprobe, ip, driverctl and what the kernel does on writes are in
fakekernel.py. Every change of the machine is counted, and any of them can be made to fail.
"""

import contextlib
import errno
import functools
import io
import os
import sys
import tempfile
from pathlib import Path

# Tests make thousands of files: in memory where that can be had.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
TOOLS = Path(__file__).resolve().parents[2] / "usertools"
sys.path.insert(0, str(TOOLS))

from fakekernel import Kernel  # noqa: E402
from igbx import devbind, devbind_tool  # noqa: E402
from igbx.devbind_host import NOT_FOUND, Host, Problem  # noqa: E402

# dpdk-devbind.py is loaded anew for each command, and a test has hundreds.
devbind_tool.compile = functools.lru_cache(compile)


class FakeHost(Host):
    """fail_at: the numbers of the changes that fail. signal_at: {number: signal that comes then}.

    kill_at: the change in which the program is killed, before it is done.
    """

    def __init__(self, top, fail_at=(), signal_at=None, kill_at=None):
        super().__init__(sysfs=str(top / "sys"), procfs=str(top / "proc"), devfs=str(top / "dev"),
                         etc=str(top / "etc"), rundir=str(top / "run"))
        self.kernel = Kernel(top)
        self.fail_at = fail_at
        self.signal_at = signal_at or {}
        self.kill_at = kill_at
        self.changes = []

    def _count(self, what):
        self.changes.append(what)
        number = len(self.changes)
        if number == self.kill_at:
            os._exit(99)
        if number in self.signal_at:
            os.kill(os.getpid(), self.signal_at[number])
        return number in self.fail_at

    def write(self, text, *parts):
        if self._count(f"write {text.strip() or 'nothing'} to {os.path.join(*parts)}"):
            raise OSError(errno.EIO, os.strerror(errno.EIO), os.path.join(*parts))
        self.kernel.write(text, os.path.join(*parts))

    def store(self, path, text):
        if self._count(f"store {path}"):
            raise Problem(f"{path}: cannot be written: made to fail")
        super().store(path, text)

    def remove(self, path):
        if self._count(f"remove {path}"):
            raise Problem(f"{path}: cannot be removed: made to fail")
        super().remove(path)

    def own(self, path, uid, gid, mode):
        if self._count(f"own {path} {uid}:{gid} {mode:o}"):
            raise Problem(f"{path}: cannot be given away: made to fail")
        super().own(path, uid, gid, mode)

    def run(self, name, *args):
        if self._count(" ".join((name, *args))):
            raise Problem(f"{' '.join((name, *args))}: made to fail")
        super().run(name, *args)

    def program(self, name):
        if name in self.kernel.state["hidden"]:
            return None
        if name in self.kernel.state["programs"]:
            return f"/usr/sbin/{name}"
        replaced = self.kernel.top / "bin" / name
        return str(replaced) if replaced.exists() else super().program(name) \
            if name == "dpdk-devbind.py" else None

    def ask(self, name, *args):
        if name not in self.kernel.state["programs"]:
            return NOT_FOUND, "", f"{name}: not found"
        return self.kernel.program(name, list(args))


class FakeMachine:
    """The files. devbind() runs igbx-devbind in this process, on a host of its own each time."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="igbx-devbind-", dir=MEMORY)
        self.top = Path(self.folder.name)
        self.sysfs = self.top / "sys"
        for name in ("sys/bus/pci/devices", "sys/bus/pci/drivers", "sys/class/iommu/dmar0", "proc",
                     "dev/vfio", "etc/udev/rules.d", "etc/security/limits.d", "bin"):
            (self.top / name).mkdir(parents=True)
        self.kernel = Kernel(self.top)
        self.put("bus/pci/drivers_probe", "")
        for name, text in (("nr_hugepages", "512"), ("free_hugepages", "512")):
            self.put(f"kernel/mm/hugepages/hugepages-2048kB/{name}", text)
        (self.top / "proc/mounts").write_text(
            "hugetlbfs /dev/hugepages hugetlbfs rw,relatime,pagesize=2M 0 0\n")
        self.load("igb")
        self.host = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    @property
    def state(self):
        return self.kernel.state

    def put(self, name, text):
        path = self.sysfs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n")

    def load(self, driver):
        self.kernel.load(driver)

    def device(self, address, driver="igb", group=None, ids=(0x8086, 0x10c9), pci_class=0x020000,
               interface=None):
        """A device, as the kernel would have found it; interface is what its driver calls it."""
        return self.kernel.device(address, driver, group, ids, pci_class, interface)

    def driver(self, address):
        return self.kernel.driver(address)

    def up(self, interface, address=None, routes=()):
        """As somebody who uses the interface sets it."""
        self.kernel.ip(["link", "set", "dev", interface, "up"])
        if address:
            self.kernel.ip(["addr", "replace", f"{address}/24", "dev", interface])
        for route in routes:
            self.kernel.ip(["-4", "route", "replace", *route.split(), "dev", interface])

    @property
    def moves(self):
        """The drivers that devices were given to or taken from, in order."""
        return [change for change in (self.host.changes if self.host else ())
                if "/drivers/" in change]

    def world(self):
        """All that a change that was undone leaves as it was."""
        return self.kernel.world()

    def make_host(self, fail_at=(), signal_at=None, euid=0, **environ):
        self.host = FakeHost(self.top, fail_at, signal_at)
        self.host.kernel = self.kernel
        self.host.euid = euid
        self.host.environ = {**os.environ, "SSH_CONNECTION": "", **environ}
        return self.host

    def devbind(self, *args, fail_at=(), signal_at=None, euid=0, **environ):
        """Run igbx-devbind; (status, stdout, stderr)."""
        host = self.make_host(fail_at, signal_at, euid, **environ)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = devbind.main(list(args), host)
            except SystemExit as end:
                status = end.code
        return status, out.getvalue(), err.getvalue()

    def killed(self, *args, at):
        """Run igbx-devbind in a process that is killed in change number at; was it?"""
        self.kernel.save()
        child = os.fork()
        if not child:
            with open(os.devnull, "w", encoding="ascii") as nothing, \
                    contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
                host = self.make_host()
                host.kill_at = at
                status = devbind.main(list(args), host)
            os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.kernel.restore()
        return status == 99


def main():
    """igbx-devbind on the machine that FAKE_TOP names, as a program: for terminals."""
    host = FakeHost(Path(os.environ["FAKE_TOP"]))
    sys.exit(devbind.main(sys.argv[1:], host))


if __name__ == "__main__":
    main()
