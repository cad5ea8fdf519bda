# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Kernel, modules and initramfs of the guest, kept in a cache folder.

The kernel is the distribution's own package, downloaded and unpacked but never
installed. It is fetched once; later runs only look whether the cache is whole.
"""

import fcntl
import glob
import hashlib
import lzma
import os
import shutil
import struct
import subprocess
import tempfile

from . import ToolError, cpio

PACKAGE = "linux-image-amd64"
# What the initramfs must load before the host's root is there.
EARLY_MODULES = ("virtio_pci", "virtio_console", "9pnet_virtio", "9p", "overlay")
# What a guest without them would be useless for.
NEEDED_MODULES = EARLY_MODULES + ("vfio-pci", "uio_pci_generic", "igb")
# Big and never of use to a guest with a serial console and network cards.
LEFT_OUT = ("drivers/gpu", "drivers/media", "drivers/staging", "drivers/scsi", "drivers/isdn",
            "drivers/hid", "drivers/input", "drivers/iio", "drivers/usb", "drivers/mtd",
            "drivers/infiniband", "drivers/nvme", "drivers/bluetooth", "drivers/net/wireless",
            "sound", "net/bluetooth", "net/mac80211", "net/wireless")
INIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guest-init.sh")


def cache_dir():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "igbx")


class Image:
    """A kernel with its modules folder and an initramfs."""

    def __init__(self, folder):
        self.folder = folder
        names = [os.path.join(folder, name) for name in ("vmlinux", "vmlinuz")]
        kernels = [path for path in names if os.path.exists(path)]
        releases = glob.glob(os.path.join(folder, "lib/modules/*"))
        if len(releases) != 1 or not kernels:
            raise ToolError(f"{folder}: not a kernel folder (vmlinuz and lib/modules/RELEASE)")
        self.kernel = kernels[0]
        self.modules = releases[0]
        self.release = os.path.basename(self.modules)

    def initramfs(self):
        """Bytes of the base initramfs; built when its inputs changed."""
        busybox = find_program("busybox", "busybox-static")
        order = self._load_order()
        with open(INIT, "rb") as f:
            files = {"init": (f.read(), 0o755)}
        with open(busybox, "rb") as f:
            files["bin/busybox"] = (f.read(), 0o755)
        if b"ld-linux" in files["bin/busybox"][0][:65536]:
            raise ToolError(f"{busybox}: linked dynamically, useless in an initramfs; "
                            "install the package busybox-static")
        for path in order:
            with open(os.path.join(self.modules, path), "rb") as f:
                files["modules/" + os.path.basename(path)] = (f.read(), 0o644)
        names = "".join(os.path.basename(path) + "\n" for path in order)
        files["modules.order"] = (names.encode(), 0o644)
        key = hashlib.sha256()
        for path, (data, _) in sorted(files.items()):
            key.update(path.encode() + b"\0" + hashlib.sha256(data).digest())
        target = os.path.join(self.folder, f"initramfs-{key.hexdigest()[:16]}.cpio")
        if not os.path.exists(target):
            data = cpio.archive(files, ("dev", "proc", "sys", "lower", "memory", "newroot", "run"))
            for old in glob.glob(os.path.join(self.folder, "initramfs-*.cpio")):
                os.unlink(old)
            write_atomic(target, data)
        with open(target, "rb") as f:
            return f.read()

    def _load_order(self):
        """Modules for the initramfs, each after those it needs."""
        requires = {}
        with open(os.path.join(self.modules, "modules.dep"), encoding="utf-8") as f:
            for line in f:
                path, _, rest = line.partition(":")
                requires[path] = rest.split()
        by_name = {module_name(path): path for path in requires}
        order = []

        def visit(path):
            for other in reversed(requires[path]):
                visit(other)
            if path not in order:
                order.append(path)

        for name in EARLY_MODULES:
            path = by_name.get(module_name(name))
            if path:
                visit(path)
            elif not self._builtin(name):
                raise ToolError(f"{self.modules}: has no module {name}")
        if any(not path.endswith(".ko") for path in order):
            raise ToolError(f"{self.modules}: compressed modules are not supported")
        return order

    def _builtin(self, name):
        try:
            with open(os.path.join(self.modules, "modules.builtin"), encoding="utf-8") as f:
                return module_name(name) in {module_name(line.strip()) for line in f}
        except OSError:
            return False


def module_name(path):
    return os.path.basename(path).split(".ko")[0].replace("-", "_")


def write_atomic(path, data):
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(path), delete=False) as f:
        try:
            f.write(data)
        except OSError:
            os.unlink(f.name)
            raise
    os.replace(f.name, path)


def find_program(name, package):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin")
    if not path:
        raise ToolError(f"{name} is not installed: apt-get install {package}")
    return path


def prepare(log, kernel_dir=None, refresh=False):
    """Return the Image to boot, downloading the kernel package if need be."""
    if kernel_dir:
        return Image(os.path.abspath(kernel_dir))
    cache = cache_dir()
    try:
        os.makedirs(cache, exist_ok=True)
        lock = open(os.path.join(cache, "lock"), "w", encoding="utf-8")
    except OSError as error:
        raise ToolError(f"cache folder {cache}: {error.strerror}") from error
    with lock:
        # Two first runs at once: the second one waits and finds the work done.
        fcntl.flock(lock, fcntl.LOCK_EX)
        target = os.path.join(cache, "kernel")
        if refresh or not os.path.exists(os.path.join(target, "vmlinuz")):
            _fetch(cache, target, log)
        return Image(target)


def _fetch(cache, target, log):
    for program, package in (("apt-get", "apt"), ("dpkg-deb", "dpkg"), ("depmod", "kmod")):
        find_program(program, package)
    with tempfile.TemporaryDirectory(prefix="kernel-", dir=cache) as work:
        log("fetching a kernel for the guest (once, about 70 MB)")
        package = _download(cache, work)
        log(f"unpacking {os.path.basename(package)}")
        new = os.path.join(work, "new")
        _unpack(package, new)
        image = Image(new)
        dependencies = open(os.path.join(image.modules, "modules.dep"), encoding="utf-8").read()
        known = {module_name(line.partition(":")[0]) for line in dependencies.splitlines()}
        for name in NEEDED_MODULES:
            if module_name(name) not in known:
                raise ToolError(f"kernel package {os.path.basename(package)} lacks module {name}")
        if os.path.exists(target):
            os.rename(target, os.path.join(work, "old"))
        os.rename(new, target)


def _download(cache, work):
    """Download the kernel package with apt, as any user, with the configured sources."""
    problem = ""
    # The host's package lists first; lists of our own when those are missing or out of date.
    for options in ([], _private_lists(cache)):
        if options and _run(["apt-get", *options, "update"], work).returncode:
            continue
        found = _run(["apt-cache", *options, "depends", "--important", PACKAGE], work)
        names = [line.split()[-1] for line in found.stdout.splitlines()
                 if line.strip().startswith("Depends: linux-image-")]
        if not names:
            problem = f"apt knows no package {PACKAGE}"
            continue
        done = _run(["apt-get", "-o", "APT::Sandbox::User=", *options, "download", names[0]], work)
        packages = glob.glob(os.path.join(work, "linux-image-*.deb"))
        if done.returncode == 0 and packages:
            return packages[0]
        problem = (done.stderr.strip().splitlines() or ["apt-get download failed"])[-1]
    raise ToolError(f"no kernel image for the guest: {problem}")


def _private_lists(cache):
    state = os.path.join(cache, "apt")
    os.makedirs(os.path.join(state, "lists/partial"), exist_ok=True)
    os.makedirs(os.path.join(state, "cache/archives/partial"), exist_ok=True)
    return ["-o", f"Dir::State::lists={state}/lists", "-o", f"Dir::Cache={state}/cache",
            "-o", "APT::Sandbox::User="]


def _run(command, folder):
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})


def _unpack(package, new):
    os.makedirs(new)
    source = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE)
    excludes = [f"--exclude=./lib/modules/*/kernel/{folder}/*" for folder in LEFT_OUT]
    unpack = subprocess.run(["tar", "-x", "-C", new, "--no-same-owner", "--wildcards", *excludes,
                             "./boot/vmlinuz-*", "./lib/modules"], stdin=source.stdout,
                            stderr=subprocess.PIPE, text=True, check=False)
    source.stdout.close()
    if source.wait() or unpack.returncode:
        raise ToolError(f"cannot unpack {package}: {unpack.stderr.strip().splitlines()[-1:]}")
    for kernel in glob.glob(os.path.join(new, "boot/vmlinuz-*")):
        os.rename(kernel, os.path.join(new, "vmlinuz"))
        _uncompress(os.path.join(new, "vmlinuz"), os.path.join(new, "vmlinux"))
    os.rmdir(os.path.join(new, "boot"))
    release = os.listdir(os.path.join(new, "lib/modules"))[0]
    if _run([find_program("depmod", "kmod"), "-b", new, release], new).returncode:
        raise ToolError(f"depmod failed on the modules of {os.path.basename(package)}")


def _uncompress(vmlinuz, vmlinux):
    """Write the ELF kernel within a bzImage, which QEMU boots directly (PVH).

    Only to save time: under software emulation the kernel's own decompression takes seconds.
    Without it vmlinuz is booted. Fields: Documentation/x86/boot.rst of the kernel.
    """
    with open(vmlinuz, "rb") as f:
        image = f.read()
    if image[0x202:0x206] != b"HdrS":
        return
    setup_sectors = image[0x1f1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    start = (setup_sectors + 1) * 512 + offset
    try:
        # What follows the stream is its length, which is not part of it.
        kernel = lzma.LZMADecompressor().decompress(image[start:start + length])
    except lzma.LZMAError:
        return
    # The note of type 18 with the name "Xen" holds the PVH entry point.
    if kernel[:4] == b"\x7fELF" and struct.pack("<I", 18) + b"Xen\0" in kernel:
        write_atomic(vmlinux, kernel)
