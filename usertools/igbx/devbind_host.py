# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors
"""The machine as igbx-devbind sees it: its files, and the programs it runs.

Everything that changes the machine goes through write, store, remove, own and run, and everything
that is read comes from below the folders given: a test puts plain files and a failure at any point
in their place.

The modules of igbx-devbind import little: in an emulated machine each import costs as much as
binding a device does.
"""

import os
import subprocess

from igbx import ToolError

DPDK_DEVBIND = "dpdk-devbind.py"

# /usr/sbin is not in the PATH of every root shell (su without a dash), yet modprobe and ip live
# there.
SYSTEM_PATHS = ("/usr/sbin", "/sbin", "/usr/bin", "/bin")
NOT_FOUND = 127


class Problem(ToolError):
    """A failure with what to do about it, a line each."""

    def __init__(self, text, advice=None):
        super().__init__(text)
        self.text = text
        self.advice = advice


def read_text(path):
    """The text of a small file, or None where it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as source:
            return source.read()
    except OSError:
        return None


def reason(err):
    return err.strerror or str(err)


class Host:
    def __init__(self, sysfs="/sys", procfs="/proc", devfs="/dev", etc="/etc", rundir="/run/igbx"):
        self.sysfs = sysfs
        self.procfs = procfs
        self.devfs = devfs
        self.etc = etc
        self.rundir = rundir
        self.euid = os.geteuid()
        self.environ = dict(os.environ)

    # Looking

    def path(self, *parts):
        return os.path.join(self.sysfs, *parts)

    def exists(self, *parts):
        return os.path.exists(self.path(*parts))

    def read(self, *parts):
        """The text of a sysfs attribute, or None where it cannot be read."""
        text = read_text(self.path(*parts))
        return None if text is None else text.strip()

    def number(self, *parts):
        """A decimal or 0x number of sysfs; None where there is no such attribute."""
        text = self.read(*parts)
        if text is None:
            return None
        try:
            return int(text, 0)
        except ValueError:
            raise Problem(f"{self.path(*parts)} holds {text[:40]!r}, which is not a number"
                          ) from None

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

    def stat(self, path):
        try:
            return os.stat(path)
        except OSError:
            return None

    def program(self, name):
        """The path of a program, or None."""
        for folder in (*self.environ.get("PATH", "").split(os.pathsep), *SYSTEM_PATHS):
            path = os.path.join(folder, name)
            if folder and os.path.isfile(path) and os.access(path, os.X_OK):
                return path
        return None

    def ask(self, name, *args):
        """Run a program that only looks; (status, stdout, stderr)."""
        path = self.program(name)
        if path is None:
            return NOT_FOUND, "", f"{name}: not found"
        done = subprocess.run([path, *args], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", env=self.environ, check=False,
                              start_new_session=True)
        return done.returncode, done.stdout, done.stderr

    # Changing

    def run(self, name, *args):
        """Run a program that changes something; raises unless it succeeds.

        It gets a session of its own: Ctrl-C reaches this program alone, which finishes the step
        at hand and undoes what was done, instead of a device being left between two drivers.
        """
        status, _, err = self.ask(name, *args)
        if status:
            lines = [line for line in err.splitlines() if line.strip()]
            why = lines[-1].strip() if lines else f"exit status {status}"
            raise Problem(f"{' '.join((name, *args))}: {why}")

    def write(self, text, *parts):
        """Store into a sysfs attribute in one write; raises OSError."""
        fd = os.open(self.path(*parts), os.O_WRONLY)
        try:
            os.write(fd, text.encode("ascii"))
        finally:
            os.close(fd)

    def store(self, path, text):
        """Write or replace a file in one step, so that a crash leaves the old or the new one."""
        temporary = path + ".tmp"
        try:
            os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
            with open(temporary, "w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            os.replace(temporary, path)
        except OSError as err:
            raise Problem(f"{path}: cannot be written: {reason(err)}") from err

    def remove(self, path):
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass
        except OSError as err:
            raise Problem(f"{path}: cannot be removed: {reason(err)}") from err

    def own(self, path, uid, gid, mode):
        try:
            os.chown(path, uid, gid)
            os.chmod(path, mode)
        except OSError as err:
            raise Problem(f"{path}: cannot be given to {uid}:{gid}: {reason(err)}") from err
