# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 the igbx authors

"""Writer for cpio archives in the "newc" format that Linux takes as initramfs.

The kernel accepts several archives one after the other, each starting on a
4-byte boundary; that is how the per-run job is added to the cached base image.
"""

import stat


def _entry(name, mode, data=b""):
    encoded = name.encode() + b"\0"
    fields = (0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(encoded), 0)
    header = b"070701" + b"".join(b"%08X" % field for field in fields)
    return _pad(header + encoded) + _pad(data)


def _pad(data):
    return data + b"\0" * (-len(data) % 4)


def archive(files, directories=()):
    """Return an archive of {path: (bytes, permissions)}; parent folders are added."""
    folders = set(directories)
    for path in list(files) + list(directories):
        parts = path.split("/")[:-1]
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    out = [_entry(path, stat.S_IFDIR | 0o755) for path in sorted(folders)]
    for path, (data, permissions) in sorted(files.items()):
        out.append(_entry(path, stat.S_IFREG | permissions, data))
    out.append(_entry("TRAILER!!!", 0))
    return b"".join(out)
