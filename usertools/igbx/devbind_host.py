# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The machine as igbx-devbind sees it: sysfs, procfs, and the programs it runs.

Both roots are parameters, so that every check can be run on a tree of plain files.

The modules of igbx-devbind import little: in an emulated machine each import costs as much as
binding a device does.
"""

import os
import subprocess

DPDK_DEVBIND = "dpdk-devbind.py"

# /usr/sbin is not in the PATH of every root shell (su without a dash), yet modprobe and ip live there.
SYSTEM_PATHS = ("/usr/sbin", "/sbin", "/usr/bin", "/bin")


def read_text(path):
    """The text of a small file, or None where it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as source:
            return source.read()
    except OSError:
        return None


class Host:
    def __init__(self, sysfs="/sys", procfs="/proc", rundir="/run/igbx", euid=None, environ=None):
        self.sysfs = sysfs
        self.procfs = procfs
        self.rundir = rundir
        self.euid = os.geteuid() if euid is None else euid
        self.environ = dict(os.environ) if environ is None else environ

    def path(self, *parts):
        return os.path.join(self.sysfs, *parts)

    def read(self, *parts):
        """The text of a sysfs attribute, or None where it cannot be read."""
        text = read_text(self.path(*parts))
        return None if text is None else text.strip()

    def read_int(self, *parts, default=0):
        """A decimal or 0x number of sysfs."""
        try:
            return int(self.read(*parts) or "", 0)
        except ValueError:
            return default

    def write(self, text, *parts):
        """Store into a sysfs attribute in one write."""
        fd = os.open(self.path(*parts), os.O_WRONLY)
        try:
            os.write(fd, text.encode("ascii"))
        finally:
            os.close(fd)

    def link_name(self, *parts):
        """The last component of what a link points to, or None."""
        try:
            return os.path.basename(os.readlink(self.path(*parts)))
        except OSError:
            return None

    def entries(self, *parts):
        """The sorted names in a folder; none where there is no such folder."""
        try:
            return sorted(os.listdir(self.path(*parts)))
        except OSError:
            return []

    def program(self, name):
        """The path of a program, or None."""
        for folder in (*self.environ.get("PATH", "").split(os.pathsep), *SYSTEM_PATHS):
            path = os.path.join(folder, name)
            if folder and os.path.isfile(path) and os.access(path, os.X_OK):
                return path
        return None

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
        return environ["IGBX_RUNDIR"]
    if euid != 0 and environ.get("XDG_RUNTIME_DIR"):
        return os.path.join(environ["XDG_RUNTIME_DIR"], "igbx")
    return "/run/igbx"
