# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""The part of the initramfs that belongs to one run: its settings and its command."""

import os
import shlex

from . import ToolError, cpio

HERE = os.path.dirname(os.path.abspath(__file__))


def archive(config, image):
    """The cpio archive to add to the base initramfs."""
    for folder in config.shares:
        if "\n" in folder:
            raise ToolError("a shared folder's name must not contain a line break")
    with open(os.path.join(HERE, "guest-setup.sh"), "rb") as f:
        setup = f.read()
    with open(os.path.join(HERE, "guest-monitor.sh"), "rb") as f:
        monitor = f.read()
    return cpio.archive({
        "job/setup": (setup, 0o644),
        "job/bin/qemu-monitor": (monitor, 0o755),
        "job/job": (_settings(config, image).encode(), 0o644),
        "job/shares": ("".join(folder + "\n" for folder in config.shares).encode(), 0o644),
        "job/command": (os.fsencode(_command(config)), 0o644),
    })


def _settings(config, image):
    plugins = "all" if config.plugins is None else " ".join(config.plugins)
    values = {"modules": os.path.realpath(image.modules), "hugepages": config.hugepages,
              "ports": config.ports, "driver": config.driver, "plugins": plugins}
    return "".join(f"{name}={shlex.quote(str(value))}\n" for name, value in values.items())


def _command(config):
    lines = [f"export {name}={shlex.quote(value)}\n"
             for name, value in sorted(config.environment.items())]
    lines += ['export PATH="$PATH:/usr/sbin:/sbin:/run/igbx/bin"\n',
              f"cd {shlex.quote(config.cwd)} || exit 125\n",
              f"exec {shlex.join(config.command)}\n"]
    return "".join(lines)
