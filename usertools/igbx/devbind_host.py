# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The machine as igbx-devbind sees it: sysfs, procfs, and the programs it runs.

Both roots are parameters, so that every check can be run on a tree of plain files.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

DPDK_DEVBIND = "dpdk-devbind.py"

# /usr/sbin is not in the PATH of every root shell (su without a dash), yet modprobe and ip live there.
SYSTEM_PATHS = ("/usr/sbin", "/sbin", "/usr/bin", "/bin")


@dataclass
class Host:
    sysfs: Path = Path("/sys")
    procfs: Path = Path("/proc")
    rundir: Path = Path("/run/igbx")
    euid: int = field(default_factory=os.geteuid)
    environ: dict = field(default_factory=lambda: dict(os.environ))

    def read(self, *parts):
        """The text of a sysfs attribute, or None where it cannot be read."""
        try:
            return self.sysfs.joinpath(*parts).read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            return None

    def read_int(self, *parts, default=0):
        """A decimal or 0x number of sysfs."""
        try:
            return int(self.read(*parts) or "", 0)
        except ValueError:
            return default

    def write(self, text, *parts):
        """Store into a sysfs attribute in one write."""
        fd = os.open(self.sysfs.joinpath(*parts), os.O_WRONLY)
        try:
            os.write(fd, text.encode("ascii"))
        finally:
            os.close(fd)

    def link_name(self, *parts):
        """The last component of what a link points to, or None."""
        try:
            return os.path.basename(os.readlink(self.sysfs.joinpath(*parts)))
        except OSError:
            return None

    def entries(self, *parts):
        """The sorted names in a folder; none where there is no such folder."""
        try:
            return sorted(os.listdir(self.sysfs.joinpath(*parts)))
        except OSError:
            return []

    def program(self, name):
        """The path of a program, or None."""
        path = os.pathsep.join((self.environ.get("PATH", ""), *SYSTEM_PATHS))
        return shutil.which(name, path=path)

    def run(self, name, *args):
        """Run a program to its end; (status, stdout, stderr).

        It gets a session of its own: Ctrl-C reaches this program alone, which finishes the step
        at hand and undoes what was done, instead of a device being left between two drivers.
        """
        path = self.program(name)
        if path is None:
            return 127, "", f"{name}: not found"
        done = subprocess.run([path, *args], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", env=self.environ, check=False,
                              start_new_session=True)
        return done.returncode, done.stdout, done.stderr


def rundir_default(environ, euid):
    """Where the previous drivers are remembered until the next boot."""
    if environ.get("IGBX_RUNDIR"):
        return Path(environ["IGBX_RUNDIR"])
    if euid != 0 and environ.get("XDG_RUNTIME_DIR"):
        return Path(environ["XDG_RUNTIME_DIR"], "igbx")
    return Path("/run/igbx")
