# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Which accelerator boots the guest, and whether QEMU can be used at all."""

import hashlib
import json
import os
import subprocess

from . import ToolError
from .guest_image import cache_dir, find_program, write_atomic

MIN_QEMU = 8
# A host on which KVM works boots the kernel in about a second.
KVM_LIMIT_S = 10


def check_qemu(name):
    """Return QEMU's path and version text; refuse one that has no igb."""
    path = name if os.path.sep in name else find_program(name, "qemu-system-x86")
    try:
        version = _ask([path, "--version"]).splitlines()[0]
        devices = _ask([path, "-device", "help"])
    except (OSError, IndexError) as error:
        raise ToolError(f"{path} cannot be run: {error}") from error
    if 'name "igb"' not in devices:
        raise ToolError(f"{path} has no igb device (QEMU {MIN_QEMU} or newer has it; on Debian 12 "
                        f"it is in backports): {version}")
    return path, version


def choose(config, version, image, boots):
    """The accelerator to use. boots(accel, limit) tries a boot and says whether it worked."""
    if config.accel != "auto":
        return config.accel
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "tcg"
    verdict_file = os.path.join(cache_dir(), "accel.json")
    key = hashlib.sha256(f"{_boot_id()} {version} {image.release}".encode()).hexdigest()
    try:
        with open(verdict_file, encoding="utf-8") as f:
            verdict = json.load(f)
        if verdict.get("key") == key:
            return verdict["accel"]
    except (OSError, ValueError, KeyError, AttributeError):
        pass
    accel = "kvm" if boots("kvm", KVM_LIMIT_S) else "tcg"
    os.makedirs(cache_dir(), exist_ok=True)
    write_atomic(verdict_file, json.dumps({"key": key, "accel": accel}).encode())
    return accel


def _boot_id():
    with open("/proc/sys/kernel/random/boot_id", encoding="utf-8") as f:
        return f.read().strip()


def _ask(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False).stdout
